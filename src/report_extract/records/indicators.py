"""What was counted: the figure's noun phrase, with elided heads and subjects restored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from report_extract.mentions.tokens import Token
from report_extract.model import Measure
from report_extract.patterns import Patterns

_MAX = 38
_CLOSERS = ("中", "初期", "期间", "方面")
_GROUND = re.compile(r"是?在[\u4e00-\u9fff、]{2,20}(?:基础上|前提下|情况下|条件下)")
_NEGATIONS = ("不", "未", "非")
_PLANS = ("计划", "打算")  # nouns too: 营养改善计划
_BARE_CLAUSE_MARK = re.compile(r"[，。；：！？\n]")
PER_UNIT = re.compile(r"(?:每?单位|万元)(?:[\u4e00-\u9fff]{0,8}(?:产值|总值|增加值|产品|面积)|GDP)")
_RATE = re.compile(r"[\u4e00-\u9fff]{2}率")
_ADDED = r"(?:[\u4e00-\u9fff]{1,3}、)*[\u4e00-\u9fff]{1,3}）"
_NOTE = re.compile(rf"（(?!{_ADDED})[^（）]*）|\([^()]*\)")
_BRACKET = re.compile(rf"（(?!{_ADDED})|(?<![\u4e00-\u9fff])）|[()\[\]【】\s]")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")


@dataclass(slots=True)
class Thread:
    """What a sentence carries from clause to clause."""

    subject: str = ""
    """The last full noun phrase that was counted or measured."""
    actor: str = ""
    """The last grammatical subject: the noun before a clause's verb."""
    object: str = ""
    """The last clause's object, where the clause had no figure."""
    verb: str = ""
    """The verb that a list shares."""
    unit: str = ""
    """That of the last figure."""
    grew: str = ""
    """The indicator of the rate of change right before, for an aim after it: 增长6%，力争达到7%."""
    yearly: str = ""
    """The word that makes the figure right before a yearly average: 年均."""
    yearly_of: tuple[str, str] = ("", "")
    """Its measure and unit."""
    dealt: list[int] = field(default_factory=list)
    """Which figures the last list dealt out to its names."""
    deflated: str = ""
    """What a clause says is taken out of a rate after it: 扣除价格因素."""
    rated: str = ""
    """What the rate before measured of whom it named: 持证率 of 公办茶校持证率."""
    terms: str = ""
    """实际 or 名义 before the last rise, for those dealt out with it."""
    effect: str = ""
    """Subject and verb of a list of those whom something reaches: 修路惠及."""
    per: str = ""
    """What a list's figures are all per, with its verb: 每百户居民拥有."""
    scope: str = ""
    """The place that opened the sentence."""
    without: str = ""
    """What the figure after it is told without: 扣除迁建项目后，."""
    topic: str = ""
    """What the clauses before the figure's own spoke of."""
    counted_before: bool = False
    """Whether they counted it."""
    industry: str = ""
    """The industry or group that an earlier clause was about: 石化产业 of 石化产业加快转型，产值3亿元."""
    about: str = ""
    """What 公路方面， said that all is about."""
    among: str = ""
    """What was counted as that among which others are: 30条道路中，有28条完成翻修."""
    ranked: str = ""
    """What was ranked right before: 百强区排名."""
    owner: str = ""
    """The firms of whose doings a list tells: 市属企业完成投资5亿元、税收1亿元."""
    award: str = ""
    verb_clause: int = -1
    base: str = ""
    """The noun that a bare measure word measures; a semicolon ends it."""
    thing: str = ""
    """What the last figure counted, for a verb alone after it: 已建成30个."""
    things: dict[str, str] = field(default_factory=dict)
    """What figures of each unit last counted: 新开工138个 after 项目315个，投资682亿元."""
    noun: str = ""
    """The last noun that was counted, for bare classes: 国家级3项."""
    inner_verb: str = ""
    """The verb of the last figure's clause, where its subject stood before it."""
    had_figure: bool = False
    beside: int = 0
    """How many figures stand side by side, up to the last: 结案48件66人."""
    counted_object: bool = False
    """Whether the last figure counted its verb's object (创建3个基地), so that its actor is the subject still."""
    opened: bool = False
    """Whether a semicolon opened a part that has no figure yet."""
    aimed: bool = False
    """Whether the last figure is one that a modal word plans, which those after it go on with: 力争新建5所，改造3所."""
    graded: str = ""
    """What was counted last, for its grades: 创新项目 before 一等奖30项."""
    listed: list[str] = field(default_factory=list)
    """The nouns measured since the last semicolon, for figures dealt out to them later."""
    parted: bool = False
    """Whether 其中 or 分行业看 opened a list of parts."""
    parts: int = 0
    """How many 其中 stand before the last figure."""
    measured: tuple[str, str] = ("", "")
    """The measure word and unit of the whole that parts are of: 产量, 吨."""
    share: str = ""
    """The indicator of the share right before, for its change in points: 占36%，提高1个百分点."""
    of_whole: str = ""
    """What was counted before 其中, for what is told of it after its parts: 其中社团12家、基金会3家，新登记5家."""
    of_all: str = ""
    """The whole phrase of it: 接收捐赠."""
    listing: bool = False
    """Whether the last figure stood in a list."""
    divided: str = ""
    """What 分产业看 divides: the subject of the sentence before."""
    each: str = ""
    """What the list after 分别为： measures each of its nouns by."""
    within: str = ""
    """What a clause that ends in 中 set the frame with: 国民收入中，."""
    whole: str = ""
    """What the last rank is of: 全国 in 居全国第二位."""
    ranked_in: str = ""
    """What the next rank is of, where a figure counts it: 在全省38家医院中排第5位."""
    began: tuple[str, Measure, str] | None = None
    """The indicator, measure and unit of what a change began with, which its second figure has too."""
    begun: list[str] = field(default_factory=list)
    """The indicators of all that the changes under way began with: 分别由3元、5元提高到4元、6元."""
    spent: list[Token] = field(default_factory=list)
    """The times that belong to what a change began with, alone."""
    reached: list[Token] = field(default_factory=list)
    """The times at which changes ended: no sum's."""
    period: tuple[date | None, date | None] | None = None
    """That of the last figure."""
    level_period: tuple[date | None, date | None] | None = None
    """That of the last one that is no multiple, for its parts after 其中."""
    summed: str = ""
    """The money that was told of last, for what of it comes to each: 户均3000元."""
    modifier: str = ""
    """What the nouns of a list share, up to its 的: 参加竞赛的茶厂22家、茶农60名."""
    told: list[tuple[list[Token], list[Token]]] = field(default_factory=list)
    """The words before and after each figure, as its construction takes them."""
    objects: dict[str, str] = field(default_factory=dict)
    """What earlier clauses did something to, by verb."""


class Endings:
    """Tells the longest of many words that a text ends in: by its slices, not by trying each word."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.lengths = sorted({len(word) for word in self.words}, reverse=True)

    def of(self, text: str, beyond: int = 0) -> str:
        """The longest that leaves at least `beyond` characters before it; empty where there is none."""
        for length in self.lengths:
            if length + beyond <= len(text) and text[-length:] in self.words:
                return text[-length:]
        return ""


class Phraser:
    """Builds indicator phrases from frames by patterns/words.toml."""

    def __init__(self, patterns: Patterns) -> None:
        self.lists = patterns.words.lists
        self.parallel = [group.split("/") for group in self.lists["parallel"]]
        self.letters = patterns.words.letter
        self.places = frozenset(patterns.names.places) | frozenset(patterns.names.provinces)

    def text(self, tokens: list[Token]) -> str:
        """Tokens as a phrase: times, articles and notes left out."""
        return "".join([t.word for t in tokens if t.kind not in "tib(z"])

    def strip(self, tokens: list[Token]) -> list[Token]:
        """Leave out words that introduce a phrase or only lead to the figure."""
        kept = [t for t in tokens if t.kind not in "tib("]
        while (
            kept
            and not self._inner(kept)
            and not (kept[0].kind == "l" and self._says_little(kept[1:]))
            and (
                kept[0].word in self.lists["leading"]
                or kept[0].kind in "dwjx、zoh"
                or (kept[0].kind == "l" and len(kept) > 1)
            )
        ):
            kept = kept[1:]
        while kept and (kept[-1].word in self.lists["trailing"] or kept[-1].kind in "dwcj、zxp"):
            kept = kept[:-1]
        return kept

    def _says_little(self, tokens: list[Token]) -> bool:
        """Whether words name nothing without their verb: 项目 of 实施项目."""
        return len(tokens) == 1 and tokens[0].word in self.lists["empty"]

    def _inner(self, tokens: list[Token]) -> bool:
        """Whether a phrase opens with an adverb that belongs to its noun: 实际 in 实际使用外资, 基本 in 基本养老金."""
        return len(tokens) > 1 and tokens[0].word in self.lists["inner"] and tokens[1].kind in "nNv"

    def head(self, tokens: list[Token]) -> list[Token]:
        """The phrase before a figure: from its last content verb where it is long, without adverbial phrases."""
        kept = self.strip(tokens)
        kept = self._drop_prepositional(kept)
        # a list of things that one verb does is named whole: 新建甲中心、乙中心和丙中心
        listed = len(kept) > 3 and kept[0].kind == "v" and {t.kind for t in kept[1:]} <= {*"nN、j"}
        while len(self.text(kept)) > (34 if listed and any(t.kind in "、j" for t in kept) else 22):
            cut = self._shorter(kept)
            if cut is None:
                break
            kept = self.strip(cut)
        return kept

    def _drop_prepositional(self, kept: list[Token]) -> list[Token]:
        """`在…平台发布信息` to `发布信息`: a leading preposition up to the verb after it."""
        if not kept or kept[0].kind not in "pm" or kept[0].word == "用于":
            return kept
        if kept[0].word == "在" and len(kept) > 2 and len(kept[1].word) == 1 and kept[1].kind == "n":
            return kept  # 在京企业
        closed = next((i for i, t in enumerate(kept) if i > 1 and t.word.endswith(_CLOSERS)), None)
        if kept[0].word == "在" and closed is not None:  # 在国民收入中占比: what it is in frames it
            return self.strip(kept[closed + 1 :])
        ways = [i for i in range(len(kept) - 1) if kept[i + 1].word == "等"]  # 通过调解等方式化解
        verbs = [i for i, t in enumerate(kept) if i > 1 and t.kind in "vle" and i not in ways]
        nouns_after = [i for i in verbs if any(t.kind in "nN" for t in kept[i + 1 :])]
        if nouns_after:
            return self.strip(kept[nouns_after[0] :])
        if verbs:
            before = [t for t in kept[1 : verbs[-1]] if t.kind in "nN"]
            at = verbs[-1] - (kept[verbs[-1] - 1].word in _NEGATIONS)
            if kept[0].word == "按" and len(kept) == 3:
                return kept  # 按比例安排: the way is its name
            return [*before[-1:], *kept[at:]]
        return kept[1:]

    def _shorter(self, kept: list[Token]) -> list[Token] | None:
        """Cut a long phrase to its last verb's, or its last attribute."""
        marks = [i for i, t in enumerate(kept) if t.kind == "、"]
        last = kept[marks[-1] + 1 :] if marks else []
        acts = any(t.kind == "v" for t in (*kept[: marks[0]], *last[1:2])) if marks else True
        if not acts and len(self.text(last)) >= 4:
            return last
        owned = max((i for i, t in enumerate(kept) if t.word == "的"), default=0)
        verbs = [i for i, t in enumerate(kept) if t.kind == "v" and i > 0]
        if owned and verbs and owned < verbs[0] and 4 <= len(self.text(kept[owned + 1 :])) <= 22:
            return kept[owned + 1 :]  # …主题的亲子阅读和教育指导服务活动: its verbs are no clause's
        for kinds in ("v", "le", "x", "pm"):
            places = [i for i, t in enumerate(kept) if t.kind in kinds and 0 < i < len(kept) - 1]
            if places:
                at = (
                    places[-1]
                    if kinds != "v"
                    else places[0]
                    if len(places) > 1 and len(self.text(kept[places[-1] :])) < 4
                    else places[-1]
                )
                rest = kept[at:] if kinds == "v" else kept[at + 1 :]
                if len(self.text(rest)) >= 3:
                    return rest
        marks = [i for i, t in enumerate(kept) if t.kind == "、"]
        return kept[marks[0] + 1 :] if marks else None

    def tail(self, tokens: list[Token], done_to: bool = False) -> list[Token]:
        """The phrase after a figure, cut where it grows too long; `done_to`: or where it tells what was done
        to those counted, as in 对22个重点项目进行了签约."""
        kept = [t for t in tokens if t.kind not in "tib("]
        while kept and kept[0].kind in "dxj、" and not (kept[0].word in _NEGATIONS and self._inner(kept)):
            kept = kept[1:]
        if kept and (kept[0].word in self.lists["levels_reached"] or self.text(kept) in self.lists["levels_reached"]):
            return []
        out: list[Token] = []
        length = 0
        for i, token in enumerate(kept):
            if token.word in self.lists["enders"] and token.kind != "v" and length >= 4:
                break
            if done_to and length >= 4 and token.word in ("进行", "予以", "给予", "加以"):
                break
            if length >= 4 and token.kind in "vlepmcgfsry":
                rest = self.text(
                    [t for t in kept[i:] if t.kind != "N" and t.word[0] != "（"]
                )  # names are as long as they are
                if length + len(rest) > 20:
                    break
            if length > 26 or (token.kind == "、" and _goes_on_to_tell(kept[i + 1 : i + 3])):
                break
            out.append(token)
            length += 0 if token.word[0] == "（" else len(self.text([token]))
        while out and (
            out[-1].kind in "djx、pmcy"
            or out[-1].word == "全部"
            or (out[-1].kind == "w" and out[-1].word not in _PLANS)
        ):
            out = out[:-1]
        return out

    def noun_phrase(self, tokens: list[Token]) -> list[Token]:
        """The noun that opens a phrase, up to the verb that it is the subject of."""
        at = next(
            (
                i
                for i, t in enumerate(tokens)
                if t.kind in "vlegfcry" and len(self.text(tokens[:i])) >= 4 and len(self.text(tokens[i:])) > 6
            ),
            None,
        )
        return self.tail(tokens[:at])

    def clean(self, phrase: str) -> str:
        """A phrase without stray marks and no longer than an indicator may be."""
        return _cleaned(phrase)

    def is_relational(self, tokens: list[Token]) -> bool:
        """Whether a head is a bare measure word that needs a noun before it."""
        words = [t for t in tokens if t.kind not in "dtib("]
        if not words:
            return False
        phrase = "".join(t.word for t in words)
        everywhere = len(words) == 2 and words[0].word[0] == "全" and words[1].word in ("总数", "总量")  # 全县总数
        rate = _RATE.fullmatch(phrase) is not None and phrase not in self.lists["own_rates"]
        return (
            phrase in self.lists["relational"]
            or rate
            or everywhere
            or (
                len(words) > 1
                and "".join(t.word for t in words[1:]) in self.lists["relational"]
                and words[0].word in ("平均", "总", "年", "日均", "人均", "户均", "实际")
            )
        )

    def place_in(self, phrase: str) -> bool:
        """Whether a phrase names a place."""
        return any(place in phrase for place in self.places) or bool(
            re.match(r"全[国省市区县州]|[\u4e00-\u9fff]{2,4}[省市县]", phrase)
        )

    def opening_place(self, tokens: list[Token]) -> str:
        """The place that a clause opens with (as its subject or after 在)."""
        kept = [t for t in tokens if t.kind not in "tdib("]
        if kept and kept[0].word == "在":
            kept = kept[1:]
        if kept and (kept[0].word in self.places or kept[0].word.removesuffix("省").removesuffix("市") in self.places):
            return kept[0].word
        return ""


def _goes_on_to_tell(tokens: list[Token]) -> bool:
    """Whether what follows a mark tells more of the figure: 安排、比上年有所下调, 县市、销量居全省前列."""
    return bool(tokens) and (tokens[0].word in ("比", "较") or (len(tokens) > 1 and tokens[1].kind == "r"))


@lru_cache(maxsize=4096)  # a phrase comes again and again: as head, as subject, with what was done
def _cleaned(phrase: str) -> str:
    phrase = _NOTE.sub("", phrase)
    phrase = _GROUND.sub("", phrase.replace("居居", "居"))
    phrase = _BARE_CLAUSE_MARK.sub("", phrase).strip("、的 ·—-■●◆▲★□")
    phrase = _BRACKET.sub("", phrase)
    if len(phrase) > _MAX and len(_QUOTED.sub("", phrase)) > _MAX:
        phrase = phrase[-_MAX:]
        if "”" in phrase and "“" not in phrase.split("”")[0]:
            phrase = phrase.split("”", 1)[1] or phrase.replace("”", "")
    if phrase.count("“") != phrase.count("”"):
        phrase = phrase.replace("“", "").replace("”", "")
    return phrase
