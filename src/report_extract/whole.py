"""Files that appear whole or not at all: written beside, then moved into place."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART = ".part"
PART_NAME = re.compile(r"part-\d{5,}-of-\d{5,}")
"""The names, without their ending, of files that hold many reports; see parts.py."""


@contextmanager
def whole_file(target: Path) -> Iterator[str]:
    """The name of a file to write; it takes `target`'s place when the block ends well, and is removed when it does not.

    A killed process leaves a hidden `*.part` beside the target, which `remove_parts` takes away.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=PART)
    os.close(handle)
    try:
        yield name
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_parts(folder: Path) -> None:
    """Remove what killed runs left half-written in a folder."""
    if folder.is_dir():
        for file in os.scandir(folder):
            if file.name.startswith(".") and file.name.endswith(PART):
                Path(file.path).unlink(missing_ok=True)
