"""Shares and amounts a head against the figures that they are made of, and rates that cannot be."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from report_extract.checks.book import Book, between, found, search
from report_extract.checks.parts import of_which
from report_extract.checks.rows import Interval, Row, overlap
from report_extract.model import Finding

_HUNDRED = Decimal(100)


def shares_and_heads(book: Book) -> list[Finding]:
    """Shares that part and whole do not give, amounts a head that sum and heads do not give, impossible rates."""
    out = [one for row in book.rows for one in _impossible(row)]
    for sentence in book.sentences:
        for whole, parts in of_which(sentence, book):
            out += _share_of(sentence, whole, parts[-1], book)
        out += _share_of_named(sentence, book)
        out += _a_head(sentence, book)
    return out


def _impossible(row: Row) -> list[Finding]:
    if row.unit == "%" and row.measure == "share" and not 0 <= row.value <= _HUNDRED:
        return [found("range", "warning", "a share is between 0 and 100 %", row, expected="0–100%")]
    if row.unit == "%" and row.measure == "growth" and row.value < -_HUNDRED:
        return [found("range", "warning", "nothing falls by more than all of it", row, expected="-100% or more")]
    return []


def _share_of(sentence: list[Row], whole: Row, part: Row, book: Book) -> list[Finding]:
    after = [row for row in sentence if row.place > part.place]
    if not after or after[0].measure != "share" or after[0].unit != "%":
        return []
    share = after[0]
    named = search(book.spec.relations.share, between(part, share))
    if named is None or (named["whole"] and named["whole"] not in whole.indicator):
        return []
    return _compared(whole, part, share)


def _share_of_named(sentence: list[Row], book: Book) -> list[Finding]:
    """A share of a whole that it names (占进出口总额的70%), whose level the report gives somewhere."""
    out = []
    for part, share in pairwise(sentence):
        if part.measure != "level" or share.measure != "share" or share.unit != "%":
            continue
        named = search(book.spec.relations.share, between(part, share))
        if named and named["whole"]:
            same = (part.report_id, book.bare(named["whole"]), part.unit, part.period, part.status)
            wholes = [row for row in book.said.get(same, []) if row is not part and book.named(row)]
            if len({row.value for row in wholes}) == 1:
                out += _compared(wholes[0], part, share)
    return out


def _compared(whole: Row, part: Row, share: Row) -> list[Finding]:
    expected = _ratio(part.interval, whole.interval, _HUNDRED)
    if expected is None or overlap(expected, share.interval):
        return []
    middle = f"{part.value / whole.value * _HUNDRED:.3g}%"
    said = f"{part.figure_text} of {whole.figure_text} is {middle}, not {share.figure_text}"
    return [found("share", "warning", said, whole, part, share, expected=middle)]


def _a_head(sentence: list[Row], book: Book) -> list[Finding]:
    """One sum, one count of heads and one amount a head in a sentence."""
    out = []
    for word, units in book.spec.relations.per_head.items():
        heads = [row for row in sentence if row.unit in units and row.measure == "level"]
        money = [row for row in sentence if row.dimension == "money" and row.measure == "level"]
        each = [
            row for row in money if row.indicator.startswith(word) and row.quote[: row.place].endswith(row.indicator)
        ]
        sums = [row for row in money if word not in row.indicator]
        if len(heads) == len(each) == len(sums) == 1:
            expected = _ratio(sums[0].interval, heads[0].interval, Decimal(1))
            if expected is not None and not overlap(expected, each[0].interval):
                middle = f"{sums[0].value / heads[0].value:.4g}{each[0].unit}"
                said = f"{sums[0].figure_text} for {heads[0].figure_text} is {middle} each, not {each[0].figure_text}"
                out.append(found("per head", "warning", said, sums[0], heads[0], each[0], expected=middle))
    return out


def _ratio(above: Interval, below: Interval, times: Decimal) -> Interval | None:
    if below[0] <= 0:
        return None
    return (above[0] / below[1] * times, above[1] / below[0] * times)
