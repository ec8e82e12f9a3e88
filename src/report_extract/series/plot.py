"""Lines as a page of charts: one HTML file that loads nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from report_extract.series.lines import YEAR, Line, Point
from report_extract.whole import whole_file

COLOURS = {"actual": "#1f5fa8", "target": "#c8641b", "estimate": "#4c8a57"}
_DOUBTED = "#b3261e"
_SCALES = ((1e12, 1e12, "万亿"), (1e8, 1e8, "亿"), (1e5, 1e4, "万"))
"""From which value on, divided by what, under which name; incomes of 15781元 are better left as they are."""
_UNSCALED = frozenset({"%", "个百分点", "倍"})
Panel = tuple[str, str, str, str, str, str, str]
"""What the lines of one chart share: reports, series, measure, unit, basis, prices, span; only the status differs."""


class PlotError(Exception):
    """A plot that cannot be made; the message gives the command that helps."""


def write_plot(points: Sequence[Point], out: Path) -> Path | None:
    """OUT/series.html; None where there is nothing to draw. Raises PlotError without altair or vl-convert-python."""
    target = out / "series.html"
    target.unlink(missing_ok=True)  # of an earlier run, and perhaps of other tables
    if not points:
        return None
    try:
        page = plot_page(points)
    except ModuleNotFoundError as error:
        raise PlotError(
            f"{target}: a plot needs the package '{error.name}'; install it: pip install 'report-extract[plot]'"
        ) from error
    with whole_file(target) as name:
        Path(name).write_text(page, "utf-8")
    return target


def plot_page(points: Iterable[Point]) -> str:
    """The page: a chart for each panel, those with most periods first."""
    import vl_convert
    from altair import SCHEMA_VERSION

    panels = _panels(points)
    runs = {panel[0] for panel in panels}
    charts = [_chart(panel, group, len(runs) > 1) for panel, group in panels.items()]
    folder = resources.files("report_extract") / "templates"
    version = "_".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    parts = {
        "style": (folder / "series.css").read_text("utf-8"),
        "vega": vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version),
        "spec": _json(chart_spec()),
        "charts": _json(charts),
        "script": (folder / "series.js").read_text("utf-8"),
    }
    page = (folder / "series.html").read_text("utf-8")
    for name, part in parts.items():
        page = page.replace(f"{{{{{name}}}}}", part.replace("</script", "<\\/script"))
    return page


def _json(value: Any) -> str:
    """As JSON that no text of a report can end the script element of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _panels(points: Iterable[Point]) -> dict[Panel, list[Point]]:
    groups: dict[Panel, list[Point]] = defaultdict(list)
    for point in points:
        line = point.line
        groups[line.reports, line.series, line.measure, line.unit, line.basis, line.prices, line.span].append(point)
    return dict(sorted(groups.items(), key=lambda one: (one[0][-1] != YEAR, -_periods(one[1]), one[0])))


def _periods(group: Sequence[Point]) -> int:
    return len({point.end for point in group})


def _chart(panel: Panel, group: Sequence[Point], several: bool) -> dict[str, Any]:
    """What differs from chart to chart: title, description and data; the run of reports is named among several."""
    reports, series, measure, unit, basis, prices, span = panel
    size, unit = _scale(group, unit)
    about = [prices, measure, f"against {basis}" if basis else "", unit, "" if span == YEAR else span]
    return {
        "title": f"{series} · {reports.strip('-_ ')}" if several else series,
        "about": " · ".join([*filter(None, about), f"{_periods(group)} periods"]),
        "left_out": [_far(point) for point in group if point.doubt == "jump"],
        "points": _rows([point for point in group if point.doubt != "jump"], size),
        "steps": _steps(group, size),
    }


def _far(point: Point) -> str:
    return f"{point.row.figure_text} ({point.end.year}, {point.row.report_id})"


def _scale(group: Sequence[Point], unit: str) -> tuple[float, str]:
    """By what to divide the values of a chart so that they can be read, and the unit that results."""
    largest = max(abs(float(point.value)) for point in group if point.doubt != "jump")
    for least, size, word in _SCALES:
        if largest >= least and unit not in _UNSCALED:
            return size, word + unit
    return 1.0, unit


def _rows(group: Sequence[Point], size: float) -> list[dict[str, Any]]:
    return [
        {
            "year": point.end.year,
            "value": float(point.value) / size,
            "status": point.line.status,
            "chosen": point.chosen,
            "doubt": point.doubt,
            "figure": point.row.figure_text,
            "period": point.row.when,
            "place": f"{point.row.report_id}, {point.row.raw_start}–{point.row.raw_end}",
            "quote": point.row.quote,
        }
        for point in group
    ]


def _steps(group: Sequence[Point], size: float) -> list[dict[str, Any]]:
    """From each chosen point to the next; `gap` where years between them are missing."""
    chosen: dict[Line, list[Point]] = defaultdict(list)
    for point in group:
        if point.chosen:
            chosen[point.line].append(point)
    return [
        {"x": one.end.year, "x2": other.end.year, "y": float(one.value) / size, "y2": float(other.value) / size}
        | {"status": line.status, "gap": other.end.year - one.end.year > 1}
        for line, ends in chosen.items()
        for one, other in pairwise(ends)
    ]


def chart_spec() -> dict[str, Any]:
    """The one chart that all panels are drawn by, over the data sets `points` and `steps`, as Vega-Lite.

    A line a status, dashed where years are missing; red where mentions contradict each other.
    """
    import altair as alt

    years = alt.Scale(nice=False, zero=False, padding=14)
    year_axis = alt.Axis(format="d", tickMinStep=1, tickCount=6, title=None)
    value_axis = alt.Axis(title=None, tickCount=5)
    shades = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    colour = alt.Color("status:N", scale=shades, legend=None)
    lines = (
        alt.Chart(alt.NamedData("steps"))
        .mark_rule(strokeWidth=1.8)
        .encode(
            x=alt.X("x:Q", scale=years, axis=year_axis),
            x2="x2:Q",
            y=alt.Y("y:Q", axis=value_axis, scale=alt.Scale(zero=False, padding=8)),
            y2="y2:Q",
            color=colour,
            strokeDash=alt.condition("datum.gap", alt.value([3, 4]), alt.value([1, 0])),
            opacity=alt.condition("datum.gap", alt.value(0.55), alt.value(1)),
        )
    )
    shown = alt.Chart(alt.NamedData("points")).transform_filter("datum.chosen || datum.doubt")
    points = shown.mark_point(size=38, opacity=1, strokeWidth=1.7).encode(
        x=alt.X("year:Q", scale=years, axis=year_axis),
        y=alt.Y("value:Q", axis=value_axis),
        color=alt.condition("datum.doubt", alt.value(_DOUBTED), colour),
        fill=alt.condition("datum.status == 'actual' && datum.chosen", alt.value(COLOURS["actual"]), alt.value("#fff")),
        shape=alt.condition("datum.chosen", alt.value("circle"), alt.value("cross")),
        size=alt.condition("datum.doubt", alt.value(90), alt.value(38)),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("figure", "period", "status", "place", "quote")],
    )
    chart = alt.layer(lines, points).properties(width="container", height=180)
    spec: dict[str, Any] = chart.to_dict()
    return {key: value for key, value in spec.items() if key not in ("$schema", "config")}
