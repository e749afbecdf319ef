"""What providers and people said back, and the answers to the public."""

from sqlalchemy import Connection

from store.records import Receipt, Response
from store.rows import fetch, insert_new
from store.tables import receipts, responses


def add(connection: Connection, receipt: Receipt) -> bool:
    """Keep a receipt; False when it is there."""
    return insert_new(connection, receipt)


def of_case(connection: Connection, tenant: str, case_id: str) -> list[Receipt]:
    """The receipts of a case, earliest first."""
    mine = (receipts.c.tenant == tenant, receipts.c.case_id == case_id)
    return fetch(connection, Receipt, *mine, order_by=[receipts.c.at, receipts.c.id])


def add_response(connection: Connection, response: Response) -> bool:
    """Keep an answer; False when it is there."""
    return insert_new(connection, response)


def responses_of_case(connection: Connection, tenant: str, case_id: str) -> list[Response]:
    """The answers of a case, earliest first."""
    mine = (responses.c.tenant == tenant, responses.c.case_id == case_id)
    return fetch(connection, Response, *mine, order_by=[responses.c.at, responses.c.id])
