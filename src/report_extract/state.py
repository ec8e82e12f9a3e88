"""What each report's rows were made from: a file of lines, one a report.

A line is added before a report's files are touched (without a key) and after they are all in place (with one), so
whatever moment a run is killed at, a report with a key is complete and any other is done again. The last line of a
report counts. Memory holds where it begins, not what it says. When a run ends, the lines are sorted and written whole.
"""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from report_extract.whole import whole_file

NAME = ".state.jsonl"


@dataclass(slots=True)
class Outcome:
    """What became of one report: the line that a person sees of it. Counts are of rows, characters and numerals."""

    report_id: str
    status: str
    error: str | None = None
    title: str | None = None
    report_year: int | None = None
    characters: int = 0
    repairs: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    unresolved: int = 0
    warnings: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report's last line. The key names all that its rows depend on; it is empty where they must be made again."""

    report_id: str
    key: str
    file: str
    outcome: Outcome | None


class State:
    """The state of an output folder. Every method raises OSError where the file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / NAME
        self._begins: dict[str, int] = {}
        self._journal: io.FileIO | None = None
        self._lines: io.BufferedReader | None = None
        self._changed = False

    def __contains__(self, report_id: str) -> bool:
        return report_id in self._begins

    def __iter__(self) -> Iterator[str]:
        return iter(self._begins)

    def open(self) -> None:
        """Read the file; what a line torn by a kill or a full disk would say is lost, and its report done again."""
        if not self._read():
            self._rewrite()
            self._read()

    def close(self) -> None:
        """Leave the file as it is; once is as good as twice."""
        for file in (self._journal, self._lines):
            if file is not None:
                file.close()
        self._journal = self._lines = None

    def entry(self, report_id: str) -> Entry | None:
        """What is known of a report."""
        begin = self._begins.get(report_id)
        return None if begin is None else _entry(self._line(begin))

    def add(self, report_id: str, key: str, file: str, outcome: Outcome | None) -> None:
        """Add a report's line."""
        assert self._journal is not None
        line = json.dumps([report_id, key, file, asdict(outcome) if outcome else None], separators=(",", ":"))
        data = f"{line}\n".encode("ascii")
        begin = self._journal.seek(0, io.SEEK_END)
        if self._journal.write(data) != len(data):
            raise OSError(errno.ENOSPC, "there is room for a part only")
        self._begins[report_id] = begin
        self._changed = True

    def drop(self, report_id: str) -> None:
        """Forget a report."""
        self._changed |= self._begins.pop(report_id, None) is not None

    def settle(self) -> None:
        """Write the lines whole and sorted where any changed, and close the file."""
        if self._changed:
            self._rewrite()
        self.close()

    def _read(self) -> bool:
        """Open the file and see where lines begin; whether each is sound and the only one of its report."""
        self._journal = self.file.open("ab", buffering=0)
        self._lines = self.file.open("rb")
        self._begins = {}
        begin, sound = 0, True
        for line in self._lines:
            entry = _entry(line)
            if entry:
                sound &= entry.report_id not in self._begins
                self._begins[entry.report_id] = begin
            else:
                sound = False
            begin += len(line)
        return sound

    def _line(self, begin: int) -> bytes:
        assert self._lines is not None
        self._lines.seek(begin)
        return self._lines.readline()

    def _rewrite(self) -> None:
        with whole_file(self.file) as name:
            with Path(name).open("wb") as file:
                file.writelines(self._line(self._begins[report_id]) for report_id in sorted(self._begins))
            self.close()  # some systems replace no open file


def source_file(folder: Path, report_id: str) -> Path | None:
    """The file that a report's rows were made from; None where the folder does not say."""
    file, found = folder / NAME, None
    if file.is_file():
        with file.open("rb") as lines:
            for entry in map(_entry, lines):
                if entry and entry.report_id == report_id:
                    found = Path(entry.file)
    return found


def _entry(line: bytes) -> Entry | None:
    """What a line says; None of one torn by a kill."""
    try:
        report_id, key, file, outcome = json.loads(line)
        if not (line.endswith(b"\n") and all(isinstance(one, str) for one in (report_id, key, file))):
            return None
        if "/" in report_id:  # forged: it would name files elsewhere
            return None
        return Entry(report_id, key, file, Outcome(**outcome) if outcome is not None else None)
    except (ValueError, TypeError):
        return None
