"""Figures in their sentences to rows of the statistics table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from report_extract.mentions.units import bound
from report_extract.model import Extraction, Measure, Mention, Statistic, Status, Text
from report_extract.patterns import Patterns
from report_extract.records.frames import Frame, Member, frame_of, members
from report_extract.records.indicators import Phraser, Thread
from report_extract.records.periods import Calendar
from report_extract.mentions.tokens import Sentence, Token

_RATIO_UNITS = frozenset(("%", "‰", "‱", "倍", "番", "个百分点", "百分点", "个基点", "基点", "折"))
_POINT_UNITS = frozenset(("个百分点", "百分点", "个基点", "基点", "个千分点", "个百分比"))
_NEW = re.compile(r"^(?:新增|净增|净增加|增发|新增加)")
_BASIS = re.compile(
    r"(?:比|较|同)(上年同期|上年|去年同期|去年|前年|上月|上季度|年初预算|上年年初预算|年初|\d{4}年(?:末|底|同期)?|(?:[一二三四五六七八九十]|\d{1,2})年前|上届|计划|“[^”]{2,6}”末)|(同比)|(环比)"
)
_ESTIMATE = re.compile(r"预计|初步(?:核算|统计|预计|测算)|估计|据测算")
_ANNUAL = re.compile(r"年均|平均每年|年平均|每年平均|年递增")
_STOCK = re.compile(r"达到?$|至$|到$|达到了$")


@dataclass(slots=True)
class Reading:
    """One figure read: the row's fields before they are placed in the raw text."""

    figure: Mention
    indicator: str
    measure: Measure
    basis: str | None
    status: Status
    period: tuple[date | None, date | None]
    rule: str
    confidence: float
    notes: list[str]
    frame: Frame
    token: Token


class StatisticReader:
    """Reads the figures of sentences, one after another, in reading order."""

    def __init__(self, chars: str, patterns: Patterns, calendar: Calendar) -> None:
        self.chars = chars
        self.patterns = patterns
        self.calendar = calendar
        self.phraser = Phraser(patterns)
        self.wholes = patterns.words.lists["wholes"]

    def read(self, sentence: Sentence) -> list[Reading]:
        """All statistics of a sentence. Figures that are none get a role and a reason instead."""
        thread = Thread()
        thread.scope = self.phraser.opening_place(sentence.tokens)
        out: list[Reading] = []
        groups = members(sentence)
        dealt = self._dealt(groups)
        clause = -1
        for n, member in enumerate(groups):
            if member.clause != clause:
                self._pass_clauses(sentence, clause, member.clause, thread)
                clause = member.clause
            frame = frame_of(member, self.patterns)
            reading = self._reading(sentence, member, frame, thread, dealt.get(n))
            if reading is not None:
                out.append(reading)
        self._share_predicates(groups, out)
        return out

    # -- carrying -----------------------------------------------------------------------------------------------

    def _pass_clauses(self, sentence: Sentence, after: int, upto: int, thread: Thread) -> None:
        """Clauses without a figure leave their actor and object to the next."""
        clause: list[Token] = []
        number = 0
        for token in [*sentence.tokens, Token(0, 0, ",", "，")]:
            if token.kind in ",;:":
                if after < number < upto and clause:
                    self._note_clause(clause, thread)
                clause = []
                number += 1
            else:
                clause.append(token)

    def _note_clause(self, clause: list[Token], thread: Thread) -> None:
        kept = self.phraser.strip(clause)
        if not kept:
            return
        place = self.phraser.opening_place(kept)
        if place:
            thread.scope = place
        verbs = [i for i, t in enumerate(kept) if t.kind in "vlegf"]
        nouns = [t for t in kept if t.kind in "nNk"]
        if not nouns:
            return
        if verbs and verbs[0] > 0:
            thread.actor = self.phraser.text(kept[: verbs[0]])
        objects = kept[verbs[-1] + 1 :] if verbs and verbs[-1] < len(kept) - 1 else kept
        thread.object = self.phraser.text(self.phraser.head(objects))
        thread.had_figure = False
        thread.verb = ""

    # -- one figure ---------------------------------------------------------------------------------------------

    def _reading(
        self, sentence: Sentence, member: Member, frame: Frame, thread: Thread, dealt: str | None
    ) -> Reading | None:
        figure = member.figure.figure
        assert figure is not None
        reason = self._no_figure(sentence, member, frame, figure)
        if reason:
            figure.role, figure.reason = reason
            return None
        rule = frame.rule
        if rule is None:
            figure.role, figure.reason = "unresolved", "no construction fits"
            return None
        notes: list[str] = []
        indicator, own = self._indicator(member, frame, thread, notes)
        if dealt:
            indicator, own = self._with_change(dealt, frame), True
            thread.subject = dealt
        measure = self._measure(member, frame, figure)
        self._sign(frame, figure, measure)
        start, end, why, inferred = self.calendar.of_figure(sentence, member.figure)
        start, end, why = self._adjust_period(sentence, member, measure, (start, end, why), inferred)
        notes.append("period: " + why)
        confidence = rule.confidence - (0.12 if not own else 0.0) - (0.03 if inferred else 0.0)
        if not own:
            notes.append("indicator carried from another clause")
        if inferred:
            notes.append("period inferred")
        status = self._status(sentence, member, (start, end), inferred)
        return Reading(
            figure,
            indicator,
            measure,
            self._basis(sentence, member, frame, measure),
            status,
            (start, end),
            rule.id,
            confidence,
            notes,
            frame,
            member.figure,
        )

    def _no_figure(self, sentence: Sentence, member: Member, frame: Frame, figure: Mention) -> tuple[str, str] | None:
        """Why a numeral is no statistic, as (role, reason); None where it is one."""
        text = self.chars[figure.num_start : figure.num_end]
        left = "".join(t.word for t in member.left[-3:])
        after = self.chars[figure.end : figure.end + 2]
        if figure.dimension == "duration" and figure.unit not in ("岁", "周岁"):
            durative = re.search(
                r"(?:延长|缩短|压缩|减少|缩减|增加|提前|为|达|至|到|超过|平均|期限|时间|时长|工期|里程|总计|共)$", left
            ) and not re.search(r"(?:提前|截至|直到)$", left)
            if (
                not durative
                or figure.unit in ("年", "月", "日", "天")
                and not re.search(
                    r"延长|缩短|压缩|缩减|减少|期限|时间|时长|平均|停留|工期|寿命|年限",
                    "".join(t.word for t in member.left),
                )
            ):
                return "duration", "a span of time that only places something"
        if not figure.unit and not self._counts_alone(member, figure, text, after):
            return "label", "a bare number that counts nothing named"
        chinese = not text[0].isascii()
        if chinese and figure.value is not None and abs(figure.value) <= 10 and figure.qualifier == "exact":
            return self._small_chinese(member, frame, figure, after)
        if figure.unit in ("号", "级", "届", "期", "版", "世纪"):
            return "label", "a number that labels"
        if figure.unit == "次" and re.search(r"第|本|这|每$", left[-1:]):
            return "ordinal", "an ordinal"
        return None

    def _counts_alone(self, member: Member, figure: Mention, text: str, after: str) -> bool:
        """Whether a number without a unit is a figure all the same: 6600多万纳税人, 务工规模超过3300万."""
        big = any(c in text for c in "万亿千百") or figure.qualifier in ("over", "nearly", "at_least", "about", "range")
        noun_after = bool(member.right) and member.right[0].kind in "nNv" and member.right[0].start == member.figure.end
        stated = bool(member.left) and member.left[-1].kind in "cgf"
        if figure.ratio is not None or text[:1] == "百":
            return True
        return (big and (noun_after or stated or bool(member.left))) or (
            stated and not after[:1].isalpha() and "." in text
        )

    def _small_chinese(self, member: Member, frame: Frame, figure: Mention, after: str) -> tuple[str, str] | None:
        """一 to 十 with a classifier: counted only where a plain count of things is stated."""
        lists = self.patterns.words.lists
        if figure.value is not None and figure.value == 1 and figure.unit not in ("%", "倍", "番"):
            return "idiom", "一 as an article"
        if figure.unit in lists["set_units"]:
            return "name", "a set phrase with a small number"
        if figure.unit in lists["vague_units"] and not (
            frame.parts.get("HEAD") and frame.parts["HEAD"][-1].kind == "v"
        ):
            return "idiom", "a small count that names no result"
        return None

    def _measure(self, member: Member, frame: Frame, figure: Mention) -> Measure:
        rule = frame.rule
        assert rule is not None
        if rule.measure == "growth":
            if figure.unit in _POINT_UNITS:
                return "change"
            return "growth" if figure.unit in _RATIO_UNITS else "change"
        if rule.measure:
            return rule.measure
        head = frame.parts.get("HEAD", [])
        text = "".join(t.word for t in head)
        if figure.unit in _RATIO_UNITS:
            if any(text.endswith(w) for w in self.patterns.words.lists["growth_nouns"]):
                return "growth"
            if "占" in text or text.endswith(("比重", "占比")):
                return "share"
            if figure.unit in _POINT_UNITS:
                return "change"
        return "level"

    def _sign(self, frame: Frame, figure: Mention, measure: Measure) -> None:
        """A fall is negative."""
        falls = frame.rule is not None and frame.rule.id == "fall" and measure in ("growth", "change")
        text = "".join(t.word for t in frame.parts.get("HEAD", []))
        falls = falls or (measure == "growth" and text.endswith(("降幅", "跌幅")))
        if falls and figure.value is not None and figure.value > 0:
            figure.value = -figure.value
            figure.lower, figure.upper = (
                -figure.upper if figure.upper is not None else None,
                -figure.lower if figure.lower is not None else None,
            )

    # -- phrases ------------------------------------------------------------------------------------------------

    def _indicator(self, member: Member, frame: Frame, thread: Thread, notes: list[str]) -> tuple[str, bool]:
        """The phrase, and whether the member names it itself."""
        rule = frame.rule
        assert rule is not None
        phraser = self.phraser
        head_tokens = phraser.head(frame.parts.get("HEAD", []))
        tail = phraser.text(phraser.tail(frame.parts.get("TAIL", [])))
        head = phraser.text(head_tokens)
        own = bool(head) or bool(tail and "{TAIL}" in rule.indicator)
        head = self._restore(member, head_tokens, head, tail, thread, rule.indicator)
        subject = self._subject(frame, thread)
        whole = phraser.text(phraser.strip(frame.parts.get("WHOLE", [])))
        values = {
            "HEAD": head or subject,
            "TAIL": tail,
            "WHOLE": whole,
            "SUBJECT": subject,
            "VERB": self._list_verb(member, thread),
            "EFFECT": "".join(t.word for t in frame.parts.get("E", [])[-1:]),
            "CHANGE": self._change(frame),
        }
        if "{TAIL}" in rule.indicator and not head and "{HEAD}" in rule.indicator:
            values["HEAD"] = ""
        if rule.id == "effect-figure-noun" and head:
            values["SUBJECT"] = head
        phrase = phraser.clean(rule.indicator.format(**values))
        if thread.scope and not phraser.place_in(phrase) and len(phrase) < 24 and member.clause > 0:
            phrase = thread.scope + phrase
        if not phrase:
            phrase = phraser.clean(phraser.text(member.left) + phraser.text(member.right)) or phraser.clean(
                thread.object or thread.actor
            )
            own = False
        self._remember(member, frame, thread, head_tokens, head, tail, rule.id)
        return phrase or "（未指明）", own

    def _restore(self, member: Member, tokens: list[Token], head: str, tail: str, thread: Thread, template: str) -> str:
        """Give a bare head the noun, verb or award that an earlier member of its sentence had."""
        phraser = self.phraser
        if not tokens:
            return head
        award = self._award_head(head, thread)
        if award:
            return award
        if phraser.is_relational(tokens):
            base = (thread.subject if thread.had_figure else "") or thread.object or thread.subject or thread.actor
            if thread.had_figure and thread.actor and thread.verb_clause == member.clause - 1:
                base = thread.actor
            if head.startswith(tuple(self.patterns.words.lists["total"])):
                base = self._without_new(base)
            if base and base != head and not base.endswith(head):
                return (self._trim_base(base, head)) + head
        only_verbs = all(t.kind in "vledwg" for t in tokens)
        if only_verbs and not tail and thread.actor and thread.actor != head:
            return thread.actor + head
        if (
            tokens[0].kind == "v"
            and thread.actor
            and len(thread.actor) <= 6
            and member.clause > 0
            and member.first
            and thread.verb_clause == member.clause - 1
        ):
            return thread.actor + head
        if (
            member.mark == "、"
            and tokens[0].kind in "nN"
            and thread.verb
            and not tail
            and thread.verb_clause == member.clause
        ):
            return thread.verb + head
        return head

    def _trim_base(self, base: str, head: str) -> str:
        """A carried subject without its own measure word: 货物进出口总额 before 增速."""
        for word in sorted(self.patterns.words.lists["relational"], key=len, reverse=True):
            if (
                base.endswith(word)
                and len(base) > len(word) + 1
                and len(word) > 1
                and word not in ("企业", "会员", "职工", "女职工", "用户")
            ):
                return base[: -len(word)]
        return base

    def _without_new(self, phrase: str) -> str:
        for word in self.patterns.words.lists["new"]:
            if phrase.startswith(word):
                return phrase[len(word) :]
        return phrase

    def _award_head(self, head: str, thread: Thread) -> str:
        """`重庆五一劳动奖状95个、奖章188个`: the second gets the first's scope."""
        for rule in self.patterns.awards.elided:
            if head == rule.short and thread.award:
                scope = rule.scope_of(thread.award)
                return scope + rule.full if scope is not None else head
        return ""

    def _subject(self, frame: Frame, thread: Thread) -> str:
        if "E" in frame.symbols and not thread.had_figure:
            return thread.object or thread.actor or thread.subject
        return thread.subject or thread.object or thread.actor

    def _change(self, frame: Frame) -> str:
        words = [t.word for t in frame.parts.get("G", []) if t.kind == "g"]
        if not words:
            return ""
        return (
            ""
            if words[-1] in self.patterns.words.lists["growth_nouns"] and words[-1] != "增长" and words[-1] != "增速"
            else words[-1]
        )

    def _with_change(self, phrase: str, frame: Frame) -> str:
        return self.phraser.clean(
            phrase + (self._change(frame) if frame.rule and "{CHANGE}" in frame.rule.indicator else "")
        )

    def _list_verb(self, member: Member, thread: Thread) -> str:
        return thread.verb if member.mark == "、" and thread.verb_clause == member.clause else ""

    def _remember(
        self, member: Member, frame: Frame, thread: Thread, tokens: list[Token], head: str, tail: str, rule: str
    ) -> None:
        """Keep what the next clause may leave out."""
        verbs = [t for t in tokens if t.kind == "v"]
        raw_verbs = [t for t in frame.parts.get("HEAD", []) if t.kind == "v"]
        if member.first:
            kept = self.phraser.strip(frame.parts.get("HEAD", []))
            at = next((i for i, t in enumerate(kept) if t.kind in "vle"), None)
            if at is not None and at > 0 and kept[0].kind in "nNk":
                thread.actor = self.phraser.text(kept[:at])
            elif kept and at is None and kept[0].kind in "nNk":
                thread.actor = self.phraser.text(kept)
        if verbs and tokens[0] is verbs[0]:
            thread.verb, thread.verb_clause = verbs[0].word, member.clause
        elif raw_verbs and not tokens:
            thread.verb, thread.verb_clause = raw_verbs[-1].word, member.clause
        elif member.first:
            thread.verb, thread.verb_clause = "", member.clause
        else:
            thread.verb_clause = member.clause
        if rule not in ("share", "effect-figure", "part-of-which", "from-figure"):
            new = head if head else ""
            if rule in ("verb-figure-noun", "figure-noun", "effect-figure-noun"):
                new = (head + tail) if head else tail
            if new:
                thread.subject = self.phraser.clean(new)
        elif rule == "from-figure" and head:
            thread.subject = self.phraser.clean(head)
        for award in self.patterns.awards.elided:
            if head.endswith(award.short):
                thread.award = head
        thread.had_figure = True

    # -- lists --------------------------------------------------------------------------------------------------

    def _dealt(self, groups: list[Member]) -> dict[int, str]:
        """`甲、乙分别增长3%、5%`: the n-th figure to the n-th subject."""
        out: dict[int, str] = {}
        n = 0
        while n < len(groups):
            run = [n]
            while run[-1] + 1 < len(groups) and self._listed(groups[run[-1]], groups[run[-1] + 1]):
                run.append(run[-1] + 1)
            if len(run) > 1:
                out |= self._deal(groups, run)
            n = run[-1] + 1
        return out

    @staticmethod
    def _listed(left: Member, right: Member) -> bool:
        """Whether two figures stand side by side, with only a list mark between."""
        return right.mark == "、" and not right.left and left.clause == right.clause and (not left.right)

    def _deal(self, groups: list[Member], run: list[int]) -> dict[int, str]:
        left = groups[run[0]].left
        split = any(t.kind == "z" or t.word == "分别" for t in left)
        ends = next((i for i, t in enumerate(left) if t.kind in "cgfszd" and t.kind != "d"), len(left))
        share = next((i for i, t in enumerate(left) if t.kind == "s"), None)
        if share is not None:
            ends = next((i for i in range(share + 1, len(left)) if left[i].kind in "cgfz"), len(left))
        tokens = self.phraser.strip(left[:ends])
        items: list[list[Token]] = [[]]
        for token in tokens:
            if token.kind in "、j":
                items.append([])
            else:
                items[-1].append(token)
        items = [item for item in items if item]
        if len(items) != len(run) or (not split and len(items) < 2):
            return {}
        return dict(zip(run, self._with_suffix(items), strict=True))

    def _with_suffix(self, items: list[list[Token]]) -> list[str]:
        """Items of a list, each with the head noun that only the last one prints."""
        last = items[-1]
        words = [t.word for t in last]
        suffix: list[Token] = []
        for item in items[:-1]:
            ends = item[-1].word
            if ends in words[:-1]:
                suffix = last[words.index(ends) + 1 :]
            elif len(item) < len(last) and (
                words[-1] in self.patterns.words.lists["relational"] or len(item) == 1 or item[0].word == words[0]
            ):
                suffix = last[len(item) :]
            elif words[-1] in self.patterns.words.lists["relational"] and ends != words[-1]:
                suffix = last[-1:]
            if suffix:
                break
        out = []
        for item in items[:-1]:
            own = [] if item[-1].word == words[-1] else suffix
            out.append(self.phraser.clean(self.phraser.text(item) + self.phraser.text(own)))
        out.append(self.phraser.clean(self.phraser.text(last)))
        return out

    def _share_predicates(self, groups: list[Member], readings: list[Reading]) -> None:
        """`5个地级市和5个县级城市获评文明城市`: the first noun gets the last one's predicate."""
        by_token = {id(r.token): r for r in readings}
        for left, right in zip(reversed(groups[:-1]), reversed(groups[1:]), strict=True):
            first, second = by_token.get(id(left.figure)), by_token.get(id(right.figure))
            if first is None or second is None or right.mark != "、" or left.clause != right.clause:
                continue
            if first.rule not in ("figure-noun", "verb-figure-noun") or second.rule != "figure-noun" or right.left:
                continue
            if any(t.kind in "vle" for t in left.right):
                continue
            at = next((i for i, t in enumerate(right.right) if t.kind in "vle" and i), None)
            if at is None:
                continue
            predicate = self.phraser.text(self.phraser.tail(right.right[at:]))
            joined = self.phraser.clean(first.indicator + predicate)
            if len(joined) <= 30:
                first.indicator = joined

    # -- context ------------------------------------------------------------------------------------------------

    def _basis(self, sentence: Sentence, member: Member, frame: Frame, measure: Measure) -> str | None:
        if measure == "share":
            return self.phraser.clean(self.phraser.text(self.phraser.strip(frame.parts.get("WHOLE", [])))) or None
        if frame.rule and frame.rule.id == "part-of-which":
            return None
        if measure not in ("growth", "change"):
            return None
        text = self.chars[member.left[0].start : member.figure.start] if member.left else ""
        match = _BASIS.search(text)
        if match:
            if match[2]:
                return "上年同期"
            return match[1] or "上期"
        return "上年" if measure == "growth" else None

    def _status(
        self, sentence: Sentence, member: Member, period: tuple[date | None, date | None], inferred: bool
    ) -> Status:
        clause = self._clause_before(sentence, member)
        reference = self.calendar.clock.reference
        before = self.chars[sentence.span.start : member.figure.start].rsplit("；", 1)[-1]
        if _ESTIMATE.search(before) and not self.calendar.current.target:
            return "estimate"
        if any(t.kind == "w" for t in clause):
            return "target"
        if inferred and self.calendar.current.target:
            return "target"
        start = period[0]
        if not inferred and start and reference and start > reference:
            return "target"
        if (
            not inferred
            and self.calendar.current.target
            and start
            and self.calendar.clock.this
            and start.year >= self.calendar.clock.this
        ):
            return "target"
        return "actual"

    def _clause_before(self, sentence: Sentence, member: Member) -> list[Token]:
        """The words of the clause before the figure."""
        out: list[Token] = []
        for token in sentence.tokens:
            if token.start >= member.figure.start:
                break
            if token.kind in ",;:":
                out = []
            else:
                out.append(token)
        return out

    def _adjust_period(
        self,
        sentence: Sentence,
        member: Member,
        measure: Measure,
        found: tuple[date | None, date | None, str],
        inferred: bool,
    ) -> tuple[date | None, date | None, str]:
        """Yearly averages cover the whole era; a stock reached at its end takes the last year."""
        start, end, why = found
        text = self.chars[member.left[0].start : member.figure.start] if member.left else ""
        section = self.calendar.section
        if _ANNUAL.search(text) and section.years > 1 and (not start or not end or end.year == start.year):
            return section.start, section.end, section.reason + ", for a yearly average"
        if start and end and end.year - start.year >= 1 and inferred and measure == "level":
            copulas = [t.word for t in member.left if t.kind == "c"]
            if copulas and _STOCK.search(copulas[-1]):
                return date(end.year, 1, 1), date(end.year, 12, 31), why + ", its last year for what was reached"
        return found


def to_rows(readings: list[Reading], sentence: Sentence, text: Text, out: Extraction) -> None:
    """Place readings in the raw text and add them to the extraction."""
    report = out.report
    quote = text.raw(sentence.span.start, sentence.span.end)
    for reading in readings:
        figure = reading.figure
        bound_again(figure)
        anchor = text.raw(figure.start, figure.end)
        exact = figure.value
        value = figure.ratio if exact is None else float(exact)
        out.statistics.append(
            Statistic(
                report_id=report.report_id,
                raw_start=anchor.start,
                raw_end=anchor.end,
                quote=text.chars[sentence.span.start : sentence.span.end].strip(),
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


def bound_again(figure: Mention) -> None:
    """Bounds follow the sign: a fall of over 3 % is at most -3."""
    bound(figure)
    if figure.qualifier != "range" and figure.value is not None and figure.value < 0:
        figure.lower, figure.upper = figure.upper, figure.lower
