"""Pattern files (TOML) to validated, compiled rules. An error names file, line, rule and key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError

from report_extract.kept import compiled
from report_extract.model import Qualifier
from report_extract.pattern_files import (
    FILES,
    SPECS,
    AwardsFile,
    ChecksFile,
    ConstructionRule,
    DatesFile,
    DoubledSpec,
    EventsFile,
    NamesFile,
    NumbersFile,
    QualifiersFile,
    RepairRule,
    RepairsFile,
    Rule,
    SeriesFile,
    Spec,
    TablesFile,
    TraditionalSpec,
    UnitsFile,
    WordsFile,
)
from report_extract.toml_file import TomlError, parse_toml, read_whole


class PatternError(Exception):
    """A mistake in a pattern file; the message names file, line, rule id and key, in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(message.replace("\n", "\\n"))


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
    byline: re.Pattern[str]
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
    confusions_after: tuple[str, ...]
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
    _parse(path, _read(path), SPECS[name])


@lru_cache(maxsize=4)
def _compile(folder: Path, contents: tuple[bytes, ...]) -> Patterns:
    files: dict[str, Any] = {}
    for name, content in zip(FILES, contents, strict=False):
        files[name] = _parse(folder / f"{name}.toml", content, SPECS[name])
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


def _parse(path: Path, content: bytes, model: type[Spec]) -> Spec:
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


def _unique_ids(path: Path, source: str, parsed: Spec) -> None:
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
    hint = rf"([{marks}])\s*\1|([年月日])\s*\2|(\d{{1,4}}(?:\.\d{{1,4}})?)\s*\3\s*([^\d\s])\s*\4|{glyphs}"
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
            compiled(lines.byline),
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
        confusions_after=tuple(spec.confusions_after),
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
