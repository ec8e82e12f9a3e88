"""The rows at the edges of a page of glyphs, and a page without those that are set aside."""

from __future__ import annotations

from collections.abc import Sequence

from report_extract.sources.edges import Asides, Edges, edges_of
from report_extract.sources.page import Glyph, joined, lines_of, rows_of

_ZONE = 0.12
"""The part of a page's height, above and below, in which running heads and page numbers stand."""
_ROWS = 3


def page_edges(glyphs: Sequence[Glyph], height: float) -> Edges:
    """The rows at the edges of a page."""
    return edges_of(*(["".join(g.char for g in row) for row in rows] for rows in _edge_rows(glyphs, height)))


def part(
    asides: Asides, glyphs: Sequence[Glyph], height: float
) -> tuple[list[list[Glyph]], list[list[Glyph]], list[Glyph]]:
    """A page's running heads, page numbers (both from the top down), and the glyphs of its body."""
    if not asides.head and not asides.foot:
        return [], [], list(glyphs)
    head, foot = _edge_rows(glyphs, height)
    heads, feet = head[: asides.head], foot[: asides.foot][::-1]
    aside = {id(g) for row in (*heads, *feet) for g in row}
    return heads, feet, [g for g in glyphs if id(g) not in aside]


def _edge_rows(glyphs: Sequence[Glyph], height: float) -> tuple[list[list[Glyph]], list[list[Glyph]]]:
    """The outermost rows above and below, from the edge inwards."""
    above = [g for g in glyphs if g.y0 > (1 - _ZONE) * height]
    below = [g for g in glyphs if g.y1 < _ZONE * height]
    head = [joined(row) for row in rows_of(lines_of(above))][:_ROWS]
    foot = [joined(row) for row in rows_of(lines_of(below))][::-1][:_ROWS]
    return head, foot
