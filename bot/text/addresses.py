"""Web addresses as people may see them: without the user name and password that some carry.

What an address leads to, and which form of it is the canonical one, stands in ``links``.
"""

from __future__ import annotations

import re

# Up to the last @ before the path: a password may hold one.
_USER = re.compile(r"^(\s*[a-z][a-z0-9+.-]*:[/\\]*|\s*[/\\]{2})[^/\\?#]*@", re.IGNORECASE)


def has_credentials(url: str) -> bool:
    """Whether a user name, with or without a password, stands before the host."""
    return _USER.search(url) is not None


def without_credentials(url: str) -> str:
    """The address with nothing before its host; other text comes back as it is."""
    return _USER.sub(r"\1", url)
