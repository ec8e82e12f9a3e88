"""Texts that are the worst for a regular expression, made from the expression itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

UNBOUNDED = 64
"""Repetitions from here on count as unbounded: fewer only make the program slower by a constant."""
USUAL = "7的年万、“（)a \n-.。\u3000,"
MISS = "\x00"
"""What hardly any expression goes on with."""
SAMPLES = 4
"""Characters tried of each class that is repeated."""


def worst_texts(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(prefix, unit): `prefix + unit * n + MISS` and `(prefix + unit) * n` make the expression work hardest."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags))
    return sorted({(before, unit) for before, unit in _repeats(tree, "") if unit})


def _repeats(items: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    """What each unbounded repetition repeats, with what must stand before it."""
    for code, argument in items:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, item = argument
            if most is op.MAXREPEAT or most >= UNBOUNDED:
                yield from ((before, unit) for unit in _units(list(item)))
            yield from _repeats(list(item), before)
        elif code is op.SUBPATTERN:
            yield from _repeats(list(argument[3]), before)
        elif code is op.ATOMIC_GROUP:
            yield from _repeats(list(argument), before)
        elif code is op.BRANCH:
            for branch in argument[1]:
                yield from _repeats(list(branch), before)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(list(argument[1]), before)
        before += _sample([(code, argument)])


def _units(items: list[Any]) -> Iterator[str]:
    if len(items) == 1 and items[0][0] in (op.IN, op.ANY, op.NOT_LITERAL):
        yield from _members(*items[0])
    else:
        yield _sample(items)
        for code, argument in items:
            if code is op.BRANCH:
                yield from (_sample(branch) for branch in argument[1])


def _sample(items: Iterable[Any]) -> str:
    """A short text that the items match."""
    found = ""
    for code, argument in items:
        if code is op.LITERAL:
            found += chr(argument)
        elif code in (op.IN, op.ANY, op.NOT_LITERAL):
            found += next(_members(code, argument), "")
        elif code is op.SUBPATTERN:
            found += _sample(argument[3])
        elif code is op.ATOMIC_GROUP:
            found += _sample(argument)
        elif code is op.BRANCH:
            found += _sample(argument[1][0])
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            found += _sample(argument[2]) * min(argument[0], UNBOUNDED)
    return found


def _members(code: Any, argument: Any) -> Iterator[str]:
    """A few characters of a class, the usual ones first."""
    if code is op.ANY:
        yield from USUAL.replace("\n", "")[:SAMPLES]
        return
    named = "" if code is op.NOT_LITERAL else "".join(
        chr(value if kind is op.LITERAL else value[0]) for kind, value in argument if kind in (op.LITERAL, op.RANGE)
    )  # fmt: skip
    fits = [char for char in dict.fromkeys(USUAL + named) if _in_class(char, code, argument)]
    yield from fits[:SAMPLES]


def _in_class(char: str, code: Any, argument: Any) -> bool:
    if code is op.NOT_LITERAL:
        return ord(char) != argument
    negated = any(kind is op.NEGATE for kind, _ in argument)
    return negated != any(_holds(char, kind, value) for kind, value in argument)


def _holds(char: str, kind: Any, value: Any) -> bool:
    if kind is op.LITERAL:
        return ord(char) == value
    if kind is op.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if kind is op.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        classes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
        escape = classes[name.removeprefix("NOT_")]
        return (re.match(escape, char) is not None) != name.startswith("NOT_")
    return False
