"""Honours given or announced: which, how many, at which level, to whom."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import groupby, takewhile

from report_extract.mentions.starts import Starts
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Award, Extraction, Span, Text
from report_extract.patterns import CompiledRule, Patterns
from report_extract.records.statistics import Reading

_YEAR_BEFORE = re.compile(r"^20\d\d年度?")
_PASSIVE = ("被", "受", "受到", "获", "获得")
_STOP_KINDS = ",;:、jvlecgfsrpmwxyzqth"
_COUNTED = frozenset(
    (
        "个",
        "名",
        "人",
        "位",
        "家",
        "件",
        "项",
        "所",
        "户",
        "支",
        "座",
        "处",
        "篇",
        "部",
        "枚",
        "组",
        "条",
        "对",
        "人次",
        "幅",
        "张",
        "首",
        "本",
        "台",
        "支",
    )
)


_DEALT = re.compile("分别|分获")
_STATED = re.compile(r"(?:荣誉)?(?:称号)?的(?:单位|集体|职工|个人|同志)?(?:共?有|共|达到?)?|共计|合计|共")
_NAMED_AFTER = re.compile(r"[：:（(]([\u4e00-\u9fffA-Za-z“”、]{2,120})(?=[；;。，）)]|$)")
_GIVER = re.compile(
    r"(?:[^，。]{0,60}，){0,2}[\u4e00-\u9fff]{2,4}(?P<rank>省|自治区|市|县|区|州)(?:委|政府|总工会|人民政府)?(?:举行|召开|举办|授予|命名|表彰)"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,6}[省市县区州](?:委|政府|人民政府|总工会|妇联|妇女联合会|团委|科协|教育局|卫生局|文明办"
    r"|(?=出资|召开|举行|表彰|授予|评选))"
)
_BRACKETED = re.compile(r"（[^（）]{0,8}）")
_THIS_CONTEST = re.compile(r"本[届次]|此次|这次|大赛|竞赛|比赛")
_SCOPE = re.compile(r"[全我本该][省市县区州]")
_EDITION = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[届批]|新一[届批]|首[届批]|(?:19|20)\d\d(?:—(?:19|20)\d\d)?年度?)"
)
_TITLE_AFTER = re.compile(r"(?:荣誉)?称号$")


@lru_cache(maxsize=4)
def _hints(hints: str) -> Starts:
    return Starts([re.compile(hints)])


def _unquoted(name: str) -> str:
    """A name without its quotation marks, and without 称号 after a medal or other prize that is named before it."""
    bare = name.strip("“”")
    short = _TITLE_AFTER.sub("", bare)
    return short.strip("“”") if short.strip("“”").endswith(("章", "状", "号", "奖", "岗")) else bare


def _without_place(words: list[Token]) -> list[Token]:
    """A subject without where it won: 公司在技能大赛中."""
    at = next((i for i, t in enumerate(words) if t.word == "在"), None)
    if at is None:
        return words
    end = next((i for i in range(at, len(words)) if words[i].word.endswith(("中", "上"))), len(words) - 1)
    return words[:at] + words[end + 1 :]


def _clause_start(sentence: Sentence, at: int) -> int:
    return max([t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= at], default=sentence.span.start)


def _balanced(name: str) -> str:
    """A name whose quotation marks are a pair, or gone."""
    return name if name.count("“") == name.count("”") else name.replace("“", "").replace("”", "")


def _quoted_apart(run: list[Token], name: str) -> list[tuple[list[Token], str]]:
    """`“甲”“乙”、“丙”称号` as three runs with their names; any other run as it is."""
    quoted = [n for n, token in enumerate(run) if token.kind == "N"]
    if len(quoted) < 2 or any(token.kind not in "N、j" for token in run[: quoted[-1]]):
        return [(run, name)]
    return [(part, "".join(t.word for t in part)) for part in (*([run[n]] for n in quoted[:-1]), run[quoted[-1] :])]


class AwardReader:
    """Reads awards of sentences by patterns/awards.toml."""

    def __init__(self, text: Text, patterns: Patterns) -> None:
        self.text = text
        self.chars = text.chars
        spec = patterns.awards
        self.rules = [(rule, re.compile(rule.regex.pattern + "”?$")) for rule in patterns.award_rules]
        self.ends = re.compile("|".join(f"(?:{ends.pattern})" for _, ends in self.rules))
        self.hinted = [hint.start() for hint in _hints(spec.hints).find(text.chars)[0]]
        self.strong = frozenset(spec.strong)
        self.giving = frozenset(spec.giving)
        self.praising = frozenset(spec.praising)
        self.actions = tuple(sorted(spec.actions, key=len, reverse=True))
        self.levels = spec.levels
        self.titles = re.compile(spec.titles)
        self.not_awards = re.compile(spec.not_awards)
        self.meetings = re.compile(spec.meetings)
        self.granter = re.compile(spec.granters)
        self.contest = re.compile(spec.contests)
        self.passive = re.compile(spec.passive)
        self.praised = re.compile(spec.praised)
        self.grades = re.compile(spec.grades)
        self.held = re.compile(spec.held)
        self.givers = {level: re.compile(pattern) for level, pattern in spec.givers.items()}
        self.not_given = re.compile(spec.not_given)
        self.elided = spec.elided
        self.holders = frozenset(spec.holders)
        self.beyond = frozenset(spec.beyond)
        self.provinces = tuple(patterns.names.provinces)

    def may_hold(self, span: Span) -> bool:
        """Whether a sentence has a word that an award's name or giving has."""
        first = bisect_left(self.hinted, span.start)
        return first < len(self.hinted) and self.hinted[first] < span.end

    def read(self, sentence: Sentence, readings: list[Reading], out: Extraction) -> None:
        """Add a sentence's awards."""
        if not self.may_hold(sentence.span):
            return
        heading = sentence.block.kind == "heading"
        previous = ""
        last: tuple[list[Token], str | None] | None = None
        names = self._together(sentence, self._names(sentence), readings)
        for tokens, rule in names:
            printed = "".join(t.word for t in tokens if t.kind not in "ti(")
            named = rule is None or rule.spec.category == "称号"
            name = self._restored(printed if named else _TITLE_AFTER.sub("", printed), previous)
            if not any(name == short.short for short in self.elided):
                previous = name
            counts, sharing = self._own_counts(sentence, tokens, readings, names)
            if sharing[0] is not tokens:
                continue  # told with the first of those that share its counts
            if len(sharing) > 1:
                name = self.chars[tokens[0].start : sharing[-1][-1].end]
            action = self._action(sentence, tokens)
            direct = bool(counts) and counts[0].figure.start >= tokens[-1].end
            before = self.chars[sentence.span.start : tokens[0].start]
            if before.count("《") > before.count("》"):
                continue  # 《关于表彰先进集体的决定》
            won = heading and self._done_before(sentence, tokens) in (*self.strong, "获", "获得")
            if (action is None and not direct) or (heading and not counts and not won):
                continue
            if any(reading.status == "target" for reading in counts):
                continue
            opening = (tokens[0].start, tokens[0].end)
            if any(self.not_given.search(self.chars, sentence.span.start, at) for at in opening):
                continue
            own = name
            if self.grades.search(_unquoted(name)):
                name = (self._contest(sentence, tokens[0].start) or self._graded(sentence, counts, readings)) + name
            if rule is not None and rule.spec.id == "placing" and not self._done_before(sentence, tokens):
                continue  # 18名冠军被授予…: who they are, not what they won
            several: list[tuple[list[Token], str, Reading | None]] = [(tokens, name, reading) for reading in counts]
            for part, said, reading in several or [(part, said, None) for part, said in _quoted_apart(tokens, name)]:
                award = self._award(sentence, part, said, rule, action, reading, out)
                award.level = award.level or self._level(own)
                if award.level is None and last is not None and self._lists(sentence, last[0], part):
                    award.level = last[1]
                last = (part, award.level)
                out.awards.append(award)

    def _together(
        self, sentence: Sentence, names: list[tuple[list[Token], CompiledRule | None]], readings: list[Reading]
    ) -> list[tuple[list[Token], CompiledRule | None]]:
        """`甲、乙等荣誉12项`, `甲、乙等50户`: names that one count closes are one; honours only counted need theirs."""
        found: list[tuple[list[Token], CompiledRule | None]] = []
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
        found: list[tuple[list[Token], CompiledRule | None]],
        readings: list[Reading],
    ) -> bool:
        """Whether a name after 等 only says what those counted before it are: 2个先进班组、8名优秀团员等先进集体."""
        before = next((t.word for t in sentence.tokens if t.end == run[0].start), "")
        clause = _clause_start(sentence, run[0].start)
        listed = found and found[-1][0][0].start >= clause and bool(self._counts(sentence, found[-1][0], readings))
        return bool(listed) and before == "等"

    def _closes(self, sentence: Sentence, earlier: list[Token], run: list[Token], readings: list[Reading]) -> bool:
        """Whether a count after `run` is of a name before it too: 等 closes the list, or both are of one kind."""
        if earlier[0].start < _clause_start(sentence, run[0].start) or self._counts(sentence, earlier, readings):
            return False
        beside = {t.word for t in sentence.tokens if t.end == run[0].start or t.start == run[-1].end}
        counts = self._counts(sentence, run, readings)
        alike = earlier[-1].word[-2:] == run[-1].word[-2:] or all(r.figure.unit in ("名", "人", "位") for r in counts)
        return "等" in beside or (alike and self._joined(sentence.tokens, earlier, run))

    @staticmethod
    def _lists(sentence: Sentence, first: list[Token], second: list[Token]) -> bool:
        """Whether two honours stand in one list, so that the second shares what the first says of both."""
        between = [t for t in sentence.tokens if first[-1].end <= t.start < second[0].start]
        return all(t.kind in "q、j,(" for t in between)

    # -- where awards stand -------------------------------------------------------------------------------------

    def _action(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        """The verb that gives an award: the nearest before its name, or else the first after it."""
        if done := self._done_before(sentence, tokens):
            return done
        after = self.chars[tokens[-1].end : sentence.span.end]
        later = [(after.find(action), action) for action in self.actions if action in after]
        return min(later)[1] if later else None

    def _done_before(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        before = self.chars[sentence.span.start : tokens[0].start]
        found = [(before.rfind(one) + len(one), len(one), one) for one in self.actions if one in before]
        return max(found)[2] if found else None

    def _names(self, sentence: Sentence) -> list[tuple[list[Token], CompiledRule | None]]:
        """Token runs that are an award's name, each with the rule of its ending (none for some objects of 获评)."""
        tokens = sentence.tokens
        found: list[tuple[list[Token], CompiledRule | None]] = []
        i = 0
        while i < len(tokens):
            giving = tokens[i].word in self.giving
            if tokens[i].word in self.strong and (run := self._object(tokens, i + 1, giving)):
                if giving:
                    run = self._without_recipients(run)
                if not self.not_awards.search("".join(t.word for t in run)):
                    found.append((run, self._rule(run)))
                i = tokens.index(run[-1]) + 1
                while more := self._listed_name(tokens, i):
                    found.append((more, self._rule(more)))
                    i = tokens.index(more[-1]) + 1
                continue
            run = self._noun_run(tokens, i)
            if not run:
                i += 1
                continue
            rule = self._rule(run)
            following = self.chars[run[-1].end : run[-1].end + 12]
            named = "".join(t.word for t in run)
            run = self._without_holders(tokens, i, run) if rule is None or run[0].word in self.holders else run
            rule = rule or self._rule(run)
            counted = i > 0 and tokens[i - 1].kind == "q" and any(t.kind == "N" for t in run)
            if counted or (any(t.kind == "N" for t in run) and any(t.word in self.giving for t in tokens[:i])):
                run = self._without_recipients(run)
            if rule is None and self._given_title(tokens, i, run):
                found.append((run, None))
            if rule is not None and self.meetings.search(following):
                while found and self._joined(tokens, found[-1][0], run):
                    found.pop()  # 先进集体、劳动模范和先进工作者表彰大会
            if rule is not None and not self.not_awards.search(named) and not self.meetings.search(following):
                found.append((run, rule))
            i = tokens.index(run[-1]) + 1
        return found

    @staticmethod
    def _joined(tokens: list[Token], first: list[Token], second: list[Token]) -> bool:
        """Whether two names stand side by side in a list."""
        between = [t for t in tokens if first[-1].end <= t.start < second[0].start]
        return len(between) == 1 and between[0].kind in "、j"

    def _listed_name(self, tokens: list[Token], at: int) -> list[Token]:
        """The next honour of a list that a verb like 荣获 opened: the words up to the next mark, if they name one."""
        if at >= len(tokens) or tokens[at].kind not in "、j":
            return []
        run = list(takewhile(lambda t: t.kind in "nNkvl", tokens[at + 1 :]))
        return run if run and self._rule(run) and not any(t.word in self.strong for t in run) else []

    def _without_holders(self, tokens: list[Token], at: int, run: list[Token]) -> list[Token]:
        """A name without the words that say who was honoured, beside the figure that counts them."""
        counted = at > 0 and tokens[at - 1].kind == "q"
        if counted and len(run) > 1 and run[0].word in self.holders:
            run = run[1:]
        end = tokens.index(run[-1]) + 1
        followed = end < len(tokens) and tokens[end].kind == "q"
        return run[:-1] if followed and len(run) > 1 and run[-1].word in self.holders else run

    def _object(self, tokens: list[Token], at: int, giving: bool) -> list[Token]:
        """What 获评, 荣获 or 授予 has as its object: quoted names one after another, or a noun phrase."""
        clause = takewhile(lambda t: t.kind not in ",;:q", tokens[at:])
        recipients = giving and any(t.kind == "N" for t in clause)  # 授予甲、乙“丙”称号
        out: list[Token] = []
        for token in tokens[at:]:
            if token.kind in "ti(" or token.word in ("了", "为", "年度", "度"):
                continue
            if token.kind in "、j" and out and (out[-1].kind == "N" or recipients):
                out.append(token)
                continue
            if token.kind not in "nNkv" or (token.kind == "v" and not out) or token.kind == "q":
                break
            out.append(token)
        while out and out[-1].kind in "、jv":
            out.pop()
        text = "".join(t.word for t in out)
        if len(text) < 3 or not (any(t.kind == "N" for t in out) or self.titles.search(text) or self._rule(out)):
            return []
        return out

    def _without_recipients(self, run: list[Token]) -> list[Token]:
        """`授予南桥港“先进单位”称号`, `授予南桥港全国先锋号`: the honour alone."""
        quoted = next((n for n, t in enumerate(run) if t.kind == "N"), None)
        scoped = [n for n, t in enumerate(run) if n and self._level(t.word) and self._rule(run[n:])]
        at = (scoped or [0])[-1] if quoted is None else quoted
        return run[at:]

    def _given_title(self, tokens: list[Token], at: int, run: list[Token]) -> bool:
        """Whether a name in quotation marks is what its clause gives: 授予12个村“巾帼示范村”, 命名15个村为“示范村”."""
        before = list(takewhile(lambda t: t.kind not in ",;:", reversed(tokens[:at])))
        given = any(t.word in self.strong or t.word in self.praising for t in before) and any(
            t.kind == "q" for t in before
        )
        return given and run[0].kind == "N" and self.titles.search(run[0].word) is not None

    def _noun_run(self, tokens: list[Token], at: int) -> list[Token]:
        out: list[Token] = []
        for token in tokens[at:]:
            dated = token.kind == "t" and out and out[-1].word in ("全国", "全省", "全市", "国家", "中国", "省", "市")
            if (token.kind in _STOP_KINDS and not dated) or token.word in self.strong or token.word in self.beyond:
                break
            out.append(token)
        while out and out[-1].kind in "dib(":
            out.pop()
        return out

    def _rule(self, run: list[Token]) -> CompiledRule | None:
        text = _BRACKETED.sub("", _unquoted("".join(t.word for t in run if t.kind not in "i(")))
        if not self.ends.search(text):
            return None
        return next(rule for rule, ends in self.rules if ends.search(text))

    # -- the fields ---------------------------------------------------------------------------------------------

    def _own_counts(
        self,
        sentence: Sentence,
        tokens: list[Token],
        readings: list[Reading],
        names: list[tuple[list[Token], CompiledRule | None]],
    ) -> tuple[list[Reading], list[list[Token]]]:
        """An award's counts, and the awards that share them: several counts of several are dealt out only by 分别."""
        counts = self._counts(sentence, tokens, readings)
        if len(counts) < 2:
            return counts, [tokens]
        sharing = [run for run, _ in names if self._counts(sentence, run, readings) == counts]
        if len(sharing) != len(counts) or not _DEALT.search(self.chars, counts[-1].figure.end, tokens[0].start):
            return counts, sharing
        return [counts[sharing.index(tokens)]], [tokens]

    def _counts(self, sentence: Sentence, tokens: list[Token], readings: list[Reading]) -> list[Reading]:
        """The figures that count an award: right after its name, or before the verb that gives it."""
        start, end = tokens[0].start, tokens[-1].end
        holder = next((t for t in sentence.tokens if t.start == end and t.word in self.holders), None)
        holder = holder or self._and_others(sentence, end)
        ends = (end, holder.end) if holder else (end,)
        after = [r for r in readings if r.figure.unit in _COUNTED and r.figure.start in ends]
        if after:
            return after[:1]
        if (stated := _STATED.match(self.chars, end)) is not None:  # 被评为…的有35人
            return [r for r in readings if r.figure.unit in _COUNTED and r.figure.start == stated.end()]
        clause = _clause_start(sentence, start)
        before = [r for r in readings if r.figure.unit in _COUNTED and clause <= r.figure.start < start]
        between = [t for t in sentence.tokens if before and before[-1].figure.end <= t.start < start]
        if any(t.kind in ",;:q" for t in between):
            return []
        gives = any(t.kind in "vl" or t.word in self.strong or t.word == "为" for t in between)
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
        return not any(self._rule(run) or any(t.kind == "N" for t in run) for run in whose)

    def _restored(self, name: str, previous: str) -> str:
        for rule in self.elided:
            if name == rule.short and previous:
                scope = rule.scope_of(previous)
                return scope + rule.full if scope is not None else name
        return name

    def _award(
        self,
        sentence: Sentence,
        tokens: list[Token],
        name: str,
        rule: CompiledRule | None,
        action: str | None,
        reading: Reading | None,
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
            level=self._level(name)
            or self._level_of_place(name)
            or self._level_of_giver(sentence, tokens[0].start, action, out)
            or self._level_of_list(sentence, reading)
            or self._level_of_contest(sentence, tokens[0].start, name),
            category=rule.spec.category if rule else "称号",
            count=count,
            unit=reading.figure.unit if reading is not None else None,
            year=self._year(sentence, tokens, reading, out),
            granted_by=self._granter(sentence, tokens[0].start),
            recipients=self._recipients(sentence, tokens, reading) or self._named_after(sentence, end, count),
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
        whole = closed < 0 or not _TITLE_AFTER.fullmatch(self.chars, closed + 1, end)
        return (start, end) if whole and closed != end - 1 else (start + 1, closed)

    def _level(self, name: str) -> str | None:
        bare = _EDITION.sub("", name.strip("“”"))
        if re.match(r"[\u4e00-\u9fff]{2,3}(?:省|自治区)[\u4e00-\u9fff]{1,4}[市州盟县区]", bare):
            return "municipal"
        for level, words in self.levels.items():
            if bare.startswith(tuple(words)):
                return level
        if bare.startswith(self.provinces) or re.match(r"[\u4e00-\u9fff]{2,3}省", bare):
            return "provincial"
        return None

    @staticmethod
    def _level_of_place(name: str) -> str | None:
        """That of a name which only begins as a place's does: 南桥市十佳工匠; 平安县 is none."""
        bare = _EDITION.sub("", name.strip("“”"))
        return "municipal" if re.match(r"[\u4e00-\u9fff]{2,3}[市区县州](?!”|$|称号)", bare) else None

    def _level_of_giver(self, sentence: Sentence, start: int, action: str | None, out: Extraction) -> str | None:
        """The level of who gives an honour that does not name its own: named, or the report's issuer."""
        text = self.chars[sentence.span.start : sentence.span.end]
        praised = self.praised.search(self.chars, start, sentence.span.end)
        named = self._granter(sentence, start) or (praised["who"] if praised else None)
        if named or action not in (*self.giving, *self.praising):
            return self._level_of_body(named or "")
        if (giver := _GIVER.match(text)) is not None:
            return "provincial" if giver["rank"] in ("省", "自治区") else "municipal"
        before = self.chars[sentence.span.start : start]
        if re.search(rf"(?:被|受到?|获得?)[^，。；]{{0,12}}{action}", text):
            return None
        body = _BODY.findall(before) or _SCOPE.findall(self.chars, max(sentence.block.start, start - 600), start)
        if not body and not out.heading.issuer:
            body = _BODY.findall(self.chars, max(0, start - 1500), start)
        return self._level_of_body(body[-1] if body else out.heading.issuer or "")

    def _level_of_body(self, name: str) -> str | None:
        return next((level for level, holds in self.givers.items() if holds.search(name)), None)

    def _level_of_list(self, sentence: Sentence, reading: Reading | None) -> str | None:
        """The level of a list whose clause opens with it: 全国100个先进集体、50名先进个人."""
        if reading is None:
            return None
        marks = [t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= reading.figure.start]
        opening = next((t for t in sentence.tokens if t.start >= max(marks, default=0)), None)
        return self._level(opening.word) if opening is not None and opening.word.startswith("全") else None

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
        deeds = (*self.actions, "收到", "征集")
        return phrase[max((phrase.rfind(deed) + len(deed) for deed in deeds if deed in phrase), default=0) :]

    def _contest(self, sentence: Sentence, start: int) -> str:
        """The contest whose grade stands at `start`, named before it in its sentence or else in its paragraph."""
        here = [match["contest"] for match in self.held.finditer(self.chars, sentence.span.start, start)]
        goes_on = _THIS_CONTEST.search(self.chars, sentence.span.start, start)  # 本届大赛评出…
        since = start - 1500 if goes_on else max(sentence.block.start, start - 300)
        earlier = self.held.finditer(self.chars, max(0, since), sentence.span.start)
        named = here or [match["contest"] for match in earlier if not match["away"]]
        return _balanced(named[-1]) if named else ""

    def _level_of_contest(self, sentence: Sentence, start: int, name: str) -> str | None:
        """The level of where a prize was won: 在全省职工技能大赛中获一等奖."""
        if not name.endswith("奖"):
            return None
        won_at = list(self.contest.finditer(self.chars, sentence.span.start, start))
        return self._level(_YEAR_BEFORE.sub("", won_at[-1]["contest"])) if won_at else None

    @staticmethod
    def _year(sentence: Sentence, tokens: list[Token], reading: Reading | None, out: Extraction) -> int | None:
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
        if reading is not None and reading.period[1] is not None:
            return reading.period[1].year
        return out.heading.report_year

    def _granter(self, sentence: Sentence, start: int) -> str | None:
        """Who gives the honour that stands at `start`: named in its clause, or before one that only goes on giving."""
        clause = _clause_start(sentence, start)
        first = next((t.word for t in sentence.tokens if t.start >= clause and t.kind not in "dtji"), "")
        goes_on = first in self.giving or first in self.praising
        passive = self.passive.search(self.chars, clause, start)
        if passive:
            return passive["who"]
        given = self.granter.search(self.chars, sentence.span.start if goes_on else clause, start)
        return given["who"] if given else None

    def _recipients(self, sentence: Sentence, tokens: list[Token], reading: Reading | None) -> list[str]:
        """Who stands before the verb that gives the award, in its clause."""
        start = tokens[0].start
        clause = _clause_start(sentence, start)
        before = [t for t in sentence.tokens if clause <= t.start < start]
        acts = [i for i, t in enumerate(before) if t.word in self.strong or t.word in self.actions]
        if not acts:
            return []
        at = acts[-1]
        passive = next((i for i, t in enumerate(before[:at]) if t.word in ("被", "获", "由")), None)
        if before[at].word in self.giving and passive is None:
            return self._listed(before[at + 1 :])
        if passive is not None and passive < at - 1:  # 甲被乙评为…
            return self._listed(_without_place(before[acts[-2] + 1 if len(acts) > 1 else 0 : passive]))
        if before[at].word in self.praising and not any(t.word in _PASSIVE for t in before[max(0, at - 1) : at]):
            return []
        giver = before[acts[-2] + 1 : at] if len(acts) > 1 else before[:at]
        giver = list(takewhile(lambda t: t.word not in ("被", "由"), giver)) or giver
        if len(acts) > 1:  # 甲获评…、乙荣获…: what stands before the mark is the other honour
            giver = giver[next((i for i, t in enumerate(giver) if t.kind in "、j"), -1) + 1 :]
        giver = giver[:-1] if giver and giver[-1].word in ("被", "获") else giver
        passive_first = before[0].word in ("被", "获") or before[0].word in self.strong
        if not giver and passive_first and clause > sentence.span.start:  # 甲公司、乙公司，被评为…
            opened = _clause_start(sentence, clause - 1)
            giver = [t for t in sentence.tokens if opened <= t.start < clause - 1]
            giver = [] if any(t.kind in "vl" for t in giver) else giver
        return self._listed(_without_place(giver))

    def _named_after(self, sentence: Sentence, end: int, count: int | None) -> list[str]:
        """`文明村3个：甲、乙、丙`: as many names after the count as it says."""
        match = _NAMED_AFTER.match(self.chars, end, sentence.span.end)
        names = [name.strip() for name in match[1].split("、")] if match else []
        return names if names and len(names) == count else []

    @staticmethod
    def _listed(before: list[Token]) -> list[str]:
        """Noun phrases of a list; a counted one names nobody."""
        words: list[str] = [""]
        counted = False
        for n, token in enumerate(before):
            if token.kind in "、j":
                words.append("")
                counted = False
            elif (token.kind in "nNkx" or token.word == "高") and not counted:  # a surname, no rise
                ours = n and before[n - 1].word == "我" and token.word in "省市县区州"
                words[-1] += "" if ours else token.word
            elif token.kind == "q":
                named = words[-1].removesuffix("等")  # 甲、乙等5个县区 names two of them
                words[-1], counted = (named if named != words[-1] else ""), True
            elif token.kind not in "ntdi(":
                words = [""]
        names = [w.strip("的") for w in words]
        names = [name for name in names if len(name) > 1 and not re.fullmatch("全[国省市县区州]", name)]
        return [name for name in names if not name.endswith(("会议", "大会", "仪式", "活动", "中"))]
