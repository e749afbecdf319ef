"""Real saved pages, used where they lie beside the checkout; nothing of them is kept here."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract

PAGES = Path(__file__).parents[4] / "shared" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the shared pages do not lie beside this checkout")


def truth(folder: str) -> Iterator[dict[str, Any]]:
    for line in (PAGES / folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def squash(text: str | None) -> str:
    return "".join((text or "").split())


def test_nineteen_of_twenty_articles_give_their_title_and_whole_body() -> None:
    good = total = 0
    for row in truth("portal"):
        if row.get("score") is False:
            continue
        found = extract("portal", (PAGES / "portal" / row["file"]).read_bytes())
        body = squash(found[0].body) if found else ""
        wanted = [squash(row.get("body_first")), squash(row.get("body_last"))]
        clean = not any(squash(text) in body for text in row.get("body_must_not") or [])
        titled = squash(row.get("title") or row.get("title_contains")) in squash(found[0].title if found else "")
        total += 1
        good += titled and clean and all(text in body for text in wanted)
    assert good >= 0.95 * total


@pytest.mark.parametrize(("kind", "folder", "rows"), [("microblog", "weibo", "posts"), ("forum", "forum", "items")])
def test_every_list_gives_as_many_posts_as_it_has_rows(kind: str, folder: str, rows: str) -> None:
    for row in truth(folder):
        wanted = [item for item in row.get(rows) or [] if not item.get("is_ad")]
        if "comments" not in row["file"]:
            found = extract(kind, (PAGES / folder / row["file"]).read_bytes())
            assert len(found) == len(wanted), row["file"]
