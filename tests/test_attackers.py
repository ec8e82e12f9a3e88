"""Files made to do harm: each is harmless, named in one clear line, and leaves the other reports alone."""

from __future__ import annotations

import csv
import json
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from report_extract.cli import app
from report_extract.patterns import PatternError, default_folder, load_patterns
from report_extract.sources import files
from report_extract.toml_file import MOST_BYTES

GOOD = "南屿水务局2021年工作总结\n2021年，南屿新建泵站12座，投入资金3.5亿元，惠及农户8600余户。\n"
TOO_LONG = 60
"""Seconds after which a command hangs."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def one_line(result: Result) -> str:
    """The one line on stderr of a command that failed as it should."""
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    (line,) = result.stderr.splitlines()
    assert "a mistake in the program" not in line
    return str(line)


def statistics(out: Path, report_id: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(out / "statistics" / f"{report_id}.parquet").to_pylist()
    return rows


@pytest.fixture(autouse=True)
def no_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimeoutError("it hangs")

    monkeypatch.chdir(tmp_path)
    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(TOO_LONG)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "nanyu.txt").write_text(GOOD, encoding="utf-8")
    return folder


# -- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("_hidden.txt", "begin with '_'"),
        ("two\nlines.txt", "cannot be printed"),
        ("red\x1b[31m.txt", "cannot be printed"),
        ("turned\u202etxt.txt", "cannot be printed"),
        ("长" * 83 + ".txt", "longer than"),
    ],
)
def test_a_name_that_could_not_be_a_table_s_file(folder: Path, name: str, cause: str) -> None:
    (folder / name).write_text(GOOD, encoding="utf-8")
    line = one_line(run("extract", folder, "--out", "out"))
    assert cause in line and "rename" in line and line.isprintable()
    assert {file.name for file in Path("out").rglob("*.parquet")} == {"nanyu.parquet"}


def test_a_name_that_is_not_utf_8(folder: Path) -> None:
    (Path(os.fsdecode(bytes(folder) + b"/\xff\xfe.txt"))).write_text(GOOD, encoding="utf-8")
    assert "not UTF-8" in one_line(run("extract", folder, "--out", "out"))
    assert statistics(Path("out"), "nanyu")


@pytest.mark.parametrize("name", ["../nanyu.txt", "absolute"])
def test_a_path_that_climbs_names_its_report_by_the_last_part(folder: Path, name: str) -> None:
    (folder / "deeper").mkdir()
    path = folder / "nanyu.txt" if name == "absolute" else folder / "deeper" / name
    assert run("extract", path, "--out", "out").exit_code == 0
    assert statistics(Path("out"), "nanyu")
    assert not [file for file in Path().rglob("*.parquet") if file.parts[0] != "out"]


@pytest.mark.parametrize("name", ["../../nanyu", "/etc/hostname", "nan\0yu"])
def test_the_review_of_a_report_named_like_a_path(folder: Path, name: str) -> None:
    assert run("extract", folder, "--out", "out").exit_code == 0
    assert "no report" in one_line(run("review", "--tables", "out", "--report", name))


def test_a_forged_state_removes_nothing_outside_the_folder(folder: Path) -> None:
    assert run("extract", folder, "--out", "out").exit_code == 0
    victim = Path("victim.parquet")
    victim.write_text("mine")
    with Path("out/.state.jsonl").open("a") as state:
        state.write(json.dumps(["../../victim", "key", "/nowhere", None]) + "\n")
    assert run("extract", folder, "--out", "out", "--prune").exit_code == 0
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("cell", ["../../victim", "/victim", ".victim", "a\\b", "a\nb"])
def test_a_table_of_figures_names_no_file_outside_the_totals(tmp_path: Path, cell: str) -> None:
    table = tmp_path / "t.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([["year", "place", "gdp"], ["2021", cell, "5"]])
    result = run("totals", "from-csv", table, "--column", "gdp=生产:元", "--report-pattern", "{place}", "--out", "out")
    assert "no report's name" in one_line(result)
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize("cell", ["1e999999999", "9" * 200_000, "=1+1", "nan"])
def test_a_table_of_figures_with_a_bomb_for_a_figure(tmp_path: Path, cell: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"year,gdp\n2021,{cell}\n")
    one_line(run("totals", "from-csv", table, "--column", "gdp=生产:元", "--report-pattern", "{year}", "--out", "out"))


# -- links, pipes, devices --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        ("/etc/hostname", "leads out of"),
        ("/dev/zero", "leads out of"),
        ("nowhere.txt", "leads nowhere"),
        ("link.txt", "leads nowhere"),
        ("pipe", "leads nowhere"),
    ],
)
def test_a_link_to_elsewhere_is_not_followed(folder: Path, target: str, cause: str) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link.txt").symlink_to(target)
    assert cause in one_line(run("extract", folder, "--out", "out"))
    assert statistics(Path("out"), "nanyu") and not Path("out/statistics/link.parquet").exists()


def test_a_ring_of_folders_is_walked_once(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "b").symlink_to(folder)
    (folder / "a" / "c").symlink_to("c")
    result = run("extract", folder, "--out", "out")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {file.stem for file in Path("out/statistics").iterdir()} == {"nanyu"}


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_report(folder: Path, device: str) -> None:
    assert "device" in one_line(run("extract", device, "--out", "out"))
    assert "no regular file" in one_line(run("explain", device))


@pytest.mark.parametrize("place", ["in/nanyu.toml", "corrections/nanyu.toml", "data/totals/nanyu.toml"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_pipes_devices_and_folders_for_a_person_s_file(folder: Path, place: str, kind: str) -> None:
    file = Path(place)
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("/dev/zero")
    result = run("extract", folder, "--out", "out")
    (line,) = result.stderr.splitlines()
    assert place in line and ("not a file" in line or "a folder" in line)
    assert result.exit_code == (0 if "totals" in place else 1), "totals fail `check` and no extraction"
    if "totals" in place:
        assert place in one_line(run("check", "--tables", "out", "--totals", "data/totals"))


@pytest.mark.parametrize("name", ["roles.toml", "lexicon.txt"])
def test_a_pipe_for_a_pattern_file(tmp_path: Path, name: str) -> None:
    folder = patterns_with(tmp_path, name, None)
    os.mkfifo(folder / name)
    with pytest.raises(PatternError, match=f"{name}: not a file"):
        load_patterns(folder)


# -- bombs ------------------------------------------------------------------------------------------------------

BOMBS = {
    "brackets": "a = " + "[" * 100_000 + "]" * 100_000,
    "tables": "a = " + "{x=" * 50_000 + "1" + "}" * 50_000,
    "key": "a" + ".a" * 500_000 + " = 1",
    "quoted key": "'a b'" + ".'a b'" * 200_000 + " = 1",
    "head": "[a" + " . a" * 200_000 + "]",
    "digits": "a = " + "9" * 100_000,
    "hexadecimal": "a = 0x" + "f" * 1_000_000,
    "exponent": "report_year = 1e999999999",
    "large": "# " + "长" * MOST_BYTES,
    "bytes": "\udcff = 1",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("place", ["in/nanyu.toml", "corrections/nanyu.toml"])
def test_a_bomb_beside_a_report(folder: Path, place: str, bomb: str) -> None:
    Path(place).parent.mkdir(exist_ok=True)
    Path(place).write_text(BOMBS[bomb], encoding="utf-8", errors="surrogateescape")
    (folder / "other.txt").write_text(GOOD, encoding="utf-8")
    line = one_line(run("extract", folder, "--out", "out"))
    assert place in line and len(line) < 300
    assert statistics(Path("out"), "other")


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_among_the_totals(folder: Path, bomb: str) -> None:
    run("extract", folder, "--out", "out")
    totals = Path("data/totals/nanyu.toml")
    totals.parent.mkdir(parents=True)
    totals.write_text(BOMBS[bomb], encoding="utf-8", errors="surrogateescape")
    line = one_line(run("check", "--tables", "out", "--totals", "data/totals"))
    assert str(totals) in line and len(line) < 300


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("value", "1e999999999"),
        ("value", '"' + "9" * 100_000 + '亿"'),
        ("value", '"' + "亿" * 100_000 + '"'),
        ("tolerance", "1e-999999999"),
        ("tolerance", '"1e999999999%"'),
        ("tolerance", '"-9e99"'),
        ("indicator", '["|"]'),
    ],
)
def test_a_bomb_for_a_total_s_value(folder: Path, key: str, value: str) -> None:
    run("extract", folder, "--out", "out")
    one = {"indicator": '["泵站"]', "value": '"12"', "unit": '"座"', "tolerance": '"1"'} | {key: value}
    totals = Path("data/totals/nanyu.toml")
    totals.parent.mkdir(parents=True)
    totals.write_text("[[total]]\n" + "\n".join(f"{k} = {v}" for k, v in one.items()), encoding="utf-8")
    result = run("check", "--tables", "out", "--totals", "data/totals")
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert len(result.output) < 3000


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_for_a_pattern_file(tmp_path: Path, bomb: str) -> None:
    folder = patterns_with(tmp_path, "roles.toml", BOMBS[bomb])
    with pytest.raises(PatternError, match=r"roles\.toml") as raised:
        load_patterns(folder)
    assert len(str(raised.value)) < 300 and "\n" not in str(raised.value)


@pytest.mark.parametrize("pattern", ["(" * 5000 + ")" * 5000, "a{99999999999}", "(?P<a>", "[", "\\\\"[:1]])
def test_a_bomb_for_a_pattern(tmp_path: Path, pattern: str) -> None:
    text = f"[[role]]\nid = 'x'\nrole = 'label'\npattern = '{pattern}'\nreason = 'r'\naccepts = [{{text = 'a'}}]\n"
    with pytest.raises(PatternError, match=r"roles\.toml:4: rule 'x', key 'role\.pattern': not a regular expression"):
        load_patterns(patterns_with(tmp_path, "roles.toml", text))


def test_a_word_list_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = patterns_with(tmp_path, "lexicon.txt", "抽水\n\udcff")
    with pytest.raises(PatternError, match=r"lexicon\.txt:2: not UTF-8"):
        load_patterns(folder)


def patterns_with(folder: Path, name: str, content: str | None) -> Path:
    """A copy of the patterns in which one file is another, or missing."""
    for file in default_folder().iterdir():
        if file.name != name:
            (folder / file.name).write_bytes(file.read_bytes())
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8", errors="surrogateescape")
    return folder


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("report_year = 99999999", "a year of four digits"),
        ("report_year = -1", "a year of four digits"),
        ("report_year = true", "must be int"),
        ("published = 2021-01-01T00:00:00", "must be date"),
        ("title = '" + "长" * 5000 + "'", "5000 characters"),
        ("path = '/etc/hostname'", "not known"),
    ],
)
def test_what_somebody_gives_is_bounded(folder: Path, line: str, cause: str) -> None:
    (folder / "nanyu.toml").write_text(line, encoding="utf-8")
    assert cause in one_line(run("extract", folder, "--out", "out"))


@pytest.mark.parametrize("year", ["report_year = 1000", "report_year = 9998", "published = 0001-01-01"])
def test_the_ends_of_the_calendar(folder: Path, year: str) -> None:
    (folder / "nanyu.toml").write_text(year, encoding="utf-8")
    (folder / "nanyu.txt").write_text(
        GOOD + "今年，修堤4公里。去年5月，修堤3公里。9999年，修路1公里。十年来修渠5公里。明年将修桥2座。前年9座。",
        encoding="utf-8",
    )
    result = run("extract", folder, "--out", "out")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_correction_to_infinity(folder: Path) -> None:
    start = GOOD.index("12座")
    Path("corrections").mkdir()
    for fields, fits in (
        ("upper = 1e300", False),
        ("value = 1e30", False),
        ("upper = 13", True),
        ("value = nan", False),
    ):
        Path("corrections/nanyu.toml").write_text(
            f"[[change]]\ntable = 'statistics'\nstart = {start}\ntext = '12座'\nset = {{ {fields} }}\n"
            "who = 'w'\nwhen = 2024-01-01\nwhy = 'y'\n",
            encoding="utf-8",
        )
        result = run("extract", folder, "--out", "out")
        assert (result.exit_code == 0) == fits
        if not fits:
            assert "corrections/nanyu.toml:1: key 'change" in one_line(result)


def test_a_report_of_more_bytes_than_a_report_can_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    assert "more than a report can have; split it" in one_line(run("extract", folder, "--out", "out"))


# -- formulas ---------------------------------------------------------------------------------------------------


def test_no_cell_of_a_workbook_or_csv_runs_or_breaks_the_file(folder: Path) -> None:
    formula = '=HYPERLINK(\\"http://127.0.0.1\\")'
    (folder / "nanyu.toml").write_text(f'title = "{formula}"\nissuer = "@SUM(1)\\u0000\\u0007<b>"\n', encoding="utf-8")
    (folder / "=1+1.txt").write_text(
        "=2+5\t|cmd 2021年\n+新建泵站12座。\n@新建泵站13座。\n－新建14座。", encoding="utf-8"
    )
    run("extract", folder, "--out", "out")
    assert run("export", "--tables", "out", "--xlsx", "t.xlsx", "--csv", "csv").exit_code == 0
    with zipfile.ZipFile("t.xlsx") as book:
        for name in book.namelist():
            content = book.read(name)
            assert b"<f>" not in content and b"\0" not in content and b"\x07" not in content, name
            assert b"<hyperlink" not in content, name
    cells = 0
    for file in Path("csv").iterdir():
        with file.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.reader(table):
                for cell in row:
                    assert not cell.startswith(("=", "+", "@", "＝", "＋", "－", "＠", "\t", "\r")), cell
                    cells += 1
    assert cells > 100
