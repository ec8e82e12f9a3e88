"""extract(): the stages composed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from report_extract.corrections import Applied, Corrections, apply, settle_numerals
from report_extract.layout import blocks_of, sentences
from report_extract.mentions.dates import DateSpan
from report_extract.mentions.scan import Scan, scan
from report_extract.mentions.tokens import Sentence, Tokenizer
from report_extract.model import Award, Extraction, Record, Report, Statistic, Text, record_id
from report_extract.patterns import Patterns, load_patterns
from report_extract.records.awards import AwardReader
from report_extract.records.events import EventReader
from report_extract.records.heading import read_heading
from report_extract.records.ledger import Entry, to_numerals, trimmed
from report_extract.records.periods import Calendar
from report_extract.records.reading import Reading
from report_extract.records.rows import to_rows
from report_extract.records.statistics import StatisticReader
from report_extract.repair import repair
from report_extract.segment import segmenter


@dataclass(slots=True)
class Trace:
    """What extract() passes through on its way, kept where a caller hands one in."""

    stages: list[tuple[str, Text]] = field(default_factory=list)
    """Each repair that changed the text, and the text after it."""
    found: Scan | None = None
    sentences: list[tuple[Sentence, list[Reading]]] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    """The corrections that were applied, in that order."""


def extract(
    report: Report,
    patterns: Patterns | None = None,
    *,
    corrections: Corrections | None = None,
    trace: Trace | None = None,
) -> Extraction:
    """A report's records and the ledger of its numerals.

    Pure: the same report, patterns and corrections give the same rows. `patterns` defaults to those shipped. A `trace`
    is filled with the intermediate results.
    """
    rules = patterns or load_patterns()
    text, repairs = repair(report.raw, rules, trace.stages if trace else None, report.tables, report.asides)
    blocks = blocks_of(text.chars, rules)
    heading = read_heading(report, text.chars, rules)
    out = Extraction(report, text, blocks, heading, repairs)
    found = scan(text.chars, rules)
    if trace is not None:
        trace.found = found
    entries = _read_sentences(out, text, found, rules, trace)
    _doubt(out)
    _name_records(out)
    if corrections:
        applied = apply(out, corrections, rules)
        if trace is not None:
            trace.applied = applied
    to_numerals(entries, text, out)
    if corrections:
        settle_numerals(out, corrections)
    return out


def _doubt(out: Extraction) -> None:
    """Lower the confidence of rows whose figure holds a digit that character recognition was unsure of."""
    doubtful = out.report.doubtful
    for _, row in out.records() if doubtful else ():
        if bisect_left(doubtful, row.raw_start) < bisect_left(doubtful, row.raw_end):
            row.confidence *= 0.5
            row.notes.append("a digit was recognised with doubt")


def _read_sentences(out: Extraction, text: Text, found: Scan, rules: Patterns, trace: Trace | None) -> list[Entry]:
    tokenizer = Tokenizer(text.chars, found, rules, segmenter(rules.lexicon))
    calendar = Calendar(out.heading, rules)
    statistics = StatisticReader(text.chars, rules, calendar)
    events = EventReader(text, rules, calendar)
    awards = AwardReader(text, rules)
    entries: list[Entry] = []
    known: set[int] = set()
    for block in out.blocks:
        if block.kind == "heading":
            calendar.open_heading(text.chars[block.start : block.end], _dates_in(found, block.start, block.end))
        for span in sentences(text.chars, block, rules):
            bare = None if awards.may_hold(span) else tokenizer.without_mention(span, block)
            if bare is not None:
                calendar.pass_sentence(text.chars, span, block)
                statistics.pass_sentence(tokenizer, span, block)
                known |= {n.start for n, _ in bare.in_words}
                if trace is not None and bare.in_words:
                    trace.sentences.append((tokenizer.sentence(span, block), []))
                continue
            sentence = tokenizer.sentence(span, block)
            if block.kind != "heading":
                calendar.open_sentence(sentence)
            readings = statistics.read(sentence)
            if trace is not None:
                trace.sentences.append((sentence, readings))
            counted, honours = len(out.statistics), len(out.awards)
            to_rows(readings, sentence, text, out)
            events.read(sentence, out)
            awards.read(sentence, readings, calendar.current, out)
            if len(out.awards) > honours:
                _name_honours(out.statistics[counted:], out.awards[honours:], rules.awards.actions)
            _note_figures(sentence, tokenizer.number_starts, entries, known)
    _note_others(found, text.chars, entries, known)
    return entries


def _name_honours(counts: list[Statistic], honours: list[Award], actions: Sequence[str]) -> None:
    """A count of honours has their full name in both tables: 获省科技进步一等奖，另有二等奖3项; 评出一等奖14名.

    So have those who were dealt them: 4人、3个单位分别获省五一劳动奖章和奖状.
    """
    full = {(row.raw_start, row.raw_end): row for row in honours if row.count is not None}
    for row in counts:
        honour = full.get((row.raw_start, row.raw_end))
        if honour is None:
            continue
        done = max((action for action in actions if row.indicator.startswith(action)), key=len, default="")
        if honour.award.endswith(row.indicator.removeprefix(done)):
            row.indicator = done + honour.award
        elif dealt := _dealt(honour):
            at = min((at for action in actions if (at := row.indicator.find(action)) >= 0), default=len(row.indicator))
            row.indicator = row.indicator[:at] + dealt + honour.award


def _dealt(honour: Award) -> str:
    """The verb with which an honour was dealt among several, or nothing."""
    told = (honour.action or "").removeprefix("分")
    return told if told and ("分" + told in honour.quote or "分别" + told in honour.quote) else ""


def _dates_in(found: Scan, start: int, end: int) -> list[DateSpan]:
    first, last = (bisect_left(found.dates, at, key=lambda d: d.start) for at in (start, end))
    return found.dates[first:last]


def _note_figures(sentence: Sentence, starts: list[int], entries: list[Entry], known: set[int]) -> None:
    """Add a sentence's figures to the ledger's entries; `known` gets the numerals that units and words hold, too."""
    for token in sentence.figures:
        figure = token.figure
        if figure is not None:
            role = "statistic" if figure.role in ("", "rank") else figure.role
            entries.append(Entry(figure.num_start, figure.num_end, role, figure.reason))
            known.add(figure.num_start)
            known.update(starts[bisect_left(starts, token.start) : bisect_left(starts, token.end)])  # 百 in 个百分点
    known |= {n.start for n, _ in sentence.in_words}


def _note_others(found: Scan, chars: str, entries: list[Entry], known: set[int]) -> None:
    """Add the numerals in dates and names, and those of no sentence."""
    for number, span in found.covered:
        role = "date" if isinstance(span, DateSpan) else span.rule.spec.role
        reason = (
            f"part of the date {chars[span.start : span.end]}" if isinstance(span, DateSpan) else span.rule.spec.reason
        )
        entries.append(Entry(*trimmed(number, chars), role, reason))
        known.add(number.start)
    for number in found.numbers:
        if number.start not in known and not any(e.start <= number.start < e.end for e in entries[-3:]):
            entries.append(Entry(number.start, number.end, "label", "outside any sentence"))


def _name_records(out: Extraction) -> None:
    """Give each row its id: stable by anchor and ordinal."""
    seen: Counter[tuple[str, int, int]] = Counter()
    out.statistics.sort(key=_anchor)
    out.events.sort(key=_anchor)
    out.awards.sort(key=_anchor)
    for table, row in out.records():
        key = (table, row.raw_start, row.raw_end)
        row.record_id = record_id(table, row.report_id, row.raw_start, row.raw_end, seen[key])
        seen[key] += 1


def _anchor(row: Record) -> tuple[int, int]:
    return row.raw_start, row.raw_end
