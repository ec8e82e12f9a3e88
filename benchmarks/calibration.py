"""Does `confidence` mean something: how many rows of each confidence are right, on annotated reports.

usage: python benchmarks/calibration.py [ANNOTATED …] [--score FILE]

ANNOTATED are folders laid out as ../shared/gold (reports/ID.txt, ID.jsonl), by default that one; FILE is the scorer
whose notion of a right figure and a right row is taken. Printed are, by rule, rows, right figures, right rows and the
confidence that the rule gives (patterns/constructions.toml), beside the one that the counts would give; and, leaving
one report out at a time, what rows at 0.9 and above were worth in the report left out when the others alone set the
confidences.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from report_extract import extract, load_patterns, read_report
from report_extract.model import Statistic

SHARED = Path(__file__).parents[2] / "shared"
SURE = 0.9
PRIOR = 20  # rows of the common rate that a rule's own count is weighed against
FIELDS = ("indicator", "measure", "value", "value_exact", "unit", "qualifier", "lower", "upper", "period_start")
FIELDS += ("period_end", "status", "raw_start", "raw_end")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that an annotation judges: its report and rule, what the program believed, and what is right."""

    report_id: str
    rule: str
    confidence: float
    lowered: float
    figure: bool
    row: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[SHARED / "gold"])
    parser.add_argument("--score", type=Path, default=SHARED / "score" / "score.py")
    options = parser.parse_args(argv)
    rows = [row for folder in options.folders for row in judged(folder, scorer(options.score))]
    if not rows:
        print("calibration: no annotated report in", *options.folders, file=sys.stderr)
        return 1
    _print_rules(rows)
    print()
    _print_bands("as the program says", [(row, row.confidence) for row in rows])
    _print_bands("one report left out at a time", list(left_out(rows)))
    return 0


def scorer(path: Path) -> ModuleType:
    """The scorer, from its file: it is no part of this project."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"calibration: {path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(folder: Path, score: ModuleType) -> Iterator[Row]:
    """The rows of a folder's reports that an annotation, or its absence, judges."""
    patterns = load_patterns()
    given = {rule.id: rule.confidence for rule in patterns.constructions}
    for file in sorted(folder.glob("*.jsonl")):
        golds = [g for line in file.read_text("utf-8").splitlines() if (g := json.loads(line))["table"] == "statistics"]
        rows = extract(read_report(folder / "reports" / f"{file.stem}.txt"), patterns).statistics
        found = [_plain(row) for row in rows]
        pairs = dict(score.match(found, golds))
        for n, row in enumerate(rows):
            gold = golds[pairs[n]] if n in pairs else None
            if gold is not None and gold.get("optional"):
                continue
            figure, wrong = score.judge("statistics", found[n], gold) if gold is not None else (False, ["no such row"])
            lowered = given.get(row.rule, row.confidence) - row.confidence
            yield Row(file.stem, row.rule, row.confidence, lowered, figure, not wrong)


def _plain(row: Statistic) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in FIELDS}
    for name in ("period_start", "period_end"):
        values[name] = values[name] and values[name].isoformat()
    values["value_exact"] = values["value_exact"] if values["value_exact"] is None else str(values["value_exact"])
    return values


def estimates(rows: Sequence[Row]) -> dict[str, float]:
    """By rule, the share of right rows, weighed with the common rate."""
    rate = sum(row.row for row in rows) / len(rows)
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for row in rows:
        counts[row.rule][row.row] += 1
    return defaultdict(
        lambda: rate, {rule: (c[True] + PRIOR * rate) / (c.total() + PRIOR) for rule, c in counts.items()}
    )


def left_out(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    """Each row with the confidence that the other reports' rows give its rule."""
    for report in sorted({row.report_id for row in rows}):
        others = estimates([row for row in rows if row.report_id != report])
        yield from ((row, others[row.rule] - row.lowered) for row in rows if row.report_id == report)


def _print_rules(rows: Sequence[Row]) -> None:
    given = {rule.id: rule.confidence for rule in load_patterns().constructions}
    counted = estimates(rows)
    print("rule                     rows  figures right  rows right  given  counted")
    for rule, of in sorted(_by(rows).items(), key=lambda pair: -len(pair[1])):
        figures, right = sum(row.figure for row in of), sum(row.row for row in of)
        told = given.get(rule, float("nan"))
        print(f"{rule:<24}{len(of):5}{figures:15}{right:12}{told:7.2f}{counted[rule]:9.2f}")


def _by(rows: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.rule].append(row)
    return groups


def _print_bands(title: str, rated: Sequence[tuple[Row, float]]) -> None:
    sure = [row for row, confidence in rated if confidence >= SURE]
    unsure = [row for row, confidence in rated if confidence < SURE]
    print(f"{title}: {len(sure)} of {len(rated)} rows ({len(sure) / len(rated):.1%}) at {SURE} and above")
    for name, rows in ((f">= {SURE}", sure), (f" < {SURE}", unsure)):
        if rows:
            figures, right = sum(row.figure for row in rows) / len(rows), sum(row.row for row in rows) / len(rows)
            print(f"  {name}: {figures:.1%} right as figures, {right:.1%} right in every field that is scored")


if __name__ == "__main__":
    sys.exit(main())
