"""Blocks of a repaired text: their kinds and the heading above each; sentences."""

from __future__ import annotations

import pytest

from report_extract import load_patterns
from report_extract.layout import blocks_of, sentences

PATTERNS = load_patterns()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("暖心守护 把事办到点子上", "heading"),
        ("一、2023年工作回顾", "heading"),
        ("（二）稳住增长，守住底线", "heading"),
        ("（二）稳住增长，守住底线。", "heading"),
        ("（二）新增就业3万人，超过目标。", "body"),
        ("这是城乡面貌更新的五年。", "heading"),
        ("这是工会工作的重点。", "body"),
        ("各位代表：", "body"),
        ("全市新增就业3万人。", "body"),
        ("组织志愿者、", "body"),
        ("5月6日，江边的骑手在驿站休息。", "caption"),
        ("图为决赛现场，选手正在焊接。", "caption"),
        ("5月6日，比赛开始。" + "选手一个接一个上场，看台上掌声不断。" * 9, "body"),
    ],
)
def test_kinds(line: str, kind: str) -> None:
    assert [block.kind for block in blocks_of(line, PATTERNS)] == [kind]


def test_sections() -> None:
    text = (
        "工作报告\n——2024年1月5日在全市大会上\n市长 江一帆\n各位代表：\n先说去年。\n"
        "一、去年回顾\n产值增长5%。\n\n二、今年任务\n再增5%。"
    )
    found = {text[block.start : block.end]: block.section for block in blocks_of(text, PATTERNS)}
    assert found["先说去年。"] == "工作报告"
    assert found["产值增长5%。"] == "一、去年回顾"
    assert found["再增5%。"] == "二、今年任务"


def test_no_heading_no_section() -> None:
    assert [block.section for block in blocks_of("产值增长5%。", PATTERNS)] == [None]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("先说去年。再说今年！", ["先说去年。", "再说今年！"]),
        ("他说：“先干。”大家都干。", ["他说：“先干。”", "大家都干。"]),
        ("他说：“先干。再算。”就走了。", ["他说：“先干。再算。”", "就走了。"]),
        ("没有句号", ["没有句号"]),
        ("发放毛巾200条本报记者周敏摄", ["发放毛巾200条", "本报记者周敏摄"]),
        ("慰问工人。新华社记者周敏、李静摄影报道", ["慰问工人。", "新华社记者周敏、李静摄影报道"]),
        ("本报记者周敏摄", ["本报记者周敏摄"]),
        ("记者拍摄3部", ["记者拍摄3部"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    (block,) = blocks_of(text, PATTERNS)
    assert [text[start:end] for start, end in sentences(text, block, PATTERNS)] == parts
