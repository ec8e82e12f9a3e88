"""The same indicator over reports: a table of its values by period, and a plot."""

from __future__ import annotations

from pathlib import Path

from report_extract.checks.book import Book
from report_extract.checks.rows import load_rows
from report_extract.mentions.scan import number_grammar
from report_extract.patterns import Patterns, load_patterns
from report_extract.series.lines import Line, Point, points_of
from report_extract.tables import load

__all__ = ["Line", "Point", "series"]


def series(tables: Path | str, patterns: Patterns | None = None) -> list[Point]:
    """The mentions of every indicator that an output folder has for two periods or more.

    Sorted by line and period; the mention that stands for a period comes first. Raises FileNotFoundError for a folder
    without tables.
    """
    rules = patterns or load_patterns()
    rows = load_rows(tables, number_grammar(rules))
    reports = load("reports", tables).select(["report_id", "status", "reference_date"]).to_pylist()
    return points_of(Book(rows, reports, rules))
