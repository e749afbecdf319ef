"""A model on disk: `arrays.npz` with numbers only and `manifest.json` beside it; nothing in them can be executed."""

import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.features import feature_names
from classifier.hashing import ORDERS, PLACE_BITS, REACH

FORMAT = 2
ARRAYS = "arrays.npz"
MANIFEST = "manifest.json"

Array = NDArray[Any]


class ModelError(Exception):
    """A model folder that must not be used; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """What a model folder holds."""

    arrays: dict[str, Array]
    manifest: dict[str, Any]


def write_model(folder: Path, arrays: dict[str, Array], manifest: dict[str, Any]) -> dict[str, Any]:
    """Write a model beside its final place, then move it there in one step; returns the manifest as written."""
    building = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    np.savez(building / ARRAYS, allow_pickle=False, **arrays)
    payload = (building / ARRAYS).read_bytes()
    full = {
        **manifest,
        "format": FORMAT,
        "arrays_sha256": hashlib.sha256(payload).hexdigest(),
        "arrays_bytes": len(payload),
        "features_sha256": feature_digest(),
    }
    full["id"] = full["arrays_sha256"][:12]
    (building / MANIFEST).write_text(json.dumps(full, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    _replace(building, folder)
    return full


def read_model(folder: Path) -> ModelFiles:
    """Read and check a model folder; ModelError when anything is missing, changed or of another kind."""
    manifest = _manifest(folder)
    path = folder / ARRAYS
    if not path.is_file():
        raise ModelError(f"模型目录 {folder} 缺少 {ARRAYS}，可能只复制了一半；请重新复制整个目录")
    payload = path.read_bytes()
    if hashlib.sha256(payload).hexdigest() != manifest["arrays_sha256"]:
        raise ModelError(f"模型文件 {path} 与清单中的校验值不符，文件不完整或被改动；请重新复制或重新训练")
    return ModelFiles(_arrays(path), manifest)


def feature_digest() -> str:
    """A digest of everything that gives a feature its meaning; a model made with another set is refused."""
    names = [str((PLACE_BITS, ORDERS, REACH)), *feature_names()]
    return hashlib.sha256("\n".join(names).encode("utf-8")).hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ModelError(f"模型目录不存在：{folder}；请先运行 huiying model train 或重启以生成初始模型")
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelError(f"模型目录 {folder} 为空或缺少清单 {MANIFEST}；请重新复制整个目录或重新训练")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"模型清单 {path} 不是有效的 JSON，文件可能已损坏；请重新复制或重新训练") from error
    if not isinstance(manifest, dict) or not {"format", "arrays_sha256", "targets"} <= manifest.keys():
        raise ModelError(f"模型清单 {path} 缺少必要内容；请重新训练")
    if manifest["format"] != FORMAT:
        raise ModelError(f"模型 {folder} 由其他版本的程序生成，本版本不能使用；请重新训练")
    if manifest.get("features_sha256") != feature_digest():
        raise ModelError(f"模型 {folder} 的特征与本版本不一致；请重新训练")
    return manifest


def _arrays(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"模型文件 {path} 无法读取：不是有效的数组文件") from error
    for name, array in arrays.items():
        if array.dtype.kind not in "fi" or not np.isfinite(array).all():
            raise ModelError(f"模型文件 {path} 中的数组 {name} 含有无效数值；请重新训练")
    return arrays


def _replace(building: Path, folder: Path) -> None:
    if folder.exists():
        retired = folder.with_name(f"{folder.name}.{os.getpid()}.old")
        shutil.rmtree(retired, ignore_errors=True)
        folder.rename(retired)
        building.rename(folder)
        shutil.rmtree(retired, ignore_errors=True)
    else:
        building.rename(folder)
