"""Plain text in any common Chinese encoding."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from report_extract.model import Given, Report, ReportError

_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_text(path: Path, root: Path | None = None) -> Report:
    """Decode a text file; strict UTF-8 first, then what charset-normalizer finds."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    if not content.strip():
        raise ReportError(f"{path}: empty; there is nothing to extract")
    raw, encoding = decode(content, path)
    return Report(
        report_id=path.stem,
        raw=raw,
        path=str(path.relative_to(root)) if root and path.is_relative_to(root) else path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        format="text",
        encoding=encoding,
        given=read_given(path),
    )


def decode(content: bytes, path: Path) -> tuple[str, str]:
    """Bytes to text and the encoding's name."""
    for mark, encoding in _ENCODINGS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise ReportError(f"{path}: begins as {encoding} but is not; save it as UTF-8") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(content, path)
    if "\0" in text:
        raise ReportError(f"{path}: not text (it holds zero bytes); save it as UTF-8 text")
    return text, "utf-8"


def _guess(content: bytes, path: Path) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    if b"\0" in content[:4096]:
        raise ReportError(f"{path}: not text (it holds zero bytes); save it as UTF-8 text")
    best = from_bytes(content, cp_isolation=["gb18030", "big5", "utf_16", "big5hkscs"]).best()
    if best is None:
        raise ReportError(f"{path}: unknown encoding; save it as UTF-8")
    text = str(best)
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in text)
    if chinese < 0.2 * max(1, len(text.replace(" ", ""))):
        raise ReportError(f"{path}: unknown encoding or not text; save it as UTF-8")
    return text, best.encoding


def read_given(path: Path) -> Given:
    """The REPORT_ID.toml beside a report, if there is one."""
    side = path.with_suffix(".toml")
    if not side.is_file():
        return Given()
    try:
        data: dict[str, Any] = tomllib.loads(side.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"{side}: not TOML: {error}") from error
    kinds: dict[str, type] = {"title": str, "issuer": str, "report_year": int, "published": date, "source": str}
    for key, value in data.items():
        if key not in kinds:
            raise ReportError(f"{side}: key '{key}': not known; use one of {', '.join(kinds)}")
        if not isinstance(value, kinds[key]):
            raise ReportError(f"{side}: key '{key}': must be {kinds[key].__name__}")
    return Given(**data)
