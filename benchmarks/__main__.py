"""`python -m benchmarks [FIGURE...]`: runs the named measurements, or all, and prints `name value unit` lines."""

import importlib
import logging
import sys

from benchmarks.figure import Absent, remark

MEASUREMENTS = ("classify", "dev_scores", "near_duplicates", "extraction", "idle", "burst", "real_posts", "demo")
ON_REQUEST = ("freshness", "extract")
"""Measurements that have a make target of their own: they take minutes, or need packages only for comparison."""


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - {*MEASUREMENTS, *ON_REQUEST}
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join((*MEASUREMENTS, *ON_REQUEST))}", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    for name in wanted or MEASUREMENTS:
        remark(name)
        try:
            for figure in importlib.import_module(f"benchmarks.{name}").measure():
                print(figure, flush=True)
        except Absent as reason:
            remark(f"{name} skipped: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
