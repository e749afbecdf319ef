"""`classify` and `model`: the machine's first reading of a post, and how it is trained."""

import json as json_text
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier.describe import describe_for_reading, describe_post
from classifier.engine import Classifier
from classifier.evaluation import evaluate as evaluate_model
from classifier.examples import read_examples
from classifier.model_files import ModelError
from classifier.targets import OUR_TARGETS
from service.commands.models import starter_model
from service.commands.output import console, fail, print_json, print_table
from service.settings import own_cache

classify = typer.Typer(add_completion=False)
model = typer.Typer(add_completion=False)


@classify.command()
def read(
    text: Annotated[str, typer.Argument(help="一段文字，或 JSON Lines 文件（每行 id、text，可有 title、source_kind）")],
    json: Annotated[bool, typer.Option("--json", help="逐行输出 JSON")] = False,
    model_folder: Annotated[Path | None, typer.Option("--model", help="模型文件夹，默认用自带语料训练的初始模型")] = None,
) -> None:
    """研判一段文字或一个文件：重点、等级、处置类型、主管，以及依据。"""
    try:
        classifier = Classifier.load(model_folder or starter_model(own_cache() / "models"))
    except ModelError as error:
        fail(str(error))
    rows = _rows(text)
    if json:
        print_json(describe_post(classifier, row) for row in rows)
        return
    for row in rows:
        described = describe_for_reading(classifier, row)
        shown = ((key, "\n".join(value) if isinstance(value, list) else value) for key, value in described.items())
        print_table(str(row["text"])[:60], ["项目", "结论"], shown)


@model.callback()
def about() -> None:
    """研判模型。"""


@model.command()
def train(
    out: Annotated[Path, typer.Option("--out", help="模型写到哪个文件夹")],
    corpus: Annotated[list[Path], typer.Option("--corpus", help="语料文件（JSON Lines），可写多次")],
    target: Annotated[str, typer.Option("--target", help="另一套标注的名称：每行的 label 字段是它的类别")] = "",
) -> None:
    """用语料训练一个模型。"""
    # Reading posts never needs the training library, which is slow to import.
    from classifier.train import own_target
    from classifier.train import train as train_model

    try:
        targets = (own_target(read_examples(corpus), target),) if target else OUR_TARGETS
        manifest = train_model(corpus, out, lambda stage, done: console.print(f"{done:4.0%} {stage}"), targets)
    except (ModelError, ValueError, OSError) as error:
        fail(str(error))
    console.print(f"已写入 {out}：{manifest.get('id', '')}")


@model.command()
def evaluate(
    model_folder: Annotated[Path, typer.Option("--model", help="模型文件夹")],
    data: Annotated[list[Path], typer.Option("--data", help="标注文件（JSON Lines），可写多次")],
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """在标注数据上检验一个模型：各目标的宏平均 F1、校准误差，各类的查准率、查全率。"""
    try:
        figures = evaluate_model(Classifier.load(model_folder), read_examples(data))
    except (ModelError, ValueError, OSError) as error:
        fail(str(error))
    if json:
        print_json([figures])
        return
    for name, scores in figures["targets"].items():
        rows = [
            (label, f"{s['precision']:.3f}", f"{s['recall']:.3f}", f"{s['f1']:.3f}", str(s["posts"]))
            for label, s in scores["classes"].items()
        ]
        print_table(
            f"{name}：宏平均 F1 {scores['macro_f1']:.3f}，校准误差 {scores['ece']:.3f}",
            ["类别", "查准率", "查全率", "F1", "条数"],
            rows,
        )


def _rows(text: str) -> Iterator[dict[str, Any]]:
    path = Path(text)
    # A long text is no file name; asking the file system about it would fail.
    if len(text) > 250 or not path.is_file():
        yield {"id": "1", "text": text}
        return
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _row(line, number, path)


def _row(line: str, number: int, path: Path) -> dict[str, Any]:
    try:
        row = json_text.loads(line)
    except json_text.JSONDecodeError as error:
        fail(f"{path} 第 {number} 行不是有效的 JSON（{error.msg}）；每行应为一个对象，含 id 和 text")
    if not isinstance(row, dict) or "text" not in row:
        fail(f"{path} 第 {number} 行缺少 text；每行应为一个对象，含 id 和 text")
    return row
