import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifier.engine import Classifier
from classifier.model_files import ARRAYS, MANIFEST, ModelError


@pytest.fixture
def copy(model_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def refused(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        Classifier.load(folder)
    return str(caught.value)


def test_a_whole_copy_is_the_same_model(model_folder: Path, copy: Path) -> None:
    assert Classifier.load(copy).id == Classifier.load(model_folder).id


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "模型目录不存在" in refused(tmp_path / "nothing")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "为空或缺少清单" in refused(tmp_path)


def test_a_folder_copied_by_half_is_refused(copy: Path) -> None:
    (copy / ARRAYS).unlink()
    assert "只复制了一半" in refused(copy)


def test_arrays_cut_short_are_refused(copy: Path) -> None:
    payload = (copy / ARRAYS).read_bytes()
    (copy / ARRAYS).write_bytes(payload[: len(payload) // 2])
    assert "校验值不符" in refused(copy)


def test_one_changed_byte_is_refused(copy: Path) -> None:
    payload = bytearray((copy / ARRAYS).read_bytes())
    payload[len(payload) // 2] ^= 1
    (copy / ARRAYS).write_bytes(payload)
    assert "校验值不符" in refused(copy)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '"text"'])
def test_a_broken_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text, encoding="utf-8")
    assert "模型清单" in refused(copy)


def rewrite(copy: Path, arrays: dict[str, object]) -> None:
    """Forge arrays together with a fitting checksum."""
    import hashlib

    np.savez(copy / ARRAYS, **arrays)  # type: ignore[arg-type]
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    manifest["arrays_sha256"] = hashlib.sha256((copy / ARRAYS).read_bytes()).hexdigest()
    (copy / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_objects_in_the_arrays_are_refused_even_with_a_fitting_checksum(copy: Path) -> None:
    rewrite(copy, {"bias": np.array([{"a": 1}], dtype=object)})
    assert "不是有效的数组文件" in refused(copy)


def test_numbers_that_are_none_are_refused(copy: Path) -> None:
    rewrite(copy, {"bias": np.array([np.nan])})
    assert "无效数值" in refused(copy)


def test_arrays_of_another_shape_are_refused(copy: Path) -> None:
    rewrite(copy, {"bias": np.zeros(3)})
    assert "形状不符" in refused(copy)


def test_a_model_with_other_features_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    (copy / MANIFEST).write_text(json.dumps(manifest | {"features_sha256": "0"}), encoding="utf-8")
    assert "特征与本版本不一致" in refused(copy)
