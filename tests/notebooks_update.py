"""Render the notebooks anew: `make notebooks`. Executed on the sample's tables, without times and random ids."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from report_extract import extract, load_patterns, read_report, to_tables, write_tables

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "notebooks").glob("*.py"))


def sample_tables(folder: Path) -> None:
    """The sample with its known totals and tables, in the folders where the notebooks look for them."""
    rules = load_patterns()
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    shutil.copytree(ROOT / "data" / "totals", folder / "data" / "totals")
    for file in sorted((folder / "data" / "raw").glob("*.txt")):
        report = read_report(file, file.parent)
        tables = to_tables(extract(report, rules), rules.sha256)
        write_tables(tables, folder / "data" / "processed", report.report_id)
    (folder / "notebooks").mkdir()


def read_source(source: Path) -> nbformat.NotebookNode:
    """A notebook without outputs; its cells are numbered, so that rendering twice gives the same file."""
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return notebook


def main() -> None:
    """Execute each source and write the notebook beside it."""
    with tempfile.TemporaryDirectory() as name:
        sample_tables(Path(name))
        for source in SOURCES:
            notebook = read_source(source)
            client = NotebookClient(
                notebook, record_timing=False, resources={"metadata": {"path": f"{name}/notebooks"}}
            )
            client.execute()
            del notebook.metadata["language_info"]  # names the Python it ran on
            nbformat.write(notebook, source.with_suffix(".ipynb"))


if __name__ == "__main__":
    main()
