"""The same indicator and period with two values in one report: within the text, and headline against body."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from report_extract.checks.book import Book, before, found, search
from report_extract.checks.pairs import alike, any_overlap, first_alike, first_near
from report_extract.checks.rows import Row
from report_extract.model import Finding


def two_values(book: Book) -> list[Finding]:
    """Pairs of sentences of a report that give one indicator, unit, measure, period and status two values.

    Values that look like one figure twice (see `pairs.alike`) are a contradiction; others more often mean that one of
    the rows has a wrong period or status, and are notes.
    """
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in book.rows:
        if _comparable(row, book) and row.quote.strip() != row.section:
            same = (row.report_id, book.key(row), row.unit, row.measure, row.period, row.status, row.basis)
            groups[same].append(row)
    out = []
    for rows in groups.values():
        sure = first_alike(rows)
        # Of several years most reports give the whole and one year's share of it under the same words.
        pair = sure or (first_near(rows, book.spec.margins.apart) if rows[0].year is not None else None)
        if pair is not None:
            out.append(_said("two values", "another sentence says", *pair, sure is not None))
    return out + _headlines(book) + _told_again(book)


def _comparable(row: Row, book: Book) -> bool:
    """Whether a row says one thing of one time: not where a change began, nor one of a list, nor a yearly mean."""
    if row.measure not in ("level", "growth", "share") or not book.named(row) or row.period[0] is None:
        return False
    relations, lead, near = book.spec.relations, before(row), before(row, 12)
    if search(relations.source, lead) or search(relations.member, row.quote[: row.place]):
        return False
    if row.measure == "growth" and search(relations.against, lead):
        return False
    return not search(relations.restarts, near) and not search(relations.annual, near)


def _told_again(book: Book) -> list[Finding]:
    """What a later report of the series says of a year that the report on it gave otherwise."""
    out = []
    for rows in _told(book).values():
        own = [row for row in rows if row.report_year == row.year]
        later = [row for row in rows if row.report_year is not None and row.report_year > (row.year or 0)]
        later = [row for row in later if not _carried(row, book)]
        if own and later and not any_overlap((row.interval for row in own), (row.interval for row in later)):
            one, other = own[0], later[0]
            said = f"{one.report_id} said {one.figure_text} of {one.when}: {one.quote[:60]}"
            severity: Literal["warning", "note"] = "warning" if alike(one, other) else "note"
            out.append(found("told again", severity, said, one, other, expected=one.figure_text))
    return out


def _told(book: Book) -> dict[tuple[object, ...], list[Row]]:
    """Levels, and growths over the year before, of each series by what they are of and their year."""
    out: dict[tuple[object, ...], list[Row]] = {("level", *key): rows for key, rows in book.levels.items()}
    for row in book.rows:
        yearly = row.measure == "growth" and row.basis in (None, "上年") and row.year is not None
        if yearly and row.status != "target" and _comparable(row, book):
            same = ("growth", book.family(row), book.key(row), row.unit, row.year)
            out.setdefault(same, []).append(row)
    return out


def _carried(row: Row, book: Book) -> bool:
    """Whether the sentence names the row's year only by a word that may belong to another figure of it."""
    return str(row.year) not in row.quote and search(book.spec.relations.relative, row.quote) is not None


def _headlines(book: Book) -> list[Finding]:
    """Figures of a heading that its section gives otherwise."""
    bodies: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in book.rows:
        bodies[row.report_id, row.section, row.unit, row.measure, row.status].append(row)
    out = []
    for head in book.rows:
        under = bodies.get((head.report_id, head.quote.strip(), head.unit, head.measure, head.status), [])
        if not under or not book.named(head):
            continue
        body = [
            row for row in under if row.quote_start != head.quote_start and _same_thing(book.key(row), book.key(head))
        ]
        if body and not any_overlap((row.interval for row in body), [head.interval]):
            out.append(_said("headline", "the section under this heading says", body[0], head, True))
    return out


def _same_thing(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 4 and (one.endswith(other) or other.endswith(one)))


def _said(check: str, where: str, one: Row, other: Row, sure: bool) -> Finding:
    said = f"{where} {one.figure_text} ({one.when}): {one.quote[:60]}"
    return found(check, "warning" if sure else "note", said, one, other, expected=one.figure_text)
