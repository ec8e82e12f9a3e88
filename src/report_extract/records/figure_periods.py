"""Periods of single figures: what their own words make of the period that their sentence gives them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from report_extract.mentions.dates import small_number
from report_extract.mentions.tokens import Sentence
from report_extract.model import Measure
from report_extract.patterns import Patterns
from report_extract.records.frames import Member
from report_extract.records.indicators import Phraser, Thread
from report_extract.records.periods import Calendar, Era

ANNUAL = re.compile(r"年均|平均每年|年平均|每年平均|年递增|每年(?=要?(?:增长|递增|增加|提高|下降))")
_RUN = re.compile(r"连续(?P<n>[两二三四五六七八九十]|\d{1,2})年")
_STOCK = re.compile(r"达到?$|至$|到$|达到了$|[迈跨跃]上$|跨越$|突破$")
_RATES_OF_A_YEAR = ("增长率", "出生率", "死亡率")


class FigurePeriods:
    """Finds the period of a figure by its clause: yearly averages, streaks, changes dated at both ends."""

    def __init__(self, chars: str, patterns: Patterns, calendar: Calendar, phraser: Phraser) -> None:
        self.chars = chars
        self.letters = patterns.words.letter
        self.lists = patterns.words.lists
        self.calendar = calendar
        self.phraser = phraser
        self.stocks = tuple(self.lists["stocks"])
        self.accounts = ("收入", "利润", "利润总额", "产值", "销售额", "支出", "现金流量净额")

    def period(
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
        coming = inferred and self.calendar.current.target and not member.opens_change
        if coming and (member.tells_of_now(self.lists["now"]) or member.tells_of_done()):
            whole = self.calendar.whole
            return whole.start, whole.end, whole.reason + ", for how things stand", True
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
        compared = any(t.word in self.lists["over_others"] for t in member.left) and measure == "change"
        if compared and inferred and thread.period is not None and member.mark in (",", "、"):
            return *thread.period, "that of what is compared", inferred  # 参保率达到95%、高于全国3个百分点
        part = any(t.kind == "h" for t in member.left[:1])
        if part and inferred and thread.level_period is not None and not ANNUAL.search(member.said(self.chars)):
            return *thread.level_period, "that of the whole", inferred
        if thread.spent and end and ANNUAL.search(member.said(self.chars)):  # 由2002年的2318亿元增加到…，年均增长12%
            began = next((t.time for t in reversed(thread.spent) if t.time is not None), None)
            first = self.calendar.dates(began) if began is not None else None
            if first and first[0].year < end.year:
                return date(first[0].year + 1, 1, 1), date(end.year, 12, 31), f"every year since {first[0].year}", False
        adjusted = self._adjusted(member, measure, (start, end, why), inferred)
        listed = self._listed(member, measure) and inferred and not thread.verb
        if listed and thread.period is not None and adjusted[1] is not None:
            begun, closed = thread.period
            if begun and closed and begun.year == closed.year == adjusted[1].year:  # 茶厂达到8家、茶馆45家
                return *thread.period, "that of its list", inferred
        return *adjusted, inferred

    @staticmethod
    def _listed(member: Member, measure: Measure) -> bool:
        """Whether a figure only goes on with a list of what there is."""
        named = member.left != [] and all(t.kind in "nNk" for t in member.left)
        return named and member.mark == "、" and measure == "level"

    def by_the_year(self, indicator: str, member: Member, measure: Measure, thread: Thread) -> str:
        """The indicator with what makes it a yearly average: 年均增长7% says another thing than 增长7%."""
        at = next((n for n in range(len(member.left) - 1, -1, -1) if member.left[n].word in self.lists["yearly"]), None)
        dealt = member.mark != "," and all(t.kind in "j、z" for t in member.left)  # 年均分别增长6%和3%
        unit = member.figure.figure.unit if member.figure.figure else ""
        listed = member.mark == "、" and (measure, unit) == thread.yearly_of  # 年均培训农民3万人、职工2万人
        thread.yearly = member.left[at].word if at is not None else thread.yearly if dealt or listed else ""
        thread.yearly_of = measure, unit
        if not thread.yearly or thread.yearly in indicator:
            return indicator
        if measure in ("growth", "change"):
            ends = (indicator[-n:] for n in (4, 3, 2, 1))
            verb = next((w for w in ends if self.letters.get(w) in ("g", "f")), "")
            if verb or measure == "growth":
                return indicator.removesuffix(verb) + thread.yearly + verb
        before = self.phraser.text(self.phraser.strip(member.left[:at])) if at is not None else ""
        before = before if before in indicator else self.phraser.text(member.left[:at])
        place = len(before) if indicator.startswith(before) else 0
        return indicator[:place] + thread.yearly + indicator[place:]

    def _adjusted(
        self, member: Member, measure: Measure, found: tuple[date | None, date | None, str], inferred: bool
    ) -> tuple[date | None, date | None, str]:
        """Yearly averages cover the whole era; a stock reached at its end takes the last year."""
        start, end, why = found
        text = member.said(self.chars)
        section = self.calendar.review or self.calendar.section
        flows = measure in ("growth", "change") or any(t.word in self.lists["flows"] for t in member.left)
        timed = any(t.time is not None for t in (*member.before, *member.left))
        later = member.mark == ";" and not timed
        unit = member.figure.figure.unit if member.figure.figure else ""
        counted = measure == "growth" or text.endswith(self.accounts) or unit in self.lists["flow_units"]
        if (
            start
            and start == end
            and (end.month, end.day) == (12, 31)
            and counted
            and member.mark in (",", ";")
            and not timed
        ):
            return date(end.year, 1, 1), end, why + ", its year for what went on in it"  # 年末茶企16家，营业收入5亿元
        if start and start == end and (end.month, end.day) == (12, 31) and flows and later:
            return date(end.year, 1, 1), end, why + ", its year for what went on in it"  # 年末存栏3万头；出售幼崽8千头
        if start and start == end and (end.month, end.day) == (12, 31) and text.endswith(_RATES_OF_A_YEAR):
            return date(end.year, 1, 1), end, why + ", its year for a rate"  # 年末总人口423万人，自然增长率6.1‰
        changed = start is not None and start == end and measure in ("growth", "change")
        if changed and end and any(a.word in ("比", "较") and b.word == "年初" for a, b in pairwise(member.left)):
            return date(end.year, 1, 1), end, why + ", its year for what changed since it began"
        annual = ANNUAL.search(text) is not None
        grew = annual and measure == "growth"  # not 年均 in 年均浓度
        if grew and start and end and end.year > start.year:
            self.calendar.averaged = Era(start, end, False, why)
        elif grew and inferred and self.calendar.averaged is not None:  # 五年平均每年增长8%。林业产值平均每年增长5%
            average = self.calendar.averaged
            return average.start, average.end, average.reason + ", for a yearly average"
        if annual and section.years > 1 and (not start or not end or end.year == start.year):
            return section.start, section.end, section.reason + ", for a yearly average"
        if start and end and end.year > start.year and inferred and _since_last_year(member):
            return date(end.year, 1, 1), date(end.year, 12, 31), why + ", its last year for what is held against 上年"
        several = start is not None and end is not None and end.year > start.year
        # 五年间产值翻番，现已有茶农1亿人
        now = several and (any(t.word == "拥有" for t in member.left) or member.tells_of_now(self.lists["now"]))
        if several and start and end and (inferred or (now and not timed)) and measure in ("level", "share", "rank"):
            copulas = [t.word for t in member.left if t.kind in "cr"]
            new = any(t.kind in "gf" or t.word in self.lists["new"] for t in member.left)
            made = any(t.kind == "v" for t in self.phraser.strip(member.left)[:1])  # 培育经营主体737家
            stock = not made and self.phraser.text(member.left).endswith(self.stocks)
            figure = member.figure.figure
            passed = (
                figure is not None and figure.text.startswith("突破") and not any(t.kind == "v" for t in member.left)
            )
            passed = passed and not any(t.word in self.lists["sums"] for t in member.left)  # 茶叶产量突破8亿吨
            reached = passed or stock or (copulas and _STOCK.search(copulas[-1])) or now
            if measure == "rank" or (reached and not new):
                return date(end.year, 1, 1), date(end.year, 12, 31), why + ", its last year for what was reached"
        return found


def _since_last_year(member: Member) -> bool:
    """Whether a figure is held against 上年: 参合率比上年提高6个百分点."""
    return any(
        a.word in ("比", "较") and b.time is not None and b.time.group("yw") == "上年" for a, b in pairwise(member.left)
    )
