"""Tables for the review page's tests: a small report with all that the page marks, and a hostile one."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from report_extract.cli import app

PLAIN = (
    "南屿水务局2021年工作总结\n\n2021年，南屿新建泵站12座，投入资\n金3.5亿元，惠及农户8600余户，同比增长12.5%。\n"
    "4月8日，水务局在码头举办护河日活动。\n\n二、荣誉\n\n全年获评“护河先锋”86人。第3批工程已开工。\n"
)
HOSTILE = (
    '</script><script>window.ran=1</script>2021年工作总结\n<img src=x onerror="window.ran=2"><!--<script>{{style}}\n'
    "2021年，“<b>𠮷岭</b>&amp;”新建泵站12座，\u2028投入资金3.5亿元。\n"
)


def make_tables(folder: Path, reports: dict[str, str]) -> Path:
    """Extract reports, given by id, into folder/out."""
    (folder / "in").mkdir(exist_ok=True)
    for report_id, text in reports.items():
        (folder / "in" / f"{report_id}.txt").write_text(text, encoding="utf-8", newline="")
    run = CliRunner().invoke(app, ["extract", str(folder / "in"), "--out", str(folder / "out")])
    assert run.exit_code == 0, run.output
    return folder / "out"


def long_report(rows: int) -> str:
    """A report with at least this many statistics."""
    line = "2021年，第{0}片区新建泵站{1}座，投入资金{1}.5亿元，惠及农户{2}余户；同比增长12.5%，排查隐患{3}处。\n"
    lines = (line.format(i % 40 + 1, 1000 + i, 7000 + i, 1310 + i) for i in range(rows // 4))
    return "南屿水务局2021年工作总结\n" + "".join(lines)
