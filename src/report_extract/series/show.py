"""The lines as a person reads them: one row a line, the longest first."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from report_extract.display import plain
from report_extract.series.lines import YEAR, Point

_MOST = 30
_WIDTH_IN_A_FILE = 160


def print_lines(points: list[Point], to: TextIO | None = None) -> None:
    """Print the lines with most periods, and how many more there are; one plain line where there is none."""
    console = Console(file=to or sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_FILE
    lines = [list(group) for _, group in groupby(points, key=lambda point: point.line)]
    if not lines:
        console.print(
            "No indicator has two periods: nothing to draw. Extract the reports of several years into one folder."
        )
        return
    lines.sort(key=lambda group: (group[0].line.span != YEAR, -_periods(group)))
    table = Table(box=None, pad_edge=False, header_style="bold")
    runs = {group[0].line.reports for group in lines}
    for name in (*(["reports"] if len(runs) > 1 else []), "series", "measure", "unit", "status", "span"):
        table.add_column(name, overflow="fold")
    for name in ("periods", "in doubt", "first", "last"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in lines[:_MOST]:
        named = [plain(group[0].line.reports.strip("-_ "))] if len(runs) > 1 else []
        table.add_row(*map(Text, (*named, *_cells(group))))
    console.print(table)
    if len(lines) > _MOST:
        console.print(f"... and {len(lines) - _MOST} lines more")


def _periods(group: list[Point]) -> int:
    return sum(point.chosen for point in group)


def _cells(group: list[Point]) -> list[str]:
    line = group[0].line
    chosen = [point for point in group if point.chosen]
    doubts = len({point.end for point in group if point.doubt})
    ends = [f"{plain(point.row.figure_text)} ({point.end.year})" for point in (chosen[0], chosen[-1])]
    measure = " ".join(filter(None, (line.prices, line.measure)))
    return [plain(line.series), measure, line.unit, line.status, line.span, str(len(chosen)), str(doubts), *ends]
