"""Takes commands in over Socket Mode, and notices when the bot is removed from a channel or the workspace.

Every payload is acknowledged first and worked on after. What payloads say stands in ``payloads``; where answers go, in
``answering``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.chat.command import Answer, Request
from bot.model.chat import Address, ChatState, Person, Platform
from bot.model.news import Language
from bot.platforms.slack.answering import Answering
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.markup import ACTION_PREFIX, to_blocks
from bot.platforms.slack.outcomes import Failure, is_refusal_of_us
from bot.platforms.slack.payloads import Asked, from_actions, from_command, from_event
from bot.platforms.slack.splitting import split
from bot.platforms.slack.workspace import Identity, Workspace
from bot.ports import ChatStore, PlatformDown, PlatformRefused, StoreUnavailable

log = structlog.get_logger()

REMOVED = "app_uninstalled"
_LEFT = {
    "member_left_channel": "left_channel",
    "channel_left": "left_channel",
    "group_left": "left_channel",
    "channel_archive": "is_archived",
    "group_archive": "is_archived",
    "channel_deleted": "channel_deleted",
    "group_deleted": "channel_deleted",
}
_BACK = frozenset({"member_joined_channel", "channel_unarchive", "group_unarchive"})
_CONNECT_SECONDS = 20.0
_PERSON_SECONDS = 3.0

Ack = Callable[[], Awaitable[Any]]
Body = dict[str, Any]


class SlackIntake:
    """The intake of one workspace. Holds the WebSocket and the answers under way."""

    platform = Platform.SLACK

    def __init__(
        self,
        api: SlackApi,
        workspace: Workspace,
        answering: Answering,
        *,
        answer: Answer,
        chats: ChatStore,
        command: str = "/rasid",
        ping_seconds: float = 10.0,
        patience: float = 20.0,
    ) -> None:
        self._api = api
        self._workspace = workspace
        self._answering = answering
        self._answer = answer
        self._chats = chats
        self._command = command
        self._ping_seconds = ping_seconds
        self._patience = patience
        self._me = Identity("", "", "")
        self._socket: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self) -> None:
        """Returns once the WebSocket stands. Raises PlatformRefused for a refused token or scope, PlatformDown otherwise."""
        await self._hang_up()
        me = await self._workspace.identity()
        if isinstance(me, Failure):
            raise _trouble(me, "the bot token (xoxb-…)")
        address = await self._api.socket_address()
        if isinstance(address, Failure):
            raise _trouble(address, "the app-level token (xapp-…)")
        self._me = me
        app = self._listen()
        socket = AsyncSocketModeHandler(
            app, self._api.app_token, logger=self._api.log, web_client=self._api.client(), ping_interval=self._ping_seconds
        )
        socket.client.wss_uri = address
        self._socket = socket
        try:
            await asyncio.wait_for(socket.client.connect(), _CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self._hang_up()
            raise PlatformDown("Slack's WebSocket does not open") from None
        self._watch = asyncio.create_task(self._keep_address_fresh(), name="slack-socket-address")
        await self._welcome_back()

    async def stop(self) -> None:
        """Closes the WebSocket, then waits for the answers under way, twenty seconds at most."""
        await self._hang_up()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _listen(self) -> AsyncApp:
        me = self._me

        async def authorize() -> AuthorizeResult:
            # As found at start: asking again for each payload would eat into the three seconds for its ack.
            return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot)

        app = AsyncApp(
            name="rasid",
            client=self._api.client(),
            logger=self._api.log,
            authorize=authorize,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
        )
        app.command(self._command)(self._on_command)
        app.action(re.compile(f"^{re.escape(ACTION_PREFIX)}"))(self._on_action)
        app.event(re.compile(r".+"))(self._on_event)
        return app

    async def _on_command(self, ack: Ack, body: Body) -> None:
        await ack()
        self._begin(self._serve(from_command(body)))

    async def _on_action(self, ack: Ack, body: Body) -> None:
        await ack()
        for asked in from_actions(body):
            self._begin(self._serve(asked))

    async def _on_event(self, body: Body) -> None:
        event = body.get("event") or {}
        kind = str(event.get("type") or "")
        asked = from_event(body, self._me.user)
        if asked is not None:
            self._begin(self._serve(asked))
        elif kind == "app_home_opened" and event.get("tab") == "home":
            self._begin(self._show_home(str(event.get("user") or ""), f"slack:{body.get('event_id')}"))
        else:
            self._begin(self._note(kind, event))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("slack.payload_failed", error=type(task.exception()).__name__, exc_info=task.exception())

    async def _serve(self, asked: Asked) -> None:
        """Answers one thing asked; what a channel asks is answered in its order."""
        turn = self._turns.setdefault(asked.channel or asked.user, asyncio.Lock())
        async with turn:
            home = await self._home_of(asked)
            if home is None:
                log.warning("slack.nowhere_to_answer", user=asked.user)
                return
            message = await self._answer(await self._request(asked, home))
            if message is not None:
                placed = asked if asked.channel else from_home(asked, home)
                await self._answering.give(placed, message, may_post=placed.channel == home)

    async def _home_of(self, asked: Asked) -> str | None:
        """The channel that the request is about: where it was asked, or the asker's own chat with the bot.

        A slash command can be typed in a direct message between other people, and a button pressed in the App Home; the bot can
        post in neither.
        """
        if asked.channel and not asked.direct:
            return asked.channel
        return await self._workspace.direct_message(asked.user) or asked.channel or None

    async def _request(self, asked: Asked, home: str) -> Request:
        try:
            member = await asyncio.wait_for(self._workspace.member(asked.user), _PERSON_SECONDS)
        except TimeoutError:
            member = None
        title = asked.title
        if not title and not asked.direct and asked.channel:
            room = await self._workspace.room(asked.channel)
            title = room.name if room is not None else ""
        return Request(
            address=Address(Platform.SLACK, home),
            kind=asked.kind if asked.channel else from_home(asked, home).kind,
            person=Person(Platform.SLACK, asked.user, member.name if member else ""),
            text=asked.text,
            update=asked.update,
            title=title,
            language=member.language if member else Language.OTHER,
            button=asked.button,
        )

    async def _show_home(self, user: str, update: str) -> None:
        """The App Home shows what ``help`` says."""
        home = await self._workspace.direct_message(user)
        if home is None:
            return
        # Nobody typed this word, so it says nothing of the language.
        request = replace(await self._request(Asked(home, user, "help", update), home), menu=True)
        message = await self._answer(request)
        if message is None:
            return
        blocks = to_blocks(split(message)[0])[0]
        shown = await self._api.call("views.publish", user_id=user, view={"type": "home", "blocks": blocks})
        if isinstance(shown, Failure):
            log.info("slack.home_not_shown", because=shown.because)

    async def _note(self, kind: str, event: Body) -> None:
        """Keeps the chats' states true to what happens to their channels."""
        channel = event.get("channel")
        address = Address(Platform.SLACK, str(channel.get("id") if isinstance(channel, dict) else channel or ""))
        about_me = event.get("user") == self._me.user or not kind.startswith("member_")
        try:
            if kind in {"app_uninstalled", "tokens_revoked"}:
                for chat in await self._chats.chats():
                    if chat.address.platform is Platform.SLACK:
                        await self._chats.suspend(chat.address, REMOVED)
            elif kind in _LEFT and about_me and address.channel:
                await self._chats.suspend(address, _LEFT[kind])
            elif kind in _BACK and about_me and address.channel:
                await self._chats.restore(address)
        except StoreUnavailable:
            # The next delivery to the channel finds out by itself.
            log.warning("slack.event_not_kept", event=kind)

    async def _welcome_back(self) -> None:
        """Chats that went with the app come back with it."""
        try:
            for chat in await self._chats.chats():
                gone = chat.state is ChatState.SUSPENDED and chat.because == REMOVED
                if chat.address.platform is Platform.SLACK and gone:
                    await self._chats.restore(chat.address)
        except StoreUnavailable:
            log.warning("slack.chats_not_read")

    async def _keep_address_fresh(self) -> None:
        """A WebSocket address is good for one use and a short time, but slack_sdk's reconnecting tries the same one for ever.

        So the address is taken away from it whenever the socket is down; it then asks for another.
        """
        while self._socket is not None:
            await asyncio.sleep(self._ping_seconds)
            if not await self._socket.client.is_connected():
                self._socket.client.wss_uri = None

    async def _hang_up(self) -> None:
        socket, self._socket = self._socket, None
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        if socket is None:
            return
        client = socket.client
        await client.close()  # type: ignore[no-untyped-call]
        tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)


def from_home(asked: Asked, home: str) -> Asked:
    """A button of the App Home, to be answered in the person's own chat with the bot."""
    return Asked(home, asked.user, asked.text, asked.update, response_url="", button=True)


def _trouble(failure: Failure, what: str) -> PlatformRefused | PlatformDown:
    if is_refusal_of_us(failure):
        return PlatformRefused(f"Slack refuses {what}: {failure.because}")
    return PlatformDown(f"Slack does not answer: {failure.because}")
