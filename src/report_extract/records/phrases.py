"""Indicators of the figures of a sentence: what each counts, with what earlier clauses leave to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile

from report_extract.kept import compiled
from report_extract.mentions.tokens import Sentence, Token
from report_extract.patterns import Patterns
from report_extract.records.frames import PLANS, Frame, Member
from report_extract.records.indicators import PER_UNIT, Endings, Phraser, Thread

_PER_HEAD = (
    "月人均",
    "每人",
    "每户",
    "人均",
    "户均",
    "生均",
    "例均",
    "场均",
    "件均",
    "亩均",
    "校均",
    "班均",
    "次均",
    "平均每人",
)
_TOTALS = ("总量", "总数", "总额", "总值")
_AIMED = ("目标", "任务", "要求", "计划", "指标")
_SETTING = ("提出", "下达", "确定", "明确", "制定", "定下")
_REACHING = re.compile(r"(?:再|屡|又)?(?:创下?|上|迈上|取得|实现|历史){0,3}$")
_EACH_PLACE = re.compile(r"^各[省市县区旗州乡镇]?(?:[（(][^（）()]{1,8}[）)])?")
_EVERYWHERE = re.compile(r"全[国省区市州盟县镇乡村系行]")
_HAVING = re.compile(r"^.{0,6}[共现拥]有|^(?:全.)?有(?=[^限色])")
_RATE = re.compile(r"(?<=..)[\u4e00-\u9fff]{2}率$")
_PLACE_IN = re.compile(r"居([\u4e00-\u9fff“”《》\d]{0,24})位次$")
_RATIO_TO = re.compile(r"^(与[\u4e00-\u9fff]{2,12}之比)[为是]?$")
_RANKED = re.compile(r"(排名|位次)居[\u4e00-\u9fff]{0,8}位次$")
_WITHOUT = re.compile(r"(?:扣除|剔除)(?![^，。]{0,16}(?:价格|物价|因素))[\u4e00-\u9fff“”]{2,16}后?$")
_DEFLATED = re.compile(r"扣除(?:价格|物价)[\u4e00-\u9fff]{0,4}因素$")
_DEFLATED_BEFORE = re.compile(r"扣除(?:价格|物价)[\u4e00-\u9fff]{0,4}?因素")
_HELD_BY = re.compile(r"^[\u4e00-\u9fff]{0,20}(?:(?:承办|主办|举办|组织)的|(?:开展|举办|举行|召开|组织)(?=.{4}))")
_HELD_IN = re.compile(r"(?<=[赛会展节演动讲坛训])在.*")
_LONGEST_TOPIC = 20
_LONGEST_PURPOSE = 12
_OBJECT_RULES = frozenset(("verb-figure-noun", "figure-noun", "effect-figure-noun"))


class IndicatorReader:
    """Names the figures of one sentence after another; a `Thread` carries subjects from clause to clause."""

    def __init__(self, patterns: Patterns) -> None:
        self.phraser = Phraser(patterns)
        lists = patterns.words.lists
        self.lists = lists
        self.relational = lists["relational"]
        self.owners = tuple(lists["owners"])
        self.deeds = lists["deeds"]
        self.industries = tuple(lists["industries"])
        self.measures = tuple(sorted((w for w in lists["relational"] if len(w) > 1), key=len, reverse=True))
        self.carried = Endings(w for w in self.measures if w not in lists["standing"])
        self.growth = Endings(lists["growth_nouns"])
        self.kinds = (*self.measures, *lists["self_measured"])
        self.funds, self.works, self.joined, self.per_unit = (
            tuple(lists[name]) for name in ("funds", "works", "joined", "per_unit")
        )
        self.vague = tuple(sorted(lists["empty"], key=len, reverse=True))
        self.per_head = [group.split("/") for group in sorted(lists["per_head"])]
        self.part_classes = tuple(lists["part_classes"])
        self.persons = patterns.units.persons
        self.accounts = sorted(lists["accounts"], key=len, reverse=True)
        self.staff = sorted(lists["staff"], key=len, reverse=True)
        self.employers = tuple(lists["employers"])
        self.wholes = lists["wholes"]
        self.amounts_told = self.wholes | frozenset(_PER_HEAD)
        self.totals = tuple(lists["total"])
        self.courses = tuple(lists["courses"])
        self.own_rates = tuple(lists["own_rates"])
        self.unshared = tuple(lists["unshared"])
        self.elided = patterns.awards.elided
        self.awards = ("奖", *(award.short for award in self.elided))
        self.grades = compiled(patterns.awards.grades)
        self.giving = frozenset(patterns.awards.giving)
        self.divided = ""
        """What the sentence before divided: 生产总值, after 分产业看."""
        self.previous: Callable[[], str] = str
        """Tells the subject that the sentence before left, for one that names none."""
        self.doer: Callable[[], str] = str
        """Tells whose doing it told of: 白塘大桥 of 白塘大桥今天通车."""
        self.led: Callable[[], str] = str
        """Tells the industry that it opened with."""

    # -- what clauses without a figure leave ---------------------------------------------------------------------

    @staticmethod
    def open_part(thread: Thread) -> None:
        """A semicolon closes what its part left: only the last subject is carried over."""
        thread.actor = thread.object = thread.verb = thread.base = thread.graded = thread.summed = ""
        thread.industry = ""
        thread.objects = {}
        thread.listed = []
        thread.opened = True

    def pass_clauses(self, sentence: Sentence, after: int, upto: int, thread: Thread) -> None:
        """Clauses number `after`+1 to `upto`-1 hold no figure; their actor and object go to the next."""
        clause: list[Token] = []
        number = 0
        for token in sentence.tokens:
            if number >= upto:
                return
            if token.kind not in ",;:":
                clause.append(token)
                continue
            if number > after and clause and not (token.kind == ":" and self._note_measure(clause, thread)):
                self._note_clause(clause, thread)
            if token.kind == ";" and number >= after and token is not sentence.tokens[-1]:
                self.open_part(thread)
            clause = []
            number += 1

    def subject_of(self, sentence: Sentence, doer: bool = False) -> str:
        """What a sentence without a figure speaks of, by its last clauses; `doer`: whose doing it tells of."""
        thread = Thread()
        last = sum(t.kind in ",;:" for t in sentence.tokens)
        asked, self.previous = self.previous, str  # who asks is often `previous` itself
        self.pass_clauses(sentence, last - 3, last + 1, thread)
        self.previous = asked
        return thread.actor if doer else thread.object or thread.actor

    def _note_measure(self, clause: list[Token], thread: Thread) -> bool:
        """`各县粮食产量分别为：甲县8万吨、乙县6万吨`: what the list after the colon measures each of."""
        dealt = [n for n, t in enumerate(clause) if t.word in ("分别", "依次")]
        if not dealt or [t.word for t in clause[dealt[-1] + 1 :]] not in (["为"], ["是"]):
            return False
        measured = self.phraser.text(self.phraser.head(clause[: dealt[-1]]))
        thread.each = self.phraser.clean(_EACH_PLACE.sub("", measured))
        return True

    def _note_clause(self, clause: list[Token], thread: Thread) -> None:
        by = clause[0].word.startswith("分") or (clause[0].word == "按" and len(clause) > 2)
        if by and clause[-1].word in ("看", "来看", "分", "划分"):
            thread.divided = self.divided = self.divided or self.previous()  # 分产业看，…。按登记地分，…
            return
        if clause[0].word in self.lists["reckoning"]:
            said = self.phraser.text(clause)
            thread.without = said if _WITHOUT.match(said) else ""
            thread.deflated = said if _DEFLATED.match(said) else ""
            return
        thread.industry = self._industry(clause) or thread.industry
        kept = self.phraser.strip(clause)
        if not any(t.kind in "nNk" for t in kept):
            return
        turned = next((n for n, t in enumerate(kept) if t.kind == "m"), 0)
        if turned and kept[turned - 1].word.endswith(self.measures) and all(t.kind in "nN" for t in kept[:turned]):
            kept = kept[:turned]  # 收支余额由负转正，为…
        verbs = [i for i, t in enumerate(kept) if t.kind in "vlegf" and not _is_attribute(kept, i)]
        if verbs and verbs[0] > 0 and kept[0].kind in "nNk":
            thread.actor = self.phraser.text(self.phraser.strip(kept[: verbs[0]]))
            if thread.opened:  # …；钢铁行业利润止跌回升，增长6%
                thread.subject = thread.base = thread.actor
        steady = next((n for n, t in enumerate(kept) if n and t.word.startswith("保持")), 0)
        if steady and not verbs:
            kept = kept[:steady]  # 外商投资保持平稳，实际金额达到…
        if clause[-1].word == "方面" and len(clause) == 2 and clause[0].kind in "nN":
            thread.about = clause[0].word
        listed = (
            clause[-1].word == "上" and len(clause) > 1 and clause[-2].word.endswith(("榜", "榜单", "名单", "排名"))
        )
        if (clause[-1].word in ("中", "当中") or listed) and len(kept) > 1:
            thread.within = self.phraser.text(kept).removesuffix(clause[-1].word)
        if (at := self._affected(kept)) or (at := self._leading(kept)):  # 手续费收入受让利影响，下降6.8%
            thread.actor = thread.object = thread.subject = thread.base = self.phraser.text(
                self.phraser.strip(kept[:at])
            )
            thread.had_figure, thread.verb = False, ""
            return
        objects = kept[verbs[-1] + 1 :] if verbs and verbs[-1] < len(kept) - 1 else kept
        measured = kept[-1].word in self.relational and kept[0].kind in "nN" and len(self.phraser.text(kept)) <= 16
        if measured and not any(t.kind in "pld、" for t in kept):
            objects = kept  # 研究与试验开发经费，从…: a topic, whose verbs are no clause's
        # not 开展技能培训, which is held
        done = len(verbs) == 1 and verbs[0] == len(kept) - 1 and clause[0].kind != "l"
        if verbs and verbs[0] > 0 and (kept[verbs[-1]].kind in "gf" or done):
            objects = list(takewhile(lambda t: t is kept[0] or t.kind != "m", kept[: verbs[0]]))  # 出口从7月起回升
        thread.object = self._without_course(self.phraser.text(self.phraser.head(objects)))
        vague = next((word for word in self.lists["vague_objects"] if thread.object.endswith(word)), None)
        if vague is not None:  # 规模再创历史新高，比上年增加…
            thread.object = thread.actor if verbs else _REACHING.sub("", thread.object.removesuffix(vague))
        if verbs and verbs[0] > 0 and kept[-1].kind in "gf":  # 财政收入实现翻倍增长，从…
            at = next(i for i, t in enumerate(kept) if t.kind in "cvlegf" or (i and t.kind == "m"))
            thread.subject = thread.base = self.phraser.text(self.phraser.strip(kept[:at])) or thread.subject
        if verbs and kept[verbs[-1]].kind == "v" and thread.object:
            thread.objects[kept[verbs[-1]].word] = thread.object
        thread.had_figure = False
        thread.verb = ""

    def _without_course(self, said: str) -> str:
        """A clause's subject without how it fared: 经营主体 of 经营主体增量提质."""
        if not said.endswith(self.courses):
            return said
        return said.removesuffix(next(word for word in self.courses if said.endswith(word)))

    def industry_of(self, sentence: Sentence) -> str:
        """The industry or group that a sentence opens with."""
        told = dropwhile(lambda t: t.kind in "t,", sentence.tokens)
        return self._industry(list(takewhile(lambda t: t.kind not in ",;:", told)))

    def _industry(self, clause: list[Token]) -> str:
        """The industry or group that a clause opens with or does something to: 推动汽车产业提质."""
        words = list(dropwhile(lambda t: t.kind in "tdlvwgb", clause))
        run = list(takewhile(lambda t: t.kind in "nN", words))
        at = next((n for n, t in enumerate(run) if t.word.endswith(self.industries)), -1)
        named = "".join([t.word for t in run[: at + 1]])
        return named if 3 < len(named) <= (6 if named.endswith(("集团", "公司")) else 12) else ""

    @staticmethod
    def _affected(kept: list[Token]) -> int:
        """Where a clause ends its subject that only tells why it changed or what it surpassed; 0 where it does not."""
        words = ("受",) if kept[-1].word == "影响" else ("超过", "超过了") if kept[-1].word.endswith("水平") else ()
        return next((n for n, t in enumerate(kept) if n and t.word in words and kept[n - 1].kind in "nN"), 0)

    def _leading(self, kept: list[Token]) -> int:
        """Where the measure ends in a clause that only says that it is the most, or passed a mark: 增幅最大，达6.3%."""
        if kept[-1].word in self.lists["levels_reached"]:
            passed = len(kept) - 1 if kept[-1].word in self.lists["passed"] else 0
            return next((n for n, t in enumerate(kept) if t.kind in "cvlegf"), passed)
        last = kept[-2] if len(kept) > 2 else None
        most = kept[-1].word.startswith("最")
        return len(kept) - 1 if last is not None and most and last.word in self.lists["growth_nouns"] else 0

    # -- one figure ----------------------------------------------------------------------------------------------

    def indicator(self, member: Member, frame: Frame, thread: Thread) -> tuple[str, bool]:
        """The phrase, and whether the figure's own clause names it."""
        rule = frame.rule
        assert rule is not None
        phraser = self.phraser
        done_to = any(t.word == "对" for t in member.left)
        tail = phraser.text(phraser.tail(frame.parts.get("TAIL", []), done_to))
        said = self._without_members(frame.parts.get("HEAD", []), member.figure, bool(tail))
        changes = rule.measure == "growth"  # 甲、乙等下降3%: what fell, no examples of it
        parted = any(t.kind == "h" for t in member.left[:1])  # 其中司机、快递员等623人: the part is named by them
        whole = changes or (parted and not tail)
        tokens = phraser.head(said if whole else self._without_examples(said, bool(tail)))
        attribute = rule.indicator.startswith("{TAIL}") and rule.figures == "count"
        if attribute and tokens and tokens[-1].kind == "v" and len(tokens) > 1:  # 取消336亿元的茶税
            attribute, tail = False, tokens[-1].word + phraser.text(phraser.noun_phrase(frame.parts["TAIL"]))
            tokens = []
        if attribute:  # 组建总规模30亿元的基金: the verb is done to the tail, and what the tail does is no part of it
            while len(tokens) > 1 and tokens[0].kind in "vl":
                tokens = tokens[1:]
            tail = phraser.text(phraser.noun_phrase(frame.parts["TAIL"]))
        given = next((n for n, t in enumerate(tokens) if n and t.word in self.giving), 0)
        tokens = tokens[given:]  # who gives is no part of what is counted
        if attribute and (tail in _AIMED or (not tokens and tail.startswith(_AIMED))):  # 提出全年减排3万吨的目标
            set_at = next((n for n in range(len(tokens) - 1, 0, -1) if tokens[n - 1].word in _SETTING), 0)
            tail, tokens = "", phraser.strip(tokens[set_at:]) or tokens
            attribute = False
        head = phraser.text(tokens)
        if rule.id == "share" and said and said[0].kind in "ly" and said[-1].kind == "x":  # 具有博士学位的占78%
            head = thread.subject + phraser.text(said[:-1])
        if member.planned:
            named = phraser.text(member.left)
            if named.endswith(PLANS):
                return phraser.clean(self._subject(frame, thread) + named), True
            return phraser.text(phraser.strip(member.left)) or self._subject(frame, thread), True
        if head.startswith("超") and head.endswith(PLANS):  # 新增床位230张、超年度计划15%
            head = thread.subject + head
        takes_tail = "{TAIL}" in rule.indicator and tail != ""
        acted = ""  # what the figure's verb tells of, which was counted before
        unit = member.figure.figure.unit if member.figure.figure else ""
        beside = member.left or member.before[-1:]
        among = [t.word for t in beside] in (["中"], ["中有"], ["里"])  # 770名学员中690人找到工作
        among = among or (bool(thread.among) and [t.word for t in member.left] in (["有"], ["已有"]))
        parts = parted or among or not member.left
        if (
            takes_tail
            and tail
            and parts
            and thread.had_figure
            and (unit == thread.unit or among)
            and (among or all(t.kind in "dvlx" or t.word in ("被", "获") for t in frame.parts["TAIL"]))
        ):
            acted = thread.of_whole or thread.among or thread.thing
            tail = acted + tail  # 建成活动室11个，其中7个已投入使用
        elif takes_tail and self._attends(member, frame, tokens):
            tail = self._attended(frame, thread) + tail
        own = bool(head) or bool(tail and takes_tail)
        ratio = rule.figures == "ratio"
        if tokens and tokens[0].word == "用于" and thread.within:  # 国民收入中，用于消费的部分
            head = thread.within + head
        elif not attribute:
            head = self._restored(member, tokens, head, tail if takes_tail and not ratio else "", thread, ratio)
        if thread.parted and own and head and not takes_tail:
            head = self._with_measure(head, member, thread, changes)
        subject = self._subject(frame, thread)
        points = member.figure.figure is not None and member.figure.figure.unit.endswith("百分点")
        if points and thread.share and not tokens:  # 会员占36%，比上年提高1个百分点
            subject = thread.share
        reached = not tokens and unit == thread.unit and "C" in frame.symbols  # 新增社团3个、达到14个
        if reached or any(t.word in ("累计", "总数", "总量", "累计达") for t in member.left):
            subject = self._not_new(subject)
        if any(t.word in self.lists["sums"] for t in member.left):  # 户均发放600元，共计36万元
            subject = _per_head_removed(subject)
        if thread.ranked and unit in ("位", "名") and rule.measure == "growth" and not tokens:
            subject = thread.ranked  # 位列创新城市第40位，比上年上升3位
        if rule.figures == "rank" and not thread.had_figure:
            framed = self._ranked_among(member.left) if frame.parts.get("WHOLE") else ""
            subject = framed or thread.actor or subject  # 在全省考评中位列农业系统第2名
        elif rule.figures == "rank" and not tokens and thread.grew and member.mark == "、" and not member.opens_change:
            grew = thread.grew.removesuffix("增速").removesuffix("增长")
            subject = grew + "增速"  # 技改投资增长6%、居全市第3位
        ratio_unit = unit == "%"
        again = not tokens and not tail and thread.had_figure and unit == thread.unit
        done = [t for t in member.left if t.kind not in "dti("] if again else []
        if len(done) == 1 and done[0].word in self.lists["carried_out"] and thread.thing:
            head = subject = done[0].word + thread.thing  # 提出建议11万条，实施4万条
        values = {
            "RATED": phraser.text(frame.parts.get("B", [])),
            "HEAD": head or ("" if takes_tail and rule.measure != "share" else subject),
            "TAIL": tail.removeprefix("为").removeprefix("是"),
            "WHOLE": self._whole(member, frame, thread),
            "SUBJECT": (head if "{EFFECT}" in rule.indicator else "") or subject,
            "VERB": subject if tail.startswith(("为", "是")) else self._list_verb(member, thread),
            "EFFECT": "".join(t.word for t in frame.parts.get("E", [])[-1:]),
            "CHANGE": (self.in_terms(member) or (thread.deflated if changes and ratio_unit else ""))
            + self.change(frame, named=rule.id == "change-figure-noun"),
        }
        phrase = _RANKED.sub(r"\1", self._formed(member, frame, thread, values))
        if thread.about and len(phrase) < 7 and phrase.endswith(self.vague) and thread.about not in phrase:
            noun = next(word for word in self.vague if phrase.endswith(word))
            phrase = phrase.removesuffix(noun) + thread.about + noun  # 绿化方面，新建3座游园
        if phrase.startswith(("后者", "前者")) and len(thread.listed) > 1:
            phrase = thread.listed[-1 if phrase[0] == "后" else -2] + phrase[2:]
        if thread.scope and member.clause > 0 and len(phrase) < 24 and not phraser.place_in(phrase):
            phrase = thread.scope + phrase
        if thread.without and phrase:  # 扣除迁建项目后，工业投资增长6%
            phrase, thread.without = thread.without + phrase, ""
        if member.aside and member.left[:1] and member.left[0].word in ("比", "较"):
            phrase = thread.subject + phrase
        if (
            phrase == "目标" and unit == "%" and not thread.grew and (thread.object or thread.subject)
        ):  # 抽检合格率稳步上升，要求不低于97%
            phrase = thread.object or thread.subject
        if not phrase:
            own = False
            phrase = (
                phraser.clean(phraser.text(member.left) + phraser.text(member.right)) or thread.object or thread.actor
            )
        each = phraser.text(frame.parts.get("EACH", []))
        phrase = phrase if each in phrase else phraser.clean(phrase + each)  # 标准从每人每月136元提高到150元
        thread.ranked = _PLACE_IN.sub(r"\1排名", phrase) if rule.figures == "rank" else ""
        self._remember(member, frame, thread, tokens, head, tail, phrase)
        thread.thing = acted or thread.thing
        if thread.each and own and all(t.kind in "nNk" for t in tokens) and not phrase.endswith(self.measures):
            phrase = thread.subject = thread.base = phraser.clean(phrase + thread.each)
        told = phrase.startswith(thread.divided) or any(measure in phrase for measure in self.measures)
        if thread.divided and not told:
            phrase = phraser.clean(thread.divided + phrase)
        return phrase or "（未指明）", own

    def _attends(self, member: Member, frame: Frame, tokens: list[Token]) -> bool:
        """Whether a clause tells only who took part: ，96名职工参赛, ，来自8个县的96名职工参赛, ，吸引96名职工参赛."""
        if tokens and not (len(tokens) == 1 and tokens[0].word in ("吸引", "动员", "发动")):
            return False
        alone = member.first or (member.before[-1].word == "的" and not member.left)
        return alone and member.mark != "、" and frame.parts["TAIL"][-1].word in self.lists["attended"]

    def _attended(self, frame: Frame, thread: Thread) -> str:
        """What those took part in who are counted right after: 组织羽毛球赛，96名职工参赛."""
        topic = _HELD_IN.sub("", _HELD_BY.sub("", thread.topic or self.previous()))
        rated = thread.counted_before and topic.endswith("率")
        topic = self.without_measure(_RATE.sub("", thread.subject) if rated else topic).removeprefix("用于")
        topic = topic.rsplit("的", 1)[-1] if thread.counted_before else topic  # 举办20个工种的比武
        served = frame.parts["TAIL"][-1].word in self.lists["served"]
        vague = topic in self.lists["empty"] or topic in _PER_HEAD
        vague |= thread.counted_before and not served and not topic.endswith(self.joined)
        return "" if vague or len(topic) > _LONGEST_TOPIC else topic

    def _whole(self, member: Member, frame: Frame, thread: Thread) -> str:
        """What a share, rank or rate is of."""
        assert frame.rule is not None
        said = frame.parts.get("WHOLE", [])
        if "B" in frame.parts:
            return self.phraser.clean(self.phraser.text(said))
        whole = self.phraser.text(self.phraser.strip(said) or said)  # 占计划的60%
        if frame.rule.figures == "rank":  # 从全国第9位升至第7位
            whole = thread.whole = whole or thread.ranked_in or (thread.whole if member.ends_change else "")
        ranked = frame.rule.figures == "rank" and not frame.parts.get("WHOLE") and thread.whole == ""
        if (frame.rule.id == "share" or ranked) and not whole and thread.within.startswith("在"):
            whole = thread.within[1:]  # 在技术能手中，女职工占31%
        elif ranked and not whole and not self.phraser.text(self.phraser.head(frame.parts.get("HEAD", []))):
            whole = self._ranked_among(member.left) or thread.within
        figure = member.figure.figure
        ratio = figure is not None and figure.dimension == "ratio"
        return whole or ("比" if frame.rule.id == "share" and ratio else "")

    def _ranked_among(self, left: list[Token]) -> str:
        """`在“十佳茶馆”榜单中位列第7位`: among whom a clause ranks, without what only tells of the list."""
        opened = next((n for n, t in enumerate(left) if t.word == "在"), None)
        closed = next((n for n, t in enumerate(left) if t.word == "中"), None)
        if opened is None or closed is None or closed < opened + 2:
            return ""
        of = max((n for n in range(opened, closed) if left[n].kind == "x"), default=opened)
        return self.phraser.text(left[of + 1 : closed])

    def _formed(self, member: Member, frame: Frame, thread: Thread, values: dict[str, str]) -> str:
        """The phrase that a construction makes of its parts, or that the list or clause around it makes instead."""
        assert frame.rule is not None
        if frame.rule.id.startswith("effect"):
            thread.effect = values["SUBJECT"] + values["EFFECT"]
        elif member.mark != "、":
            thread.effect = ""
        listed = thread.effect and member.mark == "、"
        if listed and not member.left:  # 惠及12个村、3200户
            return self.phraser.clean(thread.effect + values["TAIL"])
        if listed and all(t.kind in "nN" for t in member.left):  # 覆盖企业12家、职工320人
            return self.phraser.clean(thread.effect + values["HEAD"].removeprefix(thread.effect))
        said = self._threshold(member) or self.phraser.clean(frame.rule.indicator.format(**values))
        counts = member.figure.figure is not None and member.figure.figure.dimension in ("count", "person")
        said = said.removesuffix("占") if frame.rule.id == "share" and counts else said  # 茶社137家，县级占112家
        reached = frame.parts.get("C", []) and frame.parts["C"][-1].word.endswith(("到", "至"))
        noun = frame.parts.get("TAIL", [])[:1]
        counted = member.figure.figure is not None and member.figure.figure.dimension == "count"
        if (
            reached
            and counted
            and noun
            and noun[0].kind in "nN"
            and len(frame.parts["TAIL"]) < 3
            and "X" not in frame.symbols
        ):
            thing = self.phraser.text(frame.parts["TAIL"])
            return said if said.endswith(thing) else self.phraser.clean(said + thing)  # 试点扩大到20个县
        return said

    def _without_examples(self, head: list[Token], tail: bool) -> list[Token]:
        """`出台甲、乙、丙等30项政策`: the examples before 等 are no part of what is counted."""
        coordinated = tail and bool(head) and head[-1].kind == "j"
        if not head or not (coordinated or head[-1].word in ("等", "等等")):
            return head
        verbs = [i for i, t in enumerate(head) if t.kind == "v"]
        marks = [i for i, t in enumerate(head) if t.kind in "、j"]
        if tail:  # not 改扩建 in 机场改扩建、跨江通道等9个工程
            return head[: verbs[0] + 1] if verbs and verbs[0] < min(marks, default=len(head)) else []
        return [] if not verbs and any(t.kind == "、" for t in head) else head

    def _without_members(self, head: list[Token], figure: Token, tail: bool) -> list[Token]:
        """`新增甲、乙、丙3个城市`: as many names as the figure says are its members, not its name."""
        mention = figure.figure
        marks = sum(t.kind in "、j" for t in head)
        if not tail or mention is None or not marks or mention.value != marks + 1:
            return head
        verbs = [i for i, t in enumerate(head) if t.kind == "v"]
        return head[: verbs[0] + 1] if verbs else []

    def _threshold(self, member: Member) -> str:
        """`占比超过10%的有44种`: the threshold names what is counted."""
        kinds = "".join(t.kind for t in member.left if t.kind not in "dt")
        if member.mark or not member.before or member.before[-1].kind != "x" or kinds not in ("y", "c"):
            return ""
        return self.phraser.clean(self.phraser.text(self.phraser.strip(member.before)))

    def _restored(self, member: Member, tokens: list[Token], head: str, tail: str, thread: Thread, ratio: bool) -> str:
        """A bare head with the noun, verb or award that an earlier member of its sentence had."""
        if not tokens:
            return head
        unit = member.figure.figure.unit if member.figure.figure else ""
        restored = self._award_head(head, thread) or self._meant(member, head, thread)
        if restored:
            return restored
        if (head == "后者" and thread.listed) or (head == "前者" and len(thread.listed) > 1):
            return thread.listed[-1 if head == "后者" else -2]
        if (of_industry := self._of_industry(member, tokens, head, thread)) != "":
            return of_industry
        worked = head.removeprefix("吸纳").removeprefix("带动") in self.lists["staff"]
        if worked and thread.subject.endswith(self.employers) and thread.had_figure:
            return _HAVING.sub("", thread.subject) + head  # 商场12家，从业人员300人
        if thread.had_figure and member.left[:1] and member.left[0].word == "对" and head.endswith("贡献率"):
            return thread.subject + "对" + head
        ratio_of = _RATIO_TO.search(self.phraser.text(member.left)) if unit == "%" and thread.had_figure else None
        if ratio_of:
            return thread.subject + ratio_of[1]  # 茶业投入6亿元，与农业产值之比为2%
        if thread.summed and head in _PER_HEAD and member.figure.figure and member.figure.figure.unit == "元":
            spent = thread.summed in self.lists["spent"]  # 投入90万元，改造茶屋30间，每间3万元
            return (thread.subject if spent else thread.summed) + head  # 筹集资金900万元，走访3000户，户均3000元
        pointed = any(t.kind == "o" and t.word.startswith("这") for t in member.left)
        if (
            pointed and thread.share and head.removeprefix("一") in ("比例", "比重", "占比")
        ):  # 占销量的31%，上年这一比例是28%
            return thread.share
        if head.startswith("相当于") and thread.had_figure and unit == "%" and len(thread.subject) <= _LONGEST_TOPIC:
            return thread.subject + head  # 财政收入6371亿元，相当于生产总值的比重由10.7%上升为17.1%
        if self.phraser.is_relational(tokens):
            return self._with_base(member, head, thread)
        if member.mark == "、" and tokens[0].kind == "k" and (of_bounds := self._bounded(thread)):
            return of_bounds + head
        shares = member.mark == "、" and len(tokens) == 2 and tokens[1].word in ("占比", "比重")
        if shares and thread.told and tokens[0].word.endswith(("量", "额", "数", "装机", "投资")):
            return (
                self.phraser.text(self.phraser.strip(thread.told[-1][0])[:-2]) + head
            )  # 清洁能源装机占比五成、发电量占比四成
        placed = bool(member.left) and member.left[0].word == "在" and tokens[-1].word in ("占比", "比重")
        if placed and thread.had_figure and thread.subject:  # 经济总量占全国7%，在北方占比20%
            return thread.subject + head
        if head.startswith("每") and len(head) <= 6 and not head.startswith("每股"):
            told = thread.thing if thread.had_figure and not thread.opened else ""
            return (told or thread.object or ("" if thread.opened else thread.subject)) + head
        if (each := self._for_each(head, thread)) and each not in head:
            return each + head
        of_unit = thread.things.get(unit, "")
        same = unit == thread.unit or (of_unit != "" and thread.subject.endswith(of_unit))
        sister = self._sister(head, thread) if same else ""
        whole = thread.of_whole if thread.parted else thread.among or thread.within.removeprefix("在")
        person = member.figure.figure is not None and member.figure.figure.dimension == "person"
        class_ = person and (head in self.lists["person_classes"] or head.endswith(("岁以下", "岁以上")))
        counts = member.figure.figure is not None and member.figure.figure.dimension == "count"
        placed = thread.parted and re.fullmatch("[\u4e00-\u9fff]{2,3}[省市县区](?:内|外)?", head) is not None
        beside = unit == thread.unit or (placed and unit == thread.measured[1])
        class_ |= counts and beside and (placed or head in self.lists["place_parts"])  # 活动室9个，其中城市3个
        class_ = class_ or (unit == thread.unit and head.endswith("类"))  # 40处滑坡中，三类6处
        if whole and not tail and not sister and class_ and head not in whole and not thread.measured[0]:
            return self._bare(whole) + head  # 医护人员930人，其中博士7人
        if head in self.lists["part_classes"] and thread.noun and not tail and not sister:
            return head + thread.noun
        of_them = thread.thing if thread.parted and unit == thread.unit else ""
        if (
            of_them
            and not tail
            and not ratio
            and unit != "%"
            and member.left
            and member.left[-1].word == "的"
            and of_them not in head
        ):
            return head + self._bare(of_them)  # 服务点280个，其中通宵开放的16个
        restored = sister or (
            ""
            if any(t.kind == "l" for t in member.left) or _is_deed(tokens)
            else self._fuller(head, thread)  # 改善灌溉面积 is no 新增…
        )
        if restored:
            return restored
        deed = len(tokens) == 1 and tokens[0].word in self.deeds  # 生产油缸41万只，销售40万只
        if not tail and (deed or all(t.kind in "vledwgr" or t.word in self.amounts_told for t in tokens)):
            if thread.opened and tokens[0].word in _PER_HEAD:
                return head
            thing = thread.things.get(member.figure.figure.unit if member.figure.figure else "", thread.thing)
            if thread.of_whole and member.mark == "," and unit == thread.unit and thread.listing:
                thing = thread.of_whole
            if member.mark == "、" and not member.left:
                thing = thread.thing or thing  # 家财险承保3万户，赔付120户、90万元
            figure = member.figure.figure
            if thing.endswith(self.funds) and figure is not None and figure.dimension not in ("money", "ratio"):
                thing = ""  # 筹集资金900万元，走访3000户
            if (thread.had_figure or thread.parted) and thing and not ratio:
                verb = self.phraser.text([t for t in tokens if t.word not in self.wholes])
                if any(len(t.word) > 1 and t.word in thing for t in tokens[1:]):  # 举办培训班20期，参加培训1400人次
                    return head
                if thing in self.relational and any(t.word in ("比", "较") for t in member.left):
                    return thread.subject + verb  # 余额54亿元，比年初新增5亿元
                done = next((word for word in self.deeds if deed and thing.startswith(word)), "")
                traded = next((word for word in self.lists["traded"] if deed and thing.endswith(word)), "")
                return _joined(verb, thing.removeprefix(done).removesuffix(traded))  # 茶饼生产1126吨，销售1083吨
            done_to = next((thread.objects[t.word] for t in tokens if t.word in thread.objects), "")
            base = done_to or thread.actor or thread.object
            return base + head if base != head else head
        if tokens[0].word == "拉动" and member.first and thread.had_figure and len(tokens) > 1:
            return self.without_measure(thread.subject) + head
        if tokens[0].word == thread.inner_verb and member.first and thread.verb_clause == member.clause - 1:
            return thread.actor + head
        if member.mark == "、" and head.endswith(self.per_unit):
            per = PER_UNIT.match(thread.subject)  # 单位产值能耗下降4%、碳排放下降6%
            return (per[0] if per and not head.startswith(per[0]) else "") + head
        if unit == "元" and not tail and (about := self._spent_on(member, head, thread)):
            return about + head
        also = unit == thread.unit == "%" and member.mark == "," and not tail
        if also and (rated := self._rated(tokens, thread)):
            return head + rated
        noun = bool(member.left) and tokens[0].kind in "nNk" and not tail
        named = bool(member.left) and tokens[-1].kind in "nN" and not tail
        listed = noun and member.mark == "、" and thread.verb_clause == member.clause
        if listed and thread.per:
            return thread.per + head
        if (noun or named) and member.mark == "、" and thread.owner and unit == thread.unit:
            return thread.owner + head  # 市属企业完成技改投资5亿元、出口1亿元
        # 集聚人才30名、实施项目5项、转化成果8项
        acts = noun and (member.left[0].kind == "l" or self._is_deed(tokens))
        acts = acts or any(t.word.endswith("在") and t.kind == "d" for t in member.left)  # 茶农稳定在6000人
        if listed and not acts and not head.endswith(self.unshared) and thread.verb not in head:
            return (thread.modifier if thread.modifier and "的" not in head else thread.verb) + head
        return head

    def _spent_on(self, member: Member, head: str, thread: Thread) -> str:
        """What bare spending is for, told before it: 茶屋改造93户，投入资金76万元."""
        payer = next((head.removesuffix(word) for word in self.lists["spent"] if head.endswith(word)), None)
        if payer is None or not member.first or (payer and not payer.endswith(("财政", "政府", "国家"))):
            return ""
        counted = thread.had_figure and thread.unit not in ("元", "%")
        told = thread.actor if thread.object.startswith("到") else thread.object
        about = thread.thing if counted else "" if thread.had_figure else told
        spent = about.endswith((*self.lists["spent"], *self.funds)) or about in self.lists["empty"] or "、" in about
        return about if 2 < len(about) <= _LONGEST_PURPOSE and not spent else ""

    @staticmethod
    def _rated(tokens: list[Token], thread: Thread) -> str:
        """`公办茶校持证率99%，公办小学97%`: what the second is measured by, as the first was."""
        said = [t for t in (thread.told[-1][0] if thread.told else []) if t.kind in "nNk"]
        n = len(tokens)
        alike = len(said) > n and (said[0].word == tokens[0].word or said[n - 1].word == tokens[-1].word)
        if alike and said[-1].word.endswith(("率", "面", "度")) and all(t.kind in "nN" for t in tokens):
            thread.rated = "".join(t.word for t in said[n:])
        elif not thread.rated or not thread.subject.endswith(thread.rated):
            return ""
        own = tokens[-1].word.endswith(("率", "面", "度"))
        return thread.rated if sum(len(t.word) for t in tokens) > 3 and not own else ""

    def owned(self, measure: str, thread: Thread) -> str:
        """A bare measure that a list deals to, with what was counted before: 余额、增量分别居第二位、第一位."""
        grown = self.growth.of(thread.base, beyond=1)
        base = thread.base.removesuffix(grown) if thread.had_figure else ""
        base = base.removesuffix(next((word for word in reversed(self.measures) if base.endswith(word)), ""))
        whole = measure in self.relational and base and measure not in base and len(base) <= _LONGEST_TOPIC
        return base + measure if whole else measure

    def _bounded(self, thread: Thread) -> str:
        """What the bounds of a list are of: 占比超过一成的有44种、超过两成的有23种."""
        for said, _ in reversed(thread.told):
            before = list(takewhile(lambda t: t.kind != "k" or t.figure is None, said))
            if before and len(before) < len(said):
                return self.phraser.text(self.phraser.strip(before))
        return ""

    def _of_industry(self, member: Member, tokens: list[Token], head: str, thread: Thread) -> str:
        """`石化产业加快转型，产值300亿元`, `…，骨干企业110家`: what is told of the industry before."""
        whole = head in self.lists["turnover"]
        firms = head.endswith("企业") and len(head) <= 8 and all(t.kind == "n" for t in tokens)
        if not whole and not firms:
            return ""
        alone = member.clause == 0 and member.first and whole
        industry = thread.industry or (self.led() if alone else "")
        if not industry or (thread.had_figure and (firms or not thread.subject.startswith(industry))):
            return ""
        return industry + head.removeprefix("产业" if industry.endswith("产业") else "")

    def _meant(self, member: Member, head: str, thread: Thread) -> str:
        """`南门泵站三期工程开工，该工程总投资2亿元`: what 该工程 stands for, with what is told of it."""
        at = next((n for n, t in enumerate(member.left[:-1]) if t.word in ("该", "此", "这一", "这个")), None)
        noun = member.left[at + 1].word if at is not None else ""
        if not noun or not head.startswith(noun):
            return ""
        told = (thread.actor, thread.object, thread.subject, self.doer())
        named = (one[: one.rindex(noun) + len(noun)] for one in told if noun in one)
        whole = next((one for one in named if one != noun), "")
        return whole + head[len(noun) :] if whole and len(whole) <= _LONGEST_TOPIC else ""

    def _for_each(self, head: str, thread: Thread) -> str:
        """What was counted, of which a head tells for each: 组织体检800人，人均花费350元."""
        units = next((group[1:] for group in self.per_head if head.startswith(group[0]) and len(head) <= 6), ())
        return next((thread.things[unit] for unit in units if thread.things.get(unit)), "")

    def _with_base(self, member: Member, head: str, thread: Thread) -> str:
        """A bare measure word with the noun that it measures; 收入总计 measures no single one."""
        if head in ("收入", "支出") and member.left and member.left[-1].word in ("总计", "合计"):
            return head + member.left[-1].word
        for one, other in (("支出", "收入"), ("收入", "支出")):
            if head == one and thread.subject.endswith(other) and len(thread.subject) > 2 and thread.opened:
                return thread.subject.removesuffix(other) + one  # 基金收入3亿元；支出2亿元
        met = thread.object.endswith(("会", "会议", "仪式", "典礼"))  # what a meeting tells is of no meeting
        left = thread.actor if head in self.accounts else thread.object  # 集团统筹防汛与生产，实现营业收入…
        base = (thread.base if thread.had_figure else "") or left or thread.base or thread.actor
        base = "" if met and not thread.had_figure and head not in self.accounts else base
        alone = not thread.had_figure and head in _TOTALS  # 经营主体稳中有进。总量达9万户
        if not base and (alone or any(t.kind == "o" for t in member.left)):  # 这个比重，1978年为17.4%
            base = self.previous()
        if not base and (told := self.doer()).endswith(self.works):
            base = told  # 白塘大桥今天通车。全长2.8公里
        if thread.had_figure and thread.counted_object and thread.actor and thread.verb_clause == member.clause - 1:
            base = thread.actor
        grown = head in self.lists["growth_nouns"]  # 财政收入 and its 增幅, 利润总额 and its 降幅
        if head == "进出口" and self.without_measure(base) != base:
            return head  # 投资下降2%，进出口下降4%
        by_form = head not in self.relational and head.endswith("率")
        if by_form and (done_to := _done_to(thread.told, head[:-1])):
            return done_to + head  # 签订用水协议60份，签订率八成
        if base.endswith(self.own_rates) and not head.endswith(("率", "点")) and not grown:
            return head  # 失业率4%，进出口增长6%
        own = not base or base.endswith("率") or len(base) > _LONGEST_TOPIC or "、" in base
        said = head[:2] in base or head[:1] in base[-2:]  # 审执结…，结案率
        if thread.verb in self.lists["traded"]:
            base = base.removeprefix(thread.verb)  # 销售茶饼1083吨，年末库存97吨
        if by_form and (own or said or not thread.had_figure):
            return head  # a rate by its form alone
        rates = head.endswith("率") and thread.subject.endswith("率")
        if head.endswith("度") and base.endswith("率"):  # 出勤率96%，满意度98%
            owner = self.without_measure(base)
            base = owner if owner != base else ""
        measured = self.without_measure(thread.subject) != thread.subject
        owned = thread.parted and measured and not head.endswith((*self.persons, "教师"))  # 其中，央企收入8亿；利润1亿
        cropped = thread.opened and head in self.lists["yields"] and thread.subject.endswith("面积")
        if not base and cropped:  # 播种面积3万公顷，增加2千公顷；产量8万吨
            base = thread.subject
        if not base and (head.startswith("总") or owned or rates):
            # 棉花面积12万亩，其中长绒棉5万亩、细绒棉7万亩；总产量…
            base = thread.of_all if thread.parted and thread.listing and thread.of_all else thread.subject
        elif head.startswith("总") and thread.parted and thread.listing and thread.of_all:
            base = thread.of_all  # 接收捐赠64万元，其中现金41万元、实物23万元，总额增长一成
        if head.startswith(self.totals) or head[2:].startswith(self.totals):
            base = _examples_removed(_per_head_removed(self._not_new(base)))
        beside = (*self.accounts, *self.staff) if head in self.accounts else self.accounts
        if not grown:
            base = base.removesuffix(next((word for word in beside if base.endswith(word)), ""))
        if not base or base == head or (base in self.relational and not grown):
            return head
        if base.endswith(head):
            return base
        if base.endswith(head[:2]) and len(head) > 2 < len(base):  # 电子卡订单, and its 订单金额
            return base + head[2:]
        if head.endswith("率") and base.startswith(head[:-1]):
            base = base.removeprefix(head[:-1])  # 办结案件118件，办结率98%
        if base.endswith("率") and head.endswith("率") and len(head) > 2:  # 建会率, and 入会率 beside it
            owner = self.without_measure(base)
            return owner + head if owner != base else head  # 车险赔付率, and its 费用率
        if head.endswith(("支出", "结余")):  # 基金总收入, and its 总支出 and 结余
            base = base.removesuffix("收入").removesuffix("总")
        kept = head.startswith("总") and base.endswith(
            ("收入", "支出", "投资", "产值", "存款", "贷款")
        )  # 财政收入, its 总额
        kept = (
            kept or grown or (head in ("占比", "比重") and not base.endswith(("占比", "比重")))
        )  # 水利投资增长6%，占比三成
        kept = kept or ((head.endswith("金额") or head == "笔数") and not base.endswith("额"))
        kept = kept or (head == "余额" and base.endswith(("贷款", "存款")))
        return base + head if kept else self.without_measure(base) + head

    def _with_measure(self, head: str, member: Member, thread: Thread, changes: bool) -> str:
        """`粮食产量98万吨。其中，稻谷39万吨`: a part has the measure of the whole, where it has the whole's unit."""
        figure = member.figure.figure
        measure, unit = thread.measured
        same = figure is not None and (
            figure.unit == unit or (figure.dimension == "ratio" and (thread.had_figure or changes))
        )
        persons = not measure.endswith("数") and head.endswith(self.persons)
        named = persons or head.endswith(self.kinds) or any(t.kind in "vlxe" for t in member.left)
        return head if not measure or not same or named else head + measure

    def measure_of(self, indicator: str) -> str:
        """The measure word that an indicator ends in: 产量 of 粮食产量."""
        measure = self.carried.of(indicator)
        if not measure:
            rate = _RATE.search(indicator)
            return rate[0] if rate else ""
        short = measure.removeprefix("总")  # of a 总产量 a part is a 产量, of a 总量 none
        return short if short == measure or short in self.measures else ""

    def without_measure(self, base: str) -> str:
        """A carried subject without its own measure word: 货物进出口总额 before 增速."""
        measure = self.carried.of(base, beyond=2)
        return base.removesuffix(measure) if measure else base

    @staticmethod
    def _fuller(head: str, thread: Thread) -> str:
        """`开展水费改革试点，试点扩大到20个县`: the second names the first short."""
        if not 1 < len(head) <= 4 or head.startswith(("出口", "进口")):
            return ""
        return next((said for said in (thread.object, thread.subject) if said.endswith(head) and said != head), "")

    def _bare(self, thing: str) -> str:
        """Without the word that sums it up: 服务点 of 服务点总量."""
        summed = next((word for word in self.totals if thing.endswith(word) and thing != word), "")
        return thing.removesuffix(summed)

    def _not_new(self, base: str) -> str:
        """All of what was counted as new: 便民服务点 of 全市新设便民服务点."""
        scope = _EVERYWHERE.match(base)
        rest = base[scope.end() :] if scope else base
        new = next((word for word in self.lists["new"] if rest.endswith(word) and rest != word), "")
        rest = rest.removesuffix(new)  # 停车位新建500个，总数达…
        old = next((rest[len(w) :] for w in self.lists["new"] if rest.startswith(w)), rest)
        return (scope[0] if scope else "") + old

    def _sister(self, head: str, thread: Thread) -> str:
        """`城镇人均面积8平方米，农村20平方米`: the second is measured as the first was."""
        for group in self.phraser.parallel:
            if head in group:
                for other in sorted(group, key=len, reverse=True):
                    # 培养本科和专科生584人，研究生17人
                    listed = re.search(f"{other}[和与、]|[和与、]{other}", thread.subject)
                    if other != head and other in thread.subject and thread.subject != other and not listed:
                        return thread.subject.replace(other, head, 1)
        return ""

    def _award_head(self, head: str, thread: Thread) -> str:
        """`重庆五一劳动奖状95个、奖章188个`: the second has the first's scope."""
        for rule in self.elided:
            if head == rule.short and thread.award:
                scope = rule.scope_of(thread.award)
                if scope is not None:
                    return scope + rule.full
        return thread.graded + head if thread.graded and self.grades.search(head) else ""

    def restore_scopes(self, dealt: dict[int, str]) -> None:
        """`省五一劳动奖状、奖章分别为4个和11名`: the second name has the first's scope."""
        before = ""
        for n, name in sorted(dealt.items()):
            rules = (rule for rule in self.elided if name == rule.short)
            full = next((scope + rule.full for rule in rules if (scope := rule.scope_of(before)) is not None), name)
            dealt[n] = before = full

    def _subject(self, frame: Frame, thread: Thread) -> str:
        if "E" in frame.symbols and not thread.had_figure:
            return thread.object or thread.actor or thread.subject
        if "E" in frame.symbols and thread.subject.endswith("率"):  # 普及率达到95%，受益群众12万人
            measured = self.without_measure(thread.subject)
            return "" if measured == thread.subject else measured
        return thread.subject or thread.object or thread.actor or thread.divided or self.previous()

    def predicate(self, frame: Frame) -> str:
        """What a frame says of each noun that its figures are dealt to: 增长, 完成计划."""
        if "B" in frame.parts:
            return self.phraser.text(frame.parts["B"]) + self.phraser.text(frame.parts["WHOLE"])
        return self.change(frame) if frame.rule and "{CHANGE}" in frame.rule.indicator else ""

    def change(self, frame: Frame, named: bool = False) -> str:
        """The word of a rise, for the end of its indicator; with `named` that of a fall too."""
        words = [t.word for t in frame.parts.get("G", []) or (frame.parts.get("F", []) if named else [])]
        return words[-1] if words else ""

    def in_terms(self, member: Member) -> str:
        """实际 or 名义 before a rise, which says another thing with it: 收入增长8%，实际增长6%."""
        at = next((n for n, t in enumerate(member.left[:-1]) if t.word in self.lists["in_terms"]), None)
        if at is None and any(t.word.startswith("扣除") for t in member.left):
            taken = _DEFLATED_BEFORE.search("".join([t.word for t in member.left]))
            return taken[0] if taken else ""
        return member.left[at].word if at is not None and member.left[at + 1].kind == "g" else ""

    @staticmethod
    def _list_verb(member: Member, thread: Thread) -> str:
        return thread.verb if member.mark == "、" and thread.verb_clause == member.clause else ""

    def _remember(
        self, member: Member, frame: Frame, thread: Thread, tokens: list[Token], head: str, tail: str, phrase: str
    ) -> None:
        """Keep what the next clause may leave out."""
        raw_head = frame.parts.get("HEAD", [])
        if member.first:
            self._note_actor(raw_head, thread)
            thread.owner = self._owner(member.left)
        if member.mark != "、":
            having = next((n for n, t in enumerate(tokens) if t.kind == "y"), -1)
            per = self.phraser.text(tokens[: having + 1])
            thread.per = per if "每" in per else ""
        verbs = [t for t in raw_head if t.kind == "v"]
        inner = bool(verbs) and verbs[0] is not raw_head[0] and verbs[-1] is not raw_head[-1]  # 茶农新增1万人
        thread.inner_verb = verbs[-1].word if inner else ""
        thread.told.append((raw_head, frame.parts.get("TAIL", [])))
        if member.mark != "、":
            thread.modifier = self._modifier(raw_head, verbs)
        if (done := self._last_verbs(raw_head)) and frame.rule is not None and frame.rule.id in _OBJECT_RULES:
            thread.verb = done
        elif tokens and (tokens[0].kind == "v" or self._is_deed(tokens)):
            thread.verb = tokens[0].word
        elif verbs:
            thread.verb = verbs[-1].word
        elif member.first:
            thread.verb = ""
        thread.verb_clause = member.clause
        measured = frame.rule is not None and frame.rule.measure in (None, "growth", "level")
        if head and tokens and frame.rule and measured and frame.rule.id not in _OBJECT_RULES:
            noun = self.phraser.clean(head)
            thread.listed.append(phrase if phrase.endswith(noun) else noun)
        elif frame.rule and frame.rule.id == "effect-noun-figure":  # 涵盖单位912个，会员5万人，分别增长
            thread.listed.append(phrase)
        elif frame.rule and frame.rule.id in _OBJECT_RULES and tail:  # 造成186人死亡、793人受伤，分别下降
            thread.listed.append(self.phraser.clean(head + tail))
        rule = frame.rule.id if frame.rule else ""
        rated = head.endswith("率") and all(t.kind in "nNx" for t in member.right)  # 合格率达到95%的企业有12家
        if rule == "part-of-tail" and (rated or tail.endswith("率")):  # 将16%的税率降至13%
            thread.subject = phrase
        counted = rule in _OBJECT_RULES
        new = (head + tail if counted else head) if head else tail if counted else ""
        unit = member.figure.figure.unit if member.figure.figure else ""
        if rule == "share":
            thread.share = phrase
        elif new or (rule in ("rise", "fall") and unit == "%"):
            thread.share = ""
        if rule == "share" and head:
            thread.subject = thread.base = phrase
        elif rule == "part-of-tail" and tail.endswith(("公司", "集团")) and not head.endswith("率"):
            thread.subject = thread.base = thread.actor = self.phraser.clean(tail)  # 公司持股75%的茶业公司实现收入3亿元
        elif new and rule not in ("share", "effect-figure", "part-of-tail"):
            thread.subject = thread.base = self.phraser.clean(new)
            only_done = not counted and all(t.kind in "vl" for t in tokens)  # 捐书9箱，累计捐书28箱
            thread.thing = self._thing(tokens, tail if counted else "") or (thread.thing if only_done else "")
            if thread.thing in self.totals:  # 服务站点新设30个，总量升至280个，其中…的
                thread.thing = self.without_measure(phrase)
            if member.figure.figure is not None and thread.thing:
                thread.things[member.figure.figure.unit] = thread.thing
            counted_nouns = [t.word for t in (frame.parts.get("TAIL", []) if counted else tokens) if t.kind in "nN"]
            noun = counted_nouns[-1] if counted_nouns else ""
            class_ = self.phraser.text(tokens) in self.lists["part_classes"]  # 其中国家级3家, of what was counted
            if not head.startswith(self.part_classes) or (len(noun) > 1 and not class_):
                thread.noun = noun
            thread.counted_object = counted and bool(verbs)
        if head.endswith(self.awards):
            thread.award = head
        elif not head.endswith(("牌", "冠军", "亚军", "季军")):
            thread.graded = thread.thing if thread.thing != tail or counted else ""
        elif not head.startswith(thread.graded):  # 运动员夺得金牌42枚、银牌36枚
            thread.graded = ""
        thread.had_figure, thread.opened = True, False
        if counted and member.right and member.right[-1].word in ("中", "里"):
            thread.among = self.phraser.clean(self.phraser.text(member.right[:-1]))
        thread.beside = thread.beside + 1 if not member.left and not member.mark else 1
        bare = all(t.kind in "vl" for t in tokens)
        thread.listing = member.mark == "、" or (thread.listing and unit == thread.unit and bare)
        thread.unit = unit
        if unit == "元" and not any(word in phrase for word in _PER_HEAD):
            thread.summed = phrase

    def _is_deed(self, tokens: list[Token]) -> bool:
        """Whether a phrase opens with a noun that is the verb of the rest: 改造老旧街区."""
        return len(tokens) > 1 and tokens[0].word in self.deeds and tokens[1].kind in "nN"

    def _last_verbs(self, head: list[Token]) -> str:
        """The verbs right before a figure, which all act on its noun: 改造和新建, 改造建设."""
        run = list(takewhile(lambda t: t.kind in "vj、" or t.word in self.deeds, reversed(head)))
        while run and run[-1].kind in "j、":
            run = run[:-1]
        return self.phraser.text(run[::-1])

    def _modifier(self, head: list[Token], verbs: list[Token]) -> str:
        """What the nouns of a list share, from the verb to its 的: 参加竞赛的 of 参加竞赛的茶厂22家、茶农60名."""
        of = next((n for n in range(len(head) - 1, 0, -1) if head[n].word == "的"), 0) if verbs else 0
        opened = head.index(verbs[0]) if of else 0
        return self.phraser.text(head[opened : of + 1]) if opened < of else ""

    def _thing(self, tokens: list[Token], tail: str) -> str:
        """What was counted, without the verb and scope before it: 普惠托位 of 全市新增普惠托位."""
        while len(tokens) > 1 and tokens[-1].kind in "vled" and tokens[0].kind != "p":  # 讲解员登记82人
            tokens = tokens[:-1]
        at = max((i for i, t in enumerate(tokens) if t.kind in "vlwe" or t.word in self.wholes), default=-1)
        return self.phraser.clean(tail or self.phraser.text(tokens[at + 1 :]))

    def _owner(self, left: list[Token]) -> str:
        """The firms that a clause opens with which tells what they 完成, each of a list."""
        done = next((n for n, t in enumerate(left) if t.word in ("完成", "实现")), 0)
        kept = self.phraser.strip(left[:done])
        named = bool(kept) and kept[-1].word.endswith(self.owners) and all(t.kind in "nN" for t in kept)
        return self.phraser.text(kept) if named else ""

    def _note_actor(self, head: list[Token], thread: Thread) -> None:
        kept = self.phraser.strip(head)
        if not kept or kept[0].kind not in "nNk":
            return
        at = next((i for i, t in enumerate(kept) if t.kind in "vlep"), len(kept))
        if at > 0:
            thread.actor = self.phraser.text(kept[:at])


def _done_to(told: list[tuple[list[Token], list[Token]]], verb: str) -> str:
    """What a sentence last said was done by a verb beside a figure: 用水协议 of 签订用水协议60份."""
    for head, tail in reversed(told):
        part = [*head, *tail]
        at = next((n for n, token in enumerate(part) if token.word.endswith(verb)), None)
        nouns = list(takewhile(lambda t: t.kind in "nN", part[at + 1 :])) if at is not None else []
        if at and not nouns and all(t.kind in "nN" for t in part[:at]):
            nouns = part[:at]  # 粉煤灰综合利用20万吨
        if nouns:
            return "".join(t.word for t in nouns)
    return ""


def _is_attribute(tokens: list[Token], at: int) -> bool:
    """Whether a verb only tells of the noun after its 的: 每百元资产提供的利润."""
    return tokens[at + 1 : at + 2] != [] and tokens[at + 1].word == "的" and at + 2 < len(tokens)


def _examples_removed(phrase: str) -> str:
    """文明镇 of 白塘、青溪等文明镇: the examples are of those that were new."""
    listed, _, of_all = phrase.partition("等")
    return of_all if "、" in listed and len(of_all) > 1 else phrase


def _per_head_removed(phrase: str) -> str:
    """Of 户均发放补贴 what its sum is of."""
    return next((phrase.replace(word, "", 1) for word in _PER_HEAD if word in phrase), phrase)


def _is_deed(tokens: list[Token]) -> bool:
    """Whether a verb stands with what it is done to: 追回欠薪."""
    return len(tokens) > 1 and tokens[0].kind == "v"


def _joined(verb: str, thing: str) -> str:
    """What is done with what it is done to, whose own verb may be part of it: 集中安置, 安置残疾人."""
    if thing.startswith(verb):
        return thing
    shared = next((n for n in range(len(verb) - 1, 1, -1) if thing.startswith(verb[-n:])), 0)
    return verb + thing[shared:]
