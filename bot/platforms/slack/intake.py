"""Takes in what people ask of the bot on Slack, by WebSocket or by HTTP, and what happens to its channels.

Every payload is acknowledged first and worked on after. What payloads say stands in ``payloads``, how they come in in
``socket_mode`` and ``request_urls``; where answers go, in ``answering``, ``home_tab`` and ``modals``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.chat.command import Answer, meaning
from bot.chat.saying import say
from bot.chat.suggesting import Suggest
from bot.model.chat import Address, ChatKind, Platform
from bot.model.message import Message
from bot.platforms.slack.answering import Answering
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.askers import Askers
from bot.platforms.slack.channel_events import ENDS, PASSAGES, ChannelEvents
from bot.platforms.slack.files import fetched
from bot.platforms.slack.home_tab import HomeTab
from bot.platforms.slack.home_view import OPEN_PREFIX, PAGE_PREFIX, SETTINGS, WATCH
from bot.platforms.slack.manifest import SETTINGS_SHORTCUT, WATCH_SHORTCUT, WHY_SHORTCUT
from bot.platforms.slack.markup import ACTION_PREFIX
from bot.platforms.slack.modal_views import FORM_PREFIX, WatchForm
from bot.platforms.slack.modals import Modals
from bot.platforms.slack.outcomes import Failure, trouble_of
from bot.platforms.slack.payloads import Asked, bare, from_actions, from_command, from_event, from_shortcut
from bot.platforms.slack.splitting import split
from bot.platforms.slack.workspace import Identity
from bot.text.phrases import Phrases

log = structlog.get_logger()

_FORMS = frozenset({SETTINGS, WATCH})

Ack = Callable[..., Awaitable[Any]]
Body = dict[str, Any]


class Inlet(Protocol):
    """How payloads come in."""

    async def open(self, app: AsyncApp) -> None:
        """Returns once they do. Raises PlatformRefused for what trying again cannot mend, any other PlatformDown."""
        ...

    async def close(self) -> None:
        """Lets no more in."""
        ...


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Where the bot shows itself beside its messages."""

    askers: Askers
    answering: Answering
    tab: HomeTab
    modals: Modals


class SlackIntake:
    """The intake of one workspace. Holds what lets payloads in, and the answers under way."""

    platform = Platform.SLACK

    def __init__(
        self,
        api: SlackApi,
        inlet: Inlet,
        surfaces: Surfaces,
        *,
        answer: Answer,
        events: ChannelEvents,
        phrases: Phrases,
        suggest: Suggest,
        command: str = "/rasid",
        patience: float = 20.0,
    ) -> None:
        self._api = api
        self._inlet = inlet
        self._askers = surfaces.askers
        self._answering = surfaces.answering
        self._tab = surfaces.tab
        self._modals = surfaces.modals
        self._answer = answer
        self._events = events
        self._phrases = phrases
        self._suggest = suggest
        self._command = command
        self._patience = patience
        self._me = Identity("", "", "")
        self._under_way: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self) -> None:
        """Returns once payloads come in. Raises PlatformRefused for a refused token or scope, PlatformDown otherwise."""
        await self._inlet.close()
        me = await self._askers.workspace.identity()
        if isinstance(me, Failure):
            raise trouble_of(me, "the bot token (xoxb-…)")
        self._me = me
        await self._inlet.open(self._listener())
        await self._events.welcome_back()

    async def stop(self) -> None:
        """Lets no more in, then waits for the answers under way, twenty seconds at most."""
        await self._inlet.close()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _listener(self) -> AsyncApp:
        me = self._me

        async def authorize() -> AuthorizeResult:
            # As found at start: asking again for each payload would eat into the three seconds for its ack.
            return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot)

        app = AsyncApp(
            name="rasid",
            client=self._api.client(),
            logger=self._api.log,
            authorize=authorize,
            # Signatures are looked at before anything is read: see request_urls.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # Listeners run to their end within the request, which all of them reach at once: else the library looks every ten
            # milliseconds whether one has acknowledged, behind whatever the loop has to do meanwhile.
            process_before_response=True,
        )
        app.command(self._command)(self._on_command)
        app.action(_beginning(ACTION_PREFIX))(self._on_action)
        app.action(_beginning(OPEN_PREFIX))(self._on_opening)
        app.action(_beginning(PAGE_PREFIX))(self._on_page)
        app.view(_beginning(FORM_PREFIX))(self._on_form)
        app.global_shortcut(SETTINGS_SHORTCUT)(self._on_settings)
        app.message_shortcut(WATCH_SHORTCUT)(self._on_watch_this)
        app.message_shortcut(WHY_SHORTCUT)(self._on_why_this)
        app.event(re.compile(r".+"))(self._on_event)
        return app

    async def _on_command(self, ack: Ack, body: Body) -> None:
        await ack()
        asked = from_command(body)
        form = meaning(asked.text, self._phrases)
        self._begin(self._offer(form, asked, body) if form in _FORMS else self._serve(asked))

    async def _on_action(self, ack: Ack, body: Body) -> None:
        await ack()
        for asked in from_actions(body):
            self._begin(self._serve(asked))

    async def _on_opening(self, ack: Ack, body: Body) -> None:
        await ack()
        for asked in from_actions(body):
            self._begin(self._open(asked.text, body))

    async def _on_page(self, ack: Ack, body: Body) -> None:
        await ack()
        for asked in from_actions(body):
            self._begin(self._turn_to(asked.user, asked.text))

    async def _on_form(self, ack: Ack, body: Body) -> None:
        # The acknowledgement of a form says what becomes of it; it is made when this ends, and the work may go on after it.
        acked = asyncio.Event()

        async def acking(**what: Any) -> None:
            await ack(**what)
            acked.set()

        self._begin(self._take(acking, body)).add_done_callback(lambda _taken: acked.set())
        await acked.wait()

    async def _on_settings(self, ack: Ack, body: Body) -> None:
        await ack()
        self._begin(self._open(SETTINGS, body))

    async def _on_watch_this(self, ack: Ack, body: Body) -> None:
        await ack()
        self._begin(self._open(WATCH, body, self._found_in(body)))

    async def _on_why_this(self, ack: Ack, body: Body) -> None:
        await ack()
        self._begin(self._serve(from_shortcut(body, "why")))

    async def _on_event(self, body: Body) -> None:
        event = body.get("event") or {}
        kind = str(event.get("type") or "")
        asked = from_event(body, self._me.user)
        if asked is not None:
            self._begin(self._serve(asked))
        elif kind == "app_home_opened" and event.get("tab") == "home":
            self._begin(self._show_home(event))
        else:
            if kind in PASSAGES:
                self._askers.workspace.moved(str(event.get("channel") or ""), str(event.get("user") or ""))
            self._begin(self._note(kind, event))

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("slack.payload_failed", error=type(task.exception()).__name__, exc_info=task.exception())

    async def _offer(self, form: str, asked: Asked, body: Body) -> None:
        """Opens the form that a command asks for by saying no more than its name; answers it as any other where none opens."""
        if not await self._modals.open(form, body, asked=asked):
            await self._serve(asked)

    async def _serve(self, asked: Asked) -> None:
        """Answers one thing asked; what a channel asks is answered in its order."""
        turn = self._turns.setdefault(asked.channel or asked.user, asyncio.Lock())
        async with turn:
            home = await self._askers.home_of(asked)
            if home is None:
                log.warning("slack.nowhere_to_answer", user=asked.user)
                return
            request = await self._askers.request(asked, home)
            if asked.file is not None:
                request = replace(request, attached=await fetched(self._api, asked.file))
            message = await self._answer(request)
            if message is not None and await self._bring(asked, home, message):
                return
        if request.kind is ChatKind.PRIVATE:
            await self._tab.changed(asked.user)

    async def _bring(self, asked: Asked, home: str, message: Message) -> bool:
        """Brings an answer to where it was asked for; True when the asker's Home shows what is new already."""
        surface = bool(asked.home or asked.view)
        short = surface and message.attachment is None and len(split(message)) == 1
        if asked.home and short and await self._tab.show(asked.user, notice=message.said_aside()):
            return True
        if asked.view and short and await self._modals.say(asked.view, message.said_aside(), asked.channel):
            return False
        if asked.alone:
            message = replace(message, private=True)
        placed = asked if asked.channel and not asked.view else from_surface(asked, asked.channel or home)
        await self._answering.give(placed, message, may_post=placed.channel == home)
        return False

    async def _found_in(self, body: Body) -> WatchForm:
        """The form for a watch of what a message is about, beside which a shortcut was chosen."""
        asked = from_shortcut(body, "")
        written = str((body.get("message") or {}).get("text") or "")
        text = "\n".join(bare(line, self._me.user) for line in written.splitlines())
        found = await self._suggest(Address(Platform.SLACK, asked.channel, ""), asked.reply_to, text)
        several = found.terms if len(found.terms) > 1 else ()
        term = "" if several else "".join(found.terms) or found.words
        return WatchForm(term, where="" if asked.direct else asked.channel, offers=several)

    async def _open(self, name: str, body: Body, form: Coroutine[Any, Any, WatchForm] | None = None) -> None:
        if await self._modals.open(name, body, form=form):
            return
        if form is not None:
            form.close()
        user = str((body.get("user") or {}).get("id") or "")
        request = await self._askers.own(user, update=f"slack:{body.get('trigger_id')}")
        if request is not None:
            known = request.language in self._phrases.languages
            language = request.language if known else self._phrases.languages[0]
            asked = Asked(request.address.channel, user, "", request.update)
            await self._answering.give(asked, say(language, self._phrases.line(language, "modal.late")), may_post=True)

    async def _take(self, ack: Ack, body: Body) -> None:
        await self._modals.take(ack, body)
        await self._tab.changed(str((body.get("user") or {}).get("id") or ""))

    async def _show_home(self, event: Body) -> None:
        user = str(event.get("user") or "")
        self._tab.opened(user, str((event.get("view") or {}).get("hash") or ""))
        await self._tab.show(user)

    async def _note(self, kind: str, event: Body) -> None:
        await self._events.note(kind, event, self._me.user)
        if kind in ENDS:
            # Nothing is sent any more by which it would be seen that the token is worthless.
            await self._askers.workspace.identity()

    async def _turn_to(self, user: str, page: str) -> None:
        if page.isascii() and page.isdigit():
            await self._tab.show(user, page=int(page))


def from_surface(asked: Asked, channel: str) -> Asked:
    """What was pressed in the App Home or a modal, to be answered in a channel."""
    return Asked(channel, asked.user, asked.text, asked.update, button=True)


def _beginning(prefix: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(prefix)}")
