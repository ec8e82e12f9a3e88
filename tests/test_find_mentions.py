"""find_mentions on single sentences: the mistakes that others make, words that hold numerals, and what always holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import suites
from benchmarks.suites import Conventions, run_suite
from report_extract import find_mentions
from report_extract.model import Mention

DAY = date(2024, 5, 20)


def figures(text: str) -> list[Mention]:
    """Numbers and quantities that are figures: no ordinals, articles and the like."""
    return [m for m in find_mentions(text, DAY) if m.kind != "date" and not m.role]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("补助7000余万元。", [("7000余万元", 70000000, "元", "over")]),
        ("补助3—5万元。", [("3—5万元", 30000, "元", "range")]),
        ("吸引数十万游客参观。", [("数十万", 100000, "人", "range")]),
        ("轨道15号线开工。", []),
        ("第一时间赶到。", []),
        ("共1952个。", [("1952个", 1952, "个", "exact")]),
        ("实现11634.85万元。", [("11634.85万元", 116348500, "元", "exact")]),
        ("提高1.2个百分点。", [("1.2个百分点", Decimal("1.2"), "个百分点", "exact")]),
        ("选出两三个。", [("两三个", 2, "个", "range")]),
        ("近40万人次参加。", [("近40万人次", 400000, "人次", "nearly")]),
        ("产值7 4 7 7 2亿元。", [("74772亿元", 7477200000000, "元", "exact")]),
        ("出口３３．５万亿元。", [("33.5万亿元", 33500000000000, "元", "exact")]),
        ("路面宽250m，C919客机首航。", [("250m", 250, "米", "exact")]),
        ("下降3.2%，", [("3.2%", Decimal("3.2"), "%", "exact")]),
    ],
)
def test_what_others_get_wrong(text: str, found: list[tuple[str, object, str, str]]) -> None:
    assert [(m.text, m.value, m.unit, m.qualifier) for m in figures(text)] == found


def test_may_day_does_not_swallow_the_next_date() -> None:
    mentions = find_mentions("五一劳动节前，4月28日召开大会。", DAY)
    dates = [m for m in mentions if m.kind == "date"]
    assert [(m.text, m.date_start) for m in dates] == [("4月28日", date(2024, 4, 28))]
    assert not figures("五一劳动节前，4月28日召开大会。")


@pytest.mark.parametrize(
    "text",
    [
        "统一部署、千方百计惠及百姓。",
        "万众一心，一如既往。",
        "亿万群众奋发有为。",
        "千百万建设者投身其中。",
        "队伍登陆后收拾场地。",
        "到四川和五台山考察。",
        "推进千兆网络入户。",
        "建设近零碳园区。",
        "党的二十大精神。",
        "实施“十四五”规划。",
        "C919投入运营，5G用户增加。",
        "品百瓯茶香。",
        "走千山看万景。",
    ],
)
def test_a_numeral_inside_a_word_is_none(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("两", 2),
        ("〇", 0),
        ("百三", 130),
        ("九百九", 990),
        ("拾壹", 11),
        ("012", 12),
        ("百分之百", 100),
        ("40k", 40000),
        ("2e5", 200000),
        (" 1 234 ", 1234),
        ("一 百 五 十 二", 152),
    ],
)
def test_a_numeral_that_is_the_whole_text(text: str, value: int) -> None:
    (mention,) = find_mentions(text)
    assert mention.value == value and mention.kind in ("number", "quantity")


@pytest.mark.parametrize("text", ["一起", "一切", "统一", "两两", "四川"])
def test_a_word_that_is_the_whole_text(text: str) -> None:
    assert find_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第十四", [("第十四", 14)]),
        ("第一名第二名", [("第一", 1), ("第二", 2)]),
        ("第3万回", [("第3万", 30000)]),
        ("第千比特", [("第千", 1000)]),
        ("第3万4千回", [("第3万4千", 34000)]),
        ("第三万回", [("第三万", 30000)]),
        ("说到第二名。", [("第二", 2)]),
    ],
)
def test_ordinal(text: str, found: list[tuple[str, int]]) -> None:
    mentions = find_mentions(text)
    assert [(m.text, m.value) for m in mentions] == found
    assert {(m.kind, m.role, m.unit) for m in mentions} == {("number", "ordinal", "")}


@pytest.mark.parametrize(
    ("text", "found", "digits"),
    [("全国第三。", "第三", "三"), ("居全县第12位，", "第12位", "12"), ("产量从全省第二升至第一。", "第一", "一")],
)
def test_rank(text: str, found: str, digits: str) -> None:
    rank = find_mentions(text)[-1]
    assert (rank.text, text[rank.num_start : rank.num_end]) == (found, digits)
    assert (rank.kind, rank.role, rank.unit, rank.dimension) == ("quantity", "rank", "位", "count")


def test_an_article_has_its_role_and_reason() -> None:
    (mention,) = find_mentions("这是改革的一个缩影。")
    assert (mention.text, mention.value, mention.unit, mention.role) == ("一个", 1, "个", "idiom")
    assert mention.reason


def test_spaces_inside_a_numeral_keep_the_place_in_the_text() -> None:
    text = "上升了 2.4   个百分 点，达 百 分 之 五 十。"
    rise, level = find_mentions(text)
    assert (rise.value, rise.unit, text[rise.raw_start : rise.raw_end]) == (
        Decimal("2.4"),
        "个百分点",
        "2.4   个百分 点",
    )
    assert (level.value, level.unit, text[level.raw_start : level.raw_end]) == (50, "%", "百 分 之 五 十")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022年2月30日", None, None),  # printed, but no day
        ("3月下旬", "2024-03-21", "2024-03-31"),
        ("2023年2月中旬", "2023-02-11", "2023-02-20"),
        ("2023年2月初", "2023-02-01", "2023-02-10"),
        ("2023年2月底", "2023-02-28", "2023-02-28"),
        ("10日，", "2024-05-10", "2024-05-10"),
        ("1𝟏日，", "2024-05-11", "2024-05-11"),
        ("20日，", "2024-05-20", "2024-05-20"),
        ("21日，", "2024-04-21", "2024-04-21"),
        ("昨天，", "2024-05-19", "2024-05-19"),
        ("昨天（5月19日）", "2024-05-19", "2024-05-19"),
        ("12月28日至1月3日", "2024-12-28", "2025-01-03"),
        ("2023年年初", "2023-01-01", "2023-01-01"),
        ("上年末", "2023-12-31", "2023-12-31"),
        ("前15个月", None, None),
        ("前十二个月", "2024-01-01", "2024-12-31"),
        ("2022年冬季", "2022-12-01", "2023-02-28"),
        ("“十三五”期间", "2016-01-01", "2020-12-31"),
        ("“十三五”前三年", "2016-01-01", "2018-12-31"),
        ("“十三五”末", "2020-12-31", "2020-12-31"),
        ("“十九五”期间", None, None),
        ("本年", "2024-01-01", "2024-12-31"),
        ("本年度", "2024-01-01", "2024-12-31"),
        ("前年", "2022-01-01", "2022-12-31"),
        ("明年", "2025-01-01", "2025-12-31"),
        ("来年", "2025-01-01", "2025-12-31"),
        ("近三年", "2022-01-01", "2024-12-31"),
        ("过去一年", "2024-01-01", "2024-12-31"),
        ("今后三年", "2024-01-01", "2026-12-31"),
        ("2021年以来", "2021-01-01", "2024-05-20"),
        ("党的二十大以来", "2022-10-16", "2024-05-20"),
        ("2021、2022两年", "2021-01-01", "2022-12-31"),
        ("二〇二一年十二月二十日", "2021-12-20", "2021-12-20"),
    ],
)
def test_date(text: str, start: str | None, end: str | None) -> None:
    found = next(m for m in find_mentions(text, DAY) if m.kind == "date")
    assert (found.date_start, found.date_end) == (start and date.fromisoformat(start), end and date.fromisoformat(end))


@pytest.mark.parametrize("text", ["昨天，", "10日，", "上半年，", "五年来，", "党的二十大以来，", "3月5日，"])
def test_a_date_without_a_reference_has_no_day(text: str) -> None:
    assert [(m.kind, m.date_start) for m in find_mentions(f"{text}开工。")] == [("date", None)]


def test_relative_dates_need_a_reference() -> None:
    (with_day,) = find_mentions("去年召开大会。", DAY)
    (without,) = find_mentions("去年召开大会。")
    assert (with_day.date_start, with_day.date_end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (without.date_start, without.date_end) == (None, None)


SUITES = Path(__file__).parents[2] / "shared" / "suites"


@pytest.mark.skipif(not SUITES.is_dir(), reason="the peers' cases are not there (../shared/suites)")
@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("recognizers_Number_NumberModel", 0.98),
        ("recognizers_Number_PercentModel", 0.95),
        ("recognizers_Number_OrdinalModel", 0.95),
        ("recognizers_NumberWithUnit_DimensionModel", 0.95),
        ("jionlp_money_extractor", 0.95),
        ("jionlp_money_parser", 0.95),
        ("cn2an_cn2an", 0.95),
    ],
)
def test_peers_cases(name: str, share: float) -> None:
    tally = run_suite(SUITES / f"{name}.jsonl", Conventions.read(Path(suites.__file__).with_name("suites.toml")))
    assert tally.share >= share, [case[0] for case in tally.failed]
    assert tally.listed_but_passing == []


ALPHABET = (
    "一二两三四五六七八九十百千万亿零〇半几数余多点又分之第负0123456789０１.,，。、-—~%％ \n\t\u3000"
    "年月日元人个家吨角分成近约超以上左右至到从由“”《》（）()kMmP去今增长下降壹佰萬兩𝟏😀"
)


@given(st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=40)))
def test_any_text(text: str) -> None:
    mentions = find_mentions(text, DAY)
    assert all(0 <= m.raw_start < m.raw_end <= len(text) for m in mentions)
    assert all(a.raw_end <= b.raw_start for a, b in pairwise(mentions))
    for m in mentions:
        assert m.value is None or m.value.is_finite()
        if m.lower is not None and m.upper is not None:
            assert m.lower <= m.upper


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.sampled_from(["", "万", "亿", "万亿"]))
def test_values_are_exact(value: Decimal, multiplier: str) -> None:
    power = {"": 0, "万": 4, "亿": 8, "万亿": 12}[multiplier]
    (mention,) = figures(f"总额为{value:,f}{multiplier}元。")
    assert mention.value == value * Decimal(10) ** power
