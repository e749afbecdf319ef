"""收件人 as the paper names them: a post in the case's own units, the duty office, or a named unit."""

from dataclasses import dataclass

from config.units import Unit, UnitTree
from config.vocabulary import PersonRole, Relation


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is meant: the holder of `role` in a unit named by `unit` or by its `relation` to the case."""

    role: PersonRole
    relation: Relation | None = None
    unit: str = ""


_BY_RELATION = {
    "承办单位": Recipient(PersonRole.HANDLER, Relation.LEAD),
    "承办人": Recipient(PersonRole.HANDLER, Relation.LEAD),
    "科室负责人": Recipient(PersonRole.SECTION_HEAD, Relation.LEAD),
    "分管领导": Recipient(PersonRole.DEPUTY, Relation.LEAD),
    "主要负责人": Recipient(PersonRole.PRINCIPAL, Relation.LEAD),
    "新闻发言人": Recipient(PersonRole.SPOKESPERSON, Relation.LEAD),
    "配合单位": Recipient(PersonRole.HANDLER, Relation.SUPPORTING),
    "协调单位": Recipient(PersonRole.HANDLER, Relation.COORDINATING),
    "上级主管部门": Recipient(PersonRole.HANDLER, Relation.SUPERIOR),
    "值班室": Recipient(PersonRole.DUTY_OFFICER, Relation.DUTY_OFFICE),
    "值班员": Recipient(PersonRole.DUTY_OFFICER, Relation.DUTY_OFFICE),
    "副班": Recipient(PersonRole.HANDLER, Relation.DUTY_OFFICE),
    "带班领导": Recipient(PersonRole.DEPUTY, Relation.DUTY_OFFICE),
}


def recipient_of(word: str, tree: UnitTree) -> Recipient:
    """What a word of the regulation means; ValueError (in Chinese) when it is neither a post nor a unit."""
    if word in _BY_RELATION:
        return _BY_RELATION[word]
    unit = unit_named(word, tree)
    if unit is None:
        raise ValueError(f"收件人“{word}”既不是职务也不是单位，可写：{'、'.join(_BY_RELATION)}，或单位的代码、名称、别名")
    return Recipient(PersonRole.HANDLER, unit=unit.code)


def unit_named(word: str, tree: UnitTree) -> Unit | None:
    """The unit with this code, name or alias."""
    return next((unit for unit in tree.units if word in (unit.code, unit.name, *unit.aliases)), None)
