"""The state of an output folder: what it remembers of each report, whatever moment it is left at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_extract.state import NAME, Outcome, State, source_file

IDS = st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1, max_size=6)
STEPS = st.lists(st.tuples(IDS, st.sampled_from(["begun", "done", "failed", "dropped"])), max_size=12)


def taken(state: State, steps: list[tuple[str, str]]) -> dict[str, tuple[str, str | None]]:
    """What the state must remember after the steps: key and status by report."""
    known: dict[str, tuple[str, str | None]] = {}
    for report_id, step in steps:
        status = {"done": "ok", "failed": "failed"}.get(step)
        if step == "dropped":
            state.drop(report_id)
            known.pop(report_id, None)
        else:
            key = "key" if step == "done" else ""
            state.add(report_id, key, f"/in/{report_id}", Outcome(report_id, status) if status else None)
            known[report_id] = key, status
    return known


def said(state: State) -> dict[str, tuple[str, str | None]]:
    found = {}
    for report_id in state:
        entry = state.entry(report_id)
        assert entry is not None and entry.report_id == report_id and entry.file == f"/in/{report_id}"
        found[report_id] = entry.key, entry.outcome.status if entry.outcome else None
    return found


@settings(max_examples=60)
@given(STEPS, STEPS)
def test_it_remembers_the_last_of_each_report(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("state")
    state = State(folder)
    state.open()
    known = taken(state, first)
    assert said(state) == known
    state.settle()
    lines = (folder / NAME).read_text("ascii").splitlines()
    assert [json.loads(line)[0] for line in lines] == sorted(known), "a line a report, in order"
    state = State(folder)
    state.open()
    assert said(state) == known
    for report_id in {report_id for report_id, _ in second}:
        state.drop(report_id)
    assert said(state) | taken(state, second) == said(state)
    state.close()


@pytest.mark.parametrize("cut", range(1, 40, 6))
def test_a_line_torn_is_lost_and_no_other(tmp_path: Path, cut: int) -> None:
    state = State(tmp_path)
    state.open()
    known = taken(state, [("甲", "done"), ("乙", "done"), ("丙", "done")])
    state.settle()
    content = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(content[:-cut])
    state = State(tmp_path)
    state.open()
    last = json.loads(content.splitlines()[-1])[0]
    assert said(state) == {report_id: what for report_id, what in known.items() if report_id != last}
    state.add("丁", "key", "/in/丁", Outcome("丁", "ok"))
    assert "丁" in said(state), "what is added after a torn line is whole"
    state.close()


def test_a_file_of_which_nothing_changed_is_left_alone(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.open()
    taken(state, [("甲", "done")])
    state.settle()
    before = (tmp_path / NAME).stat().st_ino
    state = State(tmp_path)
    state.open()
    state.settle()
    assert (tmp_path / NAME).stat().st_ino == before
    assert source_file(tmp_path, "甲") == Path("/in/甲") and source_file(tmp_path, "乙") is None


def test_an_id_that_would_lead_elsewhere_is_no_report(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('["../a","key","/in/a",null]\n', "ascii")
    state = State(tmp_path)
    state.open()
    assert list(state) == []
    state.close()
