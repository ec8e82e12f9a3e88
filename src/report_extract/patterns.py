"""Pattern files (TOML) to validated, compiled rules. An error names file, line, rule and key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from report_extract.kept import compiled
from report_extract.model import Measure, Qualifier
from report_extract.toml_file import TomlError, parse_toml, read_whole

FILES = (
    "repairs",
    "tables",
    "numbers",
    "units",
    "qualifiers",
    "dates",
    "roles",
    "words",
    "constructions",
    "awards",
    "events",
    "names",
    "checks",
    "series",
)


class PatternError(Exception):
    """A mistake in a pattern file; the message names file, line, rule id and key, in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(message.replace("\n", "\\n"))


LISTS = (
    "absolute",
    "accounts",
    "act_adverbs",
    "amounts",
    "attended",
    "built",
    "compared",
    "contestants",
    "contests",
    "counted_nouns",
    "cuts",
    "describing_units",
    "done_for",
    "employers",
    "empty",
    "enders",
    "faced",
    "fitted",
    "flows",
    "funds",
    "graded_units",
    "growth_nouns",
    "held_against",
    "in_terms",
    "inner",
    "joined",
    "leading",
    "levels_reached",
    "loose_heads",
    "new",
    "not_growth",
    "noun_suffixes",
    "numeral_words",
    "over_others",
    "own_rates",
    "parallel",
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
    "sums",
    "total",
    "trailing",
    "unitless",
    "unshared",
    "vague_nouns",
    "vague_objects",
    "vague_units",
    "wholes",
    "works",
    "yearly",
    "yields",
)
"""The word lists of words.toml that the program reads."""


class _Spec(BaseModel):
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


class Example(_Spec):
    """A text that a rule must take, with what it must make of it."""

    text: str
    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


class Rule(_Spec):
    """What every rule has: a name, and examples it takes and leaves."""

    id: str = Field(min_length=1)
    accepts: list[Example] = Field(min_length=1)
    rejects: list[str] = []
    note: str = ""


class FoldSpec(_Spec):
    full: str
    half: str

    @model_validator(mode="after")
    def _one_length(self) -> FoldSpec:
        if len(self.full) != len(self.half):
            raise ValueError("full and half must be of one length")
        return self


class TraditionalSpec(_Spec):
    marks: str
    simplified: str
    quotes: str
    quotes_simplified: str


class DoubledSpec(_Spec):
    min_characters: int = Field(gt=1)
    min_runs: int = Field(gt=0)
    max_run: int = Field(gt=0, le=200)
    marks: str


class LinesSpec(_Spec):
    terminals: str
    closers: str
    openers: str
    dateline: str
    credit: str
    sections: list[Word]
    captions: str
    governs: str
    torn: str
    unnamed: str
    pairs: list[Word]
    max_column: float = Field(gt=0)

    @field_validator("openers", "dateline", "credit", "captions", "governs", "torn", "unnamed")
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


class RepairsFile(_Spec):
    fold: FoldSpec
    traditional: TraditionalSpec
    doubled: DoubledSpec
    lines: LinesSpec
    repair: list[RepairRule]


class CellsSpec(_Spec):
    figure: str
    quantity: str
    no_figure: str
    _check = field_validator("quantity", "no_figure")(_regex)
    _figure = field_validator("figure")(_with("open", "sign", "number", "unit"))


class HeadsSpec(_Spec):
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


class TablesFile(_Spec):
    cells: CellsSpec
    heads: HeadsSpec
    counted: dict[str, str]
    head: list[HeadRule]


Character = Annotated[str, Field(pattern=r"^[^\s\\\[\]^-]$")]
"""What stands for itself in the class of a regular expression."""


class NumbersFile(_Spec):
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


class AliasSpec(_Spec):
    unit: str
    forms: list[Word]
    factor: Decimal = Decimal(1)


class UnitsFile(_Spec):
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


class QualifiersFile(_Spec):
    confusions: list[Word] = []
    round: str
    _round = field_validator("round")(_regex)
    qualifier: list[QualifierRule]


class DateRule(Rule):
    pattern: str
    resolve: Literal["absolute", "bare-day", "weekday", "part", "season", "plan", "past", "since", "now", "months-to"]
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


class DatesFile(_Spec):
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


class RolesFile(_Spec):
    role: list[RoleRule]


class WordsFile(_Spec):
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


class ConstructionsFile(_Spec):
    construction: list[ConstructionRule]


class AwardRule(Rule):
    pattern: str
    category: str
    _check = field_validator("pattern")(_regex)


class ElidedSpec(_Spec):
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


class AwardsFile(_Spec):
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


class EventsFile(_Spec):
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
    held: list[Word]
    hosting: list[Word]
    partners: str
    not_organisers: str
    after_date: str
    schedule: str
    _check = field_validator("hosted", "gatherings", "not_organisers", "after_date")(_regex)
    _schedule = field_validator("schedule")(_with("held", "from"))
    _hosts = field_validator("hosts", "partners")(_with("org"))
    _places = field_validator("places", "goes_to")(_with("place"))
    not_events: list[Word]
    event: list[Rule]


class NamesFile(_Spec):
    organisations: str
    places: list[Word]
    provinces: list[Word]
    issuers: str
    titles: str
    _check = field_validator("organisations", "issuers", "titles")(_regex)


class NearSpec(_Spec):
    before: int = Field(ge=0)
    after: int = Field(ge=0)


class NamesOfFiguresSpec(_Spec):
    leading: str
    trailing: str
    generic: str


class RelationsSpec(_Spec):
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


class MarginsSpec(_Spec):
    revision: Decimal = Field(ge=0)
    growth_points: Decimal = Field(ge=0)
    prices_up: Decimal = Field(ge=0)
    prices_down: Decimal = Field(ge=0)
    prices_apart: Decimal = Field(ge=0)
    jump: Decimal = Field(gt=1)
    steady: Decimal = Field(gt=1)
    apart: Decimal = Field(gt=1)


class PartitionSpec(_Spec):
    whole: list[Word] = Field(min_length=1)
    parts: list[list[Word]] = Field(min_length=2)


class ChecksFile(_Spec):
    near: NearSpec
    names: NamesOfFiguresSpec
    relations: RelationsSpec
    margins: MarginsSpec
    partition: list[PartitionSpec]
    romanised: dict[str, str]


class MatchingSpec(_Spec):
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


class ConversionSpec(_Spec):
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


class SeriesFile(_Spec):
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


_SPECS: dict[str, type[_Spec]] = {
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


@dataclass(frozen=True)
class Substitution:
    """A compiled repair."""

    id: str
    kind: str
    regex: re.Pattern[str]
    replace: str | Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class CompiledLines:
    """How lines open, end and go on."""

    terminals: tuple[str, ...]
    closers: str
    openers: re.Pattern[str]
    dateline: re.Pattern[str]
    credit: re.Pattern[str]
    sections: tuple[re.Pattern[str], ...]
    captions: re.Pattern[str]
    governs: re.Pattern[str]
    torn: re.Pattern[str]
    unnamed: re.Pattern[str]
    pairs: tuple[str, ...]
    max_column: float


@dataclass(frozen=True)
class Repairs:
    """patterns/repairs.toml, compiled."""

    full: re.Pattern[str]
    """A full-width character."""
    half: dict[str, str]
    traditional: TraditionalSpec
    doubled: DoubledSpec
    doubled_hint: re.Pattern[str]
    lines: CompiledLines
    substitutions: tuple[Substitution, ...]


@dataclass(frozen=True)
class CompiledHead:
    """A rule of patterns/tables.toml."""

    id: str
    regex: re.Pattern[str]
    reads: str


@dataclass(frozen=True)
class TablePatterns:
    """patterns/tables.toml, compiled."""

    figure: re.Pattern[str]
    quantity: re.Pattern[str]
    no_figure: re.Pattern[str]
    unit: re.Pattern[str]
    caption: re.Pattern[str]
    unit_column: re.Pattern[str]
    skipped: re.Pattern[str]
    ratio: re.Pattern[str]
    points: re.Pattern[str]
    ornament: re.Pattern[str]
    times: re.Pattern[str]
    counted: tuple[tuple[str, re.Pattern[str]], ...]
    heads: tuple[CompiledHead, ...]


@dataclass(frozen=True)
class Unit:
    """A unit's base unit, dimension and factor to it."""

    name: str
    dimension: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Units:
    """patterns/units.toml, compiled: forms by first character, longest first."""

    forms: dict[str, Unit]
    by_first: dict[str, tuple[str, ...]]
    per: tuple[str, ...]
    ambiguous: frozenset[str]
    nouns: frozenset[str]
    persons: tuple[str, ...]
    """Nouns that a figure counts as 人 when it stands right before one, longest first; households as 户."""
    households: tuple[str, ...]
    currencies: tuple[str, ...]
    """Names that may stand before a figure in 元, longest first."""
    small_change: re.Pattern[str]
    after_tenth: re.Pattern[str]
    half: re.Pattern[str]
    lettered: tuple[str, ...]
    """Units in Latin letters, longest first."""


@dataclass(frozen=True)
class Qualifiers:
    """patterns/qualifiers.toml, compiled."""

    before: re.Pattern[str]
    before_kind: dict[str, Qualifier]
    after: re.Pattern[str]
    after_kind: dict[str, Qualifier]
    confusions: tuple[str, ...]
    round: re.Pattern[str]
    """Says over before a round figure alone."""


@dataclass(frozen=True)
class CompiledRule:
    """A rule that is one regular expression."""

    spec: Any
    regex: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """patterns/words.toml: a one-letter class for each word, and named word lists."""

    letter: dict[str, str]
    lists: dict[str, frozenset[str]]
    CLASSES: ClassVar[dict[str, str]] = {
        "verb": "v",
        "light_verb": "l",
        "copula": "c",
        "rise": "g",
        "fall": "f",
        "share": "s",
        "rank": "r",
        "preposition": "p",
        "from": "m",
        "adverb": "d",
        "conjunction": "j",
        "part_of": "h",
        "de": "x",
        "modal": "w",
        "effect": "e",
        "have": "y",
        "distribute": "z",
        "pronoun": "o",
    }


@dataclass(frozen=True)
class Patterns:
    """All pattern files of a folder, validated and compiled. `sha256` names their exact content."""

    folder: Path
    sha256: str
    repairs: Repairs
    tables: TablePatterns
    numbers: NumbersFile
    units: Units
    qualifiers: Qualifiers
    dates: DatesFile
    date_rules: tuple[CompiledRule, ...]
    roles: tuple[CompiledRule, ...]
    words: Words
    constructions: tuple[ConstructionRule, ...]
    awards: AwardsFile
    award_rules: tuple[CompiledRule, ...]
    events: EventsFile
    names: NamesFile
    checks: ChecksFile
    series: SeriesFile
    lexicon: tuple[str, ...]
    files: dict[str, Any] = field(compare=False, default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.sha256)


def default_folder() -> Path:
    """The folder that ships with the package, or the repository's own in a checkout."""
    inside = Path(__file__).parent / "patterns"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "patterns"


def load_patterns(folder: Path | str | None = None) -> Patterns:
    """Read, validate and compile a pattern folder (the project's own by default).

    Raises PatternError naming file, line, rule id and key.
    """
    path = Path(folder) if folder is not None else default_folder()
    if not path.is_dir():
        raise PatternError(f"{path}: no such pattern folder; give one that holds {FILES[0]}.toml and its fellows")
    contents = [_read(path / name) for name in (*(f"{one}.toml" for one in FILES), "lexicon.txt")]
    return _compile(path, tuple(contents))


def _read(file: Path) -> bytes:
    try:
        return read_whole(file)
    except FileNotFoundError as error:
        raise PatternError(f"{file}: cannot be read (no such file); copy it from the project's patterns/") from error
    except TomlError as error:
        raise PatternError(f"{file}: {error}") from error


def validate_file(folder: Path, name: str) -> None:
    """Read one file of FILES by itself. Raises PatternError as load_patterns does, which stops at the first."""
    path = folder / f"{name}.toml"
    _parse(path, _read(path), _SPECS[name])


@lru_cache(maxsize=4)
def _compile(folder: Path, contents: tuple[bytes, ...]) -> Patterns:
    files: dict[str, Any] = {}
    for name, content in zip(FILES, contents, strict=False):
        files[name] = _parse(folder / f"{name}.toml", content, _SPECS[name])
    lexicon = _lexicon(folder / "lexicon.txt", contents[-1])
    digest = hashlib.sha256(b"\0".join(contents)).hexdigest()
    return Patterns(
        folder=folder,
        sha256=digest,
        repairs=_repairs(files["repairs"]),
        tables=_tables(files["tables"]),
        numbers=files["numbers"],
        units=_units(folder / "units.toml", files["units"]),
        qualifiers=_qualifiers(files["qualifiers"]),
        dates=files["dates"],
        date_rules=tuple(CompiledRule(rule, compiled(rule.pattern)) for rule in files["dates"].date),
        roles=tuple(CompiledRule(rule, compiled(rule.pattern)) for rule in files["roles"].role),
        words=_words(folder / "words.toml", files["words"]),
        constructions=tuple(files["constructions"].construction),
        awards=files["awards"],
        award_rules=tuple(CompiledRule(rule, compiled(rule.pattern)) for rule in files["awards"].award),
        events=files["events"],
        names=files["names"],
        checks=files["checks"],
        series=files["series"],
        lexicon=lexicon,
        files=files,
    )


def _lexicon(path: Path, content: bytes) -> tuple[str, ...]:
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PatternError(f"{path}:{line}: not UTF-8; save it as UTF-8") from error
    return tuple(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def _parse(path: Path, content: bytes, model: type[_Spec]) -> _Spec:
    try:
        source, data = parse_toml(content)
    except TomlError as error:
        raise PatternError(f"{path}:{error.line or 1}: {error}") from error
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        raise PatternError(_explain(path, source, data, error)) from error
    _unique_ids(path, source, parsed)
    return parsed


def _explain(path: Path, source: str, data: dict[str, Any], error: ValidationError) -> str:
    """One line for the first mistake: file:line: rule 'id', key: what is wrong."""
    first = error.errors()[0]
    rule, line = _where(source, data, first["loc"])
    key = ".".join(str(step) for step in first["loc"] if not isinstance(step, int))
    named = f" rule '{rule}'," if rule else ""
    return f"{path}:{line}:{named} key '{key}': {first['msg'].removeprefix('Value error, ')}"


def _where(source: str, data: Any, keys: tuple[int | str, ...]) -> tuple[str, int]:
    """The id of the rule that a path of keys leads into, and the line (from 1) of the last key found."""
    lines = source.splitlines()
    at, end, rule = 0, len(lines), ""
    for n, step in enumerate(keys):
        if isinstance(step, int):
            heads = [i for i, line in enumerate(lines) if line.strip() == f"[[{keys[n - 1]}]]"]
            if step < len(heads):
                at, end = heads[step], [*heads, len(lines)][step + 1]
        else:
            key = re.compile(rf'\s*\[*"?{re.escape(step)}"?\s*[=\]]')
            at = next((i for i in range(at, end) if key.match(lines[i])), at)
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        rule = str(data.get("id", rule)) if isinstance(data, dict) else rule
    return rule, at + 1


def _unique_ids(path: Path, source: str, parsed: _Spec) -> None:
    for table, value in dict(parsed).items():
        seen: set[str] = set()
        for n, rule in enumerate(value if isinstance(value, list) else []):
            if isinstance(rule, Rule) and rule.id in seen:
                _, line = _where(source, {}, (table, n, "id"))
                raise PatternError(
                    f"{path}:{line}: rule '{rule.id}', key 'id': stands twice; give each rule a name of its own"
                )
            seen.add(getattr(rule, "id", ""))


def rule_line(path: Path, rule: str) -> int:
    """The line (from 1) of a pattern file on which a rule names itself."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.replace(" ", "").startswith(f'id="{rule}"'):
            return number
    return 1


def _line_of(path: Path, word: str, which: int = 0) -> int:
    """The line (from 1) where a word stands in a pattern file; `which` 1 for the second place."""
    bounded = re.compile(rf"(?<![^\s\"']){re.escape(word)}(?![^\s\"'])")
    source = path.read_text("utf-8")
    places = [match.start() for match in bounded.finditer(source)]
    return source[: places[which]].count("\n") + 1 if len(places) > which else 1


def _repairs(spec: RepairsFile) -> Repairs:
    if len(spec.traditional.quotes) != len(spec.traditional.quotes_simplified):
        raise PatternError("repairs.toml: key 'traditional': quotes and quotes_simplified must be of one length")
    marks = re.escape(spec.doubled.marks)
    glyphs = r"(?:([\u4e00-\u9fff])\5){3}"  # the class once: it takes a millisecond to compile
    hint = rf"([{marks}])\s*\1|([年月日])\s*\2|(\d{{1,4}})\s*\3\s*([^\d\s])\s*\4|{glyphs}"
    rules = []
    for rule in spec.repair:
        rules.append(Substitution(rule.id, rule.kind, compiled(rule.pattern), _replacement(rule)))
    lines = spec.lines
    return Repairs(
        full=compiled(f"[{re.escape(spec.fold.full)}]"),
        half=dict(zip(spec.fold.full, spec.fold.half, strict=True)),
        traditional=spec.traditional,
        doubled=spec.doubled,
        doubled_hint=compiled(hint),
        lines=CompiledLines(
            tuple(lines.terminals),
            lines.closers,
            compiled(lines.openers),
            compiled(lines.dateline),
            compiled(lines.credit),
            tuple(compiled(section) for section in lines.sections),
            compiled(lines.captions),
            compiled(lines.governs),
            compiled(lines.torn),
            compiled(lines.unnamed),
            tuple(lines.pairs),
            lines.max_column,
        ),
        substitutions=tuple(rules),
    )


def _tables(spec: TablesFile) -> TablePatterns:
    lone = {name: compiled(pattern) for name, pattern in (*spec.cells, *spec.heads)}
    counted = tuple((unit, compiled(pattern)) for unit, pattern in spec.counted.items())
    heads = tuple(CompiledHead(rule.id, compiled(rule.pattern), rule.reads) for rule in spec.head)
    return TablePatterns(**lone, counted=counted, heads=heads)


def _replacement(rule: RepairRule) -> str | Callable[[re.Match[str]], str]:
    if rule.map:
        table = rule.map
        return lambda match: table.get(match[0], match[0])
    if rule.each:
        return lambda match: rule.replacement * len(match[0])
    return rule.replacement


def _units(path: Path, spec: UnitsFile) -> Units:
    forms: dict[str, Unit] = {}

    def add(form: str, unit: Unit) -> None:
        if form in forms:
            line = _line_of(path, form, 1)
            raise PatternError(
                f"{path}:{line}: unit '{form}', key 'dimensions.{unit.dimension}': stands twice; keep it in one place"
            )
        forms[form] = unit

    for dimension, listed in spec.dimensions.items():
        for form in listed.split():
            add(form, Unit(form, dimension))
    for alias in spec.alias:
        if alias.unit not in forms:
            line = _line_of(path, alias.unit)
            raise PatternError(
                f"{path}:{line}: alias of '{alias.unit}', key 'unit': no such unit; name one of the dimensions'"
            )
        for form in alias.forms:
            add(form, Unit(alias.unit, forms[alias.unit].dimension, alias.factor))
    by_first: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        by_first.setdefault(form[0], []).append(form)
    return Units(
        forms=forms,
        by_first={first: tuple(found) for first, found in by_first.items()},
        per=tuple(sorted(spec.rates["per"].split(), key=len, reverse=True)),
        ambiguous=frozenset(spec.ambiguous["forms"].split()),
        nouns=frozenset(spec.ambiguous["nouns"].split()),
        persons=tuple(sorted(spec.implied["person"].split(), key=len, reverse=True)),
        households=tuple(sorted(spec.implied["household"].split(), key=len, reverse=True)),
        currencies=tuple(sorted(spec.implied["currency"].split(), key=len, reverse=True)),
        small_change=compiled(spec.tails["small_change"]),
        after_tenth=compiled(spec.tails["after_tenth"]),
        half=compiled(spec.tails["half"]),
        lettered=tuple(
            form
            for form in sorted(forms, key=len, reverse=True)
            if form.isascii() and form.isalnum() and form != form[:1].upper()
        ),
    )


def _qualifiers(spec: QualifiersFile) -> Qualifiers:
    before: dict[str, Qualifier] = {}
    after: dict[str, Qualifier] = {}
    for rule in spec.qualifier:
        before |= dict.fromkeys(rule.before, rule.id)
        after |= dict.fromkeys(rule.after, rule.id)

    def choice(words: dict[str, Qualifier]) -> str:
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

    return Qualifiers(
        before=compiled(f"(?:{choice(before)})$"),
        before_kind=before,
        after=compiled(choice(after)),
        after_kind=after,
        confusions=tuple(spec.confusions),
        round=compiled(spec.round),
    )


def _words(path: Path, spec: WordsFile) -> Words:
    letter: dict[str, str] = {}
    for name, listed in spec.classes.items():
        if name not in Words.CLASSES:
            known = ", ".join(Words.CLASSES)
            raise PatternError(
                f"{path}:{_line_of(path, name)}: key 'classes.{name}': no such class; use one of {known}"
            )
        for word in listed.split():
            if word in letter:
                line = _line_of(path, word, 1)
                raise PatternError(
                    f"{path}:{line}: word '{word}', key 'classes.{name}': stands twice; keep it in one class"
                )
            letter[word] = Words.CLASSES[name]
    return Words(letter, {name: frozenset(listed.split()) for name, listed in spec.lists.items()})
