"""Which period a figure covers: what a change began with, what a multiple is of, a year named once."""

from __future__ import annotations

import pytest

from report_extract import extract, load_patterns
from report_extract.model import Report

HEAD = "临江市2023年工作综述\n\n"


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        # the time of what a change began with is no other figure's
        ("站点由2012年的40个增加到2022年的95个。", {"40个": "2012", "95个": "2022"}),
        ("站点从2015年的40个发展到95个，居全省第3位。", {"40个": "2015", "95个": "2023", "第3位": "2023"}),
        ("茶叶产量由上年居全省第五位上升到第三位。", {"第五位": "2022", "第三位": "2023"}),
        # nor is the time that a multiple is of
        ("发放助学金380万元，是2012年的1.8倍。", {"380万元": "2023", "1.8倍": "2023"}),
        ("受理来信640件，为去年同期的2.4倍。", {"640件": "2023", "2.4倍": "2023"}),
        # a month takes the year of the one before it
        ("2021年1—2月，货运量增长6.5%，1—6月增长7.1%。", {"6.5%": "2021", "7.1%": "2021"}),
        ("2021年3月5日，培训120人。4月6日，培训80人。", {"120人": "2021", "80人": "2021"}),
        ("今年3月5日，培训120人。4月6日，培训80人。", {"120人": "2023", "80人": "2023"}),
    ],
)
def test_period(sentence: str, periods: dict[str, str]) -> None:
    rows = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert {row.figure_text: str(row.period_end)[:4] for row in rows} == periods


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [("助学金是2012年的1.8倍。", "2012年"), ("来信为去年同期的2.4倍。", "去年同期"), ("来信总量为2.4倍。", None)],
)
def test_basis_of_a_multiple(sentence: str, basis: str | None) -> None:
    (row,) = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert row.basis == basis


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("茶叶产量从全国第11位跃升至第4位。", ["茶叶产量居全国位次", "茶叶产量居全国位次"]),
        ("居民用水价格比上年上涨2.3%。", ["居民用水价格上涨"]),
    ],
)
def test_indicator(sentence: str, indicators: list[str]) -> None:
    rows = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert [row.indicator for row in rows] == indicators
