"""Runs that are killed, stopped, or out of room: whole files only, and the next run goes on."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

import report_extract.lock

ROOT = Path(__file__).parents[1]
SENTENCE = "2021年，南屿新建泵站{}座，投入资金3.5亿元，惠及农户8600余户；同比增长12.5%，排查隐患310处。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty reports that take a process a few seconds."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(40):
        text = "南屿水务局2021年工作总结\n" + "".join(SENTENCE.format(line + number) for line in range(60))
        (folder / f"r{number:02d}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of an undisturbed run."""
    out = tmp_path_factory.mktemp("whole")
    _, errors, status = finish(start(folder, out))
    assert (status, errors) == (0, "")
    return out


@pytest.fixture(scope="module")
def expected(whole: Path) -> dict[str, bytes]:
    """The tables of an undisturbed run."""
    return contents(whole)


def start(
    folder: Path, out: Path, workers: int = 1, prepare: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "report_extract", "extract", folder, "--out", out, "--workers", str(workers)]

    def begin() -> None:
        # a shell's background jobs ignore SIGINT and hand that down
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if prepare:
            prepare()

    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=begin
    )


def finish(run: subprocess.Popen[bytes]) -> tuple[str, str, int]:
    output, errors = run.communicate(timeout=120)
    return output.decode(), errors.decode(), run.returncode


def contents(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*.parquet"))}


def wait_for_reports(out: Path, count: int) -> None:
    end = time.monotonic() + 60
    while len(list(out.glob("numerals/[!.]*.parquet"))) < count:
        assert time.monotonic() < end
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def group_ends(group: int) -> bool:
    """Whether the processes of a run end within seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(
    folder: Path, expected: dict[str, bytes], tmp_path: Path, workers: int
) -> None:
    run = start(folder, tmp_path, workers)
    wait_for_reports(tmp_path, 12)
    os.killpg(run.pid, signal.SIGINT)
    _, errors, status = finish(run)
    assert status == 130
    assert errors == "interrupted: finished reports are kept; run the same command again to go on\n"
    assert not list(tmp_path.rglob("*.part")) or workers == 2
    for file in tmp_path.rglob("[!.]*.parquet"):
        pq.read_table(file)
    assert len(contents(tmp_path)) < len(expected)
    assert group_ends(run.pid)
    output, _, status = finish(start(folder, tmp_path, workers))
    assert status == 0 and " 0 unchanged" not in output
    assert contents(tmp_path) == expected
    assert not list(tmp_path.rglob("*.part"))


def test_a_worker_that_dies_costs_nothing(folder: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    run = start(folder, tmp_path, 2)
    wait_for_reports(tmp_path, 3)
    os.kill(children(run.pid)[0], signal.SIGKILL)
    _, errors, status = finish(run)
    assert (status, errors) == (0, "")
    assert contents(tmp_path) == expected


def test_a_killed_run_lets_the_folder_go_even_if_workers_linger(
    folder: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    run = start(folder, tmp_path, 2)
    wait_for_reports(tmp_path, 3)
    workers = children(run.pid)
    assert len(workers) == 2  # forked: spawned ones have a third process beside them
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    run.kill()
    run.wait()
    try:
        _, errors, status = finish(start(folder, tmp_path))
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
    assert (status, errors) == (0, "")
    assert contents(tmp_path) == expected
    assert group_ends(run.pid)


@pytest.mark.parametrize(
    "busy", ["import pyarrow", "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"]
)
def test_a_process_with_threads_is_not_forked(busy: str) -> None:
    script = f"from report_extract.engines import may_fork; print(may_fork()); {busy}; print(may_fork())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(sys.platform == "linux"), "False"]


KILLER = """
import os
from report_extract import sources
read = sources.read_report
def deadly(file, root):
    if "killer" in file:
        os.kill(os.getpid(), 9)
    return read(file, root)
sources.read_report = deadly
"""


def test_a_report_that_kills_its_worker_is_named_and_the_others_go_on(
    folder: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out, site = (tmp_path / name for name in ("given", "out", "site"))
    shutil.copytree(folder, given)
    for name in ("killer-1", "r20-killer", "z-killer"):
        (given / f"{name}.txt").write_text(SENTENCE, encoding="utf-8")
    site.mkdir()
    (site / "sitecustomize.py").write_text(KILLER)
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    _, errors, status = finish(start(given, out, 2))
    assert status == 1
    assert sorted(line.partition(": ")[0] for line in errors.splitlines()) == sorted(map(str, given.glob("*killer*")))
    assert all("the process reading it died" in line for line in errors.splitlines())
    assert {name: data for name, data in contents(out).items() if "killer" not in name} == expected


def test_kills_at_random_moments() -> None:
    """Five here; `python benchmarks/kills.py` does fifty over two hundred reports."""
    script = [sys.executable, ROOT / "benchmarks" / "kills.py", "--kills", "5", "--reports", "40"]
    done = subprocess.run(script, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "the same bytes" in done.stdout


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_one_line_and_nothing_is_lost(
    folder: Path, expected: dict[str, bytes], tmp_path: Path, workers: int
) -> None:
    finish(start(folder / "r00.txt", tmp_path))

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))

    _, errors, status = finish(start(folder, tmp_path, workers, no_room))
    assert status == 1
    (line,) = errors.splitlines()
    assert str(tmp_path) in line and "too large" in line and "make room" in line
    for file in tmp_path.rglob("[!.]*.parquet"):
        pq.read_table(file)
    assert finish(start(folder, tmp_path))[2] == 0
    assert contents(tmp_path) == expected


def test_two_runs_at_once_on_one_folder(folder: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = start(folder, out)
    while not (out / ".lock").is_file() or not (out / ".lock").read_text():
        assert first.poll() is None
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGSTOP)
    try:
        _, errors, status = finish(start(folder, out))
    finally:
        os.kill(first.pid, signal.SIGCONT)
    assert status == 1
    assert errors == (
        f"{out}: another run (process {first.pid}) is writing here; wait for it, or choose another --out\n"
    )
    assert finish(first)[1:] == ("", 0)
    assert contents(out) == expected


def test_the_lock_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def locking(handle: int, mode: int, count: int) -> None:
        calls.append((os.lseek(handle, 0, os.SEEK_CUR), mode, count))
        if len(calls) > 1:
            raise PermissionError(13, "Permission denied")

    windows = SimpleNamespace(LK_NBLCK=2, locking=locking)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        patched.setitem(sys.modules, "msvcrt", windows)
        lock = importlib.reload(report_extract.lock).lock
    importlib.reload(report_extract.lock)
    with (tmp_path / "lock").open("w+") as file:
        lock(file.fileno())
        with pytest.raises(BlockingIOError):
            lock(file.fileno())
        assert calls == [(1 << 30, 2, 1)] * 2 and file.tell() == 0


@pytest.mark.parametrize("closed", [".", "statistics", "reports"])
def test_an_output_folder_that_may_not_be_written(
    closed: str, folder: Path, whole: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    (out / ".state.jsonl").unlink()
    (out / closed).chmod(0o555)
    # root may write everywhere unless it gives that up
    unprivileged = ["setpriv", "--bounding-set", "-dac_override", "--"] if os.geteuid() == 0 else []
    command = [*unprivileged, sys.executable, "-m", "report_extract", "extract", folder, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    (out / closed).chmod(0o755)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"{out}: cannot be written (Permission denied); check its permissions" in done.stderr
    assert contents(out) == expected, "what was there is whole"


@pytest.mark.parametrize("cut", [1, 40, 400, -1])
def test_a_torn_state_only_costs_time(
    folder: Path, whole: Path, expected: dict[str, bytes], tmp_path: Path, cut: int
) -> None:
    out = shutil.copytree(whole, tmp_path / "out")
    state = out / ".state.jsonl"
    state.write_bytes(state.read_bytes()[:cut] + b"\xff\n[1]\nnull\n{}\n[]\n")
    (out / "statistics" / "r39.parquet").write_bytes(b"half")
    before = state.read_bytes()
    _, errors, status = finish(start(folder, out))
    assert (status, errors) == (0, "")
    assert state.read_bytes() != before
    assert contents(out) == expected


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom report_extract.cli import app\n"
        f"try: app({arguments!r})\nexcept SystemExit: pass\n"
        "print(sorted({'pyarrow', 'pandas', 'jieba', 'rjieba', 'rich', 'regex'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
