"""Dated happenings: who did what, when, where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from report_extract.model import Event, Extraction, Text
from report_extract.patterns import Patterns
from report_extract.records.periods import Calendar
from report_extract.mentions.tokens import Sentence, Token

_NOUNISH = "nNkxj、q(i"
_SPLIT = re.compile(r"[、和与及暨]|以及")
_REPORTED = frozenset(
    ("称", "报道", "表示", "说", "指出", "强调", "获悉", "了解到", "报道称", "认为", "透露", "介绍", "消息", "电")
)
_MAX_NAME = 56


@dataclass(slots=True)
class Clause:
    """A clause's tokens without its marks."""

    tokens: list[Token]

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
        self.not_events = tuple(spec.not_events)
        self.place = re.compile(spec.places)
        self.host = re.compile(spec.hosts)
        self.goes_to = re.compile(spec.goes_to)
        self.places = frozenset(patterns.names.places) | frozenset(patterns.names.provinces)

    def read(self, sentence: Sentence, out: Extraction) -> None:
        """Add the events whose date stands in a sentence."""
        if sentence.block.kind == "heading":
            return
        clauses = self._clauses(sentence)
        for n, clause in enumerate(clauses):
            for i, token in enumerate(clause.tokens):
                if token.time is None or not token.time.rule.spec.event or token.time.precision not in ("day", "month"):
                    continue
                event = self._event(sentence, clauses, n, i, out)
                if event is not None:
                    out.events.append(event)

    @staticmethod
    def _clauses(sentence: Sentence) -> list[Clause]:
        clauses, current = [], Clause([])
        for token in sentence.tokens:
            if token.kind in ",;:":
                clauses.append(current)
                current = Clause([])
            else:
                current.tokens.append(token)
        clauses.append(current)
        return clauses

    def _event(self, sentence: Sentence, clauses: list[Clause], n: int, i: int, out: Extraction) -> Event | None:
        clause = clauses[n]
        token = clause.tokens[i]
        before, after = clause.tokens[:i], clause.tokens[i + 1 :]
        if self._only_a_period(sentence, clauses, n, before, token, after):
            return None
        found = self.calendar.dates(token.time) if token.time else None
        if found is None or token.time is None:
            return None
        body, subject = self._body(clauses, n, before, after)
        predicate = self._predicate(body)
        if not predicate:
            return None
        name = self._name(predicate, body, clauses)
        whole = "".join(c.text() + "，" for c in clauses[n : n + 4])
        if not subject:
            subject = self._subject(body[0].tokens) or (self._subject(clauses[n - 1].tokens) if n and after else [])
        organisers = self._organisers(subject, whole)
        anchor = self.text.raw(token.start, token.end)
        quote = self.text.raw(sentence.span.start, sentence.span.end)
        location = self._location(whole, subject)
        action = next((t.word for t in predicate if t.word in self.actions), None) or next(
            (t.word for t in predicate if t.kind in "vle"), None
        )
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
            name=name,
            action=action,
            date_start=found[0],
            date_end=found[1],
            precision=token.time.precision,
            organisers=organisers,
            location=location,
        )

    def _only_a_period(
        self, sentence: Sentence, clauses: list[Clause], n: int, before: list[Token], token: Token, after: list[Token]
    ) -> bool:
        """Whether the date only says what a figure covers, or stands inside a noun phrase."""
        text_before = "".join(t.word for t in before)
        text_after = "".join(t.word for t in after)
        if text_before.endswith(self.not_events) or text_after.startswith(
            ("期间", "以来", "以前", "之前", "末", "底", "前", "为止", "止")
        ):
            return True
        rest = after or (clauses[n + 1].tokens if n + 1 < len(clauses) else [])
        acts = any(t.word in self.actions or t.kind in "vle" for t in rest) or any(
            t.word in self.actions for t in before
        )
        if not acts:
            return True
        month = token.time is not None and token.time.precision == "month"
        if month and any(t.kind == "q" for t in rest) and not any(t.word in self.actions for t in rest):
            return True
        return bool(month and after and after[0].kind == "p" and after[0].word in ("关于", "对"))

    def _body(
        self, clauses: list[Clause], n: int, before: list[Token], after: list[Token]
    ) -> tuple[list[Clause], list[Token]]:
        """The clauses that tell what happened, and the subject where it stands before the date."""
        subject = self._subject(before, last=True)
        following = clauses[n + 1 :]
        if after and any(t.word in _REPORTED for t in after[-2:]) and following:
            return following, []
        if not after:
            if before and not subject and following:
                return following, []
            return following or [Clause(before)], [] if not subject else subject
        return [Clause(after), *following], subject

    def _subject(self, tokens: list[Token], last: bool = False) -> list[Token]:
        """The noun phrase that opens a clause (or, `last`, that ends the words before a date)."""
        if last:
            kept: list[Token] = []
            for token in reversed(tokens):
                if token.kind not in _NOUNISH and token.word not in ("为", "于"):
                    break
                kept.insert(0, token)
            return kept if any(t.kind in "nNk" for t in kept) else []
        out: list[Token] = []
        for token in tokens:
            if token.kind in "tdib" and not out:
                continue
            if token.kind not in _NOUNISH or token.word in self.actions:
                break
            out.append(token)
        return out if any(t.kind in "nNk" for t in out) else []

    def _predicate(self, body: list[Clause]) -> list[Token]:
        """A clause from its verb on."""
        tokens = body[0].tokens
        for i, token in enumerate(tokens):
            if token.word in self.actions or token.kind in "vlep" or token.kind == "w":
                return (
                    tokens[i:]
                    if token.kind != "p" or any(t.word in self.actions or t.kind in "vl" for t in tokens[i:])
                    else tokens
                )
        return tokens if any(t.kind in "nN" for t in tokens) else []

    def _name(self, predicate: list[Token], body: list[Clause], clauses: list[Clause]) -> str:
        """The happening as a phrase: its verb with object, or a meeting's own name; short clauses take the next along."""
        parts = ["".join(t.word for t in predicate if t.kind not in "tb")]
        if len(parts[0]) <= 6 and body and len(body[0].tokens) > len(predicate):
            parts[0] = "".join(t.word for t in body[0].tokens if t.kind not in "tb")
        whole_before = [t for t in clauses[0].tokens if t.kind not in "tb"]
        if len(parts[0]) <= 12 and body[0].tokens and clauses[0].tokens and clauses[0].tokens[-1] is body[0].tokens[-1]:
            parts[0] = "".join(t.word for t in whole_before)
        for clause in body[1:3]:
            more = "".join(t.word for t in clause.tokens if t.kind not in "tb")
            named = any(t.kind == "N" for t in clause.tokens) and not any(t.kind == "N" for t in predicate)
            if len(self._bare("".join(parts) + more)) <= _MAX_NAME and (len(self._bare(parts[0])) < 30 or named):
                parts.append(more)
            elif named:
                parts = [more]
                break
            else:
                break
        name = re.sub(r"[，。；：！？]", "", "".join(parts))
        while len(self._bare(name)) > _MAX_NAME:
            name = name[:-1]
        if name.count("“") > name.count("”"):
            name = name[: name.rindex("“")]
        return name

    @staticmethod
    def _bare(name: str) -> str:
        return re.sub(r"“[^”]*”|《[^》]*》|（[^）]*）", "", name)

    def _organisers(self, subject: list[Token], whole: str) -> list[str]:
        host = self.host.search(whole)
        text = host["org"] if host else "".join(t.word for t in subject if t.kind not in "(i")
        text = re.sub(r"^(?:据|由|经|记者从|从|自|在|，|国内|我国|全国各地)", "", text)
        if not host and re.search(r"(?:会|活动|仪式|竞赛|比赛|大赛|展|节|天气|等地|地区)$", text):
            return []
        names = [part.strip("的等等，") for part in _SPLIT.split(text)]
        return [name for name in names if 1 < len(name) <= 40]

    def _location(self, whole: str, subject: list[Token]) -> str | None:
        match = self.place.search(whole)
        if match:
            return match["place"].strip("的，")
        goes = self.goes_to.search(whole)
        if goes:
            return goes["place"]
        text = "".join(t.word for t in subject)
        if re.search(r"(?:等地|地区|各地|境内)$", text) or text in self.places:
            return text.removeprefix("我国")
        return None
