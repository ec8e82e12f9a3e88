"""Raw text to repaired text: every repair a substitution that carries the offset map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from report_extract.cells import spread, withdraw
from report_extract.lines import join_lines
from report_extract.model import Cell, Span, Text
from report_extract.patterns import Patterns, Repairs
from report_extract.script import is_traditional, to_simplified

CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f“”‘’—…·"
SPACE = r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]"

_IDEOGRAPHIC_GAP = re.compile(r"(?<=\S)[ \t\u00a0]*\u3000[ \t\u00a0]*\u3000[\u3000 \t\u00a0]*(?=\S)")
# The space of 1 3/5 parts the whole from the fraction, and stays.
_SPACED_DIGITS = re.compile(
    rf"(?<=[\d.]){SPACE}+(?=[\d.%‰])(?!\d{{1,3}}/\d)|(?<=\d[oOl]){SPACE}+(?=[oOl\d])|(?<=\d){SPACE}+(?=[oOl][oOl\d\u4e00-\u9fff])"
)
_TABLE_ROW = re.compile(rf"\d[\d.,%]+(?:{SPACE}+[\d.,%\-]{{2,}}){{2,}}")
_BESIDE_CJK = re.compile(rf"(?<=[{CJK}]){SPACE}+(?=\S)|(?<=\S){SPACE}+(?=[{CJK}])|^{SPACE}+|{SPACE}+$", re.M)
_BESIDE_FIGURE = re.compile(rf"(?<=[{CJK}]){SPACE}+(?=\d)|(?<=[\d.%]){SPACE}+(?=[{CJK}%‰])|^{SPACE}+|{SPACE}+$", re.M)


def repair(
    raw: str,
    patterns: Patterns,
    stages: list[tuple[str, Text]] | None = None,
    tables: Sequence[Sequence[Cell]] = (),
    asides: Sequence[Span] = (),
) -> tuple[Text, dict[str, int]]:
    """Mend a raw text; returns the repaired text and how many repairs of each kind were made.

    `tables` are read with their heads, `asides` are left out: raw places that the source found.
    `stages` is filled with each repair that changed the text, and the text after it.
    """
    counts: Counter[str] = Counter()
    text = Text.of(raw)
    for name, step in _steps(patterns, counts, tables, asides):
        after = step(text)
        if stages is not None and after.chars != text.chars:
            stages.append((name, after))
        text = after
    return text, {kind: n for kind, n in sorted(counts.items()) if n}


def _steps(
    patterns: Patterns, counts: Counter[str], tables: Sequence[Sequence[Cell]], asides: Sequence[Span]
) -> Iterator[tuple[str, Callable[[Text], Text]]]:
    """The repairs in their order: those of whole lines, then the substitutions of patterns/repairs.toml."""
    rules = patterns.repairs
    yield "traditional", lambda text: _simplify(text, rules, counts)
    yield "full_width", lambda text: _fold(text, rules, counts)
    unbroken: list[Text] = []

    def set_aside(text: Text) -> Text:
        # Only folded so far, the text still has the offsets of the raw text, in which tables and asides are given.
        unbroken.append(text)
        return withdraw(text, tables, asides)

    if tables or asides:
        yield "aside", set_aside
    yield "doubled", lambda text: _undouble(text, rules, counts)
    yield "paragraph_gap", lambda text: _substitute(text, _IDEOGRAPHIC_GAP, "\n", "paragraph_gap", counts)
    yield "line_join", lambda text: join_lines(text, rules, counts)
    if tables:
        yield "table", lambda text: spread(text, unbroken[0], tables, patterns.tables, counts)
    yield "space", lambda text: _drop_spaces(text, counts)
    for rule in rules.substitutions:
        yield rule.id, partial(_substitute, pattern=rule.regex, replace=rule.replace, kind=rule.kind, counts=counts)


def _substitute(
    text: Text,
    pattern: re.Pattern[str],
    replace: str | Callable[[re.Match[str]], str],
    kind: str,
    counts: Counter[str],
) -> Text:
    text, made = text.substitute(pattern, replace)
    counts[kind] += made
    return text


def _simplify(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Traditional script to simplified, character for character."""
    if not is_traditional(text.chars, rules.traditional):
        return text
    simplified = to_simplified(text.chars, rules.traditional)
    counts["traditional"] += sum(map(str.__ne__, simplified, text.chars))
    return Text(simplified, text.starts, text.ends)


def _fold(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Full-width letters and digits to half width, character for character."""
    folded = text.chars.translate(rules.fold_table)
    if folded == text.chars:
        return text
    counts["full_width"] += sum(map(text.chars.count, rules.full))
    return Text(folded, text.starts, text.ends)


def _drop_spaces(text: Text, counts: Counter[str]) -> Text:
    """Spaces inside and beside figures and between Chinese characters; headings keep those between words."""
    edits: list[tuple[int, int, str]] = []
    at = 0
    for line in text.chars.split("\n"):
        if " " in line or not line.isprintable() or "\u3000" in line:
            prose = any(mark in line for mark in "，。；：、") or len(line) > 40
            beside = _BESIDE_CJK if prose else _BESIDE_FIGURE
            spans = {m.span() for m in beside.finditer(line)}
            if prose or not _TABLE_ROW.search(line):
                spans |= {m.span() for m in _SPACED_DIGITS.finditer(line)}
            edits += [(at + a, at + b, "") for a, b in sorted(spans)]
        at += len(line) + 1
    counts["space"] += len(edits)
    return text.edit(edits)


def _undouble(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Glyphs printed twice run by run, as overprinted captions come out: `年年 55 月月`."""
    edits: list[tuple[int, int, str]] = []
    for start, end in _doubled_regions(text.chars, rules):
        places = [i for i in range(start, end) if not text.chars[i].isspace()]
        bare = "".join(text.chars[i] for i in places)
        for first, runs in doubled_stretches(bare, rules):
            at = first
            for run in runs:
                copy = places[at + run : at + 2 * run]
                edits += [(i, i + 1, "") for i in copy]
                at += 2 * run
            counts["doubled"] += len(runs)
    if not edits:
        return text
    kept = _shared_origin(text, edits)
    return kept.edit(edits)


def _shared_origin(text: Text, edits: list[tuple[int, int, str]]) -> Text:
    """Let each kept glyph run also own the place of its dropped copy, so that an anchor spans both."""
    ends = text.ends[:]
    for start, _, _ in edits:
        if start:
            before = start - 1
            while before >= 0 and text.chars[before].isspace():
                before -= 1
            if before >= 0:
                ends[before] = max(ends[before], text.ends[start])
    # a run of copies hands its end down to the last kept glyph before it
    dropped = {start for start, _, _ in edits}
    for start in sorted(dropped, reverse=True):
        before = start - 1
        while before >= 0 and (text.chars[before].isspace() or before in dropped):
            before -= 1
        if before >= 0:
            ends[before] = max(ends[before], ends[start])
    return Text(text.chars, text.starts, ends)


def _doubled_regions(chars: str, rules: Repairs) -> list[tuple[int, int]]:
    """Groups of lines in which doubled punctuation or mostly doubled glyphs show."""
    regions: list[tuple[int, int]] = []
    at = 0
    for line in chars.split("\n"):
        end = at + len(line)
        if rules.doubled_hint.search(line):
            if regions and chars.count("\n", regions[-1][1], at) <= 2:
                regions[-1] = (regions[-1][0], end)
            else:
                regions.append((at, end))
        at = end + 1
    return regions


def doubled_stretches(bare: str, rules: Repairs) -> list[tuple[int, list[int]]]:
    """Where a text without white space is a chain of runs each standing twice: (start, lengths of the runs)."""
    size = len(bare)
    reach = list(range(size + 1))
    step = [0] * (size + 1)
    for at in range(size - 2, -1, -1):
        for run in range(1, min(rules.doubled.max_run, (size - at) // 2) + 1):
            if bare[at] == bare[at + run] and bare.startswith(bare[at : at + run], at + run):
                far = reach[at + 2 * run]
                if far > reach[at]:
                    reach[at], step[at] = far, run
    found: list[tuple[int, list[int]]] = []
    at = 0
    while at < size:
        runs: list[int] = []
        place = at
        while place < size and step[place]:
            runs.append(step[place])
            place += 2 * step[place]
        if _is_overprint(bare, at, runs, rules):
            found.append((at, runs))
            at = place
        else:
            at += 1
    return found


def _is_overprint(bare: str, at: int, runs: list[int], rules: Repairs) -> bool:
    length = 2 * sum(runs)
    if length < rules.doubled.min_characters or len(runs) < rules.doubled.min_runs:
        return False
    place, marks, long_runs = at, 0, 0
    for run in runs:
        marks += bare[place] in rules.doubled.marks
        long_runs += run >= 3
        place += 2 * run
    return marks > 0 or long_runs > 0
