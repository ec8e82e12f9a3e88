"""What a figure measures (level, growth, change, share, rank), its sign, and what it is held against."""

from __future__ import annotations

import re
from datetime import date

from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Measure, Mention
from report_extract.patterns import Patterns
from report_extract.records.figure_periods import ANNUAL
from report_extract.records.frames import Frame, Member
from report_extract.records.indicators import Phraser
from report_extract.records.periods import multiplied

RATIO_UNITS = frozenset(("%", "‰", "‱", "倍", "番", "个百分点", "百分点", "个基点", "基点", "折"))
POINT_UNITS = frozenset(("个百分点", "百分点", "个基点", "基点", "个千分点", "个百分比"))
FALLS = ("降幅", "跌幅", "减幅")
_BASIS = re.compile(
    r"(?:(?<![占可])比(?![例重率值分价])|较|(?<![合共])同(?!口径|时|步))(?P<said>[^，。；：比较]{1,16}?)(?:相比|平均|实际|分别|又|略|大幅|净)*"
    r"(?=增|前进|提高|上升|下降|减|降低|上涨|扩大|翻|高|低|多|少|回落|缩|压[缩减]|加?快|加大|放缓|提[升前]|延长|改善|前移|后移|收窄|偏|回升|攀升|跌|涨|萎缩|下[跌滑调]|上调|$)|(?P<same>同比)|(?P<last>环比)"
)
_NAMED_BASIS = re.compile(
    r"(?:同|与)([^，。；]{2,30}?)相比|[比较](?=[“\d一二])((?:19|20)\d\d年末?底?|一九[〇零○一二三四五六七八九]{2}年|“[^”]{2,4}”末?)"
)
_PORTION = re.compile(r"的?(?:比重|比例|份额|占比)$")
_GROWTH = re.compile(r"^(?:预期|年均|平均|经济|年度|的){0,4}(?:增长|增速|增幅|涨幅|降幅|速度)")
_AIMED = re.compile(r"(?:的[\u4e00-\u9fff]{0,6}|预期|发展|计划|控制|调控)?目标$|的?预期$")


class MeasureReader:
    """Tells the measures of figures, and the bases of shares and changes."""

    def __init__(self, chars: str, patterns: Patterns, phraser: Phraser) -> None:
        self.chars = chars
        self.lists = patterns.words.lists
        self.phraser = phraser
        self.cuts = self.lists["amounts"] | self.lists["cuts"]

    def measure(self, member: Member, frame: Frame, figure: Mention) -> Measure:
        rule = frame.rule
        assert rule is not None
        if rule.measure == "share" and figure.unit in POINT_UNITS and any(k in frame.parts for k in "GF"):
            return "change"  # 占比提高1.2个百分点
        said = [t.word for t in member.left]
        if figure.value is not None and figure.value < 0 and figure.unit == "%" and said in (["同比"], ["环比"]):
            return "growth"  # 收入590万元，同比-3.2%
        if rule.measure == "growth":
            if figure.unit in POINT_UNITS:
                return "change"
            if figure.unit in RATIO_UNITS or figure.dimension == "ratio":
                return "growth"
            changes = frame.parts.get("G", []) + frame.parts.get("F", [])
            graded = figure.unit in self.lists["graded_units"] and "T" not in frame.symbols
            absolute = bool(changes) and changes[-1].word in self.lists["absolute"]
            sized = bool(changes) and changes[-1].word in ("高", "低")  # a tower is 80米高; a price 比上年高12元
            absolute |= sized and _BASIS.search(member.said(self.chars)) is not None
            counted = rule.id == "change-figure-noun" and figure.dimension in ("count", "person", "other")
            if counted and changes[-1].word in self.lists["done_for"]:
                return "level"  # 加快6个电站建设, 降低900万户的税负
            each = "AGAINST" in frame.parts and frame.parts["AGAINST"][0].word.startswith("每")  # 低于每立方米35微克
            return "change" if not each and (absolute or (changes and graded)) else "level"
        if rule.id == "part-of-tail":
            tail = self.phraser.text(frame.parts["TAIL"])
            return (
                "growth"
                if self._grows(frame) or any(w in tail for w in self.lists["growth_nouns"])
                else "level"
                if tail.endswith("率") or self.phraser.text(frame.parts.get("HEAD", [])).endswith("率")
                else "share"
            )
        covered = "E" in frame.parts and member.left[-1:] != [] and member.left[-1].word == "的"
        if covered and figure.unit == "%":
            return "share"  # 覆盖全省人口的六成
        rated = frame.parts.get("B", [])
        if rated and rated[-1].word.endswith("相当于") and figure.unit == "%" and member.left[-1].word == "的":
            return "share"  # 相当于总投资的三成
        if rule.id == "share-of-noun" and self._grows(frame):
            return "growth"  # 6%的预期增长目标
        if rule.measure == "share" and figure.dimension not in ("ratio", "other"):
            return "level"  # 茶社137家，县级占112家
        if rule.measure and rule.measure != "level":
            return rule.measure
        kept = member.left[-1:] != [] and member.left[-1].kind == "c" and [t.kind for t in member.right] == ["g"]
        if figure.unit == "%" and kept and rule.measure in (None, "level"):
            return "growth"  # 茶业营收保持9%以上增长
        steady = figure.dimension == "ratio" and any(t.word.endswith("在") and t.kind == "d" for t in member.left)
        if steady and member.left[-1].word in self.lists["wholes"]:
            return "share"  # 茶叶产量稳定在全国四分之一
        having = figure.unit == "%" and member.right != [] and any(t.kind == "y" for t in member.left)
        if having and not any(w in "".join(t.word for t in member.right) for w in ("率", "比")):
            return "growth" if self._grows(frame) else "share"  # 尚有约三成茶厂没有账簿
        if rule.id == "figure-noun" and figure.unit in RATIO_UNITS:
            tail = self.phraser.text(frame.parts["TAIL"])[:8]
            growth = any(word in tail for word in self.lists["growth_nouns"])  # 7%的增速
            return "growth" if growth else "level" if "率" in tail else "share"  # 70%左右财政支出用于民生
        more = member.left[-2:] if len(member.left) > 2 and member.left[0].word in ("比", "较") else []
        if more and more[0].word in ("多", "少") and more[1].kind == "v":
            return "change"  # 较上年多修12座
        head = self.phraser.strip(frame.parts.get("HEAD", []))
        if self.lessened(head, figure):  # 累计减少贫困人口20万人, 压减检查事项30%
            return "growth" if figure.dimension == "ratio" and figure.unit not in POINT_UNITS else "change"
        if figure.dimension != "ratio" and len(head) > 1 and head[0].kind in "gf":
            return "change" if head[0].word in self.lists["amounts"] else "level"  # 增产粮食20万吨
        text = _AIMED.sub("", self.phraser.text(self.phraser.strip(frame.parts.get("HEAD", []))))
        if figure.unit in RATIO_UNITS:
            if text.endswith(("比重", "占比", "所占比例", "份额")):
                return "share"
            if text.endswith(tuple(self.lists["growth_nouns"])) and not text.endswith(tuple(self.lists["not_growth"])):
                return "growth"
            if rule.measure:
                return rule.measure
            told = [t.kind for t in member.left[-2:]]
            if told[-1:] == ["x"] and told != ["t", "x"] and not text.endswith("率") and figure.unit == "%":
                return "share"  # 其中持有证书的近四成
            if "占" in text:
                return "share"
            if figure.unit in POINT_UNITS:
                return "change"
        return "level"

    def _grows(self, frame: Frame) -> bool:
        """Whether what a rate is told to be is a growth: 5%的增长目标, 7%的速度."""
        return _GROWTH.match(self.phraser.text(frame.parts.get("TAIL", []))) is not None

    def lessened(self, head: list[Token], figure: Mention) -> bool:
        """Whether the words before a figure tell by how much something that they name was made less; 压减事项36项
        counts them."""
        words = self.cuts if figure.dimension == "ratio" else self.lists["amounts"]
        at = next((n for n, t in enumerate(head) if t.kind in "fv" and t.word in words), len(head))
        both = any(t.kind == "g" for t in head[:at])  # 增加开支和减少收入共3亿元
        return at < len(head) - 1 and not both and all(t.kind in "nNkx" for t in head[at + 1 :])

    def basis(
        self,
        sentence: Sentence,
        member: Member,
        frame: Frame,
        measure: Measure,
        whole: str,
        period: tuple[date | None, date | None],
    ) -> str | None:
        """What a share, a change or a part is against; `whole` is the subject of the figure before."""
        if measure == "share":
            whole = self.phraser.text(self.phraser.strip(frame.parts.get("WHOLE", [])))
            return self.phraser.clean(_PORTION.sub("", whole)) or None
        if measure == "level" and "P" in frame.symbols:
            return whole or None
        if measure == "level" and "B" in frame.parts:
            named = [t for t in frame.parts["WHOLE"] if t.kind != "x"] or frame.parts["WHOLE"]
            return self.phraser.clean(self.chars[frame.parts["B"][-1].end : named[-1].end]) or None
        if measure == "level":
            return _multiplied_year(member)
        if measure not in ("growth", "change"):
            return None
        if "AGAINST" in frame.parts:
            return self.phraser.text(frame.parts["AGAINST"]).strip("的") or None
        text = member.said(self.chars)
        match = _BASIS.search(text)
        if match:
            return match["said"] or ("上年同期" if match["same"] else "上期")
        return self._basis_elsewhere(sentence, member, period) if measure == "growth" else None

    def _basis_elsewhere(
        self, sentence: Sentence, member: Member, period: tuple[date | None, date | None]
    ) -> str | None:
        """A growth's basis where its clause names none: the year its sentence compares with, or the one before."""
        before = self.chars[sentence.span.start : member.figure.start]
        named = _NAMED_BASIS.findall(before)
        if named:
            return "".join(named[-1])
        start, end = period
        clause = member.said(self.chars)
        if any(t.word == "累计" for t in member.left) and any(t.word in self.lists["cuts"] for t in member.left):
            return None  # 融资平台累计压降四成: of all there was
        if not start or not end or end.year > start.year or ANNUAL.search(clause):
            return None  # over several years, from before them
        return "上年" if (end - start).days > 360 else "上年同期"


def _multiplied_year(member: Member) -> str | None:
    """What a multiple is of: 2012年 in 是2012年的1.8倍, 去年同期 in 为去年同期的2.4倍."""
    row = [*member.left, member.figure]
    for n, token in enumerate(member.left):
        if token.time is not None and multiplied(row, token):
            return "".join(t.word for t in member.left[n:]).removesuffix("的")
    return None


def sign(frame: Frame, figure: Mention, measure: Measure, lessened: bool) -> None:
    """A fall is negative."""
    text = "".join(t.word for t in frame.parts.get("HEAD", [])).rstrip("为是达约")
    falls = frame.rule is not None and frame.rule.id == "fall" and measure in ("growth", "change")
    before_noun = frame.rule is not None and frame.rule.id == "change-figure-noun"  # 减少20万吨碳排放
    falls = falls or (before_noun and measure == "change" and "F" in frame.parts)
    shared = frame.rule is not None and frame.rule.measure == "share" and measure == "change"
    falls = falls or (shared and "F" in frame.parts and "G" not in frame.parts)  # 占…的比重回落2个百分点
    falls = falls or (measure == "growth" and text.endswith(FALLS)) or (lessened and measure in ("growth", "change"))
    if falls:
        make_negative(figure)


def make_negative(figure: Mention) -> None:
    if figure.value is None and figure.ratio is not None:
        figure.ratio = -abs(figure.ratio)  # 减少三分之一
    if figure.value is not None and figure.value > 0:
        figure.value = figure.value.copy_negate()  # - would round it to 28 digits
        figure.lower, figure.upper = (None if b is None else b.copy_negate() for b in (figure.upper, figure.lower))
        if figure.qualifier == "range" and figure.lower is not None:
            figure.value = figure.lower
