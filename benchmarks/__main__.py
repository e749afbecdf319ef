"""`python -m benchmarks [FIGURE...]`: runs the named measurements, or all, and prints `name value unit` lines."""

import importlib
import logging
import sys

from benchmarks.figure import Absent, remark

MEASUREMENTS = ("classify", "extraction", "idle", "burst", "real_posts", "demo")


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - set(MEASUREMENTS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(MEASUREMENTS)}", file=sys.stderr)
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
