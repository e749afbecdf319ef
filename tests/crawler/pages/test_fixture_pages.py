import json
from datetime import datetime
from pathlib import Path

import pytest

from crawler.extract import extract, links

FIXTURES = sorted(Path(__file__).with_name("fixtures").iterdir())


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_a_saved_page_gives_exactly_its_expected_posts_and_links(folder: Path) -> None:
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    payload = next(folder.glob("input.*")).read_bytes()
    fetched_at = datetime.fromisoformat(request["fetched_at"]) if request["fetched_at"] else None
    found = extract(request["kind"], payload, url=request["url"], fetched_at=fetched_at)
    led_to = links(request["kind"], payload, request["url"])
    expected = json.loads((folder / "output.json").read_text(encoding="utf-8"))
    assert [post.as_row() for post in found] == expected["posts"]
    assert [led_to.next_page, list(led_to.items)] == [expected["next_page"], expected["items"]]


@pytest.mark.parametrize("folder", FIXTURES, ids=lambda folder: folder.name)
def test_the_platform_is_detected_without_a_kind(folder: Path) -> None:
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    payload = next(folder.glob("input.*")).read_bytes()
    fetched_at = datetime.fromisoformat(request["fetched_at"]) if request["fetched_at"] else None
    expected = json.loads((folder / "output.json").read_text(encoding="utf-8"))
    found = extract(None, payload, url=request["url"], fetched_at=fetched_at)
    assert [post.as_row() for post in found] == expected["posts"]
