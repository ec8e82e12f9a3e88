"""README and docs name what exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from report_extract.tables import SCHEMAS, TABLES
from scripts.columns import TARGET, columns

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"report-extract ((?:totals |patterns )?[a-z-]+)", README)))
TARGETS = sorted(set(re.findall(r"make ([a-z-]+)", README)) - {"are"})


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_exist(command: str) -> None:
    run = [sys.executable, "-m", "report_extract", *command.split(), "--help"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Example" in done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_columns_are_current() -> None:
    assert TARGET.read_text("utf-8") == columns()


def test_tables_are_named() -> None:
    assert set(TABLES) == set(SCHEMAS)
    for table in TABLES:
        assert f"| `{table}` |" in README


def test_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
