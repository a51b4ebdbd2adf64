"""Whether a platform refuses the bot itself: said in the state of the process, and told once to whoever looks after it.

What a refusal is stands with each platform; who is told, and whether they know already, in the store.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.app.schedule import REFUSED
from bot.model.chat import Platform

Refusal = Callable[[], str | None]
"""Why the platform refuses the bot, in its own code; "" while it takes it, None as long as nothing is known."""


class ShutOut:
    """Follows the refusals of the platforms. ``tell`` is given a platform and its code, or "" once it takes the bot again."""

    def __init__(self, refusals: Mapping[Platform, Refusal], tell: Callable[[Platform, str], Awaitable[bool]]) -> None:
        self._refusals = refusals
        self._tell = tell
        self._known: dict[Platform, str | None] = {}

    async def look(self) -> int:
        """Tells what has changed since the last look; returns how much of it was news."""
        told = 0
        for platform, refusal in self._refusals.items():
            now = refusal()
            if now is not None and now != self._known.get(platform):
                told += await self._tell(platform, now)
                self._known[platform] = now
        return told

    def states(self, states: Mapping[str, str]) -> dict[str, str]:
        """The states of the platforms, those that refuse the bot shown as such, whether or not they take anything in."""
        refused = {str(platform): REFUSED for platform, refusal in self._refusals.items() if refusal()}
        return {**states, **{name: state for name, state in refused.items() if name in states}}
