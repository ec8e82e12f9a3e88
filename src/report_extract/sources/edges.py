"""Running heads and page numbers: what stands at the edge of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from report_extract.sources.page import Glyph, joined, lines_of, rows_of

_ZONE = 0.12
"""The part of a page's height, above and below, in which they stand."""
_ROWS = 3
_NUMBER = re.compile(r"第\d{1,4}页(?:[/，,]?共\d{1,4}页)?|[-－—–·•]{1,2}\d{1,4}[-－—–·•]{1,2}|\d{1,4}[/／]\d{1,4}")
_CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Edges:
    """The outermost rows of a page, from the edge inwards, digits as #."""

    head: tuple[str, ...]
    foot: tuple[str, ...]
    numbers: frozenset[str]
    """Those rows that are page numbers by their form."""


@dataclass(frozen=True, slots=True)
class Asides:
    """How many rows at the head and foot of a page are set aside."""

    head: int
    foot: int

    def part(self, glyphs: Sequence[Glyph], height: float) -> tuple[list[list[Glyph]], list[list[Glyph]], list[Glyph]]:
        """A page's running heads, page numbers (both from the top down), and the glyphs of its body."""
        if not self.head and not self.foot:
            return [], [], list(glyphs)
        head, foot = _edge_rows(glyphs, height)
        heads, feet = head[: self.head], foot[: self.foot][::-1]
        aside = {id(g) for row in (*heads, *feet) for g in row}
        return heads, feet, [g for g in glyphs if id(g) not in aside]


def page_edges(glyphs: Sequence[Glyph], height: float) -> Edges:
    """The rows at the edges of a page."""
    return edges_of(*(["".join(g.char for g in row) for row in rows] for rows in _edge_rows(glyphs, height)))


def edges_of(head: Sequence[str], foot: Sequence[str]) -> Edges:
    """The edges of a page by its outermost lines, each from the edge inwards."""
    numbers = frozenset(_form(row) for row in (*head, *foot) if is_page_number(row))
    return Edges(tuple(map(_form, head)), tuple(map(_form, foot)), numbers)


def is_page_number(line: str) -> bool:
    """Whether a line is a page number by its form: — 3 —, 第3页共12页, 3/12. A bare number may be anything."""
    return _NUMBER.fullmatch(re.sub(r"\s", "", line)) is not None


def running(pages: Sequence[Edges]) -> list[Asides]:
    """Which rows are running heads or page numbers: those on a third of the pages, two at least, and number forms.

    A running head with words stays in the body of the first page that bears it: it may be the report's title.
    """
    heads = Counter(row for page in pages for row in set(page.head))
    feet = Counter(row for page in pages for row in set(page.foot))
    least = max(2, 0.3 * len(pages))
    seen: set[str] = set()
    asides = []
    for page in pages:
        counts = []
        for rows, times in ((page.head, heads), (page.foot, feet)):
            n = 0
            while n < len(rows) and (times[rows[n]] >= least or rows[n] in page.numbers):
                if _CJK.search(rows[n]) and rows[n] not in page.numbers and rows[n] not in seen:
                    seen.add(rows[n])
                    break
                n += 1
            counts.append(n)
        asides.append(Asides(*counts))
    return asides


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _edge_rows(glyphs: Sequence[Glyph], height: float) -> tuple[list[list[Glyph]], list[list[Glyph]]]:
    """The outermost rows above and below, from the edge inwards."""
    above = [g for g in glyphs if g.y0 > (1 - _ZONE) * height]
    below = [g for g in glyphs if g.y1 < _ZONE * height]
    head = [joined(row) for row in rows_of(lines_of(above))][:_ROWS]
    foot = [joined(row) for row in rows_of(lines_of(below))][::-1][:_ROWS]
    return head, foot
