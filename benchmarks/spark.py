"""The local engine with two workers and Spark in local[2,4] on the same reports: throughput, memory, equal counts.

nice python benchmarks/spark.py --reports 20000     # in .venv-spark (make setup-spark)
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
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from generate import generate, report

TABLES = ("reports", "statistics", "events", "awards", "numerals")


def as_data_set(target: Path, reports: int) -> None:
    """The reports that `generate` writes, as Parquet in row groups of two thousand."""
    schema = pa.schema({"report_id": pa.string(), "text": pa.string()})
    target.mkdir()
    with pq.ParquetWriter(target / "reports.parquet", schema) as file:
        for first in range(0, reports, 2000):
            numbers = range(first, min(first + 2000, reports))
            columns = [[f"invented-{n:06d}" for n in numbers], [report(n) for n in numbers]]
            file.write_table(pa.table(columns, schema=schema))


def descendants(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        tasks = [*Path(f"/proc/{pid}/task").iterdir()]
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(below for child in children for below in descendants(child))]


def watch(run: subprocess.Popen[str], peaks: dict[str, dict[int, int]], spent: dict[int, float]) -> None:
    """Note the peak memory (kB) of a run's processes, by what they are, and their processor seconds, until it ends."""
    while run.poll() is None:
        for pid in descendants(run.pid):
            try:
                command = Path(f"/proc/{pid}/cmdline").read_text()
                status = Path(f"/proc/{pid}/status").read_text()
                user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            except OSError:
                continue
            spent[pid] = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
            kind = "driver" if pid == run.pid else "Java" if "java" in command.split("\0")[0] else "worker"
            if "VmHWM:" in status:
                peaks[kind][pid] = int(status.split("VmHWM:")[1].split()[0])
        time.sleep(0.2)


def measured(name: str, reports: int, source: Path, out: Path, *options: str) -> str:
    """Run `extract`; its row of the results."""
    command = [sys.executable, "-m", "report_extract", "extract", str(source), "--out", str(out), *options]
    peaks: dict[str, dict[int, int]] = defaultdict(dict)
    spent: dict[int, float] = {}
    clock, load = time.monotonic(), os.getloadavg()[0]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    watcher = threading.Thread(target=watch, args=(run, peaks, spent))
    watcher.start()
    _, errors = run.communicate()
    seconds = time.monotonic() - clock
    watcher.join()
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit status {run.returncode}\n{errors[-2000:]}")
    memory = [max(peaks[kind].values(), default=0) // 1024 for kind in ("driver", "Java", "worker")]
    cells = (
        f"{seconds:.0f}",
        f"{reports / seconds:.1f}",
        f"{sum(spent.values()):.0f}",
        *(str(m or "") for m in memory),
    )
    return f"| {name} | {' | '.join(cells)} | {load:.1f} to {os.getloadavg()[0]:.1f} |"


def counts(out: Path) -> list[int]:
    return [sum(pq.read_metadata(f).num_rows for f in (out / name).glob("*.parquet")) for name in TABLES]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--master", default="local[2,4]")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, spark = Path(name), ("--engine", "spark", "--master", given.master)
        generate(folder / "reports", given.reports)
        as_data_set(folder / "set", given.reports)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {given.reports:,} reports\n")
        print("| run | seconds | reports/s | processor seconds | MB, driver | MB, Java | MB, a worker | load |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |", flush=True)
        runs = [
            ("local, two workers", folder / "reports", ("--workers", "2")),
            (f"Spark, {given.master}, a data set", folder / "set", spark),
        ]
        for number, (title, source, options) in enumerate(runs):
            print(measured(title, given.reports, source, folder / f"out-{number}", *options), flush=True)
        found = [counts(folder / f"out-{number}") for number in range(len(runs))]
        told = ", ".join(f"{count:,} {name}" for count, name in zip(found[0], TABLES, strict=True))
        print(f"\nRows: {told}; {'equal' if found[0] == found[1] else f'NOT EQUAL: {found}'} in both runs.")


if __name__ == "__main__":
    main()
