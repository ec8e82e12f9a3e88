"""Plain text in any common Chinese encoding."""

from __future__ import annotations

import re
from pathlib import Path

from report_extract.model import Report, ReportError
from report_extract.sources.aligned import aligned_tables
from report_extract.sources.files import Source
from report_extract.sources.paged import page_marks

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CHINESE = ("gb18030", "big5", "big5hkscs")
# Compiled (a millisecond each, for their wide ranges) only where a text is no UTF-8.
_USUAL = r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\u2010-\u2026\n\r\t\x20-\x7e]"
_FOREIGN = r"[^\x00-\x7f]"
_IDEOGRAPH = r"[\u4e00-\u9fff]"


def read_text(source: Source) -> Report:
    """Decode a text file; the raw text is what it decodes to, line endings and all."""
    raw, encoding = decode(source.content, source.path)
    return source.report("text", raw, encoding=encoding, tables=aligned_tables(raw), asides=page_marks(raw))


def decode(content: bytes, path: Path, declared: str | None = None) -> tuple[str, str]:
    """Bytes to text and the encoding's name: by a mark, UTF-16 by its shape, strict UTF-8, as declared, the likeliest.

    Raises ReportError where no Chinese encoding fits.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise ReportError(f"{path}: begins as {encoding} but is not; save it as UTF-8") from error
    wide = _wide(content)
    if wide:
        return content.decode(wide), wide
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(content, declared) or _likeliest(content, path)
    if "\0" in text:
        raise ReportError(f"{path}: not text (it holds zero bytes); save it as UTF-8 text")
    return text, "utf-8"


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: the byte order in which nearly all characters are Chinese, ASCII or punctuation."""
    if len(content) % 2 or len(content) < 4:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:20000]
        # Two ASCII bytes read as one ideograph, so text must also show what ASCII text in UTF-16 must: spaces, digits
        # or line ends, or punctuation of the CJK blocks.
        if len(re.findall(_USUAL, head)) >= 0.95 * len(head) and re.search(r"[\n\x20-\x7e\u3001\u3002\uff0c]", head):
            return encoding
    return None


def _declared(content: bytes, declared: str | None) -> tuple[str, str] | None:
    """What a file says of itself, where it decodes strictly and to Chinese."""
    if not declared:
        return None
    name = declared.strip().lower()
    encoding = "gb18030" if name.startswith(("gb", "x-gb")) else name
    try:
        text = content.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return (text, encoding) if re.search(_IDEOGRAPH, text) else None


def _likeliest(content: bytes, path: Path) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    if b"\0" in content[:4096]:
        raise ReportError(f"{path}: not text (it holds zero bytes); save it as UTF-8 text")
    best = from_bytes(content, cp_isolation=[*_CHINESE]).best()
    if best is None:
        raise ReportError(f"{path}: unknown encoding; save it as UTF-8")
    text = str(best)
    if len(re.findall(_IDEOGRAPH, text)) < 0.5 * len(re.findall(_FOREIGN, text)):
        raise ReportError(f"{path}: unknown encoding or not text; save it as UTF-8")
    return text, best.encoding
