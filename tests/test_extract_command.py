"""`extract` as a person meets it: what it says, what it leaves behind, its exit status."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from report_extract import output, pipeline, sources, tables
from report_extract.cli import app
from report_extract.display import plain, summary
from report_extract.model import Box, Report
from report_extract.patterns import default_folder
from report_extract.run import Result as RunResult
from report_extract.state import Outcome

GOOD = "南屿水务局2021年工作总结\n2021年，南屿新建泵站12座，投入资金3.5亿元，惠及农户8600余户。\n"

TOTALS = """
[[total]]
indicator = ["泵站"]
value = "12"
unit = "座"
period = ["2021-01-01", "2021-12-31"]
source = "own count"

[[total]]
indicator = ["资金"]
value = "9亿"
unit = "元"
period = ["2021-01-01", "2021-12-31"]
source = "own count"
"""


def extract(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["extract", *map(str, arguments)])


def errors(result: Result) -> list[str]:
    return result.stderr.splitlines()


def rows(out: Path, table: str, report_id: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(out / table / f"{report_id}.parquet").to_pylist()
    return found


def contents(out: Path) -> dict[str, bytes]:
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*.parquet"))}


def run_facts(out: Path) -> dict[str, int]:
    facts: dict[str, int] = json.loads((out / "run.json").read_text())["reports"]
    return facts


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "nanyu.txt").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_report_becomes_five_tables_and_a_line(folder: Path, out: Path) -> None:
    result = extract(folder, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert all((out / table / "nanyu.parquet").is_file() for table in tables.TABLES)
    line = next(line for line in result.stdout.splitlines() if line.startswith("nanyu"))
    assert "2021" in line and "南屿水务局" in line
    assert f"Tables: {out}/" in result.stdout


def test_the_line_tells_of_checks(folder: Path, out: Path) -> None:
    totals = Path("data/totals")
    totals.mkdir(parents=True)
    (totals / "nanyu.toml").write_text(TOTALS, encoding="utf-8")
    result = extract(folder, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 passed, 1 failed" in result.stdout
    (totals / "nanyu.toml").write_text("[[", encoding="utf-8")
    result = extract(folder, "--out", out)
    assert result.exit_code == 0, "a bad totals file is no fault of the reports"
    assert len(errors(result)) == 1 and "nanyu.toml" in result.stderr


def test_the_folder_knows_the_names_of_the_tables() -> None:
    assert output.TABLES == tables.TABLES


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)) * 40, "not text"),
        ("garbled.txt", b"\xff\x81\x9d\xfe\xf7\x80" * 50, "encoding"),
    ],
)
def test_a_bad_report_is_one_line_and_the_others_go_on(
    folder: Path, out: Path, name: str, content: bytes, cause: str
) -> None:
    (folder / name).write_bytes(content)
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert name in line and cause in line and ";" in line
    (row,) = rows(out, "reports", Path(name).stem)
    assert row["status"] == "failed" and row["error"] == line and row["path"] == name
    assert not (out / "statistics" / f"{Path(name).stem}.parquet").exists()
    assert len(rows(out, "statistics", "nanyu")) == 3
    assert "failed" in result.stdout


def test_a_missing_path_is_named_and_the_others_go_on(folder: Path, out: Path) -> None:
    result = extract(folder / "no.txt", folder, "--out", out)
    assert result.exit_code == 1
    assert errors(result) == [f"{folder / 'no.txt'}: no such file or folder; check the path"]
    assert rows(out, "statistics", "nanyu")


def test_a_folder_without_reports_is_named(tmp_path: Path, folder: Path, out: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "notes.csv").write_text("1,2\n")
    result = extract(bare, folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert str(bare) in line and "no reports" in line and ".txt" in line


def test_a_folder_where_a_report_should_be(folder: Path, out: Path) -> None:
    (folder / "year.txt").mkdir()
    result = extract(folder / "year.txt", folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert "year.txt" in line and "folder" in line
    assert rows(out, "reports", "year")[0]["status"] == "failed"


def test_two_reports_with_one_id_are_both_left_out(folder: Path, out: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "nanyu.txt").write_text(GOOD, encoding="utf-8")
    (folder / "other.txt").write_text(GOOD, encoding="utf-8")
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert "sub/nanyu.txt" in line and "same report id 'nanyu'" in line
    assert rows(out, "reports", "nanyu")[0]["status"] == "failed"
    assert rows(out, "statistics", "other")


def test_the_same_file_named_twice_is_one_report(folder: Path, out: Path) -> None:
    result = extract(folder, folder / "nanyu.txt", "--out", out)
    assert (result.exit_code, run_facts(out)["done"]) == (0, 1)


def test_a_bad_pattern_file_is_named_before_anything_runs(tmp_path: Path, folder: Path, out: Path) -> None:
    patterns = shutil.copytree(default_folder(), tmp_path / "patterns")
    with (patterns / "units.toml").open("a", encoding="utf-8") as file:
        file.write("\n[nonsense]\nx = 1\n")
    result = extract(folder, "--out", out, "--patterns", patterns)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert "units.toml" in line and "nonsense" in line
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [["in"], ["--out", "out"], ["in", "--out", "out", "--workers", "0"], ["in", "--out", "o", "--engine", "x"]],
)
def test_wrong_usage(arguments: list[str]) -> None:
    assert extract(*arguments).exit_code == 2


def test_names_that_no_reader_of_parquet_would_see(folder: Path, out: Path) -> None:
    (folder / "_draft.txt").write_text(GOOD, encoding="utf-8")
    (folder / "bell\a.txt").write_text(GOOD, encoding="utf-8")
    (folder / f"{'n' * 250}.txt").write_text(GOOD, encoding="utf-8")
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    assert [line.rpartition("; ")[2] for line in errors(result)] == ["rename the report"] * 3
    assert "\a" not in result.stderr
    assert [file.stem for file in (out / "reports").glob("*.parquet")] == ["nanyu"]


def test_names_that_are_not_utf8(folder: Path, out: Path) -> None:
    strange = os.fsencode(folder) + b"/\xff"
    Path(os.fsdecode(strange)).mkdir()
    shutil.copy(folder / "nanyu.txt", strange + b"/a.txt")
    shutil.copy(folder / "nanyu.txt", os.fsencode(folder) + b"/b\xfe.txt")
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    assert [line.rpartition("; ")[2] for line in errors(result)] == ["rename it"] * 2
    assert run_facts(out)["done"] == 1


def test_hidden_files_and_the_output_folder_are_not_read(folder: Path) -> None:
    (folder / ".cache").mkdir()
    (folder / ".cache" / "x.txt").write_text(GOOD, encoding="utf-8")
    out = folder / "out"
    (out / "texts").mkdir(parents=True)
    (out / "texts" / "y.txt").write_text(GOOD, encoding="utf-8")
    assert extract(folder, "--out", out).exit_code == 0
    assert run_facts(out)["listed"] == 1


def test_links_are_followed_inside_the_folder_only(tmp_path: Path, folder: Path, out: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(GOOD, encoding="utf-8")
    (folder / "inner.txt").symlink_to("nanyu.txt")
    (folder / "leak.txt").symlink_to(outside / "secret.txt")
    (folder / "broken.txt").symlink_to("nowhere.txt")
    (folder / "all").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    assert len(errors(result)) == 3
    assert {file.stem for file in (out / "statistics").glob("*.parquet")} == {"nanyu", "inner"}
    assert rows(out, "reports", "leak")[0]["status"] == "failed"


def test_a_pipe_is_not_waited_for(folder: Path, out: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    os.mkfifo(folder / "other.toml")
    (folder / "other.txt").write_text(GOOD, encoding="utf-8")
    result = extract(folder, folder / "pipe.txt", "--out", out)
    assert [line.split(": ")[0] for line in errors(result)] == [str(folder / "other.toml"), str(folder / "pipe.txt")]
    assert result.stderr.count("not a file (a pipe") == 2
    assert rows(out, "statistics", "nanyu")


def test_a_report_that_fails_loses_its_old_rows_and_is_tried_again(folder: Path, out: Path) -> None:
    extract(folder, "--out", out)
    (folder / "nanyu.txt").write_bytes(b"")
    for _ in range(2):
        result = extract(folder, "--out", out)
        assert result.exit_code == 1 and len(errors(result)) == 1
    assert {table for table in tables.TABLES if (out / table / "nanyu.parquet").exists()} == {"reports"}
    (folder / "nanyu.txt").write_text(GOOD, encoding="utf-8")
    assert extract(folder, "--out", out).exit_code == 0
    assert rows(out, "statistics", "nanyu")


def _change(folder: Path) -> None:
    (folder / "nanyu.txt").write_text(GOOD + "2021年，修复堤防4公里。\n", encoding="utf-8")


def _describe(folder: Path) -> None:
    (folder / "nanyu.toml").write_text('title = "另起的标题"\n', encoding="utf-8")


def _correct(_: Path) -> None:
    Path("corrections").mkdir()
    Path("corrections/nanyu.toml").write_text("", encoding="utf-8")


def _lose(_: Path) -> None:
    Path("out/events/nanyu.parquet").unlink()


@pytest.mark.parametrize("change", [_change, _describe, _lose])
def test_only_what_changed_is_done_again(folder: Path, out: Path, change: object) -> None:
    (folder / "other.txt").write_text(GOOD, encoding="utf-8")
    extract(folder, "--out", out)
    before = (out / "statistics" / "other.parquet").stat().st_mtime_ns
    assert extract(folder, "--out", out).exit_code == 0
    assert (run_facts(out)["done"], run_facts(out)["unchanged"]) == (0, 2)
    assert callable(change)
    change(folder)
    assert extract(folder, "--out", out).exit_code == 0
    assert (run_facts(out)["done"], run_facts(out)["unchanged"]) == (1, 1)
    assert (out / "statistics" / "other.parquet").stat().st_mtime_ns == before
    extract(folder, "--out", out, "--fresh")
    assert run_facts(out)["done"] == 2


def test_an_analyst_s_corrections_count_as_a_change(folder: Path, out: Path) -> None:
    extract(folder, "--out", out)
    _correct(folder)
    extract(folder, "--out", out)
    assert run_facts(out)["done"] == 1


def test_changed_patterns_do_all_again(tmp_path: Path, folder: Path, out: Path) -> None:
    extract(folder, "--out", out)
    patterns = shutil.copytree(default_folder(), tmp_path / "patterns")
    extract(folder, "--out", out, "--patterns", patterns)
    assert run_facts(out)["done"] == 0
    with (patterns / "lexicon.txt").open("a", encoding="utf-8") as file:
        file.write("抽水蓄能站\n")
    extract(folder, "--out", out, "--patterns", patterns)
    assert run_facts(out)["done"] == 1


def test_rows_whose_file_is_gone_are_named_and_pruned(tmp_path: Path, folder: Path, out: Path) -> None:
    elsewhere = tmp_path / "kept.txt"
    elsewhere.write_text(GOOD, encoding="utf-8")
    (folder / "old.txt").write_text(GOOD, encoding="utf-8")
    extract(folder, elsewhere, "--out", out)
    (folder / "old.txt").unlink()
    named = extract(folder, "--out", out)
    assert named.exit_code == 0 and "old: in the tables, but the file is gone" in named.stdout
    assert rows(out, "statistics", "old")
    pruned = extract(folder, "--out", out, "--prune")
    assert "old: rows removed" in pruned.stdout
    assert not list(out.rglob("old.*"))
    assert rows(out, "statistics", "kept"), "a report that was only not named this time keeps its rows"
    assert "file is gone" not in extract(folder, "--out", out).stdout


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    for number in range(6):
        (folder / f"r{number}.txt").write_text(GOOD.replace("12座", f"{number + 20}座"), encoding="utf-8")
    (folder / "empty.txt").touch()
    first, second, third = (tmp_path / name for name in ("a", "b", "c"))
    extract(folder, "--out", first)
    extract(folder / "r3.txt", "--out", second)
    extract(folder, "--out", second)
    extract(folder, "--out", third, "--workers", 2)
    assert len(contents(first)) == 7 * 5 + 1
    assert contents(first) == contents(second) == contents(third)


def _as_pdf(monkeypatch: pytest.MonkeyPatch) -> str:
    raw = "一页\n\f二页12座\r\n"

    def read(file: str, root: Path | None = None) -> Report:
        boxes = (Box(1, 0, 0, 1, 2, 3), Box(2, 4, 0, 1, 2, 3))
        return Report(Path(file).stem, raw, Path(file).name, "00", "pdf", pages=(0, 4), boxes=boxes)

    monkeypatch.setattr(sources, "read_report", read)
    return raw


def test_texts_and_boxes_are_kept_where_the_raw_text_is_not_the_file(
    folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        raw = _as_pdf(patched)
        assert extract(folder, "--out", out).exit_code == 0
    assert (out / "texts" / "nanyu.txt").read_bytes().decode() == raw
    boxes = pq.read_table(out / "boxes" / "nanyu.parquet").to_pylist()
    assert [(box["page"], box["offset"], box["x1"]) for box in boxes] == [(1, 0, 2.0), (2, 4, 2.0)]
    extract(folder, "--out", out, "--fresh")
    assert not (out / "texts" / "nanyu.txt").exists() and not (out / "boxes" / "nanyu.parquet").exists()


def test_a_mistake_of_the_program_fails_one_report(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other.txt").write_text(GOOD, encoding="utf-8")
    real = pipeline.extract

    def broken(report: Report, patterns: object = None, **options: object) -> object:
        if report.report_id == "other":
            raise KeyError("two\nlines")
        return real(report)

    monkeypatch.setattr(pipeline, "extract", broken)
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert "other.txt: a mistake in the program (KeyError" in line and "test_extract_command.py:" in line
    assert rows(out, "statistics", "nanyu")


def test_a_file_that_changes_while_it_is_read_is_done_again(
    folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sources.read_report
    monkeypatch.setattr(sources, "read_report", lambda file, root: replace(real(file, root), sha256="other"))
    extract(folder, "--out", out)
    monkeypatch.undo()
    extract(folder, "--out", out)
    assert run_facts(out)["done"] == 1


def test_a_file_where_the_output_folder_should_be(folder: Path, out: Path) -> None:
    out.write_text("mine")
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert str(out) in line and "choose another --out" in line
    assert out.read_text() == "mine"


def test_a_file_where_a_table_s_folder_should_be(folder: Path, out: Path) -> None:
    out.mkdir()
    (out / "events").write_text("mine")
    result = extract(folder, "--out", out)
    assert result.exit_code == 1
    assert len(errors(result)) == 1 and "choose another --out" in result.stderr


def test_a_second_run_on_one_folder_says_so(folder: Path, out: Path) -> None:
    extract(folder, "--out", out)
    before = contents(out)
    _change(folder)
    with (out / ".lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = extract(folder, "--out", out)
    assert result.exit_code == 1
    (line,) = errors(result)
    assert f"another run (process {os.getpid()}) is writing here" in line
    assert contents(out) == before
    assert extract(folder, "--out", out).exit_code == 0


def test_many_reports_are_summed_up(folder: Path, out: Path) -> None:
    for number in range(31):
        (folder / f"r{number:02d}.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.txt").touch()
    result = extract(folder, "--out", out)
    assert "32 reports, years 2021 to 2021" in result.stdout
    assert "96 statistics" in result.stdout
    assert "r07" not in result.stdout
    assert "failed: " in result.stdout and "empty.txt" in result.stdout
    assert "Reports: 32 extracted, 0 unchanged, 1 failed" in result.stdout


def test_a_narrow_terminal_cuts_no_figure_off(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("FORCE_COLOR", "1")
    outcomes = [
        Outcome("nanyu", "ok", None, "标题", 2021, 123456, rows={"statistics": 7}),
        Outcome("b", "failed", "why"),
    ]
    summary(RunResult(out, outcomes=outcomes))
    shown = capsys.readouterr().out
    assert "123,456 characters" in shown.replace("\n", " ") and "7 statistics" in shown.replace("\n", " ")
    assert "why" in shown


def test_what_files_say_does_not_reach_the_terminal_as_commands(folder: Path, out: Path) -> None:
    (folder / "nanyu.toml").write_text('title = "\\u001b[31m红[bold]粗[/bold]"\n', encoding="utf-8")
    result = extract(folder, "--out", out)
    assert "\x1b" not in result.stdout and "[bold]粗[/bold]" in result.stdout
    assert plain("a\x1b[1m\n\u202eb") == "a\\x1b[1m \\u202eb"
