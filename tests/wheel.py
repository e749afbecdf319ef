"""Builds the wheel and runs its command from an empty folder: an editable install hides a forgotten package or file."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("config", "store", "crawler", "classifier", "alerts", "service")
PROOF = """
import importlib, pkgutil, sys
sys.path.insert(0, {folder!r})
from importlib.resources import files
for package in {packages!r}:
    module = importlib.import_module(package)
    assert module.__file__.startswith({folder!r}), module.__file__
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
assert (files("config") / "offices" / "demo-county" / "regulation.yaml").is_file()
assert any((files("classifier") / "corpus").iterdir())
assert (files("service") / "web" / "templates").is_dir()
assert (files("store") / "migrations" / "versions" / "0001_the_nouns.py").is_file()
"""


def main() -> int:
    """Build, unpack elsewhere, import every module from there."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)]
        subprocess.run(command, check=True, capture_output=True)
        unpacked = Path(folder) / "unpacked"
        with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
            wheel.extractall(unpacked)
        proof = PROOF.format(folder=str(unpacked), packages=PACKAGES)
        # -P keeps the current folder, -I the editable install's path entries, out of the way.
        done = subprocess.run([sys.executable, "-P", "-c", proof], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr)
        return 1
    print("wheel: every package and data file is in it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
