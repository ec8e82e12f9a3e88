"""Fuzzing: bytes read as reports, texts made of figures and noise, and people's files with mistakes.

    python -m pip install -r benchmarks/fuzz-requirements.txt
    python -m benchmarks.fuzz text --seconds 600     # or bytes, or files; all three by turns unless given

Whatever goes in: only the documented errors, one line each; no input takes more than its share of time; every digit
stands in the ledger, and offsets lie in the raw text. The first input that breaks this is kept as crash-TARGET-…,
and `python -m benchmarks.fuzz TARGET FILE` runs it again. With --all the run goes on, one input kept by sort of fault.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["report_extract"]):
    from report_extract import find_mentions
    from report_extract.corrections import load_corrections
    from report_extract.model import Report, ReportError
    from report_extract.pattern_files import FILES
    from report_extract.patterns import PatternError, default_folder, load_patterns, validate_file
    from report_extract.pipeline import extract
    from report_extract.selfcheck import cases
    from report_extract.sources import read_report
    from report_extract.tables import to_tables
    from report_extract.totals import TotalsError, read_totals

from tests.test_properties import PIECES, check_anchors, check_ledger

SECONDS_A_READ, SECONDS_A_CHARACTER = 5.0, 0.001
"""What an input may take, instrumented: a changed pattern file, whose rules are all compiled anew, takes up to 1.1 s on
two busy cores; others hundreds of times less than this."""
RULES = load_patterns()
WORK = Path(tempfile.mkdtemp(prefix="fuzz-"))
FIXTURES = Path("tests/fixtures")
EXAMPLES = [case.text for case in cases(RULES)]
NOISE = [
    *"0123456789０９〇零一二两三十百千万亿点半余多几数来第约近超过达至到年月日号次人元个项家户",
    *"—-~、，。；：！？“”《》（）()【】.%‰％/+^eE\n\t \u3000\r\f\0\x1b\u202e",
    *("其中", "分之", "1,234,567", "3.14", "1949年", "去年同期", "\n\n", "\r\n", "\ufeff", "\U00020000", "e\u0301"),
]
WORDS = sorted({*RULES.units.forms, *RULES.words.letter, *RULES.qualifiers.before_kind, *RULES.lexicon})
NASTY = [
    *("1", "-1", "0", "true", "nan", "inf", "1e400", "9223372036854775807"),
    *("2021-01-01", "2021-01-01T00:00:00", "07:00:00", "''", '"\\u0000"', '"\\n"', "'12座'", "'万'"),
    *("'(?:a|b)*'", "'['", "'()'", "'(?P<y>x)'", "'{HEAD!r:9}'", "'{'", "'$'", "[]", "{}", "['']", "[[]]", "[1, 2]"),
    *("{ text = 'a' }", "[{ text = '3座', value = 3 }]", "['座', '座']"),
]
PERSONS_FILE = [
    *("[[change]]", "[[drop]]", "[[add]]", "[[total]]", "[x]", "table = 'statistics'", "table = 'awards'"),
    *("table = 'events'", "start = 11", "start = 20", "text = '2021年'", "text = '12座'", "text = '20'", "row = 2"),
    *("who = 'w'", "when = 2024-01-01", "why = 'y'", "set = { indicator = 'i', value = 1, unit = '座' }"),
    *(
        "set = { value = 12.5 }",
        "set = { name = 'n' }",
        "set = { award = 'a' }",
        "set = { unit = '' }",
        "role = 'name'",
    ),
    *("indicator = ['泵站']", "indicator_not = ['a|b']", "value = '3.5亿'", "unit = '元'", "tolerance = '1%'"),
    *("period = [2021-01-01, 2021-12-31]", "measure = 'level'", "title = 't'", "issuer = 'i'", "report_year = 2021"),
    *("published = 2021-05-01", "source = 's'"),
]
RAW = "南屿水务局2021年工作总结\n2021年，新建泵站12座，投入3.5亿元，比上年增长5%。3月5日，召开表彰会，授予奖章2枚。\n"


class SlowError(Exception):
    """An input took more time than its length is worth."""


def read_bytes(data: bytes) -> int:
    """Bytes as a file with an ending that the first byte chooses."""
    ending = (".txt", ".pdf", ".docx", ".html", ".md", ".bin")[data[0] % 6] if data else ".txt"
    file = WORK / f"report{ending}"
    file.write_bytes(data[1:])
    try:
        report = read_report(file)
    except ReportError as error:
        one_line(error)
        return len(data)
    finally:
        file.unlink()
    size = len(report.raw)
    assert all(0 <= one <= size for one in report.pages)
    assert all(0 <= one < size for one in report.boxes.offset) if report.boxes else True
    assert all(0 <= cell.start <= cell.end <= size for table in report.tables for cell in table)
    if size < 5000:
        check(report)
    return len(data) + size


def read_text(data: bytes) -> int:
    """A text that two bytes a piece choose out of figures, units, noise and the rules' examples."""
    tables = (NOISE, NOISE, WORDS, EXAMPLES, PIECES)
    raw = []
    for first, second in zip(data[::2], data[1::2], strict=False):
        table = tables[first % 5]
        raw.append(table[(first // 5 * 256 + second) % len(table)] * (second % 16 + 1 if first > 250 else 1))
    text = "".join(raw)
    check(Report("r", text))
    for mention in find_mentions(text[:500]):
        assert 0 <= mention.raw_start < mention.raw_end <= len(text)
    return len(text)


def read_files(data: bytes) -> int:
    """A pattern file with some lines changed, or a person's file out of likely and unlikely lines."""
    fuzzed = atheris.FuzzedDataProvider(data)
    if fuzzed.ConsumeBool():
        persons_file(fuzzed)
    else:
        pattern_file(fuzzed)
    return len(data)


def persons_file(fuzzed: atheris.FuzzedDataProvider) -> None:
    """Corrections, known totals and REPORT_ID.toml are tried with the same lines."""
    lines = []
    while fuzzed.remaining_bytes() and len(lines) < 60:
        line = fuzzed.PickValueInList(PERSONS_FILE)
        lines.append(
            f"{line.split(' = ')[0]} = {fuzzed.PickValueInList(NASTY)}" if fuzzed.ConsumeInt(1) > 100 else line
        )
    (WORK / "report.txt").write_text(RAW, encoding="utf-8")
    (WORK / "report.toml").write_text("\n".join(lines), encoding="utf-8")
    try:
        read_totals(WORK / "report.toml", RULES)
    except TotalsError as error:
        one_line(error)
    try:
        check(read_report(WORK / "report.txt"))
    except ReportError as error:
        one_line(error)
    try:
        corrections = load_corrections(WORK / "report.toml", RULES)
    except ReportError as error:
        one_line(error)
        return
    out = extract(Report("report", RAW), RULES, corrections=corrections)
    check_ledger(out)
    to_tables(out)


def pattern_file(fuzzed: atheris.FuzzedDataProvider) -> None:
    """Where the file is valid, what it says is used."""
    name = fuzzed.PickValueInList([*FILES, "lexicon"])
    file = WORK / "patterns" / (f"{name}.toml" if name in FILES else "lexicon.txt")
    whole = (default_folder() / file.name).read_text("utf-8")
    lines = whole.split("\n")
    for _ in range(fuzzed.ConsumeIntInRange(1, 4)):
        at = fuzzed.ConsumeIntInRange(0, len(lines) - 1)
        key, equals, value = lines[at].partition(" = ")
        how = fuzzed.ConsumeIntInRange(0, 5)
        if how == 0:
            lines[at] = lines[fuzzed.ConsumeIntInRange(0, len(lines) - 1)]
        elif how == 1:
            lines[at] = ""
        elif how in (2, 3) and equals:
            lines[at] = f"{key} = {fuzzed.PickValueInList(NASTY)}"
        elif value:
            cut = fuzzed.ConsumeIntInRange(0, len(value))
            piece = fuzzed.PickValueInList([*NOISE, "*", "+", "?", "|", "\\d", "{9}", "[", "]", "$", "^", "''"])
            lines[at] = f"{key}{equals}{value[:cut]}{piece}{value[cut + how - 4 :]}"
    try:
        file.write_text("\n".join(lines), encoding="utf-8")
        if name in FILES:
            validate_file(file.parent, name)
        rules = load_patterns(file.parent)
        out = extract(Report("r", RAW + "".join(PIECES)), rules)
        check_ledger(out)
        to_tables(out)
    except PatternError as error:
        one_line(error)
        assert file.name in str(error)
    finally:
        file.write_text(whole, encoding="utf-8")


def check(report: Report) -> None:
    """What holds of every report."""
    out = extract(report, RULES)
    check_ledger(out)
    check_anchors(out)
    to_tables(out)


def one_line(error: Exception) -> None:
    """A person reads it."""
    assert "\n" not in str(error) and 0 < len(str(error)) < 2000, str(error)


def timed(target: Callable[[bytes], int]) -> Callable[[bytes], None]:
    """A target that also fails when it takes long."""

    def run(data: bytes) -> None:
        begin = time.process_time()
        size = target(data)
        seconds = time.process_time() - begin
        if seconds > SECONDS_A_READ + SECONDS_A_CHARACTER * size:
            raise SlowError(f"{seconds:.1f} s for {size} characters")

    return run


def collected(name: str, target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """A target that keeps the first input of each sort of fault and goes on."""
    seen: set[str] = set()

    def run(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            sort = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
            if sort not in seen:
                seen.add(sort)
                file = Path(f"crash-{name}-{hashlib.sha1(data).hexdigest()[:10]}")
                file.write_bytes(data)
                print(f"FAULT {sort}: {error!r:.300} in {file}", flush=True)

    return run


TARGETS = {"bytes": read_bytes, "text": read_text, "files": read_files}


def seeds(name: str) -> Path:
    """A folder of inputs to begin with."""
    folder = WORK / "seeds"
    folder.mkdir()
    found: list[bytes] = [bytes(range(64)), bytes(range(100, 150))]
    if name == "bytes":
        found += [b"\0" + RAW.encode(encoding) for encoding in ("utf-8", "utf-16", "utf-16-be", "gb18030")]
        for kind, file in enumerate(("page-text.txt", "page.pdf", "page-word.docx", "page-html.html")):
            found.append(bytes([kind]) + (FIXTURES / file).read_bytes())
    for number, content in enumerate(found):
        (folder / str(number)).write_bytes(content)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzz reading, extraction and people's files.")
    parser.add_argument("target", nargs="?", choices=TARGETS)
    parser.add_argument("input", nargs="?", type=Path, help="run this one input")
    parser.add_argument("--seconds", type=int, default=60, help="in all; shared among the targets")
    parser.add_argument("--seed", type=int, default=1, help="of the inputs: the same one tries the same inputs")
    parser.add_argument("--all", action="store_true", help="go on after a fault")
    given = parser.parse_args()
    if given.target is None:
        for name in TARGETS:
            share = ["--seconds", str(given.seconds // len(TARGETS))]
            subprocess.run([sys.executable, "-m", "benchmarks.fuzz", name, *share], check=True)
        return
    (WORK / "patterns").mkdir()
    for file in default_folder().iterdir():
        (WORK / "patterns" / file.name).write_bytes(file.read_bytes())
    TARGETS[given.target](b"")  # what is built once takes no input's time
    target = timed(TARGETS[given.target])
    if given.input:
        target(given.input.read_bytes())
        return
    options = [
        f"-max_total_time={given.seconds}",
        f"-seed={given.seed}",
        "-timeout=60",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
    ]
    options += [f"-artifact_prefix=crash-{given.target}-", f"-max_len={20_000 if given.target == 'bytes' else 160}"]
    atheris.Setup(
        [sys.argv[0], *options, str(seeds(given.target))], collected(given.target, target) if given.all else target
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
