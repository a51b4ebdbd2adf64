"""One workspace's courier, intake and directory, sharing one client."""

from __future__ import annotations

from bot.chat.command import Answer
from bot.platforms.slack.answering import Answering
from bot.platforms.slack.api import SLACK, SlackApi
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.directory import SlackDirectory
from bot.platforms.slack.intake import SlackIntake
from bot.platforms.slack.workspace import Workspace
from bot.ports import ChatStore, Clock, Outbox


class SlackConnection:
    """A workspace under one pair of tokens. The courier and the directory work whether or not the intake runs."""

    def __init__(
        self, bot_token: str, app_token: str = "", *, base_url: str = SLACK, command: str = "/rasid", seconds: float = 30.0
    ) -> None:
        self._api = SlackApi(bot_token, base_url=base_url, app_token=app_token, seconds=seconds)
        self._command = command
        self._workspace = Workspace(self._api)
        self.courier = SlackCourier(self._api)
        self.directory = SlackDirectory(self._workspace)

    def intake(
        self, *, answer: Answer, chats: ChatStore, outbox: Outbox, clock: Clock, ping_seconds: float = 10.0
    ) -> SlackIntake:
        """The intake that hands what people ask to ``answer``; ``ping_seconds`` bounds how long a dead socket goes unseen."""
        answering = Answering(self._api, self.courier, outbox, clock)
        return SlackIntake(
            self._api,
            self._workspace,
            answering,
            answer=answer,
            chats=chats,
            command=self._command,
            ping_seconds=ping_seconds,
        )

    async def close(self) -> None:
        """Lets go of the HTTP session. Stop the intake first."""
        await self._api.close()


def connect_slack(
    bot_token: str, app_token: str = "", *, base_url: str = SLACK, command: str = "/rasid", seconds: float = 30.0
) -> SlackConnection:
    """A workspace's connection; nothing is sent before it is used. ``seconds``: how long one call may take."""
    return SlackConnection(bot_token, app_token, base_url=base_url, command=command, seconds=seconds)
