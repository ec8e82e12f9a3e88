"""Text in every common Chinese encoding, traditional script, and files that are not what they are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract import extract, load_patterns, read_report
from report_extract.model import ReportError
from report_extract.script import is_traditional, to_simplified

SIMPLE = "2023年，云溪市总工会新建职工书屋120余家，培训职工3.2万人次。\n全年投入资金1.5亿元，其中技能培训占12.5%。\n"
TRADITIONAL = (
    "2023年，雲溪市總工會新建職工書屋120餘家，培訓職工3.2萬人次。\n全年投入資金1.5億元，其中技能培訓佔12.5%。\n"
)


def write(folder: Path, content: bytes, name: str = "r.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_simplified_text_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    assert read_report(write(tmp_path, SIMPLE.encode(encoding))).raw == SIMPLE


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_traditional_text_gives_the_rows_of_simplified_text(tmp_path: Path, encoding: str) -> None:
    report = read_report(write(tmp_path, TRADITIONAL.encode(encoding)))
    assert report.raw == TRADITIONAL
    plain = read_report(write(tmp_path, SIMPLE.encode(), "s.txt"))

    def rows(text: object) -> list[tuple[object, ...]]:
        found = extract(text).statistics  # type: ignore[arg-type]
        return [(s.indicator, s.value, s.unit, s.qualifier, s.raw_start, s.raw_end) for s in found]

    assert rows(report) == rows(plain)
    assert len(rows(plain)) == 4


@given(st.text(alphabet="雲溪總會職書「」後乾隆髮皇后裏\n著名 123"))
def test_simplified_script_keeps_the_length(text: str) -> None:
    assert len(to_simplified(text, load_patterns().repairs.traditional)) == len(text)


@pytest.mark.parametrize(
    ("text", "traditional"),
    [(TRADITIONAL, True), (SIMPLE, False), (SIMPLE * 3 + "碑文：雲溪書院。", False), ("一二三", False), ("", False)],
)
def test_which_script(text: str, traditional: bool) -> None:
    assert is_traditional(text, load_patterns().repairs.traditional) is traditional


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "empty"),
        (b"\0" * 64, "empty"),
        (b"\xff\xfe\x00\xd8\x00", "begins as utf-16"),
        (bytes(range(128, 256)) * 8, "unknown encoding"),
        (b"abc\0def\0" * 9 + b"x", "zero bytes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old Office file"),
        (b"\x1f\x8b\x08" + b"x" * 40, "packed file"),
        (b"PK\x03\x04" + b"x" * 40, "archive"),
        ("{\\rtf1 报告}".encode(), "RTF"),
    ],
)
def test_what_is_not_text(tmp_path: Path, content: bytes, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(ReportError, match=told) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folder_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="a folder"):
        read_report(tmp_path)
    with pytest.raises(ReportError, match="no such file"):
        read_report(tmp_path / "none.txt")


@pytest.mark.parametrize("name", ["r.pdf", "r.docx", "r.png"])
def test_text_under_a_false_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportError, match=r"named \.\w+ but holds no"):
        read_report(write(tmp_path, SIMPLE.encode(), name))


def test_an_unknown_ending_is_read_by_its_content_with_a_warning(tmp_path: Path) -> None:
    report = read_report(write(tmp_path, SIMPLE.encode(), "r.dat"))
    assert report.raw == SIMPLE
    assert any(".dat" in warning for warning in report.warnings)


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "r.txt")
    with pytest.raises(ReportError, match="no regular file"):
        read_report(tmp_path / "r.txt")


def test_given_facts_beside_a_report(tmp_path: Path) -> None:
    path = write(tmp_path, SIMPLE.encode())
    (tmp_path / "r.toml").write_text('title = "云溪年报"\nreport_year = 2023\n')
    given = read_report(path).given
    assert (given.title, given.report_year) == ("云溪年报", 2023)
    (tmp_path / "r.toml").write_text('titel = "云溪年报"\n')
    with pytest.raises(ReportError, match="titel"):
        read_report(path)
