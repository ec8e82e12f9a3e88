"""Time grows with length, not with its square: every expression on its worst texts, and extract() as a whole."""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from report_extract import load_patterns
from report_extract.mentions.scan import _measured, number_grammar
from report_extract.model import Heading, Report, Text
from report_extract.records.awards import AwardReader
from report_extract.records.events import EventReader
from report_extract.records.heading import read_heading
from report_extract.records.periods import Calendar
from tests.regex_worst import MISS, worst_texts

SOURCE = Path(__file__).parents[1] / "src" / "report_extract"
SHORT, LONG = 100, 2000
TIMES = 4
MOST = 9.0
"""How much longer four times the text may take: linear is 4, quadratic 16."""
TRIES = 5


def expressions() -> dict[str, re.Pattern[str]]:
    """Every expression of the pattern files and the program, but for those that it puts together as it goes."""
    patterns = load_patterns()
    holders: list[Any] = [patterns, number_grammar(patterns), AwardReader(Text.of(""), patterns)]
    holders += [_measured(patterns), EventReader(Text.of(""), patterns, Calendar(heading(), patterns))]
    found: dict[str, re.Pattern[str]] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("report_extract"):
            holders += [value for value in vars(module).values() if isinstance(value, re.Pattern)]
    for holder in holders:
        _collect(holder, found)
    for pattern in _texts(patterns.files):
        found.setdefault(pattern, re.compile(pattern))
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.setdefault(first.value, re.compile(first.value))
    return found


def heading() -> Heading:
    report = Report("r", "")
    return read_heading(report, "", load_patterns())


def _collect(holder: Any, found: dict[str, re.Pattern[str]]) -> None:
    """The expressions that an object holds in its fields, however deep."""
    if isinstance(holder, re.Pattern):
        found.setdefault(holder.pattern, holder)
    elif isinstance(holder, list | tuple):
        for one in holder:
            _collect(one, found)
    elif type(holder).__module__.startswith("report_extract"):
        slots = getattr(holder, "__slots__", ())
        for one in [getattr(holder, name) for name in slots] or vars(holder).values():
            _collect(one, found)


def _texts(files: dict[str, Any]) -> Iterator[str]:
    """The expressions that the program compiles where it needs them."""
    relations = files["checks"].relations
    yield from (value for name, value in relations if name not in ("per_head", "names"))
    names = files["names"]
    yield from (names.organisations, names.issuers, names.titles)


def growth(run: Callable[[str], object], make: Callable[[int], str], size: int) -> float:
    """How many times longer the longer text takes: the least of some tries, each the median of three."""
    found = []
    for _ in range(TRIES):
        short, long = (median(_seconds(run, text) for _ in range(3)) for text in (make(size), make(TIMES * size)))
        found.append(long / short)
        if found[-1] < MOST:
            break
    return min(found)


def _seconds(run: Callable[[str], object], text: str) -> float:
    begin = time.process_time_ns()
    run(text)
    return time.process_time_ns() - begin + 1000


def slow_texts(pattern: re.Pattern[str]) -> list[str]:
    """The worst texts of an expression on which its time grows faster than about linearly."""
    slow = []
    for prefix, unit in worst_texts(pattern):
        makes: list[Callable[[int], str]] = [lambda n, p=prefix, u=unit: p + u * n + MISS]
        if prefix:
            makes.append(lambda n, p=prefix, u=unit: (p + u) * (n // len(p)))
        for make in makes:
            for size in (SHORT, LONG):
                grown = growth(lambda text: [*pattern.finditer(text)], make, size)
                if grown >= MOST:
                    slow.append(f"{prefix!r} {unit!r}: {grown:.0f} times at {size}")
                    break
    return slow
