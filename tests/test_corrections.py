"""What an analyst decided: applied on every run, marked, and reported where it no longer fits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from report_extract import extract, load_patterns, read_table
from report_extract.cli import app
from report_extract.corrections import Corrections, Drop, apply, load_corrections
from report_extract.model import Extraction, Report, ReportError

RAW = (
    "南屿水务局2021年工作总结\n2021年，南屿新建泵站12座，投入资金3.5亿元，惠及农户8600余户。\n"
    "4月8日，水务局在码头举办护河日活动。\n全局荣获“护河先锋”称号，编号6012。\n"
)
SIGNED = 'who = "Lin"\nwhen = 2022-05-06\nwhy = "read again"\n'
RULES = load_patterns()


def entry(kind: str, text: str, rest: str, table: str = "statistics", start: int | None = None) -> str:
    at = RAW.index(text) if start is None else start
    return f'[[{kind}]]\ntable = "{table}"\nstart = {at}\ntext = "{text}"\n{rest}\n{SIGNED}'


def corrections(folder: Path, *entries: str) -> Corrections:
    file = folder / "corrections" / "nanyu.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(entries), encoding="utf-8")
    found = load_corrections(file, RULES)
    assert found is not None
    return found


def run(folder: Path, *entries: str) -> Extraction:
    return extract(Report("nanyu", RAW), RULES, corrections=corrections(folder, *entries) if entries else None)


def row(out: Extraction, text: str, table: str = "statistics") -> object:
    at = RAW.index(text)
    (found,) = [r for name, r in out.records() if (name, r.raw_start, r.raw_end) == (table, at, at + len(text))]
    return found


def values(row: object, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("12座", 'indicator = "泵站"', {"indicator": "泵站", "value": 12.0}),
        ("12座", "value = 13", {"value": 13.0, "value_exact": Decimal(13), "lower": None}),
        ("12座", "value = 0.1", {"value": 0.1, "value_exact": Decimal("0.1")}),
        ("8600余户", "value = 8700", {"value": 8700.0, "qualifier": "over", "lower": 8700.0, "upper": None}),
        ("8600余户", "value = -8700", {"lower": None, "upper": -8700.0}),
        ("12座", 'qualifier = "nearly"', {"lower": None, "upper": 12.0}),
        ("12座", 'qualifier = "range"\nset.lower = 10\nset.upper = 15', {"lower": 10.0, "upper": 15.0}),
        ("3.5亿元", 'unit = "人"', {"unit": "人", "dimension": "person"}),
        ("3.5亿元", 'unit = "箩"', {"unit": "箩", "dimension": "other"}),
        (
            "12座",
            'period_start = 2020-01-01\nset.status = "target"',
            {"period_start": date(2020, 1, 1), "status": "target"},
        ),
        ("12座", 'period_end = ""', {"period_end": None}),
    ],
)
def test_change_a_field(tmp_path: Path, text: str, fields: str, expected: dict[str, object]) -> None:
    before = row(run(tmp_path), text)
    after = run(tmp_path, entry("change", text, f"set.{fields}"))
    changed = row(after, text)
    assert values(changed, *expected) == expected
    assert values(changed, "corrected", "confidence", "record_id") == {
        "corrected": True,
        "confidence": 1.0,
        "record_id": before.record_id,  # type: ignore[attr-defined]
    }
    assert after.warnings == []


def test_a_change_leaves_the_other_rows_alone(tmp_path: Path) -> None:
    before, after = run(tmp_path), run(tmp_path, entry("change", "12座", "set.value = 13"))
    others = [r for _, r in before.records() if r.raw_start != RAW.index("12座")]
    assert [r for _, r in after.records() if not r.corrected] == others


def test_drop_a_row_and_its_numeral(tmp_path: Path) -> None:
    out = run(tmp_path, entry("drop", "12座", 'role = "identifier"'))
    assert RAW.index("12座") not in [r.raw_start for r in out.statistics]
    (numeral,) = [n for n in out.numerals if n.text == "12"]
    assert (numeral.role, numeral.reason) == ("identifier", "dropped by Lin: read again")
    assert out.warnings == []


def test_add_a_statistic(tmp_path: Path) -> None:
    fields = 'set = { indicator = "编号", value = 6012, unit = "" }'
    added = row(run(tmp_path, entry("add", "编号6012", fields)), "编号6012")
    assert values(added, "indicator", "value", "rule", "corrected", "figure_text", "period_start", "quote") == {
        "indicator": "编号",
        "value": 6012.0,
        "rule": "correction",
        "corrected": True,
        "figure_text": "编号6012",
        "period_start": date(2021, 1, 1),
        "quote": "全局荣获“护河先锋”称号，编号6012。",
    }


def test_the_numeral_of_an_added_statistic_is_one(tmp_path: Path) -> None:
    fields = 'set = { indicator = "编号", value = 6012, unit = "" }'
    out = run(tmp_path, entry("drop", "6012", ""), entry("add", "编号6012", fields))
    (numeral,) = [n for n in out.numerals if n.text == "6012"]
    assert numeral.role == "statistic"
    assert row(out, "编号6012").record_id in numeral.record_ids  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("table", "text", "fields", "expected"),
    [
        (
            "awards",
            "编号",
            'award = "编号奖"\nset.recipients = ["甲", "乙"]',
            {"recipients": ["甲", "乙"], "year": 2021},
        ),
        (
            "events",
            "码头",
            'name = "开船"\nset.date_start = 2021-04-09',
            {"name": "开船", "date_start": date(2021, 4, 9)},
        ),
    ],
)
def test_add_to_the_other_tables(
    tmp_path: Path, table: str, text: str, fields: str, expected: dict[str, object]
) -> None:
    added = row(run(tmp_path, entry("add", text, f"set.{fields}", table)), text, table)
    assert values(added, *expected) == expected


def test_a_row_added_on_a_taken_anchor_has_an_id_of_its_own(tmp_path: Path) -> None:
    fields = 'set = { indicator = "泵房", value = 12, unit = "座" }'
    at = RAW.index("12座")
    before = [r.record_id for r in run(tmp_path).statistics if r.raw_start == at]
    after = [r.record_id for r in run(tmp_path, entry("add", "12座", fields)).statistics if r.raw_start == at]
    assert after[:-1] == before
    assert len(set(after)) == len(before) + 1


@pytest.mark.parametrize(
    ("choice", "changed", "warning"),
    [("row = 2\n", [None, 13.0], ""), ("row = 1\n", [13.0, None], ""), ("", [None, None], "say which with row =")],
)
def test_rows_on_one_anchor_are_told_apart_by_number(
    tmp_path: Path, choice: str, changed: list[float | None], warning: str
) -> None:
    out = run(tmp_path)
    (one,) = [r for r in out.statistics if r.raw_start == RAW.index("12座")]
    out.statistics.insert(out.statistics.index(one), replace(one, record_id="twin"))
    apply(out, corrections(tmp_path, entry("change", "12座", f"{choice}set.value = 13")), RULES)
    twins = [r for r in out.statistics if r.raw_start == one.raw_start]
    assert [r.value if r.corrected else None for r in twins] == changed
    assert warning in "".join(out.warnings)
    assert bool(warning) == bool(out.warnings)


@pytest.mark.parametrize(
    ("decision", "warning"),
    [
        (
            entry("change", "12座", "set.value = 13", start=3),
            f"nanyu.toml:1: not applied: at 3 stands '务局2', not '12座'; it stands at {RAW.index('12座')}",
        ),
        (entry("drop", "99座", "", start=3), "not '99座'; the report no longer has it"),
        (entry("drop", "12座", "", start=100_000), "at 100000 stands 'the end', not '12座'"),
        (entry("drop", "投入", ""), f"no row of statistics stands on '投入' at {RAW.index('投入')} any more"),
        (entry("drop", "12座", "", "awards"), "no row of awards stands on '12座'"),
        (entry("drop", "12座", "row = 3"), f"'12座' at {RAW.index('12座')} has 1 rows of statistics, not 3"),
        (entry("change", "12座", "set.value = 12"), "changes nothing: the row on '12座' says so by now; remove it"),
        (entry("add", "99座", 'set = { indicator = "站", value = 9, unit = "座" }', start=3), "not '99座'"),
        (
            entry("add", "\\n", 'set = { indicator = "站", value = 9, unit = "座" }', start=RAW.index("\n")),
            "the repaired text has nothing of",
        ),
    ],
)
def test_a_decision_that_does_not_fit_is_reported(tmp_path: Path, decision: str, warning: str) -> None:
    out = run(tmp_path, decision)
    assert len(out.warnings) == 1
    assert warning in out.warnings[0]
    assert out.warnings[0].startswith("corrections/nanyu.toml:")
    if "changes nothing" not in warning:
        assert [r for _, r in out.records()] == [r for _, r in run(tmp_path).records()]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[change]\n", r"nanyu.toml: not TOML: .*line 1"),
        (
            "\n" + entry("change", "12座", "set.valu = 13"),
            r":2: key 'change': 'valu': Extra inputs.*; statistics has indicator,",
        ),
        (entry("change", "12座", 'set.measure = "size"'), r":1: key 'change': 'measure': Input should be 'level'"),
        (entry("change", "12座", 'set.value = "many"'), r"'value': Input should be a valid decimal"),
        (entry("change", "12座", "set.value = 0.1234567891"), r"'value': Decimal input should have no more than 9"),
        (entry("change", "12座", ""), r":1: key 'change.set': Field required"),
        (entry("add", "12座", "set.value = 13"), r"a row to add to statistics needs indicator, unit"),
        (
            entry("change", "12座", 'set.unit = "公里"') + entry("change", "12座", 'set.unit = "万人"'),
            r"toml:9: unit '万人': give value and unit in the base unit, '人'",
        ),
        (entry("drop", "12座", "").replace("why", "because"), r":1: key 'drop.why': Field required"),
        (entry("drop", "12座", "", "numerals"), r"key 'drop.table': Input should be 'statistics'"),
        ("[[drops]]\n", r"nanyu.toml: key 'drops': Extra inputs are not permitted"),
        ("change = 3\n", r"nanyu.toml: key 'change': Input should be a valid list"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReportError, match=message) as error:
        corrections(tmp_path, text)
    assert "\n" not in str(error.value)


def test_a_unit_with_a_multiplier_is_refused(tmp_path: Path) -> None:
    form = next(form for form, unit in RULES.units.forms.items() if unit.name != form)
    with pytest.raises(ReportError, match=f"unit '{form}': give value and unit in the base unit"):
        corrections(tmp_path, entry("change", "12座", f'set.unit = "{form}"'))


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(ReportError, match="not UTF-8 at byte 0"):
        load_corrections(tmp_path / "x.toml", RULES)


def test_no_file_no_corrections(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "x.toml", RULES) is None


@given(st.integers(0, len(RAW)), st.text(min_size=1, max_size=4))
def test_any_anchor_is_applied_or_reported(start: int, text: str) -> None:
    drop = Drop(table="statistics", start=start, text=text, who="Lin", when=date(2022, 5, 6), why="none")
    out = extract(Report("nanyu", RAW), RULES, corrections=Corrections(Path("c/nanyu.toml"), drops=((1, drop),)))
    whole = extract(Report("nanyu", RAW), RULES)
    assert len(out.warnings) == (len(out.statistics) == len(whole.statistics))


def test_every_run_applies_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nanyu.txt").write_text(RAW, encoding="utf-8")
    command = ["extract", "nanyu.txt", "--out", "out"]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert not read_table("statistics", "out")["corrected"].any()
    corrections(tmp_path, entry("change", "12座", "set.value = 13"), entry("drop", "99座", "", start=0))
    # The file alone makes the report a changed one.
    assert CliRunner().invoke(app, command).exit_code == 0
    statistics = read_table("statistics", "out")
    assert statistics.loc[statistics["corrected"], "value"].tolist() == [13.0]
    assert "not applied" in read_table("reports", "out")["warnings"][0][0]
    (tmp_path / "corrections" / "beiyu.toml").write_text("", encoding="utf-8")
    named = CliRunner().invoke(app, command)
    assert "beiyu: in corrections/, but no report of that name is in the tables" in named.output
    assert "nanyu: in corrections/" not in named.output
    (tmp_path / "corrections" / "nanyu.toml").write_text("[[drop]]\n", encoding="utf-8")
    failed = CliRunner().invoke(app, command)
    assert failed.exit_code == 1
    assert "nanyu.toml:1: key 'drop.table'" in failed.output


def test_the_example_in_the_docs_is_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "corrections.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    (tmp_path / "x.toml").write_text(example, encoding="utf-8")
    read = load_corrections(tmp_path / "x.toml", RULES)
    assert read is not None
    assert (len(read.changes), len(read.drops), len(read.adds)) == (1, 1, 1)
