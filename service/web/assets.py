"""The files a page loads: our own, and htmx out of the package that carries it."""

from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = "django-htmx"
FILE = "django_htmx/static/django_htmx/htmx-2.min.js"
OWN = Path(__file__).parent / "static"


class MissingAsset(RuntimeError):
    """The package that carries htmx is not installed as this program expects it."""


@cache
def htmx() -> bytes:
    """The htmx script; the package is only looked up, never imported (it would want Django)."""
    try:
        listed = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise MissingAsset(f"缺少 {PACKAGE}，请重新执行 make install") from error
    found = next((entry for entry in listed if str(entry) == FILE), None)
    if found is None:
        raise MissingAsset(f"{PACKAGE} 中没有 {FILE}，请重新执行 make install")
    return Path(str(found.locate())).read_bytes()
