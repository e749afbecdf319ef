"""Putting judged posts into events: the rows behind `classifier.events`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from classifier.engine import Classifier
from classifier.events import COPY_WINDOW, EventBook, Match
from classifier.judging import Judgement, text_of
from classifier.matter import WINDOW, Profile, profile_of
from classifier.sketch import Shingles, shingles_of
from store import events, sketches
from store.ids import event_id
from store.records import Event, EventPost, Post
from store.verdicts import places_of

_TITLE = 40
_PAGE = re.compile(r"#.*$|(?<=[?&])page=\d+&?|(?<=thread-)(\d+)-\d+-\d+")


class Placing:
    """One batch's way into events; `placed` are the posts that found or opened one."""

    def __init__(
        self, connection: Connection, tenant: str, classifier: Classifier, county: frozenset[str], now: datetime
    ) -> None:
        """`county` are the area's own names, which tell no two matters apart."""
        self._connection = connection
        self._tenant = tenant
        self._rarity = classifier.rarity
        self._county = county
        self._now = now
        self._book = EventBook()
        self._threads: dict[tuple[str, str], str] = {}
        self.placed: list[str] = []

    def place(self, judgements: Sequence[Judgement]) -> dict[str, set[str]]:
        """Each touched event with the places its new posts name."""
        touched: dict[str, set[str]] = {}
        shingles = [shingles_of(judgement.text) for judgement in judgements]
        self._remember(shingles, judgements)
        members = events.memberships(self._connection, self._tenant, [judgement.post.id for judgement in judgements])
        for judgement, marks in zip(judgements, shingles, strict=True):
            known = members.get(judgement.post.id)
            match = Match(known, 1.0, "", copy=True) if known else self._find(judgement, marks)
            if match is None:
                continue
            if not known:
                self._join(judgement, match, marks)
            touched.setdefault(match.event_id, set()).update(judgement.where.places)
            self.placed.append(judgement.post.id)
        return touched

    def _find(self, judgement: Judgement, marks: Shingles) -> Match | None:
        """A known text first, then the thread a reply stands in, then the same matter, then an event of its own."""
        copied = self._book.copy_of(marks)
        if copied or not judgement.matters:
            return copied
        thread = self._threads.get(thread_of(judgement.post) or ("", ""))
        if thread:
            return Match(thread, 1.0, "同一主题帖内的回复", copy=True)
        profile = self._profile_of(judgement)
        return self._book.same_matter(profile) or self._open(judgement, profile)

    def _open(self, judgement: Judgement, profile: Profile) -> Match | None:
        """A new event around this post; None for old posts of a new source that tell of nothing going on."""
        if judgement.post.first_look and not judgement.live:
            return None
        event = _event_of(judgement, self._now)
        events.open_event(self._connection, event)
        self._book.add_seed(event.id, profile)
        return Match(event.id, 1.0, "首帖", copy=False)

    def _join(self, judgement: Judgement, match: Match, marks: Shingles) -> None:
        """Put the post into its event; a wording not seen before from now on stands for the event too."""
        post = judgement.post
        member = EventPost(post.tenant, match.event_id, post.id, match.reason, round(match.score, 4), self._now)
        events.join(self._connection, member)
        thread = thread_of(post)
        if thread:
            self._threads.setdefault(thread, match.event_id)
        if not match.copy and marks.telling:
            sketches.add(self._connection, post.tenant, match.event_id, post.id, marks.sketch, self._now)
            self._book.add_text(post.id, match.event_id, marks)

    def _remember(self, shingles: Iterable[Shingles], judgements: Iterable[Judgement]) -> None:
        """Fill the book: known texts that share shingles with the batch, seeds of events still moving, open threads."""
        wanted = {shingle for marks in shingles for shingle in marks.sketch}
        rows = list(sketches.holding(self._connection, self._tenant, wanted, self._now - COPY_WINDOW))
        owners = sketches.posts_in(rows)
        seeds = {event.seed_post_id: event for event in events.active(self._connection, self._tenant, self._now - WINDOW)}
        places = places_of(self._connection, self._tenant, seeds)
        for post in events.posts_by_ids(self._connection, self._tenant, {*owners, *seeds}):
            text = text_of(post)
            if post.id in owners:
                self._book.add_text(post.id, owners[post.id], shingles_of(text))
            if post.id in seeds:
                event = seeds[post.id]
                profile = self._profile(post, text, places.get(post.id, ()), event.category, event.department)
                self._book.add_seed(event.id, profile)
        sources = {judgement.post.source for judgement in judgements if thread_of(judgement.post)}
        for post, event_of_post in events.in_threads(self._connection, self._tenant, sources, self._now - COPY_WINDOW):
            key = thread_of(post)
            if key:
                self._threads.setdefault(key, event_of_post)

    def _profile_of(self, judgement: Judgement) -> Profile:
        category, department = judgement.event_category.value, judgement.decision.department.value
        return self._profile(judgement.post, judgement.text, judgement.where.places, category, department)

    def _profile(self, post: Post, text: str, places: Iterable[str], category: str, department: str) -> Profile:
        at = post.published_at or post.discovered_at
        return profile_of(text, places, category, department, at, county=self._county, rarity=self._rarity)


def thread_of(post: Post) -> tuple[str, str] | None:
    """The thread a forum post stands in: its source and the thread's address without page and floor."""
    if post.floor is None or not post.url:
        return None
    return post.source, _PAGE.sub(lambda found: found[1] or "", post.url).rstrip("?&")


def title_of(text: str) -> str:
    """The first line of a post, cut at a clause where it is long."""
    line = text.strip().split("\n", 1)[0].strip("【】# \t")
    if len(line) <= _TITLE:
        return line
    cut = max(line.rfind(mark, 0, _TITLE) for mark in "，。；！？】,;!? ")
    return line[: cut if cut >= _TITLE // 3 else _TITLE]


def _event_of(judgement: Judgement, now: datetime) -> Event:
    post, decision, verdict = judgement.post, judgement.decision, judgement.verdict
    return Event(
        tenant=post.tenant,
        id=event_id(post.id),
        seed_post_id=post.id,
        title=title_of(judgement.text),
        category=judgement.event_category.value,
        tier=decision.tier.value,
        incident_grade=decision.incident_grade,
        handling=decision.handling.value,
        department=decision.department.value,
        locality=verdict.locality,
        places=verdict.places,
        triage=verdict.triage or post.first_look,
        accuses_own_people=verdict.accuses_own_people,
        post_count=1,
        source_count=1,
        voice_count=1,
        opened_at=now,
        updated_at=now,
    )
