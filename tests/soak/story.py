"""What the demonstration's sites have published by a moment, as the ids its posts must have in the store."""

from datetime import datetime

from config.clock import in_china
from crawler.addresses import canonical
from service.demo.county import County
from service.demo.script import Item, Site, story
from service.demo.unfolding import Unfolding
from service.settings import LOOPBACK
from store.ids import post_id
from tests.conftest import StillClock


def published(county: County, moment: datetime) -> list[str]:
    """The ids of the first editions of all posts that were out at a moment; source codes are the sites' names."""
    start = county.start
    assert start is not None
    told = Unfolding(story(), lambda: start, StillClock(moment))
    return [post_id(item.site.value, _key(told, county, item), 1) for item in told.story if told.is_out(item)]


def _key(told: Unfolding, county: County, item: Item) -> str:
    if item.site is Site.MICROBLOG:
        return str(told.mid(item))
    if item.site is Site.FORUM:
        return str(told.tid(item) if item.thread == item.serial else told.pid(item))
    path = told.article_path(item, f"{in_china(told.moment(item)):%Y%m%d}")
    return canonical(f"http://{LOOPBACK}:{county.ports.portal}/news/{path}")
