"""Growth and change against levels: within a sentence (由A增加到B，增长x%), and against the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from report_extract.checks.book import Book, before, between, found, search
from report_extract.checks.rows import Interval, Row, overlap
from report_extract.model import Finding

_HUNDRED = Decimal(100)


def growth_against_levels(book: Book) -> list[Finding]:
    """Growths and changes that the levels before and after do not give."""
    out: list[Finding] = []
    for sentence in book.sentences:
        for level, move in _moves(sentence, book):
            start = _source(sentence, level, book)
            if start is not None:
                out += _within(start, level, move, book)
            else:
                out += _over_years(level, move, book)
    return out


def _moves(sentence: list[Row], book: Book) -> Iterator[tuple[Row, Row]]:
    """Each growth or change of a sentence with the level that it is of: the last one before it, if of its indicator."""
    level: Row | None = None
    for row in sentence:
        if row.measure == "level":
            level = row
        elif row.measure in ("growth", "change") and level is not None and row.status == level.status:
            points = row.unit == "个百分点"
            yearly = row.measure == "growth" and search(book.spec.relations.annual, between(level, row)) is not None
            together = row.period == level.period or (yearly and row.period[1] == level.period[1])
            if book.key(row) == book.key(level) and together and (not points or level.unit == "%"):
                yield level, row


def _source(sentence: list[Row], level: Row, book: Book) -> Row | None:
    """The level from which this one came: 由A增加到B."""
    at = sentence.index(level)
    if at == 0:
        return None
    start = sentence[at - 1]
    relations = book.spec.relations
    came = search(relations.source, before(start)) and search(relations.became, between(start, level))
    return start if came and start.unit == level.unit and start.measure == "level" else None


def _within(start: Row, level: Row, move: Row, book: Book) -> list[Finding]:
    relations, margins, lead = book.spec.relations, book.spec.margins, between(level, move)
    if search(relations.yearly, lead) or (move.unit == "%" and search(relations.restarts, lead)):
        return []
    span = level.year - start.year if start.year is not None and level.year is not None else 0
    annual = search(relations.annual, lead) is not None
    if annual and span <= 0:
        return []
    expected = _expected(start.interval, level.interval, move, span if annual else 1)
    if expected is not None and move.measure == "growth" and span > 0 and _in_real_terms(level, book):
        years = 1 if annual else span
        expected = expected[0] - margins.prices_up * years, expected[1] + margins.prices_down * years
    if expected is None or overlap(expected, move.interval):
        return []
    return [_said(start, level, move, span if annual else 1)]


def _in_real_terms(level: Row, book: Book) -> bool:
    return any(word in level.indicator for word in book.spec.relations.real_terms.split())


def _over_years(level: Row, move: Row, book: Book) -> list[Finding]:
    """Against the level of the year that the move is over, from the report on that year if there is one."""
    relations, margins = book.spec.relations, book.spec.margins
    lead = between(level, move)
    year = _start_year(level, move, book)
    if year is None or not book.named(level) or search(relations.annual, lead):
        return []
    restarts = search(relations.restarts, lead)
    real = _in_real_terms(level, book) or restarts is not None
    if (restarts and move.measure == "change") or (real and move.measure == "growth" and year != (level.year or 0) - 1):
        return []
    start = book.one_level(book.family(level), book.key(level), level.unit, year, level.report_id, level.point)
    if start is None:
        return []
    printed = _expected(start.interval, level.interval, move, 1)
    low, high = start.interval
    margin = margins.revision if start.report_id != level.report_id else Decimal(0)
    expected = _expected((low - abs(low) * margin, high + abs(high) * margin), level.interval, move, 1)
    if printed is None or expected is None:
        return []
    if move.measure == "growth" and start.report_id != level.report_id:
        points = margins.growth_points / (_HUNDRED if move.unit == "倍" else 1)
        expected = (expected[0] - points, expected[1] + points)
    if move.measure == "growth" and real and move.unit == "%":
        printed = expected = _in_constant_prices(expected, level, book)
    if overlap(printed, move.interval):
        return []
    return [_said(start, level, move, 1, "note" if overlap(expected, move.interval) else "warning")]


def _start_year(level: Row, move: Row, book: Book) -> int | None:
    """The year that a growth or change is over: the one before unless it names another."""
    if level.year is None:
        return None
    named = re.fullmatch(r"(\d{4})年[底末]?", move.basis or "")
    if named:
        return int(named[1])
    relations, lead = book.spec.relations, between(level, move)
    if move.basis not in (None, "上年", "去年", "上年同期", "去年同期") or search(relations.against, lead):
        return None
    shared = search(relations.since, level.quote[: level.place]) and not search(relations.yearly, lead)
    return None if shared else level.year - 1


def _in_constant_prices(expected: Interval, level: Row, book: Book) -> Interval:
    """The growth without prices that goes with one of printed levels: by the prices that the report gives, if any."""
    margins = book.spec.margins
    prices = book.prices.get((level.report_id, level.year), set())
    if len(prices) != 1:
        return expected[0] - margins.prices_up, expected[1] + margins.prices_down
    (rise,) = prices
    return expected[0] - rise - margins.prices_apart, expected[1] - rise + margins.prices_apart


def _expected(start: Interval, end: Interval, move: Row, years: int) -> Interval | None:
    """The interval of a growth (in the move's unit) or change that two levels give."""
    if move.measure == "change":
        return (end[0] - start[1], end[1] - start[0])
    if start[0] <= 0 or end[0] <= 0 or move.unit not in ("%", "倍"):
        return None
    low, high = end[0] / start[1], end[1] / start[0]
    if years > 1:
        low, high = (Decimal(str(float(one) ** (1 / years))) for one in (low, high))
    if move.unit == "%":
        return ((low - 1) * _HUNDRED, (high - 1) * _HUNDRED)
    return (low - 1, high - 1)


def _said(start: Row, level: Row, move: Row, years: int, severity: Literal["note", "warning"] = "warning") -> Finding:
    both = _expected((start.value, start.value), (level.value, level.value), move, years)
    middle = both[0] if both else Decimal(0)
    where = "" if start.report_id == level.report_id else f" in {start.report_id}"
    wanted = f"{middle:.3g}{move.unit}" if move.measure == "growth" else _spoken(middle) + move.unit
    said = f"from {start.figure_text} ({start.when}{where}) to {level.figure_text} ({level.when}) is {wanted}"
    return found("growth", severity, f"{said}, not {move.figure_text}", start, level, move, expected=wanted)


def _spoken(value: Decimal) -> str:
    """An amount with the multiplier that a reader expects: 26.8万."""
    for size, name in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(value) >= size:
            return f"{round(value / size, 4).normalize():f}{name}"
    return f"{round(value, 4).normalize():f}"
