"""Every rule of the pattern files against its own examples, and what is said of broken pattern files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from report_extract import selfcheck
from report_extract.cli import app
from report_extract.pattern_files import FILES, LISTS
from report_extract.patterns import PatternError, load_patterns
from report_extract.selfcheck import Case, cases, check_folder, idle_rules, rules_of, run
from report_extract.sources import read_report

PATTERNS = load_patterns()
CASES = list(cases(PATTERNS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pattern files, to break."""
    return Path(shutil.copytree(PATTERNS.folder, tmp_path / "patterns"))


def change(folder: Path, name: str, old: str, new: str) -> Path:
    file = folder / name
    text = file.read_text("utf-8")
    assert text.count(old) >= 1, f"{name} has no {old!r} to break"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file


@pytest.mark.parametrize("case", CASES, ids=str)
def test_example(case: Case) -> None:
    assert run(case, PATTERNS) == []


def test_every_kind_of_rule_has_examples() -> None:
    with_examples = {file for file, _ in rules_of(PATTERNS)}
    assert with_examples == {
        "repairs",
        "tables",
        "numbers",
        "qualifiers",
        "dates",
        "roles",
        "constructions",
        "awards",
        "events",
        "series",
    }


def test_every_rule_has_an_example_that_it_rejects() -> None:
    assert [rule.id for _, rule in rules_of(PATTERNS) if not rule.rejects] == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (Case("repairs", "thousands-space", "共1, 250人", {"becomes": "共1250人"}), "makes '共1,250人'"),
        (Case("repairs", "thousands-space", "共1, 250人", None), "takes '共1, 250人'"),
        (Case("numbers", "arabic", "3千5百", {"value": "3600"}), "makes value 3500"),
        (Case("numbers", "arabic", "3千5百亩地", {"value": "3500"}), "does not take all of"),
        (Case("numbers", "arabic", "共3人", None), "reads '共3人' as 3"),
        (Case("qualifiers", "over", "逾60户", {"qualifier": "about"}), "makes qualifier 'over'"),
        (Case("qualifiers", "over", "逾60户", None), "takes '逾60户'"),
        (Case("dates", "day", "2021年7月3日", {"start": "2021-07-04", "end": "2021-07-03"}), "makes start 2021-07-03"),
        (Case("dates", "day", "于2021年7月3日", {"start": "2021-07-03", "end": "2021-07-03"}), "does not take all"),
        (Case("dates", "month", "2021年7月3日", {"start": "2021-07-01", "end": "2021-07-31"}), "'2021年7月3日' (day)"),
        (Case("dates", "day", "到2021年7月3日", None), "takes '2021年7月3日'"),
        (Case("roles", "anniversary", "建厂20周年", {"takes": "建厂20周年"}), "found '20周年' (anniversary)"),
        (Case("roles", "anniversary", "建厂20周年", None), "takes '20周年'"),
        (Case("constructions", "noun-figure", "新建凉亭12座", {"value": 13}), "makes value 12.0"),
        (Case("constructions", "rise", "新建凉亭12座", {"value": 12}), "gives no row"),
        (Case("constructions", "noun-figure", "新建凉亭12座", {"amount": 12}), "'amount', which is not known"),
        (Case("constructions", "noun-figure", "新建凉亭12座", None), "takes '新建凉亭12座'"),
        (Case("awards", "medal", "全国技术创新奖章", {"category": "奖状"}), "makes category '奖章'"),
        (Case("events", "dated-clause", "2021年7月3日，县工会召开座谈会。", None), "takes"),
        (Case("dates", "day", "2021年7月3日", {"start": "2021-07-03"}), "lacks 'end'"),
        (Case("series", "where", "居民收入", {"apart": "居民收入"}), "does not keep '居民收入'"),
        (Case("series", "where", "城镇居民收入", None), "finds 城镇 in"),
        (Case("series", "财政收入", "财政支出", {"measure": "level", "unit": "元"}), "it is 财政支出"),
        (Case("series", "财政收入", "财政收入", {"measure": "level", "unit": "吨"}), "it is of no series"),
        (Case("series", "财政收入", "全国财政收入", None), "takes '全国财政收入'"),
        (Case("series", "财政收入", "财政收入", {"measure": "level"}), "lacks 'unit'"),
    ],
    ids=lambda value: str(value) if isinstance(value, Case) else "",
)
def test_wrong_example_is_told(wrong: Case, says: str) -> None:
    messages = run(wrong, PATTERNS)
    assert len(messages) >= 1
    assert says in messages[0]


def test_failure_names_file_line_rule_and_key(folder: Path) -> None:
    file = change(folder, "numbers.toml", 'text = "1,952", value = "1952"', 'text = "1,952", value = "1953"')
    line = file.read_text("utf-8").splitlines().index('id = "arabic"') + 1
    wrong, examples = check_folder(folder)
    assert wrong == [f"{file}:{line}: rule 'arabic', key 'accepts': makes value 1952 of '1,952', not '1953'"]
    assert examples == len(CASES)


BROKEN = [
    ("repairs.toml", 'kind = "space"', 'kind = "gap"', "rule 'thousands-space'", "kind"),
    ("repairs.toml", "',(?<=\\d,) +", "',(?<=\\d, +", "rule 'thousands-space'", "not a regular expression"),
    ("repairs.toml", "',(?<=\\d,) +", "'(?<=\\d,) *", "rule 'thousands-space'", "can match without taking a character"),
    ("numbers.toml", 'id = "arabic"', 'name = "arabic"', "", "id"),
    ("qualifiers.toml", 'id = "nearly"', 'id = "almost"', "rule 'almost'", "id"),
    ("dates.toml", 'precision = "day"', 'precision = "hour"', "rule 'day-range'", "precision"),
    ("dates.toml", 'id = "day"', 'id = "day-range"', "rule 'day-range'", "stands twice"),
    ("roles.toml", 'role = "ordinal"', 'role = "order"', "rule 'ordinal'", "role"),
    ("constructions.toml", "confidence = 0.95", "confidence = 9.6", "rule 'to-figure'", "confidence"),
    ("constructions.toml", 'indicator = "{SUBJECT}"', "", "rule 'to-figure'", "indicator"),
    ("constructions.toml", "QUANTITY", "AMOUNT", "rule 'to-figure'", "no such symbol: AMOUNT"),
    ("constructions.toml", 'indicator = "{SUBJECT}"', 'indicator = "{SUBJEKT}"', "rule 'to-figure'", "{SUBJEKT}"),
    ("dates.toml", 'resolve = "absolute"', 'resolve = "absolut"', "rule 'day-range'", "resolve"),
    ("dates.toml", '"春" = [3, 5]', '"春" = [3]', "", "seasons"),
    ("dates.toml", '"2012-11-08"', '"2012-13-08"', "", "sessions"),
    ("awards.toml", "category = ", "categry = ", "rule 'medal'", "category"),
    ("awards.toml", "(?P<who>", "(?P<who", "", "passive"),
    ("units.toml", 'unit = "元"', 'unit = "圓"', "", "圓"),
    ("units.toml", "院 馆 店", "院 馆 店 院", "unit '院'", "stands twice"),
    ("words.toml", "[classes]", "[classes]\nverbs = '做'", "", "verbs"),
    ("names.toml", "organisations = '", "organisations = '(", "", "organisations"),
    ("events.toml", "hosts = '", "hosts = '(", "", "hosts"),
    ("events.toml", "[[event]]", "[event]", "", "event"),
    ("series.toml", "likeness = 90", "likeness = 900", "", "likeness"),
    ("series.toml", "longer = '", "longer = '(", "", "longer"),
    ("series.toml", "units = { level", "units = { levl", "rule '国内生产总值'", "levl"),
    ("series.toml", '"GDP"', '"赤字率"', "", "the name '赤字率' stands twice"),
    ("series.toml", "words = ", "word = ", "rule 'where'", "words"),
    ("series.toml", 'factor = "0.0005"', 'factor = "-1"', "", "factor"),
]


@pytest.mark.parametrize(("name", "old", "new", "rule", "key"), BROKEN, ids=[f"{b[0]}-{b[4]}" for b in BROKEN])
def test_broken_file_is_named(folder: Path, name: str, old: str, new: str, rule: str, key: str) -> None:
    file = change(folder, name, old, new)
    with pytest.raises(PatternError) as error:
        load_patterns(folder)
    message = str(error.value)
    place, _, rest = message.removeprefix(str(file)).partition(" ")
    assert message.startswith(f"{file}:"), message
    assert place.strip(":").isdigit(), message
    assert rule in rest, message
    assert key in rest, message
    assert "\n" not in message


@pytest.mark.parametrize("name", [f"{name}.toml" for name in FILES])
def test_line_of_the_mistake(folder: Path, name: str) -> None:
    """A key that no file knows, put at the end of each file, is named with its line."""
    file = folder / name
    text = file.read_text("utf-8").rstrip("\n")
    file.write_text(f"{text}\n[unknown]\nkey = 1\n", "utf-8")
    with pytest.raises(PatternError, match=rf"{name}:{text.count(chr(10)) + 2}: key 'unknown'"):
        load_patterns(folder)


def test_line_of_a_unit_that_stands_twice(folder: Path) -> None:
    file = change(folder, "units.toml", "院 馆 店", "院 馆 店 院")
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "院 馆 店 院" in text)
    with pytest.raises(PatternError, match=f"units.toml:{line}: unit '院'"):
        load_patterns(folder)


@pytest.mark.parametrize("name", ["dates.toml", "lexicon.txt"])
def test_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(PatternError, match=f"{name}: cannot be read"):
        load_patterns(folder)


def test_no_folder() -> None:
    with pytest.raises(PatternError, match="nowhere: no such pattern folder"):
        load_patterns("nowhere")


def test_not_utf8(folder: Path) -> None:
    (folder / "dates.toml").write_bytes("id = '年'".encode("gb18030"))
    with pytest.raises(PatternError, match=r"dates.toml.*not UTF-8"):
        load_patterns(folder)


def test_not_toml(folder: Path) -> None:
    file = change(folder, "roles.toml", "[[role]]", "[[role]")
    with pytest.raises(PatternError, match=r"roles.toml:3: not TOML"):
        load_patterns(folder)
    assert file.exists()


def test_check_names_every_broken_file(folder: Path) -> None:
    change(folder, "dates.toml", 'precision = "day"', 'precision = "hour"')
    change(folder, "roles.toml", 'role = "ordinal"', 'role = "order"')
    wrong, examples = check_folder(folder)
    assert ["dates.toml" in wrong[0], "roles.toml" in wrong[1], len(wrong), examples] == [True, True, 2, 0]


def test_idle_rules(tmp_path: Path) -> None:
    report = tmp_path / "brief-2023.txt"
    report.write_text("2023年7月3日，县工会召开座谈会。全年新建凉亭12座。\n", "utf-8")
    idle = idle_rules(PATTERNS, [read_report(report)])
    assert ("constructions", "noun-figure") not in idle
    assert ("dates", "day") not in idle
    assert ("events", "dated-clause") not in idle
    assert {("constructions", "fall"), ("dates", "plan"), ("roles", "hotline"), ("awards", "medal")} <= set(idle)
    assert not any(file in ("numbers", "qualifiers") for file, _ in idle)


def test_command_passes_on_the_shipped_patterns() -> None:
    result = CliRunner().invoke(app, ["patterns", "check"])
    assert (result.exit_code, f"{len(CASES)} examples" in result.output) == (0, True), result.output


def test_command_fails_on_a_broken_example(folder: Path) -> None:
    change(folder, "numbers.toml", 'value = "1952"', 'value = "1953"')
    result = CliRunner().invoke(app, ["patterns", "check", str(folder)])
    assert result.exit_code == 1
    assert "rule 'arabic', key 'accepts': makes value 1952" in result.output


def test_command_lists_idle_rules(tmp_path: Path) -> None:
    (tmp_path / "brief-2023.txt").write_text("全年新建凉亭12座。\n", "utf-8")
    result = CliRunner().invoke(app, ["patterns", "check", "--reports", str(tmp_path)])
    assert result.exit_code == 0
    assert "idle: dates.toml: plan:" in result.output
    assert "constructions.toml: noun-figure:" not in result.output


def test_command_names_a_report_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "brief-2023.txt").write_text("全年新建凉亭12座。\n", "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    result = CliRunner().invoke(app, ["patterns", "check", "--reports", str(tmp_path)])
    assert result.exit_code == 1
    assert "empty.txt: empty" in result.stderr
    assert "idle: dates.toml: plan: no report of 1 makes it fire" in result.stdout


def test_command_wants_reports(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["patterns", "check", "--reports", str(tmp_path)])
    assert result.exit_code == 1
    assert "no reports" in result.output


def test_every_list_that_the_program_reads_is_asked_for() -> None:
    source = "".join(file.read_text("utf-8") for file in Path(selfcheck.__file__).parent.rglob("*.py"))
    read = set(re.findall(r'lists\["(\w+)"\]', source))
    assert read <= set(LISTS), f"pattern_files.LISTS lacks {sorted(read - set(LISTS))}"
