"""Put one line break or one space between two characters of a report, and see what it changes.

usage: python benchmarks/breaks.py [REPORT] [--places N] [--all] [--seed N]

It must change no value, unit, qualifier or date, at no place that is not beside white space or inside a doubled
run. Prints what broke; exit status 1 when anything did. REPORT is the sample by default.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from report_extract.model import Extraction, Report
from report_extract.patterns import Patterns, load_patterns
from report_extract.pipeline import extract
from report_extract.repair import doubled_spans
from report_extract.sources import read_report

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "linjiang-union-2023.txt"
NOISE = ("\n", " ")


def facts(out: Extraction, inserted: int | None = None) -> list[str]:
    """What a break may not change, one line a row, anchors as if nothing had been inserted at `inserted`."""

    def place(offset: int) -> int:
        return offset - (inserted is not None and offset > inserted)

    return [
        *(
            f"statistic {place(s.raw_start)}-{place(s.raw_end)} {s.figure_text} {s.value_exact} {s.unit} "
            f"{s.qualifier} {s.lower} {s.upper} {s.period_start} {s.period_end} {s.measure} {s.status}"
            for s in out.statistics
        ),
        *(
            f"event {place(e.raw_start)}-{place(e.raw_end)} {e.date_start} {e.date_end} {e.precision}"
            for e in out.events
        ),
        *(f"award {place(a.raw_start)}-{place(a.raw_end)} {a.count} {a.unit} {a.year}" for a in out.awards),
    ]


def places(raw: str, patterns: Patterns) -> list[int]:
    """Where a break may be put in: between two characters that are not white space, outside doubled runs."""
    doubled = doubled_spans(raw, patterns)
    return [
        at
        for at in range(1, len(raw))
        if not raw[at - 1].isspace() and not raw[at].isspace() and not any(start < at < end for start, end in doubled)
    ]


def changes(report: Report, patterns: Patterns, at: int, noise: str, clean: list[str]) -> list[str]:
    """The rows that differ when `noise` stands at raw offset `at`: `-` as they were, `+` as they became."""
    broken = replace(report, raw=report.raw[:at] + noise + report.raw[at:])
    noisy = facts(extract(broken, patterns), at)
    if noisy == clean:
        return []
    return [line for line in unified_diff(clean, noisy, lineterm="", n=0) if line[:1] in "+-" and line[1:2] not in "+-"]


def main() -> int:
    """Run over N random places (or all), each with a line break and a space."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    patterns = load_patterns()
    report = read_report(args.report)
    clean = facts(extract(report, patterns))
    chosen = places(report.raw, patterns)
    if not args.all:
        chosen = sorted(random.Random(args.seed).sample(chosen, min(args.places, len(chosen))))
    broken = 0
    for at in chosen:
        for noise in NOISE:
            if rows := changes(report, patterns, at, noise, clean):
                broken += 1
                around = report.raw[max(0, at - 12) : at] + "⏎␣"[noise == " "] + report.raw[at : at + 12]
                print(f"{at}: {around!r}")
                print("".join(f"    {row}\n" for row in rows[:6]), end="")
    print(f"{args.report.name}: {len(chosen)} places, {len(chosen) * len(NOISE)} breaks, {broken} changed something")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
