"""The office in force: a good edit takes effect while running, a broken one changes nothing and says so."""

import logging
import threading
from pathlib import Path

from config.findings import Finding, OfficeError
from config.load import load_office
from config.office import Office

logger = logging.getLogger(__name__)


class OfficeBox:
    """Holds the office and reads its folder again when a file changed."""

    def __init__(self, folder: Path) -> None:
        """Read the folder; OfficeError when it can not be put in force."""
        self._folder = folder
        self._lock = threading.Lock()
        self._office = load_office(folder)
        self._stamp = self._look()
        self.findings: list[Finding] = []

    def __call__(self) -> Office:
        """The office in force."""
        return self._office

    def refresh(self) -> bool:
        """Read the folder again if a file changed; True when another version is in force now."""
        with self._lock:
            stamp = self._look()
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                self._office = load_office(self._folder)
            except OfficeError as error:
                self.findings = error.findings
                logger.error("办公室文件有错误，继续使用原来的版本：\n%s", error)
                return False
            self.findings = []
            return True

    def _look(self) -> tuple[tuple[str, int, int], ...]:
        files = sorted([*self._folder.glob("*.yaml"), *self._folder.glob("sources/*.yaml")])
        return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
