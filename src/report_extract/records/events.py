"""Dated happenings: who did what, when, where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile

from report_extract.kept import compiled
from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Event, Extraction, Text
from report_extract.patterns import Patterns
from report_extract.records.periods import Calendar

_NOUNISH = "nNkxj、q(i"
_SPLIT = re.compile(r"[、和与及暨]|以及")
_TOGETHER = ("会同", "联合", "携手")
_PLACE_END = re.compile(r"[省市县区州旗盟镇乡村]$")
_AND = "\0"
"""For 和 inside a body's name: 人力资源和社会保障局."""
_TIME = re.compile(r"(?:[今去前]年|(?:19|20)\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}日)?|[今去前]年")
_MAX_NAME = 56
_BODY_ENDS = ("局", "部", "委", "会", "公司", "集团", "处", "科", "银行", "社", "联", "组")


@dataclass(slots=True)
class Clause:
    """A clause's tokens without its marks."""

    tokens: list[Token]
    mark: str = ","
    """The mark before it."""

    @property
    def opens_another(self) -> bool:
        """Whether it tells of something else: after a semicolon, or with a day of its own."""
        first = next((t for t in self.tokens if t.kind not in "bid"), None)
        dated = first is not None and first.time is not None and first.time.rule.spec.event
        return self.mark == ";" or (dated and first is not None and first.end - first.start > 2)

    def text(self) -> str:
        return "".join(t.word for t in self.tokens)


class EventReader:
    """Reads the dated events of sentences by patterns/events.toml."""

    def __init__(self, text: Text, patterns: Patterns, calendar: Calendar) -> None:
        self.text = text
        self.chars = text.chars
        self.calendar = calendar
        spec = patterns.events
        self.actions = frozenset(spec.actions)
        self.joint = frozenset(spec.joint)
        self.not_events = tuple(spec.not_events)
        self.place = compiled(spec.places)
        self.not_organisers = compiled(spec.not_organisers)
        self.adverbs = compiled(f"(?:于|{'|'.join(sorted(patterns.words.lists['act_adverbs']))})$")
        self.after_date = compiled(spec.after_date)
        self.schedule = compiled(spec.schedule)
        self.reports = frozenset(spec.reports)
        self.host = compiled(spec.hosts)
        self.goes_to = compiled(spec.goes_to)
        self.hosted = compiled(spec.hosted)
        self.gatherings = compiled(spec.gatherings)
        self.dateline = patterns.repairs.lines.dateline
        self.held = frozenset(spec.held)
        self.outcomes = frozenset(spec.outcomes)
        self.comments = compiled(spec.comments)
        self.befalling = frozenset(spec.befalling)
        self.place_ends = tuple(spec.place_ends)
        self.hosting = frozenset(spec.hosting)
        self.partners = compiled(spec.partners)
        self.bodies = compiled(
            "|".join(sorted((re.escape(w) for w in patterns.lexicon if "和" in w), key=len, reverse=True))
        )
        self.places = frozenset(patterns.names.places) | frozenset(patterns.names.provinces)

    def read(self, sentence: Sentence, out: Extraction) -> None:
        """Add the events whose date stands in a sentence."""
        if sentence.block.kind == "heading":
            return
        if not any(t.time is not None and t.time.precision in ("day", "month") for t in sentence.tokens):
            return
        line = "".join(self.chars[sentence.block.start : min(sentence.block.end, sentence.block.start + 200)].split())
        if self.dateline.match(line):
            return
        sent = self._sent(sentence.tokens)
        clauses = self._clauses(sentence, sent)
        dated = sent and any(t.time is not None and t.time.precision == "day" for t in sentence.tokens[sent:])
        for n, clause in enumerate(clauses):
            for i, token in enumerate(clause.tokens):
                if token.time is None or token.time.precision not in ("day", "month"):
                    continue
                news = out.heading.genre == "bulletin" and token.time.match.groupdict().get("dw")
                if not token.time.rule.spec.event and not news:  # 今天 of a speech is no day
                    continue
                if dated and token.start < sentence.tokens[sent - 1].start:
                    self.calendar.dates(token.time)  # the agency's day, which lends its month to that of the news
                    continue
                event = self._event(sentence, clauses, n, i, out)
                if event is not None:
                    out.events.append(event)

    @staticmethod
    def _sent(tokens: list[Token]) -> int:
        """How many tokens an agency's dateline takes: 中新社北京10月21日电."""
        for n, token in enumerate(tokens[1:8], start=1):
            if token.word in ("电", "讯") and tokens[n - 1].time is not None:
                byline = tokens[n + 1 : n + 2]
                return n + 1 + sum(t.kind == "(" for t in byline)
        return 0

    @staticmethod
    def _clauses(sentence: Sentence, sent: int = 0) -> list[Clause]:
        clauses, current = [Clause(sentence.tokens[:sent])] if sent else [], Clause([])
        for token in sentence.tokens[sent:]:
            if token.kind in ",;:":
                clauses.append(current)
                current = Clause([], token.kind)
            else:
                current.tokens.append(token)
        clauses.append(current)
        return clauses

    def _event(self, sentence: Sentence, clauses: list[Clause], n: int, i: int, out: Extraction) -> Event | None:
        token = clauses[n].tokens[i]
        before, after = clauses[n].tokens[:i], clauses[n].tokens[i + 1 :]
        if self.after_date.match("".join(t.word for t in after)):
            after = []
        during = 0 < len(after) < 3 and after[-1].word.endswith("期间")  # 7月3日至8月9日暑运期间，
        after = [] if during and n + 1 < len(clauses) else after[after[:1] != [] and after[0].word == "起" :]
        found = self.calendar.dates(token.time) if token.time is not None else None
        if token.time is None or found is None:
            return None
        daily = token.time.precision == "day"
        scheduled = self._scheduled(clauses, n, before, after, found[0] < found[1]) if daily else []
        if not scheduled and self._only_a_period(clauses, n, before, token, after):
            return None
        body, subject, lead = self._body(clauses, n, before, after)
        if n and not before and after and clauses[n].mark == "," and (topic := self._topic(clauses[n - 1].tokens)):
            opens = after[0].word in ("在", "于") or after[0].word in self.actions
            subject, lead = (subject, topic) if opens else (subject, lead)
        if scheduled:
            body, subject, lead = [Clause(scheduled)], [], []
        if self._only_told(clauses[n : n + 2]):
            return None
        predicate = scheduled or self._predicate(body[0].tokens)
        if not predicate:
            return None
        hosts = clauses[n - 1 : n] if n and self.host.search(clauses[n - 1].text()) else []  # 由甲主办，乙承办的…
        told = clauses[n : n + 1 + (n + 1 < len(clauses) and not clauses[n + 1].opens_another)]
        whole = "".join(c.text() + "，" for c in [*hosts, *told, *body[:4]])
        if not subject:
            subject = self._subject(body[0].tokens) or (self._subject(clauses[n - 1].tokens) if n and after else [])
        place = "".join(t.word for t in subject)
        befallen = any(t.word in self.befalling for t in predicate[:2]) and _PLACE_END.search(place)  # 青禾县遭遇暴雨
        location = place if befallen else self._location(whole, subject) or self._at(body[0].tokens)
        named = [] if befallen else self._organisers(subject, whole)
        organisers = [_without_goal(name, location) for name in named]
        if body[0].text().startswith(_TOGETHER):  # …；5月，会同水务局开展巡河
            led = next((s for clause in reversed(clauses[:n]) if (s := self._subject(clause.tokens))), [])
            organisers = [*self._organisers(led, "".join(t.word for t in led)), *organisers]
        anchor = self.text.raw(token.start, token.end)
        quote = self.text.raw(sentence.span.start, sentence.span.end)
        acts = [t.word for t in predicate if t.word in self.actions]
        action = next((word for word in acts if word not in self.joint), acts[0] if acts else None)
        return Event(
            report_id=out.report.report_id,
            raw_start=anchor.start,
            raw_end=anchor.end,
            quote=self.chars[sentence.span.start : sentence.span.end].strip(),
            quote_start=quote.start,
            quote_end=quote.end,
            rule="dated-clause",
            confidence=0.85 if organisers and location else 0.8 if organisers or location else 0.65,
            section=sentence.block.section,
            page=out.report.page_at(anchor.start),
            name=self._name(lead, predicate, body),
            action=action or next((t.word for t in predicate if t.kind in "vle"), None),
            date_start=found[0],
            date_end=found[1],
            precision=token.time.precision,
            organisers=organisers,
            location=location,
        )

    def _scheduled(
        self, clauses: list[Clause], n: int, before: list[Token], after: list[Token], lasts: bool
    ) -> list[Token]:
        """What is held at a time that its clause only gives: 本届博览会以…为主题，时间为11月6日至9日."""
        match = self.schedule.match("".join(t.word for t in before))
        if match is None or (match["from"] and not lasts) or any(t.kind in "vleq" for t in after):
            return []
        held = [t for t in before if t.end <= before[0].start + match.end("held") and t.kind in "nNko"]
        if len("".join(t.word for t in held)) > 3:
            return held
        return self._subject(clauses[n - 1].tokens) if n else held

    def _only_told(self, clauses: list[Clause]) -> bool:
        """Whether a date is only when a reporter heard: 昨天，记者从考试院获悉."""
        return any(
            any(t.word in ("记者", "笔者") for t in clause.tokens)
            and any(t.word in self.reports for t in clause.tokens)
            for clause in clauses
        )

    def _only_a_period(
        self, clauses: list[Clause], n: int, before: list[Token], token: Token, after: list[Token]
    ) -> bool:
        """Whether the date only says what a figure covers, or stands inside a noun phrase."""
        text_before = "".join(t.word for t in before) or (clauses[n - 1].text() if clauses[n].mark == ":" else "")
        text_after = "".join(t.word for t in after)
        if text_before.endswith(self.not_events) or text_after.startswith(
            ("期间", "以来", "以前", "之前", "末", "底", "前", "为止", "止")
        ):
            return True
        if any(t.word.endswith("以来") for t in after[:3]) or re.search(r"标准时[点间]", text_after[:12]):
            return True  # 自2015年3月挂牌以来, 以2000年11月1日零时为标准时点
        told = after and any(t.word in self.reports for t in after[:3])
        rest = after if after and not told else clauses[n + 1].tokens if n + 1 < len(clauses) else []
        acts = any(t.word in self.actions or t.kind in "vle" for t in rest) or any(
            t.word in self.actions for t in before
        )
        if not acts:
            told_day = token.time is not None and token.time.precision == "day" and len(rest) > 2
            return not told_day or any(t.kind == "q" for t in rest)
        month = token.time is not None and token.time.precision == "month"
        if month and any(t.kind == "q" for t in rest) and not any(t.word in self.actions for t in rest):
            return True
        return bool(month and after and after[0].kind == "p" and after[0].word in ("关于", "对"))

    def _body(
        self, clauses: list[Clause], n: int, before: list[Token], after: list[Token]
    ) -> tuple[list[Clause], list[Token], list[Token]]:
        """The clauses that tell what happened; the subject and the leading words where they stand before the date."""
        subject = self._subject(before, last=True)
        following = list(takewhile(lambda clause: not clause.opens_another, clauses[n + 1 :]))
        following = [clause for clause in following if not self.comments.match(clause.text())]
        if after and any(t.word in self.reports for t in after) and len(after) <= 3 and following:
            return following, [], []
        if after:
            return [Clause(after), *following], subject, before
        if not following:
            return [Clause(before)], [], []
        acting = next(
            (n for n, clause in enumerate(following) if any(t.word in self.actions for t in clause.tokens)), 0
        )
        return following[acting:], [], []

    def _subject(self, tokens: list[Token], last: bool = False) -> list[Token]:
        """The noun phrase that opens a clause (or, `last`, that ends the words before a date)."""
        if last:
            kept: list[Token] = []
            for token in reversed(tokens):
                if token.kind not in _NOUNISH and token.word != "于":
                    break
                kept.insert(0, token)
            return kept if any(t.kind in "nNk" for t in kept) else []
        acting = self._acting(tokens)
        out: list[Token] = []
        for n, token in enumerate(tokens[:acting]):
            if token.kind in "tdib(":
                continue
            # a verb inside a body's name: 建设委员会 before 举行
            named = token.kind == "v" and acting < len(tokens) and tokens[n + 1].kind in "nNk" and out
            if token.kind not in _NOUNISH and not named:
                break
            out.append(token)
        return out if any(t.kind in "nNk" for t in out) else []

    @staticmethod
    def _topic(tokens: list[Token]) -> list[Token]:
        """What a clause sets before the date that opens the next: “茶香书屋”，6月2日开馆."""
        by = next((n for n, t in enumerate(tokens) if n and t.word in ("由", "被")), len(tokens))
        of = next((n + 1 for n in range(by - 1, -1, -1) if tokens[n].word == "的"), 0)
        topic = tokens[of:by]
        return topic if topic and all(t.kind in "nNk、j" for t in topic) else []

    def _acting(self, tokens: list[Token]) -> int:
        """Where the verb stands that makes a clause an event; past its end where none does."""
        acts = [n for n, token in enumerate(tokens) if token.word in self.actions]
        told = len(acts) > 1 and tokens[acts[0] + 1].word in self.outcomes
        acts = acts[1:] if told and tokens[acts[-1]].word in self.held else acts  # 评选名单在…揭晓
        for n, later in pairwise(acts):
            between = tokens[n + 1 : later]
            named = bool(between) and (between[0].word == "的" or self.gatherings.search(between[0].word) is not None)
            hosts = tokens[n].word in self.hosting and any(t.word == "的" for t in between)
            if not (hosts or tokens[later].word in self.hosting or (named and tokens[later].word in self.held)):
                return n
        return acts[-1] if acts else len(tokens)

    def _predicate(self, tokens: list[Token]) -> list[Token]:
        """A clause from its verb on; from an action of patterns/events.toml where it has one."""
        at: int | None = self._acting(tokens)
        if at == len(tokens):
            at = next((i for i, t in enumerate(tokens) if t.kind in "vlew"), None)
        if at is None:
            return tokens if any(t.kind in "nN" for t in tokens) else []
        while at and (tokens[at - 1].kind in "pd" or self._placed(tokens, at)):
            at -= 1
        return tokens[at:]

    @staticmethod
    def _placed(tokens: list[Token], at: int) -> bool:
        """Whether the noun before a verb hangs on a preposition: 在北京|举行."""
        return at > 1 and tokens[at - 2].kind == "p" and tokens[at - 1].kind in "nN"

    def _name(self, lead: list[Token], predicate: list[Token], body: list[Clause]) -> str:
        """The happening as a phrase: verb with object, or a meeting's own name; a short clause takes the next along."""
        first = self._words(predicate)
        held_at = predicate[0].word in ("在", "于") and not first.endswith("上")  # not ——8日在代表大会上
        if lead and len(first) <= (22 if held_at else 12):
            first = (
                self.host.sub("", self._words(lead)).removeprefix("的").removesuffix("于").removesuffix("将") + first
            )
        elif len(first) <= 8 or (predicate[0].word in ("在", "于") and predicate[-1].word in self.held):
            first = self._words(body[0].tokens)
        parts = [first]
        for clause in body[1:4]:
            more = self._words(clause.tokens)
            named = any(t.kind == "N" for t in clause.tokens) and "“" not in "".join(parts)
            told = len(first) > 8 or (lead and len(first) > 4)
            if not named and told and any(t.kind == "q" for t in clause.tokens):
                break
            if len(self._bare("".join(parts) + more)) <= (_MAX_NAME if named or len(first) < 9 else 44):
                parts.append(more)
            elif named:
                parts = [more]
        name = self.hosted.sub("", re.sub(r"[，。；：！？]", "", "".join(parts)))
        while len(self._bare(name)) > _MAX_NAME:
            name = name[:-1]
        return name[: name.rindex("“")] if name.count("“") > name.count("”") else name

    @staticmethod
    def _words(tokens: list[Token]) -> str:
        return "".join(t.word for t in tokens if t.kind not in "tb")

    @staticmethod
    def _bare(name: str) -> str:
        return re.sub(r"“[^“”]*”|《[^《》]*》|（[^（）]*）", "", name)

    def _organisers(self, subject: list[Token], whole: str) -> list[str]:
        host = self.host.search(whole)
        text = host["org"] if host else "".join(t.word for t in subject if t.kind not in "(i")
        text = re.sub(r"(?:带队|一行|等(?:\d+|[一二三四五六七八九十]+)(?:个|家)?(?:部门|单位|机构))$", "", text)
        text = self.adverbs.sub("", re.sub(r"^(?:据|由|经|记者从|从|自|在|，|会同|联合|国内|我国|全国各地)", "", text))
        if not host and self.not_organisers.search(text):
            return []
        together = self.partners.search(whole)
        if together and together["org"] not in text:
            text += "、" + together["org"]
        kept = self.bodies.sub(lambda body: body[0].replace("和", _AND), text)
        names = [part.strip("的等，").replace(_AND, "和") for part in _SPLIT.split(kept)]
        return [name for name in names if 1 < len(name) <= 40]

    def _at(self, tokens: list[Token]) -> str | None:
        """The place after 在, up to what was done there: 在车站为旅客量血压."""
        for n, token in enumerate(tokens):
            if token.word not in ("在", "于"):
                continue
            named = takewhile(lambda t: t.kind in "nNk" or (t.kind == "v" and len(t.word) == 1), tokens[n + 1 :])
            place = list(takewhile(lambda t: t.word not in self.actions, named))
            text = "".join(t.word for t in place)
            if not text.endswith((*self.place_ends, *_BODY_ENDS)):  # 在文化馆免费教茶艺
                ends = [k for k, t in enumerate(place[:-1]) if t.word.endswith(self.place_ends) and t.kind != "N"]
                place = place[: ends[-1] + 1] if ends and len(place[ends[-1] + 1].word) > 1 else place
            if place and place[-1].word.endswith(self.place_ends) and 2 <= len("".join(t.word for t in place)) <= 20:
                return "".join(t.word for t in place)
        return None

    def _location(self, whole: str, subject: list[Token]) -> str | None:
        match = self.place.search(whole)
        if match:
            return _TIME.sub("", match["place"]).lstrip("在于").strip("的，") or None  # 于去年9月召开的全会
        goes = self.goes_to.search(whole)
        if goes:
            return goes["place"]
        text = "".join(t.word for t in subject)
        if re.search(r"(?:等地|地区|各地|境内)$", text) or text in self.places:
            return text.removeprefix("我国")
        return None


def _without_goal(name: str, location: str | None) -> str:
    """A body without where it went: 调研组来南桥市."""
    if not location or not name.endswith(location):
        return name
    return re.sub(r"(?:亲临|莅临|来到|来|赴|到|走进|抵达|深入|前往)$", "", name.removesuffix(location)) or name
