"""One spider per kind of source; a site is data (its Source), a spider is the order in which its pages are read."""

from crawler.spiders.feed import FeedSpider
from crawler.spiders.forum import ForumSpider
from crawler.spiders.microblog import MicroblogSpider
from crawler.spiders.portal import PortalSpider
from crawler.spiders.probe import ProbeSpider
from crawler.spiders.visiting import VisitingSpider

SPIDERS: dict[str, type[VisitingSpider]] = {
    "portal": PortalSpider,
    "microblog": MicroblogSpider,
    "forum": ForumSpider,
    "feed": FeedSpider,
    "probe": ProbeSpider,
}
"""The spider of each kind a job may name."""
