"""`route test`: who would answer a text and what would be sent, without sending or storing anything."""

from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.placeholders import fill
from classifier.engine import Classifier
from classifier.model_files import ModelError
from config.clock import SystemClock, in_china
from config.findings import OfficeError
from config.load import load_office
from config.office import Office
from config.vocabulary import Category, Handling, Relation, Tier
from service.commands.models import starter_model
from service.commands.output import console, fail, print_json, print_table
from service.rehearsal import Rehearsal, rehearse
from service.settings import Settings, own_cache
from store.records import Case

commands = typer.Typer(add_completion=False)


@commands.callback()
def about() -> None:
    """派单试算。"""


@commands.command("test")
def try_out(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    text: Annotated[str, typer.Option("--text", help="帖文原文")],
    place: Annotated[str, typer.Option(help="事发地点")] = "",
    priority: Annotated[str, typer.Option(help="重点：已知时填写，代替机器研判")] = "",
    tier: Annotated[str, typer.Option(help="舆情等级：已知时填写")] = "",
    incident_grade: Annotated[str, typer.Option(help="突发事件等级：已知时填写")] = "",
    handling: Annotated[str, typer.Option(help="处置类型：已知时填写")] = "",
    model: Annotated[Path | None, typer.Option("--model", help="模型文件夹，默认用办公室的或初始模型")] = None,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """给一段文字，看会派给谁、有哪些时限、会发出哪些通知；不发送，不入库。"""
    try:
        office = load_office(folder)
        classifier = Classifier.load(model or _model_of(folder))
    except (OfficeError, ModelError) as error:
        fail(str(error))
    given = _given(office, priority, tier, incident_grade, handling)
    outcome = rehearse(office, classifier, text, place, SystemClock().now(), given)
    described = _described(office, outcome)
    if json:
        print_json([described])
    else:
        _show(described)


def _model_of(folder: Path) -> Path:
    own = Settings(folder.resolve()).models_folder
    return starter_model(own if own.is_dir() else own_cache() / "models")


def _given(office: Office, priority: str, tier: str, incident_grade: str, handling: str) -> dict[str, str]:
    words = office.regulation.words
    try:
        read = {
            "category": Category(words.priority(priority)).value if priority else "",
            "tier": Tier(words.tier(tier)).value if tier else "",
            "incident_grade": Tier(incident_grade).value if incident_grade else "",
            "handling": Handling(handling).value if handling else "",
        }
    except ValueError as error:
        fail(f"参数无法识别：{error}")
    return {key: value for key, value in read.items() if value}


def _described(office: Office, outcome: Rehearsal) -> dict[str, Any]:
    event, case = outcome.event, outcome.case
    return {
        "place": {
            "locality": event.locality if event else outcome.where.locality.value,
            "reason": outcome.where.reason,
            "places": outcome.where.places,
        },
        "decision": outcome.decision,
        "priority": event.category if event else Category.NONE.value,
        "tier": event.tier if event else None,
        "incident_grade": (event.incident_grade or None) if event else None,
        "handling": event.handling if event else None,
        "department": event.department if event else None,
        "triage": case is not None and case.state == "triage",
        "restricted": case is not None and case.restricted,
        "lead": next(iter(_shares(case, Relation.LEAD.value)), None),
        "supporting": _shares(case, Relation.SUPPORTING.value),
        "coordinating": _shares(case, Relation.COORDINATING.value),
        "suggested": _shares(case, "suggested"),
        "duties": [
            {
                "duty": duty.kind,
                "name": duty.name,
                "due_at": in_china(duty.due_at).isoformat() if duty.due_at else None,
                "articles": duty.article.split("；"),
            }
            for duty in outcome.duties
        ],
        "notices": [
            {
                "kind": notice.kind,
                "unit": notice.unit,
                "recipient": notice.recipient,
                "name": notice.recipient_name,
                "channel": notice.channel,
                "subject": notice.subject,
                "text": fill(notice.body, lambda case: "（签收链接）"),
            }
            for notice in outcome.notices
        ],
        "office": office.tenant,
    }


def _shares(case: Case | None, relation: str) -> list[dict[str, str]]:
    if case is None:
        return []
    return [
        {"unit": share["unit"], "name": share["name"], "reason": share["reason"], "detail": share.get("detail", "")}
        for share in case.routing
        if share.get("relation") == relation
    ]


def _show(described: dict[str, Any]) -> None:
    place = described["place"]
    lead = described["lead"]
    rows = [
        ("结论", described["decision"]),
        ("事发地", f"{place['locality']}：{place['reason']}（{'、'.join(place['places']) or '未见地名'}）"),
        ("重点", f"{described['priority']}，等级 {described['tier']}，处置类型 {described['handling']}"),
        ("牵头", f"{lead['name']}（{lead['reason']}，{lead['detail']}）" if lead else "无"),
    ]
    for key, name in (("supporting", "配合"), ("coordinating", "协调"), ("suggested", "建议")):
        rows.append((name, "\n".join(f"{share['name']}（{share['reason']}）" for share in described[key]) or "无"))
    print_table("派单试算（未发送）", ["项目", "内容"], rows)
    heads = ["事项", "到期", "依据"]
    print_table("时限", heads, ((d["name"], d["due_at"] or "待起算", "；".join(d["articles"])) for d in described["duties"]))
    print_table(
        "通知",
        ["收件人", "渠道", "内容"],
        ((f"{n['unit']} {n['name']}", n["channel"], n["text"]) for n in described["notices"]),
    )
    console.print("以上均未发送。")
