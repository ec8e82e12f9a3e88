"""Arrays built buffer by buffer are those that pyarrow makes of the same values."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from report_extract.arrays import to_array

VALUES: list[tuple[pa.DataType, list[Any]]] = [
    (pa.string(), ["", "万元", None, "a😀"]),
    (pa.int16(), [-(2**15), None, 2**15 - 1]),
    (pa.int32(), [1, None]),
    (pa.int64(), [2**63 - 1, -1]),
    (pa.float32(), [0.9, None]),
    (pa.float64(), [1 / 3, None, -0.0]),
    (pa.bool_(), [True, False, None, *[True] * 9]),
    (pa.date32(), [date(1949, 10, 1), None, date(2023, 12, 31)]),
    (pa.decimal128(38, 9), [Decimal("-1.5"), None, Decimal("1E+20"), Decimal("9" * 29 + "." + "9" * 9), Decimal(0)]),
    (pa.list_(pa.string()), [["甲", "乙"], [], ["丙"]]),
    (pa.map_(pa.string(), pa.int64()), [[("space", 3), ("fold", 1)], []]),
]


@pytest.mark.parametrize(("kind", "values"), VALUES, ids=[str(kind) for kind, _ in VALUES])
@pytest.mark.parametrize("times", [0, 1, 5])
def test_same_as_pyarrow(kind: pa.DataType, values: list[Any], times: int) -> None:
    made = to_array(values * times, kind)
    made.validate(full=True)
    assert made.equals(pa.array(values * times, kind))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.int16(), 2**15),
        (pa.int64(), 2**63),
        (pa.decimal128(38, 9), Decimal("1E+29")),
        (pa.decimal128(38, 9), Decimal("0.0000000001")),
        (pa.decimal128(38, 9), 1 + Decimal("1E-20")),
    ],
)
def test_what_does_not_fit_is_refused(kind: pa.DataType, value: Any) -> None:
    with pytest.raises(ValueError, match=r"fit|digits|decimals"):
        to_array([value], kind)


def test_tables_are_made_and_read_without_pandas(tmp_path: Any) -> None:
    code = (
        "import sys; from report_extract import *; from report_extract.model import Report; from report_extract.tables "
        "import load\n"
        "write_tables(to_tables(extract(Report('a', '2023年新建泵站12座。'))), sys.argv[1], 'a')\n"
        "assert load('statistics', sys.argv[1]).num_rows == 1 and 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=60)
