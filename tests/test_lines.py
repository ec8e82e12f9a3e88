"""Lines to paragraphs: what a column's width broke is joined, and what only stands below is not."""

from __future__ import annotations

from collections import Counter

import pytest

from report_extract import load_patterns
from report_extract.columns import Columns
from report_extract.lines import join_lines
from report_extract.model import Text
from report_extract.repair import repair

RULES = load_patterns().repairs


def joined(raw: str) -> list[str]:
    return join_lines(Text.of(raw), RULES, Counter(), raw).chars.split("\n")


# Ten characters a line: 今年全市共办讲堂四十场，参加职工三千人，收到建议九十条，都已办结并答复本人。
COLUMN = "今年全市共办讲堂四十\n场，参加职工三千人，\n收到建议九十条，都已\n办结并答复本人。"
WHOLE = "今年全市共办讲堂四十场，参加职工三千人，收到建议九十条，都已办结并答复本人。"


def test_a_wrapped_paragraph_is_one() -> None:
    assert joined(COLUMN + "\n\n" + COLUMN) == [WHOLE, WHOLE]


@pytest.mark.parametrize("at", [i for i in range(1, len(WHOLE)) if i % 10])
def test_a_break_more_changes_nothing(at: int) -> None:
    lines = [WHOLE[i : i + 10] for i in range(0, len(WHOLE), 10)]
    row = at // 10
    lines[row : row + 1] = [lines[row][: at % 10], lines[row][at % 10 :]]
    assert joined("\n".join(lines) + "\n\n" + COLUMN) == [WHOLE, WHOLE]


def test_a_headline_above_the_first_line_stays_apart() -> None:
    assert joined(f"暖心守护\n{COLUMN}\n\n{COLUMN}") == ["暖心守护", WHOLE, WHOLE]


def test_a_sentence_goes_on_after_a_caption() -> None:
    cut = COLUMN.replace("九十条，都已\n", "九十条，都已\n\n图为讲堂现场。\n\n")
    assert joined(cut + "\n\n" + COLUMN) == [WHOLE, "图为讲堂现场。", WHOLE]


def test_a_sentence_goes_on_after_a_dated_caption_and_a_headline() -> None:
    cut = COLUMN.replace("九十条，都已\n", "九十条，都已\n\n3月5日，职工在听课。\n\n讲堂开进车间\n\n")
    assert joined(cut + "\n\n" + COLUMN) == [WHOLE, "3月5日，职工在听课。", "讲堂开进车间", WHOLE]


def test_a_date_that_the_sentence_waits_for_is_no_caption() -> None:
    raw = "这一年全市服务站点增加，截至\n\n3月5日，共有九十个。\n\n" + COLUMN
    assert joined(raw)[0] == "这一年全市服务站点增加，截至3月5日，共有九十个。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("全年办实事1", "20件，办结率高。"),
        ("全年办实事120", "件，办结率高。"),
        ("活动从2023年5", "月6日开始。"),
        ("活动从2023年5月", "6日开始。"),
        ("活动在2023年5月6日", "至9日举行。"),
        ("开展“安康杯", "”竞赛三十场。"),
        ("职工人数增长", "，收入也增长。"),
        ("印发《关于加强", "服务的意见》并落实。"),
        ("组织志愿者、", "调解员下沉一线。"),
        ("青禾县政府工作报", "告"),
    ],
)
def test_no_paragraph_ends_inside(before: str, after: str) -> None:
    assert joined(f"{before}\n{after}")[0] == before + after


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("一、今年工作", "新建学校3所，翻修12所，新增学位四千五百个。"),
        ("各位代表：", "现在报告工作。"),
        ("优质服务奖：第一分公司", "安全生产奖：7项"),
        ("表1", "2023年收入见下。"),
        ("全年粮食产量210万吨。", "蔬菜产量90万吨。"),
        ("2021 3402 118", "2022 3560 121"),
    ],
)
def test_what_stays_apart(above: str, below: str) -> None:
    assert joined(f"{above}\n{below}") == [above, below]


HEADS = (
    "（一）稳住增长，守住底线\n全年产值增长5%，高于预期，就业稳定。\n\n"
    "（二）做强产业，做优服务\n新增企业三百家，关停十家，净增二百九十家。"
)
LEADS = "（一）稳住增长，守住底线。产值增长5%，\n就业稳定。\n\n（二）做强产业，做优服务。新增企业三百家。"


def test_numbers_before_headings_keep_them_apart() -> None:
    assert [line[:3] for line in joined(HEADS)] == ["（一）", "全年产", "（二）", "新增企"]


def test_numbers_before_sentences_do_not() -> None:
    assert [line[:3] for line in joined(LEADS)] == ["（一）", "（二）"]


def test_an_indent_opens_a_paragraph() -> None:
    cut = COLUMN.removesuffix("。") + "，"
    assert len(joined(f"　　{COLUMN}\n　　{COLUMN}")) == 2
    assert len(joined(f"{cut[:-1]}\n　　{COLUMN}\n\n{COLUMN}")) == 3


def test_latin_words_keep_a_space_and_digits_none() -> None:
    assert joined("研讨会的主题，we built bridges of\nsteel and stone。") == [
        "研讨会的主题，we built bridges of steel and stone。"
    ]
    assert joined("全年共办结诉求3O\nO余件，答复及时。") == ["全年共办结诉求3OO余件，答复及时。"]


def test_characters_keep_their_places() -> None:
    raw = COLUMN.replace("九十条，都已\n", "九十条，都已\n\n图为讲堂现场。\n\n") + "\n\n" + COLUMN
    text = join_lines(Text.of(raw), RULES, Counter(), raw)
    for char, start, end in zip(text.chars, text.starts, text.ends, strict=True):
        assert raw[start:end] == char


def test_columns_change_within_a_block() -> None:
    widths = [20.0] * 9 + [30.0] * 9
    columns = Columns(widths, [0] * 18, [False] * 18, 60)
    assert columns.wrapped
    assert (columns.of(0), columns.of(17)) == (20.0, 30.0)


def test_a_list_is_no_column() -> None:
    assert not Columns([11.0, 7.0, 16.0, 8.0, 19.0, 5.0], [0] * 6, [False] * 6, 60).wrapped


def test_items_that_end_with_their_figures_stay_apart() -> None:
    items = "茶社83家，存书7万册\n茶馆356座\n采茶赛430场，参赛茶农9.6万人次，比上年多1.2万人次\n茶艺课930节"
    wrapped = f"{COLUMN}\n\n{COLUMN}\n\n{items}\n\n后记"  # without it nothing would be joined
    assert joined(wrapped) == [WHOLE, WHOLE, *items.split("\n"), "后记"]


def test_a_headline_of_two_lines_stays_apart_from_the_body() -> None:
    body = (
        "近日，一家机械厂里，几名青年工人围着书\n架边看边聊，说起今年的变化，大家都很高\n"
        "兴，也愿意多学些本领，把活干得更好。"
    )
    raw = f"用心用情办好职工之家\n市总工会服务基层走深走实\n\n{body}\n\n{body}\n\n{body}"
    assert "走深走实近日" not in repair(raw, load_patterns())[0].chars


def test_a_line_of_source_and_date_stands_alone() -> None:
    body = "12月20日，镇工会在文化站举办读书会，三十名职工到场，大家读书、谈书，热闹了一整天。"
    raw = f"读书会进工厂\n\n来源： 发布时间：2007-12-26 11:32\n\n{body}\n\n厂工会主席主持读书会，会后大家合影。"
    lines = repair(raw, load_patterns())[0].chars.split("\n")
    assert lines[2].startswith("12月20日") and lines[3].startswith("厂工会主席")


def test_full_width_figures_keep_the_width_that_they_were_printed_in() -> None:
    raw = (
        "2023年，全市茶农在茶山上办讲堂四十场，\n参加茶农三千人，收到建议九十条，都已办结\n并答复本人，其中采纳三十条。\n\n"
        "六、来年打算\n\n１．修好茶亭２ ０００座，为茶山栽种新\n苗１００万株。２．茶农参训率要达到８０％\n"
        "以上，新招学徒不得少于３００人，茶税收入\n力争超过８００万元。"
    )
    assert repair(raw, load_patterns())[0].chars.split("\n")[2:] == [
        "1.修好茶亭2000座，为茶山栽种新苗100万株。2.茶农参训率要达到80%以上，新招学徒不得少于300人，茶税收入力争超过800万元。"
    ]
