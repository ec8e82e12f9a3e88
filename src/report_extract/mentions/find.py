"""The quantities of a whole text at once, for `find_mentions`."""

from __future__ import annotations

from report_extract.kept import compiled
from report_extract.mentions.numbers import Number
from report_extract.mentions.scan import RoleSpan, Scan, number_grammar
from report_extract.mentions.tokens import Tokenizer
from report_extract.mentions.units import QuantityReader
from report_extract.model import Block, Mention, Span, Text
from report_extract.patterns import Patterns
from report_extract.segment import segmenter

_SPACE = r"[ \t\u00a0\u3000]+"
_CJK = r"\u4e00-\u9fff〇"


def close_gaps(text: Text, patterns: Patterns) -> Text:
    """A text without the spaces inside its numerals: 一百 五 十 二, 百 分之 2, 2.4 个百分点.

    In a report such spaces may part the words of a heading; a single sentence has none to part.
    """
    digits = "".join(patterns.numbers.digits)
    gap = compiled(
        rf"(?<=[{_CJK}%]){_SPACE}(?=[{_CJK}])|(?<=\d){_SPACE}(?=[{_CJK}])(?![ \t\u00a0\u3000]*[{digits}])"
        rf"|(?<=[又之负負]){_SPACE}(?=\d)"
    )
    return text.substitute(gap.finditer(text.chars), "")[0]


def whole_number(chars: str, patterns: Patterns) -> list[Mention]:
    """The one number that a text is from end to end; nothing in any other text."""
    number = number_grammar(patterns).whole(chars.strip())
    if number is None:
        return []
    at = len(chars) - len(chars.lstrip())
    number.start, number.end = number.start + at, number.end + at
    return [QuantityReader(patterns, segmenter(patterns.lexicon)).read(chars, number)]


def quantities(chars: str, found: Scan, patterns: Patterns) -> list[Mention]:
    """Every figure outside dates, names and words, with unit and qualifier; ordinals and their like with their role."""
    cut = segmenter(patterns.lexicon)
    tokenizer = Tokenizer(chars, found, patterns, cut)
    sentence = tokenizer.sentence(Span(0, len(chars)), Block(0, len(chars), "body"))
    reader = tokenizer.reader
    figures = [token.figure for token in sentence.figures if token.figure is not None]
    figures += [
        reader.read(chars, number, number.start)
        for number, _ in sentence.in_words
        if chars[number.start - 1 : number.start] == "“" and chars.startswith("”", number.end)
    ]
    figures += [
        _kept(chars, number, span, tokenizer)
        for number, span in found.covered
        if isinstance(span, RoleSpan)
        and span.rule.spec.id in patterns.numbers.mentions["keeps"]
        and chars[span.start : span.end] not in tokenizer.numeral_words
    ]
    for figure in figures:
        if figure.role == "ordinal" or (not figure.role and chars[figure.num_start - 1 : figure.num_start] == "第"):
            _as_ordinal(figure, chars)
    if not figures and not found.dates:
        figures = _whole_quantity(chars, patterns, reader)
    return _disjoint(figures)


def _kept(chars: str, number: Number, span: RoleSpan, tokenizer: Tokenizer) -> Mention:
    """A numeral that is no figure in a report, with what it is instead."""
    if span.rule.spec.role == "ordinal":  # its multiplier may reach beyond the rule's match: 第3万回
        number = next(iter(tokenizer.grammar.find(chars, number.start, number.end + 8)), number)
    mention = tokenizer.reader.read(chars, number, number.start)
    mention.role, mention.reason, mention.rule = span.rule.spec.role, span.rule.spec.reason, span.rule.spec.id
    return mention


def _as_ordinal(mention: Mention, chars: str) -> None:
    """第三名 is a place in an order and counts no 名."""
    mention.start = mention.num_start - 1 if chars[mention.num_start - 1 : mention.num_start] == "第" else mention.start
    mention.end, mention.kind, mention.role = mention.num_end, "number", "ordinal"
    mention.unit, mention.dimension = "", "other"
    mention.text = chars[mention.start : mention.end]


def _whole_quantity(chars: str, patterns: Patterns, reader: QuantityReader) -> list[Mention]:
    """The one quantity that a text is from end to end, unless it is a word: 一吨半, but not 一起."""
    numbers = number_grammar(patterns).find(chars)
    if not numbers or len(reader.cut(chars.strip())) == 1:
        return []
    mention = reader.read(chars, numbers[0])
    return [mention] if mention.text == chars.strip() else []


def _disjoint(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
