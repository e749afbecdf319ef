import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from classifier.engine import Classifier
from classifier.examples import CorpusError, read_examples
from classifier.features import form_rows
from classifier.model_files import read_model
from classifier.targets import Target
from classifier.train import Fitted, own_target, train

MATTERS = {"水": "停水没有水用", "火": "起火冒烟着火了", "路": "路面坑洼难走"}


def labelled(folder: Path) -> Path:
    path = folder / "own.jsonl"
    rows = [
        {"id": f"{label}{number}", "text": f"{words}，这是第{number}次反映，地点在{number * 7}号院", "label": label}
        for label, words in MATTERS.items()
        for number in range(12)
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_another_label_set_trains_and_answers(tmp_path: Path) -> None:
    corpus = labelled(tmp_path)
    target = own_target(read_examples([corpus]))
    manifest = train([corpus], tmp_path / "model", targets=(target,))
    [reading] = Classifier.load(tmp_path / "model").read(["我们院里停水了，一点水没有"])
    assert target == Target("label", ("水", "火", "路"))
    assert manifest["scores"]["label"]["macro_f1"] > 0.9
    assert reading.best("label")[0] == "水"


def test_the_engine_scores_a_post_exactly_as_training_does(classifier: Classifier, model_folder: Path) -> None:
    texts = ["小区停水三天", "小区停电三天，1200户没人管", "#停水# 停水停水停水！！"]
    kinds = ["microblog", "", "message_board"]
    arrays = read_model(model_folder).arrays
    fitted = Fitted(arrays["grams"].astype(np.float64), arrays["gram_rarity"], arrays["form"], arrays["bias"])
    assert classifier.scores(texts, kinds) == pytest.approx(
        fitted.scores(classifier.table.counts(texts), form_rows(texts, kinds)), abs=1e-4
    )


def test_a_post_reads_the_same_alone_and_in_a_batch(classifier: Classifier) -> None:
    texts = ["小区停水三天", "", "凌晨起火12人受伤", "周末吃火锅" * 200, "@某人 看这里 https://a.b/c 停水了"]
    together = classifier.read(texts)
    for text, reading in zip(texts, together, strict=True):
        alone = classifier.read([text])[0].probabilities["category"]
        assert reading.probabilities["category"] == pytest.approx(alone, abs=1e-5)


def test_progress_runs_forward_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    corpus = labelled(tmp_path)
    target = own_target(read_examples([corpus]))
    train([corpus], tmp_path / "model", progress=lambda stage, done: told.append(done), targets=(target,))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_training_twice_gives_the_same_model(tmp_path: Path) -> None:
    corpus = labelled(tmp_path)
    targets = (own_target(read_examples([corpus])),)
    first, second = (train([corpus], tmp_path / name, targets=targets) for name in ("a", "b"))
    assert Classifier.load(tmp_path / "a").id == Classifier.load(tmp_path / "b").id
    assert first["data_sha256"] == second["data_sha256"]


@pytest.mark.parametrize("line", ["{", '{"id": "1"}', '{"id": "1", "text": 5}', '{"id": "1", "text": "x", "tier": 3}'])
def test_a_line_that_is_no_label_names_its_file_and_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "0", "text": "好"}\n' + line, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"bad\.jsonl 第2行"):
        read_examples([path])


def test_too_few_posts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_text('{"id": "0", "text": "好", "category": "none"}', encoding="utf-8")
    with pytest.raises(CorpusError, match="太少"):
        train([path], tmp_path / "model")


def test_a_label_outside_the_vocabulary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text("\n".join(json.dumps({"id": str(i), "text": f"帖{i}", "category": "weather"}) for i in range(30)))
    with pytest.raises(CorpusError, match="weather"):
        train([path], tmp_path / "model")


def test_reading_posts_imports_no_training_library() -> None:
    names = ("sklearn", "jieba")
    code = f"import sys, classifier.work, classifier.starter, classifier.describe; print(*(n in sys.modules for n in {names}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
