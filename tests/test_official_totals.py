"""Official figures against what the reports print: provincial product of 2025, national revenue and product.

Official series are revised after a report is given, so the national ones carry a margin: the revenue of the year
before changed by up to 2 % (and by definition before 1994), the product by up to 10 % with the economic
censuses.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from report_extract import check, extract, load_patterns, read_report, to_tables, write_tables
from report_extract.model import Finding
from report_extract.totals_csv import totals_from_csv, write_totals

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "totals").is_dir(), reason="the official tables stand in ../shared")
RULES = load_patterns()

# Reports that give the growth but not the level, or only a bound of it (陕西: past 3万亿元).
NO_LEVEL = {"hainan-gwr-2026", "liaoning-gwr-2026", "shaanxi-gwr-2026", "tianjin-gwr-2026"}
# Reports that print the revenue of the year before, in the definition of the series.
REVENUE = {f"national-gwr-{year}" for year in [*range(2000, 2010), 2011, 2012, 2013]}
PRODUCT = {f"national-gwr-{year}" for year in [*range(2006, 2010), *range(2011, 2026)]}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("official")
    for folder in ("provincial-gwr-2026", "national-gwr"):
        for path in sorted((SHARED / "reports" / folder).glob("*.txt")):
            report = read_report(path, path.parent)
            write_tables(to_tables(extract(report, RULES), RULES.sha256), out, report.report_id)
    return out


def compared(tables: Path, out: Path, table: str, column: str, pattern: str, tolerance: str) -> dict[str, Finding]:
    made = totals_from_csv(SHARED / "totals" / table, [column], pattern, RULES, tolerance)
    write_totals(made, out, RULES)
    return {one.report_id: one for one in check(tables, out) if one.check == "total" and one.subject}


def agreeing(findings: dict[str, Finding]) -> set[str]:
    for one in findings.values():
        print(one.severity, one.report_id, one.expected, one.found, one.message)
    return {report_id for report_id, one in findings.items() if one.severity == "ok"}


def test_product_of_the_provinces(tables: Path, tmp_path: Path) -> None:
    column = "gdp_yi_yuan=生产总值|经济总量|GDP-人均:亿元"
    pattern = "{province:roman}-gwr-{year+1}"
    findings = compared(tables, tmp_path, "province_gdp_2025.csv", column, pattern, "printed")
    assert len(findings) == 18
    assert agreeing(findings) >= set(findings) - NO_LEVEL


def test_revenue_of_the_nation(tables: Path, tmp_path: Path) -> None:
    column = "财政收入=财政收入-中央-地方:亿元"
    findings = compared(tables, tmp_path, "nbs-fiscal-1978-2014.csv", column, "national-gwr-{year+1}", "2%")
    assert agreeing(findings) == REVENUE


def test_product_of_the_nation(tables: Path, tmp_path: Path) -> None:
    column = "gdp_yi_yuan=国内生产总值|经济总量|GDP-人均-单位:亿元"
    table = "national_gdp_income_2005_2024.csv"
    findings = compared(tables, tmp_path, table, column, "national-gwr-{year+1}", "11%")
    assert agreeing(findings) == PRODUCT
