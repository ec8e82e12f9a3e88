"""Word files and HTML pages: order, tables, what is no text of the report, and files that cannot be read."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import pytest

from report_extract import extract, read_report
from report_extract.model import ReportError

docx = pytest.importorskip("docx", reason="needs the [office] extra")
pytest.importorskip("lxml", reason="needs the [office] extra")

BODY = "2023年，云溪市总工会培训职工3200人。"


def figures(path: Path) -> list[tuple[str, float, str]]:
    return [(s.indicator, s.value, s.unit) for s in extract(read_report(path)).statistics]


def page(folder: Path, body: str, head: str = '<meta charset="utf-8">', encoding: str = "utf-8") -> Path:
    path = folder / "r.html"
    path.write_bytes(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return path


def refused(path: Path, told: str) -> None:
    with pytest.raises(ReportError, match=told) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


# -- Word -------------------------------------------------------------------------------------------------------


def test_merged_cells_are_heads_of_all_their_rows(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("单位：万元")
    table = document.add_table(3, 3)
    for r, row in enumerate([["类别", "项目", "金额"], ["培训", "讲课", "12.5"], ["", "场地", "3.5"]]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(str(tmp_path / "r.docx"))
    assert figures(tmp_path / "r.docx") == [("培训讲课金额", 125000, "元"), ("培训场地金额", 35000, "元")]


def with_body(folder: Path, xml: str) -> Path:
    """A Word file with this XML as its body."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    path = folder / "r.docx"
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                start, end = data.index(b"<w:body>") + 8, data.index(b"</w:body>")
                data = data[:start] + xml.encode() + data[end:]
            target.writestr(name, data)
    return path


def test_revisions_and_text_boxes(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('图为慰问现场。')}</w:p></w:txbxContent></w:pict></w:r>"
    gone = "<w:del><w:r><w:delText>1</w:delText></w:r></w:del>"
    new = f"<w:ins>{run.format('320')}</w:ins>"
    path = with_body(tmp_path, f"<w:p>{run.format('慰问职工')}{gone}{new}{run.format('人。')}{box}</w:p>")
    assert read_report(path).raw == "慰问职工320人。\n\n图为慰问现场。"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    bomb = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    with bomb, bomb.open("word/document.xml", "w", force_zip64=True) as part:
        for _ in range(300):
            part.write(b" " * 1_000_000)
    start = time.process_time()
    refused(path, "unpacks to 300 MB")
    assert time.process_time() - start < 1


def test_damaged_word_files(tmp_path: Path) -> None:
    good = with_body(tmp_path, "<w:p><w:r><w:t>慰问职工320人。</w:t></w:r></w:p>").read_bytes()
    (tmp_path / "cut.docx").write_bytes(good[: len(good) // 2])
    refused(tmp_path / "cut.docx", "archive \\(or a damaged .docx\\)")
    refused(with_body(tmp_path, "<w:p><w:r>"), "damaged Word file")
    refused(with_body(tmp_path, ""), "no text")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("readme.txt", "x")
    refused(tmp_path / "a.docx", "archive")


@pytest.mark.parametrize(("name", "module"), [("r.docx", "docx"), ("r.html", "lxml")])
def test_a_missing_extra_is_named_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    with_body(tmp_path, "<w:p/>")
    page(tmp_path, BODY)
    monkeypatch.setitem(sys.modules, module, None)
    refused(tmp_path / name, r"pip install 'report-extract\[office\]'")


# -- HTML -------------------------------------------------------------------------------------------------------


def test_scripts_navigation_and_what_is_hidden_are_no_text(tmp_path: Path) -> None:
    path = page(
        tmp_path,
        f"""<header><nav><a href=x>首页1</a></nav></header><script>var a = "罚款500元";</script>
        <style>p {{ width: 300px }}</style><div style="display: none">另有700人</div>
        <div><a href=a>第1期</a> | <a href=b>第2期</a> | <a href=c>第3期</a></div>
        <!-- 共900人 --><p>{BODY}<noscript>请打开脚本4次</noscript></p><footer>备案号2023001</footer>
        <textarea>800人</textarea><p onclick="alert(600)">慰问<b>困难</b>职工<br>45户。</p>""",
    )
    assert read_report(path).raw == f"{BODY}\n\n慰问困难职工\n45户。"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gbk"),
        ('<meta charset="gb2312">', "utf-8"),
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="iso-8859-1">', "gb18030"),
        ("", "gb18030"),
        ('<meta charset="none-such">', "utf-8"),
        ('<meta charset="utf-8">', "utf-16"),
    ],
)
def test_declared_and_wrong_charsets(tmp_path: Path, head: str, encoding: str) -> None:
    assert read_report(page(tmp_path, f"<p>{BODY}</p>", head, encoding)).raw == BODY


def test_the_article_is_the_main_text(tmp_path: Path) -> None:
    path = page(tmp_path, f"<div>热点：本周访问9999次。</div><article><p>{BODY}</p><p>{BODY}慰问45户。</p></article>")
    assert "9999" not in read_report(path).raw


def test_spans_of_cells(tmp_path: Path) -> None:
    rows = """<tr><th rowspan=2>区县</th><th colspan=2>2023年</th></tr><tr><th>会员（万人）</th><th>增长（%）</th></tr>
    <tr><td>江湾区</td><td>12.5</td><td>3.1</td></tr>"""
    out = extract(read_report(page(tmp_path, f"<p>{BODY}</p><table>{rows}</table>")))
    found = [(s.indicator, s.value, s.unit, s.period_start.year) for s in out.statistics[1:] if s.period_start]
    assert found == [("江湾区会员", 125000, "人", 2023), ("江湾区增长", 3.1, "%", 2023)]


def test_a_table_that_lays_out_the_page_is_none(tmp_path: Path) -> None:
    path = page(
        tmp_path, f"<table><tr><td>栏目</td><td><p>{BODY}</p><table><tr><td>{BODY}</td></tr></table></td></tr></table>"
    )
    report = read_report(path)
    assert report.tables == ()
    assert report.raw.count(BODY) == 2


def test_hostile_pages_are_read_in_bounded_time(tmp_path: Path) -> None:
    deep = "<div>" * 20_000 + BODY + "</div>" * 20_000
    wide = "<table>" + "<tr>" + "<td rowspan=9999 colspan=9999>1</td>" * 300 + "</tr></table>"
    start = time.process_time()
    for body in (wide + f"<p>{BODY}</p>", "<p>" + "&amp;" * 200_000 + f"</p><p>{BODY}</p>"):
        assert BODY in read_report(page(tmp_path, body)).raw
    try:
        assert BODY in read_report(page(tmp_path, deep)).raw
    except ReportError as error:
        assert str(tmp_path) in str(error)
    assert time.process_time() - start < 20


def test_an_empty_page(tmp_path: Path) -> None:
    refused(page(tmp_path, "<script>1</script>"), "no text")
