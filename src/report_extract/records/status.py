"""Whether a figure is what was, what is estimated or what is aimed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Status
from report_extract.patterns import Patterns
from report_extract.records.frames import PLANS, Member
from report_extract.records.periods import Calendar

_TOLD_OF_SCHEMES = ("在", "于", "已", "自", "从", "等", "惠及", "覆盖")
_ESTIMATE = re.compile(r"预计|初步(?:核算|统计|预计|测算)|估计|据测算")
_ESTIMATES_FOLLOW = re.compile(r"预计：|初步(?:核算|统计|预计|测算)(?:结果)?：")
_AIMS = ("目标", "预期")
_DONE = ("已", "已经", "目前", "当前", "现有", "累计", "截至", "实际", "现", "曾")
_AIMS_FOLLOW = re.compile(r"目标(?:任务)?(?:是|为)?[：:]")
_AIM_SET = re.compile(r"(?:确定|提出|设定|明确|制定|下达)了?[^，。；]{0,16}$")
_AIM_NAMED = re.compile(r"的[^，。；]{0,6}(?:目标|任务|要求|指标)")
_AIMED_AT = re.compile(r"的(?:预期|年度|全年|增长)?目标(?!企业|群体|人群|客户)")
_REACHED = re.compile(r"(?<!没有)(?<!未)(?<!未能)(?:实现|完成|达到)了?[^，。；]*$")


class StatusReader:
    """Tells actual figures, estimates and targets by what is said before and after them, and by their time."""

    def __init__(self, chars: str, patterns: Patterns, calendar: Calendar) -> None:
        self.chars = chars
        self.lists = patterns.words.lists
        self.calendar = calendar

    def status(
        self, sentence: Sentence, member: Member, period: tuple[date | None, date | None], inferred: bool
    ) -> Status:
        current, clock = self.calendar.current, self.calendar.clock
        whole = self.chars[sentence.span.start : member.figure.start]
        before = whole if _ESTIMATES_FOLLOW.search(whole) else whole.rsplit("；", 1)[-1]
        if member.planned:
            return "target"
        if member.opens_change and not (period[0] and clock.reference and period[0] > clock.reference):
            return "actual"  # what is planned begins with what is
        if _ESTIMATE.search(before) and not current.target:
            return "estimate"
        said = (*member.before, *member.left)
        required = bool(member.right) and member.right[0].word == "的"  # 超过计划增长6%的要求
        if self.is_planned(said, member.right) or self._is_announced(sentence, member.figure):
            return "target"
        if any(token.word in _AIMS and self._aims(said, n, required) for n, token in enumerate(said)):
            return "target"
        after = self.chars[member.figure.end : sentence.span.end]
        if _AIMS_FOLLOW.search(whole) or (_AIM_SET.search(whole) and _AIM_NAMED.match(after)):
            return "target"
        if _AIMED_AT.match(after) and not _REACHED.search(whole):
            return "target"
        aimed = any(t.word.endswith(PLANS) for t in member.left[-2:])
        exceeded = after.startswith(("超过", "超额", "多出"))
        if aimed and any(t.word in ("比", "较") for t in member.left) and exceeded:
            return "target"  # 比“十五”计划目标3000亿元超过1070亿元
        start = period[0]
        if inferred:
            done = member.tells_of_now(self.lists["now"]) or member.tells_of_done()
            return "target" if current.target and not done else "actual"
        coming = start is not None and clock.reference is not None and start > clock.reference
        done = period[1] is not None and clock.reference is not None and period[1] < clock.reference
        ahead = self.calendar.ahead
        if self._told_ahead(member, period):
            return "target"
        planned = current.target and start is not None and ahead is not None and start.year >= ahead and not done
        return "target" if coming or planned or self._under_way(sentence, member, period) else "actual"

    def _told_ahead(self, member: Member, period: tuple[date | None, date | None]) -> bool:
        """Whether an account given early in a year plans that year: 今年再改造20个老旧小区."""
        ahead, told = self.calendar.ahead, self.calendar.clock.reference
        months = 4 if self.calendar.heading.genre == "work_report" else 3
        if ahead is None or told is None or told.month > months:
            return False
        whole = period == (date(ahead, 1, 1), date(ahead, 12, 31)) and told.year == ahead
        said = (*member.before, *member.left)
        return whole and not any(t.word in _DONE or t.word[-1] == "了" for t in said)

    def is_planned(self, said: Sequence[Token], right: list[Token]) -> bool:
        """Whether a modal word before a figure in its clause plans it."""
        required = bool(right) and right[0].word == "的"
        return any(token.kind == "w" and self._plans(said, n, required) for n, token in enumerate(said))

    def _is_announced(self, sentence: Sentence, figure: Token) -> bool:
        """Whether a clause before a colon plans what follows: 下半年要抓好以下工作：一是新建小学3所；…."""
        tokens = [t for t in sentence.tokens if t.start < figure.start]
        opening = list(takewhile(lambda t: t.kind not in ",;:", tokens))
        asked = 1 < len(opening) < 5 and opening[-1].word == "要求" and all(t.kind == "n" for t in opening)
        if asked:  # 水利部要求，年底前再开工22项
            return not any(t.word in _DONE for t in tokens)
        colon = next((n for n in range(len(tokens) - 1, -1, -1) if tokens[n].kind == ":"), None)
        if colon is None or any(t.word in _DONE for t in tokens[colon:]):
            return False
        opened = next((n + 1 for n in range(colon - 1, -1, -1) if tokens[n].kind in ",;:"), 0)
        return self.is_planned(tokens[opened:colon], [])

    @staticmethod
    def goes_on(member: Member) -> bool:
        """Whether a clause goes on with the plan of the one before: it names no time and nothing as done."""
        said = (*member.before, *member.left)
        done = any(t.time is not None or t.word in _DONE or t.word[0] == "已" or t.word[-1] == "了" for t in said)
        return member.mark in (",", "、", "") and not done

    def _plans(self, words: Sequence[Token], n: int, required: bool) -> bool:
        """Whether a modal word makes its clause a plan; 将 before a noun only marks an object: 将最低标准提高30%."""
        word = words[n]
        following = next((t for t in words[n + 1 :] if t.kind not in "di(" and t.word != "重点"), None)
        if following is None:  # 将稳定在3亿亩, but 将30个村纳入
            marks = n == len(words) - 1 or not any(t.kind in "nN" for t in words[:n])
        else:
            marks = following.kind in "nNkq"
        if word.word == "要" and following is not None and following.word in self.lists["faced"]:
            return False  # 也要看到不足：…
        held = word.word == "计划" and not required and (self._is_held(words, n) or self._is_scheme(words, n))
        return not (word.word == "将" and marks) and not held

    @staticmethod
    def _is_scheme(words: Sequence[Token], n: int) -> bool:
        """Whether 计划 ends the name of a scheme that is told of: 营养改善计划在37所学校试点."""
        if n > 0 and words[n - 1].kind == "N":
            return True  # “茶乡之春”计划今年帮带…
        named = n > 0 and words[n - 1].kind in "vgl"
        return named and n + 1 < len(words) and words[n + 1].word in _TOLD_OF_SCHEMES

    def _aims(self, words: Sequence[Token], n: int, required: bool) -> bool:
        """Whether 目标 or 预期 says what is aimed at; 目标企业 are firms."""
        following = words[n + 1] if n + 1 < len(words) else None
        noun = following is not None and following.kind in "nN" and following.word not in ("目标", "增长目标")
        return not noun and (required or not self._is_held(words, n))

    def _is_held(self, words: Sequence[Token], n: int) -> bool:
        """Whether a plan is what a figure is held against: 完成计划的108%, 比预期目标低2个百分点."""
        beside = words[max(0, n - 3) : n]
        return any(t.word in self.lists["held_against"] or t.word.endswith("完成") for t in beside)

    def _under_way(self, sentence: Sentence, member: Member, period: tuple[date | None, date | None]) -> bool:
        """Whether a figure is of several years that are not over, such as a plan's, and not said to be reached."""
        start, end = period
        reference = self.calendar.clock.reference
        if not start or not end or reference is None or not start <= reference < end or end.year - start.year < 4:
            return False
        if (self.calendar.heading.report_year or 0) >= end.year:
            return False  # told as the last of them closes
        before = self.chars[sentence.span.start : member.figure.start]
        return not re.search(r"已|累计|目前|[以年]来", before)
