"""How a figure came to be: from its place in the raw text through repairs, mentions and rules to its record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from report_extract.corrections import RULE, Add, Applied, Corrections, Drop, load_corrections
from report_extract.mentions.dates import DateSpan
from report_extract.mentions.numbers import Number
from report_extract.mentions.scan import RoleSpan
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Extraction, Mention, Numeral, Record, Report, ReportError, Span, Statistic, Text
from report_extract.pattern_files import SYMBOLS, ConstructionRule
from report_extract.patterns import Patterns, Words, load_patterns, rule_line
from report_extract.pipeline import Trace, extract
from report_extract.records.reading import Reading
from report_extract.sources import read_report

_MARGIN = 28
"""Characters of context shown on each side of a place."""
_FILE_OF = {"statistics": "constructions", "awards": "awards", "events": "events"}
_BOOKKEEPING = frozenset(
    ("report_id", "raw_start", "raw_end", "quote", "quote_start", "quote_end", "notes", "rule", "confidence", "page")
)
_MARKS = frozenset(("corrected", "confidence"))
"""Fields that every correction sets."""
_CLASSES = {letter: name for name, letter in Words.CLASSES.items()} | {
    "q": "figure",
    "t": "time",
    "n": "noun",
    "N": "name in quotes",
    "k": "label",
    "i": "article",
    "b": "heading number",
    "(": "note",
}
_SYMBOL_NAMES = {letter: name for name, letter in SYMBOLS.items()}

Section = tuple[str, list[str]]
"""A label and the lines under it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `explain` says of one place: sections in the order of the work, from raw text to record."""

    span: Span
    """The place in the raw text: the record's anchor, else the numeral, else one character."""
    sections: list[Section]

    def __str__(self) -> str:
        return "\n".join(
            f"{label if not n else '':<11} {line}".rstrip()
            for label, lines in self.sections
            for n, line in enumerate(lines)
        )


def explanation(
    file: Path, at: int | None, figure: str | None, patterns: Path | None, corrections: Path
) -> Iterator[str]:
    """What the command prints: one place of a report, or, where none is given, a line for each numeral.

    `corrections` is the folder with REPORT_ID.toml files. Raises ReportError and PatternError.
    """
    if at is not None and figure is not None:
        raise ReportError(f"{file}: --at and --figure both name a place; give one of them")
    report, rules = read_report(file), load_patterns(patterns)
    explainer = Explainer(report, rules, load_corrections(corrections / f"{report.report_id}.toml", rules))
    if at is None and figure is None:
        yield from explainer.numerals()
        return
    places = [at] if at is not None else explainer.find(figure or "")
    yield str(explainer.at(places[0]))
    if len(places) > 1:
        yield f"\nIt stands at {', '.join(map(str, places[1:]))} as well; see them with --at."


class Explainer:
    """One report, extracted with its trace; explains any place of it. Offsets count in the raw text."""

    def __init__(self, report: Report, patterns: Patterns, corrections: Corrections | None = None) -> None:
        self.report = report
        self.patterns = patterns
        self.corrections = corrections
        self.trace = Trace()
        self.out: Extraction = extract(report, patterns, corrections=corrections, trace=self.trace)
        self.text = self.out.text

    # -- finding a place ------------------------------------------------------------------------------------------

    def numerals(self) -> Iterator[str]:
        """A line for each numeral of the report: its offset, itself, its role, and what was made of it or why not."""
        made: dict[str, str] = {}
        for table, row in self.out.records():
            made[row.record_id] = f"{table} {row.rule}: {_title(row)}"
        for numeral in self.out.numerals:
            what = "; ".join(made[name] for name in numeral.record_ids) or numeral.reason
            yield f"{numeral.raw_start:>7}  {_visible(numeral.text):<14} {numeral.role:<10} {what}"

    def find(self, figure: str) -> list[int]:
        """Raw offsets where a figure stands, as printed or repaired; whole figures before parts of one.

        Raises ReportError where it stands nowhere.
        """
        anchors = [row.raw_start for row in self.out.statistics if row.figure_text == figure]
        numerals = [n.raw_start for n in self.out.numerals if figure in (n.text, self._repaired(n))]
        parts = [self.text.raw(m.start(), m.end()).start for m in re.finditer(re.escape(figure), self.text.chars)]
        parts += [m.start() for m in re.finditer(re.escape(figure), self.report.raw)]
        found = anchors or numerals or parts
        if not found or not figure:
            name = self.report.path or self.report.report_id
            raise ReportError(f"{name}: no '{figure}' in it; `explain` without --figure lists its numerals")
        return sorted(set(found))

    def _repaired(self, numeral: Numeral) -> str:
        return "".join(self.text.chars[i] for i in _positions(self.text, Span(numeral.raw_start, numeral.raw_end)))

    # -- one place ------------------------------------------------------------------------------------------------

    def at(self, offset: int) -> Explanation:
        """Explain the record, numeral or character at a raw offset. Raises ReportError outside the text."""
        if not 0 <= offset < len(self.report.raw):
            name = self.report.path or self.report.report_id
            raise ReportError(f"{name}: no offset {offset} in it; its text runs from 0 to {len(self.report.raw) - 1}")
        numeral = next((n for n in self.out.numerals if n.raw_start <= offset < n.raw_end), None)
        place = Span(numeral.raw_start, numeral.raw_end) if numeral else Span(offset, offset + 1)
        rows = [(t, r) for t, r in self._rows() if r.raw_start < place.end and place.start < r.raw_end]
        span = Span(rows[0][1].raw_start, rows[0][1].raw_end) if rows else place
        where = _positions(self.text, span)
        sections = [*self._place(span, rows), ("raw", [_marked(self.report.raw, span)]), *self._repairs(span, where)]
        sentence, readings = self._sentence(where)
        if sentence is not None:
            sections += self._sentence_lines(sentence, where[0])
            sections += self._construction(readings, where)
        sections += self._numeral(numeral, offset, sentence, where)
        for table, row in rows:
            sections += self._record(table, row)
        sections += self._not_applied(span)
        return Explanation(span, sections)

    def _rows(self) -> Iterator[tuple[str, Record]]:
        """The rows of a run, and after them those that an analyst dropped."""
        yield from self.out.records()
        for one in self.trace.applied:
            if isinstance(one.decision, Drop):
                yield one.decision.table, one.row

    def _place(self, span: Span, rows: list[tuple[str, Record]]) -> Iterator[Section]:
        heading = self.out.heading
        read_from = f", read from {heading.reference_date}" if heading.reference_date else ""
        year = heading.report_year or "unknown"
        yield "report", [f"{self.report.report_id}: {heading.genre}, report year {year}{read_from}"]
        page = self.report.page_at(span.start)
        where = f"raw {span.start}..{span.end}" + (f", page {page}" if page else "")
        section = rows[0][1].section if rows else None
        yield "place", [where + (f", under “{section}”" if section else "")]

    def _repairs(self, span: Span, where: list[int]) -> Iterator[Section]:
        """The repaired text, and each repair that changed the place or its nearest neighbours."""
        if not where:
            yield "repaired", ["(nothing: a repair dropped these characters)"]
        else:
            yield "repaired", [_marked(self.text.chars, Span(where[0], where[-1] + 1))]
        near = Span(max(0, span.start - 1), span.end + 1)
        before, touched = self.report.raw[near.start : near.end], []
        for name, text in self.trace.stages:
            after = "".join(text.chars[i] for i in _positions(text, near))
            if after != before:
                touched.append(f"{name}: {_visible(before)} → {_visible(after)}")
            before = after
        yield "repairs", touched or ["none here"]

    def _sentence(self, where: list[int]) -> tuple[Sentence | None, list[Reading]]:
        for sentence, readings in self.trace.sentences:
            if where and sentence.span.start <= where[0] < sentence.span.end:
                return sentence, readings
        return None, []

    def _sentence_lines(self, sentence: Sentence, at: int) -> Iterator[Section]:
        yield (
            "sentence",
            [f"({sentence.block.kind}) {self.text.chars[sentence.span.start : sentence.span.end].strip()}"],
        )
        clause = _clause(sentence, at)
        yield "clause", [" ".join(f"{t.word}/{_CLASSES.get(t.kind, t.kind)}" for t in clause) or "(nothing but marks)"]
        mentions = [line for token in clause if (line := self._mention(token))]
        yield "mentions", mentions or ["none in this clause"]

    def _mention(self, token: Token) -> str:
        if token.figure is not None:
            return f"{token.word}: {_quantity(token.figure)}"
        if token.time is not None:
            rule = token.time.rule.spec.id
            return f"{token.word}: a {token.time.precision} by {self._rule_place('dates', rule)}"
        if token.role is not None:
            spec = token.role.rule.spec
            return f"{token.word}: {spec.role} ({spec.reason}) by {self._rule_place('roles', spec.id)}"
        return ""

    def _construction(self, readings: list[Reading], where: list[int]) -> Iterator[Section]:
        """The frame of the figure that stands here, the construction that won and those tried before."""
        for reading in readings:
            if not reading.token.start <= where[0] < reading.token.end:
                continue
            frame = reading.frame
            symbols = " ".join(_SYMBOL_NAMES.get(letter, letter) for letter in frame.symbols)
            parts = [
                f"{_SYMBOL_NAMES.get(key, key)} = {' '.join(t.word for t in tokens)}"
                for key, tokens in frame.parts.items()
            ]
            yield "frame", [symbols, *parts]
            won = self._construction_rule(reading.rule)
            how = f": {won.form} gives {won.indicator}" if won else ""
            lost = ", ".join(frame.lost) or "none"
            yield "rule", [self._rule_place("constructions", reading.rule) + how, f"tried before it: {lost}"]

    def _construction_rule(self, name: str) -> ConstructionRule | None:
        return next((rule for rule in self.patterns.constructions if rule.id == name), None)

    # -- the numeral ----------------------------------------------------------------------------------------------

    def _numeral(
        self, numeral: Numeral | None, offset: int, sentence: Sentence | None, where: list[int]
    ) -> Iterator[Section]:
        if numeral is None:
            yield "numeral", [self._no_numeral(offset, sentence, where)]
            return
        yield "numeral", [f"{_visible(numeral.text)}: {numeral.role}"]
        if not numeral.record_ids:
            yield "no record", [numeral.reason or "(no reason was given)", "said by " + self._judge(numeral, sentence)]

    def _no_numeral(self, offset: int, sentence: Sentence | None, where: list[int]) -> str:
        """Why no row of the ledger stands here, and where the nearest one does."""
        for number, reason in sentence.in_words if sentence and where else []:
            if number.start <= where[0] < number.end:
                return f"no numeral: {reason}"
        near = min(self.out.numerals, key=lambda n: abs(n.raw_start - offset), default=None)
        nearest = f"; the nearest is {_visible(near.text)} at {near.raw_start}" if near else ""
        return f"no numeral stands here{nearest}"

    def _judge(self, numeral: Numeral, sentence: Sentence | None) -> str:
        """Which rule or stage gave a numeral its role."""
        span = Span(numeral.raw_start, numeral.raw_end)
        for one in self.trace.applied:
            if isinstance(one.decision, Drop) and one.row.raw_start < span.end and span.start < one.row.raw_end:
                return f"a correction ({one.where})"
        for number, cover in self.trace.found.covered if self.trace.found else []:
            if self._overlaps(number, span):
                return self._cover_place(cover)
        for token in sentence.figures if sentence else []:
            if token.figure and self._overlaps(token.figure, span):
                return "the reader of statistics (records/statistics.py), by the words beside it"
        return "the ledger (records/ledger.py)"

    def _overlaps(self, mention: Number | Mention, span: Span) -> bool:
        raw = self.text.raw(mention.start, mention.end)
        return raw.start < span.end and span.start < raw.end

    def _cover_place(self, cover: DateSpan | RoleSpan) -> str:
        return self._rule_place("dates" if isinstance(cover, DateSpan) else "roles", cover.rule.spec.id)

    def _rule_place(self, file: str, rule: str) -> str:
        """`rise (constructions.toml:77)`; rules that are no data have no line."""
        path = self.patterns.folder / f"{file}.toml"
        known = any(rule == other.id for value in dict(self.patterns.files[file]).values() for other in _rules(value))
        return f"{rule} ({path.name}:{rule_line(path, rule)})" if known else f"{rule} (no pattern of its own)"

    # -- the record -----------------------------------------------------------------------------------------------

    def _record(self, table: str, row: Record) -> Iterator[Section]:
        applied = [one for one in self.trace.applied if one.row is row]
        dropped = any(isinstance(one.decision, Drop) for one in applied)
        shown = [f.name for f in fields(row) if f.name not in _BOOKKEEPING]
        values = {name: getattr(row, name) for name in shown}
        label = "dropped row" if dropped else "record"
        yield label, [table, *(f"{name:<14} {_shown(value)}" for name, value in values.items())]
        for one in applied:
            yield "correction", self._correction(one)
        decided = row.rule == RULE or any(name.startswith("period") for one in applied for name in one.before)
        if isinstance(row, Statistic) and not decided:
            periods = [note.removeprefix("period: ") for note in row.notes if note.startswith("period: ")]
            yield "period", [f"{_shown(row.period_start)} to {_shown(row.period_end)}: {'; '.join(periods)}"]
        if row.corrected:
            yield "confidence", [f"{row.confidence:.2f}: an analyst decided"]
        elif isinstance(row, Statistic):
            yield "confidence", self._confidence(row)
        else:
            yield "made by", [self._rule_place(_FILE_OF[table], row.rule)]
            yield "confidence", [f"{row.confidence:.2f}", *row.notes]

    def _correction(self, one: Applied) -> list[str]:
        """Who decided what, when and why, and the fields that it changed."""
        by = f"by {one.decision.who} on {one.decision.when}: {one.decision.why} ({one.where})"
        if isinstance(one.decision, Drop):
            return [f"dropped {by}"]
        if isinstance(one.decision, Add):
            return [f"added {by}"]
        after = {name: getattr(one.row, name) for name in one.before if name not in _MARKS}
        return [
            f"changed {by}",
            *(f"{name:<14} {_shown(one.before[name])} → {_shown(value)}" for name, value in after.items()),
        ]

    def _not_applied(self, span: Span) -> Iterator[Section]:
        """Corrections of this place that do not fit it any more, or change nothing."""
        if self.corrections is None:
            return
        entries = (*self.corrections.changes, *self.corrections.drops, *self.corrections.adds)
        here = {self.corrections.at(n) for n, one in entries if one.start < span.end and span.start < one.end}
        for warning in self.out.warnings:
            if any(warning.startswith(f"{where}: ") for where in here):
                yield "warning", [warning]

    def _confidence(self, row: Statistic) -> list[str]:
        rule = self._construction_rule(row.rule)
        lowered = [note for note in row.notes if not note.startswith("period: ")]
        base = f"; {rule.id} gives {rule.confidence:.2f}" if rule else ""
        return [f"{row.confidence:.2f}{base}", *(f"lowered by: {note}" for note in lowered)]


# -- small things -------------------------------------------------------------------------------------------------


def _positions(text: Text, span: Span) -> list[int]:
    """Characters of a text whose origin overlaps a raw span, in the text's order."""
    ends = text.ends
    return [i for i, start in enumerate(text.starts) if start < span.end and ends[i] > span.start]


def _clause(sentence: Sentence, at: int) -> list[Token]:
    """The tokens between the clause marks around a place."""
    clause: list[Token] = []
    for token in sentence.tokens:
        if token.kind not in ",;:":
            clause.append(token)
        elif token.end > at:
            break
        else:
            clause = []
    return clause


def _rules(value: Any) -> Iterable[Any]:
    return [rule for rule in value if hasattr(rule, "accepts")] if isinstance(value, list) else []


def _visible(text: str) -> str:
    return text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\f", "␌").replace("\t", "⇥")


def _marked(chars: str, span: Span) -> str:
    """A place in its surroundings, between 【 and 】."""
    before, after = chars[max(0, span.start - _MARGIN) : span.start], chars[span.end : span.end + _MARGIN]
    left, right = "…" if span.start > _MARGIN else "", "…" if span.end + _MARGIN < len(chars) else ""
    return _visible(f"{left}{before}【{chars[span.start : span.end]}】{after}{right}")


def _quantity(figure: Mention) -> str:
    value = figure.ratio if figure.value is None else f"{figure.value:f}"
    bounds = [
        f"{name} {bound:f}" for name, bound in (("lower", figure.lower), ("upper", figure.upper)) if bound is not None
    ]
    unit = f"{figure.unit} ({figure.dimension})" if figure.unit else "no unit"
    return ", ".join([f"{value} {unit}", figure.qualifier, *bounds])


def _title(row: Record) -> str:
    return str(getattr(row, "indicator", None) or getattr(row, "award", None) or getattr(row, "name", ""))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "–"
    if isinstance(value, float) and value == int(value):
        return f"{value:.0f}"
    if isinstance(value, date) or value is not None:
        return str(value)
    return "–"
