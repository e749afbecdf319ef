"""Verdicts: what each model version said of each post."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from store.records import Json, Verdict
from store.rows import fetch
from store.tables import verdicts


def already_judged(connection: Connection, tenant: str, model: str, post_ids: Iterable[str]) -> set[str]:
    """Which of the posts this model has judged before."""
    wanted = select(verdicts.c.post_id).where(
        verdicts.c.tenant == tenant, verdicts.c.model == model, verdicts.c.post_id.in_(list(post_ids))
    )
    return set(connection.execute(wanted).scalars())


class Sort(NamedTuple):
    """What events are told apart by: the own places a post names, its category, department, and whether it is sure;
    `reasons` hold the accused unit of a post that accuses.
    """

    places: list[str]
    category: str
    department: str
    triage: bool
    accuses_own_people: bool
    locality: str
    reasons: list[Json]


def sorts_of(connection: Connection, tenant: str, post_ids: Iterable[str]) -> dict[str, Sort]:
    """How each post was sorted, by its newest verdict."""
    names = ("places", "category", "department", "triage", "accuses_own_people", "locality", "reasons")
    rows = select(verdicts.c.post_id, *(verdicts.c[name] for name in names)).where(
        verdicts.c.tenant == tenant, verdicts.c.post_id.in_(list(post_ids))
    )
    return {row[0]: Sort(*row[1:]) for row in connection.execute(rows.order_by(verdicts.c.decided_at))}


def of_post(connection: Connection, tenant: str, post_id: str) -> list[Verdict]:
    """All verdicts on one post, newest first."""
    mine = (verdicts.c.tenant == tenant, verdicts.c.post_id == post_id)
    return fetch(connection, Verdict, *mine, order_by=[verdicts.c.decided_at.desc()])
