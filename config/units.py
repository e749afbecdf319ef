"""The units of an office: a tree with places, duties, aliases and people."""

from pydantic import Field

from config.paper import Paper
from config.vocabulary import Department, PersonRole


class Person(Paper):
    """Somebody who can be told, by post held; `code` is what they type to sign from a group message."""

    code: str = Field(alias="代码")
    name: str = Field(alias="姓名")
    role: PersonRole = Field(alias="职务")
    phone: str = Field("", alias="电话")
    email: str = Field("", alias="邮箱")
    wecom: str = Field("", alias="企业微信号")
    channels: list[str] = Field(default_factory=list, alias="渠道")
    """Channel codes in order of preference, e.g. `[wecom-duty, mail]`; a personal channel's URL takes the person's address."""


class Unit(Paper):
    """One unit; `places` are the place names it governs, `departments` and `keywords` what it is in charge of."""

    code: str = Field(alias="代码")
    name: str = Field(alias="名称")
    aliases: list[str] = Field(default_factory=list, alias="别名")
    parent: str = Field("", alias="上级单位")
    places: list[str] = Field(default_factory=list, alias="辖区")
    departments: list[Department] = Field(default_factory=list, alias="主管")
    keywords: list[str] = Field(default_factory=list, alias="职责词")
    vertical_superior: str = Field("", alias="垂直管理")
    people: list[Person] = Field(default_factory=list, alias="人员")
    group_channel: str = Field("", alias="工作群")

    def holder(self, role: PersonRole) -> Person | None:
        """The first person of the unit who holds the post, or None."""
        return next((person for person in self.people if person.role == role), None)


class UnitTree(Paper):
    """All units of the office; `duty_office` is told when nobody else answers."""

    duty_office: str = Field(alias="值班室")
    coordinating: list[str] = Field(default_factory=list, alias="协调单位")
    units: list[Unit] = Field(alias="单位")

    def by_code(self, code: str) -> Unit:
        """The unit with this code; KeyError when there is none."""
        for unit in self.units:
            if unit.code == code:
                return unit
        raise KeyError(code)
