"""企业微信群机器人: believes only `errcode: 0`.

apprise's own plugin reports success for any HTTP 200 and counts characters where the provider counts bytes. Addresses:
`wecombot://KEY`, with `?msgtype=markdown` for the longer format and `?api=http://127.0.0.1:PORT` for a stand-in server.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit

from alerts.channels.http_post import Answer, NotSent, PerhapsSent, post
from alerts.channels.outcome import Outcome, Result, result
from alerts.graphemes import cut

PROVIDER = "https://qyapi.weixin.qq.com"
LIMITS = {"text": 2048 * 95 // 100, "markdown": 4096 * 95 // 100}
"""Bytes of UTF-8 that go out, 5 % below what the provider takes."""

RATE_WAIT_SECONDS = 60.0
_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_RATE = {45009, 45033, 45047}
_CONTENT = {40058, 44004, 45002, 45008, 40035, 93017}
_SETTINGS = {93000, 93004, 93008, 40001, 40013, 40014, 41001, 42001, 48002, 60020, 93001, 301002}


@dataclass(frozen=True, slots=True)
class WecomBot:
    """One group robot; a wrong address is an error of each sending, not of start-up."""

    key: str
    api: str = PROVIDER
    msgtype: str = "text"
    verify: bool = True

    def __repr__(self) -> str:
        return f"WecomBot(api={self.api!r}, msgtype={self.msgtype!r})"

    def deliver(self, subject: str, body: str) -> Result:
        """Send the text and read the provider's answer; the subject stands in the body already."""
        problem = self.problem()
        if problem:
            return result(Outcome.MISCONFIGURED, "address", problem)
        text = cut(body.encode("utf-8", "replace").decode(), LIMITS[self.msgtype])
        if not text.strip():
            return result(Outcome.REJECTED_CONTENT, "empty", "消息为空")
        payload = {"msgtype": self.msgtype, self.msgtype: {"content": text}}
        url = f"{self.api}/cgi-bin/webhook/send?key={quote(self.key)}"
        try:
            return read_answer(post(url, json.dumps(payload, ensure_ascii=False).encode(), "application/json; charset=utf-8"))
        except NotSent as error:
            return result(Outcome.RETRY, "connect", error)
        except PerhapsSent as error:
            return result(Outcome.AMBIGUOUS, "no_answer", error)

    def problem(self) -> str:
        """What is wrong with the address, without quoting its secret; empty when nothing is."""
        parts = urlsplit(self.api)
        if not self.key:
            return "机器人地址中的 key 无法识别，应为 webhook 地址里 key= 之后的部分"
        if self.msgtype not in LIMITS:
            return "msgtype 只能是 text 或 markdown"
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            return "只有本机的替代服务可以不用 https"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return "api 应是 https:// 开头的地址"
        return "" if self.verify else "不允许关闭证书校验，请删去 verify=no"


def from_address(address: str) -> WecomBot:
    """The robot of `wecombot://KEY?…`, or of the whole webhook address as the provider shows it."""
    narrow = narrowed(address)
    parts = urlsplit(narrow)
    options = dict(parse_qsl(parts.query))
    key = options.get("key") or parts.netloc if parts.scheme == "wecombot" else narrow
    api = options.get("api") or _stand_in(options.get("host", ""))
    verify = options.get("verify", "yes").lower() not in ("no", "false", "0", "off")
    return WecomBot(normal_key(key), api.rstrip("/"), options.get("msgtype", "text"), verify)


def _stand_in(host: str) -> str:
    """`host=127.0.0.1:8621` as an address: a server of this machine speaks plain HTTP, any other must not."""
    if not host:
        return PROVIDER
    return f"{'http' if urlsplit(f'//{host}').hostname in _LOOPBACK else 'https'}://{host}"


def narrowed(given: str) -> str:
    """Full-width letters as plain ones, spaces at the ends gone."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in given).strip()


def normal_key(given: str) -> str:
    """The key even when the whole webhook address, spaces or full-width letters were pasted; empty when there is none."""
    narrow = narrowed(given)
    found = re.search(r"[?&]key=([A-Za-z0-9_-]+)", narrow)
    key = found[1] if found else narrow
    return key if _KEY.fullmatch(key) else ""


def read_answer(answer: Answer) -> Result:
    """Success is HTTP 200 with a JSON object whose `errcode` is 0; every other answer says what to do instead."""
    if answer.status == 429:
        return result(Outcome.RATE_LIMITED, 429, "HTTP 429", _seconds(answer.retry_after))
    if answer.status in (401, 403, 404, 410) or 300 <= answer.status < 400:
        return result(Outcome.MISCONFIGURED, answer.status, f"HTTP {answer.status}")
    if answer.status in (400, 413, 414):
        return result(Outcome.REJECTED_CONTENT, answer.status, f"HTTP {answer.status}")
    if answer.status != 200:
        return result(Outcome.RETRY, answer.status, f"HTTP {answer.status}")
    return _read_body(answer.body)


def _read_body(body: bytes) -> Result:
    if not body.strip():
        return result(Outcome.RETRY, "empty", "回应为空")
    if body.lstrip().startswith(b"<"):
        return result(Outcome.RETRY, "html", "回应是网页，可能被网关拦截")
    try:
        said = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return result(Outcome.AMBIGUOUS, "unreadable", "回应无法识别")
    code = said.get("errcode") if isinstance(said, dict) else None
    # The provider answers with a number; "0" in quotes comes from something else in between and proves nothing.
    if isinstance(code, bool) or not isinstance(code, int):
        return result(Outcome.RETRY, "no_errcode", "回应中没有 errcode")
    return _read_code(code, said.get("errmsg", ""))


def _read_code(code: int, words: object) -> Result:
    if code == 0:
        return result(Outcome.OK, code, words)
    if code in _RATE:
        return result(Outcome.RATE_LIMITED, code, words, RATE_WAIT_SECONDS)
    if code in _CONTENT:
        return result(Outcome.REJECTED_CONTENT, code, words)
    if code in _SETTINGS:
        return result(Outcome.MISCONFIGURED, code, words)
    return result(Outcome.RETRY, code, words)


def _seconds(hint: str) -> float:
    return min(float(hint), 3600.0) if hint.isascii() and hint.isdigit() else RATE_WAIT_SECONDS
