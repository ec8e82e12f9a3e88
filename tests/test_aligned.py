"""Tables that a plain text sets with spaces or tabs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract import extract, load_patterns, read_report
from report_extract.sources.aligned import aligned_tables

SET = """青禾公司2022年年度报告

主要数据如下（单位：万元）：
项目              2022年         2021年        比上年增减（%）
营业收入       1,873.42      1,639.28          14.26
净利润            95.10        101.00          -5.84

全年研发投入60万元。
"""


def rows(raw: str) -> list[list[list[str]]]:
    return [
        [[raw[c.start : c.end] for c in table if c.row == row] for row in range(table[-1].row + 1)]
        for table in aligned_tables(raw)
    ]


def test_figures_have_the_heads_of_their_row_and_column(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text(SET, encoding="utf-8")
    out = extract(read_report(file), load_patterns())
    told = [
        (r.indicator, r.measure, str(r.value_exact), r.unit, r.period_start and r.period_start.year)
        for r in out.statistics
    ]
    assert told == [
        ("营业收入", "level", "18734200.00", "元", 2022),
        ("营业收入", "level", "16392800.00", "元", 2021),
        ("营业收入增长", "growth", "14.26", "%", 2022),
        ("净利润", "level", "951000.00", "元", 2022),
        ("净利润", "level", "1010000.00", "元", 2021),
        ("净利润增长", "growth", "-5.84", "%", 2022),
        ("研发投入", "level", "600000", "元", 2022),
    ]
    assert [SET[r.raw_start : r.raw_end] for r in out.statistics][:3] == ["1,873.42", "1,639.28", "14.26"]


RICE = [[["产品", "产量", "增长"], ["稻", "3吨", "1%"], ["麦", "4吨", "2%"]]]


@pytest.mark.parametrize(
    ("raw", "tables"),
    [
        ("产品\t产量\t增长\n稻\t3吨\t1%\n麦\t4吨\t2%\n", RICE),
        ("产品  产量  增长\r\n稻  3吨  1%\r\n\r\n麦  4吨  2%\r\n", RICE),
        ("    当年  上年\n稻  3吨  —\n麦  4吨  2吨", [[["当年", "上年"], ["稻", "3吨", "—"], ["麦", "4吨", "2吨"]]]),
        ("产品　　产量　　增长\n稻　　3吨　　1%\n麦　　4吨　　2%", RICE),
        ("产品 产量 增长\n稻 3吨 1%\n麦 4吨 2%\n", []),  # single spaces part words
        ("产品  产量  增长\n稻  3吨  1%\n", []),  # one row
        ("产品  产量\n稻  3吨\n麦  4吨\n", []),  # two columns
        ("产品  产量  增长\n稻  3吨  1%\n麦  4吨\n", []),  # a row that lacks a cell
        ("稻  3吨  1%\n麦  4吨  2%\n豆  5吨  3%\n", []),  # no head
        ("周敏  李静  王芳\n张强  刘洋  陈杰\n赵磊  黄勇  周杰\n", []),  # names
        ("产品  产量  增长\n稻，早  3吨  1%\n麦，春  4吨  2%\n", []),  # clauses
        ("", []),
    ],
)  # fmt: skip
def test_what_is_a_table(raw: str, tables: list[list[list[str]]]) -> None:
    assert rows(raw) == tables


@given(st.lists(st.sampled_from(["产品", "12", "3.5%", "2022年", "  ", "\t", " ", "\n", "\r\n", "，", "　　", "-"])))
def test_cells_stand_in_order_and_are_not_empty(pieces: list[str]) -> None:
    raw = "".join(pieces)
    cells = [cell for table in aligned_tables(raw) for cell in table]
    assert all(0 <= cell.start < cell.end <= len(raw) for cell in cells)
    assert all(one.end <= other.start for one, other in pairwise(cells))
