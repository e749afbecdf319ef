"""Deterministic ids: the same facts give the same id, so a step run twice changes nothing."""

import hashlib


def digest(*parts: str | int) -> str:
    """32 hex digits of sha256 over the parts, each length-prefixed so that no two lists of parts collide."""
    hashed = hashlib.sha256()
    for part in parts:
        data = str(part).encode()
        hashed.update(len(data).to_bytes(4, "big") + data)
    return hashed.hexdigest()[:32]


def post_id(source: str, key: str, revision: int) -> str:
    """A post: its source, canonical url or platform id, and edit revision."""
    return digest("post", source, key, revision)


def event_id(seed_post_id: str) -> str:
    """An event: from its seed post."""
    return digest("event", seed_post_id)


def case_id(event: str, epoch: int) -> str:
    """A case: from its event and how often that was reopened."""
    return digest("case", event, epoch)


def duty_id(case: str, rule: str, round_: int) -> str:
    """A duty: from its case, rule and repetition."""
    return digest("duty", case, rule, round_)


def notice_id(case: str, rule: str, step: str, recipient: str, channel: str, round_: int) -> str:
    """A notice: one recipient, one channel, one step of one rule."""
    return digest("notice", case, rule, step, recipient, channel, round_)
