"""diff: rows added, lost and changed between two output folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from report_extract.cli import app
from report_extract.diff import Change, DiffError, compare, report
from report_extract.model import Extraction, Report
from report_extract.patterns import load_patterns
from report_extract.pipeline import extract
from report_extract.tables import to_tables, write_tables

ROOT = Path(__file__).parents[1]
TEXT = (
    "2023年，全县新建凉亭12座、水渠30条，植树近4万棵。\n"
    "7月3日，县工会在礼堂召开座谈会，6个班组获评县工人先锋号。\n"
    "全年培训护工1200人次，增长5.1%。\n"
)
Edit = Callable[[Extraction], None]


def write(folder: Path, edit: Edit = lambda out: None, report_id: str = "brief-2023") -> Path:
    out = extract(Report(report_id, TEXT), load_patterns())
    edit(out)
    write_tables(to_tables(out), folder, report_id)
    return folder


def changes(tmp_path: Path, edit: Edit, table: str | None = None) -> list[Change]:
    return list(compare(write(tmp_path / "old"), write(tmp_path / "new", edit), table))


def by_figure(out: Extraction, figure: str) -> int:
    return next(n for n, row in enumerate(out.statistics) if row.figure_text == figure)


def test_same_tables_differ_in_nothing(tmp_path: Path) -> None:
    found = changes(tmp_path, lambda out: None)
    assert found == []
    assert list(report(found)) == ["no row differs"]


def test_changed_field_names_rule_anchor_and_sentence(tmp_path: Path) -> None:
    def edit(out: Extraction) -> None:
        row = out.statistics[by_figure(out, "5.1%")]
        row.indicator, row.rule, row.confidence = "护工培训增长", "carried-figure", 0.5

    (change,) = changes(tmp_path, edit)
    start = TEXT.index("5.1%")
    assert (change.kind, change.table, change.start, change.end) == ("changed", "statistics", start, start + 4)
    assert change.title == "5.1%"
    assert change.rules == ("rise", "carried-figure")
    assert change.rule == "carried-figure"
    assert change.fields["indicator"][1] == "护工培训增长"
    assert set(change.fields) == {"indicator", "rule", "confidence"}
    assert change.quote == "全年培训护工1200人次，增长5.1%。"


def test_lost_and_added_rows_tell_what_they_were(tmp_path: Path) -> None:
    def edit(out: Extraction) -> None:
        del out.statistics[by_figure(out, "12座")]
        out.statistics.append(replace(out.statistics[-1], raw_start=0, raw_end=5, figure_text="2023年", value=2023.0))

    lost, added = sorted(changes(tmp_path, edit, "statistics"), key=lambda c: c.kind, reverse=True)
    assert (lost.kind, lost.title, lost.fields["value"]) == ("lost", "12座", (12.0, None))
    assert (added.kind, added.title, added.fields["value"]) == ("added", "2023年", (None, 2023.0))


def test_moved_anchor_is_one_change(tmp_path: Path) -> None:
    def edit(out: Extraction) -> None:
        row = out.statistics[by_figure(out, "近4万棵")]
        row.raw_start, row.figure_text, row.qualifier, row.upper = row.raw_start + 1, "4万棵", "exact", None

    (change,) = changes(tmp_path, edit, "statistics")
    start = TEXT.index("近4万棵")
    assert change.kind == "changed"
    assert change.fields["anchor"] == (f"{start}..{start + 4}", f"{start + 1}..{start + 4}")
    assert set(change.fields) == {"anchor", "figure_text", "qualifier", "upper"}


def test_rows_on_one_anchor_are_paired_in_order(tmp_path: Path) -> None:
    """A figure for two indicators has two rows; the second one's change is no loss of the first."""

    def twice(out: Extraction) -> None:
        out.statistics.append(replace(out.statistics[by_figure(out, "5.1%")], indicator="护工工资"))

    def other(out: Extraction) -> None:
        out.statistics.append(replace(out.statistics[by_figure(out, "5.1%")], indicator="护工津贴"))

    found = list(compare(write(tmp_path / "old", twice), write(tmp_path / "new", other), "statistics"))
    assert [(c.kind, c.fields) for c in found] == [("changed", {"indicator": ("护工工资", "护工津贴")})]


def test_numerals_events_and_awards(tmp_path: Path) -> None:
    def edit(out: Extraction) -> None:
        out.numerals[0].role = "label"
        out.events[0].organisers = ["县工会", "县妇联"]
        out.awards[0].count = None

    found = {change.table: change for change in changes(tmp_path, edit)}
    assert found["numerals"].fields == {"role": ("date", "label")}
    assert found["numerals"].rules == ("date", "label")
    assert found["events"].fields == {"organisers": (["县工会"], ["县工会", "县妇联"])}
    assert found["awards"].fields == {"count": (6, None)}


def test_report_that_only_one_side_has(tmp_path: Path) -> None:
    write(tmp_path / "old")
    write(tmp_path / "new")
    write(tmp_path / "new", report_id="further-2023")
    found = list(compare(tmp_path / "old", tmp_path / "new"))
    assert {(c.kind, c.report_id) for c in found} == {("added", "further-2023")}
    assert {c.table for c in found} == {"reports", "statistics", "events", "awards", "numerals"}


def test_versions_and_paths_are_no_difference(tmp_path: Path) -> None:
    out = extract(Report("brief-2023", TEXT, path="a/brief-2023.txt"), load_patterns())
    write_tables(to_tables(out, "1" * 64), tmp_path / "old", "brief-2023")
    out.report = Report("brief-2023", TEXT, path="b/brief-2023.txt")
    write_tables(to_tables(out, "2" * 64), tmp_path / "new", "brief-2023")
    assert list(compare(tmp_path / "old", tmp_path / "new")) == []


def test_older_tables_with_fewer_columns(tmp_path: Path) -> None:
    write(tmp_path / "new")
    shutil.copytree(write(tmp_path / "old"), tmp_path / "older")
    file = tmp_path / "older/statistics/brief-2023.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["dimension"]), file)
    found = list(compare(tmp_path / "older", tmp_path / "new"))
    assert found
    assert all(set(c.fields) == {"dimension"} for c in found)


def test_summary_counts_by_table_and_rule(tmp_path: Path) -> None:
    def edit(out: Extraction) -> None:
        del out.statistics[by_figure(out, "12座")]
        out.statistics[by_figure(out, "5.1%")].indicator = "护工培训增长"

    lines = list(report(changes(tmp_path, edit, "statistics")))
    summary = [line.split() for line in lines[lines.index(next(x for x in lines if x.startswith("table"))) :]]
    assert summary[1] == ["statistics", "0", "1", "1"]
    assert ["rise", "0", "0", "1"] in summary
    assert ["noun-figure", "0", "1", "0"] in summary
    assert ["changed", "fields:", "indicator", "1"] in summary
    assert "全年培训护工1200人次，增长5.1%。" in "".join(lines)


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (2, 2), (0, 5), (99, 5)])
def test_limit_of_each_table(tmp_path: Path, limit: int, shown: int) -> None:
    def edit(out: Extraction) -> None:
        for row in out.statistics[:5]:
            row.status = "target"

    lines = list(report(changes(tmp_path, edit, "statistics"), limit))
    assert sum(line.startswith("changed ") for line in lines) == shown
    assert any("and more statistics" in line for line in lines) == (shown < 5)
    assert ["statistics", "0", "0", "5"] in [line.split() for line in lines]


def test_command(tmp_path: Path) -> None:
    write(tmp_path / "old")
    write(tmp_path / "new", lambda out: out.statistics.clear())
    result = CliRunner().invoke(app, ["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--table", "statistics"])
    assert result.exit_code == 0
    assert "lost     statistics brief-2023" in result.output
    assert "numerals" not in result.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["old", "nowhere"], "nowhere: no tables here; run `report-extract extract"),
        (["nowhere", "old"], "nowhere: no tables here; run `report-extract extract"),
        (["old", "old", "--table", "figures"], "no table 'figures'; the tables are reports, statistics"),
    ],
)
def test_bad_arguments_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], says: str
) -> None:
    write(tmp_path / "old")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["diff", *args])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert says in result.output


def test_broken_file_is_named(tmp_path: Path) -> None:
    write(tmp_path / "old")
    write(tmp_path / "new")
    file = tmp_path / "new/events/brief-2023.parquet"
    file.write_bytes(b"PAR1")
    with pytest.raises(DiffError, match=r"events/brief-2023.parquet: not a Parquet file"):
        list(compare(tmp_path / "old", tmp_path / "new"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The program and its patterns, committed to a repository of their own."""
    folder = tmp_path / "repository"
    for name in ("src", "patterns", "scripts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    for step in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *step], cwd=folder, check=True)
    return folder


def test_working_tree_against_last_commit(tmp_path: Path, repository: Path) -> None:
    file = repository / "patterns/constructions.toml"
    text = file.read_text("utf-8")
    at = text.index("confidence", text.index('id = "rise"'))
    file.write_text(text[:at] + "confidence = 0.25\n#" + text[at:], "utf-8")
    (tmp_path / "brief-2023.txt").write_text(TEXT, "utf-8")
    script = [str(repository / "scripts/diff_last_commit.sh"), sys.executable, str(tmp_path), "--table", "statistics"]
    ran = subprocess.run(script, capture_output=True, text=True, cwd=repository, check=False)
    assert ran.returncode == 0, ran.stderr
    start = TEXT.index("5.1%")
    assert ran.stdout.startswith(f"changed  statistics brief-2023 {start}..{start + 4} rise\n")
    assert "confidence 0." in ran.stdout
    assert "statistics                                      0       0        1" in ran.stdout
    kept = subprocess.run(["git", "worktree", "list"], capture_output=True, text=True, cwd=repository, check=True)
    assert kept.stdout.count("\n") == 1


def test_last_commit_wants_reports(tmp_path: Path) -> None:
    script = [str(ROOT / "scripts/diff_last_commit.sh"), sys.executable, str(tmp_path / "nowhere")]
    ran = subprocess.run(script, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "no such folder of reports" in ran.stderr
