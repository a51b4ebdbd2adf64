"""Groups that were greeted a moment ago, so that whoever adds the bot by a link is not greeted for the link as well.

Source: https://core.telegram.org/bots/features#deep-linking (``startgroup`` sends ``/start`` with its word into the group).
"""

from __future__ import annotations

LATELY = 60.0
"""Seconds in which a group is greeted once."""

LINKED = "start here"
"""What our own link says in a group that the bot is added to by it."""


class Greetings:
    """When groups were greeted last, as far as this process knows."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def due(self, group: str, now: float) -> bool:
        """Whether a group is to be greeted; from ``now`` on (monotonic seconds) it has been."""
        self._last = {known: at for known, at in self._last.items() if now - at < LATELY}
        return self._last.setdefault(group, now) == now
