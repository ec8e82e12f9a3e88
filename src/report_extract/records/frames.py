"""A figure in its clause: what stands left and right of it, as the symbols that constructions are written in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from report_extract.mentions.tokens import Sentence, Token
from report_extract.pattern_files import ConstructionRule, form_pattern
from report_extract.patterns import Patterns

_OF_KIND = {"c": "C", "g": "G", "f": "F", "s": "S", "r": "R", "m": "M", "h": "P", "e": "E", "y": "Y"}
_SKIPPED = "dtwibz("


@dataclass(slots=True)
class Member:
    """The stretch between two clause marks that holds one figure."""

    left: list[Token]
    """Tokens before the figure, back to the clause mark or the words of the figure before."""
    figure: Token
    right: list[Token]
    """Tokens after it, up to the clause mark or the next figure's own words."""
    first: bool
    """Whether no figure stands before it in its clause."""
    clause: int
    mark: str
    """The mark before it: `,` `;` `:`, `、` within a list, empty where only words stand between."""
    before: list[Token] = field(default_factory=list)
    """All tokens of the clause before `left`."""
    opens_change: bool = False
    """It is the first of 由…增加到…."""
    ends_change: bool = False
    """It is the second."""
    aside: bool = False
    """It only says of what the next figure is a share, or what it is held against: 比要求的8%低2个百分点."""
    planned: bool = False
    """It is a plan: what the next figure is a share of in 完成预算20亿元的60%, or what was reached."""

    def tells_of_now(self, words: frozenset[str]) -> bool:
        """Whether its clause tells how things stand: 目前补贴已达20亿元; not 比现有的86个, nor 现在要花."""
        told = [*self.before, *self.left]
        now = any(a.word in words and b.word != "的" for a, b in pairwise([*told, self.figure]))
        return now and not any(t.kind == "w" for t in told)

    def tells_of_done(self) -> bool:
        """Whether its clause tells what is done, whatever else is planned: 已开工的8个泵站."""
        told = [*self.before, *self.left]
        done = any(a.word in ("已", "已经") and b.kind in "vl" for a, b in pairwise(told))
        return done and not any(t.kind == "w" for t in told)

    def said(self, chars: str) -> str:
        """What its clause says right before the figure."""
        return chars[self.left[0].start : self.figure.start] if self.left else ""


@dataclass(slots=True)
class Frame:
    """A member reduced to symbols, with the tokens that each stands for."""

    symbols: str
    parts: dict[str, list[Token]] = field(default_factory=dict)
    rule: ConstructionRule | None = None
    """The construction that won."""
    lost: tuple[str, ...] = ()


def members(sentence: Sentence, relational: frozenset[str], lists: dict[str, frozenset[str]]) -> list[Member]:
    """Cut a sentence at its marks; 、 and 和 cut only between figures, each with words of its own."""
    out: list[Member] = []
    tokens = [t for t in sentence.tokens if t.role is None or t.role.rule.spec.id != "to-one"]  # 2.4:1缩小到2.3:1
    start = opened = clause = 0
    mark, first = ";", True
    for i, token in enumerate(tokens):
        if token.kind in ",;:":
            start = opened = i + 1
            mark, first = token.kind, True
            clause += 1
        elif token.kind == "q":
            right_end, following, next_mark = _right_end(tokens, i, relational, lists)
            out.append(
                Member(
                    _without_marks_of_times(tokens[start:i]),
                    token,
                    tokens[i + 1 : right_end],
                    first,
                    clause,
                    mark,
                    tokens[opened:start],
                )
            )
            start, mark, first = following, next_mark, False
    _share_deeds(out)
    _hold_against_plans(out)
    _find_plans_reached(out)
    for member in out:
        _act_on_what_follows(member)
    for n, (left, right) in enumerate(pairwise(out)):
        if left.figure.end == right.figure.start and not left.right and not right.left and right.right:
            left.right = right.right  # 3200户9600人享受低保: both do
        done_for = right.mark == "、" and right.right[:1] != [] and right.right[0].kind == "x" and not right.left
        if done_for and not left.right and left.left and left.left[-1].kind == "v" and left.clause == right.clause:
            left.right = right.right  # 解决2150户、9000人的饮水
        lead = n
        while lead and out[lead].mark == "、" and not out[lead].left and not out[lead - 1].right:
            lead -= 1
        same = left.clause == right.clause and right.mark == ""
        next_clause = right.clause == left.clause + 1 and right.mark == ","
        if (same or next_clause) and any(t.kind == "m" for t in out[lead].left):
            kinds = "".join(t.kind for t in right.left if t.kind not in "dtx")
            reached = bool(right.left) and right.left[-1].word in ("为", "到", "至", "成", "达到")
            changed = kinds[:1] in ("g", "f", "c", "r") and (same or reached or kinds[-1:] == "c")
            if not left.right and (changed or (same and reached)):
                left.opens_change = right.ends_change = True
                last = n + 2
                for member in out[lead:n]:
                    member.opens_change = True  # 分别由3元、5元提高到4元、6元
                while lead < n and last < len(out) and out[last].mark == "、" and not out[last].left:
                    out[last].ends_change = True
                    last += 1
    return out


def _act_on_what_follows(member: Member) -> None:
    """`全市完成2万户改厕`: what only reaches a level elsewhere is the verb of what is counted after the figure."""
    quantity, left, right = member.figure.figure, member.left, member.right
    counts = quantity is not None and quantity.dimension in ("count", "person", "person_time")
    follows = bool(right) and right[0].kind in "nNv" and right[0].start == member.figure.end
    if counts and follows and len(left) > 1 and left[-1].kind == "c" and left[-1].word in ("完成", "实现"):
        left[-1] = replace(left[-1], kind="v")


def _share_deeds(out: list[Member]) -> None:
    """`为3200户9600人发放补贴60万元`: those it is done for are counted by what is done."""
    for n, member in enumerate(out):
        for_whom = member.left and member.left[-1].word in ("为", "向", "给", "对") and not member.right
        deed = next((m for m in out[n + 1 :] if m.left), None) if for_whom else None
        served = member.left and member.left[-1].word in ("为", "给") and member.right
        if served and deed is None and all(t.kind in "nN" for t in member.right):  # 替35名工人追回押金4万元
            following = out[n + 1] if n + 1 < len(out) else None
            if following and following.clause == member.clause and following.left[:1] and following.left[0].kind == "v":
                member.right = [*member.right, *following.left]
        if deed is not None and deed.clause == member.clause and deed.left[0].kind == "v":
            for other in out[n : out.index(deed)]:
                other.right = other.right or deed.left


PLANS = ("预算", "计划", "任务", "目标")


def _hold_against_plans(out: list[Member]) -> None:
    """`完成预算20亿元的60%`: the plan is named before both figures, and the second is said of what came before."""
    for plan, share in pairwise(out):
        beside = plan.clause == share.clause and not share.mark and not share.left
        of_it = [t.word for t in plan.right] == ["的"]
        named = bool(plan.left) and plan.left[-1].word.endswith(PLANS) and of_it
        shared = next((n for n, t in enumerate(plan.left) if t.kind == "s"), None)
        ratios = [m.figure.figure is not None and m.figure.figure.dimension == "ratio" for m in (plan, share)]
        opener = next((n for n, t in reversed(list(enumerate(plan.left))) if t.kind in "cs" or t.word == "为"), None)
        compared = len(plan.left) > 2 and plan.left[0].word in ("比", "较") and plan.left[-1].word == "的"
        named_thing = compared and all(t.kind in "nN" for t in plan.left[1:-1])
        if named_thing and share.clause == plan.clause and share.left and share.left[0].kind in "gf":
            plan.aside = True
        if beside and of_it and shared is not None and not named and ratios == [False, True]:  # 占住户总数900户的7%
            share.left, plan.left, plan.right = [*plan.left, *plan.right], plan.left[shared + 1 :], []
            plan.aside = True
        elif beside and named and ratios == [False, True] and opener is not None:
            plan.left[-1] = replace(plan.left[-1], kind="n")  # 计划 is a noun here
            share.left, plan.right = [*plan.left, *plan.right], []
            plan.left, plan.planned = plan.left[opener + 1 :], True


_MET = ("完成", "实现", "低于", "高于", "好于", "优于")
_OF_PLANS = ("控制", "调控", "年度", "全年", "预期", "既定", "工作", "总体", "规划", "发展", "预定")


def _find_plans_reached(out: list[Member]) -> None:
    """`入会18万人，超额完成全年15万人的目标任务`: the plan, of what its clause names or the one before."""
    for member in out:
        words = [t for t in member.right if t.kind not in "dti("]
        if len(words) < 2 or words[0].word != "的" or any(t.kind in "gf" for t in member.left):
            continue
        bare = words[-1].word.endswith(PLANS) and all(t.word in _OF_PLANS or t.word.endswith(PLANS) for t in words[1:])
        at = next((n for n, t in reversed(list(enumerate(member.left))) if t.word.endswith(_MET)), None)
        if member.figure.figure is not None and member.figure.figure.text.startswith(_MET):  # 低于4%的控制目标
            at = len(member.left) - 1
        if bare and at is not None:
            member.left, member.right, member.planned = member.left[at + 1 :], [], True


_OF_MEASURES = ("年", "总", "平均", "人均", "年均", "实际")


def _without_marks_of_times(left: list[Token]) -> list[Token]:
    """`2022年、2023年净利润`: the mark between two times lists no nouns."""
    times = [token.kind == "t" for token in left]
    return [
        token
        for n, token in enumerate(left)
        if not (token.kind in "、j" and any(times[max(0, n - 1) : n]) and any(times[n + 1 : n + 2]))
    ]


def _right_end(
    tokens: list[Token], at: int, relational: frozenset[str], lists: dict[str, frozenset[str]]
) -> tuple[int, int, str]:
    """Where a figure's own words end, where the next figure's begin, and the mark between."""
    for i in range(at + 1, len(tokens)):
        kind = tokens[i].kind
        if kind in ",;:":
            return (at + 1 if tokens[at + 1].kind == "、" else i), i, ""
        if kind == "q" and not _attributive(tokens, i, at, relational):
            return _split(tokens, at, i, relational, lists)
    end = len(tokens)
    return (at + 1, end, "、") if tokens[at + 1 : at + 2] and tokens[at + 1].kind == "、" else (end, end, "")


def _attributive(tokens: list[Token], i: int, at: int, relational: frozenset[str]) -> bool:
    """Whether a figure only describes the noun that the one before counts: 23个投资额百亿元以上项目."""
    if i - at < 2 or i + 1 >= len(tokens) or tokens[at + 1].kind in "、j":
        return False
    figure, before, after = tokens[i].figure, tokens[i - 1], tokens[i + 1]
    if after.kind not in "nN" or figure is None:
        return False
    bare = before.kind in "pv" and not any(t.kind in "nN" for t in tokens[at + 1 : i])
    return bare or (before.word in relational and figure.qualifier != "exact")


def _names_body(after: list[Token], bodies: frozenset[str]) -> bool:
    """Whether a verb is part of the name of a body: 劳动争议|调处|工作室."""
    return after[:1] != [] and after[0].kind == "n" and after[0].word.endswith(tuple(bodies))


def _split(
    tokens: list[Token], at: int, following: int, relational: frozenset[str], lists: dict[str, frozenset[str]]
) -> tuple[int, int, str]:
    """Between two figures: at the list mark, or before the verb of the second."""
    marks = [
        i
        for i in range(at + 1, following)
        if tokens[i].kind in "、j" and (i == at + 1 or not any(t.kind == "x" for t in tokens[i + 1 : following]))
    ]
    done = next((i for i in range(at + 1, following) if tokens[i].kind == "v"), 0)
    if marks and done and tokens[marks[-1]].kind == "j" and at + 1 < done < marks[0]:
        rest = [t for t in tokens[marks[-1] + 1 : following] if t.kind not in "xd"]
        if rest and all(t.kind in "nN" for t in rest) and tokens[done - 1].kind in "nN" and marks[0] > done + 1:
            return done, done, ""  # 替35名工人追回押金及利息4万元
    if marks:
        cut = marks[0] if marks[0] == at + 1 else marks[-1]
        return cut, cut + 1, "、"
    named = _name_of_doer(tokens, at, following, lists)
    for i in range(named, following):
        if tokens[i].kind in "cgfsrmehvlpy" and not (
            tokens[i].kind == "v" and _names_body(tokens[i + 1 : following], lists["bodies"])
        ):
            return i, i, ""
        if i > at + 1 and tokens[i].word == "的" and tokens[i - 1].kind in "nNk" and tokens[following - 1].kind in "nN":
            return i, i + 1, ""  # 6个区的专项资金1.2亿元
    measure = following - 1
    if tokens[measure - 1].word + tokens[measure].word in relational or tokens[measure - 1].word in _OF_MEASURES:
        measure -= 1
    counted = tokens[measure - 1 : measure] if at + 1 < measure else tokens[max(0, at - 1) : at]
    if tokens[following - 1].word in relational and counted and counted[0].kind in "nN":
        return measure, measure, ""  # 75家龙头企业年销售收入18亿元, 水渠12公里总投资36万元
    return following, following, ""


def _name_of_doer(tokens: list[Token], at: int, following: int, lists: dict[str, frozenset[str]]) -> int:
    """Where the words may begin that tell what those counted did: not inside 9个帮扶中心投入…."""
    first = next((i for i in range(at + 1, following) if tokens[i].word not in lists["attributive"]), following)
    verbs = [i for i in range(first, following) if tokens[i].kind in "vl"]
    named = len(verbs) > 1 and verbs[0] == first and tokens[first + 1].kind == "n" and verbs[1] > first + 1
    return first + 1 if named else at + 1


def frame_of(member: Member, patterns: Patterns) -> Frame:
    """Reduce a member to symbols and find the first construction that takes it."""
    frame = _reduced(member, patterns.words.lists)
    figure = member.figure.figure
    rank = figure is not None and figure.role == "rank"
    ratio = figure is not None and figure.dimension == "ratio"
    frame.rule, frame.lost = _construction(frame.symbols, rank, ratio, patterns)
    return frame


@lru_cache(maxsize=4096)
def _construction(
    symbols: str, rank: bool, ratio: bool, patterns: Patterns
) -> tuple[ConstructionRule | None, tuple[str, ...]]:
    """The first construction that takes a row of symbols, and the ids of those before it."""
    lost: list[str] = []
    for rule in patterns.constructions:
        fits = {"any": not rank, "rank": rank, "ratio": ratio, "count": not ratio and not rank}[rule.figures]
        if fits and form_pattern(rule.form).search(symbols):
            return rule, tuple(lost)
        lost.append(rule.id)
    return None, tuple(lost)


def _reduced(member: Member, lists: dict[str, frozenset[str]]) -> Frame:
    inner, wholes = lists["inner"], lists["wholes"]
    symbols = ["O" if member.ends_change else "^"]
    parts: dict[str, list[Token]] = {}
    figure = member.figure.figure
    rank = figure is not None and figure.role == "rank"
    compared = False
    rated = _rated(member.left, lists["rated"]) if figure is not None and figure.dimension == "ratio" else -1
    reckoned = _reckoned(member.left, lists["reckoning"])
    since, cause = _since(member.left), _cause(member.left)
    for n, token in enumerate(member.left):
        if n in reckoned or n in since or n in cause:
            continue
        if _of_each(member.left, n):
            parts["EACH"] = [token]
            continue
        if _of_time(member.left, n) or (
            token.word in lists["manner"] and member.left[n + 1 :] and member.left[n + 1].kind in "cvl"
        ):
            continue
        if compared and token.kind not in "gfc":
            continue
        compared = (
            token.word in ("比", "较", "相比", "同")
            and token.kind == "p"
            and any(t.kind in "gf" for t in member.left[n + 1 :])
        )
        if compared:
            continue
        points = figure is not None and figure.unit.endswith("百分点")
        over = token.word in lists["over_others"] and (token.kind in "gf" or points)
        if over and _names_other(member.left[n + 1 :]):
            symbols.append(_OF_KIND[token.kind] if token.kind in "gf" else "G")
            parts.setdefault(symbols[-1], []).append(token)
            parts["AGAINST"] = member.left[n + 1 :]
            break
        symbol = _by_lists(member, n, rated, lists) or _symbol(member, n, token, rank, symbols[-1])
        if symbol is None:
            if token.kind == "d" and token.word in inner:
                if "H" in symbols[-1]:
                    parts["WHOLE" if "WHOLE" in parts else "HEAD"].append(token)
                elif symbols == ["^"] and _opens_noun(member.left, n):
                    parts.setdefault("HEAD", []).append(token)
            continue
        if symbol == "H":
            among = rank and token.word in wholes and not any(t.word in wholes for t in member.left[n + 1 :])
            after = any(mark in symbols for mark in "SMREB") or among  # 全县茶叶产量居全国第1位
            parts.setdefault("WHOLE" if after else "HEAD", []).append(token)
        else:
            parts.setdefault(symbol, []).append(token)
        if symbols[-1] != symbol:
            symbols.append(symbol)
    if figure is not None and figure.text.startswith("约占") and "S" not in symbols:
        symbols.append("S")
    symbols.append("Q")
    tail = [t for t in member.right if t.kind not in "ib("]
    if tail and (tail[0].word in lists["levels_reached"] or tail[0].word in ("并", "且", "并且", "而且")):
        tail = []  # 超过6万台并居全国第一
    ratio = figure is not None and figure.dimension == "ratio"
    named = "HEAD" in parts and parts["HEAD"][-1].kind in "nN"
    if tail and tail[0].word in ("在", "赴", "前往") and named and not ratio:
        tail = []  # 组织志愿者15人在广场宣传: where the counted were
    if tail and tail[0].kind == "x":
        if tail[0].word == "的":
            symbols.append("X")
        tail = tail[1:]
    if tail and not (tail[0].kind == "、" and len(tail) == 1):
        symbols.append("T")
        parts["TAIL"] = tail
    return Frame("".join(symbols), parts)


def _reckoned(left: list[Token], openers: frozenset[str]) -> range:
    """The words that only say how a figure was reckoned: 考虑价格下降因素."""
    first = next((n for n, t in enumerate(left) if t.word in openers), None)
    last = next((n for n, t in enumerate(left) if t.word.endswith(("因素", "汇率"))), None)
    return range(first, last + 1) if first is not None and last is not None and first <= last else range(0)


def _since(left: list[Token]) -> range:
    """The words that only say since when: 自2015年3月挂牌以来."""
    last = next((n for n, t in enumerate(left) if t.word == "以来"), None)
    if last is None:
        return range(0)
    first = next(
        (n for n, t in enumerate(left) if t.kind == "m" and n + 1 < len(left) and left[n + 1].kind == "t"), None
    )
    return range(first, last + 1) if first is not None and first < last else range(0)


def _cause(left: list[Token]) -> range:
    """The words that only say why something rose or fell: 夏粮因低温减产4%."""
    first = next((n for n, t in enumerate(left) if n and t.word in ("因", "由于") and left[n - 1].kind in "nN"), None)
    if first is None:  # 水稻受干旱影响减产4%, …，受干旱影响减产4%
        first = next((n for n, t in enumerate(left) if t.word == "受" and (not n or left[n - 1].kind in "nN")), None)
        first = first if any(t.word == "影响" for t in left) else None
    since = max((n for n, t in enumerate(left) if t.word == "影响"), default=0) if first is not None else 0
    last = next(
        (n for n, t in enumerate(left) if first is not None and n > max(first + 1, since) and t.kind in "gf"), None
    )
    return range(first, last) if first is not None and last is not None else range(0)


def _rated(left: list[Token], openers: frozenset[str]) -> int:
    """Where the word stands that leads to what a rate is of, as in 为预算的102%; -1 where none does."""
    planned = bool(left) and left[-1].word.endswith(PLANS)  # 完成预算105.6%, 完成年度目标105.6%
    if not left or not (left[-1].word == "的" or planned):
        return -1
    at = len(left) - 2
    while at >= 0 and left[at].word not in openers:
        changed = left[at].word == "调整" and left[at + 1].word.endswith(PLANS)  # 完成调整预算的86%
        set_by = left[at].word in ("下达", "核定", "批复", "确定") and at > 0  # 完成集团下达预算的102%
        if left[at].kind not in "nNktdw" and not changed and not set_by:
            break
        at -= 1
    named = any(t.kind in "nN" or t.word == "计划" for t in left[at + 1 :])
    if planned and at >= 0 and not left[at].word.endswith("完成"):
        return -1
    return at if at >= 0 and named and left[at].word in openers else -1


def _names_other(after: list[Token]) -> bool:
    """Whether what follows 高于 is what a figure is measured against, up to the figure: 高于全省平均0.4个百分点."""
    return any(t.kind in "nN" for t in after) and all(t.kind in "nNxdkjt" or t.word == "计划" for t in after)


def _of_time(left: list[Token], n: int) -> bool:
    """Whether a word only hangs on the time beside it: 在1978年, 五年内, 一九五三年到一九七八年间."""
    word = left[n].word
    before = n > 0 and left[n - 1].kind == "t"
    after = n + 1 < len(left) and left[n + 1].kind == "t"
    return (after and word in ("在", "到", "至", "从", "自", "于", "由")) or (
        before and word in ("前", "之前", "以前", "间", "期间", "内", "中", "里", "底", "末", "的", "时", "同期")
    )


def _of_each(left: list[Token], n: int) -> bool:
    """Whether a word only says of whom a figure is: 提高到每人每月780元."""
    return 0 < n == len(left) - 1 and left[n].word.startswith(("每人每", "每户每")) and left[n - 1].kind in "cm"


def _symbol(member: Member, n: int, token: Token, rank: bool, last: str) -> str | None:
    """The symbol of a token left of the figure; None for words that carry no meaning there."""
    if token.kind in _SKIPPED:
        return None
    symbol = _OF_KIND.get(token.kind, "H")
    if symbol == "R" and not rank:
        symbol = "C"
    if symbol == "M" and not member.opens_change:
        symbol = "H"
    if symbol == "P" and n:
        symbol = "H"
    late = _is_late(member.left, n)
    if symbol in "EY" and last == "H" and not late:
        symbol = "H"
    if symbol == "C" and not late and last in "H^" and any(t.kind in "nNkv" for t in member.left[n + 1 :]):
        symbol = "H"
    if symbol in "GF" and inside_noun(member.left, n):
        symbol = "H"
    return symbol


def _by_lists(member: Member, n: int, rated: int, lists: dict[str, frozenset[str]]) -> str | None:
    """The symbol of a word that words.toml gives one before its class does: 压减 before a figure."""
    word = member.left[n].word
    if n == rated:
        return "B"
    if 0 <= rated < n and word == "计划":
        return "H"
    if word not in lists["cuts"] and word not in lists["improved"]:
        return None
    if not _is_late(member.left, n) or any(t.kind in "nN" for t in member.right):
        return None
    if word in lists["improved"]:
        low = any(t.word.endswith(tuple(lists["better_low"])) for t in (*member.before, *member.left[:n]))
        return "F" if low else "G"
    return "F"


def _is_late(left: list[Token], at: int) -> bool:
    """Whether only adverbs and the like stand between a word and its figure."""
    return all(t.kind in "dtxiz" for t in left[at + 1 :])


_TELLING = ("不", "未", "非", "集中", "分散")


def _opens_noun(left: list[Token], at: int) -> bool:
    """Whether an adverb opens the noun after it: 实际利用外资; 平均每户 is of what was said before."""
    following = left[at + 1] if at + 1 < len(left) else None
    if following is not None and left[at].word in _TELLING:  # 不起诉, 未到期准备金: without it the opposite
        return following.kind in "nNv"
    if following is None or following.kind not in "nN" or len(left[at].word) == 1:
        return False
    return not (left[at].word == "平均" and following.word.startswith("每"))


def inside_noun(left: list[Token], at: int) -> bool:
    """Whether a change word belongs to a noun: followed by more nouns than a copula (增长 in 增长速度)."""
    for token in left[at + 1 :]:
        if token.kind in "nNkxv":
            return True
        if token.kind in "cgfsrm":
            return False
    return False
