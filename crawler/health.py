"""Is a source well? A round is judged by what it met; every finding says in Chinese what is wrong and what to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawler.problems import Problem
from crawler.wire import EndLine
from store.records import SourceState

SILENCE_FACTOR = 3
SILENCE_AT_LEAST = timedelta(hours=6)
HABIT_AT_LEAST = timedelta(days=1)
"""Only a source that usually brings something within a day can be silent (reliability.md R-2.11)."""
ARRIVALS_NEEDED = 5

REMEDIES: dict[Problem, str] = {
    Problem.REFUSED: "该地址指向内网、本机或未许可的端口，已拒绝连接；若确为内网信源，请在信源文件填写“内网许可”（网段:端口）",
    Problem.ROBOTS: "网站的 robots.txt 不允许采集该页面；请换用允许的栏目，或与网站主办方协商",
    Problem.HTTP: "网站返回错误；请用浏览器打开地址核对，地址已变更的请修改信源文件",
    Problem.HOLD: "网站要求降低访问频率，已暂停；如经常出现，请调大“间隔”或“最小间隔秒”",
    Problem.TLS: "网站证书过期、自签名或与域名不符；请联系网站主办方更换证书，内网自签名站点可在信源文件写“校验证书: 否”",
    Problem.DNS: "域名无法解析；请检查地址是否写错、本机域名服务器是否可用",
    Problem.CONNECT: "无法连接网站；请检查网络、防火墙和地址端口",
    Problem.TIMEOUT: "网站响应过慢，已中断；如长期如此，请核对地址或联系网站主办方",
    Problem.TOO_LARGE: "页面超过大小上限，已丢弃；请换用更小的列表页",
    Problem.REDIRECTS: "网页不断跳转或跳向不可采集的地址；请把最终地址写入信源文件",
    Problem.WALL: "对方要求登录或输入验证码，没有读到帖文；请用浏览器核对，改用公开页面，或转为人工巡查",
    Problem.NO_FIELDS: "页面打开正常但没有读出帖文，可能是网站改版；请核对“平台”设置，并告知系统管理员",
    Problem.NOT_TEXT: "地址给出的不是网页；请核对地址",
    Problem.CRASHED: "采集进程异常中断，下一轮会补采；如反复出现，请告知系统管理员",
    Problem.CONFIGURATION: "请按提示修改信源文件",
    Problem.OTHER: "采集时出现未预料的错误；如反复出现，请告知系统管理员",
}


def problems_of(end: EndLine) -> dict[Problem, int]:
    """The problems of a round by how often; unknown codes count as 其他错误."""
    found: dict[Problem, int] = {}
    known = {problem.value: problem for problem in Problem}
    for code, count in end.problems.items():
        problem = known.get(code, Problem.OTHER)
        found[problem] = found.get(problem, 0) + count
    return found


def has_failed(end: EndLine) -> bool:
    """Whether the round did not reach the source's own page, or met only a login form or captcha there."""
    if end.cut:
        return False
    return not end.list_read or (Problem.WALL in problems_of(end) and not end.posts and not end.links)


def judge(end: EndLine) -> Problem | None:
    """The one problem worth telling, or None: trouble with the source's own page, nothing read, or most pages failing."""
    found = problems_of(end)
    if end.cut or not found:
        return None
    leading = max(found, key=lambda problem: found[problem])
    if not end.list_read:
        return leading
    brought = end.posts + end.links + end.unchanged
    if not brought:
        return Problem.WALL if Problem.WALL in found else leading
    failing = sum(found.values())
    return leading if failing >= 3 and failing * 2 >= end.requests else None


def finding_text(problem: Problem, detail: str = "") -> str:
    """What the source page shows: name, what to do, and what exactly was met."""
    exactly = detail.partition("：")[2] or detail
    return f"{problem.label}：{REMEDIES[problem]}" + (f"（{exactly[:200]}）" if exactly else "")


def silence(arrivals: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long a source has been silent against its own habit; None when it is not. `arrivals` are newest first."""
    if len(arrivals) < ARRIVALS_NEEDED:
        return None
    gaps = [(newer - older).total_seconds() for newer, older in pairwise(arrivals)]
    habit = timedelta(seconds=median(gaps))
    quiet = now - arrivals[0]
    return quiet if habit <= HABIT_AT_LEAST and quiet > max(SILENCE_FACTOR * habit, SILENCE_AT_LEAST) else None


def silence_text(quiet: timedelta) -> str:
    """The finding of a silent source."""
    hours = int(quiet.total_seconds() // 3600)
    return f"信源沉默：已{hours}小时没有新帖文，明显少于平时；请用浏览器核对网站是否停更或改版"


def finding(end: EndLine, state: SourceState, arrivals: Sequence[datetime], now: datetime) -> str:
    """The finding to keep after a round; empty when all is well. A round cut short says nothing new."""
    if end.cut:
        return state.finding
    problem = judge(end)
    if problem is not None:
        return finding_text(problem, end.detail)
    quiet = silence(arrivals, now)
    return silence_text(quiet) if quiet is not None else ""
