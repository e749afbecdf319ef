"""Where messages go: 企业微信 robots, mail, and any address apprise knows."""

from typing import Literal

from pydantic import Field

from config.paper import Paper


class Channel(Paper):
    """One channel; `url` is an apprise URL, or `文件:NAME` / `环境:NAME` for a secret kept outside the folder.

    A personal channel's URL has `{邮箱}` or `{企业微信号}` where the person's own address goes.
    """

    code: str = Field(alias="代码")
    name: str = Field(alias="名称")
    kind: Literal["企业微信", "邮件", "其他"] = Field(alias="类型")
    url: str = Field(alias="地址")
    personal: bool = Field(False, alias="个人")
    """Personal channels carry a personal sign-for link; a group's link asks who is signing."""
    per_minute: int = Field(18, alias="每分钟上限", ge=1)
    fallback: list[str] = Field(default_factory=list, alias="备用")


class ChannelList(Paper):
    """All channels of the office; `operators` hear of trouble with the system itself."""

    channels: list[Channel] = Field(alias="渠道")
    operators: list[str] = Field(default_factory=list, alias="运维告警")
