"""The width of the columns that a text is set in, as its lines show it."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

SLACK = 1.6
"""Full-width characters that a full line may fall short by, for punctuation kept off the next one's beginning."""
_NARROWEST = 8  # full-width characters
_STRETCH = 8  # lines of a long block that are measured together; a page's columns can differ


class Columns:
    """Which column each line stands in.

    `widths` are in full-width characters; `blocks` numbers the runs of lines without a blank one, from 0; `ended` says
    which lines end with a full stop; lines wider than `widest` are paragraphs of their own.
    """

    def __init__(self, widths: list[float], blocks: list[int], ended: list[bool], widest: float) -> None:
        self.widths = widths
        self.blocks = blocks
        self.ended = ended
        self.widest = widest
        self.first: list[int] = [at for at, block in enumerate(blocks) if not at or blocks[at - 1] != block]
        self.first.append(len(widths))
        self._measured: dict[tuple[int, int], float] = {}

    def block(self, number: int) -> range:
        """The numbers of a block's lines; empty where there is no such block."""
        known = 0 <= number < len(self.first) - 1
        return range(self.first[number], self.first[number + 1]) if known else range(0)

    @cached_property
    def wrapped(self) -> bool:
        """Whether lines end where the column ends, rather than where paragraphs do."""
        if sum(width for width in self.widths if width <= self.widest) < 0.6 * sum(self.widths):
            return False
        inner = [at for at, (one, other) in enumerate(pairwise(self.blocks)) if one == other and not self.ended[at]]
        inner = [at for at in inner if self.widths[at] <= self.widest]
        return len(inner) >= max(4, 0.15 * len(self.widths)) and sum(map(self._reaches, inner)) >= 0.55 * len(inner)

    def _reaches(self, at: int) -> bool:
        """Whether a line ends near its neighbours' widest, or is a part of one that did."""
        if self._alike(at):
            return True
        near = sorted(self._around(at))
        edge = near[-2] if len(near) > 3 else near[-1]  # one odd line does not count
        parts = [self.widths[at] + self.widths[at + 1]]
        if at > self.first[self.blocks[at]]:
            parts.append(self.widths[at - 1] + self.widths[at])
        return self.widths[at] >= edge - 2.5 or any(abs(both - edge) <= SLACK for both in parts)

    def of(self, at: int) -> float:
        """The width of the column that a line stands in; 0 where none shows."""
        if not self.wrapped:
            return 0.0
        if alike := self._alike(at):
            return alike
        key = (self.blocks[at], (at - self.first[self.blocks[at]]) // _STRETCH)
        if key not in self._measured:
            self._measured[key] = self._measure(at)
        return self._measured[key]

    def full(self, at: int, indent: int = 0) -> bool:
        """Whether a line reaches the end of its column; `indent` is what it may have been moved in by."""
        column = self.of(at)
        return bool(column) and column - SLACK - indent <= self.widths[at] <= column + 2 * SLACK

    def _alike(self, at: int) -> float:
        """The widest of three or more of five lines about this one that are as wide as it; 0 where they differ."""
        block = self.block(self.blocks[at])
        own = self.widths[at]
        near = self.widths[max(block.start, at - 2) : min(block.stop, at + 3)]
        same = [width for width in near if abs(width - own) <= SLACK / 2]
        return max(same) if len(same) >= 3 and _NARROWEST <= own <= self.widest else 0.0

    def _around(self, at: int) -> list[float]:
        """The widths of the lines about a line, within its block."""
        block = self.block(self.blocks[at])
        start = block.start + (at - block.start) // _STRETCH * _STRETCH
        places = range(max(block.start, start - _STRETCH // 2), min(block.stop, start + _STRETCH + _STRETCH // 2))
        return [width for width in map(self.widths.__getitem__, places) if width <= self.widest]

    def _measure(self, at: int) -> float:
        """The column of the lines around where it shows, or that of the blocks beside, or the widest line."""
        widths = self._around(at)
        if own := _shown(widths):
            return own
        edge = max(widths, default=0.0)
        reaches = [*widths, *(one + other for one, other in pairwise(widths))]
        for step in (1, 2, -1, -2, 3, -3):
            beside = self.block(self.blocks[at] + step)
            column = _shown(self._around(beside.start if step > 0 else beside.stop - 1)) if beside else 0.0
            if column and edge <= column + SLACK and any(abs(width - column) <= 2 + SLACK for width in reaches):
                return column
        return edge if len(widths) > 1 else 0.0


def _shown(widths: list[float]) -> float:
    """The column that lines show: two of four or more reach about the same width; else 0."""
    if len(widths) < 4:
        return 0.0
    *_, second, widest = sorted(widths)
    return max(second, widest - 1) if second >= widest - SLACK else 0.0
