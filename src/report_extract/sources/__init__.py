"""A file to a Report: raw text, pages, and boxes where there are any."""

from __future__ import annotations

from pathlib import Path

from report_extract.model import Report, ReportError
from report_extract.sources.text import read_text

SUFFIXES = {".txt": read_text, ".text": read_text, ".md": read_text}


def read_report(path: Path | str, root: Path | None = None) -> Report:
    """Read one report. Raises ReportError: which file, what is wrong, what to do."""
    file = Path(path)
    if file.is_dir():
        raise ReportError(f"{file}: a folder, where a report file should be; give the file, or the folder to `extract`")
    if not file.exists():
        raise ReportError(f"{file}: no such file; check the path")
    reader = SUFFIXES.get(file.suffix.lower())
    if reader is None:
        raise ReportError(f"{file}: no reader for '{file.suffix}' files; save it as .txt")
    return reader(file, root)
