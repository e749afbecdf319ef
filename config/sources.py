"""A source file: where posts come from. `代码, 名称, 类型, 地址` are enough when a preset fits."""

from pydantic import Field

from config.limits import Limit
from config.paper import Paper
from config.vocabulary import SourceKind


class Source(Paper):
    """One source; `platform` names the preset (`cms`, `weibo_mobile`, `weibo_cn`, `discuz`, `tieba`, `feed`, `auto`)."""

    code: str = Field(alias="代码")
    name: str = Field(alias="名称")
    kind: SourceKind = Field(alias="类型")
    address: str = Field(alias="地址")
    platform: str = Field("auto", alias="平台")
    interval: Limit | None = Field(None, alias="间隔")
    """The shortest wait between two looks. Standing alone it is the only one; left out, the wait is learned."""
    longest: Limit | None = Field(None, alias="最长间隔")
    """The longest wait; between 间隔 and this the wait is learned."""
    intranet: list[str] = Field(default_factory=list, alias="内网许可")
    """`CIDR:port` pairs this source may reach although they are private, e.g. `127.0.0.1/32:8081`."""
    delay_seconds: float = Field(2.0, alias="最小间隔秒", ge=0)
    follow: int = Field(200, alias="每轮页数上限", ge=1, le=5000)
    verify_tls: bool = Field(True, alias="校验证书")
    enabled: bool = Field(True, alias="启用")
