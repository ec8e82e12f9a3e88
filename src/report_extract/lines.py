"""Lines to paragraphs: what the column's width broke is joined, headlines and captions stay apart."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from report_extract.model import Span, Text
from report_extract.patterns import CompiledLines, Repairs

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\f]")
_INNER = re.compile(r"[，。；：、！？]")
_CLAUSE = re.compile(r"[，。；]")
_LATIN = re.compile(r"[A-Za-z]")
_NARROW = re.compile(r"[^\u2e80-\U0010ffff“”‘’—…·]")
_INDENT = re.compile(r"[ \t\u00a0]*\u3000[ \t\u00a0]*\u3000|\t| {4}")
_CELLS = re.compile(r"(?:(?:^|[ \t\u3000])[\d.,%\-]{2,}(?=[ \t\u3000]|$)){2}")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_BLANKS = " \t\u00a0\u2000\u2001\u2002\u2003\u2009\u200a\u3000\u200b\u200d\ufeff"
_HEADING = 46  # characters: no heading is longer
_SLACK = 1.6  # full-width characters that a full line may fall short by, for punctuation kept off its end


@dataclass(slots=True)
class Line:
    """One printed line: its trimmed span, its width in full-width characters, and what it looks like."""

    start: int
    end: int
    text: str
    width: float
    block: int
    """Lines without a blank line between them are one block."""
    indented: bool
    terminal: bool
    """Ends with a full stop."""
    inner: bool
    """Holds punctuation."""
    opener: int
    """What it opens with: 0 nothing; -1 a mark; from 1 the kind of section number."""
    cells: bool
    """A row of a table."""


def join_lines(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Join lines broken inside sentences; blank lines and short unpunctuated lines keep paragraphs apart.

    A body sentence that stops at a block's end goes on in the next block that is no caption and no headline;
    those in between are put after its paragraph.
    """
    lines = _lines(text.chars, rules.lines)
    if not lines:
        return text
    spans: list[Span] = []
    breaks: set[int] = set()
    for group in _Page(lines, rules.lines).paragraphs():
        for line in group:
            spans.append(Span(line.start, line.end))
        breaks.add(len(spans))
        counts["line_join"] += len(group) - 1
    return _compose(text, spans, breaks)


def _compose(text: Text, spans: list[Span], breaks: set[int]) -> Text:
    """The lines in reading order; a line break or space between two is drawn from the place after the first."""
    chars: list[str] = []
    starts, ends = array("l"), array("l")
    for n, (start, end) in enumerate(spans, 1):
        chars.append(text.chars[start:end])
        starts.extend(text.starts[start:end])
        ends.extend(text.ends[start:end])
        if n == len(spans):
            break
        following = text.chars[spans[n].start]
        glue = "\n" if n in breaks else " " if _LATIN.match(following) and _LATIN.match(text.chars[end - 1]) else ""
        if glue:
            chars.append(glue)
            starts.append(text.ends[end - 1])
            ends.append(text.starts[end] if end < len(text) else text.ends[end - 1])
    return Text("".join(chars), starts, ends)


def _lines(chars: str, rules: CompiledLines) -> list[Line]:
    lines: list[Line] = []
    block, last_end = 0, 0
    for match in _LINE.finditer(chars):
        body = match[0].strip(_BLANKS)
        if not body:
            continue
        start = match.start() + match[0].index(body)
        between = chars[last_end : match.start()]
        if lines and len(_BREAK.findall(between)) > 1:
            block += 1
        last_end = match.end()
        narrow = len(_NARROW.findall(body)) if len(body) <= 3 * rules.max_column else 0
        bare = "".join(body.split()) if len(body) < 120 else body
        lines.append(
            Line(
                start,
                start + len(body),
                body,
                len(body) - narrow / 2,
                block,
                bool(_INDENT.match(match[0])),
                body.rstrip(rules.closers).endswith(rules.terminals),
                bool(_INNER.search(body)),
                _opener(bare, rules),
                _is_row(body),
            )
        )
    return lines


def _opener(text: str, rules: CompiledLines) -> int:
    for number, section in enumerate(rules.sections, 1):
        if section.match(text):
            return number
    return -1 if rules.openers.match(text) else 0


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table: figures apart from each other, few words, no punctuation."""
    return bool(_CELLS.search(text)) and not _INNER.search(text) and len(_WORDS.findall(text)) < 0.4 * len(text)


def _shown(widths: list[float]) -> float:
    """The column that a block's lines show: two of four or more reach about the same width; else 0."""
    if len(widths) < 4:
        return 0.0
    *_, second, widest = sorted(widths)
    return max(second, widest - 1) if second >= widest - _SLACK else 0.0


class _Page:
    """The lines of one report, with the column widths that they show."""

    def __init__(self, lines: list[Line], rules: CompiledLines) -> None:
        self.lines = lines
        self.rules = rules
        self.blocks: dict[int, list[int]] = {}
        for i, line in enumerate(lines):
            self.blocks.setdefault(line.block, []).append(i)
        self.spaced = len(self.blocks) > 0.6 * len(lines)
        self._column: dict[int, float] = {}

    @cached_property
    def wrapped(self) -> bool:
        """Whether lines end where the column ends, rather than where paragraphs do."""
        narrow = [line for line in self.lines if line.width <= self.rules.max_column]
        if sum(line.width for line in narrow) < 0.6 * sum(line.width for line in self.lines):
            return False
        reaching: list[bool] = []
        for number, block in self.blocks.items():
            widths = sorted(self._widths(number))
            widest = widths[-2] if len(widths) > 3 else widths[-1] if widths else 0.0  # one odd line does not count
            for at in block[:-1]:
                line, last = self.lines[at], 0.0 if at == block[0] else self.lines[at - 1].width
                if not line.terminal and line.width <= self.rules.max_column:
                    parts = (last + line.width, line.width + self.lines[at + 1].width)
                    broken = any(abs(both - widest) <= _SLACK for both in parts)
                    reaching.append(broken or line.width >= widest - 2.5)
        return len(reaching) >= max(4, 0.15 * len(self.lines)) and sum(reaching) >= 0.55 * len(reaching)

    def column_of(self, line: Line) -> float:
        """The width of the column that a line stands in; 0 where none shows."""
        if line.block not in self._column:
            self._column[line.block] = self._measure(line.block) if self.wrapped else 0.0
        return self._column[line.block]

    def _measure(self, block: int) -> float:
        """A block's own column where it shows, or that of the blocks beside it, or its widest line."""
        widths = self._widths(block)
        if own := _shown(widths):
            return own
        widest = max(widths, default=0.0)
        for step in (1, 2, -1, -2, 3, -3):
            column = _shown(self._widths(block + step))
            reaches = [*widths, *(one + other for one, other in pairwise(widths))]
            if column and widest <= column + _SLACK and any(abs(w - column) <= 2 + _SLACK for w in reaches):
                return column
        return widest if len(widths) > 1 else 0.0

    def _widths(self, block: int) -> list[float]:
        return [w for i in self.blocks.get(block, []) if (w := self.lines[i].width) <= self.rules.max_column]

    def full(self, line: Line, indent: int = 0) -> bool:
        """Whether a line reaches the end of its column; `indent` is what it may have been moved in by."""
        column = self.column_of(line)
        return bool(column) and column - _SLACK - indent <= line.width <= column + 2 * _SLACK

    @cached_property
    def headed(self) -> set[int]:
        """The kinds of section number that mostly stand before headings, and not before sentences."""
        votes: Counter[int] = Counter()
        for i, line in enumerate(self.lines):
            if line.opener > 0:
                last = self.lines[self._heading_end(i)]
                length = last.end - line.start
                votes[line.opener] += 1 if not last.terminal and length <= _HEADING else -1
        return {kind for kind, balance in votes.items() if balance > 0}

    def _heading_end(self, first: int) -> int:
        """The last line of a heading that starts at line `first`: the first that is not full."""
        at = first
        while (
            at + 1 < len(self.lines)
            and self.lines[at + 1].block == self.lines[first].block
            and self.full(self.lines[at])
            and not self.lines[at].terminal
        ):
            at += 1
        return at

    def paragraphs(self) -> list[list[Line]]:
        """Lines grouped to paragraphs, in reading order."""
        done: set[int] = set()
        groups: list[list[Line]] = []
        for first in range(len(self.lines)):
            if first in done:
                continue
            group = [self.lines[first]]
            done.add(first)
            at = first
            while (following := self._next(at, group, done)) is not None:
                group.append(self.lines[following])
                done.add(following)
                at = following
            groups.append(group)
        return groups

    def _next(self, at: int, group: list[Line], done: set[int]) -> int | None:
        """The line that continues the paragraph `group`, whose last line is number `at`."""
        line, following = self.lines[at], at + 1
        if following >= len(self.lines) or following in done:
            return None
        other = self.lines[following]
        if line.cells or other.cells:
            return None
        if other.block == line.block:
            return following if self._adjacent(at, group) else None
        return self._resume(line, following, done) if self._breaks_off(at, group) else None

    def _torn(self, at: int, group: list[Line]) -> bool:
        """Whether no paragraph can end between two lines: inside a figure or a quotation, before a comma."""
        line, other = self.lines[at], self.lines[at + 1]
        if self.rules.torn.search(f"{''.join(line.text[-14:].split())}\n{''.join(other.text[:14].split())}"):
            return True
        if line.terminal:
            return False
        said = "".join(one.text for one in group[-3:])
        for pair in self.rules.pairs:
            opening, closing = pair[0], pair[1]
            if said.rfind(opening) > said.rfind(closing):
                coming = "".join(one.text for one in self.lines[at + 1 : at + 4])[:_HEADING]
                end = coming.find(closing)
                return end >= 0 and opening not in coming[:end] and not any(stop in coming[:end] for stop in "。！？")
        return False

    def _heads(self, group: list[Line]) -> bool:
        """Whether a group of lines is a heading by its section number."""
        return (
            group[0].opener in self.headed
            and not any(line.terminal for line in group)
            and sum(len(line.text) for line in group) <= _HEADING
        )

    def _adjacent(self, at: int, group: list[Line]) -> bool:
        """Whether the next line of the same block goes on with the paragraph."""
        line, other = self.lines[at], self.lines[at + 1]
        if self._torn(at, group):
            return True
        if other.indented or other.opener:
            return False
        if not self.wrapped:
            if line.terminal or self._heads(group):
                return False
            return len(group) > 1 or self.spaced or (line.width >= 12 and bool(_CLAUSE.search(line.text)))
        column = self.column_of(line)
        if abs(line.width + other.width - column) <= _SLACK:
            return True
        if line.terminal:
            return self._reaches_end(group)
        if self._heads(group) and not self.full(line):
            return False
        if len(group) > 1 or line.inner or self.full(line) or line.width + other.width <= column + 1:
            return True
        return self.full(line, indent=2) and (other.inner or self.full(other))

    def _reaches_end(self, group: list[Line]) -> bool:
        """Whether a group's last line is full, or the second part of one that was."""
        line = group[-1]
        if self.full(line):
            return True
        column = self.column_of(line)
        return len(group) > 1 and column > 0 and abs(group[-2].width + line.width - column) <= _SLACK

    def _breaks_off(self, at: int, group: list[Line]) -> bool:
        """Whether a paragraph stops in the middle of a sentence at the end of its block."""
        line, other = self.lines[at], self.lines[at + 1]
        if self._torn(at, group):
            return True
        if line.terminal or other.indented or other.opener or self._heads(group):
            return False
        full = self._reaches_end(group)
        column = self.column_of(line)
        if 0 < column - 1 <= line.width + other.width <= column + 1:
            return True
        if line.text[-1] in "：:）)" and not full:
            return False
        length = sum(len(one.text) for one in group)
        started = any(one.terminal for one in group) or any(stop in one.text for one in group for stop in "。！？")
        if self.rules.captions.match(group[0].text) and len(group) <= 7 and not full:
            return False
        if not started and length <= _HEADING:
            return full and (line.inner or len(group) > 1)
        return started or full or any(one.inner for one in group)

    def _resume(self, line: Line, following: int, done: set[int]) -> int | None:
        """After a block's end: the next line, or past captions and headlines where the sentence goes on."""
        start = following
        governed = bool(self.rules.governs.search(line.text))
        for _ in range(4):
            if start >= len(self.lines) or start in done:
                return None
            block = self.blocks[self.lines[start].block]
            block = block[block.index(start) :]
            if governed or not (self._is_caption(block) or self._is_headline(block)):
                other = self.lines[start]
                opens = start != following and (other.opener or other.indented)
                return None if other.cells or opens else start
            start = block[-1] + 1
        return None

    def _is_caption(self, block: list[int]) -> bool:
        first, last = self.lines[block[0]], self.lines[block[-1]]
        return (
            len(block) <= 7
            and bool(self.rules.captions.match(first.text.replace(" ", "")))
            and (last.terminal or not self.full(last))
        )

    def _is_headline(self, block: list[int]) -> bool:
        lines = [self.lines[i] for i in block]
        return len(lines) <= 3 and not any(x.inner or x.terminal for x in lines) and not self.full(lines[-1])
