"""Write docs/columns.md from the schemas: python scripts/columns.py"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from report_extract.tables import BOXES, SCHEMAS, TABLES

TARGET = Path(__file__).parents[1] / "docs" / "columns.md"

INTRODUCTION = """\
# The tables' columns

Made from the schemas by `python scripts/columns.py`. The same descriptions are in the Parquet files:
`pyarrow.parquet.read_schema(FILE).field("unit").metadata`.

Each table is a folder of `OUT` with one file a report, `TABLE/REPORT_ID.parquet`. Rows are in reading order. A column
without "null" always holds a value.

**Places.** `raw_start` to `raw_end` is the row's anchor: a statistic's figure with qualifier and unit, an award's count
(or its name where none is given), an event's date (or its name). Offsets count characters of the report's text before
any repair, the first included and the last not: `text[raw_start:raw_end]`. For a text file that is its decoded text,
line ends as they are; for PDF, Word, HTML and scans it is kept in `OUT/texts/REPORT_ID.txt`.

**Values** are in the base unit: 12.08万人次 is 120800 人次. `value` is the float nearest to `value_exact`.

| qualifier | printed | value | lower | upper |
| --- | --- | --- | --- | --- |
| `exact` | 46支 | 46 | | |
| `nearly` | 近60万人次 | 600000 | | 600000 |
| `over` | 300余篇 | 300 | 300 | |
| `about` | 约600人次 | 600 | | |
| `at_least` | 8万人以上 | 80000 | 80000 | |
| `at_most` | 5天以内 | 5 | | 5 |
| `range` | 3—5万元 | 30000 | 30000 | 50000 |

**Periods** are days, first and last included; both are the same for a point in time (年末).
"""


def columns() -> str:
    """The column reference as Markdown."""
    parts = [INTRODUCTION]
    parts += [f"## {table}\n\n{_table(SCHEMAS[table])}" for table in TABLES]
    series = (
        "`OUT/series/series.parquet`, made by `report-extract series`: one row a mention of a series, sorted by period."
    )
    parts.append(f"## series\n\n{series}\n\n{_table(SCHEMAS['series'])}")
    boxes = "`OUT/boxes/REPORT_ID.parquet`, for PDF and scans: where each character stands on its page."
    parts.append(f"## boxes\n\n{boxes}\n\n{_table(BOXES)}")
    return "\n".join(parts)


def _table(schema: pa.Schema) -> str:
    rows = [
        f"| {field.name} | {field.type}{', null' if field.nullable else ''} "
        f"| {field.metadata[b'description'].decode()} |\n"
        for field in schema
    ]
    return "| column | type | meaning |\n| --- | --- | --- |\n" + "".join(rows)


if __name__ == "__main__":
    TARGET.write_text(columns(), "utf-8")
