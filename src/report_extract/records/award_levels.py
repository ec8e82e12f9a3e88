"""At which level an honour is given: what its name, its giver, its list or its contest says."""

from __future__ import annotations

import re

from report_extract.kept import compiled
from report_extract.mentions.tokens import Sentence
from report_extract.model import Extraction
from report_extract.patterns import Patterns
from report_extract.records.reading import Reading

_YEAR_BEFORE = re.compile(r"^20\d\d年度?")
_GIVER = re.compile(
    r"(?:[^，。]{0,60}，){0,2}[\u4e00-\u9fff]{2,4}?(?P<rank>省|自治区|市|县|区|州)(?:委|政府|总工会|人民政府)?(?:举行|召开|举办|授予|命名|表彰)"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,6}[省市县区州](?:委|政府|人民政府|总工会|妇联|妇女联合会|团委|科协|教育局|卫生局|文明办"
    r"|(?=出资|召开|举行|表彰|授予|评选))"
)
_OF_BODY = re.compile(
    r"(?:荣获|获得|获评|喜获|获)(?P<who>[\u4e00-\u9fff、]{1,20}?(?:部|委|委员会|厅|局|政府|总工会|协会|学会|联合会|妇联|团委))"
    r"(?:授予|颁发)?的?[“]?\Z"
)
"""荣获农业农村部, before the honour itself."""
_RANK_GIVES = re.compile(
    r"(?P<rank>省|自治区|市|县|区|州)一?级(?:层面)?(?:共|累计)?(?:表彰|评选|评出|命名|选树|授予|推选)"
)
"""县一级表彰, 市级评出."""
_HOLDER = re.compile(
    r"(?:(?<=[，。；、])|^)(?P<rank>省|自治区|市|县|区|州)[\u4e00-\u9fff、]{1,24}?(?:举行|举办|主办|承办)(?!的)"
)
"""县妇联在会堂举办茶艺赛，…，其中一等奖3个."""
_ANNOUNCED = re.compile(
    r"(?P<who>(?!在)[\u4e00-\u9fff]{1,16}?(?:总会|总工会|委员会|政府|省委|市委|厅|局|部|协会|联合会))"
    r"(?:公布|发布|印发|通报|作出|下发)[^，。；]{0,10}(?:名单|决定|通报|通知)"
)
"""省总工会公布表彰名单，甲获…."""
_HOME = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,3}?)(?P<rank>省|自治区|市|州|盟|县|区)")
_SCOPE = re.compile(r"[全我本该][省市县区州]")
_EDITION = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[届批]|新一[届批]|首[届批]|(?:19|20)\d\d(?:—(?:19|20)\d\d)?年度?)"
)


def _of_rank(match: re.Match[str]) -> str:
    return "provincial" if match["rank"] in ("省", "自治区") else "municipal"


def clause_start(sentence: Sentence, at: int) -> int:
    """Where the clause begins that holds an offset."""
    return max([t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= at], default=sentence.span.start)


class Levels:
    """Tells levels by patterns/awards.toml: national, provincial, municipal (a prefecture or below)."""

    def __init__(self, chars: str, patterns: Patterns) -> None:
        self.chars = chars
        spec = patterns.awards
        self.words = spec.levels
        self.giving = frozenset(spec.giving)
        self.praising = frozenset(spec.praising)
        self.winning = frozenset((*spec.winning, *spec.strong)) - self.giving
        self.granters = compiled(spec.granters)
        self.contest = compiled(spec.contests)
        self.passive = compiled(spec.passive)
        self.praised = compiled(spec.praised)
        self.givers = {level: compiled(pattern) for level, pattern in spec.givers.items()}
        self.provinces = tuple(patterns.names.provinces)

    def of_name(self, name: str) -> str | None:
        """The level that a name says itself: 全国…, 澜川省…, 市级…."""
        bare = _EDITION.sub("", name.strip("“”")).strip("“”")
        if re.match(r"[\u4e00-\u9fff]{2,3}(?:省|自治区)[\u4e00-\u9fff]{1,4}[市州盟县区]", bare):
            return "municipal"
        for level, words in self.words.items():
            if bare.startswith(tuple(words)):
                return level
        if bare.startswith(self.provinces) or re.match(r"[\u4e00-\u9fff]{2,3}省", bare):
            return "provincial"
        return None

    @staticmethod
    def of_place(name: str) -> str | None:
        """That of a name which only begins as a place's does: 南桥市十佳工匠; 平安县 is none."""
        bare = _EDITION.sub("", name.strip("“”"))
        return "municipal" if re.match(r"[\u4e00-\u9fff]{2,3}[市区县州](?!”|$|称号)", bare) else None

    @staticmethod
    def of_home(name: str, out: Extraction) -> str | None:
        """That of a name that begins with its report's own place: 江州老字号, of 江州市商务局."""
        home = _HOME.search(out.heading.issuer or "") or _HOME.search(out.heading.title or "")
        if home is None or not _EDITION.sub("", name.strip("“”")).startswith(home["place"]):
            return None
        return _of_rank(home)

    def of_giver(self, sentence: Sentence, start: int, action: str | None, out: Extraction) -> str | None:
        """The level of who gives an honour that does not name its own: named, or the report's issuer."""
        text = self.chars[sentence.span.start : sentence.span.end]
        praised = self.praised.search(self.chars, start, sentence.span.end)
        named = self.granter(sentence, start) or (praised["who"] if praised else None)
        announced = _ANNOUNCED.search(self.chars, sentence.span.start, start) if not named else None
        if named or announced or (action not in self.giving and action not in self.praising):
            return self.of_body(named or (announced["who"] if announced else ""))
        clause = self.chars[clause_start(sentence, start) : start]
        if (giver := _GIVER.match(text) or _RANK_GIVES.search(clause)) is not None:
            return _of_rank(giver)
        before = self.chars[sentence.span.start : start]
        if re.search(rf"(?:被|受到?|获得?)[^，。；]{{0,12}}{action}", text):
            return None
        body = _BODY.findall(before) or _SCOPE.findall(self.chars, max(sentence.block.start, start - 600), start)
        body = body or _SCOPE.findall(out.heading.title or "")
        if not body and not out.heading.issuer:
            body = _BODY.findall(self.chars, max(0, start - 1500), start)
        return self.of_body(body[-1] if body else out.heading.issuer or "")

    def of_body(self, name: str) -> str | None:
        """That of a body by its name: 省总工会, 县委."""
        return next((level for level, holds in self.givers.items() if holds.search(name)), None)

    def of_list(self, sentence: Sentence, reading: Reading | None) -> str | None:
        """The level of a list whose clause opens with it: 全国100个先进集体、50名先进个人."""
        if reading is None:
            return None
        marks = [t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= reading.figure.start]
        opening = next((t for t in sentence.tokens if t.start >= max(marks, default=0)), None)
        if opening is None or not opening.word.startswith("全"):
            return None
        verb = next((t.word for t in sentence.tokens if t.start == opening.end), "")  # 全市获茶饮金奖2项
        return None if verb in self.winning else self.of_name(opening.word)

    def of_contest(self, sentence: Sentence, start: int, name: str) -> str | None:
        """The level of where a prize was won: 在全省职工技能大赛中获一等奖."""
        if not name.endswith("奖"):
            return None
        won_at = list(self.contest.finditer(self.chars, sentence.span.start, start))
        level = self.of_name(_YEAR_BEFORE.sub("", won_at[-1]["contest"])) if won_at else None
        held = _HOLDER.search(self.chars, sentence.span.start, start)
        if level or held is None:
            return level
        return _of_rank(held)

    def granter(self, sentence: Sentence, start: int) -> str | None:
        """Who gives the honour that stands at `start`: named in its clause, or before one that only goes on giving."""
        clause = clause_start(sentence, start)
        first = next((t.word for t in sentence.tokens if t.start >= clause and t.kind not in "dtji"), "")
        goes_on = first in self.giving or first in self.praising
        passive = self.passive.search(self.chars, clause, start)
        if passive:
            return passive["who"]
        given = _OF_BODY.search(self.chars, clause, start) or self.granters.search(
            self.chars, sentence.span.start if goes_on else clause, start
        )
        return given["who"] if given else None
