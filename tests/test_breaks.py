"""A line break or a space between any two characters of the sample changes no value, unit or date."""

from __future__ import annotations

import random

from benchmarks.breaks import SAMPLE, changed, facts, places
from report_extract import extract, load_patterns, read_report


def test_a_break_changes_nothing() -> None:
    patterns, report = load_patterns(), read_report(SAMPLE)
    clean = facts(extract(report, patterns))
    chosen = random.Random(2).sample(places(report.raw, patterns), 150)
    wrong = {at: rows for at in chosen for noise in "\n " if (rows := changed(report, patterns, at, noise, clean))}
    assert wrong == {}


def test_a_changed_digit_is_noticed() -> None:
    patterns, report = load_patterns(), read_report(SAMPLE)
    clean = facts(extract(report, patterns))
    at = report.raw.index("3.26亿元")
    assert changed(report, patterns, at, "1", clean)
