"""How fast PDF files and scans are read, beside the libraries alone, and whether figures checked by eye still come out.

    python benchmarks/inputs.py [FOLDER]

FOLDER holds the reports that pdf_figures.csv names (../shared/reports/pdf by default); without it only the project's
own page is measured. In pdf_figures.csv every figure of six pages stands with a person's verdict, the page image beside
the row: whether value and unit, the indicator, and period with basis are right. A figure without a row is wrong in all.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pypdfium2

from report_extract import extract, load_patterns, read_report
from report_extract.model import Report
from report_extract.sources import scan
from report_extract.sources.files import load

HERE = Path(__file__).parent
PAGE = HERE.parent / "tests" / "fixtures" / "page.pdf"
SCAN = PAGE.with_name("page-scan.jpg")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/reports/pdf")
    with (HERE / "pdf_figures.csv").open(encoding="utf-8", newline="") as file:
        checked = list(csv.DictReader(file))
    names = sorted({row["report"] for row in checked})
    found = [path for name in names if (path := folder / f"{name}.pdf").exists()]
    for path in [PAGE, *found]:
        print(pdf_speed(path))
    print(scan_speed())
    if len(found) < len(names):
        print(f"figures checked by eye: skipped, {folder} lacks their reports")
        return
    for line in figures({path.stem: read_report(path) for path in found}, checked):
        print(line)


def least(action: Callable[[], object], times: int = 5) -> float:
    """The least processor time of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        action()
        seconds.append(time.process_time() - start)
    return min(seconds)


def pdf_speed(path: Path) -> str:
    def alone() -> int:
        document = pypdfium2.PdfDocument(path)
        return sum(len(page.get_textpage().get_text_range()) for page in document)

    pages = len(read_report(path).pages)
    ours, theirs = least(lambda: read_report(path)), least(alone)
    return f"{path.name}: {pages / ours:.0f} pages a second, {ours / theirs:.1f} times pypdfium2's bare text"


def scan_speed() -> str:
    """Our reading beside RapidOCR alone: the same picture, settings and one thread, character boxes in both."""
    recogniser = scan.Recogniser(SCAN, "a picture")
    picture = next(iter(scan._frames(load(SCAN, None))))
    engine = recogniser._engine

    def alone() -> object:
        return engine(picture, return_word_box=True, return_single_char_box=True)

    def ours() -> object:
        return recogniser.read(picture, 200 / 72)

    alone()
    mine, bare = least(ours, 3), least(alone, 3)
    return f"{SCAN.name}: {mine:.2f} s, {mine / bare:.3f} times RapidOCR alone"


def figures(reports: dict[str, Report], checked: list[dict[str, str]]) -> Iterator[str]:
    """The share that was right when checked by eye, and the figures whose value or unit differs today."""
    for verdict in ("value_unit_right", "indicator_right", "period_basis_right"):
        right = sum(row[verdict] == "yes" for row in checked)
        yield f"{verdict}: {right} of {len(checked)} = {right / len(checked):.1%}"
    rules = load_patterns()
    rows = {  # by each place of the anchor, which has since come to begin with 人民币
        (name, at): (s.value_exact, s.unit)
        for name, report in reports.items()
        for s in extract(report, rules).statistics
        for at in range(s.raw_start, s.raw_end)
    }
    today = 0
    for row in checked:
        got = rows.get((row["report"], int(row["raw_start"])))
        if got == (Decimal(row["value"]), row["unit"]):
            today += 1
        elif row["value_unit_right"] == "yes":
            yield f"was right: {row['report']} {row['raw_start']} {row['figure']}, now {got}"
    yield f"value and unit today: {today} of {len(checked)} = {today / len(checked):.1%}"


if __name__ == "__main__":
    main()
