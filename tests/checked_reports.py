"""Five yearly reports of a made-up town whose figures all fit together, for the tests of the checks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

TEXT = """云陂镇{year}年统计公报

一、经济

{year}年，一般公共预算收入{revenue}亿元，比上年增长{revenue_growth}%。一般公共预算支出{spending}亿元，其中民生支出{social}亿元，占{social_share}%。

社会消费品零售总额{retail}亿元，比上年增加{retail_more}亿元。进出口总额{trade}亿元，其中出口{export}亿元、进口{import_}亿元。

二、社会

工会会员由{before}年末的{members_before}万人增加到{members}万人，净增{members_more}万人。经营主体达到{firms}万户，其中企业{companies}万户、个体工商户{traders}万户。

城镇化率{urban}%，比上年提高{urban_more}个百分点。养老机构床位{beds}张，比上年增长{beds_growth}%。

三、小结

全镇一般公共预算收入{revenue}亿元，社会消费品零售总额{retail}亿元，进出口总额{trade}亿元，养老机构床位{beds}张。
"""


def rounded(value: Decimal, digits: str) -> Decimal:
    return value.quantize(Decimal(digits), ROUND_HALF_UP)


def reports() -> dict[str, str]:
    """Texts by report_id, 2019 to 2023; each year's figures grow by a rate of their own."""
    start = {"revenue": "84.72", "spending": "135.4", "retail": "206.38", "members": "23.46", "beds": "4386"}
    old = {name: Decimal(value) for name, value in start.items()} | {"urban": Decimal("58.7")}
    texts = {}
    for n, year in enumerate(range(2019, 2024)):
        new = {
            "revenue": rounded(old["revenue"] * (1 + Decimal(7 + n) / 100), "0.01"),
            "spending": rounded(old["spending"] * (1 + Decimal(5 + n % 2) / 100), "0.1"),
            "retail": old["retail"] + Decimal("13.27") + n,
            "members": old["members"] + Decimal("1.14") + Decimal(n) / 10,
            "beds": rounded(old["beds"] * (1 + Decimal(9 - n) / 100), "1"),
            "urban": old["urban"] + Decimal("0.8") + Decimal(n % 3) / 10,
        }
        social = rounded(new["spending"] * Decimal("0.78"), "0.1")
        export = rounded(new["retail"] * Decimal("0.41"), "0.01")
        import_ = rounded(new["retail"] * Decimal("0.17"), "0.01")
        companies = rounded(new["members"] * Decimal("0.13"), "0.01")
        traders = rounded(new["members"] * Decimal("0.31"), "0.01")
        texts[f"yunbei-bulletin-{year}"] = TEXT.format(
            **new,
            year=year,
            before=year - 1,
            revenue_growth=rounded((new["revenue"] / old["revenue"] - 1) * 100, "0.1"),
            social=social,
            social_share=rounded(social / new["spending"] * 100, "0.1"),
            retail_more=new["retail"] - old["retail"],
            export=export,
            import_=import_,
            trade=export + import_,
            members_before=old["members"],
            members_more=new["members"] - old["members"],
            companies=companies,
            traders=traders,
            firms=companies + traders,
            urban_more=new["urban"] - old["urban"],
            beds_growth=rounded((new["beds"] / old["beds"] - 1) * 100, "0.1"),
        )
        old = new
    return texts
