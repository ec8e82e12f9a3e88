"""How many numerals of real reports have the right role: a sheet of 300, read by hand once and matched again later.

usage: python benchmarks/roles.py [FOLDER] [--draw N | --contexts]

FOLDER holds the reports, any depth. `--draw` writes roles.csv beside this file anew, without verdicts: at least twelve
numerals of each role, the rest in proportion. Each is then read in its context (`--contexts` prints those that have no
verdict that holds, without the program's role), and `verdict` becomes `right`, or `wrong` with the `right_role`, which
is `none` where no numeral should be. The sheet holds no text of the reports; a row finds its numeral by report and
raw offsets, also inside a longer one.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from report_extract import extract, load_patterns, read_report
from report_extract.model import Extraction, Numeral

HERE = Path(__file__).parent
SHEET = HERE / "roles.csv"
SEED = 20240305
FEWEST = 12
AROUND = 60  # characters of context on each side

AGAIN = "to be read again"


@dataclass(frozen=True, slots=True)
class Row:
    """A numeral of the sheet; `stands_for` is how many numerals of its role there were for each one drawn."""

    report_id: str
    raw_start: int
    raw_end: int
    role: str
    stands_for: float
    verdict: str = ""
    right_role: str = ""

    @property
    def true_role(self) -> str:
        """The role that the reader gave; empty where none read it."""
        return {"right": self.role, "wrong": self.right_role}.get(self.verdict, "")


def main(argv: list[str] | None = None) -> int:
    """Draw a sheet, print what is to be read, or match the sheet against a new extraction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE.parents[1] / "shared" / "reports")
    parser.add_argument("--draw", type=int, metavar="N", help="write a new sheet of N numerals, without verdicts")
    parser.add_argument("--contexts", action="store_true", help="print what is to be read, without our role")
    options = parser.parse_args(argv)
    paths = sorted(options.folder.rglob("*.txt"))
    if not paths:
        print(f"roles: no .txt file in {options.folder}; name the folder that holds the reports", file=sys.stderr)
        return 2
    rules = load_patterns()
    extractions = {path.stem: extract(read_report(path), rules) for path in paths}
    if options.draw:
        write(draw([n for e in extractions.values() for n in e.numerals], options.draw))
        return 0
    rows = read()
    if missing := {row.report_id for row in rows} - extractions.keys():
        print(f"roles: {options.folder} has no {', '.join(sorted(missing))}", file=sys.stderr)
        return 2
    role_now = {row: now(row, extractions[row.report_id].numerals) for row in rows}
    if options.contexts:
        for row in rows:
            if state(row, role_now[row]) == AGAIN:
                print(f"{row.report_id}\t{row.raw_start}\t{row.raw_end}\t{context(extractions[row.report_id], row)}")
    else:
        report(role_now)
    return 0


def draw(numerals: list[Numeral], size: int) -> list[Row]:
    """`size` numerals in order of report and place, without verdicts; how many of each role, `shares` says."""
    by_role: dict[str, list[Numeral]] = defaultdict(list)
    for numeral in sorted(numerals, key=lambda n: (n.report_id, n.raw_start)):
        by_role[numeral.role].append(numeral)
    rng = random.Random(SEED)
    rows = []
    for role, count in sorted(shares({role: len(found) for role, found in by_role.items()}, size).items()):
        weight = round(len(by_role[role]) / count, 2)
        rows += [Row(n.report_id, n.raw_start, n.raw_end, role, weight) for n in rng.sample(by_role[role], count)]
    return sorted(rows, key=lambda row: (row.report_id, row.raw_start))


def shares(sizes: dict[str, int], size: int) -> dict[str, int]:
    """How many to draw of each role: `FEWEST` of each that has as many, the rest in proportion."""
    taken = {role: min(count, FEWEST) for role, count in sizes.items()}
    free = size - sum(taken.values())
    left = {role: sizes[role] - taken[role] for role in sizes}
    if not 0 <= free <= sum(left.values()):
        raise ValueError(f"cannot draw {size} of {sum(sizes.values())} numerals in {len(sizes)} roles")
    exact = {role: free * count / max(1, sum(left.values())) for role, count in left.items()}
    for role, want in exact.items():
        taken[role] += int(want)
    by_remainder = sorted(exact, key=lambda role: (int(exact[role]) - exact[role], role))
    for role in by_remainder[: size - sum(taken.values())]:
        taken[role] += 1
    return taken


def now(row: Row, numerals: list[Numeral]) -> str:
    """The role of the numeral that holds the row's span; `none` where none touches it, `cut` where one cuts it."""
    for numeral in numerals:
        if numeral.raw_start < row.raw_end and row.raw_start < numeral.raw_end:
            whole = numeral.raw_start <= row.raw_start and row.raw_end <= numeral.raw_end
            return numeral.role if whole else "cut"
    return "none"


def state(row: Row, role: str) -> str:
    """`right` or `wrong` where the verdict tells of the role that the numeral has now."""
    if row.true_role and role == row.true_role:
        return "right"
    return "wrong" if row.verdict == "wrong" and role == row.role else AGAIN


def report(role_now: dict[Row, str]) -> None:
    """Print the shares that are right by role as drawn, the roles confused, and what is to be read again."""
    states = {row: state(row, role) for row, role in role_now.items()}
    read = [row for row in states if states[row] != AGAIN]
    for role in sorted({row.role for row in read}):
        own = [row for row in read if row.role == role]
        print(f"{role:14} {sum(states[row] == 'right' for row in own):4} of {len(own):4} right")
    right = [row for row in read if states[row] == "right"]
    if read:
        share, weighted = len(right) / len(read), sum(r.stands_for for r in right) / sum(r.stands_for for r in read)
        print(f"{'all':14} {len(right):4} of {len(read):4} right, {share:.1%}; {weighted:.1%} weighted by role")
    confused = Counter((row.role, row.true_role) for row in read if states[row] == "wrong")
    for (ours, true), count in sorted(confused.items(), key=lambda pair: (-pair[1], pair[0])):
        print(f"{count:4} read as {ours}, truly {true}")
    for row in states:
        if states[row] == AGAIN:
            place = f"{row.report_id} {row.raw_start}..{row.raw_end}"
            print(f"{AGAIN}: {place}, {row.role} when drawn, now {role_now[row]}")


def context(extraction: Extraction, row: Row) -> str:
    """The numeral in 【】 with `AROUND` repaired characters on each side; raw ones where the repair dropped it."""
    text = extraction.text
    inside = [
        at
        for at, (start, end) in enumerate(zip(text.starts, text.ends, strict=True))
        if row.raw_start <= start and end <= row.raw_end
    ]
    if inside:
        chars, start, end = text.chars, inside[0], inside[-1] + 1
    else:
        chars, start, end = extraction.report.raw, row.raw_start, row.raw_end
    shown = f"{chars[max(0, start - AROUND) : start]}【{chars[start:end]}】{chars[end : end + AROUND]}"
    return shown.replace("\n", "⏎").replace("\r", "")


def read() -> list[Row]:
    """The sheet's rows. ValueError names the line of a verdict that is none."""
    rows = []
    with SHEET.open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(csv.DictReader(lines), 2):
            start, end, weight = int(line["raw_start"]), int(line["raw_end"]), float(line["stands_for"])
            row = Row(line["report_id"], start, end, line["role"], weight, line["verdict"], line["right_role"])
            if row.verdict not in ("", "right", "wrong") or (row.verdict == "wrong") != bool(row.right_role):
                raise ValueError(f"{SHEET.name}:{number}: a verdict is right, or wrong with the right role")
            rows.append(row)
    return rows


def write(rows: list[Row]) -> None:
    with SHEET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
