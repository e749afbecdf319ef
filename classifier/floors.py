"""Rules of the codebook that raise a content tier from stated facts; none ever lowers it."""

from dataclasses import dataclass

from classifier.signals import Signal, SignalKind, largest
from config.vocabulary import Category, Tier

_MANY = 1000
_HUNDREDS = 100
_SUPPLY_CATEGORIES = (Category.EMERGENCY, Category.PUBLIC_INTEREST, Category.MORAL_BASELINE)


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest tier a stated fact allows, and the rule in words."""

    tier: Tier
    rule: str
    kind: SignalKind


def floors(category: Category, signals: list[Signal]) -> list[Floor]:
    """Every floor the stated facts set, highest first; posts that need no answer have none."""
    if category is Category.NONE:
        return []
    found = [*_life(signals), *_reach(category, signals), *_pressure(signals)]
    return sorted(found, key=lambda floor: -floor.tier.rank)


def raised(tier: Tier, found: list[Floor]) -> Tier:
    """The tier after the floors."""
    return max([tier, *(floor.tier for floor in found)], key=lambda step: step.rank)


def _life(signals: list[Signal]) -> list[Floor]:
    deaths, injured = largest(signals, SignalKind.DEATHS), largest(signals, SignalKind.INJURED)
    missing = largest(signals, SignalKind.MISSING)
    if deaths >= 30:
        return [Floor(Tier.EXTRAORDINARY, f"文中称死亡{deaths}人", SignalKind.DEATHS)]
    if deaths >= 10:
        return [Floor(Tier.MAJOR, f"文中称死亡{deaths}人", SignalKind.DEATHS)]
    if deaths:
        return [Floor(Tier.SIGNIFICANT, f"文中称死亡{deaths}人", SignalKind.DEATHS)]
    if injured:
        return [Floor(Tier.SIGNIFICANT, f"文中称受伤{injured}人", SignalKind.INJURED)]
    if missing:
        return [Floor(Tier.SIGNIFICANT, f"文中称{missing}人失联或被困", SignalKind.MISSING)]
    return []


def _reach(category: Category, signals: list[Signal]) -> list[Floor]:
    households, people = largest(signals, SignalKind.HOUSEHOLDS), largest(signals, SignalKind.PEOPLE)
    if category in _SUPPLY_CATEGORIES and households >= _MANY:
        return [Floor(Tier.MAJOR, f"涉及约{households}户", SignalKind.HOUSEHOLDS)]
    if households >= _HUNDREDS:
        return [Floor(Tier.SIGNIFICANT, f"涉及约{households}户", SignalKind.HOUSEHOLDS)]
    if people >= _HUNDREDS:
        return [Floor(Tier.SIGNIFICANT, f"涉及约{people}人", SignalKind.PEOPLE)]
    return []


def _pressure(signals: list[Signal]) -> list[Floor]:
    if any(signal.kind is SignalKind.COLLECTIVE for signal in signals):
        return [Floor(Tier.SIGNIFICANT, "提到集体行动", SignalKind.COLLECTIVE)]
    return []
