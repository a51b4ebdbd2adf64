"""Sites that offer no feeds of what people publish on them, told by their addresses. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.model.listing import Dead

_DEAD: Mapping[str, Dead] = {
    **dict.fromkeys(("t.me", "telegram.me", "telegram.dog", "telegram.org"), Dead.TELEGRAM),
    **dict.fromkeys(("x.com", "twitter.com"), Dead.X),
    **dict.fromkeys(("facebook.com", "fb.com", "fb.me", "fb.watch"), Dead.FACEBOOK),
    **dict.fromkeys(("instagram.com", "instagr.am"), Dead.INSTAGRAM),
    **dict.fromkeys(("threads.net", "threads.com"), Dead.THREADS),
    "tiktok.com": Dead.TIKTOK,
    "whatsapp.com": Dead.WHATSAPP,
    "linkedin.com": Dead.LINKEDIN,
}


def host_of(url: str) -> str:
    """The host of an address in lower case, without a dot behind it; "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def dead_end(url: str) -> Dead | None:
    """The site of this address, when it is one that offers no feeds; else None."""
    host = host_of(url)
    while "." in host:
        if host in _DEAD:
            return _DEAD[host]
        host = host.partition(".")[2]
    return None
