"""Pages of single people may not be sources; accounts of government and media may (regulations.md P-4)."""

import re

_USER_PAGE = re.compile(
    r"//([\w-]+\.)*weibo\.c(om|n)/(u/|n/|p/100505|\d{9,11}(/|\?|$))"
    r"|[?&](containerid=(100505|107603|230413)\d+)"
    r"|//tieba\.baidu\.com/home/main"
    r"|[?&]mod=space(&|$)|[/.]space-(uid|username)-|[?&](uid|userid|user_id|un)=\w"
    r"|//([\w-]+\.)*(zhihu\.com/people|douyin\.com/user|xiaohongshu\.com/user|kuaishou\.com/profile)/"
    r"|//space\.bilibili\.com/\d|//([\w-]+\.)*toutiao\.com/c/user/"
    r"|/(u|people|user)/[\w-]+/?(\?|$)",
    re.IGNORECASE,
)
_OFFICIAL = ("发布", "政府", "公安", "融媒", "日报", "晚报", "广电", "电视台", "新闻", "官方", "局", "委", "办")


def is_user_page(address: str) -> bool:
    """Whether the address is the page of one account."""
    return bool(_USER_PAGE.search(address))


def sounds_official(name: str) -> bool:
    """Whether an account's name is that of an authority or a medium, as far as a name can tell."""
    return any(word in name for word in _OFFICIAL)
