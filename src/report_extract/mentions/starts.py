"""Many patterns over one text in one pass: each is tried only where a character stands that it can begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from report_extract.places import DIGITS, SPACES, Places

_Chars = frozenset[str] | None
"""Characters that may stand at a place; None for any."""
_Openings = list[tuple[frozenset[str], _Chars]] | None
"""The characters that a match can begin with, with those that can follow them; None for any."""
_Behind = tuple[frozenset[str], bool] | None
"""Characters of which one must stand before a match, or (False) none may; "" is the text's beginning."""
_Match = tuple[int, Callable[[str, int], re.Match[str] | None], _Behind]
_WIDEST = 1000
"""Characters that a set may hold; one that holds more is any."""


class Starts:
    """The patterns by the two characters that their matches can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = patterns
        parsed = [_parser.parse(pattern.pattern, pattern.flags) for pattern in patterns]
        cased = [not pattern.flags & re.IGNORECASE for pattern in patterns]
        opened = [_before(one, None, None)[0] if same else None for one, same in zip(parsed, cased, strict=True)]
        behind = [_behind(one, pattern.flags) for one, pattern in zip(parsed, patterns, strict=True)]
        self.elsewhere = [number for number, openings in enumerate(opened) if openings is None]
        self.tried = _Tried(patterns, opened, behind)
        self.places = Places([one for openings in opened for one in openings or ()])

    def find(self, chars: str) -> list[list[re.Match[str]]]:
        """The matches of each pattern, as `finditer` gives them but for empty ones."""
        found: list[list[re.Match[str]]] = [[] for _ in self.patterns]
        free = [0] * len(self.patterns)
        tried = self.tried
        for at in self.places.find(chars):
            before = chars[at - 1 : at]
            for number, match_at, behind in tried[chars[at : at + 2]]:
                if free[number] > at or (behind is not None and (before in behind[0]) is not behind[1]):
                    continue
                match = match_at(chars, at)
                if match is not None:
                    found[number].append(match)
                    free[number] = match.end()
        for number in self.elsewhere:
            found[number] = [match for match in self.patterns[number].finditer(chars) if match[0]]
        return found


class _Tried(dict[str, tuple[_Match, ...]]):
    """By two characters the patterns that can begin with them, each with its number; filled as they are met."""

    def __init__(
        self, patterns: Sequence[re.Pattern[str]], opened: Sequence[_Openings], behind: Sequence[_Behind]
    ) -> None:
        self.openings = [
            ((number, patterns[number].match, behind[number]), chars, after)
            for number, openings in enumerate(opened)
            for chars, after in openings or ()
        ]
        self.by_first: dict[str, list[tuple[_Match, _Chars]]] = {}

    def __missing__(self, two: str) -> tuple[_Match, ...]:
        first = two[0]
        if first not in self.by_first:
            self.by_first[first] = [(match, after) for match, chars, after in self.openings if first in chars]
        following = [match for match, after in self.by_first[first] if after is None or two[1:] in after]
        self[two] = tuple(dict.fromkeys(following))
        return self[two]


def _behind(items: Iterable[Any], flags: int) -> _Behind:
    """What a pattern that begins with `^` or by looking back one character asks for; None for anything else."""
    for code, argument in items:
        if code is op.AT and argument is op.AT_BEGINNING:
            return frozenset(("", "\n") if flags & re.MULTILINE else ("",)), True
        if code not in (op.ASSERT, op.ASSERT_NOT) or argument[0] > 0 or len(argument[1]) != 1:
            return None
        kind, members = argument[1][0]
        chars = frozenset(chr(members)) if kind is op.LITERAL else _members(members) if kind is op.IN else None
        if chars is not None:
            return chars, code is op.ASSERT
    return None


def _before(items: Iterable[Any], openings: _Openings, first: _Chars) -> tuple[_Openings, _Chars]:
    """The openings and first characters of a sequence, given those of what follows it."""
    backwards = list(items)
    backwards.reverse()
    for code, argument in backwards:
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
            chars |= DIGITS  # \d
        elif code is op.CATEGORY and value is op.CATEGORY_SPACE:
            chars |= SPACES  # \s
        else:
            return None
    return frozenset(chars)
