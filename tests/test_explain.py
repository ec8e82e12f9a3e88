"""explain: every stage of a figure's way, and the reason where a numeral is no record."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from report_extract.cli import app
from report_extract.explain import Explainer
from report_extract.model import Report
from report_extract.patterns import load_patterns
from report_extract.pipeline import extract
from report_extract.sources import read_report

PATTERNS = load_patterns()
SHARED = Path(__file__).parents[2] / "shared" / "reports"
TEXT = (
    "二、服务职工\n\n"
    "2023年，县总工会走访慰问困难职工近１ 200\n人次、金额35万元。图书室藏书达到2.4万册，比上年增长5.1%。\n"
    "6月18日，县总工会在文化广场举办第三届职工歌咏比赛，6个单位获评县工人先锋号。12351服务热线全年畅通，统一受理来电。\n"
)
OWN = [*sorted((Path(__file__).parents[1] / "data/raw").glob("*.txt"))]
OWN += sorted((Path(__file__).parent / "golden/reports").glob("*.txt"))


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    return Explainer(Report("brief-2023", TEXT), PATTERNS)


def said(explainer: Explainer, figure: str) -> str:
    return str(explainer.at(explainer.find(figure)[0]))


def lines(text: str, label: str) -> list[str]:
    """The lines under a label, without it."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        head = line[:12].strip()
        inside = head == label or (inside and not head)
        if inside:
            found.append(line[12:].strip())
    return found


def test_figure_from_raw_text_to_record(explainer: Explainer) -> None:
    text = said(explainer, "近1200人次")
    assert "【近１ 200⏎人次】" in lines(text, "raw")[0]
    assert "【近1200人次】" in lines(text, "repaired")[0]
    assert [line.split(":")[0] for line in lines(text, "repairs")] == ["full_width", "line_join", "space"]
    assert "困难职工/noun 近1200人次/figure" in lines(text, "clause")[0]
    assert "近1200人次: 1200 人次 (person_time), nearly, upper 1200" in lines(text, "mentions")
    assert lines(text, "frame")[0].startswith("START HEAD QUANTITY")
    assert lines(text, "rule")[0].startswith("noun-figure (constructions.toml:")
    assert "to-figure" in lines(text, "rule")[1]
    record = dict(line.split(maxsplit=1) for line in lines(text, "record")[1:])
    assert (record["value"], record["unit"], record["qualifier"], record["status"]) == (
        "1200",
        "人次",
        "nearly",
        "actual",
    )
    assert lines(text, "period") == ["2023-01-01 to 2023-12-31: 2023年 in its sentence"]


def test_every_field_of_the_record_is_shown(explainer: Explainer) -> None:
    row = extract(Report("brief-2023", TEXT), PATTERNS).statistics[0]
    record = dict(line.split(maxsplit=1) for line in lines(str(explainer.at(row.raw_start)), "record")[1:])
    for name in (
        "indicator",
        "measure",
        "value",
        "unit",
        "dimension",
        "qualifier",
        "status",
        "figure_text",
        "record_id",
    ):
        assert record[name] == (f"{row.value:.0f}" if name == "value" else str(getattr(row, name)))


def test_what_lowered_the_confidence(explainer: Explainer) -> None:
    text = said(explainer, "5.1%")
    given, *reasons = lines(text, "confidence")
    assert "rise gives 0.97" in given
    assert float(given.split(";")[0]) < 0.95
    assert any("carried from another clause" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("figure", "role", "reason", "judge"),
    [
        ("12351", "identifier", "a hotline's number", "hotline (roles.toml:"),
        ("三", "ordinal", "an ordinal (第N)", "ordinal (roles.toml:"),
        ("2023", "date", "part of the date 2023年", "year (dates.toml:"),
        ("二", "heading", "", "heading-number (roles.toml:"),
    ],
)
def test_why_a_numeral_is_no_record(explainer: Explainer, figure: str, role: str, reason: str, judge: str) -> None:
    text = said(explainer, figure)
    assert lines(text, "numeral") == [f"{figure}: {role}"]
    why = lines(text, "no record")
    assert reason in why[0]
    assert judge in why[1]
    assert lines(text, "record") == []


def test_numeral_inside_a_word(explainer: Explainer) -> None:
    text = str(explainer.at(TEXT.index("统一") + 1))
    assert lines(text, "numeral") == ["no numeral: inside the word 统一"]


def test_place_without_a_numeral_names_the_nearest(explainer: Explainer) -> None:
    text = str(explainer.at(TEXT.index("金额")))
    assert lines(text, "numeral") == [f"no numeral stands here; the nearest is 35万 at {TEXT.index('35万')}"]


def test_dropped_place(explainer: Explainer) -> None:
    text = str(explainer.at(TEXT.index("\n\n") + 1))
    assert lines(text, "repaired") == ["(nothing: a repair dropped these characters)"]


def test_event_and_award(explainer: Explainer) -> None:
    event = said(explainer, "6月18日")
    assert lines(event, "record")[0] == "events"
    assert any(line.split() == ["date_start", "2023-06-18"] for line in lines(event, "record"))
    assert lines(event, "made by")[0].startswith("dated-clause (events.toml:")
    award = said(explainer, "6个")
    assert "vanguard (awards.toml:" in award
    assert ["award", "县工人先锋号"] in [line.split() for line in award.splitlines()]


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.stem)
def test_every_numeral_is_explained(file: Path) -> None:
    """Each numeral's explanation ends in a record, or in a role with the rule or stage that gave it."""
    explainer = Explainer(read_report(file), PATTERNS)
    assert len(explainer.out.numerals) > 20
    for numeral in explainer.out.numerals:
        text = str(explainer.at(numeral.raw_start))
        assert lines(text, "numeral")[0].endswith(numeral.role)
        assert bool(lines(text, "record")) == bool(numeral.record_ids), text
        if not numeral.record_ids:
            assert lines(text, "no record")[1].startswith("said by "), text


def test_trace_changes_nothing() -> None:
    report = Report("brief-2023", TEXT)
    assert Explainer(report, PATTERNS).out.statistics == extract(report, PATTERNS).statistics


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the reports in ../shared/reports")
def test_answers_in_under_a_second() -> None:
    file = max(SHARED.rglob("*.txt"), key=lambda path: path.stat().st_size)
    began = time.perf_counter()
    explainer = Explainer(read_report(file), PATTERNS)
    str(explainer.at(explainer.out.numerals[-1].raw_start))
    assert time.perf_counter() - began < 1.0


def test_command(tmp_path: Path) -> None:
    file = tmp_path / "brief-2023.txt"
    file.write_bytes(TEXT.encode())
    shown = CliRunner().invoke(app, ["explain", str(file), "--figure", "35万元"])
    assert shown.exit_code == 0
    assert "【35万元】" in shown.output
    listed = CliRunner().invoke(app, ["explain", str(file)])
    assert listed.exit_code == 0
    assert f"{TEXT.index('35万')}  35万" in listed.output
    assert "a hotline's number" in listed.output


SIGNED = 'who = "Lin"\nwhen = 2024-05-06\nwhy = "read again"\n'


def entry(kind: str, text: str, rest: str = "", start: int | None = None) -> str:
    at = TEXT.index(text) if start is None else start
    return f'[[{kind}]]\ntable = "statistics"\nstart = {at}\ntext = "{text}"\n{rest}\n{SIGNED}'


def corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *entries: str) -> Path:
    """The report, and a folder `corrections` where the command runs."""
    (tmp_path / "brief-2023.txt").write_text(TEXT, "utf-8")
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "brief-2023.toml").write_text("\n".join(entries), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "brief-2023.txt"


def shown(file: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["explain", str(file), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_changed_row_is_shown_as_a_run_gives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = corrected(tmp_path, monkeypatch, entry("change", "35万元", 'set = { indicator = "救助金", value = 36000 }'))
    text = shown(file, "--figure", "35万元")
    record = dict(line.split(maxsplit=1) for line in lines(text, "record")[1:])
    assert (record["indicator"], record["value"], record["corrected"]) == ("救助金", "36000", "True")
    who, *fields = lines(text, "correction")
    assert who == "changed by Lin on 2024-05-06: read again (corrections/brief-2023.toml:1)"
    changes = {name: (old, new) for name, old, _, new in (line.split() for line in fields)}
    assert changes["value"] == changes["value_exact"] == ("350000", "36000")
    assert changes["indicator"][1] == "救助金"
    assert changes.keys() == {"value", "value_exact", "indicator"}
    assert lines(text, "confidence") == ["1.00: an analyst decided"]
    assert lines(text, "period"), "the period is still the rules'"
    assert "correction" not in shown(file, "--figure", "2.4万册")


def test_changed_period_is_an_analysts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = corrected(tmp_path, monkeypatch, entry("change", "35万元", "set = { period_start = 2022-01-01 }"))
    text = shown(file, "--figure", "35万元")
    assert "period_start   2023-01-01 → 2022-01-01" in lines(text, "correction")
    assert lines(text, "period") == []


def test_dropped_row_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = corrected(tmp_path, monkeypatch, entry("drop", "2.4万册", 'role = "label"'))
    text = shown(file, "--figure", "2.4万册")
    assert lines(text, "record") == []
    assert lines(text, "dropped row")[0] == "statistics"
    assert lines(text, "correction") == ["dropped by Lin on 2024-05-06: read again (corrections/brief-2023.toml:1)"]
    assert lines(text, "no record")[1] == "said by a correction (corrections/brief-2023.toml:1)"
    assert "dropped by Lin: read again" in shown(file)


def test_added_row_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added = entry("add", "12351", 'set = { indicator = "热线号码", value = 12351, unit = "个" }')
    text = shown(corrected(tmp_path, monkeypatch, added), "--figure", "12351")
    assert lines(text, "correction") == ["added by Lin on 2024-05-06: read again (corrections/brief-2023.toml:1)"]
    assert lines(text, "record")[0] == "statistics"
    assert lines(text, "period") == []


def test_correction_that_does_not_fit_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = TEXT.index("35万元")
    file = corrected(tmp_path, monkeypatch, entry("change", "36万元", "set = { value = 36000 }", at))
    (warning,) = lines(shown(file, "--figure", "35万元"), "warning")
    assert warning.startswith("corrections/brief-2023.toml:1: not applied: at ")
    assert "warning" not in shown(file, "--figure", "2.4万册")


def test_bad_corrections_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = corrected(tmp_path, monkeypatch, entry("change", "35万元"))
    result = CliRunner().invoke(app, ["explain", str(file)])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "brief-2023.toml:1: key 'change.set'" in result.output


def test_command_names_further_places(tmp_path: Path) -> None:
    file = tmp_path / "brief-2023.txt"
    file.write_text("新建凉亭12座。新修水渠12条。", "utf-8")
    shown = CliRunner().invoke(app, ["explain", str(file), "--figure", "12"])
    assert "It stands at 12 as well" in shown.output


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--at", "99999"], "no offset 99999 in it; its text runs from 0 to"),
        (["--at", "-1"], "no offset -1 in it"),
        (["--figure", "八百万"], "no '八百万' in it"),
        (["--figure", ""], "no '' in it"),
        (["--at", "1", "--figure", "35万"], "give one of them"),
        (["--patterns", "nowhere"], "nowhere: no such pattern folder"),
    ],
)
def test_bad_place_is_one_line(tmp_path: Path, options: list[str], says: str) -> None:
    file = tmp_path / "brief-2023.txt"
    file.write_text(TEXT, "utf-8")
    result = CliRunner().invoke(app, ["explain", str(file), *options])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert says in result.output


def test_missing_report_is_one_line() -> None:
    result = CliRunner().invoke(app, ["explain", "nowhere.txt", "--at", "1"])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "nowhere.txt: no such file" in result.output
