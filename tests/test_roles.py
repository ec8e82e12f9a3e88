"""How the sheet of numerals that were read by hand is drawn and matched with a later extraction."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.roles import AGAIN, Row, draw, now, read, shares, state
from report_extract.model import Numeral


def numeral(start: int, end: int, role: str) -> Numeral:
    return Numeral("r", start, end, "1" * (end - start), role, "")


@pytest.mark.parametrize(
    ("verdict", "right_role", "role_now", "expected"),
    [
        ("right", "", "name", "right"),
        ("right", "", "label", AGAIN),
        ("wrong", "label", "name", "wrong"),
        ("wrong", "label", "label", "right"),
        ("wrong", "label", "idiom", AGAIN),
        ("wrong", "none", "none", "right"),
        ("right", "", "none", AGAIN),
        ("", "", "name", AGAIN),
    ],
)
def test_a_verdict_holds_while_the_role_is_the_one_read_or_the_right_one(
    verdict: str, right_role: str, role_now: str, expected: str
) -> None:
    assert state(Row("r", 3, 5, "name", 1.0, verdict, right_role), role_now) == expected


@pytest.mark.parametrize(
    ("span", "expected"), [((3, 5), "date"), ((3, 9), "date"), ((4, 9), "cut"), ((5, 9), "none"), ((0, 3), "none")]
)
def test_a_row_finds_the_numeral_that_holds_its_span(span: tuple[int, int], expected: str) -> None:
    assert now(Row("r", 3, 5, "name", 1.0), [numeral(20, 22, "idiom"), numeral(*span, "date")]) == expected


def test_a_draw_takes_twelve_of_each_role_and_the_rest_in_proportion() -> None:
    assert shares({"rare": 5, "some": 40, "many": 400}, 100) == {"rare": 5, "some": 17, "many": 78}
    with pytest.raises(ValueError, match="cannot draw 30 of 29"):
        shares({"some": 29}, 30)


def test_a_draw_is_the_same_whatever_the_order_of_the_reports_and_weighs_each_role() -> None:
    numerals = [numeral(n, n + 1, "name" if n % 4 else "date") for n in range(200)]
    drawn = draw(numerals, 60)
    assert drawn == draw(numerals[::-1], 60)
    for role, count in Counter(row.role for row in drawn).items():
        assert sum(row.stands_for for row in drawn if row.role == role) == pytest.approx(
            sum(n.role == role for n in numerals), rel=0.01
        ), count


def test_every_row_of_the_sheet_has_been_read() -> None:
    rows = read()
    assert len(rows) == len({(row.report_id, row.raw_start) for row in rows}) == 300
    assert all(row.true_role for row in rows)
