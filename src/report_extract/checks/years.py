"""Values against the years around them, and periods against the report's own date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from report_extract.checks.book import Book, found
from report_extract.checks.rows import Row
from report_extract.model import Finding

# Reports of this language that hold statistics are younger, and plans that name a date reach less far.
_FIRST_YEAR = 1840
_PLANNED = 10


def jumps(book: Book) -> list[Finding]:
    """Levels many times larger or smaller than those of the years around, which themselves agree: 万 for 亿."""
    series: dict[tuple[str, str, str], dict[int, list[Row]]] = defaultdict(dict)
    for (family, key, unit, year), rows in book.levels.items():
        series[family, key, unit][year] = rows
    out = []
    for years in series.values():
        for year, rows in years.items():
            near = [years[y] for y in sorted(years, key=lambda y: abs(y - year)) if 0 < abs(y - year) <= 5][:4]
            around = [other for group in near for other in group if other.value > 0]
            usual = {name: _usual(name, around, book) for name in {row.report_id for row in rows}}
            for row in rows:
                out += _jump(row, usual[row.report_id], book)
    return out


def _usual(report_id: str, around: list[Row], book: Book) -> tuple[Decimal, Row] | None:
    """What other reports have in the years around, if two agree, and the row of the nearest year."""
    around = [one for one in around if one.report_id != report_id]
    if len({one.report_id for one in around}) < 2:
        return None
    values = [one.value for one in around]
    if max(values) > min(values) * book.spec.margins.steady:
        return None
    return Decimal(median(values)), around[0]


def _jump(row: Row, usual: tuple[Decimal, Row] | None, book: Book) -> list[Finding]:
    if usual is None or row.value <= 0:
        return []
    value, nearest = usual
    if value / book.spec.margins.jump < row.value < value * book.spec.margins.jump:
        return []
    said = f"other years have {nearest.figure_text} ({nearest.when}, {nearest.report_id}) and the like"
    return [found("jump", "warning", said, nearest, row, expected=f"about {nearest.figure_text}")]


def dates_outside(events: Iterable[dict[str, Any]], book: Book) -> list[Finding]:
    """Events dated long after their report, or in another age."""
    out = []
    for event in events:
        day: date | None = event["date_start"]
        published: date | None = book.reports.get(event["report_id"], {}).get("reference_date")
        if day and (day.year < _FIRST_YEAR or (published and day.year > published.year + _PLANNED)):
            out.append(
                Finding(
                    check="date",
                    severity="warning",
                    report_id=event["report_id"],
                    message=f"an event of {day} in a report of {published or 'unknown date'}",
                    record_ids=(event["record_id"],),
                    subject=event["name"],
                    found=str(day),
                    source=f"{event['report_id']}:{event['raw_start']}",
                )
            )
    return out


def periods_outside(book: Book) -> list[Finding]:
    """Results that are dated after the report, and periods that end before they begin or lie in another age."""
    out = []
    for row in book.rows:
        start, end = row.period
        published = book.published(row)
        if start is None or end is None:
            continue
        if end < start or start.year < _FIRST_YEAR:
            out.append(found("period", "warning", f"the period {row.when} cannot be", row, shown=row.when))
        elif published and row.status == "actual" and start > published + timedelta(days=1):
            said = f"a result of {row.when} in a report of {published}"
            out.append(found("period", "warning", said, row, expected=f"by {published}", shown=row.when))
    return out
