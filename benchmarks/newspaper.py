"""How much is lost when a clean annotated report is set as a newspaper page: scores before and after.

Each report is set in columns of 18 to 31 characters, with blank lines inside sentences, spaces inside and beside
figures, full-width digits and captions printed twice run by run; the annotations' offsets go along.

    python benchmarks/newspaper.py ../shared/gold ../shared/score/score.py
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")
RUNS = re.compile(r"\d+|[\u4e00-\u9fff]{1,14}|[^\d\u4e00-\u9fff]")


class Page:
    """Characters set so far, and where each source character landed."""

    def __init__(self, size: int) -> None:
        self.out: list[str] = []
        self.first: list[int] = [-1] * size
        self.last: list[int] = [-1] * size

    def put(self, text: str, source: int | None = None) -> None:
        if source is not None:
            if self.first[source] < 0:
                self.first[source] = len(self.out)
            self.last[source] = len(self.out) + len(text)
        self.out += text


def set_page(text: str, annotations: list[dict[str, object]], seed: int) -> tuple[str, list[dict[str, object]]]:
    """The text as a newspaper page, and its annotations with their new offsets."""
    draw = random.Random(seed)
    page = Page(len(text))
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        if not text[start:end].strip():
            continue
        column = draw.choice((18, 19, 20, 22, 22, 31))
        if end - start < 90 and "，" in text[start:end] and draw.random() < 0.25:
            _twice(page, text, start, end, column)
        else:
            _columns(page, text, start, end, column, draw)
        page.put("\n\n" if draw.random() < 0.7 else "\n")
    moved = []
    for one in annotations:
        begin, stop = int(str(one["start"])), int(str(one["end"]))
        places = [i for i in range(begin, stop) if page.first[i] >= 0]
        if places:
            moved.append({**one, "start": page.first[places[0]], "end": max(page.last[i] for i in places)})
    return "".join(page.out), moved


def _columns(page: Page, text: str, start: int, end: int, column: int, draw: random.Random) -> None:
    width = 0.0
    full = draw.random() < 0.1
    for i in range(start, end):
        char = text[i]
        following = text[i + 1] if i + 1 < end else ""
        page.put(char.translate(FULL) if full else char, i)
        width += 0.5 if char < "\u2e80" and not full else 1.0
        beside = (char.isdigit() and _chinese(following)) or (_chinese(char) and following.isdigit())
        inside = char.isdigit() and (following.isdigit() or following == ".")
        if width >= column and following:
            if following in "，。、；：”》）":
                continue
            page.put("\n\n" if draw.random() < 0.04 else "\n")
            width = 0.0
        elif (beside and draw.random() < 0.2) or (inside and draw.random() < 0.05):
            page.put(" ")
            width += 0.5


def _chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _twice(page: Page, text: str, start: int, end: int, column: int) -> None:
    line = start
    while line < end:
        stop = min(end, line + column)
        for run in RUNS.finditer(text, line, stop):
            places = range(run.start(), run.end())
            spaced = run[0].isdigit() and page.out and page.out[-1] not in "\n "
            if spaced:
                page.put(" ")
            for _ in range(2):
                for i in places:
                    page.put(text[i], i)
            if run[0].isdigit():
                page.put(" ")
        page.put("\n")
        line = stop


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("score", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the pages there and leave them")
    parser.add_argument("--errors", default="0")
    given = parser.parse_args()
    folder = given.keep or Path(tempfile.mkdtemp())
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    for file in sorted(given.gold.glob("*.jsonl")):
        text = (given.gold / "reports" / f"{file.stem}.txt").read_bytes().decode()
        annotations = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        page, moved = set_page(text, annotations, given.seed)
        (folder / "reports" / f"{file.stem}.txt").write_bytes(page.encode())
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in moved)
        (folder / file.name).write_text(lines, "utf-8")
    for name, source in (("clean", given.gold), ("newspaper", folder)):
        tables = Path(tempfile.mkdtemp())
        extract = [sys.executable, "-m", "report_extract", "extract", str(source / "reports"), "--out", str(tables)]
        subprocess.run(extract, check=True, capture_output=True)
        errors = given.errors if name != "clean" else "0"
        score = [sys.executable, str(given.score), str(tables), str(source), "--errors", errors]
        print(f"== {name}\n" + subprocess.run(score, check=True, capture_output=True, text=True).stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
