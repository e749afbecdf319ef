"""Which problem an exception of the downloader stands for."""

from scrapy import exceptions

from crawler.egress import RefusedAddress
from crawler.manners import HostOnHold
from crawler.problems import Problem

_BY_TYPE: tuple[tuple[type[BaseException], Problem], ...] = (
    (RefusedAddress, Problem.REFUSED),
    (HostOnHold, Problem.HOLD),
    (exceptions.UnsupportedURLSchemeError, Problem.REFUSED),
    (exceptions.NotSupported, Problem.REFUSED),
    (exceptions.DownloadTimeoutError, Problem.TIMEOUT),
    (exceptions.DownloadCancelledError, Problem.TOO_LARGE),
    (exceptions.CannotResolveHostError, Problem.DNS),
    (exceptions.DownloadConnectionRefusedError, Problem.CONNECT),
    (exceptions.ResponseDataLossError, Problem.CONNECT),
)


def problem_of(error: BaseException) -> Problem:
    """The problem an exception stands for; looks at its causes too, because TLS errors arrive wrapped."""
    for known, problem in _BY_TYPE:
        if isinstance(error, known):
            return problem
    text = _whole_text(error)
    if isinstance(error, exceptions.IgnoreRequest):
        return _ignored(text)
    if "SSL" in text or "certificate" in text or "VerificationError" in text:
        return Problem.TLS
    return Problem.CONNECT if isinstance(error, exceptions.DownloadFailedError | OSError) else Problem.OTHER


def _ignored(text: str) -> Problem:
    if "robots.txt" in text:
        return Problem.ROBOTS
    if "DOWNLOAD_MAXSIZE" in text:
        return Problem.TOO_LARGE
    return Problem.REDIRECTS if "redirect" in text else Problem.OTHER


def _whole_text(error: BaseException | None) -> str:
    parts: list[str] = []
    while error is not None and len(parts) < 5:
        parts.append(f"{type(error).__name__} {error!r}")
        for reason in getattr(error, "reasons", ()):
            parts.append(f"{getattr(reason, 'type', '')} {getattr(reason, 'value', '')!r}")
        error = error.__cause__
    return " ".join(parts)
