"""The command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def main() -> None:
    """Figures, events and awards out of Chinese reports."""


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument()], out: Annotated[Path, typer.Option("--out")] = Path("data/processed")
) -> None:
    """Reports into tables."""
    from report_extract.patterns import load_patterns
    from report_extract.pipeline import extract as run
    from report_extract.sources import read_report
    from report_extract.tables import to_tables, write_tables

    rules = load_patterns()
    for path in paths:
        for file in sorted(path.rglob("*.txt")) if path.is_dir() else [path]:
            report = read_report(file, path if path.is_dir() else path.parent)
            write_tables(to_tables(run(report, rules), rules.sha256), out, report.report_id)
