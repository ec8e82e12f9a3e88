"""One pass over a repaired text: dates, numerals that are no figures, and the numerals that are left."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from report_extract.kept import compiled
from report_extract.mentions.dates import DateSpan, disjoint_dates
from report_extract.mentions.numbers import Number, NumberGrammar
from report_extract.mentions.starts import Starts
from report_extract.patterns import CompiledRule, PatternError, Patterns


@dataclass(slots=True)
class RoleSpan:
    """A stretch whose numerals are no figures, and the rule that says so."""

    start: int
    end: int
    rule: CompiledRule


@dataclass(slots=True)
class Scan:
    """What one pass over a text found; all lists in order, dates and roles disjoint."""

    dates: list[DateSpan]
    roles: list[RoleSpan]
    numbers: list[Number]
    """Numerals that neither a date nor a role covers."""
    covered: list[tuple[Number, DateSpan | RoleSpan]]


@lru_cache(maxsize=4)
def number_grammar(patterns: Patterns) -> NumberGrammar:
    """The grammar of a pattern folder, built once. Raises PatternError."""
    try:
        return NumberGrammar(patterns.numbers)
    except re.error as error:
        file = patterns.folder / "numbers.toml"
        raise PatternError(f"{file}: its characters and words make no regular expression: {error}") from error


def scan(chars: str, patterns: Patterns) -> Scan:
    """Find dates, role spans and numerals of a whole text."""
    taken = _Taken()
    cut = number_grammar(patterns).cuts
    roles: list[RoleSpan] = []
    matches = _starts(patterns).find(chars)
    of_roles, of_dates = matches[: len(patterns.roles)], matches[len(patterns.roles) :]
    for over_dates in (True, False):
        if not over_dates:
            dates = [span for span in disjoint_dates(of_dates, patterns) if taken.add(span.start, span.end)]
        for rule, found in zip(patterns.roles, of_roles, strict=True):
            if rule.spec.over_dates != over_dates:
                continue
            for match in found:
                if cut(chars, match.start()) or cut(chars, match.end()):
                    continue
                if rule.spec.role == "label" and _is_measured(match, patterns):
                    continue
                if taken.add(match.start(), match.end()):
                    roles.append(RoleSpan(match.start(), match.end(), rule))
    roles.sort(key=lambda span: span.start)
    return _sort_numbers(chars, patterns, dates, roles)


@lru_cache(maxsize=4)
def _starts(patterns: Patterns) -> Starts:
    """Of roles and dates, for one pass over the text."""
    return Starts([rule.regex for rule in (*patterns.roles, *patterns.date_rules)])


@lru_cache(maxsize=4)
def _measured(patterns: Patterns) -> re.Pattern[str]:
    """A figure whose unit or thousands are Latin letters: 250m, 15k左右."""
    letters = "".join(patterns.numbers.suffixes)
    units = "|".join(map(re.escape, patterns.units.lettered))
    after = patterns.numbers.vague["after_suffix"]
    return compiled(rf"(?<![A-Za-z\d.])\d[\d,.]*(?:(?:{units})(?![A-Za-z\d])|[{letters}](?=(?:{after})))")


def _is_measured(match: re.Match[str], patterns: Patterns) -> bool:
    """Whether what looks like a designation is a figure with its unit."""
    figure = _measured(patterns).match(match.string, match.start())
    return figure is not None and figure.end() == match.end()


def _sort_numbers(chars: str, patterns: Patterns, dates: list[DateSpan], roles: list[RoleSpan]) -> Scan:
    spans: list[DateSpan | RoleSpan] = sorted([*dates, *roles], key=lambda span: span.start)
    grammar = number_grammar(patterns)
    ends = [end for span in spans for end in (span.start, span.end)] + [len(chars)]
    found = grammar.find_each(chars, grammar.begins(chars), ends)
    free = list(chain.from_iterable(found[::2]))
    covered = [(number, span) for span, numbers in zip(spans, found[1::2], strict=True) for number in numbers]
    return Scan(dates, roles, free, covered)


class _Taken:
    """Disjoint spans; a new one is taken only where it overlaps none."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        at = bisect_right(self.starts, start)
        if at and self.ends[at - 1] > start:
            return False
        if at < len(self.starts) and self.starts[at] < end:
            return False
        self.starts.insert(at, start)
        self.ends.insert(at, end)
        return True
