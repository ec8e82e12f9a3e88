"""Page numbers and running heads in plain text: out of the sentences, in the ledger, and no paragraph torn by them."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract import extract
from report_extract.sources import read_report
from report_extract.sources.paged import page_marks


def without_marks(raw: str) -> str:
    for span in reversed(page_marks(raw)):
        raw = raw[: span.start] + raw[span.end :]
    return raw


LONG = "全年新建职工驿站12个，筹集资金4.08"


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("一句话。\n\n— 3 —\n\n又一句。", "一句话。\n\n又一句。"),
        ("一句话。\n— 3 —\n又一句。", "一句话。\n\n又一句。"),
        ("一句话。\n第3页 共12页\n又一句。", "一句话。\n\n又一句。"),
        ("一句话。\n－ 3 －\n- 4 -\n·5·\n又一句。", "一句话。\n\n又一句。"),
        (f"{LONG}\n\n— 3 —\n\n99万元。", f"{LONG}\n99万元。"),
        (f"{LONG}99万元。\n— 3 —\n惠及职工。", f"{LONG}99万元。\n\n惠及职工。"),
        (f"　　总结\n　　{LONG}99万元。\n\n— 3 —\n惠及职工。", f"　　总结\n　　{LONG}99万元。\n惠及职工。"),
        (f"　　总结\n　　{LONG}\n\n— 3 —\n　　惠及职工。", f"　　总结\n　　{LONG}\n\n　　惠及职工。"),
        ("一、工作\n— 3 —\n新建驿站12个。", "一、工作\n\n新建驿站12个。"),
        ("— 1 —\n一句话。", "\n一句话。"),
        ("一句话。\n— 1 —\n", "一句话。\n"),
        ("— 1 —", ""),
        # what is no page number by its form, where no form feed tells of pages
        ("一句话。\n3\n又一句。", "一句话。\n3\n又一句。"),
        ("完成\n2/3\n又一句。", "完成\n2/3\n又一句。"),
        ("完成\n2 / 3\n又一句。", "完成\n2 / 3\n又一句。"),
        ("一句话。\n第3页/共12页\n又一句。", "一句话。\n\n又一句。"),
        ("—3万元—\n又一句。", "—3万元—\n又一句。"),
        # pages of one total that count on
        (f"{LONG}\n12 / 64\n99万元。\n\n13 / 64\n又一句。", f"{LONG}\n99万元。\n\n又一句。"),
        ("完成\n3/4\n又\n2/4\n又一句。", "完成\n3/4\n又\n2/4\n又一句。"),
        ("完成\n5/4\n又\n6/4\n又一句。", "完成\n5/4\n又\n6/4\n又一句。"),
        ("完成\n1/3\n又\n2/5\n又一句。", "完成\n1/3\n又\n2/5\n又一句。"),
    ],
)
def test_a_line_that_is_a_page_number_by_its_form(raw: str, left: str) -> None:
    assert without_marks(raw) == left


def test_what_stands_beside_page_numbers_more_than_once_is_a_running_head() -> None:
    raw = (
        "全年新建职工驿站十二个，筹集\n— 1 —\n江州市总工会年报\n资金4万元。\n全年表彰先进班组六个，分别来自\n— 2 —\n"
        "江州市总工会年报\n四个县。\n"
    )
    assert without_marks(raw) == "全年新建职工驿站十二个，筹集\n资金4万元。\n全年表彰先进班组六个，分别来自\n四个县。\n"


def test_a_running_head_with_a_year_stands_beside_page_numbers() -> None:
    raw = f"{LONG}\n1 / 64\n2022年度茶业年报\n99万元。\n\n2 / 64\n2022年度茶业年报\n又一句。"
    assert without_marks(raw) == f"{LONG}\n99万元。\n\n又一句。"


def test_a_page_number_beside_a_head_that_stands_beside_another_is_one() -> None:
    raw = f"{LONG}\n14 | 临江工会\n99万元。\n{LONG}\n15 | 临江工会\n12万元。"
    assert without_marks(raw) == f"{LONG}\n99万元。\n{LONG}\n12万元。"
    alone = f"{LONG}99万元。\n14 | 临江工会\n又一句。"
    assert without_marks(alone) == alone


def test_a_head_like_the_line_at_the_top_is_one() -> None:
    raw = "江州市总工会年报\n全年新建职工驿站十二个，筹集\n— 1 —\n江州市总工会年报\n资金4万元。\n"
    assert without_marks(raw) == "江州市总工会年报\n全年新建职工驿站十二个，筹集\n资金4万元。\n"


def test_a_line_that_breaks_a_sentence_and_stands_again_is_a_running_head() -> None:
    raw = "去年茶厂新建泵站九座，收茶三百\nRIVER  TEA\n吨。\n茶农办班六期。\nRIVER  TEA\n今年再建两座。\n"
    assert without_marks(raw) == "去年茶厂新建泵站九座，收茶三百\n吨。\n茶农办班六期。\n\n今年再建两座。\n"


@pytest.mark.parametrize(
    "raw",
    [
        "茶农学了《\n茶园管理办法\n》，分两批，看了《\n茶园管理办法\n》的样本。\n",
        "全年收茶三百吨，卖出二百吨。\n茶园管理办法\n新办法好。\n茶园管理办法\n老办法不好。\n",
        "一家  12  15\n指标  去年  今年\n两家  13  16\n指标  去年  今年\n三家  1  2\n",
    ],
)
def test_lines_that_stand_twice_and_break_no_sentence_stay(raw: str) -> None:
    assert without_marks(raw) == raw


@pytest.mark.parametrize("line", ["江州市总工会。", "第3组", "江" * 41])
def test_other_lines_beside_page_numbers_stay(line: str) -> None:
    raw = f"甲。\n— 1 —\n{line}\n乙。\n— 2 —\n{line}\n丙。\n"
    assert without_marks(raw).count(line) == 2


def test_form_feeds_part_pages_whose_edges_recur() -> None:
    raw = (
        "江州市总工会年报\n工作总结\n全年新建职工驿站12个，筹集资金4.08\n1\n"
        "\f江州市总工会年报\n99万元。\n慰问职工31人。\n2\n"
        "\f江州市总工会年报\n发展会员45人。\n表彰6人。\n3\n"
    )
    assert without_marks(raw) == (
        "江州市总工会年报\n工作总结\n全年新建职工驿站12个，筹集资金4.08\n99万元。\n慰问职工31人。\n"
        "\n发展会员45人。\n表彰6人。\n"
    )


def test_a_figure_across_a_page_is_one_and_the_page_number_is_accounted_for(tmp_path: Path) -> None:
    file = tmp_path / "y.txt"
    file.write_text(f"江州市总工会2022年工作总结\n\n2022年，{LONG}\n\n— 3 —\n\n99万元。\n— 4 —\n", encoding="utf-8")
    out = extract(read_report(file))
    assert [(s.indicator, s.value) for s in out.statistics] == [("新建职工驿站", 12), ("筹集资金", 40899)]
    figure = out.statistics[1]
    assert out.report.raw[figure.raw_start : figure.raw_end] == "4.08\n\n— 3 —\n\n99万元"
    assert ("4", "label", "a running head or page number") in [(n.text, n.role, n.reason) for n in out.numerals]


@given(st.text(alphabet="—3-·第页1共 \n\f\u3000。一句，", max_size=60))
def test_marks_are_in_order_and_apart_and_hold_no_words(raw: str) -> None:
    marks = page_marks(raw)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    assert all(0 <= span.start < span.end <= len(raw) for span in marks)
    if "\f" not in raw.strip():
        assert not any(set(raw[s.start : s.end]) & set("句，。") for s in marks)
