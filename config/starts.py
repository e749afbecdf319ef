"""起算: what a limit counts from — a step of the case, or an earlier duty met or timed out."""

import re
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Event(StrEnum):
    """A step of a case from which limits count."""

    DISCOVERED = "发现"
    ASSIGNED = "交办"
    SIGNED = "签收"
    TRIAGED = "研判"
    VERIFIED = "核实"
    APPROVED = "审批"
    SUBMITTED = "送审"
    PUBLISHED = "发布"
    DONE = "办结"
    CLOSED = "结案"
    RETURNED = "退回"
    DIRECTIVE = "交办件时限"


_ALIKE = {
    "发现时": Event.DISCOVERED,
    "知悉": Event.DISCOVERED,
    "事发": Event.DISCOVERED,
    "接到交办": Event.ASSIGNED,
    "受理": Event.SIGNED,
    "认领": Event.SIGNED,
    "接收": Event.SIGNED,
    "处置完毕": Event.DONE,
    "办理完毕": Event.DONE,
    "回应": Event.PUBLISHED,
    "交办时限": Event.DIRECTIVE,
}
_AFTER = re.compile(r"(.+?)\s*(完成或超时|完成|超时)(?:后|起|之日)?")


class Start:
    """A step (`event`), or an earlier duty by 编号 or 事项 (`after`) once it is `完成`, `超时` or either."""

    __slots__ = ("after", "event", "how", "text")

    def __init__(self, text: str) -> None:
        """Read it; ValueError (in Chinese) when the words mean nothing."""
        self.text = text.strip().removesuffix("之日起").removesuffix("起")
        self.after, self.how = "", ""
        self.event: Event | None = _ALIKE.get(self.text)
        if self.event is None and self.text in {event.value for event in Event}:
            self.event = Event(self.text)
        if self.event is None:
            found = _AFTER.fullmatch(self.text)
            if not found:
                known = "、".join(event.value for event in Event)
                raise ValueError(f"起算“{text}”无法识别，可写：{known}，或 编号加 完成、超时、完成或超时")
            self.after, self.how = found[1], found[2]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Start):
            return self.text == other.text
        return isinstance(other, str) and self.event is not None and self.event.value == other

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Start({self.text!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic read it from text and write it back as text."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(str(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda start: start.text),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """What an editor knows of it."""
        return {"type": "string", "examples": [event.value for event in Event]}
