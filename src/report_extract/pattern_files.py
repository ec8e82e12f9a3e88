"""What each pattern file (TOML) may hold: tables, keys, and the checks that a rule must pass before it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]
from string import Formatter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from report_extract.kept import compiled
from report_extract.model import Measure, Qualifier

LISTS = (
    "absolute",
    "attributive",
    "accounts",
    "act_adverbs",
    "amounts",
    "asides",
    "attended",
    "better_low",
    "bodies",
    "built",
    "carried_out",
    "class_nouns",
    "compared",
    "contestants",
    "contests",
    "counted_nouns",
    "courses",
    "cuts",
    "deeds",
    "describing_units",
    "done_for",
    "employers",
    "empty",
    "enders",
    "faced",
    "facets",
    "fitted",
    "flows",
    "flow_units",
    "funds",
    "graded_units",
    "growth_nouns",
    "held_against",
    "improved",
    "in_terms",
    "inner",
    "industries",
    "joined",
    "leading",
    "levels_reached",
    "manner",
    "loose_heads",
    "measured_of",
    "new",
    "not_growth",
    "noted",
    "now",
    "noun_suffixes",
    "numeral_words",
    "of_same",
    "over_others",
    "owners",
    "own_rates",
    "parallel",
    "passed",
    "paired",
    "part_classes",
    "per_head",
    "per_unit",
    "person_classes",
    "place_parts",
    "rank_verbs",
    "rated",
    "reckoning",
    "relational",
    "self_measured",
    "served",
    "set_units",
    "spent",
    "staff",
    "standing",
    "stocks",
    "substances",
    "sums",
    "total",
    "traded",
    "trailing",
    "turnover",
    "unitless",
    "unshared",
    "vague_nouns",
    "vague_objects",
    "vague_units",
    "wholes",
    "whose",
    "works",
    "yearly",
    "yields",
)
"""The word lists of words.toml that the program reads."""


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


Word = Annotated[str, Field(min_length=1)]
"""One that is empty would stand everywhere."""

_NO_REGEX = (re.error, OverflowError, RecursionError)
"""What compiling raises: for a mistake, a repetition without measure, brackets a thousand deep."""


def _regex(pattern: str) -> str:
    try:
        compiled(pattern)
    except _NO_REGEX as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


def _takes(pattern: str) -> str:
    """A validator of an expression whose matches are replaced: what is put where nothing stood has no raw offsets."""
    if not _parser.parse(_regex(pattern)).getwidth()[0]:
        raise ValueError("can match without taking a character")
    return pattern


def _expressions(table: dict[str, str]) -> dict[str, str]:
    return {key: _regex(pattern) for key, pattern in table.items()}


def _with(*groups: str) -> Callable[[str], str]:
    """A validator of an expression that must name these groups."""

    def check(pattern: str) -> str:
        missing = [group for group in groups if group not in compiled(_regex(pattern)).groupindex]
        if missing:
            raise ValueError(f"lacks the group (?P<{missing[0]}>...)")
        return pattern

    return check


def _check_template(pattern: str, template: str) -> None:
    """Raise ValueError where a replacement names a group that the expression lacks."""
    try:
        compiled(pattern).sub(template, "")
    except (re.error, IndexError) as error:
        raise ValueError(f"'{template}' is no replacement: {error}") from error


def _needs(*keys: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """A validator of a table that must hold these keys."""

    def check(table: dict[str, str]) -> dict[str, str]:
        missing = [key for key in keys if key not in table]
        if missing:
            raise ValueError(f"lacks {', '.join(missing)}")
        return table

    return check


class Example(Spec):
    """A text that a rule must take, with what it must make of it."""

    text: str
    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


class Rule(Spec):
    """What every rule has: a name, and examples it takes and leaves."""

    id: str = Field(min_length=1)
    accepts: list[Example] = Field(min_length=1)
    rejects: list[str] = []
    note: str = ""


class FoldSpec(Spec):
    full: str
    half: str

    @model_validator(mode="after")
    def _one_length(self) -> FoldSpec:
        if len(self.full) != len(self.half):
            raise ValueError("full and half must be of one length")
        return self


class TraditionalSpec(Spec):
    marks: str
    simplified: str
    quotes: str
    quotes_simplified: str


class DoubledSpec(Spec):
    min_characters: int = Field(gt=1)
    min_runs: int = Field(gt=0)
    max_run: int = Field(gt=0, le=200)
    marks: str


class LinesSpec(Spec):
    terminals: str
    closers: str
    openers: str
    dateline: str
    credit: str
    byline: str
    sections: list[Word]
    captions: str
    governs: str
    torn: str
    unnamed: str
    pairs: list[Word]
    max_column: float = Field(gt=0)

    @field_validator("openers", "dateline", "credit", "byline", "captions", "governs", "torn", "unnamed")
    @classmethod
    def _check(cls, pattern: str) -> str:
        return _regex(pattern)

    @field_validator("sections")
    @classmethod
    def _check_each(cls, patterns: list[Word]) -> list[str]:
        return [_regex(pattern) for pattern in patterns]


class RepairRule(Rule):
    kind: Literal["space", "look_alike", "fold", "doubled"]
    pattern: str
    replacement: str = ""
    map: dict[str, str] = {}
    each: bool = False
    """Replace every character of the match by the replacement."""
    _check = field_validator("pattern")(_takes)

    @model_validator(mode="after")
    def _replaces(self) -> RepairRule:
        _check_template(self.pattern, self.replacement)
        return self


class RepairsFile(Spec):
    fold: FoldSpec
    traditional: TraditionalSpec
    doubled: DoubledSpec
    lines: LinesSpec
    repair: list[RepairRule]


class CellsSpec(Spec):
    figure: str
    quantity: str
    no_figure: str
    _check = field_validator("quantity", "no_figure")(_regex)
    _figure = field_validator("figure")(_with("open", "sign", "number", "unit"))


class HeadsSpec(Spec):
    unit: str
    caption: str
    unit_column: str
    skipped: str
    ratio: str
    points: str
    ornament: str
    times: str
    _units = field_validator("unit", "caption")(_with("unit"))
    _check = field_validator("unit_column", "skipped", "ratio", "points", "ornament", "times")(_regex)


class HeadRule(Rule):
    """A standing phrase in a head, and what it is read as."""

    pattern: str
    reads: str
    _check = field_validator("pattern")(_regex)

    @model_validator(mode="after")
    def _replaces(self) -> HeadRule:
        _check_template(self.pattern, self.reads)
        return self


class TablesFile(Spec):
    cells: CellsSpec
    heads: HeadsSpec
    counted: dict[str, str]
    head: list[HeadRule]


Character = Annotated[str, Field(pattern=r"^[^\s\\\[\]^-]$")]
"""What stands for itself in the class of a regular expression."""


class NumbersFile(Spec):
    digits: dict[Character, Annotated[int, Field(ge=0, le=9)]] = Field(min_length=1)
    powers: dict[Character, Annotated[int, Field(ge=1, le=20)]] = Field(min_length=1)
    contractions: dict[str, str]
    suffixes: dict[Character, Annotated[int, Field(ge=1, le=20)]] = Field(min_length=1)
    metric: dict[str, str]
    metric_after_figure: dict[str, str]
    vague: dict[str, str]
    _check = field_validator("vague")(
        _needs(
            "lead",
            "about",
            "two",
            "two_alone",
            "negative",
            "before_negative",
            "point",
            "after_one_or_two",
            "words",
            "after_suffix",
        )
    )
    mentions: dict[str, list[Word]]
    number: list[Rule]

    @model_validator(mode="after")
    def _contract_numerals(self) -> NumbersFile:
        for short, full in self.contractions.items():
            if not short or not full or not set(full) <= self.digits.keys() | self.powers.keys():
                raise ValueError(f"contractions: '{short}' must stand for digits and powers, not '{full}'")
        return self


class AliasSpec(Spec):
    unit: str
    forms: list[Word]
    factor: Decimal = Decimal(1)


class UnitsFile(Spec):
    dimensions: dict[str, str]
    alias: list[AliasSpec] = []
    rates: dict[str, str]
    ambiguous: dict[str, str]
    implied: dict[str, str]
    tails: dict[str, str]
    _rates = field_validator("rates")(_needs("per"))
    _ambiguous = field_validator("ambiguous")(_needs("forms", "nouns"))
    _implied = field_validator("implied")(_needs("person", "household", "currency"))
    _tails = field_validator("tails")(_needs("small_change", "after_tenth", "half"))
    _tails_are_regex = field_validator("tails")(lambda tails: {key: _regex(value) for key, value in tails.items()})


class QualifierRule(Rule):
    id: Qualifier
    before: list[Word] = []
    inside: list[Word] = []
    after: list[Word] = []


class QualifiersFile(Spec):
    confusions: list[Word] = []
    confusions_after: list[Word] = []
    round: str
    _round = field_validator("round")(_regex)
    qualifier: list[QualifierRule]


class DateRule(Rule):
    pattern: str
    resolve: Literal[
        "absolute", "bare-day", "weekday", "part", "season", "plan", "past", "since", "now", "months-to", "century"
    ]
    precision: Literal["day", "month", "season", "year"]
    event: bool = True
    """Whether the expression can anchor an event."""
    _check = field_validator("pattern")(_regex)


Months = Annotated[list[int], Field(min_length=2, max_length=2)]
"""First and last month; 13 and 14 are the next year's."""


def _days(table: dict[str, str]) -> dict[str, str]:
    for name, day in table.items():
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise ValueError(f"'{name}': no such day: {day}") from error
    return table


class DatesFile(Spec):
    there: str
    afterwards: str
    seasons: dict[str, Months]
    parts: dict[str, Months]
    plans: dict[str, int]
    sessions: dict[str, str]
    _check = field_validator("sessions")(_days)
    _openings = field_validator("there", "afterwards")(_regex)
    date: list[DateRule]


class RoleRule(Rule):
    role: Literal["ordinal", "name", "label", "identifier", "heading", "idiom", "duration", "date"]
    pattern: str
    reason: str
    over_dates: bool = False
    """Looked for before dates are: a date inside it is part of a name."""
    dropped: bool = False
    """Left out of indicators: 一个 as an article."""
    _check = field_validator("pattern")(_regex)


class RolesFile(Spec):
    role: list[RoleRule]


class WordsFile(Spec):
    classes: dict[str, str]
    lists: dict[str, str]
    _check = field_validator("lists")(_needs(*LISTS))


# One letter a symbol, so that a construction's form is a regular expression over a string.
SYMBOLS = {
    "HEAD": "H",
    "COPULA": "C",
    "RISE": "G",
    "FALL": "F",
    "SHARE": "S",
    "RANK": "R",
    "FROM": "M",
    "RATED": "B",
    "OTHER": "O",
    "PART": "P",
    "EFFECT": "E",
    "HAVE": "Y",
    "QUANTITY": "Q",
    "DE": "X",
    "TAIL": "T",
    "START": "^",
}
PARTS = ("HEAD", "TAIL", "WHOLE", "SUBJECT", "VERB", "EFFECT", "CHANGE", "RATED")
"""What an indicator is built of."""


@lru_cache(maxsize=256)
def form_pattern(form: str) -> re.Pattern[str]:
    """A construction's form as a regular expression over symbols: `HEAD? RISE COPULA QUANTITY`."""

    def letter(word: re.Match[str]) -> str:
        if word[0] not in SYMBOLS:
            raise ValueError(f"no such symbol: {word[0]}; use one of {', '.join(SYMBOLS)}")
        return re.escape(SYMBOLS[word[0]])

    return compiled(re.sub(r"[A-Z]+", letter, form).replace(" ", ""))


def _form(form: str) -> str:
    try:
        form_pattern(form)
    except _NO_REGEX as error:
        raise ValueError(f"not a form: {error}") from error
    return form


def _template(indicator: str) -> str:
    for _, part, form, conversion in Formatter().parse(indicator):
        if form or conversion:
            raise ValueError(f"{{{part}}} takes no format")
        if part is not None and part not in PARTS:
            raise ValueError(f"no such part: {{{part}}}; use one of {', '.join(PARTS)}")
    return indicator


class ConstructionRule(Rule):
    form: str
    indicator: str
    _check_form = field_validator("form")(_form)
    _check_indicator = field_validator("indicator")(_template)
    measure: Literal["level", "growth", "change", "share", "rank"] | None = None
    figures: Literal["any", "ratio", "rank", "count"] = "any"
    """Which figures the rule takes: all, percentages and times, ranks, or all but ratios."""
    confidence: float = Field(default=0.9, ge=0, le=1)


class ConstructionsFile(Spec):
    construction: list[ConstructionRule]


class AwardRule(Rule):
    pattern: str
    category: str
    _check = field_validator("pattern")(_regex)


class ElidedSpec(Spec):
    """An award's short name in a list, and the official one it stands for."""

    short: str
    full: str
    after: list[Word]
    """Endings of the award before; what precedes them is the scope that both share."""
    unless: list[Word] = []
    """Endings of one that has no scope to share."""

    def scope_of(self, award: str) -> str | None:
        if award.endswith(tuple(self.unless)):
            return None
        for ending in sorted(self.after, key=len, reverse=True):
            if award.endswith(ending):
                return award[: -len(ending)]
        return None


class AwardsFile(Spec):
    elided: list[ElidedSpec]
    actions: list[Word]
    strong: list[Word]
    """Verbs whose object is an honour whatever it is called."""
    hints: str
    """What a sentence must hold to hold an award: looked for before anything else."""
    giving: list[Word]
    winning: list[Word]
    """Those of them whose object begins with the recipient."""
    praising: list[Word]
    """Verbs whose subject gives the honour."""
    titles: str
    """What an honour that no rule knows looks like."""
    not_awards: str
    levels: dict[str, list[Word]]
    meetings: str
    holders: list[Word]
    counted: list[Word]
    """Units that count honours, or those who got them."""
    beyond: list[Word]
    contests: str
    passive: str
    granters: str
    praised: str
    grades: str
    """A prize's grade that leaves out the contest's name."""
    held: str
    givers: dict[Literal["national", "provincial", "municipal"], str]
    """By level what a body's name holds, in the order in which they are tried."""
    not_given: str
    _check = field_validator("hints", "titles", "not_awards", "meetings", "grades", "not_given")(_regex)
    _granters = field_validator("granters", "passive", "praised")(_with("who"))
    _contests = field_validator("contests")(_with("contest"))
    _held = field_validator("held")(_with("contest", "away"))
    _givers = field_validator("givers")(_expressions)
    award: list[AwardRule]


class EventsFile(Spec):
    actions: list[Word]
    joint: list[Word]
    """Actions that only say with whom: the next verb is what was done."""
    befalling: list[Word]
    place_ends: list[Word]
    reports: list[Word]
    """Verbs of saying: what happened stands in the clause after."""
    hosts: str
    places: str
    goes_to: str
    hosted: str
    gatherings: str
    outcomes: list[Word]
    comments: str
    held: list[Word]
    hosting: list[Word]
    partners: str
    not_organisers: str
    after_date: str
    schedule: str
    _check = field_validator("hosted", "gatherings", "not_organisers", "after_date", "comments")(_regex)
    _schedule = field_validator("schedule")(_with("held", "from"))
    _hosts = field_validator("hosts", "partners")(_with("org"))
    _places = field_validator("places", "goes_to")(_with("place"))
    not_events: list[Word]
    event: list[Rule]


class NamesFile(Spec):
    organisations: str
    places: list[Word]
    provinces: list[Word]
    issuers: str
    titles: str
    _check = field_validator("organisations", "issuers", "titles")(_regex)


class NearSpec(Spec):
    before: int = Field(ge=0)
    after: int = Field(ge=0)


class NamesOfFiguresSpec(Spec):
    leading: str
    trailing: str
    generic: str


class RelationsSpec(Spec):
    of_which: str
    stops: str
    source: str
    became: str
    annual: str
    against: str
    yearly: str
    since: str
    share: str
    per_head: dict[str, list[Word]]
    rate: str
    total: str
    member: str
    relative: str
    prices: str
    real_terms: str
    restarts: str
    _check = field_validator(
        *("of_which", "stops", "source", "became", "annual", "against", "restarts"),
        *("yearly", "since", "rate", "total", "member", "relative", "prices"),
    )(_regex)
    _share = field_validator("share")(_with("whole"))


class MarginsSpec(Spec):
    revision: Decimal = Field(ge=0)
    growth_points: Decimal = Field(ge=0)
    prices_up: Decimal = Field(ge=0)
    prices_down: Decimal = Field(ge=0)
    prices_apart: Decimal = Field(ge=0)
    jump: Decimal = Field(gt=1)
    steady: Decimal = Field(gt=1)
    apart: Decimal = Field(gt=1)


class PartitionSpec(Spec):
    whole: list[Word] = Field(min_length=1)
    parts: list[list[Word]] = Field(min_length=2)


class ChecksFile(Spec):
    near: NearSpec
    names: NamesOfFiguresSpec
    relations: RelationsSpec
    margins: MarginsSpec
    partition: list[PartitionSpec]
    romanised: dict[str, str]


class MatchingSpec(Spec):
    likeness: float = Field(gt=0, le=100)
    leading: str
    trailing: str
    year_before: str = Field(min_length=1)
    longer: str
    compared: str
    against: str
    real: str
    deflated: str
    _check = field_validator("longer", "compared", "against", "real", "deflated")(_regex)


class ConversionSpec(Spec):
    unit: str
    factor: Decimal = Field(gt=0)


class ContrastRule(Rule):
    """Words that keep two names apart where one holds them and the other does not, or another of them."""

    words: str = Field(min_length=1)


class SeriesRule(Rule):
    """An indicator's canonical name (`id`), the other names it goes by, and the units of each of its measures."""

    names: list[Word] = []
    units: dict[Measure, list[Word]] = Field(min_length=1)
    never: list[Word] = []
    """Words that a row's indicator must not hold, whatever frames it."""


class SeriesFile(Spec):
    matching: MatchingSpec
    conversion: dict[str, ConversionSpec]
    contrast: list[ContrastRule]
    series: list[SeriesRule]

    @field_validator("series")
    @classmethod
    def _once(cls, rules: list[SeriesRule]) -> list[SeriesRule]:
        seen: set[str] = set()
        for name in (name for rule in rules for name in (rule.id, *rule.names)):
            if name in seen:
                raise ValueError(f"the name '{name}' stands twice; keep it in one series")
            seen.add(name)
        return rules


SPECS: dict[str, type[Spec]] = {
    "repairs": RepairsFile,
    "tables": TablesFile,
    "numbers": NumbersFile,
    "units": UnitsFile,
    "qualifiers": QualifiersFile,
    "dates": DatesFile,
    "roles": RolesFile,
    "words": WordsFile,
    "constructions": ConstructionsFile,
    "awards": AwardsFile,
    "events": EventsFile,
    "names": NamesFile,
    "checks": ChecksFile,
    "series": SeriesFile,
}
FILES = tuple(SPECS)
"""The names of a pattern folder's TOML files."""
