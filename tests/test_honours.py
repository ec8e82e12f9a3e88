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


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        (
            "大会对2个安全先进集体、3个先进车间和10名先进个人进行了表彰。",
            [("安全先进集体", 2, None), ("先进车间", 3, None), ("先进个人", 10, None)],
        ),
        (
            "7个集体和35名个人分获全国五一劳动奖状、奖章。",
            [("全国五一劳动奖状", 7, "national"), ("全国五一劳动奖章", 35, "national")],
        ),
        # who of them got which is not said: each count is told once
        (
            "4家单位、27名个人获授全国五一劳动奖和全国工人先锋号。",
            [("全国五一劳动奖和全国工人先锋号", 4, "national"), ("全国五一劳动奖和全国工人先锋号", 27, "national")],
        ),
        (
            "全省12个先进集体代表和40名先进工作者受到表彰。",
            [("先进集体", 12, "provincial"), ("先进工作者", 40, "provincial")],
        ),
        ("另有省五一劳动奖状4个。", [("省五一劳动奖状", 4, "provincial")]),
        (
            "荣膺“国家卫生城市”“全国文明城市”。",
            [("“国家卫生城市”", None, "national"), ("“全国文明城市”", None, "national")],
        ),
        (
            "市气象局获评全省先进单位、市地震台荣获全省优秀集体。",
            [("全省先进单位", None, "provincial"), ("全省优秀集体", None, "provincial")],
        ),
        ("会上宣读了先进集体及先进个人的表彰决定。", []),
        ("在540部电梯投放文明城市创建广告。", []),
    ],
)
def test_what_each_count_counts(sentence: str, counted: list[tuple[str, int | None, str | None]]) -> None:
    assert [(award.award, award.count, award.level) for award in read(sentence).awards] == counted


@pytest.mark.parametrize(
    ("sentence", "recipients", "giver"),
    [
        ("授予望湖镇、柳堤镇、石门街道“先进集体”称号。", ["望湖镇", "柳堤镇", "石门街道"], None),
        ("石门水库被青浦省水利厅评为“最美水利工程”。", ["石门水库"], "青浦省水利厅"),
        ("全市表彰市五一劳动奖状10个。", [], None),
        ("南桥港被省总工会授予“先进集体”称号。", ["南桥港"], "省总工会"),
        ("市总工会作出决定，授予南桥港“先进集体”称号。", ["南桥港"], "市总工会"),
        ("县妇联被市妇联评为2022年度先进单位。", ["县妇联"], "市妇联"),
        ("省总工会授予南桥港集团全国工人先锋号。", ["南桥港集团"], "省总工会"),
        ("市总工会表彰了2022—2023年度先进个人。", [], "市总工会"),
        ("公司在青浦省职工技能大赛中获一等奖。", ["公司"], None),
    ],
)
def test_who_received_and_who_gave(sentence: str, recipients: list[str], giver: str | None) -> None:
    (award,) = read(sentence).awards
    assert (award.recipients, award.granted_by) == (recipients, giver)


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("授予15个村“巾帼示范村”称号。", [("“巾帼示范村”称号", 15)]),
        ("授予12个村“巾帼示范村”。", [("“巾帼示范村”", 12)]),
        ("命名20个单位为“模范职工之家”。", [("“模范职工之家”", 20)]),
        ("选手获全省技能大赛金牌3枚。", [("全省技能大赛金牌", 3)]),
        ("全年推选全国最美家庭1户。", [("全国最美家庭", 1)]),
        ("创建劳模和工匠人才创新工作室56个。", []),
        ("18名冠军被授予“技术能手”称号。", [("“技术能手”称号", 18)]),
        ("荣获“文明县城”等称号。", [("“文明县城”", None)]),
    ],
)
def test_what_was_given_is_the_name_alone(sentence: str, counted: list[tuple[str, int | None]]) -> None:
    assert [(award.award, award.count) for award in read(sentence).awards] == counted


def test_a_giver_gives_what_its_clause_names_and_what_it_goes_on_giving() -> None:
    awards = read("南桥港获省总工会授予“工人先锋号”，柳堤镇荣获“全国文明镇”，授予望湖镇“文明镇”称号。").awards
    assert [(award.award, award.granted_by) for award in awards] == [
        ("“工人先锋号”", "省总工会"),
        ("“全国文明镇”", None),
        ("“文明镇”称号", "省总工会"),
    ]


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("公司在全国焊工大赛中获一等奖。", "national"),
        ("公司参加2023年青浦省技能竞赛获金奖。", "provincial"),
        ("公司在技能竞赛中获金奖。", None),
        ("公司在全国会议上获金奖。", None),
    ],
)
def test_the_level_of_a_prize_is_that_of_where_it_was_won(sentence: str, level: str | None) -> None:
    (award,) = read(sentence).awards
    assert award.level == level


def test_an_honour_for_several_years_is_of_the_last() -> None:
    (award,) = read("公司获评2018—2019年度省诚信示范单位。").awards
    assert (award.award, award.year) == ("省诚信示范单位", 2019)


def test_a_medal_called_a_title_stays_a_medal() -> None:
    (award,) = read("全市119人荣获省五一劳动奖章称号。").awards
    assert (award.category, award.count) == ("奖章", 119)


def test_an_event_ends_where_the_next_has_a_date() -> None:
    events = read("3月，水厂举办技能比武；5月，公交公司举行安全演练。").events
    assert [event.name for event in events] == ["水厂举办技能比武", "公交公司举行安全演练"]


@pytest.mark.parametrize(
    ("sentence", "name", "organisers", "location"),
    [
        ("4月28日，职工运动会在市大剧院隆重举行，会上表彰20人。", "职工运动会在市大剧院隆重举行", [], "市大剧院"),
        ("市总工会于7月29日在城西电站启动技能比武。", "市总工会启动技能比武", ["市总工会"], "城西电站"),
        ("7月6日，市职工学校于南浦学院举行技能大赛。", "市职工学校于南浦学院举行技能大赛", ["市职工学校"], "南浦学院"),
        (
            "3月6日，由市总工会、市妇联联合主办，市文化馆承办的女职工健步走活动在南湖公园举行。",
            "女职工健步走活动在南湖公园举行",
            ["市总工会", "市妇联"],
            "南湖公园",
        ),
        ("4月9日，省总工会调研组来柳堤镇调研。", "省总工会调研组来柳堤镇调研", ["省总工会调研组"], "柳堤镇"),
        ("4月9日，市总工会到南浦学院慰问教师。", "市总工会到南浦学院慰问教师", ["市总工会"], "南浦学院"),
        ("9月20日，技能大赛决赛在南浦学院落幕。", "技能大赛决赛在南浦学院落幕", [], "南浦学院"),
        ("5月6日，职工服务中心正式启用。", "职工服务中心正式启用", ["职工服务中心"], None),
        ("10月，南桥市荣膺“国家卫生城市”称号。", "荣膺“国家卫生城市”称号", ["南桥市"], None),
    ],
)
def test_what_happened_where(sentence: str, name: str, organisers: list[str], location: str | None) -> None:
    (event,) = read(sentence).events
    assert (event.name, event.organisers, event.location) == (name, organisers, location)
