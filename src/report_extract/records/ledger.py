"""Every numeral of a report with its role: in a record, or the reason why not."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from report_extract.mentions.numbers import Number
from report_extract.model import Extraction, Numeral, Report, Span, Text
from report_extract.places import Places

_DIGITS = re.compile(r"[0-9０-９]+")
_DIGIT_PLACES = Places([(frozenset("0123456789０１２３４５６７８９"), None)])


@dataclass(slots=True)
class Entry:
    """A numeral of the repaired text before it is placed in the raw one."""

    start: int
    end: int
    role: str
    reason: str


def to_numerals(entries: list[Entry], text: Text, out: Extraction) -> None:
    """Add the ledger's rows: disjoint spans in raw order that hold every digit of the raw text."""
    report = out.report
    records = _records_by_place(out)
    spans: list[tuple[Span, Entry]] = sorted(
        ((text.raw(e.start, e.end), e) for e in entries if e.end > e.start),
        key=lambda pair: (pair[0].start, -pair[0].end),
    )
    rows: list[Numeral] = []
    digits = _DIGIT_PLACES.find(report.raw)
    at = 0
    for span, entry in spans:
        if span.start < at:
            continue
        if _any_between(digits, at, span.start):
            rows += _stray(report, at, span.start)
        ids = _holding(records, span)
        role, reason = entry.role, entry.reason
        if not ids and role == "statistic":
            role, reason = "unresolved", reason or "no record holds it"
        rows.append(
            Numeral(report.report_id, span.start, span.end, report.raw[span.start : span.end], role, reason, ids)
        )
        at = span.end
    rows += _stray(report, at, len(report.raw))
    out.numerals = rows


def _any_between(places: list[int], start: int, end: int) -> bool:
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def _stray(report: Report, start: int, end: int) -> list[Numeral]:
    """Digits that no mention covers (the second copies of doubled glyphs, for one)."""
    rows = []
    for match in _DIGITS.finditer(report.raw, start, end):
        before = bisect_right(report.asides, match.start(), key=lambda span: span.start)
        aside = before > 0 and match.start() < report.asides[before - 1].end
        reason = "a running head or page number" if aside else "digits that the repair dropped or that form no numeral"
        rows.append(Numeral(report.report_id, match.start(), match.end(), match[0], "label", reason))
    return rows


def _records_by_place(out: Extraction) -> dict[int, list[tuple[Span, str]]]:
    """Record anchors by every hundredth raw offset that they touch."""
    places: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    for _, row in out.records():
        span = Span(row.raw_start, row.raw_end)
        for key in range(span.start // 100, span.end // 100 + 1):
            places[key].append((span, row.record_id))
    return places


def _holding(places: dict[int, list[tuple[Span, str]]], span: Span) -> list[str]:
    return [
        rid for anchor, rid in places.get(span.start // 100, []) if anchor.start < span.end and span.start < anchor.end
    ]


def trimmed(number: Number, chars: str) -> tuple[int, int]:
    """A numeral without the sign and words of its match."""
    return number.start + (chars[number.start : number.start + 1] in "-−负"), number.end
