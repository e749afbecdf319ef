"""The demonstration proves nothing if the model has read its posts before."""

import json
from pathlib import Path

import pytest

from service.demo.script import Item, story

CORPUS = Path(__file__).parents[3] / "classifier" / "corpus"
RUN = 12
NAMES = ("望川县人民政府办公室", "澜州市生态环境局望川分局", "国家税务总局望川县税务局")


def han_runs(text: str) -> set[str]:
    """Every run of so many Chinese characters, other characters left out."""
    han = "".join(char for char in text if "一" <= char <= "鿿")
    return {han[start : start + RUN] for start in range(len(han) - RUN + 1)}


def corpus_runs(file: Path) -> set[str]:
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return {run for line in lines for value in line.values() if isinstance(value, str) for run in han_runs(value)}


def shared_with(runs: set[str]) -> list[str]:
    return [
        f"{item.nickname}: {run}" for item in story() for run in han_runs(item.title + item.text) & runs if not is_a_name(run)
    ]


def is_a_name(run: str) -> bool:
    return any(run in name for name in NAMES)


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.jsonl")), ids=lambda file: file.name)
def test_no_run_of_twelve_characters_stands_in_the_training_corpus(file: Path) -> None:
    assert shared_with(corpus_runs(file)) == []


def test_there_is_a_corpus_to_compare_with() -> None:
    assert sum(len(corpus_runs(file)) for file in CORPUS.glob("*.jsonl")) > 10_000


def test_a_shared_run_is_found() -> None:
    longest = max(story(), key=lambda item: len(item.text))
    assert shared_with(han_runs(longest.text))


def test_no_two_posts_of_different_matters_share_a_template() -> None:
    def runs_by_matter(items: list[Item]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for item in items:
            found.setdefault(item.matter, set()).update(han_runs(item.text))
        return found

    by_matter = runs_by_matter(list(story()))
    shared = [a & b for one, a in by_matter.items() for other, b in by_matter.items() if one < other]
    assert set().union(*shared) == set()
