"""Scans and photographs: figures of a rotated, blurred page, doubts, and pictures that cannot be read."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from report_extract import extract, read_report
from report_extract.model import Report, ReportError

FIXTURES = Path(__file__).parent / "fixtures"
image = pytest.importorskip("PIL.Image", reason="needs the [ocr] extra")


def engine() -> None:
    for module in ("rapidocr", "onnxruntime", "cv2"):
        pytest.importorskip(module, reason="needs the [ocr] extra")


def refused(path: Path, told: str) -> None:
    with pytest.raises(ReportError, match=told) as caught:
        read_report(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_extra_is_named_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image.new("L", (40, 40), 255).save(tmp_path / "p.png")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    refused(tmp_path / "p.png", r"pip install 'report-extract\[ocr\]'")


@pytest.fixture(scope="module")
def report() -> Report:
    engine()
    return read_report(FIXTURES / "page-scan.jpg")


def test_a_scan_of_the_page_gives_its_figures(report: Report) -> None:
    out, typed = extract(report), extract(read_report(FIXTURES / "page-text.txt"))
    want = Counter((s.value, s.unit) for s in typed.statistics)
    got = Counter((s.value, s.unit) for s in out.statistics)
    assert (want & got).total() >= 0.98 * want.total()
    assert (got - want).total() <= 0.02 * want.total()
    assert [b.offset for b in report.boxes] == [i for i, c in enumerate(report.raw) if not c.isspace()]
    assert (report.format, len(report.pages), len(report.tables)) == ("scan", 1, 1)


def test_doubtful_digits_are_named(report: Report) -> None:
    assert all(report.raw[at].isdigit() for at in report.doubtful)
    assert bool(report.doubtful) is any("read with doubt" in warning for warning in report.warnings)


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    engine()
    image.new("1", (20_000, 20_000)).save(tmp_path / "huge.png")
    start = time.process_time()
    refused(tmp_path / "huge.png", "20000 × 20000 points, more than 100 million")
    assert time.process_time() - start < 10


@pytest.mark.parametrize("name", ["cut.png", "cut.jpg"])
def test_a_damaged_picture(tmp_path: Path, name: str) -> None:
    engine()
    picture = image.effect_noise((300, 300), 50)
    picture.save(tmp_path / name)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:2000])
    refused(tmp_path / name, "damaged picture")


def test_a_blank_picture(tmp_path: Path) -> None:
    engine()
    image.new("L", (600, 800), 255).save(tmp_path / "b.tif")
    refused(tmp_path / "b.tif", "no text")
