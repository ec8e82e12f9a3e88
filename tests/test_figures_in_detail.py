"""Small decisions about figures that no other test would miss: each was a mutant that survived."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from report_extract import extract, find_mentions, load_patterns
from report_extract.model import Report, Statistic
from report_extract.patterns import PatternError, default_folder


def rows(sentence: str) -> list[Statistic]:
    return extract(Report("r", f"青禾镇2022年工作总结\n\n2022年，{sentence}\n")).statistics


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [("一二十人", 10, 20), ("三五个", 3, 5), ("七八十家", 70, 80)],
)
def test_two_digits_in_a_row_are_a_range(text: str, lower: int, upper: int) -> None:
    (found,) = find_mentions(f"共有{text}。")
    assert (found.lower, found.upper, found.qualifier) == (lower, upper, "range")


def test_months_that_run_over_the_new_year() -> None:
    (found,) = find_mentions("2022年11月至2月，连降雨雪。")
    assert (found.date_start, found.date_end) == (date(2022, 11, 1), date(2023, 2, 28))


def test_a_pattern_file_whose_numerals_are_none_is_refused(tmp_path: Path) -> None:
    for file in default_folder().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    numbers = (default_folder() / "numbers.toml").read_text("utf-8")
    for wrong, right in (('"廿" = "二十"', '"廿" = "二x"'), ('"k" = 3', '"kk" = 3'), ('point = "点點"', 'point = ""')):
        assert wrong in numbers
        (tmp_path / "numbers.toml").write_text(numbers.replace(wrong, right), encoding="utf-8")
        with pytest.raises(PatternError, match=r"numbers\.toml"):
            extract(Report("r", "12座"), load_patterns(tmp_path))


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
