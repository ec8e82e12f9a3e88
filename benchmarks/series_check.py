"""The series of the national work reports against the sheet of points that were read, and against official figures.

    python benchmarks/series_check.py TABLES [--official FOLDER] [--read]

TABLES is the output folder of `report-extract extract` over the reports. Every chosen point of a yearly line with five
years or more should be in `series_points.csv`, where a person wrote a verdict: `right`, or what is wrong with it.
FOLDER holds tables of official figures (see OFFICIAL), which later revisions moved: levels may differ by their
tolerance. `--read` prints the points that are not in the sheet, with their sentences, to be read. Exit status 1 where a
verdict is missing, less than 98 % are right, or an official figure differs without being known to.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from report_extract.series import Point, series
from report_extract.series.lines import YEAR

SHEET = Path(__file__).parent / "series_points.csv"
LEAST_YEARS = 5
LEAST_RIGHT = 0.98
YI = 1e8
# File, its column, the series, its measure, what the column is in, and by how much (of the level, or in points) a later
# revision moved it at most. GDP was revised after the censuses of 2004, 2008, 2013, 2018 and 2023 (2007 by a tenth in
# all); fiscal revenue was told with loans from abroad in the eighties.
OFFICIAL = (
    ("national_gdp_income_2005_2024.csv", "gdp_yi_yuan", "国内生产总值", "level", YI, 0.11),
    ("national_gdp_income_2005_2024.csv", "urban_income_yuan", "城镇居民人均可支配收入", "level", 1, 0.02),
    ("national_gdp_income_2005_2024.csv", "disposable_income_per_capita_yuan", "居民人均可支配收入", "level", 1, 0.03),
    ("nbs-fiscal-1978-2014.csv", "财政收入", "财政收入", "level", YI, 0.05),
    ("nbs-fiscal-1978-2014.csv", "财政收入增长速度", "财政收入", "growth", 1, 0.3),
)


def points(tables: Path) -> list[Point]:
    """The chosen points of the lines that are long enough."""
    chosen = [point for point in series(tables) if point.chosen and point.line.span == YEAR]
    years = Counter(point.line for point in chosen)
    return [point for point in chosen if years[point.line] >= LEAST_YEARS]


def key(point: Point) -> tuple[str, str, str]:
    """What names a point in the sheet."""
    return point.line.series, point.row.report_id, str(point.row.raw_start)


def against_sheet(found: list[Point], read: bool) -> bool:
    """Print how many points are right; whether that is enough and none is unread."""
    with SHEET.open(encoding="utf-8", newline="") as lines:
        verdicts = {
            (row["series"], row["report_id"], row["raw_start"]): row["verdict"] for row in csv.DictReader(lines)
        }
    unread = [point for point in found if key(point) not in verdicts]
    for point in unread if read else []:
        print(
            ",".join(key(point)), point.end.year, f"{float(point.value):g}", point.line.unit, point.row.quote, sep="\t"
        )
    known = [verdicts[key(point)] for point in found if key(point) in verdicts]
    wrong = Counter(verdict for verdict in known if verdict != "right")
    lines_of_ten = [line for line, years in Counter(point.line for point in found).items() if years >= 10]
    share = 1 - wrong.total() / max(len(known), 1)
    print(
        f"{len({point.line for point in found})} lines, {len(lines_of_ten)} of ten years or more; {len(found)} points"
    )
    right = len(known) - wrong.total()
    print(f"read {len(known)}, right {right} ({share:.1%}), unread {len(unread)}; wrong: {dict(wrong)}")
    return not unread and share >= LEAST_RIGHT


def official(folder: Path) -> Iterator[tuple[str, str, int, float, float]]:
    """Series, measure, year, value and tolerance of each official figure."""
    for name, column, line, measure, factor, tolerance in OFFICIAL:
        with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                year = int(next(iter(row.values())).removesuffix("年"))
                if row[column]:
                    yield line, measure, year, float(row[column]) * factor, tolerance


def against_official(tables: Path, folder: Path) -> bool:
    """Print the points that differ from the official figures; whether all that do are known to be wrong."""
    with SHEET.open(encoding="utf-8", newline="") as lines:
        wrong = {
            (r["series"], r["report_id"], r["raw_start"]) for r in csv.DictReader(lines) if r["verdict"] != "right"
        }
    known = {(name, measure, year): (value, tolerance) for name, measure, year, value, tolerance in official(folder)}
    same, told, differ = 0, 0, 0
    for point in series(tables):
        line = point.line
        value, tolerance = known.get((line.series, line.measure, point.end.year), (0.0, 0.0))
        if not (point.chosen and line.status == "actual" and line.span == YEAR and value):
            continue
        low, high = (float(bound) for bound in point.interval)
        slack = tolerance if line.measure == "growth" else abs(value) * tolerance
        if low - slack <= value <= high + slack:
            same += 1
        elif key(point) in wrong:
            told += 1
        else:
            differ += 1
            print(
                f"differs: {line.series} {line.measure} {point.end.year}: {point.row.figure_text}, official {value:g}"
            )
    print(f"official figures: {same} agree, {told} differ where the sheet says the point is wrong, {differ} differ")
    return not differ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--official", type=Path)
    parser.add_argument("--read", action="store_true")
    given = parser.parse_args()
    good = against_sheet(points(given.tables), given.read)
    if given.official:
        good &= against_official(given.tables, given.official)
    sys.exit(not good)


if __name__ == "__main__":
    main()
