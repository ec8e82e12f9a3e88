"""Series: which names are of one thing, what stands for a period, and the page in a browser."""

from __future__ import annotations

import random
import re
import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from report_extract import extract, load_patterns, read_report, read_table, to_tables, write_tables
from report_extract.checks.book import Book
from report_extract.checks.rows import Row, load_rows
from report_extract.cli import app
from report_extract.mentions.scan import number_grammar
from report_extract.series import series
from report_extract.series.lines import Line, Point, points_of
from report_extract.series.names import Names
from report_extract.tables import SCHEMAS

RULES = load_patterns()
NAMES = Names(RULES)
ROOT = Path(__file__).parents[1]
TEXT = "某县{0}年统计公报\n\n{0}年，{1}。\n\n某县统计办公室\n{0}年12月31日\n"


def tables_of(said: dict[int, str], folder: Path, run: str = "county") -> Path:
    """Tables of reports on years, each of one sentence."""
    for year, sentence in said.items():
        path = folder / f"{run}-{year}.txt"
        path.write_text(TEXT.format(year, sentence), encoding="utf-8")
        write_tables(to_tables(extract(read_report(path, folder), RULES), RULES.sha256), folder / "out", path.stem)
    return folder / "out"


def told(points: list[Point]) -> list[tuple[str, str, str, str, str]]:
    """Series, measure, unit, status and `year value` of what is chosen."""
    return [
        (p.line.series, p.line.measure, p.line.unit, p.line.status, f"{p.end.year} {float(p.value):g}")
        for p in points
        if p.chosen
    ]


def lines(points: list[Point]) -> list[Line]:
    return list(dict.fromkeys(point.line for point in points))


# -- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("工会会员", "工会会员", True),
        ("参加城乡居民大病互助保险的人数", "参加城乡居民大病互助保险人数", True),
        ("推荐评选全国五一劳动奖状", "推荐评选全国五一劳动奖章", False),
        ("表彰县级工人先锋号集体和班组", "表彰县级工人先锋号个人和班组", False),
        ("城镇居民人均消费支出水平", "农村居民人均消费支出水平", False),
        ("规模以上工业企业主营业务收入", "规模以上工业企业主营业务成本", False),
        ("规模以上工业企业利润增长率", "规模以上工业企业利润总额", False),
        ("参加第一期职工技能培训班学员", "参加第二期职工技能培训班学员", False),
        ("全县轻工业总产值完成情况", "全县重工业总产值完成情况", False),
        ("在册女职工人数合计", "在册职工人数合计", False),
        ("东部片区新建公租房", "西部片区新建公租房", False),
        ("新建社区书屋", "新建社区花园", False),
    ],
)
def test_alike(one: str, other: str, same: bool) -> None:
    assert bool(NAMES.alike(one, other)) is same
    assert NAMES.alike(one, other) == NAMES.alike(other, one)


@pytest.mark.parametrize(
    ("indicator", "measure", "unit", "name"),
    [
        ("全国粮食总产量", "level", "公斤", "粮食产量"),
        ("粮食产量", "level", "亩", None),
        ("全县农民人均纯收入", "level", "元", "农村居民人均纯收入"),
        ("城镇登记失业率控制", "level", "%", "城镇登记失业率"),
        ("失业率", "level", "%", None),
        ("外贸出口", "growth", "%", "出口总额"),
        ("单位国内生产总值用水量", "growth", "%", None),
        ("中央财政收入", "level", "元", None),
        ("国家财政收入增长", "growth", "%", "财政收入"),
        ("财政收入增长率", "level", "%", None),
    ],
)
def test_known_names(indicator: str, measure: str, unit: str, name: str | None) -> None:
    found = NAMES.rule(indicator, measure, unit)  # type: ignore[arg-type]
    assert (found[0].id if found else None) == name


# -- lines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            {2020: "全县粮食产量12.5万吨", 2021: "全县粮食总产量2.6亿斤", 2022: "全县粮食产量13.5万吨"},
            ["粮食产量 level 吨 2020 125000", "粮食产量 level 吨 2021 130000", "粮食产量 level 吨 2022 135000"],
        ),
        (
            {2020: "旅游收入3.2亿元，增长7.5%", 2021: "旅游收入3.5亿元，增长9.4%"},
            [
                *("旅游收入 growth % 2020 7.5", "旅游收入 growth % 2021 9.4"),
                *("旅游收入 level 元 2020 3.2e+08", "旅游收入 level 元 2021 3.5e+08"),
            ],
        ),
        ({2020: "城镇新建书屋12座", 2021: "农村新建书屋15座"}, []),
        ({2020: "推荐评选五一劳动奖状3个", 2021: "推荐评选五一劳动奖章5个"}, []),
        ({2020: "货运量32万吨", 2021: "货运量35万人次"}, []),
        ({2020: "旅游收入3.2亿元"}, []),
        (
            {2020: "居民人均可支配收入增长7.5%", 2021: "居民人均可支配收入实际增长6.1%"},
            [],
        ),
        (
            {2020: "旅游收入增长7.5%", 2021: "与2015年相比，旅游收入增长61%", 2022: "旅游收入增长5.2%"},
            ["旅游收入 growth % 2020 7.5", "旅游收入 growth % 2022 5.2"],
        ),
    ],
)
def test_lines(said: dict[int, str], expected: list[str], tmp_path: Path) -> None:
    points = series(tables_of(said, tmp_path))
    assert [f"{name} {measure} {unit} {value}" for name, measure, unit, _, value in told(points)] == expected


def test_targets_are_a_line_of_their_own(tmp_path: Path) -> None:
    said = {year: f"新发展会员{year - 1980}万人。{year + 1}年，要新发展会员{year - 1970}万人" for year in (2021, 2022)}
    points = series(tables_of(said, tmp_path))
    assert {(p.line.status, p.end.year) for p in points} == {
        *(("actual", 2021), ("actual", 2022)),
        *(("target", 2022), ("target", 2023)),
    }


def test_other_runs_of_reports_are_other_lines(tmp_path: Path) -> None:
    tables_of({2020: "旅游收入3.2亿元", 2021: "旅游收入3.5亿元"}, tmp_path)
    out = tables_of({2021: "旅游收入5.1亿元", 2022: "旅游收入5.4亿元"}, tmp_path, "town")
    assert [(line.reports, line.series) for line in lines(series(out))] == [
        ("county-", "旅游收入"),
        ("town-", "旅游收入"),
    ]


def test_the_report_on_the_year_stands_for_it(tmp_path: Path) -> None:
    said = {2021: "旅游收入3.5亿元", 2022: "旅游收入由2021年的3.7亿元增加到3.9亿元"}
    points = series(tables_of(said, tmp_path))
    shown = [(p.row.report_id, p.end.year, p.row.figure_text, p.chosen, p.doubt) for p in points]
    assert shown == [
        ("county-2021", 2021, "3.5亿元", True, "differs"),
        ("county-2022", 2021, "3.7亿元", False, "differs"),
        ("county-2022", 2022, "3.9亿元", True, ""),
    ]


def test_the_same_value_in_two_reports_is_no_doubt(tmp_path: Path) -> None:
    said = {2021: "旅游收入3.52亿元", 2022: "旅游收入由2021年的3.5亿元增加到3.9亿元"}
    assert {point.doubt for point in series(tables_of(said, tmp_path))} == {""}


def test_a_jump_is_told_and_stands_for_nothing(tmp_path: Path) -> None:
    said = {2019: "旅游收入3.1亿元", 2020: "旅游收入3.2亿元", 2021: "旅游收入3.5万元", 2022: "旅游收入3.8亿元"}
    points = series(tables_of(said, tmp_path))
    assert [(p.end.year, p.chosen, p.doubt) for p in points] == [
        *((2019, True, ""), (2020, True, "")),
        *((2021, False, "jump"), (2022, True, "")),
    ]


def test_a_line_holds_one_unit_measure_and_status(tmp_path: Path) -> None:
    for file in (ROOT / "data" / "series").glob("*.txt"):
        write_tables(to_tables(extract(read_report(file, file.parent), RULES), RULES.sha256), tmp_path, file.stem)
    points = series(tmp_path)
    assert len(lines(points)) >= 20
    units = {"斤": "吨", "公斤": "吨", "度": "千瓦时"}
    for point in points:
        row, line = point.row, point.line
        assert (row.measure, row.status, units.get(row.unit, row.unit)) == (line.measure, line.status, line.unit)
    for line in lines(points):
        ends = [point.end for point in points if point.line == line and point.chosen]
        assert len(ends) == len(set(ends)) > 1


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The rows of the federation's four years."""
    out = tmp_path_factory.mktemp("federation")
    for file in [*(ROOT / "data" / "series").glob("*.txt"), *(ROOT / "data" / "raw").glob("*.txt")]:
        write_tables(to_tables(extract(read_report(file, file.parent), RULES), RULES.sha256), out, file.stem)
    return load_rows(out, number_grammar(RULES))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), dropped=st.integers(0, 3))
def test_the_order_of_reports_does_not_matter(seed: int, dropped: int, rows: list[Row]) -> None:
    ids = sorted({row.report_id for row in rows})
    kept = [row for row in rows if row.report_id != ids[dropped]]
    order = random.Random(seed).sample(ids, len(ids))
    shuffled = sorted(kept, key=lambda row: order.index(row.report_id))
    made = points_of(Book(shuffled, [], RULES))
    assert made == points_of(Book(kept, [], RULES))
    assert made


# -- the command ------------------------------------------------------------------------------------------------


def run(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["series", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tables_of({2020: "旅游收入3.2亿元", 2021: "旅游收入3.5亿元", 2022: "旅游收入3.8亿元"}, tmp_path)


def test_the_table(out: Path) -> None:
    status, shown, wrong = run("--tables", out)
    assert (status, wrong) == (0, "")
    assert re.search(r"旅游收入 +level +元 +actual +year +3 +0 +3.2亿元 \(2020\) +3.8亿元 \(2022\)", shown)
    file = out / "series" / "series.parquet"
    assert pq.read_schema(file).equals(SCHEMAS["series"])
    frame = read_table("series", out)
    assert frame[["year", "value"]].to_numpy().tolist() == [[2020, 3.2e8], [2021, 3.5e8], [2022, 3.8e8]]
    raw = (out.parent / "county-2020.txt").read_text("utf-8")
    assert raw[frame["raw_start"][0] : frame["raw_end"][0]] == "3.2亿元"
    assert frame["quote"][0].endswith("旅游收入3.2亿元。")


def test_twice_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("--tables", out, "--out", tmp_path / name)[0] == 0
    for name in ("series.parquet", "series.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_over_years(tmp_path: Path) -> None:
    out = tables_of({2020: "旅游收入3.2亿元"}, tmp_path)
    (out / "series").mkdir()
    (out / "series" / "series.html").write_text("of other tables")
    status, shown, wrong = run("--tables", out)
    assert (status, wrong) == (0, "")
    assert shown.startswith("No indicator has two periods")
    assert read_table("series", out).empty
    assert not (out / "series" / "series.html").exists()


def test_without_the_plot_extra(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    status, shown, wrong = run("--tables", out)
    assert status == 0
    assert "Table: " in shown
    assert "Plot: " not in shown
    assert wrong.count("\n") == 1
    assert "pip install 'report-extract[plot]'" in wrong
    assert read_table("series", out).shape[0] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tables", "nowhere"], "nowhere/statistics: no tables here; run `report-extract extract"),
        (["--tables", "{out}", "--patterns", "nowhere"], "nowhere: no such pattern folder"),
        (["--tables", "{out}", "--out", "{out}/statistics/county-2020.parquet"], "cannot be written"),
    ],
)
def test_bad_input_is_one_line(words: list[str], said: str, out: Path) -> None:
    status, shown, wrong = run(*(word.replace("{out}", str(out)) for word in words))
    assert (status, shown, wrong.count("\n")) == (1, "", 1)
    assert said in wrong


# -- the page ---------------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_and_draws_every_chart(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs a browser: apt-get install chromium fonts-noto-cjk")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -r requirements.lock")
    said = {
        2020: "旅游收入3.2亿元，增长7.5%，标题“</script><script>window.ran=1</script>”",
        2021: "旅游收入3.5亿元，增长9.4%。2022年，旅游收入要达到3.9亿元",
        2022: "旅游收入由2021年的3.7亿元增加到3.9亿元。2023年，旅游收入要达到4.2亿元",
    }
    out = tables_of(said, tmp_path)
    assert run("--tables", out)[0] == 0
    file = out / "series" / "series.html"
    requests: list[str] = []
    wrong: list[str] = []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("request", lambda request: requests.append(request.url))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_function("document.querySelectorAll('figure svg').length === 2")
        captions = page.locator("figcaption").all_inner_texts()
        marks = [figure.locator(".mark-symbol path").count() for figure in page.locator("figure").all()]
        rules = [figure.locator(".mark-rule.role-mark line").count() for figure in page.locator("figure").all()]
        page.fill("#find", "growth")
        shown = [figure.is_visible() for figure in page.locator("figure").all()]
        told = page.inner_text("#count")
        ran = page.evaluate("window.ran")
        browser.close()
    assert (requests, wrong, ran) == ([file.as_uri()], [], None)
    assert [caption.split("\n") for caption in captions] == [
        ["旅游收入", "level · 亿元 · 4 periods"],
        ["旅游收入", "growth · against 上年 · % · 2 periods"],
    ]
    assert marks == [6, 2]  # three results, two targets, and the other mention of 2021
    assert rules == [3, 1]
    assert (shown, told) == ([False, True], "1 of 2 charts")
