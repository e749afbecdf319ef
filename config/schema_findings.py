"""Pydantic's errors, told in Chinese with file, line and remedy."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from config import vocabulary
from config.findings import ERROR, Finding
from config.vocabulary import Word
from config.yaml_text import Document

_PLAIN = {
    "string_type": ("应写成文字", "请加引号或改写为文字"),
    "int_type": ("应写成整数", "请改写为整数，例如 5"),
    "int_parsing": ("应写成整数", "请改写为整数，例如 5"),
    "int_from_float": ("应写成整数", "请去掉小数"),
    "float_type": ("应写成数字", "请改写为数字，例如 2.5"),
    "bool_type": ("应写 是 或 否", "请改写为 是 或 否"),
    "bool_parsing": ("应写 是 或 否", "请改写为 是 或 否"),
    "list_type": ("应写成列表", "请写成 [甲, 乙]，或每行以 - 开头"),
    "dict_type": ("应写成若干“名称: 内容”", "请参照示例文件填写"),
    "model_type": ("应写成若干“名称: 内容”", "请参照示例文件填写"),
    "model_attributes_type": ("应写成若干“名称: 内容”", "请参照示例文件填写"),
}


def findings_of(error: ValidationError, document: Document, file: str, model: type[BaseModel]) -> list[Finding]:
    """One finding per mistake, at the line where it stands."""
    return [_finding(detail, document, file, model) for detail in error.errors()]


def _finding(detail: Any, document: Document, file: str, model: type[BaseModel]) -> Finding:
    path = tuple(detail["loc"])
    message, remedy, number = _words(detail, path, model)
    return Finding(number, ERROR, file, document.line_of(path), message, remedy)


def _words(detail: Any, path: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str, str, str]:
    kind, name = detail["type"], _name(path)
    if kind == "missing":
        return f"缺少“{name}”", f"请补上“{name}: …”", "S001"
    if kind == "extra_forbidden":
        close = get_close_matches(name, sorted(_known_keys(model)), n=1, cutoff=0.5)
        return f"不认识的项“{name}”", f"是否应为“{close[0]}”？" if close else "请删去，或对照示例文件改正", "S002"
    if kind == "enum":
        return f"“{name}”的内容“{detail['input']}”无法识别", f"可写：{_labels(detail)}", "S003"
    if kind == "literal_error":
        return f"“{name}”的内容“{detail['input']}”无法识别", f"可写：{detail['ctx']['expected']}", "S003"
    if kind == "value_error":
        return str(detail["ctx"]["error"]), "请按提示改正", "S004"
    if kind in _PLAIN:
        message, remedy = _PLAIN[kind]
        return f"“{name}”{message}，这里是“{detail['input']}”", remedy, "S005"
    limits = detail.get("ctx", {})
    bounds = "、".join(str(value) for value in limits.values())
    return f"“{name}”的内容“{detail['input']}”不合要求", f"允许的界限：{bounds}" if bounds else "请对照示例文件改正", "S006"


def _name(path: tuple[str | int, ...]) -> str:
    return str(next((part for part in reversed(path) if isinstance(part, str)), "文件"))


def _labels(detail: Any) -> str:
    expected = detail["ctx"]["expected"]
    words = [word for kind in vars(vocabulary).values() if _is_words(kind) for word in kind]
    labels = {word.value: word.label for word in words}
    codes = [code.strip(" '") for code in expected.replace(" or ", ", ").split(",")]
    return "、".join(labels.get(code, code) for code in codes)


def _is_words(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Word) and kind is not Word


def _known_keys(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> set[str]:
    keys: set[str] = set()
    for name, info in model.model_fields.items():
        keys.add(info.alias or name)
        for inner in _models_in(info.annotation):
            if inner not in seen:
                keys |= _known_keys(inner, seen | {model})
    return keys


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    parts = [annotation, *getattr(annotation, "__args__", ())]
    return [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
