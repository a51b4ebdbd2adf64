"""How much one chat may have, so that none takes the bot from the others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quotas:
    """The most that a chat may have: watches, feeds of its own, and commands in a minute."""

    watches: int = 500
    feeds: int = 200
    commands: int = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an owner allows one chat instead of the usual; None: the usual."""

    watches: int | None = None
    feeds: int | None = None
    commands: int | None = None

    def over(self, usual: Quotas) -> Quotas:
        """What the chat may have."""
        return Quotas(
            usual.watches if self.watches is None else self.watches,
            usual.feeds if self.feeds is None else self.feeds,
            usual.commands if self.commands is None else self.commands,
        )
