"""How many findings of `check` are real, by the verdicts in findings.csv; those that nobody has judged are named.

python benchmarks/findings.py TABLES

Verdicts, each given after reading the sentences that the finding compares: `real` is a contradiction in the text or a
revision that a careful reader would want to be told of; `false` compares unlike things; `extraction` is a wrong row.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from report_extract import check


def main(tables: Path) -> None:
    with (Path(__file__).parent / "findings.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {
            (row["check"], f"{row['report_id']}:{row['raw_start']}"): row["verdict"] for row in csv.DictReader(file)
        }
    counts = Counter[str]()
    for one in check(tables):
        verdict = verdicts.get((one.check, one.source), "not judged")
        counts[verdict] += 1
        print(f"{verdict:<11} {one.severity:<8} {one.check:<11} {one.source}  {one.message}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())) or "nothing found")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
