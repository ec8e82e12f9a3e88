"""One line break or space between any two characters of a report must change no value, unit or date.

    python benchmarks/breaks.py [REPORT] [--places 300] [--seed 0]

Places beside white space and inside doubled glyphs are left out. Prints what changed; exit status 1 when anything did.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path

from report_extract.model import Extraction, Report, Text
from report_extract.patterns import Patterns, load_patterns
from report_extract.pipeline import extract
from report_extract.repair import repair
from report_extract.sources import read_report

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "linjiang-union-2023.txt"


def facts(out: Extraction) -> list[str]:
    """What a break may not change, one line a row."""
    rows = [f"{s.value_exact} {s.value} {s.unit} {s.qualifier} {s.period_start} {s.period_end}" for s in out.statistics]
    return rows + [f"{e.date_start} {e.date_end}" for e in out.events] + [f"{a.count} {a.unit}" for a in out.awards]


def places(raw: str, patterns: Patterns) -> list[int]:
    """Offsets between two characters that are not white space, outside doubled runs."""
    stages: list[tuple[str, Text]] = []
    repair(raw, patterns, stages)
    doubled: set[int] = set()
    for name, text in stages:
        if name == "doubled":
            for start, end in zip(text.starts, text.ends, strict=True):
                doubled.update(range(start, end + 1) if end - start > 1 else ())
    return [
        at
        for at in range(1, len(raw))
        if not raw[at - 1].isspace() and not raw[at].isspace() and at not in doubled and at - 1 not in doubled
    ]


def changed(report: Report, patterns: Patterns, at: int, noise: str, clean: list[str]) -> list[str]:
    """The facts that differ when `noise` stands at a raw offset."""
    broken = replace(report, raw=report.raw[:at] + noise + report.raw[at:])
    noisy = facts(extract(broken, patterns))
    return [f"- {row}" for row in clean if row not in noisy] + [f"+ {row}" for row in noisy if row not in clean]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    patterns, report = load_patterns(), read_report(given.report)
    clean = facts(extract(report, patterns))
    chosen = places(report.raw, patterns)
    chosen = sorted(random.Random(given.seed).sample(chosen, min(given.places, len(chosen))))
    wrong = 0
    for at in chosen:
        for noise in ("\n", " "):
            if rows := changed(report, patterns, at, noise, clean):
                wrong += 1
                print(
                    f"{at} {noise!r}: {report.raw[at - 14 : at]}▮{report.raw[at : at + 10]!r}", *rows[:6], sep="\n    "
                )
    print(f"{report.report_id}: {len(chosen)} places, {2 * len(chosen)} breaks, {wrong} changed something")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
