"""Many reports a file: what the tasks of a cluster write, and how a job's parts become tables.

A task writes TABLE/part-PPPPP.parquet into a hidden folder of the job's own under OUT, beside first and then moved into
place. Its partition names the file, so a second attempt (or a second copy that runs at the same time) replaces the
first's rows by the same rows. When all tasks are done, and only then, the parts are moved to where the tables are;
`run.json` comes last.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Protocol
from uuid import uuid4

from report_extract import __version__
from report_extract.engines import CORRECTIONS, Extracted, Job, JobError, extract_tables, load_rules
from report_extract.listing import Source, list_reports
from report_extract.output import TABLES, OutputError, OutputFolder, write_texts
from report_extract.patterns import load_patterns
from report_extract.run import NAMED, Result, Totals, Watcher

STAGING = ".parts"
_KEPT = (*TABLES, "texts", "boxes")


def write_part(batches: Iterable[Sequence[Source]], job: Job, part: int, attempt: int) -> Totals:
    """A task: the reports of a part, a batch in memory at a time, into its files. Raises OSError, JobError."""
    totals, rules = Totals(), load_rules(job)
    with _part_writer(job.out, part) as add:
        for batch in batches:
            sources = _survivable(batch, job.out, part, attempt)
            done = [extract_tables(source, job, rules) for source in sources]
            add(done)
            for one in done:
                totals.add(one.outcome)
    return totals


def look_for_java() -> None:
    """Raises JobError where there is no Java, or one older than Spark can run on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    advice = "install it (apt-get install openjdk-17-jre-headless), or set JAVA_HOME"
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError) as error:
        raise JobError(f"--engine spark needs Java 17 or newer, and {java} does not run here; {advice}") from error
    version = re.search(r'version "(\d+)', told)
    if version and int(version[1]) < 17:
        raise JobError(f"--engine spark needs Java 17 or newer, and {java} is {version[1]}; {advice}")


@contextmanager
def _part_writer(out: Path, part: int) -> Iterator[Callable[[Sequence[Extracted]], None]]:
    """A function that adds reports to a part's files, which appear whole when the block ends well. Raises OSError."""
    import pyarrow as pa

    from report_extract.tables import SCHEMAS, parquet_writer

    with ExitStack() as stack:
        files = {}
        for name in TABLES:
            (out / name).mkdir(exist_ok=True)
            files[name] = stack.enter_context(parquet_writer(out / name / f"part-{part:05}.parquet", SCHEMAS[name]))

        def add(done: Sequence[Extracted]) -> None:
            for name, file in files.items():
                tables = [one.tables[name] for one in done if name in one.tables]
                if tables:
                    file.write_table(pa.concat_tables(tables))
            for one in done:
                if one.report and one.report.format != "text":
                    write_texts(out, one.report)

        yield add


def _survivable(sources: Iterable[Source], out: Path, part: int, attempt: int) -> Iterator[Source]:
    """Sources with a problem given to the one at which two earlier attempts at this part died.

    The first attempt (0) notes nothing, so that only parts that have died once pay for it.
    """
    folder = out / "under-way"
    folder.mkdir(exist_ok=True)
    died_at = Counter(file.read_text("utf-8") for file in folder.glob(f"{part}-*"))
    for source in sources:
        if died_at[source.report_id] > 1:
            problem = f"{source.file}: the process reading it died twice (out of memory?); split it"
            source = replace(source, problem=problem)
        if attempt:
            (folder / f"{part}-{attempt}").write_text(source.report_id, "utf-8")
        yield source


class Tasks(Protocol):
    """Runs `write_part` on all reports: those listed, or the rows of Parquet data sets. Gives the tasks' totals."""

    def __call__(self, job: Job, *, data_sets: Sequence[Path], listed: Sequence[Source]) -> Iterable[Totals]: ...


def run_parts(
    paths: Sequence[Path], out: Path, watcher: Watcher, tasks: Tasks, *, patterns: Path | None, fresh: bool
) -> Result:
    """A job whose tasks write parts under OUT, from empty folder to tables.

    `paths` are reports and folders of them, or Parquet data sets. Raises PatternError, OutputError (also where there
    are tables and not `fresh`) and JobError; the tables that were there are untouched then.
    """
    started, clock = datetime.now(UTC), perf_counter()
    rules = load_patterns(patterns)
    result = Result(out, in_parts=True)
    data_sets = [path for path in paths if path.suffix == ".parquet" or any(path.glob("*.parquet"))]
    if data_sets and len(data_sets) < len(paths):
        raise JobError(f"{data_sets[0]}: a Parquet data set among reports; give the one or the other")
    with OutputFolder(out) as folder:
        if not fresh and any(folder.listed()):
            raise OutputError(f"{out}: holds tables already, and a job writes all of them anew; --fresh replaces them")
        # A folder of its own: a task that a killed job left behind must not write among this one's parts.
        staging = out.resolve() / STAGING / uuid4().hex
        job = Job(staging, patterns and patterns.resolve(), rules.sha256, CORRECTIONS.resolve())
        try:
            shutil.rmtree(out / STAGING, ignore_errors=True)
            staging.mkdir(parents=True)
            listed = [] if data_sets else _listed(paths, out, watcher, result)
            for totals in tasks(job, data_sets=data_sets, listed=listed) if data_sets or listed else ():
                result.totals.merge(totals)
            if result.totals.good or result.totals.failed:
                _commit(folder, staging)
        except OSError as error:
            raise folder.unwritable(error) from error
        finally:
            shutil.rmtree(out / STAGING, ignore_errors=True)
        result.done, result.failed = result.totals.good + result.totals.failed, result.totals.failed
        for outcome in result.totals.failures[:NAMED]:
            watcher.complain(outcome.error or outcome.report_id)
        facts = {"started": started.isoformat(timespec="seconds"), "seconds": round(perf_counter() - clock, 3)}
        facts |= {"program_version": __version__, "patterns_sha256": rules.sha256, "out": str(out.resolve())}
        folder.write_run(facts | {"reports": {"done": result.done, "failed": result.failed}})
    return result


def _listed(paths: Sequence[Path], out: Path, watcher: Watcher, result: Result) -> list[Source]:
    listing = list_reports(paths, out)
    result.complaints = len(listing.complaints)
    for complaint in listing.complaints:
        watcher.complain(complaint)
    return [
        replace(one, file=str(Path(one.file).absolute()), root=str(Path(one.root).absolute()))
        for one in listing.sources
    ]


def _commit(folder: OutputFolder, staging: Path) -> None:
    """Old tables out, new ones in. Killed here, the folder is left without run.json, and `--fresh` is to be run."""
    out = folder.folder
    (out / "run.json").unlink(missing_ok=True)
    for old in [*folder.listed()]:
        folder.remove(old)
    for name in _KEPT:
        files = sorted((staging / name).glob("[!.]*"))
        if files:
            (out / name).mkdir(exist_ok=True)
        for number, file in enumerate(files):
            moved = f"part-{number:05}-of-{len(files):05}.parquet" if name in TABLES else file.name
            file.replace(out / name / moved)
