"""The output folder: its lock, which reports' files are all in it, and the files of one report."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from report_extract.lock import lock
from report_extract.state import Outcome, State
from report_extract.whole import PART_NAME, remove_parts, whole_file

if TYPE_CHECKING:
    import pyarrow as pa

    from report_extract.model import Report

# The names of tables.TABLES, here so that a run with nothing to do need not load Arrow; a test compares them.
TABLES = ("reports", "statistics", "events", "awards", "numerals")
_FOLDERS = dict.fromkeys((*TABLES, "boxes"), ".parquet") | {"texts": ".txt", "review": ".html"}
_MAKE_ROOM = "make room and run the same command again: finished reports are kept"
_ADVICE = dict.fromkeys((errno.ENOSPC, errno.EFBIG, errno.EDQUOT), _MAKE_ROOM) | {
    errno.EEXIST: "it is a file, where the output folder should be; choose another --out",
    errno.ENOTDIR: "a file stands where a folder should be; choose another --out",
    errno.EACCES: "check its permissions, or choose another --out",
    errno.EROFS: "the disk is read-only; choose another --out",
}


class OutputError(Exception):
    """The output folder cannot be used; the message says which, why and what to do."""


_FOLDERS_HERE: WeakSet[OutputFolder] = WeakSet()


def let_go() -> None:
    """In a forked worker: close its copies of lock and journal, or it has the lock for as long as it lives."""
    for folder in _FOLDERS_HERE:
        folder.close()


class OutputFolder:
    """A folder of tables, locked while a run writes into it. Raises OutputError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = State(folder)
        self._lock = -1
        _FOLDERS_HERE.add(self)

    def __enter__(self) -> OutputFolder:
        try:
            for name in TABLES:
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            self._take_lock()
            for name in ("", *_FOLDERS):
                remove_parts(self.folder / name)
            self._state.open()
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
                self._state.settle()
        except OSError as error:
            raise self.unwritable(error) from error
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
        """Let the lock go without settling the state; once is as good as twice."""
        self._state.close()
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1

    def _add(self, report_id: str, key: str, file: str, outcome: Outcome | None) -> None:
        try:
            self._state.add(report_id, key, str(Path(file).absolute()), outcome)
        except OSError as error:
            raise self.unwritable(error) from error

    def begin(self, report_id: str, file: str) -> None:
        """Say that a report's files are about to change."""
        self._add(report_id, "", file, None)

    def commit(self, outcome: Outcome, key: str, file: str) -> None:
        """Say that a report's files are all in place; an empty key has it done again next time."""
        self._add(outcome.report_id, key, file, outcome)

    def unchanged(self, report_id: str, key: str) -> bool:
        """Whether a report's tables are there and made from just this."""
        entry = self._state.entry(report_id)
        return entry is not None and entry.key == key != "" and self._whole(report_id)

    def outcome(self, report_id: str) -> Outcome | None:
        """What became of a report when last done; None when that is not known or its tables are not all there."""
        entry = self._state.entry(report_id)
        found = entry.outcome if entry else None
        return None if found is None or (found.status == "ok" and not self._whole(report_id)) else found

    def _whole(self, report_id: str) -> bool:
        return all(os.access(f"{self.folder}/{name}/{report_id}.parquet", os.F_OK) for name in TABLES)

    def gone(self, given: set[str]) -> list[str]:
        """Reports that have rows here, were not given this time, and whose file is no longer there."""
        return [one for one in self.listed() if one not in given and not self._has_source(one)]

    def _has_source(self, report_id: str) -> bool:
        entry = self._state.entry(report_id)
        return entry is not None and os.access(entry.file, os.F_OK)

    def remove(self, report_id: str) -> None:
        """Remove a report's rows and texts."""
        try:
            for name, ending in _FOLDERS.items():
                (self.folder / name / f"{report_id}{ending}").unlink(missing_ok=True)
        except OSError as error:
            raise self.unwritable(error) from error
        self._state.drop(report_id)

    def write_run(self, facts: dict[str, Any]) -> None:
        """OUT/run.json: what differs from run to run."""
        try:
            with whole_file(self.folder / "run.json") as name:
                Path(name).write_text(json.dumps(facts, ensure_ascii=True, indent=2) + "\n", encoding="ascii")
        except OSError as error:
            raise self.unwritable(error) from error

    def holds_parts(self) -> bool:
        """Whether the tables here are files of many reports, as a job on a cluster writes them."""
        return any(PART_NAME.fullmatch(name) for name in self._tabled())

    def listed(self) -> Iterator[str]:
        """The ids of all reports that have rows here."""
        yield from sorted([*self._state, *{name for name in self._tabled() if name not in self._state}])

    def _tabled(self) -> Iterator[str]:
        """The ids by which files of the tables are named, a report's as often as it has files."""
        for name in TABLES:
            for file in os.scandir(self.folder / name):
                if file.name[0] != ".":
                    yield file.name.removesuffix(".parquet")


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
