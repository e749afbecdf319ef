"""A counter where things are handed in."""

from datetime import UTC, datetime

import pytest

from config.handin import BY_HAND
from config.sources import Source
from crawler.handin.storing import Counter
from store.vault import Vault

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
VAULT = Vault(b"k" * 32)


def source(code: str = "hotline", kind: str = "hotline", address: str = BY_HAND) -> Source:
    return Source.model_validate({"code": code, "name": "12345热线", "kind": kind, "address": address})


@pytest.fixture
def counter() -> Counter:
    return Counter("county", source(), VAULT)
