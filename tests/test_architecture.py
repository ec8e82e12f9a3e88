"""Imports go one way; what is late stays late."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "report_extract"
LAYERS = (
    ("model", "places", "toml_file", "user_cache", "whole"),
    ("kept",),
    ("pattern_files",),
    ("patterns",),
    ("sources", "script", "cells", "copies"),
    ("columns", "lines", "repair"),
    ("layout", "segment"),
    ("mentions",),
    ("records",),
    ("corrections",),
    ("pipeline",),
    ("arrays",),
    ("tables",),
)
RANK = {name: n for n, layer in enumerate(LAYERS) for name in layer}


def imported(file: Path) -> set[str]:
    """Modules of the package that a file imports while it is loaded."""
    found = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("report_extract."):
            found.add((node.module or "").split(".")[1])
    return found


def test_imports_go_one_way() -> None:
    wrong = []
    for file in SOURCE.rglob("*.py"):
        own = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own in RANK:
            wrong += [(own, other) for other in imported(file) if RANK.get(other, 99) > RANK[own]]
    assert wrong == []


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'pandas', 'pyarrow', 'jieba', 'rjieba', 'pydantic', 'rapidfuzz', 'altair'}"
    code = f"import sys, report_extract.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
