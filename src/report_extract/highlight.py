"""An extraction as its text with the rows' anchors marked: how it shows itself in a notebook."""

from __future__ import annotations

from html import escape

from report_extract.model import Award, Event, Extraction, Record, Span, Statistic

MOST_CHARACTERS = 20_000
"""A notebook shows the beginning of longer reports."""

_COLOURS = {"statistics": "#cfe2fb", "events": "#ccebd6", "awards": "#fbe3b0"}


def highlight(extraction: Extraction, most: int = MOST_CHARACTERS) -> str:
    """HTML of the raw text, anchors coloured by table, what each row says in its tooltip. Text is escaped."""
    raw = extraction.report.raw
    shown = min(len(raw), most)
    parts: list[str] = []
    at = 0
    for span, rows in _places(extraction):
        if span.start < at or span.end > shown:
            continue
        parts.append(escape(raw[at : span.start]))
        says = "\n".join(f"{table}: {_says(row)}" for table, row in rows)
        style = f"background:{_COLOURS[rows[0][0]]};color:#111;border-radius:3px"
        parts.append(f'<mark style="{style}" title="{escape(says)}">{escape(raw[span.start : span.end])}</mark>')
        at = span.end
    parts.append(escape(raw[at:shown]))
    if shown < len(raw):
        parts.append(f"\n… {len(raw) - shown:,} more characters")
    counts = ", ".join(
        f'<mark style="background:{colour};color:#111">{len(getattr(extraction, table))} {table}</mark>'
        for table, colour in _COLOURS.items()
    )
    title = escape(extraction.heading.title or extraction.report.report_id)
    return (
        f'<div><b>{title}</b>: {counts}<div style="white-space:pre-wrap;line-height:1.8">{"".join(parts)}</div></div>'
    )


def _places(extraction: Extraction) -> list[tuple[Span, list[tuple[str, Record]]]]:
    """Anchors in order, each with the rows that stand on it."""
    places: dict[Span, list[tuple[str, Record]]] = {}
    for table, row in extraction.records():
        places.setdefault(Span(row.raw_start, row.raw_end), []).append((table, row))
    return sorted(places.items(), key=lambda place: (place[0].start, -place[0].end))


def _says(row: Record) -> str:
    if isinstance(row, Statistic):
        return f"{row.indicator} = {row.value:,.12g} {row.unit}".rstrip()
    if isinstance(row, Award):
        return row.award if row.count is None else f"{row.award} × {row.count}"
    assert isinstance(row, Event)
    return row.name
