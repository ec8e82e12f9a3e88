"""Golden tables: what own reports give, one record a line, for a person to review. `make golden` writes them anew."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from report_extract.model import Extraction, Record
from report_extract.pipeline import extract
from report_extract.sources import read_report

FOLDER = Path(__file__).parent / "golden"
SAMPLE = Path(__file__).parents[1] / "data/raw/linjiang-union-2023.txt"
REPORTS = (SAMPLE, *sorted((FOLDER / "reports").glob("*.txt")))

# What a person reviews of each table, in this order; a column that is empty or says the usual is left out.
COLUMNS = {
    "statistics": [
        *("indicator", "measure", "basis", "value", "unit", "qualifier", "lower", "upper"),
        *("period_start", "period_end", "status", "rule"),
    ],
    "events": ["name", "action", "date_start", "date_end", "precision", "organisers", "location", "participants"],
    "awards": ["award", "level", "category", "count", "unit", "year", "granted_by", "recipients", "action", "rule"],
}
_HEADING = ("title", "issuer", "report_year", "published", "reference_date")
_USUAL = {"measure": "level", "qualifier": "exact", "status": "actual"}


def golden_of(report: Path) -> Path:
    """The golden file of a report."""
    return FOLDER / f"{report.stem}.jsonl"


def lines(out: Extraction) -> Iterator[str]:
    """An extraction's records, and the numerals that are in none, in reading order.

    First what the report says of itself; a line for each section in which records stand.
    """
    yield _json({"table": "reports", **{name: _plain(getattr(out.heading, name)) for name in _HEADING}})
    rows = [(row.raw_start, row.raw_end, row.section, _record(out, table, row)) for table, row in out.records()]
    for numeral in out.numerals:
        if not numeral.record_ids:
            told = {"table": "numerals", "text": numeral.text, "role": numeral.role, "reason": numeral.reason}
            rows.append((numeral.raw_start, numeral.raw_end, None, told))
    section: str | None = None
    for _, _, under, row in sorted(rows, key=lambda row: row[:2]):
        if row["table"] != "numerals" and under != section:
            section = under
            yield _json({"section": section})
        yield _json(row)


def _record(out: Extraction, table: str, row: Record) -> dict[str, Any]:
    values = {name: _plain(getattr(row, name)) for name in COLUMNS[table]}
    told = {name: value for name, value in values.items() if value not in (None, [], "") and value != _USUAL.get(name)}
    return {"table": table, "text": out.report.raw[row.raw_start : row.raw_end], **told}


def _plain(value: Any) -> Any:
    """Dates as text, whole numbers without a decimal point."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def main() -> None:
    """Write every golden file; refused where CI is set, which must only compare."""
    if os.environ.get("CI"):
        sys.exit("golden: refused, CI is set: goldens are written by a person who then reads the diff")
    for report in REPORTS:
        text = "".join(f"{line}\n" for line in lines(extract(read_report(report))))
        golden_of(report).write_text(text, "utf-8")
        print(f"{golden_of(report).relative_to(FOLDER.parents[1])}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main()
