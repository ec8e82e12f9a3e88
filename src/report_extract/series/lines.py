"""Statistics over reports as lines: which mentions are of one line, and which of them stands for a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from report_extract.checks.book import Book, before, between, search
from report_extract.checks.rows import Interval, Row, overlap
from report_extract.pattern_files import MarginsSpec
from report_extract.series.names import Names

YEAR = "year"
_AROUND = 5  # years
_DIGITS = str.maketrans("一二三四五六七八九○〇零", "123456789000")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """What the points of one line have in common.

    `reports` is the run of reports (their ids without digits); `prices` is `real` where a move is without those of
    prices; `span` is how long each point's period is: `year`, `5 years`, or the days of a part of the year.
    """

    reports: str
    series: str
    measure: str
    unit: str
    status: str
    basis: str
    prices: str
    span: str


@dataclass(frozen=True, slots=True)
class Point:
    """One mention of a line. `value` is in the line's unit; `likeness` is that of its name to the series', 0 to 100.

    `chosen` is true for one mention a period. `doubt` is `differs` where the mentions of a period say values that
    cannot be one, and `jump` where the value is many times those of the years around; then none is chosen.
    """

    line: Line
    row: Row
    value: Decimal
    interval: Interval
    likeness: float
    chosen: bool = False
    doubt: str = ""

    @property
    def end(self) -> date:
        """The last day of its period."""
        assert self.row.period[1] is not None, "a row without a period is in no line"
        return self.row.period[1]


def points_of(book: Book) -> list[Point]:
    """All mentions that are of a line with two periods or more, by line, period, and the chosen one first."""
    lines: dict[Line, dict[date, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for point in _named(book, Names(book.patterns)):
        lines[point.line][point.end].append(point)
    points: list[Point] = []
    for line in sorted(lines):
        settled = [_settled(mentions, book) for _, mentions in sorted(lines[line].items())]
        periods = _without_jumps(settled, book)
        if sum(mentions[0].chosen for mentions in periods) > 1:
            points += [point for mentions in periods for point in mentions]
    return points


def _named(book: Book, names: Names) -> list[Point]:
    """Every row that can be a point: first by the rules of series.toml, the rest by their own wording."""
    points, rest = [], []
    for row in _usable(book):
        found = names.rule(row.indicator, row.measure, row.unit)
        if found is None:
            rest.append(row)
            continue
        rule, likeness = found
        unit = names.unit(rule, row.measure, row.unit)
        factor = Decimal(1) if unit == row.unit else book.patterns.series.conversion[row.unit].factor
        points.append(_point(row, rule.id, likeness, book, unit, factor))
    return points + _by_wording(rest, book, names)


def _by_wording(rows: Iterable[Row], book: Book, names: Names) -> list[Point]:
    """Rows that no rule names, under the commonest of the names that are alike."""
    groups: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        bare = names.bare(row.indicator)
        if len(bare) > 2 and book.named(row):
            groups[book.family(row), row.measure, row.unit, row.status][bare].append(row)
    points = []
    for phrases in groups.values():
        # By content alone, so that the order of reports does not matter.
        common = sorted(phrases, key=lambda phrase: (-len(phrases[phrase]), len(phrase), phrase))
        leaders: list[str] = []
        for phrase in common:
            likeness, leader = max(((names.alike(phrase, one), one) for one in leaders), default=(0.0, phrase))
            if not likeness:
                likeness, leader = 100.0, phrase
                leaders.append(phrase)
            points += [_point(row, leader, likeness, book, row.unit, Decimal(1)) for row in phrases[phrase]]
    return points


def _usable(book: Book) -> Iterable[Row]:
    """Rows with a period of their own; the start of a rise (由A增加到B) that shares the end's period has none."""
    for sentence in book.sentences:
        for row, after in zip(sentence, [*sentence[1:], None], strict=True):
            if None not in row.period and not _is_start(row, after, book) and not _of_longer(row, book):
                yield row


def _is_start(row: Row, after: Row | None, book: Book) -> bool:
    relations = book.spec.relations
    if after is None or after.period != row.period or after.indicator != row.indicator:
        return False
    came = search(relations.source, before(row)) and search(relations.became, between(row, after))
    return came is not None


def _of_longer(row: Row, book: Book) -> bool:
    """Whether a move of one year is, as the words before it say, one of several: 五年累计增长."""
    if row.measure not in ("growth", "change") or row.year is None:
        return False
    matching = book.patterns.series.matching
    clause = _clause(row)
    if search(matching.longer, clause):
        return True
    found = search(matching.against, clause) or search(matching.compared, before(row, row.place))
    told = any(word in clause for word in matching.year_before.split())
    return found is not None and not told and int(found[1].translate(_DIGITS)) != row.year - 1


def _part(row: Row) -> str:
    """The sentence before a figure, from the last semicolon."""
    return before(row, row.place).rsplit("；", 1)[-1]


def _clause(row: Row) -> str:
    return _part(row).rsplit("，", 1)[-1]


def _point(row: Row, series: str, likeness: float, book: Book, unit: str, factor: Decimal) -> Point:
    family, basis, prices = book.family(row), _basis(row, book), _prices(row, book)
    line = Line(family, series, row.measure, unit, row.status, basis, prices, _span(row))
    low, high = row.interval
    return Point(line, row, row.value * factor, (low * factor, high * factor), likeness)


def _basis(row: Row, book: Book) -> str:
    """What a move is against; the year before, however it is said, is one basis."""
    if row.measure not in ("growth", "change"):
        return ""
    said = row.basis or book.patterns.series.matching.year_before.split()[0]
    if said in book.patterns.series.matching.year_before.split():
        return book.patterns.series.matching.year_before.split()[0]
    return book.patterns.series.matching.year_before.split()[0] if row.year and said == f"{row.year - 1}年" else said


def _prices(row: Row, book: Book) -> str:
    """`real` for a growth that the sentence frees of prices; what is never given otherwise (GDP) is left as it is."""
    matching = book.patterns.series.matching
    freed = search(matching.real, _clause(row)) or search(matching.deflated, _part(row))
    return "real" if row.measure == "growth" and freed else ""


def _span(row: Row) -> str:
    """How long the row's period is; the end of a year stands for the year."""
    start, end = row.period
    assert start is not None and end is not None, "a row without a period is in no line"
    whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole and start.year != end.year:
        return f"{end.year - start.year + 1} years"
    if whole or (start == end and (end.month, end.day) == (12, 31)):
        return YEAR
    if start.year != end.year:
        return f"{(end - start).days + 1} days"
    return f"{start:%m-%d}" if start == end else f"{start:%m-%d} to {end:%m-%d}"


def _settled(points: list[Point], book: Book) -> list[Point]:
    """The mentions of one period, the one that stands for it first: of the report for that year, if there is one."""
    first, *others = sorted(points, key=_preference)
    margin = book.spec.margins.revision if first.line.measure == "level" else Decimal(0)
    differ = any(not overlap(_widened(first.interval, margin), other.interval) for other in others)
    doubt = "differs" if differ else ""
    return [replace(first, chosen=True, doubt=doubt), *(replace(other, doubt=doubt) for other in others)]


def _without_jumps(periods: list[list[Point]], book: Book) -> list[list[Point]]:
    """Levels many times larger or smaller than those of the years around, which agree (万 for 亿): none is chosen."""
    firsts = [mentions[0] for mentions in periods]
    return [
        [replace(point, chosen=False, doubt="jump") for point in mentions]
        if _jumps(mentions[0], firsts, book.spec.margins)
        else mentions
        for mentions in periods
    ]


def _jumps(point: Point, others: list[Point], margins: MarginsSpec) -> bool:
    if point.line.measure != "level" or point.value <= 0:
        return False
    apart = sorted((abs(one.end.year - point.end.year), one.value) for one in others if one is not point)
    around = [value for years, value in apart if years <= _AROUND and value > 0][:4]
    if len(around) < 2 or max(around) > min(around) * margins.steady:
        return False
    usual = Decimal(median(around))
    return not usual / margins.jump < point.value < usual * margins.jump


def _preference(point: Point) -> tuple[bool, bool, bool, float, str, int]:
    row = point.row
    own = row.report_year is not None and row.report_year + (row.status == "target") == point.end.year
    return (not row.corrected, not own, row.qualifier != "exact", -row.confidence, row.report_id, row.raw_start)


def _widened(interval: Interval, margin: Decimal) -> Interval:
    low, high = interval
    return low - abs(low) * margin, high + abs(high) * margin
