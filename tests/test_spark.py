"""Spark for real, in local[2]: the local engine's rows, poison, tasks that are killed. `make setup-spark` first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from report_extract.parts import STAGING
from report_extract.tables import TABLES, load, read_table

ROOT = Path(__file__).parents[1]
OWN = ROOT / ".venv-spark"
HAS_OWN = (OWN / ".installed").exists()
PYTHON = str(OWN / "bin" / "python") if HAS_OWN else sys.executable
pytestmark = [
    pytest.mark.skipif(not HAS_OWN and find_spec("pyspark") is None, reason="no pyspark: make setup-spark"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java: apt-get install openjdk-17-jre-headless"),
]

SENTENCE = "2021年，南屿新建泵站{}座，投入资金3.5亿元，惠及农户8600余户；同比增长12.5%。\n"
KILLER = """
import os, pathlib
from report_extract import sources
read = sources.of_bytes
def deadly(report_id, path, content):
    marker = pathlib.Path(os.environ["KILLED_ONCE"])
    if report_id == "once" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), 9)
    if report_id == "always":
        os.kill(os.getpid(), 9)
    return read(report_id, path, content)
sources.of_bytes = deadly
"""


def spark(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [PYTHON, "-m", "report_extract", "extract", *map(str, arguments), "--engine", "spark"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} | more
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=environment)


def local(folder: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "report_extract", "extract", folder, "--out", out, "--workers", "1"]
    subprocess.run(command, capture_output=True, timeout=600, check=False)
    return out


def by_report(out: Path, table: str) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in load(table, out).to_pylist():
        rows.setdefault(row["report_id"], []).append(row)
    return rows


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of the kind that people have, an empty one, and one whose bytes are no text."""
    folder = tmp_path_factory.mktemp("given") / "reports"
    shared = ROOT.parent / "shared" / "reports"
    for source in [shared] if shared.is_dir() else [ROOT / "data" / "raw", ROOT / "data" / "series"]:
        for file in source.rglob("*.txt"):
            (folder / file.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file.parent.name)
    (folder / "poison.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "empty.txt").touch()
    return folder


def test_the_rows_of_the_local_engine_and_poison_as_a_row(reports: Path, tmp_path: Path) -> None:
    expected = local(reports, tmp_path / "local")
    done = spark(reports, "--out", tmp_path / "out", "--master", "local[2]")
    assert done.returncode == 1, done.stderr
    assert f"{reports / 'poison.txt'}: not text" in done.stderr
    assert "2 failed" in done.stdout and "part-*.parquet" in done.stdout
    for table in TABLES:
        assert by_report(tmp_path / "out", table) == by_report(expected, table)
        assert len(list((tmp_path / "out" / table).glob("part-*.parquet"))) > 1
        for file in (tmp_path / "out" / table).iterdir():
            assert pq.read_schema(file).equals(pq.read_schema(next(expected.glob(f"{table}/*"))), check_metadata=True)
    rows = load("reports", tmp_path / "out").to_pylist()
    assert sorted(row["report_id"] for row in rows if row["status"] == "failed") == ["empty", "poison"]
    frame = read_table("statistics", tmp_path / "out")
    assert len(pd.read_parquet(tmp_path / "out" / "statistics")) == len(frame) > 100


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """An environment in which two reports kill the process that reads them."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER)
    path = os.pathsep.join((str(tmp_path / "site"), str(ROOT / "src")))
    return {"PYTHONPATH": path, "KILLED_ONCE": str(tmp_path / "killed")}


def test_a_data_set_whose_tasks_are_killed(site: dict[str, str], tmp_path: Path) -> None:
    texts = {f"r{number:02d}": SENTENCE.format(number + 2) * 5 for number in range(40)} | {"once": SENTENCE.format(99)}
    given = tmp_path / "given"
    given.mkdir()
    for name, text in texts.items():
        (given / f"{name}.txt").write_text(text, "utf-8")
    rows = [(name, text.encode(), f"{name}.txt") for name, text in texts.items()]
    rows += [
        ("always", b"1", None),
        ("nothing", None, None),
        ("../up", b"1", None),
        ("gbk.x", "新建泵站3座".encode("gbk"), "a/b"),
    ]
    names = ("report_id", "text", "path")
    table = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
    (tmp_path / "set").mkdir()
    pq.write_table(table, tmp_path / "set" / "a.parquet")
    out = tmp_path / "out"
    done = spark(tmp_path / "set", "--out", out, "--master", "local[2,4]", **site)
    assert done.returncode == 1, done.stderr
    assert Path(site["KILLED_ONCE"]).exists()
    expected = local(given, tmp_path / "local")
    for name in TABLES:
        found = by_report(out, name)
        assert {key: found[key] for key in found if key in texts} == by_report(expected, name)
    told = {row["report_id"]: row for row in load("reports", out).to_pylist()}
    assert load("reports", out).num_rows == len(told) == len(rows)
    assert (told["gbk.x"]["encoding"], told["gbk.x"]["path"], told["gbk.x"]["warnings"]) == ("gb18030", "a/b", [])
    errors = {name: row["error"] for name, row in told.items() if row["status"] == "failed"}
    assert sorted(errors) == ["../up", "always", "nothing"]
    assert "cannot name a file" in errors["../up"]
    assert "died twice" in errors["always"]
    assert "empty" in errors["nothing"]


def test_a_job_that_cannot_go_on_is_one_line(site: dict[str, str], tmp_path: Path) -> None:
    pq.write_table(pa.table({"report_id": ["always", "r1"], "text": ["1", "2"]}), tmp_path / "a.parquet")
    done = spark(tmp_path / "a.parquet", "--out", tmp_path / "out", "--master", "local[2]", **site)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert "the Spark job failed: " in last and "Python worker exited unexpectedly" in last
    assert not list((tmp_path / "out").rglob("*.parquet")) and not (tmp_path / "out" / STAGING).exists()


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"report_id": ["a"], "content": ["1"]}, "no column text"),
        ({"report_id": ["a", "a"], "text": ["1", "2"]}, "report_id 'a' comes more than once"),
    ],
)
def test_a_data_set_that_is_none(columns: dict[str, list[str]], told: str, tmp_path: Path) -> None:
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    done = spark(tmp_path / "a.parquet", "--out", tmp_path / "out", "--master", "local[2]")
    assert done.returncode == 1
    assert f"{tmp_path / 'a.parquet'}: {told}" in done.stderr.splitlines()[-1]
