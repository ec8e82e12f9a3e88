"""Many patterns over one text in one pass: each is tried only where a character stands that it can begin with."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_WIDEST = 30000
"""Characters that a set may hold; a pattern that can begin with more is searched for on its own."""


class Starts:
    """The patterns by the characters that their matches can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = patterns
        self.elsewhere: list[int] = []
        tried: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            chars = first_characters(pattern)
            if chars is None:
                self.elsewhere.append(number)
                continue
            for char in chars:
                tried.setdefault(char, []).append(number)
        self.tried = {char: tuple((n, patterns[n].match) for n in numbers) for char, numbers in tried.items()}
        self.any = any_of(tried)

    def find(self, chars: str) -> list[list[re.Match[str]]]:
        """The matches of each pattern, as `finditer` gives them but for empty ones."""
        found: list[list[re.Match[str]]] = [[] for _ in self.patterns]
        free = [0] * len(self.patterns)
        tried = self.tried
        for hit in self.any.finditer(chars):
            at = hit.start()
            for number, match_at in tried[chars[at]]:
                if free[number] <= at and (match := match_at(chars, at)) is not None:
                    found[number].append(match)
                    free[number] = match.end()
        for number in self.elsewhere:
            found[number] = [match for match in self.patterns[number].finditer(chars) if match[0]]
        return found


def first_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """The characters that a match can begin with; None where they are too many to list, or it can be empty."""
    if pattern.flags & re.IGNORECASE:
        return None
    chars, empty = _first(_parser.parse(pattern.pattern, pattern.flags))
    return None if empty or chars is None else chars


def _first(items: Iterable[Any]) -> tuple[frozenset[str] | None, bool]:
    """What a sequence can begin with, None for anything, and whether it can match nothing."""
    chars: frozenset[str] = frozenset()
    for code, argument in items:
        more, empty = _of_one(code, argument)
        if more is None:
            return None, empty
        chars |= more
        if not empty:
            return chars, False
    return chars, True


def _of_one(code: Any, argument: Any) -> tuple[frozenset[str] | None, bool]:
    nothing: frozenset[str] = frozenset()
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return nothing, True
    if code is op.LITERAL:
        return frozenset(chr(argument)), False
    if code is op.IN:
        return _members(argument), False
    if code is op.SUBPATTERN:
        return _first(argument[3])
    if code is op.ATOMIC_GROUP:
        return _first(argument)
    if code is op.BRANCH:
        parts = [_first(branch) for branch in argument[1]]
        empty = any(is_empty for _, is_empty in parts)
        known = [chars for chars, _ in parts if chars is not None]
        return (nothing.union(*known) if len(known) == len(parts) else None), empty
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, item = argument
        chars, empty = _first(item)
        return chars, empty or least == 0
    return None, False  # any character, a group named again: not to be listed


def _members(argument: Any) -> frozenset[str] | None:
    chars: set[str] = set()
    for code, value in argument:
        if code is op.LITERAL:
            chars.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < _WIDEST:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        elif code is op.CATEGORY and value is op.CATEGORY_DIGIT:
            chars |= _digits()  # \d
        else:
            return None
    return frozenset(chars)


@cache
def _digits() -> frozenset[str]:
    return frozenset(char for char in map(chr, range(sys.maxunicode + 1)) if char.isdecimal())


def any_of(chars: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one of the characters. `\\d` keeps its name: written out it would make the class a slow one."""
    wanted = frozenset(chars)
    if not wanted:
        return re.compile("(?!)")
    digits = _digits() if _digits() <= wanted else frozenset()
    return re.compile(f"[{chr(92) + 'd' if digits else ''}{''.join(map(re.escape, sorted(wanted - digits)))}]")
