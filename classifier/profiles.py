"""Profiles of posts: what `classifier.matter` compares, made from a judged post or from a stored one."""

from collections.abc import Collection
from dataclasses import dataclass

from classifier.areas import Areas
from classifier.judging import Judgement, text_of
from classifier.matter import Profile
from classifier.terms import Rarity, terms_of
from config.vocabulary import Category, Locality
from store.events import MEDIA_KINDS
from store.records import Post
from store.verdicts import Sort


@dataclass(frozen=True, slots=True)
class Ground:
    """What the office's area says of places: the area's own names, which tell no two matters apart, and the units' areas."""

    county: frozenset[str]
    areas: Areas


def profile_of(judgement: Judgement, ground: Ground, rarity: Rarity) -> Profile:
    """The profile of a post judged just now."""
    category = judgement.event_category.value if judgement.matters else Category.NONE.value
    return _profile(
        judgement.post,
        judgement.text,
        Sort(
            places=judgement.where.places,
            category=category,
            department=judgement.decision.department.value,
            triage=judgement.verdict.triage,
            accuses_own_people=judgement.verdict.accuses_own_people,
            locality=judgement.verdict.locality,
            reasons=judgement.verdict.reasons,
        ),
        ground,
        rarity,
        judgement.decision.probabilities,
        judgement.matters,
    )


def profile_of_stored(post: Post, sort: Sort, ground: Ground, rarity: Rarity) -> Profile:
    """The profile of a post that speaks for an event."""
    return _profile(post, text_of(post), sort, ground, rarity, {sort.category: 1.0}, True)


def _profile(
    post: Post, text: str, sort: Sort, ground: Ground, rarity: Rarity, chances: dict[str, float], matters: bool
) -> Profile:
    places = frozenset(sort.places) - ground.county
    return Profile(
        terms=terms_of(text, places, ground.county, rarity),
        places=places,
        exact=ground.areas.exact(places),
        areas=ground.areas.of(places),
        category=sort.category,
        chances=chances,
        department=sort.department,
        at=post.published_at or post.discovered_at,
        writer="" if post.source_kind in MEDIA_KINDS else post.author_hash,
        sure=matters and not sort.triage,
        matters=matters,
        away=sort.locality == Locality.ELSEWHERE,
        accused=_accused(sort.reasons) if sort.accuses_own_people else "",
    )


def _accused(reasons: Collection[dict[str, object]]) -> str:
    return next((str(reason["unit"]) for reason in reasons if reason.get("unit")), "")
