"""The kernel beside JioNLP (money and time) and Recognizers-Text (numbers, units, dates) on the same invented text.

    python -m venv out/peers && out/peers/bin/pip install -r benchmarks/requirements-peers.txt
    python benchmarks/peers.py --python out/peers/bin/python

The peers have an environment of their own, and are never installed with the project. Each gets the text line by line,
after a first line that loads what it loads late; ours makes all its tables.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from pathlib import Path

from generate import report as invented

from report_extract import extract, load_patterns, to_tables
from report_extract.model import Report

_COMMON = """
import json, sys, time
lines = json.load(sys.stdin)
def measured(read):
    read("去年投入12万元，增长3.5%。")
    start = time.process_time()
    for line in lines:
        read(line)
    print("\\n" + json.dumps(time.process_time() - start))
"""
PEERS = {
    "JioNLP, money and time": """
import jionlp
def read(line):
    jionlp.ner.extract_money(line, with_parsing=True)
    jionlp.ner.extract_time(line, time_base=time.time(), with_parsing=True)
measured(read)
""",
    "Recognizers-Text, numbers, units and dates": """
from recognizers_date_time import recognize_datetime
from recognizers_number import recognize_number, recognize_percentage
from recognizers_number_with_unit import recognize_currency, recognize_dimension
recognizers = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension, recognize_datetime)
def read(line):
    for recognize in recognizers:
        recognize(line, "zh-cn")
measured(read)
""",
}


def peer(python: Path, script: str, lines: list[str]) -> float:
    """Seconds of processor time that a peer takes in its own process, without its start."""
    command = [str(python), "-c", _COMMON + script]
    done = subprocess.run(command, input=json.dumps(lines), capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, required=True, help="the interpreter of the peers' environment")
    parser.add_argument("--reports", type=int, default=4, help="invented reports of 3,000 characters")
    given = parser.parse_args()
    rules = load_patterns()
    texts = [invented(number) for number in range(given.reports)]
    to_tables(extract(Report("first", invented(given.reports)), rules))
    start = time.process_time()
    for number, text in enumerate(texts):
        to_tables(extract(Report(str(number), text), rules))
    ours = time.process_time() - start
    characters = sum(map(len, texts))
    print(f"{characters:,} characters, load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| | characters a second | ours is so many times as fast |\n| --- | ---: | ---: |")
    print(f"| report-extract, all tables | {characters / ours:,.0f} | |")
    for name, script in PEERS.items():
        spent = peer(given.python, script, [line for text in texts for line in text.splitlines() if line.strip()])
        print(f"| {name} | {characters / spent:,.0f} | {spent / ours:.1f} |", flush=True)


if __name__ == "__main__":
    main()
