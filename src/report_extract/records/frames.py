"""A figure in its clause: what stands left and right of it, as the symbols that constructions are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from report_extract.patterns import ConstructionRule, Patterns
from report_extract.mentions.tokens import Sentence, Token

# One letter a symbol, so that a construction's form is a regular expression over a string.
SYMBOLS = {
    "HEAD": "H",
    "COPULA": "C",
    "RISE": "G",
    "FALL": "F",
    "SHARE": "S",
    "RANK": "R",
    "FROM": "M",
    "OTHER": "O",
    "PART": "P",
    "EFFECT": "E",
    "HAVE": "Y",
    "QUANTITY": "Q",
    "DE": "X",
    "TAIL": "T",
    "START": "^",
}
_OF_KIND = {"c": "C", "g": "G", "f": "F", "s": "S", "r": "R", "m": "M", "h": "P", "e": "E", "y": "Y"}
_SKIPPED = "dtwibz("


@dataclass(slots=True)
class Member:
    """The stretch between two clause marks that holds one figure, or one list of figures."""

    left: list[Token]
    """Tokens before the figure, back to the clause mark or the figure before."""
    figure: Token
    right: list[Token]
    """Tokens after it, up to the clause mark or the next figure's own words."""
    first: bool
    """Whether a clause mark other than 、 stands before it."""
    clause: int
    mark: str
    """The mark before it."""
    follows: Token | None = None
    """The figure before it in the same clause, where only words stand between."""


@dataclass(slots=True)
class Frame:
    """A member reduced to symbols, with the tokens that each stands for."""

    symbols: str
    parts: dict[str, list[Token]] = field(default_factory=dict)
    rule: ConstructionRule | None = None
    """The construction that won."""
    lost: list[str] = field(default_factory=list)


def members(sentence: Sentence) -> list[Member]:
    """Cut a sentence at its marks; 、 and 和 cut only between figures, each with words of its own."""
    out: list[Member] = []
    tokens = sentence.tokens
    start, clause, mark, first = 0, 0, ";", True
    previous: Token | None = None
    for i, token in enumerate(tokens):
        if token.kind in ",;:":
            start, mark, first, previous = i + 1, token.kind, True, None
            clause += 1
            continue
        if token.kind in "、j" and previous is not None:
            start, mark, first = i + 1, "、", False
            previous = None
            continue
        if token.kind != "q":
            continue
        right_end = _right_end(tokens, i)
        out.append(Member(tokens[start:i], token, tokens[i + 1 : right_end], first, clause, mark, previous))
        start, first, previous = i + 1, False, token
    return out


def _right_end(tokens: list[Token], at: int) -> int:
    """Where a figure's own words to the right end."""
    for i in range(at + 1, len(tokens)):
        kind = tokens[i].kind
        if kind in ",;:":
            return i
        if kind == "q":
            return _split(tokens, at, i)
        if kind == "、" and i == at + 1:
            return i
    return len(tokens)


def _split(tokens: list[Token], at: int, following: int) -> int:
    """Between two figures: the words before the list mark, or before the verb of the second."""
    for i in range(following - 1, at, -1):
        if tokens[i].kind in "、j":
            return i
    for i in range(at + 1, following):
        if tokens[i].kind in "cgfsrmehvl":
            return i
    return following


def frame_of(member: Member, patterns: Patterns) -> Frame:
    """Reduce a member to symbols and find the first construction that takes it."""
    symbols: list[str] = ["^"] if member.follows is None else ["O"]
    parts: dict[str, list[Token]] = {}
    for n, token in enumerate(member.left):
        symbol = _OF_KIND.get(token.kind)
        if token.kind in _SKIPPED:
            continue
        if symbol in ("E", "Y", "S", "R") and symbols[-1] == "H" and n < len(member.left) - 1 and symbol != "S":
            symbol = None if symbol != "E" or n < len(member.left) - 2 else symbol
        if symbol is None or (symbol in "GF" and _inside_noun(member.left, n)):
            symbol = "H"
            key = "HEAD" if "S" not in symbols else "WHOLE"
            parts.setdefault(key, []).append(token)
        else:
            parts.setdefault(symbol, []).append(token)
        if symbols[-1] != symbol:
            symbols.append(symbol)
    symbols.append("Q")
    tail = [t for t in member.right if t.kind not in "ib("]
    if tail and tail[0].kind == "x":
        symbols.append("X")
        tail = tail[1:]
    if tail:
        symbols.append("T")
        parts["TAIL"] = tail
    frame = Frame("".join(symbols), parts)
    for rule in patterns.constructions:
        if form_pattern(rule.form).search(frame.symbols):
            frame.rule = rule
            break
        frame.lost.append(rule.id)
    return frame


def _inside_noun(left: list[Token], at: int) -> bool:
    """Whether a change word belongs to a noun: followed by more nouns than a copula (增长 in 增长速度)."""
    for token in left[at + 1 :]:
        if token.kind in "nNkxv":
            return True
        if token.kind in "cgfsrm":
            return False
    return False


@lru_cache(maxsize=256)
def form_pattern(form: str) -> re.Pattern[str]:
    """A construction's form as a regular expression over symbols: `HEAD? RISE COPULA QUANTITY`."""

    def letter(word: re.Match[str]) -> str:
        if word[0] not in SYMBOLS:
            raise ValueError(f"no such symbol: {word[0]}; use one of {', '.join(SYMBOLS)}")
        return re.escape(SYMBOLS[word[0]])

    return re.compile(re.sub(r"[A-Z]+", letter, form).replace(" ", ""))
