"""Who administers a chat on Slack, and who is in it."""

from __future__ import annotations

from bot.model.chat import Address, Person, Platform
from bot.platforms.slack.workspace import Workspace


class SlackDirectory:
    """Asks the workspace at the time of use; an answer is at most a minute old, and new with ``fresh``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        """Whether the person runs the workspace, made the channel and is in it, or is whose direct message this is.

        False when Slack cannot say.
        """
        if address.platform is not Platform.SLACK or person.platform is not Platform.SLACK:
            return False
        if address.channel.startswith("D"):
            return await self._workspace.direct_message(person.id) == address.channel
        member = await self._workspace.member(person.id, fresh=fresh)
        if member is not None and member.runs_it:
            return True
        room = await self._workspace.room(address.channel)
        made_it = room is not None and room.creator == person.id
        return made_it and await self._workspace.is_inside(address.channel, person.id, fresh=fresh) is True

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        """Whether the person is in the channel, or is who a direct message is with; nobody is who was deactivated.

        None of a private channel that the bot is not in, and when Slack cannot say.
        """
        if address.platform is not Platform.SLACK or person.platform is not Platform.SLACK:
            return None
        if address.channel.startswith("D"):
            return await self.is_admin(address, person, fresh=fresh)
        return await self._workspace.is_inside(address.channel, person.id, fresh=fresh)
