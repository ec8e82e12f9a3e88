"""Quantities of one sentence: the mistakes that readers of Chinese figures make, and what they must not take."""

from __future__ import annotations

from decimal import Decimal

import pytest

from report_extract import find_mentions


def quantities(text: str) -> list[tuple[Decimal | None, str, str]]:
    return [(m.value, m.unit, m.qualifier) for m in find_mentions(text) if m.kind != "date" and m.role != "ordinal"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("筹集资金7000余万元", "70000000", "元", "over"),
        ("补助3—5万元", "30000", "元", "range"),
        ("服务数十万人", "100000", "人", "range"),
        ("建成书屋1952个", "1952", "个", "exact"),
        ("支出11634.85万元", "116348500", "元", "exact"),
        ("提高1.2个百分点", "1.2", "个百分点", "exact"),
        ("新建两三个泵站", "2", "个", "range"),
        ("近40万人次参加", "400000", "人次", "nearly"),
        ("产能10万吨/年", "100000", "吨/年", "exact"),
        ("占百分之四点五", "4.5", "%", "exact"),
        ("装机2.5亿千瓦", "250000000", "千瓦", "exact"),
        ("余额0万元", "0", "元", "exact"),
        ("约九成企业", "90", "%", "about"),
    ],
)
def test_quantity(text: str, value: str, unit: str, qualifier: str) -> None:
    assert quantities(text) == [(Decimal(value), unit, qualifier)]


@pytest.mark.parametrize(
    "text", ["乘15号线前往", "第一时间赶到", "深化“四史”教育", "千方百计统一思想", "不花一分钱，", "十分重要"]
)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_places_are_of_the_text_given() -> None:
    text = "知识竞赛活动期间，累计答题近 40万人\n次，反响很好。"
    mention = find_mentions(text)[0]
    assert text[mention.raw_start : mention.raw_end] == "近 40万人\n次"
