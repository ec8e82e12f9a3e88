"""All rows of an output folder, indexed as the checks of consistency need them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from report_extract.checks.rows import Row
from report_extract.model import Finding
from report_extract.pattern_files import ChecksFile
from report_extract.patterns import Patterns


class Book:
    """Rows by sentence, by indicator and by year."""

    def __init__(self, rows: Iterable[Row], reports: Iterable[dict[str, Any]], patterns: Patterns) -> None:
        self.rows = list(rows)
        self.reports = {one["report_id"]: one for one in reports}
        self.patterns = patterns
        self.spec: ChecksFile = patterns.checks
        self._leading = _ends(self.spec.names.leading)
        self._trailing = _ends(self.spec.names.trailing)
        self._generic = frozenset(self.spec.names.generic.split())
        self._keys: dict[str, str] = {}
        self._families: dict[str, str] = {}
        self._one_level: dict[tuple[str, str, str, int, str, bool], Row | None] = {}

    @cached_property
    def sentences(self) -> list[list[Row]]:
        """The rows of each sentence, in reading order."""
        groups: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[row.report_id, row.quote_start].append(row)
        return [sorted(group, key=lambda row: row.raw_start) for group in groups.values()]

    @cached_property
    def levels(self) -> dict[tuple[str, str, str, int], list[Row]]:
        """Levels that were reached, by family, indicator, unit and year."""
        out: dict[tuple[str, str, str, int], list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.measure == "level" and row.status != "target" and row.year is not None and self.named(row):
                out[self.family(row), self.key(row), row.unit, row.year].append(row)
        return out

    @cached_property
    def prices(self) -> dict[tuple[str, int | None], set[Decimal]]:
        """By how many percent consumer prices rose, as each report says of each year."""
        out: dict[tuple[str, int | None], set[Decimal]] = defaultdict(set)
        for row in self.rows:
            named = row.measure == "growth" and row.unit == "%" and row.status == "actual"
            if named and search(self.spec.relations.prices, row.indicator):
                out[row.report_id, row.year].add(row.value)
        return out

    @cached_property
    def said(self) -> dict[tuple[object, ...], list[Row]]:
        """Levels by report, indicator, unit, period and status."""
        out: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.measure == "level":
                out[row.report_id, self.key(row), row.unit, row.period, row.status].append(row)
        return out

    def one_level(self, family: str, key: str, unit: str, year: int, report_id: str, point: bool) -> Row | None:
        """The level of a year, or of a day in it, if only one value is given: here, else in the report on it."""
        asked = (family, key, unit, year, report_id, point)
        if asked not in self._one_level:
            rows = [row for row in self.levels.get(asked[:4], []) if row.point == point]
            own = [row for row in rows if row.report_id == report_id]
            chosen = own or [row for row in rows if row.report_year == year]
            self._one_level[asked] = chosen[0] if len({row.value for row in chosen}) == 1 else None
        return self._one_level[asked]

    def family(self, row: Row) -> str:
        """The series of reports that a report belongs to: its id without the digits."""
        found = self._families.get(row.report_id)
        if found is None:
            found = self._families[row.report_id] = re.sub(r"\d+", "", row.report_id)
        return found

    def key(self, row: Row) -> str:
        """The row's indicator without the words that only frame it: 全国财政收入增长 → 财政收入."""
        return self.bare(row.indicator)

    def bare(self, phrase: str) -> str:
        """A phrase without the words that only frame it."""
        found = self._keys.get(phrase)
        if found is None:
            found = self._keys[phrase] = self._bare(phrase)
        return found

    def _bare(self, phrase: str) -> str:
        while True:
            shorter = phrase
            for end in self._leading:
                if shorter.startswith(end) and len(shorter) > len(end) + 1:
                    shorter = shorter[len(end) :]
            for end in self._trailing:
                if shorter.endswith(end) and len(shorter) > len(end) + 1:
                    shorter = shorter[: -len(end)]
            if shorter == phrase:
                return phrase
            phrase = shorter

    def named(self, row: Row) -> bool:
        """Whether the indicator is a name of its own, so that rows may be compared by it."""
        return len(self.key(row)) >= 3 and self.key(row) not in self._generic

    def published(self, row: Row) -> date | None:
        """The day from which the row's report looks back."""
        found: date | None = self.reports.get(row.report_id, {}).get("reference_date")
        return found


def between(left: Row, right: Row) -> str:
    """The sentence from the end of one figure to the beginning of the next."""
    return right.quote[left.place + len(left.figure_text) : right.place]


def before(row: Row, length: int = 30) -> str:
    """The sentence before a figure."""
    return row.quote[max(0, row.place - length) : row.place]


def found(
    check: str, severity: Literal["note", "warning"], message: str, *rows: Row, expected: str = "", shown: str = ""
) -> Finding:
    """A finding about rows; the last is the one in doubt."""
    row = rows[-1]
    return Finding(
        check=check,
        severity=severity,
        report_id=row.report_id,
        message=message,
        record_ids=tuple(one.record_id for one in rows),
        subject=row.indicator,
        expected=expected,
        found=shown or row.figure_text,
        source=f"{row.report_id}:{row.raw_start}",
    )


def _ends(listed: str) -> list[str]:
    return sorted(listed.split(), key=len, reverse=True)


def search(pattern: str, text: str) -> re.Match[str] | None:
    """A pattern of patterns/checks.toml in a text (compiled once by `re`)."""
    return re.search(pattern, text)
