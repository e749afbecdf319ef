"""Why a source is looked at when it is, in the words of the office."""

from crawler.planning.budget import Wish
from crawler.planning.office_plan import Plan

MATTERS_MORE, MATTERS_LESS = 1.2, 0.8
BURSTING = 0.5
"""From this chance on a burst is spoken of."""


def reason_of(wish: Wish, plan: Plan, known: bool, wait: float) -> str:
    """One sentence: what is known of the source, and which bound, if any, decides instead."""
    if wish.shortest >= wish.longest:
        return f"信源文件写明间隔{span(wish.longest)}"
    parts = [_rate(wish.habit.rate) if known else "还没有采过，先按一般信源估计"]
    if wish.habit.burst >= BURSTING:
        parts.append(f"近来突然增多，约为平时的{wish.habit.pace:.0f}倍")
    if wish.weight >= MATTERS_MORE:
        parts.append("要紧的帖文比一般信源多")
    elif wish.weight <= MATTERS_LESS:
        parts.append("要紧的帖文比一般信源少")
    if plan.prices.of(wish.host) > plan.prices.everywhere:
        parts.append("本站请求数已到限额")
    if wait >= wish.longest:
        parts.append(f"已到最长间隔{span(wish.longest)}")
    elif wait <= wish.shortest:
        parts.append(f"已到最短间隔{span(wish.shortest)}")
    return "，".join(parts)


def span(seconds: float) -> str:
    """A wait as people say it."""
    if seconds < 90:
        return f"{seconds:.0f}秒"
    return f"{seconds / 60:.0f}分钟" if seconds < 5400 else f"{seconds / 3600:.1f}小时".replace(".0", "")


def _rate(rate: float) -> str:
    if rate >= 0.95:
        return f"平时每天约{rate:.0f}条"
    return f"平时约{1 / rate:.0f}天一条" if rate > 1 / 60 else "几乎不更新"
