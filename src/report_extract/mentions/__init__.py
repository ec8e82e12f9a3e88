"""Numbers, quantities and dates of a text: the layer below the records."""

from __future__ import annotations

from datetime import date

from report_extract.mentions.dates import Clock, resolve
from report_extract.mentions.find import close_gaps, quantities, whole_number
from report_extract.mentions.scan import scan
from report_extract.model import Mention
from report_extract.patterns import Patterns, load_patterns
from report_extract.repair import repair

__all__ = ["find_mentions"]


def find_mentions(text: str, reference_date: date | None = None, patterns: Patterns | None = None) -> list[Mention]:
    """Numbers, quantities and dates of a sentence, in order, with their place in `text` itself.

    Values are exact, in the base unit. Relative dates are read from `reference_date`; without it, and where the text
    names no year, `date_start` and `date_end` are None. Numerals inside names and words are left out, unless they are
    the whole text; ordinals, grades and 一个 as an article have their `role`.
    """
    rules = patterns or load_patterns()
    repaired = close_gaps(repair(text, rules)[0], rules)
    mentions = whole_number(repaired.chars, rules) or _in_text(repaired.chars, reference_date, rules)
    for mention in mentions:
        mention.raw_start, mention.raw_end = repaired.raw(mention.start, mention.end)
    return mentions


def _in_text(chars: str, reference_date: date | None, rules: Patterns) -> list[Mention]:
    found = scan(chars, rules)
    year = reference_date.year if reference_date else None
    clock = Clock(reference_date, year, year)
    mentions = quantities(chars, found, rules)
    for span in found.dates:
        days = resolve(span, clock, rules)
        mentions.append(
            Mention(
                kind="date",
                start=span.start,
                end=span.end,
                text=span.match[0],
                date_start=days[0] if days else None,
                date_end=days[1] if days else None,
                precision=span.precision,
                rule=span.rule.spec.id,
            )
        )
    mentions.sort(key=lambda m: m.start)
    return mentions
