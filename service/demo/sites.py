"""The three public sites of the county as one set of applications."""

from starlette.applications import Starlette

from service.demo.forum import Forum
from service.demo.microblog import Microblog
from service.demo.portal import Portal
from service.demo.script import Site
from service.demo.unfolding import Unfolding


def applications(unfolding: Unfolding) -> dict[Site, Starlette]:
    """One application per site, all telling the same story."""
    return {
        Site.PORTAL: Portal(unfolding).app(),
        Site.MICROBLOG: Microblog(unfolding).app(),
        Site.FORUM: Forum(unfolding).app(),
    }
