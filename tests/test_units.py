"""Units, qualifiers, ranges and rates, one mechanism a table; and the unit file itself."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from report_extract import find_mentions
from report_extract.model import Mention
from report_extract.patterns import PatternError, load_patterns


def only(text: str) -> Mention:
    """The one number or quantity of a sentence."""
    (mention,) = [m for m in find_mentions(text) if m.kind != "date"]
    return mention


@pytest.mark.parametrize(
    ("text", "value", "unit", "dimension"),
    [
        ("共有8640万人。", "86400000", "人", "person"),
        ("服务40万人次。", "400000", "人次", "person_time"),
        ("发放3.25亿元。", "325000000", "元", "money"),
        ("建成书屋320个。", "320", "个", "count"),
        ("通车12千米。", "12", "千米", "length"),
        ("植树造林45.6万亩。", "456000", "亩", "area"),
        ("蓄水3亿立方米。", "300000000", "立方米", "volume"),
        ("减排1.2万吨标准煤。", "12000", "吨标准煤", "mass"),
        ("装机50兆瓦。", "50", "兆瓦", "energy"),
        ("发电量六百亿千瓦小时。", "60000000000", "千瓦时", "energy"),
        ("平板玻璃792万重量箱。", "7920000", "重量箱", "count"),
        ("办理时限压缩至4个工作日。", "4", "个工作日", "duration"),
        ("提高1.2个百分点。", "1.2", "个百分点", "ratio"),
        ("是上年的1.3倍。", "1.3", "倍", "ratio"),
        ("投运500千伏变电站。", "500", "千伏", "other"),
        ("算力达4.8万P。", "48000", "P", "other"),
        ("路面宽250m。", "250", "米", "length"),
        ("面积12km²。", "12", "平方公里", "area"),
        ("产能5GWh。", "5", "GWh", "energy"),
        # aliases with a factor
        ("三成", "30", "%", "ratio"),
        ("七成六", "76", "%", "ratio"),
        ("三成半", "35", "%", "ratio"),
        ("五打", "60", "个", "count"),
        # halves
        ("亩产三斤半。", "3.5", "斤", "mass"),
        ("人均一亩半。", "1.5", "亩", "area"),
        # money
        ("开支123元1角1分。", "123.11", "元", "money"),
        ("共计壹佰捌拾壹圆柒角。", "181.7", "元", "money"),
        ("共计一百三十五块六角七分钱。", "135.67", "元", "money"),
        ("出资港币2960元。", "2960", "港元", "money"),
        ("出资新台币177.1亿元。", "17710000000", "新台币", "money"),
        ("出资人民币5亿元。", "500000000", "元", "money"),
        ("收汇9000元日币。", "9000", "日元", "money"),
    ],
)
def test_unit(text: str, value: str, unit: str, dimension: str) -> None:
    mention = only(text)
    assert (mention.value, mention.unit, mention.dimension) == (Decimal(value), unit, dimension)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("人均产值42万元/人。", "元/人"),
        ("日处理16.9万吨/日。", "吨/日"),
        ("亩产515公斤/亩。", "公斤/亩"),
        ("密度380人/平方公里。", "人/平方公里"),
        ("浓度29微克/立方米。", "微克/立方米"),
        ("年产150亿方/年。", "方/年"),
    ],
)
def test_rate_unit(text: str, unit: str) -> None:
    mention = only(text)
    assert (mention.unit, mention.dimension) == (unit, "rate")
    assert text.endswith(f"{mention.text}。")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("吸纳3000余农民工。", "人"),
        ("惠及505万下岗失业人员。", "人"),
        ("惠及2900多万家庭。", "户"),
        ("覆盖1200万农户。", "户"),
        ("参加2024青年大会。", ""),  # a year counts nobody
        ("三代表发言。", ""),
    ],
)
def test_people_and_households_are_implied(text: str, unit: str) -> None:
    assert [m.unit for m in find_mentions(text) if m.kind != "date" and not m.role] in ([unit], [])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("培育5家龙头企业。", "家"),
        ("惠及500家庭。", "户"),
        ("建成3市场。", ""),
        ("实施9项目。", ""),
        ("覆盖12市。", "市"),
        ("开行4000班次。", "班次"),
        ("入选200所以上。", "所"),
    ],
)
def test_a_classifier_is_no_beginning_of_a_word(text: str, unit: str) -> None:
    assert only(text).unit == unit


@pytest.mark.parametrize(
    ("text", "qualifier", "lower", "upper"),
    [
        ("近40万人次", "nearly", None, 400000),
        ("不足5%", "nearly", None, 5),
        ("超过140万人", "over", 1400000, None),
        ("300余件", "over", 300, None),
        ("1.3万多户", "over", 13000, None),
        ("约1000名", "about", None, None),
        ("13.6%左右", "about", None, None),
        ("1200万人以上", "at_least", 12000000, None),
        ("50万元（含）以上", "at_least", 500000, None),
        ("不少于16场", "at_least", 16, None),
        ("3%以内", "at_most", None, 3),
        ("小于40吨", "at_most", None, 40),
        ("两个多月", "over", 2, None),
        ("5天多", "over", 5, None),
        ("编号为12许家湾水库", "exact", None, None),
        ("300元起到作用", "exact", None, None),
        ("节约5吨", "exact", None, None),
    ],
)
def test_qualifier(text: str, qualifier: str, lower: int | None, upper: int | None) -> None:
    mention = only(text)
    assert (mention.qualifier, mention.lower, mention.upper) == (qualifier, lower, upper)


@pytest.mark.parametrize(
    ("text", "unit", "dimension"),
    [("2个多月", "个月", "duration"), ("1个多百分点", "个百分点", "ratio"), ("300个多标准箱", "标箱", "count")],
)
def test_unit_around_a_qualifier(text: str, unit: str, dimension: str) -> None:
    mention = only(text)
    assert (mention.text, mention.unit, mention.dimension, mention.qualifier) == (text, unit, dimension, "over")


@pytest.mark.parametrize(
    ("text", "lower", "upper", "unit"),
    [
        ("3至5万元", 30000, 50000, "元"),
        ("3—5万元", 30000, 50000, "元"),
        ("2——3万港币", 20000, 30000, "港元"),
        ("1万元--5万元", 10000, 50000, "元"),
        ("1万-5万元", 10000, 50000, "元"),
        ("0-5万元", 0, 50000, "元"),
        ("0元-5万元", 0, 50000, "元"),
        ("1万(含)-5万元", 10000, 50000, "元"),
        ("3000到5万元", 3000, 50000, "元"),
        ("十八至三十万日元", 180000, 300000, "日元"),
        ("一千到两千万元", 10000000, 20000000, "元"),
        ("七千到九千亿元", 700000000000, 900000000000, "元"),
        ("两到三万港元", 20000, 30000, "港元"),
        ("10~15k元", 10000, 15000, "元"),
        ("百分之三至五", 3, 5, "%"),
        ("百分之三到百分之五", 3, 5, "%"),
        ("百分之3～5", 3, 5, "%"),
        ("5—20%", 5, 20, "%"),
        ("三四十人", 30, 40, "人"),
        ("两三个", 2, 3, "个"),
        ("几十万吨", 100000, 1000000, "吨"),
        ("三四成", 30, 40, "%"),
    ],
)
def test_range(text: str, lower: int, upper: int, unit: str) -> None:
    mention = only(text)
    assert (mention.qualifier, mention.value, mention.lower, mention.upper) == ("range", lower, lower, upper)
    assert mention.unit == unit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("从8500到3万港元", [8500, 30000]),  # from one figure to another
        ("由5%到3%", [5, 3]),
        ("8万元，-5万元", [80000, -50000]),
        ("1409万、1305万人次", [14090000, 13050000]),
        ("50人至30人", [50, 30]),
        ("50人至50人", [50, 50]),
    ],
)
def test_two_figures_are_no_range(text: str, values: list[int]) -> None:
    mentions = [m for m in find_mentions(text) if m.kind != "date"]
    assert [m.value for m in mentions] == values
    assert len({m.unit for m in mentions}) == 1


def test_units_are_many_and_each_has_a_dimension() -> None:
    units = load_patterns().units
    names = {unit.name for unit in units.forms.values()}
    assert len(names) >= 150
    dimensions = {unit.dimension for unit in units.forms.values()}
    known = "person person_time money count length area volume mass energy duration ratio rate other"
    assert dimensions == set(known.split())


def test_a_form_that_stands_twice_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(load_patterns().folder, tmp_path / "patterns"))
    file = folder / "units.toml"
    file.write_text(file.read_text("utf-8").replace('person = "人 ', 'person = "人 吨 ', 1), "utf-8")
    with pytest.raises(PatternError, match=r"units\.toml:\d+: unit '吨'.*stands twice"):
        load_patterns(folder)


def test_a_broken_tail_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(load_patterns().folder, tmp_path / "patterns"))
    file = folder / "units.toml"
    file.write_text(file.read_text("utf-8").replace("half = '半", "half = '(半", 1), "utf-8")
    with pytest.raises(PatternError, match=r"units\.toml:\d+: key 'tails': .*not a regular expression"):
        load_patterns(folder)
