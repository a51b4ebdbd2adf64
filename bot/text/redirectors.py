"""Addresses that only lead on and carry where to: what stands behind them, without asking anybody.

What lives here: the redirectors of search engines, social networks and mail filters, and the caches of AMP pages. What does
not: short links (t.co, bit.ly, news.google.com/rss/articles), which only their servers can follow.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

# Host (without www) and path, and the parameters that may carry the real address, the likeliest first.
_BY_PARAMETER: dict[tuple[str, str], tuple[str, ...]] = {
    ("google", "/url"): ("url", "q"),
    ("news.google.com", "/news/url"): ("url",),
    ("bing.com", "/news/apiclick.aspx"): ("url",),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", "/"): ("u",),
    ("t.umblr.com", "/redirect"): ("z",),
    ("youtube.com", "/redirect"): ("q",),
    ("out.reddit.com", ""): ("url",),
    ("vk.com", "/away.php"): ("to",),
    ("linkedin.com", "/redir/redirect"): ("url",),
    ("urldefense.proofpoint.com", "/v1/url"): ("u",),
    ("safelinks.protection.outlook.com", "/"): ("url",),
}
# Hosts below these are as good as they.
_WITH_ALL_BELOW = ("safelinks.protection.outlook.com",)
# Hosts of which every path is meant.
_ALL_PATHS = frozenset({"out.reddit.com"})
# Source: Proofpoint, "URL Defense": in v2 "-" stands for "%" and "_" for "/"; v3 gives the address as it is between "__" and
# "__;", letters that it replaces by "*" aside.
_URL_DEFENSE = frozenset({"urldefense.com", "urldefense.proofpoint.com"})
_URL_DEFENSE_2 = str.maketrans("-_", "%/")
_URL_DEFENSE_3 = re.compile(r"/v3/__(https?:)/{1,2}([^*]+?)__;", re.IGNORECASE)
_YAHOO = re.compile(r"/RU=([^/]+)/", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/(?:amp/|c/|v/|i/)*(s/)?((?:[a-z0-9-]+\.)+[a-z0-9-]{2,}(?:/.*)?)$", re.IGNORECASE)


def behind(host: str, path: str, query: str) -> str:
    """The http or https address that a redirector or an AMP cache carries, or "" for any other page.

    ``host`` in lower case; ``path`` and ``query`` as they stand in the link.
    """
    plain = host.removeprefix("www.")
    google = plain.startswith("google.")
    if plain.endswith(".cdn.ampproject.org") or (google and path.startswith("/amp/")):
        return _cached(path, query)
    for carried in _carried("google" if google else plain, path, query):
        if carried.lower().startswith(("http://", "https://")):
            return carried
    return ""


def _carried(host: str, path: str, query: str) -> tuple[str, ...]:
    if host == "r.search.yahoo.com":
        found = _YAHOO.search(path)
        return (unquote(found[1]),) if found else ()
    if host in _URL_DEFENSE and path.startswith(("/v2/", "/v3/")):
        return _defended(path, query)
    known = next((each for each in _WITH_ALL_BELOW if host.endswith(f".{each}")), host)
    names = _BY_PARAMETER.get((known, "" if known in _ALL_PATHS else path or "/"), ())
    given = dict(parse_qsl(query)) if names else {}
    return tuple(given[name] for name in names if name in given)


def _defended(path: str, query: str) -> tuple[str, ...]:
    if path.startswith("/v2/"):
        return (unquote(dict(parse_qsl(query)).get("u", "").translate(_URL_DEFENSE_2)),)
    found = _URL_DEFENSE_3.search(f"{path}?{query}" if query else path)
    return (f"{found[1]}//{found[2]}",) if found else ()


def _cached(path: str, query: str) -> str:
    cached = _AMP_CACHE.match(path)
    if not cached:
        return ""
    return f"{'https' if cached[1] else 'http'}://{cached[2]}" + (f"?{query}" if query else "")
