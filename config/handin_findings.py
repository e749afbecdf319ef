"""What is wrong with keys and rounds of what is handed in, seen across the office's files."""

from collections.abc import Iterator

from config.apikeys import FILE as KEYS_FILE
from config.findings import ERROR, Finding
from config.handin import intake_source
from config.office import Office
from config.yaml_text import Document


def handin_findings(office: Office, documents: dict[str, Document]) -> Iterator[Finding]:
    """Keys of sources that are not there or that nobody hands posts in to."""
    for index, key in enumerate(office.api_keys.keys):
        if intake_source(office, key.source) is None:
            line = documents[KEYS_FILE].line_of(("密钥", index, "信源"))
            message = f"密钥所写的信源“{key.source}”不是登记信源"
            yield Finding("C506", ERROR, KEYS_FILE, line, message, "请改为 sources 中“地址: 人工登记”的信源代码，或删去这一条")
