"""Honours given or announced: which, how many, at which level, to whom."""

from __future__ import annotations

import re

from report_extract.mentions.tokens import Sentence, Token
from report_extract.model import Award, Extraction, Span, Text
from report_extract.patterns import CompiledRule, Patterns
from report_extract.records.statistics import Reading

_STOP_KINDS = ",;:、jvlecgfsrpmwxzqth"
_COUNTED = frozenset(
    ("个", "名", "人", "位", "家", "件", "项", "所", "户", "支", "座", "处", "篇", "部", "枚", "组", "条", "对", "人次")
)


class AwardReader:
    """Reads awards of sentences by patterns/awards.toml."""

    def __init__(self, text: Text, patterns: Patterns) -> None:
        self.text = text
        self.chars = text.chars
        spec = patterns.awards
        self.rules = [(rule, re.compile(rule.regex.pattern + "”?$")) for rule in patterns.award_rules]
        self.ends = re.compile("|".join(f"(?:{ends.pattern})" for _, ends in self.rules))
        self.hints = re.compile(spec.hints)
        self.strong = frozenset(spec.strong)
        self.giving = frozenset(spec.giving)
        self.actions = tuple(sorted(spec.actions, key=len, reverse=True))
        self.levels = spec.levels
        self.titles = re.compile(spec.titles)
        self.not_awards = re.compile(spec.not_awards)
        self.meetings = re.compile(spec.meetings)
        self.granter = re.compile(spec.granters)
        self.elided = spec.elided
        self.provinces = tuple(patterns.names.provinces)

    def may_hold(self, span: Span) -> bool:
        """Whether a sentence has a word that an award's name or giving has."""
        return self.hints.search(self.chars, span.start, span.end) is not None

    def read(self, sentence: Sentence, readings: list[Reading], out: Extraction) -> None:
        """Add a sentence's awards."""
        if not self.may_hold(sentence.span):
            return
        heading = sentence.block.kind == "heading"
        previous = ""
        for tokens, rule in self._names(sentence):
            name = self._restored("".join(t.word for t in tokens if t.kind not in "ti("), previous)
            if not any(name == short.short for short in self.elided):
                previous = name
            counts = self._counts(sentence, tokens, readings)
            action = self._action(sentence, tokens)
            direct = bool(counts) and counts[0].figure.start == tokens[-1].end
            if (action is None and not direct) or (heading and not counts):
                continue
            several: list[Reading | None] = [*counts] or [None]
            for reading in several:
                out.awards.append(self._award(sentence, tokens, name, rule, action, reading, out))

    # -- where awards stand -------------------------------------------------------------------------------------

    def _action(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        """The verb that gives an award: the nearest before its name, or else the first after it."""
        before = self.chars[sentence.span.start : tokens[0].start]
        found = [
            (before.rfind(action) + len(action), len(action), action) for action in self.actions if action in before
        ]
        if found:
            return max(found)[2]
        after = self.chars[tokens[-1].end : sentence.span.end]
        later = [(after.find(action), action) for action in self.actions if action in after]
        return min(later)[1] if later else None

    def _names(self, sentence: Sentence) -> list[tuple[list[Token], CompiledRule | None]]:
        """Token runs that are an award's name, each with the rule of its ending (none for some objects of 获评)."""
        tokens = sentence.tokens
        found: list[tuple[list[Token], CompiledRule | None]] = []
        i = 0
        while i < len(tokens):
            if tokens[i].word in self.strong and (run := self._object(tokens, i + 1)):
                if tokens[i].word in self.giving and any(t.kind == "N" for t in run):
                    run = run[next(n for n, t in enumerate(run) if t.kind == "N") :]
                if not self.not_awards.search("".join(t.word for t in run)):
                    found.append((run, self._rule(run)))
                i = tokens.index(run[-1]) + 1
                continue
            run = self._noun_run(tokens, i)
            if not run:
                i += 1
                continue
            rule = self._rule(run)
            following = self.chars[run[-1].end : run[-1].end + 8]
            named = "".join(t.word for t in run)
            if rule is not None and not self.not_awards.search(named) and not self.meetings.search(following):
                found.append((run, rule))
            i += len(run)
        return found

    def _object(self, tokens: list[Token], at: int) -> list[Token]:
        """What 获评, 荣获 or 授予 has as its object: quoted names one after another, or a noun phrase."""
        out: list[Token] = []
        for token in tokens[at:]:
            if token.kind in "ti(" or token.word in ("了", "为", "年度"):
                continue
            if token.kind in "、j" and out and out[-1].kind == "N":
                out.append(token)
                continue
            if token.kind not in "nNkv" or (token.kind == "v" and not out) or token.kind == "q":
                break
            out.append(token)
        while out and out[-1].kind in "、jv":
            out.pop()
        text = "".join(t.word for t in out)
        if len(text) < 3 or not (any(t.kind == "N" for t in out) or self.titles.search(text) or self._rule(out)):
            return []
        return out

    def _noun_run(self, tokens: list[Token], at: int) -> list[Token]:
        out: list[Token] = []
        for token in tokens[at:]:
            if token.kind in _STOP_KINDS or token.word in self.strong:
                break
            out.append(token)
        while out and out[-1].kind in "dib(":
            out.pop()
        return out

    def _rule(self, run: list[Token]) -> CompiledRule | None:
        text = "".join(t.word for t in run if t.kind not in "i(").strip("“”")
        if not self.ends.search(text):
            return None
        return next(rule for rule, ends in self.rules if ends.search(text))

    # -- the fields ---------------------------------------------------------------------------------------------

    def _counts(self, sentence: Sentence, tokens: list[Token], readings: list[Reading]) -> list[Reading]:
        """The figures that count an award: right after its name, or before the verb that gives it."""
        start, end = tokens[0].start, tokens[-1].end
        after = [r for r in readings if r.figure.unit in _COUNTED and r.figure.start == end]
        if after:
            return after[:1]
        clause = max(
            [t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= start], default=sentence.span.start
        )
        before = [r for r in readings if r.figure.unit in _COUNTED and clause <= r.figure.start < start]
        between = [t for t in sentence.tokens if before and before[-1].figure.end <= t.start < start]
        if any(t.kind in ",;:q" for t in between):
            return []
        gives = any(t.kind in "vl" or t.word in self.strong for t in between)
        direct = all(t.kind in "nNkt" for t in between) and len(between) <= 2
        if not before or not (gives or direct):
            return []
        return [r for r in before if self._same_list(sentence, r, before[-1])]

    def _same_list(self, sentence: Sentence, reading: Reading, last: Reading) -> bool:
        if reading is last:
            return True
        between = [t for t in sentence.tokens if reading.figure.end <= t.start < last.figure.start]
        return bool(between) and all(t.kind in "nNk、j" for t in between) and between[-1].kind in "、j"

    def _restored(self, name: str, previous: str) -> str:
        for rule in self.elided:
            if name == rule.short and previous:
                scope = rule.scope_of(previous)
                return scope + rule.full if scope is not None else name
        return name

    def _award(
        self,
        sentence: Sentence,
        tokens: list[Token],
        name: str,
        rule: CompiledRule | None,
        action: str | None,
        reading: Reading | None,
        out: Extraction,
    ) -> Award:
        if reading is not None:
            start, end = reading.figure.start, reading.figure.end
        else:
            start, end = tokens[0].start, tokens[-1].end
        anchor = self.text.raw(start, end)
        quote = self.text.raw(sentence.span.start, sentence.span.end)
        count = None
        if (
            reading is not None
            and reading.figure.value is not None
            and reading.figure.value == int(reading.figure.value)
        ):
            count = int(reading.figure.value)
        text = self.chars[sentence.span.start : sentence.span.end]
        granter = self.granter.search(text)
        return Award(
            report_id=out.report.report_id,
            raw_start=anchor.start,
            raw_end=anchor.end,
            quote=text.strip(),
            quote_start=quote.start,
            quote_end=quote.end,
            rule=rule.spec.id if rule else "object-of-honouring",
            confidence=0.9 if reading is not None else 0.75,
            section=sentence.block.section,
            page=out.report.page_at(anchor.start),
            award=re.sub(r"[，。；：]", "", name),
            level=self._level(name),
            category=rule.spec.category if rule else "称号",
            count=count,
            unit=reading.figure.unit if reading is not None else None,
            year=self._year(sentence, tokens, reading, out),
            granted_by=granter["who"] if granter else None,
            recipients=self._recipients(sentence, tokens, reading),
            action=action,
        )

    def _level(self, name: str) -> str | None:
        bare = name.strip("“”")
        for level, words in self.levels.items():
            if bare.startswith(tuple(words)):
                return level
        if bare.startswith(self.provinces) or re.match(r"[\u4e00-\u9fff]{2,3}省", bare):
            return "provincial"
        if re.match(r"[\u4e00-\u9fff]{2,3}[市区县州]", bare):
            return "municipal"
        return None

    @staticmethod
    def _year(sentence: Sentence, tokens: list[Token], reading: Reading | None, out: Extraction) -> int | None:
        before = [
            t
            for t in sentence.tokens
            if t.time is not None and t.start < tokens[-1].end and t.time.match.groupdict().get("y")
        ]
        if before and (year := before[-1].time):
            text = year.match.group("y")
            if text.isascii():
                return int(text)
        if reading is not None and reading.period[1] is not None:
            return reading.period[1].year
        return out.heading.report_year

    def _recipients(self, sentence: Sentence, tokens: list[Token], reading: Reading | None) -> list[str]:
        """Who stands before the verb that gives the award, in its clause."""
        start = tokens[0].start
        clause = max(
            [t.end for t in sentence.tokens if t.kind in ",;:" and t.end <= start], default=sentence.span.start
        )
        before = [t for t in sentence.tokens if clause <= t.start < start]
        at = next((i for i, t in enumerate(before) if t.word in self.strong or t.word in self.actions), None)
        if at is None:
            return []
        given = before[at].word in self.giving
        return self._listed(before[at + 1 :] if given else before[:at])

    @staticmethod
    def _listed(before: list[Token]) -> list[str]:
        """Noun phrases of a list; a counted one names nobody."""
        words: list[str] = [""]
        for token in before:
            if token.kind in "、j":
                words.append("")
            elif token.kind in "nNkx":
                words[-1] += token.word
            elif token.kind == "q":
                words[-1] = ""
            elif token.kind not in "tdi(":
                words = [""]
        return [w.strip("的") for w in words if len(w.strip("的")) > 1]
