"""The offset map: every character knows its raw range, and substitutions compose."""

from __future__ import annotations

import re
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_extract.model import Span, Text, record_id

EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.text("甲乙12 ", max_size=4)), max_size=6)


def disjoint(edits: list[tuple[int, int, str]], size: int) -> list[tuple[int, int, str]]:
    out, at = [], 0
    for gap, length, new in edits:
        start = min(at + gap % 9, size)
        end = min(start + length, size)
        out.append((start, end, new))
        at = end
    return out


def test_characters_are_their_own_origin() -> None:
    text = Text.of("近40万人")
    assert [text.raw(i, i + 1) for i in range(5)] == [Span(i, i + 1) for i in range(5)]


def test_replaced_characters_point_at_the_whole_range() -> None:
    text = Text.of("约4 0万人").edit([(1, 4, "40")])
    assert text.chars == "约40万人"
    assert text.raw(1, 2) == text.raw(2, 3) == Span(1, 4)
    assert text.raw(3, 4) == Span(4, 5)


def test_substitutions_compose() -> None:
    once, n = Text.of("2 0 万\n人次").substitute(re.finditer(r"(?<=\d) ", "2 0 万\n人次"), "")
    twice, m = once.substitute(re.finditer(r"\n", once.chars), "")
    assert (twice.chars, n, m) == ("20万人次", 2, 1)
    assert twice.raw(0, 5) == Span(0, 8)


def test_edits_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="in order"):
        Text.of("甲乙丙").edit([(2, 3, ""), (0, 1, "")])


@given(st.text("近1234万元\n ，。", max_size=60), EDITS)
def test_untouched_characters_keep_their_origin(raw: str, edits: list[tuple[int, int, str]]) -> None:
    text = Text.of(raw).edit(disjoint(edits, len(raw)))
    assert len(text.chars) == len(text.starts) == len(text.ends)
    for char, start, end in zip(text.chars, text.starts, text.ends, strict=True):
        assert 0 <= start <= end <= len(raw)
        assert end - start != 1 or raw[start] == char or any(new for _, _, new in edits)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=8), st.data())
def test_the_raw_range_of_a_stretch_holds_that_of_each_character(
    places: list[tuple[int, int]], data: st.DataObject
) -> None:
    starts, ends = array("l", [at for at, _ in places]), array("l", [at + size for at, size in places])
    text = Text("字" * len(places), starts, ends)
    start = data.draw(st.integers(0, len(places) - 1))
    end = data.draw(st.integers(start + 1, len(places)))
    assert text.raw(start, end) == (min(starts[start:end]), max(ends[start:end]))


def test_record_ids_are_stable_and_apart() -> None:
    first = record_id("statistics", "r", 3, 9, 0)
    assert first == record_id("statistics", "r", 3, 9, 0)
    assert len({first, record_id("awards", "r", 3, 9, 0), record_id("statistics", "r", 3, 9, 1)}) == 3
