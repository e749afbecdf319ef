"""This system is not for state secrets: text that carries a 密级 mark is refused wherever it would come in."""

import re

_MARK = re.compile(r"(?:绝密|机密|秘密)\s*[★☆＊*]|密级\s*[:：]\s*(?:绝密|机密|秘密)")
REFUSAL = "标有密级，不得录入本系统"
REMEDY = "请按涉密渠道办理"


def is_marked_secret(*texts: str) -> bool:
    """Whether any of the texts carries a mark of secrecy as official papers do (秘密★1年)."""
    return any(_MARK.search(text) for text in texts)
