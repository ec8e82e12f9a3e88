"""Which numerals of a sentence are no statistics: spans of time, labels, articles, bounds that describe."""

from __future__ import annotations

import re
from itertools import takewhile

from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Mention
from report_extract.patterns import Patterns

_LABEL_UNITS = frozenset(("号", "级", "届", "版", "世纪", "星级"))
_DURATIVE = re.compile(
    r"(?:增加|减少)(?:了|约|近)?$|(?:人均|户均|场均|次均|班均)(?:达|达到|为|约|超过)?$|(?:延长|缩短|压缩|缩减|期限|时限|时长|平均|停留|工期|寿命|年限|用时|耗时|(?<!改革)开放|开馆|(?<!国庆)(?<!春节)(?<!五一)(?<!元旦)(?<!中秋)(?<!小长)假期|产假|日数|天数)"
    r"(?:[^，。]{0,4})?(?:为|达|到|至|由|从)?(?:原来的|原先的)?"
    r"(?:[\d一二三四五六七八九十]+[天日年月个小时]+[^，。]{0,3}(?:延长|缩短|压缩|增加|减少)[到至])?$"
    r"|可(?:支付|供)(?:月数)?(?:约|达|为|超过)?$|(?:时间|时长|时限|期限|寿命|工期|学时|课时|天数|月数|年限|周期|年龄|住院日|用时)[^，。；]{0,8}$|最[大小高低]的?$"
)
_SECOND_ORDINAL = re.compile(r"[一二三四五六七八]、[二三四五六七八九]$")
_SERVED = re.compile(
    r"人均[^，。；]{0,4}(?:受训|培训|学习)[^，。；]{0,4}$|(?:累计|共)[^，。；]{0,8}$|(?:服务|授课|培训|飞行|运行)(?:达|达到|超过|超)?$"
)


class Aside:
    """Sets aside the numerals of sentences that are no figures."""

    def __init__(self, chars: str, patterns: Patterns) -> None:
        self.chars = chars
        self.lists = patterns.words.lists
        self.winning = frozenset((*patterns.awards.strong, *patterns.awards.winning))
        self.unitless = tuple(self.lists["unitless"])

    def set_aside(self, sentence: Sentence) -> None:
        """Numerals that are no figures become plain words before the clauses are cut."""
        left: list[Token] = []
        counted = ""  # the unit of time that is counted in this sentence
        absorbed: list[Token] = []
        for n, token in enumerate(sentence.tokens):
            figure = token.figure
            if token.kind in ",;:":
                left = []
            elif figure is not None and figure.role != "rank":
                if _exceeds(left, figure):
                    figure.qualifier, figure.lower, figure.upper = "exact", None, None
                right = sentence.tokens[n + 1 : n + 3]
                if right and right[0].role is not None and right[0].role.rule.spec.id == "rate-fragment":
                    figure.unit, figure.dimension, figure.end = right[0].word, "rate", right[0].end
                    absorbed.append(right[0])  # 7.5/10万
                reason = self._no_figure(left, token, right) or _threshold(sentence.tokens, n)
                if _passes_marks(sentence.tokens, n, self.lists["passed"]):
                    reason = "idiom", "round levels that were passed"
                    _close_after(sentence.tokens[n + 1 : n + 4])
                if figure.dimension == "duration" and not reason:
                    counted = figure.unit
                elif reason and figure.dimension == "duration" and figure.unit == counted and _ends_item(left, right):
                    reason = None
                if reason:
                    figure.role, figure.reason = reason
                    token.kind = {"duration": "d", "idiom": "i"}.get(reason[0], "k")
                    if right and right[0].word in self.lists["facets"]:
                        token.kind = right[0].kind = "i"  # 推出4个方面30项办法
            left.append(token)
        sentence.tokens = [t for t in sentence.tokens if t not in absorbed] if absorbed else sentence.tokens

    def _no_figure(self, left: list[Token], token: Token, right: list[Token]) -> tuple[str, str] | None:
        """Why a numeral is no statistic, as (role, reason); None where it is one."""
        figure = token.figure
        assert figure is not None
        text = self.chars[figure.num_start : figure.num_end]
        words = "".join(t.word for t in left[-8:])
        served = figure.unit in ("小时", "学时", "课时") and _SERVED.search(words) is not None  # 累计服务9万小时
        shortened = right[:1] != [] and right[0].word[:2] in ("缩短", "压缩", "延长", "压减")
        shortened = shortened and any(t.kind in "cr" for t in right[:2])
        began = shortened and left[-1:] != [] and left[-1].kind == "m"  # 车程由2.5小时缩短至80分钟
        if figure.dimension == "duration" and not served and not began and not _DURATIVE.search(words):
            if figure.unit in ("岁", "周岁"):
                return "label", "an age that describes a class"
            return "duration", "a span of time that only places something"
        sized = (
            figure.unit[:1] == "吨"
            or figure.unit in ("千瓦", "里")
            or (figure.unit in ("元", "羽", "头", "户", "亩") and figure.qualifier == "exact")
        )
        named = bool(right) and right[0].kind in "nN" and right[0].word not in self.lists["levels_reached"]
        if sized and not text.strip("百千万亿") and named:
            return "label", "a size that describes"  # 千吨级纺丝项目, 百元营业收入
        if left and left[-1].kind in "nN" and left[-1].word.endswith("前") and figure.dimension == "ratio":
            return "label", "a rank that describes a class"  # 进入全球前千分之一
        if figure.unit == "个" and right and right[0].word in self.lists["facets"]:
            return "name", "a set phrase"  # 做好6个方面工作
        if figure.unit in self.lists["describing_units"] and right and right[0].kind in "nN":
            return "label", "a size that describes"
        if not figure.unit and not self._counts_alone(left, token, text, right):
            return "label", "a bare number that counts nothing named"
        shook = any(t.word in ("发生", "遭遇", "突发") for t in left[-2:])  # 发生3.6级地震
        quake = shook and figure.unit == "级" and bool(right) and right[0].word in ("地震", "余震")
        if figure.unit in _LABEL_UNITS and not quake:
            return "label", "a number that labels"
        if (
            not text[0].isascii()
            and figure.value is not None
            and abs(figure.value) <= 10
            and figure.qualifier == "exact"
        ):
            return self._small_chinese(left, figure, right)
        if figure.unit == "次" and words[-1:] in ("第", "本", "这", "每"):
            return "ordinal", "an ordinal"
        return None

    def _counts_alone(self, left: list[Token], token: Token, text: str, right: list[Token]) -> bool:
        """Whether a number without a unit is a figure all the same: 6600多万纳税人, 务工规模超过3300万."""
        figure = token.figure
        assert figure is not None
        if figure.dimension == "ratio":
            return True
        if figure.value == 0 and left and left[-1].kind == "c" and any(t.kind == "m" for t in left):
            return True  # 由16.8%降至零
        if right and right[0].role is not None and right[0].role.rule.spec.id == "to-one":
            right = right[1:]
            if left and (left[-1].kind in "cgfm" or left[-1].word == "为"):
                return True
            if figure.text.startswith("突破"):
                return False  # 突破1∶1
        grew = len(left) > 1 and left[-1].word == "了" and left[-2].kind in "gf"  # 比三年前多了60余万
        big = any(c in text for c in "万亿千百") or figure.qualifier in ("over", "nearly", "at_least", "about", "range")
        beside = [t for t in (*left[-1:], *right[:1]) if t.kind in "nNvcgfske" and token.start in (t.end, token.start)]
        stated = bool(left) and (left[-1].kind in "cgfr" or left[-1].word == "为")
        stated |= any(t.kind == "m" for t in left[-4:]) and bool(right) and right[0].kind in "cgfr"  # 由2.16缩小到1.92
        to = right[1].figure if len(right) > 1 and right[0].kind in "cgf" else None
        if to is not None and to.unit and left and left[-1].kind == "m":
            return True  # 由48降至26毫克/立方米
        named = next((t for t in reversed(left) if t.kind != "d"), None)  # 差错率控制在0.01
        stated |= named is not None and named.kind == "n" and named.word.endswith(self.unitless)
        before = left[-2].figure if len(left) > 1 and left[-1].kind in "、j" else None
        if big and before is not None and not before.unit and not before.role:
            return True  # 参保人数分别增加1753万和2028万
        return (big and (bool(beside) or grew)) or (stated and "." in text)

    def _small_chinese(self, left: list[Token], figure: Mention, right: list[Token]) -> tuple[str, str] | None:
        """一 to 十 with a classifier: counted only where a plain count of things is stated."""
        ratio = figure.dimension == "ratio" and (figure.unit != "个百分点" or (left and left[-1].kind in "gf"))
        beside = any(t.figure is not None and t.figure.unit == figure.unit for t in left)
        ends = bool(left) and left[-1].kind in "nN" and (not right or right[0].kind in ",;、")
        listed = beside and ends and (not right or right[0].kind in ",;")  # 新建泵房两座、水塔一座
        given = ends and left[-1].word.endswith("奖") and any(t.word in self.winning for t in left)  # 获科技进步奖一项
        done = ends and figure.value != 1 and any(t.kind == "v" for t in left)  # 审定新品种四个
        if given:
            return None
        if _SECOND_ORDINAL.search(self.chars, max(0, figure.num_start - 2), figure.num_end):
            return "ordinal", "an ordinal of a list"  # 一、二类茶
        if figure.value == 1 and not ratio and not listed:
            return "idiom", "一 as an article"
        if figure.unit in self.lists["set_units"]:
            return "name", "a set phrase with a small number"
        vague = bool(right) and right[0].word in self.lists["vague_nouns"]
        basic = len(right) > 1 and right[0].kind == "n" and right[1].word in self.lists["vague_nouns"]  # 三项基本任务
        if vague or (basic and right[1].word != "实事"):
            return "name", "a set phrase with a small number"
        if right and right[0].kind in "nN" and any(t.kind == "s" for t in left[-4:]):
            return "name", "a small number in what a share is of"  # 占东北四省区总产量的78%
        verb_before = bool(left) and left[-1].kind in "vlg"
        counted = bool(right) and right[0].word in self.lists["counted_nouns"]  # 两个贫困村, 八个省区市
        counted = counted or any(t.word in self.winning for t in right)  # 我县四种产品荣获金奖
        stated = bool(right) and right[0].kind in "nN" and (verb_before or counted)
        if figure.unit in self.lists["vague_units"] and not stated and not done:
            return "idiom", "a small count that names no result"
        return None


def _threshold(tokens: list[Token], n: int) -> tuple[str, str] | None:
    """`亿元以上项目3万个`, `超过100%的企业有19家`: a bound that describes what a later figure of the clause counts."""
    figure, after = tokens[n].figure, tokens[n + 1 :]
    if figure is None:
        return None
    if _describes(figure.text, tokens[:n], after):
        return "label", "a bound that describes a class"
    beside = n > 0 and tokens[n - 1].kind == "q" and tokens[n - 1].end == tokens[n].start
    bounds = figure.text.startswith(("过", "超")) or figure.text.endswith(("以上", "以下"))
    if beside and bounds and after and after[0].kind in "nNv" and figure.dimension != "person":
        return "label", "a bound that describes a class"  # 3个过百亿园区
    if len(after) > 1 and after[0].word == "的" and after[1].kind == "q" and figure.qualifier != "exact":
        counts = after[1].figure
        if counts is not None and counts.dimension in ("count", "person") and counts.unit != figure.unit:
            return "label", "a bound that describes a class"  # 印数大于1万册的9部
    if (
        len(after) > 1
        and after[0].kind == "n"
        and after[1].figure is not None
        and figure.qualifier in ("over", "at_least")
    ):
        beside = after[0].start == figure.end and after[1].start == after[0].end and len(after[0].word) == 1
        if beside and after[1].figure.dimension == "count":
            return "label", "a bound that describes a class"  # 产值超30亿元镇2个
    if len(after) > 2 and after[0].word == "的" and after[1].kind == "y" and after[2].kind == "q":
        return ("label", "a bound that describes a class") if figure.qualifier != "exact" else None
    while after and after[0].word in ("之间", "的"):
        after = after[1:]
    described = len(after) < len(tokens) - n - 1 and figure.qualifier != "exact" and figure.dimension != "count"
    counted = described and _counts_before(tokens[:n])
    bounded = figure.text.endswith(("以上", "以下", "以内")) or described
    if not bounded or not after or after[0].kind not in "nN":
        return None
    for token in after:
        if token.kind in (",;:、j" if described else ",;:、"):
            break
        if token.kind == "q" and not (described and token.word.startswith("两")):  # 占97%以上的美苏两国
            return "label", "a bound that describes a class"
    return ("label", "a bound that describes a class") if counted else None


def _describes(figure: str, before: list[Token], after: list[Token]) -> bool:
    """Whether a bound says what sort of thing is meant, counted or not."""
    words = [token.word for token in after[:3]]
    if words[:1] == ["人口"] and words[1:2] in (["以上"], ["以下"]):
        return words[2:] == ["的"]  # 30万人口以下的镇
    if not figure.endswith(("以上", "以下")):
        return False
    if before and before[-1].word == "一批":
        return bool(after) and after[0].kind in "nN"  # 建设一批600亩以上茶园
    clause = list(takewhile(lambda token: token.kind not in ",;", reversed(before)))
    joined = next((k for k, token in enumerate(clause) if token.word == "且"), None)
    # 茶园面积30亩以上且产茶量达900斤以上的农户
    return joined is not None and words[:1] == ["的"] and any(token.kind in "qk" for token in clause[joined:])


def _passes_marks(tokens: list[Token], n: int, marks: frozenset[str]) -> bool:
    """Whether a figure counts round levels that were passed, or is such a level: 跨过两个亿元大关."""
    after = tokens[n + 1] if len(tokens) > n + 1 else None
    levels = n + (after is not None and (after.kind == "q" or (after.kind == "k" and after.word[-1] == "级")))
    counted = n > 0 and tokens[n - 1].figure is not None and tokens[n - 1].end == tokens[n].start
    marked = len(tokens) > levels + 1 and tokens[levels + 1].word in marks
    count = tokens[n - counted].figure
    return marked and (levels > n or counted) and count is not None and count.unit == "个"


def _close_after(tokens: list[Token]) -> None:
    """`迈上两个亿元台阶、达3.2亿元`: what passes marks is a clause of its own."""
    mark = next((t for t in tokens if t.kind == "、"), None)
    if mark is not None:
        mark.kind = ","


def _exceeds(left: list[Token], figure: Mention) -> bool:
    """Whether 超过 before a figure is what it does to the one before: 比计划目标3000亿元超过1070亿元."""
    beside = bool(left) and left[-1].figure is not None and left[-1].end == figure.start
    return beside and figure.text.startswith("超过") and any(t.word in ("比", "较") for t in left)


def _counts_before(tokens: list[Token]) -> bool:
    """Whether the clause counts what a bound only describes: 搜集到1847家捐赠额在100万元以上的主体."""
    clause = list(takewhile(lambda t: t.kind not in ",;:、j", reversed(tokens)))
    at = next((i for i, t in enumerate(clause) if t.kind == "q"), 0)
    return at > 0 and all(t.kind in "nNkpcd" for t in clause[:at])


def _ends_item(left: list[Token], right: list[Token]) -> bool:
    """Whether a figure ends an item of a list that it alone measures: 优128天、良211天；轻度污染24天."""
    if len(left) > 1 and left[-1].kind in "、j" and left[-2].figure is not None and not left[-2].figure.role:
        return not right or right[0].kind in ",;:、j"  # 分别为28小时和5小时
    if len(left) > 2 and left[-1].word == "的" and left[-2].time is not None:
        left = left[:-2]  # 由9.6年提高到2025年的10.2年
    if left and (left[-1].kind in "cgf" or left[-1].word in ("为", "到", "至")):
        return True  # 寿命提高1.2岁，达到78.9岁
    named = bool(left) and left[-1].kind in "nN" and left[-1].end - left[-1].start < 8
    return named and (not right or right[0].kind in ",;:、" or right[0].word in ("和", "及"))
