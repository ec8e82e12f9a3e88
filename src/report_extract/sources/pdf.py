"""PDF files: the text layer with a box a character, ruled tables, and scanned pages by character recognition."""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_api

from report_extract.model import Report, ReportError
from report_extract.sources.edge_rows import page_edges, part
from report_extract.sources.edges import Edges, running
from report_extract.sources.files import Source
from report_extract.sources.grid import Rule, grids
from report_extract.sources.page import Glyph, once, read_page
from report_extract.sources.rawtext import RawText

MAX_PAGES = 5000
MAX_CHARACTERS = 20_000_000
MAX_SCANNED = 400
"""Pages for character recognition, at about three seconds each."""
_MAX_PATHS = 20_000
"""Drawn paths of a page; a page with more is a drawing, no table."""
_BLANK = frozenset((0, 9, 10, 13, 32, 0xA0, 0xAD, 0x200B, 0x3000, 0xFEFF))
_THIN, _SHORT = 2.5, 3.0
_RESOLUTION = 200 / 72
_MAX_SIDE = 4000


@dataclass(slots=True)
class Sheet:
    """A page as taken from the file, kept small: a long report has thousands. Boxes: four floats a character."""

    width: float
    height: float
    chars: str = ""
    boxes: array[float] = field(default_factory=lambda: array("f"))
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    unmapped: int = 0
    """Characters for which the font names no Unicode."""
    slanted: int = 0
    """Characters that do not stand upright (watermarks); they are left out."""
    pictured: float = 0.0
    """The part of it that pictures cover."""
    resolution: float = 0.0
    """Dots a point of its finest picture."""

    @property
    def needs_recognition(self) -> bool:
        """Whether there is something to see and hardly anything to read."""
        return self.unreadable or (len(self.chars) < (50 if self.pictured > 0.6 else 1) and self.pictured > 0.05)

    @property
    def unreadable(self) -> bool:
        """Whether the fonts name no Unicode for so many characters that the others cannot be trusted."""
        return self.unmapped > 5 and self.unmapped > 0.2 * (len(self.chars) + self.unmapped)

    def glyphs(self) -> list[Glyph]:
        if self.unreadable:
            return []
        b = self.boxes
        return [Glyph(c, b[4 * i], b[4 * i + 1], b[4 * i + 2], b[4 * i + 3]) for i, c in enumerate(self.chars)]


def read_pdf(source: Source) -> Report:
    """Read a PDF page by page. Raises ReportError: encrypted, damaged, without pages, without text."""
    document = _open(source)
    try:
        return _read(source, document)
    finally:
        document.close()


def _open(source: Source) -> Any:
    try:
        document = pdfium.PdfDocument(source.content)
    except pdfium.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise ReportError(f"{source.path}: encrypted; save it without a password") from error
        raise ReportError(f"{source.path}: damaged or cut off, no PDF that can be opened; save it anew") from error
    pages = len(document)
    if not pages:
        raise ReportError(f"{source.path}: a PDF without pages; save it anew")
    if pages > MAX_PAGES:
        raise ReportError(f"{source.path}: {pages} pages, more than the {MAX_PAGES} that are read at once; split it")
    return document


def _read(source: Source, document: Any) -> Report:
    warnings: list[str] = []
    sheets = list(_sheets(source.path, document))
    scanned = [n for n, sheet in enumerate(sheets) if sheet.needs_recognition]
    scans = _recognise(source.path, document, sheets, scanned, warnings) if scanned else {}
    seen: list[Edges] = []
    for n, sheet in enumerate(sheets):
        seen.append(page_edges(scans[n][0] if n in scans else sheet.glyphs(), sheet.height))
    asides = running(seen)
    out, overprinted = RawText(), 0
    for n, sheet in enumerate(sheets):
        if n in scans:
            glyphs, frames = scans[n]
        else:
            glyphs, dropped = once(sheet.glyphs())
            frames = grids(sheet.level, sheet.upright)
            overprinted += dropped
        heads, feet, body = part(asides[n], glyphs, sheet.height)
        out.page(read_page(body, frames), heads, feet)
    warnings += _told(sheets, overprinted)
    kind = "scan" if len(scanned) == len(sheets) else "pdf"
    return source.report(kind, out.raw, warnings=(*warnings, *out.doubts()), **out.fields())


def _told(sheets: list[Sheet], overprinted: int) -> list[str]:
    """What was left out of the text layer."""
    warnings = [f"{overprinted} overprinted characters dropped"] if overprinted else []
    for n, sheet in enumerate(sheets, 1):
        if sheet.unmapped and not sheet.needs_recognition:
            warnings.append(f"page {n}: {sheet.unmapped} characters have no Unicode in their font and are left out")
        if sheet.slanted:
            warnings.append(f"page {n}: {sheet.slanted} slanted or upended characters are left out")
    return warnings


def _sheets(path: Path, document: Any) -> Iterator[Sheet]:
    characters = 0
    for n in range(len(document)):
        try:
            page = document[n]
        except pdfium.PdfiumError as error:
            raise ReportError(f"{path}: page {n + 1} is damaged; save the file anew") from error
        sheet = _sheet(page)
        page.close()
        characters += len(sheet.chars)
        if characters > MAX_CHARACTERS:
            raise ReportError(f"{path}: more than {MAX_CHARACTERS:,} characters; split it")
        yield sheet


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    sheet = Sheet(width, height)
    turn = _Turn(page)
    _read_paths(page, sheet, turn)
    _read_characters(page, sheet, turn)
    return sheet


class _Turn:
    """From the file's coordinates to those of the page as shown: its crop and its rotation."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, right, top = page.get_cropbox()
        self.width, self.height = right - self.left, top - self.bottom
        self.rotation = page.get_rotation()

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        x0, x1, y0, y1 = x0 - self.left, x1 - self.left, y0 - self.bottom, y1 - self.bottom
        if self.rotation == 90:
            return y0, self.width - x1, y1, self.width - x0
        if self.rotation == 180:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.rotation == 270:
            return self.height - y1, x0, self.height - y0, x1
        return x0, y0, x1, y1

    def upright(self, angle: float) -> bool:
        """Whether a character drawn at an angle (radians) stands upright on the page as shown."""
        degrees: int = (round(math.degrees(angle)) + self.rotation) % 360
        return min(degrees, 360 - degrees) < 5


def _read_characters(page: Any, sheet: Sheet, turn: _Turn) -> None:
    """Characters with the boxes of their em squares, which are of one height on a line."""
    text = page.get_textpage()
    handle, box, chars = text.raw, pdf_api.FS_RECTF(), []
    for i in range(text.count_chars()):
        code = pdf_api.FPDFText_GetUnicode(handle, i)
        if code in _BLANK or 0xDC00 <= code < 0xE000:
            continue
        hyphen = code in (2, 0xFFFE) and pdf_api.FPDFText_IsHyphen(handle, i) == 1
        if not hyphen and (_is_rubbish(code) or pdf_api.FPDFText_HasUnicodeMapError(handle, i) == 1):
            sheet.unmapped += 1
            continue
        if not turn.upright(pdf_api.FPDFText_GetCharAngle(handle, i)):
            sheet.slanted += 1
            continue
        if not pdf_api.FPDFText_GetLooseCharBox(handle, i, box) or box.top - box.bottom < 0.5:
            continue
        if 0xD800 <= code < 0xDC00:
            code = 0x10000 + ((code - 0xD800) << 10) + (pdf_api.FPDFText_GetUnicode(handle, i + 1) & 0x3FF)
        chars.append("-" if hyphen else chr(code))
        sheet.boxes.extend(turn.box(box.left, box.bottom, box.right, box.top))
    sheet.chars = "".join(chars)
    text.close()


def _is_rubbish(code: int) -> bool:
    """Whether a code names no character: controls, private use, the replacement character."""
    return code < 32 or 0x7F <= code < 0xA0 or 0xE000 <= code < 0xF900 or code in (0xFFFD, 0xFFFE, 0xFFFF)


def _read_paths(page: Any, sheet: Sheet, turn: _Turn) -> None:
    """Thin filled rectangles and straight strokes are ruled lines; pictures are measured."""
    paths, pictured = 0, 0.0
    for thing in page.get_objects(max_depth=3):
        if thing.type == pdf_api.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = thing.get_bounds()
            pictured += max(0.0, x1 - x0) * max(0.0, y1 - y0)
            sheet.resolution = max(sheet.resolution, thing.get_px_size()[0] / max(1.0, x1 - x0))
        if thing.type != pdf_api.FPDF_PAGEOBJ_PATH:
            continue
        paths += 1
        if paths > _MAX_PATHS:
            sheet.level, sheet.upright = [], []
            break
        x0, y0, x1, y1 = thing.get_bounds()
        if min(x1 - x0, y1 - y0) <= _THIN:
            _rule(sheet, *turn.box(x0, y0, x1, y1))
        elif _is_stroked(thing.raw):
            for stroke in _strokes(thing):
                _rule(sheet, *turn.box(*stroke))
    sheet.pictured = min(1.0, pictured / max(1.0, sheet.width * sheet.height))


def _rule(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> None:
    if y1 - y0 <= _THIN and x1 - x0 >= _SHORT:
        sheet.level.append(Rule((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= _THIN and y1 - y0 >= _SHORT:
        sheet.upright.append(Rule((x0 + x1) / 2, y0, y1))


def _is_stroked(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdf_api.FPDFPath_GetDrawMode(path, fill, stroke) and stroke.value)


def _strokes(thing: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight strokes of a path as boxes."""
    count = pdf_api.FPDFPath_CountSegments(thing.raw)
    if count > 2000:
        return
    matrix = thing.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for i in range(count):
        segment = pdf_api.FPDFPath_GetPathSegment(thing.raw, i)
        if not pdf_api.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = matrix.on_point(x.value, y.value)
        kind = pdf_api.FPDFPathSegment_GetType(segment)
        if kind == pdf_api.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdf_api.FPDF_SEGMENT_LINETO:
            yield min(last[0], point[0]), min(last[1], point[1]), max(last[0], point[0]), max(last[1], point[1])
        last = point
        if pdf_api.FPDFPathSegment_GetClose(segment):
            yield min(last[0], first[0]), min(last[1], first[1]), max(last[0], first[0]), max(last[1], first[1])
            last = first


def _recognise(
    path: Path, document: Any, sheets: list[Sheet], scanned: list[int], warnings: list[str]
) -> dict[int, tuple[list[Glyph], list[Any]]]:
    """The glyphs and grids of scanned pages. Raises ReportError where nothing but scans is there and no `[ocr]`."""
    from report_extract.sources.scan import Recogniser

    if len(scanned) > MAX_SCANNED:
        raise ReportError(f"{path}: {len(scanned)} scanned pages, more than the {MAX_SCANNED} read at once; split it")
    unmapped = all(sheets[n].unreadable for n in scanned)
    why = "a text layer whose fonts name no Unicode characters" if unmapped else "a scan without text layer"
    try:
        recogniser = Recogniser(path, why)
    except ReportError as error:
        if len(scanned) == len(sheets):
            raise
        numbers = ", ".join(str(n + 1) for n in scanned)
        warnings.append(f"not read: page {numbers}, {str(error).removeprefix(f'{path}: ')}")
        return {}
    found: dict[int, tuple[list[Glyph], list[Any]]] = {}
    for n in scanned:
        page = document[n]
        scale = min(sheets[n].resolution or _RESOLUTION, _MAX_SIDE / max(page.get_size()))
        picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
        page.close()
        found[n] = recogniser.read(picture, scale)
    return found
