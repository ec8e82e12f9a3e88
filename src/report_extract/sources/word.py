"""Word files (.docx): paragraphs, tables and text boxes in order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from report_extract.model import Report, ReportError
from report_extract.sources.files import Source, require
from report_extract.sources.grid import Place
from report_extract.sources.rawtext import RawText

MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
"""How much larger than the file a part may unpack: text packs to about a tenth."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}

_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml")}


def read_word(source: Source) -> Report:
    """Read a .docx. Raises ReportError: damaged, protected, or larger unpacked than a report can be."""
    _check_size(source)
    docx = require("docx", "office", source.path, "a Word file")
    try:
        body = docx.Document(io.BytesIO(source.content)).element.body
    except Exception as error:  # python-docx lets lxml's, zipfile's and its own errors through
        raise ReportError(f"{source.path}: a damaged Word file ({type(error).__name__}); save it anew") from error
    out = RawText()
    _write(body, out)
    return source.report("word", out.raw.strip("\n"), tables=out.tables)


def _check_size(source: Source) -> None:
    try:
        infos = zipfile.ZipFile(io.BytesIO(source.content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReportError(f"{source.path}: a damaged Word file; save it anew") from error
    if any(info.flag_bits & 1 for info in infos):
        raise ReportError(f"{source.path}: encrypted; save it without a password")
    xml = [info for info in infos if info.filename.endswith((".xml", ".rels"))]
    total = sum(info.file_size for info in xml)
    if total > MAX_UNPACKED or any(
        info.file_size > 1_000_000 and info.file_size > MAX_RATIO * info.compress_size for info in xml
    ):
        raise ReportError(
            f"{source.path}: unpacks to {total / 1e6:.0f} MB of text, no report does; check where it is from"
        )


def _write(parent: Any, out: RawText) -> None:
    """The blocks of a body, a cell or a text box, parted by blank lines."""
    for block in _blocks(parent):
        if block.tag == f"{_W}p":
            text = _paragraph(block)
            if text.strip():
                out.text(("\n\n" if len(out) else "") + text)
            for box in _boxes(block):
                _write(box, out)
        else:
            _table(_cells(block), out)


def _table(cells: list[tuple[Place, str]], out: RawText) -> None:
    """A table's cells; one of a single column is a frame round paragraphs."""
    if len(out) and cells:
        out.text("\n\n")
    if all(place.column == 0 for place, _ in cells):
        out.text("\n\n".join(text for _, text in cells))
    else:
        out.table(cells)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls too."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> str:
    """A paragraph's text as last revised: without deletions, text boxes and field codes."""
    parts: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif node.tag not in _SKIPPED and node.tag not in (f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr"):
            stack.append(iter(node))
    return "".join(parts)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that are anchored in a paragraph, each once."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
            yield box


def _cells(table: Any) -> list[tuple[Place, str]]:
    """A table's cells with the rows and columns that they cover."""
    found: dict[tuple[int, int], list[Any]] = {}
    for row, tr in enumerate(_children(table, "tr")):
        column = _number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for tc in _children(tr, "tc"):
            span = _number(tc.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            above = next((key for key in found if key[1] == column and key[0] + found[key][0] == row), None)
            if merge is not None and merge.get(f"{_W}val") != "restart" and above is not None:
                found[above][0] += 1
            else:
                found[row, column] = [1, span, _cell_text(tc)]
            column += span
    return [(Place(row, column, rows, span), text) for (row, column), (rows, span, text) in sorted(found.items())]


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those inside content controls too."""
    for child in parent:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _cell_text(cell: Any) -> str:
    """A cell's paragraphs on lines of their own; a table within it as its cells one after another."""
    return "\n".join(text for p in cell.iter(f"{_W}p") if (text := _paragraph(p)).strip())


def _number(node: Any, default: int) -> int:
    try:
        return max(default, min(1000, int(node.get(f"{_W}val")))) if node is not None else default
    except (TypeError, ValueError):
        return default
