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


@pytest.mark.parametrize(
    ("head", "sentence", "year"),
    [
        ("读书会进工厂\n2007年12月26日\n\n", "12月20日，镇工会表彰职工30名。", "2007-12-20"),
        ("茶乡上半年经济运行情况\n2021年8月2日\n\n", "茶叶产量380吨。", "2021-06-30"),
        ("茶乡2020年工作总结\n2021年2月3日\n\n", "茶叶产量380吨。", "2020-12-31"),
        (
            "政府工作报告\n（2018年12月26日在茶乡县第十六届人民代表大会第四次会议上）\n\n",
            "茶叶产量380吨。",
            "2018-12-31",
        ),
    ],
)
def test_period_by_title_and_date_line(head: str, sentence: str, year: str) -> None:
    (row,) = extract(Report("cha", head + sentence), load_patterns()).statistics
    assert str(row.period_end) == year


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("矿石产量达到七亿七千多万吨。", 770_000_000),
        ("煤炭占全县用能的比重回落2.1个百分点。", -2.1),
        ("装机二、三百万千瓦。", 2_000_000),
        ("盐场产量下降20—34%。", -34),
        ("茶叶产量增长一倍半。", 1.5),
        ("一般性支出压减5%。", -5),
        ("压减审批事项36项。", 36),
    ],
)
def test_value(sentence: str, value: float) -> None:
    (row,) = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert row.value == value


@pytest.mark.parametrize(
    ("sentences", "indicators"),
    [
        ("全县粮食产量98万吨。其中，稻谷39万吨；玉米21万吨。", ["全县粮食产量", "稻谷产量", "玉米产量"]),
        ("第一、二、三产业分别增长2%、3%、4%。", ["第一产业增长", "第二产业增长", "第三产业增长"]),
        ("开展水价改革试点，试点扩大到20个镇。", ["水价改革试点镇"]),
        ("茶叶产量屡创历史新高，达到380吨。", ["茶叶产量"]),
        ("轻、重工业产值分别增长9.6%和4%。", ["轻工业产值增长", "重工业产值增长"]),
        ("中、高等职业学校毕业生分别为1320名、470名。", ["中等职业学校毕业生", "高等职业学校毕业生"]),
        ("第二、第三产业增加值分别增长3.1%、4.2%。", ["第二产业增加值增长", "第三产业增加值增长"]),
        ("城镇、农村居民收入分别增长5%和7%。", ["城镇居民收入增长", "农村居民收入增长"]),
        ("城区、镇区分别新建公厕12座、30座。", ["城区新建公厕", "镇区新建公厕"]),
        (
            "接待游客80万人次、旅游收入3亿元，分别增长32%和41%。",
            ["接待游客", "旅游收入", "接待游客增长", "旅游收入增长"],
        ),
        ("建会率92.3%，入会率达95%以上。", ["建会率", "入会率"]),
        # a note in brackets leaves nothing behind
        ("粮食产量3.6万吨（其中稻谷2.1万吨），增长2%。", ["粮食产量", "稻谷产量", "粮食产量增长"]),
        ("实际利用外资1250万美元，基本每股收益0.83元。", ["实际利用外资", "基本每股收益"]),
        ("适龄儿童净入学率99.9%。", ["适龄儿童净入学率"]),
        ("全县生产总值[2]312亿元。", ["全县生产总值"]),
        ("万元生产总值能耗下降5.2%。", ["万元生产总值能耗"]),
        ("累计创建1个国家级、4个省级示范茶园。", ["创建国家级示范茶园", "创建省级示范茶园"]),
    ],
)
def test_heads_restored(sentences: str, indicators: list[str]) -> None:
    rows = extract(Report("linjiang-2023", HEAD + sentences), load_patterns()).statistics
    assert [row.indicator for row in rows] == indicators


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("优良天数比例上升8.2个百分点。", None),
        ("海外收入占比提高3.4个百分点。", None),
        ("出口增速较上半年加快1.2个百分点。", "上半年"),
        ("死亡人数比上年分别下降22.2%。", "上年"),
    ],
)
def test_what_a_change_is_measured_against(sentence: str, basis: str | None) -> None:
    (row,) = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert row.basis == basis


@pytest.mark.parametrize(
    ("head", "sentence", "periods"),
    [
        (
            HEAD,
            "出口总额在上年增长12.3%的基础上增长7.6%，其中茶叶占65%。",
            {"12.3%": "2022-12-31", "7.6%": "2023-12-31", "65%": "2023-12-31"},
        ),
        (HEAD, "一至三月，财政收入580万元。", {"580万元": "2023-03-31"}),
        # a part of the year rules no other sentence where its own tells of the rest too
        (
            HEAD,
            "前三季度接待游客182万人次，全年达236万人次。外贸总额2亿美元。",
            {"182万人次": "2023-09-30", "236万人次": "2023-12-31", "2亿美元": "2023-12-31"},
        ),
        (
            HEAD,
            "上半年，新签合同20份；下半年30份。收入18亿元。",
            {"20份": "2023-06-30", "30份": "2023-12-31", "18亿元": "2023-12-31"},
        ),
        (HEAD, "九年义务教育巩固率97.4%。全县有学校48所。", {"97.4%": "2023-12-31", "48所": "2023-12-31"}),
        # an account of the year that is over, published in January
        (
            "临江荣誉纪要\n2024年1月20日\n\n2023年，全市有会员12万人。\n\n2月26日，公司召开大会。\n\n",
            "11月6日，市总工会举办运动会，3200名职工参加。年末有企业1400家。",
            {"12万人": "2023-12-31", "3200名": "2023-11-06", "1400家": "2023-12-31"},
        ),
        # a report that closes its own year
        (
            "政府工作报告\n——2022年12月20日在临江区人民代表大会上\n\n一、五年来的工作\n\n五年来，改建道路126公里。\n\n",
            "二、今后五年的目标\n\n今后五年，新建学校30所。",
            {"126公里": "2022-12-31", "30所": "2027-12-31"},
        ),
    ],
)
def test_times_of_grounds_months_and_closing_years(head: str, sentence: str, periods: dict[str, str]) -> None:
    rows = extract(Report("linjiang", head + sentence), load_patterns()).statistics
    assert {row.figure_text: str(row.period_end) for row in rows} == periods


@pytest.mark.parametrize("heading", ["2024，采新茶去", "2024年，采新茶去", "展望2024", "2024年工作展望"])
def test_a_heading_of_the_coming_year_plans(heading: str) -> None:
    done = "2023年，全县培训茶农3200人。"
    ahead = f"{heading}\n\n茶农技能培训3600人次，出师率65%\n\n新建茶站60座\n\n组织茶农看茶山900人"
    rows = extract(Report("linjiang-2023", f"{HEAD}{done}\n\n{ahead}"), load_patterns()).statistics
    assert [(row.figure_text, str(row.period_end)[:4], row.status) for row in rows] == [
        ("3200人", "2023", "actual"),
        ("3600人次", "2024", "target"),
        ("65%", "2024", "target"),
        ("60座", "2024", "target"),
        ("900人", "2024", "target"),
    ]


def test_figures_dealt_out_share_their_basis() -> None:
    text = HEAD + "存款余额52亿元、贷款余额38亿元，分别比年初增加8亿元和5亿元。"
    rows = extract(Report("linjiang-2023", text), load_patterns()).statistics
    assert [row.basis for row in rows] == [None, None, "年初", "年初"]


def test_a_programme_that_is_called_a_plan_plans_nothing() -> None:
    (row,) = extract(Report("linjiang-2023", HEAD + "职工互助计划参加职工达1.2万人。"), load_patterns()).statistics
    assert (row.indicator, row.status) == ("职工互助计划参加职工", "actual")


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("造林完成计划的108%。", "actual"),
        ("工业增速超出计划0.7个百分点。", "actual"),
        ("价格涨幅比预期目标低2个百分点。", "actual"),
        ("收入超过计划增长6%的要求。", "target"),
        ("计划造林108亩。", "target"),
    ],
)
def test_what_is_held_against_a_plan_is_done(sentence: str, status: str) -> None:
    (row,) = extract(Report("linjiang-2023", HEAD + sentence), load_patterns()).statistics
    assert row.status == status


@pytest.mark.parametrize(
    ("title", "year", "ahead"),
    [
        ("关于临江市2023年计划执行情况与2024年计划草案的报告", 2023, "target"),
        ("关于临江市2023年预算执行情况和2024年预算草案的报告", 2023, "target"),
        ("关于临江市2023年度预算执行的审计工作报告", 2023, "target"),
        ("临江市2024年财政工作总结", 2024, "actual"),
    ],
)
def test_the_year_of_a_report_that_names_two(title: str, year: int, ahead: str) -> None:
    out = extract(Report("r", title + "\n\n2024年，造林108亩。\n"), load_patterns())
    assert (out.heading.report_year, out.statistics[0].status) == (year, ahead)


def test_averaged_years_rule_their_own_sentence() -> None:
    text = HEAD + "2021—2023年，生产总值年均增长4.4%。工业增长3%。"
    rows = extract(Report("linjiang-2023", text), load_patterns()).statistics
    assert [str(row.period_start) for row in rows] == ["2021-01-01", "2023-01-01"]
