"""What is worked out from the expressions of pattern files, kept in the user's cache folder for the next run.

Compiling the shipped ones takes a tenth of a second, longer than reading a report; a kept one is there at once. The
file is named by what compiled code depends on, and `_sre` checks the code before it takes it.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import marshal
import re
import sys
import zlib
from array import array
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any, TypeVar, cast

from report_extract.user_cache import cache_folder
from report_extract.whole import whole_file

T = TypeVar("T")

_WORTH_WRITING = 50
"""Fewer are worked out faster than the file is written: who changes a rule has that rule compiled each time."""
_MOST = 4000
_NAME = f"expressions-{sys.implementation.cache_tag}-{_sre.MAGIC}-{_sre.CODESIZE}"

_new: dict[tuple[str, str], Any] = {}


def compiled(pattern: str) -> re.Pattern[str]:
    """What `re.compile(pattern)` returns, or raises."""
    flags, code, groups, numbers, names = recalled("code", pattern, _code)
    expression: re.Pattern[str] = _sre.compile(
        pattern, flags, memoryview(code).cast("I").tolist(), groups, numbers, names
    )
    return expression


def recalled(kind: str, pattern: str, work_out: Callable[[str], T]) -> T:
    """`work_out(pattern)`, or what it returned in an earlier run: plain data, as `marshal` writes it.

    `kind` names the function and changes with it.
    """
    key = kind, pattern
    found = _kept().get(key, _new.get(key))
    if found is None:
        if len(_new) >= _MOST:
            _new.clear()
        found = _new[key] = work_out(pattern)
    return cast(T, found)


def keep() -> None:
    """Write what was worked out since the last call, where that is worth it and there is a place for it."""
    folder = cache_folder()
    if folder is not None and len(_new) >= _WORTH_WRITING:
        content = marshal.dumps(dict(list((_kept() | _new).items())[-_MOST:]))
        try:
            with whole_file(folder / _NAME) as name:
                Path(name).write_bytes(zlib.crc32(content).to_bytes(4, "big") + content)
        except OSError:  # a full or read-only disk: the next run works it out again
            pass
        _kept.cache_clear()
    _new.clear()


@lru_cache(maxsize=1)
def _kept() -> dict[tuple[str, str], Any]:
    folder = cache_folder()
    try:
        content = (folder / _NAME).read_bytes() if folder else b""
    except OSError:
        return {}
    whole = content[:4] == zlib.crc32(content[4:]).to_bytes(4, "big")
    return marshal.loads(content[4:]) if whole else {}


def _code(pattern: str) -> tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]:
    """The arguments that `re` gives `_sre.compile` after the pattern: flags, code, groups, their names both ways."""
    parsed = _parser.parse(pattern)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = array("I", _compiler._code(parsed, 0))  # four bytes a word, as `_sre` has it
    return state.flags, code.tobytes(), state.groups - 1, dict(state.groupdict), tuple(names)
