"""Time grows with length, not with its square: every expression on its worst texts, and extract() as a whole."""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from report_extract import extract, load_patterns
from report_extract.mentions.scan import _measured, number_grammar
from report_extract.model import Heading, Report, Text
from report_extract.records.awards import AwardReader
from report_extract.records.events import EventReader
from report_extract.records.heading import read_heading
from report_extract.records.periods import Calendar
from tests.regex_worst import MISS, worst_texts
from tests.test_properties import check_ledger

SOURCE = Path(__file__).parents[1] / "src" / "report_extract"
SHORT, LONG = 60, 500
TIMES = 4
MOST = 9.0
"""How much longer four times the text may take: linear is 4, quadratic 16."""
MOST_OF_SHORT = 40.0
"""The same of short texts, where a repeat with a bound still grows with its square: more is exponential."""
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
        if isinstance(holder.pattern, bytes):  # what is looked for in bytes takes as long in their characters
            holder = re.compile(holder.pattern.decode("latin-1"), holder.flags & ~re.UNICODE)
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
    """How many times longer the longer text takes: the least of some tries."""
    found = []
    for _ in range(TRIES):
        short, long = (_seconds(run, text) for text in (make(size), make(TIMES * size)))
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
            for size, most in ((SHORT, MOST_OF_SHORT), (LONG, MOST)):
                grown = growth(lambda text: [*pattern.finditer(text)], make, size)
                if grown >= most:
                    slow.append(f"{prefix!r} {unit!r}: {grown:.0f} times at {size}")
                    break
    return slow


SHORT_ONLY = {
    r"(?P<base>[": "tried once, on at most 64 characters",
    r"(?<![A-Za-z\d.])\d[\d,.]*(?:(?:": "tried where a designation stands",
    r"(?<![\w-])(?:(?:[\w-]++": "TOML; ends at its line",
    r"\d(?!\d*年)": "headings of at most 60 characters",
    r"这是.*年。$": "headings of at most 34 characters",
    r"(?:[(（]含[)）])?\s*(?:至|到": "tried once behind a figure",
    r"[ \t\u00a0]*\u3000": "tried once a line",
    r"\s*\[\[\s*(\w+)": "tried once a line",
}
"""How those begin that are not linear where they are searched for, and are not: each with where it is tried."""


def test_every_expression_is_linear_on_its_worst_texts() -> None:
    found = expressions()
    assert len(found) > 200
    assert len([text for text in found if text.startswith(tuple(SHORT_ONLY))]) == len(SHORT_ONLY)
    searched = {text: one for text, one in found.items() if not text.startswith(tuple(SHORT_ONLY))}
    assert [f"{text} {slow[0]}" for text, one in searched.items() if (slow := slow_texts(one))] == []


def test_the_worst_texts_find_what_is_not_linear() -> None:
    for slow in (r"\d+x", r"\s*\d", "“[^”]*”", r"(?m)^\s*-?\s*$|y", r"(?:a|b)*c", r"\w+\d\w+x"):
        assert slow_texts(re.compile(slow)), slow
    for linear in (r"\d++", r"(?<!\d)\d++x", "“[^”]{0,20}”", r"x*"):
        assert not slow_texts(re.compile(linear)), linear


UNITS = {
    "digits": "7",
    "numerals": "一",
    "multipliers": "万",
    "enumeration commas": "、",
    "brackets": "（",
    "line ends": "\n",
    "spaces": " ",
    "quotes": "“《",
    "of which": "其中",
    "dates": "2021年3月5日",
    "thousands": "1,234,",
    "fractions": "三分之",
    "ranges": "3—",
    "percentages": "增长5%、",
    "figures on one line": "新建泵站12座投入",
    "figures on lines": "新建泵站12座\n",
    "doubled": "年年55月月",
    "honours": "“五一劳动奖章”",
    "letters": "O0 ",
}


@pytest.mark.parametrize("kind", UNITS)
def test_extract_is_linear(kind: str) -> None:
    """From 2500 characters on: a sentence of a thousand is cut, so what is quadratic in one stays small."""
    unit, patterns = UNITS[kind], load_patterns()
    run = lambda text: extract(Report("r", text), patterns)  # noqa: E731
    assert growth(run, lambda n: unit * (n // len(unit)), 2500) < MOST


@pytest.mark.parametrize("unit", ["7", "\n", " ", "（"])
def test_two_hundred_thousand_characters(unit: str) -> None:
    check_ledger(extract(Report("r", unit * (200_000 // len(unit))), load_patterns()))
