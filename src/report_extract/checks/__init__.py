"""Tables and known totals to findings: what agrees, what differs, what a careful reader would ask about."""

from __future__ import annotations

from pathlib import Path

from report_extract.checks.known import compare_totals
from report_extract.checks.rows import load_rows
from report_extract.mentions.scan import number_grammar
from report_extract.model import Finding
from report_extract.patterns import PatternError, Patterns, load_patterns
from report_extract.tables import load
from report_extract.totals import TotalsError, load_totals

__all__ = ["CheckError", "check"]

CheckError = (FileNotFoundError, PatternError, TotalsError)
"""What `check` raises for bad input; each message is one line that says what is wrong, where, and what to do."""


def check(tables: Path | str, totals: Path | str, patterns: Patterns | None = None) -> list[Finding]:
    """Compare an output folder with a folder of known totals.

    Severity `error` is a total that differs or is missing, `ok` one that agrees. Raises FileNotFoundError for a
    folder without tables and TotalsError for a bad totals file, each naming what is wrong and where.
    """
    rules = patterns or load_patterns()
    known = load_totals(totals, rules)
    rows = load_rows(tables, number_grammar(rules))
    reports = load("reports", tables).select(["report_id", "status"]).to_pylist()
    status = {one["report_id"]: one["status"] for one in reports}
    return compare_totals(known, rows, status, rules.checks.near)
