"""Copies of posts: our sketches against datasketch MinHashLSH in the same run, on a stream made with a fresh seed.

Originals are walks through the shipped corpus, from word to a word that follows it somewhere, a third of them with one of
ten common closings; a third of the stream are reposts (`//@`, cut short, small edits), a tenth are one form filled in for
different places.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

from datasketch import MinHash, MinHashLSH

from benchmarks.figure import Figure
from classifier.events import EventBook
from classifier.examples import read_examples, shipped_corpus
from classifier.sketch import SHINGLE, shingles_of
from classifier.tokens import cut

SIZES = (20_000, 100_000)
FORMS = (
    "【停电通知】因线路检修，{}月{}日8时至18时{}{}停电，请用户提前做好准备，不便之处敬请谅解",
    "{}月{}日上午，{}{}开展人居环境整治，清运垃圾三车，清理沟渠两公里，群众拍手称好",
)
CLOSINGS = (
    "请有关部门尽快调查处理，给群众一个满意的答复。",
    "希望领导重视，早日解决我们的实际困难。",
    "恳请转发扩散，让更多人看到。",
    "到底有没有人管，坐等官方回应。",
    "望核实后给予书面答复，谢谢。",
    "以上情况属实，愿意配合调查。",
    "求关注求转发，人多力量大。",
    "已经打过热线，至今没有回音。",
    "大家有同样遭遇的留言联系。",
    "后续进展会继续更新，请持续关注。",
)
TOWNS = ["东岭镇", "西坪镇", "上河乡", "南桥镇", "沙溪镇", "黄泥乡", "古渡镇", "梅林镇", "竹园乡", "石塘镇"]
VILLAGES = [f"{a}{b}村" for a in "大小上下前后新老" for b in "塘湾岗坪沟桥庙田"]


def stream(posts: int, rng: random.Random) -> list[tuple[int, str]]:
    """(number of the original, text) in the order of arrival: every repost after its original, otherwise mixed."""
    filled = posts // 10
    originals = [(number, text) for number, text in zip(range(posts * 57 // 100), walks(rng), strict=False)]
    forms = [(posts + number, filled_in(FORMS[number % 2], rng)) for number in range(filled)]
    copies = [(n, reposted(text, rng)) for n, text in rng.choices(originals, k=posts - len(originals) - filled)]
    first = {number: rng.random() for number, _ in [*originals, *forms]}
    when = [*first.values(), *(rng.uniform(first[number], 1.0) for number, _ in copies)]
    mixed = sorted(zip(when, [*originals, *forms, *copies], strict=True), key=lambda pair: pair[0])
    return [post for _, post in mixed]


def walks(rng: random.Random) -> Iterator[str]:
    """Texts nobody wrote, of words that follow each other in the corpus."""
    follows: dict[str, list[str]] = {}
    starts: list[str] = []
    for example in read_examples(shipped_corpus()):
        words = cut(example.text)
        starts += words[:1]
        for word, following in pairwise(words):
            follows.setdefault(word, []).append(following)
    while True:
        words = [rng.choice(starts)]
        for _ in range(rng.randint(25, 80)):
            words.append(rng.choice(follows.get(words[-1], starts)))
        yield "".join(words) + (rng.choice(CLOSINGS) if rng.random() < 1 / 3 else "")


def filled_in(form: str, rng: random.Random) -> str:
    return form.format(rng.randint(1, 12), rng.randint(1, 28), rng.choice(TOWNS), rng.choice(VILLAGES))


def reposted(text: str, rng: random.Random) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return f"{rng.choice(['转发微博', '看看', '太过分了', ''])}//@网友{rng.randrange(99)}:{text}"
    if kind == 1:
        return text[: max(24, int(len(text) * rng.uniform(0.5, 0.9)))] + "……全文"
    edited = list(text)
    for _ in range(max(1, len(text) // 40)):
        edited[rng.randrange(len(edited))] = rng.choice("的了在是我有和就不人")
    return "".join(edited) if kind == 2 else f"【网友爆料】{''.join(edited)}[怒]"


def ours(posts: list[tuple[int, str]]) -> list[str | None]:
    book = EventBook()
    found: list[str | None] = []
    for place, (number, text) in enumerate(posts):
        marks = shingles_of(text)
        match = book.copy_of(marks)
        found.append(match.event_id if match else None)
        if match is None:
            book.add_text(str(place), str(number), marks)
    return found


def theirs(posts: list[tuple[int, str]]) -> list[str | None]:
    lsh = MinHashLSH(threshold=0.5)
    found: list[str | None] = []
    for place, (number, text) in enumerate(posts):
        plain = re.sub(r"//\s*@\S+?[:：]|\W", "", text)
        sketch = MinHash()
        sketch.update_batch([plain[i : i + SHINGLE].encode() for i in range(max(1, len(plain) - SHINGLE + 1))])
        near = lsh.query(sketch)
        found.append(near[0].split("/")[1] if near else None)
        if not near:
            lsh.insert(f"{place}/{number}", sketch)
    return found


def score(name: str, posts: list[tuple[int, str]], method: Callable[[list[tuple[int, str]]], list[str | None]]) -> list[Figure]:
    started = time.perf_counter()
    found = method(posts)
    speed = len(posts) / (time.perf_counter() - started)
    seen: set[int] = set()
    copies = right = said = 0
    for (number, _), answer in zip(posts, found, strict=True):
        copies += number in seen
        said += answer is not None
        right += answer is not None and number in seen and answer == str(number)
        seen.add(number)
    return [
        Figure(f"{name}_recall", right / copies, "share"),
        Figure(f"{name}_precision", right / max(1, said), "share"),
        Figure(f"{name}_speed", speed, "posts/s"),
    ]


def measure() -> Iterator[Figure]:
    seed = random.SystemRandom().randrange(10**6)
    yield Figure("near_duplicates_seed", seed, "number")
    for size in SIZES:
        made = stream(size, random.Random(seed))
        mine, peer = score(f"near_duplicates_{size}", made, ours), score(f"datasketch_{size}", made, theirs)
        yield from [*mine, *peer]
        yield Figure(f"near_duplicates_{size}_speed_ratio_to_datasketch", mine[-1].value / peer[-1].value, "x")
