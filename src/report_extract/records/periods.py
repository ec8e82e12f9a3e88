"""Time flows from heading to sentence to clause: which period a figure covers, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from report_extract.mentions.dates import Clock, DateSpan, resolve
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Block, Heading, Span
from report_extract.patterns import Patterns


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
_PAST_HEADING = re.compile(r"回顾|总结|过去|成就|成绩|执行情况|完成情况|取得|以来的")
_AIM = re.compile(r"目标(?:是|为|：)|(?:今后|未来)[一二三四五\d]+年|主要预期目标|必须(?:做好|抓好|完成)")
_YEAR_OPENS = re.compile(r"^(?:(?:19|20)\d\d|今|明|去|过去一)年?，?(?:是|也是|我们迎来)")
_TITLE = re.compile(r"工作报告|公报|代表大会")
_SUB_HEADING = re.compile(r"^\s*(?:[（(]|\d|[一二三四五六七八九十]{1,3}是|——|[“《])")
_AGAINST = re.compile(r"(?:比|较|同|与|以|按|用|相比|超过|高于|低于)$")


class Calendar:
    """Follows a report's sentences in order and tells each figure's time."""

    def __init__(self, heading: Heading, patterns: Patterns) -> None:
        self.patterns = patterns
        self.heading = heading
        reference = heading.reference_date
        this = reference.year if reference else heading.report_year
        self.clock = Clock(reference, this, heading.report_year)
        if heading.genre == "page":
            self.clock = replace(self.clock, this=heading.report_year)
        self.whole = self._year(heading.report_year, "the report's year")
        self.section = self.whole
        self.current = self.whole
        self.block: Block | None = None
        self.section_name: str | None = None

    @staticmethod
    def _year(year: int | None, reason: str, target: bool = False) -> Era:
        if year is None:
            return Era(None, None, target, "no year can be told")
        return Era(date(year, 1, 1), date(year, 12, 31), target, reason)

    def open_heading(self, text: str, dates: list[DateSpan]) -> None:
        """A heading sets the section's time."""
        if _TITLE.search(text):
            return
        years = [d for d in dates if d.rule.spec.precision == "year"]
        found = resolve(years[0], self.clock, self.patterns) if years else None
        work = self.heading.genre == "work_report"
        if work and not found and _SUB_HEADING.match(text):
            self.current = self.section
            return
        past, plan = bool(_PAST_HEADING.search(text)), bool(_PLAN_HEADING.search(text))
        if found:
            coming = bool(self.clock.this and found[0].year >= self.clock.this and work)
            target = (coming and not past) or (plan and not past and work)
            if "年" in text and re.search(r"的?(?:[五十四三]|\d)年。?$", text) and not past:
                target = False
            self.section = Era(found[0], found[1], target, f"the heading’s {years[0].match[0]}")
        elif work and plan and not past and not re.search(r"^这是", text):
            self.section = self._year(self.clock.this, "a heading about what is to come", target=True)
        elif work and past:
            self.section = self.whole
        elif text.startswith("这是") and (span := re.search(r"([三四五六七八九十]|\d)年。?$", text)):
            from report_extract.mentions.dates import small_number

            n, year = small_number(span[1]), self.clock.year
            if year:
                self.section = Era(date(year - n + 1, 1, 1), date(year, 12, 31), False, "the heading’s " + span[0])
        elif self.heading.genre != "work_report":
            self.section = self.whole
        self.current = self.section

    def open_sentence(self, sentence: Sentence) -> None:
        """A sentence that opens with a time rules until the next one does; a new paragraph of news starts anew."""
        if sentence.block is not self.block:
            self.block = sentence.block
            self.current = self.section
        first = self._opener(sentence)
        if first is not None and first.time is not None and not self.against(sentence, first):
            found = self.dates(first.time)
            if found and first.time.precision in ("year", "season"):
                self._rule(first.time, found, "".join(t.word for t in sentence.tokens[:12]))
        if self.heading.genre == "work_report":
            self._aim("".join([t.word for t in sentence.tokens[:30]]))
        if first is not None and first.time is not None and first.time.names_year and (y := self.dates(first.time)):
            self.clock = replace(self.clock, last=y[0].year)

    def pass_sentence(self, chars: str, span: Span, block: Block) -> None:
        """A sentence without a mention: only its paragraph, and whether it opens a passage of aims, matter."""
        if block.kind == "heading":
            return
        if block is not self.block:
            self.block = block
            self.current = self.section
        if self.heading.genre == "work_report":
            self._aim(chars[span.start : min(span.end, span.start + 60)])

    def _aim(self, text: str) -> None:
        """`主要预期目标是：` makes a passage one of targets."""
        if _AIM.search(text):
            self.current = replace(self.current, target=True, reason=self.current.reason + "; a sentence of aims")
            if self.clock.this and self.current.end and self.current.end.year < self.clock.this:
                self.current = self._year(self.clock.this, "a sentence of aims", target=True)

    @staticmethod
    def _opener(sentence: Sentence) -> Token | None:
        """A sentence's first word, or a time that is a clause of its own before any figure: 空气方面，一季度，…"""
        tokens = [t for t in sentence.tokens if t.kind not in "bi、d"]
        for n, token in enumerate(tokens[:12]):
            if token.kind == "q":
                break
            alone = (
                token.time is not None
                and (n == 0 or tokens[n - 1].kind in ",:")
                and tokens[n + 1 : n + 2]
                and tokens[n + 1].kind == ","
            )
            if alone:
                return token
        return next((t for t in tokens if t.kind != ","), None)

    def _rule(self, span: DateSpan, found: tuple[date, date], text: str) -> None:
        how = span.rule.spec.resolve
        this = self.clock.this
        future = bool(this and found[1].year >= this and self.heading.genre == "work_report" and how != "since")
        target = future and (self.section.target or found[0].year >= (this or 0))
        if future and not self.section.target and text.startswith("今年以来"):
            target = False
        self.current = Era(found[0], found[1], target, f"the sentence opens with {span.match[0]}")
        if _YEAR_OPENS.search(text) and found[0].year == found[1].year:
            self.section = self.current = replace(self.current, target=future)
        long = found[1].year - found[0].year >= 4
        if how == "past" and long and not target and self.heading.genre == "work_report":
            self.section = self.current

    def dates(self, span: DateSpan) -> tuple[date, date] | None:
        """An expression's days, read in the present context."""
        clock = self.clock
        if (
            self.current.start
            and self.current.end
            and self.current.years == 1
            and span.rule.spec.resolve != "past"
            and self.heading.genre != "bulletin"
        ):
            clock = replace(clock, year=self.current.start.year)
        elif self.heading.genre == "bulletin" and clock.reference:
            clock = replace(clock, year=clock.reference.year)
        return resolve(span, clock, self.patterns)

    def against(self, sentence: Sentence, token: Token) -> bool:
        """Whether a time is what a figure is compared with (比上年), not when it was."""
        before = "".join(t.word for t in sentence.tokens if t.end <= token.start)[-4:]
        after = "".join(t.word for t in sentence.tokens if t.start >= token.end)[:2]
        return bool(_AGAINST.search(before)) or after in ("相比", "比较")

    def of_figure(
        self, sentence: Sentence, figure: Token, source: Token | None = None, is_source: bool = False
    ) -> tuple[date | None, date | None, str, bool]:
        """Start, end, the reason, and whether the time was inferred rather than said in the sentence.

        `source` is the word 由 or 从 of a change: a time after it belongs to the first figure alone (`is_source`).
        """
        opening: tuple[date, date, str] | None = None
        nearest: tuple[date, date, str] | None = None
        seen_clause = False
        for token in sentence.tokens:
            if token.start >= figure.start:
                break
            if token.kind == ";":
                nearest = None
            seen_clause = seen_clause or token.kind in ",;"
            of_source = source is not None and token.start > source.start
            if token.time is None or (of_source and not is_source):
                continue
            if self.against(sentence, token) and not of_source:
                continue
            found = self.dates(token.time)
            if found is None:
                continue
            said = (found[0], found[1], f"{token.word} in its sentence")
            before = self.text_before(sentence, token)
            if re.search(r"截[至止]到?$|截至$", before):
                said = (found[1], found[1], f"截至{token.word}")
            elif re.search(r"(?:自|从)$", before) and self.clock.reference and self._since(sentence, token, figure):
                said = (found[0], self.clock.reference, f"自{token.word}以来")
            elif re.search(r"(?:到|至)$", before) and found[0] != found[1] and token.time.precision == "year":
                said = (found[0], found[1], f"到{token.word}")
            nearest = said
            if opening is None and not seen_clause:
                opening = said
        chosen = nearest or opening
        if chosen is None:
            return self.current.start, self.current.end, self.current.reason, True
        return chosen[0], chosen[1], chosen[2], False

    @staticmethod
    def _since(sentence: Sentence, token: Token, figure: Token) -> bool:
        """Whether 以来 closes the clause that 自 opened."""
        between = "".join(t.word for t in sentence.tokens if token.end <= t.start < figure.start)
        return "以来" in between.split("，")[0]

    @staticmethod
    def text_before(sentence: Sentence, token: Token) -> str:
        """The few characters before a token in its sentence."""
        return "".join(t.word for t in sentence.tokens if t.end <= token.start)[-6:]
