"""How grave an event stands: the tier its content gives, raised by how far it has spread, each factor with its figure.

Spread never lowers a tier, and image of the authority alone never raises one (P-6): praise, ridicule and complaints about
an office's reputation belong to none of the five priorities, and what belongs to none stays where its content puts it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from config.vocabulary import Category, Tier


class Measure(StrEnum):
    """What of the spread is counted; the value is the name a person reads."""

    POSTS = "帖文数"
    RECENT = "近1小时新帖"
    VOICES = "独立发帖人"
    SOURCES = "独立信源"
    MEDIA = "媒体"
    REPLIES = "回复评论"
    REPOSTS = "转发"
    VIEWS = "阅读量"


@dataclass(frozen=True, slots=True)
class Spread:
    """How far an event has come."""

    posts: int = 1
    recent: int = 0
    voices: int = 1
    sources: int = 1
    media: int = 0
    replies: int = 0
    reposts: int = 0
    views: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """One figure that was looked at and the tier it alone would give."""

    measure: Measure
    figure: int
    tier: Tier

    @property
    def words(self) -> str:
        """The factor as a person reads it."""
        return f"{self.measure.value}{self.figure}"


@dataclass(frozen=True, slots=True)
class Severity:
    """The tier, the tier of the content alone, and the factors that raised it; `seen` holds every factor."""

    tier: Tier
    content: Tier
    raised_by: list[Factor]
    seen: list[Factor]

    def as_json(self) -> list[dict[str, Any]]:
        """Every factor as the event keeps it: what the posts tell first, then the figures of the spread."""
        told = {"name": _CONTENT, "figure": None, "tier": self.content.value, "raises": self.content.rank >= self.tier.rank}
        rows = ((factor, factor in self.raised_by) for factor in self.seen)
        spread = [{"name": f.measure.value, "figure": f.figure, "tier": f.tier.value, "raises": up} for f, up in rows]
        return [told, *spread]


_CONTENT = "帖文内容"
_STEPS: dict[Measure, tuple[int, int, int]] = {
    Measure.POSTS: (20, 80, 600),
    Measure.RECENT: (12, 40, 250),
    Measure.VOICES: (15, 60, 500),
    Measure.SOURCES: (4, 10, 40),
    Measure.MEDIA: (2, 5, 20),
    Measure.REPLIES: (200, 2_000, 50_000),
    Measure.REPOSTS: (300, 3_000, 100_000),
    Measure.VIEWS: (50_000, 1_000_000, 100_000_000),
}
"""From which figure on a measure speaks for 较大, 重大, 特别重大."""

_AGREE = 2
"""So many measures must agree: one account's clicks or one site's counter can be bought, two kinds of figures hardly."""


def event_severity(content: Tier, category: Category, spread: Spread) -> Severity:
    """The tier of an event from its content and its spread."""
    seen = [Factor(measure, figure, _reached(measure, figure)) for measure, figure in _figures(spread)]
    if category is Category.NONE:
        return Severity(content, content, [], seen)
    ranks = sorted((factor.tier.rank for factor in seen), reverse=True)
    by_spread = list(Tier)[ranks[_AGREE - 1]]
    # Spread lifts by one step at most above what is told: a crowd around a small matter is not a disaster.
    ceiling = min(content.rank + 1, Tier.EXTRAORDINARY.rank)
    tier = list(Tier)[max(content.rank, min(by_spread.rank, ceiling))]
    raised = [factor for factor in seen if tier.rank > content.rank and factor.tier.rank >= tier.rank]
    return Severity(tier, content, raised, seen)


def _figures(spread: Spread) -> list[tuple[Measure, int]]:
    return [
        (Measure.POSTS, spread.posts),
        (Measure.RECENT, spread.recent),
        (Measure.VOICES, spread.voices),
        (Measure.SOURCES, spread.sources),
        (Measure.MEDIA, spread.media),
        (Measure.REPLIES, spread.replies),
        (Measure.REPOSTS, spread.reposts),
        (Measure.VIEWS, spread.views),
    ]


def _reached(measure: Measure, figure: int) -> Tier:
    return list(Tier)[sum(figure >= step for step in _STEPS[measure])]
