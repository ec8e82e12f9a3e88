"""Readings, placed in the raw text, as rows of the statistics table."""

from __future__ import annotations

from decimal import Decimal
from math import isinf

from report_extract.mentions.tokens import Sentence
from report_extract.mentions.units import bound
from report_extract.model import Extraction, Mention, Statistic, Text
from report_extract.records.reading import Reading


def to_rows(readings: list[Reading], sentence: Sentence, text: Text, out: Extraction) -> None:
    """Place readings in the raw text and add them to the extraction."""
    if not readings:
        return
    report = out.report
    quote = text.raw(sentence.span.start, sentence.span.end)
    quoted = text.chars[sentence.span.start : sentence.span.end].strip()
    for reading in readings:
        figure = reading.figure
        _bound_by_sign(figure)
        anchor = text.raw(figure.start, figure.end)
        value = figure.ratio if figure.value is None else float(figure.value)
        if value is not None and isinf(value):
            out.warnings.append(f"the figure at {anchor.start} has {len(figure.text)} characters: no number of a table")
            continue
        exact = figure.value if figure.value is None or _fits(figure.value) else None
        if exact is not figure.value:
            reading.notes.append("more digits than the exact column holds")
        out.statistics.append(
            Statistic(
                report_id=report.report_id,
                raw_start=anchor.start,
                raw_end=anchor.end,
                quote=quoted,
                quote_start=quote.start,
                quote_end=quote.end,
                rule=reading.rule,
                confidence=max(0.0, min(1.0, reading.confidence)),
                section=sentence.block.section,
                page=report.page_at(anchor.start),
                notes=reading.notes,
                indicator=reading.indicator,
                measure=reading.measure,
                basis=reading.basis,
                value=value if value is not None else 0.0,
                value_exact=exact,
                unit=figure.unit,
                dimension=figure.dimension,
                qualifier=figure.qualifier,
                lower=None if figure.lower is None else float(figure.lower),
                upper=None if figure.upper is None else float(figure.upper),
                period_start=reading.period[0],
                period_end=reading.period[1],
                status=reading.status,
                figure_text=figure.text,
            )
        )


def _fits(value: Decimal) -> bool:
    """Whether decimal128(38, 9) holds a value without rounding it."""
    _, digits, exponent = value.as_tuple()
    if int(exponent) >= -9:
        return value.adjusted() < 29
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return value.adjusted() < 29 and int(exponent) + trailing >= -9


def _bound_by_sign(figure: Mention) -> None:
    """Bounds follow the sign: a fall of over 3 % is at most -3."""
    bound(figure)
    if figure.qualifier != "range" and figure.value is not None and figure.value < 0:
        figure.lower, figure.upper = figure.upper, figure.lower
