"""`regulation`: a regulation read on its own — what is due when, a table to hold against the paper, a schema for editors."""

import json as json_text
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from alerts.duties import PlannedDuty
from alerts.timetable import Cell, cells, everything, recipients
from alerts.working_time import WorkingTime
from config.calendar import OfficeCalendar
from config.clock import CHINA, SystemClock, in_china
from config.reading import read_regulation
from config.regulation import Regulation
from config.selectors import Facts
from config.units import UnitTree
from config.vocabulary import Category, Handling, Tier
from service.commands.output import console, fail, print_json, print_table

WIDE = 200
commands = typer.Typer(add_completion=False)
Folder = Annotated[Path, typer.Argument(help="办公室文件夹")]
Json = Annotated[bool, typer.Option("--json", help="逐行输出 JSON")]


@commands.callback()
def about() -> None:
    """制度：时限计算、对照表、编辑器用的结构说明。"""


@commands.command()
def due(
    folder: Folder,
    priority: Annotated[str, typer.Option(help="重点：名称或代码")],
    discovered: Annotated[str, typer.Option(help="发现时间，如 2026-11-20T09:00+08:00；不写时区按北京时间")],
    tier: Annotated[str, typer.Option(help="舆情等级：名称或代码")] = "ordinary",
    incident_grade: Annotated[str, typer.Option(help="突发事件等级")] = "",
    handling: Annotated[str, typer.Option(help="处置类型；恶意炒作、捏造歪曲须由人认定")] = "none",
    source_kind: Annotated[list[str] | None, typer.Option(help="信源类型，可写多次")] = None,
    directive_due: Annotated[str, typer.Option(help="交办件时限")] = "",
    directive_from: Annotated[str, typer.Option(help="交办单位")] = "",
    unit: Annotated[str, typer.Option(help="承办单位")] = "",
    finder: Annotated[str, typer.Option(help="发现单位")] = "",
    json: Json = False,
) -> None:
    """算出一件舆情的全部时限：何时到期、通知谁、依据哪一条。只读文件，不发送。"""
    regulation, tree, working = _read(folder)
    start, directive = _moment(discovered), _moment(directive_due) if directive_due else None
    given: dict[str, Any] = {
        "category": _word(regulation.words.knows_priority(priority), "重点", priority, regulation.words.priority_names())
        and regulation.words.priority(priority),
        "tier": _word(regulation.words.knows_tier(tier), "等级", tier, regulation.tier_names) and regulation.words.tier(tier),
        "incident_grade": incident_grade,
        "handling": handling,
        "source_kinds": tuple(source_kind or ()),
        "directive": directive is not None or bool(directive_from),
        "directive_from": directive_from,
        "units": _names(unit, tree),
        "found_by": _names(finder, tree),
    }
    try:
        facts = Facts.model_validate(given)
    except ValueError as error:
        fail(f"参数无法识别：{error}")
    planned = everything(regulation, facts, start, working, directive)
    described = [_described(duty, regulation, facts, tree) for duty in planned]
    if json:
        print_json(described)
    else:
        heads = ["事项", "到期", "起算", "通知", "依据"]
        print_table(f"{regulation.title}：{len(described)} 项", heads, (_due_row(entry) for entry in described))


@commands.command()
def timetable(folder: Folder, json: Json = False) -> None:
    """每个重点 × 每个等级，何时该做什么：一张表，与原文对照。"""
    regulation, tree, working = _read(folder)
    rows = list(cells(regulation, SystemClock().now(), working))
    if json:
        print_json(_cell_json(cell, regulation, tree) for cell in rows)
        return
    if not console.is_terminal:
        # Written to a file, the table is read beside the paper: its lines must not be cut at eighty columns.
        console.width = WIDE
    heads = ["重点", "等级", "突发事件等级", "另需", "事项", "期限", "起算", "通知", "依据"]
    print_table(regulation.title, heads, _table(rows, regulation, tree))


@commands.command()
def schema() -> None:
    """输出制度文件的 JSON Schema，供编辑器提示与校验。"""
    console.print_json(json_text.dumps(Regulation.model_json_schema(by_alias=True), ensure_ascii=False))


def _read(folder: Path) -> tuple[Regulation, UnitTree | None, WorkingTime]:
    reading = read_regulation(folder)
    regulation: Regulation | None = reading.parts.get("regulation")
    if regulation is None:
        fail("\n".join(map(str, reading.findings)))
    calendar: OfficeCalendar = reading.parts.get("calendar") or OfficeCalendar.model_validate({})
    return regulation, reading.parts.get("units"), WorkingTime.of(calendar.with_hours(regulation.office_hours))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"时间“{text}”无法识别，应写成如 2026-11-20T09:00:00+08:00")
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)


def _word(known: bool, name: str, word: str, names: list[str]) -> bool:
    if not known:
        fail(f"{name}“{word}”无法识别，可写：{'、'.join(names)}，或其代码")
    return True


def _names(word: str, tree: UnitTree | None) -> tuple[str, ...]:
    units = tree.units if tree else []
    found = next((unit for unit in units if word in (unit.code, unit.name, *unit.aliases)), None)
    if found is not None:
        return (found.code, found.name, *found.aliases)
    return (word,) if word else ()


def _described(duty: PlannedDuty, regulation: Regulation, facts: Facts, tree: UnitTree | None) -> dict[str, Any]:
    return {
        "duty": duty.kind.value,
        "name": duty.name,
        "code": duty.rule,
        "due_at": _local(duty.due_at),
        "starts": duty.starts,
        "immediate": duty.immediate,
        "in_principle": duty.in_principle,
        "optional": duty.optional,
        "repeats_every": duty.repeats.iso if duty.repeats else None,
        "repeats": duty.repeats.text if duty.repeats else None,
        "recipients": [item.as_json() for item in recipients(regulation, facts, duty, tree)],
        "articles": list(duty.articles),
        "by": list(duty.by),
        "extended_until": _local(duty.extended_until),
        "extension_approver": duty.extension_by or None,
        "blocks": list(duty.blocks),
        "remark": duty.remark,
        "parts": [{"article": part.article, "limit": part.limit, "due_at": _local(part.due_at)} for part in duty.parts],
    }


def _local(moment: datetime | None) -> str | None:
    return in_china(moment).isoformat() if moment else None


def _due_row(entry: dict[str, Any]) -> list[str]:
    marks = [word for word, held in (("原则上", entry["in_principle"]), ("研判决定", entry["optional"])) if held]
    name = entry["name"] + (f"（{'、'.join(marks)}）" if marks else "")
    due_at = "立即" if entry["immediate"] and entry["due_at"] else (entry["due_at"] or "待起算")
    told = "、".join(item["name"] for item in entry["recipients"])
    return [name, due_at, entry["starts"], told, "；".join(entry["articles"])]


def _cell_json(cell: Cell, regulation: Regulation, tree: UnitTree | None) -> dict[str, Any]:
    return {
        "priority": cell.priority,
        "tier": cell.tier,
        "incident_grade": cell.incident_grade or None,
        "when": cell.when or None,
        "duties": [
            {
                "duty": duty.kind.value,
                "name": duty.name,
                "code": duty.rule,
                "limit": _limit(duty),
                "starts": duty.starts,
                "in_principle": duty.in_principle,
                "optional": duty.optional,
                "repeats": duty.repeats.text if duty.repeats else None,
                "recipients": [item.as_json() for item in recipients(regulation, _facts(cell, regulation), duty, tree)],
                "articles": list(duty.articles),
            }
            for duty in cell.duties
        ],
    }


def _facts(cell: Cell, regulation: Regulation) -> Facts:
    words = regulation.words
    return Facts.model_validate(
        {
            "category": words.priority(cell.priority),
            "tier": words.tier(cell.tier),
            "incident_grade": next((tier for tier in Tier if tier.label == cell.incident_grade), None),
            "handling": Handling.NONE,
        }
    )


def _limit(duty: PlannedDuty) -> str:
    words = [part.limit for part in duty.parts if part.limit]
    return "，".join(dict.fromkeys(words)) + ("（取先到）" if len(set(words)) > 1 else "")


def _table(rows: list[Cell], regulation: Regulation, tree: UnitTree | None) -> Iterator[list[str]]:
    """Tiers and grades that ask the same stand in one line, so that the table is as short as the paper."""
    lines: list[tuple[tuple[str, ...], Cell]] = []
    for cell in rows:
        for duty in cell.duties:
            told = "、".join(item.words for item in recipients(regulation, _facts(cell, regulation), duty, tree))
            marks = ("原则上" if duty.in_principle else "", "研判决定" if duty.optional else "")
            name = duty.name + "".join(f"（{mark}）" for mark in marks if mark)
            key = (cell.priority, cell.when, name, _limit(duty), duty.starts, told, "；".join(duty.articles))
            lines.append((key, cell))
    order = {key: index for index, (key, _) in reversed(list(enumerate(lines)))}
    lines.sort(key=lambda line: order[line[0]])
    for key, same in groupby(lines, key=lambda line: line[0]):
        cells_alike = [cell for _, cell in same]
        tiers = list(dict.fromkeys(cell.tier for cell in cells_alike))
        grades = list(dict.fromkeys(cell.incident_grade for cell in cells_alike if cell.incident_grade))
        priority = key[0] if key[0] != Category.NONE.label else "不属重点"
        yield [priority, _all(tiers, regulation.tier_names), _all(grades, [tier.label for tier in Tier]), *key[1:]]


def _all(found: list[str], every: list[str]) -> str:
    return "各级" if len(found) == len(every) > 1 else "、".join(found)
