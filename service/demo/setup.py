"""Prepares the office folder of the demonstration: a copy of the shipped county whose addresses are the ports in use."""

import re
from dataclasses import asdict, replace
from pathlib import Path

from config.load import init_office
from service.demo.county import County, Ports, free_ports, recall, remember
from service.settings import Settings

OFFICE = "demo-county"
INTERVAL = "10秒"
"""How often the demonstration looks at each site: its whole story takes five minutes."""

_INTERVAL = re.compile(r"^间隔:.*$", re.MULTILINE)
_WECOM = re.compile(r"(wecombot://[\w-]+)\?\S*")


def prepare(folder: Path, console: int | None = None) -> County:
    """Make the folder ready, or ready again, and return where everything listens.

    1. Copy the shipped office if there is none yet; OfficeError when other things lie in the folder.
    2. Keep the ports of last time where they are still free, else take others.
    3. Write the ports into the office's files, and the demonstration's short interval.
    """
    var = Settings(folder).var
    county = recall(var)
    if county is None:
        init_office(folder, OFFICE)
        county = County()
    wanted = replace(county.ports, console=console) if console is not None else county.ports
    ports = replace(free_ports(wanted), **({"console": console} if console is not None else {}))
    move(folder, county.ports, ports)
    county = replace(county, ports=ports)
    remember(var, county)
    return county


def move(folder: Path, old: Ports, new: Ports) -> None:
    """Rewrite the addresses and intervals of the office's files from one set of ports to another."""
    names = asdict(new)
    moved = {port: names[name] for name, port in asdict(old).items()}
    address = re.compile(rf"127\.0\.0\.1(/32)?:({'|'.join(map(str, moved))})\b")
    for file in [*folder.glob("*.yaml"), *folder.glob("sources/*.yaml")]:
        text = file.read_text(encoding="utf-8")
        changed = address.sub(lambda found: f"127.0.0.1{found[1] or ''}:{moved[int(found[2])]}", text)
        changed = _WECOM.sub(rf"\1?api=http://127.0.0.1:{new.wecom}", changed)
        if file.parent.name == "sources":
            changed = _INTERVAL.sub(f"间隔: {INTERVAL}", changed)
        if changed != text:
            file.write_text(changed, encoding="utf-8")
