"""An analyst's decisions: corrections/REPORT_ID.toml, read, validated and applied to an extraction.

A row is named by its table and anchor: the raw text from `start`, an offset, that must read `text`. Where several rows
stand on one anchor, `row` says which of them (from 1, as extracted). Each entry says who decided, when and why:

    [[change]]
    table = "statistics"
    start = 212
    text = "46支"
    set = { indicator = "宣讲小队", value = 46 }   # an empty text empties a field
    who = "Li Wei"
    when = 2024-05-06
    why = "the verb is no part of it"

    [[drop]]     # the same without set; role says what its numeral is instead ("label" unless given)
    [[add]]      # set needs indicator, value and unit; an award or a name for the other tables
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from report_extract.layout import sentences
from report_extract.mentions.units import bound
from report_extract.model import (
    Award,
    Event,
    Extraction,
    Measure,
    Mention,
    Precision,
    Qualifier,
    Record,
    ReportError,
    Span,
    Statistic,
    Status,
    record_id,
)
from report_extract.patterns import Patterns
from report_extract.toml_file import TomlError, load_toml

Table = Literal["statistics", "events", "awards"]
Role = Literal["date", "duration", "ordinal", "name", "label", "identifier", "heading", "idiom"]
Empty = Literal[""]
Exact = Annotated[Decimal, Field(max_digits=38, decimal_places=9)]
"""What a table's exact column holds."""

RULE = "correction"
"""The rule of a row that an analyst added."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _Fields(_Strict):
    """The fields of a row that an analyst may set; those not given stay as they are."""

    def given(self) -> dict[str, Any]:
        """The fields given, an empty text as None."""
        return {name: None if value == "" else value for name, value in self if name in self.model_fields_set}


class StatisticFields(_Fields):
    """Values in the base unit; dates are days."""

    indicator: str = Field("", min_length=1)
    measure: Measure = "level"
    basis: str = ""
    value: Exact = Decimal(0)
    unit: str = ""
    qualifier: Qualifier = "exact"
    lower: Exact | Empty = ""
    upper: Exact | Empty = ""
    period_start: date | Empty = ""
    period_end: date | Empty = ""
    status: Status = "actual"
    section: str = ""


class AwardFields(_Fields):
    """`count` and `year` are whole numbers."""

    award: str = Field("", min_length=1)
    level: Literal["national", "provincial", "municipal", ""] = ""
    category: str = ""
    count: Annotated[int, Field(ge=0, lt=2**63)] | Empty = ""
    unit: str = ""
    year: Annotated[int, Field(ge=1000, le=9999)] | Empty = ""
    granted_by: str = ""
    recipients: list[str] = []
    action: str = ""
    section: str = ""


class EventFields(_Fields):
    """Dates are days."""

    name: str = Field("", min_length=1)
    action: str = ""
    date_start: date | Empty = ""
    date_end: date | Empty = ""
    precision: Precision | Empty = ""
    organisers: list[str] = []
    location: str = ""
    participants: str = ""
    section: str = ""


FIELDS: dict[str, type[_Fields]] = {"statistics": StatisticFields, "events": EventFields, "awards": AwardFields}
NEEDED = {"statistics": ("indicator", "value", "unit"), "events": ("name",), "awards": ("award",)}


class _Decision(_Strict):
    table: Table
    start: int = Field(ge=0)
    text: str = Field(min_length=1)
    who: str = Field(min_length=1)
    when: date
    why: str = Field(min_length=1)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Setting(_Decision):
    set: dict[str, Any] = Field(min_length=1)

    @field_validator("set")
    @classmethod
    def _whole(cls, fields: dict[str, Any]) -> dict[str, Any]:
        # An inline table's integers and decimals both count as exact numbers.
        return {
            name: Decimal(value) if type(value) is int and name in _DECIMALS else value
            for name, value in fields.items()
        }

    @model_validator(mode="after")
    def _fit(self) -> _Setting:
        try:
            self.fields()
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(step) for step in first["loc"][:1])
            known = f"; {self.table} has {', '.join(FIELDS[self.table].model_fields)}"
            raise ValueError(f"'{key}': {first['msg']}{known if first['type'] == 'extra_forbidden' else ''}") from None
        return self

    def fields(self) -> dict[str, Any]:
        """The fields to set, checked. Raises ValidationError."""
        return FIELDS[self.table].model_validate(self.set).given()


class Change(_Setting):
    """Other values for some fields of a row."""

    row: int | None = Field(None, ge=1)


class Add(_Setting):
    """A row that was not extracted."""

    @model_validator(mode="after")
    def _complete(self) -> Add:
        missing = [name for name in NEEDED[self.table] if name not in self.set]
        if missing:
            raise ValueError(f"a row to add to {self.table} needs {', '.join(missing)}")
        return self


class Drop(_Decision):
    """A row that is none."""

    row: int | None = Field(None, ge=1)
    role: Role = "label"


_DECIMALS = ("value", "lower", "upper")


class _File(_Strict):
    change: list[Change] = []
    drop: list[Drop] = []
    add: list[Add] = []


@dataclass(frozen=True, slots=True)
class Corrections:
    """One file's decisions, each with the line where it begins."""

    path: Path
    changes: tuple[tuple[int, Change], ...] = ()
    drops: tuple[tuple[int, Drop], ...] = ()
    adds: tuple[tuple[int, Add], ...] = ()

    def at(self, line: int) -> str:
        """How a warning names an entry: without what differs from machine to machine."""
        return f"{self.path.parent.name}/{self.path.name}:{line}"


@dataclass(frozen=True, slots=True)
class Applied:
    """A decision that was applied: where it is written, its row, and the row's fields that it changed as they were."""

    where: str
    decision: Change | Drop | Add
    row: Record
    before: dict[str, Any]


def load_corrections(path: Path, patterns: Patterns) -> Corrections | None:
    """A report's corrections; None where it has none. Raises ReportError: file, line, what is wrong."""
    try:
        source, data = load_toml(path, Decimal)
    except FileNotFoundError:
        return None
    except TomlError as error:
        raise ReportError(f"{path}: {error}") from error
    lines = _lines(source, data)
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise ReportError(_explain(path, lines, error)) from error
    found = Corrections(
        path,
        tuple(zip(lines["change"], file.change, strict=True)),
        tuple(zip(lines["drop"], file.drop, strict=True)),
        tuple(zip(lines["add"], file.add, strict=True)),
    )
    for line, one in (*found.changes, *found.adds):
        _check_unit(f"{path}:{line}", one, patterns)
    return found


def _lines(source: str, data: dict[str, Any]) -> dict[str, list[int]]:
    """The line of each entry, by kind; the first line where they cannot be told (an array written in one piece)."""
    heads = [re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line) for line in source.split("\n")]
    lines = {}
    for kind in _File.model_fields:
        found = [number for number, head in enumerate(heads, start=1) if head and head[1] == kind]
        count = len(data[kind]) if isinstance(data.get(kind), list) else 0
        lines[kind] = found if len(found) == count else [1] * count
    return lines


def _explain(path: Path, lines: dict[str, list[int]], error: ValidationError) -> str:
    first = error.errors()[0]
    place = first["loc"]
    key = ".".join(str(step) for step in place if not isinstance(step, int))
    message = first["msg"].removeprefix("Value error, ")
    if len(place) > 1 and isinstance(place[1], int):
        return f"{path}:{lines[str(place[0])][place[1]]}: key '{key}': {message}"
    return f"{path}: key '{key}': {message}"


def _check_unit(where: str, one: _Setting, patterns: Patterns) -> None:
    given = str(one.set.get("unit", ""))
    unit = patterns.units.forms.get(given.lstrip("十百千万亿"))
    if one.table == "statistics" and unit and unit.name != given:
        raise ReportError(f"{where}: unit '{given}': give value and unit in the base unit, '{unit.name}'")


def apply(out: Extraction, corrections: Corrections, patterns: Patterns) -> list[Applied]:
    """Change, drop and add rows of an extraction whose rows have their ids; what does not fit becomes a warning.

    A row left alone keeps its id: an added one takes the next ordinal on its anchor. Returns what was applied.
    """
    rows: dict[tuple[str, Span], list[Record]] = defaultdict(list)
    applied: list[Applied] = []
    for table, row in out.records():
        rows[table, Span(row.raw_start, row.raw_end)].append(row)
    for line, change in corrections.changes:
        applied += _change(out, corrections.at(line), change, rows, patterns)
    for line, drop in corrections.drops:
        gone = _one(out, corrections.at(line), drop, rows)
        applied += [Applied(corrections.at(line), drop, gone, {})] if gone else []
    dropped = {id(one.row) for one in applied if isinstance(one.decision, Drop)}
    out.statistics = [row for row in out.statistics if id(row) not in dropped]
    out.events = [row for row in out.events if id(row) not in dropped]
    out.awards = [row for row in out.awards if id(row) not in dropped]
    for line, add in corrections.adds:
        applied += _add(out, corrections.at(line), add, rows, patterns)
    for table_rows in (out.statistics, out.events, out.awards):
        table_rows.sort(key=lambda row: (row.raw_start, row.raw_end))
    return applied


def settle_numerals(out: Extraction, corrections: Corrections) -> None:
    """Give the numerals of dropped and added rows the role that the analyst's decision means."""
    ids = {row.record_id for row in out.statistics if row.rule == RULE}
    for numeral in out.numerals:
        if ids.intersection(numeral.record_ids):
            numeral.role, numeral.reason = "statistic", ""
        elif numeral.role == "unresolved":
            for _, drop in corrections.drops:
                if drop.start < numeral.raw_end and numeral.raw_start < drop.end and _stands(out, drop):
                    numeral.role, numeral.reason = drop.role, f"dropped by {drop.who}: {drop.why}"


def _stands(out: Extraction, one: _Decision) -> bool:
    return out.report.raw.startswith(one.text, one.start)


def _one(out: Extraction, where: str, one: Change | Drop, rows: dict[tuple[str, Span], list[Record]]) -> Record | None:
    """The row that a decision is about, or a warning why there is none."""
    if not _anchored(out, where, one):
        return None
    found = rows.get((one.table, Span(one.start, one.end)), [])
    if not found:
        problem = f"no row of {one.table} stands on '{_short(one.text)}' at {one.start} any more"
    elif one.row is None and len(found) > 1:
        problem = f"{len(found)} rows of {one.table} stand on '{_short(one.text)}' at {one.start}: say which with row ="
    elif one.row is not None and one.row > len(found):
        problem = f"'{_short(one.text)}' at {one.start} has {len(found)} rows of {one.table}, not {one.row}"
    else:
        return found[(one.row or 1) - 1]
    out.warnings.append(f"{where}: not applied: {problem}")
    return None


def _anchored(out: Extraction, where: str, one: _Decision) -> bool:
    if _stands(out, one):
        return True
    raw = out.report.raw
    places = sorted(_places(raw, one.text), key=lambda at: abs(at - one.start))
    hint = f"; it stands at {places[0]}" if places else "; the report no longer has it"
    stands = _short(raw[one.start : one.end]) or "the end"
    out.warnings.append(f"{where}: not applied: at {one.start} stands '{stands}', not '{_short(one.text)}'{hint}")
    return False


def _places(raw: str, text: str) -> Iterator[int]:
    at = raw.find(text)
    while at >= 0:
        yield at
        at = raw.find(text, at + 1)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 24 else f"{flat[:23]}…"


def _change(
    out: Extraction, where: str, one: Change, rows: dict[tuple[str, Span], list[Record]], patterns: Patterns
) -> list[Applied]:
    row = _one(out, where, one, rows)
    if row is None:
        return []
    fields = one.fields()
    if all(_current(row, name) == value for name, value in fields.items()):
        out.warnings.append(f"{where}: changes nothing: the row on '{_short(one.text)}' says so by now; remove it")
    before = {field.name: getattr(row, field.name) for field in dataclass_fields(row)}
    _set(row, fields, patterns)
    changed = {name: value for name, value in before.items() if getattr(row, name) != value}
    return [Applied(where, one, row, changed)]


def _current(row: Record, name: str) -> Any:
    return row.value_exact if name == "value" and isinstance(row, Statistic) else getattr(row, name)


def _set(row: Record, fields: dict[str, Any], patterns: Patterns) -> None:
    """Set fields, and with them what follows: float and exact value, dimension of the unit, bounds of the qualifier."""
    for name, value in fields.items():
        empty_list = value is None and isinstance(getattr(row, name), list)
        setattr(row, name, [] if empty_list else value)
    if isinstance(row, Statistic):
        if "value" in fields:
            row.value_exact, row.value = fields["value"], float(fields["value"])
        if "unit" in fields:
            row.unit = row.unit or ""
            unit = patterns.units.forms.get(row.unit)
            row.dimension = unit.dimension if unit else "other"
        if fields.keys() & {"value", "qualifier"} and row.value_exact is not None:
            mention = Mention("quantity", 0, 0, "", value=row.value_exact, qualifier=row.qualifier)
            bound(mention)
            bounds = (mention.lower, mention.upper) if row.value >= 0 else (mention.upper, mention.lower)
            if row.qualifier != "range":
                row.lower, row.upper = (None if one is None else float(one) for one in bounds)
        for name in fields.keys() & {"lower", "upper"}:
            setattr(row, name, None if fields[name] is None else float(fields[name]))
    row.corrected = True
    row.confidence = 1.0


def _add(
    out: Extraction, where: str, one: Add, rows: dict[tuple[str, Span], list[Record]], patterns: Patterns
) -> list[Applied]:
    if not _anchored(out, where, one):
        return []
    span = _repaired(out, one)
    if span is None:
        out.warnings.append(f"{where}: not applied: the repaired text has nothing of '{_short(one.text)}'")
        return []
    taken = rows[one.table, Span(one.start, one.end)]
    place = _place(out, span, one, patterns)
    row: Record
    if one.table == "statistics":
        year = out.heading.report_year
        row = Statistic(**place, figure_text=out.text.chars[span.start : span.end].strip())
        if year:
            row.period_start, row.period_end = date(year, 1, 1), date(year, 12, 31)
        out.statistics.append(row)
    elif one.table == "awards":
        row = Award(**place, year=out.heading.report_year)
        out.awards.append(row)
    else:
        row = Event(**place)
        out.events.append(row)
    _set(row, one.fields(), patterns)
    row.record_id = record_id(one.table, row.report_id, one.start, one.end, len(taken))
    taken.append(row)
    return [Applied(where, one, row, {})]


def _repaired(out: Extraction, one: _Decision) -> Span | None:
    """The repaired characters that came from an anchor, without white space at its ends."""
    text = out.text
    inside = [
        i
        for i in range(len(text))
        if one.start <= text.starts[i] and text.ends[i] <= one.end and not text.chars[i].isspace()
    ]
    return Span(inside[0], inside[-1] + 1) if inside else None


def _place(out: Extraction, span: Span, one: _Decision, patterns: Patterns) -> dict[str, Any]:
    """Where an added row stands: its sentence and section."""
    chars = out.text.chars
    block = next((b for b in out.blocks if b.start <= span.start < b.end), None)
    found = sentences(chars, block, patterns) if block else iter(())
    sentence = next((s for s in found if s.start <= span.start < s.end), span)
    quote = out.text.raw(sentence.start, sentence.end)
    return {
        "report_id": out.report.report_id,
        "raw_start": one.start,
        "raw_end": one.end,
        "quote": chars[sentence.start : sentence.end].strip(),
        "quote_start": quote.start,
        "quote_end": quote.end,
        "rule": RULE,
        "confidence": 1.0,
        "section": block.section if block else None,
        "page": out.report.page_at(one.start),
    }
