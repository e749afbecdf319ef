"""Reading one office folder: every file into its model, every mistake into a finding."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config import apikeys, patrol
from config.calendar import OfficeCalendar
from config.channels import ChannelList
from config.findings import ERROR, Finding, OfficeError
from config.office import Office, OfficeSheet
from config.regulation import Regulation
from config.roster import Roster
from config.schema_findings import findings_of
from config.sources import Source
from config.units import UnitTree
from config.yaml_text import Document, read_yaml
from config.yaml_text import Path as Place

Model = TypeVar("Model", bound=BaseModel)

SHEETS: dict[str, tuple[str, type[BaseModel]]] = {
    "sheet": ("office.yaml", OfficeSheet),
    "regulation": ("regulation.yaml", Regulation),
    "units": ("units.yaml", UnitTree),
    "roster": ("roster.yaml", Roster),
    "channels": ("channels.yaml", ChannelList),
}
OPTIONAL_SHEETS: dict[str, tuple[str, type[BaseModel]]] = {
    "calendar": ("calendar.yaml", OfficeCalendar),
    "patrol": (patrol.FILE, patrol.Patrol),
    "api_keys": (apikeys.FILE, apikeys.ApiKeyList),
}
"""Files an office may leave out."""
SOURCES = "sources"


@dataclass
class Reading:
    """What was read of a folder; `office` is None while any file has an error."""

    parts: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    office: Office | None = None
    source_files: dict[str, str] = field(default_factory=dict)
    """Source code → the file it stands in."""

    @property
    def has_errors(self) -> bool:
        """Whether the folder may not be put in force."""
        return any(finding.severity == ERROR for finding in self.findings)


def read_office(folder: Path) -> Reading:
    """Read all files of an office folder; mistakes are in `findings`."""
    reading = Reading()
    if not folder.is_dir():
        remedy = f"请先运行 huiying init {folder}"
        reading.findings.append(Finding("F001", ERROR, str(folder), 1, "没有这个文件夹", remedy))
        return reading
    for part, (file, model) in SHEETS.items():
        reading.parts[part] = _read_file(folder / file, file, model, reading)
    for part, (file, model) in OPTIONAL_SHEETS.items():
        if (folder / file).is_file():
            reading.parts[part] = _read_file(folder / file, file, model, reading)
    reading.parts["sources"] = _read_sources(folder, reading)
    if not reading.has_errors:
        reading.office = Office(folder=folder, **reading.parts)
    return reading


def read_regulation(folder: Path) -> Reading:
    """Only the regulation, with units and calendar where they can be read: enough to compute limits."""
    reading = Reading()
    for part in ("regulation", "units", "calendar"):
        file, model = (SHEETS | OPTIONAL_SHEETS)[part]
        if part == "regulation" or (folder / file).is_file():
            reading.parts[part] = _read_file(folder / file, file, model, reading)
    return reading


def sheet_finding(reading: Reading, part: str, place: Place, number: str, message: str, remedy: str) -> Finding:
    """An error at a place of one of the office's sheets."""
    file = (SHEETS | OPTIONAL_SHEETS)[part][0]
    return Finding(number, ERROR, file, reading.documents[file].line_of(place), message, remedy)


def read_source_file(path: Path) -> list[Source]:
    """The sources of one file; OfficeError when anything in it is wrong."""
    reading = Reading()
    sources = _sources_of(path, path.name, reading)
    if reading.has_errors:
        raise OfficeError(reading.findings)
    return sources


def _read_file(path: Path, file: str, model: type[Model], reading: Reading) -> Model | None:
    document = _document(path, file, reading)
    if document.findings:
        return None
    return _validated(document.value, document, file, model, reading)


def _document(path: Path, file: str, reading: Reading) -> Document:
    if path.is_file():
        document = read_yaml(path.read_bytes(), file)
    else:
        missing = Finding("F002", ERROR, file, 1, "缺少这个文件", "可用 huiying init 在别处生成一份再复制过来")
        document = Document(findings=[missing])
    reading.documents[file] = document
    reading.findings.extend(document.findings)
    return document


def _validated(value: Any, document: Document, file: str, model: type[Model], reading: Reading) -> Model | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        reading.findings.extend(findings_of(error, document, file, model))
        return None


def _read_sources(folder: Path, reading: Reading) -> list[Source]:
    sources: list[Source] = []
    for path in sorted((folder / SOURCES).glob("*.yaml")):
        sources.extend(_sources_of(path, f"{SOURCES}/{path.name}", reading))
    return sources


def _sources_of(path: Path, file: str, reading: Reading) -> list[Source]:
    document = _document(path, file, reading)
    if document.findings:
        return []
    listed = isinstance(document.value, list)
    found: list[Source] = []
    for index, value in enumerate(document.value if listed else [_coded(document.value, path)]):
        part = _part(document, index) if listed else document
        source = _validated(value, part, file, Source, reading)
        if source is not None:
            found.append(source)
            reading.source_files[source.code] = file
    return found


def _coded(value: Any, path: Path) -> Any:
    """The source of a file of its own; where it states no 代码 the file's name is its code."""
    return {"代码": path.stem} | value if isinstance(value, dict) and "code" not in value else value


def _part(document: Document, index: int) -> Document:
    """One item of a list as a document of its own, with the lines it has in the file."""
    lines = {path[1:]: line for path, line in document.lines.items() if path and path[0] == index}
    return Document(document.value[index], lines)
