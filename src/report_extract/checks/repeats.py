"""The same indicator and period with two values in one report: within the text, and headline against body."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Literal

from report_extract.checks.book import Book, before, found, search
from report_extract.checks.rows import Row, overlap
from report_extract.model import Finding


def two_values(book: Book) -> list[Finding]:
    """Pairs of sentences of a report that give one indicator, unit, measure, period and status two values.

    Values that look like one figure twice (see `_alike`) are a contradiction; others more often mean that one of the
    rows has a wrong period or status, and are notes.
    """
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in book.rows:
        if _comparable(row, book) and row.quote.strip() != row.section:
            same = (row.report_id, book.key(row), row.unit, row.measure, row.period, row.status, row.basis)
            groups[same].append(row)
    out = []
    for rows in groups.values():
        pairs = [pair for pair in combinations(rows, 2) if _contradicts(*pair)]
        alike = [pair for pair in pairs if _alike(*pair)]
        near = [pair for pair in pairs if _near(*pair, book)]
        if alike or near:
            out.append(_said("two values", "another sentence says", *(alike or near)[0], bool(alike)))
    return out + _headlines(book) + _told_again(book)


def _comparable(row: Row, book: Book) -> bool:
    """Whether a row says one thing of one time: not a growth with and without prices, nor one that is a year's mean."""
    if row.measure not in ("level", "growth", "share") or not book.named(row) or row.period[0] is None:
        return False
    lead = before(row, 12)
    return not search(book.spec.relations.restarts, lead) and not search(book.spec.relations.annual, lead)


def _told_again(book: Book) -> list[Finding]:
    """What a later report of the series says of a year that the report on it gave otherwise."""
    out = []
    for rows in book.levels.values():
        own = [row for row in rows if row.report_year == row.year]
        later = [row for row in rows if row.report_year is not None and row.report_year > (row.year or 0)]
        if own and later and not any(overlap(one.interval, other.interval) for one in own for other in later):
            one, other = own[0], later[0]
            said = f"{one.report_id} said {one.figure_text} of {one.when}: {one.quote[:60]}"
            severity: Literal["warning", "note"] = "warning" if _alike(one, other) else "note"
            out.append(found("told again", severity, said, one, other, expected=one.figure_text))
    return out


def _headlines(book: Book) -> list[Finding]:
    """Figures of a heading that its section gives otherwise."""
    headings = {(row.report_id, row.section) for row in book.rows}
    out = []
    for head in book.rows:
        title = head.quote.strip()
        if (head.report_id, title) not in headings or not book.named(head):
            continue
        body = [
            row
            for row in book.rows
            if row.report_id == head.report_id
            and row.section == title
            and row.quote_start != head.quote_start
            and row.unit == head.unit
            and row.measure == head.measure
            and row.status == head.status
            and _same_thing(book.key(row), book.key(head))
        ]
        if body and not any(overlap(row.interval, head.interval) for row in body):
            out.append(_said("headline", "the section under this heading says", body[0], head, True))
    return out


def _same_thing(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 4 and (one.endswith(other) or other.endswith(one)))


def _contradicts(one: Row, other: Row) -> bool:
    return one.quote_start != other.quote_start and not overlap(one.interval, other.interval)


def _near(one: Row, other: Row, book: Book) -> bool:
    low, high = sorted((abs(one.value), abs(other.value)))
    return high < low * book.spec.margins.apart


def _alike(one: Row, other: Row) -> bool:
    """Whether two values may be one figure, once mistaken: the same digits at another power, or one digit apart."""
    if "range" in (one.qualifier, other.qualifier):
        return False
    first, second = _digits(one), _digits(other)
    if len(first) >= 2 and first == second:
        return True
    if len(first) != len(second) or len(first) < 3 or one.value.adjusted() != other.value.adjusted():
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _digits(row: Row) -> str:
    return "".join(map(str, row.value.as_tuple().digits)).strip("0")


def _said(check: str, where: str, one: Row, other: Row, sure: bool) -> Finding:
    said = f"{where} {one.figure_text} ({one.when}): {one.quote[:60]}"
    return found(check, "warning" if sure else "note", said, one, other, expected=one.figure_text)
