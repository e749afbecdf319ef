"""What one address is: the same page under a thousand spellings is one page."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2083
_TRACKING = re.compile(
    r"(?i)^(utm_\w+|spm\w*|gclid|fbclid|yclid|msclkid|hm\w{2}|_t|_rand|rand(om)?|timestamp|nonce"
    r"|from|isappinstalled|share_?\w*|weixin\w*|wfr|vd_source|referer|sudaref|phpsessid|jsessionid"
    r"|track(ing)?_?(id)?|fromuid|extra|mobile|_dsign)$"
)
_SESSION = re.compile(r"(?i);jsessionid=[^/?#]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WEIBO = ("weibo.com", "weibo.cn")
_WEIBO_POST = re.compile(r"^/(?:u/)?\d{5,}/(\w{6,})/?$")
_MAY_STAND = "/%:@!$&'()*+,;=~-._"


def is_web(url: str) -> bool:
    """Whether this is an http(s) address of a usable length; `javascript:`, `file:`, `data:` … are not."""
    try:
        parts = urlsplit(url.strip())
        return parts.scheme.lower() in _DEFAULT_PORTS and bool((parts.hostname or "").strip(".")) and len(url) <= LONGEST
    except ValueError:
        return False


def canonical(url: str) -> str:
    """One spelling per page: no fragment, no tracking parameters, sorted query; empty when it is no web address."""
    if not is_web(url):
        return ""
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    try:
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    path = quote(_SESSION.sub("", parts.path) or "/", safe=_MAY_STAND)
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _query(query: str) -> str:
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.match(name)]
    return urlencode(sorted(pairs))


def absolute(page: str, link: str) -> str:
    """The address a link on a page leads to; empty when it is no web address."""
    try:
        joined = urljoin(page, link.strip())
    except ValueError:
        return ""
    return joined if is_web(joined) else ""


def host_of(url: str) -> str:
    """Host and port, the unit of politeness; empty for no web address."""
    return urlsplit(url).netloc.rpartition("@")[2].lower() if is_web(url) else ""


def same_site(source: str, link: str) -> bool:
    """Whether a link stays on the source's own site (its host, or a neighbour below the same www-less name)."""
    home, other = urlsplit(source).hostname or "", urlsplit(link).hostname or ""
    home = home.removeprefix("www.")
    return other == home or (not home.replace(".", "").isdigit() and other.endswith("." + home))


def on_host_of(page: str, link: str) -> str:
    """A Weibo link on the host its page came from, so that a stand-in for Weibo is asked and not Weibo itself."""
    here, there = urlsplit(page), urlsplit(link)
    return link if _is_weibo(here.hostname or "") else urlunsplit((here.scheme, here.netloc, *there[2:]))


def _is_weibo(host: str) -> bool:
    return host in _WEIBO or host.endswith(tuple("." + name for name in _WEIBO))


def without_person(url: str) -> str:
    """The address of a post without its writer's user id, where the platform puts one there (regulations.md P-5)."""
    parts = urlsplit(url)
    if not _is_weibo(parts.hostname or ""):
        return url
    found = _WEIBO_POST.match(parts.path)
    if found:
        return f"https://m.weibo.cn/status/{found[1]}"
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("uid", "rl")]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs), ""))
