"""Pages that stand where the content should be: login walls, captchas, error pages."""

import re
from collections.abc import Mapping
from enum import StrEnum

from crawler.pages.page import Page
from crawler.pages.text import SILENT, line


class Trouble(StrEnum):
    """What a fetched page is instead of content."""

    LOGIN = "login_page"
    CAPTCHA = "captcha_page"
    ERROR = "error_page"


_CAPTCHA = re.compile(
    r"人机验证|安全验证|滑动验证|拖动滑块|请输入验证码|输入图片中的|点击按钮进行验证|访问过于频繁|请求过于频繁|操作过于频繁|网络环境存在异常|环境异常|"
    r"Sina Visitor System|Just a moment|captcha|访问验证|异常流量",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(r"登录|登陆|登入|统一身份认证|sign ?in|log ?in", re.IGNORECASE)
_LOGIN = re.compile(
    r"(?:您?需要|请)先?\s*(?:先)?(?:登录|登陆)|您?尚未登录|登录后(?:才能|方可|即可)?(?:查看|访问|浏览|继续)|无权(?:查看|访问|进行当前操作)|没有权限"
)
_ERROR_TITLE = re.compile(
    r"^\W*(?:[45]\d\d(?!\d)|提示信息|出错|错误|页面(?:不存在|未找到|丢失)|网页(?:不存在|无法访问)|not found|error|无法访问)",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?:页面|网页|文章|内容|信息|帖子|主题|微博|贴子|栏目|文件)[^。，]{0,12}"
    r"(?:不存在|已?被?删除|找不到|未找到|无法(?:访问|显示|找到))|404 not found|"
    r"服务器(?:错误|内部错误|繁忙|开小差)|网站(?:维护|正在维护|暂停)|系统(?:维护|繁忙|错误)|"
    r"internal server error|bad gateway|该内容已被发布者删除|抱歉，指定的主题",
    re.IGNORECASE,
)
_SHORT = 600


def trouble(payload: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Trouble | None:
    """Name what a page is instead of content, or None. `headers` may carry the final address as `location`."""
    page = Page.read(payload)
    if isinstance(page.data, dict):
        return _of_data(page.data)
    text = _visible(page)
    title = page.title()
    where = (headers or {}).get("location", "") or (headers or {}).get("Location", "")
    if len(text) <= _SHORT and _CAPTCHA.search(f"{title} {text}"):
        return Trouble.CAPTCHA
    if _is_login(page, title, text, where) or status == 401:
        return Trouble.LOGIN
    if status >= 400 or page.first("#messagetext.alert_error") is not None:
        return Trouble.ERROR
    return Trouble.ERROR if reads_like_an_error(title, text) else None


def reads_like_an_error(title: str, text: str) -> bool:
    """Whether a short page says that what was asked for is not there."""
    return len(text) <= _SHORT and bool(_ERROR_TITLE.search(title) or _ERROR.search(text))


def _visible(page: Page) -> str:
    page.tree.strip_tags(SILENT, recursive=True)
    return line(page.tree.body.text(separator=" ")) if page.tree.body is not None else ""


def _is_login(page: Page, title: str, text: str, where: str) -> bool:
    message = page.first("#messagetext")
    if message is not None and _LOGIN.search(line(message.text())):
        return True
    if re.search(r"passport\.|/login|/signin", where):
        return True
    if len(text) > 4 * _SHORT:
        return False
    asks = page.first('input[type="password"]') is not None
    return (asks and (bool(_LOGIN_TITLE.search(title)) or len(text) <= 300)) or (len(text) <= 300 and bool(_LOGIN.search(text)))


def _of_data(data: dict[str, object]) -> Trouble | None:
    """Weibo answers `ok: -100` or a login address; a list that is merely empty is no trouble."""
    message = f"{data.get('msg') or ''} {data.get('message') or ''} {data.get('url') or ''}"
    if data.get("ok") == -100 or re.search(r"passport|login|请先?登录|未登录", message):
        return Trouble.LOGIN
    if _CAPTCHA.search(message) or data.get("errno") in ("100005", 100005):
        return Trouble.CAPTCHA
    failed = data.get("ok") == 0 and re.search(r"不存在|出错|失败|异常|错误", message)
    return Trouble.ERROR if failed or data.get("error_code") or data.get("errors") else None
