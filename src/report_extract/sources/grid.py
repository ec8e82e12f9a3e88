"""Ruled lines on a page to the cells that they enclose."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Rule(NamedTuple):
    """A ruled line: `at` is its y if it is level, its x if it is upright; it runs from `start` to `end`."""

    at: float
    start: float
    end: float


class Rect(NamedTuple):
    """A rectangle in points, y upwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


class Place(NamedTuple):
    """The rows and columns that a cell covers, from 0, half open."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its frame, the lines between its columns and rows, and which cell each square belongs to."""

    frame: Rect
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    """From the top down."""
    cells: tuple[Place, ...]
    owner: tuple[tuple[int, ...], ...]

    def cell_at(self, x: float, y: float) -> int:
        """Index of the cell that holds a point of the frame."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right([-v for v in self.ys], -y) - 1, 0), len(self.ys) - 2)
        return self.owner[row][column]

    def is_table(self, characters: int) -> bool:
        """Whether it has columns of short cells; a frame round a caption or round columns of prose has not."""
        prose = 60 if len(self.ys) == 2 else 200
        return len(self.cells) > 1 and len(self.xs) > 2 and characters < prose * len(self.cells)


def grids(level: Iterable[Rule], upright: Iterable[Rule], tolerance: float = 2.5) -> list[Grid]:
    """The grids and frames that level and upright rules form, from the top down."""
    rows, columns = merged(level, tolerance), merged(upright, tolerance)
    found = [grid for group in _connected(rows, columns, tolerance) if (grid := _grid(*group, tolerance)) is not None]
    return sorted(found, key=lambda grid: (-grid.frame.y1, grid.frame.x0))


def merged(rules: Iterable[Rule], tolerance: float) -> list[Rule]:
    """Collinear rules that touch, as one."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][-1].at <= tolerance / 2 and rule.at - lines[-1][0].at <= tolerance:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    out: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        run: Rule | None = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if run is not None and rule.start <= run.end + tolerance:
                run = Rule(at, run.start, max(run.end, rule.end))
            else:
                out += [run] if run else []
                run = Rule(at, rule.start, rule.end)
        out += [run] if run else []
    return out


def _connected(level: Sequence[Rule], upright: Sequence[Rule], tolerance: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that cross or touch each other."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(level):
        for j, column in enumerate(upright, len(level)):
            if (
                row.start - tolerance <= column.at <= row.end + tolerance
                and column.start - tolerance <= row.at <= column.end + tolerance
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(level):
        groups[root(i)][0].append(row)
    for j, column in enumerate(upright, len(level)):
        groups[root(j)][1].append(column)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _grid(level: list[Rule], upright: list[Rule], tolerance: float) -> Grid | None:
    """The cells of one group; sides that are not ruled close where the rules end."""
    x0, x1 = min(rule.start for rule in level), max(rule.end for rule in level)
    y0, y1 = min(rule.start for rule in upright), max(rule.end for rule in upright)
    xs = _apart([x0, *sorted(rule.at for rule in upright), x1], 2 * tolerance)
    ys = _apart([y0, *sorted(rule.at for rule in level), y1], 2 * tolerance)[::-1]
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 20_000:
        return None
    cells, owner = _cells(xs, ys, level, upright, 2 * tolerance)
    return Grid(Rect(xs[0], ys[-1], xs[-1], ys[0]), tuple(xs), tuple(ys), cells, owner)


def _apart(values: list[float], least: float) -> list[float]:
    """Positions that lie at least so far apart."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] >= least:
            kept.append(value)
    return kept


def _cells(
    xs: Sequence[float], ys: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule], near: float
) -> tuple[tuple[Place, ...], tuple[tuple[int, ...], ...]]:
    """Squares without a wall between them as one cell, in reading order."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = [[-1] * columns for _ in range(rows)]
    places: list[Place] = []

    def wall(rules: Sequence[Rule], at: float, middle: float) -> bool:
        return any(abs(rule.at - at) <= near and rule.start <= middle <= rule.end for rule in rules)

    for row in range(rows):
        for column in range(columns):
            if owner[row][column] >= 0:
                continue
            middle = (ys[row] + ys[row + 1]) / 2
            right = column + 1
            while right < columns and owner[row][right] < 0 and not wall(upright, xs[right], middle):
                right += 1
            below = row + 1
            while below < rows and not any(
                wall(level, ys[below], (xs[i] + xs[i + 1]) / 2) for i in range(column, right)
            ):
                below += 1
            for i in range(row, below):
                owner[i][column:right] = [len(places)] * (right - column)
            places.append(Place(row, column, below - row, right - column))
    return tuple(places), tuple(map(tuple, owner))
