"""Pairs of rows that contradict each other: the same as by comparing each with each, at a fraction of the work."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import combinations

import pytest

from report_extract.checks import pairs
from report_extract.checks.rows import Row, overlap

APART = Decimal(6)


def row(value: str, sentence: int, step: str = "1", qualifier: str = "exact") -> Row:
    fixed = dict.fromkeys(Row.__dataclass_fields__)
    figure = {"value": Decimal(value), "quote_start": sentence, "step": Decimal(step), "qualifier": qualifier}
    return Row(**{**fixed, "figure_text": value, **figure})  # type: ignore[arg-type]


def rows(seed: int) -> list[Row]:
    rng = random.Random(seed)
    digits = rng.choice(("12", "123", "1203"))
    return [
        row(
            "".join(rng.choices(digits, k=rng.randint(1, 4))) + rng.choice(("", "0", "000")),
            rng.randint(1, 5),
            rng.choice(("1", "10")),
            rng.choice(("exact", "exact", "over", "range")),
        )
        for _ in range(rng.randint(2, 9))
    ]


def looks_mistaken(one: Row, other: Row) -> bool:
    if "range" in (one.qualifier, other.qualifier):
        return False
    first, second = (str(int(each.value)).rstrip("0") for each in (one, other))
    if len(first) >= 2 and first == second:
        return True
    if len(first) != len(second) or len(first) < 3 or len(str(int(one.value))) != len(str(int(other.value))):
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


@pytest.mark.parametrize("seed", range(400))
def test_the_same_pair_as_by_comparing_all(seed: int) -> None:
    listed = rows(seed)
    against = [
        (one, other)
        for one, other in combinations(listed, 2)
        if one.quote_start != other.quote_start and not overlap(one.interval, other.interval)
    ]
    sure = [pair for pair in against if looks_mistaken(*pair)]
    near = [pair for pair in against if max(row.value for row in pair) < min(row.value for row in pair) * APART]
    assert pairs.first_alike(listed) == (sure[0] if sure else None)
    assert pairs.first_near(listed, APART) == (near[0] if near else None)
    half = len(listed) // 2
    some, others = [one.interval for one in listed[:half]], [one.interval for one in listed[half:]]
    assert pairs.any_overlap(some, others) == any(overlap(one, other) for one in some for other in others)


@pytest.mark.parametrize("values", [["320"] * 2000, [str(n) for n in range(1000, 3000)], ["7", *["320"] * 1999]])
def test_work_grows_with_the_rows(values: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    plain = pairs._contradicts

    def counted(one: Row, other: Row) -> bool:
        nonlocal compared
        compared += 1
        return plain(one, other)

    monkeypatch.setattr(pairs, "_contradicts", counted)
    listed = [row(value, n) for n, value in enumerate(values)]
    pairs.first_alike(listed)
    pairs.first_near(listed, APART)
    assert compared <= 10 * len(listed)
