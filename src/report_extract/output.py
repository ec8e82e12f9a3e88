"""The output folder: its lock, what each report's rows were made from, and the files of one report.

`.state.jsonl` remembers by report what its tables were made from. A line is added before a report's files are touched
(without a key) and after they are all in place (with one), so whatever moment a run is killed at, a report with a key
is complete and any other is done again. When a run ends, the lines are sorted and written whole.
"""

from __future__ import annotations

import errno
import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from report_extract.lock import lock
from report_extract.whole import PART_NAME, remove_parts, whole_file

if TYPE_CHECKING:
    import pyarrow as pa

    from report_extract.model import Report

# The names of tables.TABLES, here so that a run with nothing to do need not load Arrow; a test compares them.
TABLES = ("reports", "statistics", "events", "awards", "numerals")
_FOLDERS = dict.fromkeys((*TABLES, "boxes"), ".parquet") | {"texts": ".txt", "review": ".html"}
_STATE = ".state.jsonl"
_MAKE_ROOM = "make room and run the same command again: finished reports are kept"
_ADVICE = dict.fromkeys((errno.ENOSPC, errno.EFBIG, errno.EDQUOT), _MAKE_ROOM) | {
    errno.EEXIST: "it is a file, where the output folder should be; choose another --out",
    errno.ENOTDIR: "a file stands where a folder should be; choose another --out",
    errno.EACCES: "check its permissions, or choose another --out",
    errno.EROFS: "the disk is read-only; choose another --out",
}


class OutputError(Exception):
    """The output folder cannot be used; the message says which, why and what to do."""


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


_FOLDERS_HERE: WeakSet[OutputFolder] = WeakSet()


def let_go() -> None:
    """In a forked worker: close its copies of lock and journal, or it has the lock for as long as it lives."""
    for folder in _FOLDERS_HERE:
        folder.close()


class OutputFolder:
    """A folder of tables, locked while a run writes into it. Raises OutputError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[str, str] = {}
        self._present: Counter[str] = Counter()
        self._lock = -1
        self._journal: io.FileIO | None = None
        _FOLDERS_HERE.add(self)

    def __enter__(self) -> OutputFolder:
        try:
            for name in TABLES:
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            self._take_lock()
            for name in ("", *_FOLDERS):
                remove_parts(self.folder / name)
            for name in TABLES:
                self._present.update(
                    f.name.removesuffix(".parquet") for f in os.scandir(self.folder / name) if f.name[0] != "."
                )
            self._load()
            self._journal = (self.folder / _STATE).open("ab", buffering=0)
        except OSError as error:
            self.close()
            raise self.unwritable(error) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            # After an error the lines added so far are as good; a full disk has no room for a second copy.
            if kind is None or kind is KeyboardInterrupt:
                self._write_state()
        finally:
            self.close()

    def unwritable(self, error: OSError) -> OutputError:
        """One line for an error of writing."""
        reason = os.strerror(error.errno) if error.errno else str(error)
        advice = _ADVICE.get(error.errno or 0, "choose another --out")
        return OutputError(f"{self.folder}: cannot be written ({reason}); {advice}")

    def _take_lock(self) -> None:
        self._lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            lock(self._lock)
        except BlockingIOError as error:
            owner = os.read(self._lock, 20).decode("ascii", "replace").strip() or "unknown"
            raise OutputError(
                f"{self.folder}: another run (process {owner}) is writing here; wait for it, or choose another --out"
            ) from error
        os.ftruncate(self._lock, 0)
        os.write(self._lock, f"{os.getpid()}\n".encode())

    def close(self) -> None:
        """Let the lock go without writing the state; once is as good as twice."""
        if self._journal is not None:
            self._journal.close()
        if self._lock >= 0:
            os.close(self._lock)
        self._journal, self._lock = None, -1

    def _load(self) -> None:
        """Read the state; a line torn by a kill or a full disk says nothing, and its report is done again."""
        file = self.folder / _STATE
        if not file.exists():
            return
        count = 0
        with file.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                count += 1
                try:
                    report_id, key, source, outcome = json.loads(line)
                    Outcome(**(outcome or {"report_id": report_id, "status": ""}))
                except (ValueError, TypeError):
                    continue
                if all(isinstance(one, str) for one in (report_id, key, source)) and "/" not in report_id:
                    self._lines[report_id] = line.rstrip("\n")
        if count != len(self._lines):
            self._write_state()

    def _write_state(self) -> None:
        try:
            with whole_file(self.folder / _STATE) as name, Path(name).open("w", encoding="ascii") as file:
                file.writelines(f"{self._lines[key]}\n" for key in sorted(self._lines))
        except OSError as error:
            raise self.unwritable(error) from error

    def _add(self, report_id: str, key: str, file: str, outcome: Outcome | None) -> None:
        line = json.dumps([report_id, key, file, asdict(outcome) if outcome else None], separators=(",", ":"))
        self._lines[report_id] = line
        assert self._journal is not None
        try:
            data = f"{line}\n".encode("ascii")
            if self._journal.write(data) != len(data):
                raise OSError(errno.ENOSPC, "there is room for a part only")
        except OSError as error:
            raise self.unwritable(error) from error

    def begin(self, report_id: str, file: str) -> None:
        """Say that a report's files are about to change."""
        self._add(report_id, "", str(Path(file).absolute()), None)

    def commit(self, outcome: Outcome, key: str, file: str) -> None:
        """Say that a report's files are all in place; an empty key has it done again next time."""
        self._present[outcome.report_id] = len(TABLES) if outcome.status == "ok" else 1
        self._add(outcome.report_id, key, str(Path(file).absolute()), outcome)

    def unchanged(self, report_id: str, key: str) -> bool:
        """Whether a report's tables are there and made from just this."""
        line = self._lines.get(report_id)
        return line is not None and json.loads(line)[1] == key != "" and self._present[report_id] == len(TABLES)

    def outcome(self, report_id: str) -> Outcome | None:
        """What became of a report when last done; None when that is not known or its tables are not all there."""
        line = self._lines.get(report_id)
        found: dict[str, Any] | None = json.loads(line)[3] if line else None
        if found is None or (found["status"] == "ok" and self._present[report_id] < len(TABLES)):
            return None
        return Outcome(**found)

    def gone(self, listed: set[str]) -> list[str]:
        """Reports that have rows here, were not given this time, and whose file is no longer there."""
        left = (set(self._lines) | set(self._present)) - listed
        return sorted(one for one in left if not self._has_source(one))

    def _has_source(self, report_id: str) -> bool:
        line = self._lines.get(report_id)
        return line is not None and Path(json.loads(line)[2]).exists()

    def remove(self, report_id: str) -> None:
        """Remove a report's rows and texts."""
        try:
            for name, ending in _FOLDERS.items():
                (self.folder / name / f"{report_id}{ending}").unlink(missing_ok=True)
        except OSError as error:
            raise self.unwritable(error) from error
        self._lines.pop(report_id, None)
        self._present.pop(report_id, None)

    def write_run(self, facts: dict[str, Any]) -> None:
        """OUT/run.json: what differs from run to run."""
        try:
            with whole_file(self.folder / "run.json") as name:
                Path(name).write_text(json.dumps(facts, ensure_ascii=True, indent=2) + "\n", encoding="ascii")
        except OSError as error:
            raise self.unwritable(error) from error

    def holds_parts(self) -> bool:
        """Whether the tables here are files of many reports, as a job on a cluster writes them."""
        return any(PART_NAME.fullmatch(name) for name in self._present)

    def listed(self) -> Iterator[str]:
        """The ids of all reports that have rows here."""
        yield from sorted(set(self._lines) | set(self._present))


def source_file(folder: Path, report_id: str) -> Path | None:
    """The file that a report's rows were made from; None where the folder does not say."""
    state = folder / _STATE
    found = None
    if state.is_file():
        for line in state.read_text("ascii", errors="replace").splitlines():
            try:
                entry = json.loads(line)
                if entry[0] == report_id:
                    found = Path(entry[2])
            except (ValueError, LookupError, TypeError):  # a line torn by a kill
                continue
    return found


def write_report(out: Path, report: Report, tables: dict[str, pa.Table]) -> None:
    """A report's tables, and for sources other than text its raw text and boxes. Raises OSError."""
    from report_extract.tables import write_tables

    write_texts(out, report)
    write_tables(tables, out, report.report_id)


def write_texts(out: Path, report: Report) -> None:
    """For sources other than text the raw text and boxes. Raises OSError."""
    from report_extract.tables import boxes_table, write_whole

    texts, boxes = out / "texts" / f"{report.report_id}.txt", out / "boxes" / f"{report.report_id}.parquet"
    if report.format != "text":
        texts.parent.mkdir(exist_ok=True)
        with whole_file(texts) as name:
            Path(name).write_bytes(report.raw.encode())
    else:
        texts.unlink(missing_ok=True)
    if report.boxes:
        boxes.parent.mkdir(exist_ok=True)
        write_whole(boxes, boxes_table(report.boxes))
    else:
        boxes.unlink(missing_ok=True)


def write_failed(out: Path, report_id: str, row: pa.Table) -> None:
    """The `reports` row of a report that failed, and none of its old rows. Raises OSError."""
    from report_extract.tables import write_tables

    for name, ending in _FOLDERS.items():
        if name != "reports":
            (out / name / f"{report_id}{ending}").unlink(missing_ok=True)
    write_tables({"reports": row}, out, report_id)
