"""Articles of WeChat official accounts: the text waits hidden in `#js_content`, the time stands in a script."""

from crawler.extracted import Extracted
from crawler.pages.meta import Meta
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.prose import body_text
from crawler.pages.text import SILENT, attribute, node_text, one_line


def fits(page: Page) -> bool:
    """The ids WeChat gives to title and text."""
    return page.first("#js_content") is not None and page.first("#activity-name, #js_name, #js_article") is not None


def posts(page: Page) -> list[Extracted]:
    """The article; a page whose article was deleted or blocked has no text and gives nothing."""
    meta = Meta(page)
    content = page.first("#js_content")
    title = one_line(page.first("#activity-name")) or meta.title
    if content is None or not title:
        return []
    content.strip_tags(SILENT, recursive=True)
    body = body_text(content, title) or node_text(content)
    if not body:
        return []
    return [
        Extracted(
            url=page.url.split("#")[0] or attribute(page.first('meta[property="og:url"]'), "content"),
            title=title,
            body=body,
            published_at=meta.scripted or meta.published,
            source_name=one_line(page.first("#js_name")) or one_line(page.first("#profileBt a")),
            author=meta.values.get("author", ""),
            page_kind="wechat",
        )
    ]


PLATFORM = Platform("wechat", frozenset({"portal", "official_account"}), fits, posts)
