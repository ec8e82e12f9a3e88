"""Render the notebooks anew: `make notebooks`. Executed on the sample's tables, without times and random ids."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

from report_extract import extract, load_patterns, read_report, to_tables, write_tables
from report_extract.series import series
from report_extract.series.table import write_table

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "notebooks").glob("*.py"))


def sample_tables(folder: Path) -> None:
    """The sample with its known totals and tables, in the folders where the notebooks look for them.

    `out/series` holds the tables of the sample and of the years before it, and their series.
    """
    rules = load_patterns()
    for name in ("raw", "series", "totals"):
        shutil.copytree(ROOT / "data" / name, folder / "data" / name)
    for out, sources in (("data/processed", ("raw",)), ("out/series", ("raw", "series"))):
        for file in sorted(file for name in sources for file in (folder / "data" / name).glob("*.txt")):
            report = read_report(file, file.parent)
            write_tables(to_tables(extract(report, rules), rules.sha256), folder / out, report.report_id)
    write_table(series(folder / "out" / "series"), folder / "out" / "series" / "series")
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
