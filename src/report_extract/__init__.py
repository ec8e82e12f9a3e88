"""Figures, events and awards out of Chinese reports, each with its place in the raw text."""

from __future__ import annotations

from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from report_extract.checks import check
    from report_extract.mentions import find_mentions
    from report_extract.patterns import load_patterns
    from report_extract.pipeline import extract
    from report_extract.sources import read_report
    from report_extract.tables import read_table, to_tables, write_tables

__version__ = "0.1.0"
__all__ = [
    "check",
    "extract",
    "find_mentions",
    "load_patterns",
    "read_report",
    "read_table",
    "to_tables",
    "write_tables",
]

_HOME = {
    "check": "checks",
    "extract": "pipeline",
    "find_mentions": "mentions",
    "load_patterns": "patterns",
    "read_report": "sources",
    "read_table": "tables",
    "to_tables": "tables",
    "write_tables": "tables",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for, so that `import report_extract` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'report_extract' has no attribute {name!r}")
    return getattr(import_module(f"report_extract.{_HOME[name]}"), name)


def _refuse_stale(folder: Path) -> None:
    """Raises ImportError where the source of a compiled module is newer: what runs would not be what one reads."""
    suffix = EXTENSION_SUFFIXES[0]
    if not (folder / f"pipeline{suffix}").exists():
        return
    for built in folder.rglob(f"*{suffix}"):
        source = built.with_name(built.name.removesuffix(suffix) + ".py")
        if not source.exists() or source.stat().st_mtime > built.stat().st_mtime:
            raise ImportError(f"{source}: changed since it was compiled; run `make compiled`, or `make plain`")


_refuse_stale(Path(__file__).parent)
