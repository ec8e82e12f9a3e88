"""A file's bytes, what they are, and the Report made of them."""

from __future__ import annotations

import hashlib
import importlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from report_extract.model import Given, Report, ReportError
from report_extract.toml_file import TomlError, load_toml

MAX_BYTES = 1 << 29
"""Half a gigabyte: no report is larger, and the whole file is read at once."""

MAX_TITLE = 1000
"""Characters of a title, issuer or source that somebody gives."""

_GIVEN: dict[str, type] = {"title": str, "issuer": str, "report_year": int, "published": date, "source": str}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"II+\0", "image"),
    (b"MM\0+", "image"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"OFDX", "ofd"),
)
_HTML = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<!--")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came in: its path, the folder it was found under, and its bytes.

    A row of a data set has a `report_id` of its own; its path is a name only, and nothing is looked for beside it.
    """

    path: Path
    root: Path | None
    content: bytes
    report_id: str = ""

    def report(self, format: str, raw: str, **rest: Any) -> Report:
        """The Report of this file. Raises ReportError where nothing was read."""
        if not raw.strip():
            raise ReportError(f"{self.path}: no text in it; there is nothing to extract")
        inside = self.root is not None and self.path.is_relative_to(self.root)
        path = str(self.path.relative_to(self.root)) if inside and self.root else self.path.name
        return Report(
            report_id=self.report_id or self.path.stem,
            raw=raw,
            path=str(self.path) if self.report_id else path,
            sha256=hashlib.sha256(self.content).hexdigest(),
            format=format,
            given=Given() if self.report_id else read_given(self.path),
            **rest,
        )

    def kind(self) -> str:
        """What the bytes are: pdf, image, word, html, text, or a kind that nothing here reads."""
        head = self.content[:1024]
        for magic, kind in _MAGIC:
            if head.startswith(magic):
                return self._inside_zip() if kind == "zip" else kind
        if b"%PDF-" in head:
            return "pdf"
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            start = head.decode("utf-16", "ignore").lstrip().lower().encode()
        return "html" if start.startswith(_HTML) else "text"

    def _inside_zip(self) -> str:
        try:
            names = set(zipfile.ZipFile(io.BytesIO(self.content)).namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return "zip"
        for name, kind in (("word/document.xml", "word"), ("OFD.xml", "ofd"), ("xl/workbook.xml", "workbook")):
            if name in names:
                return kind
        return "zip"


def load(path: Path, root: Path | None) -> Source:
    """Read a file. Raises ReportError: a folder, missing, unreadable, empty, too large."""
    if path.is_dir():
        raise ReportError(f"{path}: a folder, where a report file should be; give the file, or the folder to `extract`")
    if not path.exists():
        raise ReportError(f"{path}: no such file; check the path")
    if not path.is_file():
        raise ReportError(f"{path}: no regular file; save the report as a file")
    try:
        _measure(path, path.stat().st_size)
        content = path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    return Source(path, root, _filled(path, content))


def of_bytes(report_id: str, path: Path, content: bytes) -> Source:
    """A row of a data set. Raises ReportError: empty, too large."""
    _measure(path, len(content))
    return Source(path, None, _filled(path, content), report_id)


def _measure(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise ReportError(f"{path}: {size / 1e6:.0f} MB, more than a report can have; split it")


def _filled(path: Path, content: bytes) -> bytes:
    if not content.strip(b"\0 \t\r\n\f\v"):
        raise ReportError(f"{path}: empty; there is nothing to extract")
    return content


def require(module: str, extra: str, path: Path, purpose: str) -> ModuleType:
    """Import a module of an extra. Raises ReportError with the pip command where it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ReportError(
            f"{path}: {purpose} needs the package '{error.name}'; install it: pip install 'report-extract[{extra}]'"
        ) from error


def read_given(path: Path) -> Given:
    """The REPORT_ID.toml beside a report, if there is one."""
    side = path.with_suffix(".toml")
    try:
        _, data = load_toml(side)
    except FileNotFoundError:
        return Given()
    except TomlError as error:
        raise ReportError(f"{side}: {error}") from error
    for key, value in data.items():
        if key not in _GIVEN:
            raise ReportError(f"{side}: key '{key}': not known; use one of {', '.join(_GIVEN)}")
        if type(value) is not _GIVEN[key]:  # a bool is an int too, and a point in time a date
            raise ReportError(f"{side}: key '{key}': must be {_GIVEN[key].__name__}")
        if isinstance(value, str) and len(value) > MAX_TITLE:
            raise ReportError(f"{side}: key '{key}': {len(value)} characters, more than {MAX_TITLE}")
    if not 1000 <= data.get("report_year", 1000) <= 9998:
        raise ReportError(f"{side}: key 'report_year': must be a year of four digits")
    return Given(**data)
