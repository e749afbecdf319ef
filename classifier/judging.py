"""One post judged whole: content, place, accusation, reasons; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from classifier.accusation import Accusation, find_accusation
from classifier.decide import Decision, decide
from classifier.describe import whole
from classifier.engine import Classifier, Reading
from classifier.place import OWN_CHANNELS, Gazetteer, Standing, Whereabouts
from classifier.reasons import Reason, reasons_for
from classifier.signals import SignalKind
from classifier.terms import tells_something
from config.office import Office
from config.vocabulary import Category, Handling, Locality
from store.records import Post, Verdict

FRESH = timedelta(hours=48)
"""A post at a source's first look tells of a live emergency only when it is younger than this."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything the stage found out about one post; `area` are the names of the office's whole area."""

    post: Post
    text: str
    decision: Decision
    where: Whereabouts
    verdict: Verdict
    live: bool
    area: frozenset[str] = frozenset()

    @property
    def matters(self) -> bool:
        """Whether the post may open an event: one of the five priorities, or a person must look."""
        return self.decision.category is not Category.NONE or self.verdict.triage

    @property
    def may_open(self) -> bool:
        """Whether the post may open an event of its own.

        Old posts of a new source do so only for a live emergency. A post a person must look at does so where it accuses,
        may be an emergency or an order from above and says what or where, or asks or claims something about a place here;
        the area's own name is such a place only where something happened.
        """
        if not self.matters or (self.post.first_look and not self.live):
            return False
        if not self.verdict.triage or self.verdict.accuses_own_people:
            return True
        if self.where.locality is Locality.ELSEWHERE:
            return False
        own = [mention for mention in self.where.mentions if mention.standing is Standing.OWN]
        exact, told = any(mention.name not in self.area for mention in own), tells_something(self.text)
        if self.event_category in (Category.EMERGENCY, Category.SUPERIOR_DIRECTED):
            return exact or told or bool(self.decision.floors)
        asks = self.decision.handling in (Handling.INQUIRY, Handling.UNVERIFIED_CLAIM)
        return asks and (self.post.source_kind in OWN_CHANNELS or exact or (bool(own) and told))

    @property
    def event_category(self) -> Category:
        """The category its event starts with: where `none` is only likelier, the other answer, for a person to settle."""
        if self.decision.category is not Category.NONE:
            return self.decision.category
        chances = {name: chance for name, chance in self.decision.probabilities.items() if name != Category.NONE}
        return Category(max(chances, key=lambda name: chances[name]))


def text_of(post: Post) -> str:
    """Title, newline, body; a title the body repeats stands once."""
    return post.body if not post.title or post.body.startswith(post.title) else f"{post.title}\n{post.body}"


def judge_posts(
    posts: Sequence[Post], office: Office, classifier: Classifier, gazetteer: Gazetteer, now: datetime
) -> list[Judgement]:
    """Judge a batch of posts with one model."""
    texts = [text_of(post) for post in posts]
    readings = classifier.read(texts, [post.source_kind for post in posts])
    return [_judge(post, reading, office, classifier, gazetteer, now) for post, reading in zip(posts, readings, strict=True)]


def _judge(
    post: Post, reading: Reading, office: Office, classifier: Classifier, gazetteer: Gazetteer, now: datetime
) -> Judgement:
    text = reading.text
    decision = decide(reading, classifier.manifest["thresholds"])
    where = gazetteer.locate(text, post.source, post.source_kind)
    suspicion = reading.probabilities.get("accusation", {}).get("yes", 0.0)
    local = where.locality is not Locality.ELSEWHERE
    accusation = find_accusation(text, office.units.units, suspicion) if local else None
    # Whoever accuses public staff is read by a person, however ordinary the words look to the model (P-3). A school's or
    # hospital's staff are not a unit's own people: the matter goes to the unit in charge, which is not the accused.
    triage = decision.triage or (accusation is not None and decision.category is Category.NONE)
    concerns = decision.category is not Category.NONE or triage
    verdict = Verdict(
        tenant=post.tenant,
        post_id=post.id,
        model=classifier.id,
        category=decision.category.value,
        tier=decision.tier.value,
        incident_grade=decision.incident_grade,
        handling=decision.handling.value,
        department=decision.department.value,
        probabilities=whole(decision.probabilities),
        reasons=reasons_for(classifier, reading, decision, _extra(where, accusation)) if concerns else [],
        triage=triage,
        locality=where.locality.value,
        places=where.places,
        accuses_own_people=accusation is not None and not accusation.institution,
        decided_at=now,
    )
    live = _is_live(post, reading, decision, now)
    return Judgement(post, text, decision, where, verdict, live, frozenset(gazetteer.county))


def _extra(where: Whereabouts, accusation: Accusation | None) -> list[Reason]:
    named = next((mention for mention in where.mentions if mention.name in where.reason), None)
    place: Reason = {"rule": f"{where.locality.label}：{where.reason}", "text": named.name if named else ""}
    if named:
        place |= {"start": named.start, "end": named.end}
    if accusation is None:
        return [place]
    accused: Reason = {"rule": "涉检举控告", "text": accusation.text, "start": accusation.start, "end": accusation.end}
    return [place, accused | ({"unit": accusation.unit} if accusation.unit else {})]


def _is_live(post: Post, reading: Reading, decision: Decision, now: datetime) -> bool:
    """Whether an emergency is going on: recent where the time is known, not told as the past where it is not."""
    if decision.category is not Category.EMERGENCY:
        return False
    if post.published_at is not None:
        return now - post.published_at <= FRESH
    return not any(signal.kind is SignalKind.PAST for signal in reading.signals)
