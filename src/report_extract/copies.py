"""Patterns that begin with a stretch and its copy, as `([a-z]{2,6})\\1`, tried only where something stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

import numpy as np

from report_extract.places import codes

_LONGEST = 16
"""Characters of a stretch whose copy is looked for; with more of them the pattern alone is as fast."""


def matches(pattern: re.Pattern[str], chars: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` gives."""
    longest = _longest_copied(pattern)
    if not longest:
        yield from pattern.finditer(chars)
        return
    at = 0
    for place in _copied(chars, longest):
        match = pattern.match(chars, place) if place >= at else None
        if match is not None:
            yield match
            at = match.end()


@lru_cache(maxsize=64)
def _longest_copied(pattern: re.Pattern[str]) -> int:
    """The most characters of the stretch that a pattern begins with and whose copy follows; 0 where it does not."""
    items = list(_parser.parse(pattern.pattern, pattern.flags))
    if pattern.flags & re.IGNORECASE or len(items) < 2 or items[0][0] is not op.SUBPATTERN:
        return 0
    group, flags, _, inside = items[0][1]
    if flags or items[1] != (op.GROUPREF, group) or len(inside) != 1 or inside[0][0] is not op.MAX_REPEAT:
        return 0
    least, most, item = inside[0][1]
    single = len(item) == 1 and item[0][0] in (op.IN, op.LITERAL, op.ANY)
    return int(most) if single and least >= 2 and most <= _LONGEST else 0


def _copied(chars: str, longest: int) -> list[int]:
    """Where the first two characters of a stretch of two to `longest` come again right after it."""
    numbers = codes(chars)
    found = np.zeros(len(numbers), np.bool_)
    for size in range(2, min(longest, len(numbers) - 2) + 1):
        same = numbers[size:] == numbers[:-size]
        found[: len(same) - 1] |= same[:-1] & same[1:]
    places: list[int] = np.flatnonzero(found).tolist()
    return places
