"""What a model answers: one target per question, its classes in the order of the papers."""

from dataclasses import dataclass
from typing import Any

from config.vocabulary import Category, Department, Handling, Tier


@dataclass(frozen=True, slots=True)
class Target:
    """One question and its possible answers; `ordinal` means the answers are steps of a scale, lowest first."""

    name: str
    classes: tuple[str, ...]
    ordinal: bool = False

    @property
    def columns(self) -> int:
        """How many score columns it takes: one per class, or one per step between classes."""
        return len(self.classes) - 1 if self.ordinal else len(self.classes)


CATEGORY = Target("category", tuple(word.value for word in Category))
TIER = Target("tier", tuple(word.value for word in Tier), ordinal=True)
HANDLING = Target("handling", tuple(word.value for word in Handling))
DEPARTMENT = Target("department", tuple(word.value for word in Department))
ACCUSATION = Target("accusation", ("no", "yes"))
"""Whether a post accuses a unit's own people (regulations P-3)."""

OUR_TARGETS = (CATEGORY, TIER, HANDLING, DEPARTMENT, ACCUSATION)


def targets_from(manifest: dict[str, Any]) -> tuple[Target, ...]:
    """The targets a manifest lists, in column order."""
    return tuple(Target(row["name"], tuple(row["classes"]), bool(row["ordinal"])) for row in manifest["targets"])


def to_manifest(targets: tuple[Target, ...]) -> list[dict[str, Any]]:
    """The targets as the manifest keeps them."""
    return [{"name": target.name, "classes": list(target.classes), "ordinal": target.ordinal} for target in targets]
