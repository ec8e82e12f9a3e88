"""The same kernel (a report in, its tables out) over many reports: here in this process or over a pool of them."""

from __future__ import annotations

import gc
import multiprocessing as mp
import os
import signal
import sys
import threading
import traceback
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from report_extract.listing import Source, wrong_name
from report_extract.model import Report, ReportError
from report_extract.output import let_go, write_failed, write_report
from report_extract.patterns import Patterns, load_patterns
from report_extract.state import Outcome

if TYPE_CHECKING:
    import pyarrow as pa

CORRECTIONS = Path("corrections")
_LARGEST_CHUNK = 16


@dataclass(frozen=True, slots=True)
class Job:
    """What all reports of a run have in common; small, since every worker gets a copy."""

    out: Path
    patterns: Path | None
    patterns_sha256: str
    corrections: Path = CORRECTIONS
    """The folder with what analysts decided, REPORT_ID.toml each."""


class JobError(Exception):
    """The run cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A report's tables by name, and what became of it; one that failed has its row in `reports` and no Report."""

    report: Report | None
    tables: dict[str, pa.Table]
    outcome: Outcome


def extract_one(source: Source, job: Job, rules: Patterns) -> Outcome:
    """Read a report, extract it and write its files. Raises OSError where the output cannot be written."""
    done = extract_tables(source, job, rules)
    if done.report:
        write_report(job.out, done.report, done.tables)
    else:
        write_failed(job.out, source.report_id, done.tables["reports"])
    return done.outcome


def extract_tables(source: Source, job: Job, rules: Patterns) -> Extracted:
    """The kernel of every engine: a report in, its tables out. It raises nothing: what goes wrong is a row."""
    from report_extract.corrections import load_corrections
    from report_extract.pipeline import extract
    from report_extract.sources import of_bytes, read_report, read_source
    from report_extract.tables import to_tables

    try:
        if problem := source.problem or wrong_name(source):
            raise ReportError(problem)
        if source.content is None:
            report = read_report(source.file, Path(source.root))
        else:
            report = read_source(of_bytes(source.report_id, Path(source.file), source.content))
        corrections = load_corrections(job.corrections / f"{source.report_id}.toml", rules)
        extraction = extract(report, rules, corrections=corrections)
        tables = to_tables(extraction, rules.sha256)
    except ReportError as error:
        return failed(source, job, str(error))
    except OSError as error:
        return failed(source, job, f"{source.file}: cannot be read ({error.strerror or error}); check its permissions")
    except MemoryError:
        return failed(source, job, f"{source.file}: too large for the memory here; split it")
    except Exception as error:  # one report that the program has a mistake with must not stop twenty thousand
        return failed(source, job, _mistake(source, error))
    row = tables["reports"].to_pylist()[0]
    outcome = Outcome(
        report_id=source.report_id,
        status="ok",
        title=row["title"],
        report_year=row["report_year"],
        characters=row["characters"],
        repairs=sum(count for _, count in row["repairs"]),
        rows=dict(row["rows"]),
        unresolved=row["unresolved_arabic"] + row["unresolved_chinese"],
        warnings=len(row["warnings"]),
        sha256=report.sha256,
    )
    return Extracted(report, tables, outcome)


def failed(source: Source, job: Job, error: str) -> Extracted:
    """A report that could not be extracted: its row says so."""
    from report_extract.tables import failed_report

    path = os.path.relpath(source.file, source.root) if source.content is None else source.file
    row = failed_report(source.report_id, path, error, patterns_sha256=job.patterns_sha256)
    return Extracted(None, {"reports": row}, Outcome(report_id=source.report_id, status="failed", error=error))


def fail(source: Source, job: Job, error: str) -> Outcome:
    """A report that killed its worker: its row says so, and its old rows go. Raises OSError."""
    done = failed(source, job, error)
    write_failed(job.out, source.report_id, done.tables["reports"])
    return done.outcome


def _mistake(source: Source, error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"{source.file}: a mistake in the program ({what}, {Path(place.filename).name}:{place.lineno}); "
        "the other reports are not touched by it; please report it with this file"
    )


def run_local(
    sources: Iterable[Source], total: int, job: Job, workers: int
) -> Generator[tuple[Source, Outcome], None, None]:
    """Extract `total` reports in `workers` processes, in this one when there is one; outcomes as they come.

    The processes start with the call. Sources are taken as they are needed, so memory does not grow with their number.
    Raises OSError where the output cannot be written, JobError where the run makes no sense any more. Stopped early, it
    ends its workers at once.
    """
    if workers == 1:
        return _run_here(sources, job)
    return _run_over(_chunks(sources, total, workers), job, workers, _Pool(job, workers))


def _run_here(sources: Iterable[Source], job: Job) -> Generator[tuple[Source, Outcome], None, None]:
    rules = load_rules(job)
    for source in sources:
        yield source, extract_one(source, job, rules)


def _run_over(
    pending: Iterator[list[Source]], job: Job, workers: int, pool: _Pool
) -> Generator[tuple[Source, Outcome], None, None]:
    while True:
        lost: list[list[Source]] = []
        yield from _run_pool(pending, pool, workers, lost)
        if not lost:
            return
        yield from _run_singly([source for reports in lost for source in reports], job)
        pool = _Pool(job, workers)


def _run_singly(sources: list[Source], job: Job) -> Iterator[tuple[Source, Outcome]]:
    """Outcomes of reports one of which killed its worker: one at a time, so that the next death names its report."""
    left = [[source] for source in sources]
    while left:
        waiting = iter(left)
        lost: list[list[Source]] = []
        yield from _run_pool(waiting, _Pool(job, 1), 1, lost)
        left = [*lost[1:], *waiting]
        for source in lost[0] if lost else ():
            yield source, fail(source, job, f"{source.file}: the process reading it died (out of memory?); split it")


def load_rules(job: Job) -> Patterns:
    """A job's patterns, once a process. Raises JobError where they are not those that the job began with."""
    rules = load_patterns(job.patterns)
    if not gc.get_freeze_count():
        gc.freeze()  # rules and modules last as long as the process: no need to go through them again and again
    if rules.sha256 != job.patterns_sha256:
        raise JobError("the pattern files changed while reports were extracted; run the same command again")
    return rules


def _chunks(sources: Iterable[Source], total: int, workers: int) -> Iterator[list[Source]]:
    """Sources by the handful: enough to hide the hand-over, fewer towards the end, so that all workers end together."""
    left = iter(sources)
    while chunk := list(islice(left, max(1, min(_LARGEST_CHUNK, total // (8 * workers))))):
        total -= len(chunk)
        yield chunk


class _Pool:
    """Worker processes that have begun, and a way to end them at once."""

    def __init__(self, job: Job, workers: int) -> None:
        self._others = set(mp.active_children())
        forked = may_fork()
        context = mp.get_context("fork" if forked else "spawn")
        if forked:
            _warm_up(job)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until a worker leaves it to the parent
        try:
            self.executor = ProcessPoolExecutor(workers, context, initializer=_start, initargs=(job,))
            self.executor.submit(int)  # the first task starts them
        finally:
            if forked:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def end(self) -> None:
        for worker in set(mp.active_children()) - self._others:
            worker.terminate()
        self.executor.shutdown(cancel_futures=True)


def may_fork() -> bool:
    """Whether a fork of this process is a whole copy: it has no threads, which are not copied, nor Arrow, which has.

    numpy's are no matter: its linear algebra ends them before a fork. Elsewhere than on Linux the system's libraries
    may not be forked.
    """
    return sys.platform == "linux" and threading.active_count() == 1 and "pyarrow" not in sys.modules


def _warm_up(job: Job) -> None:
    """What a process loads and builds for its first report, save Arrow, which starts threads: here, once for all."""
    from report_extract import corrections, sources  # noqa: F401
    from report_extract.pipeline import extract

    rules = load_rules(job)
    with suppress(Exception):  # a mistake met here is met in every report again, whose row names it
        extract(Report("", "。"), rules)


def _run_pool(
    chunks: Iterator[list[Source]], pool: _Pool, workers: int, lost: list[list[Source]]
) -> Iterator[tuple[Source, Outcome]]:
    """Outcomes of chunks out of a pool that holds a few at a time, and ends with them.

    When a worker dies, `lost` gets those under way, in the order in which they were taken.
    """
    under_way: dict[Future[list[Outcome]], list[Source]] = {}

    def send(chunk: list[Source]) -> None:
        try:
            under_way[pool.executor.submit(_work, chunk)] = chunk
        except BrokenProcessPool:
            lost.append(chunk)
            raise

    try:
        while True:
            for chunk in islice(chunks, 2 * workers - len(under_way)):
                send(chunk)
            if not under_way:
                break
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                yield from zip(under_way[future], future.result(), strict=True)
                del under_way[future]
        pool.executor.shutdown()
    except BrokenProcessPool:
        pool.executor.shutdown()
        for future, chunk in under_way.items():
            if future.exception() is None:
                yield from zip(chunk, future.result(), strict=True)
        lost[:0] = [chunk for future, chunk in under_way.items() if future.exception() is not None]
    except BaseException:
        pool.end()
        raise


_job: Job


def _start(job: Job) -> None:
    """A worker's beginning: leave Ctrl-C to the parent, and end when the parent does."""
    global _job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    let_go()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _job = job


def _end_with_parent() -> None:
    parent = mp.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: Sequence[Source]) -> list[Outcome]:
    rules = load_rules(_job)
    return [extract_one(source, _job, rules) for source in chunk]
