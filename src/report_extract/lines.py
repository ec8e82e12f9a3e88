"""Lines to paragraphs: what the column's width broke is joined, headlines and captions stay apart."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass

from report_extract.columns import SLACK, Columns
from report_extract.model import Text
from report_extract.patterns import CompiledLines, Repairs

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\f]")
_INNER = re.compile(r"[，。；：、！？]")
_CLAUSE = re.compile(r"[，。；]")
_STOP = re.compile(r"[。！？]")
_LATIN = re.compile(r"[A-Za-z]")
_NARROW = re.compile(r"[^\u2e80-\U0010ffff“”‘’—…·]")
_INDENT = re.compile(r"[ \t\u00a0]*\u3000[ \t\u00a0]*\u3000|\t| {4}")
_CELLS = re.compile(r"(?:(?:^|[ \t\u3000])[\d.,%\-]{2,}(?=[ \t\u3000]|$)){2}")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_BLANKS = " \t\u00a0\u2000\u2001\u2002\u2003\u2009\u200a\u3000\u200b\u200d\ufeff"
_ITEM_END = re.compile(r"[\d万亿千百][ \u3000]*(?:[%‰]|[\u4e00-\u9fff]{1,3})?(?:以上|左右|以下)?[；;。]?$")
"""How a line ends that tells one figure, or several, and no more: 茶社83家，存书7万册."""
_DASHED = re.compile(r"^[^，。；—]{2,20}——[^，。；—]{2,30}$")
_LABELLED = re.compile(
    r"^[^，。；：\d]{2,18}：[^，。；：\d]{0,4}\d[\d.,]{0,12}[ \u3000]{0,2}"
    r"(?:[万亿多余]{0,3}(?:[%‰]|[\u4e00-\u9fff]{0,4}))?(?:以上|左右)?$"
)
"""A line that is a name and its figure: 省下茶款：1.2亿元."""
_OF_BEFORE = re.compile("其中|同比|环比|较上年|比上年")
_HEADING = 46  # characters: no heading is longer


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
    dated: bool
    """Only says when and where from the text is."""


def join_lines(text: Text, rules: Repairs, counts: Counter[str], raw: str) -> Text:
    """Join lines broken inside sentences; blank lines and short unpunctuated lines keep paragraphs apart.

    A body sentence that stops at a block's end goes on in the next block that is no caption and no headline;
    those in between are put after its paragraph.
    """
    lines = _lines(text, rules, raw)
    if not lines:
        return text
    order: list[Line] = []
    breaks: set[int] = set()
    for group in _Page(lines, rules.lines).paragraphs():
        order += group
        breaks.add(len(order))
        counts["line_join"] += len(group) - 1
    return _compose(text, order, breaks)


def _compose(text: Text, lines: list[Line], breaks: set[int]) -> Text:
    """The lines in reading order; what stands between two comes from the place after the first."""
    chars: list[str] = []
    starts, ends = array("l"), array("l")
    for n, line in enumerate(lines, 1):
        start, end = line.start, line.end
        chars.append(text.chars[start:end])
        starts.extend(text.starts[start:end])
        ends.extend(text.ends[start:end])
        if n == len(lines):
            break
        told_more = n not in breaks and _tells_more(line, lines[n])
        glue = "\n" if n in breaks else "，" if told_more else " " if _parted(text.chars, end, lines[n].start) else ""
        if glue:
            at = end if end < len(text) else start - 1  # a last line that an earlier one follows has one before it
            chars.append(glue)
            starts.append(text.starts[at])
            ends.append(text.ends[at])
    return Text("".join(chars), starts, ends)


def _tells_more(line: Line, other: Line) -> bool:
    """`茶农总数：4.6万人`, `同比增长：6.1%`: whether a named figure is of the one on the line before."""
    return _OF_BEFORE.match(other.text) is not None and all(_LABELLED.search(one.text) for one in (line, other))


def _parted(chars: str, end: int, following: int) -> bool:
    """Whether a space parts two Latin words; letters that stand for digits (3O, l5) are none."""
    words = _LATIN.match(chars[end - 1]) and _LATIN.match(chars[following])
    return bool(words) and not chars[end - 2 : end - 1].isdigit()


def _lines(text: Text, repairs: Repairs, raw: str) -> list[Line]:
    chars, rules = text.chars, repairs.lines
    folded = repairs.full.search(raw) is not None
    lines: list[Line] = []
    block, last_end = 0, 0
    for match in _LINE.finditer(chars):
        body = match[0].strip(_BLANKS)
        if not body:
            continue
        start = match.start() + match[0].index(body)
        if lines and len(_BREAK.findall(chars, last_end, match.start())) > 1:
            block += 1
        last_end = match.end()
        dated = _is_dateline(body, rules)
        narrow = len(_NARROW.findall(body)) if len(body) <= 3 * rules.max_column else 0
        if narrow and folded:  # what was printed at full width
            printed = repairs.full.findall(raw, text.starts[start], text.ends[start + len(body) - 1])
            narrow -= min(narrow, len(printed))
        lines.append(
            Line(
                start,
                start + len(body),
                body,
                len(body) - narrow / 2,
                block,
                bool(_INDENT.match(match[0])),
                dated or body.rstrip(rules.closers).endswith(rules.terminals),
                inner := _INNER.search(body) is not None,
                _opener("".join(body[:24].split()), rules),
                not inner and _is_row(body),
                dated,
            )
        )
    return lines


def _opener(text: str, rules: CompiledLines) -> int:
    for number, section in enumerate(rules.sections, 1):
        if section.match(text):
            return number
    return -1 if rules.openers.match(text) or _is_dateline(text, rules) else 0


def _is_dateline(text: str, rules: CompiledLines) -> bool:
    bare = "".join(text.split())
    return bool(rules.dateline.match(bare) or rules.credit.match(bare) or rules.byline.match(text))


def _is_row(text: str) -> bool:
    """Whether a line without punctuation is a row of a table: figures apart from each other, few words."""
    return bool(_CELLS.search(text)) and len(_WORDS.findall(text)) < 0.4 * len(text)


class _Page:
    """The lines of one report, with the columns that they show. A group is the numbers of a paragraph's lines."""

    def __init__(self, lines: list[Line], rules: CompiledLines) -> None:
        self.lines = lines
        self.rules = rules
        self.columns = Columns(
            [line.width for line in lines],
            [line.block for line in lines],
            [line.terminal for line in lines],
            rules.max_column,
        )
        self.spaced = lines[-1].block + 1 > 0.6 * len(lines)
        self.itemized = {n for n in range(lines[-1].block + 1) if self._is_itemized(self.columns.block(n))}
        self.headed = self._headed()  # a cached property of a compiled class would be reckoned at every use

    def _headed(self) -> set[int]:
        """The kinds of section number that mostly stand before headings, and not before sentences."""
        votes: Counter[int] = Counter()
        for at, line in enumerate(self.lines):
            if line.opener > 0:
                last = self._heading_end(at)
                short = last.end - line.start <= _HEADING
                votes[line.opener] += 1 if short and not last.terminal else -1
        return {kind for kind, balance in votes.items() if balance > 0}

    def _is_itemized(self, block: range) -> bool:
        """Whether the lines of a block are items that end with their figures, or name after name with what belongs to
        it (先锋号——机修车间), and not one text cut by a column."""
        if len(block) < 2:
            return False
        if any(sum(form.search(self.lines[at].text) is not None for at in block) > 1 for form in (_DASHED, _LABELLED)):
            return True
        ends = sum(_ITEM_END.search(self.lines[at].text) is not None for at in block)
        if ends < max(2, 0.6 * len(block)):
            return False
        inner = block[:-1]
        widest = max(self.lines[at].width for at in block)
        short = sum(self.lines[at].width < 0.8 * widest and not self.lines[at].terminal for at in inner)
        loose = sum(not self.columns.full(at) for at in inner) > 0.5 * len(inner)
        return loose or (short > 0 and ends >= 0.75 * len(block))

    def _heading_end(self, at: int) -> Line:
        """The last line of a heading that starts at line `at`: the first that is not full."""
        last = self.columns.block(self.lines[at].block).stop - 1
        while at < last and self.columns.full(at) and not self.lines[at].terminal:
            at += 1
        return self.lines[at]

    def paragraphs(self) -> list[list[Line]]:
        """Lines grouped to paragraphs, in reading order."""
        done: set[int] = set()
        groups: list[list[Line]] = []
        for first in range(len(self.lines)):
            if first in done:
                continue
            group = [first]
            while (following := self._next(group, done)) is not None:
                group.append(following)
                done.add(following)
            groups.append([self.lines[at] for at in group])
        return groups

    def _next(self, group: list[int], done: set[int]) -> int | None:
        """The line that continues a paragraph, if any."""
        at = group[-1]
        following = at + 1
        if following >= len(self.lines) or following in done:
            return None
        line, other = self.lines[at], self.lines[following]
        if line.cells or other.cells:
            return None
        if other.block == line.block:
            return following if self._adjacent(group) else None
        return self._resume(line, following, done) if self._breaks_off(group) else None

    def _torn(self, group: list[int]) -> bool:
        """Whether no paragraph can end here: inside a figure or a quotation, before a comma."""
        at = group[-1]
        line, other = self.lines[at].text, self.lines[at + 1].text
        if self.lines[at].dated:
            return False
        if self.rules.torn.search(f"{''.join(line[-14:].split())}\n{''.join(other[:14].split())}"):
            return True
        if self.lines[at].terminal:
            return False
        said = "".join(self.lines[one].text for one in group[-3:])
        for pair in self.rules.pairs:
            if said.rfind(pair[0]) > said.rfind(pair[1]):
                coming = "".join(one.text for one in self.lines[at + 1 : at + 4])[:_HEADING]
                end = coming.find(pair[1])
                return end >= 0 and pair[0] not in coming[:end] and not _STOP.search(coming[:end])
        return False

    def _heads(self, group: list[int]) -> bool:
        """Whether a group of lines is a heading by its section number."""
        lines = [self.lines[at] for at in group]
        return (
            lines[0].opener in self.headed
            and not any(line.terminal for line in lines)
            and sum(len(line.text) for line in lines) <= _HEADING
        )

    def _adjacent(self, group: list[int]) -> bool:
        """Whether the next line of the same block goes on with the paragraph."""
        at = group[-1]
        line, other = self.lines[at], self.lines[at + 1]
        if self._torn(group) or _tells_more(line, other):
            return True
        if other.indented or other.opener or line.dated:
            return False
        if line.block in self.itemized and (
            not self.columns.full(at)
            or any(form.search(line.text) for form in (_ITEM_END, _DASHED))
            or _LABELLED.search(other.text)
        ):
            return False
        return self._goes_on_in_column(group) if self.columns.wrapped else self._goes_on_in_prose(group, line)

    def _goes_on_in_prose(self, group: list[int], line: Line) -> bool:
        """In a text of one line a paragraph: after a line that stops inside a sentence."""
        if line.terminal or line.width == 1 or self._heads(group):
            return False
        return len(group) > 1 or self.spaced or (line.width >= 12 and bool(_CLAUSE.search(line.text)))

    def _goes_on_in_column(self, group: list[int]) -> bool:
        """In a column: after a full line, one that with the next made a full line, or one inside a sentence."""
        at = group[-1]
        line, other = self.lines[at], self.lines[at + 1]
        column, full = self.columns.of(at), self.columns.full(at)
        heads = self._heads(group) and not full
        wrapped = heads and len(group) > 1 and self.columns.full(group[-2])
        if abs(line.width + other.width - column) <= SLACK and not wrapped:
            return True
        if line.terminal:
            return self._reaches_end(group)
        if heads:
            return False
        if len(group) > 1 or line.inner or full or line.width + other.width <= column + 1:
            return True
        return self.columns.full(at, indent=2) and (other.inner or self.columns.full(at + 1))

    def _reaches_end(self, group: list[int]) -> bool:
        """Whether a group's last line is full, or the second part of one that was."""
        at = group[-1]
        if self.columns.full(at):
            return True
        column = self.columns.of(at)
        return (
            len(group) > 1 and column > 0 and abs(self.lines[group[-2]].width + self.lines[at].width - column) <= SLACK
        )

    def _breaks_off(self, group: list[int]) -> bool:
        """Whether a paragraph stops in the middle of a sentence at the end of its block."""
        at = group[-1]
        line, other = self.lines[at], self.lines[at + 1]
        if self._torn(group):
            return True
        if line.terminal or other.indented or other.opener or self._heads(group) or line.block in self.itemized:
            return False
        full, column = self._reaches_end(group), self.columns.of(at)
        if 0 < column - 1 <= line.width + other.width <= column + 1:
            return True
        if line.text[-1] in "：:）)" and not full:
            return False
        lines = [self.lines[one] for one in group]
        if self.rules.captions.match(lines[0].text) and len(group) <= 7 and not full:
            return False
        begun = any(_STOP.search(one.text) for one in lines)
        if not begun and sum(len(one.text) for one in lines) <= _HEADING:
            # a headline of two lines fills no column; body text does, or holds a mark
            marked = any(one.inner for one in lines) or all(self.columns.full(one) for one in group)
            return full and (line.inner or (len(group) > 1 and marked))
        return begun or full or any(one.inner for one in lines)

    def _resume(self, line: Line, following: int, done: set[int]) -> int | None:
        """After a block's end: the next line, or past captions and headlines where the sentence goes on."""
        start = following
        governed = bool(self.rules.governs.search(line.text))
        for _ in range(4):
            if start >= len(self.lines) or start in done:
                return None
            other = self.lines[start]
            block = range(start, self.columns.block(other.block).stop)
            if governed or not (self._is_caption(block) or self._is_headline(block)):
                opens = start != following and (other.opener or other.indented)
                return None if other.cells or opens else start
            start = block.stop
        return None

    def _is_caption(self, block: range) -> bool:
        first = "".join(self.lines[at].text for at in block[:2])
        return (
            len(block) <= 7
            and bool(self.rules.captions.match("".join(first.split())))
            and (self.lines[block[-1]].terminal or not self.columns.full(block[-1]))
        )

    def _is_headline(self, block: range) -> bool:
        lines = [self.lines[at] for at in block]
        plain = not any(line.inner or line.terminal for line in lines)
        return len(block) <= 3 and plain and not self.columns.full(block[-1])
