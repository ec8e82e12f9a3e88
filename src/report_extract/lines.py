"""Lines to paragraphs: what the column's width broke is joined, headlines and captions stay apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from report_extract.model import Span, Text
from report_extract.patterns import Repairs

_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_INNER = re.compile(r"[，。；：、！？]")
_STOPPED = re.compile(r"[。！？；]")
_CLAUSE = re.compile(r"[，。；]")
_YEAR_OPENS = re.compile(r"(?:19|20)\d\d年")
_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(slots=True)
class Line:
    """One printed line: its trimmed span, its width in full-width characters, and whether a gap precedes it."""

    start: int
    end: int
    text: str
    width: float
    block: int


def join_lines(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Join lines broken inside sentences; blank lines and short unpunctuated lines keep paragraphs apart.

    A body sentence that stops at a block's end goes on in the next block that is no caption and no headline;
    those in between are put after its paragraph.
    """
    lines = _lines(text.chars)
    if len(lines) < 2:
        return text
    page = _Page(lines, rules)
    spans: list[Span] = []
    breaks: list[int] = []
    for group in page.paragraphs():
        for line in group:
            spans.append(Span(line.start, line.end))
        breaks.append(len(spans))
        counts["line_join"] += len(group) - 1
    return _compose(text, spans, set(breaks))


def _compose(text: Text, spans: list[Span], breaks: set[int]) -> Text:
    from array import array

    chars: list[str] = []
    starts, ends = array("l"), array("l")
    for n, (start, end) in enumerate(spans, 1):
        chars.append(text.chars[start:end])
        starts.extend(text.starts[start:end])
        ends.extend(text.ends[start:end])
        if n == len(spans):
            break
        following = text.chars[spans[n].start]
        latin = _LATIN.match(following) and _LATIN.match(text.chars[end - 1]) and not text.chars[end - 2].isdigit()
        glue = "\n" if n in breaks else " " if latin else ""
        if glue:
            chars.append(glue)
            starts.append(text.ends[end - 1])
            ends.append(text.ends[end - 1] + 1)
    return Text("".join(chars), starts, ends)


def _lines(chars: str) -> list[Line]:
    lines: list[Line] = []
    block, last_end = 0, 0
    for match in _LINE.finditer(chars):
        body = match[0].strip(" \t\u00a0\u3000\u200b\ufeff")
        if not body:
            continue
        start = match.start() + match[0].index(body)
        between = chars[last_end : match.start()]
        if lines and between.replace("\r\n", "\n").count("\n") + between.count("\f") > 1:
            block += 1
        last_end = match.end()
        width = sum(0.5 if c < "\u2e80" and c not in "“”‘’—…·" else 1.0 for c in body)
        lines.append(Line(start, start + len(body), body, width, block))
    return lines


class _Page:
    """The lines of one report, with the column widths that they show."""

    def __init__(self, lines: list[Line], rules: Repairs) -> None:
        self.lines = lines
        self.rules = rules
        self.blocks: dict[int, list[Line]] = {}
        for line in lines:
            self.blocks.setdefault(line.block, []).append(line)
        self.wrapped = self._is_wrapped()
        self.columns = self._columns()

    def _is_wrapped(self) -> bool:
        """Whether lines end where the column ends, rather than where paragraphs do."""
        inner = [
            (line, self._widest(block))
            for block in self.blocks.values()
            for line in block[:-1]
            if line.width <= self.rules.lines.max_column and not self.terminal(line)
        ]
        if len(inner) < 4 or len(inner) < 0.15 * len(self.lines):
            return False
        return sum(line.width >= widest - 2.5 for line, widest in inner) >= 0.55 * len(inner)

    def _widest(self, block: list[Line]) -> float:
        """The width that the longest lines of a block have; one odd line does not count."""
        widths = sorted(line.width for line in block)
        return widths[-2] if len(widths) > 3 else widths[-1]

    def _columns(self) -> list[float]:
        """Widths that at least three inner lines have, within half a character."""
        if not self.wrapped:
            return []
        seen = Counter(
            round(line.width)
            for block in self.blocks.values()
            for line in block[:-1]
            if 8 <= line.width <= self.rules.lines.max_column and not self.terminal(line)
        )
        return sorted(width for width, n in seen.items() if n >= 3)

    def terminal(self, line: Line) -> bool:
        return line.text.rstrip(self.rules.lines.closers).endswith(tuple(self.rules.lines.terminals))

    def column_of(self, line: Line) -> float:
        """The width of the column that a line stands in; 0 where none shows."""
        if not self.wrapped:
            return 0.0
        widths = [other.width for other in self.blocks[line.block] if other.width <= self.rules.lines.max_column]
        if len(widths) >= 3:
            upper = sorted(widths)[len(widths) // 2 :]
            return max(median(upper), min(max(widths), median(upper) + 1.5))
        best = [width for width in self.columns if width >= line.width - 1]
        return best[0] if best else max(widths, default=0.0)

    def full(self, line: Line) -> bool:
        column = self.column_of(line)
        return bool(column) and line.width >= column - 1.6

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
            while (following := self._next(at, self._in_sentence(group), done)) is not None:
                group.append(self.lines[following])
                done.add(following)
                at = following
            groups.append(group)
        return groups

    def _in_sentence(self, group: list[Line]) -> bool:
        """Whether the lines joined so far are body text rather than a broken headline."""
        return len(group) > 1 and (any(_INNER.search(x.text) for x in group) or any(self.full(x) for x in group[:-1]))

    def _next(self, at: int, goes_on: bool, done: set[int]) -> int | None:
        """The line that continues line `at`, if any. `goes_on`: line `at` itself continues one."""
        line, following = self.lines[at], at + 1
        if following >= len(self.lines) or following in done or line.width > 400:
            return None
        other = self.lines[following]
        if self.terminal(line):
            same = other.block == line.block and self.full(line) and self.wrapped
            return following if same and not self._opens(other) else None
        if not self._unfinished(line, other, goes_on):
            return None
        if other.block == line.block:
            return None if self._opens(other) and not line.text[-1].isdigit() else following
        if self._opens(other):
            return None
        return self._resume(line, following, done)

    def _opens(self, line: Line) -> bool:
        return bool(self.rules.lines.openers.match(line.text))

    def _unfinished(self, line: Line, other: Line, goes_on: bool) -> bool:
        """Whether a line without a full stop is broken body text, and not a headline or signature."""
        text = line.text
        adjacent = other.block == line.block
        noted = text.startswith("（") and text.endswith("）")
        if noted or (text.endswith(("）", ")")) and not self.full(line) and not adjacent):
            return False
        return self._broken_column(line, other, goes_on) if self.wrapped else self._broken_prose(line, other, goes_on)

    def _broken_prose(self, line: Line, other: Line, goes_on: bool) -> bool:
        """In a text of one line a paragraph: a line that stops inside a sentence or a figure."""
        text, adjacent = line.text, other.block == line.block
        titled = self._opens(line) and line.width <= 46 and not _STOPPED.search(text)
        broken = (bool(_CLAUSE.search(text)) and line.width >= 12 and not titled) or goes_on
        digits = text[-1].isdigit() and adjacent
        return (broken or digits) and (adjacent or text[-1] not in "：:")

    def _broken_column(self, line: Line, other: Line, goes_on: bool) -> bool:
        """In a column: a full line, or one that with the next is no wider than the column."""
        text, adjacent = line.text, other.block == line.block
        if goes_on or text[-1] in "，、；：,":
            return True
        inner = bool(_INNER.search(self.rules.lines.openers.sub("", text)))
        if inner and (self.full(line) or adjacent):
            return True
        if not adjacent:
            return inner and self.full(line)
        if self.full(line) and self.full(other):
            return True
        if self.rules.lines.captions.match(_SPACES.sub("", text + other.text)):
            return True
        if other.width <= 1 or _YEAR_OPENS.match(other.text):
            return text[-1].isdigit() or bool(self.rules.lines.governs.search(text))
        column = max(self.column_of(line), self.column_of(other))
        return (self.full(line) and bool(_INNER.search(other.text))) or line.width + other.width <= column + 1.0

    def _resume(self, line: Line, following: int, done: set[int]) -> int | None:
        """After a block's end: the next line, or past captions and headlines where the sentence goes on."""
        start = following
        governed = bool(self.rules.lines.governs.search(line.text))
        for _ in range(4):
            if start >= len(self.lines):
                return None
            block = self._block_from(start)
            if start in done:
                return None
            if governed or not (self._is_caption(block) or self._is_headline(block)):
                return start
            start = block[-1] + 1
        return None

    def _block_from(self, start: int) -> list[int]:
        """The numbers of the lines from one to its block's end."""
        number = self.lines[start].block
        return list(takewhile(lambda i: self.lines[i].block == number, range(start, len(self.lines))))

    def _is_caption(self, block: list[int]) -> bool:
        last = self.lines[block[-1]]
        return (
            len(block) <= 7
            and bool(self.rules.lines.captions.match(_SPACES.sub("", "".join(self.lines[i].text for i in block[:2]))))
            and (self.terminal(last) or not self.full(last))
        )

    def _is_headline(self, block: list[int]) -> bool:
        lines = [self.lines[i] for i in block]
        return (
            len(lines) <= 3
            and not any(_INNER.search(x.text) or self.terminal(x) for x in lines)
            and not self.full(lines[-1])
        )
