"""To whom an honour went, and where one event ends and the next begins."""

from __future__ import annotations

import pytest

from report_extract import extract, load_patterns
from report_extract.model import Extraction, Report


def read(sentence: str) -> Extraction:
    return extract(Report("linjiang-2023", "临江市2023年工作综述\n\n" + sentence), load_patterns())


@pytest.mark.parametrize(
    ("sentence", "honours"),
    [
        ("南桥社区工会被授予“全国模范职工之家”称号。", {"“全国模范职工之家”称号": ["南桥社区工会"]}),
        ("授予南桥水厂“省先进集体”称号。", {"“省先进集体”称号": ["南桥水厂"]}),
        ("南桥、北岭等5个镇被命名为全国文明村镇。", {"全国文明村镇": ["南桥", "北岭"]}),
        # a count names nobody, and the honour before is no recipient of the next
        (
            "全年97个集体荣获省五一劳动奖状、119人荣获省五一劳动奖章称号。",
            {"省五一劳动奖状": [], "省五一劳动奖章": []},
        ),
    ],
)
def test_recipients(sentence: str, honours: dict[str, list[str]]) -> None:
    assert {award.award: award.recipients for award in read(sentence).awards} == honours


def test_a_medal_called_a_title_stays_a_medal() -> None:
    (award,) = read("全市119人荣获省五一劳动奖章称号。").awards
    assert (award.category, award.count) == ("奖章", 119)


def test_an_event_ends_where_the_next_has_a_date() -> None:
    events = read("3月，水厂举办技能比武；5月，公交公司举行安全演练。").events
    assert [event.name for event in events] == ["水厂举办技能比武", "公交公司举行安全演练"]
