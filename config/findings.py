"""What a check found: id, place, meaning and remedy, in Chinese for office staff."""

from dataclasses import asdict, dataclass
from typing import Literal

ERROR: Literal["error"] = "error"
WARNING: Literal["warning"] = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`error`) or doubtful (`warning`) in an office folder; lines count from 1."""

    id: str
    severity: Literal["error", "warning"]
    file: str
    line: int
    message: str
    remedy: str

    def as_dict(self) -> dict[str, str | int]:
        """The finding as a program reads it."""
        return asdict(self)

    def __str__(self) -> str:
        mark = "错误" if self.severity == ERROR else "提醒"
        return f"{self.file} 第 {self.line} 行 [{self.id}] {mark}：{self.message}。{self.remedy}"


class OfficeError(Exception):
    """The office folder has errors; the old version, if any, stays in force."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings
