"""Lists of figures dealt out to the lists of what they count."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import dropwhile, takewhile

from report_extract.mentions.tokens import Sentence, Token
from report_extract.patterns import Patterns
from report_extract.records.frames import Member, inside_noun
from report_extract.records.indicators import PER_UNIT, Phraser

_INDUSTRIES = re.compile("([一二三]{2,3})(产业?)")
_EACH = re.compile(r"每[百千万亿]?(?:人|名|户|平方公里)")
_AMOUNTS = ("值", "额", "收入", "利润", "投资")
_NUMBERS = ("数", "量", "位", "数量")
_ORDINALS = re.compile(r"第?([一二三四](?:、[二三四五]){1,4})(产业|季度|批|期)")


class Dealer:
    """`甲、乙分别增长3%、5%`: deals a list's figures out to its subjects."""

    def __init__(self, phraser: Phraser, patterns: Patterns) -> None:
        self.phraser = phraser
        self.relational = patterns.words.lists["relational"]
        self.owners = tuple(patterns.words.lists["owners"])
        self.narrowing, self.whose = (patterns.words.lists[name] for name in ("measured_of", "whose"))
        self.per_unit = tuple(patterns.words.lists["per_unit"])
        self.pairs = [group.split("/") for group in sorted(patterns.words.lists["paired"])]
        self.measures = tuple(w for w in self.relational if len(w) > 1)
        self.classes = patterns.words.lists["class_nouns"]
        self.substances = tuple(patterns.words.lists["substances"])
        self.of_same = patterns.words.lists["of_same"]

    def deal(self, sentence: Sentence, groups: list[Member]) -> tuple[dict[int, str], dict[int, int]]:
        """The n-th subject for each figure of a list, and for each later figure the list's first."""
        subjects: dict[int, str] = {}
        leaders: dict[int, int] = {}
        n = 0
        while n < len(groups):
            run = [n]
            while run[-1] + 1 < len(groups) and self._listed(groups[run[-1]], groups[run[-1] + 1]):
                run.append(run[-1] + 1)
            if len(run) > 1:
                subjects |= self._subjects(self._named(sentence, groups[run[0]]), run)
                leaders |= dict.fromkeys(run[1:], run[0])
            n = run[-1] + 1
        return subjects, leaders

    @staticmethod
    def _named(sentence: Sentence, first: Member) -> list[Token]:
        """The words that name a list's subjects: before its first figure, or in the clause before 分别达到."""
        if not first.first or any(t.kind in "nNk" for t in first.left) or not any(t.word == "分别" for t in first.left):
            return first.left
        start = first.left[0].start
        before = [t for t in sentence.tokens if t.end <= start]
        while before and before[-1].kind in ",;:":
            before.pop()
        at = max((i for i, t in enumerate(before) if t.kind in ",;:"), default=-1)
        return before[at + 1 :]

    @staticmethod
    def _listed(left: Member, right: Member) -> bool:
        """Whether two figures stand side by side, with only a list mark between."""
        if right.mark != "、" or left.clause != right.clause or left.right:
            return False
        one, other = left.figure.figure, right.figure.figure
        changes = not left.left or any(t.kind in "gf" for t in left.left)
        turned = changes and all(t.kind in "gf" for t in right.left) and one and other and one.unit == other.unit
        return not right.left or bool(turned)  # 分别增长3.2%和下降1.5%

    def _subjects(self, left: list[Token], run: list[int]) -> dict[int, str]:
        share = next((i for i, t in enumerate(left) if t.kind == "s"), -1)
        ends = next((i for i in range(share + 1, len(left)) if _ends_subjects(left, i)), len(left))
        if any(t.kind == "q" for t in left[:ends]):  # 游客8万人次、收入3亿元，分别增长: dealt as their figures are read
            return {}
        listed = [token for token in self.phraser.strip(left[:ends]) if token.word != "等"]  # 食品、医药等产业分别增长
        listed = listed[1:] if listed and listed[0].word in ("把", "将") else listed
        words = [part for token in _without_place(listed) for part in _apart(token)]
        joints = ["、", *dict.fromkeys(t.word for t in words if t.kind == "j")]
        # 和, not 与, in 茶叶与蚕桑产业和林木产业
        ways = [[*joints], ["、"], *(["、", joint] for joint in joints[1:])]
        cuts = [cut for marks in ways if len(cut := self._items(words, marks)) == len(run)]
        items = min(cuts, key=lambda cut: not _alike(cut), default=None)
        if (
            items is None and len(run) == 2 and words and words[0].word.startswith("城乡")
        ):  # 城乡低保标准分别提高13%和17%
            whole = [replace(words[0], word=words[0].word[2:]), *words[1:]]
            town = "城镇" if any("收入" in t.word or "消费" in t.word for t in words) else "城市"
            items = [[replace(words[0], word=kind), *whole] for kind in (town, "农村")]
        if (
            items is None
            and len(run) == 2
            and any(t.kind == "z" for t in left)
            and sum(t.kind == "t" for t in left) < 2
        ):
            items = self._paired(words)
        if items is None:
            return {}
        done = left[ends + 1 :] if ends < len(left) and left[ends].kind in "zc" else []
        done = list(dropwhile(lambda t: t.word in ("实现", "完成"), done))  # 甲、乙分别实现营业收入
        if ends < len(left) and left[ends].kind == "c":  # 甲、乙实现利润分别增长
            done = list(takewhile(lambda t: t.kind in "nN", done))
        object_ = self.phraser.text(done) if all(t.kind in "vnN" for t in done) else ""  # 甲、乙分别新建公厕
        return dict(
            zip(run, [self.phraser.clean(subject) + object_ for subject in self._named_apart(items)], strict=True)
        )

    def _paired(self, words: list[Token]) -> list[list[Token]] | None:
        """存款余额 and 贷款余额 of 存贷款余额."""
        for n, token in enumerate(words):
            two = next((both for whole, *both in self.pairs if whole == token.word), None)
            if two is not None:
                return [[*words[:n], replace(token, word=word), *words[n + 1 :]] for word in two]
        return None

    @staticmethod
    def _items(words: list[Token], marks: list[str]) -> list[list[Token]]:
        items: list[list[Token]] = [[]]
        for token in words:
            if token.kind in "、j" and token.word in marks:
                items.append([])
            else:
                items[-1].append(token)
        return [item for item in items if item]

    def _shared(self, word: str, last: str) -> str:
        """The end of a list's last word that an earlier one lacks: 轻、重工业, 第二、第三产业, 城镇、农村居民."""
        if len(word) == 1:
            return last[1:]
        if word.startswith("第") and last.startswith("第"):
            return last[len(word) :]
        groups = (group for group in self.phraser.parallel if word in group)
        others = [other for group in groups for other in group if last.startswith(other)]
        return last[len(max(others, key=len)) :] if others else ""

    def _reached(self, items: list[list[Token]]) -> list[str] | None:
        """Items that share what only one prints: 对非洲、拉美市场出口 their end, 省属企业收入、利润 whose they are."""
        first, last = items[0], items[-1]
        texts = [self.phraser.text(item) for item in items]
        bare = all(len(item) == 1 + (item is first) for item in items[:-1])
        if first[0].word in ("对", "向") and bare and len(last) > 1 and "“" not in texts[-1]:
            end = self.phraser.text(last[1:])
            return [
                *(self.phraser.clean(text + end) for text in texts[:-1]),
                self.phraser.clean(first[0].word + texts[-1]),
            ]
        owner = next((n for n, t in enumerate(first[:-1]) if t.word.endswith(self.owners)), None)
        if owner is None or not all(text in self.relational for text in texts[1:]):
            return None
        whose = self.phraser.text(first[: owner + 1])
        return [self.phraser.clean(texts[0]), *(self.phraser.clean(whose + text) for text in texts[1:])]

    def _named_apart(self, items: list[list[Token]]) -> list[str]:
        """Items of a list as phrases, each with the scope that only the first one prints: 县级差旅经费和会议支出."""
        first, named = items[0], self._of_same(self._with_suffix(items))
        per = PER_UNIT.match(named[0])
        if per is not None:  # 单位产值能耗和碳排放
            named = [named[0], *(per[0] + name if name.endswith(self.per_unit) else name for name in named[1:])]
        each = _EACH.match(named[0])
        if each is not None:  # 每千人床位数、医师数
            own = [name.endswith(_NUMBERS) and not name.startswith(("每", "人均")) for name in named[1:]]
            added = (each[0] + name if bare else name for name, bare in zip(named[1:], own, strict=True))
            return [named[0], *added]
        if first[0].word not in self.whose or len(first) < 2:
            return named
        bare = [item[0].word[-1] not in "级属央" for item in items]
        return [
            named[0],
            *(first[0].word + name if own else name for name, own in zip(named[1:], bare[1:], strict=True)),
        ]

    def _of_same(self, named: list[str]) -> list[str]:
        """`茶叶产量、产值`: what each item measures of the thing that only the first one names."""
        measure = max((word for word in self.measures if named[0].endswith(word)), key=len, default="")
        thing = named[0].removesuffix(measure)
        if not measure or len(thing) < 2:
            return named
        return [named[0], *(thing + name if name in self.of_same else name for name in named[1:])]

    def _ending(self, item: list[Token], suffix: list[Token]) -> str:
        """What an item lacks of the end that the last one prints: 收购价 of 春茶, beside 秋|茶|收购价."""
        repeats = len(suffix) > 1 and item[-1].word.endswith(suffix[0].word)
        return self.phraser.text(suffix[repeats:])

    def _is_goods(self, item: list[Token], noun: Token) -> bool:
        """Whether an item needs no more than the measure at the list's end: 家用电器, beside 新能源|汽车|零售额."""
        counted = noun.word in self.classes or noun.word in self.relational
        return len(self.phraser.text(item)) > 3 and noun.kind == "n" and not counted

    def _are_whole(self, items: list[list[Token]]) -> bool:
        """Whether each item is a whole, the first with a measure of its own: 进口货值、入境游客、销售额."""
        first, last = self.phraser.text(items[0]), self.phraser.text(items[-1])
        measured = first.endswith(self.measures if len(items) > 2 else _AMOUNTS) and first[-1] != last[-1]
        return measured and all(len(self.phraser.text(item)) > 3 for item in items)

    def _with_end(self, items: list[list[Token]], end: list[Token]) -> list[str]:
        """Items of a list, each with the end that the last one prints."""
        said = [self.phraser.text(item) for item in items]
        return [
            *(self.phraser.clean(text + self.phraser.text(end)) for text in said[:-1]),
            self.phraser.clean(said[-1]),
        ]

    def _with_suffix(self, items: list[list[Token]]) -> list[str]:
        """Items of a list, each with the head noun that only the last one prints."""
        last = items[-1]
        words = [t.word for t in last]
        if "的" in words[1:-1] and _alike(items):
            owned = self.phraser.text(last[words.index("的") :])  # 甲产业和乙产业的订单金额分别为
            return [self.phraser.clean(self.phraser.text(item) + owned) for item in items[:-1]] + [
                self.phraser.clean(self.phraser.text(last))
            ]
        suffix: list[Token] = []
        scope = items[0][:1] if len(items[0]) > 1 and re.fullmatch("全[\u4e00-\u9fff]", items[0][0].word) else []
        bare = [items[0][len(scope) :], *items[1:]]
        both = [bare[0][-1].word + words[0][-1:], words[0]]
        if len(items) == 2 and len(bare[0]) > 1 and any(two == both for _, *two in self.pairs):
            scope, bare = [*scope, *bare[0][:-1]], [bare[0][-1:], last]  # 本外币存、贷款余额
        shared = [self._shared(item[0].word, words[0]) if len(item) == 1 else "" for item in bare[:-1]]
        if all(shared):
            heads = [replace(item[0], word=item[0].word + end) for item, end in zip(bare, shared, strict=False)]
            return [self.phraser.clean(self.phraser.text([*scope, head, *last[1:]])) for head in (*heads, last[0])]
        polluting = next((n for n, word in enumerate(words) if n and word in self.per_unit), 0)
        if polluting and self.phraser.text(items[0]).endswith(self.substances):
            closed = next((n for n in range(polluting, len(words)) if words[n] in self.relational), polluting)
            return self._with_end(items, last[polluting : closed + 1])  # 化学需氧量、二氧化硫排放总量
        narrowed = next((n for n, word in enumerate(words) if n and word in self.narrowing), 0)
        for item in sorted(items[:-1], key=len):
            ends = item[-1].word
            measured = words[-1] in self.relational
            if ends in words[:-1]:
                suffix = (
                    last[-1:] if measured and len(item) == 1 and ends == words[0] else last[words.index(ends) + 1 :]
                )
            elif len(item) < len(last) and (measured or len(item) == 1 or item[0].word == words[0]):
                suffix = last[len(item) :]
                if measured and len(suffix) == 2 and self._is_goods(item, suffix[0]):
                    suffix = last[-1:]
                of_class = [
                    n
                    for n, t in enumerate(suffix)
                    if (t.word in self.classes or t.word[-2:] == "产业") and t.word[-1] == ends[-1]
                ]
                if measured and of_class and len(item) == 1:
                    suffix = suffix[of_class[-1] + 1 :]  # 茶业、旅游特色产业增加值
            elif measured and ends[-1] != words[-1][-1] and not self.phraser.text(item).endswith(self.measures):
                measures = len(last) > 2 and words[-2] in self.relational  # 贷款增速
                suffix = last[-2:] if measures else last[-1:]
            elif narrowed and ends[-1] != words[-1][-1] and not self.phraser.text(item).endswith(self.measures):
                suffix = last[narrowed:]  # 医保和卫生服务经费人均补助标准
            if suffix:
                suffix = last[-2:] if len(suffix) == 1 < len(last) and words[-2] in self.narrowing else suffix
                break
        if (reached := self._reached(items)) is not None:
            return reached
        if self._are_whole(items):
            return [self.phraser.clean(self.phraser.text(item)) for item in items]
        alike = [item[-1].word[-1] == words[-1][-1] for item in items[:-1]]
        whole = alike if len(suffix) < 2 or all(alike) else [False] * len(alike)  # 需氧量 has no 减排量 of its own
        out = [
            self.phraser.clean(self.phraser.text(item) + ("" if same else self._ending(item, suffix)))
            for item, same in zip(items[:-1], whole, strict=True)
        ]
        return [*out, self.phraser.clean(self.phraser.text(last))]


def _apart(token: Token) -> list[Token]:
    """第一、二、三产业 as three nouns and their marks; any other word as it is."""
    short = _INDUSTRIES.fullmatch(token.word)
    if short is not None:  # 一二三产
        ones = [replace(token, word=n + short[2], kind="n") for n in short[1]]
        return [part for noun in ones for part in (replace(token, word="、", kind="、"), noun)][1:]
    match = _ORDINALS.fullmatch(token.word)
    if not match:
        return [token]
    nouns = [replace(token, word=f"第{n}{match[2]}", kind="n") for n in match[1].split("、")]
    return [part for noun in nouns for part in (replace(token, word="、", kind="、"), noun)][1:]


def _without_place(listed: list[Token]) -> list[Token]:
    """A list without what it is ranked among: 余额、增量|在全省银行中."""
    at = next((n for n, t in enumerate(listed) if n and t.word == "在" and t.kind == "p"), len(listed))
    return listed[:at] if listed and listed[-1].word in ("中", "内") else listed


def _alike(items: list[list[Token]]) -> bool:
    """Whether a list's items are whole: each ends as the last one does before its 的."""
    last = list(takewhile(lambda t: t.word != "的", items[-1]))
    return bool(last) and all(item[-1].word[-1] == last[-1].word[-1] and len(item) > 1 for item in items[:-1])


def _ends_subjects(left: list[Token], at: int) -> bool:
    """Whether a word ends the list of subjects; 增长 in 对经济增长的贡献率 does not."""
    if left[at].word in ("比", "较") and left[at].kind == "p":  # 甲、乙贷款增速比全部贷款分别高3个和2个百分点
        return any(t.kind == "z" for t in left[at:])
    return left[at].kind in "cz" or (left[at].kind in "gf" and not inside_noun(left, at))
