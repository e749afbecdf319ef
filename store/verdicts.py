"""Verdicts: what each model version said of each post."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from store.records import Verdict
from store.rows import fetch
from store.tables import verdicts


def already_judged(connection: Connection, tenant: str, model: str, post_ids: Iterable[str]) -> set[str]:
    """Which of the posts this model has judged before."""
    wanted = select(verdicts.c.post_id).where(
        verdicts.c.tenant == tenant, verdicts.c.model == model, verdicts.c.post_id.in_(list(post_ids))
    )
    return set(connection.execute(wanted).scalars())


def places_of(connection: Connection, tenant: str, post_ids: Iterable[str]) -> dict[str, list[str]]:
    """The own places each post names, by its newest verdict."""
    rows = select(verdicts.c.post_id, verdicts.c.places).where(
        verdicts.c.tenant == tenant, verdicts.c.post_id.in_(list(post_ids))
    )
    return {row.post_id: row.places for row in connection.execute(rows.order_by(verdicts.c.decided_at))}


def of_post(connection: Connection, tenant: str, post_id: str) -> list[Verdict]:
    """All verdicts on one post, newest first."""
    mine = (verdicts.c.tenant == tenant, verdicts.c.post_id == post_id)
    return fetch(connection, Verdict, *mine, order_by=[verdicts.c.decided_at.desc()])
