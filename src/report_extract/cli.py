"""The command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True)
totals_app = typer.Typer(no_args_is_help=True, help="Known totals out of tables of official figures.")
app.add_typer(totals_app, name="totals")


@app.callback()
def main() -> None:
    """Figures, events and awards out of Chinese reports."""


@app.command()
def check(
    tables: Annotated[Path, typer.Option(help="Output folder of `extract`.")],
    totals: Annotated[Path, typer.Option(help="Folder of REPORT_ID.toml files with known totals.")],
    strict: Annotated[bool, typer.Option(help="Fail on warnings, too.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the findings there, as JSON.")] = None,
) -> None:
    """Known totals and inner consistency; exit 1 where a total differs or is missing.

    Example: report-extract check --tables data/processed --totals data/totals
    """
    from rich.console import Console

    from report_extract.checks import CheckError
    from report_extract.checks import check as run
    from report_extract.checks.show import print_findings, to_json

    try:
        findings = run(tables, totals)
    except CheckError as error:
        typer.echo(f"report-extract: {error}", err=True)
        raise typer.Exit(1) from error
    print_findings(findings, Console(soft_wrap=False))
    if json_file:
        json_file.write_text(to_json(findings), encoding="utf-8")
    bad = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in bad for finding in findings):
        raise typer.Exit(1)


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


@totals_app.command("from-csv")
def totals_from_csv(
    file: Annotated[Path, typer.Argument(help="A table in CSV: a row a year or a place, a column an indicator.")],
    column: Annotated[list[str], typer.Option(help="COLUMN=TERM+TERM-NOT:UNIT[:MEASURE]; may be given again.")],
    report_pattern: Annotated[str, typer.Option(help="The report a row belongs to: {province:roman}-gwr-{year+1}.")],
    out: Annotated[Path, typer.Option(help="Folder for REPORT_ID.toml; new totals go after those there.")],
    tolerance: Annotated[
        str, typer.Option(help="0.5亿, 1% or printed (as exactly as the report says it).")
    ] = "printed",
) -> None:
    """Known totals from a table of official figures.

    Example: report-extract totals from-csv gdp.csv --column "gdp=地区生产总值|经济总量-人均:亿元"
    --report-pattern "{province:roman}-gwr-{year+1}" --out data/totals
    """
    from report_extract.patterns import load_patterns
    from report_extract.totals import TotalsError
    from report_extract.totals_csv import totals_from_csv as run
    from report_extract.totals_csv import write_totals

    try:
        rules = load_patterns()
        written = write_totals(run(file, column, report_pattern, rules, tolerance), out, rules)
    except TotalsError as error:
        typer.echo(f"report-extract: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{len(written)} files of known totals in {out}")
