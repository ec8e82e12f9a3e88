"""Traditional characters read as simplified ones, character for character, so that offsets hold."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from report_extract.pattern_files import TraditionalSpec

if TYPE_CHECKING:
    from opencc import OpenCC


def is_traditional(chars: str, spec: TraditionalSpec) -> bool:
    """Whether a text's commonest tell-tale characters are traditional; a quoted line alone does not make it so."""
    marks = sum(map(chars.count, spec.marks))
    return marks > 0 and marks > 2 * sum(map(chars.count, spec.simplified))


def to_simplified(chars: str, spec: TraditionalSpec) -> str:
    """The same number of characters in simplified script, with the quotation marks of that script.

    Phrases decide where a character has two readings; where a phrase would change the length, characters alone do.
    """
    converter = _converter()
    lines = []
    for line in chars.split("\n"):
        converted = converter.convert(line)
        if len(converted) != len(line):
            converted = "".join(c if len(new := converter.convert(c)) != 1 else new for c in line)
        lines.append(converted)
    return "\n".join(lines).translate(str.maketrans(spec.quotes, spec.quotes_simplified))


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
