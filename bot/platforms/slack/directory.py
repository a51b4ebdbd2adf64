"""Who administers a chat on Slack."""

from __future__ import annotations

from bot.model.chat import Address, Person, Platform
from bot.platforms.slack.workspace import Workspace


class SlackDirectory:
    """Asks the workspace at the time of use; an answer is at most a minute old."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        """Whether the person runs the workspace, made the channel, or is the one whose direct message this is.

        False when Slack cannot say.
        """
        if address.platform is not Platform.SLACK or person.platform is not Platform.SLACK:
            return False
        if address.channel.startswith("D"):
            return await self._workspace.direct_message(person.id) == address.channel
        member = await self._workspace.member(person.id)
        if member is not None and member.runs_it:
            return True
        room = await self._workspace.room(address.channel)
        return room is not None and room.creator == person.id

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        """Whether somebody in a direct message is who it is with; of channels the app's scopes do not tell."""
        if address.platform is not Platform.SLACK or person.platform is not Platform.SLACK:
            return None
        return await self.is_admin(address, person) if address.channel.startswith("D") else None
