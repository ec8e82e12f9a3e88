"""Peers' test cases through `find_mentions`: the share passed by suite.

usage: suites.py [FOLDER] [--failures N] [--min SHARE]

FOLDER holds one JSONL file a suite (`input`, `expected` with `start`, `end` and what the peer makes of it).
A case passes when every expected span lies in a mention of its own with the same worth, and no mention of the suite's
kind is left over. A mention may be longer than the peer's span by its unit and qualifier. Cases in which the peer's
convention differs from ours are listed in suites.toml beside this file, by id with the reason, and counted apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from report_extract import find_mentions
from report_extract.model import Mention

HERE = Path(__file__).parent
TOLERANCE = Decimal("1e-12")  # peers print fifteen digits of a float


@dataclass
class Tally:
    """How one suite went; `failed` holds (id, input, expected, found)."""

    passed: int = 0
    apart: list[str] = field(default_factory=list)
    failed: list[tuple[str, str, str, str]] = field(default_factory=list)
    listed_but_passing: list[str] = field(default_factory=list)

    @property
    def counted(self) -> int:
        return self.passed + len(self.failed)

    @property
    def share(self) -> float:
        return self.passed / self.counted if self.counted else 1.0


def main(argv: list[str] | None = None) -> int:
    """Run every suite of a folder, print the table; exit 1 below `--min`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE.parents[1] / "shared" / "suites")
    parser.add_argument("--failures", type=int, default=5, metavar="N", help="show at most N failures a suite")
    parser.add_argument("--min", type=float, default=0.0, metavar="SHARE", help="the lowest share that will do")
    options = parser.parse_args(argv)
    paths = sorted(options.folder.glob("*.jsonl"))
    if not paths:
        print(f"suites: no .jsonl file in {options.folder}; name the folder that holds the cases", file=sys.stderr)
        return 2
    conventions = Conventions.read(HERE / "suites.toml")
    lowest = 1.0
    for path in paths:
        tally = run_suite(path, conventions)
        lowest = min(lowest, tally.share)
        report(path.stem, tally, options.failures)
    for unknown in sorted(conventions.reason_of.keys() - conventions.used):
        print(f"suites.toml lists {unknown}, which no suite has")
    return int(lowest < options.min)


def report(name: str, tally: Tally, failures: int) -> None:
    """One line a suite, then its failures."""
    print(f"{name:42} {tally.passed:4} of {tally.counted:4}  {tally.share:6.1%}  and {len(tally.apart)} apart")
    for one in tally.failed[:failures]:
        print("    {}  {}\n        expected {}\n        found    {}".format(*one))
    for one in tally.listed_but_passing:
        print(f"    {one} passes; take it out of suites.toml")


@dataclass
class Conventions:
    """The cases of suites.toml with their reasons."""

    reason_of: dict[str, str]
    used: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, path: Path) -> Conventions:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["convention"]
        return cls({case: one["reason"] for one in listed for case in one["ids"]})


def run_suite(path: Path, conventions: Conventions) -> Tally:
    """All cases of one file."""
    tally = Tally()
    for case in read_cases(path):
        mentions = [m for m in find_mentions(case["input"]) if m.kind != "date"]
        right = passes(case, mentions)
        if case["id"] in conventions.reason_of:
            conventions.used.add(case["id"])
            tally.apart.append(case["id"])
            if right:
                tally.listed_but_passing.append(case["id"])
        elif right:
            tally.passed += 1
        else:
            tally.failed.append((case["id"], case["input"], _told(case["expected"]), _shown(mentions)))
    return tally


def read_cases(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def passes(case: dict[str, Any], mentions: list[Mention]) -> bool:
    """Whether the mentions say what the case expects, each expected span by a mention of its own."""
    suite = case["suite"].rsplit("/", 1)[-1]
    left = list(mentions)
    for expected in case["expected"]:
        held = [m for m in left if holds(m, expected, case["input"])]
        if len(held) != 1 or not same_worth(suite, expected, held[0]):
            return False
        left.remove(held[0])
    return not any(of_kind(suite, m) for m in left)


def holds(mention: Mention, expected: dict[str, Any], text: str) -> bool:
    """Whether the mention spans the expected one, white space at its ends aside."""
    start, end = expected["start"], expected["end"]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return mention.raw_start <= start and end <= mention.raw_end


def of_kind(suite: str, mention: Mention) -> bool:
    """Whether a mention that no case expects is one too many: the suite looks for such things."""
    if suite == "OrdinalModel":
        return mention.role == "ordinal"
    if suite == "PercentModel":
        return bool(mention.unit) and mention.unit in PERCENT
    if suite == "DimensionModel":
        return mention.dimension in ("length", "area", "volume", "mass", "energy", "other") and bool(mention.unit)
    if suite.startswith("test_money"):
        return mention.dimension == "money"
    return True


def same_worth(suite: str, expected: dict[str, Any], mention: Mention) -> bool:
    """Whether a mention is worth what the peer says, in value and unit."""
    resolution = expected.get("resolution", {})
    if suite == "test_money_extractor":  # the peer gives spans only
        return mention.dimension == "money"
    if suite == "test_money_parser":
        low, high = (resolution["num"] if isinstance(resolution["num"], list) else (resolution["num"], None))[:2]
        return (
            _close(low, _worth(mention), places=2)
            and (high is None or (mention.upper is not None and _close(high, mention.upper, places=2)))
            and mention.unit == resolution["case"]
        )
    if suite == "PercentModel":
        scale = PERCENT.get(mention.unit)
        value = _worth(mention)
        return value is not None and scale is not None and _close(resolution["value"].rstrip("%"), value * scale)
    if suite == "DimensionModel":
        value = _worth(mention)
        return mention.unit in UNITS.get(resolution["unit"], ()) and _close(resolution["value"], value)
    return _close(resolution.get("value", expected.get("value")), _worth(mention))


PERCENT = {
    "%": Decimal(1),
    "‰": Decimal("0.1"),
    "‱": Decimal("0.01"),
    "个百分点": Decimal(1),
    "百分点": Decimal(1),
    "": Decimal(100),
}
"""What one of our unit is in percent; a bare fraction (百万分之五) is a share of one."""

UNITS = {
    "Bit": ("比特",),
    "Centimeter": ("厘米",),
    "Gram": ("克",),
    "Hertz": ("赫兹",),
    "Jin": ("斤",),
    "Kilobit": ("千比特",),
    "Kilobyte": ("千字节",),
    "Kilocalorie": ("千卡",),
    "Kilogram": ("公斤", "千克"),
    "Kilometer": ("公里", "千米"),
    "Kilowatt": ("千瓦",),
    "Liang": ("两",),
    "Megabyte": ("兆字节",),
    "Megahertz": ("兆赫",),
    "Meter": ("米",),
    "Microgram": ("微克",),
    "Mu": ("亩",),
    "Ton": ("吨",),
}
"""What Recognizers' units are called here; a unit keeps the name that is printed."""


def _worth(mention: Mention) -> Decimal | None:
    return Decimal(repr(mention.ratio)) if mention.value is None and mention.ratio is not None else mention.value


def _close(expected: Any, value: Decimal | None, places: int | None = None) -> bool:
    """Equal up to the digits that peers print; `places` where they round to a fixed number of decimals."""
    if value is None:
        return False
    wanted = Decimal(str(expected))
    if places is not None and abs(wanted - value) < Decimal(1).scaleb(-places):
        return True
    return abs(wanted - value) <= TOLERANCE * max(abs(wanted), Decimal(1))


def _told(expected: list[dict[str, Any]]) -> str:
    return "; ".join(f"{e['text']} = {e.get('resolution', e.get('value'))}" for e in expected) or "nothing"


def _shown(mentions: list[Mention]) -> str:
    shown = []
    for m in mentions:
        bounds = f" {m.qualifier} {m.lower}..{m.upper}" if m.qualifier != "exact" else ""
        shown.append(f"{m.text} = {_worth(m)} {m.unit}{bounds}{' ' + m.role if m.role else ''}")
    return "; ".join(shown) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
