"""The tutorial, run from its first line to its last in a copy of a clone: it prints what it says it prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def run(kind: str, body: str, folder: Path) -> str:
    """What a block prints, as in a file; `report-extract` is this program."""
    if kind == "toml":
        target = folder / body.split("\n", 1)[0].removeprefix("# ")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body, "utf-8")
        return ""
    body = re.sub(r"^report-extract", f"{sys.executable} -m report_extract", body, flags=re.M)
    command = [sys.executable, "-c", body] if kind == "python" else ["sh", "-ec", body]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, body + done.stderr
    return done.stdout


def trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def told(printed: str, shown: str) -> bool:
    """Whether the lines shown are those printed; a line of `...` stands for any lines left out."""
    pattern = "".join("(?:.*\n)+" if line == "..." else re.escape(line + "\n") for line in trimmed(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in trimmed(printed))) is not None


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    for name in ("data/raw", "data/series", "patterns", "tests/fixtures"):
        shutil.copytree(ROOT / name, tmp_path / name)
    printed, compared = "", 0
    for kind, body in BLOCK.findall(TUTORIAL.read_text("utf-8")):
        if kind == "text":
            assert told(printed, body), f"shown:\n{body}\nprinted:\n{printed}"
            compared += 1
        else:
            printed = run(kind, body, tmp_path)
    assert compared >= 8


def test_lines_left_out() -> None:
    assert told("one\ntwo\nthree\n", "one\n...\nthree\n")
    assert told("one\ntwo\n", "...\ntwo\n")
    assert not told("one\ntwo\nthree\n", "one\nthree\n")
    assert not told("one\ntwo\nthree\n", "one\n...\nfour\n")
