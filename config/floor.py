"""继承: the national floor, a file of its own that an office's rules stand on."""

from importlib.resources import files
from typing import Any

from config.yaml_text import read_yaml

FLOOR_FILE = "national.yaml"
WHOLE = ("国家规定", "国办规定", "national")


def rules_of(names: list[str]) -> list[dict[str, Any]]:
    """The raw rules of the papers named; ValueError (in Chinese) for a paper that is not kept."""
    document = read_yaml(files("config").joinpath("floors", FLOOR_FILE).read_bytes(), FLOOR_FILE)
    rules: list[dict[str, Any]] = document.value["时限"]
    papers = sorted({str(rule["依据"]).split("（")[0] for rule in rules})
    for name in names:
        if name not in WHOLE and not any(_alike(paper, name) for paper in papers):
            raise ValueError(f"继承“{name}”不在内置规定中，可写：国家规定，或 {'、'.join(papers)}")
    return [rule for rule in rules if any(name in WHOLE or _alike(str(rule["依据"]), name) for name in names)]


def _alike(article: str, name: str) -> bool:
    plain = str.maketrans("[]【】〔〕", "〔〕〔〕〔〕")
    return name.translate(plain) in article.translate(plain)
