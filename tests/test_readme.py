"""README and docs name what exists: commands, options, targets, columns, files; their snippets do what they say."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import typer

from report_extract import extract, load_patterns, read_report
from report_extract.cli import app
from report_extract.corrections import FIELDS, load_corrections
from report_extract.pattern_files import FILES, SYMBOLS
from report_extract.selfcheck import check_folder
from report_extract.tables import SCHEMAS, TABLES
from scripts.columns import TARGET, columns

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = DOCS[0].read_text("utf-8")
SAMPLE = ROOT / "data" / "raw" / "linjiang-union-2023.txt"
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced blocks of a language."""
    return [body for _, kind, body in FENCE.findall(text) if kind == language]


def lines(*starts: str) -> list[str]:
    """Commands in shell blocks and in inline code of all documents."""
    found = []
    for text in (file.read_text("utf-8") for file in DOCS):
        found += [line for body in blocks("sh", text) for line in body.splitlines()]
        found += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    return sorted({line.strip() for line in found if line.startswith(starts)})


def words_of(line: str) -> list[str]:
    return shlex.split(line, comments=True)


@cache
def help_of(command: str) -> str:
    run = [sys.executable, "-m", "report_extract", *command.split(), "--help"]
    return subprocess.run(run, capture_output=True, text=True, check=True, env=wide()).stdout


def wide() -> dict[str, str]:
    return os.environ | {"COLUMNS": "200"}


def commands() -> list[str]:
    """All commands of the program."""
    tree = typer.main.get_command(app)
    groups = {name: getattr(one, "commands", None) for name, one in tree.commands.items()}  # type: ignore[attr-defined]
    return [f"{name} {sub}" if sub else name for name, inner in groups.items() for sub in (inner or [""])]


COMMANDS = sorted(commands())
SHELL = [line for body in blocks("sh") for line in body.splitlines()]
RUNNABLE = [line for line in SHELL if line.startswith("report-extract ")]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a clone has it after `make extract`."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("data/raw", "data/totals", "patterns"):
        shutil.copytree(ROOT / name, folder / name)
    run_in(folder, "report-extract extract data/raw --out data/processed")
    return folder


def run_in(folder: Path, line: str) -> str:
    run = [sys.executable, "-m", "report_extract", *words_of(line)[1:]]
    done = subprocess.run(run, capture_output=True, text=True, cwd=folder, env=wide(), check=False)
    assert done.returncode == 0, f"{line}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    return done.stdout


def test_the_documents_hold_what_is_tested_here() -> None:
    assert len(RUNNABLE) >= len(COMMANDS)
    assert blocks("python")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_in_readme(command: str) -> None:
    assert any(line.startswith(f"report-extract {command} ") for line in RUNNABLE)


@pytest.mark.parametrize("line", lines("report-extract "))
def test_commands_and_options_exist(line: str) -> None:
    words = words_of(line)[1:]
    command = next((name for name in COMMANDS if words[: len(name.split())] == name.split()), None)
    assert command, f"no such command: {line}"
    for word in words:
        if word.startswith("--"):
            assert re.search(rf"{word}\b", help_of(command)), f"{command} has no {word}"


@pytest.mark.parametrize("line", lines("make "))
def test_targets_exist(line: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *words_of(line)[1:]], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", RUNNABLE)
def test_commands_run(line: str, sandbox: Path) -> None:
    for one in SHELL:
        if "printf " in one:  # the file that the next command reads
            subprocess.run(["sh", "-c", one], cwd=sandbox, check=True)
    run_in(sandbox, line)


def test_totals_out_of_the_table_agree(sandbox: Path) -> None:
    assert "1 known totals agree, 0 differ, 0 missing" in run_in(
        sandbox, "report-extract check --tables data/processed --totals out/totals"
    )


@pytest.mark.parametrize("body", blocks("python"))
def test_python_runs(body: str, sandbox: Path) -> None:
    done = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, cwd=sandbox, check=False)
    assert done.returncode == 0, done.stderr
    for told in re.findall(r"print\(.*?\) +# (.+)$", body, re.M):
        assert told in done.stdout.splitlines()


@pytest.mark.parametrize(("name", "line"), re.findall(r"^\| (\w+) \| `(\w+\..*)` \|$", README, re.M))
def test_one_line_reads_a_table(name: str, line: str, sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = name.lower()
    pytest.importorskip(module, reason=f"{name} is not among the project's packages: tried by hand")
    monkeypatch.chdir(sandbox)
    read = eval(line, {module: importlib.import_module(module)})
    assert list(read.columns) == SCHEMAS["statistics"].names
    assert read.shape[0] > 100


def test_the_columns_reference_is_current() -> None:
    assert TARGET.read_text("utf-8") == columns(), "run `python scripts/columns.py`"


def test_readme_lists_the_columns() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (`.*`) \|$", README, re.M)
    assert {table: re.findall(r"\w+", listed) for table, listed in rows} == {t: SCHEMAS[t].names for t in TABLES}


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_links_lead_somewhere(file: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", file.read_text("utf-8")):
        assert (file.parent / link).exists(), link


def snippets(name: str) -> list[tuple[str, str]]:
    """(file, rules) of the blocks that say into which file they go."""
    found = [block for doc in DOCS for block in blocks("toml", doc.read_text("utf-8"))]
    named = [block.split("\n", 1) for block in found if block.startswith(f"# {name}")]
    return [(head.removeprefix("# "), body) for head, body in named]


@pytest.mark.parametrize(("file", "rule"), snippets("patterns/"))
def test_rules_can_be_added_as_shown(file: str, rule: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "patterns", tmp_path / "patterns")
    target = tmp_path / file
    table = rule.split("\n", 1)[0]
    before, after = target.read_text("utf-8").split(f"{table}\n", 1)
    target.write_text(f"{before}{rule}\n{table}\n{after}", "utf-8")
    wrong, examples = check_folder(tmp_path / "patterns")
    assert wrong == []
    assert examples > check_folder()[1]


def test_known_totals_are_written_as_shown(sandbox: Path) -> None:
    [(file, total)] = snippets("data/totals")
    folder = sandbox / "shown"
    folder.mkdir()
    (folder / Path(file).name).write_text(total, "utf-8")
    assert "1 known totals agree, 0 differ" in run_in(
        sandbox, "report-extract check --tables data/processed --totals shown"
    )


def test_corrections_are_written_as_shown(tmp_path: Path) -> None:
    [(file, entries)] = snippets(f"corrections/{SAMPLE.stem}")
    target = tmp_path / file
    target.parent.mkdir()
    target.write_text(entries, "utf-8")
    rules = load_patterns()
    plain = extract(read_report(SAMPLE), rules)
    out = extract(read_report(SAMPLE), rules, corrections=load_corrections(target, rules))
    assert [one for one in out.warnings if "not applied" in one or "changes nothing" in one] == []
    assert [row.indicator for row in out.statistics if row.corrected] == ["宣讲小队"]
    assert [row.name for row in out.events if row.corrected] == ["党的二十大"]
    assert len(out.statistics) == len(plain.statistics) - 1


def test_the_fields_of_corrections_are_listed() -> None:
    text = (ROOT / "docs" / "corrections.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (`.*`) \|$", text, re.M))
    assert {table: re.findall(r"\w+", listed[table]) for table in FIELDS} == {
        table: list(model.model_fields) for table, model in FIELDS.items()
    }


def test_the_pattern_files_and_symbols_are_listed() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert set(re.findall(r"`(\w+)\.toml`", text)) == set(FILES)
    assert set(re.findall(r"`([A-Z]+)`", text)) >= set(SYMBOLS)


def test_the_sample_gives_what_the_readme_shows() -> None:
    out = extract(read_report(SAMPLE), load_patterns())
    (shown,) = [line.split() for line in README.splitlines() if line.startswith(f"{SAMPLE.stem} ")]
    rows = [len(table) for table in (out.statistics, out.events, out.awards, out.numerals)]
    counts = [len(out.report.raw), sum(out.repairs.values()), *rows]
    assert shown[2:9] == [str(out.heading.report_year), *(f"{count:,}" for count in counts)]
