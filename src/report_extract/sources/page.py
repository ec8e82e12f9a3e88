"""The glyphs of a page, wherever they come from, to lines in reading order.

Coordinates are points from the lower left corner. A page is cut at its gutters and at what runs across them, each
column is read from the top down, and frames and ruled tables keep together.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

from report_extract.sources.grid import Grid, Place


@dataclass(slots=True)
class Glyph:
    """A printed character and its box; `doubt` where character recognition was unsure of it."""

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    doubt: bool = False
    shown: tuple[float, float, float, float] | None = None
    """The box on the page as shown, where the page was turned upright to be read."""


@dataclass(slots=True)
class Line:
    """Glyphs on one base line, left to right, and their common box."""

    glyphs: list[Glyph]
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    size: float = 0.0

    def __post_init__(self) -> None:
        self.x0, self.x1 = self.glyphs[0].x0, max(g.x1 for g in self.glyphs)
        self.y0, self.y1 = min(g.y0 for g in self.glyphs), max(g.y1 for g in self.glyphs)
        self.size = median(g.y1 - g.y0 for g in self.glyphs)

    @property
    def text(self) -> str:
        return "".join(g.char for g in self.glyphs)


@dataclass(slots=True)
class Piece:
    """What a page is made of, in reading order: a paragraph's lines, a table's cells, or an aside."""

    lines: list[list[Glyph]] = field(default_factory=list)
    cells: list[tuple[Place, list[list[Glyph]]]] = field(default_factory=list)
    xs: tuple[float, ...] = ()
    """For a table: where its columns begin and end, to find its continuation overleaf."""
    aside: bool = False
    open_end: bool = False
    """The last line is full and stops inside a sentence: the next paragraph may continue it."""
    indented: bool = False


@dataclass(slots=True)
class _Frame:
    """A grid with what stands in it, as one thing in the flow of a column."""

    grid: Grid
    glyphs: list[Glyph]
    x0: float
    y0: float
    x1: float
    y1: float
    titles: list[list[Line]] = field(default_factory=list)
    """What stands above a table and belongs to it: its title, and the unit of its figures."""

    @property
    def size(self) -> float:
        return median(g.y1 - g.y0 for g in self.glyphs)


@dataclass(slots=True, eq=False)
class _Growing:
    """A line while its glyphs are gathered: where the last one ends and stands."""

    glyphs: list[Glyph]
    end: float = 0.0
    middle: float = 0.0
    height: float = 0.0
    band: int = -(10**9)


_Item = Line | _Frame
UNLIKE = 0.25
"""Sizes that differ by more belong to different texts; recognised lines vary by less."""
_TERMINAL = re.compile(r"[。！？!?；;：:…][”’）)》」』]*$")
_BAND = 8.0
"""Points; lines are looked for in bands of this height."""
_UNIT = re.compile(r"[（(]?单位[：:]")
_LETTERS = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


def once(glyphs: Iterable[Glyph]) -> tuple[list[Glyph], int]:
    """Glyphs without overprinted copies (the same character within a quarter of its height), and how many fell."""
    seen: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    kept: list[Glyph] = []
    dropped = 0
    for glyph in glyphs:
        near = 0.25 * (glyph.y1 - glyph.y0)
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
        column, row = int(x // 8), int(y // 8)
        places = [(glyph.char, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if any(
            abs((g.x0 + g.x1) / 2 - x) <= near and abs((g.y0 + g.y1) / 2 - y) <= near
            for place in places
            for g in seen.get(place, ())
        ):
            dropped += 1
            continue
        seen[glyph.char, column, row].append(glyph)
        kept.append(glyph)
    return kept, dropped


def lines_of(glyphs: Iterable[Glyph], gap: float = 0.95) -> list[Line]:
    """Glyphs to lines, split where a gap is wider than `gap` heights: lines of neighbouring columns stay apart.

    Each glyph follows the nearest line that ends just left of it, so a tilt does no harm.
    """
    lines: list[_Growing] = []
    near: dict[int, list[_Growing]] = defaultdict(list)
    for glyph in sorted(glyphs, key=lambda g: g.x0):
        middle, height = (glyph.y0 + glyph.y1) / 2, glyph.y1 - glyph.y0
        band = int(middle // _BAND)
        line = _nearest(near, band, glyph.x0, middle, height, gap)
        if line is None:
            line = _Growing([])
            lines.append(line)
        line.glyphs.append(glyph)
        line.end, line.middle, line.height = glyph.x1, middle, height
        if line.band != band:
            line.band = band
            if line not in near[band]:
                near[band].append(line)
    return [Line(line.glyphs) for line in lines]


def _nearest(
    near: dict[int, list[_Growing]], band: int, x0: float, middle: float, height: float, gap: float
) -> _Growing | None:
    """The line that ends just left of a glyph and is nearest to its middle; lines long ended are forgotten."""
    best, least = None, min(_BAND, 0.5 * height)
    for place in (band - 1, band, band + 1):
        ended = False
        for line in near[place]:
            size = height if height > line.height else line.height
            apart = x0 - line.end
            if apart > gap * size:
                ended = ended or apart > 10 * line.height
                continue
            off = abs(line.middle - middle)
            if off < least and off < 0.5 * line.height and apart > -0.7 * size:
                best, least = line, off
        if ended:
            near[place] = [line for line in near[place] if x0 - line.end <= 10 * line.height]
    return best


def read_page(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> list[Piece]:
    """A page's glyphs (overprints and asides taken out) to pieces in reading order."""
    frames, loose = _framed(glyphs, grids)
    items: list[_Item] = [*_titled(frames, lines_of(loose)), *frames]
    pieces: list[Piece] = []
    for leaf in _cut(items):
        pieces += _paragraphs(leaf)
    return pieces


def _framed(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[_Frame], list[Glyph]]:
    """Tables and boxed captions with their glyphs, and the glyphs outside. A frame around the whole page is none."""
    frames: list[_Frame] = []
    loose = list(glyphs)
    for grid in sorted(grids, key=lambda g: (g.frame.x1 - g.frame.x0) * (g.frame.y1 - g.frame.y0)):
        inside = [g for g in loose if grid.frame.holds((g.x0 + g.x1) / 2, (g.y0 + g.y1) / 2)]
        if not inside or (not grid.is_table(len(inside)) and len(inside) > 0.5 * len(glyphs)):
            continue
        ids = set(map(id, inside))
        loose = [g for g in loose if id(g) not in ids]
        frames.append(_Frame(grid, inside, *grid.frame))
    return frames, loose


def _titled(frames: list[_Frame], lines: list[Line]) -> list[Line]:
    """Give each table the titles above it, so that they are not read with a column; returns the other lines.

    A title stands alone on its row above the table, in the middle; the unit of the figures may stand anywhere there.
    """
    for frame in frames:
        if not frame.grid.is_table(len(frame.glyphs)):
            continue
        while above := [i for i in lines if 0 <= i.y0 - frame.y1 + 0.5 * i.size < 2.5 * i.size and _over(frame, i)]:
            row = rows_of(above)[-1]
            middle = abs(row[0].x0 + row[-1].x1 - frame.x0 - frame.x1) < 0.2 * (frame.x1 - frame.x0)
            short = row[-1].x1 - row[0].x0 < 0.8 * (frame.x1 - frame.x0)
            if not (any(_UNIT.match(line.text) for line in row) or (len(row) == 1 and middle and short)):
                break
            frame.titles.insert(0, row)
            frame.y1 = max(line.y1 for line in row)
            lines = [i for i in lines if all(i is not line for line in row)]
    return lines


def _over(frame: _Frame, line: Line) -> bool:
    """Whether a line stands between the sides of a frame."""
    return frame.x0 - line.size < line.x0 and line.x1 < frame.x1 + line.size


def _cut(items: list[_Item]) -> list[list[_Item]]:
    """Items of a region to columns in reading order."""
    if len(items) < 6:
        return [items] if items else []
    gutter = _gutter(items)
    if gutter is not None:
        return _bands(items, gutter)
    return _cut_level(items)


def _bands(items: list[_Item], gutter: float) -> list[list[_Item]]:
    """Left and right of a gutter, band by band between what runs across it."""
    across = sorted((i for i in items if i.x0 < gutter < i.x1), key=lambda i: -i.y1)
    rest = [i for i in items if not i.x0 < gutter < i.x1]
    leaves: list[list[_Item]] = []
    group: list[_Item] = []
    for item in across:
        middle = (item.y0 + item.y1) / 2
        above = [i for i in rest if (i.y0 + i.y1) / 2 > middle]
        if above:
            rest = [i for i in rest if (i.y0 + i.y1) / 2 <= middle]
            leaves += _sides([*group], gutter) + _sides(above, gutter)
            group = []
        group.append(item)
    return leaves + _sides(group, gutter) + _sides(rest, gutter)


def _sides(items: list[_Item], gutter: float) -> list[list[_Item]]:
    if any(i.x0 < gutter < i.x1 for i in items):
        return [items]
    return _cut([i for i in items if i.x1 <= gutter]) + _cut([i for i in items if i.x0 >= gutter])


def _cut_level(items: list[_Item]) -> list[list[_Item]]:
    """Cut at the widest level gap, where a part has columns of its own; else the region is one column."""
    ordered = sorted(items, key=lambda i: -i.y1)
    floor, cuts = ordered[0].y0, []
    for n, item in enumerate(ordered[1:], 1):
        if floor > item.y1:
            cuts.append((floor - item.y1, n))
        floor = min(floor, item.y0)
    size = median(i.size for i in items)
    for gap, n in sorted(cuts, reverse=True)[:6]:
        if gap < 0.3 * size:
            break
        upper, lower = ordered[:n], ordered[n:]
        if _gutter(upper) is not None or _gutter(lower) is not None:
            return _cut(upper) + _cut(lower)
    return [items]


def _gutter(items: Sequence[_Item]) -> float | None:
    """The x of the clearest gutter: hardly anything crosses it, and on both sides prose fills its column."""
    if len(items) < 6:
        return None
    for x in _clearings(items):
        if _parts_prose(items, x):
            return x
    return None


def _clearings(items: Sequence[_Item]) -> list[float]:
    """Where hardly anything is crossed, the clearest and widest places first."""
    left, right = min(i.x0 for i in items), max(i.x1 for i in items)
    width = int(right - left) + 2
    steps = [0.0] * (width + 1)
    for item in items:
        weight = _weight(item)
        steps[max(0, int(item.x0 - left + 0.5))] += weight
        steps[min(width, int(item.x1 - left + 0.5))] -= weight
    most = 0.2 * sum(map(_weight, items))
    runs: list[tuple[float, int, float]] = []
    begin, level = 0, math.inf
    for x, crossing in enumerate(accumulate(steps)):
        if abs(crossing - level) > 1e-3 or x == width:
            if level <= most and begin > 0.08 * width and x < 0.92 * width:
                runs.append((round(level, 3), begin - x, left + (begin + x) / 2))
            begin, level = x, crossing
    return [x for _, _, x in sorted(runs)[:12]]


def _weight(item: _Item) -> float:
    """How many lines an item is worth."""
    return max(1.0, (item.y1 - item.y0) / max(item.size, 1.0) / 1.5)


def _parts_prose(items: Sequence[_Item], x: float) -> bool:
    """Whether both sides of x are columns of prose, side by side; columns of figures belong to a table."""
    sides = [[i for i in items if i.x1 <= x], [i for i in items if i.x0 >= x]]
    if min(map(len, sides)) < 3:
        return False
    tops = [max(i.y1 for i in side) for side in sides]
    floors = [min(i.y0 for i in side) for side in sides]
    common = min(tops) - max(floors)
    if common < 0.4 * min(t - f for t, f in zip(tops, floors, strict=True)):
        return False
    return all(map(_is_prose, sides))


def _is_prose(items: Sequence[_Item]) -> bool:
    """Whether most lines are words and of one width, be it in one column or several."""
    widths = sorted(i.x1 - i.x0 for i in items)
    usual = widths[int(0.85 * len(widths))]
    texts = [i.text for i in items if isinstance(i, Line)]
    words = sum(len(_LETTERS.findall(text)) for text in texts)
    return (
        usual > 5 * median(i.size for i in items)
        and widths[int(0.45 * len(widths))] > 0.6 * usual
        and words > 0.6 * sum(map(len, texts))
    )


def _paragraphs(items: list[_Item]) -> list[Piece]:
    """The items of one column to paragraphs, tables and captions, from the top down."""
    lines = rows_of(i for i in items if isinstance(i, Line))
    frames = [i for i in items if isinstance(i, _Frame)]
    rows: list[list[Line] | _Frame] = sorted(
        [*lines, *frames], key=lambda r: -(r.y0 + r.y1) if isinstance(r, _Frame) else -(r[0].y0 + r[0].y1)
    )
    if not lines:
        return [piece for row in rows if isinstance(row, _Frame) for piece in _frame_pieces(row)]
    size = median(line.size for row in lines for line in row)
    left = _margin([row[0].x0 for row in lines], size, 0.15)
    right = -_margin([-row[-1].x1 for row in lines], size, 0.08)
    pitch = _pitch(lines)
    pieces: list[Piece] = []
    before: list[Line] | None = None
    for row in rows:
        if isinstance(row, _Frame):
            pieces += _frame_pieces(row)
            before = None
            continue
        if before is None or _opens(before, row, left, right, pitch):
            pieces.append(Piece(indented=row[0].x0 - left > 1.2 * row[0].size))
        pieces[-1].lines.append(joined(row))
        pieces[-1].open_end = row[-1].x1 > right - 1.6 * row[-1].size and not _TERMINAL.search(row[-1].text)
        before = row
    return pieces


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines on one base line together, left to right, from the top down."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda i: -(i.y0 + i.y1)):
        if rows and (line.y0 + line.y1) / 2 > min(i.y0 for i in rows[-1]) + 0.2 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.x0)
    return rows


def _margin(starts: list[float], size: float, share: float) -> float:
    """Where the lines of a column begin: the outermost place at which several do, past notes in the margin."""
    ordered = sorted(starts)
    least = max(1, round(share * len(ordered)))
    for n, start in enumerate(ordered):
        if n + least <= len(ordered) and ordered[n + least - 1] - start < 0.7 * size:
            return start
    return ordered[0]


def _pitch(lines: list[list[Line]]) -> float:
    """The usual distance from line to line."""
    steps = [a[0].y0 - b[0].y0 for a, b in pairwise(lines) if a[0].y0 - b[0].y0 < 3 * a[0].size]
    return median(steps) if steps else 1.5 * lines[0][0].size


def _opens(before: list[Line], row: list[Line], left: float, right: float, pitch: float) -> bool:
    """Whether a line begins a paragraph: by its distance, its size, its indent, or a short line before it."""
    size = row[0].size
    if before[0].y0 - row[0].y0 > max(1.35 * pitch, 1.2 * size) or abs(before[0].size - size) > UNLIKE * size:
        return True
    short = right - before[-1].x1
    indent, earlier = row[0].x0 - left, before[0].x0 - left
    if indent > 1.2 * size and abs(indent + right - row[-1].x1 - earlier - short) < size and earlier > 1.2 * size:
        return False  # two lines of a centred heading
    if indent > 1.2 * size and (abs(indent - earlier) > 0.5 * size or short > 1.6 * size):
        return True
    return short > (1.6 if _TERMINAL.search(before[-1].text) else 4) * size


def joined(row: list[Line]) -> list[Glyph]:
    """The glyphs of a printed line, with a space glyph where a gap shows one."""
    out: list[Glyph] = []
    for line in row:
        for glyph in line.glyphs:
            if out and glyph.x0 - out[-1].x1 > _space(out[-1], glyph):
                out.append(Glyph(" ", out[-1].x1, glyph.y0, glyph.x0, glyph.y1))
            out.append(glyph)
    return out


def _space(before: Glyph, glyph: Glyph) -> float:
    """The least gap that is a space: justified Chinese lines have wide gaps, Latin words narrow ones."""
    height = min(before.y1 - before.y0, glyph.y1 - glyph.y0)
    return (0.5 if _WIDE.match(before.char) or _WIDE.match(glyph.char) else 0.16) * height


def _frame_pieces(frame: _Frame) -> list[Piece]:
    if not frame.grid.is_table(len(frame.glyphs)):
        inner = read_page(frame.glyphs, [])
        for piece in inner:
            piece.open_end = False
        return inner
    held: list[list[Glyph]] = [[] for _ in frame.grid.cells]
    for glyph in frame.glyphs:
        held[frame.grid.cell_at((glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2)].append(glyph)
    cells = []
    for place, glyphs in zip(frame.grid.cells, held, strict=True):
        cells.append((place, [joined(row) for row in rows_of(lines_of(glyphs))]))
    titles = [Piece(lines=[joined(row)]) for row in frame.titles]
    return [*titles, Piece(cells=cells, xs=frame.grid.xs)]
