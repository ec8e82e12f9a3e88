"""The nouns of the program: texts with their offset map, mentions, records.

Offsets are half-open and count Unicode code points. `raw_*` counts in the report's raw text,
everything else in the repaired text.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, overload

Measure = Literal["level", "growth", "change", "share", "rank"]
Status = Literal["actual", "target", "estimate"]
Qualifier = Literal["exact", "nearly", "over", "about", "at_least", "at_most", "range"]
Precision = Literal["day", "month", "season", "year"]


class Span(NamedTuple):
    """A half-open stretch of a text."""

    start: int
    end: int


_COUNT = array("l")
"""The numbers from 0, as far as the longest text so far: copying them is much cheaper than counting anew."""


class Text:
    """Characters, and for each the raw range that it came from.

    `starts[i]..ends[i]` is the raw range of character i. Substituted characters all point at the whole
    raw range that they replace, so substitutions compose.
    """

    __slots__ = ("_in_order", "chars", "ends", "starts")

    def __init__(self, chars: str, starts: array[int], ends: array[int]) -> None:
        if not len(chars) == len(starts) == len(ends):
            raise ValueError("a text needs one raw range a character")
        self.chars = chars
        self.starts = starts
        self.ends = ends
        self._in_order: bool | None = None

    @classmethod
    def of(cls, raw: str) -> Text:
        """The raw text itself: every character is its own origin."""
        size = len(raw)
        if len(_COUNT) <= size:
            _COUNT.extend(range(len(_COUNT), size + 1))
        return cls(raw, _COUNT[:size], _COUNT[1 : size + 1])

    def __len__(self) -> int:
        return len(self.chars)

    def raw(self, start: int, end: int) -> Span:
        """Where characters start..end came from; an empty stretch gives the empty span before it."""
        if end <= start:
            at = self.starts[start] if start < len(self.chars) else (self.ends[-1] if self.chars else 0)
            return Span(at, at)
        if self._in_order is None:
            self._in_order = _rises(self.starts) and _rises(self.ends)
        if self._in_order:
            return Span(self.starts[start], self.ends[min(end, len(self.ends)) - 1])
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> Text:
        """Replace stretches (start, end, replacement), in order and disjoint."""
        chars: list[str] = []
        starts, ends = array("l"), array("l")
        at = 0
        for start, end, replacement in edits:
            if start < at or end < start:
                raise ValueError("edits must be in order and disjoint")
            chars.append(self.chars[at:start])
            starts.extend(self.starts[at:start])
            ends.extend(self.ends[at:start])
            if replacement:
                chars.append(replacement)
                if len(replacement) == end - start:
                    starts.extend(self.starts[start:end])
                    ends.extend(self.ends[start:end])
                else:
                    origin = self.raw(start, end)
                    starts.extend([origin.start] * len(replacement))
                    ends.extend([origin.end] * len(replacement))
            at = end
        if at == 0:
            return self
        chars.append(self.chars[at:])
        starts.extend(self.starts[at:])
        ends.extend(self.ends[at:])
        return Text("".join(chars), starts, ends)

    def substitute(
        self, matches: Iterable[re.Match[str]], replacement: str | Callable[[re.Match[str]], str]
    ) -> tuple[Text, int]:
        """Replace each match in `chars`; returns the new text and how many matches changed it."""
        edits: list[tuple[int, int, str]] = []
        if isinstance(replacement, str):
            made = replacement
            replacement = (lambda match: match.expand(made)) if "\\" in made else (lambda _: made)
        for match in matches:
            new = replacement(match)
            if new != match[0]:
                edits.append((match.start(), match.end(), new))
        return self.edit(edits), len(edits)

    def pieces(self, spans: Iterable[Span]) -> Text:
        """The stretches one after another, in the order given (blocks put into reading order)."""
        chars: list[str] = []
        starts, ends = array("l"), array("l")
        for start, end in spans:
            chars.append(self.chars[start:end])
            starts.extend(self.starts[start:end])
            ends.extend(self.ends[start:end])
        return Text("".join(chars), starts, ends)


def _rises(numbers: array[int]) -> bool:
    """Whether none is less than the one before."""
    import numpy as np

    return bool((np.diff(np.frombuffer(numbers, np.dtype(numbers.typecode))) >= 0).all())


@dataclass(frozen=True, slots=True)
class Box:
    """Where one character stands on a page, in points from the lower left corner."""

    page: int
    offset: int
    x0: float
    y0: float
    x1: float
    y1: float


class Boxes(Sequence[Box]):
    """The boxes of a report's characters in reading order, kept by column: a long report has millions."""

    __slots__ = ("offset", "page", "x0", "x1", "y0", "y1")

    def __init__(self) -> None:
        self.page, self.offset = array("l"), array("l")
        self.x0, self.y0, self.x1, self.y1 = array("f"), array("f"), array("f"), array("f")

    def add(self, page: int, offset: int, x0: float, y0: float, x1: float, y1: float) -> None:
        """One character's box; offsets must rise."""
        self.page.append(page)
        self.offset.append(offset)
        self.x0.append(x0)
        self.y0.append(y0)
        self.x1.append(x1)
        self.y1.append(y1)

    def __len__(self) -> int:
        return len(self.offset)

    @overload
    def __getitem__(self, at: int) -> Box: ...
    @overload
    def __getitem__(self, at: slice) -> list[Box]: ...
    def __getitem__(self, at: int | slice) -> Box | list[Box]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return Box(self.page[at], self.offset[at], self.x0[at], self.y0[at], self.x1[at], self.y1[at])

    def within(self, start: int, end: int) -> list[Box]:
        """The boxes of the characters start..end of the raw text; white space has none."""
        return self[bisect_left(self.offset, start) : bisect_left(self.offset, end)]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its stretch of the raw text, and the rows and columns that it covers, from 0."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What a REPORT_ID.toml beside the report says; it wins over what is inferred."""

    title: str | None = None
    issuer: str | None = None
    report_year: int | None = None
    published: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One input document as read, before any repair."""

    report_id: str
    raw: str
    path: str = ""
    sha256: str = ""
    format: str = "text"
    encoding: str | None = None
    pages: tuple[int, ...] = ()
    """Raw offset at which each page starts; empty where the source has no pages."""
    boxes: Sequence[Box] = ()
    given: Given = Given()
    warnings: tuple[str, ...] = ()
    tables: tuple[tuple[Cell, ...], ...] = ()
    """The cells of each table, in reading order; they are read with their row and column heads."""
    asides: tuple[Span, ...] = ()
    """Running heads and page numbers: part of the raw text, but of no sentence."""
    doubtful: tuple[int, ...] = ()
    """Raw offsets of digits that character recognition was unsure of."""

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) on which a raw offset stands."""
        return bisect_right(self.pages, offset) if self.pages else None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a caption of the repaired text."""

    start: int
    end: int
    kind: Literal["heading", "body", "caption"]
    section: str | None = None


@dataclass(slots=True)
class Mention:
    """A number, quantity or date that was recognised, with its place in both texts.

    `value`, `lower`, `upper` are in the base unit; dates are days. `start`/`end` count in the repaired text.
    """

    kind: Literal["number", "quantity", "date"]
    start: int
    end: int
    text: str
    raw_start: int = -1
    raw_end: int = -1
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    dimension: str = "other"
    qualifier: Qualifier = "exact"
    date_start: date | None = None
    date_end: date | None = None
    precision: Precision | None = None
    role: str = ""
    reason: str = ""
    rule: str = ""
    num_start: int = -1
    num_end: int = -1
    ratio: float | None = None
    """The value as a float, where no finite decimal exists."""


@dataclass(slots=True)
class Record:
    """What the rows of all record tables share."""

    report_id: str
    raw_start: int
    raw_end: int
    quote: str
    quote_start: int
    quote_end: int
    rule: str
    confidence: float
    section: str | None = None
    page: int | None = None
    record_id: str = ""
    corrected: bool = False
    notes: list[str] = field(default_factory=list)
    """What lowered the confidence and where the period came from; for `explain`."""


@dataclass(slots=True)
class Statistic(Record):
    """A figure with its meaning. Values in the base unit; a fall is negative."""

    indicator: str = ""
    measure: Measure = "level"
    basis: str | None = None
    value: float = 0.0
    value_exact: Decimal | None = None
    unit: str = ""
    dimension: str = "other"
    qualifier: Qualifier = "exact"
    lower: float | None = None
    upper: float | None = None
    period_start: date | None = None
    period_end: date | None = None
    status: Status = "actual"
    figure_text: str = ""


@dataclass(slots=True)
class Award(Record):
    """An honour given or announced."""

    award: str = ""
    level: str | None = None
    category: str | None = None
    count: int | None = None
    unit: str | None = None
    year: int | None = None
    granted_by: str | None = None
    recipients: list[str] = field(default_factory=list)
    action: str | None = None


@dataclass(slots=True)
class Event(Record):
    """Something that happened on a date or over a span of dates."""

    name: str = ""
    action: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    precision: Precision | None = None
    organisers: list[str] = field(default_factory=list)
    location: str | None = None
    participants: str | None = None


@dataclass(slots=True)
class Numeral:
    """One numeral of the ledger: its role, the records that it is in, or why it is in none."""

    report_id: str
    raw_start: int
    raw_end: int
    text: str
    role: str
    reason: str
    record_ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Heading:
    """What is known of the report as a whole."""

    title: str | None = None
    issuer: str | None = None
    report_year: int | None = None
    published: date | None = None
    reference_date: date | None = None
    genre: Literal["work_report", "plan", "bulletin", "page"] = "page"
    planned: tuple[int, int] | None = None
    """The first and last year that a plan of several years is for."""


@dataclass(slots=True, repr=False)
class Extraction:
    """All that came out of one report."""

    report: Report
    text: Text
    blocks: list[Block]
    heading: Heading
    repairs: dict[str, int]
    statistics: list[Statistic] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    numerals: list[Numeral] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every row with the name of its table, in reading order by table."""
        for name, rows in (("statistics", self.statistics), ("events", self.events), ("awards", self.awards)):
            for row in rows:
                yield name, row

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{len(getattr(self, name))} {name}" for name in ("statistics", "events", "awards", "numerals")
        )
        return f"<Extraction of {self.report.report_id}: {counts}>"

    def _repr_html_(self) -> str:
        """The text with the rows' anchors marked, for a notebook."""
        from report_extract.highlight import highlight

        return highlight(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check noticed: an agreement or a difference, and where.

    `subject` is what was checked, `expected` and `found` are the two sides as printed, `message` says it in a sentence.
    """

    check: str
    severity: Literal["ok", "note", "warning", "error"]
    report_id: str
    message: str
    record_ids: tuple[str, ...] = ()
    subject: str = ""
    expected: str = ""
    found: str = ""
    source: str = ""


def record_id(table: str, report_id: str, raw_start: int, raw_end: int, ordinal: int) -> str:
    """A stable name for a row: the same anchor in the same report has it in every run."""
    key = f"{table}\0{report_id}\0{raw_start}\0{raw_end}\0{ordinal}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


class ReportError(Exception):
    """A report that cannot be read; the message says what is wrong and what to do."""
