"""Parts of a cluster's job, here without a cluster: a task that dies and comes again, and a job that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from report_extract.cli import app
from report_extract.engines import Job, JobError, extract_tables
from report_extract.listing import Source
from report_extract.output import OutputError
from report_extract.parts import STAGING, look_for_java, run_parts, write_part
from report_extract.patterns import load_patterns
from report_extract.run import Result, Totals
from report_extract.state import Outcome
from report_extract.tables import SCHEMAS, TABLES, load

SENTENCE = "2021年，南屿新建泵站{}座，投入资金3.5亿元，惠及农户8600余户。\n"
IDS = [f"r{number}" for number in range(6)]


class Silent:
    def __init__(self) -> None:
        self.said: list[str] = []

    def start(self, total: int) -> None: ...

    def complain(self, message: str) -> None:
        self.said.append(message)

    def finished(self, outcome: Outcome) -> None: ...


class Death(BaseException):
    """What a killed process does, as far as files go."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    for number, name in enumerate(IDS):
        (folder / f"{name}.txt").write_text(SENTENCE.format(number + 2), "utf-8")
    return folder


def job(folder: Path, out: Path, run: Callable[[Job, list[Source]], Iterable[Totals]], **more: Any) -> Result:
    def tasks(job: Job, *, data_sets: Sequence[Path], listed: Sequence[Source]) -> Iterable[Totals]:
        return run(job, list(listed))

    return run_parts([folder], out, Silent(), tasks, **{"patterns": None, "fresh": False} | more)


def two_tasks(job: Job, sources: list[Source]) -> list[Totals]:
    return [write_part([sources[:3]], job, 0, 0), write_part([sources[3:4], sources[4:]], job, 1, 0)]


def dying_at(name: str, sources: list[Source]) -> Iterator[Source]:
    for source in sources:
        if source.report_id == name:
            raise Death
        yield source


class Batch(list[Source]):
    """A batch in the midst of which the process dies."""

    def __iter__(self) -> Iterator[Source]:
        return dying_at("r4", [self[n] for n in range(len(self))])


def test_a_part_holds_the_contract_s_tables(folder: Path, tmp_path: Path) -> None:
    result = job(folder, tmp_path / "out", two_tasks)
    assert (result.totals.good, result.done, result.ok) == (6, 6, True)
    for name in TABLES:
        files = sorted(file.name for file in (tmp_path / "out" / name).iterdir())
        assert files == ["part-00000-of-00002.parquet", "part-00001-of-00002.parquet"]
        schema = load(name, tmp_path / "out").schema
        assert schema.equals(SCHEMAS[name])
        assert [field.metadata for field in schema] == [field.metadata for field in SCHEMAS[name]]
    assert load("reports", tmp_path / "out")["report_id"].to_pylist() == IDS
    assert not (tmp_path / "out" / STAGING).exists()


@pytest.mark.parametrize("died", ["in the midst", "when it was done"])
def test_a_second_attempt_doubles_nothing(folder: Path, tmp_path: Path, died: str) -> None:
    def run(job: Job, sources: list[Source]) -> list[Totals]:
        if died == "in the midst":
            with pytest.raises(Death):
                write_part([sources[:3], Batch(sources[3:])], job, 0, 0)
        else:
            write_part([sources], job, 0, 0)
        return [write_part([sources], job, 0, 1)]

    job(folder, tmp_path / "out", run)
    assert load("reports", tmp_path / "out")["report_id"].to_pylist() == IDS
    ids = load("statistics", tmp_path / "out")["record_id"].to_pylist()
    assert len(ids) == len(set(ids)) == 18


def test_a_report_at_which_two_attempts_died_is_a_failed_row(folder: Path, tmp_path: Path) -> None:
    def run(job: Job, sources: list[Source]) -> list[Totals]:
        for attempt in range(3):
            with pytest.raises(Death):
                for source in guarded(sources, job.out, attempt):
                    if source.report_id == "r4":
                        raise Death
        return [write_part([sources], job, 0, 3)]

    from report_extract.parts import _survivable

    def guarded(sources: list[Source], out: Path, attempt: int) -> Iterator[Source]:
        return _survivable(sources, out, 0, attempt)

    result = job(folder, tmp_path / "out", run)
    assert (result.totals.good, result.failed, result.ok) == (5, 1, False)
    rows = {row["report_id"]: row for row in load("reports", tmp_path / "out").to_pylist()}
    assert [name for name, row in rows.items() if row["status"] == "failed"] == ["r4"]
    assert "the process reading it died twice" in rows["r4"]["error"]


def test_a_job_that_fails_leaves_the_old_tables(folder: Path, tmp_path: Path) -> None:
    def failing(job: Job, sources: list[Source]) -> list[Totals]:
        write_part([sources[:2]], job, 0, 0)
        raise JobError("it failed")

    out = tmp_path / "out"
    job(folder, out, two_tasks)
    before = {file: file.read_bytes() for file in sorted(out.rglob("*.parquet"))}
    with pytest.raises(JobError, match="it failed"):
        job(folder, out, failing, fresh=True)
    assert {file: file.read_bytes() for file in sorted(out.rglob("*.parquet"))} == before
    assert not (out / STAGING).exists()


def test_tables_are_replaced_only_when_told_to(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    job(folder, out, two_tasks)
    (folder / "r5.txt").unlink()
    with pytest.raises(OutputError, match=r"holds tables already.*--fresh"):
        job(folder, out, two_tasks)
    job(folder, out, lambda job, sources: [write_part([sources], job, 0, 0)], fresh=True)
    assert [file.name for file in (out / "numerals").iterdir()] == ["part-00000-of-00001.parquet"]
    assert load("reports", out)["report_id"].to_pylist() == IDS[:5]


def test_a_local_run_adds_nothing_to_parts(folder: Path, tmp_path: Path) -> None:
    job(folder, tmp_path / "out", two_tasks)
    done = CliRunner().invoke(app, ["extract", str(folder), "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1 and "holds the tables of --engine spark" in done.stderr


def test_reports_and_a_data_set_in_one_job(folder: Path, tmp_path: Path) -> None:
    data_set = tmp_path / "some.parquet"
    data_set.touch()
    with pytest.raises(JobError, match="give the one or the other"):
        run_parts([folder, data_set], tmp_path / "out", Silent(), lambda *_, **__: [], patterns=None, fresh=False)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--engine", "flink"], "'flink' is not one of 'local', 'spark'"),
        (["--master", "local[2]"], "--master is for --engine spark"),
        (["--engine", "spark", "--workers", "2"], "--workers and --prune are for --engine local"),
        (["--engine", "spark", "--prune"], "--workers and --prune are for --engine local"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], told: str, folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["extract", str(folder), "--out", str(tmp_path / "out"), *options])
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (None, "does not run here"),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "is 11;"),
        ("echo 'java version \"1.8.0_292\"' >&2", "is 1;"),
    ],
)
def test_java_that_is_missing_or_too_old(
    script: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if script:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    with pytest.raises(JobError, match=told) as caught:
        look_for_java()
    assert "Java 17 or newer" in str(caught.value) and "openjdk-17" in str(caught.value)


def test_a_row_of_a_data_set_gives_the_rows_of_its_file(folder: Path, tmp_path: Path) -> None:
    rules = load_patterns()
    (folder / "r1.toml").write_text('title = "not of the row"\n', "utf-8")
    row = Source("r0", "r0", "", content=(folder / "r0.txt").read_bytes())
    beside = Source("r1", str(folder / "r1"), "", content=b"1\xe4\xb8\xaa")
    file = Source("r0", str(folder / "r0.txt"), str(folder))
    made = Job(tmp_path, None, rules.sha256)
    found, expected = (extract_tables(one, made, rules).tables for one in (row, file))
    assert {name: found[name] for name in TABLES[1:]} == {name: expected[name] for name in TABLES[1:]}
    told, wanted = (tables["reports"].to_pylist()[0] for tables in (found, expected))
    assert told == wanted | {"path": "r0"}
    assert extract_tables(beside, made, rules).tables["reports"]["title"].to_pylist() != ["not of the row"]


def test_diff_and_review_read_parts(folder: Path, tmp_path: Path) -> None:
    parts, files = tmp_path / "parts", tmp_path / "files"
    job(folder, parts, two_tasks)
    run = CliRunner().invoke
    assert run(app, ["extract", str(folder), "--out", str(files)]).exit_code == 0
    assert run(app, ["diff", str(files), str(parts)]).stdout.splitlines()[-1] == "no row differs"
    (folder / "r4.txt").write_text(SENTENCE.format(777), "utf-8")
    run(app, ["extract", str(folder), "--out", str(files)])
    told = run(app, ["diff", str(parts), str(files), "--table", "statistics"]).stdout
    assert "777座" in told and "r4" in told and "r3" not in told
    done = run(app, ["review", "--tables", str(parts), "--report", "r3", "--sources", str(folder)])
    assert done.exit_code == 0, done.output
    assert "新建泵站" in (parts / "review" / "r3.html").read_text("utf-8")
