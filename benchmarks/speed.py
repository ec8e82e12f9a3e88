"""Characters a second of the kernel (repair to records, one process) against jieba.lcut on the same text, in one run.

    python benchmarks/speed.py [FOLDER] [--runs 5]

FOLDER holds reports as .txt; the shared reports beside the project are used where they are there, else the sample.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from report_extract import extract, load_patterns, read_report

ROOT = Path(__file__).parents[1]


def reports(folder: Path | None) -> list[Path]:
    shared = ROOT.parent / "shared" / "reports"
    chosen = folder or (shared if shared.is_dir() else ROOT / "data" / "raw")
    return sorted(chosen.rglob("*.txt"))


def rate(work: Callable[[], object], characters: int, runs: int) -> tuple[float, float, float]:
    """Characters a second of processor time: median, lowest and highest."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(characters / (time.process_time() - start))
    return statistics.median(found), min(found), max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    patterns = load_patterns()
    read = [read_report(file) for file in reports(given.folder)]
    characters = sum(len(report.raw) for report in read)
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    extract(read[0], patterns)
    kernel = rate(lambda: [extract(report, patterns) for report in read], characters, given.runs)
    cut = rate(lambda: [jieba.lcut(report.raw) for report in read], characters, given.runs)
    print(f"{len(read)} reports, {characters:,} characters, {given.runs} runs; characters a second of processor time")
    print(f"{'':<12}{'median':>12}{'lowest':>12}{'highest':>12}")
    for name, row in (("kernel", kernel), ("jieba.lcut", cut)):
        print(f"{name:<12}" + "".join(f"{value:>12,.0f}" for value in row))
    print(f"kernel : jieba.lcut = {kernel[0] / cut[0]:.2f}")


if __name__ == "__main__":
    main()
