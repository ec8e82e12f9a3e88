"""Re-set annotated reports as a newspaper page, extract both, and score what the setting costs.

usage: python benchmarks/newspaper.py [GOLD] [--score SCORE.PY] [--out DIR] [--seeds N] [--errors N]

GOLD holds REPORT_ID.jsonl and reports/REPORT_ID.txt. A copy of each report that is not set in columns already is
wrapped at 18 to 31 full-width characters, with blank lines between paragraphs and sometimes inside a sentence,
spaces beside and inside figures, a few short paragraphs printed twice run by run, and full-width digits here and
there; the annotations move along. Exit status 1 where a figure F1 falls by more than 0.08.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from report_extract import extract, load_patterns, read_report, to_tables, write_tables

ALLOWED = 0.08
FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
CLOSING = "，。、；：！？”’）》%"

Glyph = tuple[str, int]
"""A character and the offset that it came from; -1 for one that the setting put in."""


def paragraphs(text: str) -> list[list[Glyph]]:
    """The paragraphs of a clean text, each character with its offset."""
    found = []
    for match in re.finditer(r"[^\n\r]+?(?=\s*\u3000\u3000|\s*[\n\r]|\s*$)", text):
        body = [(char, at) for at, char in enumerate(match[0], match.start())]
        while body and body[0][0].isspace():
            body.pop(0)
        if body:
            found.append(body)
    return found


def space_out(body: list[Glyph], rng: random.Random) -> list[Glyph]:
    """Spaces beside and inside figures, and full-width digits now and then."""
    out: list[Glyph] = []
    wide = False
    for n, (char, at) in enumerate(body):
        before = body[n - 1][0] if n else ""
        starts, inside = char.isdigit() and not (before.isdigit() or before == "."), char.isdigit() and before.isdigit()
        wide = rng.random() < 0.05 if starts else wide and (char.isdigit() or char in ".%")
        ends = before.isdigit() and "\u4e00" <= char <= "\u9fff"
        if n and (starts and rng.random() < 0.25 or inside and rng.random() < 0.06 or ends and rng.random() < 0.12):
            out.append((" ", -1))
        out.append((char.translate(FULL) if wide else char, at))
    return out


def wrap(body: list[Glyph], width: int) -> list[list[Glyph]]:
    """Lines of `width` full-width characters; closing marks hang over the end."""
    lines: list[list[Glyph]] = [[]]
    used = 0.0
    for char, at in body:
        size = 0.5 if char < "\u2e80" and char not in "“”‘’—…·" else 1.0
        if used + size > width and char not in CLOSING:
            lines.append([])
            used = 0.0
        if char != " " or lines[-1]:
            lines[-1].append((char, at))
            used += size
    return [line for line in lines if line]


def double(line: list[Glyph]) -> list[Glyph]:
    """A line printed twice run by run: figures, words and marks each their own run."""
    out: list[Glyph] = []
    line = [glyph for glyph in line if not glyph[0].isspace()]
    text = "".join(char for char, _ in line)
    last = ""
    for match in re.finditer(r"[0-9.%]+|[A-Za-z]+|[\u4e00-\u9fff]+|.", text):
        kind = "d" if match[0][0].isdigit() else "w" if match[0][0].isalpha() else ""
        if kind and last and kind != last and (kind == "w" or len(out) > 2):
            out.append((" ", -1))
        out += line[match.start() : match.end()] * 2
        last = kind
    return out


def reset(text: str, seed: int) -> tuple[str, list[int]]:
    """The text as a newspaper page, and for each of its characters the offset that it came from, or -1."""
    rng = random.Random(seed)
    page: list[Glyph] = []
    width = rng.randint(18, 31)
    for n, body in enumerate(paragraphs(text)):
        if n % 6 == 0:
            width = rng.randint(18, 31)
        said = "".join(char for char, _ in body)
        twice = 30 <= len(said) <= 130 and said.count("。") <= 3 and rng.random() < 0.12
        lines = wrap(body if twice else space_out(body, rng), width)
        for k, line in enumerate(lines):
            page += double(line) if twice else line
            inside = k + 1 < len(lines)
            page += [("\n", -1)] * (1 + (not inside or (not twice and rng.random() < 0.04)))
    return "".join(char for char, _ in page), [at for _, at in page]


def move(record: dict[str, object], origins: list[int], text: str) -> dict[str, object]:
    """An annotation with its offsets in the new setting."""
    start, end = int(str(record["start"])), int(str(record["end"]))
    places = [place for place, at in enumerate(origins) if start <= at < end]
    moved = {**record, "start": places[0], "end": places[-1] + 1}
    return moved | {"text": text[places[0] : places[-1] + 1]}


def score(score_py: Path, tables: Path, gold: Path, errors: int) -> dict[str, dict[str, dict[str, float]]]:
    """The measures that score.py prints, by table."""
    run = [sys.executable, str(score_py), str(tables), str(gold)]
    if errors:
        print(subprocess.run([*run, "--errors", str(errors)], capture_output=True, text=True, check=True).stdout)
    answer = json.loads(subprocess.run([*run, "--json"], capture_output=True, text=True, check=True).stdout)
    measures: dict[str, dict[str, dict[str, float]]] = answer["tables"]
    return measures


def in_columns(text: str) -> bool:
    """Whether a report is set in columns already."""
    lines = sorted(len(line) for line in text.splitlines() if line.strip())
    return lines[len(lines) // 2] < 40 and lines[-1] < 100


def main() -> int:
    """Print F1 of the clean setting, of the newspaper setting, and the difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(__file__).parents[2] / "shared"
    parser.add_argument("gold", type=Path, nargs="?", default=shared / "gold")
    parser.add_argument("--score", type=Path, default=shared / "score" / "score.py")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    if not args.score.is_file() or not args.gold.is_dir():
        print(f"newspaper: no {args.score} or no {args.gold}; name them", file=sys.stderr)
        return 2
    out = args.out or Path(tempfile.mkdtemp(prefix="newspaper-"))
    patterns = load_patterns()
    for name in ("clean", *map(str, range(args.seeds))):
        for folder in ("reports", "tables"):
            (out / name / folder).mkdir(parents=True, exist_ok=True)
        for annotations in sorted(args.gold.glob("*.jsonl")):
            report = read_report(args.gold / "reports" / f"{annotations.stem}.txt")
            if in_columns(report.raw):
                continue
            text, origins = (report.raw, list(range(len(report.raw)))) if name == "clean" else reset(report.raw, int(name))
            rows = [json.loads(row) for row in annotations.read_text("utf-8").splitlines() if row.strip()]
            moved = [move(row, origins, text) for row in rows]
            (out / name / annotations.name).write_text(
                "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in moved), "utf-8"
            )
            path = out / name / "reports" / f"{annotations.stem}.txt"
            path.write_text(text, "utf-8", newline="")
            write_tables(to_tables(extract(read_report(path), patterns), patterns.sha256), out / name / "tables", path.stem)
    clean = score(args.score, out / "clean" / "tables", out / "clean", 0)
    worst = 0.0
    print("setting    table      measure   clean  reset  lost")
    for seed in range(args.seeds):
        noisy = score(args.score, out / str(seed) / "tables", out / str(seed), args.errors)
        for table, measures in noisy.items():
            for measure, value in measures.items():
                lost = clean[table][measure]["f1"] - value["f1"]
                print(f"{seed:<10} {table:<10} {measure:<8} {clean[table][measure]['f1']:6.3f} {value['f1']:6.3f} {lost:6.3f}")
                worst = max(worst, lost if measure == "figure" else 0.0)
    print(f"reports and tables in {out}")
    return 1 if worst > ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
