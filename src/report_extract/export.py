"""The tables for a spreadsheet program: a workbook, or CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import pyarrow as pa

from report_extract.tables import SCHEMAS, TABLES, load
from report_extract.whole import whole_file

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its head."""
MOST_CHARACTERS = 32_767
"""Characters of a cell."""
WIDEST = 48
"""Widest column, in half-width characters."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class ExportError(Exception):
    """An export that cannot be written; the message says what is wrong and what to do."""


def write_xlsx(folder: Path | str, target: Path | str) -> None:
    """Write the tables of an output folder as one workbook: a sheet that explains the columns, then one a table.

    The same tables give the same bytes. Raises ExportError, or FileNotFoundError where the folder has no tables.
    """
    tables = {name: load(name, folder) for name in TABLES}
    for name, table in tables.items():
        if table.num_rows > MOST_ROWS:
            raise ExportError(f"{target}: {name} has {table.num_rows} rows, a sheet holds {MOST_ROWS}; use --csv")
    if Path(target).suffix.lower() != ".xlsx":
        raise ExportError(f"{target}: a workbook's name must end in .xlsx; rename it")
    _write_whole(Path(target), partial(_fill, tables))


def write_csv(folder: Path | str, target: Path | str) -> None:
    """Write the tables of an output folder as CSV, TABLE.csv each, with the mark by which Excel knows UTF-8.

    Text that a spreadsheet program would take for a formula gets an apostrophe before it.
    Raises ExportError, or FileNotFoundError where the folder has no tables.
    """
    for name in TABLES:
        _write_whole(Path(target) / f"{name}.csv", partial(_write_rows, load(name, folder)))


def _write_whole(target: Path, write: Callable[[Path], None]) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as name:
            write(Path(name))
    except OSError as error:
        raise ExportError(f"{target}: cannot be written ({error.strerror or error}); give another place") from error


def _rows(table: pa.Table) -> Iterator[list[Any]]:
    """Rows as cells: lists and counts as one text, exact values as text, since a sheet's numbers have 15 digits."""
    single = [kind == pa.float32() for kind in table.schema.types]
    for row in table.to_pylist():
        yield [_cell(value, short) for value, short in zip(row.values(), single, strict=True)]


def _cell(value: Any, single: bool) -> Any:
    if isinstance(value, list):
        return "；".join(" ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, float):
        # Digits beyond the seventh of a 32-bit number are noise.
        value = round(value, 7) if single else value
        return int(value) if value.is_integer() else value
    return value


def _write_rows(table: pa.Table, part: Path) -> None:
    is_text = [pa.types.is_string(kind) or pa.types.is_nested(kind) for kind in table.schema.types]
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for row in _rows(table):
            writer.writerow([_safe(cell) if text and cell else cell for cell, text in zip(row, is_text, strict=True)])


def _safe(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _fill(tables: dict[str, pa.Table], part: Path) -> None:
    from xlsxwriter.workbook import Workbook

    book = Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "report-extract", "created": datetime(2000, 1, 1)})
    kinds = [
        [
            name,
            field.name,
            _kind(field.type),
            "yes" if field.nullable else "no",
            field.metadata[b"description"].decode(),
        ]
        for name in TABLES
        for field in SCHEMAS[name]
    ]
    _sheet(book, "columns", ["table", "column", "type", "may be empty", "meaning"], kinds)
    for name, table in tables.items():
        _sheet(book, name, table.column_names, list(_rows(table)))
    book.close()


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_nested(kind):
        return "list"
    if pa.types.is_floating(kind):
        return "number"
    if pa.types.is_decimal(kind):
        return "number, as text"
    names = {pa.string(): "text", pa.date32(): "date", pa.bool_(): "true or false"}
    return names.get(kind, "whole number")


def _sheet(book: Workbook, name: str, head: list[str], rows: list[list[Any]]) -> None:
    """One sheet with a frozen head and filters, its columns as wide as their contents."""
    sheet = book.add_worksheet(name)
    formats = {
        key: book.add_format(options)
        for key, options in {
            "head": {"bold": True, "bg_color": "#E4ECF5", "bottom": 1},
            "date": {"num_format": "yyyy-mm-dd"},
            "whole": {"num_format": "#,##0"},
            "number": {"num_format": "#,##0.0########"},
            "plain": {"num_format": "0"},
        }.items()
    }
    widths = [_width(title) + 3 for title in head]  # room for the filter's arrow
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, formats["head"])
    for at, row in enumerate(rows, start=1):
        for column, (title, value) in enumerate(zip(head, row, strict=True)):
            shown = _write_cell(sheet, at, column, title, value, formats)
            widths[column] = max(widths[column], _width(shown) + 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(head) - 1)
    if "value_exact" in head and rows:
        exact = head.index("value_exact")
        sheet.ignore_errors({"number_stored_as_text": _area(exact, len(rows))})


def _area(column: int, rows: int) -> str:
    from xlsxwriter.utility import xl_range

    return str(xl_range(1, column, rows, column))


def _write_cell(sheet: Worksheet, row: int, column: int, title: str, value: Any, formats: dict[str, Format]) -> str:
    """Write one cell and return it about as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
        return "FALSE"
    if isinstance(value, date) and value.year < 1900:  # before the first day that a workbook knows
        value = value.isoformat()
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])
        return "2000-01-01"
    if isinstance(value, int | float):
        is_year = title in ("report_year", "year")
        form = "plain" if is_year else "whole" if isinstance(value, int) else "number"
        sheet.write_number(row, column, value, formats[form])
        return f"{value:,}"
    if len(value) > MOST_CHARACTERS:
        mark = f"… (cut, {len(value)} characters)"
        value = value[: MOST_CHARACTERS - len(mark)] + mark
    sheet.write_string(row, column, value)
    return str(value)


def _width(text: str) -> int:
    """Columns that a text takes on a screen: two for a Chinese character. Counted as far as it matters."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text[:WIDEST])
