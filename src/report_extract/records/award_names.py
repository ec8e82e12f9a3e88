"""Where honours are named in a sentence: by how names end, and by the verbs whose object is an honour."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice, takewhile

from report_extract.kept import compiled
from report_extract.mentions.tokens import Sentence, Token
from report_extract.patterns import CompiledRule, Patterns
from report_extract.records.award_levels import Levels

_STOP_KINDS = ",;:、jvlecgfsrpmwxyzqth"
_BRACKETED = re.compile(r"（[^（）]{0,8}）")
TITLE_AFTER = re.compile(r"(?:荣誉)?称号$")
_BODY_ENDS = re.compile(
    r"(?:部|委|委员会|厅|局|政府|总工会|协会|学会|联合会|组委会|妇联|团委|集团|公司|机关)(?:授予|颁发)?的?$"
)
Name = tuple[list[Token], CompiledRule | None]
"""A run of tokens that is an honour's name, with the rule of its ending (none for some objects of 获评)."""


def unquoted(name: str) -> str:
    """A name without its quotation marks, and without 称号 after a medal or other prize that is named before it."""
    bare = name.strip("“”")
    short = TITLE_AFTER.sub("", bare)
    return short.strip("“”") if short.strip("“”").endswith(("章", "状", "号", "奖", "岗")) else bare


_PRAISE = ("文明", "先进", "优秀", "和谐", "模范", "示范", "红旗", "金牌")
_COUNTED_HONOURS = ("个", "名", "家", "户", "项", "人")


class NameFinder:
    """Finds honours' names by patterns/awards.toml."""

    def __init__(self, chars: str, patterns: Patterns, levels: Levels, hinted: list[int]) -> None:
        """`hinted`: where in `chars` the words begin of which an award's name has one."""
        self.chars = chars
        self.levels = levels
        spec = patterns.awards
        self.rules = [(rule, compiled(rule.regex.pattern + "”?$")) for rule in patterns.award_rules]
        self.hinted = hinted
        self.strong = frozenset(spec.strong)
        self.giving = frozenset(spec.giving)
        self.winning = frozenset(spec.winning)
        self.praising = frozenset(spec.praising)
        self.titles = compiled(spec.titles)
        self.not_awards = compiled(spec.not_awards)
        self.meetings = compiled(spec.meetings)
        self.holders = frozenset(spec.holders)
        self.beyond = frozenset(spec.beyond)

    def find(self, sentence: Sentence) -> list[Name]:
        """Token runs that are an award's name, each with the rule of its ending (none for some objects of 获评)."""
        tokens = sentence.tokens
        found: list[Name] = []
        i = 0
        while i < len(tokens):
            giving = tokens[i].word in self.giving and not self._passive(tokens[:i])
            strong = tokens[i].word in self.strong or self._wins(tokens, i)
            if strong and (run := self._object(tokens, i + 1, giving)) and not self._gives(tokens, run):
                run = self._without_recipients(run) if giving else self._without_giver(run)
                if not self.not_awards.search("".join(t.word for t in run)):
                    found.append((run, self.rule(run)))
                i = tokens.index(run[-1]) + 1
                while more := self._listed_name(tokens, i):
                    found.append((more, self.rule(more)))
                    i = tokens.index(more[-1]) + 1
                continue
            run = self._noun_run(tokens, i)
            if not run:
                i += 1
                continue
            rule = self.rule(run)
            following = self.chars[run[-1].end : run[-1].end + 12]
            named = "".join(t.word for t in run)
            whole = run
            run = self._without_holders(tokens, i, run) if rule is None or run[0].word in self.holders else run
            if rule is None and run is not whole:
                rule = self.rule(run)
            counted = i > 0 and tokens[i - 1].kind == "q" and any(t.kind == "N" for t in run)
            if counted or (any(t.kind == "N" for t in run) and self._given(tokens[:i])):
                run = self._without_recipients(run)
            if rule is None and self._given_title(tokens, i, run):
                found.append((run, None))
            elif rule is None and self._praised(tokens, i, whole):
                run = whole  # 红旗班组125个
                found.append((run, None))
            if rule is not None and self.meetings.search(following):
                while found and self.joined(tokens, found[-1][0], run):
                    found.pop()  # 先进集体、劳动模范和先进工作者表彰大会
            if rule is not None and not self.not_awards.search(named) and not self.meetings.search(following):
                found.append((run, rule))
            i = tokens.index(run[-1]) + 1
        return found

    @staticmethod
    def joined(tokens: list[Token], first: list[Token], second: list[Token]) -> bool:
        """Whether two names stand side by side in a list."""
        between = [t for t in tokens if first[-1].end <= t.start < second[0].start]
        return len(between) == 1 and between[0].kind in "、j"

    @staticmethod
    def in_scope(name: str, previous: str) -> str:
        """`全省邮政系统先进班组、先进职工`: the second name with the first one's scope."""
        at = next((previous.find(word) for word in _PRAISE if name.startswith(word) and previous.find(word) > 1), 0)
        return previous[:at].lstrip("“") + name if "”" not in previous[:at] else name

    def _listed_name(self, tokens: list[Token], at: int) -> list[Token]:
        """The next honour of a list that a verb like 荣获 opened: the words up to the next mark, if they name one."""
        if at >= len(tokens) or tokens[at].kind not in "、j":
            return []
        run = list(takewhile(lambda t: t.kind in "nNkvl", tokens[at + 1 :]))
        named = run and (self.rule(run) or self._titled(tokens[at + 1 + len(run) :]))
        return run if named and not any(t.word in self.strong for t in run) else []

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
        while out and out[-1].kind in "、jv" and out[-1].word != "示范":
            out.pop()
        text = "".join(t.word for t in out)
        if len(text) < 3 or not (any(t.kind == "N" for t in out) or self.titles.search(text) or self.rule(out)):
            return out if out and not giving and self._titled(tokens[tokens.index(out[-1]) + 1 :]) else []
        return out

    def _gives(self, tokens: list[Token], run: list[Token]) -> bool:
        """Whether what stands after 获 is who gave the honour: 获省政府颁发的奖."""
        after = tokens[tokens.index(run[-1]) + 1 :][:2]
        return [t.word in self.giving or t.word == "的" for t in after] == [True, True]

    def _wins(self, tokens: list[Token], at: int) -> bool:
        """Whether what is got is told to be an honour: 获得“先进集体”“文明单位”等荣誉称号."""
        if tokens[at].word not in self.winning:
            return False
        clause = list(takewhile(lambda t: t.kind not in ",;:q", tokens[at + 1 :]))
        return len(clause) > 1 and clause[-1].word.endswith(("称号", "荣誉"))

    @staticmethod
    def _titled(after: list[Token]) -> bool:
        """Whether a list goes on to what it is of: 被授予平安县、无毒县称号."""
        listed = list(takewhile(lambda t: t.kind in "nNk、j" or t.word == "等", after))
        goes_on = bool(listed) and (listed[0].kind in "、j" or listed[0].word == "等")
        return goes_on and listed[-1].word.endswith("称号")

    @staticmethod
    def _passive(before: list[Token]) -> bool:
        """Whether 被 stands before a verb of giving in its clause, so that no recipient follows it."""
        return any(t.word in ("被", "获", "荣获") for t in takewhile(lambda t: t.kind not in ",;:", reversed(before)))

    def _given(self, before: list[Token]) -> bool:
        return any(t.word in self.giving for t in before) and not self._passive(before)

    def _without_recipients(self, run: list[Token]) -> list[Token]:
        """`授予南桥港“先进单位”称号`, `授予南桥港全国先锋号`: the honour alone."""
        quoted = next((n for n, t in enumerate(run) if t.kind == "N"), None)
        scoped = [n for n, t in enumerate(run) if n and self.levels.of_name(t.word) and self.rule(run[n:])]
        at = (scoped or [0])[-1] if quoted is None else quoted
        place = "".join(t.word for t in run[: at + 1])
        if at == 1 and len(run[at].word) == 1 and self.chars.count(place) > 2:
            return run  # 授予江南省五一劳动奖章
        if at > 1 and len(run[at].word) == 1 and run[at - 1].kind == "n" and len(run[at - 1].word) > 1:
            at -= 1  # 授予李敏江州|市|劳动模范: a place that the segmenter does not know
        return run[at:]

    @staticmethod
    def _without_giver(run: list[Token]) -> list[Token]:
        """`荣获农业农村部“示范茶园”称号`: the name alone."""
        quoted = next((n for n, t in enumerate(run) if t.kind == "N"), 0)
        return run[quoted:] if quoted and _BODY_ENDS.search("".join(t.word for t in run[:quoted])) else run

    def _praised(self, tokens: list[Token], at: int, run: list[Token]) -> bool:
        """Whether a counted name of praise goes on a list that 表彰 opened: 表彰劳动模范50名、文明车间20个."""
        after = tokens[at + len(run)].figure if at + len(run) < len(tokens) else None
        listed = at > 1 and tokens[at - 1].kind in "、j" and tokens[at - 2].kind == "q"
        before = takewhile(lambda t: t.kind not in ",;:", reversed(tokens[:at]))
        counted = after is not None and after.unit in _COUNTED_HONOURS
        return listed and counted and run[0].word.startswith(_PRAISE) and any(t.word in self.praising for t in before)

    def _given_title(self, tokens: list[Token], at: int, run: list[Token]) -> bool:
        """Whether a name in quotation marks is what its clause gives: 授予12个村“巾帼示范村”, 命名15个村为“示范村”."""
        before = list(takewhile(lambda t: t.kind not in ",;:", reversed(tokens[:at])))
        given = any(t.word in self.strong or t.word in self.praising for t in before) and any(
            t.kind == "q" for t in before
        )
        after = tokens[at + len(run)].figure if at + len(run) < len(tokens) else None
        given |= after is not None and before[:1] != [] and before[0].word in self.praising  # 评出“茶乡茶工”30名
        persons = len(run) == 1 and after is not None and after.unit in ("名", "位")  # 表彰“白衣天使”20名
        named_at = tokens.index(run[0])
        counted = named_at > 1 and tokens[named_at - 1].kind == "n" and tokens[named_at - 2].kind == "q"
        handed = counted and len(run) == 1 and self._given(tokens[:at])
        named = persons or handed or self.titles.search(run[0].word) is not None  # 授予30家店铺“善行店铺”
        return given and run[0].kind == "N" and named

    def _noun_run(self, tokens: list[Token], at: int) -> list[Token]:
        out: list[Token] = []
        for token in islice(tokens, at, None):
            dated = token.kind == "t" and out and out[-1].word in ("全国", "全省", "全市", "国家", "中国", "省", "市")
            if (token.kind in _STOP_KINDS and not dated) or token.word in self.strong or token.word in self.beyond:
                break
            out.append(token)
        while out and out[-1].kind in "dib(":
            out.pop()
        return out

    def rule(self, run: list[Token]) -> CompiledRule | None:
        """The rule that a name's ending follows."""
        hint = bisect_left(self.hinted, run[0].start) if run else len(self.hinted)
        if hint == len(self.hinted) or self.hinted[hint] >= run[-1].end:
            return None
        text = _BRACKETED.sub("", unquoted("".join(t.word for t in run if t.kind not in "i(")))
        return next((rule for rule, ends in self.rules if ends.search(text)), None)
