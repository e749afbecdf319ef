"""The story has its five matters, its noise and its pace, and keeps the rule on people."""

from collections import Counter
from pathlib import Path

from classifier.accusation import find_accusation
from classifier.incident import proposed_grade
from classifier.signals import find_signals
from config.load import load_office
from config.vocabulary import Tier
from service.demo.script import NOISE, Item, Site, story
from service.demo.setup import prepare

MATTERS = {"flood", "school", "fee", "housing", "directive"}


def of(matter: str) -> list[Item]:
    return [item for item in story() if item.matter == matter]


def test_about_three_hundred_posts_tell_five_matters_and_much_noise() -> None:
    counts = Counter(item.matter for item in story())
    assert 280 <= len(story()) <= 330
    assert set(counts) == MATTERS | {"accusation", NOISE}
    assert counts[NOISE] / len(story()) > 0.55
    assert counts["accusation"] == 3


def test_every_site_tells_its_part() -> None:
    counts = Counter(item.site for item in story())
    assert counts[Site.MICROBLOG] > 150
    assert counts[Site.FORUM] > 60
    assert counts[Site.PORTAL] > 15


def test_the_first_look_finds_only_everyday_posts_and_the_first_matter_comes_soon() -> None:
    assert {item.matter for item in story() if item.offset <= 0} == {NOISE}
    assert sum(item.offset <= 0 for item in story()) > 40
    assert min(item.offset for item in of("flood")) <= 20


def test_the_story_takes_about_five_minutes() -> None:
    assert 280 <= max(item.offset for item in story()) <= 300
    assert all(max(item.offset for item in of(matter)) > 200 for matter in MATTERS)


def test_forty_posts_forward_one_call_for_help_in_four_ways() -> None:
    call = next(item for item in story() if item.nickname == "小禾要回家")
    quoting = [item for item in story() if item.quotes == call.serial]
    copying = [
        item
        for item in of("flood")
        if item.quotes is None and item is not call and "下湾村" in item.text and "外公外婆" in item.text
    ]
    assert 40 <= len(quoting) + len(copying) <= 44
    assert any("//@" in item.text for item in quoting)
    assert any(item.text.endswith("…") for item in copying)
    assert any(call.text[:20] not in item.text for item in copying)


def test_an_answer_or_forward_never_comes_before_what_it_answers() -> None:
    assert all(
        item.serial >= (item.thread or 0) and item.serial > (item.quotes if item.quotes is not None else -1) for item in story()
    )


def test_the_flood_grows_from_a_worry_to_a_major_incident() -> None:
    grades = [proposed_grade(find_signals(item.text)) for item in of("flood")]
    assert grades[0] is Tier.ORDINARY
    assert Tier.MAJOR in grades
    first = next(item for item, grade in zip(of("flood"), grades, strict=True) if grade is Tier.MAJOR)
    assert first.offset > 150


def test_three_posts_accuse_the_education_bureau_by_name(tmp_path: Path) -> None:
    prepare(tmp_path / "office")
    units = load_office(tmp_path / "office").units.units
    found = [find_accusation(f"{item.title} {item.text}", units) for item in of("accusation")]
    assert [accusation.unit for accusation in found if accusation] == ["education"] * 3


def test_nobody_is_called_a_rumour_monger_or_malicious() -> None:
    assert not [
        item for item in story() if any(word in item.text + item.title for word in ("造谣", "恶意", "别有用心", "水军", "刁民"))
    ]
