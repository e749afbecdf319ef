"""YAML as a clerk means it: text stays text, and whatever YAML would guess is an error with its line."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from config.findings import ERROR, Finding

MAX_BYTES = 1_000_000
Path = tuple[str | int, ...]

_TRUE_FALSE = {"true": True, "false": False, "是": True, "否": False}
_SURPRISING_WORDS = {"yes", "no", "on", "off", "y", "n", "~", "null"}
_SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?")
_WHOLE = re.compile(r"-?(0|[1-9]\d*)")
_FRACTION = re.compile(r"-?(0|[1-9]\d*)\.\d+")
_NUMBERLIKE = re.compile(r"[-+]?[\d_][\d_]*(\.\d*)?([eE][-+]?\d+)?|0[xXoObB][\da-fA-F_]+|[-+]?\.(inf|nan)", re.IGNORECASE)


@dataclass
class Document:
    """The plain value of a file, the line of each part by its path, and what was wrong."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(data: bytes, file: str) -> Document:
    """Read the bytes of one file; never raises, mistakes are in `findings`."""
    document = Document()
    text = _decode(data, file, document)
    if text is None:
        return document
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        document.findings.append(_syntax_finding(error, file))
        return document
    except yaml.YAMLError as error:
        document.findings.append(Finding("Y002", ERROR, file, 1, f"文件不是有效的 YAML：{error}", "请检查是否混入特殊字符"))
        return document
    except RecursionError:
        document.findings.append(Finding("Y002", ERROR, file, 1, "层次过深，无法读取", "请检查括号是否配对"))
        return document
    if node is None:
        document.findings.append(
            Finding("Y003", ERROR, file, 1, "文件是空的", "请参照示例文件填写，或用 huiying init 重新生成")
        )
        return document
    _Reader(document, file).read(node)
    return document


def _decode(data: bytes, file: str, document: Document) -> str | None:
    if len(data) > MAX_BYTES:
        document.findings.append(Finding("Y004", ERROR, file, 1, "文件超过 1 MB，不予读取", "请拆分文件或删去多余内容"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        remedy = "请用记事本打开，另存为时编码选 UTF-8"
        document.findings.append(Finding("Y001", ERROR, file, line, "文件编码不是 UTF-8（可能是 GBK）", remedy))
        return None


def _syntax_finding(error: yaml.MarkedYAMLError, file: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or ""
    if "'\\t'" in problem:
        return Finding("Y005", ERROR, file, line, "行首用了制表符（Tab）", "请改用空格缩进，每级两个空格")
    if "could not determine a constructor" in problem or "tag" in problem:
        return Finding("Y006", ERROR, file, line, "使用了不允许的标记（!…）", "请删去以 ! 开头的标记")
    if "alias" in problem or "anchor" in problem:
        return Finding("Y007", ERROR, file, line, "引用了不存在的锚点", "本系统不使用 & 和 *，请直接写出内容")
    return Finding("Y002", ERROR, file, line, f"格式有误（{problem}）", "请检查缩进、冒号后是否有空格、引号和括号是否成对")


class _Reader:
    """Turns YAML nodes into plain values and notes every part's line."""

    def __init__(self, document: Document, file: str) -> None:
        self._document = document
        self._file = file
        self._seen: set[int] = set()

    def read(self, root: yaml.Node) -> None:
        self._document.value = self._value(root, ())

    def _value(self, node: yaml.Node, path: Path) -> Any:
        self._document.lines[path] = node.start_mark.line + 1
        if id(node) in self._seen:
            return self._wrong("Y007", node, "使用了锚点引用（& 和 *）", "本系统不使用锚点，请直接写出内容")
        self._seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:") or ":python/" in node.tag:
            return self._wrong("Y006", node, f"使用了不允许的标记 {node.tag}", "请删去以 ! 开头的标记")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key == "<<":
                self._wrong("Y007", key_node, "使用了合并键（<<）", "请直接写出内容")
                continue
            if key in result:
                self._wrong("Y008", key_node, f"“{key}”写了两次", "请删去其中一处")
                continue
            result[key] = self._value(value_node, (*path, key))
            # The key's line reads better than the value's when a list or mapping starts below it.
            self._document.lines[(*path, key)] = key_node.start_mark.line + 1
        return result

    def _scalar(self, node: yaml.Node) -> Any:
        text = str(node.value)
        if getattr(node, "style", None) is not None:
            return text
        if text in _TRUE_FALSE:
            return _TRUE_FALSE[text]
        if text == "":
            return self._wrong("Y009", node, "冒号后面没有内容", "请填写内容，不需要的项整行删去")
        if text.lower() in _SURPRISING_WORDS:
            return self._wrong("Y010", node, f"“{text}”含义不清", f'是非请写 是 或 否；若是文字请加引号："{text}"')
        if _WHOLE.fullmatch(text):
            return int(text)
        if _FRACTION.fullmatch(text):
            return float(text)
        if _SEXAGESIMAL.fullmatch(text) or _NUMBERLIKE.fullmatch(text):
            return self._wrong("Y010", node, f"“{text}”可能被误读为数字", f'请加引号："{text}"')
        return text

    def _wrong(self, finding: str, node: yaml.Node, message: str, remedy: str) -> str:
        line = node.start_mark.line + 1
        self._document.findings.append(Finding(finding, ERROR, self._file, line, message, remedy))
        return ""
