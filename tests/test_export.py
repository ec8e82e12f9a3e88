"""Tables for a spreadsheet program: what a cell holds, and that no cell of a report runs as a formula."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from report_extract.cli import app
from report_extract.export import MOST_CHARACTERS, ExportError, write_csv, write_xlsx
from report_extract.tables import SCHEMAS, TABLES, write_tables

ROW: dict[str, dict[str, Any]] = {
    "statistics": {
        "record_id": "aa11",
        "report_id": "green",
        "report_year": 2021,
        "section": "=1+1",
        "indicator": "慰问职工",
        "measure": "level",
        "value": 12345678.25,
        "value_exact": Decimal("12345678901234567890.123456789"),
        "unit": "人次",
        "dimension": "person_time",
        "qualifier": "exact",
        "lower": -3.0,
        "period_start": date(2021, 1, 1),
        "period_end": date(1898, 12, 31),
        "status": "actual",
        "figure_text": "-3%",
        "quote": "慰问职工。",
        "raw_start": 1234567,
        "raw_end": 1234570,
        "quote_start": 0,
        "quote_end": 5,
        "rule": "noun-figure",
        "confidence": 0.95,
        "corrected": False,
    },
    "awards": {
        "record_id": "bb22",
        "report_id": "green",
        "report_year": 2021,
        "award": "@先锋",
        "count": 3,
        "year": 2020,
        "recipients": ["甲组", "乙组"],
        "quote": "",
        "raw_start": 1,
        "raw_end": 2,
        "quote_start": 0,
        "quote_end": 0,
        "rule": "title",
        "confidence": 0.5,
        "corrected": True,
    },
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    made = {name: pa.Table.from_pylist([ROW[name]] if name in ROW else [], schema=SCHEMAS[name]) for name in TABLES}
    write_tables(made, tmp_path / "tables", "green")
    return tmp_path / "tables"


def cells(sheet: Any) -> dict[str, Any]:
    head, row = list(sheet.iter_rows(max_row=2))
    return {title.value: cell for title, cell in zip(head, row, strict=True)}


def test_a_workbook_has_a_sheet_a_table_and_one_for_the_columns(tables: Path, tmp_path: Path) -> None:
    write_xlsx(tables, tmp_path / "new" / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new" / "out.xlsx")
    assert book.sheetnames == ["columns", *TABLES]
    explained = {(row[0].value, row[1].value) for row in book["columns"].iter_rows(min_row=2)}
    assert explained == {(name, column) for name in TABLES for column in SCHEMAS[name].names}
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    assert [cell.value for cell in book["events"][1]] == SCHEMAS["events"].names


@pytest.mark.parametrize(
    ("table", "column", "value", "number_format"),
    [
        ("statistics", "section", "=1+1", None),
        ("statistics", "figure_text", "-3%", None),
        ("statistics", "value", 12345678.25, "#,##0.0########"),
        ("statistics", "lower", -3, "#,##0"),
        ("statistics", "value_exact", "12345678901234567890.123456789", None),
        ("statistics", "upper", None, None),
        ("statistics", "report_year", 2021, "0"),
        ("statistics", "raw_start", 1234567, "#,##0"),
        ("statistics", "period_start", datetime(2021, 1, 1), "yyyy-mm-dd"),
        # A workbook has no day before 1900: the date stands there as text.
        ("statistics", "period_end", "1898-12-31", None),
        ("statistics", "confidence", 0.95, "#,##0.0########"),
        ("statistics", "corrected", False, None),
        ("awards", "award", "@先锋", None),
        ("awards", "recipients", "甲组；乙组", None),
        ("awards", "year", 2020, "0"),
    ],
)
def test_a_cell_of_the_workbook(
    tables: Path, tmp_path: Path, table: str, column: str, value: object, number_format: str | None
) -> None:
    write_xlsx(tables, tmp_path / "out.xlsx")
    cell = cells(openpyxl.load_workbook(tmp_path / "out.xlsx")[table])[column]
    assert cell.value == value
    assert cell.data_type != "f"
    if number_format:
        assert cell.number_format == number_format


def test_a_chinese_column_is_wide_enough(tables: Path, tmp_path: Path) -> None:
    write_xlsx(tables, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["statistics"]
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["quote"] >= 2 * len("慰问职工。")
    assert max(widths.values()) < 60


def test_the_same_tables_give_the_same_workbook(tables: Path, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_xlsx(tables, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_text_too_long_for_a_cell_says_so(tmp_path: Path) -> None:
    row = ROW["awards"] | {"quote": "长" * (MOST_CHARACTERS + 1)}
    made = {name: pa.Table.from_pylist([row] if name == "awards" else [], schema=SCHEMAS[name]) for name in TABLES}
    write_tables(made, tmp_path, "green")
    write_xlsx(tmp_path, tmp_path / "out.xlsx")
    quote = cells(openpyxl.load_workbook(tmp_path / "out.xlsx")["awards"])["quote"].value
    assert len(quote) == MOST_CHARACTERS
    assert quote.endswith(f"… (cut, {MOST_CHARACTERS + 1} characters)")


def test_csv_has_the_mark_and_no_formula(tables: Path, tmp_path: Path) -> None:
    write_csv(tables, tmp_path / "csv")
    assert sorted(file.name for file in (tmp_path / "csv").iterdir()) == sorted(f"{name}.csv" for name in TABLES)
    assert (tmp_path / "csv" / "statistics.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "csv" / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    shown = {name: row[name] for name in ("section", "figure_text", "lower", "value", "value_exact", "confidence")}
    assert shown == {
        "section": "'=1+1",
        "figure_text": "'-3%",
        "lower": "-3",
        "value": "12345678.25",
        "value_exact": "12345678901234567890.123456789",
        "confidence": "0.95",
    }
    assert row["upper"] == ""
    assert row["period_end"] == "1898-12-31"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_each_start_of_a_formula_is_made_text(tmp_path: Path, start: str) -> None:
    row = ROW["awards"] | {"award": f"{start}cmd|x"}
    made = {name: pa.Table.from_pylist([row] if name == "awards" else [], schema=SCHEMAS[name]) for name in TABLES}
    write_tables(made, tmp_path, "green")
    write_csv(tmp_path, tmp_path / "csv")
    with (tmp_path / "csv" / "awards.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["award"] == f"'{start}cmd|x"


def test_a_workbook_with_another_ending_is_refused(tables: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"out\.xls: a workbook's name must end in \.xlsx"):
        write_xlsx(tables, tmp_path / "out.xls")


def test_a_place_that_cannot_be_written_leaves_nothing(tables: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"):
        write_csv(tables, tmp_path / "file")
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write_xlsx(tables, tmp_path / "out.xlsx")
    assert not list(tmp_path.glob(".*"))


def test_the_command(tables: Path, tmp_path: Path) -> None:
    target, folder = tmp_path / "o.xlsx", tmp_path / "csv"
    run = CliRunner().invoke(app, ["export", "--tables", str(tables), "--xlsx", str(target), "--csv", str(folder)])
    assert run.exit_code == 0
    assert target.exists() and (folder / "awards.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--tables", "nothing", "--xlsx", "o.xlsx"], 1, "no tables here"),
        (["--tables", "nothing"], 2, "say what to write"),
    ],
)
def test_wrong_use_of_the_command(arguments: list[str], status: int, message: str) -> None:
    run = CliRunner().invoke(app, ["export", *arguments])
    assert run.exit_code == status
    assert message in run.output
