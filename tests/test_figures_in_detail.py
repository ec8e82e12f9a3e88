"""Small decisions about figures that no other test would miss: each was a mutant that survived."""

from __future__ import annotations

import pytest

from report_extract import extract, find_mentions
from report_extract.model import Report, Statistic


def rows(sentence: str) -> list[Statistic]:
    return extract(Report("r", f"青禾镇2022年工作总结\n\n2022年，{sentence}\n")).statistics


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [("一二十人", 10, 20), ("三五个", 3, 5), ("七八十家", 70, 80)],
)
def test_two_digits_in_a_row_are_a_range(text: str, lower: int, upper: int) -> None:
    (found,) = find_mentions(f"共有{text}。")
    assert (found.lower, found.upper, found.qualifier) == (lower, upper, "range")


def test_a_value_of_more_digits_than_the_exact_column_is_kept_as_a_float() -> None:
    long, short = rows(f"全镇粮食产量{'7' * 35}吨，修建水塘12座。")
    assert (long.value_exact, long.value) == (None, float("7" * 35))
    assert "more digits than the exact column holds" in long.notes
    assert (short.value_exact, short.value) == (12, 12)


def test_a_value_of_more_decimals_than_the_exact_column_is_kept_as_a_float() -> None:
    (row,) = rows(f"全镇平均亩产0.{'3' * 12}吨。")
    assert row.value_exact is None and row.value == pytest.approx(1 / 3)


def test_a_value_that_no_float_holds_is_no_row() -> None:
    out = extract(Report("r", f"2022年，全镇粮食产量{'7' * 400}吨，修建水塘12座。"))
    assert [row.value for row in out.statistics] == [12]
    assert any("no number of a table" in warning for warning in out.warnings)
    assert [row.role for row in out.numerals] == ["date", "unresolved", "statistic"]
