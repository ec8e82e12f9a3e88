"""The first two of many rows that contradict each other, found without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from report_extract.checks.rows import Interval, Row, overlap

Pair = tuple[Row, Row]


def first_alike(rows: list[Row]) -> Pair | None:
    """The first two rows of different sentences whose values look like one figure, once mistaken."""
    rows = _representatives(rows)
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    looks = [list(_looks(row)) for row in rows]
    for n, keys in enumerate(looks):
        for key in keys:
            buckets[key].append(n)
    for n, keys in enumerate(looks):
        later = {m for key in keys for m in buckets[key] if m > n and _contradicts(rows[n], rows[m])}
        if later:
            return rows[n], rows[min(later)]
    return None


def first_near(rows: list[Row], apart: Decimal) -> Pair | None:
    """The first two rows of different sentences whose values differ by less than `apart` times.

    It stops at the first row that has a partner; those without one are each of a size of their own, so few.
    """
    for one, other in combinations(_representatives(rows), 2):
        low, high = sorted((abs(one.value), abs(other.value)))
        if high < low * apart and _contradicts(one, other):
            return one, other
    return None


def alike(one: Row, other: Row) -> bool:
    """Whether two values have the same digits at another power, or one digit that differs."""
    return not set(_looks(one)).isdisjoint(_looks(other))


def any_overlap(some: Iterable[Interval], others: Iterable[Interval]) -> bool:
    """Whether any interval of one list has a value in common with any of the other."""
    top: list[Decimal | None] = [None, None]
    both = sorted([(one, 0) for one in some] + [(one, 1) for one in others])
    for (low, high), side in both:
        reached, own = top[1 - side], top[side]
        if reached is not None and low <= reached:
            return True
        top[side] = high if own is None else max(own, high)
    return False


def _contradicts(one: Row, other: Row) -> bool:
    return one.quote_start != other.quote_start and not overlap(_open(one), _open(other))


def _open(row: Row) -> Interval:
    """A row's interval without the end that a bound (5.5以内) leaves open."""
    low, high = row.interval
    if row.qualifier == "at_most":
        return Decimal("-Infinity"), high
    return (low, Decimal("Infinity")) if row.qualifier == "at_least" else (low, high)


def _representatives(rows: list[Row]) -> list[Row]:
    """Of the rows that say the same, the first and the first of another sentence: no pair comes before theirs."""
    kept: dict[tuple[object, ...], list[Row]] = {}
    chosen = []
    for row in rows:
        same = kept.setdefault((row.value, row.interval, row.qualifier == "range"), [])
        if not same or (len(same) == 1 and same[0].quote_start != row.quote_start):
            same.append(row)
            chosen.append(row)
    return chosen


def _looks(row: Row) -> Iterator[tuple[object, ...]]:
    """What two values that may be one figure share: all digits, or the power and all digits but one."""
    if row.qualifier == "range":
        return
    digits = "".join(map(str, row.value.as_tuple().digits)).strip("0")
    if len(digits) >= 2:
        yield (digits,)
    if len(digits) >= 3:
        for at in range(len(digits)):
            yield row.value.adjusted(), digits[:at] + "?" + digits[at + 1 :]
