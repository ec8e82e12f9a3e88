"""Characters of a text found all at once, by their numbers in an array instead of one after another."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

PLANE = 0xFFFF
"""No character: it stands for all that have higher numbers."""


SPACES = frozenset(char for char in map(chr, range(0x3001)) if char.isspace())
"""What `\\s` means; none stands higher."""


def _digits() -> frozenset[str]:
    met = (code for code in range(0, sys.maxunicode + 1, 10) if chr(code).isdecimal())  # they stand ten in a row
    return frozenset(chr(code - int(chr(code)) + n) for code in met for n in range(10))


DIGITS = _digits()
"""What `\\d` means."""


def codes(chars: str) -> NDArray[np.uint32]:
    """A text's characters as numbers, those past the first 65,535 as PLANE."""
    found = np.frombuffer(chars.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(found, PLANE)


def table(chars: Iterable[str]) -> NDArray[np.bool_]:
    """By a character's number whether it is one of those."""
    known = np.zeros(PLANE + 1, np.bool_)
    known[[min(ord(char), PLANE) for char in chars]] = True
    return known


class Places:
    """Where in a text two characters stand that a match can begin with, or, seldom, two that only look like them.

    Characters past the first 65,536 count as one.
    """

    def __init__(self, openings: Sequence[tuple[frozenset[str], frozenset[str] | None]]) -> None:
        self.first, self.second = np.zeros(PLANE + 1, np.uint16), np.zeros(PLANE + 1, np.uint16)
        rows: dict[int, int] = {}
        columns: dict[int, int] = {}
        for chars, after in openings:
            _number(chars, rows)
            _number(after or (), columns)
        self.first[list(rows)] = list(rows.values())
        self.second[list(columns)] = list(columns.values())
        self.pairs = np.zeros((len(rows) + 1, len(columns) + 1), np.bool_)
        for chars, after in openings:
            row = [rows[min(ord(char), PLANE)] for char in chars]
            if after is None:
                self.pairs[row] = True
            else:
                self.pairs[np.ix_(row, [columns[min(ord(char), PLANE)] for char in after])] = True

    def find(self, chars: str) -> list[int]:
        """Offsets, in order."""
        numbers = codes(chars)
        row = self.first[numbers]
        places = np.flatnonzero(row)
        column = np.append(self.second[numbers], np.uint16(0))[places + 1]
        hits: list[int] = places[self.pairs[row[places], column]].tolist()
        return hits


def _number(chars: Iterable[str], known: dict[int, int]) -> None:
    """Give each new character a number from 1."""
    for char in chars:
        known.setdefault(min(ord(char), PLANE), len(known) + 1)
