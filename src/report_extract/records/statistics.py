"""Figures in their sentences to rows of the statistics table."""

from __future__ import annotations

from bisect import bisect_left
from copy import copy
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise

from report_extract.mentions.tokens import Sentence, Token, Tokenizer
from report_extract.model import Block, Mention, Span
from report_extract.patterns import Patterns
from report_extract.records.aside import Aside
from report_extract.records.dealing import Dealer
from report_extract.records.figure_periods import FigurePeriods
from report_extract.records.frames import Frame, Member, frame_of, members
from report_extract.records.indicators import Thread
from report_extract.records.measures import FALLS, POINT_UNITS, RATIO_UNITS, MeasureReader, make_negative, sign
from report_extract.records.periods import Calendar
from report_extract.records.phrases import IndicatorReader
from report_extract.records.reading import Reading
from report_extract.records.shared import Sharer
from report_extract.records.status import StatusReader

# What a row loses by an indicator of another clause, and by a period not said: see benchmarks/calibration.py.
_CARRIED, _INFERRED = 0.05, 0.02
MEDALS = ("金", "银", "铜")
"""What stands for a medal after a figure."""
_RANKS = ("排名", "位次", "名次", "排位")
_LEVELS = ("率", "比重", "比例", "占比", "度")
_CARRIED_NOTE = "indicator carried from another clause"


class StatisticReader:
    """Reads the figures of sentences, one after another, in reading order."""

    def __init__(self, chars: str, patterns: Patterns, calendar: Calendar) -> None:
        self.chars = chars
        self.patterns = patterns
        self.lists = patterns.words.lists
        self.calendar = calendar
        self.names = IndicatorReader(patterns)
        self.phraser = self.names.phraser
        self.block: Block | None = None
        self.whole: tuple[str, str] = ("", "")
        """The measure word and unit of the last level that was no part of another."""
        self.counted: tuple[str, dict[str, str]] = ("", {})
        """What the last sentence counted, in all and by unit."""
        self.persons = (*patterns.units.persons, "人数", "人口")
        self.sharer = Sharer(chars, patterns, self.phraser)
        self.statuses = StatusReader(chars, patterns, calendar)
        self.aside = Aside(chars, patterns)
        self.measures = MeasureReader(chars, patterns, self.phraser)
        self.periods = FigurePeriods(chars, patterns, calendar, self.phraser)
        self.dealer = Dealer(self.phraser, patterns)

    def read(self, sentence: Sentence) -> list[Reading]:
        """All statistics of a sentence. Figures that are none get a role and a reason instead."""
        self.aside.set_aside(sentence)
        if sentence.block is not self.block:
            self.block, self.names.divided = sentence.block, ""
            self.names.previous = self.names.doer = self.names.led = str
            self.counted = "", {}
        thread = Thread()
        if sentence.tokens and sentence.tokens[0].kind == "h":  # 征集金点子900条，采纳210条。其中，上半年采纳80条
            thread.thing, thread.things = self.counted
        if self.calendar.heading.genre != "work_report":
            thread.scope = self.phraser.opening_place(sentence.tokens)
        out: list[Reading] = []
        groups = members(sentence, self.names.relational, self.lists)
        dealt, leaders = self.dealer.deal(sentence, groups)
        self.names.restore_scopes(dealt)
        clause = -1
        days: dict[int, tuple[date, date]] = {}
        frames: list[Frame] = []
        read: dict[int, Reading] = {}
        notes = _notes(sentence)
        note, outside = -1, thread
        parts = [t.start for t in sentence.tokens if t.kind == "h"]
        for n, member in enumerate(groups):
            inside = next((at for at, end in notes if at < member.figure.start < end), -1)
            if inside != note:  # what a note in brackets tells is not carried past it
                thread = outside if note >= 0 else thread
                note, outside = inside, copy(thread)
                if inside >= 0:  # 入会率88%（外资企业为79%）
                    thread.parted, thread.measured = True, (self.names.measure_of(thread.subject), thread.unit)
            if member.clause != clause:
                self.names.pass_clauses(sentence, clause, member.clause, thread)
                clause = member.clause
                named = thread.subject.endswith(self.names.joined)  # 技能培训, whose 培训 is a verb
                counted = thread.subject if named else thread.thing or thread.subject
                thread.topic = counted if thread.had_figure else thread.object
                thread.counted_before = thread.had_figure
            held = _held_against(member)
            if held is not None or (n and _only_compared(member)):
                member = replace(member, left=[], right=[])
            member = self._with_noun_after(member, groups[n + 1 : n + 4])
            frame = frame_of(member, self.patterns)
            if n in leaders and not member.left:
                frame = _led(frames[leaders[n]], frame)
            frames.append(frame)
            opened = bisect_left(parts, member.figure.start)
            if not thread.parted and (opened or thread.divided):
                thread.parted, thread.measured, thread.of_whole = True, self.whole, thread.thing
                thread.of_all = thread.subject
            elif opened > thread.parts and out:  # a second 其中, of what its own part of the sentence counted
                thread.measured = (self.names.measure_of(out[-1].indicator), out[-1].figure.unit)
            thread.parts = opened
            run = [n, *(m for m, first in leaders.items() if first == n)]
            if len(run) > 1:
                if n not in dealt:
                    dealt |= dict(zip(run, self._late(len(run), member, frame, thread), strict=False))
                elif all(dealt[m] in self.names.relational for m in run):
                    dealt |= {m: self.names.owned(dealt[m], thread) for m in run}
                elif thread.noun and all(dealt[m] in self.lists["part_classes"] for m in run):
                    dealt |= {m: dealt[m] + thread.noun for m in run}  # 茶站40个，国家级、省级分别有2个、8个
                thread.dealt = run if n in dealt else thread.dealt if member.ends_change else []
                said = [t for t in sentence.tokens if t.start < member.figure.start] if n == 0 else member.left
                days |= dict(zip(run, self.calendar.dealt(said, len(run)), strict=False))
            frames_rank = _frames_rank(groups[n : n + 2])
            before = copy(thread) if frames_rank else thread
            told = copy(thread) if member.aside else thread  # what it speaks of is no subject of what follows
            reading = self._reading(sentence, member, frame, told, dealt.get(n))
            if frames_rank:
                thread = replace(before, ranked_in=self.phraser.text([*member.left[1:], *member.right[:-1]]))
            else:
                thread.ranked_in = ""
            if reading is not None:
                leader = read.get(leaders.get(n, -1))
                if (
                    leader is not None
                    and not groups[n].left
                    and (leader.measure, reading.measure) == ("change", "level")
                ):
                    reading.measure = "change"  # 价格分别比上年高6元和7元
                if leader is not None and not groups[n].left:
                    self._spread(leader.figure, reading.figure)
                if leader is not None and leader.measure == reading.measure:
                    reading.basis = leader.basis  # 分别比年初增加8亿元和5亿元
                    if not groups[n].left and held is None:  # 2000年达到…，平均每年增长4.7%和5.7%
                        reading.period, reading.notes[0] = leader.period, leader.notes[0]
                if held is not None and held.time is not None and (then := self.calendar.dates(held.time)) is not None:
                    reading.period, reading.notes[0] = then, f"period: {held.word}, what is told is held against it"
                if n in days:
                    reading.period, reading.notes[0] = days[n], "period: one of those that its list names"
                if out and reading.rule == "carried-figure":
                    _go_on_growing(member, reading, out[-1])
                self._match_ends(n, groups, leaders, reading, thread)
                read[n] = reading
                began = out[-1].figure if out and groups[n].ends_change and groups[n - 1].opens_change else None
                if began is not None and not began.unit and reading.figure.dimension not in ("ratio", "other"):
                    began.unit, began.dimension = reading.figure.unit, reading.figure.dimension  # 由62亿增长到80亿元
                out.append(reading)
                if not thread.parted and reading.measure == "level":
                    self.whole = (self.names.measure_of(reading.indicator), reading.figure.unit)
                elif not thread.parted and reading.measure == "growth" and _CARRIED_NOTE not in reading.notes:
                    self.whole = (self.names.measure_of(thread.subject), reading.figure.unit)
        self.sharer.share(sentence, groups, out, self.names.doer)
        self.counted = thread.thing, thread.things
        left = thread.subject or thread.object or thread.actor
        of_growth = self.names.growth.of(left, beyond=1)
        if left.endswith("位次"):  # what was ranked, not its rank
            left = next((r.indicator for r in out if r.measure == "level" and "位次" not in r.indicator), left)
        left = left.removesuffix(of_growth)  # 生产总值增速居第四位。分季度看，一季度增长4.8%
        self.names.divided = thread.divided
        self.names.previous = (lambda: left) if groups else partial(self.names.subject_of, sentence)
        doer = thread.actor
        self.names.led = partial(self.names.industry_of, sentence)
        self.names.doer = (lambda: doer) if groups else partial(self.names.subject_of, sentence, doer=True)
        return out

    @staticmethod
    def _match_ends(n: int, groups: list[Member], leaders: dict[int, int], reading: Reading, thread: Thread) -> None:
        """`分别由3元、5元提高到4元、6元`: the n-th figure that is reached is of what the n-th began with."""
        first = leaders.get(n, n)
        if groups[n].opens_change:
            thread.begun = [*(thread.begun if n != first else ()), reading.indicator]
        elif groups[n].ends_change and n - first < len(thread.begun) and len(thread.begun) > 1:
            reading.indicator = thread.begun[n - first]

    def _with_noun_after(self, member: Member, following: list[Member]) -> Member:
        """`全长64公里、总投资17亿元的公路`: measures of one noun, which only the last one prints."""
        if member.right or not member.left or member.left[-1].word not in self.names.relational:
            return member
        for other in following:
            if other.mark != "、" or not other.left or other.left[-1].word not in self.names.relational:
                break
            if other.right:
                return replace(member, right=other.right) if other.right[0].kind == "x" else member
        return member

    def _late(self, run: int, first: Member, frame: Frame, thread: Thread) -> list[str]:
        """`甲15元，乙5元，增长8%和9%`: rises, or shares of their own, are dealt to as many nouns before."""
        head = [t for t in self.phraser.strip(frame.parts.get("HEAD", [])) if t.word not in ("比", "较")]
        dealt_out = any(t.kind == "z" or t.word in ("分列", "分居") for t in first.left)
        grown = self.phraser.text(head) in self.lists["growth_nouns"] and run == len(thread.listed)  # 增幅为7%和14%
        dealt_before = run == len(thread.dealt) <= len(thread.listed)  # 甲、乙分别惠及…，标准由40元和50元提高到…
        measures = (dealt_out or grown or dealt_before) and self.phraser.is_relational(head)  # 占比分别为8%、41%
        changes = not head and (dealt_out or (frame.rule is not None and frame.rule.measure == "growth"))
        named = thread.listed[-run:]
        said = self.phraser.text(head)
        again = dealt_out and said and all(noun.startswith(said) for noun in named)  # 淘汰甲1吨、乙2吨，分别淘汰
        done = dealt_out and bool(head) and all(t.kind in "vl" for t in head)  # 存款、贷款余额…，分别新增3亿元、2亿元
        pointed = bool(head) and head[0].role is not None and head[0].role.rule.spec.id == "points-back"
        if thread.beside == run and changes:  # 结案48件66人，分别增长4%和9%
            return [thread.subject] * run
        # pointed: 后两项分别完成计划的102%和110%
        if not (changes or measures or again or done or pointed) or len(named) < run:
            return []
        if measures:
            whole = said in ("占比", "比重", "比例") or said in self.lists["growth_nouns"]  # 净收入占比, 浓度降幅
            return [(noun if whole else self.names.without_measure(noun)) + said for noun in named]
        return [noun + said for noun in named] if done and not again else named

    def pass_sentence(self, tokenizer: Tokenizer, span: Span, block: Block) -> None:
        """A sentence without a mention is cut to words only if the next one needs its subject."""
        self.block = block
        self.names.divided = ""
        self.names.previous = lambda: self.names.subject_of(tokenizer.sentence(span, block))
        self.names.doer = lambda: self.names.subject_of(tokenizer.sentence(span, block), doer=True)
        self.names.led = lambda: self.names.industry_of(tokenizer.sentence(span, block))

    def _reading(
        self, sentence: Sentence, member: Member, frame: Frame, thread: Thread, dealt: str | None
    ) -> Reading | None:
        figure, rule = member.figure.figure, frame.rule
        assert figure is not None
        if rule is None:
            figure.role, figure.reason = "unresolved", "no construction fits"
            return None
        whole, named, share = thread.subject, len(thread.listed), thread.share
        indicator, own = self.names.indicator(member, frame, thread)
        if dealt:
            del thread.listed[named:]  # the list as a whole is none of those to be dealt to
            each = self.phraser.text(frame.parts.get("EACH", []))
            thread.terms = (self.names.in_terms(member) or thread.deflated) if member.left else thread.terms
            indicator = self.phraser.clean(dealt + each + thread.terms + self.names.predicate(frame))
            own, thread.subject, thread.base = True, dealt, dealt
            if rule.measure in (None, "level", "growth"):
                thread.listed.append(dealt)
        of_change = self.names.predicate(frame)  # 茶农达23万，比三年前增加6万
        if not figure.unit:
            self._imply_unit(figure, indicator.removesuffix(of_change), frame)
        if figure.unit in MEDALS and figure.unit not in indicator:
            indicator = self.phraser.clean(f"{indicator}{figure.unit}牌")  # 夺得3金4银
        self._qualify(member, frame, figure)
        measure = self.measures.measure(member, frame, figure)
        if measure == "growth" and [t.kind for t in member.right] == ["g"]:
            indicator += "" if indicator.endswith(member.right[0].word) else member.right[0].word
        if figure.unit in ("位", "名") and any(t.word.endswith(_RANKS) for t in member.left):
            indicator = self._ranking(indicator, of_change)  # 排名由312位上升到208位, 排名上升6位
            figure.dimension, measure = "count", "change" if measure == "change" else "rank"
        if measure == "change" and figure.unit == "位":
            figure.dimension = "count"  # 上升5位
        pointed = share != "" and indicator == share  # 上年这一比例是28%
        if (
            measure == "level"
            and figure.unit in RATIO_UNITS
            and (pointed or indicator.endswith(("比重", "占比", "比例")))
        ):
            measure = "level" if indicator.endswith("完成比例") else "share"
        if measure == "level" and figure.unit in RATIO_UNITS and indicator.endswith(("增幅", "涨幅", *FALLS)):
            measure = "growth"  # 亚太地区增幅最大，达6.3%
        aims = any(t.kind == "w" or t.word in ("冲刺", "争取") for t in member.left)
        bare = not own or indicator == "目标"  # 力争达到7%的目标
        if thread.grew and aims and bare and figure.unit == "%" and not indicator.endswith(_LEVELS):
            indicator, measure = thread.grew, "growth"  # 增长6%左右，力争达到7%
        if thread.grew and measure == "change" and figure.unit in POINT_UNITS:
            indicator = self._of_rate(indicator)  # 增长7.6%，高于全国1.7个百分点
        else:
            thread.grew = indicator if measure == "growth" and figure.unit == "%" else ""
        ranked = figure.role == "rank" and rule.figures == "rank"  # 由全县第9位上升到全市乡镇第3位
        headless = ranked or not self.phraser.strip(frame.parts.get("HEAD", []))
        if member.ends_change and thread.began is not None and headless:
            indicator, own = thread.began[0], True
            if figure.value == 0 and thread.began[2] and not figure.unit:  # 由16.8%降至零
                known = self.patterns.units.forms.get(thread.began[2])
                figure.unit, figure.dimension = thread.began[2], known.dimension if known else "rate"
            measure = thread.began[1] if figure.unit not in POINT_UNITS else measure
            figure.dimension = "count" if measure == "rank" else figure.dimension
        if member.opens_change:
            thread.began = (indicator, measure, figure.unit)
        if measure == "growth" and dealt and indicator.endswith(FALLS):
            make_negative(figure)
        sign(frame, figure, measure, self.measures.lessened(self.phraser.strip(frame.parts.get("HEAD", [])), figure))
        start, end, why, inferred = self.periods.period(sentence, member, measure, thread)
        status = self.statuses.status(sentence, member, (start, end), inferred)
        if status == "actual" and thread.aimed and thread.period == (start, end) and self.statuses.goes_on(member):
            status = "target"
        else:
            thread.aimed = status == "target" and self.statuses.is_planned((*member.before, *member.left), member.right)
        thread.period = (start, end)
        thread.level_period = (start, end) if figure.unit not in ("倍", "番") else thread.level_period
        indicator = self.periods.by_the_year(indicator, member, measure, thread)
        notes = ["period: " + why]
        if not own:
            notes.append(_CARRIED_NOTE)
        if inferred:
            notes.append("period inferred")
        return Reading(
            figure,
            indicator,
            measure,
            self.measures.basis(sentence, member, frame, measure, whole, (start, end)),
            status,
            (start, end),
            rule.id,
            rule.confidence - (_CARRIED if not own else 0.0) - (_INFERRED if inferred else 0.0),
            notes,
            frame,
            member.figure,
        )

    def _spread(self, first: Mention, later: Mention) -> None:
        """`分别超过2%、5%`: what qualifies a list from before its first figure."""
        if later.qualifier == "exact" and first.text.startswith(tuple(self.patterns.qualifiers.before_kind)):
            later.qualifier = first.qualifier

    def _qualify(self, member: Member, frame: Frame, figure: Mention) -> None:
        """A word that qualifies a figure from before its verb: 约占8%, 至少降低20%, 不低于当地标准的1.3倍."""
        if figure.qualifier != "exact":
            return
        kinds = self.patterns.qualifiers.before_kind
        said = [a for a, b in pairwise(member.left) if a.kind == "d" and a.word != "近" and b.kind in "gfscvy"]
        said += frame.parts.get("B", [])
        figure.qualifier = next((kinds[t.word] for t in said if t.word in kinds), "exact")

    @staticmethod
    def _ranking(indicator: str, change: str) -> str:
        """An indicator with the word that makes it a rank."""
        named = indicator.removesuffix(change)
        return indicator if any(word in indicator for word in _RANKS) else f"{named}{_RANKS[0]}{change}"

    def _imply_unit(self, figure: Mention, indicator: str, frame: Frame) -> None:
        """`会员达230万`, `60万山区人口`, `旅游人次由83万`: the unit that what was counted tells."""
        tail = frame.parts.get("TAIL", [])
        at = next((n for n, t in enumerate(tail[:4]) if t.word.endswith(self.persons)), -1)
        who = at >= 0 and all(t.kind in "nNkvj、" for t in tail[:at]) and figure.dimension == "other"
        who = who and all(t.kind not in "nN" for t in tail[at + 1 : at + 2])  # not of 3万学生宿舍
        if indicator.endswith("人次"):
            figure.unit, figure.dimension = "人次", "person_time"
        elif indicator.endswith(self.persons) or who:
            figure.unit, figure.dimension = "人", "person"

    def _of_rate(self, indicator: str) -> str:
        """An indicator of which a rate of change was told, where that rate is compared: 增加值高于 → 增加值增速高于."""
        verb = next((w for w in self.lists["compared"] if indicator.endswith(w)), "")
        named = indicator.removesuffix(verb)
        return f"{named}增速{verb}" if verb and named and not named.endswith((*_LEVELS, "增速", "增幅")) else indicator


def _frames_rank(pair: list[Member]) -> bool:
    """Whether a figure only counts those among whom the next one ranks: 在全省38家医院中排第5位."""
    if len(pair) < 2 or pair[0].clause != pair[1].clause or not pair[0].left or not pair[0].right:
        return False
    ranked = pair[1].figure.figure is not None and pair[1].figure.figure.role == "rank"
    return ranked and pair[0].left[0].word == "在" and pair[0].right[-1].word in ("中", "里", "内")


def _only_compared(member: Member) -> bool:
    """Whether a figure is only what the one before is held against: 8.83%，较2012年度的8.61%略有增长."""
    left = [t for t in member.left if t.word != "的"]
    compared = len(left) == 2 and left[0].word in ("比", "较", "与") and left[1].time is not None
    return compared and member.left[-1].word == "的" and bool(member.right) and member.right[0].kind in "dgf"


def _held_against(member: Member) -> Token | None:
    """The time of a figure of old: 486万人，与2010年第六次人口普查的452万人相比，增加34万人."""
    opened = bool(member.left) and member.left[0].word in ("与", "同", "和")
    closed = bool(member.right) and member.right[0].word in ("相比", "比较", "相比较")
    return next((t for t in member.left if t.time is not None), None) if opened and closed else None


def _notes(sentence: Sentence) -> list[tuple[int, int]]:
    """The places of notes in brackets that are clauses of their own."""
    opened = [t.start for t in sentence.tokens if t.kind == "," and t.word in ("（", "(")]
    return list(zip(opened, [t.end for t in sentence.tokens if t.kind == "," and t.word in ("）", ")")], strict=False))


def _led(first: Frame, own: Frame) -> Frame:
    """The frame of a later figure in a list: the first one's words, its own tail."""
    parts = {key: tokens for key, tokens in first.parts.items() if key != "TAIL"}
    if "TAIL" in own.parts:
        parts["TAIL"] = own.parts["TAIL"]
    return Frame(first.symbols, parts, first.rule, first.lost)


def _go_on_growing(member: Member, reading: Reading, before: Reading) -> None:
    """`一季度增长3%，上半年4%`: a rate after nothing but its time is the next of the rate before it."""
    rates = reading.figure.unit == before.figure.unit == "%" and before.measure == "growth"
    if rates and member.mark == "," and member.left and all(t.kind == "t" for t in member.left):
        reading.indicator, reading.measure, reading.basis = before.indicator, "growth", before.basis
        if before.figure.value is not None and before.figure.value < 0:
            make_negative(reading.figure)
