"""Small decisions that no other test would miss: whole rows of sentences that need many of them at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from report_extract import extract, find_mentions, load_patterns
from report_extract.model import Award, Event, Extraction, Heading, Report, Statistic
from report_extract.patterns import PatternError, default_folder

SUMMARY = "青禾镇2022年工作总结\n\n2022年，{}\n"


def out_of(sentence: str) -> Extraction:
    """What a sentence gives in a report on 2022."""
    return extract(Report("r", SUMMARY.format(sentence)))


def rows(sentence: str) -> list[Statistic]:
    return out_of(sentence).statistics


def told(row: Statistic) -> str:
    """A row's columns on one line; what is usual is left out."""
    kind = "" if row.measure == "level" else f" {row.measure}"
    bounds = "–".join("" if bound is None else f"{bound:,.12g}" for bound in (row.lower, row.upper))
    parts = [
        f"{row.figure_text} {row.indicator}{kind}" + (f" < {row.basis}" if row.basis else ""),
        f"{row.value:,.12g} {row.unit} {row.dimension}",
        "" if row.qualifier == "exact" else f"{row.qualifier} {bounds}",
        days(row.period_start, row.period_end),
        "" if row.status == "actual" else row.status,
    ]
    return " | ".join(part for part in parts if part)


def told_event(row: Event) -> str:
    where = [days(row.date_start, row.date_end), row.precision or "", "、".join(row.organisers), row.location or ""]
    return " | ".join(["event " + row.name, row.action or "", *where]).rstrip(" |")


def told_award(row: Award) -> str:
    counted = "" if row.count is None else f"{row.count}{row.unit}"
    given = [row.granted_by or "", "、".join(row.recipients), row.action or ""]
    return " | ".join(["award " + row.award, row.level or "", row.category or "", counted, str(row.year), *given])


def told_heading(heading: Heading) -> str:
    said = [
        heading.title,
        heading.issuer,
        heading.genre,
        heading.report_year,
        heading.published,
        heading.reference_date,
    ]
    return " | ".join(map(str, said))


def lines(out: Extraction) -> list[str]:
    """All rows of an extraction, table by table."""
    return [*map(told, out.statistics), *map(told_event, out.events), *map(told_award, out.awards)]


def cases(text: str) -> list[tuple[str, list[str]]]:
    """Blocks of a text: a sentence, and indented what it gives."""
    blocks = [block.splitlines() for block in re.split(r"\n(?! )", text.strip("\n"))]
    return [(sentence, [line.strip() for line in rows]) for sentence, *rows in blocks]


def days(start: date | None, end: date | None) -> str:
    """A period; whole years without their days."""
    first, last = str(start).removesuffix("-01-01"), str(end).removesuffix("-12-31")
    if start is None or end is None or start == end:
        return str(start)
    if len(first) == len(last) == 4:
        return first if first == last else f"{first}–{last}"
    return f"{start}–{end}"


SENTENCES = """
全镇新建灌溉渠12.5公里、机井36眼，改造危桥3座，新增和恢复灌溉面积近2600亩。
    12.5公里 全镇新建灌溉渠 | 12.5 公里 length | 2022
    36眼 新建机井 | 36 眼 count | 2022
    3座 改造危桥 | 3 座 count | 2022
    近2600亩 新增和恢复灌溉面积 | 2,600 亩 area | nearly –2,600 | 2022
农村居民人均可支配收入由2020年的1.82万元提高到2.15万元，增速居全县第2位。
    1.82万元 农村居民人均可支配收入 | 18,200 元 money | 2020
    2.15万元 农村居民人均可支配收入 | 21,500 元 money | 2022
    第2位 农村居民人均可支配收入增速居全县位次 rank | 2 位 count | 2022
全年接待游客38.6万人次，是2019年的1.4倍；旅游收入1.2亿元，占全镇生产总值的比重达到21.5%。
    38.6万人次 接待游客 | 386,000 人次 person_time | 2022
    1.4倍 接待游客 < 2019年 | 1.4 倍 ratio | 2022
    1.2亿元 旅游收入 | 120,000,000 元 money | 2022
    21.5% 旅游收入占全镇生产总值的比重 share < 全镇生产总值 | 21.5 % ratio | 2022
制造业投资占工业投资的比重为36.4%，比上年提高1.8个百分点。
    36.4% 制造业投资占工业投资的比重 share < 工业投资 | 36.4 % ratio | 2022
    1.8个百分点 制造业投资占工业投资的比重提高 change < 上年 | 1.8 个百分点 ratio | 2022
一季度完成投资3200万元，二季度4100万元，上半年累计完成7300万元。
    3200万元 投资 | 32,000,000 元 money | 2022-01-01–2022-03-31
    4100万元 投资 | 41,000,000 元 money | 2022-04-01–2022-06-30
    7300万元 投资 | 73,000,000 元 money | 2022-01-01–2022-06-30
截至12月底，全镇共有经营主体4860户，同比增加310户，增长6.8%，其中企业620户。
    4860户 全镇共有经营主体 | 4,860 户 count | 2022-12-31
    310户 全镇共有经营主体增加 change < 上年同期 | 310 户 count | 2022-12-31
    6.8% 全镇共有经营主体增长 growth < 上年同期 | 6.8 % ratio | 2022-12-31
    620户 企业 < 全镇共有经营主体 | 620 户 count | 2022-12-31
预计全年实现税收5400万元左右，超过年初目标300多万元。
    5400万元左右 税收 | 54,000,000 元 money | about – | 2022 | estimate
    300多万元 超过目标 | 3,000,000 元 money | over 3,000,000– | 2022 | estimate
发放贷款120笔、金额2.3亿元，不良率降至0.8%以下。
    120笔 发放贷款 | 120 笔 count | 2022
    2.3亿元 发放金额 | 230,000,000 元 money | 2022
    0.8%以下 不良率 | 0.8 % ratio | at_most –0.8 | 2022
平均每亩增产25—30公斤，失业率控制在5%以内，城镇新增就业不少于1200人。
    25—30公斤 每亩增产 change | 25 公斤 mass | range 25–30 | 2022
    5%以内 失业率 | 5 % ratio | at_most –5 | 2022
    不少于1200人 城镇新增就业 | 1,200 人 person | at_least 1,200– | 2022
森林覆盖率从36.2%上升到38.5%，提高2.3个百分点，高于全省平均4.1个百分点。
    36.2% 森林覆盖率 | 36.2 % ratio | None
    38.5% 森林覆盖率 | 38.5 % ratio | 2022
    2.3个百分点 森林覆盖率提高 change | 2.3 个百分点 ratio | 2022
    4.1个百分点 森林覆盖率高于 change < 全省平均 | 4.1 个百分点 ratio | 2022
三分之二的村通了自来水，超过九成的农户用上清洁能源。
    三分之二 村通了自来水 share | 0.666666666667  ratio | 2022
    超过九成 农户用上清洁能源 share | 90 % ratio | over 90– | 2022
第一、二、三产业增加值分别为3.1亿元、5.6亿元、4.9亿元，分别增长4.2%、6.8%、7.5%。
    3.1亿元 第一产业增加值 | 310,000,000 元 money | 2022
    5.6亿元 第二产业增加值 | 560,000,000 元 money | 2022
    4.9亿元 第三产业增加值 | 490,000,000 元 money | 2022
    4.2% 第一产业增加值增长 growth < 上年 | 4.2 % ratio | 2022
    6.8% 第二产业增加值增长 growth < 上年 | 6.8 % ratio | 2022
    7.5% 第三产业增加值增长 growth < 上年 | 7.5 % ratio | 2022
单位产值能耗下降3.2%，降幅比上年扩大0.4个百分点。
    3.2% 单位产值能耗 growth < 上年 | -3.2 % ratio | 2022
    0.4个百分点 单位产值能耗降幅扩大 change < 上年 | 0.4 个百分点 ratio | 2022
柑橘单产由1200公斤增加到1500公斤，亏损面由12%收窄至8%。
    1200公斤 柑橘单产 | 1,200 公斤 mass | None
    1500公斤 柑橘单产 | 1,500 公斤 mass | 2022
    12% 亏损面 | 12 % ratio | None
    8% 亏损面 | 8 % ratio | 2022
到2025年，全镇茶园面积将达到1.2万亩；今年计划投资1.5亿元，实际完成1.32亿元。
    1.2万亩 全镇茶园面积 | 12,000 亩 area | 2025 | target
    1.5亿元 投资 | 150,000,000 元 money | 2022 | target
    1.32亿元 投资 | 132,000,000 元 money | 2022
选派驻村干部18名、科技特派员7名，组建服务队5支，签约项目14个，总投资26亿元。
    18名 选派驻村干部 | 18 名 person | 2022
    7名 选派科技特派员 | 7 名 person | 2022
    5支 组建服务队 | 5 支 count | 2022
    14个 签约项目 | 14 个 count | 2022
    26亿元 签约项目总投资 | 2,600,000,000 元 money | 2022
化肥用量连续五年下降，农药用量比2018年减少12吨，三个村的集体收入突破百万元。
    12吨 农药用量 change < 2018年 | -12 吨 mass | 2022
    突破百万元 村的集体收入 | 1,000,000 元 money | over 1,000,000– | 2022
蔬菜大棚比上年增加120座，达到860座；外贸出口额首次超过50亿元，增长逾两成。
    120座 蔬菜大棚增加 change < 上年 | 120 座 count | 2022
    860座 蔬菜大棚 | 860 座 count | 2022
    超过50亿元 外贸出口额 | 5,000,000,000 元 money | over 5,000,000,000– | 2022
    逾两成 外贸出口额增长 growth < 上年 | 20 % ratio | over 20– | 2022
普惠性幼儿园占比达86%，污水处理率、垃圾无害化处理率分别达到95%和100%。
    86% 普惠性幼儿园占比 share | 86 % ratio | 2022
    95% 污水处理率 | 95 % ratio | 2022
    100% 垃圾无害化处理率 | 100 % ratio | 2022
空气优良天数310天，同比增加12天；PM2.5平均浓度29微克/立方米，下降6.5%。
    310天 空气优良天数 | 310 天 duration | 2022
    12天 空气优良天数增加 change < 上年同期 | 12 天 duration | 2022
    29微克/立方米 PM2.5平均浓度 | 29 微克/立方米 rate | 2022
    6.5% PM2.5平均浓度 growth < 上年 | -6.5 % ratio | 2022
荣获“江州市文明单位称号。
    award 江州市文明单位称号 | municipal | 称号 |  | 2022 |  |  | 荣获
青禾茶厂荣获江州市质量奖，青禾小学获评全省“书香校园”，3名教师被评为“江州市优秀教师”。
    3名 教师被评为“江州市优秀教师” | 3 名 person | 2022
    award 江州市质量奖 | municipal | 奖 |  | 2022 |  | 青禾茶厂 | 荣获
    award 全省“书香校园” | provincial | 称号 |  | 2022 |  | 青禾小学 | 获评
    award “江州市优秀教师” | municipal | 称号 | 3名 | 2022 |  |  | 被评为
江州市总工会授予青禾纺织厂等5家单位“江州市工人先锋号”，授予12名职工“江州市五一劳动奖章”。
    5家 江州市总工会授予单位“江州市工人先锋号” | 5 家 count | 2022
    12名 江州市总工会授予职工“江州市五一劳动奖章” | 12 名 person | 2022
    award “江州市工人先锋号” | municipal | 先锋号 | 5家 | 2022 | 江州市总工会 | 青禾纺织厂 | 授予
    award “江州市五一劳动奖章” | municipal | 奖章 | 12名 | 2022 | 江州市总工会 |  | 授予
青禾镇获评全国五一劳动奖状1个、奖章2个。
    1个 青禾镇获评全国五一劳动奖状 | 1 个 count | 2022
    2个 青禾镇获评全国五一劳动奖章 | 2 个 count | 2022
    award 全国五一劳动奖状 | national | 奖状 | 1个 | 2022 |  | 青禾镇 | 获评
    award 全国五一劳动奖章 | national | 奖章 | 2个 | 2022 |  | 青禾镇 | 获评
青禾镇召开表彰大会，表彰劳动模范8名、先进集体5个。
    8名 表彰劳动模范 | 8 名 person | 2022
    5个 表彰先进集体 | 5 个 count | 2022
    award 劳动模范 |  | 称号 | 8名 | 2022 |  |  | 表彰
    award 先进集体 |  | 称号 | 5个 | 2022 |  |  | 表彰
2021年度，青禾米业有限公司获得江州省科技进步奖一等奖1项、二等奖2项。
    1项 青禾米业有限公司获得江州省科技进步奖一等奖 | 1 项 count | 2021
    2项 青禾米业有限公司获得江州省科技进步奖二等奖 | 2 项 count | 2021
    award 江州省科技进步奖一等奖 | provincial | 奖 | 1项 | 2021 |  | 青禾米业有限公司 | 获得
    award 江州省科技进步奖二等奖 | provincial | 奖 | 2项 | 2021 |  | 青禾米业有限公司 | 获得
白塘村获评全国文明村，先进集体和劳动模范表彰大会在镇礼堂举行。
    award 全国文明村 | national | 称号 |  | 2022 |  | 白塘村 | 获评
5月6日，镇妇女联合会、镇精神文明建设委员会办公室在文化广场举行“好家风”故事会。
    event 举行“好家风”故事会 | 举行 | 2022-05-06 | day | 镇妇女联合会、镇精神文明建设委员会办公室 | 文化广场
6月2日，镇工会与镇妇联联合在文化广场举办健步走活动。
    event 联合在文化广场举办健步走活动 | 举办 | 2022-06-02 | day | 镇工会、镇妇联 | 文化广场
7月3日上午，镇农技站走进李家湾开展果树修剪培训，60名果农参加。
    60名 果农参加 | 60 名 person | 2022-07-03
    event 走进李家湾开展果树修剪培训 | 开展 | 2022-07-03 | day | 镇农技站 | 李家湾
9月10日，镇教育协会、镇关工委共同慰问退休教师45名。
    45名 镇教育协会、镇关工委共同慰问退休教师 | 45 名 person | 2022-09-10
    event 共同慰问退休教师45名 | 慰问 | 2022-09-10 | day | 镇教育协会、镇关工委
8月12日至15日，镇文化站在青河湾举办龙舟赛；9月1日，镇中心小学举行校园开放日。
    event 镇文化站在青河湾举办龙舟赛 | 举办 | 2022-08-12–2022-08-15 | day | 镇文化站 | 青河湾
    event 镇中心小学举行校园开放日 | 举行 | 2022-09-01 | day | 镇中心小学
截至11月30日，新建厕所45座。
    45座 新建厕所 | 45 座 count | 2022-11-30
全镇推广大棚蔬菜。达到3600亩。
    3600亩 大棚蔬菜 | 3,600 亩 area | 2022
县里把16%的税率降至13%。
    16% 县里税率 | 16 % ratio | 2022
    13% 县里税率 | 13 % ratio | 2022
李家村、王家村荣获“江州省卫生村”称号。
    award “江州省卫生村”称号 | provincial | 称号 |  | 2022 |  | 李家村、王家村 | 荣获
其中，张家村夺得全国柑橘大赛金奖1个、银奖2个。
    1个 张家村夺得全国柑橘大赛金奖 | 1 个 count | 2022
    2个 张家村夺得全国柑橘大赛银奖 | 2 个 count | 2022
    award 全国柑橘大赛金奖 | national | 奖 | 1个 | 2022 |  | 张家村 | 夺得
    award 全国柑橘大赛银奖 | national | 奖 | 2个 | 2022 |  | 张家村 | 夺得
9月，安排326人就业。
    326人 就业 | 326 人 person | 2022-09-01–2022-09-30
修渠12公里。大棚蔬菜产值翻番。年末达到1200亩。
    12公里 修渠 | 12 公里 length | 2022
    1200亩 大棚蔬菜产值翻番 | 1,200 亩 area | 2022-12-31
2017年，油菜亩产达到150公斤，五年来年均增长6%；小麦亩产达到290公斤。
    150公斤 油菜亩产 | 150 公斤 mass | 2017
    6% 油菜亩产增长 growth | 6 % ratio | 2018–2022
    290公斤 小麦亩产 | 290 公斤 mass | 2022
茶叶产量380吨，贡献了全镇24%的增量，比上年增加30吨。
    380吨 茶叶产量 | 380 吨 mass | 2022
    24% 贡献全镇增量 share | 24 % ratio | 2022
    30吨 茶叶产量增加 change < 上年 | 30 吨 mass | 2022
青禾镇推选李家村被评为“江州市文明村”。
    award “江州市文明村” | municipal | 称号 |  | 2022 |  | 李家村 | 被评为
城镇化率从2020年的53.2%提升到2022年的57.7%。
    53.2% 城镇化率 | 53.2 % ratio | 2020
    57.7% 城镇化率 | 57.7 % ratio | 2022
每吨钢的综合能耗，由上年的2.51吨煤，降低到2.28吨煤。
    2.51吨煤 每吨钢的综合能耗 | 2.51 吨煤 mass | 2021
    2.28吨煤 每吨钢的综合能耗 | 2.28 吨煤 mass | 2022
粮食产量3.6万吨（其中稻谷2.1万吨）。
    3.6万吨 粮食产量 | 36,000 吨 mass | 2022
    2.1万吨 稻谷产量 < 粮食产量 | 21,000 吨 mass | 2022
自来水价格比上年上涨2.3%，物价上涨1.2%。
    2.3% 自来水价格上涨 growth < 上年 | 2.3 % ratio | 2022
    1.2% 物价上涨 growth < 上年 | 1.2 % ratio | 2022
粮食产值增加一倍，工期缩短3个多月。
    一倍 粮食产值增加 growth < 上年 | 1 倍 ratio | 2022
    3个多月 工期 change | -3 个月 duration | over –-3 | 2022
近百户受益，吸引游客超千万人次。
    近百户 受益 | 100 户 count | nearly –100 | 2022
    超千万人次 吸引游客 | 10,000,000 人次 person_time | over 10,000,000– | 2022
荣获江州市质量奖、江州市先进单位称号。
    award 江州市质量奖 | municipal | 奖 |  | 2022 |  |  | 荣获
    award 江州市先进单位称号 | municipal | 称号 |  | 2022 |  |  | 荣获
江州省人民政府授予青禾镇“先进单位”称号。
    award “先进单位”称号 | provincial | 称号 |  | 2022 | 江州省人民政府 | 青禾镇 | 授予
江州县召开大会，授予12人“劳动模范”称号。
    12人 授予“劳动模范”称号 | 12 人 person | 2022
    award “劳动模范”称号 | municipal | 称号 | 12人 | 2022 |  |  | 授予
获评江州省青禾市先进单位。
    award 江州省青禾市先进单位 | municipal | 称号 |  | 2022 |  |  | 获评
5个村和3个社区获评文明单位。
    5个 村获评文明单位 | 5 个 count | 2022
    3个 社区获评文明单位 | 3 个 count | 2022
    award 文明单位 |  | 称号 | 5个 | 2022 |  |  | 获评
    award 文明单位 |  | 称号 | 3个 | 2022 |  |  | 获评
5月6日消息，镇工会启动技能大赛。
    event 镇工会启动技能大赛 | 启动 | 2022-05-06 | day | 镇工会
5月6日，华北地区遭遇暴雨，受灾农田1200亩。
    1200亩 受灾农田 | 1,200 亩 area | 2022-05-06
    event 华北地区遭遇暴雨受灾农田1200亩 | 遭遇 | 2022-05-06 | day |  | 华北地区
扣除价格因素，农民人均纯收入实际增长5.2%。
    5.2% 农民人均纯收入增长 growth < 上年 | 5.2 % ratio | 2022
居民人均可支配收入3.2万元，考虑价格因素实际增长5%。
    3.2万元 居民人均可支配收入 | 32,000 元 money | 2022
    5% 居民人均可支配收入增长 growth < 上年 | 5 % ratio | 2022
1978—2000年，粮食产量由1.2万吨增加到3.4万吨。
    1.2万吨 粮食产量 | 12,000 吨 mass | 1978
    3.4万吨 粮食产量 | 34,000 吨 mass | 2000
国民收入中，用于消费的部分增长5%。
    5% 国民收入用于消费的部分增长 growth < 上年 | 5 % ratio | 2022
粮食产量再创历史新高，比上年增加1200吨。
    1200吨 粮食产量增加 change < 上年 | 1,200 吨 mass | 2022
推广茶叶、柑橘、蔬菜等30个品种。
    30个 推广品种 | 30 个 count | 2022
新增甲子村、青石村、白塘村3个试点村。
    3个 新增试点村 | 3 个 count | 2022
城镇人均住房面积38平方米，农村46平方米。
    38平方米 城镇人均住房面积 | 38 平方米 area | 2022
    46平方米 农村人均住房面积 | 46 平方米 area | 2022
60岁以上老人120名，亿元以上项目超过30个。
    120名 60岁以上老人 | 120 名 person | 2022
    超过30个 亿元以上项目 | 30 个 count | over 30– | 2022
务工人数达到1.2万，城镇登记失业人口3400多。
    1.2万 务工人数 | 12,000 人 person | 2022
    3400多 城镇登记失业人口 | 3,400 人 person | over 3,400– | 2022
与2019年相比，茶叶产量增长12%，柑橘产量下降20—34%。
    12% 茶叶产量增长 growth < 2019年 | 12 % ratio | 2022
    20—34% 柑橘产量 growth < 2019年 | -34 % ratio | range -34–-20 | 2022
创建1个国家级、4个省级示范茶园。
    1个 创建国家级示范茶园 | 1 个 count | 2022
    4个 创建省级示范茶园 | 4 个 count | 2022
自2019年实施项目以来，新修渠道36公里。
    36公里 新修渠道 | 36 公里 length | 2019–2022
2018年到2020年，新修渠道36公里。2018年到2020年的三年间，培训农民1200名。
    36公里 新修渠道 | 36 公里 length | 2018–2020
    1200名 培训农民 | 1,200 名 person | 2018–2020
对东盟、欧盟进出口分别增长16.7%、40.2%，茶叶、柑橘产量分别增长3%、5%。
    16.7% 对东盟进出口增长 growth < 上年 | 16.7 % ratio | 2022
    40.2% 欧盟进出口增长 growth < 上年 | 40.2 % ratio | 2022
    3% 茶叶产量增长 growth < 上年 | 3 % ratio | 2022
    5% 柑橘产量增长 growth < 上年 | 5 % ratio | 2022
百万千瓦机组投产，发电12亿千瓦时。
    12亿千瓦时 发电 | 1,200,000,000 千瓦时 energy | 2022
5A级景区接待游客120万人次，从1月到6月用电量达到3.6亿千瓦时。
    120万人次 5A级景区接待游客 | 1,200,000 人次 person_time | 2022
    3.6亿千瓦时 用电量 | 360,000,000 千瓦时 energy | 2022-01-01–2022-06-30
粮食产量36万吨，占全县的12%，其中稻谷占六成。
    36万吨 粮食产量 | 360,000 吨 mass | 2022
    12% 粮食产量占全县 share < 全县 | 12 % ratio | 2022
    六成 稻谷产量占比 share | 60 % ratio | 2022
每百户拥有汽车42辆，人均收入增加1200元。
    42辆 每百户拥有汽车 | 42 辆 count | 2022
    1200元 人均收入增加 change | 1,200 元 money | 2022
油料产量由全省第9位升至第7位。
    第9位 油料产量居全省位次 rank | 9 位 count | None
    第7位 油料产量居全省位次 rank | 7 位 count | 2022
全年降水量1200毫米左右，平均气温16.5℃。
    1200毫米左右 降水量 | 1,200 毫米 length | about – | 2022
    16.5℃ 平均气温 | 16.5 ℃ other | 2022
5月6日，镇工会举办全镇职工技能比武大赛，评出一等奖1名，宣布“青禾工匠”名单。
    1名 评出一等奖 | 1 名 person | 2022-05-06
    event 举办全镇职工技能比武大赛 | 举办 | 2022-05-06 | day | 镇工会
    award 一等奖 |  | 奖 | 1名 | 2022 |  |  | 评出
完成投资36亿元，同比增长12.4%。
    36亿元 投资 | 3,600,000,000 元 money | 2022
    12.4% 投资增长 growth < 上年同期 | 12.4 % ratio | 2022
计划新建学校12所，已建成5所。
    12所 新建学校 | 12 所 count | 2022 | target
    5所 建成学校 | 5 所 count | 2022
上半年中新建书屋12个。
    12个 新建书屋 | 12 个 count | 2022-01-01–2022-06-30
粮食产量维持在36万吨左右。
    36万吨左右 粮食产量 | 360,000 吨 mass | about – | 2022
全镇加大民生投入，用于修路的资金1200万元。
    1200万元 用于修路的资金 | 12,000,000 元 money | 2022
财政投入增加，仅此一项五年增加489亿元。
    489亿元 财政投入增加 change | 48,900,000,000 元 money | 2018–2022
全镇开工修建卫生室，改造校舍，已修建12座。
    12座 卫生室修建 | 12 座 count | 2022
引进实施总投资3亿元的电站。
    3亿元 电站总投资 | 300,000,000 元 money | 2022
年初确定的各项任务全面完成，全镇新增税收5400万元。
    5400万元 全镇新增税收 | 54,000,000 元 money | 2022
2021年上半年，茶叶产量380吨，5月新开店铺12家。
    380吨 茶叶产量 | 380 吨 mass | 2021-01-01–2021-06-30
    12家 新开店铺 | 12 家 count | 2021-05-01–2021-05-31
新增甲子村、青石村和白塘村3个试点村。
    3个 新增试点村 | 3 个 count | 2022
茶叶产值占全镇产值的比重比上年提高1.2个百分点。
    1.2个百分点 茶叶产值占全镇产值的比重 change < 上年 | 1.2 个百分点 ratio | 2022
命名县级文明村3个：甲子村、青石村、白塘村。
    3个 命名县级文明村 | 3 个 count | 2022
    award 县级文明村 | municipal | 称号 | 3个 | 2022 |  | 甲子村、青石村、白塘村 | 命名
评选“青禾工匠12名。
    12名 评选青禾工匠 | 12 名 person | 2022
    award 青禾工匠 |  | 称号 | 12名 | 2022 |  |  | 评选
一九七八年到一九八二年，新修渠道36公里。
    36公里 新修渠道 | 36 公里 length | 1978–1982
组织引导广大青年职工积极参加茶叶加工和果树栽培实用技能培训12期。
    12期 参加茶叶加工和果树栽培实用技能培训 | 12 期 count | 2022
围绕产业发展和乡村建设需要面向返乡青年和种养大户举办创业培训班12期。
    12期 举办创业培训班 | 12 期 count | 2022
针对留守老人生活照料难的突出问题建成日间照料中心12所。
    12所 建成日间照料中心 | 12 所 count | 2022
与江州大学农学院和省茶叶研究所合作选育的抗寒早熟高产优质茶树新品种12个。
    12个 抗寒早熟高产优质茶树新品种 | 12 个 count | 2022
提出12条发展打算。
    12条 提出发展打算 | 12 条 count | 2022
损耗减少量达到12吨。
    12吨 损耗减少量 | 12 吨 mass | 2022
办理时限压缩12天，审批事项由236项压减到189项，压减20%。
    12天 办理时限 change | -12 天 duration | 2022
    236项 审批事项 | 236 项 count | None
    189项 审批事项 | 189 项 count | 2022
    20% 审批事项 growth < 上年 | -20 % ratio | 2022
压减支出3亿元。
    3亿元 压减支出 | 300,000,000 元 money | 2022
城乡收入比由2.16缩小到1.92，收入比为2.4∶1。
    2.16 城乡收入比 | 2.16  other | None
    1.92 城乡收入比 | 1.92  other | 2022
    2.4 城乡收入比 | 2.4  other | 2022
财政收入203.7亿元，为预算的101.9%，增长0.6%，为上年的104%。
    203.7亿元 财政收入 | 20,370,000,000 元 money | 2022
    101.9% 财政收入为预算 < 预算 | 101.9 % ratio | 2022
    0.6% 财政收入增长 growth < 上年 | 0.6 % ratio | 2022
    104% 财政收入 < 上年 | 104 % ratio | 2022
出口额是进口额的2.5倍。
    2.5倍 出口额是进口额 < 进口额 | 2.5 倍 ratio | 2022
每百户居民拥有空调156台、汽车43辆。
    156台 每百户居民拥有空调 | 156 台 count | 2022
    43辆 每百户居民拥有汽车 | 43 辆 count | 2022
修路惠及12个村、3200余户。
    12个 修路惠及村 | 12 个 count | 2022
    3200余户 修路惠及 | 3,200 户 count | over 3,200– | 2022
6个县的教育资金1.05亿元滞留。
    6个 县 | 6 个 count | 2022
    1.05亿元 教育资金滞留 | 105,000,000 元 money | 2022
立案查处案件36件49人，其中原处级干部3人、科级干部9人。
    36件 立案查处案件 | 36 件 count | 2022
    49人 立案查处案件 | 49 人 person | 2022
    3人 原处级干部 < 立案查处案件 | 3 人 person | 2022
    9人 科级干部 | 9 人 person | 2022
127个集体、236名个人受到表彰。
    127个 集体受到表彰 | 127 个 count | 2022
    236名 个人受到表彰 | 236 名 person | 2022
工时伤害率0.12，恩格尔系数0.286，能耗为2.35吨/万元。
    0.12 工时伤害率 | 0.12  other | 2022
    0.286 恩格尔系数 | 0.286  other | 2022
    2.35吨/万元 能耗 | 2.35 吨/万元 rate | 2022
截至报告期末，总资产312亿元。
    312亿元 总资产 | 31,200,000,000 元 money | 2022-12-31
工业增速超出计划0.7个百分点，固定资产投资低于计划目标1.9个百分点。
    0.7个百分点 工业增速超出 change | 0.7 个百分点 ratio | 2022
    1.9个百分点 固定资产投资 change < 计划目标 | -1.9 个百分点 ratio | 2022
优良天数339天，其中优128天、良211天；轻度污染24天。
    339天 优良天数 | 339 天 duration | 2022
    128天 优 < 优良天数 | 128 天 duration | 2022
    211天 良 | 211 天 duration | 2022
    24天 轻度污染 | 24 天 duration | 2022
培训时间为12天，随后休整3天。
    12天 培训时间 | 12 天 duration | 2022
    3天 随后休整 | 3 天 duration | 2022
噪声昼间平均为54.2分贝，夜间为45.6分贝。
    54.2分贝 噪声昼间 | 54.2 分贝 other | 2022
    45.6分贝 噪声夜间 | 45.6 分贝 other | 2022
化学需氧量、氨氮、氮氧化物减排量分别为3260吨、186吨和98吨。
    3260吨 化学需氧量减排量 | 3,260 吨 mass | 2022
    186吨 氨氮减排量 | 186 吨 mass | 2022
    98吨 氮氧化物减排量 | 98 吨 mass | 2022
在校生2.8万人，其中本科生2.1万人；专任教师1862人，具有博士学位的占78%，其中正高级职称386人。
    2.8万人 在校生 | 28,000 人 person | 2022
    2.1万人 本科生在校生 < 在校生 | 21,000 人 person | 2022
    1862人 专任教师 | 1,862 人 person | 2022
    78% 专任教师具有博士学位占比 share | 78 % ratio | 2022
    386人 正高级职称 < 专任教师具有博士学位占比 | 386 人 person | 2022
一级学科博士点16个，7个学科进入全球前1%，资助学生3.2万人次，生均4000元。
    16个 一级学科博士点 | 16 个 count | 2022
    7个 学科进入全球前1% | 7 个 count | 2022
    3.2万人次 资助学生 | 32,000 人次 person_time | 2022
    4000元 生均学生 | 4,000 元 money | 2022
茶叶、蜂蜜、药材产量分别为12吨、36吨和8吨，比上年增长9%、7%和6%。
    12吨 茶叶产量 | 12 吨 mass | 2022
    36吨 蜂蜜产量 | 36 吨 mass | 2022
    8吨 药材产量 | 8 吨 mass | 2022
    9% 茶叶产量增长 growth < 上年 | 9 % ratio | 2022
    7% 蜂蜜产量增长 growth < 上年 | 7 % ratio | 2022
    6% 药材产量增长 growth < 上年 | 6 % ratio | 2022
第一、二产业增加值分别为86亿元、420亿元，分别增长3.1%、6.2%，占比分别为17%、83%。
    86亿元 第一产业增加值 | 8,600,000,000 元 money | 2022
    420亿元 第二产业增加值 | 42,000,000,000 元 money | 2022
    3.1% 第一产业增加值增长 growth < 上年 | 3.1 % ratio | 2022
    6.2% 第二产业增加值增长 growth < 上年 | 6.2 % ratio | 2022
    17% 第一产业占比 share | 17 % ratio | 2022
    83% 第二产业占比 share | 83 % ratio | 2022
新建学校12所、医院3家，分别完成计划的80%和60%。
    12所 新建学校 | 12 所 count | 2022
    3家 新建医院 | 3 家 count | 2022
    80% 新建学校完成计划 < 计划 | 80 % ratio | 2022
    60% 医院完成计划 < 计划 | 60 % ratio | 2022
城镇居民收入45280元，农村居民收入23960元，分别高于全省0.3个和0.5个百分点。
    45280元 城镇居民收入 | 45,280 元 money | 2022
    23960元 农村居民收入 | 23,960 元 money | 2022
    0.3个 城镇居民收入高于 change < 全省 | 0.3 个百分点 ratio | 2022
    0.5个百分点 农村居民收入高于 change < 全省 | 0.5 个百分点 ratio | 2022
用于科技、教育事业的支出分别为774亿元、536亿元。
    774亿元 用于科技的支出 | 77,400,000,000 元 money | 2022
    536亿元 教育事业的支出 | 53,600,000,000 元 money | 2022
"""
"""Sentences that exercise many mechanisms, each with all its rows, as a careful reader gives them."""


@pytest.mark.parametrize(("sentence", "rows"), cases(SENTENCES))
def test_every_row_of_a_sentence(sentence: str, rows: list[str]) -> None:
    assert lines(out_of(sentence)) == rows


REPORTS = """
gwr-1999
政府工作报告
（1999年2月8日在青禾县第十二届人民代表大会第二次会议上）

一、1998年工作回顾
全县生产总值达到12.6亿元，比上年增长7.2%。上半年完成投资3.1亿元，9月底修通公路42公里。
1997年底，全县有小学96所。五年来，新修水库6座，年均增产粮食1.2万吨。
今年以来，新开商店18家。当年纳税120万元。

二、1999年工作安排
今年主要预期目标是：生产总值增长8%，财政收入达到1.3亿元，比上年增加900万元。新建小学3所。
今年，完成荒坡改造5处。今后三年，改造农田2.4万亩。到2001年，全县粮食产量达到30万吨。
--
政府工作报告 | 青禾县人民政府 | work_report | 1998 | 1999-02-08 | 1999-02-08
12.6亿元 全县生产总值 | 1,260,000,000 元 money | 1998
7.2% 全县生产总值增长 growth < 上年 | 7.2 % ratio | 1998
3.1亿元 投资 | 310,000,000 元 money | 1998-01-01–1998-06-30
42公里 修通公路 | 42 公里 length | 1998-09-30
96所 全县有小学 | 96 所 count | 1997-12-31
6座 新修水库 | 6 座 count | 1994–1998
1.2万吨 增产粮食 change | 12,000 吨 mass | 1994–1998
18家 新开商店 | 18 家 count | 1999-01-01–1999-02-08
120万元 纳税 | 1,200,000 元 money | 1999-01-01–1999-02-08
8% 生产总值增长 growth < 上年 | 8 % ratio | 1999 | target
1.3亿元 财政收入 | 130,000,000 元 money | 1999 | target
900万元 财政收入增加 change < 上年 | 9,000,000 元 money | 1999 | target
3所 新建小学 | 3 所 count | 1999 | target
5处 荒坡改造 | 5 处 count | 1999 | target
2.4万亩 改造农田 | 24,000 亩 area | 1999–2001 | target
30万吨 全县粮食产量 | 300,000 吨 mass | 2001 | target
==
qinghe-gwr
政府工作报告
——2018年1月16日在青禾市第七届人民代表大会第一次会议上

一、过去五年的工作
五年来，我市累计完成投资860亿元，是2012年的2.1倍。2017年，生产总值达到420亿元，年均增长8.3%；2013年为290亿元。城镇居民人均可支配收入达到3.2万元。
“十二五”期间，建成公路310公里。去年，新增企业1260家。
过去一年，接待游客86万人次。党的十九大以来，整治河段12条。

二、今后五年的目标任务
今后五年，力争生产总值年均增长7.5%以上，到2022年达到600亿元。五年投资1200亿元。

三、2018年重点工作
新建公园12个。明年，续建8个。改造道路6条。
（一）狠抓项目
安排资金2.6亿元，上半年拨付60%。
--
政府工作报告 | 青禾市人民政府 | work_report | 2017 | 2018-01-16 | 2018-01-16
860亿元 投资 | 86,000,000,000 元 money | 2013–2017
2.1倍 投资 < 2012年 | 2.1 倍 ratio | 2013–2017
420亿元 生产总值 | 42,000,000,000 元 money | 2017
8.3% 生产总值增长 growth | 8.3 % ratio | 2013–2017
290亿元 生产总值 | 29,000,000,000 元 money | 2013
3.2万元 城镇居民人均可支配收入 | 32,000 元 money | 2017
310公里 建成公路 | 310 公里 length | 2011–2015
1260家 新增企业 | 1,260 家 count | 2017
86万人次 接待游客 | 860,000 人次 person_time | 2017
12条 整治河段 | 12 条 count | 2017-10-18–2018-01-16
7.5%以上 生产总值增长 growth | 7.5 % ratio | at_least 7.5– | 2018–2022 | target
600亿元 生产总值 | 60,000,000,000 元 money | 2022 | target
1200亿元 投资 | 120,000,000,000 元 money | 2018–2022 | target
12个 新建公园 | 12 个 count | 2018 | target
8个 续建 | 8 个 count | 2019 | target
6条 改造道路 | 6 条 count | 2018 | target
2.6亿元 资金 | 260,000,000 元 money | 2018 | target
60% 拨付资金 | 60 % ratio | 2018-01-01–2018-06-30 | target
==
qinghe-2021
青禾县2021年上半年经济运行情况
2021年7月20日

上半年，全县生产总值86亿元，同比增长9.1%。一季度增长10.2%。
工业方面，二季度，用电量1.3亿千瓦时。6月份，用电量5100万千瓦时。
截至6月末，存款余额140亿元，比年初增加9亿元。
上半年，全县财政收入6亿元。贷款余额达到96亿元。
--
青禾县2021年上半年经济运行情况 | None | page | 2021 | 2021-07-20 | 2021-07-20
86亿元 全县生产总值 | 8,600,000,000 元 money | 2021-01-01–2021-06-30
9.1% 全县生产总值增长 growth < 上年同期 | 9.1 % ratio | 2021-01-01–2021-06-30
10.2% 全县生产总值增长 growth < 上年同期 | 10.2 % ratio | 2021-01-01–2021-03-31
1.3亿千瓦时 用电量 | 130,000,000 千瓦时 energy | 2021-04-01–2021-06-30
5100万千瓦时 用电量 | 51,000,000 千瓦时 energy | 2021-06-01–2021-06-30
140亿元 存款余额 | 14,000,000,000 元 money | 2021-06-30
9亿元 存款余额增加 change < 年初 | 900,000,000 元 money | 2021-06-30
6亿元 全县财政收入 | 600,000,000 元 money | 2021-01-01–2021-06-30
96亿元 贷款余额 | 9,600,000,000 元 money | 2021-01-01–2021-06-30
==
news
青禾时讯
2020年5月12日

近日，青禾县水务局修复堤坝3处。5月6日，清理河道12公里。10日，培训职工45名。去年，该局改造管网30公里。当年投资600万元。
昨天（5月11日），青禾镇举行植树活动，栽树800棵。
前3个月，水厂供水120万吨。13日，检修阀门340个。
--
青禾时讯 | None | bulletin | 2020 | 2020-05-12 | 2020-05-12
3处 青禾县水务局修复堤坝 | 3 处 count | 2020
12公里 清理河道 | 12 公里 length | 2020-05-06
45名 培训职工 | 45 名 person | 2020-05-10
30公里 该局改造管网 | 30 公里 length | 2019
600万元 投资 | 6,000,000 元 money | 2019
800棵 栽树 | 800 棵 count | 2020-05-11
120万吨 水厂供水 | 1,200,000 吨 mass | 2020-01-01–2020-03-31
340个 检修阀门 | 340 个 count | 2020-04-13
event 清理河道12公里 | 清理 | 2020-05-06 | day
event 培训职工45名 | 培训 | 2020-05-10 | day
event 青禾镇举行植树活动 | 举行 | 2020-05-11 | day | 青禾镇
event 检修阀门340个 | 检修 | 2020-04-13 | day
==
qinghe-2019
青禾县2019年工作综述

三月，新开书店2家。
2018年3月5日，茶园接待游客600人次。4月2日，店铺增加9家。2018年盛夏，游客达到3万人次。
2017—2019年，新修水渠36公里。2018、2019两年，投资9000万元。
自2016年以来，共修村道140公里。截至2018年，通车120公里。
2018年11月上旬，检查店铺30家。2018年12月至2019年2月，培训店员400名。
2017年，茶叶产量由上年的320吨提高到380吨。
--
青禾县2019年工作综述 | None | page | 2019 | None | 2019-12-31
2家 新开书店 | 2 家 count | 2019-03-01–2019-03-31
600人次 茶园接待游客 | 600 人次 person_time | 2018-03-05
9家 店铺增加 change | 9 家 count | 2018-04-02
3万人次 游客 | 30,000 人次 person_time | 2018-06-01–2018-08-31
36公里 新修水渠 | 36 公里 length | 2017–2019
9000万元 投资 | 90,000,000 元 money | 2018–2019
140公里 修村道 | 140 公里 length | 2016–2019
120公里 通车 | 120 公里 length | 2018-12-31
30家 检查店铺 | 30 家 count | 2018-11-01–2018-11-10
400名 培训店员 | 400 名 person | 2018-12-01–2019-02-28
320吨 茶叶产量 | 320 吨 mass | 2016
380吨 茶叶产量 | 380 吨 mass | 2017
event 接待游客600人次 | 接待 | 2018-03-05 | day | 茶园
==
zhen-2016
青禾镇2016年度总结

一、基本情况
全镇有人口2.6万人，比上年末增加300人。
二、存在问题
仍有3个村未通公路。
三、2017年打算
新修村道8公里。
--
青禾镇2016年度总结 | None | page | 2016 | None | 2016-12-31
2.6万人 全镇有人口 | 26,000 人 person | 2016
300人 全镇有人口增加 change < 上年末 | 300 人 person | 2016
3个 村未通公路 | 3 个 count | 2016
8公里 新修村道 | 8 公里 length | 2017
==
gwr-2006
政府工作报告

一、去年工作回顾
新建粮库12座。
--
政府工作报告 | None | work_report | 2005 | None | 2006-03-05
12座 新建粮库 | 12 座 count | 2005
==
gonghui
镇工会动态
2020年1月5日

近日，镇工会走访职工30名。28日，慰问困难职工12名。
--
镇工会动态 | None | bulletin | 2020 | 2020-01-05 | 2020-01-05
30名 镇工会走访职工 | 30 名 person | 2020
12名 慰问困难职工 | 12 名 person | 2019-12-28
event 慰问困难职工12名 | 慰问 | 2019-12-28 | day
==
zhen
青禾镇工作总结

修路12公里。
--
青禾镇工作总结 | None | page | None | None | None
12公里 修路 | 12 公里 length | None
==
jiangzhou-gwr
政府工作报告
（2003年1月8日在江州省第十届人民代表大会第一次会议上）

这是全省发展很快的五年。
修路1200公里。
一、工作回顾
生产总值达到1200亿元。
2000年是不平凡的一年，新修水库6座。
修渠12公里。
二、下一步工作安排
新建小学120所。
三、保障措施
整顿市场30处。
--
政府工作报告 | 江州省人民政府 | work_report | 2002 | 2003-01-08 | 2003-01-08
1200公里 修路 | 1,200 公里 length | 1998–2002
1200亿元 生产总值 | 120,000,000,000 元 money | 2002
6座 新修水库 | 6 座 count | 2000
12公里 修渠 | 12 公里 length | 2000
120所 新建小学 | 120 所 count | 2003 | target
30处 整顿市场 | 30 处 count | 2003 | target
==
guowuyuan
政府工作报告
——2011年3月5日在第十一届全国人民代表大会第四次会议上

我代表国务院，向大会报告工作。

一、“十一五”时期的工作
五年来，新增就业5771万人。“十一五”前三年，新修公路639万公里；“十一五”末，铁路里程达到9.1万公里。
二、“十二五”时期的任务
今后五年，新增就业4500万人。“十二五”期间，森林覆盖率达到21.66%。
--
政府工作报告 | 国务院 | work_report | 2010 | 2011-03-05 | 2011-03-05
5771万人 新增就业 | 57,710,000 人 person | 2006–2010
639万公里 新修公路 | 6,390,000 公里 length | 2006–2008
9.1万公里 铁路里程 | 91,000 公里 length | 2010-12-31
4500万人 新增就业 | 45,000,000 人 person | 2011–2015 | target
21.66% 森林覆盖率 | 21.66 % ratio | 2011–2015 | target
==
lianbo
新闻联播
[视频]今天（4月28日），镇工会开展植树活动，栽树1200棵。
[视频]2013年，全县新建书屋12个。昨天，记者看到，新修渠道3公里。
--
新闻联播 | None | bulletin | 2013 | 2013-04-28 | 2013-04-28
1200棵 栽树 | 1,200 棵 count | 2013-04-28
12个 全县新建书屋 | 12 个 count | 2013
3公里 新修渠道 | 3 公里 length | 2013-04-27
event 镇工会开展植树活动 | 开展 | 2013-04-28 | day | 镇工会
==
yaowen
江州要闻

南京新建书屋12个，培训工人300名。
--
江州要闻 | None | page | None | None | None
12个 南京新建书屋 | 12 个 count | None
300名 南京培训工人 | 300 名 person | None
==
shangban
青禾县2021年上半年经济运行情况
2021年7月20日

上半年，新增贷款36亿元。全年计划投资12亿元。
--
青禾县2021年上半年经济运行情况 | None | page | 2021 | 2021-07-20 | 2021-07-20
36亿元 新增贷款 | 3,600,000,000 元 money | 2021-01-01–2021-06-30
12亿元 投资 | 1,200,000,000 元 money | 2021 | target
==
xian-gwr
政府工作报告
（2023年1月8日在青禾县第七届人民代表大会第三次会议上）

二、2021—2025年水利建设
已建水库3座。
今年计划清淤12公里。
--
政府工作报告 | 青禾县人民政府 | work_report | 2022 | 2023-01-08 | 2023-01-08
3座 建水库 | 3 座 count | 2021–2025
12公里 清淤 | 12 公里 length | 2023 | target
==
qinghe-2018
青禾县2018年工作综述

2017年茶园面积达到1200亩。新开店铺12家。本年新开茶楼3家。
--
青禾县2018年工作综述 | None | page | 2018 | None | 2018-12-31
1200亩 茶园面积 | 1,200 亩 area | 2017
12家 新开店铺 | 12 家 count | 2017
3家 新开茶楼 | 3 家 count | 2018
==
jz-gwr
政府工作报告
（2018年1月8日在青禾市第七届人民代表大会第一次会议上）

2016年，全市修路12公里。
新建小学3所。
--
政府工作报告 | 青禾市人民政府 | work_report | 2017 | 2018-01-08 | 2018-01-08
12公里 全市修路 | 12 公里 length | 2016
3所 新建小学 | 3 所 count | 2017
==
jiang-gwr
政府工作报告
（2018年1月8日在青禾县第七届人民代表大会第一次会议上）

一、五年工作回顾
“十三五”时期，已开工水库6座。新建泵站2座。
--
政府工作报告 | 青禾县人民政府 | work_report | 2017 | 2018-01-08 | 2018-01-08
6座 开工水库 | 6 座 count | 2016–2020
2座 新建泵站 | 2 座 count | 2016–2020
==
shierwu-gwr
政府工作报告
（2016年1月8日在青禾县第七届人民代表大会第一次会议上）

“十二五”时期，建成公路310公里。
新建小学30所。
--
政府工作报告 | 青禾县人民政府 | work_report | 2015 | 2016-01-08 | 2016-01-08
310公里 建成公路 | 310 公里 length | 2011–2015
30所 新建小学 | 30 所 count | 2011–2015
==
qing-gwr
政府工作报告
（2018年1月8日在青禾县第七届人民代表大会第一次会议上）

一、2017年的工作
修路12公里。
二、2018年的工作
新建公园12个。
--
政府工作报告 | 青禾县人民政府 | work_report | 2017 | 2018-01-08 | 2018-01-08
12公里 修路 | 12 公里 length | 2017
12个 新建公园 | 12 个 count | 2018 | target
==
shuzi
2017—2019年青禾镇工作综述

修路12公里。
--
2017—2019年青禾镇工作综述 | None | page | 2019 | None | 2019-12-31
12公里 修路 | 12 公里 length | 2017–2019
"""
"""Reports whose periods need their headings: name, text, what the report says of itself, rows."""


@pytest.mark.parametrize("report", REPORTS.strip("\n").split("\n==\n"))
def test_every_row_of_a_report(report: str) -> None:
    text, rows = report.split("\n--\n")
    name, raw = text.split("\n", 1)
    out = extract(Report(name, raw))
    assert [told_heading(out.heading), *lines(out)] == rows.split("\n")


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [("一二十人", 10, 20), ("三五个", 3, 5), ("七八十家", 70, 80)],
)
def test_two_digits_in_a_row_are_a_range(text: str, lower: int, upper: int) -> None:
    (found,) = find_mentions(f"共有{text}。")
    assert (found.lower, found.upper, found.qualifier) == (lower, upper, "range")


def test_months_that_run_over_the_new_year() -> None:
    (found,) = find_mentions("2022年11月至2月，连降雨雪。")
    assert (found.date_start, found.date_end) == (date(2022, 11, 1), date(2023, 2, 28))


def test_a_pattern_file_whose_numerals_are_none_is_refused(tmp_path: Path) -> None:
    for file in default_folder().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    numbers = (default_folder() / "numbers.toml").read_text("utf-8")
    for wrong, right in (('"廿" = "二十"', '"廿" = "二x"'), ('"k" = 3', '"kk" = 3'), ('point = "点點"', 'point = ""')):
        assert wrong in numbers
        (tmp_path / "numbers.toml").write_text(numbers.replace(wrong, right), encoding="utf-8")
        with pytest.raises(PatternError, match=r"numbers\.toml"):
            extract(Report("r", "12座"), load_patterns(tmp_path))


def test_a_value_of_more_digits_than_the_exact_column_is_kept_as_a_float() -> None:
    long, short = rows(f"全镇粮食产量{'7' * 35}吨，修建水塘12座。")
    assert (long.value_exact, long.value) == (None, float("7" * 35))
    assert "more digits than the exact column holds" in long.notes
    assert (short.value_exact, short.value) == (12, 12)


def test_a_value_of_more_decimals_than_the_exact_column_is_kept_as_a_float() -> None:
    (row,) = rows(f"全镇平均亩产0.{'3' * 12}吨。")
    assert row.value_exact is None and row.value == pytest.approx(1 / 3)


def test_a_value_that_no_float_holds_is_no_row() -> None:
    out = extract(Report("r", f"2022年，全镇粮食产量{'7' * 400}吨，修建水塘12座。"))
    assert [row.value for row in out.statistics] == [12]
    assert any("no number of a table" in warning for warning in out.warnings)
    assert [row.role for row in out.numerals] == ["date", "unresolved", "statistic"]


@pytest.mark.parametrize(("added", "length"), [(32, 44), (33, 12)])
def test_a_clause_joins_an_events_name_while_it_is_short(added: int, length: int) -> None:
    plain = "山水林田湖草沙云霞雪松竹梅兰菊荷桂槐柳桃李杏梨枣橘柚茶桑麻豆谷稻粱"
    (event,) = out_of(f"5月6日，镇工会举办全镇职工技能比武大赛，{plain[:added]}。").events
    assert len(event.name) == length


@pytest.mark.parametrize(("length", "titled"), [(3, False), (4, True), (60, True), (61, False)])
def test_a_title_is_neither_a_word_nor_a_paragraph(length: int, titled: bool) -> None:
    line = ("山水林田湖草沙云霞雪松竹梅兰菊荷桂槐柳桃李杏梨枣橘柚茶桑麻豆谷稻粱" * 2)[:length]
    heading = extract(Report("r", f"{line}\n\n茶叶产量380吨。")).heading
    assert heading.title == (line if titled else None)


def test_an_events_name_is_cut_at_its_most() -> None:
    plain = "山水林田湖草沙云霞雪松竹梅兰菊荷桂槐柳桃李杏梨枣橘柚茶桑麻豆谷稻粱"
    (event,) = out_of(f"5月6日，镇工会举办{plain * 2}大赛。").events
    assert event.name == f"举办{plain * 2}"[:56]


def test_what_is_carried_or_inferred_is_said_and_costs_confidence() -> None:
    said, carried = rows("修路12公里，比上年增加3公里。")
    assert (said.confidence, said.notes) == (0.98, ["period: 2022年 in its sentence"])
    assert (round(carried.confidence, 2), carried.notes[1:]) == (0.92, ["indicator carried from another clause"])
    (inferred,) = extract(Report("r", "青禾镇2022年工作总结\n\n修路12公里。")).statistics
    assert (inferred.confidence, inferred.notes) == (0.96, ["period: the heading’s 2022年", "period inferred"])


@pytest.mark.parametrize(
    ("sentence", "roles"),
    [
        ("办好两件大事，三个方面取得进展。", ["name", "name"]),
        ("第二批5个项目开工。", ["ordinal", "statistic"]),
        ("60岁以上老人120名，5A级景区2个。", ["label", "statistic", "label", "statistic"]),
        ("五年来，百万千瓦机组发电12亿千瓦时。", ["date", "label", "statistic"]),
        ("这是又一个进步，连续三年增收。", ["idiom", "duration"]),
    ],
)
def test_roles_of_numerals(sentence: str, roles: list[str]) -> None:
    assert [numeral.role for numeral in out_of(sentence).numerals][2:] == roles
