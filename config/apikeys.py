"""apikeys.yaml: which program may hand in posts for which source. The keys themselves are kept nowhere, only their hashes."""

import hashlib
import hmac
import secrets

from pydantic import Field

from config.paper import Paper

FILE = "apikeys.yaml"
MARK = "hy_"
"""What every key begins with, so that one that leaks into a file is recognised."""
_BYTES = 32


class ApiKey(Paper):
    """One program's key; `digest` is the sha256 of the key, which is 256 random bits and can't be guessed from it."""

    source: str = Field(alias="信源")
    digest: str = Field(alias="摘要", pattern=r"^[0-9a-f]{64}$")
    note: str = Field("", alias="备注")
    made: str = Field("", alias="建立")

    @property
    def name(self) -> str:
        """How the audit names the program that used the key."""
        return f"api:{self.digest[:8]}"


class ApiKeyList(Paper):
    """All keys; deleting one's lines ends its use."""

    keys: list[ApiKey] = Field(default_factory=list, alias="密钥")

    def holder(self, key: str) -> ApiKey | None:
        """The entry of a key; None when it is none of ours."""
        if not key.startswith(MARK) or len(key) > 200:
            return None
        digest = digest_of(key)
        return next((known for known in self.keys if hmac.compare_digest(known.digest, digest)), None)


def new_key() -> str:
    """A key nobody had before."""
    return MARK + secrets.token_urlsafe(_BYTES)


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()
