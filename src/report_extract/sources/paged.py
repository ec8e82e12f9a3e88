"""Page numbers and running heads that a plain text has kept of the pages it was printed on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from report_extract.model import Span
from report_extract.sources.edges import Edges, edges_of, is_page_number, running

_LINE = re.compile(r"[^\n\f]+")
_ENDED = re.compile(r"[。！？!?…；：:][”’）)》」』]*$")
_PROSE = re.compile(r"[，。；]")
_OPENED = re.compile(r"[《“（(「『]\s{0,4}$")
_DIGIT = re.compile(r"\d")
_FRACTION = re.compile(r"(\d{1,4})\s{0,3}[/／]\s{0,3}(\d{1,4})")
_WORDED = re.compile(r"[\u4e00-\u9fff]{4}")
_NUMBERED = re.compile(
    r"\d{1,4}[ \t]{0,3}[|｜·•](?P<after>[^\d|｜]{2,30})|(?P<before>[^\d|｜·•]{2,30})[|｜·•][ \t]{0,3}\d{1,4}"
)
"""`14 | 某市民政`, `某市民政 · 15`: a running head with its page's number."""
_ROWS = 2
"""Lines looked at from either edge of a page."""
_LONGEST_HEAD = 40
_SHORTEST_HEAD = 6
_SHORTEST = 12
"""Characters of a line that a paragraph may fill; a heading is as short as it likes."""


def page_marks(raw: str) -> tuple[Span, ...]:
    """The running heads and page numbers of a raw text, with the blank lines around them; offsets are those of `raw`.

    Where form feeds part its pages, those are what stands at the edges of page after page; elsewhere lines that are
    page numbers by their form (`— 3 —`, `第3页`), what stands beside more than one of them, and lines that stand more
    than once and break a sentence. A line end stays in their place, two where a paragraph ends there.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(raw) if not match[0].isspace()]
    if "\f" in raw.strip():
        marks = set(_at_edges(raw, lines))
    else:
        numbers = set(_by_form(raw, lines))
        marks = numbers | set(_beside(raw, lines, numbers)) | set(_amid_sentences(raw, lines))
        marks |= set(_numbered_heads(raw, lines))
    indented = "\n\u3000" in raw
    spans = []
    for is_mark, group in groupby(range(len(lines)), key=lambda n: n in marks):
        if is_mark:
            members = list(group)
            spans.append(_with_blanks(raw, lines, members[0], members[-1], indented))
    return tuple(spans)


def _by_form(raw: str, lines: Sequence[Span]) -> Iterator[int]:
    fractions: dict[int, tuple[int, int]] = {}
    for n, line in enumerate(lines):
        text = raw[line.start : line.end]
        if len(text) >= 40 or not is_page_number(text):
            continue
        if fraction := _FRACTION.fullmatch(text.strip()):
            fractions[n] = int(fraction[1]), int(fraction[2])
        else:
            yield n
    # 2/3 may be a cell; pages are told by two that count on, of one total
    again = Counter(total for _, total in fractions.values())
    for total in (total for total, times in again.items() if times > 1):
        pages = [page for page, of in fractions.values() if of == total]
        if all(a < b <= total for a, b in pairwise(pages)):
            yield from (n for n, (_, of) in fractions.items() if of == total)


def _numbered_heads(raw: str, lines: Sequence[Span]) -> Iterator[int]:
    """Lines of a page's number and a head that stands beside another number too."""
    found = {
        n: match for n, line in enumerate(lines) if (match := _NUMBERED.fullmatch(raw[line.start : line.end].strip()))
    }
    heads = {n: (match["after"] or match["before"]).strip() for n, match in found.items()}
    counts = Counter(heads.values())
    yield from (n for n, head in heads.items() if counts[head] > 1)


def _beside(raw: str, lines: Sequence[Span], numbers: set[int]) -> Iterator[int]:
    """The lines before or after page numbers that are the same beside several, or like the one at the text's top."""
    for step in (-1, 1):
        places = [n + step for n in sorted(numbers) if 0 < n + step < len(lines) and n + step not in numbers]
        texts = {n: "".join(raw[lines[n].start : lines[n].end].split()) for n in (0, *places) if places}
        counts = Counter(texts.values())
        for n in places:
            short = len(texts[n]) <= _LONGEST_HEAD and _ENDED.search(texts[n]) is None
            if short and counts[texts[n]] > 1 and (_WORDED.search(texts[n]) or not _DIGIT.search(texts[n])):
                yield n


def _amid_sentences(raw: str, lines: Sequence[Span]) -> Iterator[int]:
    """Lines that stand more than once, at least one time between the halves of a sentence: running heads."""
    short = {n: raw[line.start : line.end] for n, line in enumerate(lines) if line.end - line.start <= _LONGEST_HEAD}
    texts = {
        n: "".join(text.split()) for n, text in short.items() if not _ENDED.search(text) and not _DIGIT.search(text)
    }
    counts = Counter(texts.values())
    again = {n: text for n, text in texts.items() if counts[text] > 1 and len(text) >= _SHORTEST_HEAD}
    heads = {
        text
        for n, text in again.items()
        if 0 < n < len(lines) - 1 and _broken_off(raw[lines[n - 1].start : lines[n - 1].end])
    }
    yield from (n for n, text in texts.items() if text in heads)


def _broken_off(line: str) -> bool:
    """Whether a line of prose ends inside a sentence; after 《 a text from the web may have a name on its own line."""
    ended = _ENDED.search(line) is not None or _OPENED.search(line) is not None
    return len(line) >= _SHORTEST and _PROSE.search(line) is not None and not ended


def _at_edges(raw: str, lines: Sequence[Span]) -> Iterator[int]:
    """The numbers of the lines that `running` sets aside."""
    pages: list[list[int]] = [[]]
    at = 0
    for n, line in enumerate(lines):
        pages += [[] for _ in range(raw.count("\f", at, line.start))]
        pages[-1].append(n)
        at = line.start
    pages = [page for page in pages if page]
    for page, asides in zip(pages, running([_edges(raw, lines, page) for page in pages]), strict=True):
        yield from page[: asides.head]
        yield from page[len(page) - asides.foot :]


def _edges(raw: str, lines: Sequence[Span], page: Sequence[int]) -> Edges:
    texts = [raw[lines[n].start : lines[n].end] for n in page]
    rows = min(_ROWS, len(texts) // 2)
    return edges_of(texts[:rows], texts[::-1][:rows])


def _with_blanks(raw: str, lines: Sequence[Span], first: int, last: int, indented: bool) -> Span:
    """From the end of the line before to the line end before the next."""
    start = lines[first - 1].end if first else 0
    end = lines[last + 1].start - 1 if last + 1 < len(lines) else len(raw)
    after = raw[lines[last + 1].start] if last + 1 < len(lines) else ""
    if first and not _goes_on(raw[lines[first - 1].start : lines[first - 1].end].strip(), after, indented):
        start = min(start + 1, lines[first].start)
    return Span(start, max(start, end)) if first else Span(0, lines[last].end)


def _goes_on(line: str, after: str, indented: bool) -> bool:
    """Whether a paragraph goes on overleaf: inside a sentence, or where paragraphs are indented and the next is not."""
    goes_on = not after.isspace() if indented else _ENDED.search(line) is None
    return len(line) >= _SHORTEST and goes_on
