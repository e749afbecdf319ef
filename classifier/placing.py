"""Putting judged posts into events: the rows behind `classifier.events`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from classifier.engine import Classifier
from classifier.events import COPY_WINDOW, EventBook, Match
from classifier.judging import Judgement, text_of
from classifier.matter import WINDOW, EventProfile, Profile
from classifier.profiles import Ground, profile_of, profile_of_stored
from classifier.sketch import Shingles, shingles_of
from classifier.threads import Threads, thread_of
from store import events, sketches
from store.events import item_of
from store.ids import event_id
from store.records import Event, EventPost, Post
from store.verdicts import sorts_of

_TITLE = 40
_REPLY = 0.5
"""The score of a post that is in an event for where it stands, not for what it says."""

_THREAD_TIES = 2.0
"""Points for standing in a thread of which another reply belongs to the event."""

_OTHER_MATTER = 2.0
"""So many points more must speak for another event before a reply leaves the event of its thread."""


class Placing:
    """One batch's way into events; `placed` are the posts that found or opened one."""

    def __init__(self, connection: Connection, tenant: str, classifier: Classifier, ground: Ground, now: datetime) -> None:
        """`ground` is what the office's area says of places."""
        self._connection = connection
        self._tenant = tenant
        self._rarity = classifier.rarity
        self._ground = ground
        self._now = now
        # Who accuses an office's own people must not stand in an event that this office answers (P-3): two books.
        self._plain, self._accusing = EventBook(), EventBook()
        self._threads = Threads()
        self._items: dict[tuple[str, str], str] = {}
        self.placed: list[str] = []

    def place(self, judgements: Sequence[Judgement]) -> dict[str, set[str]]:
        """Each touched event with the places its new posts add to it."""
        touched: dict[str, set[str]] = {}
        shingles = [shingles_of(judgement.text) for judgement in judgements]
        self._remember(shingles, [judgement.post for judgement in judgements])
        members = events.memberships(self._connection, self._tenant, [judgement.post.id for judgement in judgements])
        rows: list[EventPost] = []
        texts: list[tuple[str, str, Shingles]] = []
        for judgement, marks in zip(judgements, shingles, strict=True):
            profile = profile_of(judgement, self._ground, self._rarity)
            known = members.get(judgement.post.id)
            match = Match(known, 1.0, "", copy=True) if known else self._find(judgement, profile, marks)
            if match is None:
                continue
            if not known:
                rows.append(self._join(judgement, profile, match, marks))
                if not match.copy and marks.telling:
                    texts.append((match.event_id, judgement.post.id, marks))
            touched.setdefault(match.event_id, set()).update(self._places_for(match.event_id, profile))
            self.placed.append(judgement.post.id)
        events.join_many(self._connection, rows)
        sketches.add_many(self._connection, self._tenant, [(e, p, m.sketch) for e, p, m in texts], self._now)
        return touched

    def _find(self, judgement: Judgement, profile: Profile, marks: Shingles) -> Match | None:
        """An earlier edit of the post first, then a known text, then its thread, the same matter, an event of its own.

        What accuses an office's own people joins nothing but accusations, not even its own earlier edit's event.
        """
        accuses = judgement.verdict.accuses_own_people
        edited = self._items.get(item_of(judgement.post))
        if edited and (not accuses or edited in self._accusing.profiles):
            return Match(edited, 1.0, "已知帖文的修改", copy=False)
        if accuses:
            return self._accusing.copy_of(marks) or self._accusing.same_accusation(profile) or self._open(judgement, profile)
        copied = self._plain.copy_of(marks) or self._accusing.copy_of(marks)
        if copied:
            return copied
        return self._in_thread(judgement, profile) or self._plain.same_matter(profile) or self._open(judgement, profile)

    def _in_thread(self, judgement: Judgement, profile: Profile) -> Match | None:
        """The event of the thread a reply stands in, unless it clearly tells another matter."""
        key = thread_of(judgement.post)
        found = self._threads.event_of(key) if key else None
        if found is None:
            return None
        if not found.opened:
            known = [found.event_id] if found.event_id in self._plain.profiles else []
            return self._plain.same_matter(profile, known, _THREAD_TIES, "同一主题帖")
        other = self._plain.same_matter(profile) if judgement.matters else None
        if other and other.event_id != found.event_id:
            here = self._plain.points(found.event_id, profile) + _THREAD_TIES
            if other.points >= here + _OTHER_MATTER:
                return other
        return Match(found.event_id, _REPLY, "同一主题帖内的回复", copy=not judgement.matters)

    def _open(self, judgement: Judgement, profile: Profile) -> Match | None:
        """A new event around this post, where it may open one."""
        if not judgement.may_open:
            return None
        event = _event_of(judgement, self._now)
        events.open_event(self._connection, event)
        book = self._accusing if event.accuses_own_people else self._plain
        book.add_event(event.id, EventProfile.of(profile, event.category))
        return Match(event.id, 1.0, "首帖", core=True)

    def _join(self, judgement: Judgement, profile: Profile, match: Match, marks: Shingles) -> EventPost:
        """Put the post into its event; a wording not seen before from now on stands for the event too."""
        post, book = judgement.post, self._book_of(match.event_id)
        core = match.core or (not match.copy and book.speaks_for(match.event_id, profile))
        if not match.core:
            book.joined(match.event_id, profile, core)
        key = thread_of(post)
        if key:
            self._threads.add(key, post.floor, match.event_id)
        self._items.setdefault(item_of(post), match.event_id)
        if not match.copy:
            book.add_text(post.id, match.event_id, marks)
        return EventPost(post.tenant, match.event_id, post.id, match.reason, round(match.score, 4), self._now, core)

    def _book_of(self, event: str) -> EventBook:
        return self._accusing if event in self._accusing.profiles else self._plain

    def _places_for(self, event: str, profile: Profile) -> frozenset[str]:
        """What of a post's places belongs to the event: those of its area; a place passed on the way does not."""
        known = self._book_of(event).profiles.get(event)
        if known is None or not known.areas or not profile.areas:
            return profile.places
        return frozenset(place for place in profile.places if self._ground.areas.of([place]) & known.areas)

    def _remember(self, shingles: Iterable[Shingles], posts: Sequence[Post]) -> None:
        """Fill the books: events still moving, known texts that share shingles with the batch, open threads, edits."""
        moving = {event.id: event for event in events.active(self._connection, self._tenant, self._now - WINDOW)}
        self._remember_events(moving)
        wanted = {shingle for marks in shingles for shingle in marks.sketch}
        owners = sketches.texts_with(self._connection, self._tenant, wanted, self._now - COPY_WINDOW)
        accusing = events.accusing(self._connection, self._tenant, set(owners.values()))
        for post in events.posts_by_ids(self._connection, self._tenant, owners):
            book = self._accusing if owners[post.id] in accusing else self._plain
            book.add_text(post.id, owners[post.id], shingles_of(text_of(post)))
        sources = {post.source for post in posts if thread_of(post)}
        if sources and moving:
            for row in events.in_threads(self._connection, self._tenant, sources, moving):
                key = thread_of(row)
                if key:
                    self._threads.add(key, row.floor, row.event_id)
        edits = [post for post in posts if post.revision > 1]
        self._items = events.of_items(self._connection, self._tenant, edits)

    def _remember_events(self, moving: dict[str, Event]) -> None:
        core = events.core_posts(self._connection, self._tenant, moving)
        sorts = sorts_of(self._connection, self._tenant, [post.id for post, _ in core])
        by_event: dict[str, list[Profile]] = {}
        for post, event_of_post in core:
            by_event.setdefault(event_of_post, []).append(profile_of_stored(post, sorts[post.id], self._ground, self._rarity))
        for event_key, profiles in by_event.items():
            event = moving[event_key]
            known = EventProfile.of(profiles[0], event.category, event.post_count, event.updated_at)
            for profile in profiles[1:]:
                known.learn(profile)
            (self._accusing if event.accuses_own_people else self._plain).add_event(event.id, known)


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
