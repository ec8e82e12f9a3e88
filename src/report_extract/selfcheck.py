"""Pattern files against their own examples: every `accepts` must come out as it says, no `rejects` may be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from report_extract.mentions.dates import Clock, resolve
from report_extract.mentions.find import quantities
from report_extract.mentions.scan import number_grammar, scan
from report_extract.mentions.units import QuantityReader
from report_extract.model import Award, Event, Extraction, Given, Mention, Report, ReportError, Statistic, Text
from report_extract.pattern_files import FILES, Rule
from report_extract.patterns import PatternError, Patterns, default_folder, load_patterns, rule_line, validate_file
from report_extract.pipeline import Trace, extract
from report_extract.repair import repair
from report_extract.segment import segmenter
from report_extract.sources import SUFFIXES, read_report

REFERENCE = date(2024, 3, 5)
"""The day from which examples are read: a report of March 2024 on the year 2023."""
FATAL = (PatternError, ReportError)
_CLOCK = Clock(reference=REFERENCE, this=2024, year=2023, coming=2024)
_TABLES = {"constructions": "statistics", "awards": "awards", "events": "events"}
_NAMES = {"start": "date_start", "end": "date_end"}
"""How an event's example writes a column of its row."""


class Case(NamedTuple):
    """One example of one rule. `wants` is None for a text that the rule must leave."""

    file: str
    rule: str
    text: str
    wants: dict[str, Any] | None

    def __str__(self) -> str:
        return f"{self.file}/{self.rule}/{'rejects' if self.wants is None else 'accepts'}/{self.text}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that a rule does not meet, and where the rule stands."""

    path: Path
    line: int
    rule: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: rule '{self.rule}', key '{self.key}': {self.message}"


def cases(patterns: Patterns) -> Iterator[Case]:
    """Every example of every rule of a pattern folder, in the order of the files."""
    for file, rule in rules_of(patterns):
        for example in rule.accepts:
            yield Case(file, rule.id, example.text, dict(example.model_extra or {}))
        for text in rule.rejects:
            yield Case(file, rule.id, text, None)


def rules_of(patterns: Patterns) -> Iterator[tuple[str, Rule]]:
    """Every rule with examples, and the file (without ending) that holds it."""
    for file in FILES:
        for value in dict(patterns.files[file]).values():
            for rule in value if isinstance(value, list) else []:
                if isinstance(rule, Rule):
                    yield file, rule


def validate(folder: Path | None = None) -> list[str]:
    """One line for every pattern file that is broken: file, line, rule id, key and what is wrong."""
    path = folder or default_folder()
    wrong: list[str] = []
    for name in FILES:
        try:
            validate_file(path, name)
        except PatternError as error:
            wrong.append(str(error))
    if not wrong:
        try:
            load_patterns(path)
        except PatternError as error:
            wrong.append(str(error))
    return wrong


def check_folder(folder: Path | None = None) -> tuple[list[str], int]:
    """What is wrong with a pattern folder, a line each, and how many examples were run (0 where a file is broken)."""
    wrong = validate(folder)
    if wrong:
        return wrong, 0
    patterns = load_patterns(folder)
    return [str(failure) for failure in check_examples(patterns)], sum(1 for _ in cases(patterns))


def check_examples(patterns: Patterns) -> list[Failure]:
    """Run all examples; returns those that a rule does not meet."""
    failures: list[Failure] = []
    for case in cases(patterns):
        for message in run(case, patterns):
            key = "rejects" if case.wants is None else "accepts"
            path = patterns.folder / f"{case.file}.toml"
            failures.append(Failure(path, rule_line(path, case.rule), case.rule, key, message))
    return failures


def run(case: Case, patterns: Patterns) -> list[str]:
    """What is wrong with one example; empty where the rule does as it says."""
    return _RUNNERS[case.file](case, patterns)


# -- what an example means, by file ---------------------------------------------------------------------------


def _repairs(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the rule alone, and all repairs together, make `becomes`. Reject: the rule changes nothing."""
    rule = next(r for r in patterns.repairs.substitutions if r.id == case.rule)
    alone = Text.of(case.text).substitute(rule.regex.finditer(case.text), rule.replace)[0].chars
    if case.wants is None:
        return [] if alone == case.text else [f"takes '{case.text}' and makes '{alone}'"]
    wrong = _unknown(case, ("becomes",), ("becomes",))
    together = repair(case.text, patterns)[0].chars
    for how, got in (("makes", alone), ("with the other repairs makes", together)):
        if not wrong and got != case.wants["becomes"]:
            return [f"{how} '{got}' of '{case.text}', not '{case.wants['becomes']}'"]
    return wrong


def _tables(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the rule reads the head as `becomes`. Reject: the rule does not match."""
    rule = next(r for r in patterns.tables.heads if r.id == case.rule)
    read = rule.regex.sub(rule.reads, case.text, count=1)
    if case.wants is None:
        return [f"takes '{case.text}' and reads '{read}'"] if rule.regex.search(case.text) else []
    wrong = _unknown(case, ("becomes",), ("becomes",))
    if not wrong and read != case.wants["becomes"]:
        return [f"reads '{case.text}' as '{read}', not '{case.wants['becomes']}'"]
    return wrong


def _numbers(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the whole text is one numeral (or range) of that value. Reject: no numeral stands in it."""
    numbers = number_grammar(patterns).find(case.text)
    if case.wants is None:
        return [f"reads '{case.text}' as {numbers[0].value}"] if numbers else []
    reader = QuantityReader(patterns, segmenter(patterns.lexicon))
    pairs = reader.join_ranges(case.text, [(number, reader.read(case.text, number)) for number in numbers])
    known = ("value", "lower", "upper", "qualifier", "unit")
    return _unknown(case, known, ("value",)) or _whole(case, [mention for _, mention in pairs])


def _qualifiers(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the whole text is one quantity with that qualifier. Reject: no figure in it has the rule's qualifier."""
    mentions = quantities(case.text, scan(case.text, patterns), patterns)
    if case.wants is None:
        return [f"takes '{m.text}' in '{case.text}'" for m in mentions if m.qualifier == case.rule]
    known = ("value", "lower", "upper", "qualifier", "unit")
    return _unknown(case, known, ("qualifier",)) or _whole(case, mentions)


def _dates(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the whole text is a date of this rule, with these days. Reject: no date in it is the rule's.

    `before` and `after` are what the text stands between, where the rule looks there.
    """
    before, after = ((case.wants or {}).get(key, "") for key in ("before", "after"))
    spans = scan(before + case.text + after, patterns).dates
    if case.wants is None:
        return [f"takes '{span.match[0]}' in '{case.text}'" for span in spans if span.rule.spec.id == case.rule]
    wrong = _unknown(case, ("start", "end", "before", "after"), ("start", "end"))
    if wrong:
        return wrong
    whole = [span for span in spans if (span.start, span.end) == (len(before), len(before + case.text))]
    if not whole or whole[0].rule.spec.id != case.rule:
        found = [f"'{span.match[0]}' ({span.rule.spec.id})" for span in spans]
        return [f"does not take all of '{case.text}': found {', '.join(found) or 'no date'}"]
    days = resolve(whole[0], _CLOCK, patterns)
    got = {"start": days[0], "end": days[1]} if days else {}
    return _differences(case._replace(wants={"start": case.wants["start"], "end": case.wants["end"]}), got)


def _roles(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the rule covers `takes` in the text. Reject: it covers nothing."""
    spans = [(case.text[s.start : s.end], s.rule.spec.id) for s in scan(case.text, patterns).roles]
    if case.wants is None:
        return [f"takes '{text}' in '{case.text}'" for text, rule in spans if rule == case.rule]
    wrong = _unknown(case, ("takes",), ("takes",))
    if wrong or (case.wants["takes"], case.rule) in spans:
        return wrong
    found = [f"'{text}' ({rule})" for text, rule in spans]
    return [f"does not take '{case.wants['takes']}' in '{case.text}': found {', '.join(found) or 'nothing'}"]


def _records(case: Case, patterns: Patterns) -> list[str]:
    """Accept: the text as a report gives a row of this rule with these fields. Reject: it gives none of the rule."""
    table = _TABLES[case.file]
    given = case.text
    if table == "awards":  # an award's example is its name alone; a verb that gives honours makes a sentence of it
        given = patterns.awards.strong[0] + given
    rows: list[Any] = getattr(_extracted(given, patterns), table)
    own = [row for row in rows if row.rule == case.rule]
    if case.wants is None:
        return [f"takes '{case.text}': {_shown(row)}" for row in own]
    columns = {"statistics": Statistic, "awards": Award, "events": Event}[table]
    known = {field.name for field in fields(columns)} | set(_NAMES)
    wrong = _unknown(case, known)
    if wrong or not own:
        return wrong or [f"gives no row for '{case.text}': got {', '.join(map(_shown, rows)) or 'no row'}"]
    wanted = {_NAMES.get(key, key): value for key, value in case.wants.items()}
    if table == "awards":
        wanted |= {"award": re.sub(r"\d+\D$", "", case.text)}  # a count may stand after it
    tries = [
        _differences(case._replace(wants=wanted), {f.name: getattr(row, f.name) for f in fields(row)}) for row in own
    ]
    return min(tries, key=len)


def _series(case: Case, patterns: Patterns) -> list[str]:
    """Accept of a contrast: two names that it keeps apart; of a series: its name. Reject: one without."""
    from report_extract.series.names import Names, held

    contrast = next((rule for rule in patterns.series.contrast if rule.id == case.rule), None)
    if contrast is not None:
        words = contrast.words.split()
        if case.wants is None:
            return [f"finds {', '.join(sorted(held(case.text, words)))} in '{case.text}'"] * bool(
                held(case.text, words)
            )
        wrong = _unknown(case, ("apart",), ("apart",))
        same = not wrong and held(case.text, words) == held(case.wants["apart"], words)
        return [*wrong, *[f"does not keep '{case.text}' and '{case.wants['apart']}' apart"] * same]
    names = Names(patterns)
    if case.wants is None:
        spec = next(rule for rule in patterns.series.series if rule.id == case.rule)
        tries = [names.rule(case.text, measure, unit) for measure, units in spec.units.items() for unit in units]
        return [f"takes '{case.text}'"] * any(found is not None and found[0].id == case.rule for found in tries)
    wrong = _unknown(case, ("measure", "unit"), ("measure", "unit"))
    got = None if wrong else names.rule(case.text, case.wants["measure"], case.wants["unit"])
    if not wrong and (got is None or got[0].id != case.rule):
        return [f"does not take '{case.text}': it is {got[0].id if got else 'of no series'}"]
    return wrong


_RUNNERS: dict[str, Callable[[Case, Patterns], list[str]]] = {
    "repairs": _repairs,
    "tables": _tables,
    "numbers": _numbers,
    "qualifiers": _qualifiers,
    "dates": _dates,
    "roles": _roles,
    "constructions": _records,
    "awards": _records,
    "events": _records,
    "series": _series,
}


def _extracted(text: str, patterns: Patterns) -> Extraction:
    raw = text if text.endswith(("。", "！", "？")) else text + "。"
    return extract(Report("example", raw, given=Given(report_year=2023, published=REFERENCE)), patterns)


# -- comparing ------------------------------------------------------------------------------------------------


def _unknown(case: Case, known: Iterable[str], needed: Iterable[str] = ()) -> list[str]:
    """Keys of an example that no check reads, or that it lacks."""
    keys = set(case.wants or {})
    wrong = [
        f"'{case.text}' has '{key}', which is not known; use {', '.join(sorted(known))}"
        for key in sorted(keys - set(known))
    ]
    return wrong + [f"'{case.text}' lacks '{key}'" for key in needed if key not in keys]


def _whole(case: Case, mentions: list[Mention]) -> list[str]:
    """An example whose whole text must be one mention."""
    whole = [m for m in mentions if (m.start, m.end) == (0, len(case.text))]
    if not whole:
        found = [f"'{m.text}'" for m in mentions]
        return [f"does not take all of '{case.text}': found {', '.join(found) or 'no numeral'}"]
    return _differences(case, {field.name: getattr(whole[0], field.name) for field in fields(Mention)})


def _differences(case: Case, got: dict[str, Any]) -> list[str]:
    return [
        f"makes {key} {_plain(got.get(key))} of '{case.text}', not {_plain(value)}"
        for key, value in (case.wants or {}).items()
        if not _same(got.get(key), value)
    ]


def _same(got: Any, wanted: Any) -> bool:
    """Equal as numbers or dates, however the example writes them."""
    if isinstance(got, date):
        return got.isoformat() == str(wanted)
    if isinstance(got, Decimal | float):
        return Decimal(str(got)) == Decimal(str(wanted))
    return bool(got == wanted)


def _plain(value: Any) -> str:
    return "nothing" if value is None else f"{value}" if isinstance(value, Decimal | date) else f"{value!r}"


def _shown(row: Any) -> str:
    what = (
        row.indicator + " " + row.figure_text if isinstance(row, Statistic) else getattr(row, "award", None) or row.name
    )
    return f"'{what}' ({row.rule})"


# -- rules that never fire ------------------------------------------------------------------------------------


def idle_rules(patterns: Patterns, reports: Iterable[Report]) -> list[tuple[str, str]]:
    """Rules (file, id) that none of these reports makes fire, of those that records and spans name."""
    fired: set[tuple[str, str]] = set()
    for report in reports:
        fired |= _fired(report, patterns)
    watched = ("repairs", "dates", "roles", *_TABLES)
    return [(file, rule.id) for file, rule in rules_of(patterns) if file in watched and (file, rule.id) not in fired]


def idle_lines(folder: Path | None, reports: Path) -> tuple[list[str], list[str]]:
    """A line for each rule that no report of a folder makes fire, and one for each report that cannot be read.

    Raises ReportError where the folder holds no reports.
    """
    files = sorted(file for file in reports.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)
    if not files:
        raise ReportError(f"{reports}: no reports here; give a folder of them")
    read: list[Report] = []
    unread: list[str] = []
    for file in files:
        try:
            read.append(read_report(file))
        except ReportError as error:
            unread.append(str(error))
    idle = idle_rules(load_patterns(folder), read)
    return [f"idle: {file}.toml: {rule}: no report of {len(read)} makes it fire" for file, rule in idle], unread


def _fired(report: Report, patterns: Patterns) -> set[tuple[str, str]]:
    trace = Trace()
    out = extract(report, patterns, trace=trace)
    fired = {("repairs", name) for name, _ in trace.stages}
    if trace.found is not None:
        fired |= {("dates", span.rule.spec.id) for span in trace.found.dates}
        fired |= {("roles", span.rule.spec.id) for span in trace.found.roles}
    for file, table in _TABLES.items():
        fired |= {(file, row.rule) for row in getattr(out, table)}
    return fired
