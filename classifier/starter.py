"""The starter model: trained on this machine from the shipped corpus at first use, kept in the data folder.

Nothing trained ships. So the model always is what the corpus gives, with the libraries that are installed; a model folder
is named by the corpus it came from, and a corpus that changed with an upgrade gives a new folder beside the old one.
Training runs in a process of its own: the daemon never imports scikit-learn and keeps its memory.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from classifier.examples import shipped_corpus
from classifier.model_files import FORMAT, ModelError, feature_digest, read_model

TIME_LIMIT_SECONDS = 600

Progress = Callable[[str, float], None]


def starter_folder(models: Path) -> Path:
    """Where the starter model of the shipped corpus stands below a models folder."""
    # The bytes as they lie there: every start asks, and reading thousands of lines as examples would take most of it.
    corpus = hashlib.sha256(b"".join(file.read_bytes() for file in shipped_corpus())).hexdigest()
    return models / f"starter-{FORMAT}-{corpus[:10]}-{feature_digest()[:6]}"


def ensure_starter(models: Path, progress: Progress | None = None) -> Path:
    """The folder of a usable starter model, trained now if there is none; ModelError when training fails.

    A folder that is there but damaged is trained again: it holds nothing a person made.
    """
    folder = starter_folder(models)
    try:
        read_model(folder)
    except ModelError:
        models.mkdir(parents=True, exist_ok=True)
        _train_apart(folder, progress)
        read_model(folder)
    return folder


def _train_apart(folder: Path, progress: Progress | None) -> None:
    command = [sys.executable, "-m", "classifier.starter", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout is not None
        assert child.stderr is not None
        for line in child.stdout:
            stage, _, done = line.strip().rpartition(" ")
            if progress and stage:
                progress(stage, float(done))
        complaint = child.stderr.read()
        code = child.wait(TIME_LIMIT_SECONDS)
    if code:
        last = complaint.strip().splitlines()[-1:] or ["无输出"]
        raise ModelError(f"初始模型训练失败（退出码 {code}）：{last[0]}；请运行 huiying doctor 检查安装")


def main(arguments: list[str]) -> int:
    """Train the shipped corpus into the folder given, telling each stage on standard output."""
    from classifier.train import train

    train(shipped_corpus(), Path(arguments[0]), lambda stage, done: print(stage, f"{done:.2f}", flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
