"""Files and folders on the command line to a list of reports."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from report_extract.sources import SUFFIXES

_LONGEST_NAME = 255 - len(".parquet")


@dataclass(frozen=True, slots=True)
class Source:
    """A report's file, before it is read. `problem` is what the listing already knows to be wrong with it."""

    report_id: str
    file: str
    root: str
    problem: str = ""
    content: bytes | None = None
    """Of a row of a data set, whose `file` is a name only; None where the file is to be read."""


@dataclass(slots=True)
class Listing:
    """The reports found, in the order of the arguments and then of their paths, and what could not be listed."""

    sources: list[Source] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def list_reports(paths: Sequence[Path], out: Path) -> Listing:
    """Every report in files and folders (with their subfolders, without hidden files).

    Links that lead out of a folder are not followed, and the output folder is never read, even inside an input folder.
    """
    listing = Listing()
    known: dict[str, int] = {}
    for path in paths:
        for source in _sources(path, out, listing.complaints):
            wrong = wrong_name(source)
            if wrong:
                listing.complaints.append(wrong)
            elif source.report_id not in known:
                known[source.report_id] = len(listing.sources)
                listing.sources.append(source)
            else:
                at = known[source.report_id]
                listing.sources[at] = _clash(listing.sources[at], source)
    return listing


def _sources(path: Path, out: Path, complaints: list[str]) -> Iterator[Source]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        what = (
            "no such file or folder" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        )
        complaints.append(f"{path}: {what}; check the path")
        return
    if not stat.S_ISDIR(mode):
        problem = "" if stat.S_ISREG(mode) else _irregular(str(path))
        yield Source(path.stem, str(path), str(path.parent), problem)
        return
    found = sorted(_walk(path, out, complaints), key=lambda source: source.file)
    if not found and _suffix(path.name) in SUFFIXES:
        found = [Source(path.stem, str(path), str(path.parent))]
    if not found:
        complaints.append(f"{path}: no reports in this folder; reports end in {', '.join(sorted(SUFFIXES))}")
    yield from found


def _walk(top: Path, out: Path, complaints: list[str]) -> Iterator[Source]:
    root, inside = str(top), os.path.realpath(top)
    avoided = os.path.realpath(out)
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            complaints.append(f"{folder}: cannot be read ({error.strerror}); check its permissions")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                yield from _linked(entry, root, inside, complaints)
            elif entry.is_dir():
                if os.path.realpath(entry.path) != avoided:
                    folders.append(entry.path)
            elif _suffix(entry.name) in SUFFIXES:
                problem = "" if entry.is_file() else _irregular(entry.path)
                yield Source(Path(entry.name).stem, entry.path, root, problem)


def _linked(entry: os.DirEntry[str], root: str, inside: str, complaints: list[str]) -> Iterator[Source]:
    """A link: followed to a file of the same folder, named and left where it leads elsewhere."""
    target = os.path.realpath(entry.path)
    within = target.startswith(inside.rstrip(os.sep) + os.sep)
    if Path(entry.path).is_dir():  # entry.is_dir() raises for a link that leads to itself
        if not within and target != inside:
            complaints.append(
                f"{entry.path}: a link that leads out of {root}, not followed; name its target to read it"
            )
    elif _suffix(entry.name) in SUFFIXES:
        problem = ""
        if not within:
            problem = f"{entry.path}: a link that leads out of {root}, not followed; put the file itself there"
        elif not Path(target).is_file():
            problem = f"{entry.path}: a link that leads nowhere; put the file itself there"
        yield Source(Path(entry.name).stem, entry.path, root, problem)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _irregular(file: str) -> str:
    return f"{file}: not a file (a pipe, socket or device); save its content as a file"


def wrong_name(source: Source) -> str | None:
    """Why the name cannot be a report's id and a table file's name; None when it can."""
    name = source.report_id
    if not name or "/" in name:
        return f"{source.file}: report_id {name!r} cannot name a file; give it another"
    try:
        source.file.encode()
    except UnicodeEncodeError:
        return f"{source.file}: its name or its folder's is not UTF-8; rename it"
    if name.startswith((".", "_")):
        return f"{source.file}: readers of Parquet folders skip names that begin with '{name[0]}'; rename the report"
    if not name.isprintable():
        return f"{source.file}: its name holds characters that cannot be printed; rename the report"
    if len(name.encode()) > _LONGEST_NAME:
        return f"{source.file}: its name is longer than {_LONGEST_NAME} bytes; rename the report"
    return None


def _clash(first: Source, second: Source) -> Source:
    """Two files with one report id: neither is read, since either could be meant. The same file named twice is one."""
    if os.path.realpath(first.file) == os.path.realpath(second.file):
        return first
    return replace(
        first,
        problem=f"{first.file}: {second.file} would have the same report id '{first.report_id}'; rename one of them",
    )
