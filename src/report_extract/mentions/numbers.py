"""Numerals in a text and what they are worth: Arabic, Chinese, mixed, fractions, approximations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from report_extract.kept import compiled
from report_extract.model import Qualifier
from report_extract.pattern_files import NumbersFile
from report_extract.places import DIGITS, Places

# A comma, half or full width, parts thousands; 1.2.3 is three numerals, as in the number of a section.
_ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?![\d,])(?:\.\d+)?|(?:(?<!\d\.)\d++\.\d++(?!\.\d)|(?<![\d.])\.\d++(?!\.\d))|\d++)"
_SMALL = r"(?:\d{1,3}(?:[,，]\d{3}){1,4}(?:\.\d{1,9})?|\d{1,12}(?:\.\d{1,9})?)"
_MORE = r"(?:[余餘](?![额下粮热款震])|多(?!媒体|样化|元化))"
_LONGEST = 64
"""Of a Chinese numeral, in characters: keeps every attempt at a match bounded."""


@dataclass(slots=True)
class Number:
    """A numeral's place and value, multiplier included. `ratio` stands in where no finite decimal exists."""

    start: int
    end: int
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    qualifier: Qualifier = "exact"
    chinese: bool = False
    percent: str = ""
    """`%` or `‰` where the numeral itself says it (百分之, 千分之)."""
    ratio: float | None = None
    coefficient: Decimal | None = None
    power: int = 0
    """Of ten, of the multiplier that ends the numeral; with `coefficient` for ranges that share it."""
    fraction: bool = False
    """Whether it is written as one: 三分之二, 1/3."""
    big: bool = False
    """Whether it has a multiplier of its own that a range would not hand down: 万 and above."""


class NumberGrammar:
    """The patterns of numerals, built from the digits and powers of patterns/numbers.toml."""

    def __init__(self, spec: NumbersFile) -> None:
        self.digits = spec.digits
        self.powers = spec.powers
        self.unit_prefix = "[千兆](?:瓦|克|米|卡|焦|伏|赫|帕|乏|字节|比特|周)"
        self.inside = frozenset((*spec.digits, *spec.powers, *"0123456789"))
        self.suffixes = spec.suffixes
        self.contractions = spec.contractions
        self.lead = spec.vague["lead"]
        self.about = spec.vague["about"]
        self.two = spec.vague["two"]
        self.negative = spec.vague["negative"]
        self.points = spec.vague["point"]
        self.words = frozenset(spec.vague["words"].split())
        small = "".join(p for p, n in spec.powers.items() if n < 4)
        numeral = self._numeral(spec, small)
        power = self._power(spec)
        self.run = rf"(?:{numeral}){{1,{_LONGEST}}}"
        decimals = "".join(d for d in spec.digits if d not in self.two)
        chinese = (
            rf"[{self.lead}{self.about}](?=[{small}万亿萬億])(?:{power}){{1,4}}"
            rf"|{self.run}(?:[{self.points}](?:[{decimals}]{{1,{_LONGEST}}}|\d{{1,9}}(?![\d.分时:])))?"
        )
        chain = (
            rf"{_ARABIC}(?:{power}){{1,4}}(?:[零〇]?(?:{_SMALL}|[{decimals}])(?:{power}){{1,4}}){{0,8}}"
            rf"(?:[零〇]?\d{{1,12}}(?![\d.,年月日%]))?"
        )
        big = rf"(?P<big>[{small}]?(?:(?![{small}]){power}){{1,3}}|[千百仟佰](?=[万亿萬億]))"
        suffix = rf"(?P<suffix>[ ]?[{''.join(spec.suffixes)}](?=(?:{spec.vague['after_suffix']})))"
        letters = rf"[ ]?[{''.join(spec.suffixes)}](?![A-Za-z\d])"
        whole = rf"(?:(?P<whole>{self.run}|\d{{1,12}})又)?"
        part = rf"(?:{_SMALL}|{self.run}(?:[{self.points}][{decimals}]{{1,{_LONGEST}}})?)"
        until = rf"[至到—\-](?P<until>(?:\d{{1,3}}(?:\.\d{{1,9}})?|{self.run})(?!分之|[\d.年月日时个元点%]))"
        minus = rf"(?P<minus>[{self.negative}])?"
        sign = (
            rf"(?P<sign>(?<![\d\w%\-−])[-−](?=\.?\d)|(?<=[\u4e00-\u9fff])[-−](?=\.?\d)"
            rf"|(?<![{spec.vague['before_negative']}])[{self.negative}](?=[\d{''.join(spec.digits)}{small}.]))?"
        )
        apart = r"(?<![\d/.:：\-])"
        slashed = (
            rf"(?:{apart}(?P<units>\d{{1,4}})[ ])?{apart}(?P<over>\d{{1,4}})/(?P<under>\d{{1,3}})(?![\d/.]|[号线级])"
        )
        self.pattern = compiled(
            sign
            + rf"(?:{whole}(?P<below>{self.run}|\d{{1,12}})分之{minus}(?P<above>{part})(?:(?P<of>{letters})|{until})?"
            rf"|(?:{slashed}"
            rf"|(?P<chain>{chain})|(?P<arabic>{_ARABIC})(?:{suffix})?|(?P<chinese>{chinese}))"
            rf"(?P<more>{_MORE}|(?<=[十拾])[来几]|(?<=[百千])来|(?<=[零〇])几)?(?:{big})?(?P<late>{_MORE})?)"
        )
        # most numerals are plain: no character that could go on with one follows
        going_on = "".join((*spec.digits, *spec.powers, *spec.suffixes, *spec.contractions, self.points))
        going_on = rf"{re.escape(going_on)}余餘多来几又分\d"
        self.plain = compiled(
            rf"(?P<chinese>[{decimals}])(?=[^{going_on}])|(?<![\d.])\d{{1,9}}(?:\.\d{{1,9}})?(?=[^{going_on}.,，/ ])"
        )
        # a mark between the digits of one figure; what stands before ， may be a name: G65，120公里
        self.separated = re.compile(r"\d(?:\.\d|[,，]\d{3}(?!\d))")
        openers = "".join((*spec.digits, *spec.powers, *(short[0] for short in spec.contractions)))
        openers += f"-−.{self.negative}{self.lead}{self.about}"
        self.begin = compiled(rf"[\d{re.escape(openers)}]")
        self.begins = Places([(DIGITS.union(openers), None)]).find
        self.alone = compiled(
            rf"(?P<base>[-−{self.negative}]?{_ARABIC})[ ]?"
            rf"(?:\^(?P<power>[+\-]{{0,4}}\d{{1,2}})|[eE](?P<ten>[+\-]?\d{{1,2}})|(?P<suffix>[{''.join(spec.suffixes)}]))"
            rf"|(?P<mixed>[-−{self.negative}]?(?:(?P<whole>\d{{1,12}})[ ])?(?P<over>\d{{1,12}})/(?P<under>\d{{1,12}}))"
        )

    def _numeral(self, spec: NumbersFile, small: str) -> str:
        """One character of a Chinese numeral; powers below 万 fall from left to right within a section."""
        plain = "".join(d for d in spec.digits if d not in self.two)
        by_power = {n: "".join(p for p, m in spec.powers.items() if m == n) for n in sorted(set(spec.powers.values()))}
        known = "".join(spec.digits) + "".join(spec.powers) + r"\d"
        higher = "".join(p for p, n in spec.powers.items() if n >= 2)
        parts = [
            rf"[{plain}]",
            rf"[{self.two}](?=[{higher}])",
            rf"(?<![{known}])[{spec.vague['two_alone']}](?![{self.two}])",
        ]
        for n, chars in by_power.items():
            if n >= 4:
                continue
            lower = "".join(p for p, m in spec.powers.items() if m < n)
            fall = rf"(?<![{lower}][{chars}])" if lower else ""
            figure = r"(?<!\d)" if any(c in spec.metric_after_figure for c in chars) else ""
            parts.append(rf"{figure}[{chars}]{fall}{self._not_metric(spec, chars)}")
        parts.append(rf"(?<=一)[{spec.vague['two_alone']}](?=[{spec.vague['after_one_or_two']}])")
        parts += [rf"[{p}]{self._not_metric(spec, p)}" for p, n in spec.powers.items() if n >= 4]
        parts += map(re.escape, spec.contractions)
        return "|".join(parts)

    @staticmethod
    def _not_metric(spec: NumbersFile, chars: str) -> str:
        """千 and 兆 before 瓦 or 赫 belong to the unit."""
        names = [word for char, words in spec.metric.items() if char in chars for word in words.split()]
        return rf"(?!{'|'.join(names)})" if names else ""

    def _power(self, spec: NumbersFile) -> str:
        """A multiplier after Arabic digits; 千米 is a unit there, and a thousand metres after 三."""
        after = {c: f"{spec.metric.get(c, '')} {spec.metric_after_figure.get(c, '')}".split() for c in spec.powers}
        plain = "".join(c for c, words in after.items() if not words and c not in spec.contractions)
        rest = [rf"{c}(?!{'|'.join(words)})" for c, words in after.items() if words]
        return "|".join([rf"[{plain}]", *rest]).join(("(?:", ")"))

    def cuts(self, chars: str, at: int) -> bool:
        """Whether a place lies inside a numeral: no name or article may begin or end there."""
        before, after = chars[at - 1 : at] if at else "", chars[at : at + 1]
        if not before or not after:
            return False
        if chars.startswith("分之", at) or chars.startswith("分之", at - 2):
            return True
        if before in self.inside and after in self.inside:
            prefix = after in "千兆" and re.match(self.unit_prefix, chars[at : at + 4]) is not None
            return before.isascii() == after.isascii() and not prefix
        mark = at - 2 if before in ",，." else at - 1 if after in ",." else -1
        if mark >= 0 and self.separated.match(chars, mark):
            return True
        pointed = after in self.points and before in self.digits and chars[at + 1 : at + 2] in self.digits
        return pointed or (before in self.points and after in self.digits and chars[at - 2 : at - 1] in self.digits)

    def find(self, chars: str, start: int = 0, end: int | None = None) -> list[Number]:
        """Every numeral of a stretch, left to right."""
        stop = len(chars) if end is None else end
        return self.find_each(chars, [hit.start() for hit in self.begin.finditer(chars, start, stop)], [stop])[0]

    def find_each(self, chars: str, begins: Sequence[int], ends: Sequence[int]) -> list[list[Number]]:
        """Those of stretches one after another, by where each ends; `begins` are the places of the text's `begins`."""
        found: list[list[Number]] = [[] for _ in ends]
        at = n = 0
        for place in begins:
            if place < at:
                continue
            while place >= ends[n]:
                n += 1
            plain = self.plain.match(chars, place, ends[n])
            if plain is not None:
                number = self.read_plain(plain)
            elif match := self.pattern.match(chars, place, ends[n]):
                number = self.read(match)
            else:
                continue
            found[n].append(number)
            at = number.end
        return found

    def whole(self, text: str) -> Number | None:
        """The number that a text is from end to end, in forms that only then are one as well: 2e5, 2^5, 40k."""
        match = self.alone.fullmatch(text) if len(text) <= _LONGEST else None
        if match:
            return self._alone(match)
        found = self.pattern.fullmatch(text)
        number = self.read(found) if found else None
        return number if number and number.end == len(text) else None

    def read_plain(self, match: re.Match[str]) -> Number:
        """The value of one match of `plain`, as `read` gives it for that of `pattern` at the same place."""
        chinese = match["chinese"]
        value = self.chinese(chinese) if chinese else Decimal(match[0])
        return Number(match.start(), match.end(), value, chinese=bool(chinese), coefficient=value)

    def read(self, match: re.Match[str]) -> Number:
        """The value of one match of `pattern`."""
        if match["below"]:
            return self._fraction(match)
        if match["over"]:
            return self._quotient(match.span(), (match["units"], match["over"], match["under"]), bool(match["sign"]))
        number = Number(match.start(), match.end(), None, chinese=bool(match["chinese"]))
        if match["chinese"]:
            value = self._spread(match["chinese"], number)
        elif match["chain"]:
            value = self._chain(match["chain"], number)
        else:
            value = number.coefficient = _arabic(match["arabic"])
        power = sum(self.powers[char] for char in match["big"] or "")
        if match["suffix"]:
            power += self.suffixes[match["suffix"].strip()]
        if power:
            number.coefficient, number.power, number.big = value, power, power >= 4
        parts = self._above(match["chinese"] or match["chain"] or "", power)
        if parts is not None:  # 七亿七千多万: 万 belongs to 七千 alone
            value, number.coefficient = parts, None
            number.power = power = 0
        number.value = scaled(value, power)
        number.lower = None if number.lower is None else scaled(number.lower, power)
        number.upper = None if number.upper is None else scaled(number.upper, power)
        if (match["more"] or match["late"]) and number.qualifier != "range":
            number.qualifier, number.lower = "over", number.value
        if match["sign"]:
            negate(number)
        return number

    def _above(self, text: str, power: int) -> Decimal | None:
        """The value of a numeral that already holds a greater multiplier than the one after 多: 一亿一千四百多万."""
        at = max((i for i, char in enumerate(text) if self.powers.get(char, 0) > power), default=-1)
        if not power or at < 0 or at == len(text) - 1:
            return None
        return self.chinese(text[: at + 1]) + scaled(self.chinese(text[at + 1 :]), power)

    def _alone(self, match: re.Match[str]) -> Number:
        if match["mixed"]:
            return self._quotient(
                match.span(), (match["whole"], match["over"], match["under"]), not match[0][0].isdigit()
            )
        text = match["base"].lstrip(f"-−{self.negative}")
        negative = text != match["base"]
        base = _arabic(text)
        number = Number(match.start(), match.end(), None)
        if match["power"]:
            exponent = int(match["power"].lstrip("+-")) * (-1) ** match["power"].count("-")
            if exponent >= 0 or base != 0:
                _set_fraction(number, Fraction(base) ** exponent)
        elif match["ten"]:
            number.value = scaled(base, int(match["ten"]))
        else:
            number.value = scaled(base, self.suffixes[match["suffix"]])
        if negative:
            negate(number)
        return number

    def _fraction(self, match: re.Match[str]) -> Number:
        """三分之二, 三又二分之一; 百分之 and 千分之 without a count before them say a unit."""
        below = match["below"]
        mark = {"百": "%", "千": "‰", "万": "‱", "萬": "‱"}.get(below, "") if not match["whole"] else ""
        negative = bool(match["sign"]) != bool(match["minus"])
        end = match.start("until") - 1 if match["until"] else match.end()
        if not mark:
            return self._quotient((match.start(), end), (match["whole"], match["above"], below), negative)
        number = Number(match.start(), end, None, percent=mark)
        above = match["above"]
        number.chinese = not above[0].isascii()
        number.value = self._spread(above, number) if number.chinese else _arabic(above)
        if match["until"]:
            self._until(match, number)
        if match["of"]:
            number.value = scaled(number.value, self.suffixes[match["of"].strip()])
        number.coefficient, number.power = number.value, 0
        if negative:
            negate(number)
        return number

    def _until(self, match: re.Match[str], number: Number) -> None:
        """百分之三至五: both bounds, where the second is one."""
        upper = self.chinese(match["until"])
        if number.qualifier == "exact" and number.value is not None and number.value < upper:
            number.end = match.end()
            number.lower, number.upper, number.qualifier = number.value, upper, "range"

    def _quotient(self, span: tuple[int, int], parts: tuple[str | None, str, str], negative: bool) -> Number:
        """A fraction of (whole, above, below); no value over zero."""
        whole, above, below = parts
        number = Number(*span, None, chinese=not below[0].isascii(), fraction=True)
        divisor = Fraction(self.chinese(below))
        if divisor:
            value = Fraction(self.chinese(above)) / divisor + (Fraction(self.chinese(whole)) if whole else 0)
            _set_fraction(number, value)
            if negative:
                negate(number)
        return number

    def _chain(self, text: str, number: Number) -> Decimal:
        """`12亿3400万`, `5万4千6百`: parts each with its multiplier."""
        value = self.chinese(text)
        head = text.rstrip("".join(self.powers))
        number.big = any(self.powers.get(char, 0) >= 4 for char in text)
        number.coefficient = value
        if head != text and not any(char in self.powers for char in head):
            number.coefficient = _arabic(head)
            number.power = sum(self.powers[char] for char in text[len(head) :])
        return value

    def _spread(self, text: str, number: Number) -> Decimal:
        """A Chinese numeral's value, with bounds set where two digits or 数 make it a range."""
        known = self._known(text)
        number.lower, number.upper, number.qualifier = known.lower, known.upper, known.qualifier
        number.coefficient, number.power, number.big = known.coefficient, known.power, known.big
        assert known.value is not None
        return known.value

    @lru_cache(maxsize=4096)  # noqa: B019  (one grammar a pattern folder, kept for the process)
    def _known(self, text: str) -> Number:
        """A Chinese numeral by itself; the same few come again and again."""
        number = Number(0, len(text), None, chinese=True)
        text = self._full(text)
        if text[0] in self.lead:
            value = number.lower = self.chinese(text[1:])
            number.upper, number.qualifier = value * 10, "range"
        elif text[0] in self.about:
            value = number.lower = self.chinese(text[1:])
            number.qualifier = "at_least"
        elif (at := self._pair(text)) is not None:
            value = number.lower = self.chinese(text[: at + 1] + text[at + 2 :])
            number.upper, number.qualifier = self.chinese(text[:at] + text[at + 1 :]), "range"
        else:
            value = self.chinese(text)
        if number.qualifier == "exact":
            self._set_power(text, value, number)
        else:
            number.coefficient = value
        number.value = value
        return number

    def _set_power(self, text: str, value: Decimal, number: Number) -> None:
        """The multiplier at the end, which the first bound of 三到五百 or 十八至三十万 shares."""
        number.big = any(self.powers.get(char, 0) >= 4 for char in text)
        head = text.rstrip("".join(c for c, n in self.powers.items() if n >= 4 or not number.big))
        number.coefficient = value
        if head and head != text:
            number.coefficient = self.chinese(head)
            number.power = sum(self.powers[char] for char in text[len(head) :])

    def _pair(self, text: str) -> int | None:
        """Where two neighbouring digits mean `between`: 三四十, 十七八, 两三."""
        at = [i for i in range(len(text) - 1) if text[i] in self.digits and text[i + 1] in self.digits]
        if len(at) != 1 or any(point in text for point in self.points):
            return None
        i = at[0]
        first, second = self.digits[text[i]], self.digits[text[i + 1]]
        if not (0 < first < second and (second == first + 1 or (first, second) == (3, 5))):
            return None
        return i

    @lru_cache(maxsize=4096)  # noqa: B019  (one grammar a pattern folder, kept for the process)
    def chinese(self, text: str) -> Decimal:
        """A numeral without approximation: 一千四百万, 二〇二三, 一点五, 三万五, 200亿零四千230."""
        whole, _, decimals = _split(self._full(text), self.points)
        if not any(char in self.powers for char in whole):
            value = self._string(whole) if whole else Decimal(0)
        else:
            value = self._sections(whole)
        if decimals:
            tail = Decimal("0." + "".join(str(self.digits.get(c, c)) for c in decimals))
            value = _EXACT.add(value, tail)
        return value

    def _full(self, text: str) -> str:
        """Without contractions: 廿二 is 二十二."""
        for short, full in self.contractions.items():
            text = text.replace(short, full)
        return text

    def _string(self, text: str) -> Decimal:
        if text[0] in self.digits or text[-1] in self.digits:
            return Decimal("".join(str(self.digits.get(c, c)) for c in text))
        return _arabic(text)

    def _sections(self, text: str) -> Decimal:
        """Sums the sections between 万, 亿 and 兆; each takes all that is smaller before it: 四千万亿."""
        parts: list[Decimal] = []
        section = Decimal(0)
        number: Decimal | None = None
        last, plain, rounded = 0, False, False
        with localcontext(_EXACT):
            for token in self._tokens(text):
                if token not in self.powers:
                    plain = token in self.digits
                    digit = Decimal(self.digits[token]) if plain else _arabic(token)
                    rounded = plain and digit != 0 and number is None
                    number = digit if number is None or not plain else number * 10 + digit
                    continue
                nothing = last > 0 and not section and not parts  # 0万 before 亿
                last = self.powers[token]
                if last < 4:  # 零 only fills a gap: 一千零十; a printed 0 counts
                    count = number if number is not None and not (plain and number == 0) else Decimal(not nothing)
                    section += count * 10**last
                elif number or section or parts or (number is None and not nothing):
                    _raise(parts, section + (number or 0), last)
                    section = Decimal(0)
                number = None
            if number and last >= 2 and rounded:  # 三万五: the digit counts the next power down
                number *= 10 ** (last - 1)
            return sum(parts, section) + (number or 0)

    @staticmethod
    def _tokens(text: str) -> Iterator[str]:
        return (m[0] for m in re.finditer(r"\d[\d,，.]*|\.\d+|[^\d.]", text))


def _raise(parts: list[Decimal], section: Decimal, power: int) -> None:
    """Multiply what is smaller than a power by it: 九十二万|四千 at 亿; 万万 is a hundred million."""
    limit = Decimal(10) ** power
    low = sum((part for part in parts if part < limit), section)
    if low:
        parts[:] = [part for part in parts if part >= limit] + [low * limit]
    elif parts:
        parts[-1] *= limit
    else:
        parts.append(limit)


def _split(text: str, points: str) -> tuple[str, str, str]:
    for point in points:
        if point in text:
            return text.partition(point)
    return text, "", ""


def _arabic(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", ""))


_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Sums and products in it are never rounded."""


def scaled(value: Decimal, power: int) -> Decimal:
    """A value times a power of ten, exactly."""
    if power <= 0:
        return value.scaleb(power, _EXACT) if power else value
    return _EXACT.multiply(value, Decimal(10**power))


def times(value: Decimal, factor: Decimal) -> Decimal:
    """A product, exactly."""
    if factor == 1:
        return value
    return _EXACT.multiply(value, factor)


def negate(number: Number) -> None:
    """Turn a number and its bounds round."""
    number.value = None if number.value is None else number.value.copy_negate()
    number.ratio = None if number.ratio is None else -number.ratio
    if number.lower is not None or number.upper is not None:
        low, high = number.lower, number.upper
        number.lower = None if high is None else high.copy_negate()
        number.upper = None if low is None else low.copy_negate()


def _set_fraction(number: Number, value: Fraction) -> None:
    """The exact decimal of a fraction, or its float where there is none."""
    below, twos, fives = value.denominator, 0, 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    places = max(twos, fives)
    if below != 1 or places > 60:
        number.ratio = float(value)
        return
    number.value = Decimal(value.numerator * 10**places // value.denominator).scaleb(-places, _EXACT)
