"""Honours given or announced: which, how many, at which level, to whom."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise

from report_extract.kept import compiled
from report_extract.mentions.starts import Starts
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Award, Extraction, Span, Text
from report_extract.patterns import CompiledRule, Patterns
from report_extract.records.award_levels import Levels, clause_start
from report_extract.records.award_names import TITLE_AFTER, Name, NameFinder, unquoted
from report_extract.records.award_recipients import RecipientReader, heads_line
from report_extract.records.periods import Era
from report_extract.records.reading import Reading
from report_extract.records.statistics import MEDALS

_EACH = re.compile(r"(?:[、和与及][\u4e00-\u9fff]{2,8}?){0,2}每[人名个]")
_DEALT = re.compile("分别|分获|依次")
_DEALT_AFTER = re.compile(r"(?:称号)?(?:的(?:单位|集体|个人)?)?(?:分别|依次)(?:为|是|达|有)?")
_WINNERS = re.compile(r"(?:[^，。；]{0,2})?(?:被授|获授|被评|被命|授予|荣获|获评)")
_STATED = re.compile(
    r"(?:荣誉)?(?:称号)?的(?:单位|集体|职工|个人|同志)?(?:共?有|共|达到?)?|共计|合计|共?有|共|(?:评选|表彰|命名|授予|评出|选树){1,2}(?:了|共)?"
)
_THIS_CONTEST = re.compile(r"本[届次]|此次|这次|大赛|竞赛|比赛")


@lru_cache(maxsize=4)
def _hints(hints: str) -> Starts:
    return Starts([compiled(hints)])


def _balanced(name: str) -> str:
    """A name whose quotation marks are a pair, or gone."""
    return name if name.count("“") == name.count("”") else name.replace("“", "").replace("”", "")


def _quoted_apart(run: list[Token], name: str) -> list[tuple[list[Token], str]]:
    """`“甲”“乙”、“丙”称号` as three runs with their names; any other run as it is."""
    quoted = [n for n, token in enumerate(run) if token.kind == "N"]
    if len(quoted) == 1 and quoted[0] == 0 and len(run) > 3 and run[1].kind in "、j":  # “先进单位”、全省先进市
        return [(part, "".join(t.word for t in part)) for part in (run[:1], run[2:])]
    if len(quoted) < 2 or any(token.kind not in "N、j" for token in run[: quoted[-1]]):
        return [(run, name)]
    return [(part, "".join(t.word for t in part)) for part in (*([run[n]] for n in quoted[:-1]), run[quoted[-1] :])]


class AwardReader:
    """Reads awards of sentences by patterns/awards.toml."""

    def __init__(self, text: Text, patterns: Patterns) -> None:
        self.text = text
        self.chars = text.chars
        spec = patterns.awards
        self.levels = Levels(text.chars, patterns)
        self.placing = next(rule for rule in patterns.award_rules if rule.spec.id == "placing")
        self.hinted = [hint.start() for hint in _hints(spec.hints).find(text.chars)[0]]
        self.names = NameFinder(text.chars, patterns, self.levels, self.hinted)
        self.strong = frozenset(spec.strong)
        self.giving = frozenset(spec.giving)
        self.praising = frozenset(spec.praising)
        self.actions = tuple(sorted(spec.actions, key=len, reverse=True))
        self.grades = compiled(spec.grades)
        self.held = compiled(spec.held)
        self.not_given = compiled(spec.not_given)
        self.elided = spec.elided
        self.holders = frozenset(spec.holders)
        self.beyond = frozenset(spec.beyond)
        self.counted = frozenset(spec.counted)
        self.recipients = RecipientReader(text.chars, patterns)
        self.part_classes = patterns.words.lists["part_classes"]

    def may_hold(self, span: Span) -> bool:
        """Whether a sentence has a word that an award's name or giving has."""
        first = bisect_left(self.hinted, span.start)
        return first < len(self.hinted) and self.hinted[first] < span.end

    def read(self, sentence: Sentence, readings: list[Reading], era: Era, out: Extraction) -> None:
        """Add a sentence's awards; in what a report plans (`era` rules the sentence), those alone that are told as
        won or counted."""
        if not self.may_hold(sentence.span):
            return
        made = len(out.awards)
        previous = ""
        last: tuple[list[Token], str | None] | None = None
        names = self._together(sentence, self.names.find(sentence), readings)
        for tokens, rule in names:
            printed = "".join(t.word for t in tokens if t.kind not in "ti(")
            named = rule is None or rule.spec.category == "称号"
            own = name = self._restored(printed if named else TITLE_AFTER.sub("", printed), previous)
            before = previous
            if last is not None and self.levels.of_name(before) and self._goes_on(sentence, last[0], tokens, name):
                own = name = self.names.in_scope(name, previous)
            if not any(name == short.short for short in self.elided):
                previous = name
            counts, sharing = self._own_counts(sentence, tokens, readings, names)
            if sharing[0] is not tokens:
                continue  # told with the first of those that share its counts
            if len(sharing) > 1:
                own = name = self.chars[tokens[0].start : sharing[-1][-1].end]
            if not self._is_given(sentence, tokens, rule, counts):
                continue
            if self.grades.search(unquoted(name)):
                here = self._contest(sentence, tokens[0].start, near=True)
                of_it = before if self._is_part(sentence, tokens) and not self.grades.search(before) else ""
                if last is not None and self._lists(sentence, last[0], tokens):
                    of_it = of_it or self._scope_of_grade(before)  # 茶艺奖特等奖1人、一等奖2人
                graded = here or of_it or self._graded(sentence, counts, readings)
                name = (graded or self._contest(sentence, tokens[0].start)) + name
            action = self._action(sentence, tokens)
            if era.target and not counts and action not in self.strong:
                continue  # 推进“茶乡工匠”培育工程
            several: list[tuple[list[Token], str, Reading | None]] = [(tokens, name, reading) for reading in counts]
            for part, said, reading in several or [(part, said, None) for part, said in _quoted_apart(tokens, name)]:
                award = self._award(sentence, part, said, rule, action, reading, era, out)
                award.recipients = self._dealt_to(sentence, tokens, names, award.recipients)
                award.level = self.levels.of_name(said if said != name else own) or award.level
                award.level = award.level or self.levels.of_home(said, out)
                if award.level is None and last is not None and self._lists(sentence, last[0], part):
                    award.level = last[1]
                last = (part, award.level)
                out.awards.append(award)
        self._read_medals(sentence, readings, era, out)
        self._read_parts(sentence, readings, out, made)

    @staticmethod
    def _is_part(sentence: Sentence, tokens: list[Token]) -> bool:
        """Whether 其中 opens a name's clause: 60人获茶艺奖，其中金奖18人."""
        clause = clause_start(sentence, tokens[0].start)
        return any(t.kind == "h" for t in sentence.tokens if clause <= t.start < tokens[0].start)

    def _read_parts(self, sentence: Sentence, readings: list[Reading], out: Extraction, made: int) -> None:
        """`获评先进班组27个，其中省级4个、市级9个`: the parts of what was counted, by their levels."""
        whole = out.awards[-1] if len(out.awards) == made + 1 and out.awards[-1].count else None
        opened = next((n for n, t in enumerate(sentence.tokens) if t.kind == "h"), None)
        if whole is None or opened is None or self.levels.of_name(whole.award):
            return
        for word, counted in pairwise(sentence.tokens[opened + 1 :]):
            reading = next((r for r in readings if r.token is counted), None)
            level = self.levels.of_name(word.word) if word.word in self.part_classes else None
            if reading is None or level is None or reading.figure.unit != whole.unit:
                continue
            anchor = self.text.raw(reading.figure.start, reading.figure.end)
            count = reading.figure.value
            out.awards.append(
                replace(
                    whole,
                    raw_start=anchor.start,
                    raw_end=anchor.end,
                    award=word.word + whole.award,
                    level=level,
                    count=int(count) if count is not None and count == int(count) else None,
                    recipients=[],
                )
            )

    def _read_medals(self, sentence: Sentence, readings: list[Reading], era: Era, out: Extraction) -> None:
        """`夺得3金4银6铜`: medals that are only counted."""
        for reading in readings:
            if reading.figure.unit not in MEDALS or reading.status == "target":
                continue
            name = self._contest(sentence, reading.token.start) + reading.figure.unit + "牌"
            action = self._action(sentence, [reading.token])
            out.awards.append(self._award(sentence, [reading.token], name, self.placing, action, reading, era, out))

    def _is_given(
        self, sentence: Sentence, tokens: list[Token], rule: CompiledRule | None, counts: list[Reading]
    ) -> bool:
        """Whether a sentence tells that an honour is or was given, and does not only speak of it."""
        heading = sentence.block.kind == "heading"
        done = self._done_before(sentence, tokens)
        direct = bool(counts) and counts[0].figure.start >= tokens[-1].end
        if self._action(sentence, tokens) is None and not direct:
            return heads_line(self.chars, sentence, tokens)
        if heading and not counts and done not in self.strong and done not in ("获", "获得"):
            return False
        if any(reading.status == "target" for reading in counts):
            return False
        if _EACH.match(tokens[-1].word) or _EACH.match(self.chars, tokens[-1].end):
            return False  # 对茶王和茶艺能手每人奖励3000元
        before = self.chars[sentence.span.start : tokens[0].start]
        if before.count("《") > before.count("》"):  # 《关于表彰先进集体的决定》
            return False
        if any(self.not_given.search(self.chars, sentence.span.start, at) for at in (tokens[0].start, tokens[0].end)):
            return False
        # 18名冠军被授予…: who they are, not what they won
        winners = _WINNERS.match(self.chars, tokens[-1].end) is not None
        return rule is None or rule.spec.id != "placing" or (done is not None and not winners)

    def _together(self, sentence: Sentence, names: list[Name], readings: list[Reading]) -> list[Name]:
        """`甲、乙等荣誉12项`, `甲、乙等50户`: names that one count closes are one; honours only counted need theirs."""
        found: list[Name] = []
        for run, rule in names:
            counted = bool(self._counts(sentence, run, readings))
            if rule is not None and rule.spec.id == "honours" and not counted:
                continue
            told_of = self.chars.startswith("代表", run[-1].end)  # 先进集体代表发言
            if not counted and (told_of or self._sums_up(sentence, run, found, readings)):
                continue
            first = run
            while counted and found and self._closes(sentence, found[-1][0], run, readings):
                first = found.pop()[0]
            summed = any(t.word == "等" and t.end == run[0].start for t in sentence.tokens)  # 甲、乙等荣誉
            whole = [t for t in sentence.tokens if first[0].start <= t.start < run[-1].end]
            found.append((run if summed or first is run else whole, rule))
        return found

    def _sums_up(
        self,
        sentence: Sentence,
        run: list[Token],
        found: list[Name],
        readings: list[Reading],
    ) -> bool:
        """Whether a name after 等 only says what those counted before it are: 2个先进班组、8名优秀团员等先进集体."""
        before = next((t.word for t in sentence.tokens if t.end == run[0].start), "")
        clause = clause_start(sentence, run[0].start)
        listed = found and found[-1][0][0].start >= clause and bool(self._counts(sentence, found[-1][0], readings))
        return bool(listed) and before == "等"

    def _closes(self, sentence: Sentence, earlier: list[Token], run: list[Token], readings: list[Reading]) -> bool:
        """Whether a count after `run` is of a name before it too: 等 closes the list, or both are of one kind."""
        if earlier[0].start < clause_start(sentence, run[0].start) or self._counts(sentence, earlier, readings):
            return False
        beside = {t.word for t in sentence.tokens if t.end == run[0].start or t.start == run[-1].end}
        counts = self._counts(sentence, run, readings)
        alike = earlier[-1].word[-2:] == run[-1].word[-2:] or all(r.figure.unit in ("名", "人", "位") for r in counts)
        return "等" in beside or (alike and self.names.joined(sentence.tokens, earlier, run))

    @staticmethod
    def _lists(sentence: Sentence, first: list[Token], second: list[Token]) -> bool:
        """Whether two honours stand in one list, so that the second shares what the first says of both."""
        between = [t for t in sentence.tokens if first[-1].end <= t.start < second[0].start]
        return all(t.kind in "q、j,(" for t in between)

    def _goes_on(self, sentence: Sentence, first: list[Token], second: list[Token], name: str) -> bool:
        """Whether an honour is of the scope of the one before: both in one list, or given by the same words."""
        if self._lists(sentence, first, second):
            return True
        verb = self._done_before(sentence, second)
        between = self.chars[first[-1].end : second[0].start]
        again = verb is not None and between.endswith(verb) and self._done_before(sentence, first) == verb
        # 2个茶厂被评为全县茶业系统先进集体，4名茶农被评为先进工作者
        return again and len(between) < 16 and "；" not in between and not self.levels.of_name(name)

    # -- where awards stand -------------------------------------------------------------------------------------

    def _action(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        """The verb that gives an award: the nearest before its name, or else the first after it in its clause."""
        if done := self._done_before(sentence, tokens):
            return done
        after = self.chars[tokens[-1].end : sentence.span.end]
        if "被" not in self.chars[clause_start(sentence, tokens[0].start) : tokens[0].start]:  # 被省厅记集体一等功，…
            after = re.split("[，；。]", after, maxsplit=1)[0]
        later = [(after.find(action), action) for action in self.actions if action in after]
        return min(later)[1] if later else None

    def _done_before(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        before = self.chars[sentence.span.start : tokens[0].start]
        found = [(before.rfind(one) + len(one), len(one), one) for one in self.actions if one in before]
        return max(found)[2] if found else None

    # -- the fields ---------------------------------------------------------------------------------------------

    def _own_counts(
        self,
        sentence: Sentence,
        tokens: list[Token],
        readings: list[Reading],
        names: list[Name],
    ) -> tuple[list[Reading], list[list[Token]]]:
        """An award's counts, and the awards that share them: several counts of several are dealt out only by 分别."""
        after = self._dealt_after(sentence, tokens, readings, names)
        if after is not None:
            return [after], [tokens]
        counts = self._counts(sentence, tokens, readings)
        if len(counts) < 2:
            return counts, [tokens]
        sharing = [run for run, _ in names if self._counts(sentence, run, readings) == counts]
        if len(sharing) != len(counts) or not _DEALT.search(self.chars, counts[-1].figure.end, tokens[0].start):
            return counts, sharing
        return [counts[sharing.index(tokens)]], [tokens]

    def _dealt_to(self, sentence: Sentence, tokens: list[Token], names: list[Name], recipients: list[str]) -> list[str]:
        """`甲、乙分别荣获奖章和先锋号`: the n-th of those who got as many honours."""
        listed = self._list_with(sentence, tokens, names)
        start = listed[0][0].start
        dealt = _DEALT.search(self.chars, clause_start(sentence, start), start) is not None
        if not dealt or len(listed) != len(recipients) or len(listed) < 2:
            return recipients
        return [recipients[listed.index(tokens)]]

    def _list_with(self, sentence: Sentence, tokens: list[Token], names: list[Name]) -> list[list[Token]]:
        """The names that stand side by side with one, in order."""
        listed: list[list[Token]] = []
        for run, _ in names:
            if listed and not self.names.joined(sentence.tokens, listed[-1], run):
                if tokens in listed:
                    break
                listed = []
            listed.append(run)
        return listed if tokens in listed else [tokens]

    def _dealt_after(
        self, sentence: Sentence, tokens: list[Token], readings: list[Reading], names: list[Name]
    ) -> Reading | None:
        """An award's count where a list of names has as many after it: 奖状、奖章分别为4个和11名."""
        listed = self._list_with(sentence, tokens, names)
        stated = _DEALT_AFTER.match(self.chars, listed[-1][-1].end) if len(listed) > 1 else None
        if stated is None:
            return None
        at, counts = stated.end(), []
        for reading in readings:
            if reading.figure.start == at and reading.figure.unit in self.counted:
                counts.append(reading)
                joint = self.chars[reading.figure.end : reading.figure.end + 1] in "、和及"
                at = reading.figure.end + joint
        return counts[listed.index(tokens)] if len(counts) == len(listed) else None

    def _counts(self, sentence: Sentence, tokens: list[Token], readings: list[Reading]) -> list[Reading]:
        """The figures that count an award: right after its name, or before the verb that gives it."""
        start, end = tokens[0].start, tokens[-1].end
        holder = next((t for t in sentence.tokens if t.start == end and t.word in self.holders), None)
        holder = holder or self._and_others(sentence, end)
        ends = [end, *([holder.end] if holder else [])]
        if self.chars[end : end + 1] in ("（", "("):  # 全国劳动模范（5名）：…, 全国劳动模范（共5名，其中…）
            ends += [end + 1, end + 2] if self.chars[end + 1 : end + 2] == "共" else [end + 1]
        if self.chars[end : end + 1] == "：" and all(t.start != end for t in sentence.tokens):
            ends.append(end + 1)  # a line of a name and its figure
        after = [r for r in readings if r.figure.unit in self.counted and r.figure.start in ends]
        if after:
            return after[:1]
        stated = _STATED.match(self.chars, end)  # 被评为…的有35人
        told = [r for r in readings if stated and r.figure.unit in self.counted and r.figure.start == stated.end()]
        if told:
            return told
        clause = clause_start(sentence, start)
        before = [r for r in readings if r.figure.unit in self.counted and clause <= r.figure.start < start]
        between = [t for t in sentence.tokens if before and before[-1].figure.end <= t.start < start]
        if any(t.kind in ",;:q" for t in between):
            return []
        gives = any(t.kind in "vl" or t.word in self.actions or t.word == "为" for t in between)
        quoted = tokens[0].kind == "N" or tokens[0].word == "“"
        given = quoted and any(t.word in self.giving and clause <= t.start < start for t in sentence.tokens)
        direct = all(t.kind in "nNkt" for t in between) and (len(between) <= 2 or given)
        if not before or not (gives or direct):
            return []
        return [r for r in before if self._same_list(sentence, r, before[-1])]

    @staticmethod
    def _and_others(sentence: Sentence, end: int) -> Token | None:
        """等 between a list's last name and the count that ends the clause: 甲、乙等50户，."""
        first = next((n for n, t in enumerate(sentence.tokens) if t.start == end), len(sentence.tokens))
        after = sentence.tokens[first : first + 3]
        closed = len(after) == 3 and after[1].kind == "q" and after[2].kind in ",;:、"
        return after[0] if closed and after[0].word == "等" else None

    def _same_list(self, sentence: Sentence, reading: Reading, last: Reading) -> bool:
        if reading is last:
            return True
        between = [t for t in sentence.tokens if reading.figure.end <= t.start < last.figure.start]
        if not between or between[-1].kind not in "、j" or any(t.kind not in "nNk、jq" for t in between):
            return False
        whose = [
            list(run) for kind, run in groupby(between, lambda t: t.kind in "nNk" and t.word not in self.beyond) if kind
        ]
        # 2个先进集体、4名先进个人, 2家“红旗团委”、4名“优秀团员”: each counts its own
        return not any(self.names.rule(run) or any(t.kind == "N" for t in run) for run in whose)

    def _restored(self, name: str, previous: str) -> str:
        for rule in self.elided:
            if name == rule.short and previous and (scope := rule.scope_of(previous)) is not None:
                return scope + rule.full
        return name

    def _award(
        self,
        sentence: Sentence,
        tokens: list[Token],
        name: str,
        rule: CompiledRule | None,
        action: str | None,
        reading: Reading | None,
        era: Era,
        out: Extraction,
    ) -> Award:
        if reading is not None:
            start, end = reading.figure.start, reading.figure.end
        else:
            start, end = self._span(tokens)
        anchor = self.text.raw(start, end)
        quote = self.text.raw(sentence.span.start, sentence.span.end)
        count = None
        if (
            reading is not None
            and reading.figure.value is not None
            and reading.figure.value == int(reading.figure.value)
        ):
            count = int(reading.figure.value)
        text = self.chars[sentence.span.start : sentence.span.end]
        return Award(
            report_id=out.report.report_id,
            raw_start=anchor.start,
            raw_end=anchor.end,
            quote=text.strip(),
            quote_start=quote.start,
            quote_end=quote.end,
            rule=rule.spec.id if rule else "object-of-honouring",
            confidence=0.9 if reading is not None else 0.75,
            section=sentence.block.section,
            page=out.report.page_at(anchor.start),
            award=_balanced(re.sub(r"[，。；：]", "", name)),
            level=self.levels.of_name(name)
            or self.levels.of_place(name)
            or self.levels.of_giver(sentence, tokens[0].start, action, out)
            or self.levels.of_contest(sentence, tokens[0].start, name)
            or self.levels.of_list(sentence, reading),
            category=rule.spec.category if rule else "称号",
            count=count,
            unit=reading.figure.unit if reading is not None else None,
            year=self._year(sentence, tokens, reading, era, out)
            or (out.heading.report_year if self._is_decided(sentence, tokens, action) else None),
            granted_by=self.levels.granter(sentence, tokens[0].start),
            recipients=self.recipients.of(sentence, tokens, end, count),
            action=action,
        )

    def _span(self, tokens: list[Token]) -> tuple[int, int]:
        """Where a name stands, without its quotation marks and the year it was given for."""
        while len(tokens) > 1 and (tokens[0].kind == "t" or tokens[0].word == "“"):
            tokens = tokens[1:]
        start, end = tokens[0].start, tokens[-1].end
        if self.chars[start] != "“":
            return start, end - (self.chars[end - 1] == "”")
        closed = self.chars.find("”", start, end)
        whole = closed < 0 or not TITLE_AFTER.fullmatch(self.chars, closed + 1, end)
        return (start, end) if whole and closed != end - 1 else (start + 1, closed)

    def _scope_of_grade(self, name: str) -> str:
        """成果奖 of 成果奖特等奖; empty for a name that is no grade of something."""
        return next((name[:n] for n in range(1, len(name)) if self.grades.search(name[n:])), "")

    def _graded(self, sentence: Sentence, counts: list[Reading], readings: list[Reading]) -> str:
        """What was counted before its grades: 创新项目 of 评出创新项目120项，一等奖30项."""
        if not counts:
            return ""
        own = counts[0].figure
        parts = [t.end for t in sentence.tokens if t.kind == ";" and t.end <= own.start]
        things = [
            self._without_deed(r.indicator)
            for r in readings
            if max(parts, default=0) <= r.figure.start < own.start and r.figure.unit == own.unit
        ]
        named = [thing for thing in things if not self.grades.search(thing) and "奖" not in thing]
        return named[-1] if named and len(named[-1]) > 2 else ""

    def _without_deed(self, phrase: str) -> str:
        """A phrase from after the verb that gives: 创新项目 of 共评出创新项目."""
        deeds = (*self.actions, "收到", "征集", "评审")
        return phrase[max((phrase.rfind(deed) + len(deed) for deed in deeds if deed in phrase), default=0) :]

    def _contest(self, sentence: Sentence, start: int, near: bool = False) -> str:
        """The contest whose grade stands at `start`, named before it in its sentence or else, unless `near`, in its
        paragraph."""
        here = [match["contest"] for match in self.held.finditer(self.chars, sentence.span.start, start)]
        if near:
            return _balanced(here[-1]) if here else ""
        goes_on = _THIS_CONTEST.search(self.chars, sentence.span.start, start)  # 本届大赛评出…
        since = start - 1500 if goes_on else max(sentence.block.start, start - 300)
        earlier = self.held.finditer(self.chars, max(0, since), sentence.span.start)
        named = here or [match["contest"] for match in earlier if not match["away"]]
        return _balanced(named[-1]) if named else ""

    def _is_decided(self, sentence: Sentence, tokens: list[Token], action: str | None) -> bool:
        """Whether an honour is given by what the report itself tells: 市政府决定，授予…."""
        return action in self.giving and "决定" in self.chars[sentence.span.start : tokens[0].start]

    @staticmethod
    def _year(
        sentence: Sentence, tokens: list[Token], reading: Reading | None, era: Era, out: Extraction
    ) -> int | None:
        """The year that an award was given in; null where only several years are told."""
        before = [
            t
            for t, after in zip(sentence.tokens, [*sentence.tokens[1:], None], strict=True)
            if t.time is not None
            and t.start < tokens[-1].end
            and t.time.match.groupdict().get("y")
            and not (after is not None and after.word.startswith("工作"))  # 听取2020年工作报告，授予…
        ]
        if before and (year := before[-1].time):
            text = year.group("y2") or year.match.group("y")
            if text.isascii():
                return int(text)
        start, end = reading.period if reading is not None else (None, None)
        if end is not None:
            return end.year if start is None or start.year == end.year else None
        clause = clause_start(sentence, tokens[0].start)
        said = [t.word for t in sentence.tokens if clause <= t.start < tokens[0].start and t.time is not None]
        told = out.heading.report_year if out.heading.genre == "page" else None
        if said[-1:] == ["去年"] and (this := told or (out.heading.reference_date and out.heading.reference_date.year)):
            return this - 1
        return out.heading.report_year if era.years == 1 else None
