"""One small model for all tests of the folder, trained once from a part of the shipped corpus."""

from pathlib import Path

import pytest

from classifier.engine import Classifier
from classifier.examples import shipped_corpus
from classifier.train import train


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    lines = [line for path in shipped_corpus() for line in path.read_text(encoding="utf-8").splitlines()]
    part = folder / "part.jsonl"
    part.write_text("\n".join(lines[::3]), encoding="utf-8")
    train([part], folder / "model")
    return folder / "model"


@pytest.fixture(scope="session")
def classifier(model_folder: Path) -> Classifier:
    return Classifier.load(model_folder)
