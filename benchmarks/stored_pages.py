"""Stands in for `huiying extract` before the scoring tool: answers with what the crawl stored of a file.

`python -m benchmarks.stored_pages ANSWERS extract --kind KIND --json FILE...`; ANSWERS maps a file's name to its posts.
"""

import json
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    answers = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    for file in arguments[arguments.index("--json") + 1 :]:
        print(json.dumps({"file": file, "posts": answers.get(Path(file).name, [])}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
