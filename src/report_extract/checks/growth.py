"""Growth and change against levels: within a sentence (由A增加到B，增长x%), and against the year before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

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
            if book.key(row) == book.key(level) and row.period == level.period and (not points or level.unit == "%"):
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
    lead = between(level, move)
    if search("比上年|同比|比去年", lead):
        return []
    years = 1
    if search(book.spec.relations.annual, lead):
        if start.year is None or level.year is None or level.year <= start.year:
            return []
        years = level.year - start.year
    expected = _expected(start.interval, level.interval, move, years)
    if expected is None or overlap(expected, move.interval):
        return []
    return [_said(start, level, move, years)]


def _over_years(level: Row, move: Row, book: Book) -> list[Finding]:
    """Against the level of the year before, from the report on it if there is one."""
    relations, margins = book.spec.relations, book.spec.margins
    lead = between(level, move)
    if search(relations.annual, lead) or search(relations.against, lead) or level.year is None or not book.named(level):
        return []
    if move.basis not in (None, "上年", "去年", "上年同期", "去年同期"):
        return []
    real = any(word in level.indicator for word in relations.real_terms.split()) or search(relations.restarts, lead)
    if search(relations.restarts, lead) and move.measure == "change":
        return []
    start = _year_before(level, book)
    if start is None:
        return []
    low, high = start.interval
    margin = margins.revision if start.report_id != level.report_id else Decimal(0)
    expected = _expected((low - abs(low) * margin, high + abs(high) * margin), level.interval, move, 1)
    if expected is None:
        return []
    if move.measure == "growth" and start.report_id != level.report_id:
        expected = (expected[0] - margins.growth_points, expected[1] + margins.growth_points)
    if move.measure == "growth" and real and move.unit == "%":
        expected = (expected[0] - margins.prices_up, expected[1] + margins.prices_down)
    return [] if overlap(expected, move.interval) else [_said(start, level, move, 1)]


def _year_before(level: Row, book: Book) -> Row | None:
    assert level.year is not None
    return book.one_level(book.family(level), book.key(level), level.unit, level.year - 1, level.report_id, level.point)


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


def _said(start: Row, level: Row, move: Row, years: int) -> Finding:
    both = _expected((start.value, start.value), (level.value, level.value), move, years)
    middle = both[0] if both else Decimal(0)
    where = "" if start.report_id == level.report_id else f" in {start.report_id}"
    wanted = f"{middle:.3g}{move.unit}" if move.measure == "growth" else _spoken(middle) + move.unit
    said = f"from {start.figure_text} ({start.when}{where}) to {level.figure_text} ({level.when}) is {wanted}"
    return found("growth", "warning", f"{said}, not {move.figure_text}", start, level, move, expected=wanted)


def _spoken(value: Decimal) -> str:
    """An amount with the multiplier that a reader expects: 26.8万."""
    for size, name in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(value) >= size:
            return f"{round(value / size, 4).normalize():f}{name}"
    return f"{round(value, 4).normalize():f}"
