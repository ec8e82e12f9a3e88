"""Mutation testing of the layers that read figures: are the tests sharp enough to notice a changed line?

    python -m benchmarks.mutants --count 300

Draws places in src/report_extract/mentions and records (fixed seed), changes one operator, number, condition or
string at each, and runs the fast tests until the first failure. A mutant that no test notices is printed as a
difference. Every mutant has a process of its own, forked from one that has loaded the libraries and the patterns.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

import report_extract.pipeline
import report_extract.tables
from report_extract import extract, load_patterns, read_report

SOURCE = Path(report_extract.__file__).parent
TESTS = ("figures_in_detail", "find_mentions", "units", "patterns", "numbers")
SECONDS = 120
# No example of one mutant is tried on the next, and none fails for being slow.
settings.register_profile("mutants", database=None, deadline=None, derandomize=True)
SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutation(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one numbered `at`."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.count = at, 0

    def _here(self) -> bool:
        self.count += 1
        return self.count - 1 == self.at

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]  # neither decorators, defaults nor annotations
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        node.ops = [SWAPS[type(one)]() if type(one) in SWAPS and self._here() else one for one in node.ops]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in SWAPS and self._here():
            node.op = SWAPS[type(node.op)]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here():
            node.op = SWAPS[type(node.op)]()
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node if node.arg == "strict" else self.generic_visit(node)  # never differs where all is well

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return ast.Break() if self._here() else node

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return ast.Continue() if self._here() else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return ast.Constant(not node.value) if self._here() else node
        if isinstance(node.value, int):
            return ast.Constant(node.value + 1) if self._here() else node
        if isinstance(node.value, str) and node.value:
            return ast.Constant(node.value[:-1]) if self._here() else node
        return node


def places() -> list[tuple[Path, int]]:
    found = []
    for folder in ("mentions", "records"):
        for file in sorted((SOURCE / folder).glob("*.py")):
            counting = Mutation()
            counting.visit(ast.parse(file.read_text("utf-8")))
            found += [(file, at) for at in range(counting.count)]
    return found


def mutated(file: Path, at: int) -> tuple[str, str]:
    """The module's source without comments, and the same with one change."""
    source = file.read_text("utf-8")
    tree = Mutation(at).visit(ast.parse(source))
    return ast.unparse(ast.parse(source)), ast.unparse(ast.fix_missing_locations(tree))


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a text."""

    def __init__(self, file: Path, text: str) -> None:
        parts = file.relative_to(SOURCE.parent).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name, self.file, self.text = ".".join(parts[:-1] if self.package else parts), file, text

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name, self.file, loader=self, submodule_search_locations=[str(self.file.parent)] if self.package else None
        )

    def create_module(self, spec: object) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, str(self.file), "exec"), module.__dict__)


def golden_tables_hold() -> bool:
    """The golden tables, the shortest report first: most mutants fail within a second."""
    try:
        from tests.golden_update import REPORTS
        from tests.test_golden import test_tables_are_as_reviewed

        for report in sorted(REPORTS, key=lambda report: report.stat().st_size):
            test_tables_are_as_reviewed(report)
    except Exception:  # of any kind: the mutant is noticed
        return False
    return True


def tests_pass() -> bool:
    slow = "not grows and not command and not in_ci"
    tests = [one for name in TESTS if Path(one := f"tests/test_{name}.py").exists()]
    return pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", "-k", slow, *tests]) == 0


def killed(file: Path, text: str) -> int:
    """The exit status of the tests on a mutant: 0 where it survives."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)  # kills the process
        kept = ("model", "patterns", "toml_file", "sources", "script", "segment")
        for name in list(sys.modules):
            if name.startswith("report_extract.") and name.split(".")[1] not in kept:
                del sys.modules[name]
        del sys.modules["report_extract"]
        sys.meta_path.insert(0, Instead(file, text))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os._exit(0 if golden_tables_hold() and tests_pass() else 1)
    return os.waitpid(child, 0)[1]


def difference(file: Path, texts: tuple[str, str]) -> Iterator[str]:
    lines = difflib.unified_diff(*(text.splitlines() for text in texts), n=1, lineterm="")
    yield f"{file.relative_to(SOURCE)}"
    yield from (line for line in list(lines)[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description="Do the tests notice a changed line?")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    if not report_extract.pipeline.__file__.endswith(".py"):
        sys.exit("compiled modules call each other without asking for a mutant: `make plain` first")
    patterns = load_patterns()
    extract(read_report("data/raw/linjiang-union-2023.txt"), patterns)
    first = places()[0][0]
    if killed(first, first.read_text("utf-8")):
        sys.exit("the tests fail on the unchanged program")
    drawn = random.Random(given.seed).sample(places(), given.count)
    done: Counter[str] = Counter()
    begin = time.monotonic()
    for number, (file, at) in enumerate(drawn, 1):
        texts = mutated(file, at)
        status = killed(file, texts[1])
        done["killed" if status else "survived"] += 1
        if not status:
            print(*difference(file, texts), sep="\n", flush=True)
        if number % 10 == 0:
            print(f"-- {number}: {dict(done)}, {time.monotonic() - begin:.0f} s", flush=True)
    if killed(first, first.read_text("utf-8")):
        sys.exit("the tests fail on the unchanged program by now, so that the kills are none")
    print(f"{done['killed']} of {given.count} killed", flush=True)


if __name__ == "__main__":
    main()
