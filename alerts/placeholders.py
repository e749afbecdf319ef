"""Where a sign-for link will stand in a message, until the message leaves and a token is made; pure."""

import re
from collections.abc import Callable

from alerts.graphemes import size

_PLACE = re.compile(r"\{签收:([0-9a-zA-Z_-]{1,64})\}")
TOKEN_CHARACTERS = 22
"""128 random bits in URL-safe base 64."""


def sign_link(case_id: str) -> str:
    """The mark for the link of one case; crawled text can't contain it, its braces are made wide."""
    return f"{{签收:{case_id}}}"


def link_size(base_url: str) -> int:
    """Bytes of the link that will replace the mark."""
    return size(link_of(base_url, "x" * TOKEN_CHARACTERS))


def link_of(base_url: str, token: str) -> str:
    """The address of the sign-for page."""
    return f"{base_url.rstrip('/')}/s/{token}"


def fill(body: str, make: Callable[[str], str]) -> str:
    """The body with each mark replaced by what `make` returns for its case; asked once a case."""
    made: dict[str, str] = {}

    def replacement(found: re.Match[str]) -> str:
        case_id = found[1]
        if case_id not in made:
            made[case_id] = make(case_id)
        return made[case_id]

    return _PLACE.sub(replacement, body)


def marked_cases(body: str) -> list[str]:
    """The cases a body has marks for."""
    return list(dict.fromkeys(_PLACE.findall(body)))
