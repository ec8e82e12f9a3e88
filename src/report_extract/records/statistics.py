"""Figures in their sentences to rows of the statistics table."""

from __future__ import annotations

import re
from bisect import bisect_left
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import takewhile
from math import isinf

from report_extract.mentions.dates import small_number
from report_extract.mentions.tokens import Sentence, Token, Tokenizer
from report_extract.mentions.units import bound
from report_extract.model import Block, Extraction, Measure, Mention, Span, Statistic, Text
from report_extract.patterns import Patterns
from report_extract.records.frames import Frame, Member, frame_of, members
from report_extract.records.indicators import Thread
from report_extract.records.periods import Calendar, Era, multiplied
from report_extract.records.phrases import Dealer, IndicatorReader
from report_extract.records.reading import Reading
from report_extract.records.shared import Sharer
from report_extract.records.status import StatusReader

# What a row loses by an indicator of another clause, and by a period not said: see benchmarks/calibration.py.
_CARRIED, _INFERRED = 0.05, 0.02
_RATIO_UNITS = frozenset(("%", "‰", "‱", "倍", "番", "个百分点", "百分点", "个基点", "基点", "折"))
_POINT_UNITS = frozenset(("个百分点", "百分点", "个基点", "基点", "个千分点", "个百分比"))
_LABEL_UNITS = frozenset(("号", "级", "届", "版", "世纪", "星级"))
_BASIS = re.compile(
    r"(?:(?<!占)比(?![例重率值分价])|较|同(?!口径|时))(?P<said>[^，。；：比较]{1,16}?)(?:相比|平均|实际|分别|又|略|大幅|净)*"
    r"(?=增|前进|提高|上升|下降|减|降低|上涨|扩大|翻|高|低|多|少|回落|缩|压[缩减]|加?快|加大|放缓|提[升前]|延长|改善|前移|后移|收窄|偏|回升|攀升|跌|涨|萎缩|下[跌滑调]|上调|$)|(?P<same>同比)|(?P<last>环比)"
)
_NAMED_BASIS = re.compile(
    r"(?:同|与)([^，。；]{2,30}?)相比|[比较](?=[“\d一二])((?:19|20)\d\d年末?底?|一九[〇零○一二三四五六七八九]{2}年|“[^”]{2,4}”末?)"
)
MEDALS = ("金", "银", "铜")
"""What stands for a medal after a figure."""
_RUN = re.compile(r"连续(?P<n>[两二三四五六七八九十]|\d{1,2})年")
_ANNUAL = re.compile(r"年均|平均每年|年平均|每年平均|年递增|每年(?=要?(?:增长|递增|增加|提高|下降))")
_STOCK = re.compile(r"达到?$|至$|到$|达到了$")
_RATES_OF_A_YEAR = ("增长率", "出生率", "死亡率")
_LEVELS = ("率", "比重", "比例", "占比", "度")
_CARRIED_NOTE = "indicator carried from another clause"
_PORTION = re.compile(r"的?(?:比重|比例|份额|占比)$")
_AIMED = re.compile(r"(?:的[\u4e00-\u9fff]{0,6}|预期|发展|计划|控制|调控)?目标$|的?预期$")
_DURATIVE = re.compile(
    r"(?:增加|减少)(?:了|约|近)?$|(?:人均|户均|场均|次均|班均)(?:达|达到|为|约|超过)?$|(?:延长|缩短|压缩|缩减|期限|时限|时长|平均|停留|工期|寿命|年限|用时|耗时|(?<!改革)开放|开馆|(?<!国庆)(?<!春节)(?<!五一)(?<!元旦)(?<!中秋)(?<!小长)假期|产假|日数|天数)"
    r"(?:[^，。]{0,4})?(?:为|达|到|至|由|从)?(?:原来的|原先的)?"
    r"(?:[\d一二三四五六七八九十]+[天日年月个小时]+[^，。]{0,3}(?:延长|缩短|压缩|增加|减少)[到至])?$"
    r"|可(?:支付|供)(?:月数)?(?:约|达|为|超过)?$|(?:时间|时长|时限|期限|寿命|工期|学时|课时|天数|月数|年限|周期|年龄|住院日|用时)[^，。；]{0,8}$|最[大小高低]的?$"
)

_SERVED = re.compile(r"(?:累计|共)[^，。；]{0,8}$|(?:服务|授课|培训|飞行|运行)(?:达|达到|超过|超)?$")


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
        self.winning = frozenset((*patterns.awards.strong, *patterns.awards.winning))
        self.unitless = tuple(self.lists["unitless"])
        self.dealer = Dealer(self.phraser, self.names.relational)

    def read(self, sentence: Sentence) -> list[Reading]:
        """All statistics of a sentence. Figures that are none get a role and a reason instead."""
        self._set_aside(sentence)
        if sentence.block is not self.block:
            self.block, self.names.divided = sentence.block, ""
            self.names.previous = self.names.doer = str
            self.counted = "", {}
        thread = Thread()
        if sentence.tokens and sentence.tokens[0].kind == "h":  # 征集金点子900条，采纳210条。其中，上半年采纳80条
            thread.thing, thread.things = self.counted
        if self.calendar.heading.genre != "work_report":
            thread.scope = self.phraser.opening_place(sentence.tokens)
        out: list[Reading] = []
        groups = members(sentence, self.names.relational)
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
                thread.topic = (thread.thing or thread.subject) if thread.had_figure else thread.object
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
        of_growth = next((word for word in self.lists["growth_nouns"] if left.endswith(word) and left != word), "")
        if left.endswith("位次"):  # what was ranked, not its rank
            left = next((r.indicator for r in out if r.measure == "level" and "位次" not in r.indicator), left)
        left = left.removesuffix(of_growth)  # 生产总值增速居第四位。分季度看，一季度增长4.8%
        self.names.divided = thread.divided
        self.names.previous = (lambda: left) if groups else partial(self.names.subject_of, sentence)
        doer = thread.actor
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
        measures = dealt_out and self.phraser.is_relational(head)  # 占比分别为8%、41%
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

    # -- which numerals are figures ------------------------------------------------------------------------------

    def _set_aside(self, sentence: Sentence) -> None:
        """Numerals that are no figures become plain words before the clauses are cut."""
        left: list[Token] = []
        counted = ""  # the unit of time that is counted in this sentence
        absorbed: list[Token] = []
        for n, token in enumerate(sentence.tokens):
            figure = token.figure
            if token.kind in ",;:":
                left = []
            elif figure is not None and figure.role != "rank":
                if _exceeds(left, figure):
                    figure.qualifier, figure.lower, figure.upper = "exact", None, None
                right = sentence.tokens[n + 1 : n + 3]
                if right and right[0].role is not None and right[0].role.rule.spec.id == "rate-fragment":
                    figure.unit, figure.dimension, figure.end = right[0].word, "rate", right[0].end
                    absorbed.append(right[0])  # 7.5/10万
                reason = self._no_figure(left, token, right) or _threshold(sentence.tokens, n)
                if figure.dimension == "duration" and not reason:
                    counted = figure.unit
                elif reason and figure.dimension == "duration" and figure.unit == counted and _ends_item(left, right):
                    reason = None
                if reason:
                    figure.role, figure.reason = reason
                    token.kind = {"duration": "d", "idiom": "i"}.get(reason[0], "k")
            left.append(token)
        sentence.tokens = [t for t in sentence.tokens if t not in absorbed] if absorbed else sentence.tokens

    def _no_figure(self, left: list[Token], token: Token, right: list[Token]) -> tuple[str, str] | None:
        """Why a numeral is no statistic, as (role, reason); None where it is one."""
        figure = token.figure
        assert figure is not None
        text = self.chars[figure.num_start : figure.num_end]
        words = "".join(t.word for t in left[-8:])
        served = figure.unit in ("小时", "学时", "课时") and _SERVED.search(words) is not None  # 累计服务2.4万小时
        shortened = right[:1] != [] and right[0].word[:2] in ("缩短", "压缩", "延长", "压减")
        shortened = shortened and any(t.kind in "cr" for t in right[:2])
        began = shortened and left[-1:] != [] and left[-1].kind == "m"  # 车程由2.5小时缩短至80分钟
        if figure.dimension == "duration" and not served and not began and not _DURATIVE.search(words):
            if figure.unit in ("岁", "周岁"):
                return "label", "an age that describes a class"
            return "duration", "a span of time that only places something"
        sized = figure.unit in ("吨", "千瓦") or (figure.unit == "元" and figure.qualifier == "exact")
        named = bool(right) and right[0].kind in "nN" and right[0].word not in self.lists["levels_reached"]
        if sized and not text.strip("百千万亿") and named:
            return "label", "a size that describes"  # 千吨级纺丝项目, 百元营业收入
        if figure.unit in self.lists["describing_units"] and right and right[0].kind in "nN":
            return "label", "a size that describes"
        if not figure.unit and not self._counts_alone(left, token, text, right):
            return "label", "a bare number that counts nothing named"
        shook = any(t.word in ("发生", "遭遇", "突发") for t in left[-2:])  # 发生3.6级地震
        quake = shook and figure.unit == "级" and bool(right) and right[0].word in ("地震", "余震")
        if figure.unit in _LABEL_UNITS and not quake:
            return "label", "a number that labels"
        if (
            not text[0].isascii()
            and figure.value is not None
            and abs(figure.value) <= 10
            and figure.qualifier == "exact"
        ):
            return self._small_chinese(left, figure, right)
        if figure.unit == "次" and words[-1:] in ("第", "本", "这", "每"):
            return "ordinal", "an ordinal"
        return None

    def _counts_alone(self, left: list[Token], token: Token, text: str, right: list[Token]) -> bool:
        """Whether a number without a unit is a figure all the same: 6600多万纳税人, 务工规模超过3300万."""
        figure = token.figure
        assert figure is not None
        if figure.dimension == "ratio":
            return True
        if figure.value == 0 and left and left[-1].kind == "c" and any(t.kind == "m" for t in left):
            return True  # 由16.8%降至零
        if right and right[0].role is not None and right[0].role.rule.spec.id == "to-one":
            right = right[1:]
            if left and (left[-1].kind in "cgfm" or left[-1].word == "为"):
                return True
        grew = len(left) > 1 and left[-1].word == "了" and left[-2].kind in "gf"  # 比三年前多了60余万
        big = any(c in text for c in "万亿千百") or figure.qualifier in ("over", "nearly", "at_least", "about", "range")
        beside = [t for t in (*left[-1:], *right[:1]) if t.kind in "nNvcgfske" and token.start in (t.end, token.start)]
        stated = bool(left) and (left[-1].kind in "cgfr" or left[-1].word == "为")
        stated |= any(t.kind == "m" for t in left[-4:]) and bool(right) and right[0].kind in "cgfr"  # 由2.16缩小到1.92
        to = right[1].figure if len(right) > 1 and right[0].kind in "cgf" else None
        if to is not None and to.unit and left and left[-1].kind == "m":
            return True  # 由48降至26毫克/立方米
        named = next((t for t in reversed(left) if t.kind != "d"), None)  # 死亡率控制在0.032
        stated |= named is not None and named.kind == "n" and named.word.endswith(self.unitless)
        before = left[-2].figure if len(left) > 1 and left[-1].kind in "、j" else None
        if big and before is not None and not before.unit and not before.role:
            return True  # 参保人数分别增加1753万和2028万
        return (big and (bool(beside) or grew)) or (stated and "." in text)

    def _small_chinese(self, left: list[Token], figure: Mention, right: list[Token]) -> tuple[str, str] | None:
        """一 to 十 with a classifier: counted only where a plain count of things is stated."""
        ratio = figure.dimension == "ratio" and (figure.unit != "个百分点" or (left and left[-1].kind in "gf"))
        beside = any(t.figure is not None and t.figure.unit == figure.unit for t in left)
        listed = beside and left[-1].kind in "nN" and (not right or right[0].kind in ",;")  # 新建泵房两座、水塔一座
        if figure.value == 1 and not ratio and not listed:
            return "idiom", "一 as an article"
        if figure.unit in self.lists["set_units"]:
            return "name", "a set phrase with a small number"
        if right and right[0].word in self.lists["vague_nouns"]:
            return "name", "a set phrase with a small number"
        if right and right[0].kind in "nN" and any(t.kind == "s" for t in left[-4:]):
            return "name", "a small number in what a share is of"  # 占东北四省区总产量的78%
        verb_before = bool(left) and left[-1].kind in "vlg"
        counted = bool(right) and right[0].word in self.lists["counted_nouns"]  # 两个贫困村, 八个省区市
        counted = counted or any(t.word in self.winning for t in right)  # 我县四种产品荣获金奖
        stated = bool(right) and right[0].kind in "nN" and (verb_before or counted)
        if figure.unit in self.lists["vague_units"] and not stated:
            return "idiom", "a small count that names no result"
        return None

    # -- one figure ----------------------------------------------------------------------------------------------

    def _reading(
        self, sentence: Sentence, member: Member, frame: Frame, thread: Thread, dealt: str | None
    ) -> Reading | None:
        figure, rule = member.figure.figure, frame.rule
        assert figure is not None
        if rule is None:
            figure.role, figure.reason = "unresolved", "no construction fits"
            return None
        whole, named = thread.subject, len(thread.listed)
        indicator, own = self.names.indicator(member, frame, thread)
        if dealt:
            del thread.listed[named:]  # the list as a whole is none of those to be dealt to
            indicator = self.phraser.clean(dealt + self.names.predicate(frame))
            own, thread.subject, thread.base = True, dealt, dealt
            if rule.measure in (None, "level", "growth"):
                thread.listed.append(dealt)
        of_change = self.names.predicate(frame)  # 茶农达23万，比三年前增加6万
        if not figure.unit:
            self._imply_unit(figure, indicator.removesuffix(of_change), frame)
        if figure.unit in MEDALS and figure.unit not in indicator:
            indicator = self.phraser.clean(f"{indicator}{figure.unit}牌")  # 夺得3金4银
        measure = self._measure(member, frame, figure)
        if measure == "change" and figure.unit == "位":
            figure.dimension = "count"  # 上升5位
        if measure == "level" and figure.unit in _RATIO_UNITS and indicator.endswith(("比重", "占比")):
            measure = "share"
        if measure == "level" and figure.unit in _RATIO_UNITS and indicator.endswith(("增幅", "涨幅", "降幅", "跌幅")):
            measure = "growth"  # 亚太地区增幅最大，达6.3%
        aims = any(t.kind == "w" or t.word in ("冲刺", "争取") for t in member.left)
        bare = not own or indicator == "目标"  # 力争达到7%的目标
        if thread.grew and aims and bare and figure.unit == "%" and not indicator.endswith(_LEVELS):
            indicator, measure = thread.grew, "growth"  # 增长6%左右，力争达到7%
        if thread.grew and measure == "change" and figure.unit in _POINT_UNITS:
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
            measure = thread.began[1] if figure.unit not in _POINT_UNITS else measure
        if member.opens_change:
            thread.began = (indicator, measure, figure.unit)
        if measure == "growth" and dealt and indicator.endswith(("降幅", "跌幅")):
            _make_negative(figure)
        _sign(frame, figure, measure, _lessened(self.phraser.strip(frame.parts.get("HEAD", [])), self.lists["amounts"]))
        start, end, why, inferred = self._period(sentence, member, measure, thread)
        status = self.statuses.status(sentence, member, (start, end), inferred)
        if status == "actual" and thread.aimed and thread.period == (start, end) and self.statuses.goes_on(member):
            status = "target"
        else:
            thread.aimed = status == "target" and self.statuses.is_planned((*member.before, *member.left), member.right)
        thread.period = (start, end)
        indicator = self._by_the_year(indicator, member, measure, thread)
        notes = ["period: " + why]
        if not own:
            notes.append(_CARRIED_NOTE)
        if inferred:
            notes.append("period inferred")
        return Reading(
            figure,
            indicator,
            measure,
            self._basis(sentence, member, frame, measure, whole, (start, end)),
            status,
            (start, end),
            rule.id,
            rule.confidence - (_CARRIED if not own else 0.0) - (_INFERRED if inferred else 0.0),
            notes,
            frame,
            member.figure,
        )

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

    def _measure(self, member: Member, frame: Frame, figure: Mention) -> Measure:
        rule = frame.rule
        assert rule is not None
        if rule.measure == "share" and figure.unit in _POINT_UNITS and any(k in frame.parts for k in "GF"):
            return "change"  # 占比提高1.2个百分点
        said = [t.word for t in member.left]
        if figure.value is not None and figure.value < 0 and figure.unit == "%" and said in (["同比"], ["环比"]):
            return "growth"  # 收入590万元，同比-3.2%
        if rule.measure == "growth":
            if figure.unit in _POINT_UNITS:
                return "change"
            if figure.unit in _RATIO_UNITS or figure.dimension == "ratio":
                return "growth"
            changes = frame.parts.get("G", []) + frame.parts.get("F", [])
            graded = figure.unit in self.lists["graded_units"] and "T" not in frame.symbols
            absolute = bool(changes) and changes[-1].word in self.lists["absolute"]
            sized = bool(changes) and changes[-1].word in ("高", "低")  # a tower is 80米高; a price 比上年高12元
            absolute |= sized and _BASIS.search(self._said_before(member)) is not None
            counted = rule.id == "change-figure-noun" and figure.dimension in ("count", "person", "other")
            if counted and changes[-1].word in self.lists["done_for"]:
                return "level"  # 加快6个电站建设, 降低900万户的税负
            each = "AGAINST" in frame.parts and frame.parts["AGAINST"][0].word.startswith("每")  # 低于每立方米35微克
            return "change" if not each and (absolute or (changes and graded)) else "level"
        if rule.id == "part-of-tail":
            tail = self.phraser.text(frame.parts["TAIL"])
            return (
                "growth"
                if any(w in tail for w in self.lists["growth_nouns"])
                else "level"
                if tail.endswith("率") or self.phraser.text(frame.parts.get("HEAD", [])).endswith("率")
                else "share"
            )
        if rule.measure and rule.measure != "level":
            return rule.measure
        if rule.id == "figure-noun" and figure.unit in _RATIO_UNITS:
            tail = self.phraser.text(frame.parts["TAIL"])[:8]
            growth = any(word in tail for word in self.lists["growth_nouns"])  # 7%的增速
            return "growth" if growth else "level" if "率" in tail else "share"  # 70%左右财政支出用于民生
        head = self.phraser.strip(frame.parts.get("HEAD", []))
        if figure.dimension != "ratio" and _lessened(head, self.lists["amounts"]):
            return "change"  # 累计减少贫困人口20万人
        if figure.dimension != "ratio" and len(head) > 1 and head[0].kind in "gf":
            return "change" if head[0].word in self.lists["amounts"] else "level"  # 增产粮食20万吨
        text = _AIMED.sub("", self.phraser.text(self.phraser.strip(frame.parts.get("HEAD", []))))
        if figure.unit in _RATIO_UNITS:
            if text.endswith(("比重", "占比", "所占比例")):
                return "share"
            if text.endswith(tuple(self.lists["growth_nouns"])) and not text.endswith(tuple(self.lists["not_growth"])):
                return "growth"
            if rule.measure:
                return rule.measure
            if "占" in text:
                return "share"
            if figure.unit in _POINT_UNITS:
                return "change"
        return "level"

    def _basis(
        self,
        sentence: Sentence,
        member: Member,
        frame: Frame,
        measure: Measure,
        whole: str,
        period: tuple[date | None, date | None],
    ) -> str | None:
        """What a share, a change or a part is against; `whole` is the subject of the figure before."""
        if measure == "share":
            whole = self.phraser.text(self.phraser.strip(frame.parts.get("WHOLE", [])))
            return self.phraser.clean(_PORTION.sub("", whole)) or None
        if measure == "level" and "P" in frame.symbols:
            return whole or None
        if measure == "level" and "B" in frame.parts:
            named = [t for t in frame.parts["WHOLE"] if t.kind != "x"] or frame.parts["WHOLE"]
            return self.phraser.clean(self.chars[frame.parts["B"][-1].end : named[-1].end]) or None
        if measure == "level":
            return _multiplied_year(member)
        if measure not in ("growth", "change"):
            return None
        if "AGAINST" in frame.parts:
            return self.phraser.text(frame.parts["AGAINST"]).strip("的") or None
        text = self._said_before(member)
        match = _BASIS.search(text)
        if match:
            return match["said"] or ("上年同期" if match["same"] else "上期")
        return self._basis_elsewhere(sentence, member, period) if measure == "growth" else None

    def _basis_elsewhere(
        self, sentence: Sentence, member: Member, period: tuple[date | None, date | None]
    ) -> str | None:
        """A growth's basis where its clause names none: the year its sentence compares with, or the one before."""
        before = self.chars[sentence.span.start : member.figure.start]
        named = _NAMED_BASIS.findall(before)
        if named:
            return "".join(named[-1])
        start, end = period
        clause = self._said_before(member)
        if not start or not end or end.year > start.year or _ANNUAL.search(clause):
            return None  # over several years, from before them
        return "上年" if (end - start).days > 360 else "上年同期"

    # -- time and status -----------------------------------------------------------------------------------------

    def _period(
        self, sentence: Sentence, member: Member, measure: Measure, thread: Thread
    ) -> tuple[date | None, date | None, str, bool]:
        """Start, end, why, and whether the sentence leaves them to be inferred."""
        source = next((t for t in (*member.before, *member.left) if t.kind == "m"), None)
        if member.opens_change and source is not None:
            start, end, why = self.calendar.of_source(sentence, member.figure, source)
            thread.spent += [t for t in member.left if t.time is not None and t.start > source.start]
            return start, end, why, start is None
        summed = any(t.word in self.lists["sums"] for t in member.left)
        spent = thread.spent + thread.reached if summed else thread.spent
        start, end, why, inferred = self.calendar.of_figure(sentence, member.figure, spent)
        streak = next((m for t in member.left if (m := _RUN.fullmatch(t.word))), None) if summed else None
        if streak is not None and end:
            opened = end.year - small_number(streak["n"]) + 1
            return date(opened, 1, 1), date(end.year, 12, 31), streak[0], False
        if member.planned and start and end:  # a plan is for the year, whatever part of it is over
            return date(start.year, 1, 1), date(end.year, 12, 31), why + ", the whole year as planned", inferred
        if member.ends_change:
            times = [t for t in member.left if t.time is not None]
            thread.reached += times
            if thread.spent and self.calendar.current.years > 1:
                thread.spent += times  # a change that is dated at both ends dates nothing after it
            if start and end and start.year < end.year:
                return date(end.year, 1, 1), end, why + ", its end for what was reached", inferred
        part = any(t.kind == "h" for t in member.left[:1])
        if part and inferred and thread.period is not None and not _ANNUAL.search(self._said_before(member)):
            return *thread.period, "that of the whole", inferred
        if thread.spent and end and _ANNUAL.search(self._said_before(member)):  # 由2002年的2318亿元增加到…，年均增长12%
            began = next((t.time for t in reversed(thread.spent) if t.time is not None), None)
            first = self.calendar.dates(began) if began is not None else None
            if first and first[0].year < end.year:
                return date(first[0].year + 1, 1, 1), date(end.year, 12, 31), f"every year since {first[0].year}", False
        return *self._adjust_period(member, measure, (start, end, why), inferred), inferred

    def _of_rate(self, indicator: str) -> str:
        """An indicator of which a rate of change was told, where that rate is compared: 增加值高于 → 增加值增速高于."""
        verb = next((w for w in self.lists["compared"] if indicator.endswith(w)), "")
        named = indicator.removesuffix(verb)
        return f"{named}增速{verb}" if verb and named and not named.endswith((*_LEVELS, "增速", "增幅")) else indicator

    def _by_the_year(self, indicator: str, member: Member, measure: Measure, thread: Thread) -> str:
        """The indicator with what makes it a yearly average: 年均增长7% says another thing than 增长7%."""
        at = next((n for n in range(len(member.left) - 1, -1, -1) if member.left[n].word in self.lists["yearly"]), None)
        dealt = member.mark != "," and all(t.kind in "j、z" for t in member.left)  # 年均分别增长6%和3%
        thread.yearly = member.left[at].word if at is not None else thread.yearly if dealt else ""
        if not thread.yearly or thread.yearly in indicator:
            return indicator
        if measure in ("growth", "change"):
            ends = (indicator[-n:] for n in (4, 3, 2, 1))
            verb = next((w for w in ends if self.patterns.words.letter.get(w) in ("g", "f")), "")
            if verb or measure == "growth":
                return indicator.removesuffix(verb) + thread.yearly + verb
        before = self.phraser.text(member.left[:at])
        place = len(before) if indicator.startswith(before) else 0
        return indicator[:place] + thread.yearly + indicator[place:]

    def _said_before(self, member: Member) -> str:
        return self.chars[member.left[0].start : member.figure.start] if member.left else ""

    def _adjust_period(
        self, member: Member, measure: Measure, found: tuple[date | None, date | None, str], inferred: bool
    ) -> tuple[date | None, date | None, str]:
        """Yearly averages cover the whole era; a stock reached at its end takes the last year."""
        start, end, why = found
        text = self._said_before(member)
        section = self.calendar.section
        flows = measure in ("growth", "change") or any(t.word in self.lists["flows"] for t in member.left)
        later = member.mark == ";" and not any(t.time is not None for t in (*member.before, *member.left))
        if start and start == end and (end.month, end.day) == (12, 31) and flows and later:
            return date(end.year, 1, 1), end, why + ", its year for what went on in it"  # 年末存栏3万头；出售幼崽8千头
        if start and start == end and (end.month, end.day) == (12, 31) and text.endswith(_RATES_OF_A_YEAR):
            return date(end.year, 1, 1), end, why + ", its year for a rate"  # 年末总人口423万人，自然增长率6.1‰
        annual = _ANNUAL.search(text) is not None
        grew = annual and measure == "growth"  # not 年均 in 年均浓度
        if grew and start and end and end.year > start.year:
            self.calendar.averaged = Era(start, end, False, why)
        elif grew and inferred and self.calendar.averaged is not None:  # 五年平均每年增长8%。林业产值平均每年增长5%
            average = self.calendar.averaged
            return average.start, average.end, average.reason + ", for a yearly average"
        if annual and section.years > 1 and (not start or not end or end.year == start.year):
            return section.start, section.end, section.reason + ", for a yearly average"
        if start and end and end.year > start.year and inferred and measure in ("level", "share"):
            copulas = [t.word for t in member.left if t.kind == "c"]
            new = any(t.kind in "gf" or t.word in self.lists["new"] for t in member.left)
            made = any(t.kind == "v" for t in self.phraser.strip(member.left)[:1])  # 培育经营主体737家
            stock = not made and self.phraser.text(member.left).endswith(tuple(self.lists["stocks"]))
            if (stock or (copulas and _STOCK.search(copulas[-1]))) and not new:
                return date(end.year, 1, 1), date(end.year, 12, 31), why + ", its last year for what was reached"
        return found


def _threshold(tokens: list[Token], n: int) -> tuple[str, str] | None:
    """`亿元以上项目3万个`, `超过100%的企业有19家`: a bound that describes what a later figure of the clause counts."""
    figure, after = tokens[n].figure, tokens[n + 1 :]
    if figure is None:
        return None
    beside = n > 0 and tokens[n - 1].kind == "q" and tokens[n - 1].end == tokens[n].start
    if beside and figure.text.startswith("过") and after and after[0].kind in "nN":
        return "label", "a bound that describes a class"  # 3个过百亿园区
    if len(after) > 1 and after[0].word == "的" and after[1].kind == "q" and figure.qualifier != "exact":
        counts = after[1].figure
        if counts is not None and counts.dimension in ("count", "person") and counts.unit != figure.unit:
            return "label", "a bound that describes a class"  # 印数大于1万册的9部
    while after and after[0].word in ("之间", "的"):
        after = after[1:]
    described = len(after) < len(tokens) - n - 1 and figure.qualifier != "exact" and figure.dimension != "count"
    counted = described and _counts_before(tokens[:n])
    bounded = figure.text.endswith(("以上", "以下", "以内")) or described
    if not bounded or not after or after[0].kind not in "nN":
        return None
    for token in after:
        if token.kind in (",;:、j" if described else ",;:、"):
            break
        if token.kind == "q" and not (described and token.word.startswith("两")):  # 占97%以上的美苏两国
            return "label", "a bound that describes a class"
    return ("label", "a bound that describes a class") if counted else None


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


def _exceeds(left: list[Token], figure: Mention) -> bool:
    """Whether 超过 before a figure is what it does to the one before: 比计划目标3000亿元超过1070亿元."""
    beside = bool(left) and left[-1].figure is not None and left[-1].end == figure.start
    return beside and figure.text.startswith("超过") and any(t.word in ("比", "较") for t in left)


def _counts_before(tokens: list[Token]) -> bool:
    """Whether the clause counts what a bound only describes: 搜集到1847家捐赠额在100万元以上的主体."""
    clause = list(takewhile(lambda t: t.kind not in ",;:、j", reversed(tokens)))
    at = next((i for i, t in enumerate(clause) if t.kind == "q"), 0)
    return at > 0 and all(t.kind in "nNkpcd" for t in clause[:at])


def _notes(sentence: Sentence) -> list[tuple[int, int]]:
    """The places of notes in brackets that are clauses of their own."""
    opened = [t.start for t in sentence.tokens if t.kind == "," and t.word in ("（", "(")]
    return list(zip(opened, [t.end for t in sentence.tokens if t.kind == "," and t.word in ("）", ")")], strict=False))


def _ends_item(left: list[Token], right: list[Token]) -> bool:
    """Whether a figure ends an item of a list that it alone measures: 优128天、良211天；轻度污染24天."""
    if len(left) > 2 and left[-1].word == "的" and left[-2].time is not None:
        left = left[:-2]  # 由9.6年提高到2025年的10.2年
    if left and (left[-1].kind in "cgf" or left[-1].word in ("为", "到", "至")):
        return True  # 寿命提高1.2岁，达到78.9岁
    named = bool(left) and left[-1].kind in "nN" and left[-1].end - left[-1].start < 8
    return named and (not right or right[0].kind in ",;:、" or right[0].word in ("和", "及"))


def _multiplied_year(member: Member) -> str | None:
    """What a multiple is of: 2012年 in 是2012年的1.8倍, 去年同期 in 为去年同期的2.4倍."""
    row = [*member.left, member.figure]
    for n, token in enumerate(member.left):
        if token.time is not None and multiplied(row, token):
            return "".join(t.word for t in member.left[n:]).removesuffix("的")
    return None


def _led(first: Frame, own: Frame) -> Frame:
    """The frame of a later figure in a list: the first one's words, its own tail."""
    parts = {key: tokens for key, tokens in first.parts.items() if key != "TAIL"}
    if "TAIL" in own.parts:
        parts["TAIL"] = own.parts["TAIL"]
    return Frame(first.symbols, parts, first.rule, first.lost)


def _lessened(head: list[Token], amounts: frozenset[str]) -> bool:
    """Whether the words before a figure tell by how much something that they name was made less."""
    at = next((n for n, t in enumerate(head) if t.kind == "f" and t.word in amounts), len(head))
    both = any(t.kind == "g" for t in head[:at])  # 增加开支和减少收入共3亿元
    return at < len(head) - 1 and not both and all(t.kind in "nNkx" for t in head[at + 1 :])


def _go_on_growing(member: Member, reading: Reading, before: Reading) -> None:
    """`一季度增长3%，上半年4%`: a rate after nothing but its time is the next of the rate before it."""
    rates = reading.figure.unit == before.figure.unit == "%" and before.measure == "growth"
    if rates and member.mark == "," and member.left and all(t.kind == "t" for t in member.left):
        reading.indicator, reading.measure, reading.basis = before.indicator, "growth", before.basis
        if before.figure.value is not None and before.figure.value < 0:
            _make_negative(reading.figure)


def _sign(frame: Frame, figure: Mention, measure: Measure, lessened: bool) -> None:
    """A fall is negative."""
    text = "".join(t.word for t in frame.parts.get("HEAD", []))
    falls = frame.rule is not None and frame.rule.id == "fall" and measure in ("growth", "change")
    before_noun = frame.rule is not None and frame.rule.id == "change-figure-noun"  # 减少20万吨碳排放
    falls = falls or (before_noun and measure == "change" and "F" in frame.parts)
    shared = frame.rule is not None and frame.rule.measure == "share" and measure == "change"
    falls = falls or (shared and "F" in frame.parts and "G" not in frame.parts)  # 占…的比重回落2个百分点
    falls = falls or (measure == "growth" and text.endswith(("降幅", "跌幅"))) or (measure == "change" and lessened)
    if falls:
        _make_negative(figure)


def _make_negative(figure: Mention) -> None:
    if figure.value is None and figure.ratio is not None:
        figure.ratio = -abs(figure.ratio)  # 减少三分之一
    if figure.value is not None and figure.value > 0:
        figure.value = figure.value.copy_negate()  # - would round it to 28 digits
        figure.lower, figure.upper = (None if b is None else b.copy_negate() for b in (figure.upper, figure.lower))
        if figure.qualifier == "range" and figure.lower is not None:
            figure.value = figure.lower


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
