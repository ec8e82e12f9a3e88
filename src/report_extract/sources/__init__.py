"""A file to a Report: raw text, pages, and boxes where there are any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from report_extract.model import Report, ReportError
from report_extract.sources.files import Source, load, of_bytes

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".pdf": "pdf",
    ".docx": "word",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
"""The endings that are looked for in a folder, and what such a file should hold."""

# Readers are imported when a file asks for one: each needs a library that the others do not.
_READERS = {
    "html": "html.read_html",
    "image": "scan.read_image",
    "pdf": "pdf.read_pdf",
    "text": "text.read_text",
    "word": "word.read_word",
}
_REFUSED = {
    "ole": "an old Office file (.doc, .xls, .wps); save it as .docx or PDF",
    "workbook": "an Excel workbook, no report; save its text as .docx or .txt",
    "ofd": "an OFD file; save it as PDF",
    "rtf": "an RTF file; save it as .docx",
    "zip": "an archive (or a damaged .docx); unpack it, or save the report anew",
    "gzip": "a packed file; unpack it first",
    "7z": "a packed file; unpack it first",
    "rar": "a packed file; unpack it first",
}
_NAMES = {"pdf": "PDF", "word": "Word file", "html": "HTML page", "image": "picture", "text": "text file"}


def read_report(path: Path | str, root: Path | None = None) -> Report:
    """Read one report, by what its bytes are and not by its ending.

    `root` is the folder that the report's path is given relative to. Raises ReportError: which file, what is wrong,
    what to do.
    """
    return read_source(load(Path(path), root))


def read_source(source: Source) -> Report:
    """Read what a file or a row of a data set holds. Raises ReportError."""
    path = source.path
    kind, named = source.kind(), SUFFIXES.get(source.path.suffix.lower())
    if kind in _REFUSED:
        raise ReportError(f"{path}: {_REFUSED[kind]}")
    if kind == "html" and named == "text":
        kind = "text"
    if kind == "text" and named == "html":
        kind = "html"
    if kind == "text" and named not in (None, "text"):
        raise ReportError(f"{path}: named {source.path.suffix} but holds no {_NAMES[named or kind]}; save it anew")
    report = _reader(kind)(source)
    if named == kind or (named is None and source.report_id):  # a row of a data set need not be named like a file
        return report
    return replace(report, warnings=(*report.warnings, f"named {source.path.suffix or path} but is a {_NAMES[kind]}"))


def _reader(kind: str) -> Callable[[Source], Report]:
    module, name = _READERS[kind].split(".")
    reader: Callable[[Source], Report] = getattr(import_module(f"report_extract.sources.{module}"), name)
    return reader


__all__ = ["SUFFIXES", "Source", "of_bytes", "read_report", "read_source"]
