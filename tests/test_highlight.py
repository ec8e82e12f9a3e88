"""How an extraction shows itself in a notebook."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from report_extract import extract, load_patterns
from report_extract.highlight import highlight
from report_extract.model import Report

RULES = load_patterns()
RAW = (
    "南屿水务局2021年工作总结\n2021年，<b>南屿</b>全年新建泵站12座，86人获评“护河先锋”称号。\n"
    "4月8日，水务局举办护河日活动。\n"
)


def text_of(html: str) -> str:
    inner = re.search(r'pre-wrap;line-height:1.8">(.*)</div></div>$', html, re.S)
    assert inner
    return unescape(re.sub(r"<[^>]*>", "", inner[1]))


def test_anchors_are_marked_by_table() -> None:
    out = extract(Report("nanyu", RAW), RULES)
    assert repr(out).startswith(f"<Extraction of nanyu: {len(out.statistics)} statistics, 1 events")
    html = out._repr_html_()
    marked = {text: unescape(title) for title, text in re.findall(r'title="([^"]*)">([^<]*)</mark>', html)}
    assert re.fullmatch(r"statistics: .*新建泵站 = 12 座", marked["12座"])
    assert re.fullmatch(r"statistics: .* = 86 人\nawards: .*“护河先锋”.* × 86", marked["86人"])
    assert marked["4月8日"].startswith("events: ")
    assert "<b>南屿</b>" not in html


def test_a_long_report_is_cut_with_a_word_on_it() -> None:
    html = highlight(extract(Report("nanyu", RAW), RULES), most=20)
    assert text_of(html) == RAW[:20] + f"\n… {len(RAW) - 20} more characters"


@given(st.text(alphabet="2021年，新建泵站12座<>&\"'\n。", max_size=80))
def test_the_text_is_whole(raw: str) -> None:
    assert text_of(highlight(extract(Report("x", raw), RULES))) == raw
