"""Kill runs at random moments (SIGKILL) and see that nothing is lost: whole files only, and the same bytes in the end.

python benchmarks/kills.py --kills 50 --reports 200
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from generate import generate


def start(reports: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run with two workers in a process group of its own."""
    command = [sys.executable, "-m", "report_extract", "extract", str(reports), "--out", str(out), "--workers", "2"]
    return subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def finish(run: subprocess.Popen[bytes]) -> None:
    _, errors = run.communicate()
    if run.returncode:
        sys.exit(f"an undisturbed run failed: {errors.decode()}")


def contents(out: Path) -> dict[str, bytes]:
    """Every file of the tables by its path."""
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*.parquet"))}


def unreadable(out: Path) -> list[str]:
    """Parquet files that are not whole."""
    broken = []
    for file in out.rglob("*.parquet"):
        if file.name.startswith("."):
            continue
        try:
            pq.read_table(file)
        except Exception as error:
            broken.append(f"{file}: {error}")
    return broken


def group_is_gone(group: int, seconds: float = 10) -> bool:
    """Whether all processes of a group end in time: a killed run must leave no workers behind."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        reports, whole, out = Path(folder, "reports"), Path(folder, "whole"), Path(folder, "out")
        generate(reports, given.reports, characters=1000)
        clock = time.monotonic()
        finish(start(reports, whole))
        seconds = time.monotonic() - clock
        expected = contents(whole)
        ended = 0
        options: list[str] = []
        for kill in range(given.kills):
            run = start(reports, out, *options)
            time.sleep(rng.uniform(0, seconds))
            run.send_signal(signal.SIGKILL)
            run.communicate()
            options = []
            if run.returncode == 0:  # it was through before the kill: begin again, over the old files or over none
                ended += 1
                if rng.random() < 0.5:
                    options = ["--fresh"]
                else:
                    shutil.rmtree(out)
                    out.mkdir()
            if not group_is_gone(run.pid):
                sys.exit(f"kill {kill}: workers live on")
            if broken := unreadable(out):
                sys.exit(f"kill {kill}: {broken}")
        left = len(contents(out))
        finish(start(reports, out))
        parts = list(out.rglob("*.part"))
        if contents(out) != expected or parts:
            sys.exit(f"the tables differ from an undisturbed run's, or parts are left: {parts}")
    print(
        f"{given.kills} kills, {given.reports} reports ({seconds:.1f} s a run, {ended} ended before): no broken file; "
        f"{left} of {len(expected)} files before the last run, the same bytes after it"
    )


if __name__ == "__main__":
    main()
