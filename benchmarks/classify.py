"""Reading posts: our arrays against jieba + TF-IDF(1,2) + LinearSVC in the same run, interleaved; medians.

The starter model is trained first, so that the time training takes is a figure too. Posts are those of the shipped corpus:
short ones, for which the fixed cost of a post weighs most.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from benchmarks.figure import Figure
from classifier.decide import decide
from classifier.engine import Classifier
from classifier.examples import read_examples, shipped_corpus
from classifier.reasons import reasons_for
from classifier.tokens import cut
from classifier.train import train

ROUNDS = 5
BATCH = 400


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as private:
        jieba.setLogLevel(60)
        jieba.dt.tmp_dir = private
        jieba.initialize()
        folder = Path(private) / "model"
        started = time.perf_counter()
        manifest = train(shipped_corpus(), folder)
        yield Figure("train_starter", time.perf_counter() - started, "s")
        yield Figure("train_starter_posts", manifest["posts"], "posts")
        started = time.perf_counter()
        classifier = Classifier.load(folder)
        yield Figure("model_load", 1000 * (time.perf_counter() - started), "ms")
    yield from batches(classifier)


def batches(classifier: Classifier) -> Iterator[Figure]:
    examples = [example for example in read_examples(shipped_corpus()) if "category" in example.labels]
    texts = [example.text for example in examples]
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2), min_df=2)
    peer = LinearSVC().fit(words.fit_transform(texts[::2]), [example.labels["category"] for example in examples[::2]])
    batch = texts[1::2][:BATCH]
    ours, theirs, our_cuts, jieba_cuts = [], [], [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: classifier.read(batch)))
        theirs.append(seconds(lambda: peer.predict(words.transform(batch))))
        our_cuts.append(seconds(lambda: [cut(text) for text in batch]))
        jieba_cuts.append(seconds(lambda: [jieba.lcut(text) for text in batch]))
    yield Figure("classify_batch", BATCH / statistics.median(ours), "posts/s")
    yield Figure("classify_batch_ratio_to_jieba_tfidf_svc", statistics.median(theirs) / statistics.median(ours), "x")
    yield Figure("tokens_ratio_to_jieba", statistics.median(jieba_cuts) / statistics.median(our_cuts), "x")
    yield Figure("tokens_identical", 100 * sum(cut(text) == jieba.lcut(text) for text in texts) / len(texts), "%")
    yield from single_posts(classifier, batch)


def single_posts(classifier: Classifier, batch: list[str]) -> Iterator[Figure]:
    reading, explaining = [], []
    for text in batch:
        started = time.perf_counter()
        [read] = classifier.read([text])
        decision = decide(read, classifier.manifest["thresholds"])
        reading.append(1000 * (time.perf_counter() - started))
        explaining.append(1000 * seconds(partial(reasons_for, classifier, read, decision)))
    yield Figure("classify_one_p50", statistics.median(reading), "ms")
    yield Figure("classify_one_p99", statistics.quantiles(reading, n=100)[98], "ms")
    yield Figure("explain_p99", statistics.quantiles(explaining, n=100)[98], "ms")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
