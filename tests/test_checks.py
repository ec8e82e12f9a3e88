"""Checks of consistency: each on small cases, and a hundred seeded faults in tables that are right."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from report_extract import check, extract, load_patterns, read_report, to_tables, write_tables
from report_extract.cli import app
from report_extract.mentions.scan import number_grammar
from report_extract.model import Finding
from report_extract.tables import SCHEMAS, load, write_whole
from tests.checked_reports import reports

SHARED = Path(__file__).parents[2] / "shared"
RULES = load_patterns()
GRAMMAR = number_grammar(RULES)


def tables_of(texts: dict[str, str], folder: Path) -> Path:
    for report_id, text in texts.items():
        path = folder / f"{report_id}.txt"
        path.write_text(text, encoding="utf-8")
        report = read_report(path, folder)
        write_tables(to_tables(extract(report, RULES), RULES.sha256), folder / "out", report_id)
    return folder / "out"


def doubts(texts: dict[str, str], folder: Path) -> list[Finding]:
    return check(tables_of(texts, folder))


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.check, one.found, one.expected) for one in findings]


# -- one sentence at a time -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新设企业320家，其中小微企业280家。", []),
        ("新设企业320家，其中小微企业820家。", [("part", "820家", "at most 320家")]),
        ("经营主体12万户，其中企业4.5万户、个体工商户7.5万户。", []),
        ("经营主体12万户，其中企业4.5万户、个体工商户9.5万户。", [("part", "4.5万户 + 9.5万户", "at most 12万户")]),
        ("新设企业320家，其中小微企业280家，培训职工820人。", []),
        ("五年间年均新设企业320家，其中2023年新设企业820家。", []),
        ("会员由41万人增加到67.8万人，净增26.8万人。", []),
        ("会员由41万人增加到67.8万人，净增16.8万人。", [("growth", "16.8万人", "26.8万人")]),
        ("产值由40亿元增加到67.8亿元，增长69.5%。", []),
        ("产值由40亿元增加到67.8亿元，增长6.95%。", [("growth", "6.95%", "69.5%")]),
        ("旅游收入由40亿元增加到67.8亿元，按可比价格计算增长52.1%。", []),
        ("生产总值由2018年的40亿元增加到2023年的67.8亿元，年均增长6.7%。", []),
        ("旅游收入由2018年的40亿元增加到2023年的67.8亿元，年均增长11.1%。", []),
        ("旅游收入由2018年的40亿元增加到2023年的67.8亿元，年均增长6.7%。", [("growth", "6.7%", "11.1%")]),
        ("进出口总额144.53亿元，其中出口102.17亿元、进口42.36亿元。", []),
        ("进出口总额144.53亿元，其中出口102.17亿元、进口32.36亿元。", "sum"),
        ("经费支出3.26亿元，其中用于培训的支出2.41亿元，占73.9%。", []),
        ("经费支出3.26亿元，其中用于培训的支出2.41亿元，占63.9%。", [("share", "63.9%", "73.9%")]),
        ("铁路营业里程12.1万公里，其中高速铁路1.9万公里，占世界60%以上。", []),
        ("出口102.17亿元，占进出口总额的70.7%；全年进出口总额144.53亿元。", []),
        ("出口102.17亿元，占进出口总额的60.7%；全年进出口总额144.53亿元。", [("share", "60.7%", "70.7%")]),
        ("食品抽检量每千人6.6批次，其中开展专项食品抽检5万批次。", []),
        ("城镇新增就业3.2万人、农村新增就业2.1万人，合计5.3万人。", []),
        ("城镇新增就业3.2万人、农村新增就业2.1万人，合计5.9万人。", "sum"),
        ("会员人数由3.2万人增加到4.1万人，五年累计发展会员合计5.9万人。", []),
        ("人均占有耕地一亩半。", []),
        ("发放补助2400万元，惠及困难家庭2万户，户均补助1200元。", []),
        ("发放补助2400万元，惠及困难家庭2万户，户均补助120元。", [("per head", "120元", "1200元")]),
    ],
)
def test_sentence(sentence: str, expected: list[tuple[str, str, str]] | str, tmp_path: Path) -> None:
    found = told(doubts({"town-2023": f"某镇2023年统计公报\n\n2023年，{sentence}\n"}, tmp_path))
    if isinstance(expected, str):
        assert [one[0] for one in found] == [expected]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("first", "second", "checks"),
    [
        ("养老机构床位4386张", "养老机构床位达到4386张", []),
        ("养老机构床位4386张", "养老机构床位达到4380余张", []),
        ("养老机构床位4386张", "养老机构床位达到4336张", [("two values", "warning")]),
        ("养老机构床位4386张", "养老机构床位达到43.86万张", [("two values", "warning")]),
        ("养老机构床位4386张", "养老机构床位达到3920张", [("two values", "note")]),
        ("养老机构床位4386张", "养老机构床位达到900张", []),
        ("养老机构床位4386张", "养老机构床位达到4900张以内", []),
        ("养老机构床位4386张", "养老机构床位达到3920张以上", []),
        ("养老机构床位4386张", "养老机构床位达到3920张以内", [("two values", "note")]),
        ("养老机构床位4386张", "养老机构床位由3920张增加到4386张", []),
        ("财政收入增长4.5%", "财政收入连续两年增长4.9%", []),
        ("财政收入增长4.5%", "财政收入与2020年相比增长4.9%", []),
        ("财政收入实际增长4.5%", "财政收入增长7.5%", []),
        ("项目4386个", "项目达到4336个", []),
    ],
)
def test_two_values(first: str, second: str, checks: list[tuple[str, str]], tmp_path: Path) -> None:
    text = f"某镇2023年统计公报\n\n2023年，全镇{first}。\n\n2023年，全镇{second}。\n"
    assert [(one.check, one.severity) for one in doubts({"town-2023": text}, tmp_path)] == checks


def test_headline_against_body(tmp_path: Path) -> None:
    text = "某镇2023年统计公报\n\n一、全年新增托育机构托位320个\n\n{}\n"
    right = "2023年，全镇新增托育机构托位320个，财政投入4500万元。"
    assert doubts({"town-2023": text.format(right)}, tmp_path) == []
    wrong = right.replace("320", "640")
    assert [one.check for one in doubts({"town-2023": text.format(wrong)}, tmp_path)] == ["headline"]


def years(values: dict[int, str]) -> dict[str, str]:
    text = "某镇{0}年统计公报\n\n{0}年，全镇{1}。\n\n某镇统计办公室\n{0}年12月31日\n"
    return {f"town-{year}": text.format(year, said) for year, said in values.items()}


@pytest.mark.parametrize(
    ("values", "checks"),
    [
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元", 2022: "旅游收入3.78亿元"}, []),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45万元", 2022: "旅游收入3.78亿元"}, ["jump"]),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，增长7.5%"}, []),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，增长17.5%"}, ["growth"]),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，增加0.24亿元"}, []),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，增加0.64亿元"}, ["growth"]),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，增长8.1%"}, ["growth note"]),
        ({2020: "旅游收入3.21亿元", 2022: "旅游收入3.78亿元，比2020年增长17.8%"}, []),
        ({2020: "旅游收入3.21亿元", 2022: "旅游收入3.78亿元，比2020年增长37.8%"}, ["growth"]),
        ({2020: "旅游收入3.21亿元", 2022: "旅游收入3.78亿元，比2020年增加0.57亿元"}, []),
        ({2020: "旅游收入3.21亿元", 2022: "旅游收入3.78亿元，比2020年增加0.97亿元"}, ["growth"]),
        ({2020: "生产总值321亿元", 2021: "生产总值412亿元，比上年增长6.1%"}, []),
        ({2020: "生产总值321亿元", 2021: "生产总值412亿元，比上年增长6.1%；居民消费价格上涨1.4%"}, ["growth"]),
        ({2020: "生产总值321亿元", 2021: "生产总值352亿元，比上年增长6.1%；居民消费价格上涨1.4%"}, []),
        ({2020: "旅游收入增长4.5%", 2021: "2020年旅游收入增长4.9%"}, ["told again note"]),
        ({2020: "旅游收入增长4.5%", 2021: "2020年旅游收入增长4.5%"}, []),
        ({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元，年均增长17.5%"}, []),
        ({2020: "生产总值32.1亿元", 2021: "生产总值34.5亿元，增长5.1%"}, []),
        ({2020: "生产总值32.1亿元", 2021: "生产总值34.5亿元，增长51%"}, ["growth"]),
    ],
)
def test_years(values: dict[int, str], checks: list[str], tmp_path: Path) -> None:
    found = doubts(years(values), tmp_path)
    assert [one.check + (" note" if one.severity == "note" else "") for one in found] == checks


def test_other_series_of_reports_are_not_compared(tmp_path: Path) -> None:
    texts = years({2020: "旅游收入3.21亿元", 2021: "旅游收入3.45亿元"})
    texts["county-2022"] = "某县2022年统计公报\n\n2022年，全县旅游收入378亿元。\n"
    assert doubts(texts, tmp_path) == []


# -- rows that were changed in the tables -----------------------------------------------------------------------


def rewrite(out: Path, report_id: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    file = out / "statistics" / f"{report_id}.parquet"
    rows = [row for row in load("statistics", out).to_pylist() if row["report_id"] == report_id]
    change(rows)
    write_whole(file, pa.Table.from_pylist(rows, schema=SCHEMAS["statistics"]))


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        ({"value": 3210.0, "value_exact": Decimal(3210)}, ["figure"]),
        ({"figure_text": "321个"}, ["figure"]),
        ({"value": 3210.0, "value_exact": Decimal(3210), "corrected": True}, []),
        ({"period_start": None, "period_end": None}, []),
    ],
)
def test_rows_against_their_own_text(change: dict[str, Any], checks: list[str], tmp_path: Path) -> None:
    out = tables_of(years({2023: "新建社区书屋320个"}), tmp_path)
    rewrite(out, "town-2023", lambda rows: rows[0].update(change))
    assert [one.check for one in check(out)] == checks


@pytest.mark.parametrize(
    "figure", ["3—5万元", "六成", "百分之三点二", "三分之二", "近千万元", "1.2万余项", "数十名", "3000公里"]
)
def test_figures_read_as_printed(figure: str, tmp_path: Path) -> None:
    out = tables_of(years({2023: f"重点扶持项目建设达到{figure}"}), tmp_path)
    assert load("statistics", out).num_rows == 1
    assert check(out) == []


def test_result_from_the_future(tmp_path: Path) -> None:
    out = tables_of(years({2023: "新建社区书屋320个"}), tmp_path)
    future = {"period_start": date(2031, 1, 1), "period_end": date(2031, 12, 31)}
    rewrite(out, "town-2023", lambda rows: rows[0].update(future))
    assert [one.check for one in check(out)] == ["period"]


# -- a hundred faults -------------------------------------------------------------------------------------------


class Faults:
    """Right tables, and one fault at a time, of a kind that a careful reader would find."""

    def __init__(self, folder: Path) -> None:
        self.out = tables_of(reports(), folder)
        self.rows = load("statistics", self.out).to_pylist()

    def make(self, seed: int) -> tuple[str, str, str, Callable[[list[dict[str, Any]]], None]]:
        """Kind, report, record and the change of its rows that makes the fault."""
        rng = random.Random(seed)
        kind = ("digit", "unit", "part", "growth")[seed % 4]
        row = rng.choice([row for row in self.rows if self._fits(kind, row)])
        old = re.search(r"\d+(?:\.\d+)?", row["figure_text"])
        assert old is not None
        figure = row["figure_text"].replace(old[0], self._number(kind, old[0], rng), 1)
        if kind == "unit":
            figure = figure.translate({ord("万"): "亿", ord("亿"): "万"})
        in_text = kind != "digit" or rng.random() < 0.5

        def change(rows: list[dict[str, Any]]) -> None:
            for one in rows:
                if one["record_id"] == row["record_id"]:
                    number = GRAMMAR.find(figure)[0].value
                    before = GRAMMAR.find(row["figure_text"])[0].value
                    assert number is not None and before
                    one["value_exact"] = row["value_exact"] / before * number
                    one["value"] = float(one["value_exact"])
                    if in_text:
                        one["figure_text"] = figure
                if in_text and one["quote_start"] == row["quote_start"]:
                    one["quote"] = one["quote"].replace(row["figure_text"], figure, 1)

        return kind, row["report_id"], row["record_id"], change

    @staticmethod
    def _fits(kind: str, row: dict[str, Any]) -> bool:
        if kind == "unit":
            return "万" in row["figure_text"] or "亿" in row["figure_text"]
        if kind == "part":
            return row["indicator"] in ("民生支出", "企业", "个体工商户", "出口", "进口")
        return kind == "digit" or row["measure"] in ("growth", "change", "share")

    @staticmethod
    def _number(kind: str, number: str, rng: random.Random) -> str:
        if kind == "digit":
            at = rng.choice([n for n, char in enumerate(number) if char.isdigit() and (n or number != "0")])
            digit = rng.choice([d for d in "123456789" if d != number[at]])
            return number[:at] + digit + number[at + 1 :]
        if kind == "part":
            return str(Decimal(number) * rng.choice((4, 10)))
        if kind == "growth":
            return str(Decimal(number) + rng.choice((4, 11, 30)))
        return number


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"))


def test_right_tables_give_few_findings(faults: Faults) -> None:
    assert len(faults.rows) == 5 * 24
    assert told(check(faults.out)) == []


def test_seeded_faults_are_found(faults: Faults) -> None:
    caught, missed = Counter[str](), []
    for seed in range(100):
        kind, report_id, record_id, change = faults.make(seed)
        file = faults.out / "statistics" / f"{report_id}.parquet"
        whole = file.read_bytes()
        rewrite(faults.out, report_id, change)
        found = [one for one in check(faults.out) if record_id in one.record_ids]
        file.write_bytes(whole)
        if found:
            caught[kind] += 1
        else:
            row = next(row for row in faults.rows if row["record_id"] == record_id)
            missed.append((seed, kind, row["indicator"], row["figure_text"]))
    print(dict(caught), missed)
    assert caught.total() >= 80, missed
    assert all(caught[kind] >= 15 for kind in ("digit", "unit", "part", "growth")), caught


# -- the command ------------------------------------------------------------------------------------------------


def test_strict_and_json(tmp_path: Path) -> None:
    out = tables_of({"town-2023": "某镇2023年统计公报\n\n2023年，新设企业320家，其中小微企业820家。\n"}, tmp_path)
    args = ["check", "--tables", str(out), "--json", str(tmp_path / "f.json")]
    loose = CliRunner().invoke(app, args)
    assert loose.exit_code == 0
    assert "a part (820家) is more than its whole (320家" in loose.output.replace("\n", "")
    assert CliRunner().invoke(app, [*args, "--strict"]).exit_code == 1
    listed = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert [(one["check"], one["severity"], len(one["record_ids"])) for one in listed] == [("part", "warning", 2)]
