"""One run of `extract`: which reports to do, doing them, and what to say of it."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from report_extract import __version__
from report_extract.engines import CORRECTIONS, Job, JobError, run_local
from report_extract.listing import Source, list_reports
from report_extract.mentions.scan import number_grammar
from report_extract.output import OutputError, OutputFolder
from report_extract.patterns import PatternError, Patterns, load_patterns
from report_extract.sources import SUFFIXES
from report_extract.state import Outcome

FATAL = (JobError, OutputError, PatternError)
"""What ends a run with one line."""
INTERRUPTED = "interrupted: finished reports are kept; run the same command again to go on"

TOTALS = Path("data/totals")
EACH_UP_TO = 30
"""Reports that are checked and shown one by one; more are summed up, and `check` checks them."""
NAMED = 10
"""Reports that a summary names of each sort."""

# One process does about this much text in the time that a second one takes to start.
_TEXT_BYTES_A_WORKER = 1_000_000
_PAGED_REPORTS_A_WORKER = 2


class Watcher(Protocol):
    """Who is told how a run goes."""

    def start(self, total: int) -> None: ...
    def complain(self, message: str) -> None: ...
    def finished(self, outcome: Outcome) -> None: ...


@dataclass(slots=True)
class Totals:
    """Sums over the reports listed, with a few of those to look at; small for any number of them."""

    good: int = 0
    failed: int = 0
    characters: int = 0
    unresolved: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    years: set[int] = field(default_factory=set)
    failures: list[Outcome] = field(default_factory=list)
    most_unresolved: list[Outcome] = field(default_factory=list)

    def add(self, one: Outcome) -> None:
        if one.status != "ok":
            self.failed += 1
            self.failures = [*self.failures, one][:NAMED]
            return
        self.good += 1
        self.characters += one.characters
        self.unresolved += one.unresolved
        self.rows.update(one.rows)
        if one.report_year:
            self.years.add(one.report_year)
        if one.unresolved:
            worst = sorted([*self.most_unresolved, one], key=lambda each: (-each.unresolved, each.report_id))
            self.most_unresolved = worst[:NAMED]

    def merge(self, other: Totals) -> None:
        """Add the sums over other reports."""
        self.good += other.good
        self.failed += other.failed
        self.characters += other.characters
        self.unresolved += other.unresolved
        self.rows.update(other.rows)
        self.years |= other.years
        self.failures = sorted([*self.failures, *other.failures], key=lambda each: each.report_id)[:NAMED]
        worst = sorted(
            [*self.most_unresolved, *other.most_unresolved], key=lambda each: (-each.unresolved, each.report_id)
        )
        self.most_unresolved = worst[:NAMED]


@dataclass(slots=True)
class Result:
    """What a run did. Ids are of reports; `unchanged` ones were skipped, `gone` ones have rows but no file any more."""

    out: Path
    listed: list[str] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    done: int = 0
    failed: int = 0
    complaints: int = 0
    gone: list[str] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)
    without_report: list[str] = field(default_factory=list)
    """Ids that have a file of corrections and no rows."""
    workers: int = 1
    interrupted: bool = False
    in_parts: bool = False
    """Whether the tables are files of many reports."""
    outcomes: list[Outcome] = field(default_factory=list)
    """Of the reports listed, where they are few enough to be shown one by one."""
    totals: Totals = field(default_factory=lambda: Totals())
    checks: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By report, the checks that passed and that failed; empty where the folder holds too many reports."""

    @property
    def ok(self) -> bool:
        return not (self.failed or self.complaints)


@dataclass(frozen=True, slots=True)
class _Task:
    source: Source
    key: bytes
    """The SHA-256 of all that its rows depend on; empty where that cannot be told."""
    size: int


def run(
    paths: Sequence[Path],
    out: Path,
    watcher: Watcher,
    *,
    patterns: Path | None = None,
    fresh: bool = False,
    prune: bool = False,
    workers: int | None = None,
) -> Result:
    """Extract reports into a folder of tables, the new and changed ones only unless `fresh`.

    Raises PatternError before anything is touched, OutputError where the folder cannot be used, JobError where patterns
    change under way. On KeyboardInterrupt what is finished is kept, and Result.interrupted says so.
    """
    started = datetime.now(UTC)
    clock = time.perf_counter()
    rules = load_patterns(patterns)
    number_grammar(rules)
    result = Result(out)
    with OutputFolder(out) as folder:
        if folder.holds_parts():
            raise OutputError(
                f"{out}: holds the tables of --engine spark, to which none are added; choose another --out"
            )
        try:
            listing = list_reports(paths, out)
            result.listed = [source.report_id for source in listing.sources]
            result.complaints = len(listing.complaints)
            for complaint in listing.complaints:
                watcher.complain(complaint)
            tasks = _changed(listing.sources, folder, rules.sha256, fresh, result)
            result.workers = workers or _workers_for(tasks)
            _do(tasks, folder, Job(out, patterns, rules.sha256), watcher, result)
            _look_for_gone(folder, prune, result)
        except KeyboardInterrupt:
            result.interrupted = True
        result.without_report = _without_report(folder, result)
        _sum_up(folder, result)
        if result.totals.good and not result.interrupted:
            _check(folder, rules, watcher, result)
        folder.write_run(_facts(result, paths, rules.folder, rules.sha256, started, time.perf_counter() - clock))
    return result


def _without_report(folder: OutputFolder, result: Result) -> list[str]:
    corrected = {file.stem for file in CORRECTIONS.glob("*.toml")}
    if corrected:
        corrected.difference_update(folder.listed())
    return sorted(corrected.difference(result.listed))


def _changed(
    sources: list[Source], folder: OutputFolder, patterns_sha256: str, fresh: bool, result: Result
) -> list[_Task]:
    tasks = []
    for source in sources:
        task = _task(source, patterns_sha256)
        if not fresh and task.key and folder.unchanged(source.report_id, task.key.hex()):
            result.unchanged.add(source.report_id)
        else:
            tasks.append(task)
    return tasks


def _task(source: Source, patterns_sha256: str) -> _Task:
    sha256, size = ("", 0) if source.problem else _digest(Path(source.file))
    return _Task(source, _key(source, sha256, patterns_sha256) if sha256 else b"", size)


def _key(source: Source, sha256: str, patterns_sha256: str) -> bytes:
    given, _ = _digest(Path(source.file).with_suffix(".toml"))
    corrections, _ = _digest(CORRECTIONS / f"{source.report_id}.toml")
    path = os.path.relpath(source.file, source.root)
    parts = (__version__, _code_sha256(), patterns_sha256, path, sha256, given, corrections)
    return hashlib.sha256("\0".join(parts).encode()).digest()


def _digest(file: Path) -> tuple[str, int]:
    """A file's SHA-256 and size in bytes; empty where it cannot be read (reading it will say why)."""
    try:
        if not file.is_file():  # opening a pipe would wait for ever
            return "", 0
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest(), content.tell()
    except OSError:
        return "", 0


@lru_cache(maxsize=1)
def _code_sha256() -> str:
    """The program's own code, so that a checkout in which a rule's code was changed does its reports again."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _workers_for(tasks: list[_Task]) -> int:
    paged = sum(SUFFIXES.get(Path(task.source.file).suffix.lower()) != "text" for task in tasks)
    text = sum(task.size for task in tasks)
    worth = max(text // _TEXT_BYTES_A_WORKER, paged // _PAGED_REPORTS_A_WORKER)
    return max(1, min(os.cpu_count() or 1, worth))


def _do(tasks: list[_Task], folder: OutputFolder, job: Job, watcher: Watcher, result: Result) -> None:
    under_way: dict[str, bytes] = {}

    def begun() -> Iterator[Source]:
        for task in tasks:
            folder.begin(task.source.report_id, task.source.file)
            under_way[task.source.report_id] = task.key
            yield task.source

    try:
        # The workers come first: a display has a thread, and a process with threads is not forked.
        with closing(run_local(begun(), len(tasks), job, result.workers)) as outcomes:
            watcher.start(len(tasks))
            for source, outcome in outcomes:
                key = under_way.pop(source.report_id)
                # A file that changed between listing and reading is done again next time, and so is one that failed.
                same = outcome.status == "ok" and _key(source, outcome.sha256, job.patterns_sha256) == key
                folder.commit(outcome, key.hex() if same else "", source.file)
                result.done += 1
                result.failed += outcome.status == "failed"
                watcher.finished(outcome)
    except OSError as error:
        raise folder.unwritable(error) from error


def _look_for_gone(folder: OutputFolder, prune: bool, result: Result) -> None:
    gone = folder.gone(set(result.listed))
    if prune:
        for report_id in gone:
            folder.remove(report_id)
        result.pruned = gone
    else:
        result.gone = gone


def _sum_up(folder: OutputFolder, result: Result) -> None:
    for report_id in result.listed:
        one = folder.outcome(report_id)
        if one:
            result.totals.add(one)
            if len(result.listed) <= EACH_UP_TO:
                result.outcomes.append(one)


def _check(folder: OutputFolder, rules: Patterns, watcher: Watcher, result: Result) -> None:
    """Hold the tables against themselves and the working directory's known totals; that alone fails no run."""
    if len(list(folder.listed())) > EACH_UP_TO:
        return
    from report_extract.checks import CheckError, check

    try:
        findings = check(result.out, TOTALS if TOTALS.is_dir() else None, rules)
    except CheckError as error:
        watcher.complain(str(error))
        return
    for one in result.outcomes:
        severities = [found.severity for found in findings if found.report_id == one.report_id]
        result.checks[one.report_id] = severities.count("ok"), severities.count("error") + severities.count("warning")


def _facts(
    result: Result, paths: Sequence[Path], patterns: Path, patterns_sha256: str, started: datetime, seconds: float
) -> dict[str, Any]:
    return {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "interrupted": result.interrupted,
        "program_version": __version__,
        "patterns": str(patterns.resolve()),
        "patterns_sha256": patterns_sha256,
        "paths": [str(path.absolute()) for path in paths],
        "out": str(result.out.resolve()),
        "workers": result.workers,
        "reports": {
            "listed": len(result.listed),
            "done": result.done,
            "failed": result.failed,
            "unchanged": len(result.unchanged),
            "gone": len(result.gone),
            "pruned": len(result.pruned),
        },
    }
