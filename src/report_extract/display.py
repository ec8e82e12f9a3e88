"""What a person sees of a run: progress while it goes, and a summary at its end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from report_extract.run import NAMED, Result, Totals

if TYPE_CHECKING:
    from report_extract.progress import Bar
    from report_extract.state import Outcome

_WIDTH_IN_A_FILE = 160
_NARROW = 120
"""Columns under which a table would cut its figures off."""
_TABLES = ("statistics", "events", "awards", "numerals")


class RunDisplay:
    """Progress with rate and time left on a terminal's stderr; failures, one line each, on any stderr."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bar: Bar | None = None

    def __enter__(self) -> RunDisplay:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def start(self, total: int) -> None:
        if total > 1 and sys.stderr.isatty():
            from report_extract.progress import Bar

            self._bar = Bar(self._console, total)

    def complain(self, message: str) -> None:
        self._console.print(Text(plain(message)), soft_wrap=True)

    def finished(self, outcome: Outcome) -> None:
        if outcome.error:
            self.complain(outcome.error)
        if self._bar:
            self._bar.advance()


def plain(text: str) -> str:
    """Text on one line without control characters: names and titles come from files that nobody vetted."""
    return "".join(c if c.isprintable() else " " if c.isspace() else ascii(c)[1:-1] for c in text)


def summary(result: Result, to: TextIO | None = None) -> None:
    """Print what a run did: a row a report for up to thirty, the sums for more, and where the tables are."""
    console = Console(file=to or sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_FILE
    if result.outcomes:
        if console.width < _NARROW:
            _in_lines(console, result)
        else:
            console.print(_by_report(result))
    elif result.totals.good or result.totals.failed:
        _totals(console, result.totals)
    _account(console, result)
    if result.totals.good:
        out = plain(str(result.out))
        files = "part-*.parquet" if result.in_parts else "REPORT.parquet"
        console.print(Text(f"Tables: {out}/{{reports,{','.join(_TABLES)}}}/{files}"), soft_wrap=True)
        console.print(Text(f'Read:   pandas.read_parquet("{out}/statistics")'), soft_wrap=True)


def _by_report(result: Result) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("report", overflow="fold")
    table.add_column("title", overflow="ellipsis", no_wrap=True, ratio=1)
    for name in ("year", "characters", "repairs", *_TABLES, "unresolved", "checks"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in result.outcomes:
        style = "dim" if one.report_id in result.unchanged else ""
        if one.status == "failed":
            table.add_row(plain(one.report_id), Text(f"failed: {plain(one.error or '')}"), style="red")
            table.columns[1].no_wrap = False
            table.columns[1].overflow = "fold"
            continue
        table.add_row(Text(plain(one.report_id)), Text(plain(one.title or "-")), *_cells(one, result), style=style)
    return table


def _in_lines(console: Console, result: Result) -> None:
    names = ("characters", "repairs", *_TABLES, "unresolved")
    for one in result.outcomes:
        if one.status == "failed":
            console.print(Text(f"{plain(one.report_id)}  failed: {plain(one.error or '')}", style="red"))
            continue
        year, *counts, checks = _cells(one, result)
        console.print(Text(f"{plain(one.report_id)}  {plain(one.title or '-')}, {year}", style="bold"))
        told = ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True))
        console.print(Text(f"    {told}; checks {checks}"))


def _cells(one: Outcome, result: Result) -> list[str | Text]:
    counts = (one.characters, one.repairs, *(one.rows.get(name, 0) for name in _TABLES))
    unresolved = Text(f"{one.unresolved:,}", style="yellow" if one.unresolved else "")
    passed, failed = result.checks.get(one.report_id, (0, 0))
    checks = Text(
        f"{passed} passed, {failed} failed" if failed else f"{passed} passed", style="yellow" if failed else ""
    )
    if one.report_id not in result.checks:
        checks = Text("-")
    return [str(one.report_year or "-"), *(f"{count:,}" for count in counts), unresolved, checks]


def _totals(console: Console, totals: Totals) -> None:
    years = f", years {min(totals.years)} to {max(totals.years)}" if totals.years else ""
    console.print(f"{totals.good:,} reports{years}, {totals.characters:,} characters")
    sums = ", ".join(f"{totals.rows[name]:,} {name}" for name in _TABLES)
    console.print(f"{sums}; {totals.unresolved:,} numerals unresolved")
    if totals.most_unresolved:
        names = ", ".join(f"{plain(one.report_id)} ({one.unresolved})" for one in totals.most_unresolved)
        console.print(Text(f"Most unresolved: {names}"), soft_wrap=True)
    for one in totals.failures:
        console.print(Text(f"failed: {plain(one.error or one.report_id)}", style="red"), soft_wrap=True)
    more = totals.failed - len(totals.failures)
    if more:
        console.print(Text(f"... and {more:,} more: see the reports table, status failed", style="red"))


def _account(console: Console, result: Result) -> None:
    parts = [f"{result.done - result.failed:,} extracted", f"{len(result.unchanged):,} unchanged"]
    if result.failed:
        parts.append(f"{result.failed:,} failed")
    console.print(f"Reports: {', '.join(parts)}")
    for names, what in (
        (result.gone, "in the tables, but the file is gone (--prune removes the rows)"),
        (result.pruned, "rows removed, since the file is gone"),
        (result.without_report, "in corrections/, but no report of that name is in the tables"),
    ):
        if names:
            rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            console.print(Text(f"{', '.join(map(plain, names[:NAMED]))}{rest}: {what}"), soft_wrap=True)
