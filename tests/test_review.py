"""What stands in a review page, without a browser: the data, their escaping, where the text comes from."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from report_extract.cli import app
from report_extract.model import Finding
from report_extract.review import ReviewError, _fields, _join, _paragraphs, _percent, _png, render, write_pages
from tests.review_sample import HOSTILE, PLAIN, make_tables


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tables(tmp_path_factory.mktemp("review"), {"nanyu": PLAIN, "hostile": HOSTILE})


def data_of(page: Path | str) -> dict[str, Any]:
    text = page.read_text("utf-8") if isinstance(page, Path) else page
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    data: dict[str, Any] = json.loads(block)
    return data


def records(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    one = data["tables"][table]
    return [dict(zip(one["columns"], row, strict=True)) for row in one["rows"]]


def test_a_page_a_report_with_its_rows(tables: Path, tmp_path: Path) -> None:
    pages, failed = write_pages(tables, tmp_path)
    assert [page.name for page in pages] == ["hostile.html", "nanyu.html"]
    assert failed == []
    data = data_of(tmp_path / "nanyu.html")
    assert data["raw"] == PLAIN
    for table in ("statistics", "awards", "events"):
        rows = records(data, table)
        assert rows
        assert all(0 <= row["raw_start"] < row["raw_end"] <= len(PLAIN) for row in rows)
    assert "".join(PLAIN[row["raw_start"] : row["raw_end"]] for row in records(data, "numerals")).startswith("2021")


def test_the_report_ends_no_script_and_starts_none(tables: Path, tmp_path: Path) -> None:
    write_pages(tables, tmp_path, "hostile")
    page = (tmp_path / "hostile.html").read_text("utf-8")
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    assert data_of(page)["raw"] == HOSTILE


@given(st.text(), st.text(min_size=1))
def test_any_text_is_shown_as_it_is(raw: str, report_id: str) -> None:
    page = render({"report": {"report_id": report_id}, "raw": raw})
    assert data_of(page) == {"report": {"report_id": report_id}, "raw": raw}


def test_the_page_loads_nothing_and_runs_its_own_script_only(tables: Path, tmp_path: Path) -> None:
    write_pages(tables, tmp_path, "nanyu")
    page = (tmp_path / "nanyu.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and policy[1].startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy[1]
    assert not re.search(r"""(src|href)=["']?(https?:|//)""", page)


def test_findings_of_the_report_only(tables: Path, tmp_path: Path) -> None:
    findings = [
        Finding("total", "error", "nanyu", "differs", ("a",), "泵站", "13座"),
        Finding("total", "error", "hostile", "differs"),
    ]
    write_pages(tables, tmp_path, "nanyu", findings)
    shown = data_of(tmp_path / "nanyu.html")["findings"]
    assert shown == [
        {"severity": "error", "subject": "泵站", "expected": "13座", "message": "differs", "record_ids": ["a"]}
    ]


def test_a_report_that_is_not_there(tables: Path, tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="no report 'beiyu'; it has hostile, nanyu"):
        write_pages(tables, tmp_path, "beiyu")


def test_a_place_that_cannot_be_written(tables: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewError, match="cannot be written"):
        write_pages(tables, tmp_path / "file")


def test_where_the_text_comes_from(tmp_path: Path) -> None:
    tables = make_tables(tmp_path, {"nanyu": PLAIN})
    source, moved = tmp_path / "in" / "nanyu.txt", tmp_path / "moved"

    def shown(**options: Any) -> tuple[str | None, str]:
        (page,), _ = write_pages(tables, tmp_path / "pages", **options)
        data = data_of(page)
        return data["raw"], data["raw_note"]

    assert shown() == (PLAIN, "")
    moved.mkdir()
    source.rename(moved / "nanyu.txt")
    raw, note = shown()
    assert raw is None
    assert "nanyu.txt is no longer where it was extracted from" in note and "--sources" in note
    assert shown(sources=moved) == (PLAIN, "")
    (moved / "nanyu.txt").write_text("other", encoding="utf-8")
    raw, note = shown(sources=moved)
    assert raw is None
    assert "nanyu.txt has changed since it was extracted" in note


def test_the_text_of_other_formats_is_the_kept_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "web.html").write_text("<p>2021年，南屿新建泵站12座。</p>", encoding="utf-8")
    out = tmp_path / "out"
    assert CliRunner().invoke(app, ["extract", str(tmp_path / "in"), "--out", str(out)]).exit_code == 0
    (tmp_path / "in" / "web.html").unlink()
    (page,), _ = write_pages(out, tmp_path / "pages")
    data = data_of(page)
    assert data["raw"] == (out / "texts" / "web.txt").read_bytes().decode()
    assert data["sheets"] == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", [(0, "body", None)]),
        ("南屿水务局工作总结\n2021年新建泵站12座。", [(0, "heading", None), (10, "body", None)]),
        ("\n\n2021年新建泵站12座。", [(0, "body", None)]),
        # A wrapped paragraph is one, an empty line parts two.
        ("2021年，南屿新建泵站12座，\n投入资金3亿元。\n\n全年无事故。", [(0, "body", None), (27, "body", None)]),
        ("泵站有十二座。\f水库有三座。", [(0, "body", 1), (8, "body", 2)]),
        (
            "项目\t数量\n泵站\t12\n水库\t3\n\n全年无事故。",
            [(0, "row", None), (6, "row", None), (12, "row", None), (18, "body", None)],
        ),
    ],
)
def test_paragraphs(raw: str, expected: list[tuple[int, str, int | None]]) -> None:
    assert _paragraphs(raw) == expected


@given(st.text(alphabet="泵站12座。，\n\t\f 年月", max_size=60))
def test_paragraphs_begin_at_the_beginning_and_rise(raw: str) -> None:
    starts = [start for start, *_ in _paragraphs(raw)]
    assert starts[0] == 0
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    ("table", "field", "kind"),
    [
        ("statistics", "value", {"kind": "number", "needed": True}),
        ("statistics", "indicator", {"kind": "text", "needed": True}),
        ("statistics", "period_end", {"kind": "date", "needed": False}),
        ("statistics", "status", {"kind": "text", "needed": False, "choices": ["actual", "target", "estimate"]}),
        ("awards", "year", {"kind": "number", "needed": False}),
        ("awards", "recipients", {"kind": "list", "needed": False}),
        ("events", "precision", {"kind": "text", "needed": False, "choices": ["day", "month", "season", "year", ""]}),
    ],
)
def test_what_a_field_may_hold(table: str, field: str, kind: dict[str, Any]) -> None:
    assert _fields(table)[field] == kind


def test_the_boxes_of_an_anchor_join_by_line() -> None:
    lines: list[tuple[int, float, float, float, float]] = []
    for box in [(1, 80, 100, 90, 110), (1, 90, 101, 100, 111), (1, 10, 80, 20, 90), (2, 20, 80, 30, 90)]:
        _join(lines, box)
    assert lines == [(1, 80, 100, 100, 111), (1, 10, 80, 20, 90), (2, 20, 80, 30, 90)]


def test_a_box_in_percent_of_its_page() -> None:
    assert _percent((2, 50, 150, 100, 180), {2: (200, 300)}) == (2, 25, 40, 25, 10)


def test_a_page_image_is_a_png() -> None:
    png = _png(2, 2, 4, bytes([0, 255, 9, 9, 128, 64, 9, 9]))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at = png.index(b"IDAT")
    length = int.from_bytes(png[at - 4 : at])
    assert zlib.decompress(png[at + 4 : at + 4 + length]) == bytes([0, 0, 255, 0, 128, 64])


def test_the_command(tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, ["review", "--tables", str(tables), "--report", "nanyu", "--out", "pages"])
    assert (run.exit_code, run.stdout.strip()) == (0, "pages/nanyu.html")
    assert "no folder data/totals" in data_of(tmp_path / "pages" / "nanyu.html")["checks_note"]


@pytest.mark.parametrize(
    ("arguments", "message"), [(["--report", "x"], "no report 'x'"), (["--tables", "none"], "no tables here")]
)
def test_wrong_use_of_the_command(tables: Path, arguments: list[str], message: str) -> None:
    run = CliRunner().invoke(app, ["review", "--tables", str(tables), *arguments])
    assert run.exit_code == 1
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_report_that_failed_is_named(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "nanyu.txt").write_text(PLAIN, encoding="utf-8")
    CliRunner().invoke(app, ["extract", str(tmp_path / "in"), "--out", str(tmp_path / "out")])
    run = CliRunner().invoke(app, ["review", "--tables", str(tmp_path / "out")])
    assert run.exit_code == 1
    assert "empty: no page, its extraction failed" in run.stderr
    assert run.stdout.strip().endswith("nanyu.html")
