"""Time flows from heading to sentence to clause: which period a figure covers, and why."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise, takewhile

from report_extract.kept import compiled
from report_extract.mentions.dates import NEW_YEAR, Clock, DateSpan, find_dates, resolve, small_number
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Block, Heading, Span
from report_extract.patterns import Patterns

_AHEAD = re.compile(r"(?:将|拟|计划|定于|预计|力争|预定)[^，。；]{0,8}$")


@dataclass(frozen=True, slots=True)
class Era:
    """A period that rules until the next does, whether it is still to come, and where it was said."""

    start: date | None
    end: date | None
    target: bool
    reason: str

    @property
    def years(self) -> int:
        return self.end.year - self.start.year + 1 if self.start and self.end else 1


_PLAN_HEADING = re.compile(
    r"要求|目标|任务|安排|建议|部署|打算|展望|取向|重点工作|工作重点|工作思路|[^回]计划|下一步|明年|主要工作$"
)
_PAGE_PLANS = re.compile(r"打算|展望$|下一步|明年|来年|(?:工作|年度?)(?:计划|安排|部署|思路|要点)$")
"""What such a heading says on a page that is no report to a congress."""
_TROUBLES = re.compile(r"问题|困难|不足|差距|短板")
"""What a heading says under which troubles are told, before or after plans."""
_BEFORE_PLAN = re.compile(r"基础|现状|成就|成绩|成效|回顾|背景|形势|环境|阶段|问题|困难|挑战|机遇|评估")
"""What a chapter of a plan is headed that tells of the years before it."""
_PAST_HEADING = re.compile(r"年来|回顾|总结|过去|成就|成绩|执行情况|完成情况|取得|以来的")
_BARE_YEAR = re.compile(r"(?:展望|面向|迈向|奔向)((?:19|20)\d\d)(?:[，！：]|$)|((?:19|20)\d\d)[，！：]")
"""A heading's year without 年: 2024，采新茶去."""
_COUNTED = re.compile(r"\d[万亿]?(?:%|[\u4e00-\u9fff]{1,3})(?:以上|左右)?$")
"""A short line that is an item, and no heading: it ends with its figure."""
_AIM = re.compile(r"目标(?:是|为|：)|今后[一二三四五\d]+年|未来[一二三四五\d]+年|主要预期目标|必须(?:做好|抓好|完成)")
_AGENDA = re.compile(
    r"今年[^，。；：]{0,8}(?:要|着[重力]|重点|突出|集中|努力)[^，。；：]{0,6}[做抓]好[^，。；]{0,12}(?:工作|任务|方面)[：。]"
)
"""What opens the plans of a work report where no heading does: 今年要重点做好八个方面工作。"""
_AS_OF = re.compile(r"(?:^|[（(])(?:数据)?截[至止]到?[^，。；：（）()]{2,16}[）)]?$")
_YEAR_OPENS = re.compile(r"^(?:(?:19|20)\d\d|今|明|去|过去一)年?，?(?:是|也是|我们迎来)")
_PLANS = re.compile(r"[，会局委我们]要(?!求|素|闻)|将|计划|力争|打算|拟")
_YEAR_ALONE = re.compile(r"\s{0,8}((?:19|20)\d\d)年，")
"""How a sentence opens that has no figure but a year."""
_YEAR_TOLD = re.compile(r"(?:各位代表[，！：])?(?:刚刚)?过去的?((?:19|20)\d\d)年")
_ACCOUNT = re.compile(
    r"(?:公布|发布|披露|公告)(?:了)?[^，。；]{0,12}?((?:19|20)\d\d)年(?:年?度?(?:业绩)?报告|年报|度业绩)"
)
_TITLE = re.compile(r"工作报告|公报|代表大会")
_CAPTION = re.compile(r"^附?[图表]\s?\d")
"""图1 2012—2016年地区生产总值: it heads no section."""
_ITEM = re.compile(
    r"\s{0,4}(?:[（(]?\d{1,2}[）)．.、]|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}是)"
)
_ANNOUNCED = re.compile(
    r"(?:以下|下列|如下)[^，。；：]{0,12}：|[几\d一二三四五六七八九十]{1,2}(?:项|件|个方面|方面)[^，。；：]{0,8}："
)
"""How a list is announced: 拟抓好以下几项：, 办好十件实事：."""
_SUB_HEADING = re.compile(r"^\s*(?:[（(]|\d|[一二三四五六七八九十]{1,3}是|——|[“《])")


@dataclass(frozen=True, slots=True)
class Said:
    """A time in a figure's sentence, before it."""

    token: Token
    days: tuple[date, date] | None
    reason: str
    against: bool = False
    """It is what something is compared with."""
    aside: bool = False
    """It says when something else was done: 实现年初确定的目标，…."""
    compared: bool = False
    """Two times are compared, and it is the one that is not told of: 一九八二年同一九七八年相比."""
    opens: bool = False
    """It stands in the sentence's first clause."""
    alone: bool = False
    """It is part of a year that is a clause of its own."""
    adjacent: bool = False
    """It stands right before the figure, which is of that time whatever else: 较上年末的9300亿元增加…."""


def _dated_as_of(said: Said) -> bool:
    """Whether a day is the one that figures are of, and not that of one event: 截至9月30日, 年末."""
    span = said.token.time
    return "截" in said.reason or span is None or span.precision != "day"


_JUST = ("刚刚", "过去", "的")
_DOCUMENTS = ("工作报告", "工作总结", "工作计划", "工作要点", "预算", "决算")
_SET = ("确定", "提出", "制定", "预定", "下达", "部署")
_CAUSES = ("因", "受", "由于", "因为")
_WHOLE_YEAR = ("全年", "年内")
_STANDARD = re.compile(r"(?:零时|0时|零点|24时)?为?(?:普查|调查)?(?:的)?标准(?:时点|时间)")
_BESIDE = ("的", "为", "同期")
_SAME_SPAN = ("的", "同期", "全年", "末", "底", "水平", "同", "一", "时期")
_AGAINST = re.compile(r"(?:比|较|同|与|以|按|用|相比|超过了?|[高超多]出|[高低多少快慢优]于)$")


_SURPASSED = re.compile(r"(?:超过|[高低快慢]于)了?$")
_RATES = ("速度", "增速", "幅度", "水平")


def _rate_follows(sentence: Sentence, figure: Token) -> bool:
    """Whether a figure is the rate of a time that another is held against: 超过前十年每年增长2.2%的速度."""
    after = [t.word for t in sentence.tokens if t.start >= figure.end][:2]
    return after[:1] == ["的"] and after[1:] != [] and after[1] in _RATES


def _without_notes(tokens: list[Token]) -> list[Token]:
    """Tokens but for what stands in brackets that are closed: a time in a note dates nothing after it."""
    kept: list[Token] = []
    opened: int | None = None
    for token in tokens:
        if token.word in ("（", "("):
            opened = len(kept)
        elif token.word in ("）", ")") and opened is not None:
            kept = kept[:opened]
            opened = None
            continue
        kept.append(token)
    return kept


def _quoted(tokens: list[Token], n: int) -> bool:
    """Whether a time is part of a name in quotation marks that closes before the figure: “2023年1000强”第115位."""
    closes = next((t.word for t in tokens[n + 1 :] if t.word in ("“", "”")), "")
    opens = next((t.word for t in reversed(tokens[:n]) if t.word in ("“", "”")), "")
    return opens == "“" and closes == "”"


def _is_ground(tokens: list[Token], time: Token, figure: Token) -> bool:
    """Whether a time stands in a clause that is only the ground of the figure's: 在去年增长7.9%的基础上，."""
    clause = list(takewhile(lambda t: t.kind not in ",;:", (t for t in tokens if t.start >= time.end)))
    between = "".join([t.word for t in clause if t.end <= figure.start])
    return time.word != "今年" and any(
        ground in between for ground in ("基础上", "情况下", "条件下", "前提下", "背景下")
    )


def _within_clause(tokens: list[Token], n: int) -> bool:
    """Whether a time is its own clause's alone: 公路于9月28日通车；…, 乐团9月赴省城参演；…."""
    if n and tokens[n - 1].word == "于":
        return True
    if n > 1 and tokens[n - 1].word in ("从", "自") and tokens[n - 2].kind in "nN":  # 农场自1995年起改种果树
        return True
    span = tokens[n].time
    return span is not None and span.precision in ("day", "month") and any(t.kind in "nN" for t in tokens[:n])


def _last_of(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _in_year(day: date, year: int) -> date:
    """A day of the year in another one; 29 February may be the 28th there."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _is_year(days: tuple[date, date]) -> bool:
    return days[0].year == days[1].year and (days[1] - days[0]).days > 360


def _coming(span: DateSpan) -> bool:
    """Whether a time is said to be one to come: 将于5月, 计划10月."""
    return _AHEAD.search(span.match.string, max(0, span.start - 12), span.start) is not None


def _names_year(tokens: list[Token], n: int, earlier: Token) -> bool:
    """Whether a year names what was done on the day before it, and a clause goes on: 6月3日，开展2022年竞赛，…."""
    time, before, after = tokens[n].time, tokens[n - 1], tokens[n + 1 : n + 2]
    if not any(t.kind in ",;:" for t in tokens[n + 1 :]):
        return False
    dated = earlier.time is not None and earlier.time.precision in ("day", "month")
    named = before.kind in "vl" and bool(after) and after[0].kind in "nN"
    return dated and named and time is not None and time.precision == "year"


def multiplied(tokens: list[Token], time: Token) -> bool:
    """Whether a rate of that time follows it: 2012年的1.8倍, 为上年的104%, 是1950年到1997年投资总和的1.7倍."""
    before = next((t for t in tokens if t.end == time.start), None)
    stated = before is not None and before.kind == "c"
    rated = before is not None and before.word in ("为", "是", "约为", "相当于", "达到", "恢复到", "恢复至")
    for token in tokens:
        if token.start < time.end or token.word in _SAME_SPAN:
            continue
        if token.figure is not None:
            direct = rated and token.figure.unit == "%" and any(t.end == token.start and t.word == "的" for t in tokens)
            return token.figure.unit == "倍" or direct
        if token.word == "的" and rated:
            continue
        if not (stated or rated) or (token.kind not in "nNxtkvl" and token.word not in ("到", "至")):
            return False
    return False


def _leads(tokens: list[Token], n: int, reports: Collection[str]) -> bool:
    """Whether a time opens all that is told after it: 他指出，截至6月末，…；… or 记者获悉，2022年全市…；…"""
    before, after = tokens[n - 1 : n], tokens[n + 1 : n + 2]
    if not before or any(t.kind == "q" for t in tokens[:n]):
        return False
    until = before[0].word.startswith("截") and bool(after) and after[0].kind == ","
    return until or (n > 1 and before[0].kind in ",:" and tokens[n - 2].word in reports)


class Calendar:
    """Follows a report's sentences in order and tells each figure's time."""

    def __init__(self, heading: Heading, patterns: Patterns) -> None:
        self.patterns = patterns
        self.there = compiled(patterns.dates.there)
        self.afterwards = compiled(patterns.dates.afterwards)
        self.heading = heading
        self.sectioned = heading.genre in ("work_report", "plan")
        """Whether headings tell what is past and what is to come."""
        reference = heading.reference_date
        this = reference.year if reference else heading.report_year
        coming = heading.report_year + 1 if heading.report_year else None
        self.clock = Clock(reference, this, heading.report_year, coming=coming)
        if heading.genre == "page":
            self.clock = replace(self.clock, this=heading.report_year)
        self.this = self.clock.this
        self.ahead = heading.report_year + 1 if heading.report_year else self.clock.this
        """The first year that a report plans: this year, or next where it is given as its own year ends."""
        self.whole = self._year(heading.report_year, "the report's year")
        titled = find_dates(heading.title or "", patterns) if not self.sectioned else []
        part = next((span for span in titled if span.precision == "season" or span.rule.spec.id == "month-range"), None)
        days = resolve(part, self.clock, patterns) if part else None
        self.titled = bool(days and days[0] < days[1])
        if days and part and self.titled:  # 2024年上半年经济运行情况
            self.whole = Era(*days, False, f"the title’s {part.match[0]}")
        self.of_year = any(span.precision == "year" for span in titled)
        """Whether the title names a year."""
        self.section = self.whole
        self.current = self.whole
        self.block: Block | None = None
        self.years: list[tuple[int, int]] = []
        """The years that the sentence's days and months name, by where."""
        self.lead: Block | None = None
        """The paragraph that a page opened with."""
        self.day: date | None = None
        """The day that was named last with its month."""
        self.noted: tuple[Token, tuple[date, date]] | None = None
        """A time of the sentence whose days a note gives, with those."""
        self.year_before: tuple[Era, Era] | None = None
        """A time that a sentence opened with 上年 for, and the one that it is the year before of."""
        self.moment: Era | None = None
        """What ruled before a point in time (年末) that rules its sentence alone."""
        self.averaged: Era | None = None
        """The years of which the paragraph last told a yearly average."""
        self.happened: tuple[date, date] | None = None
        """The days that the paragraph named last, for 当天 and what goes on there."""
        self.review: Era | None = None
        """The years that a section looked back on before it turned to the last of them."""
        self.coming: tuple[date, date] | None = None
        """The years that 今后五年 meant when it was said last."""
        self.announced: Era | None = None
        """The time of a sentence that announced a list whose items are paragraphs: 2010年，抓好以下几项：1.…"""
        self.opened: int | None = None
        """The year that the paragraph's last dated opening named."""

    @staticmethod
    def _year(year: int | None, reason: str, target: bool = False) -> Era:
        if year is None:
            return Era(None, None, target, "no year can be told")
        return Era(date(year, 1, 1), date(year, 12, 31), target, reason)

    def open_heading(self, text: str, dates: list[DateSpan]) -> None:
        """A heading sets the section's time."""
        if (
            _TITLE.search(text)
            or _CAPTION.match(text.lstrip())
            or self.patterns.repairs.lines.dateline.match(text.strip())
        ):
            return
        self.announced = self.announced if _ITEM.match(text) else None
        self.review = None
        day = resolve(dates[-1], self.clock, self.patterns) if dates and _AS_OF.search(text.strip()) else None
        if day:  # （截至2024年12月31日）
            self.current = self.section = Era(day[1], day[1], False, "the day that the heading gives")
            return
        years = [d for d in dates if d.rule.spec.precision == "year"]
        found = resolve(years[0], self.clock, self.patterns) if years else None
        if self.heading.planned is not None:
            self._open_chapter(text, self.heading.planned)
            return
        if not found and (bare := _BARE_YEAR.match(text.strip(" \u3000【】"))):
            found = date(int(bare[1] or bare[2]), 1, 1), date(int(bare[1] or bare[2]), 12, 31)
        work = self.heading.genre == "work_report"
        if (
            (work or self.section.target)
            and not found
            and (_SUB_HEADING.match(text) or (not work and _COUNTED.search(text)))
        ):
            self.current = self.section
            return
        past = bool(_PAST_HEADING.search(text))
        plan = bool((_PLAN_HEADING if work else _PAGE_PLANS).search(text.strip()))
        if _TROUBLES.search(text):  # 主要困难和下年安排: told one after the other
            plan = False
            found = found if found and found[0].year <= (self.heading.report_year or found[0].year) else None
        if found:
            coming = bool(self.ahead and found[0].year >= self.ahead)
            told = self.heading.reference_date
            yet = told is None or told < date(found[0].year, 4, 1)  # a year hardly begun is spoken of for its plans
            target = (coming and not past and (work or plan or yet)) or (plan and not past and work)
            if not work:  # 今年 under the heading of a plan is the year that it plans
                self.clock = replace(self.clock, this=found[0].year if target else self.this)
            if "年" in text and re.search(r"的?(?:[五十四三]|\d)年。?$", text) and not past:
                target = False
            self.section = Era(
                found[0], found[1], target, f"the heading’s {years[0].match[0] if years else found[0].year}"
            )
        elif plan and not past and not re.search(r"^这是", text):
            self.section = self._year(self.ahead, "a heading about what is to come", target=True)
        elif work and past:
            self.section = self.whole
        elif text.startswith("这是") and (span := re.search(r"([三四五六七八九十]|\d)年。?$", text)):
            n, year = small_number(span[1]), self.clock.year
            if year:
                self.section = Era(date(year - n + 1, 1, 1), date(year, 12, 31), False, "the heading’s " + span[0])
        elif self.heading.genre != "work_report":
            self.section = self.whole
        self.current = self.section

    def _open_chapter(self, text: str, planned: tuple[int, int]) -> None:
        """A chapter of a plan tells of what went before, or plans; so do the sections under its heading."""
        if not _SUB_HEADING.match(text) and not re.match(r"第[一二三四五六七八九十]{1,3}节", text.strip()):
            days = date(planned[0], 1, 1), date(planned[1], 12, 31)
            past = _BEFORE_PLAN.search(text) is not None
            self.section = self.whole if past else Era(*days, True, "the years that the report plans")
        self.current = self.section

    def open_sentence(self, sentence: Sentence) -> None:
        """A sentence that opens with a time rules until the next one does; a new paragraph of news starts anew."""
        self.current, self.moment = self.moment or self.current, None
        if sentence.block is not self.block:
            self.lead = self.lead or self.block
            self.block = sentence.block
            self.current = self._of_item("".join(t.word for t in sentence.tokens[:3]))
            self.opened = self.happened = self.averaged = None
        self.years = []
        standard = self._standard(sentence)
        if standard is not None:
            self.current = Era(*standard, False, "the day that all figures are of")
            self.whole = self.section = self.current
            self.lead = sentence.block
            return
        self.noted = self._noted(sentence)
        if self.noted is not None:
            self.current = Era(*self.noted[1], False, "the days that a note gives for the sentence’s time")
            self._lead(sentence)
            return
        first = self._opener(sentence)
        self._note_years(sentence, first)
        if first is not None and first.time is not None and not self.against(sentence, first):
            found = None if self._listed(sentence, first) else self.dates(first.time)
            if found and (first.time.precision in ("year", "season") or self._is_cumulative(first.time, found)):
                text = "".join(t.word for t in sentence.tokens[:12])
                before = self.current
                self._rule(first.time, found, text, sentence.span.start == sentence.block.start)
                average = self._is_average(sentence) and before.years == 1 < self.current.years
                planning = self.sectioned
                summed = not planning and first.time.rule.spec.resolve == "plan"
                # 2011年到2015年，茶业占比由8%提升到11%。: no more is told of these years
                ranged = planning and first.time.group("y2") is not None and before.years > 1 and bool(sentence.figures)
                average |= ranged or (summed and before.years == 1 < self.current.years)  # “十三五”期间累计投资493亿元
                if average or (self._part_rules() and self._tells_of_the_rest(sentence, first)):
                    self.moment = before
                self._lead(sentence)
                if _ANNOUNCED.search("".join(t.word for t in sentence.tokens[:24])):
                    self.announced = self.current
        if self.heading.genre == "work_report":
            self._year_told("".join(t.word for t in sentence.tokens[:8]))
        self._of_this_year(sentence)
        self._go_on_there(sentence)
        year = self.heading.report_year
        if self.opened and year and self.opened == year - 1 and self.heading.genre == "bulletin":
            self.current = self._year(self.opened, "its paragraph tells of the year before")
        if self.heading.genre == "work_report":
            self._aim("".join([t.word for t in sentence.tokens[:30]]))
        elif (account := _ACCOUNT.search("".join([t.word for t in sentence.tokens]))) is not None:
            self.current = self._year(int(account[1]), f"the account of {account[1]}")  # 公布2010年度报告。报告期内，…
        if first is not None and first.time is not None and first.time.names_year and (y := self.dates(first.time)):
            self.clock = replace(self.clock, last=y[0].year)

    def _standard(self, sentence: Sentence) -> tuple[date, date] | None:
        """The day of which a census tells: 以2000年11月1日零时为标准时点."""
        for n, token in enumerate(sentence.tokens):
            if token.time is None or token.time.precision != "day":
                continue
            if _STANDARD.match("".join(t.word for t in sentence.tokens[n + 1 : n + 6])):
                return self.dates(token.time)
        return None

    def _noted(self, sentence: Sentence) -> tuple[Token, tuple[date, date]] | None:
        """A time with its days, where a note names them: 2025年国庆假期（10月1日至8日），."""
        if self.heading.genre == "work_report":
            return None
        tokens = list(takewhile(lambda t: t.kind != "q", sentence.tokens))
        for n, token in enumerate(tokens):
            if token.time is None or token.kind != "(" or tokens[n - 1].word not in ("（", "("):
                continue
            told = [t for t in takewhile(lambda t: t.kind not in ",;:", reversed(tokens[: n - 1])) if t.kind != "n"]
            closed = tokens[n + 1 : n + 2] and tokens[n + 1].word in ("）", ")")
            if not closed or not told or told[0].time is None or told[0].time.precision not in ("year", "season"):
                continue
            year = self.dates(told[0].time)
            clock = replace(self.clock, year=year[0].year if year else self.clock.year)
            days = resolve(token.time, clock, self.patterns)
            if days and days[0] < days[1]:
                return told[0], days
        return None

    def _of_this_year(self, sentence: Sentence) -> None:
        """News of what the last year came to also tells of this one: its paragraph goes on with 今天 or 今年."""
        told, year = self.clock.reference, self.heading.report_year
        if self.heading.genre != "bulletin" or told is None or year is None or told.year == year or self.current.target:
            return
        times = [t for t in sentence.tokens if t.time is not None and not self.against(sentence, t)]
        days = [found for t in times if t.time is not None and (found := self.dates(t.time))]
        if days and all(found[0].year == told.year and found[0] <= told for found in days):
            self.current = self._year(told.year, "its sentence tells of this year")

    def _go_on_there(self, sentence: Sentence) -> None:
        """`当天，…`, `活动现场，…`, `两天里，…`: a sentence of the days that were named before, and of no others."""
        there = self.there.match("".join([t.word for t in sentence.tokens[:8]])) if self.happened is not None else None
        if there is not None and self.happened is not None:
            self.moment = self.moment or self.current
            self.current = Era(*self.happened, False, f"the days before {there[0]}")
        for token in sentence.tokens:
            if token.time is not None and token.time.precision == "day" and token.time.rule.spec.event:
                self.happened = self.dates(token.time) or self.happened

    def _is_cumulative(self, span: DateSpan, found: tuple[date, date]) -> bool:
        """Whether news tells of the months since a year began: 今年1至10月，."""
        months = span.precision == "month" and found[0].month == 1 < found[1].month
        return months and found[0].year == found[1].year and self.heading.genre == "bulletin"

    def _is_average(self, sentence: Sentence) -> bool:
        """Whether a page tells what several years came to on average: they rule no other sentence."""
        return not self.sectioned and any(t.word.startswith("年均") for t in sentence.tokens)

    def _tells_of_the_rest(self, sentence: Sentence, first: Token) -> bool:
        """`上半年…；下半年…。`, `前三季度…，全年…。`: the part that opens a sentence rules no other."""
        later = [t for t in sentence.tokens if t.start > first.start]
        parts = [t for t in later if t.time is not None and t.time.precision == "season" and not t.time.names_year]
        return any(t.word == "全年" for t in later) or any(not self.against(sentence, t) for t in parts)

    @staticmethod
    def _listed(sentence: Sentence, first: Token) -> bool:
        """`第一季度、第二季度收入分别为2亿元、3亿元`: times that are dealt out rule nothing after them."""
        after = [t for t in sentence.tokens if t.start >= first.end][:2]
        return len(after) == 2 and after[0].kind in "、j" and after[1].time is not None

    def _lead(self, sentence: Sentence) -> None:
        """The time that a page's first paragraph opens with is that of all: 上半年，全县…."""
        if self.of_year and sentence.span.start != sentence.block.start:
            return
        moment = self.current.start == self.current.end
        since = "以来" in self.current.reason
        if self.sectioned or self.titled or moment or since or self.current.years > 1:
            return
        if self.lead is None:
            self.lead = sentence.block
            self.whole = self.section = self.current

    def _note_years(self, sentence: Sentence, first: Token | None) -> None:
        """`2022年5月1日，…。6月3日，…`: a day or month takes the year of those before it."""
        self.years = [
            (token.end, small_number(year))
            for token in sentence.tokens
            if token.time is not None
            and token.time.precision in ("day", "month", "season")
            and (year := token.time.group("y2") or token.time.group("y"))
            and not self.against(sentence, token)
        ]
        if first is not None and first.time is not None and first.time.names_year:
            opened = self.years[0][1] if self.years and self.years[0][0] == first.end else None
            self.opened = opened if opened and self.clock.this and opened <= self.clock.this else None

    def _of_item(self, text: str) -> Era:
        """What rules as a paragraph opens: the time of a list's announcement for its items, else its section's."""
        if _ITEM.match(text) is None:
            self.announced = None
        return self.announced or self.section

    def pass_sentence(self, chars: str, span: Span, block: Block) -> None:
        """A sentence without a mention: only its paragraph, and whether it opens a passage of aims, matter."""
        if block.kind == "heading":
            return
        self.current, self.moment = self.moment or self.current, None
        if block is not self.block:
            self.block = block
            self.current = self._of_item(chars[span.start : min(span.end, span.start + 8)])
            self.opened = None
        opened = _YEAR_ALONE.match(chars, span.start, span.end)
        if opened is not None:  # 2011年，工会要更加努力。全年…
            year = int(opened[1])
            self.current = self._year(year, f"the sentence before opens with {year}年", year == self.ahead)
        if self.heading.genre == "work_report":
            self._year_told(chars[span.start : min(span.end, span.start + 30)])
            self._aim(chars[span.start : min(span.end, span.start + 60)])

    def _year_told(self, text: str) -> None:
        """`刚刚过去的2025年很不平凡。` in a review of several years: what follows is of that year."""
        told = _YEAR_TOLD.match(text)
        if told is not None and int(told[1]) == self.heading.report_year and self.section.years > 1:
            self.current = self.section = self._year(int(told[1]), f"a sentence that looks back on {told[1]}")

    def _aim(self, text: str) -> None:
        """`主要预期目标是：` makes a passage one of targets."""
        if self.ahead and self.section.end and self.section.end.year < self.ahead and _AGENDA.search(text):
            self.current = self.section = self._year(self.ahead, "a sentence that opens plans", target=True)
        if _AIM.search(text):
            self.current = replace(self.current, target=True, reason=self.current.reason + "; a sentence of aims")
            if self.ahead and self.current.end and self.current.end.year < self.ahead:
                self.current = self._year(self.ahead, "a sentence of aims", target=True)

    @staticmethod
    def _opener(sentence: Sentence) -> Token | None:
        """A sentence's first word, or a time that is a clause of its own before any figure: 空气方面，一季度，…"""
        tokens = [t for t in sentence.tokens if t.kind not in "bi、d"]
        for n, token in enumerate(tokens[:12]):
            if token.kind == "q":
                break
            if token.time is None:
                continue
            after = tokens[n + 1 : n + 3]
            example = "".join(t.word for t in after).startswith("为例")  # 以2018年为例，
            if not after or not (after[0].kind == "," or example):
                continue
            led = takewhile(lambda t: t.kind not in ",:;", reversed(tokens[:n]))
            if all(t.kind in "px" or t.word in _JUST for t in led):
                return token
        return tokens[0] if tokens else None

    def _rule(self, span: DateSpan, found: tuple[date, date], text: str, opens_paragraph: bool) -> None:
        how = span.rule.spec.resolve
        this = self.ahead
        future = bool(this and found[1].year >= this and self.sectioned and how != "since")
        target = future and (self.section.target or found[0].year >= (this or 0))
        if future and not self.section.target and text.startswith("今年以来"):
            target = False
        target |= span.group("yw") in NEW_YEAR
        target |= not self.sectioned and found[0].year == this and _PLANS.search(text) is not None
        later = self.ahead is not None and found[0].year > self.ahead  # 明年 in a plan for this year
        span_of_years = found[1].year - found[0].year
        era = how == "past" and span_of_years >= 15  # 三十年来
        self.moment = self.current if found[0] == found[1] or later or era else None
        counted_from = self._counted_from(span)
        self.current = Era(found[0], found[1], target, f"the sentence opens with {span.match[0]}")
        self.year_before = (self.current, counted_from) if span.group("yw") == "上年" else None
        other = self.section.start is None or self.section.start.year != found[0].year
        of_one_year = not self.sectioned and self.section.years == 1 and self.section.start is not None
        if how == "plan" and opens_paragraph and other and not of_one_year:
            self.section = self.current
        if _YEAR_OPENS.search(text) and found[0].year == found[1].year:
            self.section = self.current = replace(self.current, target=future)
        last = found[0].year == found[1].year == self.heading.report_year and span.precision == "year"
        several = self.section.years > 1 and "heading" not in self.section.reason and not self.section.target
        if last and several and opens_paragraph and self.heading.genre == "work_report":
            self.review = self.section
            self.section = self.current  # 五年间，…。(a new paragraph) 1985年，…
        long = 4 <= span_of_years < 15 and self.section.years == 1
        if how == "past" and long and not target and self.heading.genre == "work_report":
            self.section = self.current

    def dates(self, span: DateSpan) -> tuple[date, date] | None:
        """An expression's days, read in the present context; 2023年以来 in an account of 2023 means that year."""
        found, told = self._dates(span), self.heading.report_year
        if found and found[0] == found[1] and span.precision == "day" and span.group("m"):
            self.day = found[0]
        absolute = span.rule.spec.resolve == "absolute" and span.precision == "year"
        if found and absolute and told == found[0].year < found[1].year and "以来" in span.match[0]:
            return found[0], date(found[0].year, 12, 31)
        closes = (
            self.heading.genre == "work_report"
            and self.clock.reference is not None
            and told == self.clock.reference.year
        )
        if found and closes and span.group("yw") == "今年以来":  # given as its year closes
            return found[0], date(found[0].year, 12, 31)
        return found

    def _counted_from(self, span: DateSpan) -> Era:
        """The time from which 上年 counts: what ruled before a sentence that opened with it."""
        opened = self.year_before if span.group("yw") == "上年" else None
        return opened[1] if opened is not None and opened[0] == self.current else self.current

    def _dates(self, span: DateSpan) -> tuple[date, date] | None:
        clock = self.clock
        current = self._counted_from(span)
        if (
            current.start
            and current.end
            and current.years == 1
            and span.rule.spec.resolve != "past"
            and self.heading.genre != "bulletin"
        ):
            clock = replace(clock, year=current.start.year)
        elif current.target and current.years > 1 and clock.this and span.rule.spec.resolve != "past":
            clock = replace(clock, year=clock.this)  # 年底前 in what the next five years plan
        elif self.heading.genre == "bulletin" and clock.reference:
            told = current.start if span.group("yw") == "上年" and current.years == 1 else None
            clock = replace(clock, year=(told or clock.reference).year)  # 上年 is the one before that told of
            if span.rule.spec.resolve == "past":  # 一年来 on a page of January is the year that it looks back on
                clock = replace(clock, year=self.heading.report_year or clock.year)
        if span.rule.spec.resolve == "past" and (planned := self._planned(span)) is not None:
            return planned
        if span.names_year or span.precision not in ("day", "month", "season"):
            found = resolve(span, clock, self.patterns)
            if found and span.match[0].startswith(("今后", "未来")):
                self.coming = found
            return found
        if span.rule.spec.resolve == "bare-day" and clock.reference is not None and _coming(span):
            clock = replace(clock, reference=_last_of(clock.reference))  # 将于22日, told on the 12th
        elif span.rule.spec.resolve == "bare-day" and self.day is not None and self.heading.published is None:
            clock = replace(clock, reference=_last_of(self.day))  # 1月14日上午，…。14日下午，…
        named = [year for end, year in self.years if end <= span.start]
        clock = replace(clock, year=named[-1] if named else self.opened or clock.year)
        found = resolve(span, clock, self.patterns)
        if not named and not self.opened and found and self._of_year_over(found) and not _coming(span):
            return resolve(span, replace(clock, year=self.heading.report_year), self.patterns)
        told = self.heading.published
        if not named and not self.opened and found and told and told.month <= 3 and not _coming(span):
            begun = span.rule.spec.resolve == "part" and found[0] == found[1]  # 年初
            if begun and self.heading.report_year == told.year - 1:
                return resolve(span, replace(clock, year=told.year - 1), self.patterns)
            over = (
                self.current.end is not None and self.current.end.year < told.year
            )  # 9月12日 in an account of last year
            late = found[0].year == told.year and (found[0].month >= 10 or (over and found[0] > told))
            found = resolve(span, replace(clock, year=told.year - 1), self.patterns) if late else found
        return found

    def dealt(self, said: list[Token], run: int) -> list[tuple[date, date]]:
        """The times of a list's figures, where as many are named, or a span of as many years: 2022年、2023年分别为…."""
        if not any(token.kind == "z" for token in said):
            return []
        days: list[tuple[date, date]] = []
        if (quarters := self._quarters(said, run)) is not None:
            return quarters
        for n, token in enumerate(said):
            if token.time is None or (n and said[n - 1].word in ("比", "较", "与", "同", "由", "从")):
                continue
            if n and said[n - 1].time is None and said[n - 1].kind not in "、j":
                days = []  # a list of its own
            found = self.dates(token.time)
            days += [found] if found else []
        if len(days) == 1 and days[0][1].year - days[0][0].year == run - 1:
            return [self._days_of_year(days[0][0].year + n) for n in range(run)]
        return days if len(days) == run else []

    def _quarters(self, said: list[Token], run: int) -> list[tuple[date, date]] | None:
        """`第一季度至第四季度分别为…`: each of the quarters from one to another."""
        times = [(n, t) for n, t in enumerate(said) if t.time is not None and t.time.precision == "season"]
        for (n, first), (m, last) in pairwise(times):
            if [t.word for t in said[n + 1 : m]] not in (["至"], ["到"], ["—"]) or not first.time or not last.time:
                continue
            one, other = self.dates(first.time), self.dates(last.time)
            if one and other and one[0].year == other[0].year:
                months = range(one[0].month, other[1].month + 1, 3)
                days = [(date(one[0].year, month, 1), _last_of(date(one[0].year, month + 2, 1))) for month in months]
                return days if len(days) == run else None
        return None

    def _of_year_over(self, days: tuple[date, date]) -> bool:
        """Whether days of this year that news tells of are to come, where it tells of the year that is over."""
        told, year = self.clock.reference, self.heading.report_year
        if self.heading.genre != "bulletin" or told is None or year is None:
            return False
        return year < told.year == days[0].year and days[1] > told

    def _planned(self, span: DateSpan) -> tuple[date, date] | None:
        """The years of 五年 or 这五年 in a section that plans as many years, or after 今后五年 was said."""
        n = span.group("n") or span.group("n2")
        past = any(word in span.match[0] for word in ("来", "过去", "最近", "近", "今后"))
        if n is None or past or not self.section.target:
            return None
        own = (self.section.start, self.section.end) if self.section.years > 1 else None
        for start, end in (days for days in (own, self.coming) if days is not None):
            if start and end and end.year - start.year + 1 == small_number(n):
                return start, end
        return None

    def against(self, sentence: Sentence, token: Token) -> bool:
        """Whether a time is what a figure is compared with (比上年, 比改革前十年的总和还多), not when it was."""
        left = [t for t in sentence.tokens if t.end <= token.start]
        after = "".join(t.word for t in islice((t for t in sentence.tokens if t.start >= token.end), 2))[:2]
        if after == "为例":
            return False
        if _AGAINST.search("".join(t.word for t in left[-4:])[-4:]) or after in ("相比", "比较"):
            return True
        clause = list(takewhile(lambda t: t.kind not in ",;:q", reversed(left)))
        compared = any(t.kind == "p" and t.word in ("比", "较") for t in clause)
        return compared or multiplied(sentence.tokens, token)

    def of_figure(
        self, sentence: Sentence, figure: Token, spent: Collection[Token] = ()
    ) -> tuple[date | None, date | None, str, bool]:
        """Start, end, the reason, and whether the time was inferred rather than said in the sentence.

        `spent` are times that belong to another figure alone: the one after 由 or 从, to what a change began with.
        """
        chosen: Said | None = None
        opening: Said | None = None
        whole = False
        for said in self._said(sentence, figure, spent):
            if said.days and said.days[0] == said.days[1] and self._goes_on_after(sentence, said.token, figure):
                continue
            if said.adjacent or not (said.against or said.aside):
                chosen = said if said.days else None
                whole = said.token.word in _WHOLE_YEAR and self.current.years == 1 and self._part_rules()
                opening = None if said.token.word in _WHOLE_YEAR else opening or (chosen if said.opens else None)
                # 2月20日，建成长城站；运动员夺得冠军46个
                if said.token.kind == ";" and opening and opening.days and opening.days[0] == opening.days[1]:
                    opening = opening if _dated_as_of(opening) else None
                # 8月26日，…半年报显示，今年上半年，…；…
                if chosen and said.alone and said.token.word not in _WHOLE_YEAR:
                    opening = chosen
        chosen = chosen or opening
        if chosen is not None and opening is not None and self._only_counts(sentence, chosen, opening, figure):
            chosen = opening
        if whole and self.current.start:
            return *self._days_of_year(self.current.start.year), "全年 in its sentence", False
        if chosen is None or chosen.days is None:
            return self.current.start, self.current.end, self.current.reason, True
        return *chosen.days, chosen.reason, False

    @staticmethod
    def _only_counts(sentence: Sentence, said: Said, opening: Said, figure: Token) -> bool:
        """Whether a time only says how long its own clause counts: 截至年底会员9万人，五年净增1万人，工会达到300家."""
        span = said.token.time
        until = opening.token is not said.token and opening.days is not None and opening.days[0] == opening.days[1]
        if not until or span is None or span.rule.spec.resolve != "past":
            return False
        between = [t for t in sentence.tokens if said.token.end <= t.start < figure.start]
        last = next((n for n in range(len(between) - 1, -1, -1) if between[n].kind in ",;:"), None)
        counts = any(t.kind == "q" for t in between[:last])
        return last is not None and counts and any(t.kind == "c" for t in between[last:])

    def _goes_on_after(self, sentence: Sentence, token: Token, figure: Token) -> bool:
        """Whether what is told came after a day, step by step: 7月14日遭遇暴雨，先后投入款物1530万元."""
        between = [t for t in sentence.tokens if token.end <= t.start < figure.start]
        opened = [n + 1 for n, t in enumerate(between) if n and t.kind in ",;:"]
        clauses = ("".join([t.word for t in between[n : n + 6]]) for n in opened)
        return any(self.afterwards.match(clause) for clause in clauses)

    def _part_rules(self) -> bool:
        """Whether less than a year rules: after 下半年…加快，全年 means the year all the same."""
        start, end = self.current.start, self.current.end
        return bool(start and end and (end - start).days < 364)

    @staticmethod
    def _days_of_year(year: int) -> tuple[date, date]:
        return date(year, 1, 1), date(year, 12, 31)

    def of_source(self, sentence: Sentence, figure: Token, source: Token) -> tuple[date | None, date | None, str]:
        """The time of what a change began with, A of 由A增加到B: said beside it, the start of a span, or not at all."""
        times = list(self._said(sentence, figure, ()))
        own = [said for said in times if said.days and said.token.start > source.start]
        compared = [said for said in times if said.days and said.compared]
        spans = [said for said in times if said.days and said.days[0].year < said.days[1].year and not said.aside]
        pairs = [a for a, b in pairwise(times) if a.days and self._until(sentence, a.token, b.token)]
        for found in (own[-1:], compared[-1:], pairs[-1:]):
            if found and found[0].days:
                return *found[0].days, found[0].reason
        if spans and spans[-1].days and spans[-1].token.time and spans[-1].token.time.group("y2"):
            first = spans[-1].days[0].year
            return date(first, 1, 1), date(first, 12, 31), f"the start of {spans[-1].token.word}"
        return None, None, "what the change began with, at a time that is not said"

    @staticmethod
    def _until(sentence: Sentence, first: Token, second: Token) -> bool:
        """Whether two times are the ends of a span: 一九七八年到一九八二年."""
        between = "".join(t.word for t in sentence.tokens if first.end <= t.start < second.start)
        return between in ("到", "至", "—", "-")

    def _said(self, sentence: Sentence, figure: Token, spent: Collection[Token]) -> Iterator[Said]:
        """The times before a figure in its sentence, in order; a semicolon leaves an empty one, which forgets them."""
        tokens = [t for t in sentence.tokens if t.start < figure.start]
        tokens = _without_notes(tokens)
        opened = 0
        earlier: tuple[Token, tuple[date, date]] | None = None
        told = (self.current.start, self.current.end)
        for n, token in enumerate(tokens):
            if token.kind in ",;:":
                opened = n + 1
                if token.kind == ";" and n:
                    yield Said(token, None, "")
            if token.word in _WHOLE_YEAR:
                yield Said(token, None, "")
            if token.time is None or token in spent or _quoted(tokens, n):
                continue
            found = self.dates(token.time)
            named = earlier is not None and earlier[0].time is not None and earlier[0].time.group("y")
            if token.time.group("yw") == "上年" and earlier is not None and named and _is_year(earlier[1]):
                found = self._days_of_year(earlier[1][0].year - 1)  # 1979年…的比重，由上年的74.3%
            counted = token.time.rule.spec.resolve == "past" and any(
                t.time is not None and t.time.precision == "year" for t in tokens[max(0, n - 2) : n]
            )
            if found is None or counted:  # 1953年到1978年的二十六年间: the span is said already
                continue
            after = [t.word for t in tokens[n + 1 : n + 3]]
            attribute = after[1:] == ["的"] and (n > opened or after[0] in _SET)
            then = "同期" in token.word or after[:1] == ["同期"]
            attribute |= then and any(t.kind in ",;" for t in tokens[n:])  # 上年同期为2亿元，同比减少4%
            told_of = n > opened and "".join(after).startswith(_DOCUMENTS)  # 听取2021年工作报告，授予…
            attribute |= told_of and any(t.kind in ",;:" for t in tokens[n:])
            reported = after == ["通报", "，"] or after[:1] in (["电"], ["讯"])  # 本报6月19日电 县农业局19日通报，
            attribute |= reported and token.time.precision == "day"
            held = n > opened and tokens[n - 1].word in ("从", "由", "自")
            attribute |= held and any(t.word in ("中", "里") for t in tokens[n:])  # 今年拟从去年超收收入中安排3亿元
            before_then = after[:1] != [] and after[0] in ("以前", "之前", "以后", "之后", "前", "后")
            attribute |= before_then and any(t.word == "的" for t in tokens[n + 1 :])  # 1990年底以前建成的水库
            attribute |= any(t.word in _CAUSES for t in tokens[opened:n])  # 因年初低温减产4%
            same = earlier is not None and earlier[1][0].year == found[0].year
            attribute |= earlier is not None and same and opened < n and _names_year(tokens, n, earlier[0])
            days, reason = self._days(sentence, token, figure, found)
            if self.noted is not None and token is self.noted[0]:
                days, reason = self.noted[1], f"the note after {token.word}"
            if earlier and self._until(sentence, earlier[0], token) and token.time.precision == "year":
                days, reason = (earlier[1][0], days[1]), f"{earlier[0].word}到{token.word}"
            earlier = (token, found)
            beside = all(t.word in _BESIDE for t in tokens[n + 1 :])
            before = self.text_before(sentence, token)
            surpassed = _SURPASSED.search(before) is not None and _rate_follows(sentence, figure)
            against = not surpassed and self.against(sentence, token)
            if beside and tokens[n + 1 : n + 2] and tokens[n + 1].word == "同期":  # 比上年同期10亿元增加2亿元
                days, reason = self._same_part(days, *told), f"{token.word}同期"
            elif not against:
                told = days
            yield Said(
                token,
                days,
                reason,
                against=against,
                compared=tokens[n + 1 : n + 2] != [] and tokens[n + 1].word in ("相比", "比较"),
                opens=opened == 0 and not _within_clause(tokens, n),
                alone=_leads(tokens, n, self.patterns.events.reports)
                or (
                    n == opened
                    and token.time.precision in ("year", "season")
                    and tokens[n + 1 : n + 2] != []
                    and tokens[n + 1].kind == ","
                ),
                aside=attribute or _is_ground(sentence.tokens, token, figure),
                adjacent=beside
                and not before.endswith(("于", "高出", "超出", "多出"))
                and not multiplied(sentence.tokens, token),
            )

    def _days(
        self, sentence: Sentence, token: Token, figure: Token, found: tuple[date, date]
    ) -> tuple[tuple[date, date], str]:
        """What a time means with the word before it: 截至, 自 … 以来, 到."""
        before = self.text_before(sentence, token)
        if re.search(r"截[至止]到?$", before):
            return (found[1], found[1]), f"截至{token.word}"
        if re.search(r"(?:自|从)$", before) and self.clock.reference and self._since(sentence, token, figure):
            return (found[0], self.clock.reference), f"自{token.word}以来"
        if (
            re.search(r"(?:到|至)$", before)
            and found[0] != found[1]
            and token.time is not None
            and token.time.precision == "year"
        ):
            return (found[0], found[1]), f"到{token.word}"
        return found, f"{token.word} in its sentence"

    @staticmethod
    def _same_part(year: tuple[date, date], start: date | None, end: date | None) -> tuple[date, date]:
        """The part of a year that is told of, in another year: 上年同期."""
        if not start or not end or start.year != end.year or year[0].year != year[1].year:
            return year
        first, last = (_in_year(day, year[0].year) for day in (start, end))
        return first, _last_of(last) if end == _last_of(end) else last

    @staticmethod
    def _since(sentence: Sentence, token: Token, figure: Token) -> bool:
        """Whether 以来 closes the clause that 自 opened."""
        between = "".join(t.word for t in sentence.tokens if token.end <= t.start < figure.start)
        return "以来" in between.split("，")[0]

    @staticmethod
    def text_before(sentence: Sentence, token: Token) -> str:
        """The few characters before a token in its sentence."""
        return "".join(t.word for t in sentence.tokens if t.end <= token.start)[-6:]
