"""Numerals in a text and what they are worth: Arabic, Chinese, mixed, fractions, approximations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from report_extract.model import Qualifier
from report_extract.patterns import NumbersFile

_ARABIC = r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?"
_MORE = r"(?:余(?![额下粮热款震])|多(?!媒体|样化|元化))"


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


class NumberGrammar:
    """The patterns of numerals, built from the digits and powers of patterns/numbers.toml."""

    def __init__(self, spec: NumbersFile) -> None:
        self.digits = spec.digits
        self.powers = spec.powers
        self.lead = spec.vague["lead"]
        self.about = spec.vague["about"]
        powers = "".join(spec.powers)
        # 千 and 百 that begin a unit: 2.5亿千瓦, 300万千克
        kilo = "(?!千(?:瓦|克|米|卡|焦|伏|赫|帕|乏|字节|周)|兆(?:瓦|伏|赫|帕|字节|比特))"
        digits = "".join(spec.digits)
        big = "".join(p for p, n in spec.powers.items() if n >= 4)
        self.any_chinese = f"[{digits}{powers}]"
        ten = "".join(p for p, n in spec.powers.items() if n < 4)
        chain = rf"(?:(?:{_ARABIC})(?:{kilo}[{powers}])+)+(?:{_ARABIC})?(?![\d.])"
        chinese = rf"[{self.lead}{self.about}](?=[{powers}])[{powers}]+|[{digits}{powers}]+(?:点[{digits}]+)?"
        self.pattern = re.compile(
            rf"(?P<percent>[百千万]分之)(?P<part>{_ARABIC}|[{digits}{powers}]+(?:点[{digits}]+)?)"
            rf"|(?P<below>[{digits}{powers}]+)分之(?P<above>[{digits}{powers}]+)"
            rf"|(?P<sign>(?<![\d\w%])[-−](?=\d)|(?<=[\u4e00-\u9fff])-(?=\d)|负(?=[\d{digits}{ten}]))?"
            rf"(?:(?P<chain>{chain})|(?P<arabic>{_ARABIC})|(?P<chinese>{chinese}))"
            rf"(?P<more>{_MORE}|(?<=十)[来几]|(?<=[百千])来)?(?P<big>[{ten}]?[{big}]+|[千百](?=[{big}]))?(?P<late>{_MORE})?"
        )

    def find(self, chars: str, start: int = 0, end: int | None = None) -> list[Number]:
        """Every numeral of a stretch, left to right."""
        stop = len(chars) if end is None else end
        found = []
        for match in self.pattern.finditer(chars, start, stop):
            number = self.read(match)
            if number is not None:
                found.append(number)
        return found

    def read(self, match: re.Match[str]) -> Number | None:
        """The value of one match of `pattern`."""
        if match["percent"]:
            return self._percent(match)
        if match["below"]:
            return self._fraction(match)
        number = Number(match.start(), match.end(), None, chinese=bool(match["chinese"]))
        if match["arabic"]:
            coefficient = Decimal(match["arabic"].replace(",", ""))
        elif match["chain"]:
            coefficient = self._chain(match["chain"], number)
        else:
            spread = self._spread(match["chinese"])
            if spread is None:
                return None
            coefficient = spread[0]
            if spread[1] is not None:
                number.lower, number.upper, number.qualifier = spread[0], spread[1], "range"
            elif match["chinese"][0] in self.about:
                number.lower, number.qualifier = coefficient, "at_least"
        factor = Decimal(1)
        for char in match["big"] or "":
            factor *= 10 ** self.powers[char]
        number.value = coefficient * factor
        number.coefficient = coefficient if number.coefficient is None else number.coefficient
        number.power = number.power or (len(str(factor)) - 1 if factor > 1 else 0)
        if number.lower is not None:
            number.lower *= factor
        if number.upper is not None:
            number.upper *= factor
        if (match["more"] or match["late"]) and number.qualifier != "range":
            number.qualifier, number.lower = "over", number.value
        if match["sign"]:
            number.value = -number.value
        return number

    def _percent(self, match: re.Match[str]) -> Number:
        part = match["part"]
        value = Decimal(part.replace(",", "")) if part[0].isdigit() and part[0].isascii() else self.chinese(part)
        mark = {"百": "%", "千": "‰", "万": "‱"}[match["percent"][0]]
        return Number(match.start(), match.end("part"), value, chinese=not part[0].isascii(), percent=mark)

    def _fraction(self, match: re.Match[str]) -> Number:
        below, above = self.chinese(match["below"]), self.chinese(match["above"])
        number = Number(match.start(), match.end("above"), None, chinese=True)
        if below:
            quotient = above / below
            if quotient * below == above and -quotient.as_tuple().exponent <= 9:  # type: ignore[operator]
                number.value = quotient
            else:
                number.ratio = float(above) / float(below)
        return number

    def _chain(self, text: str, number: Number) -> Decimal:
        """`12亿3400万`, `5万4千6百`: parts each with its multiplier."""
        total = Decimal(0)
        parts = re.findall(rf"({_ARABIC})([^\d,.]*)", text)
        for digits, multiplier in parts:
            factor = Decimal(1)
            for char in multiplier:
                factor *= 10 ** self.powers[char]
            total += Decimal(digits.replace(",", "")) * factor
            number.coefficient = Decimal(digits.replace(",", ""))
            number.power = len(str(factor)) - 1
        if len(parts) > 1:
            number.coefficient = total
            number.power = 0
        return total

    def _spread(self, text: str) -> tuple[Decimal, Decimal | None] | None:
        """A Chinese numeral's value, and its upper bound where two digits or 数 make it a range."""
        if text[0] in self.lead:
            base = self.chinese(text[1:])
            return base, base * 10
        if text[0] in self.about:
            return self.chinese(text[1:]), None
        pair = self._pair(text)
        if pair:
            at, first, second = pair
            return self.chinese(text[: at + 1] + text[at + 2 :]), self.chinese(text[:at] + text[at + 1 :])
        return self.chinese(text), None

    def _pair(self, text: str) -> tuple[int, int, int] | None:
        """Two neighbouring digits that mean `between`: 三四十, 十七八, 两三."""
        at = [i for i in range(len(text) - 1) if text[i] in self.digits and text[i + 1] in self.digits]
        if len(at) != 1:
            return None
        i = at[0]
        first, second = self.digits[text[i]], self.digits[text[i + 1]]
        if not (0 < first < second and (second == first + 1 or (first, second) == (3, 5))):
            return None
        if i + 2 < len(text) and text[i + 2] not in self.powers:
            return None
        return (i, first, second)

    @lru_cache(maxsize=4096)  # noqa: B019  (one grammar a pattern folder, kept for the process)
    def chinese(self, text: str) -> Decimal:
        """A Chinese numeral without approximation: 一千四百万, 二〇二三, 一点五, 三万五."""
        whole, _, decimals = text.partition("点")
        if whole and not any(c in self.powers for c in whole):
            value = Decimal("".join(str(self.digits[c]) for c in whole))
        else:
            value = self._sections(whole)
        if decimals:
            value += Decimal("0." + "".join(str(self.digits[c]) for c in decimals))
        return value

    def _sections(self, text: str) -> Decimal:
        total = section = number = 0
        last_power = 0
        for i, char in enumerate(text):
            if char in self.digits:
                digit = self.digits[char]
                number = number * 10 + digit if i and text[i - 1] in self.digits else digit
                last_power = 0 if digit == 0 else last_power
                continue
            power = self.powers[char]
            if power < 4:
                section += (number or (1 if section == 0 or last_power > power else 0)) * 10**power
            elif power == 4:
                section += number
                total += (section or 1) * 10**4 if total % 10**8 == 0 else section * 10**4
                section = 0
            else:
                total = (total + section + number or 1) * 10**power
                section = 0
            number, last_power = 0, power
        if number and last_power >= 2 and len(text) >= 2 and text[-2] in self.powers:
            number *= 10 ** (last_power - 1)
        return Decimal(total + section + number)


@lru_cache(maxsize=4)
def grammar(sha256: str, spec_json: str) -> NumberGrammar:
    """The grammar of a pattern folder, built once."""
    return NumberGrammar(NumbersFile.model_validate_json(spec_json))
