"""The starter model, made with a progress bar when it is not there yet."""

from pathlib import Path

from classifier.model_files import ModelError, read_model
from classifier.starter import ensure_starter, starter_folder
from service.commands.output import complaints


def starter_model(models: Path) -> Path:
    """The folder of the starter model below `models`; trains it first where there is no good one (about a minute)."""
    folder = starter_folder(models)
    try:
        read_model(folder)
    except ModelError as why:
        complaints.print(
            f"{why}。正在重新训练，约需一分钟" if folder.exists() else "首次使用：由自带语料训练研判模型，约需一分钟"
        )
        return _trained(models)
    return folder


def _trained(models: Path) -> Path:
    # Almost no start trains, and every start would pay for the import.
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task("训练", total=1.0)
        return ensure_starter(models, lambda stage, done: progress.update(task, description=stage, completed=done))
