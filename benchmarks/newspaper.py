"""Re-set annotated reports as a newspaper page, extract both, and score what the setting costs.

usage: python benchmarks/newspaper.py [GOLD [SCORE.PY]] [--out DIR] [--seeds N] [--errors N]

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
        if n and (
            (starts and rng.random() < 0.25) or (inside and rng.random() < 0.06) or (ends and rng.random() < 0.12)
        ):
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
        if char != " " or len(lines) == 1 or lines[-1]:
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
    width, indented, apart = 0, False, True
    for n, body in enumerate(paragraphs(text)):
        if n % 6 == 0:  # a column of its own
            width, indented, apart = rng.randint(18, 31), rng.random() < 0.3, rng.random() < 0.6
        said = "".join(char for char, _ in body)
        twice = 30 <= len(said) <= 130 and said.count("。") <= 3 and rng.random() < 0.12
        if indented and not twice:
            body = [("\u3000", -1)] * 2 + body
        lines = wrap(body if twice else space_out(body, rng), width)
        for k, line in enumerate(lines):
            page += double(line) if twice else line
            page.append(("\n", -1))
            if k + 1 == len(lines):
                blank = apart or twice or len(said) < 30 or n % 6 == 5 or (not indented and rng.random() < 0.5)
                page += [("\n", -1)] * blank
            elif not twice and rng.random() < 0.04:
                page += interruption(rng)
    return "".join(char for char, _ in page), [at for _, at in page]


def interruption(rng: random.Random) -> list[Glyph]:
    """A blank line, and sometimes a photo caption and another, in the middle of a sentence."""
    caption = "\n" if rng.random() < 0.8 else "\n图为记者在现场采访。\n\n"
    return [(char, -1) for char in caption]


def move(record: dict[str, object], origins: list[int], text: str) -> dict[str, object]:
    """An annotation with its offsets in the new setting."""
    start, end = int(str(record["start"])), int(str(record["end"]))
    first, last = origins.index(start), origins.index(end - 1) + 1  # of a run printed twice, the first copy
    return {**record, "start": first, "end": last, "text": text[first:last]}


def score(score_py: Path, setting: Path, errors: int) -> dict[str, dict[str, dict[str, float]]]:
    """The measures that score.py prints, by table."""
    run = [sys.executable, str(score_py), str(setting / "tables"), str(setting)]
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
    parser.add_argument("score", type=Path, nargs="?", default=shared / "score" / "score.py")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    if not args.score.is_file() or not args.gold.is_dir():
        print(f"newspaper: no {args.score} or no {args.gold}; name them", file=sys.stderr)
        return 2
    out = args.out or Path(tempfile.mkdtemp(prefix="newspaper-"))
    settings = ["clean", *map(str, range(args.seeds))]
    for name in settings:
        set_all(args.gold, out / name, None if name == "clean" else int(name))
    clean = score(args.score, out / "clean", 0)
    worst = 0.0
    print("setting    table      measure   clean  reset  lost")
    for name in settings[1:]:
        for table, measures in score(args.score, out / name, args.errors).items():
            for measure, value in measures.items():
                before, after = clean[table][measure]["f1"], value["f1"]
                print(f"{name:<10} {table:<10} {measure:<8} {before:6.3f} {after:6.3f} {before - after:6.3f}")
                worst = max(worst, before - after if measure == "figure" else 0.0)
    print(f"reports and tables in {out}")
    return 1 if worst > ALLOWED else 0


def set_all(gold: Path, out: Path, seed: int | None) -> None:
    """Write the reports (as they are, or re-set), their moved annotations, and their tables."""
    patterns = load_patterns()
    (out / "reports").mkdir(parents=True, exist_ok=True)
    for annotated in sorted(gold.glob("*.jsonl")):
        raw = read_report(gold / "reports" / f"{annotated.stem}.txt").raw
        if in_columns(raw):
            continue
        text, origins = (raw, list(range(len(raw)))) if seed is None else reset(raw, seed)
        rows = [json.loads(row) for row in annotated.read_text("utf-8").splitlines() if row.strip()]
        moved = (json.dumps(move(row, origins, text), ensure_ascii=False) + "\n" for row in rows)
        (out / annotated.name).write_text("".join(moved), "utf-8")
        path = out / "reports" / f"{annotated.stem}.txt"
        path.write_text(text, "utf-8", newline="")
        write_tables(to_tables(extract(read_report(path), patterns), patterns.sha256), out / "tables", path.stem)


if __name__ == "__main__":
    sys.exit(main())
