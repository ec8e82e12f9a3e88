"""Known totals: their files, their precision, and whether `check` notices a changed one."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from report_extract import check, extract, load_patterns, read_report, to_tables, write_tables
from report_extract.checks.known import compare_totals
from report_extract.checks.rows import Row, load_rows
from report_extract.cli import app
from report_extract.mentions.scan import number_grammar
from report_extract.totals import TotalsError, last_digit, load_totals, read_totals
from report_extract.totals_csv import totals_from_csv, write_totals

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
RULES = load_patterns()
GRAMMAR = number_grammar(RULES)
TOTALS = {file.report_id: file for file in load_totals(ROOT / "data" / "totals", RULES)}
SOURCES = {
    "linjiang-union-2023": ROOT / "data" / "raw" / "linjiang-union-2023.txt",
    "chongqing-union-2022": SHARED / "reports" / "chongqing-union-2022.txt",
}
TABLE = '[[total]]\nindicator = ["书屋"]\nvalue = "320"\nunit = "家"\n'


def extracted(path: Path, out: Path) -> None:
    report = read_report(path, path.parent)
    write_tables(to_tables(extract(report, RULES), RULES.sha256), out, report.report_id)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables")
    for path in SOURCES.values():
        if path.exists():
            extracted(path, out)
    return out


@pytest.fixture(scope="module")
def rows(tables: Path) -> list[Row]:
    return load_rows(tables, GRAMMAR)


def of_report(report_id: str) -> str:
    if not SOURCES[report_id].exists():
        pytest.skip(f"there is no {SOURCES[report_id].name} here: it stands in ../shared")
    return report_id


# -- the project's own totals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("report_id", SOURCES)
def test_known_totals_agree(report_id: str, rows: list[Row]) -> None:
    found = compare_totals([TOTALS[of_report(report_id)]], rows, {report_id: "ok"}, RULES.checks.near)
    assert [f"{one.source}: {one.subject} {one.expected}: {one.message}" for one in found if one.severity != "ok"] == []


def bumped(value: str, by: int) -> str:
    """A value with its last printed digit one up or down: 133.32万 → 133.33万."""
    digits = list(re.finditer(r"-?\d+(?:\.\d+)?", value))[-1]
    number = Decimal(digits[0])
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return f"{value[: digits.start()]}{number + by * step}{value[digits.end() :]}"


CASES = [(report_id, n) for report_id, file in TOTALS.items() for n in range(len(file.totals))]


@pytest.mark.parametrize(("report_id", "n"), CASES, ids=[f"{report_id}-{n}" for report_id, n in CASES])
def test_a_total_changed_by_one_unit_is_noticed(report_id: str, n: int, rows: list[Row], tmp_path: Path) -> None:
    known = TOTALS[of_report(report_id)]
    for by in (1, -1):
        table = known.path.read_text(encoding="utf-8").split("[[total]]")[n + 1]
        value = known.totals[n].spec.value
        assert f'"{value}"' in table
        changed = tmp_path / known.path.name
        changed.write_text("[[total]]" + table.replace(f'"{value}"', f'"{bumped(value, by)}"', 1), encoding="utf-8")
        totals = (*known.totals[:n], *read_totals(changed, RULES).totals, *known.totals[n + 1 :])
        file = replace(known, totals=totals)
        findings = compare_totals([file], rows, {report_id: "ok"}, RULES.checks.near)
        assert findings[n].severity == "error", f"{bumped(value, by)} for {value}: {findings[n]}"


# -- the command ------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Tables of a report of three figures, and its totals."""
    text = "2023年，全市新建社区书屋320家，培训管理员1.25万人次，借阅量比上年增长6.4%。\n"
    (tmp_path / "reading-2023.txt").write_text("某市图书馆2023年工作报告\n\n" + text, encoding="utf-8")
    extracted(tmp_path / "reading-2023.txt", tmp_path / "out")
    (tmp_path / "totals").mkdir()
    return tmp_path


def run(small: Path, *more: str) -> tuple[int, str]:
    args = ["check", "--tables", str(small / "out"), "--totals", str(small / "totals"), *more]
    result = CliRunner().invoke(app, args)
    return result.exit_code, result.output


def put(small: Path, text: str, name: str = "reading-2023.toml") -> None:
    (small / "totals" / name).write_text(text, encoding="utf-8")


def test_check_agrees(small: Path) -> None:
    put(small, TABLE)
    code, output = run(small, "--json", str(small / "f.json"))
    assert code == 0
    assert "1 known totals agree, 0 differ, 0 missing" in output
    assert '"severity": "ok"' in (small / "f.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (TABLE.replace("320", "321"), "differs: the nearest row says 320家"),
        (TABLE.replace("书屋", "博物馆"), "missing: the row with this value is called"),
        (TABLE.replace("家", "个"), "missing: the row with this value has unit 家"),
        (TABLE + "period = [2022-01-01, 2022-12-31]\n", "missing: the row with this value has period 2023"),
        (TABLE + 'measure = "growth"\n', "missing: the row with this value has measure level"),
        (TABLE + 'indicator_not = ["社区"]\n', "missing: the row with this value is called"),
        (TABLE + TABLE, "differs: its only row serves another total, line 1"),
        (TABLE.replace("320", "4.5万"), "differs"),
    ],
)
def test_check_differs(small: Path, total: str, said: str) -> None:
    put(small, total)
    code, output = run(small)
    assert code == 1
    assert said in output.replace("\n", "")


@pytest.mark.parametrize(
    ("value", "tolerance", "code"),
    [
        ("1.25万", None, 0),
        ("12549", None, 1),
        ("12549", '"printed"', 0),
        ("12551", '"printed"', 1),
        ("12601", '"printed"', 1),
        ("12670", '"1%"', 0),
        ("12690", '"1%"', 1),
        ("1.3万", '"0.05万"', 0),
        ("1.3万", "500", 0),
        ("1.3万", "499", 1),
    ],
)
def test_tolerance(small: Path, value: str, tolerance: str | None, code: int) -> None:
    given = f"tolerance = {tolerance}\n" if tolerance else ""
    put(small, f'[[total]]\nindicator = ["管理员"]\nvalue = "{value}"\nunit = "人次"\n{given}')
    assert run(small)[0] == code


def test_terms_near_the_figure_are_second_choice_and_said(small: Path) -> None:
    put(small, TABLE.replace('["书屋"]', '["新建", "书屋", "管理员"]'))
    findings = check(small / "out", small / "totals")
    assert [(one.severity, "near the figure" in one.message) for one in findings] == [("ok", True)]


def test_either_term(small: Path) -> None:
    put(small, TABLE.replace("书屋", "书店|书屋"))
    assert run(small)[0] == 0


def test_totals_of_other_reports_are_named_and_skipped(small: Path) -> None:
    put(small, TABLE)
    put(small, TABLE, "elsewhere-2020.toml")
    code, output = run(small)
    assert code == 0
    assert "elsewhere-2020" in output
    assert "1 known totals not compared: the report was not extracted" in output.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (TABLE.replace('value = "320"\n', ""), 1, "key 'value': Field required"),
        (TABLE.replace("320", "近320"), 3, "key 'value': '近320' is no plain number"),
        (TABLE.replace("320", "三百二"), None, None),
        (TABLE.replace('["书屋"]', "[]"), 2, "key 'indicator'"),
        (TABLE.replace('["书屋"]', '["书屋|"]'), 2, "an empty term fits every row"),
        (TABLE + "period = [2023-12-31, 2023-01-01]\n", 5, "the period ends before it begins"),
        (TABLE + 'periode = "2023"\n', 5, "key 'periode': Extra inputs"),
        (TABLE + 'measure = "rate"\n', 5, "key 'measure'"),
        (TABLE + 'tolerance = "a lot"\n', 5, "'a lot' is no tolerance"),
        (TABLE + 'tolerance = "-1"\n', 5, "a tolerance is not negative"),
        (TABLE + "\n# next\n" + TABLE.replace('"320"', "true"), 9, "key 'value'"),
        ('title = "x"\n' + TABLE, 1, "key 'title': unknown"),
        (TABLE.replace("[[total]]", "[total]"), 1, "write [[total]]"),
        ("[[total]\n", None, "not TOML"),
    ],
)
def test_bad_totals_files_name_file_line_and_key(small: Path, text: str, line: int | None, said: str | None) -> None:
    put(small, text)
    path = small / "totals" / "reading-2023.toml"
    if said is None:
        assert read_totals(path, RULES).totals[0].value == Decimal(320)
        return
    code, output = run(small)
    assert code == 1
    assert str(path) + (f":{line}: " if line else ": ") in output
    assert said in output
    assert output.count("\n") == 1


def test_no_folder_of_totals(small: Path) -> None:
    code, output = CliRunner().invoke(app, ["check", "--tables", str(small / "out"), "--totals", "none"]), ""
    assert code.exit_code == 1
    assert "none: no such folder of known totals" in code.output + output


def test_no_tables(small: Path) -> None:
    put(small, TABLE)
    result = CliRunner().invoke(app, ["check", "--tables", str(small / "no"), "--totals", str(small / "totals")])
    assert result.exit_code == 1
    assert "no tables here" in result.output


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("133.32万", "100"), ("1,280", "1"), ("40万", "10000"), ("-3.2", "0.1"), ("12亿3400万", "10000"),
        ("3100余万", "10000"), ("1.0", "0.1"), ("六", "1"), ("一千四百万", "1000000"), ("一点五", "0.1"),
        ("百分之四十", "10"),
    ],
)  # fmt: skip
def test_last_digit(text: str, step: str) -> None:
    assert last_digit(text, GRAMMAR.find(text)[0], GRAMMAR) == Decimal(step)


# -- totals from tables -----------------------------------------------------------------------------------------

CSV = 'province,year,gdp,note\n广东,2025,"1,234.5",\n上海,2025年,,\n北京,2025,52.7,x\n'


def from_csv(
    tmp_path: Path, text: str, column: str = "gdp=生产总值|经济总量-人均:亿元", pattern: str = ""
) -> dict[str, str]:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    return totals_from_csv(tmp_path / "t.csv", [column], pattern or "{province:roman}-gwr-{year+1}", RULES)


def test_totals_from_csv(tmp_path: Path) -> None:
    out = tmp_path / "totals"
    made = from_csv(tmp_path, CSV)
    assert list(made) == ["guangdong-gwr-2026", "beijing-gwr-2026"]
    write_totals(made, out, RULES)
    write_totals(made, out, RULES)
    file = read_totals(out / "guangdong-gwr-2026.toml", RULES)
    assert [(t.value, t.unit, t.as_printed) for t in file.totals] == [(Decimal("123450000000"), "元", True)]
    assert file.totals[0].spec.indicator == ("生产总值|经济总量",)
    assert file.totals[0].spec.indicator_not == ("人均",)
    assert file.totals[0].spec.source == "t.csv, line 2"
    write_totals(from_csv(tmp_path, CSV, "gdp=生产总值:万亿元"), out, RULES)
    assert len(read_totals(out / "guangdong-gwr-2026.toml", RULES).totals) == 2


def test_a_first_column_without_name_is_the_year(tmp_path: Path) -> None:
    made = from_csv(tmp_path, ",速度\n1998年,-4.13172204495\n", "速度=财政收入:%:growth", "gwr-{year+1}")
    write_totals(made, tmp_path / "o", RULES)
    total = read_totals(tmp_path / "o" / "gwr-1999.toml", RULES).totals[0]
    assert (total.value, total.unit, total.spec.measure) == (Decimal("-4.13172204495"), "%", "growth")
    assert str(total.spec.period and total.spec.period[1]) == "1998-12-31"


@pytest.mark.parametrize(
    ("text", "column", "pattern", "said"),
    [
        (CSV, "gdp", "", "write COLUMN=TERM+TERM-NOT:UNIT[:MEASURE]"),
        (CSV, "gdp=生产总值", "", "write COLUMN=TERM+TERM-NOT:UNIT[:MEASURE]"),
        (CSV, "gdp=生产总值:亿元:rate", "", "'rate' is no measure"),
        (CSV, "gnp=生产总值:亿元", "", "t.csv:1: no column 'gnp'; its columns are province, year, gdp, note"),
        (CSV, "note=x:亿元", "", "t.csv:4: column 'note': 'x' is no number"),
        (CSV, "gdp=x:亿元", "{town}", "no column 'town'"),
        (CSV, "gdp=x:亿元", "{province+1}", "t.csv:2: column 'province': '广东' is no year"),
        (CSV, "gdp=x:亿元", "a/{year}", "which is no report's name"),
        (CSV.replace("广东", "粤"), "gdp=x:亿元", "", "no spelling of '粤'; add it to [romanised]"),
        (CSV + "天津,2025\n", "gdp=x:亿元", "", "t.csv:5: 2 cells under 4 columns"),
        ("year,gdp\n2020,\n", "gdp=x:亿元", "{year}", "t.csv: no figure in the columns named"),
        ("", "gdp=x:亿元", "", "t.csv:1: no table"),
        (CSV.replace("52.7", "nan"), "gdp=x:亿元", "", "'nan' is no number"),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, column: str, pattern: str, said: str) -> None:
    with pytest.raises(TotalsError) as caught:
        from_csv(tmp_path, text, column, pattern)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_from_csv_command(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("年度,gdp\n".encode("gb18030"))
    args = ["totals", "from-csv", str(tmp_path / "t.csv"), "--column", "gdp=生产总值:亿元", "--report-pattern", "x"]
    result = CliRunner().invoke(app, [*args, "--out", str(tmp_path / "o")])
    assert result.exit_code == 1
    assert "not UTF-8 at byte" in result.output
    (tmp_path / "t.csv").write_text("year,gdp\n2020,3.5\n", encoding="utf-8")
    assert CliRunner().invoke(app, [*args, "--out", str(tmp_path / "o")]).exit_code == 0
    assert (tmp_path / "o" / "x.toml").exists()
