"""Labelled posts on disk: JSON Lines with `id`, `text` and any of the labels; the starter corpus is such files."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

LABEL_FIELDS = ("category", "tier", "handling", "department", "accusation", "label")
"""What a line may carry beside its text; `label` belongs to another label set than ours."""


class CorpusError(ValueError):
    """A label file that cannot be read; the message names file and line in Chinese."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled post; `labels` holds only the fields the line had."""

    id: str
    text: str
    source_kind: str
    labels: dict[str, str]

    def label_of(self, target: str) -> str | None:
        """The answer to one of our targets, or for a target of another label set the `label` field."""
        return self.labels.get(target if target in LABEL_FIELDS else "label")


def shipped_corpus() -> list[Path]:
    """The files of the starter corpus, in a fixed order."""
    folder = Path(str(files("classifier").joinpath("corpus")))
    return sorted(folder.glob("*.jsonl"))


def read_examples(paths: Iterable[Path]) -> list[Example]:
    """All labelled posts of the files; CorpusError when a line is not what it should be."""
    found: list[Example] = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(f"语料文件无法读取：{path}（{error}）") from error
        found += [_example(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]
    return found


def data_hash(examples: Sequence[Example]) -> str:
    """A digest of texts and labels that does not depend on their order."""
    rows = sorted(json.dumps([e.text, e.source_kind, sorted(e.labels.items())], ensure_ascii=False) for e in examples)
    return hashlib.sha256("\n".join(rows).encode("utf-8")).hexdigest()


def _example(line: str, path: Path, number: int) -> Example:
    try:
        row = json.loads(line)
        text = row["text"]
        labels = {field: row[field] for field in LABEL_FIELDS if row.get(field)}
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path.name} 第{number}行不是有效的标注记录，应含 id、text 和标注") from error
    if not isinstance(text, str) or not all(isinstance(value, str) for value in labels.values()):
        raise CorpusError(f"{path.name} 第{number}行的 text 与标注都应是文字")
    return Example(str(row.get("id", f"{path.name}:{number}")), text, str(row.get("source_kind") or ""), labels)
