"""收件人 as the paper names them: a post in the case's own units, the duty office, a named unit, or a post in one."""

from dataclasses import dataclass

from config.units import Unit, UnitTree
from config.vocabulary import PersonRole, Relation


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is meant: the holder of `role` in a unit named by `unit` or by its `relation` to the case."""

    role: PersonRole
    relation: Relation | None = None
    unit: str = ""
    names_post: bool = False
    """Whether the word names the post itself, so that only its holder is meant while there is one."""


_ROLES = {
    "承办人": PersonRole.HANDLER,
    "联络员": PersonRole.HANDLER,
    "跟踪责任人": PersonRole.HANDLER,
    "科室负责人": PersonRole.SECTION_HEAD,
    "股室负责人": PersonRole.SECTION_HEAD,
    "分管领导": PersonRole.DEPUTY,
    "分管负责人": PersonRole.DEPUTY,
    "主要负责人": PersonRole.PRINCIPAL,
    "主要领导": PersonRole.PRINCIPAL,
    "第一责任人": PersonRole.PRINCIPAL,
    "新闻发言人": PersonRole.SPOKESPERSON,
}
_RELATIONS = {
    "承办单位": Relation.LEAD,
    "责任单位": Relation.LEAD,
    "涉事单位": Relation.LEAD,
    "牵头单位": Relation.LEAD,
    "配合单位": Relation.SUPPORTING,
    "协调单位": Relation.COORDINATING,
    "上级主管部门": Relation.SUPERIOR,
    "发现单位": Relation.FINDER,
    "首问单位": Relation.FIRST_ASKED,
}
_DUTY_OFFICE = {
    "值班室": PersonRole.DUTY_OFFICER,
    "值班员": PersonRole.DUTY_OFFICER,
    "副班": PersonRole.HANDLER,
    "带班领导": PersonRole.DEPUTY,
}


def recipient_of(word: str, tree: UnitTree) -> Recipient:
    """What a word of the regulation means; ValueError (in Chinese) when it is neither a post nor a unit."""
    if word in _DUTY_OFFICE:
        return Recipient(_DUTY_OFFICE[word], Relation.DUTY_OFFICE)
    if word in _ROLES:
        return Recipient(_ROLES[word], Relation.LEAD, names_post=True)
    if word in _RELATIONS:
        return Recipient(PersonRole.HANDLER, _RELATIONS[word])
    unit = unit_named(word, tree)
    if unit is not None:
        return Recipient(PersonRole.HANDLER, unit=unit.code)
    return _post_in(word, tree)


def unit_named(word: str, tree: UnitTree) -> Unit | None:
    """The unit with this code, name or alias."""
    return next((unit for unit in tree.units if word in (unit.code, unit.name, *unit.aliases)), None)


def _post_in(word: str, tree: UnitTree) -> Recipient:
    """`县公安局主要负责人`, `配合单位分管领导`: a unit or relation, then a post."""
    for post, role in _ROLES.items():
        where = word.removesuffix(post).removesuffix("的")
        if where == word:
            continue
        if where in _RELATIONS:
            return Recipient(role, _RELATIONS[where], names_post=True)
        if where == "值班室":
            return Recipient(role, Relation.DUTY_OFFICE, names_post=True)
        unit = unit_named(where, tree)
        if unit is not None:
            return Recipient(role, unit=unit.code, names_post=True)
    known = "、".join([*_ROLES, *_RELATIONS, *_DUTY_OFFICE])
    raise ValueError(f"收件人“{word}”既不是职务也不是单位，可写：{known}，单位的代码、名称、别名，或单位加职务")
