"""Characters of a text found all at once, by their numbers in an array instead of one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.uint16]
PLANE = 0xFFFF
"""No character: it stands for all that have higher numbers."""


SPACES = frozenset(char for char in map(chr, range(0x3001)) if char.isspace())
"""What `\\s` means; none stands higher."""


def _digits() -> frozenset[str]:
    met = (code for code in range(0, 0x20000, 10) if chr(code).isdecimal())  # ten in a row, and none stands higher
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
        self.first, rows = _classes([chars for chars, _ in openings])
        self.second, columns = _classes([after for _, after in openings if after is not None])
        self.pairs = np.zeros((self.first.max() + 1, self.second.max() + 1), np.bool_)
        for chars, after in openings:
            if after is None:
                self.pairs[rows[chars]] = True
            else:
                self.pairs[rows[chars][:, None], columns[after]] = True

    def find(self, chars: str) -> list[int]:
        """Offsets, in order."""
        numbers = codes(chars)
        row = self.first[numbers]
        places = np.flatnonzero(row)
        column = self.second[numbers[np.minimum(places + 1, len(numbers) - 1)]]
        column[places == len(numbers) - 1] = 0  # nothing stands after the last
        hits: list[int] = places[self.pairs[row[places], column]].tolist()
        return hits


def _classes(sets: list[frozenset[str]]) -> tuple[_Numbers, dict[frozenset[str], _Numbers]]:
    """Characters that the same sets hold as one class: its number, from 1, by code, and the classes of each set."""
    holding: dict[int, list[int]] = defaultdict(list)
    distinct = list(dict.fromkeys(sets))
    for number, chars in enumerate(distinct):
        for char in chars:
            holding[min(ord(char), PLANE)].append(number)
    classes: dict[tuple[int, ...], int] = {}
    by_code = np.zeros(PLANE + 1, np.uint16)
    for code, held_by in holding.items():
        by_code[code] = classes.setdefault(tuple(held_by), len(classes) + 1)
    of_set: list[list[int]] = [[] for _ in distinct]
    for held, number in classes.items():
        for one in set(held):
            of_set[one].append(number)
    return by_code, {chars: np.array(of_set[n], np.uint16) for n, chars in enumerate(distinct)}
