"""An office: one folder of YAML, read into one frozen value."""

from pathlib import Path

from pydantic import Field

from config.apikeys import ApiKeyList
from config.calendar import OfficeCalendar
from config.channels import ChannelList
from config.crawling import Crawling
from config.paper import Paper
from config.patrol import Patrol
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
    crawling: Crawling = Field(default_factory=Crawling, alias="采集")


class Office(Paper):
    """Everything the office decided."""

    folder: Path
    sheet: OfficeSheet
    regulation: Regulation
    units: UnitTree
    roster: Roster
    sources: list[Source]
    channels: ChannelList
    calendar: OfficeCalendar = Field(default_factory=OfficeCalendar)
    patrol: Patrol = Field(default_factory=Patrol)
    api_keys: ApiKeyList = Field(default_factory=ApiKeyList)

    @property
    def working_calendar(self) -> OfficeCalendar:
        """When the office works; hours the regulation names itself come before those of calendar.yaml."""
        return self.calendar.with_hours(self.regulation.office_hours)

    @property
    def tenant(self) -> str:
        """The code under which all rows of this office stand."""
        return self.sheet.code
