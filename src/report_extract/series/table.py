"""Points as the `series` table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from report_extract.series.lines import YEAR, Point
from report_extract.tables import SCHEMAS, write_whole


def series_table(points: Iterable[Point]) -> pa.Table:
    """One row a mention, in the order of the points."""
    return pa.Table.from_pylist([_row(point) for point in points], schema=SCHEMAS["series"])


def write_table(points: Iterable[Point], out: Path) -> Path:
    """OUT/series.parquet, whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / "series.parquet"
    write_whole(target, series_table(points))
    return target


def _row(point: Point) -> dict[str, Any]:
    line, row = point.line, point.row
    own = {
        "reports": line.reports,
        "series": line.series,
        "measure": line.measure,
        "basis": line.basis or None,
        "prices": line.prices or None,
        "unit": line.unit,
        "status": line.status,
        "span": line.span,
        "year": point.end.year if line.span == YEAR else None,
        "period_start": row.period[0],
        "period_end": row.period[1],
        "value": float(point.value),
        "chosen": point.chosen,
        "doubt": point.doubt or None,
        "likeness": point.likeness,
    }
    return own | {name: getattr(row, name) for name in SCHEMAS["series"].names if name not in own}
