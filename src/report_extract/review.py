"""One self-contained HTML page a report: its text beside the tables, linked both ways."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pyarrow.compute as pc
import pyarrow.parquet as pq

from report_extract.corrections import FIELDS, NEEDED
from report_extract.layout import blocks_of
from report_extract.model import Finding, ReportError, record_id
from report_extract.patterns import load_patterns
from report_extract.repair import repair
from report_extract.sources import read_report
from report_extract.state import source_file
from report_extract.tables import BOXES, TABLES, load, of_report
from report_extract.whole import whole_file

MOST_SHEETS = 80
"""Pages shown as images: more would make a page of tens of megabytes."""
_PIXELS_A_POINT = 1.5
_OF_THE_REPORT = ("report_id", "report_year")


class ReviewError(Exception):
    """A page that cannot be made; the message says what is wrong and what to do."""


def write_pages(
    tables: Path | str,
    out: Path | str,
    report_id: str | None = None,
    findings: Sequence[Finding] = (),
    checks_note: str = "none run",
    sources: Path | None = None,
) -> tuple[list[Path], list[str]]:
    """Write OUT/REPORT_ID.html for each extracted report, or for one.

    Returns the pages, and a line for each report that failed and so has none. `findings` are those of `check`;
    `sources` is the folder of the reports, where they are no longer where they were extracted. Raises ReviewError, or
    FileNotFoundError where the folder has no tables.
    """
    folder, target = Path(tables), Path(out)
    rows = {row["report_id"]: row for row in load("reports", folder).to_pylist()}
    if report_id is not None and report_id not in rows:
        known = ", ".join(list(rows)[:8]) + (" …" if len(rows) > 8 else "")
        raise ReviewError(f"{folder}: no report '{report_id}'; it has {known}")
    chosen = [row for name, row in rows.items() if report_id in (None, name)]
    failed = [f"{row['report_id']}: no page, its extraction failed: {row['error']}" for row in chosen if row["error"]]
    pages = []
    for row in chosen:
        if row["status"] == "ok":
            own = [one for one in findings if one.report_id == row["report_id"]]
            pages.append(target / f"{row['report_id']}.html")
            _write(pages[-1], render(page_data(folder, row, own, checks_note, sources)))
    return pages, failed


def _write(file: Path, page: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as name:
            Path(name).write_text(page, encoding="utf-8")
    except OSError as error:
        raise ReviewError(f"{file}: cannot be written ({error.strerror or error}); choose another --out") from error


def render(data: dict[str, Any]) -> str:
    """The page's HTML. The data stand in it as JSON without `<`, so no text of a report can end their block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    folder = resources.files("report_extract") / "templates"
    style, script = ((folder / f"review.{kind}").read_text("utf-8") for kind in ("css", "js"))
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'"
    page = (folder / "review.html").read_text("utf-8")
    title = str(data["report"]["report_id"]).replace("&", "&amp;").replace("<", "&lt;")
    parts = {"policy": policy, "title": title, "style": style, "script": script, "data": text}
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], page)  # once: no part is looked into


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    raise TypeError(f"no JSON for {type(value).__name__}")


def page_data(
    folder: Path, report: dict[str, Any], findings: Sequence[Finding], checks_note: str, sources: Path | None
) -> dict[str, Any]:
    """All that the page of one report shows; `report` is its row of the table `reports`."""
    report_id = report["report_id"]
    tables = {name: _rows(folder, name, report_id) for name in TABLES if name != "reports"}
    file, raw, note = _raw_text(folder, report, sources)
    data: dict[str, Any] = {
        "report": {name: value for name, value in report.items() if "sha256" not in name},
        "raw": raw,
        "raw_note": note,
        "paragraphs": _paragraphs(raw) if raw is not None else [],
        "tables": {name: _as_columns(rows) for name, rows in tables.items()},
        "findings": [
            {name: getattr(one, name) for name in ("severity", "subject", "expected", "message", "record_ids")}
            for one in findings
        ],
        "checks_note": checks_note,
        "fields": {table: _fields(table) for table in FIELDS},
        "sheets": [],
        "boxes": {},
        "sheets_note": "",
    }
    if report["format"] == "pdf" and file is not None:
        data |= _sheets(folder, report_id, file, tables)
    return data


def _rows(folder: Path, table: str, report_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = of_report(table, folder, report_id).to_pylist()
    anchors: dict[tuple[int, int], int] = {}
    for row in rows:
        row["confidence"] = round(row["confidence"], 4) if "confidence" in row else None
        anchors[row["raw_start"], row["raw_end"]] = anchors.get((row["raw_start"], row["raw_end"]), 0) + 1
    for row in rows if table != "numerals" else ():
        row["nth"] = _nth(table, row) if anchors[row["raw_start"], row["raw_end"]] > 1 else None
    return rows


def _nth(table: str, row: dict[str, Any]) -> int:
    """Which row of its anchor a row is, from 1: its name is made of that."""
    place = (row["report_id"], row["raw_start"], row["raw_end"])
    nth = 1
    while record_id(table, *place, nth - 1) != row["record_id"]:
        nth += 1
    return nth


def _as_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = [name for name in (rows[0] if rows else {}) if name not in _OF_THE_REPORT]
    return {"columns": names, "rows": [[row[name] for name in names] for row in rows]}


def _raw_text(folder: Path, report: dict[str, Any], sources: Path | None) -> tuple[Path | None, str | None, str]:
    """The source where it can be found, the raw text, and why there is none."""
    report_id = report["report_id"]
    file = sources / report["path"] if sources else source_file(folder, report_id)
    if file is not None and not file.is_file():
        file = None
    if file is not None and hashlib.sha256(file.read_bytes()).hexdigest() != report["sha256"]:
        where = f"{report['path']} has changed since it was extracted"
        if report["format"] == "text":
            return None, None, f"The report's text is not shown: {where}. Run `report-extract extract` again."
        file = None
    kept = folder / "texts" / f"{report_id}.txt"
    if kept.is_file():
        return file, kept.read_bytes().decode(), ""
    if file is None:
        return (
            None,
            None,
            (
                f"The report's text is not shown: {report['path']} is no longer where it was extracted from. "
                "Say where the reports are: `report-extract review --sources FOLDER`."
            ),
        )
    try:
        return file, read_report(file).raw, ""
    except ReportError as error:
        return file, None, f"The report's text is not shown: {error}"


def _paragraphs(raw: str) -> list[tuple[int, str, int | None]]:
    """Where a paragraph begins, its kind, and the number of the page that it opens, if it does.

    The kinds are a block's, and `row` for a line of a table, whose cells tabs part.
    """
    rules = load_patterns()
    text, _ = repair(raw, rules)
    blocks = blocks_of(text.chars, rules)
    owner = [-1] * len(raw)
    for number, block in enumerate(blocks):
        for at in range(block.start, block.end):
            owner[text.starts[at]] = number
    for line in re.finditer(r"(?m)^[^\n\t]*+\t[^\n]*+", raw):
        owner[line.start() : line.end()] = [-2 - line.start()] * len(line[0])
    found: list[tuple[int, str, int | None]] = []
    page, opens, last = 1, "\f" in raw, -1
    for at, number in enumerate(owner):
        if raw[at] == "\f":
            page, opens, last = page + 1, True, -1
        elif number != -1 and number != last:
            found.append((at, blocks[number].kind if number >= 0 else "row", page if opens else None))
            opens, last = False, number
    # What stands before the first paragraph belongs to it.
    return [(0, *found[0][1:]), *found[1:]] if found else [(0, "body", None)]


def _fields(table: str) -> dict[str, dict[str, Any]]:
    """The fields that a correction may set, with what may stand in them."""
    fields = {}
    for name, info in FIELDS[table].model_fields.items():
        kinds = list(_kinds(info.annotation))
        choices = [choice for kind in kinds if get_origin(kind) is Literal for choice in get_args(kind)]
        field: dict[str, Any] = {"kind": "text", "needed": name in NEEDED[table]}
        if Decimal in kinds or int in kinds:
            field["kind"] = "number"
        elif date in kinds:
            field["kind"] = "date"
        elif any(get_origin(kind) is list for kind in kinds):
            field["kind"] = "list"
        elif choices:
            field["choices"] = choices
        fields[name] = field
    return fields


def _kinds(annotation: Any) -> Iterator[Any]:
    """The members of a union, without what is said about them."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _kinds(member)
    elif hasattr(annotation, "__metadata__"):
        yield from _kinds(annotation.__origin__)
    else:
        yield annotation


def _sheets(folder: Path, report_id: str, file: Path, tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The pages of a PDF as images, and where the rows' anchors stand on them, in percent of the page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    boxes = _boxes(folder / "boxes" / f"{report_id}.parquet", tables)
    sheets = []
    sizes = {}
    for number in range(1, min(len(document), MOST_SHEETS) + 1):
        page = document[number - 1]
        sizes[number] = page.get_size()
        image = page.render(scale=_PIXELS_A_POINT, grayscale=True)
        png = base64.b64encode(_png(image.width, image.height, image.stride, bytes(image.buffer))).decode()
        sheets.append(
            {"page": number, "width": image.width, "height": image.height, "src": f"data:image/png;base64,{png}"}
        )
    left_out = len(document) - len(sheets)
    return {
        "sheets": sheets,
        "sheets_note": f"{left_out} more pages are not shown as images." if left_out else "",
        "boxes": {key: [_percent(one, sizes) for one in found if one[0] in sizes] for key, found in boxes.items()},
    }


_Box = tuple[int, float, float, float, float]


def _boxes(file: Path, tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[_Box]]:
    """Page and box of each line of a row's anchor, in points from the lower left corner."""
    if not file.is_file():
        return {}
    table = pq.read_table(file, schema=BOXES)
    found: dict[str, list[_Box]] = {}
    for name in ("statistics", "events", "awards"):
        for row in tables[name]:
            within = pc.and_(
                pc.greater_equal(table["offset"], row["raw_start"]), pc.less(table["offset"], row["raw_end"])
            )
            lines: list[_Box] = []
            for box in table.filter(within).to_pylist():
                _join(lines, (box["page"], box["x0"], box["y0"], box["x1"], box["y1"]))
            found[f"{name}-{row['record_id']}"] = lines
    return found


def _join(lines: list[_Box], box: _Box) -> None:
    """Add a character's box to the line that it goes on with."""
    page, x0, y0, x1, y1 = box
    if lines:
        last = lines[-1]
        middle = (y0 + y1) / 2
        if last[0] == page and last[2] <= middle <= last[4] and x0 - last[3] < 2 * (y1 - y0):
            lines[-1] = (page, min(last[1], x0), min(last[2], y0), max(last[3], x1), max(last[4], y1))
            return
    lines.append(box)


def _percent(box: _Box, sizes: dict[int, tuple[float, float]]) -> tuple[int, float, float, float, float]:
    """Page, left, top, width and height in percent of the page, from its upper left corner."""
    page, x0, y0, x1, y1 = box
    width, height = sizes[page]
    shares = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
    left, top, wide, high = (round(100 * share, 3) for share in shares)
    return page, left, top, wide, high


def _png(width: int, height: int, stride: int, grey: bytes) -> bytes:
    """A greyscale PNG of rows of `stride` bytes."""
    rows = b"".join(b"\0" + grey[at : at + width] for at in range(0, height * stride, stride))

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
