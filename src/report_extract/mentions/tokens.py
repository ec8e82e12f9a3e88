"""A sentence as a row of tokens: words with their class, and the mentions among them.

Classes are letters (see Words.CLASSES), and besides: q a figure, t a time, n a noun, N a name in quotes,
k a label or ordinal, i an article, b a heading number, and the marks `,` `;` `:` `、`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from report_extract.mentions.dates import DateSpan
from report_extract.mentions.numbers import Number
from report_extract.mentions.scan import RoleSpan, Scan, number_grammar
from report_extract.mentions.units import QuantityReader
from report_extract.model import Block, Mention, Span
from report_extract.patterns import Patterns
from report_extract.segment import Cut

_MARKS = {"，": ",", "；": ";", "：": ":", "、": "、", "。": ";", "！": ";", "？": ";", ",": ",", ";": ";"}
_STOPS = "，。；："
_NAME = re.compile(
    r"[\[【][^\[\]【】\d]{1,14}[\]】]|“[^“”]{1,40}”|《[^《》]{1,60}》|（[^（）]{1,40}）|\([^()]{1,40}\)|——(?!\d)"
)
_LABEL = 20  # characters: no name of a line is longer
_CLASS_OF_ROLE = {"heading": "b", "duration": "d", "date": "d"}
_RANK = re.compile(r"第(?P<n>\d+|[一二三四五六七八九十]{1,3})[位名]?$")
_RANK_ENDS = re.compile(
    r"[，。；、）！\n的和与]|$|(?:上升|跃升|提升|前进|前移|晋升|跃居|下降|降|升|退)[到至为]|[到至]第"
)
_RANK_BEFORE = re.compile(r"第(?:\d+|[一二三四五六七八九十]{1,3})[位名]?$")
_RISES_FROM = re.compile(r"[由从][^，。；、：]{0,12}$")
_SPACE, _SUFFIX, _REACHED, _COMPARED = " ", "!", "#", "+"
"""What stands for the class of a word whose class depends on what is around it; all sort before the classes."""
_LONGEST_NOTE = 3
_WORDS = 1 << 16  # more than the different words of a long report


@dataclass(slots=True, eq=False, init=False)
class Token:
    """One word or mention; offsets in the repaired text."""

    start: int
    end: int
    kind: str
    word: str
    figure: Mention | None
    time: DateSpan | None
    role: RoleSpan | None

    def __init__(  # written out: there are so many of them that it counts
        self,
        start: int,
        end: int,
        kind: str,
        word: str,
        figure: Mention | None = None,
        time: DateSpan | None = None,
        role: RoleSpan | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.word = word
        self.figure = figure
        self.time = time
        self.role = role


@dataclass(slots=True)
class Sentence:
    """A sentence with its tokens and the numerals that the lexicon holds inside words."""

    span: Span
    block: Block
    tokens: list[Token] = field(default_factory=list)
    figures: list[Token] = field(default_factory=list)
    in_words: list[tuple[Number, str]] = field(default_factory=list)


def _settle_ratios(tokens: list[Token]) -> None:
    """性别比为, 桥隧比高达: before what only reaches a level 比 compares nothing, and is part of the noun."""
    for n in range(len(tokens) - 2, 0, -1):
        noun, ratio, level = tokens[n - 1 : n + 2]
        if ratio.word == "比" and level.kind == "c" and noun.kind == "n" and noun.end == ratio.start:
            tokens[n - 1 : n + 1] = [Token(noun.start, ratio.end, "n", noun.word + ratio.word)]


def _settle_label(tokens: list[Token]) -> None:
    """A line of a name and its figure: the mark between them parts nothing (省下茶款：1.2亿元)."""
    opened, gone = 0, []
    for n, token in enumerate(tokens[:-1]):
        if token.kind not in ",;:、":
            continue
        if (
            token.word == "："
            and n > opened
            and tokens[n + 1].kind == "q"
            and all(t.kind != "q" for t in tokens[opened:n])
        ):
            gone.append(n)
        elif not opened:
            return  # a sentence of another sort
        opened = n + 1
    for n in reversed(gone):
        del tokens[n]


def _settle_notes(tokens: list[Token]) -> None:
    """A note in brackets that holds figures is a clause of its own; any other is no part of its sentence."""
    opened = None
    for n, token in enumerate(tokens):
        if token.word in ("（", "("):
            opened = n
        elif token.word in ("）", ")") and opened is not None:
            if any(t.kind == "q" for t in tokens[opened:n]):
                tokens[opened].kind = token.kind = ","
            else:
                for inner in tokens[opened : n + 1]:
                    inner.kind = "("
            opened = None


class _Classes(dict[str, tuple[tuple[str, str], ...]]):
    """By a word its parts with their classes, or what stands for one; filled as met.

    A dictionary word that holds a verb of ours is two: 价格|上涨, 召开|大会.
    """

    def __init__(self, patterns: Patterns) -> None:
        self.letters = patterns.words.letter
        self.suffixes = patterns.words.lists["noun_suffixes"]
        self.acts = frozenset(patterns.events.actions)
        self.adverbs = patterns.words.lists["act_adverbs"]
        self.loose = patterns.words.lists["loose_heads"]
        self.changes = tuple(w for w, c in self.letters.items() if c in "gf" and len(w) == 2)

    def __missing__(self, word: str) -> tuple[tuple[str, str], ...]:
        if len(self) >= _WORDS:
            self.clear()
        self[word] = ((word, _COMPARED),) if len(word) > 2 and word[-1] == "比" else self.parts(word)
        return self[word]

    def parts(self, word: str) -> tuple[tuple[str, str], ...]:
        """The parts of a word with their classes."""
        parts = [word]
        if len(word) > 2 and word.endswith(self.changes) and word not in self.letters:
            parts = [word[:-2], word[-2:]]
        elif word[0] in self.loose and self.letters.get(word[1:], "-") in ("r" if len(word) == 2 else "gfrvc"):
            parts = [word[0], word[1:]]
        elif len(word) == 4 and word not in self.letters and (word[:2] in self.acts or word[:2] in self.adverbs):
            parts = [word[:2], word[2:]]
        return tuple((part, self._kind(part)) for part in parts)

    def _kind(self, word: str) -> str:
        if word.isspace():
            return _SPACE
        if word in ("到", "至", "在"):
            return _REACHED
        if len(word) == 1 and word in self.suffixes:
            return _SUFFIX
        return _MARKS.get(word) or self.letters.get(word, "n")


_classes = lru_cache(maxsize=4)(_Classes)


class Tokenizer:
    """Cuts sentences to tokens. Figures are found first; only what is left goes to the segmenter."""

    def __init__(self, chars: str, found: Scan, patterns: Patterns, cut: Cut) -> None:
        self.chars = chars
        self.patterns = patterns
        self.cut = cut
        self.letters = patterns.words.letter
        self.reader = QuantityReader(patterns, cut)
        self.fixed: list[DateSpan | RoleSpan] = sorted([*found.dates, *found.roles], key=lambda s: s.start)
        self.fixed_starts = [s.start for s in self.fixed]
        self.date_starts = frozenset(span.start for span in found.dates)
        self.numbers = found.numbers
        self.number_starts = [n.start for n in found.numbers]
        self.grammar = number_grammar(patterns)
        lists = patterns.words.lists
        self.rank_leads = tuple(lists["wholes"]) + tuple(w for w, c in self.letters.items() if c == "r")
        self.numeral_words = lists["numeral_words"]
        self.rank_verbs = tuple(lists["rank_verbs"])
        self.noted = lists["noted"]
        self.asides = tuple(lists["asides"])
        self.classes = _classes(patterns)

    def sentence(self, span: Span, block: Block) -> Sentence:
        """The tokens of one sentence."""
        made = Sentence(span, block)
        at = span.start
        numbers = self._numbers_in(span)
        for item in self._fixed_in(span):
            self._gap(made, at, item.start, numbers)
            made.tokens.append(self._fixed_token(item))
            at = item.end
        self._gap(made, at, span.end, numbers)
        figures = [t.figure for t in made.tokens if t.figure]
        self.reader.share_units(self.chars, figures)
        made.figures = [t for t in made.tokens if t.figure]
        _settle_notes(made.tokens)
        if span.start <= block.start + 1 and self.chars.find("：", span.start, span.start + _LABEL) >= 0:
            _settle_label(made.tokens)
        if self.chars.find("比", span.start, span.end) >= 0:
            _settle_ratios(made.tokens)
        return made

    def without_mention(self, span: Span, block: Block) -> Sentence | None:
        """A sentence that holds no figure, date or rank, with only the words around its numerals; None of any other."""
        numbers = self._numbers_in(span)
        fixed = self._fixed_in(span)
        for number in numbers:
            if self._plain(number):
                return None
        for expression in fixed:
            if self._is_mention(expression):
                return None
        made = Sentence(span, block)
        at = span.start
        for item in (*fixed, Span(span.end, span.end)) if numbers else ():
            self._gap(made, at, item.start, numbers, sparse=True)
            at = item.end
        return None if any(token.kind == "q" for token in made.tokens) else made

    def _is_mention(self, item: DateSpan | RoleSpan) -> bool:
        return isinstance(item, DateSpan) or self._rank(item, self.chars[item.start : item.end]) is not None

    def _numbers_in(self, span: Span) -> list[Number]:
        first, last = bisect_left(self.number_starts, span.start), bisect_left(self.number_starts, span.end)
        return self.numbers[first:last]

    def _fixed_in(self, span: Span) -> list[DateSpan | RoleSpan]:
        first, last = bisect_left(self.fixed_starts, span.start), bisect_left(self.fixed_starts, span.end)
        return [item for item in self.fixed[first:last] if item.end <= span.end]

    def _fixed_token(self, item: DateSpan | RoleSpan) -> Token:
        word = self.chars[item.start : item.end]
        if isinstance(item, DateSpan):
            return Token(item.start, item.end, "t", word, time=item)
        rank = self._rank(item, word)
        if rank is not None:
            return Token(item.start, item.end, "q", word, figure=rank, role=item)
        kind = _CLASS_OF_ROLE.get(item.rule.spec.role, "N" if word[0] in "“《" else "k")
        return Token(item.start, item.end, "i" if item.rule.spec.dropped else kind, word, role=item)

    def _rank(self, item: RoleSpan, word: str) -> Mention | None:
        """An ordinal that is a result: 居全国第二位, 数量全国第一."""
        match = _RANK.match(word) if item.rule.spec.role == "ordinal" else None
        if match is None or not _RANK_ENDS.match(self.chars, item.end):
            return None
        clause = re.split(r"[，。；：]", self.chars[max(0, item.start - 40) : item.start])[-1]
        before, _, own = clause.rpartition("、")
        said = clause if _RANK_BEFORE.search(before) else own  # 列金牌榜第三位、奖牌榜第四位
        led = self.chars.endswith(self.rank_leads, 0, item.start)
        rises = _RISES_FROM.search(own) is not None and self.chars.startswith(self.rank_verbs, item.end)
        if not led and not rises and not any(verb in said for verb in self.rank_verbs):
            return None
        number = self.grammar.find(match["n"])[0]
        return Mention(
            kind="quantity",
            start=item.start,
            end=item.end,
            text=word,
            value=number.value,
            unit="位",
            dimension="count",
            role="rank",
            num_start=item.start + 1,
            num_end=item.start + 1 + len(match["n"]),
        )

    def _gap(self, made: Sentence, start: int, end: int, numbers: list[Number], *, sparse: bool = False) -> None:
        """Words between two fixed spans: figures first, then names, then the segmenter; `sparse`: those of clauses with
        numerals only."""
        if start >= end:
            return
        inside = self.reader.without_change(self.chars, [n for n in numbers if start <= n.start and n.end <= end])
        arabic = [(n, self.reader.read(self.chars, n, start)) for n in inside if self._plain(n)]
        arabic = [(n, m) for n, m in arabic if m.end <= end]
        pairs = self.reader.join_ranges(self.chars, arabic)
        rest = [n for n in inside if not self._plain(n)]
        at = start
        for _, mention in pairs:
            if mention.start < at:
                continue
            self._words(made, at, mention.start, rest, sparse)
            made.tokens.append(Token(mention.start, mention.end, "q", mention.text, figure=mention))
            at = mention.end
        self._words(made, at, end, rest, sparse)

    @staticmethod
    def _plain(number: Number) -> bool:
        """Whether a numeral needs no lexicon to be told from a word."""
        return not number.chinese or number.percent != "" or number.ratio is not None

    def _words(self, made: Sentence, start: int, end: int, numbers: list[Number], sparse: bool) -> None:
        at = start
        for name in _NAME.finditer(self.chars, start, end):
            self._segment(made, at, name.start(), numbers, sparse)
            kind = "(" if name[0][0] in "（([【" else "," if name[0] == "——" else "N"
            if kind == "(" and made.tokens and self._adds(made.tokens[-1], name[0], name.end()):
                kind = "n"
            made.tokens.append(Token(name.start(), name.end(), kind, name[0]))
            made.in_words += [(n, "inside a name or note") for n in numbers if name.start() <= n.start < name.end()]
            at = name.end()
        self._segment(made, at, end, numbers, sparse)

    def _adds(self, before: Token, note: str, end: int) -> bool:
        """Whether a note is part of the noun before it: 县（市、区）国企, 执业（助理）医师.

        学校（所） only names a unit.
        """
        said = note[1:-1]
        words = said.split("、")
        if before.kind not in "nN" or (len(said) == 1 and said in self.patterns.units.forms):
            return False
        if self.noted.issuperset(words):
            return True
        named = len(said) <= _LONGEST_NOTE and said.isalpha() and not said.isascii() and before.end == end - len(note)
        goes_on = self.chars[end : end + 1]
        return named and goes_on.isalpha() and goes_on != "级" and not said.startswith(self.asides)

    def _segment(self, made: Sentence, start: int, end: int, numbers: list[Number], sparse: bool) -> None:
        inside = [n for n in numbers if start <= n.start and n.end <= end]
        if sparse and inside:  # no word reaches over a mark
            start = max(start, *(self.chars.rfind(mark, start, inside[0].start) + 1 for mark in _STOPS))
            end = min((at for mark in _STOPS if (at := self.chars.find(mark, inside[-1].end, end)) >= 0), default=end)
        if start < end and (inside or not sparse):
            words = self._classed(start, end)
            made.tokens += self._chinese(made, words, inside) if inside else words

    def _classed(self, start: int, end: int) -> list[Token]:
        """The words of a stretch with their classes, which may depend on the word before."""
        words: list[Token] = []
        at = start
        for word in self.cut(self.chars[start:end]):
            for part, kind in self.classes[word]:
                start, at = at, at + len(part)
                if kind < ",":
                    self._add(words, Token(start, at, kind, part))
                else:
                    words.append(Token(start, at, kind, part))
        return words

    def _add(self, words: list[Token], token: Token) -> None:
        """Append a word that may be one with the word before (发展|到, 保持|在) or be two."""
        word, kind = token.word, token.kind
        last = words[-1] if words and words[-1].end == token.start else None
        if kind == _COMPARED:
            self._add_compared(words, token)
            return
        if kind == _SPACE:
            if last is not None and last.word[-1] > "\u2e80":
                words.append(Token(token.start, token.end, ",", word))
            return
        token.kind = self._kind(word)
        if last is not None and kind == _REACHED and last.kind in "nvclsgf":
            joined = last.word + word
            if self.letters.get(joined, "n") in "cdsv":
                words[-1] = Token(last.start, token.end, self.letters[joined], joined)
                return
        if last is not None and kind == _SUFFIX and last.kind in "vlegf":
            words[-1] = Token(last.start, token.end, "n", last.word + word)
            return
        words.append(token)

    def _add_compared(self, words: list[Token], token: Token) -> None:
        """Append a word that ends with 比: 价格比 before 上年 is two."""
        word, at = token.word, token.start
        apart = token.end in self.date_starts
        for part in (word[:-1], "比") if apart else [part for part, _ in self.classes.parts(word)]:
            words.append(Token(at, at + len(part), self._kind(part), part))
            at += len(part)

    def _kind(self, word: str) -> str:
        return _MARKS.get(word) or self.letters.get(word, "n")

    def _chinese(self, made: Sentence, words: list[Token], numbers: list[Number]) -> list[Token]:
        """Put figures in Chinese numerals among the words, unless a word of the lexicon holds the numeral."""
        pairs: list[tuple[Number, Mention]] = []
        for number in numbers:
            over = [w for w in words if w.start < number.end and number.start < w.end]
            holder = self._holder(over, number)
            if holder is not None:
                made.in_words.append((number, f"inside the word {holder}"))
                continue
            floor = max((m.end for _, m in pairs), default=words[0].start)
            pairs.append((number, self.reader.read(self.chars, number, floor)))
        out: list[Token] = []
        figures = [m for _, m in self.reader.join_ranges(self.chars, pairs)]
        covered = words[0].start  # up to where the figures so far reach
        for word in words:
            while figures and figures[0].start < word.end:
                mention = figures.pop(0)
                if word.start < mention.start:
                    out.append(self._piece(word.start, mention.start))
                out.append(Token(mention.start, mention.end, "q", mention.text, figure=mention))
                covered = mention.end
            if covered <= word.start:
                out.append(word)
            elif covered < word.end:
                out.append(self._piece(covered, word.end))
        return out

    def _piece(self, start: int, end: int) -> Token:
        word = self.chars[start:end]
        return Token(start, end, self._kind(word), word)

    def _holder(self, over: list[Token], number: Number) -> str | None:
        """The word that holds a numeral as no number of its own: 统一, 百姓; None for a real numeral."""
        text = self.chars[number.start : number.end]
        for word in over:
            if word.word in self.numeral_words and number.end <= word.end:
                return word.word
            before, after = word.word[: max(0, number.start - word.start)], word.word[max(0, number.end - word.start) :]
            changes = self.letters.get(before) in ("g", "f")  # 增加一倍 is a word of the dictionary
            if before and not changes and before not in ("数", "几", "上", "近", "第", "余", "约", "超", "逾"):
                return word.word
            if after and not self._is_unit(after, word.end) and self._ends_within(number, word.end):
                return word.word
        for held in (text, self.chars[max(0, number.start - 1) : number.end]):
            if held in self.grammar.words and not self.reader.unit_at(self.chars, number.end)[0].name:
                return held
        if len(text) == 1 and text in "亿兆万千百" and not over[0].word[1:]:
            before = self.chars[number.start - 1 : number.start]
            return None if before in "近超逾约上达过" or self.reader.unit_at(self.chars, number.end)[0].name else text
        return None

    def _ends_within(self, number: Number, end: int) -> bool:
        """Whether a numeral with all that belongs to it (一吨半) still leaves a piece of its word."""
        return self.reader.read(self.chars, number, number.start).end < end

    def _is_unit(self, text: str, end: int) -> bool:
        """Whether what follows a numeral inside a word is its unit: 三个, 两国; not 一些."""
        return text in self.patterns.units.forms or any(
            form.startswith(text) and self.chars.startswith(form, end - len(text))
            for form in self.patterns.units.by_first.get(text[0], ())
        )
