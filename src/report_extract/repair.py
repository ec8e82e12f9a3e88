"""Raw text to repaired text: every repair a substitution that carries the offset map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from report_extract.cells import spread, withdraw
from report_extract.copies import matches
from report_extract.lines import join_lines
from report_extract.model import Cell, Span, Text
from report_extract.patterns import Patterns, Repairs
from report_extract.places import DIGITS, PLANE, SPACES, codes, table
from report_extract.script import is_traditional, to_simplified

CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f“”‘’—…·"
SPACE = r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]"

# Where a page of the web broke inside a sentence: a line of nothing that could be seen.
_UNSEEN = ("\n\u200b", "\n\ufeff")
_UNSEEN_LINE = re.compile(r"(?<=[\u4e00-\u9fff\d，、])\r?\n[\u200b\ufeff]++\r?\n(?=[\u4e00-\u9fff\d])")
_IDEOGRAPHIC_GAP = re.compile(
    r"[ \t\u00a0\u3000](?<=\S.)(?:(?<=\u3000)|[ \t\u00a0]*\u3000)[ \t\u00a0]*\u3000[\u3000 \t\u00a0]*(?=\S)"
)
# Between a figure with its unit and what the next one counts: 县级赛事64项　参赛茶农9千人次.
_LIST_GAP = re.compile(
    r"[ \u3000](?<![年月日号章节条款期页届版第时分秒季].)"
    r"(?:(?<=[\d万亿][\u4e00-\u9fff].)|(?<=[\d万亿][\u4e00-\u9fff]{2}.)|(?<=[\d万亿][%‰].))"
    r"(?:(?<=\u3000)|[ \u3000]{0,3}\u3000)[ \u3000]{0,3}(?=[\u4e00-\u9fff“《])"
)
# The space of 1 3/5 parts the whole from the fraction, and stays.
_SPACED_DIGITS = re.compile(rf"(?<=[\d.]){SPACE}+(?=[\d.%‰])(?!\d{{1,3}}/\d)")
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_FIGURE_BEFORE = re.compile(r"(?<![\d.,])[\d.,]+\Z")
_FIGURE_AFTER = re.compile(r"\d+(?:[.,]\d+)*")
# These begin where a run of their characters does: tried inside it too, they would take its length squared.
_TABLE_ROW = re.compile(rf"(?<![\d.,%])[.,%]*+\d[\d.,%]++(?:{SPACE}++[\d.,%\-]{{2,}}){{2,}}")
_HAN = re.compile("[\\u4e00-\\u9fff]")
_OWNED = 4  # characters: an anchor at the end of a longer run is only a part of it, and its copy stands far off
_ANY_SPACE = re.compile(rf"{SPACE}+")
_SPACES, _DIGITS = table(SPACES), table(DIGITS)
_LETTER = re.compile(r"[OoIl|〇○◯]")
# What may be a figure with letters for digits, and spaces in it.
_LOOK_ALIKES = re.compile(
    r"(?<![A-Za-z\d|〇○◯.,])[\dOoIl|〇○◯][\d.,OoIl|〇○◯ \u3000]*[ \u3000][\dOoIl|〇○◯]+(?![A-Za-z])"
)
_SECTION_NUMBER = re.compile(
    rf"[ \u3000]{{0,4}}\d{{1,2}}"
    rf"(?:(?P<one>\u3000{SPACE}{{0,4}})(?=\d{{4}}年)|\.\d{{1,2}}(?P<gap>\u3000{SPACE}{{0,4}})|(?:\.\d{{1,2}}){{2,3}}(?P<wide>{SPACE}{{1,4}}))"
    r"(?=[\u4e00-\u9fff“《]|\d{1,2}月|\d{4}年)(?!人(?![员才力口均事民文])|[万亿千百元％%‰名个家件次])"
)
_BESIDE_CJK = re.compile(
    rf"(?<!{SPACE})(?:(?<=[{CJK}]){SPACE}++(?=\S)|(?<=\S){SPACE}++(?=[{CJK}])|^{SPACE}++|{SPACE}++$)", re.M
)
_BESIDE_FIGURE = re.compile(
    rf"(?<!{SPACE})(?:(?<=[{CJK}]){SPACE}++(?=\d)|(?<=[\d.%]){SPACE}++(?=[{CJK}%‰])|^{SPACE}++|{SPACE}++$)", re.M
)


def repair(
    raw: str,
    patterns: Patterns,
    stages: list[tuple[str, Text]] | None = None,
    tables: Sequence[Sequence[Cell]] = (),
    asides: Sequence[Span] = (),
) -> tuple[Text, dict[str, int]]:
    """Mend a raw text; returns the repaired text and how many repairs of each kind were made.

    `tables` are read with their heads, `asides` are left out: raw places that the source found.
    `stages` is filled with each repair that changed the text, and the text after it.
    """
    counts: Counter[str] = Counter()
    text = Text.of(raw)
    for name, step in _steps(raw, patterns, counts, tables, asides):
        after = step(text)
        if stages is not None and after.chars != text.chars:
            stages.append((name, after))
        text = after
    return text, {kind: n for kind, n in sorted(counts.items()) if n}


def _steps(
    raw: str,
    patterns: Patterns,
    counts: Counter[str],
    tables: Sequence[Sequence[Cell]],
    asides: Sequence[Span],
) -> Iterator[tuple[str, Callable[[Text], Text]]]:
    """The repairs in their order: those of whole lines, then the substitutions of patterns/repairs.toml."""
    rules = patterns.repairs
    yield "traditional", lambda text: _simplify(text, rules, counts)
    yield "full_width", lambda text: _fold(text, rules, counts)
    unbroken: list[Text] = []

    def set_aside(text: Text) -> Text:
        # Only folded so far, the text still has the offsets of the raw text, in which tables and asides are given.
        unbroken.append(text)
        return withdraw(text, tables, asides)

    if tables or asides:
        yield "aside", set_aside
    yield "doubled", lambda text: _undouble(text, rules, counts)
    yield "unseen_line", lambda text: _join_unseen(text, counts)
    yield "paragraph_gap", lambda text: _substitute(text, _IDEOGRAPHIC_GAP, "\n", "paragraph_gap", counts)
    yield "list_gap", lambda text: _substitute(text, _LIST_GAP, "，", "list_gap", counts)
    yield "line_join", lambda text: join_lines(text, rules, counts, raw)
    yield "quotes", lambda text: _pair_quotes(text, counts)
    if tables:
        yield "table", lambda text: spread(text, unbroken[0], tables, patterns.tables, counts)
    yield "space", lambda text: _drop_spaces(text, rules, counts)
    for rule in rules.substitutions:
        yield rule.id, partial(_substitute, pattern=rule.regex, replace=rule.replace, kind=rule.kind, counts=counts)


def _substitute(
    text: Text,
    pattern: re.Pattern[str],
    replace: str | Callable[[re.Match[str]], str],
    kind: str,
    counts: Counter[str],
) -> Text:
    text, made = text.substitute(matches(pattern, text.chars), replace)
    counts[kind] += made
    return text


def _join_unseen(text: Text, counts: Counter[str]) -> Text:
    if not any(line in text.chars for line in _UNSEEN):
        return text
    return _substitute(text, _UNSEEN_LINE, "", "line_join", counts)


def _simplify(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Traditional script to simplified, character for character."""
    if not is_traditional(text.chars, rules.traditional):
        return text
    simplified = to_simplified(text.chars, rules.traditional)
    counts["traditional"] += sum(map(str.__ne__, simplified, text.chars))
    return Text(simplified, text.starts, text.ends)


def _fold(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Full-width letters and digits to half width, character for character."""
    folded, made = rules.full.subn(lambda full: rules.half[full[0]], text.chars)
    counts["full_width"] += made
    return Text(folded, text.starts, text.ends)


def _pair_quotes(text: Text, counts: Counter[str]) -> Text:
    """Straight quotation marks of Chinese paragraphs to pairs, character for character; a paragraph with an odd one
    keeps its own."""
    if '"' not in text.chars:
        return text
    paragraphs = text.chars.split("\n")
    for n, paragraph in enumerate(paragraphs):
        parts = paragraph.split('"')
        if len(parts) % 2 and any(_HAN.search(quoted) for quoted in parts[1::2]):
            counts["fold"] += len(parts) - 1
            paragraphs[n] = parts[0] + "".join(("“" if i % 2 else "”") + part for i, part in enumerate(parts[1:], 1))
    return Text("\n".join(paragraphs), text.starts, text.ends)


def _drop_spaces(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Spaces inside and beside figures and between Chinese characters; headings keep those between words."""
    edits: list[tuple[int, int, str]] = []
    done = 0
    for space in _ANY_SPACE.finditer(text.chars):
        if space.start() < done:
            continue
        at = text.chars.rfind("\n", 0, space.start()) + 1
        done = text.chars.find("\n", space.end())
        done = len(text.chars) if done < 0 else done
        spans = sorted(_spaces_to_drop(text.chars[at:done], rules))
        edits += [(at + a, at + b, "") for a, b in spans]
    counts["space"] += len(edits)
    return text.edit(edits)


def _spaces_to_drop(line: str, rules: Repairs) -> set[tuple[int, int]]:
    prose = any(mark in line for mark in "，。；：、") or len(line) > 40
    spans = {m.span() for m in (_BESIDE_CJK if prose else _BESIDE_FIGURE).finditer(line)}
    if prose or not _TABLE_ROW.search(line):
        spans |= {m.span() for m in _SPACED_DIGITS.finditer(line) if not _between_cells(line, *m.span())}
    if (section := _SECTION_NUMBER.match(line)) is not None:  # 2.4　6月8日: the number of a paragraph
        spans -= {section.span(name) for name in ("one", "gap", "wide")}
    for figure in _LOOK_ALIKES.finditer(line):
        if not _LETTER.search(figure[0]):
            continue
        bare = _ANY_SPACE.sub("", line[figure.start() : figure.end() + 4])
        for rule in rules.substitutions:
            bare = rule.regex.sub(rule.replace, bare) if rule.kind == "look_alike" else bare
        if not _LETTER.search(bare[: len(_ANY_SPACE.sub("", figure[0]))]):
            spans |= {(figure.start() + m.start(), figure.start() + m.end()) for m in _ANY_SPACE.finditer(figure[0])}
    return spans


def _between_cells(line: str, start: int, end: int) -> bool:
    """Whether a gap between digits parts two figures of a table: it is wide, or what it joins would be no figure."""
    if end - start > 2:
        return True
    left, right = _FIGURE_BEFORE.search(line, max(0, start - 24), start), _FIGURE_AFTER.match(line, end)
    if left is None or right is None or not (_FIGURE.fullmatch(left[0]) and _FIGURE.fullmatch(right[0])):
        return False
    return not _FIGURE.fullmatch(left[0] + right[0])


def _undouble(text: Text, rules: Repairs, counts: Counter[str]) -> Text:
    """Glyphs printed twice run by run, as overprinted captions come out: `年年 55 月月`."""
    edits: list[tuple[int, int, str]] = []
    ends = text.ends
    for places, first, runs in _doubled(text.chars, rules):
        ends = ends[:] if ends is text.ends else ends
        at, chain_end = first, first + 2 * sum(runs)
        for run in runs:
            last, copy_end = places[at + run - 1], places[at + 2 * run - 1] + 1
            if run <= _OWNED or text.chars[places[at] : last + 1].isdigit():
                # The last glyph kept owns the place of the copy too, so that an anchor spans both.
                ends[last] = text.ends[copy_end - 1]
            edits += _inside(text.chars, places[at : at + run])
            at += 2 * run
            following = copy_end if at == chain_end else places[at]
            lines = text.chars.count("\n", copy_end, following)
            broken = lines > 1 or (lines == 1 and text.chars[following] == "—")  # a headline's second line
            edits.append((last + 1, copy_end if broken else following, ""))
        counts["doubled"] += len(runs)
    return Text(text.chars, text.starts, ends).edit(edits) if edits else text


def _inside(chars: str, places: list[int]) -> Iterator[tuple[int, int, str]]:
    """The white space inside a run."""
    for one, other in pairwise(places):
        if other > one + 1:
            yield one + 1, other, ""


def _doubled(chars: str, rules: Repairs) -> Iterator[tuple[list[int], int, list[int]]]:
    """Each doubled stretch: the places of its region's glyphs, the first glyph's number, the lengths of the runs."""
    for start, end in _doubled_regions(chars, rules):
        places = [i for i in range(start, end) if not chars[i].isspace()]
        bare = "".join(chars[i] for i in places)
        for first, runs in doubled_stretches(bare, rules):
            yield places, first, runs


def _doubled_regions(chars: str, rules: Repairs) -> list[Span]:
    """Stretches around doubled marks, two that stand close or a decimal, with the lines before and after."""
    regions: list[Span] = []
    if not _may_be_doubled(chars, rules.doubled.marks):
        return regions
    hits = []
    for hit in rules.doubled_hint.finditer(chars):
        hits += [hit.span()] * (2 if "." in hit[0] else 1)  # no number has two points
    for (one, _), (other, other_end) in pairwise(hits):
        if other - one > 4 * rules.doubled.max_run:
            continue
        start = _lines_off(chars, one, -1, 2 * rules.doubled.max_run)
        end = _lines_off(chars, other_end, 1, 2 * rules.doubled.max_run)
        if regions and start <= regions[-1].end:
            regions[-1] = Span(regions[-1].start, end)
        else:
            regions.append(Span(start, end))
    return regions


def _may_be_doubled(chars: str, marks: str) -> bool:
    """Whether `doubled_hint` may be found: a mark twice, a digit before a glyph twice, or three glyphs twice each."""
    numbers = codes(chars)
    numbers = numbers[~_SPACES[numbers]]
    twice = numbers[1:] == numbers[:-1]
    digit = _DIGITS[numbers]
    glyph = ~digit | (numbers == PLANE)
    return bool(
        (twice & _marks(marks)[numbers[1:]]).any()
        or (twice[1:] & digit[:-2] & glyph[1:-1]).any()
        or (twice[:-4] & twice[2:-2] & twice[4:]).any()
    )


@lru_cache(maxsize=4)
def _marks(marks: str) -> NDArray[np.bool_]:
    return table(marks + "年月日")


def _lines_off(chars: str, at: int, step: int, reach: int) -> int:
    """The end of the paragraph that way, or the place so far off."""
    limit = max(0, at - reach) if step < 0 else min(len(chars), at + reach)
    blank = chars.rfind("\n\n", limit, at) if step < 0 else chars.find("\n\n", at, limit)
    return limit if blank < 0 else blank


def doubled_stretches(bare: str, rules: Repairs) -> list[tuple[int, list[int]]]:
    """Where a text without white space is a chain of runs each standing twice: (start, lengths of the runs)."""
    found: list[tuple[int, list[int]]] = []
    short, long = _chains(bare, rules)
    at = 0
    while at < len(bare):
        runs = _follow(short, at)
        if not _is_overprint(bare, at, runs, rules):
            at += 1
            continue
        # Where words are doubled, and not single glyphs, 66006600 is 6600 and not 6060.
        words = any(run > 1 and not bare[first].isdigit() for run, first in zip(runs, _firsts(at, runs), strict=True))
        found.append((at, _follow(long, at) if words else runs))
        at += 2 * sum(runs)
    return found


def _chains(bare: str, rules: Repairs) -> tuple[list[int], list[int]]:
    """For each place the length of the shortest and the longest run there that begin the longest chain; or 0."""
    size, most = len(bare), rules.doubled.max_run
    reach = list(range(size + 1))
    mark = size  # the next mark's place
    short, long = [0] * (size + 1), [0] * (size + 1)
    for at in range(size - 2, -1, -1):
        glyph = bare[at]
        if glyph in rules.doubled.marks:
            mark = at
        far, first, last = at, 0, 0
        limit = at + min(most, (size - at) // 2) + 1
        copy = bare.find(glyph, at + 1, limit)
        while copy >= 0:
            if bare.startswith(bare[at:copy], copy):
                end = reach[2 * copy - at]
                if end > far:
                    far, first = end, copy - at
                if end == far and (copy - at == first or copy <= mark):
                    last = copy - at
            copy = bare.find(glyph, copy + 1, limit)
        reach[at], short[at], long[at] = far, first, last
    return short, long


def _follow(steps: list[int], at: int) -> list[int]:
    runs: list[int] = []
    while steps[at]:
        runs.append(steps[at])
        at += 2 * steps[at]
    return runs


def _is_overprint(bare: str, at: int, runs: list[int], rules: Repairs) -> bool:
    """Whether a chain of doubled runs is more than words such as 天天 or 干干净净, and numbers such as 2020."""
    length = 2 * sum(runs)
    if length < rules.doubled.min_characters:
        return False
    said = [bare[first : first + run] for first, run in zip(_firsts(at, runs), runs, strict=True)]
    if any("." in one and one[0].isdigit() and not other.isdigit() for one, other in pairwise(said)):
        return True  # 3.463.46亿亿
    if len(runs) < rules.doubled.min_runs:
        return False
    if len(runs) >= 5 and not bare[at : at + length].isdigit():
        return True
    counted = sum(one.isdigit() and not other.isdigit() for one, other in pairwise(said))
    return counted > 1 or any(len(one) >= 3 or one[0] in rules.doubled.marks for one in said)


def _firsts(at: int, runs: list[int]) -> list[int]:
    """Where each run of a chain begins."""
    return [at + 2 * before for before in accumulate(runs[:-1], initial=0)]
