"""Records to Arrow tables and Parquet files, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from report_extract.arrays import to_array
from report_extract.model import Box, Boxes, Extraction
from report_extract.whole import PART_NAME, whole_file

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("reports", "statistics", "events", "awards", "numerals")


def _field(name: str, kind: pa.DataType, meaning: str, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"description": meaning})


_TEXT, _INT = pa.string(), pa.int64()
_WHOLE = [
    _field("record_id", _TEXT, "stable name of the row"),
    _field("report_id", _TEXT, "the report's file name without its ending"),
    _field("report_year", pa.int16(), "the year reported on", null=True),
    _field("page", pa.int32(), "page, from 1", null=True),
    _field("section", _TEXT, "nearest heading above", null=True),
]
_PLACE = [
    _field("quote", _TEXT, "its sentence, repaired"),
    _field("raw_start", _INT, "anchor's first character in the raw text"),
    _field("raw_end", _INT, "one past the anchor's last character"),
    _field("quote_start", _INT, "the sentence's first character in the raw text"),
    _field("quote_end", _INT, "one past the sentence's last character"),
    _field("rule", _TEXT, "id of the pattern that made it"),
    _field("confidence", pa.float32(), "0 to 1"),
    _field("corrected", pa.bool_(), "an analyst's correction was applied"),
]

SCHEMAS: dict[str, pa.Schema] = {
    "statistics": pa.schema(
        [
            *_WHOLE,
            _field("indicator", _TEXT, "what was counted or measured"),
            _field("measure", _TEXT, "level, growth (rate of change), change (absolute), share or rank"),
            _field("basis", _TEXT, "what a growth, change or share is against", null=True),
            _field("value", pa.float64(), "in the base unit; a fall is negative"),
            _field("value_exact", pa.decimal128(38, 9), "the exact value in the base unit", null=True),
            _field("unit", _TEXT, "base unit"),
            _field(
                "dimension",
                _TEXT,
                "person, person_time, money, count, length, area, volume, mass, energy, duration, ratio, rate, other",
            ),
            _field("qualifier", _TEXT, "exact, nearly, over, about, at_least, at_most, range"),
            _field("lower", pa.float64(), "lower bound that qualifier or range gives", null=True),
            _field("upper", pa.float64(), "upper bound that qualifier or range gives", null=True),
            _field("period_start", pa.date32(), "first day that the figure covers", null=True),
            _field("period_end", pa.date32(), "last day that the figure covers", null=True),
            _field("status", _TEXT, "actual, target or estimate"),
            _field("figure_text", _TEXT, "the figure as printed, repaired"),
            *_PLACE,
        ]
    ),
    "awards": pa.schema(
        [
            *_WHOLE,
            _field("award", _TEXT, "full name, elisions restored; several where a count is of them together"),
            _field("level", _TEXT, "national, provincial or municipal", null=True),
            _field("category", _TEXT, "奖状, 奖章, 先锋号, 称号, 奖", null=True),
            _field("count", _INT, "how many were given", null=True),
            _field("unit", _TEXT, "unit of the count", null=True),
            _field("year", pa.int16(), "year of the award", null=True),
            _field("granted_by", _TEXT, "who gave it", null=True),
            _field("recipients", pa.list_(_TEXT), "who got it"),
            _field("action", _TEXT, "the verb: 表彰, 获评 …", null=True),
            *_PLACE,
        ]
    ),
    "events": pa.schema(
        [
            *_WHOLE,
            _field("name", _TEXT, "what happened"),
            _field("action", _TEXT, "the verb", null=True),
            _field("date_start", pa.date32(), "first day", null=True),
            _field("date_end", pa.date32(), "last day", null=True),
            _field("precision", _TEXT, "day, month, season or year", null=True),
            _field("organisers", pa.list_(_TEXT), "who did it"),
            _field("location", _TEXT, "where", null=True),
            _field("participants", _TEXT, "with whom", null=True),
            *_PLACE,
        ]
    ),
    "numerals": pa.schema(
        [
            _field("report_id", _TEXT, "the report's file name without its ending"),
            _field("report_year", pa.int16(), "the year reported on", null=True),
            _field("raw_start", _INT, "first character in the raw text"),
            _field("raw_end", _INT, "one past the last character"),
            _field("text", _TEXT, "as printed"),
            _field(
                "role",
                _TEXT,
                "statistic, date, duration, ordinal, name, label, identifier, heading, idiom or unresolved",
            ),
            _field("record_ids", pa.list_(_TEXT), "the rows that it is in"),
            _field("reason", _TEXT, "why it is in none"),
        ]
    ),
    "reports": pa.schema(
        [
            _field("report_id", _TEXT, "the report's file name without its ending"),
            _field("report_year", pa.int16(), "the year reported on", null=True),
            _field("path", _TEXT, "relative to the argument"),
            _field("sha256", _TEXT, "of the file's bytes"),
            _field("format", _TEXT, "text, pdf, scan, word or html"),
            _field("encoding", _TEXT, "of a text file", null=True),
            _field("title", _TEXT, "inferred, or as given beside the report", null=True),
            _field("issuer", _TEXT, "who speaks", null=True),
            _field("published", pa.date32(), "day of publication or delivery", null=True),
            _field("reference_date", pa.date32(), "the day from which 今年 is read", null=True),
            _field("pages", pa.int32(), "pages, where the source has any", null=True),
            _field("characters", _INT, "of the raw text"),
            _field("repairs", pa.map_(_TEXT, _INT), "how many repairs of each kind"),
            _field("rows", pa.map_(_TEXT, _INT), "rows by table"),
            _field("unresolved_arabic", _INT, "Arabic numerals without a role"),
            _field("unresolved_chinese", _INT, "Chinese numerals without a role"),
            _field("status", _TEXT, "ok or failed"),
            _field("error", _TEXT, "what went wrong", null=True),
            _field("warnings", pa.list_(_TEXT), "what to look at"),
            _field("program_version", _TEXT, "version that made the rows"),
            _field("patterns_sha256", _TEXT, "of the pattern files"),
        ]
    ),
    # Made by `report-extract series` out of the statistics of all reports.
    "series": pa.schema(
        [
            _field("reports", _TEXT, "the run of reports: their ids without digits"),
            _field("series", _TEXT, "the indicator's canonical name"),
            _field("measure", _TEXT, "level, growth (rate of change), change (absolute), share or rank"),
            _field("basis", _TEXT, "what a growth or change is against; 上年 for the year before", null=True),
            _field("prices", _TEXT, "real for a growth freed of that of prices", null=True),
            _field("unit", _TEXT, "unit of the whole line; 斤 and 公斤 are given in 吨"),
            _field("status", _TEXT, "actual, target or estimate"),
            _field("span", _TEXT, "how long a period is: year (or the end of one), 5 years, 01-01 to 06-30 …"),
            _field("year", pa.int16(), "the year, where the span is one", null=True),
            _field("period_start", pa.date32(), "first day that the figure covers"),
            _field("period_end", pa.date32(), "last day that the figure covers"),
            _field("value", pa.float64(), "in `unit`; a fall is negative"),
            _field("qualifier", _TEXT, "exact, nearly, over, about, at_least, at_most, range"),
            _field("chosen", pa.bool_(), "stands for its period: of the report on that year, if one says it"),
            _field(
                "doubt",
                _TEXT,
                "differs: mentions of this period say values that cannot be one; jump: many times the years around, so "
                "that none is chosen",
                null=True,
            ),
            _field("indicator", _TEXT, "what the report calls it"),
            _field("likeness", pa.float32(), "how alike that name and the series' are, 0 to 100"),
            _field("figure_text", _TEXT, "the figure as printed, repaired"),
            _field("report_id", _TEXT, "the report that says so"),
            _field("record_id", _TEXT, "its row in `statistics`"),
            *_PLACE[:3],
            *_PLACE[-2:],
        ]
    ),
}

BOXES = pa.schema(
    [
        _field("page", pa.int32(), "page, from 1"),
        _field("offset", _INT, "the character's place in the raw text"),
        _field("x0", pa.float32(), "left edge, in points"),
        _field("y0", pa.float32(), "lower edge, in points"),
        _field("x1", pa.float32(), "right edge, in points"),
        _field("y1", pa.float32(), "upper edge, in points"),
    ]
)


# Columns in which values come again. On files as small as these, dictionaries for the others and zstd for all
# take over twice the time to write and save nothing.
_REPEATED = (
    *("report_id", "report_year", "section", "measure", "basis", "unit", "dimension", "qualifier", "status"),
    *("quote", "role", "reason", "rule"),
)

# Arrow writes each page and each header by itself: without a buffer, a hundred system calls a file.
_BUFFER = 1 << 14


def to_tables(extraction: Extraction, patterns_sha256: str = "") -> dict[str, pa.Table]:
    """An extraction's five tables, each with its full schema. Raises ValueError where a value does not fit."""
    year = extraction.heading.report_year
    tables = {name: _table(SCHEMAS[name], getattr(extraction, name), report_year=year) for name in TABLES[1:]}
    return {"reports": _one_row(_report_row(extraction, tables, patterns_sha256))} | tables


def _table(schema: pa.Schema, rows: Sequence[Any], **same: Any) -> pa.Table:
    """Attributes of objects, a column each; `same` holds columns that have one value throughout."""
    columns = [
        to_array([same[f.name]] * len(rows) if f.name in same else list(map(attrgetter(f.name), rows)), f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _one_row(row: Mapping[str, Any]) -> pa.Table:
    schema = SCHEMAS["reports"]
    return pa.Table.from_arrays([to_array([row[field.name]], field.type) for field in schema], schema=schema)


def _report_row(out: Extraction, tables: Mapping[str, pa.Table], patterns_sha256: str) -> dict[str, Any]:
    from report_extract import __version__

    report, heading = out.report, out.heading
    unresolved = [n for n in out.numerals if n.role == "unresolved"]
    arabic = sum(any(c.isdigit() and not "\u4e00" <= c <= "\u9fff" for c in n.text) for n in unresolved)
    return {
        "report_id": report.report_id,
        "report_year": heading.report_year,
        "path": report.path,
        "sha256": report.sha256,
        "format": report.format,
        "encoding": report.encoding,
        "title": heading.title,
        "issuer": heading.issuer,
        "published": heading.published,
        "reference_date": heading.reference_date,
        "pages": len(report.pages) or None,
        "characters": len(report.raw),
        "repairs": list(out.repairs.items()),
        "rows": [(name, tables[name].num_rows) for name in TABLES[1:]],
        "unresolved_arabic": arabic,
        "unresolved_chinese": len(unresolved) - arabic,
        "status": "ok",
        "error": None,
        "warnings": [*report.warnings, *out.warnings],
        "program_version": __version__,
        "patterns_sha256": patterns_sha256,
    }


def failed_report(report_id: str, path: str, error: str, sha256: str = "", patterns_sha256: str = "") -> pa.Table:
    """The `reports` row of a report that could not be read."""
    from report_extract import __version__

    row = dict.fromkeys(SCHEMAS["reports"].names)
    row |= {
        "report_id": report_id,
        "path": path,
        "sha256": sha256,
        "format": Path(path).suffix.lstrip(".") or "unknown",
        "characters": 0,
        "repairs": [],
        "rows": [],
        "unresolved_arabic": 0,
        "unresolved_chinese": 0,
        "status": "failed",
        "error": error,
        "warnings": [],
        "program_version": __version__,
        "patterns_sha256": patterns_sha256,
    }
    return _one_row(row)


def boxes_table(boxes: Iterable[Box]) -> pa.Table:
    """Where each character of a paged source stands, in points from the lower left corner of its page."""
    if isinstance(boxes, Boxes):
        return pa.Table.from_arrays([to_array(getattr(boxes, f.name), f.type) for f in BOXES], schema=BOXES)
    return _table(BOXES, list(boxes))


def write_tables(tables: Mapping[str, pa.Table], out: Path | str, report_id: str) -> None:
    """Write each table to OUT/TABLE/REPORT_ID.parquet, whole files only: beside it first, then moved into place."""
    for name, table in tables.items():
        folder = Path(out) / name
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{report_id}.parquet", table)


def write_whole(target: Path, table: pa.Table) -> None:
    """One Parquet file, moved into place when complete."""
    with parquet_writer(target, table.schema) as file:
        file.write_table(table)


@contextmanager
def parquet_writer(target: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """A Parquet file that takes tables one by one (row groups), moved into place when the block ends well."""
    with (
        whole_file(target) as name,
        pa.output_stream(name, compression=None, buffer_size=_BUFFER) as stream,
        pq.ParquetWriter(stream, schema, compression="snappy", use_dictionary=_REPEATED) as file,
    ):
        yield file


def read_table(name: str, folder: Path | str) -> pd.DataFrame:
    """One table of an output folder as a DataFrame, with nullable integers, dates and categories kept as text."""
    import pandas as pd

    table = load(name, folder)
    frame: pd.DataFrame = table.to_pandas(
        types_mapper={pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}.get
    )
    return frame


def load(name: str, folder: Path | str) -> pa.Table:
    """One table of an output folder as Arrow. Raises FileNotFoundError naming folder and table."""
    if name not in SCHEMAS:
        raise ValueError(f"no table {name!r}; the tables are {', '.join(SCHEMAS)}")
    files = sorted((Path(folder) / name).glob("*.parquet"))
    if not files:
        command = f"extract REPORTS --out {folder}" if name in TABLES else f"{name} --tables {folder}"
        raise FileNotFoundError(f"{Path(folder) / name}: no tables here; run `report-extract {command}` first")
    return pa.concat_tables([_read(file, SCHEMAS[name]) for file in files])


def parts_of(name: str, folder: Path | str) -> list[Path]:
    """The files of a table that hold many reports each; none where a run on one machine wrote it."""
    return sorted(file for file in (Path(folder) / name).glob("*.parquet") if PART_NAME.fullmatch(file.stem))


def of_report(name: str, folder: Path | str, report_id: str) -> pa.Table:
    """One report's rows of a table, out of its own file or of files of many reports. Raises FileNotFoundError."""
    file = Path(folder) / name / f"{report_id}.parquet"
    parts = [] if file.is_file() else parts_of(name, folder)
    return pq.read_table(parts, filters=[("report_id", "=", report_id)]) if parts else pq.read_table(file)


def _read(file: Path, schema: pa.Schema) -> pa.Table:
    """One file; read_table, which fits older files to the schema, imports pandas."""
    with pq.ParquetFile(file) as parquet:
        if parquet.schema_arrow.equals(schema):
            return parquet.read()
    return pq.read_table(file, schema=schema)
