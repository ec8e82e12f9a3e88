"""Repaired text to blocks (heading, body, caption) and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from report_extract.model import Block, Span
from report_extract.patterns import Patterns

_STOP = re.compile(r"[。！？!?…]+[”’）)》」』]*")
_PAUSE = re.compile(r"[，；：:]|、$")
_FIGURE = re.compile(r"\d(?!\d*年)")
_ITEM = re.compile(r"[●■◆▲★○•·▪□◇]")
_YEARS = re.compile(r"这是.*年。$")
_MOTTO = re.compile(r"(?:19|20)\d\d年?[，！：][^，。；\d]{2,12}！?$")
"""A heading that a year opens: 2024，采新茶去."""
_LONGEST = 160  # characters: no heading or caption is longer
_LONGEST_SENTENCE = 1000
"""Characters; no sentence of a real report has 750. The time of a sentence grows with the square of its figures."""
_LONGEST_CREDIT = 40
_CUT = re.compile(r"[，；、：](?!\d)")
_OUTSIDE_FIGURES = re.compile(r"[^\W\d_](?=[^\W\d_])")
_LEAD = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]是|第[一二三四五六七八九十]{1,3}[章节部]|\[视频\]|\[|【"
)


def blocks_of(chars: str, patterns: Patterns) -> list[Block]:
    """A text's lines as blocks; each knows the nearest heading above it."""
    blocks: list[Block] = []
    section: str | None = None
    at = 0
    for line in chars.split("\n"):
        end = at + len(line)
        if line.strip():
            kind = _kind(line, patterns)
            if kind == "heading" and not patterns.repairs.lines.unnamed.match(line.strip()):
                section = line.strip()[:80]
            blocks.append(Block(at, end, kind, section))
        at = end + 1
    return blocks


def _kind(line: str, patterns: Patterns) -> Literal["heading", "body", "caption"]:
    text = line.strip()
    if len(text) > _LONGEST:
        return "body"
    if _ITEM.match(text) and _FIGURE.search(text):
        return "body"
    stops = len(_STOP.findall(text))
    if _MOTTO.match(text.strip("【】")):
        return "heading"
    if len(text) <= 46 and not stops and not _PAUSE.search(text):
        return "heading"
    if len(text) <= 60 and _LEAD.match(text) and stops <= 1 and not _FIGURE.search(text, 3):
        return "heading"
    if len(text) <= 34 and stops == 1 and _YEARS.match(text):
        return "heading"
    return "caption" if patterns.repairs.lines.captions.match(text) and stops <= 2 else "body"


def sentences(chars: str, block: Block, patterns: Patterns) -> Iterator[Span]:
    """The sentences of a block: up to and with their full stop, or a pause where there is none for very long.

    Who took a picture is told in one of its own.
    """
    lines = patterns.repairs.lines
    for sentence in _whole_sentences(chars, block):
        at = sentence.start
        while sentence.end - at > _LONGEST_SENTENCE:
            end = _cut(chars, at, at + _LONGEST_SENTENCE)
            yield Span(at, end)
            at = end
        closed = chars.endswith(lines.terminals, at, sentence.end)
        tail = max(at, sentence.end - _LONGEST_CREDIT)
        found = None if closed else lines.credit.search(chars, tail, sentence.end)
        if found is not None and found.start() > at:
            yield Span(at, found.start())
            at = found.start()
        yield Span(at, sentence.end)


def _cut(chars: str, start: int, limit: int) -> int:
    """Where an endless sentence may be cut: after its last pause, else where no figure stands."""
    for between in (_CUT, _OUTSIDE_FIGURES):
        places = [found.end() for found in between.finditer(chars, start + _LONGEST_SENTENCE // 2, limit)]
        if places:
            return places[-1]
    return limit


def _whole_sentences(chars: str, block: Block) -> Iterator[Span]:
    at = block.start
    for stop in _STOP.finditer(chars, block.start, block.end):
        if _open_quote(chars, at, stop.end()) and stop.end() < block.end and chars[stop.end()] not in "“":
            continue
        yield Span(at, stop.end())
        at = stop.end()
    if at < block.end and chars[at : block.end].strip():
        yield Span(at, block.end)


def _open_quote(chars: str, start: int, end: int) -> bool:
    """Whether a quotation of less than a sentence's length is still open."""
    opened = chars.rfind("“", start, end)
    return opened >= 0 and "”" not in chars[opened:end] and "”" in chars[end : end + 60] and end - opened < 60
