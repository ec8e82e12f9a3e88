"""Many patterns over one text in one pass: each is tried only where a character stands that it can begin with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import report_extract
from report_extract.kept import recalled
from report_extract.places import DIGITS, SPACES, Places

_Chars = frozenset[str] | None
"""Characters that may stand at a place; None for any."""
_Openings = list[tuple[frozenset[str], _Chars, _Chars]] | None
"""The characters that a match can begin with, with those that can follow them and those that can follow all digits
that they begin; None for any."""
_Follow = tuple[_Chars, _Chars]
"""What a sequence can follow another with: its first characters, and the first that are no digits."""
_Behind = tuple[frozenset[str], bool] | None
"""Characters of which one must stand before a match, or (False) none may; "" is the text's beginning."""
_Match = tuple[int, Callable[[str, int], re.Match[str] | None], _Behind]
_WIDEST = 1000
"""Characters that a set may hold; one that holds more is any."""


_KIND = f"openings {zlib.crc32((Path(report_extract.__file__).parent / 'mentions' / 'starts.py').read_bytes())}"
"""Of the analysis below, whose results are kept between runs: a changed one has another name."""


class Starts:
    """The patterns by the two characters that their matches can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self.patterns = patterns
        analysed = [recalled(_KIND, pattern.pattern, _analysed) for pattern in patterns]
        opened = [openings for openings, _ in analysed]
        behind = [behind for _, behind in analysed]
        self.elsewhere = [number for number, openings in enumerate(opened) if openings is None]
        self.tried = _Tried(patterns, opened, behind)
        self.places = Places([(chars, after) for openings in opened for chars, after, _ in openings or ()])

    def find(self, chars: str) -> list[list[re.Match[str]]]:
        """The matches of each pattern, as `finditer` gives them but for empty ones."""
        found: list[list[re.Match[str]]] = [[] for _ in self.patterns]
        free = [0] * len(self.patterns)
        tried = self.tried
        digits = 0  # where those that stand here end
        for at in self.places.find(chars):
            before, met = chars[at - 1 : at], chars[at : at + 2]
            if met[0].isdecimal():
                digits = max(digits, at)
                while chars[digits : digits + 1].isdecimal():
                    digits += 1
                met += chars[digits : digits + 1]
            for number, match_at, behind in tried[met]:
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
    """By two characters, and by the one after all digits where the first is one, the patterns that can begin so, each
    with its number; filled as they are met."""

    def __init__(
        self, patterns: Sequence[re.Pattern[str]], opened: Sequence[_Openings], behind: Sequence[_Behind]
    ) -> None:
        self.openings = [
            ((number, patterns[number].match, behind[number]), chars, after, beyond)
            for number, openings in enumerate(opened)
            for chars, after, beyond in openings or ()
        ]
        self.by_first: dict[str, list[tuple[_Match, _Chars, _Chars]]] = {}

    def __missing__(self, met: str) -> tuple[_Match, ...]:
        first, second, after_digits = met[0], met[1:2], met[2:]
        if first not in self.by_first:
            self.by_first[first] = [
                (match, after, beyond if first in DIGITS else None)
                for match, chars, after, beyond in self.openings
                if first in chars
            ]
        following = [
            match
            for match, after, beyond in self.by_first[first]
            if (after is None or second in after) and (beyond is None or after_digits in beyond)
        ]
        self[met] = tuple(dict.fromkeys(following))
        return self[met]


def _analysed(pattern: str) -> tuple[_Openings, _Behind]:
    """What a match can begin with, and what must stand before it."""
    parsed = _parser.parse(pattern)
    flags = parsed.state.flags
    opened = None if flags & re.IGNORECASE else _before(parsed, None, (None, None))[0]
    return opened, _behind(parsed, flags)


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


def _before(items: Iterable[Any], openings: _Openings, follow: _Follow) -> tuple[_Openings, _Follow]:
    """The openings of a sequence and what it can follow another with, given those of what stands after it."""
    backwards = list(items)
    backwards.reverse()
    for code, argument in backwards:
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            continue
        if code is op.LITERAL or code is op.IN:
            chars = frozenset(chr(argument)) if code is op.LITERAL else _members(argument)
            openings = None if chars is None else [(chars, *follow)]
            follow = chars, _past_digits(chars, follow[1])
        elif code is op.SUBPATTERN and not argument[1]:  # no flags of its own
            openings, follow = _before(argument[3], openings, follow)
        elif code is op.ATOMIC_GROUP:
            openings, follow = _before(argument, openings, follow)
        elif code is op.BRANCH:
            branches = [_before(branch, openings, follow) for branch in argument[1]]
            openings, follow = reduce(_either, branches)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, item = argument
            again = _either((None, _before(item, None, follow)[1]), (None, follow))[1] if most > 1 else follow
            once = _before(item, openings, again)
            openings, follow = once if least else _either(once, (openings, follow))
        else:
            openings, follow = None, (None, None)  # any character, a group named again: not to be listed
    return openings, follow


def _past_digits(chars: _Chars, beyond: _Chars) -> _Chars:
    """What is no digit and comes first where one of `chars` does, given what does after it."""
    if chars is None:
        return None
    if not chars & DIGITS:
        return chars
    return None if beyond is None else (chars - DIGITS) | beyond


def _either(one: tuple[_Openings, _Follow], other: tuple[_Openings, _Follow]) -> tuple[_Openings, _Follow]:
    """What either of two sequences can begin with."""
    openings = None if one[0] is None or other[0] is None else one[0] + other[0]
    (first, beyond), (other_first, other_beyond) = one[1], other[1]
    return openings, (_union(first, other_first), _union(beyond, other_beyond))


def _union(one: _Chars, other: _Chars) -> _Chars:
    return None if one is None or other is None else one | other


def _members(argument: Any) -> _Chars:
    """The characters of a set in brackets."""
    if (op.CATEGORY, op.CATEGORY_NOT_SPACE) in argument and argument[0][0] is op.NEGATE:
        others = _members([one for one in argument[1:] if one != (op.CATEGORY, op.CATEGORY_NOT_SPACE)])
        return None if others is None else SPACES - others  # [^\S\n]
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
