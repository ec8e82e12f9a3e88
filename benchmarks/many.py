"""Many reports: throughput, peak memory, files, one worker against two, and a run of which few reports are new.

nice python benchmarks/many.py --reports 20000 --new 100
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from generate import generate


@dataclass
class Measured:
    """Seconds by the clock and of the processors, and the peak resident memory of the parent and of a worker, in MB."""

    seconds: float
    processor: float
    parent: int
    worker: int


def extract(reports: Path, out: Path, *options: str) -> Measured:
    command = [sys.executable, "-m", "report_extract", "extract", str(reports), "--out", str(out), *options]
    before, clock = os.times(), time.monotonic()
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    watcher = threading.Thread(target=_watch, args=(run, peaks))
    watcher.start()
    status = run.wait()
    seconds, after = time.monotonic() - clock, os.times()
    watcher.join()
    if status:
        sys.exit(f"{' '.join(command)}: exit status {status}")
    processor = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    parent = peaks.pop(run.pid, 0)
    return Measured(seconds, processor, parent // 1024, max(peaks.values(), default=0) // 1024)


def _watch(run: subprocess.Popen[bytes], peaks: dict[int, int]) -> None:
    """Note the peak memory (kB) of a process and its children until it ends."""
    while run.poll() is None:
        for pid in [run.pid, *_children(run.pid)]:
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            if "VmHWM:" in status:
                peaks[pid] = int(status.split("VmHWM:")[1].split()[0])
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def workers(folder: Path, reports: int, rounds: int) -> list[str]:
    """One worker against two, in turn, start-up included."""
    source = folder / "some"
    generate(source, reports)
    taken: dict[int, list[Measured]] = {1: [], 2: []}
    for turn in range(rounds):
        for count in (1, 2):
            taken[count].append(extract(source, folder / f"some-{count}-{turn}", "--workers", str(count)))
    lines = [
        f"| {reports:,} reports, median of {rounds} | seconds | reports/s | processor seconds | peak MB a worker |"
    ]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for count, runs in taken.items():
        seconds = median(run.seconds for run in runs)
        processor = median(run.processor for run in runs)
        memory = max(run.worker or run.parent for run in runs)
        name = f"{count} worker{'s' * (count > 1)}"
        lines.append(f"| {name} | {seconds:.1f} | {reports / seconds:.0f} | {processor:.1f} | {memory} |")
    gain = median(one.seconds / two.seconds for one, two in zip(taken[1], taken[2], strict=True))
    return [*lines, "", f"Two workers are {gain:.2f} times one (median of the {rounds} pairs)."]


def many(folder: Path, reports: int, new: int) -> list[str]:
    """A first run, one with some reports new, one with none new."""
    source, out = folder / "many", folder / "many-out"
    generate(source, reports - new)
    lines = [
        "| run | seconds | reports/s | peak MB, parent | peak MB, a worker |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]

    def row(name: str, run: Measured, done: int) -> None:
        rate = f"{done / run.seconds:.0f}" if done else ""
        lines.append(f"| {name} | {run.seconds:.1f} | {rate} | {run.parent} | {run.worker or ''} |")

    row(f"{reports - new:,} reports, all new", extract(source, out), reports - new)
    generate(source, new, first=reports - new)
    row(f"{reports:,} reports, {new} new", extract(source, out), new)
    row(f"{reports:,} reports, none new", extract(source, out), 0)
    alone = folder / "alone"
    generate(alone, new, first=reports - new)
    row(f"the {new} alone", extract(alone, folder / "alone-out"), new)
    files = list(out.rglob("*.parquet"))
    size = sum(file.stat().st_size for file in files)
    return [*lines, "", f"{len(files):,} Parquet files, {size / 1e6:,.0f} MB, {size / reports / 1000:.1f} kB a report."]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--new", type=int, default=100)
    parser.add_argument("--compared", type=int, default=1000, help="reports for one worker against two")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load = os.getloadavg()[0]
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load before {load:.1f}\n")
        print("\n".join(workers(folder, given.compared, given.rounds)), flush=True)
        if given.reports:
            print("\n" + "\n".join(many(folder, given.reports, given.new)))


if __name__ == "__main__":
    main()
