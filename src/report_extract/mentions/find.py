"""The quantities of a whole text at once, for `find_mentions`."""

from __future__ import annotations

from report_extract.mentions.scan import Scan
from report_extract.mentions.tokens import Tokenizer
from report_extract.model import Block, Mention, Span
from report_extract.patterns import Patterns
from report_extract.segment import segmenter


def quantities(chars: str, found: Scan, patterns: Patterns) -> list[Mention]:
    """Every figure outside dates, names and words, with unit and qualifier."""
    tokenizer = Tokenizer(chars, found, patterns, segmenter(patterns.lexicon))
    sentence = tokenizer.sentence(Span(0, len(chars)), Block(0, len(chars), "body"))
    return [token.figure for token in sentence.figures if token.figure is not None]
