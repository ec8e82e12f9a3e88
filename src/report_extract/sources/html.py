"""HTML pages: the main text without navigation, tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from report_extract.model import Report, ReportError
from report_extract.sources.files import Source, require
from report_extract.sources.grid import Place
from report_extract.sources.rawtext import RawText
from report_extract.sources.text import decode

MAX_BYTES = 50_000_000
_MAX_SQUARES = 500_000
"""Squares of a table that spans may claim; more is no table but an attack."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([\w-]{2,20})|<\?xml[^>]{0,100}?encoding=["']([\w-]{2,20})""",
    re.I,
)
_DROPPED_NAMES = """
script style noscript template nav aside footer form iframe object embed svg math canvas select button input
textarea head video audio dialog menu
"""
_DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCKS_NAMES = """
address article blockquote body caption center dd div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6
header hr li main ol p pre section table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_MAIN = "//main | //article | //*[@role='main']"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"])
_STOPS = re.compile(r"[。！？；]")
_CELL_TEXT = 400
"""A table with longer cells lays out the page."""


def read_html(source: Source) -> Report:
    """Read an HTML page. Raises ReportError where there is no text in it, or more than a page can hold."""
    require("lxml", "office", source.path, "an HTML page")
    if len(source.content) > MAX_BYTES:
        raise ReportError(f"{source.path}: {len(source.content) / 1e6:.0f} MB, no page is that long; split it")
    declared = _DECLARED.search(source.content[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else None
    text, encoding = decode(source.content, source.path, name)
    out = RawText()
    writer = _Writer(out)
    writer.block(_main(_parse(text, source)))
    writer.flush()
    return source.report("html", out.raw, encoding=encoding, tables=out.tables)


def _parse(text: str, source: Source) -> Any:
    from lxml import etree, html

    # A declaration of the encoding would be believed although the text is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReportError(f"{source.path}: no HTML page that can be read; save it anew") from error
    return tree


def _main(tree: Any) -> Any:
    """The element that holds the main text: one marked as such with most of the sentences, else the whole page."""
    whole = len(_STOPS.findall(tree.text_content()))
    for found in tree.xpath(_MAIN):
        if len(_STOPS.findall(found.text_content())) > 0.6 * whole:
            return found
    return tree


class _Writer:
    """Writes blocks as paragraphs parted by blank lines."""

    def __init__(self, out: RawText) -> None:
        self.out = out
        self.line: list[str] = []

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n\f\v]+", " ", "".join(self.line).replace("\0", ""))
        text = re.sub(r" ?\u2028 ?", "\n", text).strip()
        self.line = []
        if text:
            self.out.text(("\n\n" if len(self.out) else "") + text)

    def block(self, top: Any) -> None:
        """An element and what is in it, in order; without recursion, since pages nest deeply."""
        stack: list[tuple[Any, bool]] = [(top, False)]
        while stack:
            node, done = stack.pop()
            if done:
                if node.tag in _BLOCKS:
                    self.flush()
                if node is not top:
                    self.line.append(node.tail or "")
                continue
            stack.append((node, True))
            if not isinstance(node.tag, str) or _is_dropped(node):
                continue
            if node.tag == "br":
                self.line.append("\u2028")
            elif node.tag == "table" and _is_data(node):
                self.flush()
                self.table(node)
            else:
                if node.tag in _BLOCKS:
                    self.flush()
                self.line.append(node.text or "")
                stack += [(child, False) for child in reversed(node)]

    def table(self, table: Any) -> None:
        for caption in table.iter("caption"):
            self.line.append(caption.text_content())
            self.flush()
        cells = _cells(table)
        if cells:
            if len(self.out):
                self.out.text("\n\n")
            self.out.table(cells)


def _is_dropped(node: Any) -> bool:
    """Whether an element is no text of the page: scripts, navigation, what is hidden, and lists of links."""
    if node.tag in _DROPPED or node.get("role") in _ROLES or node.get("hidden") is not None:
        return True
    if _HIDDEN.search(node.get("style") or "") or node.get("aria-hidden") == "true":
        return True
    return node.tag in ("ul", "ol", "div", "p", "header", "section", "td") and _is_links(node)


def _is_links(node: Any) -> bool:
    """Whether nearly all the text of an element is links and none of it a sentence."""
    links = [len("".join(a.itertext()).strip()) for a in node.iter("a")]
    if len(links) < 2:
        return False
    text = re.sub(r"\s+", "", node.text_content())
    return sum(links) > 0.6 * len(text) and not _STOPS.search(text)


def _is_data(table: Any) -> bool:
    """Whether a table holds data and does not lay out the page."""
    cells = list(table.iter("td", "th"))
    if table.find(".//table") is not None or len(cells) < 4:
        return False
    return max(len(cell.text_content().strip()) for cell in cells) <= _CELL_TEXT


def _cells(table: Any) -> list[tuple[Place, str]]:
    """A table's cells with the rows and columns that they cover."""
    taken: set[tuple[int, int]] = set()
    found: list[tuple[Place, str]] = []
    for row, tr in enumerate(table.iter("tr")):
        column = 0
        for cell in _row_cells(tr):
            while (row, column) in taken:
                column += 1
            free = len(taken) < _MAX_SQUARES
            rows, columns = (_span(cell, "rowspan"), _span(cell, "colspan")) if free else (1, 1)
            taken |= {(row + i, column + j) for i in range(rows) for j in range(columns)}
            text = re.sub(r"\s+", " ", "".join(_cell_text(cell))).strip()
            found.append((Place(row, column, rows, columns), text))
            column += columns
    return found


def _row_cells(tr: Any) -> Iterator[Any]:
    return (cell for cell in tr if cell.tag in ("td", "th"))


def _cell_text(cell: Any) -> Iterator[str]:
    """The text in a cell, a space between its blocks, nothing of scripts."""
    yield cell.text or ""
    for child in cell:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            if child.tag in _BLOCKS or child.tag == "br":
                yield " "
            yield from _cell_text(child)
        yield child.tail or ""


def _span(cell: Any, name: str) -> int:
    try:
        return max(1, min(200, int(cell.get(name) or 1)))
    except ValueError:
        return 1
