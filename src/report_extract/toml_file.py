"""People's TOML files, read so that none can hang or crash a run, whatever stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

MOST_BYTES = 4 << 20
"""A hundred times the largest pattern file."""
_LARGEST = 2**63
"""TOML's own bound on whole numbers; a float's exponent stays within what a float holds."""
_MOST_DIGITS = 400
_MOST_PARTS = 64
# tomllib walks a dotted key from its root for each of its parts, so that a long one takes hours.
_DEEP_KEY = re.compile(rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}""")


class TomlError(Exception):
    """A file that is no TOML to be read; `line` counts from 1, None where the fault is the file's."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def load_toml(path: Path, parse_float: Callable[[str], Any] = float) -> tuple[str, dict[str, Any]]:
    """A file's text and data. Raises FileNotFoundError, or TomlError saying what is wrong and what to do."""
    return parse_toml(read_whole(path), parse_float)


def read_whole(path: Path) -> bytes:
    """The bytes of a small regular file. Raises FileNotFoundError and TomlError."""
    try:
        status = path.stat()
        if path.is_dir():
            raise TomlError("a folder, where a file should be; remove or rename it")
        if not path.is_file():  # opening a pipe would wait for ever
            raise TomlError("not a file (a pipe, socket or device); save its content as a file")
        if status.st_size > MOST_BYTES:
            raise TomlError(f"{status.st_size / 1e6:.0f} MB, more than {MOST_BYTES >> 20} MB; split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TomlError(f"cannot be read ({error.strerror}); check its permissions") from error


def parse_toml(content: bytes, parse_float: Callable[[str], Any] = float) -> tuple[str, dict[str, Any]]:
    """A file's bytes to its text and data. Raises TomlError."""
    try:
        source = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TomlError(f"not UTF-8 at byte {error.start}; save it as UTF-8", line) from error
    dotted = any(line.count(".") >= _MOST_PARTS for line in source.split("\n"))
    if dotted and (deep := _DEEP_KEY.search(source)):
        raise TomlError("a key of too many parts", source.count("\n", 0, deep.start()) + 1)
    try:
        data = tomllib.loads(source, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        raise TomlError(f"not TOML: {error}", int(told[1]) if told else source.count("\n") + 1) from error
    except ValueError as error:  # Python reads no whole number of more than 4300 digits
        raise TomlError("a number of too many digits") from error
    except RecursionError as error:
        raise TomlError("nested too deeply") from error
    _bound_numbers(data)
    return source, data


def _bound_numbers(data: dict[str, Any]) -> None:
    """A number that fits into few characters here may need gigabytes when it is written out."""
    left: list[Any] = [data]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        elif (isinstance(one, int) and not -_LARGEST <= one < _LARGEST) or (isinstance(one, Decimal) and _long(one)):
            raise TomlError("a number of too many digits")


def _long(number: Decimal) -> bool:
    return number.is_finite() and max(abs(number.adjusted()), len(number.as_tuple().digits)) > _MOST_DIGITS
