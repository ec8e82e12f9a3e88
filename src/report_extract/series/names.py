"""What an indicator is called in a series: its canonical name, and when two names are of one thing."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from report_extract.model import Measure
from report_extract.pattern_files import SeriesRule
from report_extract.patterns import Patterns
from report_extract.segment import segmenter

Marks = tuple[frozenset[str], ...]


class Names:
    """The names of patterns/series.toml, and the guard against names that are alike and mean different things."""

    def __init__(self, patterns: Patterns) -> None:
        spec = patterns.series
        self._spec = spec
        self._cut = segmenter(patterns.lexicon)
        self._leading = _longest_first(spec.matching.leading)
        self._trailing = _longest_first(spec.matching.trailing)
        self._contrasts = [rule.words.split() for rule in spec.contrast]
        self._known = {name: rule for rule in spec.series for name in (rule.id, *rule.names)}
        self._takers_of = lru_cache(maxsize=None)(self._takers)
        self._marks_of = lru_cache(maxsize=None)(self._marks)
        self._head_of = lru_cache(maxsize=None)(self._head)

    def bare(self, indicator: str) -> str:
        """An indicator without the words at its ends that only frame it: 全国财政收入增长 → 财政收入."""
        while True:
            phrase = indicator
            for word in self._leading:
                if indicator.startswith(word) and len(indicator) > len(word) + 1:
                    indicator = indicator[len(word) :]
                    break
            for word in self._trailing:
                if indicator.endswith(word) and len(indicator) > len(word) + 1:
                    indicator = indicator[: -len(word)]
                    break
            if indicator == phrase:
                return phrase

    def rule(self, indicator: str, measure: Measure, unit: str) -> tuple[SeriesRule, float] | None:
        """The rule of patterns/series.toml for an indicator, and how alike the names are (0 to 100); None without one.

        `unit` is the row's own; a rule takes those that its series has or that convert into them.
        """
        bare = self.bare(indicator)
        known = self._takers_of(measure, unit).get(self.marks(bare), [])
        found = process.extractOne(bare, known, scorer=fuzz.ratio, score_cutoff=self._spec.matching.likeness)
        if found is None:
            return None
        rule = self._known[found[0]]
        return None if any(word in indicator for word in rule.never) else (rule, found[1])

    def _takers(self, measure: Measure, unit: str) -> dict[Marks, list[str]]:
        """The names of the rules that take a unit, by the words of contrast in them."""
        takers: dict[Marks, list[str]] = {}
        for name, rule in self._known.items():
            if self._target(rule, measure, unit):
                takers.setdefault(self.marks(name), []).append(name)
        return takers

    def unit(self, rule: SeriesRule, measure: Measure, unit: str) -> str:
        """The unit in which a series gives a row's value."""
        target = self._target(rule, measure, unit)
        assert target is not None, "asked of a rule that does not take the unit"
        return target

    def _target(self, rule: SeriesRule, measure: Measure, unit: str) -> str | None:
        units = rule.units.get(measure, [])
        converted = self._spec.conversion.get(unit)
        return unit if unit in units else converted.unit if converted and converted.unit in units else None

    def alike(self, one: str, other: str) -> float:
        """How alike two bare names of one thing are, 0 to 100; 0 where head noun or scope tell them apart."""
        if self.marks(one) != self.marks(other) or self._head_of(one) != self._head_of(other):
            return 0.0
        return fuzz.ratio(one, other, score_cutoff=self._spec.matching.likeness)

    def marks(self, name: str) -> Marks:
        """The words of each contrast that a name holds: 城镇 in one and 农村 in the other keep two names apart."""
        return self._marks_of(name)

    def _marks(self, name: str) -> Marks:
        return tuple(held(name, words) for words in self._contrasts)

    def _head(self, name: str) -> str:
        return self._cut(name)[-1]


def held(name: str, words: list[str]) -> frozenset[str]:
    """The words that stand in a name, longest first, each character in one of them: 进出口 holds no 出口."""
    found = set()
    for word in sorted(words, key=len, reverse=True):
        if word in name:
            found.add(word)
            name = name.replace(word, "\n")
    return frozenset(found)


def _longest_first(listed: str) -> list[str]:
    return sorted(listed.split(), key=len, reverse=True)
