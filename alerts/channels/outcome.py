"""How a sending ended, as far as the provider's answer says."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_MESSAGE = 200


class Outcome(StrEnum):
    """What the sender should do next."""

    OK = "ok"
    RETRY = "retry"
    RATE_LIMITED = "rate_limited"
    AMBIGUOUS = "ambiguous"
    REJECTED_CONTENT = "rejected_content"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome with the provider's own code and words; `wait` is its hint in seconds, or None."""

    outcome: Outcome
    code: str = ""
    message: str = ""
    wait: float | None = None

    @property
    def delivered(self) -> bool:
        """Whether the provider said in so many words that it has the message."""
        return self.outcome is Outcome.OK


def result(outcome: Outcome, code: object = "", message: object = "", wait: float | None = None) -> Result:
    """A result with the provider's words shortened to one line."""
    words = " ".join(str(message).split())
    return Result(outcome, str(code), words[:LONGEST_MESSAGE], wait)
