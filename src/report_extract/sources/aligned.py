"""Tables that a plain text sets with spaces or tabs: rows of as many cells below a head, wide gaps between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from report_extract.model import Cell, Span

_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile(r"\S(?:\t|[^\S\t]{2})")
_CELL = re.compile(r"[^\s](?:[^\S\t]?[^\s])*")
"""Characters with single spaces between them."""
_FIGURE = re.compile(r"[-−+]?\d[\d,，]*(?:\.\d+)?[^\d，。；]{0,5}|[-—–]+")
_CLAUSE = re.compile(r"[，。；]")
_FEWEST = 2
"""Rows below a head. One alone is as likely a line of a letterhead."""


def aligned_tables(raw: str) -> tuple[tuple[Cell, ...], ...]:
    """The tables of a raw text, each its cells in order; offsets are those of `raw`.

    A head has no figures and at least three cells; it may lack the first. Each row below begins with a name, and most
    of its other cells are figures.
    """
    tables: list[tuple[Cell, ...]] = []
    head: list[Span] = []
    rows: list[list[Span]] = []
    for cells in _lines(raw):
        if head and _is_row(raw, cells, len(head)):
            rows.append(cells)
            continue
        tables += _table(head, rows)
        head, rows = cells if _is_head(raw, cells) else [], []
    return (*tables, *_table(head, rows))


def _lines(raw: str) -> Iterator[list[Span]]:
    """The cells of each line that is not blank. One that opens with a wide gap has an empty cell there."""
    for line in _LINE.finditer(raw):
        if not _GAP.search(raw, *line.span()):
            yield [Span(*line.span())]
            continue
        cells = [Span(*match.span()) for match in _CELL.finditer(raw, *line.span())]
        if len(cells) > 1 and cells[0].start - line.start() > 3:
            cells.insert(0, Span(line.start(), line.start()))
        if cells:
            yield cells


def _is_head(raw: str, cells: list[Span]) -> bool:
    texts = [raw[cell.start : cell.end] for cell in cells]
    return len(cells) > 2 and not any(
        _CLAUSE.search(text) or _FIGURE.fullmatch(text) for text in texts if "年" not in text
    )


def _is_row(raw: str, cells: list[Span], columns: int) -> bool:
    if len(cells) != columns:
        return False
    name, *others = [raw[cell.start : cell.end] for cell in cells]
    figures = sum(_FIGURE.fullmatch(text) is not None for text in others)
    return bool(name) and not _FIGURE.fullmatch(name) and not _CLAUSE.search(name) and 2 * figures > len(others)


def _table(head: list[Span], rows: list[list[Span]]) -> Iterator[tuple[Cell, ...]]:
    if len(rows) < _FEWEST:
        return
    lines = [head, *rows]
    yield tuple(
        Cell(cell.start, cell.end, row, column)
        for row, cells in enumerate(lines)
        for column, cell in enumerate(cells)
        if cell.start < cell.end
    )
