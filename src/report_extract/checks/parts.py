"""Parts against wholes: where the text says 其中, and where a report gives a whole and all its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from report_extract.checks.book import Book, before, between, found, search
from report_extract.checks.rows import Row, overlap
from report_extract.model import Finding


def parts_of_wholes(book: Book) -> list[Finding]:
    """Parts that are more than their whole, alone or together, and known partitions that do not add up."""
    out: list[Finding] = []
    for sentence in book.sentences:
        for whole, parts in of_which(sentence, book):
            out += _too_large(whole, parts)
        out += _together(sentence, book)
    return out + _partitions(book)


def of_which(sentence: list[Row], book: Book) -> Iterator[tuple[Row, list[Row]]]:
    """Each whole of a sentence with the parts that its 其中 names: levels in the same unit, up to the next comma."""
    quote = sentence[0].quote
    for match in re.finditer(book.spec.relations.of_which, quote):
        earlier = [
            row for row in sentence if row.measure == "level" and row.place + len(row.figure_text) <= match.start()
        ]
        if not earlier or re.search("[；。]", quote[earlier[-1].place : match.start()]):
            continue
        whole = earlier[-1]
        if search(book.spec.relations.annual, before(whole, 12)) or search(book.spec.relations.rate, before(whole, 12)):
            continue
        parts: list[Row] = []
        end = match.end()
        for row in (row for row in sentence if row.place >= match.end()):
            gap = quote[end : row.place]
            if parts and re.search(book.spec.relations.stops, gap):
                break
            end = row.place + len(row.figure_text)
            if row.measure == "level" and row.unit == whole.unit and row.status == whole.status:
                if parts and re.search(book.spec.relations.became, between(parts[-1], row)):
                    parts.pop()
                parts.append(row)
            elif not parts:
                break
        if parts:
            yield whole, parts


def _together(sentence: list[Row], book: Book) -> list[Finding]:
    """A 合计 and the like against the levels before it, back to the last semicolon."""
    relations = book.spec.relations
    for at, whole in enumerate(sentence):
        if at < 2 or whole.measure != "level" or not search(relations.total, before(whole, 12)):
            continue
        start = max(whole.quote.rfind(mark, 0, whole.place) for mark in "；。：")
        parts = [row for row in sentence[:at] if row.place > start]
        same = all(
            row.measure == "level" and (row.unit, row.status, row.period) == (whole.unit, whole.status, whole.period)
            for row in parts
        )
        if len(parts) > 1 and same and not search(relations.of_which, whole.quote[max(start, 0) : whole.place]):
            return _sum(whole, parts)
    return []


def _too_large(whole: Row, parts: list[Row]) -> list[Finding]:
    top = whole.interval[1]
    for part in parts:
        if part.interval[0] > top:
            said = f"a part ({part.figure_text}) is more than its whole ({whole.figure_text}, {whole.indicator})"
            return [found("part", "warning", said, whole, part, expected=f"at most {whole.figure_text}")]
    total = sum((part.interval[0] for part in parts), Decimal(0))
    if len(parts) > 1 and total > top:
        listed = " + ".join(part.figure_text for part in parts)
        said = f"the parts ({listed}) are together more than their whole ({whole.figure_text}, {whole.indicator})"
        return [found("part", "warning", said, whole, *parts, expected=f"at most {whole.figure_text}", shown=listed)]
    return []


def _partitions(book: Book) -> list[Finding]:
    out = []
    by_report: dict[tuple[str, str, object, str], dict[str, Row]] = {}
    for row in book.rows:
        if row.measure == "level" and row.status != "target":
            names = by_report.setdefault((row.report_id, row.unit, row.period, row.status), {})
            names.setdefault(book.key(row), row)
    for names in by_report.values():
        for partition in book.spec.partition:
            whole = next((names[name] for name in partition.whole if name in names), None)
            parts = [next((names[name] for name in part if name in names), None) for part in partition.parts]
            if whole is not None and None not in parts:
                out += _sum(whole, [part for part in parts if part is not None])
    return out


def _sum(whole: Row, parts: list[Row]) -> list[Finding]:
    low = sum((part.interval[0] for part in parts), Decimal(0))
    high = sum((part.interval[1] for part in parts), Decimal(0))
    if overlap((low, high), whole.interval):
        return []
    listed = " + ".join(f"{part.indicator} {part.figure_text}" for part in parts)
    return [found("sum", "warning", f"{listed} is not {whole.figure_text}", *parts, whole, expected=listed)]
