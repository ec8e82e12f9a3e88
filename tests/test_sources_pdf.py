"""PDF files: reading order, boxes, overprints, running heads, ruled tables, and files that cannot be read."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from report_extract import extract, load_patterns, read_report
from report_extract.model import Cell, Extraction, Report, ReportError
from report_extract.repair import repair
from report_extract.sources import pdf
from report_extract.sources.grid import Rule, grids
from report_extract.sources.page import Glyph, lines_of, once

FIXTURES = Path(__file__).parent / "fixtures"
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
Draw = Callable[[Canvas], None]


def make(path: Path, *pages: Draw, **options: object) -> Path:
    canvas = Canvas(str(path), pagesize=(400, 560), invariant=1, **options)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(x: float, y: float, *texts: str, pitch: float = 15) -> Draw:
    def draw(canvas: Canvas) -> None:
        for n, text in enumerate(texts):
            canvas.drawString(x, y - n * pitch, text)

    return draw


def table(x: float, y: float, widths: list[float], rows: list[list[str]]) -> Draw:
    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(rows):
            left = x
            for text, width in zip(row, widths, strict=True):
                canvas.rect(left, y - 20 * (r + 1), width, 20)
                canvas.drawString(left + 3, y - 20 * r - 14, text)
                left += width

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def rows(out: Extraction) -> list[tuple[object, ...]]:
    names = (
        "section indicator measure basis value_exact unit qualifier period_start period_end status figure_text quote"
    )
    return [tuple(getattr(s, name) for name in names.split()) for s in out.statistics]


def figures(path: Path) -> list[tuple[str, float, str]]:
    return [(s.indicator, s.value, s.unit) for s in extract(read_report(path)).statistics]


@pytest.mark.parametrize("name", ["page.pdf", "page-word.docx", "page-html.html"])
def test_the_same_page_in_each_format_gives_the_same_rows(name: str) -> None:
    out, typed = extract(read_report(FIXTURES / name)), extract(read_report(FIXTURES / "page-text.txt"))
    assert rows(out) == rows(typed)
    assert len(out.statistics) > 50
    assert [(e.name, e.date_start, e.location) for e in out.events] == [
        (e.name, e.date_start, e.location) for e in typed.events
    ]


def test_every_character_has_its_box_and_nothing_else_has() -> None:
    report = read_report(FIXTURES / "page.pdf")
    assert [b.offset for b in report.boxes] == [i for i, c in enumerate(report.raw) if not c.isspace()]
    assert all(b.page == 1 and 0 < b.x0 < b.x1 < 470 and 0 < b.y0 < b.y1 < 690 for b in report.boxes)
    for row in extract(report).statistics:
        boxes = report.boxes.within(row.raw_start, row.raw_end)  # type: ignore[attr-defined]
        assert "".join(report.raw[b.offset] for b in boxes) == "".join(report.raw[row.raw_start : row.raw_end].split())
        assert row.page == 1


def test_a_figure_broken_over_columns_has_boxes_in_both() -> None:
    report = read_report(FIXTURES / "page.pdf")
    row = next(s for s in extract(report).statistics if s.value == 4865000)
    boxes = report.boxes.within(row.raw_start, row.raw_end)  # type: ignore[attr-defined]
    assert len({round(b.y0) for b in boxes}) == 2


def test_overprinted_glyphs_are_dropped_and_named() -> None:
    report = read_report(FIXTURES / "page.pdf")
    assert report.raw.count("清") == report.raw.count("凉") == 1
    assert any("overprinted" in warning for warning in report.warnings)


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_columns_are_read_one_after_another(tmp_path: Path, columns: int) -> None:
    width = 360 / columns
    size = int((width - 14) / 10)
    body = [[f"{'甲乙丙丁'[c]}{'栏文字' * 20}"[: size - 1] + "的" for _ in range(8)] for c in range(columns)]
    draws = [lines(20 + c * width, 500, *body[c]) for c in range(columns)]
    head = lines(30, 535, "两栏之上的大标题一共十几个字")
    raw = read_report(make(tmp_path / "c.pdf", both(head, *reversed(draws)))).raw
    assert raw.replace("\n", "") == "两栏之上的大标题一共十几个字" + "".join("".join(lines) for lines in body)


def test_figures_in_columns_are_no_columns_of_prose(tmp_path: Path) -> None:
    names, one, other = ["收入", "支出", "结余", "合计", "税费", "其他"], "123456", "654321"
    draw = both(*(lines(20 + 120 * c, 500, *column) for c, column in enumerate((names, [one] * 6, [other] * 6))))
    assert read_report(make(tmp_path / "t.pdf", draw)).raw.split("\n")[0].split() == ["收入", one, other]


def pages(count: int) -> list[Draw]:
    """Pages with a running head, a sentence that runs over the page break, and a page number."""
    body = ["去年全市各级工会广泛开展职工技能培训和劳动竞赛活动，累计"] * 3
    return [
        both(lines(150, 540, "云溪市总工会2023年年报"), lines(50, 480, *body), lines(190, 30, f"{n} / {count}"))
        for n in range(1, count + 1)
    ]


def test_running_heads_and_page_numbers_are_set_aside(tmp_path: Path) -> None:
    draws = pages(5)
    draws[1] = both(
        lines(150, 540, "云溪市总工会2023年年报"),
        lines(50, 480, "组织比赛320场，参加职工2.6万人次。"),
        lines(190, 30, "2 / 5"),
    )
    report = read_report(make(tmp_path / "r.pdf", *draws))
    out = extract(report)
    assert ["".join(report.raw[a:b].split()) for a, b in report.asides][:3] == ["1/5", "云溪市总工会2023年年报", "2/5"]
    assert "年报" not in out.text.chars[12:]
    assert "活动，累计组织比赛320场" in out.text.chars
    roles = {n.text: n.role for n in out.numerals}
    assert roles["1"] == roles["5"] == "label"
    assert out.heading.title == "云溪市总工会2023年年报"
    assert [report.page_at(s.raw_start) for s in out.statistics] == [2, 2]
    assert report.raw.count("\f") == 4


def test_a_ruled_table_is_read_by_its_heads(tmp_path: Path) -> None:
    grid = [
        ["项目", "本期数", "上年同期数", "变动比例（%）"],
        ["会费收入", "1,250.5", "1,100.0", "13.7"],
        ["培训支出", "320", "-", "-8.2"],
    ]
    draw = both(lines(20, 540, "经费情况"), lines(200, 520, "单位：万元"), table(20, 515, [90, 80, 90, 90], grid))
    report = read_report(make(tmp_path / "云溪2023.pdf", draw))
    out = extract(report)
    found = {(report.raw[s.raw_start : s.raw_end], s.value, s.unit, s.measure) for s in out.statistics}
    assert found == {
        ("1,250.5", 12505000.0, "元", "level"),
        ("1,100.0", 11000000.0, "元", "level"),
        ("13.7", 13.7, "%", "growth"),
        ("320", 3200000.0, "元", "level"),
        ("-8.2", -8.2, "%", "growth"),
    }
    assert {s.period_start.year for s in out.statistics if s.raw_start == report.raw.index("1,250")} == {2023}  # type: ignore[union-attr]


def test_a_table_goes_on_overleaf_under_the_same_heads(tmp_path: Path) -> None:
    widths = [120.0, 100.0]
    first = both(lines(20, 540, "获奖情况"), table(20, 80, widths, [["奖项", "数量（个）"], ["创新奖", "12"]]))
    second = both(table(20, 540, widths, [["贡献奖", "7"]]), lines(20, 400, "以上为全部奖项。"))
    path = make(tmp_path / "o.pdf", first, second)
    assert len(read_report(path).tables) == 1
    assert [(v, u) for _, v, u in figures(path)] == [(12, "个"), (7, "个")]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_shown(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(200, 280)
        canvas.rotate(turn)
        lines(-100, 0, "全年培训职工320人。", "慰问职工45户。")(canvas)

    report = read_report(make(tmp_path / "t.pdf", draw))
    assert report.raw.split("\n") == ["全年培训职工320人。", "慰问职工45户。"]


def test_slanted_watermarks_are_left_out_and_named(tmp_path: Path) -> None:
    def mark(canvas: Canvas) -> None:
        canvas.rotate(45)
        canvas.drawString(200, 100, "内部资料999份")

    report = read_report(make(tmp_path / "w.pdf", both(lines(50, 500, "全年培训职工320人。"), mark)))
    assert report.raw == "全年培训职工320人。"
    assert any("slanted" in warning for warning in report.warnings)


# -- files that cannot be read ----------------------------------------------------------------------------------


def content(tmp_path: Path) -> bytes:
    return make(tmp_path / "good.pdf", lines(50, 500, "全年培训职工320人。")).read_bytes()


def refused(path: Path, data: bytes | None, told: str) -> str:
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ReportError, match=told) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_encrypted(tmp_path: Path) -> None:
    path = make(tmp_path / "e.pdf", lines(50, 500, "秘密"), encrypt=StandardEncryption("secret", "owner"))
    refused(path, None, "encrypted")


def test_truncated(tmp_path: Path) -> None:
    data = content(tmp_path)
    refused(tmp_path / "t.pdf", data[:200], "damaged or cut off")
    refused(tmp_path / "h.pdf", b"%PDF-1.7\n", "damaged or cut off")
    refused(tmp_path / "0.pdf", b"", "empty")


def test_nothing_on_the_pages(tmp_path: Path) -> None:
    refused(make(tmp_path / "b.pdf", lines(0, 0)), None, "no text")


def test_a_false_ending_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    path.write_bytes(content(tmp_path))
    report = read_report(path)
    assert report.format == "pdf"
    assert any("named .docx but is a PDF" in warning for warning in report.warnings)


def picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, 400, 560)


def test_a_scan_without_the_extra_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    refused(make(tmp_path / "s.pdf", picture), None, r"scan without text layer .*pip install 'report-extract\[ocr\]'")
    report = read_report(make(tmp_path / "m.pdf", lines(50, 500, "全年培训职工320人。"), picture))
    assert report.raw.startswith("全年培训职工320人。")
    assert any("not read: page 2" in w and "[ocr]" in w for w in report.warnings)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_two_thousand_pages_are_read_in_bounded_time_and_memory(tmp_path: Path) -> None:
    path = make(tmp_path / "l.pdf", *pages(2000))
    start, before = time.process_time(), resident()
    report = read_report(path)
    seconds, grown = time.process_time() - start, resident() - before
    assert len(report.pages) == 2000
    assert report.raw.count("\f") == 1999
    assert seconds < 120
    assert grown < 400_000_000


def test_more_pages_than_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    refused(make(tmp_path / "l.pdf", *pages(4)), None, "4 pages, more than the 3")


def test_fonts_without_unicode_never_give_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    path = tmp_path / "u.pdf"
    unmapped = (FIXTURES / "page.pdf").read_bytes().replace(b"/ToUnicode", b"/ToNothing")
    refused(path, unmapped, r"fonts name no Unicode .*pip install 'report-extract\[ocr\]'")


# -- the parts --------------------------------------------------------------------------------------------------


def glyph(char: str, x: float, y: float, size: float = 10) -> Glyph:
    return Glyph(char, x, y, x + size, y + size)


def test_only_close_copies_are_overprints() -> None:
    kept, dropped = once([glyph("天", 0, 0), glyph("天", 0.5, 0.2), glyph("天", 10, 0), glyph("地", 0.1, 0)])
    assert ("".join(g.char for g in kept), dropped) == ("天天地", 1)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.floats(-0.02, 0.02))
@settings(max_examples=50)
def test_lines_keep_every_glyph_in_order(starts: list[int], slope: float) -> None:
    found = [
        glyph("字", 20 * s + 10 * i, 300 - 15 * n + slope * 10 * i) for n, s in enumerate(starts) for i in range(4)
    ]
    made = lines_of(found)
    assert sorted(map(id, (g for line in made for g in line.glyphs))) == sorted(map(id, found))
    assert len(made) == len(starts)


def test_rules_to_cells_with_merged_ones() -> None:
    level = [Rule(100, 0, 90), Rule(80, 30, 90), Rule(60, 0, 90)]
    upright = [Rule(0, 60, 100), Rule(30, 60, 100), Rule(60, 60, 80), Rule(90, 60, 100)]
    (grid,) = grids(level, upright)
    assert [tuple(cell) for cell in grid.cells] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]
    assert grid.cell_at(15, 70) == grid.cell_at(15, 90) == 0
    assert grid.cell_at(75, 90) == 1


def test_a_frame_is_no_table() -> None:
    (grid,) = grids([Rule(100, 0, 90), Rule(60, 0, 90)], [Rule(0, 60, 100), Rule(90, 60, 100)])
    assert not grid.is_table(10)


@given(
    st.lists(st.lists(st.integers(1, 99999), min_size=2, max_size=4), min_size=1, max_size=5).filter(
        lambda rows: len({len(row) for row in rows}) == 1
    )
)
@settings(max_examples=60, deadline=None)
def test_every_character_of_a_table_sentence_leads_back_to_its_cell(numbers: list[list[int]]) -> None:
    texts = [["项目", *(f"指标{'甲乙丙丁'[c]}（万元）" for c in range(len(numbers[0])))]]
    texts += [[f"单位{'子丑寅卯辰'[r]}", *(f"{v:,}" for v in row)] for r, row in enumerate(numbers)]
    raw, cells = "前文。\n\n", []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            raw += "\t" if c else ""
            cells.append(Cell(len(raw), len(raw) + len(text), r, c))
            raw += text
        raw += "\n"
    raw += "\n后文。"
    text, counts = repair(raw, load_patterns(), None, (tuple(cells),))
    assert counts["table_figure"] == sum(map(len, numbers))
    for char, start, end in zip(text.chars, text.starts, text.ends, strict=True):
        assert char in raw[start:end] or char in "。\n万元"
    out = extract(Report("t", raw, tables=(tuple(cells),)))
    assert [raw[s.raw_start : s.raw_end] for s in out.statistics] == [t for row in texts[1:] for t in row[1:]]
    assert all(s.unit == "元" for s in out.statistics)


def test_doubtful_digits_lower_the_confidence() -> None:
    raw = "全年培训职工320人。慰问职工45户。"
    sure, unsure = (extract(Report("d", raw, doubtful=d)).statistics for d in ((), (raw.index("2"),)))
    assert unsure[0].confidence == pytest.approx(0.5 * sure[0].confidence)
    assert unsure[1].confidence == sure[1].confidence
