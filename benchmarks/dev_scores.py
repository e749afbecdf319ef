"""How well the starter model reads real posts: the two halves of the labelled ones and the ordinary background, by the tool."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.county import SHARED, command, program
from benchmarks.figure import Absent, Figure, remark

_RATE = re.compile(r"(category|tier|handling|department) (\d\.\d+) \[(\d\.\d+),(\d\.\d+)\]")
_CLASS = re.compile(r"^\s+(\w+) +F1 (\d\.\d+) P (\d\.\d+) R (\d\.\d+)")
_FALSE = re.compile(r"false cases per 1000: ([\d.]+) triage per 1000: ([\d.]+)")


def measure() -> Iterator[Figure]:
    tool, data = SHARED / "tools" / "score_classify.py", SHARED / "data"
    if not tool.is_file() or not data.is_dir():
        raise Absent("the labelled posts and their tool do not lie beside this checkout")
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as place:
        huiying = program(Path(place) / "huiying", command())
        for half in ("even", "odd"):
            yield from _figures(half, _run(tool, data / "gold_dev.jsonl", huiying, "--half", half))
        yield from _figures("background", _run(tool, data / "background.jsonl", huiying))


def _run(tool: Path, data: Path, huiying: Path, *more: str) -> str:
    done = subprocess.run([sys.executable, tool, data, huiying, *more], capture_output=True, text=True, check=True)
    return done.stdout


def _figures(part: str, said: str) -> Iterator[Figure]:
    for line in said.splitlines():
        if found := _CLASS.match(line):
            name, f1, precision, recall = found.groups()
            remark(f"{part} {name}: F1 {f1}, precision {precision}, recall {recall}")
        for field, value, low, high in _RATE.findall(line):
            yield Figure(f"dev_scores.{part}.{field}", float(value), f"macro_F1 (95 % interval {low} to {high})")
        if found := _FALSE.search(line):
            yield Figure(f"dev_scores.{part}.false_cases", float(found[1]), "per_1000")
            yield Figure(f"dev_scores.{part}.triage", float(found[2]), "per_1000")
