"""Links in one form: the address to open, and the key under which two links count as the same page.

Nothing is fetched: a short link stays what it is.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from bot.text.plain import clean
from bot.text.redirectors import behind

_LONGEST = 4096
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say where a reader came from, or which visit it is, and never which page.
# Source: the lists of tracking parameters that Firefox and ClearURLs remove.
_TRACKING_NAMES = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid mkt_tok
    _hsenc _hsmi __hssc __hstc __hsfp hsctatracking vero_id vero_conv oly_anon_id oly_enc_id wickedid _openstat xtor
    at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_type at_link_origin at_format
    at_ptr_name at_bbc_team ns_campaign ns_mchannel ns_source ns_linkname ns_fee cmpid cmp ito icid ncid ocid smid ftag
    taid soc_src soc_trk guccounter guce_referrer guce_referrer_sig spm scm mibextid wt_mc traffic_source
    _ga _gl gad_source gad_campaignid srsltid rb_clickid s_cid __twitter_impression fb_action_ids fb_action_types fb_ref
    fb_source jsessionid phpsessid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "hsa_", "stm_")
# These mean something else on some sites, so they go only with the value that tracking gives them.
_TRACKING_VALUES = {"ref": {"rss", "feed"}, "source": {"rss", "feed"}, "from": {"rss", "feed"}, "rss": {"", "1", "yes"}}

_AMP_PARAMETERS = {"amp": {"", "1", "true"}, "outputtype": {"amp"}, "output": {"amp"}, "amp_js_v": None, "usqp": None}
_AMP_TAIL = re.compile(r"(?:/amp|\.amp)(?=$|/$)|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_HEAD = re.compile(r"^/amp(?=/.*/)", re.IGNORECASE)
_OTHER_DOORS = ("www.", "m.", "mobile.", "amp.", "wap.")
# A visit's number in the path, as Java servers put it there.
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_SAFE_ESCAPES = re.compile("%[0-9a-fA-F]{2}")


def canonical(url: str, base: str = "") -> str:
    """The link as it is shown and opened, or "" when it is no http or https address.

    Resolved against ``base``; host in lower case and punycode, no default port, no user information, percent-encoding in one
    form; tracking parameters and the fragment are gone (a fragment that routes, ``#!`` or ``#/``, stays); AMP caches and
    known redirectors are replaced by the page they lead to. The order of the query is kept.
    """
    try:
        return _canonical(url, base, hops=3)
    except ValueError:
        return ""


def link_key(url: str) -> str:
    """A key that is equal for links to the same page; the text itself, stripped, when it is no http or https address.

    Beyond ``canonical`` these count as the same: http and https, a leading www, m, mobile or amp in the host, AMP paths and
    parameters, a trailing slash, the order of query parameters. The key is for comparing, not for opening.
    """
    link = canonical(url)
    return key_of_canonical(link) if link else url.strip()


def key_of_canonical(link: str) -> str:
    """``link_key`` of a link that is in canonical form already, in half the time."""
    try:
        return _key(link)
    except ValueError:
        return link


def _canonical(url: str, base: str, hops: int) -> str:
    text = clean(url).replace("\t", "").replace("\n", "").strip()
    if not text or len(text) > _LONGEST:
        return ""
    joined = urljoin(base, text) if base else text
    if joined[:5].lower() != "http:" and joined[:6].lower() != "https:":
        return ""
    parts = urlsplit(safe_url_string(joined))
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host):
        return ""
    inner = behind(host, parts.path, parts.query)
    landed = _canonical(inner, "", hops - 1) if inner and hops else ""
    return landed or _built(parts, host)


def _built(parts: SplitResult, host: str) -> str:
    place = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        place = f"{place}:{parts.port}"
    kept = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    whole = urlunsplit((parts.scheme, place, _SESSION.sub("", parts.path) or "/", _untracked(parts.query), kept))
    return _SAFE_ESCAPES.sub(_one_escape, whole)


def _one_escape(escape: re.Match[str]) -> str:
    """Letters, digits and ``-._~`` stand unescaped; other escapes in upper case. Source: RFC 3986, 6.2.2."""
    letter = chr(int(escape[0][1:], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else escape[0].upper()


def _untracked(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _tracks(pair))


def _tracks(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    return value.lower() in _TRACKING_VALUES.get(name, ())


def _key(link: str) -> str:
    parts = urlsplit(canonicalize_url(link, keep_fragments=True))
    host = _front_door(parts.hostname or "")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    path = _AMP_HEAD.sub("", _AMP_TAIL.sub("", parts.path)).rstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _asks_amp(pair))
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{host}{port}{path}" + (f"?{query}" if query else "") + fragment


def _front_door(host: str) -> str:
    """The host without what only names a variant of the same site (``m.example.com``, but never ``m.com``)."""
    try:
        ip_address(host)
    except ValueError:
        for door in _OTHER_DOORS:
            if host.startswith(door) and "." in host[len(door) :]:
                return _front_door(host[len(door) :])
    return host


def _asks_amp(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if name.lower() not in _AMP_PARAMETERS:
        return False
    wanted = _AMP_PARAMETERS[name.lower()]
    return wanted is None or value.lower() in wanted
