"""To whom honours are given: who stands before the verb, after it, or in the list that a count opens."""

from __future__ import annotations

import re
from itertools import takewhile

from report_extract.mentions.tokens import Sentence, Token
from report_extract.patterns import Patterns
from report_extract.records.award_levels import clause_start

_PASSIVE = ("被", "受", "受到", "获", "获得")
_TOOK_PART = ("参加", "参赛", "出战", "赴", "代表", "亮相", "出征")
_TIMES = re.compile(r"[\d一二两三四五六七八九十]{1,3}[届年次]")  # 连续四届蝉联
_NAMED_AFTER = re.compile(
    r"[）)]?[：:](?P<list>[\u4e00-\u9fffA-Za-z“”、·（）]{2,240})(?=[；;。，]|$)|[（(](?P<note>[\u4e00-\u9fffA-Za-z“”、]{2,120})[）)]"
)
_OF_PERSON = re.compile(r"（[^（）]{1,8}）")
"""`刘敏（女）`: what a list says of one who is honoured."""


class RecipientReader:
    """Names those who were honoured; none where a sentence only counts them."""

    def __init__(self, chars: str, patterns: Patterns) -> None:
        self.chars = chars
        spec = patterns.awards
        self.strong = frozenset(spec.strong)
        self.giving = frozenset(spec.giving)
        self.praising = frozenset(spec.praising)
        self.actions = frozenset(spec.actions)
        self.bodies = tuple(patterns.words.lists["bodies"])

    def of(self, sentence: Sentence, tokens: list[Token], end: int, count: int | None) -> list[str]:
        """Who got the honour that stands at `tokens`; `end` is where its name, or its count, ends."""
        return (
            self._after_dash(sentence, tokens)
            or self._given_to(sentence, tokens)
            or self._before_verb(sentence, tokens)
            or self._of_clause_before(sentence, tokens[0].start)
            or self._named_after(sentence, end, count)
        )

    def _before_verb(self, sentence: Sentence, tokens: list[Token]) -> list[str]:
        """Who stands before the verb that gives the award, in its clause."""
        start = tokens[0].start
        clause = clause_start(sentence, start)
        before = [t for t in sentence.tokens if clause <= t.start < start]
        acts = [i for i, t in enumerate(before) if t.word in self.strong or t.word in self.actions]
        if not acts:
            return []
        at = acts[-1]
        passive = next((i for i, t in enumerate(before[:at]) if t.word in ("被", "获", "由")), None)
        if before[at].word in self.giving and passive is None:
            return self._listed(before[at + 1 :])
        if passive is not None and passive < at - 1:  # 甲被乙评为…
            opened = max((act + 1 for act in acts if act < passive), default=0)
            return self._listed(_without_place(before[opened:passive]))
        if before[at].word in self.praising and not any(t.word in _PASSIVE for t in before[max(0, at - 1) : at]):
            return []
        giver = before[acts[-2] + 1 : at] if len(acts) > 1 else before[:at]
        giver = list(takewhile(lambda t: t.word not in ("被", "由"), giver)) or giver
        if len(acts) > 1:  # 甲获评…、乙荣获…: what stands before the mark is the other honour
            giver = giver[next((i for i, t in enumerate(giver) if t.kind in "、j"), -1) + 1 :]
        giver = giver[:-1] if giver and giver[-1].word in ("被", "获") else giver
        passive_first = before[0].word in ("被", "获") or before[0].word in self.strong
        if not giver and passive_first and clause > sentence.span.start:  # 甲公司、乙公司，被评为…
            opened = clause_start(sentence, clause - 1)
            giver = [t for t in sentence.tokens if opened <= t.start < clause - 1]
            giver = [] if any(t.kind in "vl" for t in giver) else giver
        return self._listed(_without_place(giver))

    def _after_dash(self, sentence: Sentence, tokens: list[Token]) -> list[str]:
        """Who stands after an honour that heads its line."""
        if not heads_line(self.chars, sentence, tokens):
            return []
        said = self.chars[tokens[-1].end + 2 : sentence.span.end].strip("。；")
        return [name for name in said.split("、") if 1 < len(name) < 30]

    def _given_to(self, sentence: Sentence, tokens: list[Token]) -> list[str]:
        """`将“先进集体”授予机修车间`: who stands after the verb."""
        before = next((t.word for t in sentence.tokens if t.end == tokens[0].start), "")
        after = [t for t in sentence.tokens if t.start >= tokens[-1].end]
        given = next((n for n, t in enumerate(after[:4]) if t.word in self.giving), None)
        if before not in ("将", "把") or given is None:
            return []
        return self._listed(list(takewhile(lambda t: t.kind not in ",;:", after[given + 1 :])))

    def _of_clause_before(self, sentence: Sentence, start: int) -> list[str]:
        """`刘敏在大赛上获得第二名，被省里授予…`: the subject of the clause before."""
        clause = clause_start(sentence, start)
        opens = next((t for t in sentence.tokens if t.start >= clause and t.kind not in "td"), None)
        before = [t for t in sentence.tokens if clause_start(sentence, clause - 1) <= t.start < clause - 1]
        went = any(t.word in _TOOK_PART for t in before)  # 乐团赴省城参加会演，捧得金奖
        won = went and opens is not None and opens.word in self.strong and opens.word not in self.giving
        if opens is None or not (opens.word == "被" or won) or clause == sentence.span.start:
            return []
        return self._listed(list(takewhile(lambda t: t.kind in "nNkxt、j" and t.word not in _TOOK_PART, before)))

    def _named_after(self, sentence: Sentence, end: int, count: int | None) -> list[str]:
        """`文明村3个：甲、乙、丙`: as many names after the count as it says."""
        match = _NAMED_AFTER.match(self.chars, end, sentence.span.end)
        listed = _OF_PERSON.sub("", match["list"] or match["note"]) if match else ""
        names = [name.strip() for name in listed.split("、")] if listed else []
        return names if names and len(names) == count else []

    def _in_name(self, tokens: list[Token], n: int) -> bool:
        """Whether a verb is part of a body's name: 茶农帮扶中心."""
        within = 0 < n < len(tokens) - 1 and tokens[n - 1].kind in "nN"
        return within and tokens[n].kind == "v" and tokens[n + 1].word.endswith(self.bodies)

    def _listed(self, before: list[Token]) -> list[str]:
        """Noun phrases of a list; a counted one names nobody."""
        words: list[str] = [""]
        counted = False
        for n, token in enumerate(before):
            if _TIMES.fullmatch(token.word):
                continue
            if token.kind in "、j":
                words.append("")
                counted = False
            # 高 is a surname here, no rise
            elif (token.kind in "nNkx" or token.word == "高" or self._in_name(before, n)) and not counted:
                ours = n and before[n - 1].word == "我" and token.word in "省市县区州"
                words[-1] += "" if ours else token.word
            elif token.kind == "q" and token.figure and token.figure.value == len(words) > 1 and words[-1]:
                counted = True  # 甲公司某某、乙公司某某2人
            elif token.kind == "q":
                named = words[-1].removesuffix("等")  # 甲、乙等5个县区 names two of them
                words[-1], counted = (named if named != words[-1] else ""), True
            elif token.kind not in "ntdiz(":
                words = [""]
        if before and before[-1].word == "中":
            words = words[:-1]  # 在评选中
        names = [w.strip("的") for w in words]
        names = [name for name in names if len(name) > 1 and not re.fullmatch("全[国省市县区州]", name)]
        return [name for name in names if not name.endswith(("会议", "大会", "仪式", "活动"))]


def heads_line(chars: str, sentence: Sentence, tokens: list[Token]) -> bool:
    """`全国先锋号——机修车间`: whether an honour opens a line that says who has it."""
    return chars.startswith("——", tokens[-1].end) and tokens[0].start == sentence.span.start


def _without_place(words: list[Token]) -> list[Token]:
    """A subject without where it won: 公司在技能大赛中."""
    at = next((i for i, t in enumerate(words) if t.word == "在"), None)
    if at is None:
        return words
    end = next((i for i in range(at, len(words)) if words[i].word.endswith(("中", "上"))), len(words) - 1)
    return words[:at] + words[end + 1 :]
