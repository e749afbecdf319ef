"""What every platform's module offers: does the page fit, which posts stand on it, where does it lead."""

from collections.abc import Callable
from dataclasses import dataclass

from crawler.extracted import Extracted, Links
from crawler.pages.page import Page


def no_links(_page: Page) -> Links:
    """For pages that lead nowhere."""
    return Links()


@dataclass(frozen=True, slots=True)
class Platform:
    """One kind of page. `kinds` are the source kinds whose pages it may read."""

    name: str
    kinds: frozenset[str]
    fits: Callable[[Page], bool]
    posts: Callable[[Page], list[Extracted]]
    links: Callable[[Page], Links] = no_links
