"""Three hundred invented posts that appear at one moment: forty matters with their reposts among everyday talk."""

from dataclasses import replace
from itertools import cycle

from service.demo.script import NOISE, Item, Site, story

TOWNS = ("柳河镇", "石桥镇", "白沙镇", "青山镇", "双溪镇")
REPOSTS = 2
POSTS = 300
BEFORE = -7200
"""Seconds before the burst at which the sites' first posts appeared, so that every source has had its first look."""

MATTERS = (
    "{town}老粮站旁边的出租房着火了，三楼有人趴在窗口喊救命，浓烟把整条巷子都盖住，消防车刚到，已经抬出来两个受伤的",
    "{town}后山刚才塌下来一大片，埋了两间屋和半条村道，有三个人还没找到，村里在组织人挖，急需挖机和救护车",
    "{town}中心幼儿园十几个孩子中午吃完饭上吐下泻，都送卫生院了，家长围在门口要说法，园方不让看厨房",
    "{town}自来水断了四天，两千多户人家排队接消防车的水，打水厂电话一直没人接，老人小孩怎么过，请主管部门给个准话",
    "{town}养老院护工打老人，监控里看得清清楚楚，八十岁的老太太被扇耳光还被绑在床上，院方反过来让家属别声张",
    "网传{town}下月起所有种地的都要按亩交水费管理费，不交就收回承包地，群里都在转，到底有没有这个文件，请官方澄清",
    "{town}拆迁补偿款拖了两年不发，一百七十户老百姓天天去镇里问，每次都说再等等，今天大家在镇政府门口坐着等答复",
    "{town}工业小区的化工厂半夜偷排，河水红得像酱油，死鱼漂了几里路，附近八百多户不敢开窗，投诉了多少次没人管",
)


def burst_story() -> tuple[Item, ...]:
    """What was there before, then everything at once; the serial gives each post its ids on the pages."""
    everyday = [replace(item, quotes=None, thread=None) for item in story() if item.matter == NOISE]
    early = [replace(item, offset=BEFORE, sticky=False) for item in (_first(everyday, site) for site in Site)]
    matters = [text.format(town=town) for text in MATTERS for town in TOWNS]
    said = [post for number, text in enumerate(matters) for post in _told(number, text)]
    rest = (replace(item, offset=0, sticky=False) for item in cycle(everyday))
    fill = [_varied(next(rest), number) for number in range(POSTS - len(said))]
    mixed = [post for pair in zip(said, fill, strict=False) for post in pair]
    posts = early + mixed + (said[len(fill) :] or fill[len(said) :])
    return tuple(replace(item, serial=serial) for serial, item in enumerate(posts))


def _first(items: list[Item], site: Site) -> Item:
    return next(item for item in items if item.site is site)


def _told(number: int, text: str) -> list[Item]:
    """One matter: mostly on the microblog, every fifth on the forum, every fifth on the portal; then reposts of it."""
    site = {3: Site.FORUM, 4: Site.PORTAL}.get(number % 5, Site.MICROBLOG)
    title = text.split("，", 1)[0] if site is not Site.MICROBLOG else ""
    opening = Item(f"matter-{number}", site, 0, f"路人{number}", text, title=title, source="望川县融媒体中心")
    reposts = [
        Item(opening.matter, Site.MICROBLOG, 0, f"转发的人{number}-{copy}", f"转：{text}{'！' * copy}")
        for copy in range(REPOSTS)
    ]
    return [opening, *reposts]


def _varied(item: Item, number: int) -> Item:
    """An everyday post under a new nickname, so that no two are the same post."""
    title = item.title or (item.text[:20] if item.site is not Site.MICROBLOG else "")
    return replace(item, nickname=f"{item.nickname}{number}", title=title)
