"""What a change of rules did: the rows of two output folders that were added, lost or changed, by anchor."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from report_extract.tables import TABLES, of_report, parts_of

Kind = Literal["added", "lost", "changed"]
Row = dict[str, Any]
KINDS: tuple[Kind, ...] = ("added", "lost", "changed")

# What names a row or a run and says nothing of its content; a report's year is told once, in `reports`.
_IGNORED = frozenset(
    ("record_id", "record_ids", "report_id", "raw_start", "raw_end", "quote_start", "quote_end", "path", "sha256")
) | {"program_version", "patterns_sha256", "rows"}
_TITLES = {"statistics": "figure_text", "events": "name", "awards": "award", "numerals": "text", "reports": "title"}
_TELLING = {
    "statistics": ("indicator", "value", "unit", "measure", "status"),
    "events": ("date_start", "date_end", "organisers", "location"),
    "awards": ("count", "unit", "level", "recipients"),
    "numerals": ("role", "reason"),
    "reports": ("report_year", "published", "status", "error"),
}
"""Columns that tell what an added or lost row was, in the order shown."""


class DiffError(Exception):
    """Folders that cannot be compared; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. `fields` holds a column's old and new value; None on the side where there is no row."""

    kind: Kind
    table: str
    report_id: str
    start: int
    end: int
    """The anchor in the raw text: the new row's, or that of a lost one."""
    title: str
    rules: tuple[str, str]
    """Rule (a numeral's role) of the old and the new row; empty where there is none."""
    fields: dict[str, tuple[Any, Any]]
    quote: str

    @property
    def rule(self) -> str:
        """The rule to count a change under: the one that made the row, or had made it."""
        return self.rules[1] or self.rules[0]


@dataclass(slots=True)
class Counts:
    """How many rows differ, by table and kind, by table, rule and kind, and by table and column."""

    tables: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str, Kind]] = field(default_factory=Counter)
    columns: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, change: Change) -> None:
        self.tables[change.table, change.kind] += 1
        self.rules[change.table, change.rule, change.kind] += 1
        if change.kind == "changed":
            self.columns.update((change.table, column) for column in change.fields)


def compare(old: Path, new: Path, table: str | None = None) -> Iterator[Change]:
    """Every row that differs between two output folders, by table, report and anchor.

    Raises DiffError where a folder holds no tables or there is no such table.
    """
    if table is not None and table not in TABLES:
        raise DiffError(f"no table '{table}'; the tables are {', '.join(TABLES)}")
    for folder in (old, new):
        if not any((folder / name).is_dir() for name in TABLES):
            raise DiffError(f"{folder}: no tables here; run `report-extract extract REPORTS --out {folder}` first")
    for name in TABLES if table is None else (table,):
        for report_id in sorted(_reports(name, old) | _reports(name, new)):
            first, second = (folder / name / f"{report_id}.parquet" for folder in (old, new))
            if not _same_bytes(first, second):
                yield from _rows_differ(name, report_id, *(_rows(name, folder, report_id) for folder in (old, new)))


def _reports(name: str, folder: Path) -> set[str]:
    parts = parts_of(name, folder)
    if parts:
        return set(pq.read_table(parts, columns=["report_id"])["report_id"].to_pylist())
    return {file.stem for file in (folder / name).glob("*.parquet")}


def _same_bytes(first: Path, second: Path) -> bool:
    return first.is_file() and second.is_file() and first.read_bytes() == second.read_bytes()


def _rows(name: str, folder: Path, report_id: str) -> list[Row]:
    """A report's rows, with the columns that they have: an older version's may be fewer."""
    try:
        rows: list[Row] = of_report(name, folder, report_id).to_pylist()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        file = folder / name / f"{report_id}.parquet"
        raise DiffError(f"{file}: not a Parquet file; extract its report again") from error
    return rows


def _rows_differ(table: str, report_id: str, old: list[Row], new: list[Row]) -> Iterator[Change]:
    """Pair rows by their anchor and place in it, the rest by overlapping anchors; what is left was lost or added."""
    before, after = _by_anchor(old), _by_anchor(new)
    pairs = [(before.pop(key), after.pop(key)) for key in [*before] if key in after]
    left, right = [*before.values()], [*after.values()]
    for row in left[:]:
        other = next((r for r in right if _overlap(row, r)), None)
        if other is not None:
            pairs.append((row, other))
            left.remove(row)
            right.remove(other)
    changes = [_changed(table, report_id, one, two) for one, two in pairs]
    changes += [_single("lost", table, report_id, row) for row in left]
    changes += [_single("added", table, report_id, row) for row in right]
    yield from sorted((c for c in changes if c is not None), key=lambda c: (c.start, c.end))


def _by_anchor(rows: list[Row]) -> dict[tuple[int, int, int], Row]:
    seen: Counter[tuple[int, int]] = Counter()
    out: dict[tuple[int, int, int], Row] = {}
    for row in rows:
        anchor = _anchor(row)
        out[*anchor, seen[anchor]] = row
        seen[anchor] += 1
    return out


def _anchor(row: Row) -> tuple[int, int]:
    return row.get("raw_start", 0), row.get("raw_end", 0)


def _overlap(one: Row, two: Row) -> bool:
    (start, end), (other_start, other_end) = _anchor(one), _anchor(two)
    return start < other_end and other_start < end


def _changed(table: str, report_id: str, old: Row, new: Row) -> Change | None:
    columns = [name for name in dict.fromkeys((*new, *old)) if name not in _IGNORED]
    fields = {name: (old.get(name), new.get(name)) for name in columns if old.get(name) != new.get(name)}
    if "value" in fields:
        fields.pop("value_exact", None)
    if table != "reports":
        fields.pop("report_year", None)
    if _anchor(old) != _anchor(new):
        fields = {"anchor": ("{}..{}".format(*_anchor(old)), "{}..{}".format(*_anchor(new)))} | fields
    if not fields:
        return None
    rules = _rule(table, old), _rule(table, new)
    return Change("changed", table, report_id, *_anchor(new), _title(table, new), rules, fields, new.get("quote") or "")


def _single(kind: Kind, table: str, report_id: str, row: Row) -> Change:
    told = {name: row[name] for name in _TELLING[table] if row.get(name) not in (None, [], "")}
    fields = {name: (value, None) if kind == "lost" else (None, value) for name, value in told.items()}
    rules = (_rule(table, row), "") if kind == "lost" else ("", _rule(table, row))
    return Change(kind, table, report_id, *_anchor(row), _title(table, row), rules, fields, row.get("quote") or "")


def _rule(table: str, row: Row) -> str:
    return str(row.get("role" if table == "numerals" else "rule") or "")


def _title(table: str, row: Row) -> str:
    return str(row.get(_TITLES[table]) or "")


# -- as text --------------------------------------------------------------------------------------------------------


def report(changes: Iterable[Change], limit: int = 40) -> Iterator[str]:
    """The changes as lines a person can read, at most `limit` of each table (0: all), and then their counts."""
    counts = Counts()
    shown: Counter[str] = Counter()
    for change in changes:
        counts.add(change)
        shown[change.table] += 1
        if not limit or shown[change.table] <= limit:
            yield from _lines(change)
        elif shown[change.table] == limit + 1:
            yield f"… and more {change.table}; see all with --limit 0\n"
    yield from _summary(counts)


def _lines(change: Change) -> Iterator[str]:
    place = f"{change.report_id} {change.start}..{change.end}" if change.table != "reports" else change.report_id
    old, new = change.rules
    rule = f"{old} → {new}" if old and new and old != new else new or old
    yield f"{change.kind:<8} {change.table} {place} {rule}".rstrip()
    title = f"“{_shown(change.title)}” " if change.title else ""
    told = [
        f"{name} {_shown(before)} → {_shown(after)}"
        if change.kind == "changed"
        else f"{name} {_shown(before or after)}"
        for name, (before, after) in change.fields.items()
    ]
    yield f"         {title}{'; '.join(told)}"
    if change.quote and "quote" not in change.fields:
        yield f"         {_shown(change.quote)}"
    yield ""


def _summary(counts: Counts) -> Iterator[str]:
    if not counts.tables:
        yield "no row differs"
        return
    rules: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for (table, rule, kind), n in counts.rules.items():
        rules[table, rule][KINDS.index(kind)] = n
    yield f"{'table':<12} {'rule':<28} {'added':>7} {'lost':>7} {'changed':>8}"
    for table in TABLES:
        of_table = sorted((-sum(n), rule, n) for (name, rule), n in rules.items() if name == table)
        if not of_table:
            continue
        added, lost, changed = (counts.tables[table, kind] for kind in KINDS)
        yield f"{table:<12} {'':<28} {added:>7} {lost:>7} {changed:>8}"
        for _, rule, (added, lost, changed) in of_table:
            if rule:
                yield f"{'':<12} {rule:<28} {added:>7} {lost:>7} {changed:>8}"
        columns = [(n, column) for (name, column), n in counts.columns.items() if name == table]
        if columns:
            told = ", ".join(f"{column} {n}" for n, column in sorted(columns, key=lambda pair: (-pair[0], pair[1])))
            yield f"{'':<12} changed fields: {told}"


def _shown(value: Any) -> str:
    """A value on one line; lists and maps by their members."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return " ".join(map(_shown, value))
    if isinstance(value, list):
        return "、".join(map(_shown, value)) or "–"
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1 else f"{value:.10g}"
    return str(value) if isinstance(value, date) else " ".join(str(value).split())
