"""Sources nobody crawls: their posts are handed in by form, spreadsheet, e-mail folder or program (CZ-4.1, NC-4.0, YL-1.1)."""

from pathlib import Path, PurePosixPath

from config.office import Office
from config.sources import Source
from config.vocabulary import SourceKind

BY_HAND = "人工登记"
"""What stands as 地址 of a source that is filled in by form, spreadsheet or API."""
FOLDER = "文件夹:"
"""`文件夹:inbox` is a folder below the office folder into which a mail program drops .eml files."""

KINDS = (
    SourceKind.HOTLINE,
    SourceKind.PRINT,
    SourceKind.GROUP_SUMMARY,
    SourceKind.PATROL,
    SourceKind.SELF_REPORT,
    SourceKind.MESSAGE_BOARD,
)
"""The kinds of source that people hand in."""


class NotTaken(Exception):
    """What was handed in can't be taken; the message says in Chinese why and what to do."""


def is_handed_in(address: str) -> bool:
    """Whether posts of a source with this 地址 are handed in instead of crawled."""
    return address == BY_HAND or address.startswith(FOLDER)


def folder_name(address: str) -> str:
    """The folder of a mail source, relative to the office folder; empty when there is none or it leads outside."""
    if not address.startswith(FOLDER):
        return ""
    name = address.removeprefix(FOLDER).strip()
    path = PurePosixPath(name)
    leads_outside = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name.isprintable()
    return "" if leads_outside or not path.parts else str(path)


def mail_folder(office: Office, source: Source) -> Path | None:
    """Where the letters of a source are dropped; None for other sources."""
    name = folder_name(source.address)
    return office.folder / name if name else None


def built_in(kind: SourceKind) -> Source:
    """The source for finds of a kind for which the office file has none of its own."""
    facts = {"code": f"intake-{kind.value}", "name": f"登记（{kind.label}）", "kind": kind, "address": BY_HAND}
    return Source.model_validate(facts)


def intake_sources(office: Office) -> list[Source]:
    """All sources that take posts by hand: the office's own, then the built-in ones of kinds it has none for."""
    own = [source for source in office.sources if source.enabled and is_handed_in(source.address)]
    covered = {source.kind for source in own}
    return [*own, *(built_in(kind) for kind in KINDS if kind not in covered)]


def intake_source(office: Office, code: str) -> Source | None:
    """The source with this code that takes posts by hand; None when there is none."""
    every = [*intake_sources(office), *(built_in(kind) for kind in KINDS)]
    return next((source for source in every if source.code == code), None)


def source_of_kind(office: Office, kind: SourceKind) -> Source:
    """The source a find of this kind goes to."""
    return next((source for source in intake_sources(office) if source.kind == kind), built_in(kind))
