"""Running heads and page numbers: what stands at the edge of page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"第\d{1,4}页(?:[/，,]?共\d{1,4}页)?|[-－—–·•]{1,2}\d{1,4}[-－—–·•]{1,2}|\d{1,4}[/／]\d{1,4}")
_CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Edges:
    """The outermost rows of a page, from the edge inwards, digits as #."""

    head: tuple[str, ...]
    foot: tuple[str, ...]
    numbers: frozenset[str]
    """Those rows that are page numbers by their form."""


@dataclass(frozen=True, slots=True)
class Asides:
    """How many rows at the head and foot of a page are set aside."""

    head: int
    foot: int


def edges_of(head: Sequence[str], foot: Sequence[str]) -> Edges:
    """The edges of a page by its outermost lines, each from the edge inwards."""
    numbers = frozenset(_form(row) for row in (*head, *foot) if is_page_number(row))
    return Edges(tuple(map(_form, head)), tuple(map(_form, foot)), numbers)


def is_page_number(line: str) -> bool:
    """Whether a line is a page number by its form: — 3 —, 第3页共12页, 3/12. A bare number may be anything."""
    return _NUMBER.fullmatch(re.sub(r"\s", "", line)) is not None


def running(pages: Sequence[Edges]) -> list[Asides]:
    """Which rows are running heads or page numbers: those on a third of the pages, two at least, and number forms.

    A running head with words stays in the body of the first page that bears it: it may be the report's title.
    """
    heads = Counter(row for page in pages for row in set(page.head))
    feet = Counter(row for page in pages for row in set(page.foot))
    least = max(2, 0.3 * len(pages))
    seen: set[str] = set()
    asides = []
    for page in pages:
        counts = []
        for rows, times in ((page.head, heads), (page.foot, feet)):
            n = 0
            while n < len(rows) and (times[rows[n]] >= least or rows[n] in page.numbers):
                if _CJK.search(rows[n]) and rows[n] not in page.numbers and rows[n] not in seen:
                    seen.add(rows[n])
                    break
                n += 1
            counts.append(n)
        asides.append(Asides(*counts))
    return asides


def _form(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))
