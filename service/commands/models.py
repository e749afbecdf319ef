"""The starter model, made with a progress bar when it is not there yet."""

from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from classifier.starter import ensure_starter, starter_folder
from service.commands.output import complaints


def starter_model(models: Path) -> Path:
    """The folder of the starter model below `models`; trains it first where there is none (about a minute)."""
    if starter_folder(models).exists():
        return ensure_starter(models)
    complaints.print("首次使用：由自带语料训练研判模型，约需一分钟")
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task("训练", total=1.0)
        return ensure_starter(models, lambda stage, done: progress.update(task, description=stage, completed=done))
