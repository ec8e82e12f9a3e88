"""Repairs, one small case each: what is mended, and what only looks like noise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract import load_patterns
from report_extract.copies import _longest_copied, matches
from report_extract.repair import _may_be_doubled, repair

PATTERNS = load_patterns()
COLUMN = (
    "全市各级工会围绕中心工作开展劳动竞赛活\n动，组织职工三千多人参加，全年发放奖金近\n60万\n"
    "元，职工反映很好，企业也愿意把竞赛办下\n去，带动技术创新。"
)


@pytest.mark.parametrize(
    ("raw", "mended", "kind"),
    [
        ("２０２３年增长５．２％。", "2023年增长5.2%。", "full_width"),
        ("收入7 4 7 亿元。", "收入747亿元。", "space"),
        ("参加 300 余人，", "参加300余人，", "space"),
        ("共3OO余件，", "共300余件，", "look_alike"),
        ("1l月5日，", "11月5日，", "look_alike"),
        ("3 O O余件，", "300余件，", "look_alike"),
        ("发放1 l 件，", "发放11件，", "look_alike"),
        ("补助金额金额35万元。", "补助金额35万元。", "doubled"),
        ("县茶叶交易额3.463.46亿亿元元，好于上年。", "县茶叶交易额3.46亿元，好于上年。", "doubled"),
        ("茶价上涨12.512.5%%，快于上年。", "茶价上涨12.5%，快于上年。", "doubled"),
        ("44月月1616日日，茶农上山。", "4月16日，茶农上山。", "doubled"),
        ("20232023 年年 66 月月，，市总工会市总工会发放发放1212份份。。", "2023年6月，市总工会发放12份。", "doubled"),
        ("市市总总工工会会发发放放1122份份。。", "市总工会发放12份。", "doubled"),
        ("受益受益 66006600 多万多万 户户，，比上年多比上年多。。", "受益6600多万户，比上年多。", "doubled"),
        ("人人有责人人有责，，共办共办 2020 件件，，大家满意大家满意。。", "人人有责，共办20件，大家满意。", "doubled"),
        ("茶园达到74.4\n\u200b\n万亩，\n\u200b\n增长", "茶园达到74.4万亩，增长", "line_join"),
        ("县级赛事412项　参赛茶农9.6万人次", "县级赛事412项，参赛茶农9.6万人次", "list_gap"),
        ("一、总体要求　　今年要抓好三件事。", "一、总体要求\n今年要抓好三件事。", "paragraph_gap"),
    ],
)
def test_mended(raw: str, mended: str, kind: str) -> None:
    text, counts = repair(raw, PATTERNS)
    assert text.chars == mended
    assert counts[kind] > 0


@pytest.mark.parametrize(
    "raw",
    [
        "天天坚持，一个个进步。",
        "2020年开始，",
        "二〇二三年，",
        "CO2排放下降，",
        "H2O分子，",
        "比例为1 3/5，",
        "共1,250人，",
        "干干净净、整整齐齐，",
    ],
)
def test_left_alone(raw: str) -> None:
    assert repair(raw, PATTERNS)[0].chars == raw


def test_column_lines_are_joined() -> None:
    text, counts = repair(COLUMN, PATTERNS)
    assert "近60万元，" in text.chars and "\n" not in text.chars
    assert counts["line_join"] == 4


def test_paragraphs_of_one_line_stay_apart() -> None:
    raw = "政府工作报告\n各位代表：\n全年粮食产量210万吨。\n二、今年任务\n新建学校3所。"
    assert repair(raw, PATTERNS)[0].chars == raw


def test_list_lines_stay_apart() -> None:
    raw = "表彰名单如下。\n优质服务奖：第一分公司\n安全生产奖：7项\n技术创新奖：试验检测中心、预制厂\n岗位能手：6名"
    assert repair(raw, PATTERNS)[0].chars == raw


def test_an_anchor_holds_both_copies_of_a_short_run() -> None:
    raw = "市总工会市总工会发放发放 1010 名名，，大家满意大家满意。。"
    text, _ = repair(raw, PATTERNS)
    at = text.chars.index("10名")
    start, end = text.raw(at, at + 3)
    assert raw[start:end] == "1010 名名"


def test_two_doubled_paragraphs_stay_apart() -> None:
    one = "市总工会市总工会，，共办共办 2020 件件，，大家满意大家满意。。"
    assert repair(f"{one}\n\n{one}", PATTERNS)[0].chars == "\n".join(["市总工会，共办20件，大家满意。"] * 2)


def test_a_doubled_caption_is_one_over_its_lines() -> None:
    raw = "20232023 年年 44 月月 2727 日日，，全市表彰大会在全市表彰大会在\n市大礼堂召开市大礼堂召开"
    assert repair(raw, PATTERNS)[0].chars == "2023年4月27日，全市表彰大会在市大礼堂召开"


@given(st.text("年日，。天地人工会123\n 　𝟑𠮷😀", max_size=14))
def test_no_doubled_glyphs_are_passed_over(text: str) -> None:
    rules = load_patterns().repairs
    if rules.doubled_hint.search(text):
        assert _may_be_doubled(text, rules.doubled.marks)


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        (r"([金额费]{2,6})\1(?=近?\d)", 6),
        (r"([金额费]{2,3}?)\1", 0),
        (r"([金额费]{1,3})\1", 0),
        (r"([金额费]{2,})\1", 0),
        (r"([金额]费)\1", 0),
        (r"(?:金|([额费]{2,3})\1)", 0),
        (r"([金额费]{2,3})近\1", 0),
        (r"(?i)([a-z]{2,3})\1", 0),
    ],
)
@given(text=st.text("金额费近3a😀", max_size=16))
def test_copies_are_what_the_pattern_finds(pattern: str, longest: int, text: str) -> None:
    compiled = re.compile(pattern)
    assert _longest_copied(compiled) == longest
    assert [m.span() for m in matches(compiled, text)] == [m.span() for m in compiled.finditer(text)]
