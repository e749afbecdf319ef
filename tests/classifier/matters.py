"""An invented area, and posts judged by hand, so that no test of events hangs on what a model says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from classifier.areas import Areas
from classifier.decide import Decision
from classifier.judging import Judgement
from classifier.matter import EventProfile, Likeness, Profile, likeness
from classifier.place import Gazetteer, Whereabouts
from classifier.profiles import Ground, profile_of
from config.units import Unit
from config.vocabulary import Category, Department, Handling, Locality, Tier
from store.ids import post_id
from store.records import Post, Verdict

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
UNITS = [
    Unit(代码="town-luxi", 名称="芦溪镇人民政府", 别名=["芦溪镇"], 辖区=["芦溪镇", "芦溪", "枫树村", "芦溪大桥"]),
    Unit(代码="town-gutian", 名称="古田镇人民政府", 别名=["古田镇"], 辖区=["古田镇", "古田", "月塘村"]),
    Unit(代码="street-beiguan", 名称="北关街道办事处", 别名=["北关街道"], 辖区=["北关街道", "北关", "翠屏雅苑"]),
    Unit(代码="schools", 名称="县教育局"),
]
GAZETTEER = Gazetteer(["岚州县"], [], [place for unit in UNITS for place in unit.places], ["forum"])
GROUND = Ground(frozenset(GAZETTEER.county), Areas(UNITS))

_COMMON = {"火灾": 4.5, "投诉": 3.2, "发生": 3.1, "昨晚": 4.0, "学校": 3.3, "家长": 3.6, "老人": 4.2, "问题": 2.0, "村里": 4.4}


def rarity(words: Sequence[str]) -> list[float]:
    return [_COMMON.get(word, 7.0) for word in words]


def judged(
    text: str,
    category: str = "emergency",
    department: str = "emergency_mgmt",
    *,
    key: str = "",
    triage: bool = False,
    accused: str | None = None,
    handling: str = "inquiry",
    chances: dict[str, float] | None = None,
    **post: Any,
) -> Judgement:
    """A post as the stage has judged it; `accused` is the code of the unit whose people it accuses."""
    made = _post(text, key or text, **post)
    where = GAZETTEER.locate(text, made.source, made.source_kind)
    accuses = accused is not None
    decision = Decision(
        category=Category(category),
        tier=Tier.ORDINARY,
        incident_grade="",
        handling=Handling(handling),
        department=Department(department),
        probabilities=chances or {category: 1.0, "emergency" if category == "none" else "none": 0.0},
        triage=triage,
        triage_reason="",
    )
    verdict = _verdict(made, decision, where, [{"rule": "涉检举控告", "unit": accused}] if accused else [], accuses)
    return Judgement(made, text, decision, where, verdict, live=True, area=frozenset(GAZETTEER.county))


def profile(text: str, category: str = "emergency", department: str = "emergency_mgmt", **more: Any) -> Profile:
    return profile_of(judged(text, category, department, **more), GROUND, rarity)


def compare(post: Profile, seed: Profile, *core: Profile, posts: int = 1) -> Likeness:
    """A post against an event of this seed and these posts that speak for it."""
    event = EventProfile.of(seed, seed.category, posts)
    for member in core:
        event.learn(member)
    return likeness(post, event)


def _post(text: str, key: str, **more: Any) -> Post:
    none = dict.fromkeys(("floor", "replies", "views", "reposts", "comments", "likes"))
    empty = dict.fromkeys(("title", "source_name", "content_hash", "evidence_id", "author_hash"), "")
    revision = more.pop("revision", 1)
    at = more.pop("at", NOON)
    kind = more.pop("source_kind", "microblog")
    post = Post(
        tenant="lanzhou-county",
        id=post_id(kind, key, revision),
        source=kind,
        source_kind=kind,
        platform_id=key,
        url=f"http://a.test/{key}",
        revision=revision,
        body=text,
        published_at=at,
        discovered_at=at,
        flags=[],
        first_look=False,
        **none,
        **empty,
    )
    return replace(post, **more)


def _verdict(post: Post, decision: Decision, where: Whereabouts, reasons: list[dict[str, Any]], accuses: bool) -> Verdict:
    return Verdict(
        tenant=post.tenant,
        post_id=post.id,
        model="hand",
        category=decision.category.value,
        tier=decision.tier.value,
        incident_grade="",
        handling=decision.handling.value,
        department=decision.department.value,
        probabilities=decision.probabilities,
        reasons=reasons,
        triage=decision.triage,
        locality=Locality(where.locality).value,
        places=where.places,
        accuses_own_people=accuses,
        decided_at=post.discovered_at,
    )
