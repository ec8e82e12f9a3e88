"""Numerals to quantities: unit to the right, qualifiers on both sides, ranges, units shared along a list."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from report_extract.mentions.numbers import Number
from report_extract.model import Mention, Qualifier
from report_extract.patterns import Patterns, Unit
from report_extract.segment import Cut

_RANGE_MARK = re.compile(r"\s*(?:至|到|—|–|-|~|～|－|--)\s*")
_LIST_MARK = re.compile(r"(?:、|和|与|及|，)")
_MONTHS = re.compile(r"个多?(?:月|小时|工作日|星期|季度|百分点|基点|标箱|标准箱)|[年天月周]多")
_NONE = Unit("", "other")


class QuantityReader:
    """Reads the quantity that a numeral begins, by the pattern folder's units and qualifiers."""

    def __init__(self, patterns: Patterns, cut: Cut) -> None:
        self.units = patterns.units
        self.qualifiers = patterns.qualifiers
        self.cut = cut

    def unit_at(self, chars: str, at: int) -> tuple[Unit, int]:
        """The unit that begins at a place and where it ends; the empty unit where none does."""
        for form in self.units.by_first.get(chars[at : at + 1], ()):
            if chars.startswith(form, at) and not self._inside_word(chars, at, form):
                unit, end = self.units.forms[form], at + len(form)
                return self._rate(chars, unit, end)
        return _NONE, at

    def _inside_word(self, chars: str, at: int, form: str) -> bool:
        """Whether a short form is rather the beginning of a longer word: 市 in 市场, 项 in 项目."""
        if form.isascii():
            return (
                form.isalpha()
                and chars[at + len(form) : at + len(form) + 1].isascii()
                and chars[at + len(form) : at + len(form) + 1].isalpha()
            )
        if len(form) > 1:
            return False
        following = chars[at : at + 7]
        if len(following) < 2 or not "\u4e00" <= following[1] <= "\u9fff":
            return False
        word = self.cut(following)[0]
        return (
            len(word) > 1
            and word not in self.units.forms
            and (form in self.units.ambiguous or word in self.units.nouns)
        )

    def _rate(self, chars: str, unit: Unit, end: int) -> tuple[Unit, int]:
        """`吨/年`, `元/人`: a unit per something."""
        if chars[end : end + 1] in ("/", "／"):
            for per in self.units.per:
                if chars.startswith(per, end + 1):
                    return Unit(f"{unit.name}/{per}", "rate", unit.factor), end + 1 + len(per)
        return unit, end

    def read(self, chars: str, number: Number, floor: int = 0) -> Mention:
        """A numeral with its unit and qualifiers. `floor`: how far left a qualifier may reach."""
        unit, end = (Unit(number.percent, "ratio"), number.end) if number.percent else self.unit_at(chars, number.end)
        qualifier: Qualifier = number.qualifier
        if chars.startswith("个多", number.end):
            longer = _MONTHS.match(chars, number.end)
            if longer:
                unit, end, qualifier = Unit("个" + longer[0][2:], "duration"), longer.end(), "over"
        elif (
            unit.dimension == "duration" and chars.startswith("多", end) and not chars.startswith(("多次", "多种"), end)
        ):
            end, qualifier = end + 1, "over"
        start = number.start
        before = self.qualifiers.before.search(chars[max(floor, start - 6) : start])
        if before and not chars[max(0, start - 8) : start].endswith(self.qualifiers.confusions):
            start -= len(before[0])
            qualifier = self._merge(qualifier, self.qualifiers.before_kind[before[0]])
        after = self.qualifiers.after.match(chars, end)
        if (
            after
            and not (unit is _NONE and after[0] in ("多", "余", "起", "许", "前后"))
            and not chars.startswith(
                ("起来", "起到", "起草", "许可", "许多", "多个", "多次", "多项", "多种", "多家", "起重", "起降"), end
            )
        ):
            end = after.end()
            qualifier = self._merge(qualifier, self.qualifiers.after_kind[after[0]])
        mention = Mention(
            kind="quantity" if unit.name else "number",
            start=start,
            end=end,
            text=chars[start:end],
            value=None if number.value is None else number.value * unit.factor,
            lower=None if number.lower is None else number.lower * unit.factor,
            upper=None if number.upper is None else number.upper * unit.factor,
            unit=unit.name,
            dimension=unit.dimension,
            qualifier=qualifier,
            num_start=number.start,
            num_end=number.end,
            ratio=number.ratio,
        )
        if unit.name == "成" and mention.value is not None:
            mention.value, mention.unit, mention.dimension = mention.value * 10, "%", "ratio"
        bound(mention)
        return mention

    @staticmethod
    def _merge(inner: Qualifier, outer: Qualifier) -> Qualifier:
        """The word outside the figure decides, but a range stays one."""
        return inner if inner == "range" else outer

    def join_ranges(self, chars: str, pairs: list[tuple[Number, Mention]]) -> list[tuple[Number, Mention]]:
        """`3至5万元`, `3万元—5万元`: two neighbours to one mention with both bounds."""
        out: list[tuple[Number, Mention]] = []
        for number, mention in pairs:
            if out and self._is_range(chars, out[-1], (number, mention)):
                first_number, first = out.pop()
                number, mention = self._range(chars, first_number, first, number, mention)
            out.append((number, mention))
        return out

    def _is_range(self, chars: str, left: tuple[Number, Mention], right: tuple[Number, Mention]) -> bool:
        (a, first), (b, second) = left, right
        if (
            second.start != b.start
            or a.value is None
            or b.value is None
            or "range" in (first.qualifier, second.qualifier)
        ):
            return False
        if (
            first.unit not in ("", second.unit)
            or not (second.unit or b.power)
            or not _RANGE_MARK.fullmatch(chars, first.end, second.start)
        ):
            return False
        if chars[max(0, first.start - 1) : first.start] in ("从", "由", "自") and chars[first.end] in "至到":
            return False
        return self._shared(a, b) < b.value

    @staticmethod
    def _shared(a: Number, b: Number) -> Decimal:
        """The first bound's value, with the second's multiplier where it has none of its own."""
        value = a.value or Decimal(0)
        if a.power == 0 and b.power and b.coefficient is not None and value < b.coefficient:
            return value * Decimal(10) ** b.power
        return value

    def _range(self, chars: str, a: Number, first: Mention, b: Number, second: Mention) -> tuple[Number, Mention]:
        factor = second.value / b.value if second.value is not None and b.value else Decimal(1)
        low = self._shared(a, b) * factor
        joined = replace(
            second,
            start=first.start,
            text=chars[first.start : second.end],
            value=low,
            lower=low,
            upper=second.value,
            qualifier="range",
            num_start=a.start,
        )
        return replace(b, start=a.start), joined

    def share_units(self, chars: str, mentions: list[Mention]) -> None:
        """`1409万、1305万人次`: a figure without a unit takes that of the next in its list."""
        for left, right in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
            if (
                not left.unit
                and right.unit
                and right.dimension != "duration"
                and _LIST_MARK.fullmatch(chars, left.end, right.start)
            ):
                left.unit, left.dimension, left.kind = right.unit, right.dimension, "quantity"


def bound(mention: Mention) -> None:
    """Set lower and upper as the qualifier gives them (see the contract's column `lower, upper`)."""
    if mention.qualifier == "range" or mention.value is None:
        return
    low = mention.qualifier in ("over", "at_least")
    high = mention.qualifier in ("nearly", "at_most")
    mention.lower = mention.value if low else None
    mention.upper = mention.value if high else None
