"""From probabilities and stated facts to a decision: category, tier, handling, department, or a person's turn.

Rules may raise what the model says where life is at stake; they never lower it silently. Being unsure is an answer of its
own: the post goes to triage with its two likeliest categories.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.engine import Reading
from classifier.floors import Floor, floors, raised
from classifier.incident import proposed_grade
from classifier.signals import Signal, SignalKind
from classifier.thresholds import stream_chances
from config.vocabulary import Category, Department, Handling, Tier

_LIVE_KINDS = frozenset({SignalKind.DEATHS, SignalKind.INJURED, SignalKind.MISSING, SignalKind.FATAL, SignalKind.HARM})
_LIVE_CHANCE = 0.3
"""From this chance on, an emergency with stated harm to people is looked at by a person even when `none` is likelier."""

_SECOND_CHANCE = 0.45
"""From this chance on, a likelier `none` still leaves the post to a person."""

_TIER_CHANCE = 0.55
_DISASTER_CHANCE = 0.85
"""特别重大 calls the principals out of bed: wording alone must be nearly certain; stated deaths set it by rule."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said of one post from its content alone."""

    category: Category
    tier: Tier
    incident_grade: str
    handling: Handling
    department: Department
    probabilities: dict[str, float]
    triage: bool
    triage_reason: str
    floors: list[Floor] = field(default_factory=list)


def decide(reading: Reading, thresholds: Mapping[str, float]) -> Decision:
    """Decide one post; `thresholds` come from the model's manifest."""
    probabilities = stream_chances(reading.probabilities["category"], reading.source_kind)
    category = Category(max(probabilities, key=lambda name: probabilities[name]))
    signals = reading.signals
    found = floors(category, signals)
    doubt = _doubt(category, probabilities, thresholds, signals)
    return Decision(
        category=category,
        tier=Tier.ORDINARY if category is Category.NONE else raised(_tier(reading), found),
        incident_grade=proposed_grade(signals).value if category is Category.EMERGENCY else "",
        handling=Handling(reading.best("handling")[0]),
        department=Department(reading.best("department")[0]),
        probabilities=probabilities,
        triage=bool(doubt),
        triage_reason=doubt,
        floors=found,
    )


def two_likeliest(probabilities: Mapping[str, float]) -> tuple[Category, Category]:
    """The two categories a person in triage chooses between."""
    first, second = sorted(probabilities, key=lambda name: -probabilities[name])[:2]
    return Category(first), Category(second)


def _tier(reading: Reading) -> Tier:
    """The highest step that is more likely reached than not."""
    reached, answer = 1.0, Tier.ORDINARY
    for tier in Tier:
        if reached < (_DISASTER_CHANCE if tier is Tier.EXTRAORDINARY else _TIER_CHANCE):
            break
        answer = tier
        reached -= reading.probabilities["tier"][tier.value]
    return answer


def _doubt(
    category: Category, probabilities: Mapping[str, float], thresholds: Mapping[str, float], signals: list[Signal]
) -> str:
    """Why a person should look, in Chinese; empty when nobody need."""
    first, second = two_likeliest(probabilities)
    sure = probabilities[category.value]
    if category is not Category.NONE:
        if sure < thresholds.get(category.value, 0.5):
            return f"把握不足（{first.label} {sure:.0%}，{second.label} {probabilities[second.value]:.0%}）"
        return ""
    if probabilities[second.value] >= _SECOND_CHANCE:
        return f"把握不足（{first.label} {sure:.0%}，{second.label} {probabilities[second.value]:.0%}）"
    if probabilities[Category.EMERGENCY] >= _LIVE_CHANCE and any(s.kind in _LIVE_KINDS for s in signals):
        return f"提到人员伤亡，可能是突发事件（{probabilities[Category.EMERGENCY]:.0%}）"
    return ""
