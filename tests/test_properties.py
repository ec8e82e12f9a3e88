"""What must hold for any text: no exception, every digit in the ledger, anchors that spell their figures."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from report_extract import extract, find_mentions, load_patterns, read_report
from report_extract.model import Extraction, Report

PIECES = [
    *(
        "近 40万人\n次",
        "超过5.2%",
        "增长",
        "下降",
        "占",
        "由",
        "增加到",
        "，",
        "。",
        "、",
        "；",
        "\n",
        "\n\n",
        " ",
        "　　",
    ),
    *(
        "2023年",
        "11月6日至10日",
        "去年6月",
        "“四史”",
        "第十五届",
        "3—5万元",
        "十余项",
        "两三个",
        "三分之二",
        "1l月",
        "２０％",
    ),
    *(
        "全市新增就业",
        "市总工会",
        "获评",
        "“岗位能手”",
        "奖状5个",
        "年年",
        "1010名名",
        "（含）",
        "-3",
        "0",
        "万",
        "个百分点",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=24).map("".join)
DIGITS = frozenset("0123456789０１２３４５６７８９")


def read(raw: str) -> Extraction:
    return extract(Report("r", raw), load_patterns())


def check_ledger(out: Extraction) -> None:
    raw, end = out.report.raw, 0
    for row in out.numerals:
        assert end <= row.raw_start < row.raw_end <= len(raw)
        assert raw[row.raw_start : row.raw_end] == row.text
        assert not DIGITS.intersection(raw[end : row.raw_start])
        end = row.raw_end
    assert not DIGITS.intersection(raw[end:])


ROLES = frozenset(
    ["statistic", "date", "duration", "ordinal", "name", "label", "identifier", "heading", "idiom", "unresolved"]
)


def test_roles_are_those_of_the_contract() -> None:
    out = read("2023年，全市进出口总额居全国第二位，比上年增长5.1%。第十五届运动会、15号线、千方百计、“四史”。")
    assert {row.role for row in out.numerals} <= ROLES
    assert [row.role for row in out.numerals if row.text == "二"] == ["statistic"]


def check_anchors(out: Extraction) -> None:
    raw = out.report.raw
    for _, row in out.records():
        assert 0 <= row.raw_start < row.raw_end <= len(raw)
        assert 0 <= row.quote_start <= row.quote_end <= len(raw)
    text = out.text
    for row in out.statistics:
        spelt = "".join(
            char
            for char, start, end in zip(text.chars, text.starts, text.ends, strict=True)
            if row.raw_start <= start and end <= row.raw_end and start < end and char != "\n"
        )
        assert row.figure_text.replace("\n", "") in spelt


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text(raw: str) -> None:
    out = read(raw)
    check_ledger(out)
    check_anchors(out)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_mentions_of_any_text(raw: str) -> None:
    for mention in find_mentions(raw):
        assert 0 <= mention.raw_start < mention.raw_end <= len(raw)


@cache
def sample() -> Extraction:
    return extract(read_report("data/raw/linjiang-union-2023.txt"), load_patterns())


def test_the_sample() -> None:
    check_ledger(sample())
    check_anchors(sample())
    assert not [row for row in sample().numerals if row.role == "unresolved"]
    assert len(sample().statistics) > 100 and len(sample().awards) > 10 and len(sample().events) > 8


def test_statistics_and_ledger_agree() -> None:
    linked = {record for row in sample().numerals for record in row.record_ids}
    assert {row.record_id for row in sample().statistics} <= linked
