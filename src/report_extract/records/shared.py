"""What figures of one sentence share: nouns, predicates, what was told of before them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise, takewhile

from report_extract.mentions.tokens import Sentence
from report_extract.patterns import Patterns
from report_extract.records.frames import Member
from report_extract.records.indicators import Phraser
from report_extract.records.reading import Reading

_LONGEST_DEED = 12
_SPENDING = ("安排", "投入", "拨付", "下达", "支出", "筹集", "落实", "资金", "拨款", "投资")


class Sharer:
    """Gives the readings of one sentence after another what they share with each other."""

    def __init__(self, chars: str, patterns: Patterns, phraser: Phraser) -> None:
        self.chars = chars
        self.phraser = phraser
        self.lists = lists = patterns.words.lists
        self.works, self.built, self.funds = (tuple(lists[name]) for name in ("works", "built", "funds"))
        self.contestants, self.contests = (
            re.compile("|".join(sorted(lists[name]))) for name in ("contestants", "contests")
        )

    def share(self, sentence: Sentence, groups: list[Member], readings: list[Reading], doer: Callable[[], str]) -> None:
        """Completes the indicators of a sentence; `doer` tells whose doing the sentence before it told of."""
        self._add_purposes(sentence, readings)
        self._add_topics(sentence, readings, doer)
        self._share_nouns(groups, readings)
        self._add_served(groups, readings)
        self._share_predicates(groups, readings)
        self._add_deeds(groups, readings)

    def _add_deeds(self, groups: list[Member], readings: list[Reading]) -> None:
        """`175家茶厂发行债券11只`: those who did what the next figure counts, with what they did."""
        by_token = {id(r.token): r for r in readings}
        for left, right in pairwise(groups):
            first, second = by_token.get(id(left.figure)), by_token.get(id(right.figure))
            if first is None or second is None or right.mark or left.clause != right.clause or left.left:
                continue
            bare = len(left.right) == 1 and first.indicator == left.right[0].word and right.left[:1]
            deed = self.phraser.text(self.phraser.strip(right.left)) if bare and right.left[0].kind == "v" else ""
            if 3 < len(deed) <= _LONGEST_DEED:
                first.indicator += deed

    def _add_purposes(self, sentence: Sentence, readings: list[Reading]) -> None:
        """`省财政安排3亿元，用于公路养护`: money of which its clause only tells who gave it, with what it is for."""
        tokens = sentence.tokens
        for reading, following in zip(readings, [*readings[1:], None], strict=False):
            if reading.figure.dimension != "money" or not reading.indicator.endswith(_SPENDING):
                continue
            after = [t for t in tokens if t.start >= reading.figure.end]
            bare = reading.indicator.endswith(_SPENDING[:2]) and len(reading.indicator) <= 4
            if bare and following is not None:
                between = [t for t in after if t.end <= following.figure.start]
                alone = reading.indicator in self.lists["spent"]  # 投入80万元，改造泵站16座
                if self._built(following) and not any(t.kind in ",;:、" for t in between[alone:]):
                    reading.indicator += following.indicator  # 投入900万元改建车间6个
                    continue
            spent = len(after) > 2 and after[0].kind == "," and after[1].word == "用于"
            if not spent:
                continue
            purpose = list(takewhile(lambda t: t.kind not in ",;:", after[1:]))
            if not any(t.kind == "q" for t in purpose):
                for_what = self.phraser.text(self.phraser.tail(purpose))
                reading.indicator = self.phraser.clean(reading.indicator + for_what)

    def _add_topics(self, sentence: Sentence, readings: list[Reading], doer: Callable[[], str]) -> None:
        """Whose or what a figure is of that its sentence, or the one before, told of and its clause leaves out."""
        for n, reading in enumerate(readings):
            said, start = reading.indicator, reading.figure.start
            money = reading.figure.dimension == "money"
            if self.contestants.search(said) and not self.contests.search(said):
                reading.indicator = self._named_before(sentence, start, "contests") + said  # 竞赛开幕，22名选手过招
            elif said.endswith("其中"):
                self._take_part(sentence, readings, n)
            elif money and "carried" in reading.rule:
                summed = any(t.word in self.lists["sums"] for t in sentence.tokens if start - 4 <= t.start < start)
                funds = self._named_before(sentence, start, "funds") if summed else ""
                reading.indicator = said if funds in said else funds  # 慰问金每户500元，发到60户，共计3万元
            elif money and n == 0 and len(said) <= 4 and said.endswith(self.funds):
                quoted = next((t.word for t in reversed(sentence.tokens) if t.kind == "N" and t.end <= start), "")
                reading.indicator = quoted + said  # 开展“茶乡行”活动，筹集资金28万元
            elif self._fits(reading) and (told := doer()).endswith(self.works):
                reading.indicator = told + said  # 白塘大桥今天通车。…，设车道4条

    def _fits(self, reading: Reading) -> bool:
        head = reading.frame.parts.get("HEAD", [])
        return len(head) > 1 and head[0].word in self.lists["fitted"]

    def _take_part(self, sentence: Sentence, readings: list[Reading], n: int) -> None:
        """`开展采茶赛，6家茶厂、90名茶农参与其中`: what 其中 stands for, for all of its list."""
        start = readings[n].figure.start
        topic = self._named_before(sentence, start, "joined")
        if not topic:
            return
        readings[n].indicator = topic + readings[n].indicator.removesuffix("其中")
        for other in reversed(readings[:n]):
            between = self.chars[other.figure.end : start]
            if "，" in between or "；" in between:
                return
            other.indicator = topic + other.indicator

    def _named_before(self, sentence: Sentence, start: int, words: str) -> str:
        """The last noun phrase before a place that ends in one of a list's words; empty where there is none."""
        last = tuple(self.lists[words])
        tokens = [t for t in sentence.tokens if t.end <= start]
        at = max((n for n, t in enumerate(tokens) if t.kind in "nN" and t.word.endswith(last)), default=-1)
        run = list(takewhile(lambda t: t.kind in "nN", reversed(tokens[: at + 1])))
        return "".join(t.word for t in reversed(run))

    def _add_served(self, groups: list[Member], readings: list[Reading]) -> None:
        """`为9万家企业减免费用2亿元`: what is done for those counted before, with their name."""
        by_token = {id(r.token): r for r in readings}
        for left, right in pairwise(groups):
            first, second = by_token.get(id(left.figure)), by_token.get(id(right.figure))
            served = bool(left.left) and left.left[-1].word in ("为", "给", "向", "替") and right.clause == left.clause
            if first is None or second is None or not served or right.mark or second.figure.dimension != "money":
                continue
            who = self.phraser.text(left.right).removesuffix(second.indicator)
            if first.indicator.endswith(who + second.indicator) and 1 < len(who) < 14:
                second.indicator = who + second.indicator

    def _built(self, reading: Reading) -> bool:
        return reading.indicator.startswith(self.built)

    def _share_nouns(self, groups: list[Member], readings: list[Reading]) -> None:
        """`1个国家级、4个省级示范基地`: a bare class has the noun of the next one."""
        by_token = {id(r.token): r for r in readings}
        classes = self.lists["part_classes"]
        for left, right in zip(reversed(groups[:-1]), reversed(groups[1:]), strict=True):
            bare = [t for t in left.right if t.kind not in "dxj、"]
            first, second = by_token.get(id(left.figure)), by_token.get(id(right.figure))
            if len(bare) != 1 or bare[0].word not in classes or first is None or second is None:
                continue
            after = next((c for c in sorted(classes) if c in second.indicator), None)
            if after is None:
                continue
            if right.mark == "、" and first.indicator.endswith(bare[0].word):
                first.indicator = self.phraser.clean(first.indicator + second.indicator.split(after, 1)[1])

    def _share_predicates(self, groups: list[Member], readings: list[Reading]) -> None:
        """`5个地级市和5个县级城市获评文明城市`: the first noun gets the last one's predicate."""
        by_token = {id(r.token): r for r in readings}
        for left, right in zip(reversed(groups[:-1]), reversed(groups[1:]), strict=True):
            first, second = by_token.get(id(left.figure)), by_token.get(id(right.figure))
            if first is None or second is None or right.mark != "、" or left.clause != right.clause or right.left:
                continue
            if first.rule not in ("figure-noun", "verb-figure-noun") or second.rule != "figure-noun":
                continue
            honour = next((t for t in right.right if t.kind == "N"), None)
            if honour is not None and first.indicator.startswith("授予") and "”" not in first.indicator:
                first.indicator = self.phraser.clean(first.indicator + honour.word)  # 授予8家企业、11名职工“创新奖”
                continue
            at = next((i for i, t in enumerate(right.right) if t.kind in "vle"), None)
            if (
                at is None
                or not (any(t.kind in "nNk" for t in right.right[:at]) or second.figure.dimension == "person")
                or any(t.kind in "vle" for t in left.right)
            ):
                continue
            predicate = self.phraser.text(self.phraser.tail(right.right[at:]))
            joined = self.phraser.clean(first.indicator + predicate)
            if len(joined) <= 30 and not first.indicator.endswith(predicate):
                first.indicator = joined
