"""One workspace's courier, intake and directory, sharing one client."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.command import Answer
from bot.chat.overview import ShowOverview
from bot.chat.suggesting import Suggest
from bot.platforms.slack.answering import Answering
from bot.platforms.slack.api import SLACK, SlackApi
from bot.platforms.slack.askers import Askers
from bot.platforms.slack.channel_events import ChannelEvents
from bot.platforms.slack.courier import SlackCourier
from bot.platforms.slack.directory import SlackDirectory
from bot.platforms.slack.home_tab import HomeTab
from bot.platforms.slack.intake import Inlet, SlackIntake, Surfaces
from bot.platforms.slack.modals import Modals
from bot.platforms.slack.request_urls import RequestUrls, Signatures
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspace import Workspace
from bot.ports import ChatStore, Clock, Outbox
from bot.text.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Http:
    """HTTP mode: where the bot listens, and the secret that Slack signs its requests with."""

    host: str
    port: int
    signing_secret: str


class SlackConnection:
    """A workspace under one bot token. The courier and the directory work whether or not the intake runs.

    Payloads come in over HTTP with ``http``, else through Socket Mode, which takes the app-level token.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str = "",
        *,
        base_url: str = SLACK,
        command: str = "/rasid",
        seconds: float = 30.0,
        proxy: str = "",
        http: Http | None = None,
    ) -> None:
        secret = http.signing_secret if http is not None else ""
        self._api = SlackApi(
            bot_token, base_url=base_url, app_token=app_token, seconds=seconds, proxy=proxy, signing_secret=secret
        )
        self._command = command
        self._http = http
        self._workspace = Workspace(self._api)
        self.courier = SlackCourier(self._api)
        self.directory = SlackDirectory(self._workspace)

    def intake(
        self,
        *,
        answer: Answer,
        overview: ShowOverview,
        suggest: Suggest,
        phrases: Phrases,
        chats: ChatStore,
        outbox: Outbox,
        clock: Clock,
        name: str = "",
        ping_seconds: float = 10.0,
    ) -> SlackIntake:
        """The intake that hands what people ask to ``answer``, and shows what ``overview`` gives in the App Home.

        ``suggest``: what a message may be watched for.
        ``name``: what the operator calls the bot; ``ping_seconds`` bounds how long a dead socket goes unseen.
        """
        askers = Askers(self._workspace)
        surfaces = Surfaces(
            askers,
            Answering(self._api, self.courier, outbox, clock, chats),
            HomeTab(self._api, askers.own, overview, phrases),
            Modals(self._api, askers, answer, overview, phrases, name),
        )
        inlet = self._inlet(clock, ping_seconds)
        events = ChannelEvents(chats)
        return SlackIntake(
            self._api,
            inlet,
            surfaces,
            answer=answer,
            events=events,
            phrases=phrases,
            suggest=suggest,
            command=self._command,
        )

    def refusal(self) -> str | None:
        """Slack's code for refusing the bot token; "" while it takes it, None before its first answer."""
        return self._api.refusal

    async def close(self) -> None:
        """Lets go of the HTTP session. Stop the intake first."""
        await self._api.close()

    def _inlet(self, clock: Clock, ping_seconds: float) -> Inlet:
        if self._http is None:
            return SocketMode(self._api, ping_seconds)
        return RequestUrls(self._http.host, self._http.port, Signatures(self._http.signing_secret, clock))


def connect_slack(
    bot_token: str,
    app_token: str = "",
    *,
    base_url: str = SLACK,
    command: str = "/rasid",
    seconds: float = 30.0,
    proxy: str = "",
    http: Http | None = None,
) -> SlackConnection:
    """A workspace's connection; nothing is sent before it is used. ``seconds``: how long one call may take."""
    return SlackConnection(bot_token, app_token, base_url=base_url, command=command, seconds=seconds, proxy=proxy, http=http)
