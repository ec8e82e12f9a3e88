"""Invented reports in any number, for measurements: the same number and seed give the same files.

python benchmarks/generate.py FOLDER --reports 20000
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

PLACES = [
    "青岚",
    "云鹤",
    "临湖",
    "石桥",
    "南屿",
    "白杨",
    "沙河",
    "金坪",
    "松原口",
    "望海",
    "柳溪",
    "长亭",
    "东篱",
    "北渡",
    "西塘",
    "月湾",
]
BODIES = [
    "总工会",
    "科学技术协会",
    "商务局",
    "水务局",
    "文化馆",
    "体育局",
    "图书馆",
    "农业农村局",
    "交通运输局",
    "红十字会",
]
FIELDS = [
    "技能培训",
    "法律援助",
    "社区服务",
    "水利工程",
    "乡村道路",
    "阅读推广",
    "困难帮扶",
    "健康体检",
    "安全生产",
    "科普宣传",
]
THINGS = ["读书角", "服务站", "充电桩", "文化广场", "灌溉泵站", "便民驿站", "体育公园", "实训基地", "托育点", "候车亭"]
GROUPS = ["职工", "农户", "志愿者", "教师", "货车司机", "环卫工人", "学员", "居民", "护理员", "骑手"]
HONOURS = ["五一劳动奖状", "五一劳动奖章", "工人先锋号", "巾帼标兵岗", "青年文明号"]
TITLES = ["岗位能手", "最美家庭", "金牌调解员", "书香社区", "平安工地"]
OPENERS = [
    "一年来，{place}{body}把{field}放在前面，工作一件一件落到实处。",
    "{place}的{field}走过了不平常的一年，底子更厚，路子更宽。",
    "围绕{field}，各级组织走到群众中间，听意见、找办法、补短板。",
]
PLAIN = [
    "工作中也有不足，有的地方办法还不多，有的事情做得还不够细。",
    "大家普遍反映，服务近了，手续少了，心里踏实了。",
    "干部分片包干，遇到难题当场商量，能办的马上办。",
    "下一步要把经验写成制度，让好的做法留得住、传得开。",
    "群众的事没有小事，点滴积累，才有今天的局面。",
    "各单位相互配合，信息及时通报，材料不再重复报送，基层腾出了更多时间走访。",
    "有的村子路远坡陡，工作人员背着设备上山，把流动服务送到院坝和田头。",
    "对反映集中的问题，先弄清来龙去脉，再同有关部门坐下来研究，定下办法和时限。",
    "老带新、强带弱的做法受到欢迎，年轻人肯学肯干，很快能够独当一面。",
    "制度写得再好，也要靠人去做，检查的重点放在实效上，不看台账看变化。",
    "遇到恶劣天气，值守人员坚守岗位，设施运转平稳，群众生活没有受到大的影响。",
    "宣传不求声势，求的是听得懂、记得住，用身边的事教育身边的人。",
    "财务公开透明，每一笔支出都有来处有去处，接受群众监督。",
]


def sentences(rng: Random, year: int, place: str) -> list[str]:
    """One paragraph's worth of sentences with figures, dates and honours."""
    n = rng.randint
    field, thing, group, other = rng.choice(FIELDS), rng.choice(THINGS), rng.choice(GROUPS), rng.choice(GROUPS)
    month, day = n(1, 11), n(1, 20)
    first, second = rng.sample(HONOURS, 2)
    return [
        f"全年新建{thing}{n(12, 980)}个，改造{rng.choice(THINGS)}{n(3, 90)}处，服务{group}{n(2, 90)}.{n(1, 9)}万人次。",
        f"开展{field}{n(20, 900)}场次，覆盖{other}近{n(2, 60)}万人，发放补贴{n(100, 980)}.{n(1, 9)}万元。",
        f"{field}投入资金{n(1, 40)}.{n(1, 9)}亿元，同比增长{n(1, 20)}.{n(1, 9)}%，占支出{n(5, 60)}%。",
        f"{year}年{month}月{day}日至{day + n(1, 8)}日，{place}举办{field}交流活动，{n(30, 800)}名{group}到场。",
        f"推荐评选市级{first}{n(5, 99)}个、{second}{n(5, 99)}个，{n(10, 300)}人获评“{rng.choice(TITLES)}”。",
        f"申请帮扶{n(100, 2000)}人次、金额{n(20, 900)}.{n(1, 9)}万元，户均由{n(1000, 2000)}元提高到{n(2100, 4000)}元。",
        f"截至{year}年末，登记在册的{group}达到{n(3, 70)}万余人，其中女性{n(1, 30)}.{n(1, 9)}万人。",
        f"去年{n(2, 12)}月，{place}启动{field}行动，排查问题{n(40, 3000)}件，办结率{n(90, 99)}.{n(1, 9)}%。",
        f"今年要新增{thing}{n(10, 200)}个以上，培训{other}{n(1, 9)}—{n(10, 20)}万人次，力争满意度达到{n(90, 98)}%。",
    ]


def report(number: int, characters: int = 3000, seed: int = 1) -> str:
    """The text of one invented report, at least `characters` long."""
    rng = Random(f"{seed}:{number}")
    year = rng.randint(2012, 2024)
    place, body = rng.choice(PLACES), rng.choice(BODIES)
    parts = [f"{place}{body}{year}年工作报告", f"（{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日）"]
    length, section = 0, 0
    while length < characters:
        if section % 3 == 0:
            parts.append(f"{'一二三四五六七八九十'[section // 3 % 10]}、{rng.choice(FIELDS)}取得新成绩")
        told = rng.sample(sentences(rng, year, place), 2) + rng.sample(PLAIN, 6)
        rng.shuffle(told)
        parts.append(rng.choice(OPENERS).format(place=place, body=body, field=rng.choice(FIELDS)) + "".join(told))
        length += len(parts[-1])
        section += 1
    text = "\n".join(parts) + "\n"
    return wrapped(text, rng.randint(22, 40)) if rng.random() < 0.3 else text


def wrapped(text: str, width: int) -> str:
    """The text set in a narrow column, as newspapers and many PDFs have it."""
    lines = text.splitlines()
    return "\n".join("\n".join(line[i : i + width] for i in range(0, len(line), width)) for line in lines) + "\n"


def generate(folder: Path, reports: int, characters: int = 3000, seed: int = 1, first: int = 0) -> None:
    """Write reports first .. first + reports - 1 into subfolders of a thousand."""
    for number in range(first, first + reports):
        target = folder / f"{number // 1000:03d}" / f"invented-{number:06d}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(report(number, characters, seed), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--characters", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.folder, given.reports, given.characters, given.seed)


if __name__ == "__main__":
    main()
