"""What only shows when the files of an office are read together."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

from config.check_crawling import crawling_findings
from config.check_regulation import regulation_findings
from config.findings import ERROR, WARNING, Finding
from config.handin import BY_HAND, folder_name, is_handed_in
from config.handin_findings import handin_findings
from config.office import Office
from config.reading import Reading, read_office
from config.reading import sheet_finding as _at
from config.user_pages import is_user_page, sounds_official
from config.yaml_text import Path as Place

_INTRANET = re.compile(r"[\da-fA-F.:]+/\d{1,3}:\d{1,5}")


def check_office(folder: Path) -> Reading:
    """Read an office folder and add what only shows across its files."""
    reading = read_office(folder)
    if reading.office is not None:
        reading.findings.extend(_across(reading.office, reading))
    return reading


def _across(office: Office, reading: Reading) -> Iterator[Finding]:
    yield from _unit_findings(office, reading)
    yield from _people_findings(office, reading)
    yield from _roster_findings(office, reading)
    yield from _channel_findings(office, reading)
    yield from regulation_findings(office, reading)
    yield from _source_findings(office, reading)
    yield from crawling_findings(office, reading)
    yield from handin_findings(office, reading.documents)


def _unit_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    codes = [unit.code for unit in office.units.units]
    names = Counter(unit.name for unit in office.units.units)
    for index, unit in enumerate(office.units.units):
        place: Place = ("单位", index)
        if unit.code in codes[:index]:
            yield _at(reading, "units", (*place, "代码"), "C101", f"单位代码“{unit.code}”重复", "请改成不同的代码")
        if names[unit.name] > 1:
            yield _at(reading, "units", (*place, "名称"), "C102", f"有两个单位都叫“{unit.name}”", "请改成可区分的名称")
        if unit.parent and unit.parent not in codes:
            yield _at(reading, "units", (*place, "上级单位"), "C103", f"上级单位“{unit.parent}”不存在", "请填已有单位的代码")
        elif _own_ancestor(office, unit.code):
            yield _at(reading, "units", (*place, "上级单位"), "C104", f"“{unit.name}”的上级单位绕成一圈", "请改正上下级关系")
    for key, code in [("值班室", office.units.duty_office), *(("协调单位", code) for code in office.units.coordinating)]:
        if code not in codes:
            yield _at(reading, "units", (key,), "C105", f"{key}“{code}”不在单位表中", "请填已有单位的代码")


def _own_ancestor(office: Office, code: str) -> bool:
    parents = {unit.code: unit.parent for unit in office.units.units}
    seen, current = set(), parents.get(code, "")
    while current and current not in seen:
        if current == code:
            return True
        seen.add(current)
        current = parents.get(current, "")
    return False


def _people_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    known = {channel.code for channel in office.channels.channels}
    seen: set[str] = set()
    for index, unit in enumerate(office.units.units):
        if unit.group_channel and unit.group_channel not in known:
            place: Place = ("单位", index, "工作群")
            yield _at(reading, "units", place, "C112", f"工作群“{unit.group_channel}”不在渠道表中", "请在 channels.yaml 中添加")
        if not any(person.channels for person in unit.people) and not unit.group_channel:
            place = ("单位", index)
            yield _at(reading, "units", place, "C113", f"“{unit.name}”没有任何可通知的人", "请至少填一名有渠道的人员，或工作群")
        for number, person in enumerate(unit.people):
            place = ("单位", index, "人员", number)
            if person.code in seen:
                yield _at(reading, "units", (*place, "代码"), "C110", f"人员代码“{person.code}”重复", "请改成不同的代码")
            seen.add(person.code)
            for channel in person.channels:
                if channel not in known:
                    yield _at(reading, "units", (*place, "渠道"), "C111", f"渠道“{channel}”不存在", "请在 channels.yaml 中添加")


def _roster_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    people = {person.code for unit in office.units.units for person in unit.people}
    for index, shift in enumerate(office.roster.shifts):
        for key, person in (("值班员", shift.first), ("副班", shift.second)):
            if person and person not in people:
                place: Place = ("值班表", index, key)
                yield _at(reading, "roster", place, "C201", f"{key}“{person}”不在人员中", "请填 units.yaml 中人员的代码")
    for weekday, hour in _uncovered(office):
        message = f"星期{'一二三四五六日'[weekday - 1]} {hour:02d}:00 起无人值班"
        yield _at(reading, "roster", ("值班表",), "C202", message, "请补上这一段的值班员")
        return


def _uncovered(office: Office) -> Iterator[tuple[int, int]]:
    for weekday in range(1, 8):
        for hour in range(24):
            if office.roster.on_duty(weekday, time(hour, 0)) is None:
                yield weekday, hour


def _channel_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    codes = [channel.code for channel in office.channels.channels]
    for index, channel in enumerate(office.channels.channels):
        place: Place = ("渠道", index)
        if channel.code in codes[:index]:
            yield _at(reading, "channels", (*place, "代码"), "C301", f"渠道代码“{channel.code}”重复", "请改成不同的代码")
        for other in channel.fallback:
            if other not in codes or other == channel.code:
                yield _at(reading, "channels", (*place, "备用"), "C302", f"备用渠道“{other}”无效", "请填另一条已有渠道的代码")
        if not channel.url.startswith(("文件:", "环境:")) and "://" not in channel.url:
            remedy = "应写成 wecombot://… 或 mailto://… 之类，或 文件:名称"
            yield _at(reading, "channels", (*place, "地址"), "C303", f"渠道地址“{channel.url[:12]}…”不完整", remedy)
        if "verify=no" in channel.url:
            yield _at(reading, "channels", (*place, "地址"), "C304", "渠道关闭了证书校验", "请删去 verify=no")
    for code in office.channels.operators:
        if code not in codes:
            yield _at(reading, "channels", ("运维告警",), "C305", f"运维告警渠道“{code}”不存在", "请填已有渠道的代码")


def _source_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    seen: set[str] = set()
    for source in office.sources:
        file = reading.source_files[source.code]
        document = reading.documents[file]

        def wrong(number: str, key: str, message: str, remedy: str, severity: str = ERROR) -> Finding:
            mark = ERROR if severity == ERROR else WARNING
            return Finding(number, mark, file, _source_line(document.lines, key), message, remedy)  # noqa: B023

        if source.code in seen:
            yield wrong("C501", "代码", f"信源代码“{source.code}”重复", "请改成不同的代码")
        seen.add(source.code)
        parts = urlsplit(source.address)
        if is_handed_in(source.address):
            if source.address != BY_HAND and not folder_name(source.address):
                remedy = "应写成如 文件夹:inbox，文件夹须在办公室文件夹之内"
                yield wrong("C505", "地址", f"来信文件夹“{source.address}”无法使用", remedy)
        elif parts.scheme not in ("http", "https") or not parts.hostname:
            remedy = "应为 http:// 或 https:// 开头的网址；不采集、由人登记的写 人工登记，收信的写 文件夹:inbox"
            yield wrong("C502", "地址", f"信源地址“{source.address}”不是网址", remedy)
        if is_user_page(source.address) and not sounds_official(source.name):
            remedy = "只可关注政府和媒体账号；请改为话题、地名或栏目页"
            yield wrong("C503", "地址", f"“{source.name}”是个人主页，不得作为信源（P-4）", remedy)
        for permit in source.intranet:
            if not _INTRANET.fullmatch(permit):
                yield wrong("C504", "内网许可", f"内网许可“{permit}”无法识别", "应写成如 10.1.2.0/24:80")


def _source_line(lines: dict[Place, int], key: str) -> int:
    return next((line for place, line in lines.items() if place and place[-1] == key), 1)
