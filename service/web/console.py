"""What every page needs, and how a page is made: templates with escaping always on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from alerts.case_view import unit_name
from config.clock import Clock, in_china
from config.office import Office
from service.web import display
from service.web.guard import keep_token, token_of
from service.web.viewer import viewer_of

if TYPE_CHECKING:
    # Handed in at the edge: the console itself never reads files or letters.
    from service.intake import Intake

NOTICE = "本系统为非涉密系统，严禁处理、存储、传输国家秘密和工作秘密"
"""Stands on every page."""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "word": display.label,
        "flag": display.flag,
        "relation": display.relation,
        "notice_kind": display.notice_kind,
        "outcome": display.outcome,
        "receipt_kind": display.receipt_kind,
        "safe_link": display.safe_link,
        "matter": display.matter,
        "tier_class": display.tier_class,
        "percent": display.percent,
        "ms": display.milliseconds,
        "map_names": lambda codes, name: "、".join(name(code) for code in codes),
    }
    return environment


@dataclass(frozen=True)
class Console:
    """The store, the office in force, the clock, the hand-in counter; `demo_inbox` is a file only the demonstration has."""

    engine: Engine
    office: Callable[[], Office]
    clock: Clock
    demo_inbox: Path | None
    health: Callable[[], list[str]]
    intake: "Intake | None" = None
    templates: Environment = field(default_factory=_environment)

    def page(self, request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """One page as the browser gets it."""
        token = token_of(request)
        text = self.templates.get_template(template).render({**self._shared(request, token), **values})
        response = HTMLResponse(text, status)
        keep_token(request, response, token)
        return response

    def _shared(self, request: Request, token: str) -> dict[str, Any]:
        office, now = self.office(), self.clock.now()
        viewer = viewer_of(request, office)
        return {
            **wording(office, now),
            "office": office,
            "now": now,
            "today": in_china(now).date(),
            "csrf": token,
            "viewer": viewer,
            "here": request.url.path,
            "has_intake": self.intake is not None,
            "has_inbox": self.demo_inbox is not None,
            "notice": NOTICE,
        }


def wording(office: Office, now: datetime) -> dict[str, Callable[..., str]]:
    """The words that depend on the moment or on the office, as templates call them."""
    channels = {channel.code: channel for channel in office.channels.channels}
    people = {person.code: person.name for unit in office.units.units for person in unit.people} | {"system": "系统"}
    return {
        "moment": lambda at: display.moment(at, now),
        "left": lambda at: display.left(at, now),
        "ago": lambda at: display.ago(at, now),
        "urgency": lambda at: display.urgency(at, now),
        "unit_name": lambda code: unit_name(office, code),
        "person_name": lambda code: people.get(code, str(code)),
        "channel_name": lambda code: channels[code].name if code in channels else code,
        "channel_kind": lambda code: channels[code].kind if code in channels else "",
    }
