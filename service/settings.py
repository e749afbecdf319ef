"""Where one installation keeps its things: everything below the office folder unless said otherwise."""

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 8600
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Settings:
    """The places and addresses of one running office; `var` holds what the program writes."""

    folder: Path
    port: int = DEFAULT_PORT
    database: str = ""

    @property
    def var(self) -> Path:
        """What the program writes: database, key, models, lock."""
        return self.folder / "var"

    @property
    def database_url(self) -> str:
        """The database given, or the embedded one."""
        return self.database or f"sqlite:///{self.var / 'huiying.db'}"

    @property
    def key_file(self) -> Path:
        """The office key; without it evidence and contacts stay sealed."""
        return self.var / "office.key"

    @property
    def models_folder(self) -> Path:
        """The models of this office, the starter model among them."""
        return self.var / "models"

    @property
    def lock_file(self) -> Path:
        """Held by the one running instance."""
        return self.var / "huiying.lock"

    @property
    def inbox_file(self) -> Path:
        """The demonstration's inbox; absent in an office that sends for real."""
        return self.var / "inbox.db"

    def prepare(self) -> None:
        """Make the folder the program writes to."""
        self.var.mkdir(parents=True, exist_ok=True)


def own_cache() -> Path:
    """Where commands without an office folder keep the starter model, readable by their user only."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "huiying"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
