"""A table's cells to sentences: each figure with its row head, its column head and its unit.

The raw text holds every cell once. In the repaired text a head stands before each of its figures; every character
still points at the place in the raw text where it is printed, and a unit that a head gives points at its figure.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from report_extract.model import Cell, Span, Text
from report_extract.patterns import TablePatterns

MARK = "■"
"""Stands in for a table while lines are joined; the rules of line joining know it as the opening of a paragraph."""

_SPACE = re.compile(r"\s+")


def withdraw(text: Text, tables: Sequence[Sequence[Cell]], asides: Sequence[Span]) -> Text:
    """Take running heads and page numbers out, and put a mark in the place of each table.

    Offsets of `text` must still be those of the raw text.
    """
    places = [_place(table) for table in tables]
    edits = [(place.start, place.end, f"\n\n{MARK}\n\n") for place in places]
    edits += [(a.start, a.end, "") for a in asides if not any(p.start <= a.start < p.end for p in places)]
    return text.edit(sorted(edits))


def _place(table: Sequence[Cell]) -> Span:
    return Span(min(cell.start for cell in table), max(cell.end for cell in table))


def spread(
    text: Text, unbroken: Text, tables: Sequence[Sequence[Cell]], rules: TablePatterns, counts: Counter[str]
) -> Text:
    """Put each table's sentences in the place of its mark.

    `unbroken` has the offsets of the raw text and its characters folded; the sentences are taken from it.
    """
    waiting = [(_place(table), table) for table in tables]
    out, at = _Sentences(unbroken), 0
    for match in re.finditer(MARK, text.chars):
        origin = text.starts[match.start()]
        table = next((table for place, table in waiting if place.start <= origin < place.end), None)
        if table is None:
            continue
        out.take(text, at, match.start())
        _Table(unbroken.chars, table, rules).write(out, counts)
        at = match.end()
    out.take(text, at, len(text))
    return out.text()


class _Sentences:
    """A text put together from stretches of others."""

    def __init__(self, unbroken: Text) -> None:
        self.unbroken = unbroken
        self._chars: list[str] = []
        self._starts, self._ends = array("l"), array("l")

    def take(self, text: Text, start: int, end: int) -> None:
        self._chars.append(text.chars[start:end])
        self._starts.extend(text.starts[start:end])
        self._ends.extend(text.ends[start:end])

    def copy(self, span: Span) -> None:
        """A stretch of the raw text as it is, without its line ends."""
        for match in re.finditer(r"[^\s]+", self.unbroken.chars[span.start : span.end]):
            self.take(self.unbroken, span.start + match.start(), span.start + match.end())

    def put(self, chars: str, origin: Span) -> None:
        """Characters that stand for a stretch of the raw text."""
        self._chars.append(chars)
        self._starts.extend([origin.start] * len(chars))
        self._ends.extend([origin.end] * len(chars))

    def stop(self, at: int, mark: str = "。") -> None:
        self.put(f"{mark}\n", Span(at, min(at + 1, len(self.unbroken.chars))))

    def text(self) -> Text:
        return Text("".join(self._chars), self._starts, self._ends)


@dataclass(slots=True)
class _Head:
    """A head as read: its pieces (characters, origin), and the unit that it gives."""

    pieces: list[tuple[str, Span]]
    unit: str | None = None
    across: bool = False
    """Whether it covers several columns."""

    @property
    def text(self) -> str:
        return "".join(chars for chars, _ in self.pieces)


@dataclass(slots=True)
class _Figure:
    cell: Cell
    negative: bool
    span: Span
    """The number, without brackets that stand for a minus."""
    unit: Span | None


class _Table:
    """One table of a report: which cells are heads, which are figures, and what unit they have."""

    def __init__(self, chars: str, cells: Sequence[Cell], rules: TablePatterns) -> None:
        self.chars, self.cells, self.rules = chars, cells, rules
        self.columns = max(cell.column + cell.columns for cell in cells)
        self.rows = max(cell.row + cell.rows for cell in cells)
        self.at = {
            (row, column): cell
            for cell in cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        self.cut_off: set[int] = set()
        """Rows of heads that go on from the row above: cut by a page's end."""
        self.caption = self._caption()
        self.figures = {id(cell): figure for cell in cells if (figure := self._figure(cell)) is not None}

    def text_of(self, cell: Cell | None) -> str:
        return _SPACE.sub("", self.chars[cell.start : cell.end]) if cell else ""

    def _caption(self) -> str | None:
        """The unit that the lines above give, if they end there."""
        start = _place(self.cells).start
        found = list(self.rules.caption.finditer(self.chars, max(0, start - 60), start))
        return found[-1]["unit"] if found else None

    def _figure(self, cell: Cell) -> _Figure | None:
        text, origin = self._packed(cell)
        match = self.rules.figure.fullmatch(text)
        if match is None or self.rules.no_figure.fullmatch(text):
            return None
        span = Span(origin[match.start("number")], origin[match.end("number") - 1] + 1)
        unit = Span(origin[match.start("unit")], origin[match.end("unit") - 1] + 1) if match["unit"] else None
        negative = match["sign"] in ("-", "−", "–", "—") or bool(match["open"])
        return _Figure(cell, negative, span, unit)

    # -- rows ------------------------------------------------------------------------------------------------

    def write(self, out: _Sentences, counts: Counter[str]) -> None:
        """All rows in order: heads are gathered, then each figure is a sentence; other text stays as lines."""
        heads: list[int] = []
        open_head = True
        start = _place(self.cells).start
        out.put("\n", Span(start, start))
        for row in range(self.rows):
            cells = self._row(row)
            if len(cells) == 1 and cells[0].columns == self.columns > 1:
                self._line(cells, out)
                heads, open_head = [], True
            elif not any(self._counts(cell) and not self._skipped(cell.column, heads) for cell in cells):
                cut_off = bool(heads) and not self.text_of(self.at.get((row, 0)))
                if open_head and (cut_off or self.text_of(self.at.get((row, self.columns - 1)))):
                    heads.append(row)
                    self.cut_off |= {row} if cut_off else set()
                elif [self.text_of(c) for c in cells] != [self.text_of(c) for h in heads for c in self._row(h)]:
                    open_head = False
                    self._line([cell for cell in cells if not self._skipped(cell.column, heads)], out)
            else:
                open_head = False
                self._write_row(row, heads, out, counts)
        if heads and heads[-1] == self.rows - 1:
            for row in heads:
                self._line(self._row(row), out)

    def _row(self, row: int) -> list[Cell]:
        """The cells that begin in a row, without empty ones."""
        return [cell for cell in self.cells if cell.row == row and self.text_of(cell)]

    def _counts(self, cell: Cell) -> bool:
        """Whether a cell holds a figure, alone or in a few words."""
        if id(cell) in self.figures or cell.column == 0:
            return id(cell) in self.figures
        text = self.text_of(cell)
        return bool(self.rules.quantity.fullmatch(text)) and not self.rules.no_figure.fullmatch(text)

    def _line(self, cells: Sequence[Cell], out: _Sentences) -> None:
        """Cells without figures, as one line."""
        for n, cell in enumerate(cells):
            if n:
                out.put("，" if len(cells) > 1 else "", Span(cells[n - 1].end, cells[n - 1].end + 1))
            out.copy(Span(cell.start, cell.end))
        if cells:
            out.stop(cells[-1].end, "。" if len(cells) > 1 else "")

    def _write_row(self, row: int, heads: Sequence[int], out: _Sentences, counts: Counter[str]) -> None:
        columns = {column: self._column_head(column, heads) for column in range(self.columns)}
        skipped = {column for column in columns if self._skipped(column, heads)}
        first = next(c.column for c in self._row(row) if self._counts(c) and c.column not in skipped)
        unit_column = next((c for c, head in columns.items() if self.rules.unit_column.search(head.text)), None)
        row_unit = self.text_of(self.at.get((row, unit_column))) if unit_column is not None else ""
        row_heads = [
            self._head([cell])
            for cell in self._spanning(row, first)
            if cell.column not in {unit_column, *skipped} and self.text_of(cell)
        ]
        for cell in self._row(row):
            head = columns[cell.column]
            if cell.column < first or cell.column in {unit_column, *skipped}:
                continue
            if self._counts(cell):
                self._sentence(cell, row_heads, head, row_unit, out)
                counts["table_figure"] += 1
            elif len(self.text_of(cell)) > 3:
                self._line([cell], out)

    def _spanning(self, row: int, before: int) -> Iterator[Cell]:
        """The cells left of a column, those that reach down from a row above as well."""
        seen: set[int] = set()
        for column in range(before):
            cell = self.at.get((row, column))
            if cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                yield cell

    def _skipped(self, column: int, heads: Sequence[int]) -> bool:
        """Whether a column numbers the rows, by its head."""
        return any(self.rules.skipped.search(self.text_of(self.at.get((row, column)))) for row in heads)

    # -- heads -----------------------------------------------------------------------------------------------

    def _column_head(self, column: int, heads: Sequence[int]) -> _Head:
        """The heads above a column, one below the other, as one."""
        parts: list[list[Cell]] = []
        for row in heads:
            cell = self.at.get((row, column))
            if cell is None or not self.text_of(cell) or (parts and cell is parts[-1][-1]):
                continue
            if row in self.cut_off and parts:
                parts[-1].append(cell)
            else:
                parts.append([cell])
        head = _Head([])
        for part in map(self._head, parts):
            head = _Head(head.pieces + part.pieces, part.unit or head.unit)
        return head

    def _head(self, cells: Sequence[Cell]) -> _Head:
        """A head without ornament and unit, its standing phrases as patterns/tables.toml reads them."""
        packed = [self._packed(cell) for cell in cells]
        text, origin = "".join(text for text, _ in packed), [at for _, places in packed for at in places]
        unit = self.rules.unit.search(text)
        cut = Span(unit.start(), unit.end()) if unit else Span(len(text), len(text))
        ornament = self.rules.ornament.match(text)
        begin = ornament.end() if ornament else 0
        kept = [i for i in range(begin, len(text)) if not cut.start <= i < cut.end]
        chars = "".join(text[i] for i in kept)
        pieces: list[tuple[str, Span]] = []
        for rule in self.rules.heads:
            match = rule.regex.search(chars)
            if match is None:
                continue
            places = [origin[kept[i]] for i in range(match.start(), match.end())]
            pieces = self._pieces(chars, kept, origin, 0, match.start())
            if rule.reads and places:
                pieces.append((match.expand(rule.reads), Span(places[0], places[-1] + 1)))
            pieces += self._pieces(chars, kept, origin, match.end(), len(chars))
            break
        else:
            pieces = self._pieces(chars, kept, origin, 0, len(chars))
        given = unit["unit"].removeprefix("人民币").replace("％", "%") if unit else None
        return _Head(
            pieces, "个百分点" if given == "%" and self.rules.points.search(chars) else given, cells[0].columns > 1
        )

    def _packed(self, cell: Cell) -> tuple[str, list[int]]:
        """A cell's characters without white space, and where each stands."""
        origin = [i for i in range(cell.start, cell.end) if not self.chars[i].isspace()]
        return "".join(self.chars[i] for i in origin), origin

    @staticmethod
    def _pieces(chars: str, kept: Sequence[int], origin: Sequence[int], start: int, end: int) -> list[tuple[str, Span]]:
        return [(chars[i], Span(origin[kept[i]], origin[kept[i]] + 1)) for i in range(start, end)]

    # -- figures ---------------------------------------------------------------------------------------------

    def _sentence(self, cell: Cell, rows: Sequence[_Head], column: _Head, row_unit: str, out: _Sentences) -> None:
        """`TIME row head column head FIGURE unit。`"""
        # A row head with a unit of its own that lies across several heads names its figure alone.
        parts = list(rows) if any(head.unit and head.across for head in rows) else [*rows, column]
        timed = [(part, self._time(part)) for part in parts]
        for pieces in (*(part.pieces[:n] for part, n in timed), *(part.pieces[n:] for part, n in timed)):
            for chars, origin in pieces:
                out.put(chars, origin)
        figure = self.figures.get(id(cell))
        if figure is None:
            out.copy(Span(cell.start, cell.end))
            out.stop(cell.end)
            return
        if figure.negative:
            out.put("-", Span(cell.start, figure.span.start))
        out.copy(figure.span)
        if figure.unit:
            out.copy(figure.unit)
        else:
            unit = self._unit(rows, column, row_unit)
            out.put(unit, Span(figure.span.end - 1, figure.span.end))
        out.stop(cell.end)

    def _time(self, head: _Head) -> int:
        """How many pieces of a head say when."""
        match, n, length = self.rules.times.match(head.text), 0, 0
        while match and n < len(head.pieces) and length < match.end():
            length += len(head.pieces[n][0])
            n += 1
        return n

    def _unit(self, rows: Sequence[_Head], column: _Head, row_unit: str) -> str:
        """The unit of a bare figure: of its column, its row, the unit column, the line above, or what is counted."""
        own = column.unit or next((head.unit for head in reversed(rows) if head.unit), None) or row_unit
        if own:
            return own
        heads = [column.text, *(head.text for head in reversed(rows))]
        for text in heads:
            for unit, regex in self.rules.counted:
                if regex.search(text):
                    return unit
        if self.caption and not any(self.rules.ratio.search(text) for text in heads):
            return self.caption
        return ""
