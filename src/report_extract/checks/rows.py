"""The statistics rows as the checks look at them: exact values, and the interval that the print allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from report_extract.mentions.numbers import NumberGrammar
from report_extract.model import Measure, Qualifier, Status
from report_extract.tables import load
from report_extract.totals import last_digit

Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, eq=False)
class Row:
    """One statistic. `step` is what one unit of its last printed digit is worth in the base unit."""

    record_id: str
    report_id: str
    report_year: int | None
    section: str | None
    indicator: str
    measure: Measure
    basis: str | None
    value: Decimal
    unit: str
    dimension: str
    qualifier: Qualifier
    period: tuple[date | None, date | None]
    status: Status
    figure_text: str
    quote: str
    raw_start: int
    raw_end: int
    quote_start: int
    quote_end: int
    confidence: float
    rule: str
    corrected: bool
    step: Decimal

    @cached_property
    def interval(self) -> Interval:
        """The values that the print stands for: half the last digit on each side, and a whole one up for 超过."""
        half = self.step / 2
        if self.qualifier == "exact" or not self.step:
            return self.value - half, self.value + half
        step = self._rounded_to
        if self.qualifier in ("over", "at_least"):
            return self.value - half, self.value + step
        if self.qualifier in ("nearly", "at_most"):
            return self.value - step, self.value + half
        if self.qualifier == "about":
            return self.value - step, self.value + step
        return self.value - half, self.value + half

    @property
    def _rounded_to(self) -> Decimal:
        """What the last digit that is no nought is worth, as a qualifier fills the noughts behind it: 100 in 5300余."""
        step = self.step
        while "." not in self.figure_text and self.value and self.value % (step * 10) == 0:
            step *= 10
        return step

    @property
    def year(self) -> int | None:
        """The year it covers, where it covers one or less."""
        start, end = self.period
        return end.year if start and end and start.year == end.year else None

    @property
    def point(self) -> bool:
        """Whether it covers one day."""
        return self.period[0] == self.period[1]

    @cached_property
    def place(self) -> int:
        """About where its figure stands in its quote: a raw offset scaled to the repaired sentence."""
        stretch = max(self.quote_end - self.quote_start, 1)
        guess = (self.raw_start - self.quote_start) * len(self.quote) / stretch
        spots = _spots(self.quote, self.figure_text)
        return min(spots, key=lambda spot: abs(spot - guess)) if spots else round(guess)

    def near(self, before: int, after: int) -> str:
        """The sentence around the figure."""
        at = self.place
        return self.quote[max(0, at - before) : at + len(self.figure_text) + after]

    @property
    def when(self) -> str:
        return when(*self.period)


def when(start: date | None, end: date | None) -> str:
    """A period as a person writes it: a day, a year, a span of years or of days."""
    if start is None or end is None:
        return "no period"
    if start == end:
        return str(start)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    return f"{start}–{end}"


def _spots(text: str, part: str) -> list[int]:
    spots, at = [], text.find(part)
    while part and at >= 0:
        spots.append(at)
        at = text.find(part, at + 1)
    return spots


def overlap(a: Interval, b: Interval) -> bool:
    """Whether two intervals have a value in common."""
    return a[0] <= b[1] and b[0] <= a[1]


def load_rows(tables: Path | str, grammar: NumberGrammar) -> list[Row]:
    """All statistics of an output folder, in reading order by report. Raises FileNotFoundError naming the folder."""
    return [_row(one, grammar) for one in load("statistics", tables).to_pylist()]


def _row(one: dict[str, Any], grammar: NumberGrammar) -> Row:
    value = Decimal(str(one["value"])) if one["value_exact"] is None else one["value_exact"]
    return Row(
        **{name: one[name] for name in _SAME},
        value=value,
        period=(one["period_start"], one["period_end"]),
        step=_step(one["figure_text"], value, grammar),
    )


_SAME = frozenset(Row.__dataclass_fields__) - {"value", "period", "step"}


def _step(figure: str, value: Decimal, grammar: NumberGrammar) -> Decimal:
    """The last digit's worth in the row's base unit; nought where the figure is a fraction."""
    for number in grammar.find(figure):
        if number.value:
            scale = abs(value / number.value)
            return last_digit(figure[number.start : number.end], number, grammar) * scale
    return Decimal(0)
