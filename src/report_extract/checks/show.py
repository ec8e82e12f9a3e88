"""Findings for a person's eyes and for programs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from report_extract.model import Finding

_MARKS = {"ok": ("ok", "green"), "error": ("WRONG", "red"), "warning": ("look", "yellow"), "note": ("note", "cyan")}


def print_findings(findings: list[Finding], console: Console) -> None:
    """What agrees, report by report as a table; then what does not, each with its reason; then a line that counts."""
    for report_id, group in groupby((one for one in findings if one.severity == "ok"), key=lambda one: one.report_id):
        table = Table("", "known total", "expected", "found", title=report_id, title_justify="left", box=None)
        for finding in group:
            table.add_row(_mark(finding), *(Text(cell) for cell in (finding.subject, finding.expected, finding.found)))
        console.print(table, "")
    for finding in findings:
        if finding.severity != "ok":
            _print_open(finding, console)
    console.print(Text(summary(findings)))


def _mark(finding: Finding) -> Text:
    word, style = _MARKS[finding.severity]
    return Text(word, style=style)


def _print_open(finding: Finding, console: Console) -> None:
    """Two lines: what it is about and where, and what is the matter."""
    about = f" {finding.subject} {finding.expected}".rstrip()
    place = f"  {finding.report_id} · {finding.source or finding.check}"
    console.print(_mark(finding) + Text(about, style="bold") + Text(place, style="dim"))
    console.print(Text("      " + finding.message))


def summary(findings: list[Finding]) -> str:
    """`181 known totals agree, 2 differ, 1 is missing; 3 warnings, 1 note`."""
    totals = [one for one in findings if one.check == "total"]
    agree = sum(one.severity == "ok" for one in totals)
    missing = sum(one.severity == "error" and one.message.startswith("missing") for one in totals)
    differ = sum(one.severity == "error" for one in totals) - missing
    counts = Counter(one.severity for one in findings)
    return (
        f"{agree} known totals agree, {differ} differ, {missing} missing; "
        f"{counts['warning']} warnings, {counts['note']} notes"
    )


def to_json(findings: list[Finding]) -> str:
    """The findings as a JSON list of objects, one field each."""
    return json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1) + "\n"
