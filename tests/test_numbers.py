"""What numerals are worth: one small table of cases a mechanism, and what must hold of any text."""

from __future__ import annotations

import re
import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract.mentions.numbers import Number, NumberGrammar
from report_extract.mentions.scan import number_grammar
from report_extract.mentions.starts import Starts
from report_extract.patterns import load_patterns

NUMERALS = "零〇一二两三四五六七八九十百千万亿兆壹佰萬廿半几数余多点又分之负0123456789.,，-/%％kM 年个元人的"


@pytest.fixture(scope="module")
def grammar() -> NumberGrammar:
    return number_grammar(load_patterns())


def only(grammar: NumberGrammar, text: str) -> Number:
    """The one numeral of a text, which must span it."""
    (number,) = grammar.find(text)
    assert (number.start, number.end) == (0, len(text))
    return number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Arabic
        ("1,952", "1952"),
        ("11634.85", "11634.85"),
        ("3，120亿", "312000000000"),
        ("82，225.00", "82225"),
        (".5", "0.5"),
        ("-22.2", "-22.2"),
        # multipliers
        ("1.39万亿", "1390000000000"),
        ("10万万", "1000000000"),
        ("3千万亿", "3000000000000000"),
        ("12亿3400万", "1234000000"),
        ("5万4千6百", "54600"),
        ("3万4000", "34000"),
        ("2千零30万", "20300000"),
        ("200亿零四千230", "20000004230"),
        ("0万", "0"),
        ("0万亿", "0"),
        ("0.0千万", "0"),
        # Chinese
        ("一百零五", "105"),
        ("一千零十", "1010"),
        ("三万五", "35000"),
        ("两千四百五", "2450"),
        ("二〇二三", "2023"),
        ("十万零一", "100001"),
        ("九百一十二万", "9120000"),
        ("二十一万亿", "21000000000000"),
        ("五兆六十二亿四万五千二", "5006200045200"),
        ("一点五亿", "150000000"),
        ("一百点123", "100.123"),
        ("负四百零五亿零四百零四万", "-40504040000"),
        ("廿二", "22"),
        # capital and traditional forms
        ("壹佰贰拾叁", "123"),
        ("兩萬五千", "25000"),
        ("七億", "700000000"),
        ("負三十二", "-32"),
        # fractions
        ("四分之三", "0.75"),
        ("四分之1,234", "308.5"),
        ("三又二分之一", "3.5"),
        ("负一又二分之一", "-1.5"),
        ("3又一千分之23", "3.023"),
        ("1 3/5", "1.6"),
        ("1/4", "0.25"),
        # percentages
        ("百分之五", "5"),
        ("负百分之五", "-5"),
        ("百分之负零点五", "-0.5"),
        ("千分之3.2", "3.2"),
        ("百分之2k", "2000"),
    ],
)
def test_value(grammar: NumberGrammar, text: str, value: str) -> None:
    assert only(grammar, text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "ratio"), [("三分之二", 2 / 3), ("1/3", 1 / 3), ("三百五又三分之一", 350 + 1 / 3), ("百万万分之七", 7e-10)]
)
def test_fraction_without_short_decimal_is_a_float_or_exact(grammar: NumberGrammar, text: str, ratio: float) -> None:
    number = only(grammar, text)
    assert number.fraction
    assert float(number.value if number.value is not None else number.ratio or 0) == pytest.approx(ratio, rel=1e-15)


def test_fraction_over_zero_has_no_value(grammar: NumberGrammar) -> None:
    number = only(grammar, "零分之五")
    assert (number.value, number.ratio) == (None, None)


@pytest.mark.parametrize(
    ("text", "value", "lower", "upper", "qualifier"),
    [
        ("三百余", 300, 300, None, "over"),
        ("7000余万", 70000000, 70000000, None, "over"),
        ("5200万余", 52000000, 52000000, None, "over"),
        ("十几", 10, 10, None, "over"),
        ("一百零几万", 1000000, 1000000, None, "over"),
        ("数十", 10, 10, 100, "range"),
        ("数十万", 100000, 100000, 1000000, "range"),
        ("几千万", 10000000, 10000000, 100000000, "range"),
        ("上百", 100, 100, None, "at_least"),
        ("两三", 2, 2, 3, "range"),
        ("三五百", 300, 300, 500, "range"),
        ("十七八", 17, 17, 18, "range"),
        ("八九亿", 800000000, 800000000, 900000000, "range"),
        ("亿四千多万", 140000000, 140000000, None, "over"),
        ("七亿七千多万", 770000000, 770000000, None, "over"),
        ("负三百余", -300, None, -300, "over"),
    ],
)
def test_approximate(
    grammar: NumberGrammar, text: str, value: int, lower: int, upper: int | None, qualifier: str
) -> None:
    number = only(grammar, text)
    assert (number.value, number.lower, number.upper, number.qualifier) == (value, lower, upper, qualifier)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("五十千", ["五十"]),  # powers fall within a section
        ("百分之七十百分位", ["百分之七十"]),
        ("两百点两", ["两百", "两"]),  # 两 is no decimal
        ("三十两", ["三十"]),  # a weight
        ("12千米", ["12"]),
        ("5亿千瓦时", ["5亿"]),
        ("50兆瓦", ["50"]),
        ("三千瓦时", ["三"]),
        ("三千米", ["三千"]),
        ("3.2.1", ["3", "2", "1"]),  # the number of a section
        ("2023，120人", ["2023", "120"]),
        ("第三万", ["三万"]),
        ("些许年", []),
        ("两两", []),
    ],
)
def test_where_a_numeral_ends(grammar: NumberGrammar, text: str, parts: list[str]) -> None:
    assert [text[n.start : n.end] for n in grammar.find(text)] == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2e5", "200000"),
        ("-12e-1", "-1.2"),
        ("2^5", "32"),
        ("2.5^-1", "0.4"),
        ("40k", "40000"),
        ("-2.5 M", "-2500000"),
        ("-1 12345/8", "-1544.125"),
    ],
)
def test_forms_that_are_numbers_only_alone(grammar: NumberGrammar, text: str, value: str) -> None:
    number = grammar.whole(text)
    assert number is not None and number.value == Decimal(value)
    assert all(n.end - n.start < len(text) for n in grammar.find(f"为{text}的"))


@pytest.mark.parametrize(("text", "exact"), [("2^-60", True), ("2^-61", False), ("5^-60", True), ("5^-61", False)])
def test_a_fraction_is_exact_to_sixty_places(grammar: NumberGrammar, text: str, exact: bool) -> None:
    number = grammar.whole(text)
    assert number is not None and (number.value is not None, number.ratio is None) == (exact, exact)


@pytest.mark.parametrize("text", ["", "年", "3个", "五台山", "2e", "9" * 65 + "^9"])
def test_no_number_alone(grammar: NumberGrammar, text: str) -> None:
    assert grammar.whole(text) is None


def test_long_figures_stay_exact(grammar: NumberGrammar) -> None:
    digits = "123456789" * 8
    assert only(grammar, f"{digits}.{digits}亿").value == Decimal(f"{digits}{digits[:8]}.{digits[8:]}")


@given(st.integers(0, 10**16 - 1))
def test_every_integer_as_written_out(value: int) -> None:
    assert only(number_grammar(load_patterns()), _written(value)).value == value


def _written(value: int) -> str:
    """An integer in Chinese numerals, as a cheque or a child would write it."""
    if value == 0:
        return "零"
    sections = []
    for power, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // power % 10**4
        sections.append(_section(section) + name if section else "零")
    return "零".join(part for part in "".join(sections).split("零") if part)


def _section(value: int) -> str:
    digits = [int(d) for d in f"{value:04}"]
    written = "".join(
        "零一二三四五六七八九"[d] + (name if d else "") for d, name in zip(digits, ("千", "百", "十", ""), strict=True)
    )
    lead = "零" if value < 1000 else ""
    return lead + "零".join(part for part in written.split("零") if part)


@given(st.text(alphabet=NUMERALS, max_size=60))
def test_numerals_are_in_order_and_read_without_error(text: str) -> None:
    found = number_grammar(load_patterns()).find(text)
    assert all(0 <= n.start < n.end <= len(text) for n in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for number in found:
        if number.lower is not None and number.upper is not None:
            assert number.lower <= number.upper


@given(st.text(alphabet=NUMERALS, max_size=60))
def test_every_digit_is_in_a_numeral(text: str) -> None:
    held = {i for n in number_grammar(load_patterns()).find(text) for i in range(n.start, n.end)}
    assert all(i in held for i, char in enumerate(text) if char.isdecimal())


@pytest.mark.parametrize(
    "unit", ["一", "1", "1,111", "一百", "1/", "三分之", "1.1.", "1亿", "百", "5千", "零", "又", "-"]
)
def test_time_grows_with_the_length_alone(grammar: NumberGrammar, unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = 9.0
        for _ in range(3):
            begun = time.perf_counter()
            grammar.find(text)
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(80_000) < 12 * seconds(20_000) + 0.05  # sixteen times as long were it quadratic


@pytest.fixture(scope="module")
def all_rules() -> Starts:
    rules = load_patterns()
    return Starts([rule.regex for rule in (*rules.roles, *rules.date_rules)])


@given(text=st.text(alphabet=NUMERALS + "第届季度月日“”《》今去上下午时", max_size=80))
def test_one_pass_finds_what_each_rule_finds(all_rules: Starts, text: str) -> None:
    for pattern, matches in zip(all_rules.patterns, all_rules.find(text), strict=True):
        assert [m.span() for m in matches] == [m.span() for m in pattern.finditer(text) if m[0]]


@pytest.mark.parametrize(
    ("pattern", "chars"),
    [
        ("第?[一二]届", "第一二"),
        ("(?<=共)(?:甲|乙丙)+丁", "甲乙"),
        (r"(?m)^[a-c]", "abc"),
        ("(?:甲|乙)?", None),
        (".甲", None),
        ("[^甲]", None),
        ("(?>甲|乙)丙", "甲乙"),
        (r"[^\S\n甲]乙", "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c != "\n")),
        (r"[\s甲]", "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "甲"),
        ("(?i)a", None),
    ],
)
def test_first_characters(pattern: str, chars: str | None) -> None:
    starts = Starts([re.compile(pattern)])
    assert starts.elsewhere == ([0] if chars is None else [])
    assert {char for _, opening, _, _ in starts.tried.openings for char in opening} == set(chars or "")


@pytest.mark.parametrize(
    ("pattern", "chars"),
    [
        (r"\d{2,4}强", "强"),
        (r"[12]\d{3}(?:年|个?月)", "年个月"),
        (r"(?:\d+\.)?\d+[万亿]", ".万亿"),
        (r"\d{1,3}(?:[一二]\d)*[五\d]户", "一二五户"),
        (r"\d{4}年?", None),
        (r"\d{4}[^年]", None),
        (r"\d(?=年)", None),
    ],
)
def test_what_stands_after_the_digits_that_a_match_begins_with(pattern: str, chars: str | None) -> None:
    found = [beyond for _, _, _, beyond in Starts([re.compile(pattern)]).tried.openings]
    assert (None in found) == (chars is None)
    assert {char for beyond in found for char in beyond or ()} == set(chars or "")


@pytest.mark.parametrize(
    "pattern", ["(?<=共和)国", "(?<!共和)国", "(?<=共)国", "(?<!共)国", "^国", "(?m)^国", r"(?<!\w)国"]
)
def test_patterns_that_look_back_find_what_they_find_alone(pattern: str) -> None:
    text = "国共国和国共和国\n国"
    (found,) = Starts([re.compile(pattern)]).find(text)
    assert [m.start() for m in found] == [m.start() for m in re.finditer(pattern, text)]


def test_a_numeral_begins_with_what_is_searched_for(grammar: NumberGrammar) -> None:
    for char in map(chr, range(0x20000)):
        if any(grammar.pattern.match(char + rest) for rest in ("", "1", "一", "百")):
            assert grammar.begin.match(char), char


@given(text=st.text(alphabet=NUMERALS + "第届季度𝟑𠮷", max_size=60))
def test_numerals_of_a_whole_text_begin_where_those_of_a_stretch_do(grammar: NumberGrammar, text: str) -> None:
    assert grammar.find_each(text, grammar.begins(text), [len(text)]) == [grammar.find(text)]


@given(text=st.text(alphabet=NUMERALS, max_size=60), ends=st.lists(st.integers(0, 60), max_size=6))
def test_numerals_of_each_stretch(grammar: NumberGrammar, text: str, ends: list[int]) -> None:
    bounds = [*sorted(min(end, len(text)) for end in ends), len(text)]
    found = grammar.find_each(text, grammar.begins(text), bounds)
    assert found == [grammar.find(text, start, end) for start, end in pairwise([0, *bounds])]


@given(text=st.text(alphabet=NUMERALS, max_size=60))
def test_plain_numerals_are_read_as_all_are(grammar: NumberGrammar, text: str) -> None:
    for place in grammar.begins(text):
        plain, match = grammar.plain.match(text, place), grammar.pattern.match(text, place)
        if plain is not None:
            assert match is not None
            assert grammar.read_plain(plain) == grammar.read(match)


@pytest.mark.parametrize(
    ("text", "at", "cut"),
    [
        ("6,618", 2, True),
        ("6,618", 1, True),
        ("共618.5亿", 4, True),
        ("3，618吨", 2, True),
        ("四分之一世纪", 3, True),
        ("二十一", 1, True),
        ("三点五", 1, True),
        ("三点五", 2, True),
        ("G65，120公里", 3, False),  # a name ends there
        ("2023，15号线", 5, False),
        ("5千瓦", 1, False),
        ("3", 0, False),
    ],
)
def test_no_name_cuts_a_numeral(grammar: NumberGrammar, text: str, at: int, cut: bool) -> None:
    assert grammar.cuts(text, at) is cut
