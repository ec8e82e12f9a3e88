"""Compile the program's core with mypyc, beside its sources: the same rows in two thirds of the time.

    python scripts/compile.py [--remove]

Needs a C compiler. A compiled module is refused once its source has changed (src/report_extract/__init__.py).
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from mypyc.build import mypycify
from setuptools import setup

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "report_extract"
BUILD = ROOT / "build"
MODULES = ("arrays", "layout", "lines", "model", "pipeline", "places", "repair", "script", "tables")
FOLDERS = ("mentions", "records")


def core() -> list[Path]:
    """The files from raw text to records and columns, whose time counts."""
    inside = (file for folder in FOLDERS for file in sorted((SOURCE / folder).glob("*.py")))
    return [SOURCE / f"{name}.py" for name in MODULES] + [file for file in inside if file.name != "__init__.py"]


def remove() -> None:
    for file in SOURCE.parent.rglob("*.so"):
        file.unlink()
    (BUILD / ".compiled").unlink(missing_ok=True)


def main() -> None:
    remove()
    if "--remove" in sys.argv[1:]:
        return
    if not (shutil.which("cc") or os.environ.get("CC")):
        sys.exit("compile.py: no C compiler (cc) here: install one, e.g. apt install gcc; without it all works, slower")
    begun = time.time()
    os.chdir(SOURCE.parent)  # names of modules begin here
    extensions = mypycify(
        ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(BUILD / "mypy"), "--follow-imports=silent"]
        + [str(file.relative_to(SOURCE.parent)) for file in core()],
        opt_level="2",
        debug_level="0",
        multi_file=True,
        target_dir=str(BUILD / "c"),
        group_name="report_extract",
    )
    folders = ["--build-temp", str(BUILD / "objects"), "--build-lib", str(BUILD / "lib")]
    setup(name="report-extract-core", ext_modules=extensions, script_args=["-q", "build_ext", "--inplace", *folders])
    for file in SOURCE.parent.rglob("*.so"):
        os.utime(file, (begun, begun))  # those that would come out the same are copied from the last time


if __name__ == "__main__":
    main()
