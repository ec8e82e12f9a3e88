"""What `make compiled` makes is used only as long as it is what the sources say."""

from __future__ import annotations

import ast
import os
import runpy
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from report_extract import _refuse_stale

SOURCE = Path(__file__).parents[1] / "src" / "report_extract"
SUFFIX = EXTENSION_SUFFIXES[0]


def test_a_changed_source_refuses_its_compiled_module(tmp_path: Path) -> None:
    _refuse_stale(tmp_path)
    for name in ("pipeline", "model"):
        for suffix in (".py", SUFFIX):
            (tmp_path / f"{name}{suffix}").touch()
            os.utime(tmp_path / f"{name}{suffix}", (1, 1))
    _refuse_stale(tmp_path)
    os.utime(tmp_path / "model.py", (2, 2))
    with pytest.raises(ImportError, match=r"model\.py: changed since it was compiled; run `make compiled`"):
        _refuse_stale(tmp_path)


def test_a_compiled_core_is_whole() -> None:
    """Modules call each other directly: one that stayed Python beside compiled ones would be passed over."""
    built = {file.name.removesuffix(SUFFIX) for file in SOURCE.rglob(f"*{SUFFIX}")}
    if not built:
        pytest.skip("the core is plain Python here: `make compiled`")
    assert {"pipeline", "model", "tokens", "statistics", "numbers"} <= built


def test_no_compiled_module_has_a_cached_property() -> None:
    """A compiled class has no dictionary to keep one in: it would be reckoned anew at every use."""
    assert [file.name for file in core() if "cached_property" in file.read_text("utf-8")] == []


def test_no_compiled_module_looks_in_a_spread() -> None:
    """`x in (*a, b)` stops the compiler."""
    spread = [
        f"{file.name}:{node.lineno}"
        for file in core()
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        for op, right in zip(node.ops, node.comparators, strict=True)
        if isinstance(op, ast.In | ast.NotIn)
        and any(isinstance(part, ast.Starred) for part in ast.iter_child_nodes(right))
    ]
    assert spread == []


def core() -> list[Path]:
    """The modules that `make compiled` compiles."""
    listed: list[Path] = runpy.run_path(str(SOURCE.parents[1] / "scripts" / "compile.py"), run_name="compile")["core"]()
    assert len(listed) > 20
    return listed
