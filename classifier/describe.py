"""One post described: the object behind `huiying classify --json` and the one a person reads on a terminal."""

from collections.abc import Mapping
from typing import Any

from classifier.decide import Decision, decide, two_likeliest
from classifier.engine import Classifier, Reading
from classifier.reasons import reasons_for
from config.vocabulary import Category, Tier


def describe_post(classifier: Classifier, row: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one input line (`id`, `text`, optional `title`, `source_kind`) as the command prints it."""
    reading, decision = judge(classifier, row)
    return {
        "id": row.get("id"),
        "category": decision.category.value,
        "tier": decision.tier.value,
        "handling": decision.handling.value,
        "department": decision.department.value,
        "probabilities": whole(decision.probabilities),
        "reasons": reasons_for(classifier, reading, decision),
        "triage": decision.triage,
    }


def judge(classifier: Classifier, row: Mapping[str, Any]) -> tuple[Reading, Decision]:
    """Read and decide one input line."""
    [reading] = classifier.read([full_text(row)], [str(row.get("source_kind") or "")])
    return reading, decide(reading, classifier.manifest["thresholds"])


def full_text(row: Mapping[str, Any]) -> str:
    """The text of an input line; the title stands before it only where the text does not already hold it."""
    text, title = str(row.get("text") or ""), str(row.get("title") or "")
    return text if not title or title in text else f"{title}\n{text}"


def whole(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Probabilities rounded to four places that still sum to 1; the largest takes the rest."""
    rounded = {name: round(chance, 4) for name, chance in probabilities.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(chance for name, chance in rounded.items() if name != largest), 4)
    return rounded


def describe_for_reading(classifier: Classifier, row: Mapping[str, Any]) -> dict[str, Any]:
    """The same answer in the words office staff read."""
    reading, decision = judge(classifier, row)
    first, second = two_likeliest(decision.probabilities)
    return {
        "重点": decision.category.label,
        "把握": f"{decision.probabilities[decision.category.value]:.0%}",
        "等级": decision.tier.label,
        "突发事件等级(建议)": _grade(decision),
        "处置类型": decision.handling.label,
        "主管": decision.department.label,
        "需研判": f"{decision.triage_reason}；在{first.label}与{second.label}之间" if decision.triage else "否",
        "依据": [
            reason["rule"] if reason.get("rule") else reason["text"] for reason in reasons_for(classifier, reading, decision)
        ],
    }


def _grade(decision: Decision) -> str:
    return Tier(decision.incident_grade).label if decision.category is Category.EMERGENCY else "不适用"
