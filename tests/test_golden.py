"""The tables of own reports stay as a person has reviewed them; `make golden` writes them anew."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from report_extract.pipeline import extract
from report_extract.sources import read_report
from tests.golden_update import COLUMNS, FOLDER, REPORTS, golden_of, lines

ROOT = Path(__file__).parents[1]
ADVICE = "review what changed, then run `make golden` and commit the diff"


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.stem)
def test_tables_are_as_reviewed(report: Path) -> None:
    golden = golden_of(report)
    assert golden.is_file(), f"{golden} is missing: run `make golden`, read it and commit it"
    now = list(lines(extract(read_report(report))))
    reviewed = golden.read_text("utf-8").splitlines()
    gone = [f"- {line}" for line in reviewed if line not in now]
    come = [f"+ {line}" for line in now if line not in reviewed]
    assert now == reviewed, f"{report.stem}: {ADVICE}\n" + "\n".join([*gone, *come])


def test_no_golden_without_its_report() -> None:
    assert sorted(FOLDER.glob("*.jsonl")) == sorted(map(golden_of, REPORTS))


def test_reports_are_of_four_kinds_and_long_enough() -> None:
    assert len(REPORTS) >= 4
    assert {report.stem: len(report.read_text("utf-8")) >= 1500 for report in REPORTS} == {
        report.stem: True for report in REPORTS
    }


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.stem)
def test_each_line_is_one_record_in_stable_order(report: Path) -> None:
    raw = read_report(report).raw
    rows = [json.loads(line) for line in golden_of(report).read_text("utf-8").splitlines()]
    assert rows[0]["table"] == "reports"
    rows = [row for row in rows[1:] if list(row) != ["section"]]
    assert {row["table"] for row in rows} >= {"statistics", "numerals"}
    for row in rows:
        assert row["text"] in raw
        order = ["table", "text", *COLUMNS.get(row["table"], ("role", "reason"))]
        assert list(row) == [key for key in order if key in row]


def test_refused_in_ci() -> None:
    before = {golden: golden.read_bytes() for golden in FOLDER.glob("*.jsonl")}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.golden_update"],
        env={"CI": "true", "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "refused, CI is set" in ran.stderr
    assert {golden: golden.read_bytes() for golden in FOLDER.glob("*.jsonl")} == before
