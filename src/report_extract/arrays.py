"""Python values to Arrow arrays, buffer by buffer: `pyarrow.array` imports pandas to ask whether a list is a Series."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from itertools import accumulate
from typing import Any

import pyarrow as pa

_CODES = {pa.int16(): "h", pa.int32(): "i", pa.int64(): "q", pa.float32(): "f", pa.float64(): "d"}
_EPOCH = date(1970, 1, 1).toordinal()
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def to_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """An array of the types that the tables have; None is null. Raises ValueError where a value does not fit."""
    valid = pa.py_buffer(_bits([value is not None for value in values])) if None in values else None
    buffers, children = _parts(values, kind)
    return pa.Array.from_buffers(kind, len(values), [valid, *map(pa.py_buffer, buffers)], children=children)


def _parts(values: Sequence[Any], kind: pa.DataType) -> tuple[list[Any], list[pa.Array] | None]:
    """An array's buffers after its validity, and its child arrays where it is one of lists or maps."""
    if pa.types.is_string(kind):
        encoded = [b"" if value is None else value.encode() for value in values]
        return [_offsets(encoded), b"".join(encoded)], None
    if pa.types.is_map(kind):
        pairs = [pair for value in values for pair in value]
        fields = [kind.key_field, kind.item_field]
        sides = [to_array([pair[n] for pair in pairs], field.type) for n, field in enumerate(fields)]
        return [_offsets(values)], [pa.Array.from_buffers(pa.struct(fields), len(pairs), [None], children=sides)]
    if pa.types.is_list(kind):
        return [_offsets(values)], [to_array([one for value in values for one in value], kind.value_type)]
    if pa.types.is_boolean(kind):
        return [_bits(values)], None
    if pa.types.is_decimal(kind):
        return [b"".join([_decimal(value, kind) for value in values])], None
    if pa.types.is_date(kind):
        return [array("i", [0 if value is None else value.toordinal() - _EPOCH for value in values])], None
    try:
        return [array(_CODES[kind], [0 if value is None else value for value in values])], None
    except OverflowError as error:
        raise ValueError(f"a value does not fit into {kind}: {error}") from error


def _offsets(values: Sequence[Any]) -> array[int]:
    return array("i", accumulate(map(len, values), initial=0))


def _bits(values: Sequence[Any]) -> bytes:
    """A bit a value, the first one lowest."""
    bits = "".join(["1" if value else "0" for value in reversed(values)])
    return int(bits or "0", 2).to_bytes(len(values) // 8 + 1, "little")


def _decimal(value: Decimal | None, kind: pa.DataType) -> bytes:
    if value is None:
        return bytes(16)
    if value and value.adjusted() + kind.scale >= kind.precision:
        raise ValueError(f"{value} has more digits than {kind}")
    scaled = value.scaleb(kind.scale, _EXACT)
    if scaled != int(scaled):
        raise ValueError(f"{value} has more decimals than {kind}")
    return int(scaled).to_bytes(16, "little", signed=True)
