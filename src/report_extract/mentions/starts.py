"""Many patterns over one text in one pass: each is tried only where a character stands that it can begin with."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np

_Chars = frozenset[str] | None
"""Characters that may stand at a place; None for any."""
_Openings = list[tuple[frozenset[str], _Chars]] | None
"""The characters that a match can begin with, with those that can follow them; None for any."""
_Match = tuple[int, Callable[[str, int], re.Match[str] | None]]
_WIDEST = 1000
"""Characters that a set may hold; one that holds more is any."""
_PLANE = 0xFFFF
"""No character: it stands for all that have higher numbers."""


class Starts:
    """The patterns by the two characters that their matches can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = patterns
        opened = [_openings(pattern) for pattern in patterns]
        self.elsewhere = [number for number, openings in enumerate(opened) if openings is None]
        self.tried = _Tried(patterns, opened)
        self.places = _Places([one for openings in opened for one in openings or ()])

    def find(self, chars: str) -> list[list[re.Match[str]]]:
        """The matches of each pattern, as `finditer` gives them but for empty ones."""
        found: list[list[re.Match[str]]] = [[] for _ in self.patterns]
        free = [0] * len(self.patterns)
        tried = self.tried
        for at in self.places.find(chars):
            for number, match_at in tried[chars[at : at + 2]]:
                if free[number] <= at and (match := match_at(chars, at)) is not None:
                    found[number].append(match)
                    free[number] = match.end()
        for number in self.elsewhere:
            found[number] = [match for match in self.patterns[number].finditer(chars) if match[0]]
        return found


class _Places:
    """Where in a text two characters stand that a match can begin with, or, seldom, two that only look like them.

    Characters past the first 65,536 count as one.
    """

    def __init__(self, openings: Sequence[tuple[frozenset[str], _Chars]]) -> None:
        self.first, self.second = np.zeros(_PLANE + 1, np.uint16), np.zeros(_PLANE + 1, np.uint16)
        rows: dict[int, int] = {}
        columns: dict[int, int] = {}
        for chars, after in openings:
            _number(chars, rows)
            _number(after or (), columns)
        self.first[list(rows)] = list(rows.values())
        self.second[list(columns)] = list(columns.values())
        self.pairs = np.zeros((len(rows) + 1, len(columns) + 1), np.bool_)
        for chars, after in openings:
            row = [rows[min(ord(char), _PLANE)] for char in chars]
            if after is None:
                self.pairs[row] = True
            else:
                self.pairs[np.ix_(row, [columns[min(ord(char), _PLANE)] for char in after])] = True

    def find(self, chars: str) -> list[int]:
        codes = np.frombuffer(chars.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = np.minimum(codes, _PLANE)
        row = self.first[codes]
        places = np.flatnonzero(row)
        column = np.append(self.second[codes], np.uint16(0))[places + 1]
        hits: list[int] = places[self.pairs[row[places], column]].tolist()
        return hits


def _number(chars: Iterable[str], known: dict[int, int]) -> None:
    """Give each new character a number from 1."""
    for char in chars:
        known.setdefault(min(ord(char), _PLANE), len(known) + 1)


class _Tried(dict[str, tuple[_Match, ...]]):
    """By two characters the patterns that can begin with them, each with its number; filled as they are met."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], opened: Sequence[_Openings]) -> None:
        self.by_first: dict[str, list[tuple[_Match, _Chars]]] = defaultdict(list)
        for number, openings in enumerate(opened):
            for chars, after in openings or ():
                for char in chars:
                    self.by_first[char].append(((number, patterns[number].match), after))

    def __missing__(self, two: str) -> tuple[_Match, ...]:
        following = [match for match, after in self.by_first[two[0]] if after is None or two[1:] in after]
        self[two] = tuple(dict.fromkeys(following))
        return self[two]


def first_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """The characters that a match can begin with; None where they are too many to list, or it can be empty."""
    openings = _openings(pattern)
    return None if openings is None else frozenset().union(*(chars for chars, _ in openings))


def _openings(pattern: re.Pattern[str]) -> _Openings:
    if pattern.flags & re.IGNORECASE:
        return None
    return _before(_parser.parse(pattern.pattern, pattern.flags), None, None)[0]


def _before(items: Iterable[Any], openings: _Openings, first: _Chars) -> tuple[_Openings, _Chars]:
    """The openings and first characters of a sequence, given those of what follows it."""
    for code, argument in reversed(list(items)):
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        if code is op.LITERAL or code is op.IN:
            chars = frozenset(chr(argument)) if code is op.LITERAL else _members(argument)
            openings, first = (None if chars is None else [(chars, first)]), chars
        elif code is op.SUBPATTERN and not argument[1]:  # no flags of its own
            openings, first = _before(argument[3], openings, first)
        elif code is op.ATOMIC_GROUP:
            openings, first = _before(argument, openings, first)
        elif code is op.BRANCH:
            branches = [_before(branch, openings, first) for branch in argument[1]]
            openings, first = reduce(_either, branches)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, item = argument
            again = _either((None, _before(item, None, first)[1]), (None, first))[1] if most > 1 else first
            once = _before(item, openings, again)
            openings, first = once if least else _either(once, (openings, first))
        else:
            openings, first = None, None  # any character, a group named again: not to be listed
    return openings, first


def _either(one: tuple[_Openings, _Chars], other: tuple[_Openings, _Chars]) -> tuple[_Openings, _Chars]:
    """What either of two sequences can begin with."""
    openings = None if one[0] is None or other[0] is None else one[0] + other[0]
    return openings, None if one[1] is None or other[1] is None else one[1] | other[1]


def _members(argument: Any) -> _Chars:
    chars: set[str] = set()
    for code, value in argument:
        if code is op.LITERAL:
            chars.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _WIDEST:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        elif code is op.CATEGORY and value is op.CATEGORY_DIGIT:
            chars |= _digits()  # \d
        elif code is op.CATEGORY and value is op.CATEGORY_SPACE:
            chars |= _spaces()  # \s
        else:
            return None
    return frozenset(chars)


@cache
def _spaces() -> frozenset[str]:
    return frozenset(char for char in map(chr, range(0x3001)) if char.isspace())  # none stands higher


@cache
def _digits() -> frozenset[str]:
    met = (code for code in range(0, sys.maxunicode + 1, 10) if chr(code).isdecimal())  # they stand ten in a row
    return frozenset(chr(code - int(chr(code)) + n) for code in met for n in range(10))


def any_of(chars: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one of the characters. `\\d` keeps its name: written out it would make the class a slow one."""
    wanted = frozenset(chars)
    if not wanted:
        return re.compile("(?!)")
    digits = _digits() if _digits() <= wanted else frozenset()
    return re.compile(f"[{chr(92) + 'd' if digits else ''}{''.join(map(re.escape, sorted(wanted - digits)))}]")
