"""Putting an office folder in force: all of it, or nothing and every reason why."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from config.check import check_office
from config.findings import ERROR, Finding, OfficeError
from config.office import Office


def load_office(folder: Path) -> Office:
    """The office of a folder; OfficeError with all findings when anything in it is wrong."""
    reading = check_office(folder)
    if reading.office is None or reading.has_errors:
        raise OfficeError([finding for finding in reading.findings if finding.severity == ERROR])
    return reading.office


def shipped_offices() -> list[str]:
    """The codes of the offices that ship with the program."""
    return sorted(entry.name for entry in files("config").joinpath("offices").iterdir() if entry.is_dir())


def init_office(folder: Path, code: str) -> None:
    """Copy a shipped office out; OfficeError when it is unknown or the folder is already in use."""
    if code not in shipped_offices():
        known = "、".join(shipped_offices())
        raise OfficeError([Finding("F003", ERROR, str(folder), 1, f"没有名为“{code}”的示例", f"可选：{known}")])
    if folder.exists() and any(folder.iterdir()):
        raise OfficeError(
            [Finding("F004", ERROR, str(folder), 1, "文件夹不是空的，不予覆盖", "请换一个文件夹，或先把原有内容移走")]
        )
    with as_file(files("config").joinpath("offices") / code) as shipped:
        shutil.copytree(shipped, folder, dirs_exist_ok=True)
