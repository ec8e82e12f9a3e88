"""Date expressions: where they stand, and the days they mean when read from a given day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from report_extract.mentions.starts import Starts
from report_extract.model import Precision
from report_extract.patterns import CompiledRule, Patterns

_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "元": 1}
_YEAR_WORDS = {
    "今年": 0,
    "本年": 0,
    "本年度": 0,
    "今年以来": 0,
    "全年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
}
NEW_YEAR = ("新的一年", "新年度", "新一年")
_FIRST_MONTHS = re.compile(r"前(\d{1,2}|[一二两三四五六七八九十]{1,2})个月")
_DAY_WORDS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "前天": -2} | dict.fromkeys(
    ("昨天", "昨日", "昨晚", "昨夜", "昨"), -1
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The day from which a report's relative dates are read.

    `this` is the year that 今年 means, `year` the one meant where none is said, `last` the year last named, `coming`
    the one after that told of: 新的一年.
    """

    reference: date | None = None
    this: int | None = None
    year: int | None = None
    last: int | None = None
    coming: int | None = None


@dataclass(slots=True)
class DateSpan:
    """A date expression before it is resolved."""

    start: int
    end: int
    rule: CompiledRule
    match: re.Match[str]

    @property
    def precision(self) -> Precision:
        kind: Precision = self.rule.spec.precision
        return kind

    def group(self, name: str) -> str | None:
        found = self.match.groupdict()
        return found.get(name) or found.get(name + "_")

    @property
    def names_year(self) -> bool:
        """Whether it says its year itself, by number or by a word like 去年."""
        return bool(self.group("y") or self.group("yw"))


@lru_cache(maxsize=4)
def _starts(patterns: Patterns) -> Starts:
    return Starts([rule.regex for rule in patterns.date_rules])


def find_dates(chars: str, patterns: Patterns) -> list[DateSpan]:
    """All date expressions, disjoint; where two overlap the earlier, then the longer one stands."""
    return disjoint_dates(_starts(patterns).find(chars), patterns)


def disjoint_dates(matches: Sequence[list[re.Match[str]]], patterns: Patterns) -> list[DateSpan]:
    """Of the matches of each date rule, in the order of the rules."""
    found = [
        DateSpan(m.start(), m.end(), rule, m) for rule, ms in zip(patterns.date_rules, matches, strict=True) for m in ms
    ]
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[DateSpan] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def small_number(text: str) -> int:
    """A day, month or count: `12`, `十二`, `二十`."""
    if text.isdecimal():  # of any script: 1𝟏
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)
    return int("".join(str(_CHINESE_DIGITS[c]) for c in text))


def resolve(span: DateSpan, clock: Clock, patterns: Patterns) -> tuple[date, date] | None:
    """First and last day meant; None where the report gives too little to tell."""
    how = span.rule.spec.resolve
    try:
        if how == "absolute":
            return _absolute(span, clock)
        if how == "bare-day":
            return _bare_day(span, clock)
        if how == "weekday":
            return _weekday(span, clock)
        if how in ("part", "season"):
            return _part(span, clock, patterns.dates.parts if how == "part" else patterns.dates.seasons)
        if how == "plan":
            return _plan(span, patterns)
        if how == "past":
            return _past(span, clock)
        if how == "century":
            end = (clock.this or clock.year or 0) // 100 * 100 + 100
            return date(end, 1, 1), date(end, 12, 31)
        if how == "months-to":
            return _months_to(span)
        if how == "since":
            began = date.fromisoformat(patterns.dates.sessions[span.group("session") or ""])
            return (began, clock.reference) if clock.reference else None
        return (clock.reference, clock.reference) if clock.reference else None
    except ValueError:
        return None  # 2月30日: printed, but no day


def _year(span: DateSpan, clock: Clock, suffix: str = "") -> int | None:
    given = span.group("y" + suffix)
    if given:
        return small_number(given)
    if suffix:
        return None
    word = span.group("yw")
    if word in _YEAR_WORDS:
        if clock.this is None:
            return None
        if word == "上年" and clock.year is not None:  # the year before the one told of
            return clock.year - 1
        return clock.this + _YEAR_WORDS[word]
    if word in NEW_YEAR:
        return clock.coming
    if word:  # 当年, 同年
        return clock.last or clock.year
    return clock.year


def _absolute(span: DateSpan, clock: Clock) -> tuple[date, date] | None:
    day_word = span.group("dw")
    if day_word and not span.group("m"):
        if clock.reference is None:
            return None
        day = clock.reference + timedelta(days=_DAY_WORDS[day_word])
        return day, day
    year = clock.reference.year if day_word and clock.reference and not span.group("y") else _year(span, clock)
    if year is None:
        return None
    month, day_text = span.group("m"), span.group("d")
    if month is None:
        year2 = _year(span, clock, "2") or year
        end = date(year2, 12, 31)
        if span.match[0].endswith(("以来", "来", "起")) and clock.reference:
            end = clock.reference
        return date(year, 1, 1), max(end, date(year, 12, 31)) if year2 != year else end
    first_month = small_number(month)
    year2 = _year(span, clock, "2") or year
    last_month = small_number(span.group("m2") or month)
    if year2 == year and last_month < first_month:
        year2 = year + 1
    if day_text is None:
        found = _months(year, first_month, year2, last_month, span.group("third"))
    else:
        found = (
            date(year, first_month, small_number(day_text)),
            date(year2, last_month, small_number(span.group("d2") or day_text)),
        )
    if span.match[0].endswith(("以来", "至今")) and clock.reference and clock.reference > found[1]:
        return found[0], clock.reference
    return found


def _months(year: int, month: int, year2: int, month2: int, third: str | None) -> tuple[date, date]:
    end = calendar.monthrange(year2, month2)[1]
    if third in ("上旬", "初"):
        return date(year, month, 1), date(year, month, 10)
    if third == "中旬":
        return date(year, month, 11), date(year, month, 20)
    if third == "下旬":
        return date(year, month, 21), date(year, month, end)
    if third in ("底", "末"):
        return date(year, month, end), date(year, month, end)
    return date(year, month, 1), date(year2, month2, end)


def _bare_day(span: DateSpan, clock: Clock) -> tuple[date, date] | None:
    if clock.reference is None:
        return None
    day = small_number(span.group("d") or "")
    year, month = clock.reference.year, clock.reference.month
    if day > clock.reference.day or (span.group("mw") or "").startswith("上"):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    found, last = date(year, month, day), span.group("d2")
    return found, date(year, month, small_number(last)) if last else found


def _weekday(span: DateSpan, clock: Clock) -> tuple[date, date] | None:
    """本周一 is the Monday of the week in which it is told; a week begins with Monday."""
    if clock.reference is None:
        return None
    weeks = {"上周": -1, "下周": 1}.get(span.group("ww") or "", 0)
    monday = clock.reference - timedelta(days=clock.reference.weekday())
    day = monday + timedelta(weeks=weeks, days="一二三四五六日".index((span.group("wd") or "").replace("天", "日")))
    return day, day


def _part(span: DateSpan, clock: Clock, table: dict[str, list[int]]) -> tuple[date, date] | None:
    year = _year(span, clock)
    part = span.group("part") or ""
    first_months = _FIRST_MONTHS.fullmatch(part)
    named = part if part in table else part.rstrip("末底")  # 二季度末
    if year is None or (named not in table and not first_months):
        return None
    first, last = (1, small_number(first_months[1])) if first_months else table[named]
    if last > 14:
        return None
    year2, month2 = (year, last) if last <= 12 else (year + 1, last - 12)
    end = date(year2, month2, calendar.monthrange(year2, month2)[1])
    if part.endswith(("末", "底")):
        return end, end
    if part.endswith("初"):
        return date(year, first, 1), date(year, first, 1)
    return date(year, first, 1), end


def _plan(span: DateSpan, patterns: Patterns) -> tuple[date, date] | None:
    began = patterns.dates.plans.get(span.group("plan") or "")
    if began is None:
        return None
    phase = span.group("phase") or ""
    if phase[:1] in ("前", "头"):
        return date(began, 1, 1), date(began + small_number(phase[1]) - 1, 12, 31)
    if phase.endswith("末"):
        return date(began + 4, 12, 31), date(began + 4, 12, 31)
    return date(began, 1, 1), date(began + 4, 12, 31)


def _months_to(span: DateSpan) -> tuple[date, date]:
    year, month, day, n = (small_number(span.group(name) or "") for name in ("y", "m", "d", "n"))
    first = year * 12 + month - n  # months since year 0, before the first
    return date(first // 12, first % 12 + 1, 1), date(year, month, day)


def _past(span: DateSpan, clock: Clock) -> tuple[date, date] | None:
    if clock.year is None:
        return None
    text = span.match[0]
    n_text = span.group("n") or span.group("n2")
    n = small_number(n_text) if n_text else 1
    if "今后" in text or "未来" in text:
        closing = clock.reference is not None and clock.reference.month >= 11  # next year is the first of them
        begin = (clock.this or clock.year) + closing
        return date(begin, 1, 1), date(begin + n - 1, 12, 31)
    return date(clock.year - n + 1, 1, 1), date(clock.year, 12, 31)
