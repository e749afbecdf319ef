"""Ways to read one article: ours, and the libraries people usually take. Each answers with the fields it has."""

import importlib
import warnings
from collections.abc import Callable
from importlib import metadata
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from benchmarks.figure import remark
from crawler.charset import decode
from crawler.extract import extract

Answer = dict[str, str | None]
Reader = Callable[[bytes], Answer]
OURS = "huiying"
LIBRARIES = {"trafilatura": "trafilatura", "readability-lxml": "readability", "gne": "gne"}


def readers() -> dict[str, Reader]:
    """Ours, and each library that is installed; those that are not are named."""
    found: dict[str, Reader] = {OURS: _ours}
    made = {"trafilatura": _trafilatura, "readability-lxml": _readability, "gne": _gne}
    for name, module in LIBRARIES.items():
        try:
            found[name] = made[name](importlib.import_module(module))
            remark(f"{name} {metadata.version(name)}")
        except ImportError as error:
            remark(f"{name} is not installed and was not compared ({error.name})")
    return found


def _ours(payload: bytes) -> Answer:
    found = extract("portal", payload)
    if not found:
        return {}
    article = found[0]
    return {
        "title": article.title,
        "body": article.body,
        "published_at": article.published_at,
        "source_name": article.source_name,
    }


def _trafilatura(library: Any) -> Reader:
    def read(payload: bytes) -> Answer:
        found = library.bare_extraction(decode(payload, None).text, with_metadata=True)
        if found is None:
            return {}
        source = " ".join(filter(None, (found.sitename, found.author)))
        return {"title": found.title, "body": found.text, "published_at": found.date, "source_name": source}

    return read


def _readability(library: Any) -> Reader:
    def read(payload: bytes) -> Answer:
        document = library.Document(decode(payload, None).text)
        body = LexborHTMLParser(document.summary()).text(deep=True)
        return {"title": document.short_title(), "body": body, "published_at": None, "source_name": None}

    return read


def _gne(library: Any) -> Reader:
    extractor = library.GeneralNewsExtractor()

    def read(payload: bytes) -> Answer:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = extractor.extract(decode(payload, None).text)
        moment = found["publish_time"].replace(" ", "T") or None
        return {"title": found["title"], "body": found["content"], "published_at": moment, "source_name": found["author"]}

    return read
