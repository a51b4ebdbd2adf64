"""Web addresses as people may see them: without the user name and password that some carry.

What an address leads to, and which form of it is the canonical one, stands in ``links``.
"""

from __future__ import annotations

import re

# Up to the last @ before the path: a password may hold one. Without a scheme it takes a colon and a host, or it is an e-mail's.
_USER = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]*:[/\\]+|(?<!\S)[/\\]{2})[^/\\?#\s]*@|(?<!\S)/?[^\s/\\@:]+:[^\s/\\]*@(?=[\w-]+(?:[.:][\w-]+)+)",
    re.IGNORECASE,
)


def has_credentials(text: str) -> bool:
    """Whether an address in the text has a user name before its host, with or without a password."""
    return _USER.search(text) is not None


def without_credentials(text: str) -> str:
    """The text with nothing before the host of any address in it; other text comes back as it is."""
    return _USER.sub(lambda found: found["scheme"] or "", text)
