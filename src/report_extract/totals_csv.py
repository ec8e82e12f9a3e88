"""Known totals out of a table of official figures: a row a year or a place, a column an indicator.

`columns` says what a column counts: `COLUMN=TERMS:UNIT[:MEASURE]`, for instance `gdp=地区生产总值|经济总量-人均:亿元`
(terms joined by +, terms that must not stand there after -, either of two by |; the unit carries the column's
multiplier). `report_pattern` says which report a row belongs to: `{province:roman}-gwr-{year+1}` takes the
fields of the row, a number plus or minus one, a Chinese place name as report ids spell it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from report_extract.model import Measure
from report_extract.patterns import Patterns
from report_extract.totals import TotalsError, read_totals

_FIELD = re.compile(r"\{(\w+)([+-]\d+)?(:roman)?\}")
_MOST_DIGITS = 400
_YEAR = re.compile(r"((?:1[89]|2[01])\d\d)年?")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the table counts."""

    name: str
    terms: tuple[str, ...]
    terms_not: tuple[str, ...]
    unit: str
    measure: str | None

    @classmethod
    def parse(cls, text: str) -> Column:
        """`COLUMN=TERM+TERM-NOT:UNIT[:MEASURE]`. Raises TotalsError saying what is missing."""
        name, _, rest = text.partition("=")
        terms, _, tail = rest.partition(":")
        unit, _, measure = tail.partition(":")
        signed = re.findall(r"([+-]?)([^+-]+)", terms)
        wanted = tuple(term for sign, term in signed if sign != "-")
        if not (name and wanted and unit):
            raise TotalsError(f"--column {text!r}: write COLUMN=TERM+TERM-NOT:UNIT[:MEASURE], e.g. gdp=生产总值:亿元")
        if measure and measure not in get_args(Measure):
            raise TotalsError(f"--column {text!r}: {measure!r} is no measure; use {', '.join(get_args(Measure))}")
        return cls(name, wanted, tuple(term for sign, term in signed if sign == "-"), unit, measure or None)


def totals_from_csv(
    path: Path, columns: Iterable[str], report_pattern: str, patterns: Patterns, tolerance: str = "printed"
) -> dict[str, str]:
    """The `[[total]]` tables of each report, as TOML by report_id. Empty cells are no totals.

    A first column without a name is called `year`. Raises TotalsError naming file, line and column.
    """
    wanted = [Column.parse(text) for text in columns]
    if not wanted:
        raise TotalsError("--column: name at least one column, e.g. --column gdp=生产总值:亿元")
    out: dict[str, list[str]] = defaultdict(list)
    for line, row in _rows(path):
        where = f"{path}:{line}"
        report_id = _report_id(report_pattern, row, patterns, where)
        for column in wanted:
            if column.name not in row:
                raise TotalsError(f"{path}:1: no column {column.name!r}; its columns are {', '.join(row)}")
            if row[column.name]:
                value = _number(row[column.name], column, where)
                out[report_id].append(
                    _render(column, value, row.get("year", ""), tolerance, f"{path.name}, line {line}")
                )
    if not out:
        raise TotalsError(f"{path}: no figure in the columns named; its rows are empty")
    return {report_id: "\n".join(tables) for report_id, tables in out.items()}


def write_totals(totals: dict[str, str], out: Path, patterns: Patterns) -> list[Path]:
    """Write each report's tables to OUT/REPORT_ID.toml, after those that stand there; none is written twice."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for report_id, text in totals.items():
        file = out / f"{report_id}.toml"
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        new = [table for table in re.split(r"\n(?=\[\[total\]\])", text) if table.strip() not in before]
        if new:
            parts = [before.rstrip("\n"), *(table.strip("\n") for table in new)]
            file.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
        read_totals(file, patterns)
        written.append(file)
    return written


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines and their cells by column, blank ones left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TotalsError(f"{path}: not UTF-8 at byte {error.start}; save the table as CSV in UTF-8") from error
    except OSError as error:
        raise TotalsError(f"{path}: cannot be read ({error.strerror}); name a CSV file") from error
    try:
        yield from _cells(path, csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise TotalsError(f"{path}: no CSV: {error}") from error


def _cells(path: Path, reader: Any) -> Iterator[tuple[int, dict[str, str]]]:
    names = [name.strip() or ("year" if n == 0 else f"column{n + 1}") for n, name in enumerate(next(reader, []))]
    if len(names) < 2:
        raise TotalsError(f"{path}:1: no table; its first line must name two columns or more, apart by commas")
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(cells) != len(names):
                raise TotalsError(f"{path}:{reader.line_num}: {len(cells)} cells under {len(names)} columns")
            yield reader.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=True))


def _report_id(pattern: str, row: dict[str, str], patterns: Patterns, where: str) -> str:
    roman = {name: spelling for spelling, name in patterns.checks.romanised.items()}

    def fill(match: re.Match[str]) -> str:
        name, shift, spelled = match.groups()
        if name not in row:
            raise TotalsError(f"--report-pattern {pattern!r}: no column {name!r}; the columns are {', '.join(row)}")
        value = row[name]
        year = _YEAR.fullmatch(value)
        if shift and not year:
            raise TotalsError(f"{where}: column {name!r}: {value!r} is no year, so that {shift} cannot be added")
        if spelled and value not in roman:
            raise TotalsError(
                f"{where}: column {name!r}: no spelling of {value!r}; add it to [romanised] in checks.toml"
            )
        return roman[value] if spelled else str(int(year[1]) + int(shift or 0)) if year else value

    name = _FIELD.sub(fill, pattern)
    if not name or re.search(r"[/\\{}\0]", name) or name.startswith(".") or not name.isprintable():
        raise TotalsError(f"{where}: --report-pattern {pattern!r} makes {name!r}, which is no report's name")
    return name


def _number(cell: str, column: Column, where: str) -> str:
    bare = cell.replace(",", "").replace("−", "-")
    try:
        number = Decimal(bare)
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:  # 1e999999999 needs a gigabyte
            raise InvalidOperation
    except InvalidOperation:
        raise TotalsError(f"{where}: column {column.name!r}: {cell!r} is no number") from None
    return format(number, "f")


def _render(column: Column, value: str, year: str, tolerance: str, source: str) -> str:
    def listed(terms: tuple[str, ...]) -> str:
        return "[" + ", ".join(_quoted(term) for term in terms) + "]"

    lines = ["[[total]]", f"indicator = {listed(column.terms)}"]
    if column.terms_not:
        lines.append(f"indicator_not = {listed(column.terms_not)}")
    lines += [f"value = {_quoted(value)}", f"unit = {_quoted(column.unit)}"]
    found = _YEAR.fullmatch(year)
    if found:
        lines.append(f"period = [{found[1]}-01-01, {found[1]}-12-31]")
    if column.measure:
        lines.append(f"measure = {_quoted(column.measure)}")
    lines += [f"tolerance = {_quoted(tolerance)}", f"source = {_quoted(source)}", ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
