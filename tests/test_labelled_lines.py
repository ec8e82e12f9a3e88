"""Lines of a name and its figure, as pages for the telephone set them: `省下茶款：1.2亿元`."""

from report_extract import extract, load_patterns
from report_extract.model import Report

PAGE = """青禾县茶业工会2022年成绩单

【家底】
会员总数：4.68万人
同比增长：6.1%
基层工会：214家
茶农会员占比：31.2%
比上年提高：2.7个百分点

【冷暖】
一碗姜茶，一袋暑茶，从年头送到年尾
慰问茶农：4500人次
夏送清茶：近90万元
茶叶纠纷受理：41件
同比下降：7.4%
“茶农之家”：25家，其中新建4家
茶艺能手：27个
其中县级：4个

【荣光】
省级五一劳动奖状：2个
省级五一劳动奖章：5名

【2023，采新茶去】
新发展会员：2000人以上
新建“茶农之家”：5家
"""


def test_each_figure_has_the_name_of_its_own_line() -> None:
    rows = extract(Report("qinghe-2022", PAGE), load_patterns()).statistics
    assert [
        (row.figure_text, row.indicator, row.measure, row.period_end.year if row.period_end else None) for row in rows
    ] == [
        ("4.68万人", "会员总数", "level", 2022),
        ("6.1%", "会员总数增长", "growth", 2022),
        ("214家", "基层工会", "level", 2022),
        ("31.2%", "茶农会员占比", "share", 2022),
        ("2.7个百分点", "茶农会员占比提高", "change", 2022),
        ("4500人次", "慰问茶农", "level", 2022),
        ("近90万元", "夏送清茶", "level", 2022),
        ("41件", "茶叶纠纷受理", "level", 2022),
        ("7.4%", "茶叶纠纷受理", "growth", 2022),
        ("25家", "“茶农之家”", "level", 2022),
        ("4家", "新建“茶农之家”", "level", 2022),
        ("27个", "茶艺能手", "level", 2022),
        ("4个", "县级能手", "level", 2022),
        ("2个", "省级五一劳动奖状", "level", 2022),
        ("5名", "省级五一劳动奖章", "level", 2022),
        ("2000人以上", "新发展会员", "level", 2023),
        ("5家", "新建“茶农之家”", "level", 2023),
    ]


def test_a_fall_is_negative_and_a_plan_a_target() -> None:
    rows = {row.figure_text: row for row in extract(Report("qinghe-2022", PAGE), load_patterns()).statistics}
    assert rows["7.4%"].value == -7.4
    assert [figure for figure, row in rows.items() if row.status == "target"] == ["2000人以上", "5家"]


def test_an_honour_is_counted_by_its_line() -> None:
    awards = extract(Report("qinghe-2022", PAGE), load_patterns()).awards
    assert [(row.award, row.count, row.level) for row in awards] == [
        ("省级五一劳动奖状", 2, "provincial"),
        ("省级五一劳动奖章", 5, "provincial"),
    ]


def test_a_mark_within_a_sentence_parts_as_before() -> None:
    text = "青禾县茶业工会2022年成绩单\n\n全县建茶亭三处：甲镇2个，乙镇4个，丙镇5个。\n"
    rows = extract(Report("qinghe-2022", text), load_patterns()).statistics
    assert [(row.figure_text, row.indicator) for row in rows] == [
        ("三处", "全县建茶亭"),
        ("2个", "甲镇"),
        ("4个", "乙镇"),
        ("5个", "丙镇"),
    ]
