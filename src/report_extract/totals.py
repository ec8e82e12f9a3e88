"""Known totals: data/totals/REPORT_ID.toml, read, validated and written.

A total is a value that somebody read off the page or took from an official table:

    [[total]]
    indicator = ["财政收入|财政总收入", "全国"]  # terms that the row's indicator holds; a|b is either
    indicator_not = ["支出"]                     # terms that it does not hold
    value = "-133.32万"                          # as printed, without qualifier; the unit may carry the multiplier
    unit = "元"
    period = [2023-01-01, 2023-12-31]            # optional, like measure, status and source
    measure = "level"
    tolerance = "0.5亿"                          # optional: half the value's last digit unless given; "printed":
                                                 # half the last digit that the report prints; "1%": that much of
                                                 # the value besides, for official series that were revised later
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from report_extract.mentions.numbers import Number, NumberGrammar
from report_extract.mentions.scan import number_grammar
from report_extract.model import Measure, Status
from report_extract.patterns import Patterns
from report_extract.toml_file import TomlError, load_toml

_LONGEST = 100
"""Characters of a value, unit or tolerance."""
_DIGITS = re.compile(r"\d[\d,]*(?:\.(\d+))?")


class TotalsError(Exception):
    """A mistake in a totals file or its source; the message names file, line and key."""


class TotalSpec(BaseModel):
    """One `[[total]]` as written."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    indicator: tuple[str, ...] = Field(min_length=1)
    indicator_not: tuple[str, ...] = ()
    value: str = Field(max_length=_LONGEST)
    unit: str = Field(max_length=_LONGEST)
    period: tuple[date, date] | None = None
    measure: Measure | None = None
    status: Status | None = None
    tolerance: str | None = Field(None, max_length=_LONGEST)
    source: str = ""

    @field_validator("value", "tolerance", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        """A bare TOML number is taken as it stands there."""
        return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value

    @field_validator("indicator", "indicator_not")
    @classmethod
    def _no_empty_term(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        if not all(term.strip("|") and "" not in term.split("|") for term in terms):
            raise ValueError("an empty term fits every row")
        return terms

    @model_validator(mode="after")
    def _in_order(self) -> TotalSpec:
        if self.period and self.period[1] < self.period[0]:
            raise ValueError("the period ends before it begins")
        return self


@dataclass(frozen=True, slots=True)
class Total:
    """A known total in the base unit. `as_printed`: the report's own printed precision comes on top of `tolerance`."""

    spec: TotalSpec
    line: int
    value: Decimal
    unit: str
    tolerance: Decimal
    as_printed: bool = False

    @property
    def name(self) -> str:
        return " ".join(self.spec.indicator)

    @property
    def printed(self) -> str:
        return f"{self.spec.value}{self.spec.unit}"


@dataclass(frozen=True, slots=True)
class TotalsFile:
    """All known totals of one report, in file order."""

    report_id: str
    path: Path
    totals: tuple[Total, ...]


def load_totals(folder: Path | str, patterns: Patterns) -> list[TotalsFile]:
    """Every REPORT_ID.toml of a folder, by name. Raises TotalsError naming file, line and key."""
    path = Path(folder)
    if not path.is_dir():
        raise TotalsError(f"{path}: no such folder of known totals; name one that holds REPORT_ID.toml files")
    return [read_totals(file, patterns) for file in sorted(path.glob("*.toml"))]


def read_totals(path: Path, patterns: Patterns) -> TotalsFile:
    """One totals file. Raises TotalsError naming file, line and key."""
    try:
        source, data = load_toml(path, Decimal)
    except FileNotFoundError as error:  # a link that leads nowhere
        raise TotalsError(f"{path}: no such file; put the file itself there") from error
    except TomlError as error:
        raise TotalsError(f"{path}: {error}") from error
    listed = data.pop("total", [])
    if data:
        key = next(iter(data))
        raise TotalsError(f"{path}:{_line_of(source, key)}: key '{key}': unknown; a totals file holds [[total]] tables")
    if not isinstance(listed, list):
        raise TotalsError(f"{path}:{_line_of(source, 'total')}: key 'total': write [[total]], in double brackets")
    lines = [source[: match.start()].count("\n") + 1 for match in re.finditer(r"^[ \t]*\[\[", source, re.M)]
    reader = _Reader(patterns)
    numbered = zip(listed, lines or [1] * len(listed), strict=False)
    return TotalsFile(path.stem, path, tuple(reader.total(path, source, one, line) for one, line in numbered))


class _Reader:
    """One `[[total]]` table to a Total."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        self.grammar = number_grammar(patterns)

    def total(self, path: Path, source: str, data: Any, line: int) -> Total:
        try:
            spec = TotalSpec.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0]) if first["loc"] else "period"
            raise TotalsError(f"{path}:{_key_line(source, line, key)}: key '{key}': {first['msg']}") from error
        try:
            value, unit, step = self.quantity(spec.value, spec.unit)
        except ValueError as error:
            key, what = error.args
            raise TotalsError(f"{path}:{_key_line(source, line, key)}: key '{key}': {what}") from error
        try:
            tolerance, as_printed = self._tolerance(spec, value, step)
        except ValueError as error:
            raise TotalsError(f"{path}:{_key_line(source, line, 'tolerance')}: key 'tolerance': {error}") from error
        return Total(spec, line, value, unit, tolerance, as_printed)

    def quantity(self, value: str, unit: str) -> tuple[Decimal, str, Decimal]:
        """Value and base unit, and what one unit of the last printed digit is worth. ValueError(key, what)."""
        text = value + unit
        number = next(iter(self.grammar.find(text)), None)
        if number is None or number.start or number.value is None or number.end < len(value):
            raise ValueError(
                "value", f"{value!r} is no plain number; write it like 133.32万 or -3.2, without qualifier"
            )
        form = number.percent or text[number.end :]
        base, slash, per = form.partition("/")
        known = self.patterns.units.forms.get(form)
        if known is None and slash:
            known = self.patterns.units.forms.get(base)
            form = f"{known.name}/{per}" if known else form
        # A unit that the patterns lack is the page's all the same: the row then shows that it was not read.
        factor = known.factor if known else Decimal(1)
        name = form if known is None or slash else known.name
        return number.value * factor, name, last_digit(text[: number.end], number, self.grammar) * factor

    def _tolerance(self, spec: TotalSpec, value: Decimal, step: Decimal) -> tuple[Decimal, bool]:
        given = spec.tolerance
        if given is None:
            return step / 2, False
        if given == "printed":
            return Decimal(0), True
        try:
            if given.endswith("%") and spec.unit != "%":
                return abs(value) * Decimal(given[:-1]) / 100, True
            bare = re.sub(r"^[千百十万亿兆]+", "", spec.unit)
            tolerance = self.quantity(given.removesuffix(bare), bare)[0]
        except (ArithmeticError, ValueError):
            raise ValueError(f"{given!r} is no tolerance; write 0.5亿, 1% or printed") from None
        if tolerance < 0:
            raise ValueError("a tolerance is not negative")
        return tolerance, False


def last_digit(text: str, number: Number, grammar: NumberGrammar) -> Decimal:
    """What one unit of the last printed digit of a numeral is worth: 133.32万 → 100, 一千四百 → 100."""
    found = list(_DIGITS.finditer(text))
    if found:
        step = Decimal(1).scaleb(-len(found[-1][1] or ""))
        for char in text[found[-1].end() :]:
            step *= 10 ** grammar.powers.get(char, 0)
        return step
    value = number.value or Decimal(0)
    if "点" in text:
        return Decimal(1).scaleb(int(value.as_tuple().exponent))
    digits = str(int(abs(value)))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")) if value else 0)


def _line_of(source: str, key: str) -> int:
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}\b", source, re.M)
    return source[: found.start()].count("\n") + 1 if found else 1


def _key_line(source: str, line: int, key: str) -> int:
    """The line of a key in the `[[total]]` that begins on a line; that line itself where the key is not given."""
    for number, text in enumerate(source.splitlines()[line:], line + 1):
        if text.lstrip().startswith("[["):
            break
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", text):
            return number
    return line
