import json
import shutil
from pathlib import Path

import pytest

from classifier import starter
from classifier.engine import Classifier
from classifier.examples import data_hash, read_examples, shipped_corpus
from classifier.model_files import ARRAYS


@pytest.fixture
def small_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A starter of few posts trained in this process stands in for the long training; the real one has its own test."""
    path = tmp_path / "corpus.jsonl"
    lines = [line for file in shipped_corpus() for line in file.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines[::25]), encoding="utf-8")
    monkeypatch.setattr(starter, "shipped_corpus", lambda: [path])

    def train_here(folder: Path, progress: object) -> None:
        assert starter.main([str(folder)]) == 0

    monkeypatch.setattr(starter, "_train_apart", train_here)
    return path


def test_the_first_start_makes_a_model_and_the_second_keeps_it(small_corpus: Path, tmp_path: Path) -> None:
    folder = starter.ensure_starter(tmp_path / "models")
    before = (folder / ARRAYS).stat().st_mtime_ns
    assert starter.ensure_starter(tmp_path / "models") == folder
    assert (folder / ARRAYS).stat().st_mtime_ns == before


def test_a_damaged_starter_is_made_again(small_corpus: Path, tmp_path: Path) -> None:
    folder = starter.ensure_starter(tmp_path / "models")
    (folder / ARRAYS).write_bytes(b"half")
    assert Classifier.load(starter.ensure_starter(tmp_path / "models")).id


def test_a_changed_corpus_gives_a_folder_of_its_own(small_corpus: Path, tmp_path: Path) -> None:
    before = starter.starter_folder(tmp_path)
    small_corpus.write_text(small_corpus.read_text(encoding="utf-8").replace("的", "地", 1), encoding="utf-8")
    assert starter.starter_folder(tmp_path) != before


@pytest.mark.slow
def test_the_real_starter_trains_in_a_process_of_its_own(tmp_path: Path) -> None:
    told: list[float] = []
    folder = starter.ensure_starter(tmp_path / "models", lambda stage, done: told.append(done))
    classifier = Classifier.load(folder)
    assert classifier.manifest["data_sha256"] == data_hash(read_examples(shipped_corpus()))
    assert told[-1] == 1.0
    shutil.rmtree(folder)


def test_the_corpus_holds_only_known_words_and_no_post_twice() -> None:
    from config.vocabulary import Category, Department, Handling, SourceKind, Tier

    rows = [json.loads(line) for path in shipped_corpus() for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 1500
    assert len({row["text"] for row in rows}) == len(rows)
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert SourceKind(row["source_kind"])
        if "category" not in row:
            assert row["accusation"] in ("yes", "no")
            continue
        assert Category(row["category"])
        assert Tier(row["tier"])
        assert Handling(row["handling"])
        assert Department(row["department"])
        assert row["category"] != "none" or row["tier"] == "ordinary"


def test_the_corpus_is_kept_apart_from_the_demonstration() -> None:
    reserved = (
        "望川",
        "柳河镇",
        "石桥镇",
        "白沙镇",
        "青山镇",
        "双溪镇",
        "高坪乡",
        "大湾乡",
        "城东街道",
        "城西街道",
        "南门街道",
    )
    text = "\n".join(path.read_text(encoding="utf-8") for path in shipped_corpus())
    assert [name for name in reserved if name in text] == []
