"""What a report says of itself: title, issuer, genre, the year reported on and the day it was given."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from report_extract.mentions.dates import small_number
from report_extract.model import Heading, Report
from report_extract.patterns import Patterns

_DATELINE = re.compile(
    r"(?:——|—|\(|（)?\s{0,8}((?:19|20)\d\d|[一二][〇零○九一二三四五六七八]{3})年(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_SPEECH = re.compile(r"代表大会.{0,12}会议|人民代表大会|会议上")
_ASSEMBLY = re.compile(
    r"在(?:第?[一二三四五六七八九十]+届)?(全国|[\u4e00-\u9fff]{1,6}?(?:省|市|自治区|州|县|区))(?:第?[一二三四五六七八九十]+届)?\s?人民代表大会"
)
_DELIVERED = re.compile(
    r"(?m)^[^\S\n]*(?:——|—|[（(])[^\S\n]*(?:19|20)\d\d年\d{1,2}月\d{1,2}日在[^。，；\n]{4,40}(?:代表大会|全体会议|全委会)[^。，；\n]{0,16}上"
)
"""Where a report was given: ——2012年11月8日在江州市工会第七次代表大会上."""
_AT_CONGRESS = re.compile(r"(?:代表大会|全体会议|全委会)上的(?:工作)?报告")
_PLAN_REPORT = re.compile(r"执行情况[与和及].{0,3}?(?:19|20)\d\d年.{0,24}草案")
"""A yearly report on plan or budget, which tells of one year and plans the next as a work report does."""
_SPOKEN = re.compile(r"我[^。；\n]{0,20}?(?:代表|向)[^。；\n]{2,30}?(?:作|报告|汇报)[^。；\n]{0,24}?(?:工作|报告)")
"""How a work report opens that says no more of itself: 现在，我代表市总工会向大会报告工作."""
_REVIEWED = re.compile(
    r"(?m)^(?:(?:[^。，；\n\d]{0,12}(?:报告|总结|回顾)|一、)(?=[^。，；\n]{0,12}年的?工作[^\S\n]*$)|(?=[^。，；\n]{0,40}(?:回顾|总结)[^\S\n]*$))"
    r"[^。，；\n\d]{0,12}((?:19|20)\d\d)年"
)
"""The heading under which a work report tells of the year before it was given."""
_PLANNED = re.compile(
    r"(?m)^(?=[^。，；\n]{0,40}(?:任务|部署|安排|建议|要求|目标)|[二三四]、[^。，；\n]{0,12}年的?工作[^\S\n]*$)"
    r"[^。，；\n\d]{0,12}((?:19|20)\d\d)年[^。，；\n\d]{0,30}$"
)
"""The heading under which it plans the year in which it was given."""
_PLAN_TITLE = re.compile(
    r"(?:第(?P<n>[一二三四五六七八九十]{1,2})个五年|[“\"]?(?P<plan>十?[一二三四五六七八九]五|十五)[”\"]?|(?P<y>(?:19|20)\d\d)年?[—–\-至到~～]{1,2}(?P<y2>(?:19|20)\d\d)年?)"
    r"[^。，；]{0,40}(?:规划|计划|纲要|行动方案)(?:的?建议)?(?:[（(][^（）()]{1,12}[）)])?$"
)
"""What names a plan of several years: 江州市茶业发展第十二个五年规划（摘要）."""
_NO_TITLE = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}(?:[）)]|、)|首先|现在|下面|[\u4e00-\u9fff]{2,6}(?:[日晚时晨早周商都市]报|劳动报|工人报)$"
)
"""How a section's heading or a speech opens, and the name of a newspaper."""
_BUSINESS_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年度")
"""The year that a report tells of, even where it was given in the next."""
_TODAY = re.compile(r"今[天日](?:（|\()(\d{1,2})月(\d{1,2})日")
_PRINTED = re.compile(r"((?:19|20)\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})")
_PRINTED_IN_WORDS = re.compile(r"((?:19|20)\d\d)年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_PRINTED_LAST = re.compile(r"(?<!\d)(\d{1,2})([./])(\d{1,2})[./](20\d\d)(?=\d\d[:：]|\D|$)")
"""16.05.2017, 03/22/2012: the year at the end, as pages made by foreign software print it."""
_MASTHEAD = re.compile(
    r"^[^。，；]{1,12}报\s{0,4}(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:[^。，；]{0,12}|(?=\s|星期|第|[A-Z])[^。，；]{0,80})$"
)
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DOCUMENT_NUMBER = re.compile(r"[〔［\[【](?:19|20)\d\d[〕］\]】]")
"""The year in which an office numbered a document: 江工发〔2014〕6号."""
_NAME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_PLANNED_YEAR = re.compile(
    r"将[于在](?:19|20)\d\d年|(?:19|20)\d\d年?度?[^，。；\d]{0,8}(?:打算|计划|安排|思路|要点|部署|展望)"
)
_LAST_YEAR_OPENS = re.compile(r"(?:^|[。！\n])[ \u3000]{0,4}去年，")
_HEARD = re.compile(r"(?:听取|审议|审查|通过)[^，。；]{0,24}?(?:19|20)\d\d年度?(?:政府)?工作报告")
_BASE_YEAR = re.compile(r"在((?:19|20)\d\d)年的?基础上")
"""The year before the one told of: 在1998年的基础上。"""
_AGENCY = re.compile(r"[社网报台讯]\s?[\u4e00-\u9fff]{0,8}?(\d{1,2})月(\d{1,2})日\s?(?:电|讯|消息)")
"""`中新社广州5月21日电`: the day on which an agency sent its news."""
_YEAR_OVER = re.compile(r"全年|这一年|一年来|过去一年|年度")
"""What a page of January or February says of the year that is over."""
_NEWS_DAY = re.compile(r"[报台网社刊]讯(?:[（(][^（）()]{0,40}[）)])?\s*(20\d\d)年(\d{1,2})月(\d{1,2})日")
_CHINESE_YEAR = re.compile(r"[一二][〇零○九][〇零○一二三四五六七八九]{2}(?=年)")
_LEAD_DAY = re.compile(r"(?:^|\n|。|，)\s{0,4}(\d{1,2})月(\d{1,2})日")
_NEWS_OPENS = re.compile(r"(?:讯|[）)])\s{0,4}(\d{1,2})月(\d{1,2})日")
"""`本报讯（记者 …）4月30日上午，`."""
_NEWS_LEAD = re.compile(
    r"\A[\s\S]{0,200}?本[报台网社]讯|\n[^\n]{0,24}?(?:(?<!年)\d{1,2}月\d{1,2}日|近日|日前|昨[天日]|今[天日])[^\n]*。"
)
_BULLETIN = re.compile(r"(?m)^\[?视频\]?|电讯|新闻联播|今[天日](?:（|\()\d{1,2}月|记者")


def read_heading(report: Report, chars: str, patterns: Patterns) -> Heading:
    """Infer the heading of a report from its text, then its name; a REPORT_ID.toml wins over both."""
    given = report.given
    title = given.title or _title(chars, patterns)
    issuer = given.issuer or _issuer(chars, patterns)
    chars, told_title = _arabic_years(chars), _arabic_years(title or "")
    head = chars[:400]
    lines = [line.strip() for line in chars[:1500].split("\n")]
    # the years that the text tells of, not those of its dateline
    told_of = "\n".join(line for line in lines if not patterns.repairs.lines.dateline.match(line)) + chars[1500:]
    heading = Heading(title=title, issuer=issuer)
    work_report = _titled_work_report(told_title, head) or bool(re.search(r"gwr|work.?report", report.report_id))
    named = _NAME_DATE.search(report.report_id)
    heading.planned = None if work_report else _planned_years(told_title, patterns)
    if heading.planned:
        heading.genre = "plan"
        heading.report_year = heading.planned[0] - 1
        heading.published = _dateline(head) or _printed_day(lines, patterns)
        heading.reference_date = heading.published or date(heading.report_year, 12, 31)
    elif work_report:
        heading.genre = "work_report"
        heading.published = _dateline(head) or _printed_day(lines, patterns)
        told = _BUSINESS_YEAR.search(told_title)
        year = heading.published.year if heading.published else int(told[1]) + 1 if told else None
        year = year or _first_year(report.report_id) or _last_year(told_title) or _year_of_speech(chars)
        # a report on the year it closes
        if heading.published:
            ending = heading.published.month >= 11
        else:
            ending = not told and not _PLAN_REPORT.search(told_title) and year is not None and _tells_of(chars, year)
        heading.report_year = (year if ending else year - 1) if year else None
        heading.reference_date = heading.published or (date(year, 3, 5) if year else None)
    elif named or len(_BULLETIN.findall(chars)) >= 2:
        heading.genre = "bulletin"
        today = _date_of(named) or _told_day(chars) or _date_of(_PRINTED.search(told_title))
        heading.published = today or _printed_day(lines, patterns) or _agency_day(chars)
        heading.report_year = today.year if today else _year_of_page(told_title, told_of, heading.published)
        if today and today.month <= 3 and _YEAR_OVER.search(chars) and _looks_back(chars):
            heading.report_year = today.year - 1
        sent = _agency_day(chars, heading.published) or heading.published
        heading.reference_date = today or sent or _day_of_news(chars, heading.report_year)
    else:
        heading.published = _printed_day(lines, patterns) or _agency_day(chars)
        heading.report_year = _year_of_page(told_title, told_of, heading.published) or _first_year(report.report_id)
        told_on = (
            _agency_day(chars, heading.published)
            or heading.published
            or _day_of_review(told_title, chars, heading.report_year)
            or _day_of_news(chars, heading.report_year)
        )
        heading.reference_date = told_on or (date(heading.report_year, 12, 31) if heading.report_year else None)
        past = told_on and heading.report_year == told_on.year - 1 and _looks_back(chars)
        if told_on and (past or _NEWS_LEAD.search("\n" + chars)):
            heading.genre = "bulletin"
    if given.published:
        heading.published = heading.reference_date = given.published
    if given.report_year:
        heading.report_year = given.report_year
    return heading


def _planned_years(title: str, patterns: Patterns) -> tuple[int, int] | None:
    """The first and last year of the plan that a title names."""
    match = _PLAN_TITLE.search(title)
    if match is None:
        return None
    if match["y"]:
        return (int(match["y"]), int(match["y2"])) if int(match["y"]) < int(match["y2"]) else None
    first = patterns.dates.plans.get(match["plan"] or f"{match['n']}五")
    return (first, first + 4) if first else None


def _looks_back(chars: str) -> bool:
    """Whether a page calls the year that it tells of the last one."""
    return chars.count("去年") > chars.count("今年") or _LAST_YEAR_OPENS.search(chars) is not None


def _arabic_years(text: str) -> str:
    """二〇一二年 as 2012年, character for character."""
    return _CHINESE_YEAR.sub(lambda year: str(small_number(year[0])), text)


def _tells_of(chars: str, year: int) -> bool:
    """Whether a report without a date tells of the year in its title: the first sentence that opens with a year."""
    first = re.search(rf"(?:^|[\n。；])[^\S\n]*({year}|{year - 1})年(?!工作报告)", chars[:4000])
    return first is not None and first[1] == str(year)


def _titled_work_report(title: str | None, head: str) -> bool:
    """Whether a title or a line near the top says 工作报告 or names a year's plan; a sentence that tells of one does
    not."""
    lines = [line.strip() for line in head.split("\n")][:8]
    return (
        "工作报告" in (title or "")
        or bool(_AT_CONGRESS.search(title or ""))
        or bool(_DELIVERED.search(head) or _SPOKEN.search(head))
        or any(
            ("工作报告" in line or _PLAN_REPORT.search(line)) and len(line) <= 60 and "。" not in line for line in lines
        )
    )


def _title(chars: str, patterns: Patterns) -> str | None:
    """The line near the top that names a report, or else the first line without a full stop."""
    lines = [_unspaced(line.split("——")[0].strip("　 ")) for line in chars[:1500].split("\n") if line.strip()]
    for line in lines[:16]:
        if re.fullmatch(patterns.names.titles, line):
            return line
    for line in [line for line in lines[:4] if not patterns.repairs.lines.dateline.match(line)][:3]:
        if 4 <= len(line) <= 60 and not re.search(r"[。；：:]$", line) and not _NO_TITLE.match(line):
            return line
    return None


def _unspaced(line: str) -> str:
    """`政 府 工 作 报 告` without what only spreads it."""
    parts = line.split()
    return "".join(parts) if len(parts) > 2 and all(len(part) == 1 for part in parts) else line


def _issuer(chars: str, patterns: Patterns) -> str | None:
    """Who speaks: the assembly's place for a work report, the body that is named most often otherwise."""
    assembly = _ASSEMBLY.search(chars[:1500])
    if assembly:
        return "国务院" if assembly[1].endswith("全国") else f"{assembly[1]}人民政府"
    if "代表国务院" in chars[:3000]:
        return "国务院"
    found = Counter(re.findall(patterns.names.issuers, chars[:6000]))
    return found.most_common(1)[0][0] if found else None


def _dateline(head: str) -> date | None:
    for match in _DATELINE.finditer(head):
        if match[0].startswith(("—", "（", "(")) or _SPEECH.search(head[match.end() : match.end() + 40]):
            try:
                return date(small_number(match[1]), small_number(match[2]), small_number(match[3]))
            except ValueError:
                continue
    return None


def _printed_day(lines: list[str], patterns: Patterns) -> date | None:
    """The date that stands alone on one of the first lines."""
    for n, line in enumerate([line for line in lines if line][:8]):
        masthead = n < 3 and _MASTHEAD.search(line)
        if not masthead and not patterns.repairs.lines.dateline.match(line):
            continue
        if (printed := _PRINTED.search(line) or _PRINTED_IN_WORDS.search(line)) is not None:
            parts = (printed[1], printed[2], printed[3])
        elif (last := _PRINTED_LAST.search(line)) is not None:
            day, month = (last[1], last[3]) if last[2] == "." else (last[3], last[1])
            parts = (last[4], month, day)
        else:
            continue
        try:
            return date(small_number(parts[0]), small_number(parts[1]), small_number(parts[2]))
        except ValueError:
            return None
    return None


def _agency_day(chars: str, printed: date | None = None) -> date | None:
    """The day of an agency's dateline, the last before the page was printed; without that day in the year that the
    text names most or, early in a year, in the one after."""
    match, year = _AGENCY.search(chars[:600]), _common_year(chars)
    if match is None:
        return None
    if printed is not None:
        day = _day(printed.year, match)
        return _day(printed.year - 1, match) if day is None or day > printed else day
    if year is None:
        return None
    after = int(match[1]) <= 3 and "今年" not in chars
    return _day(year + after, match)


def _day_of_review(title: str, chars: str, year: int | None) -> date | None:
    """The day with which an account of a year opens whose title names none: it was held early in the next."""
    match = _LEAD_DAY.search(chars[:60])
    if match is None or year is None or int(match[1]) > 4:
        return None
    if re.search(rf"(?:披露|发布|公布)[^。]{{0,8}}{year}年(?:度|年度)?(?:报告|年报|业绩)", chars[:300]):
        return _day(year + 1, match)  # 3月29日，银行披露2021年年度报告
    if _NAME_YEAR.search(title):
        return None
    accounts = re.search(rf"{year}年(?:度|(?:政府)?工作(?:回顾|总结))", chars[:600])
    return _day(year + 1, match) if accounts else None


def _day_of_news(chars: str, year: int | None) -> date | None:
    """The full date with which news of a year begins that was sent early in the next: 本报讯 2020年1月8日，…."""
    match = _NEWS_DAY.search(chars[:400])
    sent = _date_of(match)
    return sent if sent and sent.year - 1 == year and sent.month <= 4 else None


def _year_of_speech(chars: str) -> int | None:
    """The year in which a work report was given that names it neither in its title nor in a date line: that which a
    heading plans, the one after that which a heading looks back on, or after the last that is named often."""
    if planned := _PLANNED.search(chars):
        return int(planned[1])
    if reviewed := _REVIEWED.search(chars):
        return int(reviewed[1]) + 1
    years = Counter(map(int, _YEAR.findall(chars)))
    often = max(years.values(), default=0) / 2
    told = max((year for year, times in years.items() if times > often), default=None)
    return told and told + 1


def _day(year: int, match: re.Match[str]) -> date | None:
    try:
        return date(year, int(match[1]), int(match[2]))
    except ValueError:
        return None


def _year_of_page(title: str, chars: str, published: date | None) -> int | None:
    """The last year that a title names and does not plan; else the commonest that was over or under way when the page
    was published, unless what is told lies long before that."""
    title = _DOCUMENT_NUMBER.sub("", _PRINTED.sub("", title))
    titled = [int(year) for year in _NAME_YEAR.findall(_PLANNED_YEAR.sub("", title)) or _NAME_YEAR.findall(title)]
    if titled:  # not 2011 of 2010-2011年度 where it is to come
        over = [year for year in titled if published is None or year <= published.year]
        return (over or titled)[-1]
    if published is None:
        return _common_year(_BASE_YEAR.sub(lambda base: f"{int(base[1]) + 1}年", chars))
    common = _common_year(
        chars.replace(f"{published:%Y}年{published.month}月{published.day}日", ""), until=published.year
    )
    news = published.month >= 4 and not re.search("去年|上年", title)
    if news and common == published.year - 1 and _leads_with_news(chars, published):
        return published.year
    if common is None or common < published.year - 1:
        return published.year - (published.month <= 2 and _YEAR_OVER.search(chars) is not None)
    return common


def _leads_with_news(chars: str, published: date) -> bool:
    """Whether a page opens with what happened within the week before it was printed."""
    match = _LEAD_DAY.search(chars[:200]) or _NEWS_OPENS.search(chars[:200])
    day = _day(published.year, match) if match else None
    return day is not None and timedelta() <= published - day <= timedelta(7)


def _told_day(chars: str) -> date | None:
    """`今天（4月28日）` with the year that the text names most."""
    match, year = _TODAY.search(chars), _common_year(chars)
    return _day(year, match) if match and year else None


def _date_of(match: re.Match[str] | None) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _first_year(text: str) -> int | None:
    match = _NAME_YEAR.search(text)
    return int(match[1]) if match else None


def _last_year(text: str) -> int | None:
    years = _NAME_YEAR.findall(text)
    return int(years[-1]) if years else None


def _common_year(chars: str, until: int = 9999) -> int | None:
    """The year named most often, of those that are not later; of equals the latest. A report that is heard or read
    tells of its year, not the page."""
    told = _PLANNED_YEAR.sub("", _HEARD.sub("", chars))
    years = Counter(year for year in map(int, _YEAR.findall(told)) if year <= until)
    return max(years, key=lambda y: (years[y], y)) if years else None
