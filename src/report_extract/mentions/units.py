"""Numerals to quantities: unit to the right, qualifiers on both sides, ranges, units shared along a list."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from report_extract.mentions.numbers import Number, scaled, times
from report_extract.model import Mention, Qualifier
from report_extract.patterns import Patterns, Unit
from report_extract.segment import Cut

_RANGE_MARK = re.compile(r"(?:[(（]含[)）])?\s*(?:至|到|—{1,2}|–|−|-{1,2}|~|～|－|〜|∼)\s*")
_NEGATIVE_MARK = re.compile(r"(?:[(（]含[)）])?")
_POINTS = ("个百分点", "个千分点", "个基点")
_LIST_MARK = re.compile(r"(?:、|和|与|及|，|到|至)")
_HALF_APART = re.compile(r"半(月|小时)")
# Units that 多 parts: 3个多月. Of a noun the unit is 个: 3个多项目.
_APART = re.compile(r"个多(?:月|小时|工作日|星期|季度|百分点|基点|标箱|标准箱)")
_MORE_THAN = re.compile(r"多(?=[\d收缴投放发销增征])")  # 比计划12公里多3公里, 较预算3000万元多收200万元
_NONE = Unit("", "other")
_PERSON = Unit("人", "person")
_HOUSEHOLD = Unit("户", "count")
_CHANGE = frozenset("角毛分")
_HALVED = ("length", "area", "volume", "mass", "duration")


class QuantityReader:
    """Reads the quantity that a numeral begins, by the pattern folder's units and qualifiers."""

    def __init__(self, patterns: Patterns, cut: Cut) -> None:
        self.units = patterns.units
        self.qualifiers = patterns.qualifiers
        self.digits = patterns.numbers.digits
        self.cut = cut

    def unit_at(self, chars: str, at: int) -> tuple[Unit, int]:
        """The unit that begins at a place and where it ends; the empty unit where none does."""
        spaced = chars.startswith(" ", at) and chars[at + 1 : at + 2].isascii() and chars[at + 1 : at + 2].isalpha()
        first = at + spaced  # 11.2 GB
        for form in self.units.by_first.get(chars[first : first + 1], ()):
            if chars.startswith(form, first) and not self._inside_word(chars, first, form):
                unit, end = self.units.forms[form], first + len(form)
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
        qualifier = self.qualifiers.after.match(chars, at + 1)
        if qualifier and len(qualifier[0]) > 1:  # 200所以上 holds no 所以
            return False
        following = chars[at : at + 7]
        if len(following) < 2 or not "\u4e00" <= following[1] <= "\u9fff":
            return False
        ambiguous = form in self.units.ambiguous
        if not ambiguous and not any(following[:end] in self.units.nouns for end in range(2, len(following) + 1)):
            return False
        words = self.cut(following)
        word = words[0]
        if len(word) == 1 or word in self.units.forms or not (ambiguous or word in self.units.nouns):
            return False
        return not self._cuts_better(words, self.cut(following[1:]), ambiguous)

    @staticmethod
    def _cuts_better(words: list[str], after: list[str], ambiguous: bool) -> bool:
        """Whether the words after a unit leave no piece that those of the noun leave: 名|单身|教师, no 名单|身|教师."""
        pieces, pieces_after = (sum(len(word) == 1 for word in cut) for cut in (words, after))
        return pieces_after < pieces or (ambiguous and len(after[0]) > 1 and pieces_after == pieces)

    def _rate(self, chars: str, unit: Unit, end: int) -> tuple[Unit, int]:
        """`吨/年`, `元/人`: a unit per something."""
        if chars[end : end + 1] in ("/", "／"):
            for per in self.units.per:
                if chars.startswith(per, end + 1):
                    return Unit(f"{unit.name}/{per}", "rate", unit.factor), end + 1 + len(per)
        return unit, end

    def read(self, chars: str, number: Number, floor: int = 0) -> Mention:
        """A numeral with its unit and qualifiers. `floor`: how far left a qualifier may reach."""
        unit, end, qualifier = self._unit(chars, number)
        unit, tail_end, more = self._tail(chars, unit, end, qualifier)
        start, qualifier = self._before(chars, number.start, floor, qualifier)
        if unit.name == "元" and tail_end == end:
            unit, currency_start = self._currency(chars, start, floor, unit)
            if currency_start < start:
                start, qualifier = self._before(chars, currency_start, floor, qualifier)
        end, qualifier = self._after(chars, unit, tail_end, qualifier)
        mention = Mention(
            kind="quantity" if unit.name else "number",
            start=start,
            end=end,
            text=chars[start:end],
            value=None if number.value is None else _with_tail(times(number.value, unit.factor), more),
            lower=None if number.lower is None else times(number.lower, unit.factor),
            upper=None if number.upper is None else times(number.upper, unit.factor),
            unit=unit.name,
            dimension="ratio" if number.fraction and not unit.name else unit.dimension,
            qualifier=qualifier,
            num_start=number.start,
            num_end=tail_end if chars[tail_end - 1 : tail_end] != "半" and more else number.end,
            ratio=number.ratio,
        )
        if unit.name == "成":
            _to_percent(mention)
        bound(mention)
        return mention

    def _unit(self, chars: str, number: Number) -> tuple[Unit, int, Qualifier]:
        """A numeral's unit, where it ends, and the qualifier that stands in the numeral or its unit."""
        if number.percent:
            return Unit(number.percent, "ratio"), number.end, number.qualifier
        if chars.startswith("个多", number.end):
            apart = _APART.match(chars, number.end)
            if apart and (parted := self.units.forms.get("个" + apart[0][2:])):
                return parted, apart.end(), "over"
        unit, end = self.unit_at(chars, number.end)
        if unit.dimension == "duration" and chars.startswith("多", end) and not chars.startswith(("多次", "多种"), end):
            return unit, end + 1, "over"
        if unit is _NONE:
            unit = self._implied(chars, number)
        return unit, end, number.qualifier

    def _after(self, chars: str, unit: Unit, end: int, qualifier: Qualifier) -> tuple[int, Qualifier]:
        """Where a figure ends with the qualifier on its right, and the qualifier."""
        found = self.qualifiers.after.match(chars, end)
        if found is None or (unit.name == "" and found[0] in ("多", "余", "起", "许", "前后")):
            return end, qualifier
        if chars.startswith(self.qualifiers.confusions_after, end) or _MORE_THAN.match(chars, end):
            return end, qualifier
        return found.end(), self._merge(qualifier, self.qualifiers.after_kind[found[0]])

    def _before(self, chars: str, start: int, floor: int, qualifier: Qualifier) -> tuple[int, Qualifier]:
        """Where a figure starts with the qualifier on its left, and the qualifier."""
        found = self.qualifiers.before.search(chars[max(floor, start - 6) : start])
        if found and not chars[max(0, start - 8) : start].endswith(self.qualifiers.confusions):
            return start - len(found[0]), self._merge(qualifier, self.qualifiers.before_kind[found[0]])
        if start > floor and self.qualifiers.round.match(chars, start - 1):
            return start - 1, self._merge(qualifier, "over")
        return start, qualifier

    def _currency(self, chars: str, start: int, floor: int, unit: Unit) -> tuple[Unit, int]:
        """`港币2960元`: a currency's name before the figure says which 元 is meant."""
        for name in self.units.currencies:
            if start - len(name) >= floor and chars.endswith(name, 0, start):
                found = self.units.forms.get(name)
                return found or unit, start - len(name)
        return unit, start

    def _implied(self, chars: str, number: Number) -> Unit:
        """`3000余农民工`, `1200万农户`: a figure right before people or households counts them."""
        value = number.value
        if value is None or number.fraction or (number.chinese and value < 10):
            return _NONE
        if number.power == 0 and number.qualifier == "exact" and 1900 <= value <= 2100:
            return _NONE  # 2024全国青年大会: a year
        if chars.startswith(self.units.persons, number.end):
            return _PERSON
        return _HOUSEHOLD if chars.startswith(self.units.households, number.end) else _NONE

    def _tail(self, chars: str, unit: Unit, end: int, qualifier: Qualifier) -> tuple[Unit, int, Decimal]:
        """What a unit's figure has after the unit: 三斤半, 七成六, 123元1角1分. In base units."""
        none = Decimal(0)
        if not unit.name or qualifier != "exact":
            return unit, end, none
        if unit.name in ("元", "块") and unit.factor == 1:
            change = self.units.small_change.match(chars, end)
            if change and change.end() > end:
                tenths, cents = change["tenths"] or "0", change["cents"] or "0"
                value = self.digit(tenths) / 10 + self.digit(cents) / 100
                return self.units.forms["元"], change.end(), value
        if unit.name == "个" and (halved := _HALF_APART.match(chars, end)):  # 12个半月
            parted = self.units.forms["个" + halved[1]]
            return parted, halved.end(), Decimal("0.5") * parted.factor
        if unit.name == "成":
            more = self.units.after_tenth.match(chars, end)
            if more:
                return unit, more.end(), self.digit(more[1]) / 10 if more[1] else Decimal("0.5")
        elif (unit.dimension in _HALVED or unit.name == "倍") and self.units.half.match(chars, end):
            return unit, end + 1, Decimal("0.5") * unit.factor
        return unit, end, none

    def without_change(self, chars: str, numbers: list[Number]) -> list[Number]:
        """The numerals but for the small change of the one before: 1角1分 after 123元."""
        kept: list[Number] = []
        at = 0
        for number in numbers:
            if number.start < at:
                continue
            kept.append(number)
            if not _CHANGE.isdisjoint(chars[number.end : number.end + 6]):
                unit, end = self.unit_at(chars, number.end)
                at = self._tail(chars, unit, end, number.qualifier)[1]
        return kept

    def digit(self, text: str) -> Decimal:
        """A digit or two, Arabic or Chinese."""
        return Decimal(text) if text.isascii() else Decimal(self.digits[text])

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
        if second.start != b.start or a.value is None or b.value is None or not self._same_unit(left, right):
            return False
        if "range" in (first.qualifier, second.qualifier):
            return False
        minus = chars[b.start] in "-−"
        mark = _NEGATIVE_MARK if minus else _RANGE_MARK
        if not mark.fullmatch(chars, first.end, second.start):
            return False
        if chars[max(0, first.start - 1) : first.start] in ("从", "由", "自") and chars[first.end] in "至到":
            return False
        return a.value >= 0 and self._shared(a, b) < abs(b.value) if minus else self._shared(a, b) < b.value

    @staticmethod
    def _same_unit(left: tuple[Number, Mention], right: tuple[Number, Mention]) -> bool:
        """Whether two bounds share a unit: 3至5万元, 3—5万, 百分之三至五."""
        (a, first), (b, second) = left, right
        if a.percent and not b.percent:
            return not second.unit
        return first.unit in ("", second.unit) and bool(second.unit or b.power)

    @staticmethod
    def _shared(a: Number, b: Number) -> Decimal:
        """The first bound's value, with the second's multiplier where it has none as large: 3至5万, 一千到两千万."""
        value = a.value or Decimal(0)
        if not a.big and b.power >= 2 and b.coefficient is not None and 0 <= value < abs(b.coefficient):
            return scaled(value, b.power)
        return value

    def _range(self, chars: str, a: Number, first: Mention, b: Number, second: Mention) -> tuple[Number, Mention]:
        """Both bounds in one mention; the hyphen of 1万-5万 is no minus sign."""
        factor = second.value / b.value if second.value is not None and b.value else Decimal(1)
        low, high = times(self._shared(a, b), factor), second.value
        if chars[b.start] in "-−" and high is not None:
            high = abs(high)
        joined = replace(
            second,
            start=first.start,
            text=chars[first.start : second.end],
            value=low,
            lower=low,
            upper=high,
            qualifier="range",
            unit=second.unit or first.unit,
            dimension=second.dimension if second.unit else first.dimension,
            kind="quantity" if second.unit or first.unit else "number",
            num_start=a.start,
        )
        return replace(b, start=a.start), joined

    def share_units(self, chars: str, mentions: list[Mention]) -> None:
        """`1409万、1305万人次`, `0.3个和0.5个百分点`: a figure takes the unit of the next in its list."""
        for left, right in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
            if (
                left.ratio is None
                and left.dimension != "ratio"
                and (not left.unit or (left.unit == "个" and right.unit in _POINTS))
                and right.unit
                and right.dimension != "duration"
                and _LIST_MARK.fullmatch(chars, left.end, right.start)
            ):
                left.unit, left.dimension, left.kind = right.unit, right.dimension, "quantity"


def _with_tail(value: Decimal, more: Decimal) -> Decimal:
    return value + more.copy_sign(value) if more else value


def _to_percent(mention: Mention) -> None:
    """三成 is 30 %."""
    ten = Decimal(10)
    mention.value = None if mention.value is None else times(mention.value, ten)
    mention.lower = None if mention.lower is None else times(mention.lower, ten)
    mention.upper = None if mention.upper is None else times(mention.upper, ten)
    mention.unit, mention.dimension = "%", "ratio"


def bound(mention: Mention) -> None:
    """Set lower and upper as the qualifier gives them (see the contract's column `lower, upper`)."""
    if mention.qualifier == "range" or mention.value is None:
        return
    low = mention.qualifier in ("over", "at_least")
    high = mention.qualifier in ("nearly", "at_most")
    mention.lower = mention.value if low else None
    mention.upper = mention.value if high else None
