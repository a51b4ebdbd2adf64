"""What goes wrong at the sockets; anything else that is raised there is a defect.

Every time is timezone-aware UTC.
"""

from __future__ import annotations


class StoreUnavailable(Exception):
    """The database did not answer (down, full, locked for too long); nothing was changed."""


class Fenced(Exception):
    """The lease under which this was done is somebody else's now; nothing was changed."""


class PlatformDown(Exception):
    """The platform does not answer; trying again later makes sense."""


class PlatformRefused(Exception):
    """The platform refuses us: a wrong token, a missing scope. The text says what, without the secret."""
