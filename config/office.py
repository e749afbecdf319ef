"""An office: one folder of YAML, read into one frozen value."""

from pathlib import Path

from pydantic import Field

from config.channels import ChannelList
from config.paper import Paper
from config.regulation import Regulation
from config.roster import Roster
from config.sources import Source
from config.units import UnitTree


class Area(Paper):
    """The office's own area: its names, and names of other places that could be confused with it."""

    names: list[str] = Field(alias="名称")
    """The county's full and short names."""
    superior_names: list[str] = Field(default_factory=list, alias="上级地名")
    places: list[str] = Field(default_factory=list, alias="地名")
    """Roads, estates, schools, rivers … that lie in the area and belong to no one unit's list."""


class OfficeSheet(Paper):
    """office.yaml"""

    code: str = Field(alias="代码")
    name: str = Field(alias="名称")
    level: str = Field(alias="层级")
    superior: str = Field("", alias="上级")
    area: Area = Field(alias="辖区")
    base_url: str = Field("http://127.0.0.1:8600", alias="访问地址")


class Office(Paper):
    """Everything the office decided."""

    folder: Path
    sheet: OfficeSheet
    regulation: Regulation
    units: UnitTree
    roster: Roster
    sources: list[Source]
    channels: ChannelList

    @property
    def tenant(self) -> str:
        """The code under which all rows of this office stand."""
        return self.sheet.code
