"""Who asks, and which chat it concerns: what Slack says was asked, as the request that the chat floor answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.chat.command import Request
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.news import Language
from bot.platforms.slack.payloads import Asked
from bot.platforms.slack.workspace import Workspace

_PERSON_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Askers:
    """Completes what payloads say by what the workspace knows."""

    workspace: Workspace

    async def home_of(self, asked: Asked) -> str | None:
        """The channel that the request is about: where it was asked, or the asker's own chat with the bot.

        A slash command can be typed in a direct message between other people, and a button pressed in the App Home; the bot can
        post in neither.
        """
        if asked.channel and not asked.direct:
            return asked.channel
        return await self.workspace.direct_message(asked.user) or asked.channel or None

    async def request(self, asked: Asked, home: str, *, menu: bool = False) -> Request:
        """The request about the chat ``home``. ``menu``: the words are the bot's own, and say nothing of a language."""
        try:
            member = await asyncio.wait_for(self.workspace.member(asked.user), _PERSON_SECONDS)
        except TimeoutError:
            member = None
        title = asked.title
        if not title and not asked.direct and asked.channel:
            room = await self.workspace.room(asked.channel)
            title = room.name if room is not None else ""
        kind = asked.kind if asked.channel else ChatKind.PRIVATE
        return Request(
            address=Address(Platform.SLACK, home),
            kind=kind,
            person=Person(Platform.SLACK, asked.user, member.name if member else ""),
            text=asked.text,
            update=asked.update,
            title=title,
            language=member.language if member else Language.OTHER,
            button=asked.button,
            menu=menu,
            reply_to=asked.reply_to,
            time_zone=member.time_zone if member else "",
        )

    async def about(self, asked: Asked) -> Request | None:
        """A request about the chat in which something was asked; None where the bot has none."""
        home = await self.home_of(asked)
        return None if home is None else await self.request(asked, home)

    async def own(self, user: str, text: str = "", update: str = "") -> Request | None:
        """A request about somebody's own chat with the bot; None when Slack opens none."""
        home = await self.workspace.direct_message(user)
        return None if home is None else await self.request(Asked(home, user, text, update), home, menu=True)
