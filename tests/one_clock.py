"""Fails when any module but config/clock.py asks for the time."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("config", "store", "crawler", "classifier", "alerts", "service")
THE_CLOCK = ROOT / "config" / "clock.py"
ASKING = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "time_ns"),
    ("time", "perf_counter"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def askings(source: str) -> Iterator[tuple[int, str]]:
    """Every place where a module asks for the time: line and what it asks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in ASKING:
            yield node.lineno, f"{node.value.id}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, f"from time import {alias.name}") for alias in node.names if alias.name != "sleep")


def main() -> int:
    """Print each offending place; 1 when there is one."""
    found = 0
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if file == THE_CLOCK:
                continue
            for line, what in askings(file.read_text(encoding="utf-8")):
                print(f"{file.relative_to(ROOT)}:{line}: {what} (only config/clock.py asks for the time)")
                found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
