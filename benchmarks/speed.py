"""The kernel (raw text to records and Arrow tables, one process) against jieba.lcut on the same text, in one run.

    python benchmarks/speed.py [FOLDER] [--runs 5] [--growth 10000000]

FOLDER holds reports as .txt; the shared reports beside the project are used where they are there, else the sample.
Kernel and jieba take turns report by report, so that both meet the same load. With `--growth`, the cost per character
is compared on invented texts of up to so many characters.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import jieba
from generate import report

from report_extract import extract, load_patterns, pipeline, read_report, to_tables
from report_extract.model import Report
from report_extract.patterns import Patterns

ROOT = Path(__file__).parents[1]


def reports(folder: Path | None) -> list[Path]:
    shared = ROOT.parent / "shared" / "reports"
    chosen = folder or (shared if shared.is_dir() else ROOT / "data" / "raw")
    return sorted(chosen.rglob("*.txt"))


def seconds(work: Callable[[], object]) -> float:
    """Processor time, in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compared(read: list[Report], rules: Patterns, runs: int) -> list[tuple[float, float]]:
    """Seconds of kernel and jieba.lcut for all reports, a pair a run."""
    found = []
    for _ in range(runs):
        kernel = cut = 0.0
        for one in read:
            kernel += seconds(lambda one=one: to_tables(extract(one, rules)))  # type: ignore[misc]
            cut += seconds(lambda one=one: jieba.lcut(one.raw))  # type: ignore[misc]
        found.append((kernel, cut))
    return found


def growth(rules: Patterns, largest: int, runs: int) -> list[str]:
    """Cost per character of ever longer invented texts, beside that of 100 thousand characters."""
    sizes = [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= largest]
    text = "\n".join(report(number) for number in range(largest // 3000 + 1))
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(runs):
        for size in sizes:
            total = max(size, min(1_000_000, largest))  # the same text for all but the longest, in pieces
            pieces = [Report(f"growth-{at}", text[at : at + size]) for at in range(0, total, size)]
            spent = sum(seconds(lambda one=one: to_tables(extract(one, rules))) for one in pieces)  # type: ignore[misc]
            taken[size].append(spent / total * 1e6)
    base = statistics.median(taken[100_000])
    lines = ["| characters | µs a character, median | of that at 100,000 |", "| ---: | ---: | ---: |"]
    for size, found in taken.items():
        middle = statistics.median(found)
        lines.append(f"| {size:,} | {middle:.2f} | {middle / base:.2f} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", type=int, default=0)
    given = parser.parse_args()
    rules = load_patterns()
    read = [read_report(file) for file in reports(given.folder)]
    characters = sum(len(one.raw) for one in read)
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    mentions = sum(len(extract(one, rules).numerals) for one in read)
    gc.freeze()  # as workers do once their rules are loaded
    gc.set_threshold(50_000, 20)  # as the command does
    runs = compared(read, rules, given.runs)
    print(f"{len(read)} reports, {characters:,} characters, {mentions:,} numerals, {given.runs} runs; processor time")
    print("the core is " + ("plain Python" if pipeline.__file__.endswith(".py") else "compiled"))
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| | characters a second, median | lowest | highest | µs a numeral |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, spent in (("kernel", [one for one, _ in runs]), ("jieba.lcut", [one for _, one in runs])):
        middle = statistics.median(spent)
        rates = [characters / value for value in (middle, max(spent), min(spent))]
        print(f"| {name} | " + " | ".join(f"{value:,.0f}" for value in rates) + f" | {middle / mentions * 1e6:.0f} |")
    ratio = statistics.median(cut / kernel for kernel, cut in runs)
    print(f"\nkernel : jieba.lcut = {ratio:.2f} (median of the pairs)")
    if given.growth:
        print("\n" + "\n".join(growth(rules, given.growth, given.runs)))


if __name__ == "__main__":
    main()
