"""Known totals against the rows of their report.

Each total wants a row of its own: one that holds its terms, in its unit, period and measure, with its value.
Rows are dealt out so that as many totals as possible get one (augmenting paths), those whose indicator holds the
terms first; only then those where the terms stand near the figure in its sentence, and the finding says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from report_extract.checks.rows import Row, when
from report_extract.model import Finding
from report_extract.pattern_files import NearSpec
from report_extract.totals import Total, TotalsFile


def compare_totals(
    files: Iterable[TotalsFile], rows: Iterable[Row], status: dict[str, str], near: NearSpec
) -> list[Finding]:
    """One finding a total, and one for each report that was not extracted. `status`: of each extracted report."""
    by_report: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(row)
    findings: list[Finding] = []
    for file in files:
        if status.get(file.report_id) == "ok":
            findings += _Comparison(file, by_report[file.report_id], near).findings()
        else:
            findings.append(_skipped(file, file.report_id in status))
    return findings


def _skipped(file: TotalsFile, failed: bool) -> Finding:
    why = "could not be read" if failed else "was not extracted"
    return Finding(
        check="total",
        severity="warning" if failed else "note",
        report_id=file.report_id,
        message=f"{len(file.totals)} known totals not compared: the report {why}",
        source=file.path.name,
    )


class _Comparison:
    """The totals and rows of one report."""

    def __init__(self, file: TotalsFile, rows: list[Row], near: NearSpec) -> None:
        self.file = file
        self.rows = rows
        self.near = near
        self.indicators = _Texts([row.indicator for row in rows])
        self.named = [sorted(self._named(total)) for total in file.totals]
        self.row_of: dict[int, int] = {}
        self.total_of: dict[int, int] = {}

    def findings(self) -> list[Finding]:
        totals = self.file.totals
        close = [[n for n in self.named[t] if self._agrees(total, self.rows[n])] for t, total in enumerate(totals)]
        for t in range(len(totals)):
            self._deal(t, close, set())
        without = [t for t in range(len(totals)) if t not in self.row_of]
        if without:
            for t, total in enumerate(totals):
                close[t] = close[t] + [n for n in self.by_quote[t] if self._agrees(total, self.rows[n])]
        for t in without:
            self._deal(t, close, set())
        return [self._finding(t, total) for t, total in enumerate(totals)]

    def _deal(self, t: int, close: list[list[int]], tried: set[int]) -> bool:
        """Give a total a row, moving others to another of theirs where that makes room."""
        for n in close[t]:
            if n in tried:
                continue
            tried.add(n)
            if n not in self.total_of or self._deal(self.total_of[n], close, tried):
                self.total_of[n] = t
                self.row_of[t] = n
                return True
        return False

    # -- what fits ----------------------------------------------------------------------------------------------

    def _named(self, total: Total) -> set[int]:
        return self.indicators.holding_all(total.spec.indicator) - self._excluded(total)

    def _excluded(self, total: Total) -> set[int]:
        return set().union(*map(self.indicators.holding, total.spec.indicator_not))

    @cached_property
    def by_quote(self) -> list[list[int]]:
        """By total the rows in its unit that hold its terms only with what stands near their figure."""
        near = _Texts([f"{row.indicator}\n{row.near(self.near.before, self.near.after)}" for row in self.rows])
        found = []
        for total, named in zip(self.file.totals, self.named, strict=True):
            held = near.holding_all(total.spec.indicator) - self._excluded(total) - set(named)
            found.append([n for n in sorted(held) if self.rows[n].unit == total.unit])
        return found

    @staticmethod
    def _differs(total: Total, row: Row) -> list[str]:
        """What keeps a row from being the total's, its value apart."""
        spec = total.spec
        return [
            f"{name} {found or 'none'}"
            for name, same, found in (
                ("unit", row.unit == total.unit, row.unit),
                ("period", spec.period is None or row.period == spec.period, row.when),
                ("measure", spec.measure is None or row.measure == spec.measure, row.measure),
                ("status", spec.status is None or row.status == spec.status, row.status),
            )
            if not same
        ]

    @staticmethod
    def _same_value(total: Total, row: Row) -> bool:
        low, high = row.interval if total.as_printed else (row.value, row.value)
        return low - total.tolerance <= total.value <= high + total.tolerance

    def _agrees(self, total: Total, row: Row) -> bool:
        return self._same_value(total, row) and not self._differs(total, row)

    # -- what is said -------------------------------------------------------------------------------------------

    def _finding(self, t: int, total: Total) -> Finding:
        n = self.row_of.get(t)
        if n is not None:
            how = (
                ""
                if n in self.named[t]
                else f"; the terms stand near the figure, the indicator is {self.rows[n].indicator}"
            )
            return self._said(total, "ok", "agrees" + how, self.rows[n])
        others = [n for n in self.named[t] if not self._differs(total, self.rows[n])]
        if others:
            n = min(others, key=lambda n: (n in self.total_of, abs(self.rows[n].value - total.value)))
            return self._said(total, "error", "differs: " + self._other(total, n), self.rows[n])
        return self._missing(t, total)

    def _other(self, total: Total, n: int) -> str:
        row = self.rows[n]
        if n in self.total_of and self._same_value(total, row):
            return f"its only row serves another total, line {self.file.totals[self.total_of[n]].line}"
        return f"the nearest row says {row.figure_text}"

    def _missing(self, t: int, total: Total) -> Finding:
        """No row at all; names the one that comes nearest, if any has the value."""
        free = [n for n, row in enumerate(self.rows) if n not in self.total_of and self._same_value(total, row)]
        for n in [*self.named[t], *self.by_quote[t]]:
            if n in free:
                differs = ", ".join(self._differs(total, self.rows[n]))
                return self._said(total, "error", f"missing: the row with this value has {differs}", self.rows[n])
        for n in free:
            if self.rows[n].unit == total.unit:
                called = self.rows[n].indicator
                return self._said(total, "error", f"missing: the row with this value is called {called}", self.rows[n])
        return self._said(total, "error", "missing: no row has its terms, unit and period", None)

    def _said(self, total: Total, severity: str, message: str, row: Row | None) -> Finding:
        wanted = [total.printed, total.spec.measure, when(*total.spec.period) if total.spec.period else None]
        return Finding(
            check="total",
            severity="ok" if severity == "ok" else "error",
            report_id=self.file.report_id,
            message=message,
            record_ids=(row.record_id,) if row else (),
            subject=total.name,
            expected=" ".join(part for part in wanted if part),
            found=f"{row.figure_text} {row.measure} {row.when}" if row else "",
            source=f"{self.file.path.name}:{total.line}" + (f" ({total.spec.source})" if total.spec.source else ""),
        )


class _Texts:
    """Texts by the words that they hold, each word looked for once."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._with: dict[str, set[int]] = {}

    def holding(self, term: str) -> set[int]:
        """Which texts hold a term: one of the words that a bar parts."""
        return set().union(*map(self._holding_word, term.split("|")))

    def _holding_word(self, word: str) -> set[int]:
        if word not in self._with:
            self._with[word] = {n for n, text in enumerate(self.texts) if word in text}
        return self._with[word]

    def holding_all(self, terms: Sequence[str]) -> set[int]:
        """Which texts hold all of one or more terms."""
        return set.intersection(*map(self.holding, terms))
