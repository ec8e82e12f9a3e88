"""Writing a raw text with its pages, boxes, tables and asides."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from report_extract.model import Boxes, Cell, Span
from report_extract.sources.grid import Place
from report_extract.sources.page import UNLIKE, Glyph, Piece

_WORD = re.compile(r"[A-Za-z]")


@dataclass(slots=True)
class _Table:
    """A table as it grows over pages: its cells, how many rows it has, and the lines between its columns."""

    cells: list[Cell]
    rows: int
    xs: tuple[float, ...]


class RawText:
    """Text as read, written piece by piece; every character that has a box gets it as it is written."""

    def __init__(self) -> None:
        self.boxes = Boxes()
        self.pages: list[int] = []
        self.asides: list[Span] = []
        self.doubtful: list[int] = []
        self._parts: list[str] = []
        self._tables: list[_Table] = []
        self._last: Piece | None = None
        self._at = 0
        self._feet = 0, 0

    def __len__(self) -> int:
        return self._at

    @property
    def raw(self) -> str:
        return "".join(self._parts)

    @property
    def tables(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(table.cells) for table in self._tables if table.cells)

    def fields(self) -> dict[str, Any]:
        """What a Report says of places in its raw text."""
        return {
            "pages": tuple(self.pages),
            "boxes": self.boxes,
            "tables": self.tables,
            "asides": tuple(self.asides),
            "doubtful": tuple(self.doubtful),
        }

    def doubts(self) -> list[str]:
        """A warning a page on which digits were read with doubt."""
        raw, counts = self.raw, Counter(bisect_right(self.pages, at) for at in self.doubtful)
        return [
            f"page {page}: {n} digits read with doubt, the first in {raw[max(0, at - 6) : at + 7]!r}"
            for page, n in counts.items()
            for at in self.doubtful[bisect_left(self.doubtful, self.pages[page - 1]) :][:1]
        ]

    def page(self, pieces: Sequence[Piece], heads: Sequence[list[Glyph]], feet: Sequence[list[Glyph]]) -> None:
        """One page: running heads, what it says, page numbers; a form feed before all but the first."""
        goes_on = bool(self._last and pieces and _continues(self._last, pieces[0]))
        if self.pages:
            if not goes_on:
                self._insert_before_feet("\n")
            self.text("\f")
        self.pages.append(self._at)
        for line in heads:
            self._aside(line, before=False)
        for n, piece in enumerate(pieces):
            if n and self._last:
                self.text("\n" if _continues(self._last, piece) else "\n\n")
            self._piece(piece, overleaf=n == 0 and len(self.pages) > 1)
            self._last = piece
        self._feet = len(self._parts), self._at
        for line in feet:
            self._aside(line, before=True)

    def _insert_before_feet(self, text: str) -> None:
        """A line end that belongs to the body of the page before, ahead of its page number."""
        part, at = self._feet
        moved = [Span(s.start + len(text), s.end + len(text)) if s.start >= at else s for s in self.asides]
        self.asides = moved
        for i in range(len(self.boxes.offset) - 1, -1, -1):
            if self.boxes.offset[i] < at:
                break
            self.boxes.offset[i] += len(text)
        self._parts.insert(part, text)
        self._at += len(text)

    def text(self, text: str) -> None:
        """Characters without boxes."""
        self._parts.append(text)
        self._at += len(text)

    def table(self, cells: Iterable[tuple[Place, str]]) -> None:
        """A table of a source without pages: cells in reading order, parted by tabs, rows by line ends."""
        self._cells([(place, text) for place, text in cells], None)

    def _glyphs(self, glyphs: Sequence[Glyph]) -> None:
        page = len(self.pages)
        for n, glyph in enumerate(glyphs, self._at):
            if not glyph.char.isspace():
                self.boxes.add(page, n, *(glyph.shown or (glyph.x0, glyph.y0, glyph.x1, glyph.y1)))
            if glyph.doubt:
                self.doubtful.append(n)
        self.text("".join(glyph.char for glyph in glyphs))

    def _aside(self, line: list[Glyph], before: bool) -> None:
        """A running head or page number with the line end that parts it from the body."""
        start = self._at
        if before:
            self.text("\n")
        self._glyphs(line)
        if not before:
            self.text("\n")
        self.asides.append(Span(start, self._at))

    def _piece(self, piece: Piece, overleaf: bool) -> None:
        if piece.cells:
            self._cells(piece.cells, piece.xs, overleaf)
            return
        for n, line in enumerate(piece.lines):
            if n:
                self.text("\n")
            self._glyphs(line)

    def _cells(
        self,
        cells: Sequence[tuple[Place, str | list[list[Glyph]]]],
        xs: tuple[float, ...] | None,
        overleaf: bool = False,
    ) -> None:
        table = self._tables[-1] if overleaf and self._tables and self._last and self._last.cells else None
        if table is None or not _same_columns(table.xs, xs or ()):
            table = _Table([], 0, xs or ())
            self._tables.append(table)
        row, top = 0, table.rows
        for place, content in cells:
            if table.cells and place.row == row and place is not cells[0][0]:
                self.text("\t")
            elif place.row != row:
                self.text("\n")
                row = place.row
            start = self._at
            self._content(content)
            table.cells.append(Cell(start, self._at, top + place.row, place.column, place.rows, place.columns))
            table.rows = max(table.rows, top + place.row + place.rows)

    def _content(self, content: str | list[list[Glyph]]) -> None:
        if isinstance(content, str):
            self.text(content)
            return
        for n, line in enumerate(content):
            if n and line and content[n - 1] and _WORD.match(line[0].char) and _WORD.match(content[n - 1][-1].char):
                self.text(" ")
            self._glyphs(line)


def _same_columns(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) > 0 and all(abs(a - b) < 6 for a, b in zip(one, other, strict=True))


def _continues(before: Piece, piece: Piece) -> bool:
    """Whether a paragraph goes on from one column or page to the next."""
    if not before.open_end or piece.indented or not before.lines or not piece.lines:
        return False
    one, other = (median(g.y1 - g.y0 for g in line) for line in (before.lines[-1], piece.lines[0]))
    return abs(one - other) <= UNLIKE * one
