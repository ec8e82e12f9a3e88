"""Expressions and what is worked out from them are the same from the user's cache folder as anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from report_extract import kept, load_patterns
from report_extract.mentions import starts

MANY = [f"{n}年(?P<name>甲|乙)+" for n in range(60)]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    kept._new.clear()
    kept._kept.cache_clear()


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "report-extract" / kept._NAME


def never(pattern: str) -> None:
    raise AssertionError(f"worked out again: {pattern}")


def test_what_the_rules_need_is_the_same_when_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = load_patterns()
    shipped = [rule.regex.pattern for rule in (*rules.roles, *rules.date_rules, *rules.award_rules)]
    anew = [(kept.compiled(pattern), kept.recalled(starts._KIND, pattern, starts._analysed)) for pattern in shipped]
    kept.keep()
    forget()
    monkeypatch.setattr(kept, "_code", never)
    assert [(kept.compiled(pattern), kept.recalled(starts._KIND, pattern, never)) for pattern in shipped] == anew
    assert [kept.compiled(pattern) for pattern in shipped] == [re.compile(pattern) for pattern in shipped]


@pytest.mark.parametrize(
    "pattern", ["(?x) a  # b\n", "(?im)^甲(?P<n>乙)?(?(n)丙|丁)$", "[^\\S\\n]*+", "(?s:.)\\d{3,}?", ""]
)
def test_flags_and_groups(pattern: str) -> None:
    assert kept.compiled(pattern) == re.compile(pattern)
    assert kept.compiled(pattern).groupindex == re.compile(pattern).groupindex


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "(?P<1>a)", "\\", "(?<=a*)b"])
def test_a_mistake_is_raised_as_re_does(pattern: str) -> None:
    with pytest.raises(re.error) as ours:
        kept.compiled(pattern)
    with pytest.raises(re.error) as theirs:
        re.compile(pattern)
    assert str(ours.value) == str(theirs.value)


def test_a_broken_file_is_as_none_and_written_anew(tmp_path: Path) -> None:
    for n, content in enumerate((b"", b"abc", b"\0\0\0\0{", b"\0" * 5000)):
        file_of(tmp_path).parent.mkdir(parents=True, exist_ok=True)
        file_of(tmp_path).write_bytes(content)
        forget()
        assert [kept.compiled(pattern) for pattern in MANY] == [re.compile(pattern) for pattern in MANY], n
        kept.keep()
        assert ("code", MANY[0]) in kept._kept()


def test_a_torn_file_is_not_read(tmp_path: Path) -> None:
    for pattern in MANY:
        kept.compiled(pattern)
    kept.keep()
    whole = file_of(tmp_path).read_bytes()
    file_of(tmp_path).write_bytes(whole[:-1])
    forget()
    assert kept._kept() == {}


def test_few_are_not_written(tmp_path: Path) -> None:
    for pattern in MANY[: kept._WORTH_WRITING - 1]:
        kept.compiled(pattern)
    kept.keep()
    assert not file_of(tmp_path).exists()


def test_what_is_kept_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 100)
    for start in range(0, 300, 60):
        for n in range(start, start + 60):
            kept.compiled(f"{n}月")
        kept.keep()
    assert len(kept._kept()) == 100
    assert ("code", "299月") in kept._kept()


def test_no_place_for_it_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file", tmp_path / "file" / "under"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home))
        forget()
        assert [kept.compiled(pattern) for pattern in MANY] == [re.compile(pattern) for pattern in MANY]
        kept.keep()
    assert (tmp_path / "file").read_text() == ""


def test_a_full_disk_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    for pattern in MANY:
        kept.compiled(pattern)
    monkeypatch.setattr(Path, "write_bytes", full)
    kept.keep()
    assert list(file_of(tmp_path).parent.iterdir()) == []
