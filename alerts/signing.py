"""签收、退回、回应 and logged telephone calls: what people say back.

Every change is a conditional update, so two people at once sign once, and no step of 逐级催办 begins after a signature.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from alerts import obligations, telling
from alerts.case_view import barred_units
from alerts.duties import Start
from alerts.messages import Kind
from alerts.people import find_person
from alerts.recipients import units_meant
from alerts.responsibility import ancestors
from alerts.snapshot import rules_of
from config.office import Office
from config.vocabulary import CaseState, DutyKind
from store import audit, cases, duties, escalations, ids, links, outbox, receipts
from store.records import Case, Duty, Receipt, Response, SignLink

LINK_LIFETIME = timedelta(days=7)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12
"""Short enough to type from paper; 12 of 30 letters are 58 bits, and a token lives for a week."""
OPEN_STATES = (CaseState.TRIAGE, CaseState.ASSIGNED, CaseState.SIGNED, CaseState.RETURNED, CaseState.RESPONDED)

_MEETS = {
    "新闻发布会": (DutyKind.PRESS_CONFERENCE,),
    "首次信息发布": (DutyKind.FIRST_INFORMATION,),
    "持续发布": (DutyKind.ROLLING_RELEASE,),
    "办理意见": (DutyKind.HANDLING_OPINION,),
    "结果答复": (DutyKind.RESULT_REPLY,),
    "督办反馈": (DutyKind.DIRECTIVE_REPLY,),
}
_ANSWERS = (DutyKind.RESPONSE, DutyKind.FIRST_INFORMATION, DutyKind.RESULT_REPLY)


class Said(StrEnum):
    """How an attempt to sign, return or answer ended, in the words the page shows."""

    DONE = "已登记"
    RECEIVED = "已登记收悉，由牵头单位签收办理"
    ALREADY = "该件已签收"
    NOT_THEIRS = "该件未派送给您所在单位"
    UNKNOWN_PERSON = "姓名与代码不符"
    NO_LINK = "链接无效或已过期"
    OVER = "该件已办结"
    NO_REASON = "请填写退回理由"
    NO_TEXT = "请填写回应内容"


@dataclass(frozen=True, slots=True)
class Signer:
    """A person of the roster who acts, and how: `link`, `phone`, `console`."""

    code: str
    name: str
    unit: str
    way: str


def make_link(connection: Connection, tenant: str, case_id: str, person: str, unit: str, now: datetime) -> str:
    """A new token for one case, personal when `person` is given; only its hash is kept."""
    token = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    links.add(connection, SignLink(tenant, links.hash_of(token), case_id, person, unit, now, now + LINK_LIFETIME, None))
    return token


def find_link(connection: Connection, tenant: str, token: str, now: datetime) -> SignLink | None:
    """The link of a token that is still valid; reading it changes nothing."""
    link = links.find(connection, tenant, token)
    return link if link is not None and now < link.expires_at else None


def person_of_link(office: Office, link: SignLink, name: str = "", code: str = "") -> Signer | None:
    """Who acts through a link: its own person, or for a group's link the one whose name and code fit."""
    found = find_person(office, link.person or code.strip())
    if found is None or (not link.person and found[1].name != "".join(name.split())):
        return None
    unit, person = found
    return Signer(person.code, person.name, unit.code, "link")


def sign_by_link(connection: Connection, office: Office, token: str, now: datetime, name: str = "", code: str = "") -> Said:
    """Sign through a link."""
    link = find_link(connection, office.tenant, token, now)
    if link is None:
        return Said.NO_LINK
    signer = person_of_link(office, link, name, code)
    if signer is None:
        return Said.UNKNOWN_PERSON
    said = sign(connection, office, link.case_id, signer, now)
    if said in (Said.DONE, Said.RECEIVED, Said.ALREADY):
        links.mark_used(connection, link, now)
    return said


def sign(connection: Connection, office: Office, case_id: str, signer: Signer, now: datetime, note: str = "") -> Said:
    """Sign for a case; from a unit that only supports it this is a receipt and does not end 逐级催办."""
    case = cases.by_id(connection, office.tenant, case_id)
    if case is None or not may_act(office, case, signer.unit):
        return Said.NOT_THEIRS
    if case.state not in OPEN_STATES:
        return Said.OVER
    if not may_sign(office, case, signer.unit):
        _receipt(connection, case, "received", signer, now, note)
        _let_chain_go(connection, office, case, signer, now)
        return Said.RECEIVED
    state = CaseState.SIGNED.value if case.state == CaseState.ASSIGNED else case.state
    if not cases.claim_signature(connection, case, state, signer.code, now):
        _let_chain_go(connection, office, case, signer, now)
        return Said.ALREADY
    signed = replace(case, state=state, signed_at=now, signed_by=signer.code)
    escalations.close(connection, case.tenant, case.id, now)
    outbox.withdraw(connection, case.tenant, case.id, [Kind.ESCALATION], "已签收")
    _receipt(connection, signed, "signed", signer, now, note)
    audit.record(connection, case.tenant, now, signer.code, "签收", case.id, note, {"way": signer.way, "unit": signer.unit})
    _meet_kinds(connection, signed, (DutyKind.SIGN_FOR,), signer.code, now)
    obligations.begin(connection, signed, Start.SIGNED, now)
    _let_chain_go(connection, office, signed, signer, now)
    return Said.DONE


def return_case(
    connection: Connection, office: Office, case_id: str, signer: Signer, reason: str, now: datetime, belongs_to: str = ""
) -> Said:
    """退回 with its reason, and to whom it belongs: back to the duty office, while every clock runs on."""
    case = cases.by_id(connection, office.tenant, case_id)
    if case is None or not may_sign(office, case, signer.unit) or case.lead_unit == office.units.duty_office:
        return Said.NOT_THEIRS
    if not reason.strip():
        return Said.NO_REASON
    unit = case.lead_unit
    routing = [*case.routing, {"unit": unit, "relation": "returned", "reason": reason.strip(), "detail": belongs_to}]
    back = replace(
        case, state=CaseState.RETURNED.value, lead_unit=office.units.duty_office, signed_at=None, signed_by="", routing=routing
    )
    changed = {name: getattr(back, name) for name in ("state", "lead_unit", "signed_at", "signed_by", "routing")}
    if not cases.change(connection, case, [CaseState.ASSIGNED, CaseState.SIGNED], changed):
        return Said.OVER
    detail = {"unit": unit, "way": signer.way, "belongs_to": belongs_to}
    audit.record(connection, case.tenant, now, signer.code, "退回", case.id, reason.strip(), detail)
    _receipt(connection, case, "returned", signer, now, reason.strip())
    outbox.withdraw(connection, case.tenant, case.id, [Kind.ESCALATION], "已退回")
    escalations.close(connection, case.tenant, case.id, now)
    duties.hand_to(connection, case.tenant, case.id, back.lead_unit)
    obligations.lay_ladder(connection, back, now)
    telling.tell_return(connection, office, back, unit, reason, now, f"returned:{round(now.timestamp() * 1000)}")
    return Said.DONE


def respond(
    connection: Connection,
    office: Office,
    case_id: str,
    signer: Signer,
    now: datetime,
    *,
    text: str,
    url: str = "",
    form: str = "回应",
    speaker: str = "",
    meets: Collection[str] = (),
) -> Said:
    """An answer to the public; it meets the duties named by id, or those its form answers. Answering also signs."""
    case = cases.by_id(connection, office.tenant, case_id)
    if case is None or not may_sign(office, case, signer.unit):
        return Said.NOT_THEIRS
    if case.state not in OPEN_STATES:
        return Said.OVER
    if not text.strip():
        return Said.NO_TEXT
    sign(connection, office, case_id, signer, now, note="随回应签收")
    response_id = ids.digest("response", case.id, form, text, url, speaker)
    response = Response(case.tenant, response_id, case.id, form, text.strip(), url.strip(), speaker.strip(), signer.code, now)
    if not receipts.add_response(connection, response):
        return Said.DONE
    done = _meet(connection, case, form, meets, signer.code, now)
    names = [duty.name for duty in done]
    audit.record(connection, case.tenant, now, signer.code, "回应", case.id, form, {"url": url, "meets": names})
    if any(duty.kind in _ANSWERS for duty in done):
        cases.change(connection, case, [CaseState.ASSIGNED, CaseState.SIGNED], {"state": CaseState.RESPONDED.value})
    return Said.DONE


def log_phone_call(
    connection: Connection,
    office: Office,
    case_id: str,
    caller: str,
    person: str,
    at: datetime,
    said: str,
    now: datetime,
    *,
    signs: bool,
) -> Said:
    """A telephone call as a receipt: who called, whom, when, what was said; it signs when the person took the case on."""
    case = cases.by_id(connection, office.tenant, case_id)
    found = find_person(office, person)
    if case is None or found is None:
        return Said.UNKNOWN_PERSON
    unit, called = found
    if unit.code in barred_units(case):
        return Said.NOT_THEIRS
    signer = Signer(called.code, called.name, unit.code, "phone")
    note = f"{caller} 致电 {called.name}：{said.strip()}"
    _receipt(connection, case, "phoned", signer, at, note)
    detail = {"called": called.code, "at": round(at.timestamp() * 1000), "signs": signs}
    audit.record(connection, case.tenant, now, caller, "电话通知", case.id, said.strip(), detail)
    return sign(connection, office, case_id, signer, now, note) if signs else Said.DONE


def may_act(office: Office, case: Case, unit: str) -> bool:
    """Whether a unit's people have anything to do with a case at all."""
    if unit in barred_units(case):
        return False
    involved = [case.lead_unit, *case.supporting_units, *case.coordinating_units, office.units.duty_office]
    if case.restricted:
        return unit in involved
    return unit in involved or unit in ancestors(office.units, case.lead_unit) or _is_reported_to(office, case, unit)


def may_sign(office: Office, case: Case, unit: str) -> bool:
    """Whether a signature of this unit ends the search: the lead, a unit above it, or the duty office."""
    able = (case.lead_unit, office.units.duty_office, *ancestors(office.units, case.lead_unit))
    return may_act(office, case, unit) and unit in able


def _is_reported_to(office: Office, case: Case, unit: str) -> bool:
    rules = rules_of(case.plan).reports
    at_once = [word for rule in rules for word in (*rule.at_once, *rule.talk_at_once)]
    later = [word for rule in rules for link in rule.links for word in (*link.report_to, *link.talk_to)]
    words = [*at_once, *later]
    return any(unit in units_meant(office, case, word) for word in words)


def _let_chain_go(connection: Connection, office: Office, case: Case, signer: Signer, now: datetime) -> None:
    """The second link of a report chain starts when the first is signed for."""
    for duty in duties.open_of_case(connection, case.tenant, case.id):
        if obligations.is_chain(duty) and duty.next_reminder_at is not None:
            word = obligations.chain_waits_for(case, duty)
            if signer.unit in units_meant(office, case, word) and duties.claim_reminder(connection, duty, ["chain"], None):
                obligations.follow_chain(connection, office, case, duty, now)


def _meet(connection: Connection, case: Case, form: str, meets: Collection[str], by: str, now: datetime) -> list[Duty]:
    if not meets:
        return _meet_kinds(connection, case, _MEETS.get(form, _ANSWERS), by, now)
    named = [duty for duty in duties.open_of_case(connection, case.tenant, case.id) if duty.id in meets]
    return obligations.meet(connection, case, named, by, now)


def _meet_kinds(connection: Connection, case: Case, kinds: Collection[str], by: str, now: datetime) -> list[Duty]:
    answered = [duty for duty in duties.open_of_case(connection, case.tenant, case.id) if duty.kind in kinds]
    return obligations.meet(connection, case, answered, by, now)


def _receipt(connection: Connection, case: Case, kind: str, signer: Signer, at: datetime, note: str) -> None:
    moment = round(at.timestamp() * 1000)
    receipt_id = ids.digest("receipt", case.id, kind, signer.code, moment)
    receipts.add(connection, Receipt(case.tenant, receipt_id, case.id, kind, signer.code, signer.unit, signer.way, note, at))
