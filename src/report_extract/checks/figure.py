"""A row against its own text: the figure stands in the quote, and the value is what the figure says."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from report_extract.checks.book import Book, found
from report_extract.checks.rows import Row
from report_extract.mentions.numbers import NumberGrammar
from report_extract.mentions.scan import number_grammar
from report_extract.model import Finding


def figures_as_printed(book: Book) -> list[Finding]:
    """Rows whose value is not their figure's, or whose figure is not in their sentence. Corrected rows are exempt."""
    grammar = number_grammar(book.patterns)
    scaled = _scaled_forms(book)
    out = []
    for row in book.rows:
        if row.corrected:
            continue
        if row.figure_text not in row.quote:
            out.append(found("figure", "warning", "the figure does not stand in its sentence", row))
        elif not _reads(row, scaled, grammar):
            said = f"the value {row.value.normalize():f} {row.unit} is not what {row.figure_text} says"
            out.append(
                found("figure", "warning", said, row, expected=row.figure_text, shown=f"{row.value.normalize():f}")
            )
    return out


def _scaled_forms(book: Book) -> dict[str, list[tuple[str, Decimal]]]:
    """By base unit, the printed forms that are multiples of it, each with its factor."""
    out: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for form, unit in book.patterns.units.forms.items():
        if unit.factor != 1:
            out[unit.name].append((form, unit.factor))
    return out


def _reads(row: Row, scaled: dict[str, list[tuple[str, Decimal]]], grammar: NumberGrammar) -> bool:
    """Whether some numeral of the figure, by some unit of the row's name that stands after it, has the row's value."""
    numbers = grammar.find(row.figure_text)
    if not numbers:
        return True
    scale = _scale(row, scaled)
    for number in numbers:
        value = number.value if number.value is not None else Decimal(str(number.ratio or 0))
        halved = [value + Decimal("0.5")] if "半" in row.figure_text else []
        for read in (value * factor for value in (value, *halved) for factor in scale):
            if abs(abs(read) - abs(row.value)) <= abs(row.value) * Decimal("1e-9"):
                return True
    return _shared(numbers[0].value, row, scale)


def _scale(row: Row, scaled: dict[str, list[tuple[str, Decimal]]]) -> set[Decimal]:
    """Factors of the units in the figure that have the row's unit as their base."""
    base = row.unit.split("/")[0]
    fit = [(len(form), by) for name in (row.unit, base) for form, by in scaled.get(name, ()) if form in row.figure_text]
    factors = {max(fit)[1] if fit else Decimal(1)}
    return factors | {Decimal(10)} if "成" in row.figure_text else factors


def _shared(value: Decimal | None, row: Row, scale: set[Decimal]) -> bool:
    """A range's lower bound takes the multiplier of the upper: 3—5万元 is 30000."""
    if row.qualifier != "range" or not value:
        return False
    for factor in scale:
        power = abs(row.value) / abs(value * factor)
        if power in (10, 100, 1000, 10**4, 10**8, 10**12):
            return True
    return False
