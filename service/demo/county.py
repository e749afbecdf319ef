"""What the demonstration remembers between restarts: when its story began and at which ports it lives."""

import json
import os
import socket
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from service.settings import DEFAULT_PORT, LOOPBACK

FILE = "world.json"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the county's servers listen, on loopback."""

    portal: int = 8611
    microblog: int = 8612
    forum: int = 8613
    wecom: int = 8621
    mail: int = 8625
    console: int = DEFAULT_PORT


@dataclass(frozen=True, slots=True)
class County:
    """The remembered state; `start` is None until somebody first looked at one of its sites."""

    ports: Ports = Ports()
    start: datetime | None = None

    def begun(self, now: datetime) -> "County":
        """The same county with a start: the one it has, else now, to the second as pages tell time."""
        return self if self.start else replace(self, start=now.replace(microsecond=0))


def recall(var: Path) -> County | None:
    """The county of a data folder, or None where there is none yet."""
    file = var / FILE
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    start = kept["start"]
    return County(Ports(**kept["ports"]), datetime.fromisoformat(start) if start else None)


def remember(var: Path, county: County) -> None:
    """Write the county so that a kill at any moment leaves the old or the new state, never half of one."""
    var.mkdir(parents=True, exist_ok=True)
    start = county.start.isoformat() if county.start else None
    draft = var / f"{FILE}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"start": start, "ports": asdict(county.ports)}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(var / FILE)


def free_ports(wanted: Ports) -> Ports:
    """The wanted ports where they are free, else others the system has free."""
    probes: list[socket.socket] = []
    try:
        # All probes stay open until the end, so that no port is given out twice.
        return Ports(**{name: _take(port, probes) for name, port in asdict(wanted).items()})
    finally:
        for probe in probes:
            probe.close()


def _take(port: int, probes: list[socket.socket]) -> int:
    for candidate in (port, 0):
        probe = socket.socket()
        # As the servers themselves do: a port whose last connection has just ended is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, candidate))
        except OSError:
            probe.close()
            continue
        probes.append(probe)
        return int(probe.getsockname()[1])
    raise OSError(f"no free port on {LOOPBACK}")
