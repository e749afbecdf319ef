"""What of the story is visible now, with ids, moments and counts that a restart never changes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from config.clock import Clock
from service.demo.script import Item, Site

RIPE_SECONDS = 300.0
"""Counts grow for so long after a post appears, then stand."""

_WEIGHTS = {"views": 40, "likes": 6, "comments": 3, "reposts": 2}
_WEIBO_EPOCH = 515_483_463
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_PID, _FIRST_ARTICLE = 880_000, 100_200


class Unfolding:
    """The story on its way: the same start gives the same pages at the same moment."""

    def __init__(self, story: Sequence[Item], start: Callable[[], datetime], clock: Clock) -> None:
        """`start` is asked whenever a page is made, so that a story can begin with the first visitor."""
        self.story, self.start, self.clock = story, start, clock

    def moment(self, item: Item) -> datetime:
        """When the post appears."""
        return self.start() + timedelta(seconds=item.offset)

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def is_out(self, item: Item) -> bool:
        """Whether the post has appeared."""
        return self.moment(item) <= self.clock.now()

    def shown(self, site: Site) -> list[Item]:
        """The posts of a site that have appeared, newest first."""
        return [item for item in reversed(self.story) if item.site is site and self.is_out(item)]

    def count(self, item: Item, name: str) -> int:
        """How many views, likes, comments or reposts the post has by now."""
        age = (self.clock.now() - self.moment(item)).total_seconds()
        ripe = min(1.0, max(0.0, age) / RIPE_SECONDS)
        luck = sha256(f"{item.serial}/{name}".encode()).digest()[0] / 255
        return int(item.heat * _WEIGHTS[name] * (0.3 + luck) * ripe)

    def mid(self, item: Item) -> int:
        """Weibo's number of a post: the second it was written, shifted, and a serial."""
        return (int(self.moment(item).timestamp()) - _WEIBO_EPOCH << 22) | item.serial

    def pid(self, item: Item) -> int:
        """Discuz!'s number of a post."""
        return _FIRST_PID + item.serial

    def tid(self, item: Item) -> int:
        """Discuz!'s number of the thread a post stands in."""
        return 30_000 + (item.serial if item.thread is None else item.thread)

    def article_path(self, item: Item, day: str) -> str:
        """The path of an article below its column; `day` is its date as `20261122`."""
        return f"{day[:6]}/t{day}_{_FIRST_ARTICLE + item.serial}.html"


def short_id(mid: int) -> str:
    """Weibo's short form of a number: base 62 over groups of seven digits."""
    digits, groups = str(mid), []
    while digits:
        groups.append(_base62(int(digits[-7:])).rjust(4, "0"))
        digits = digits[:-7]
    return "".join(reversed(groups)).lstrip("0")


def _base62(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 62)
        letters = _BASE62[rest] + letters
    return letters or "0"
