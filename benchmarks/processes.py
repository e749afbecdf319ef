"""What a process and its children use, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """Resident memory of all processes together, processor time spent so far (ended children included), and how many."""

    resident_mb: float
    shared_once_mb: float
    """Pages that several processes share are counted once."""
    cpu_seconds: float
    processes: int


def use_of(root: int) -> Use:
    """What the process and everything below it use now."""
    family = _family(root)
    own = [_stat(pid) for pid in family]
    return Use(
        resident_mb=sum(_kilobytes(pid, "status", "VmRSS:") for pid in family) / 1024,
        shared_once_mb=sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in family) / 1024,
        cpu_seconds=sum(int(stat[index]) for stat in own for index in (11, 12, 13, 14) if stat) / _TICKS,
        processes=len(family),
    )


def by_process(root: int) -> list[tuple[int, float, str]]:
    """Process id, resident megabytes and command line of each."""
    return [(pid, _kilobytes(pid, "status", "VmRSS:") / 1024, _words(pid)) for pid in _family(root)]


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    family, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        family.append(pid)
        waiting += parents.get(pid, [])
    return family


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _kilobytes(pid: int, file: str, key: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0.0
    return float(next((line.split()[1] for line in lines if line.startswith(key)), 0))


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[-60:].strip()
    except OSError:
        return ""
