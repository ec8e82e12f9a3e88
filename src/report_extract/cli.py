"""The command line: progress and errors on stderr, data on stdout.

Each command imports what it needs when it runs, so that `--help` is quick. Annotations are no strings here: typer would
evaluate each of them twice.
"""

import atexit
import gc
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from report_extract.display import RunDisplay
    from report_extract.run import Result

# While modules and rules load, nothing is let go of: going through them again and again is a twentieth of the start.
gc.set_threshold(50_000, 20)
# And at its end nothing need be looked through once more.
atexit.register(gc.freeze)
# Looking for plugins reads the metadata of every package installed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
# Arrow's own allocator takes 10 MB at once, for tables that need a tenth of that.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
totals_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Known totals out of tables of official figures."
)
app.add_typer(totals_app, name="totals")
patterns_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The rules and word lists that reports are read by."
)
app.add_typer(patterns_app, name="patterns")

Out = Annotated[Path, typer.Option("--out", help="The folder for the tables.", metavar="DIR")]
Tables = Annotated[Path, typer.Option("--tables", help="The folder with the tables.", metavar="DIR")]
PatternFolder = Annotated[
    Path | None, typer.Option("--patterns", help="A pattern folder instead of the project's own.", metavar="DIR")
]


class Engine(StrEnum):
    """Where reports are extracted."""

    local = "local"
    spark = "spark"


@app.callback()
def main() -> None:
    """Figures, events and awards out of Chinese reports, each with its place in the raw text."""


@app.command()
def check(
    tables: Annotated[Path, typer.Option(help="Output folder of `extract`.")],
    totals: Annotated[Path | None, typer.Option(help="Folder of REPORT_ID.toml files with known totals.")] = None,
    strict: Annotated[bool, typer.Option(help="Fail on warnings, too.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the findings there, as JSON.")] = None,
) -> None:
    """Known totals and inner consistency; exit 1 where a total differs or is missing.

    \b
    Example:
      report-extract check --tables data/processed --totals data/totals
    """
    from rich.console import Console

    from report_extract.checks import CheckError
    from report_extract.checks import check as run
    from report_extract.checks.show import print_findings, to_json

    try:
        findings = run(tables, totals)
    except CheckError as error:
        fail(str(error))
    print_findings(findings, Console(soft_wrap=False))
    if json_file:
        json_file.write_text(to_json(findings), encoding="utf-8")
    bad = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in bad for finding in findings):
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Output folder of `extract`, before.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="Output folder of `extract`, after.", metavar="NEW")],
    table: Annotated[str | None, typer.Option(help="Only this table.")] = None,
    limit: Annotated[int, typer.Option(help="Changes shown of each table; 0 shows all.", min=0)] = 40,
) -> None:
    """What a change of rules did: rows added, lost and changed, by anchor, and how many by rule.

    \b
    Example:
      report-extract diff data/processed /tmp/new --table statistics
    """
    from report_extract.diff import DiffError, compare, report

    try:
        for line in report(compare(old, new, table), limit):
            typer.echo(line)
    except DiffError as error:
        fail(str(error))


@app.command()
def explain(
    report: Annotated[Path, typer.Argument(help="A report file.", metavar="REPORT")],
    at: Annotated[int | None, typer.Option(help="A raw offset, as in the tables' raw_start.", metavar="OFFSET")] = None,
    figure: Annotated[str | None, typer.Option(help="A figure as printed or as repaired.", metavar="TEXT")] = None,
    patterns: Annotated[Path | None, typer.Option(help="A pattern folder instead of the project's own.")] = None,
) -> None:
    """How a figure came to be, and why a numeral is no record; without a place, a list of the report's numerals.

    Rows are shown as a run gives them: corrections/REPORT_ID.toml, if there is one, is applied and named.

    \b
    Example:
      report-extract explain data/raw/linjiang-union-2023.txt --figure 46支
    """
    from report_extract.engines import CORRECTIONS
    from report_extract.explain import explanation
    from report_extract.selfcheck import FATAL

    try:
        for line in explanation(report, at, figure, patterns, CORRECTIONS):
            typer.echo(line)
    except FATAL as error:
        fail(str(error))


@app.command()
def export(
    tables: Tables,
    xlsx: Annotated[Path | None, typer.Option(help="A workbook to write, one sheet a table.", metavar="FILE")] = None,
    csv: Annotated[Path | None, typer.Option(help="A folder for CSV files, one a table.", metavar="DIR")] = None,
) -> None:
    """The tables for a spreadsheet program: as a workbook, as CSV files, or both.

    \b
    Example:
      report-extract export --tables data/processed --xlsx tables.xlsx
    """
    from report_extract.export import ExportError, write_csv, write_xlsx

    if xlsx is None and csv is None:
        raise typer.BadParameter("say what to write: --xlsx FILE, --csv DIR or both")
    try:
        if xlsx is not None:
            write_xlsx(tables, xlsx)
        if csv is not None:
            write_csv(tables, csv)
    except (ExportError, FileNotFoundError) as error:
        fail(str(error))


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(help="Reports, or folders of them.", metavar="PATH")],
    out: Out,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do unchanged reports again too.")] = False,
    patterns: PatternFolder = None,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as are worth it unless given.", min=1)] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove the rows of reports whose file is gone.")] = False,
    engine: Annotated[
        Engine, typer.Option(help="Where to extract: on this machine, or as a Spark job.")
    ] = Engine.local,
    master: Annotated[
        str | None, typer.Option(help="Spark's master, as in local[2,4] or spark://HOST:7077.", metavar="URL")
    ] = None,
) -> None:
    """Reports into tables; only those that are new or changed.

    A Spark job also reads Parquet data sets with columns report_id and text, and writes TABLE/part-*.parquet, all anew.

    \b
    Examples:
      report-extract extract data/raw --out data/processed
      report-extract extract data/raw --out out/spark --engine spark --master "local[2,4]"
    """
    from report_extract.display import RunDisplay, summary
    from report_extract.kept import keep
    from report_extract.run import FATAL, INTERRUPTED, run

    if engine is Engine.local and master is not None:
        raise typer.BadParameter("--master is for --engine spark")
    if engine is Engine.spark and (workers or prune):
        raise typer.BadParameter("--workers and --prune are for --engine local; --master says how many processes")
    try:
        with RunDisplay() as display:
            if engine is Engine.spark:
                result = _run_on_spark(paths, out, display, patterns, fresh, master)
            else:
                result = run(paths, out, display, patterns=patterns, fresh=fresh, prune=prune, workers=workers)
    except FATAL as error:
        fail(str(error))
    except KeyboardInterrupt:  # before the first report or after the last
        fail(INTERRUPTED if engine is Engine.local else "interrupted: nothing was written; run it again", 130)
    keep()
    summary(result)
    if result.interrupted:
        fail(INTERRUPTED, 130)
    raise typer.Exit(0 if result.ok else 1)


def _run_on_spark(
    paths: list[Path], out: Path, display: "RunDisplay", patterns: Path | None, fresh: bool, master: str | None
) -> "Result":
    """Raises what ends a run with one line: JobError where Spark or Java is missing, too."""
    from functools import partial

    from report_extract.engines import JobError
    from report_extract.parts import look_for_java, run_parts

    try:
        from report_extract.spark import run_tasks
    except ModuleNotFoundError as error:
        if error.name not in ("py4j", "pyspark"):
            raise
        advice = "install it: pip install 'report-extract[spark]'"
        raise JobError(f"--engine spark needs the package 'pyspark'; {advice}") from error
    look_for_java()
    tasks = partial(run_tasks, master=master)
    return run_parts(paths, out, display, tasks, patterns=patterns, fresh=fresh)


@patterns_app.command("check")
def patterns_check(
    folder: Annotated[
        Path | None, typer.Argument(help="A pattern folder; the project's own unless given.", metavar="DIR")
    ] = None,
    reports: Annotated[
        Path | None, typer.Option(help="List the rules that no report in this folder makes fire.", metavar="FOLDER")
    ] = None,
) -> None:
    """Validate the pattern files and run their own examples; exit 1 where a file, an example or a report is wrong.

    \b
    Example:
      report-extract patterns check patterns --reports data/raw
    """
    from report_extract.selfcheck import FATAL, check_folder, idle_lines

    wrong, examples = check_folder(folder)
    try:
        idle, unread = idle_lines(folder, reports) if reports and examples else ([], [])
    except FATAL as error:
        fail(str(error))
    for line in unread:
        typer.echo(line, err=True)
    for line in (*wrong, *idle, f"{examples} examples run, {len(wrong)} mistakes"):
        typer.echo(line)
    raise typer.Exit(1 if wrong or unread else 0)


@app.command()
def review(
    tables: Tables,
    report: Annotated[str | None, typer.Option(help="Only this report.", metavar="ID")] = None,
    totals: Annotated[Path, typer.Option(help="Folder of known totals to compare with.")] = Path("data/totals"),
    sources: Annotated[Path | None, typer.Option(help="Where the reports are, if moved.", metavar="DIR")] = None,
    out: Annotated[Path | None, typer.Option(help="TABLES/review unless given.", metavar="DIR")] = None,
) -> None:
    """One HTML page a report: its text beside the tables, linked both ways; prints the pages' names.

    \b
    Example:
      report-extract review --tables data/processed --report linjiang-union-2023
    """
    from report_extract.checks import CheckError, check
    from report_extract.review import ReviewError, write_pages

    try:
        findings = check(tables, totals if totals.is_dir() else None)
        note = "nothing found" if totals.is_dir() else f"nothing found, without known totals (no folder {totals})"
        pages, failed = write_pages(tables, out or tables / "review", report, findings, note, sources)
    except (ReviewError, *CheckError) as error:
        fail(str(error))
    for line in failed:
        typer.echo(line, err=True)
    for page in pages:
        typer.echo(page)
    raise typer.Exit(1 if failed else 0)


@app.command()
def series(
    tables: Tables,
    out: Annotated[Path | None, typer.Option(help="TABLES/series unless given.", metavar="DIR")] = None,
    patterns: PatternFolder = None,
) -> None:
    """The same indicator over years: a table of its values by period, and a page of charts.

    \b
    Example:
      report-extract series --tables data/processed
    """
    from report_extract.patterns import PatternError, load_patterns
    from report_extract.series import series as run
    from report_extract.series.plot import PlotError, write_plot
    from report_extract.series.show import print_lines
    from report_extract.series.table import write_table

    target = out or tables / "series"
    try:
        points = run(tables, load_patterns(patterns))
        table = write_table(points, target)
    except (PatternError, FileNotFoundError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{target}: cannot be written ({error.strerror}); give another folder with --out")
    print_lines(points)
    typer.echo(f"Table: {table}")
    try:
        if page := write_plot(points, target):
            typer.echo(f"Plot:  {page}")
    except PlotError as error:
        typer.echo(str(error), err=True)


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

    \b
    Example:
      report-extract totals from-csv gdp.csv --column "gdp=地区生产总值|经济总量-人均:亿元" \\
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
        fail(str(error))
    typer.echo(f"{len(written)} files of known totals in {out}")


def fail(message: str, status: int = 1) -> NoReturn:
    """End the command with one line on stderr."""
    from report_extract.display import plain

    typer.echo(plain(message), err=True)
    raise typer.Exit(status)
