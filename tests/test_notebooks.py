"""The notebooks run from top to bottom on the sample's tables, and the rendered ones say what the sources say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.notebooks_update import SOURCES, read_source, sample_tables

names = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks, made from their sources without outputs, beside the sample's tables."""
    root = tmp_path_factory.mktemp("notebooks")
    sample_tables(root)
    for source in SOURCES:
        nbformat.write(read_source(source), root / "notebooks" / f"{source.stem}.ipynb")
    return root / "notebooks"


def test_there_are_notebooks() -> None:
    assert SOURCES


@names
def test_the_notebook_runs(source: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--nbmake", "-c", "/dev/null", "-p", "no:cacheprovider"]
    run = subprocess.run([*command, folder / f"{source.stem}.ipynb"], capture_output=True, text=True, cwd=folder)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


@names
def test_the_rendered_notebook_is_of_this_source(source: Path) -> None:
    rendered = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    cells = [(cell.cell_type, cell.source) for cell in rendered.cells]
    assert cells == [(cell.cell_type, cell.source) for cell in read_source(source).cells], "run `make notebooks`"
    assert any(cell.get("outputs") for cell in rendered.cells), "rendered without outputs: run `make notebooks`"
