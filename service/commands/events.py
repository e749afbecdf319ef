"""`events`: which posts of a file speak of one matter."""

import json as json_text
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier.describe_events import describe_events
from classifier.engine import Classifier
from classifier.model_files import ModelError
from config.findings import OfficeError
from config.load import load_office
from service.commands.models import starter_model
from service.commands.output import fail, print_json, print_table
from service.settings import own_cache

events = typer.Typer(add_completion=False)


@events.command()
def group(
    file: Annotated[Path, typer.Argument(help="JSON Lines 文件（每行 id、text，可有 title、source_kind、published_at）")],
    json: Annotated[bool, typer.Option("--json", help="逐行输出 JSON")] = False,
    office_folder: Annotated[Path | None, typer.Option("--office", help="办公室文件夹，用它的地名：村属于镇")] = None,
    model_folder: Annotated[Path | None, typer.Option("--model", help="模型文件夹，默认用自带语料训练的初始模型")] = None,
) -> None:
    """归并一个文件里的帖文：转发、改写和用不同的话说的同一件事归为一组，并说明理由。"""
    rows = list(_rows(file))
    try:
        classifier = Classifier.load(model_folder or starter_model(own_cache() / "models"))
        office = load_office(office_folder) if office_folder else None
    except (ModelError, OfficeError) as error:
        fail(str(error))
    found = describe_events(classifier, rows, office)
    if json:
        print_json(found)
        return
    print_table(file.name, ["帖文", "事件", "理由"], ((row["id"], row["event"], row["reason"]) for row in found))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if not file.is_file():
        fail(f"没有文件 {file}")
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json_text.loads(line)
        except json_text.JSONDecodeError as error:
            fail(f"{file} 第 {number} 行不是有效的 JSON（{error.msg}）；每行应为一个对象，含 id 和 text")
        if not isinstance(row, dict) or "id" not in row or "text" not in row:
            fail(f"{file} 第 {number} 行缺少 id 或 text；每行应为一个对象，含 id 和 text")
        yield row
