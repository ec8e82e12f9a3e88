"""Tables and known totals to findings: what agrees, what differs, what a careful reader would ask about."""

from __future__ import annotations

from pathlib import Path

from report_extract.checks.book import Book
from report_extract.checks.figure import figures_as_printed
from report_extract.checks.growth import growth_against_levels
from report_extract.checks.known import compare_totals
from report_extract.checks.parts import parts_of_wholes
from report_extract.checks.repeats import two_values
from report_extract.checks.rows import load_rows
from report_extract.checks.shares import shares_and_heads
from report_extract.checks.years import dates_outside, jumps, periods_outside
from report_extract.mentions.scan import number_grammar
from report_extract.model import Finding
from report_extract.patterns import PatternError, Patterns, load_patterns
from report_extract.tables import load
from report_extract.totals import TotalsError, load_totals

__all__ = ["CheckError", "check"]

CheckError = (FileNotFoundError, PatternError, TotalsError)
"""What `check` raises for bad input; each message is one line that says what is wrong, where, and what to do."""


CONSISTENCY = (
    figures_as_printed,
    parts_of_wholes,
    growth_against_levels,
    shares_and_heads,
    two_values,
    jumps,
    periods_outside,
)


def check(tables: Path | str, totals: Path | str | None = None, patterns: Patterns | None = None) -> list[Finding]:
    """Compare an output folder with a folder of known totals (if given), and its rows with each other.

    Severity `error` is a known total that differs or is missing, `ok` one that agrees, `warning` a contradiction
    between rows. Raises FileNotFoundError for a folder without tables and TotalsError for a bad totals file, each
    naming what is wrong and where.
    """
    rules = patterns or load_patterns()
    known = [] if totals is None else load_totals(totals, rules)
    rows = load_rows(tables, number_grammar(rules))
    reports = load("reports", tables).select(["report_id", "status", "reference_date"]).to_pylist()
    status = {one["report_id"]: one["status"] for one in reports}
    book = Book(rows, reports, rules)
    found = compare_totals(known, rows, status, rules.checks.near)
    doubts = [finding for one in CONSISTENCY for finding in one(book)]
    return found + dates_outside(load("events", tables).to_pylist(), book) + _once(doubts)


def _once(findings: list[Finding]) -> list[Finding]:
    """A report that says the same thing twice is asked about it once."""
    kept: dict[tuple[str, ...], Finding] = {}
    for one in findings:
        kept.setdefault((one.check, one.report_id, one.subject, one.expected, one.found), one)
    return list(kept.values())
