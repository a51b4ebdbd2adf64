"""Opens the modals, and does what is sent in through them by the very commands that somebody would have typed.

A modal is opened the moment it is asked for, as Slack allows three seconds and one try, and filled after that. How the forms
look stands in ``modal_views``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.chat.command import Answer, Request
from bot.chat.overview import Overview, ShowOverview
from bot.chat.referring import named_watch
from bot.chat.saying import say
from bot.model.chat import Address, ChatKind, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.model.watch import Severity, Watch
from bot.platforms.slack import choices
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.askers import Askers
from bot.platforms.slack.home_view import SETTINGS
from bot.platforms.slack.modal_views import FORM_PREFIX, FOUND, SEVERITY, TERM, WHERE, Forms, WatchForm, waiting
from bot.platforms.slack.outcomes import Failure
from bot.platforms.slack.payloads import CHANNEL, LANGUAGE, Asked, noted
from bot.text.languages import language_of
from bot.text.phrases import Phrases

log = structlog.get_logger()

AT_ONCE = 1.5
"""Seconds that a form waits for what comes of it, of the three that Slack gives."""

_BEHIND = 0.5

Ack = Callable[..., Awaitable[Any]]
Body = Mapping[str, Any]


class Modals:
    """The modals of one workspace. ``name``: what the operator calls the bot."""

    def __init__(
        self, api: SlackApi, askers: Askers, answer: Answer, overview: ShowOverview, phrases: Phrases, name: str = ""
    ) -> None:
        self._api = api
        self._askers = askers
        self._answer = answer
        self._overview = overview
        self._phrases = phrases
        self._name = name

    async def open(
        self, name: str, body: Body, *, form: Awaitable[WatchForm] | None = None, asked: Asked | None = None
    ) -> bool:
        """Opens the form called ``name`` by the trigger of a payload; False when Slack would not open it any more.

        ``form``: what a form for a watch holds to begin with, found out once it is open; ``asked``: the command that it was
        opened by, whose chat it is about, and in whose language it is. Without one it is about the person's own chat.
        """
        trigger, user = str(body.get("trigger_id") or ""), _user(body) if asked is None else asked.user
        language = Language.OTHER if asked is None else language_of(asked.text)
        opened = await self._api.call("views.open", trigger_id=trigger, view=waiting(self._name_for(user, language)))
        if isinstance(opened, Failure):
            log.info("slack.modal_not_opened", because=opened.because)
            return False
        view = str((opened.get("view") or {}).get("id") or "")
        held = None if form is None else await form
        request = await (self._askers.own(user) if asked is None else self._askers.about(asked))
        if request is not None:
            await self._update(view, await self._filled(name, request, held, language))
        return True

    def wrong(self, body: Body) -> dict[str, str]:
        """What can be said of a form at once: the fields that cannot be as they are, and why; empty when there are none."""
        view = body.get("view") or {}
        values = (view.get("state") or {}).get("values") or {}
        offered = bool(choices.written(values, FOUND))
        needed = [name for name in (TERM, choices.ZONE) if name in values and not (offered and name == TERM)]
        empty = [name for name in needed if not choices.written(values, name).strip()]
        return {name: self._phrases.text(_language(view), "modal.empty") for name in empty}

    async def take(self, ack: Ack, body: Body) -> None:
        """Does what a form asks for, and shows in its place what came of it; a form that was refused is shown again.

        The acknowledgement brings it, or, when it takes long, the news that the bot is at work.
        """
        wrong = self.wrong(body)
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        work = asyncio.ensure_future(self._result(body))
        await asyncio.wait({work}, timeout=AT_ONCE)
        if work.done():
            shown = work.result()
            await (ack() if shown is None else ack(response_action="update", view=shown))
            return
        language = _language(body.get("view") or {})
        await ack(response_action="update", view=waiting(self._name_for(_user(body), language)))
        # Were it sooner there than the acknowledgement, that would take its place.
        await asyncio.sleep(_BEHIND)
        shown = await work
        if shown is not None:
            await self._update(str((body.get("view") or {}).get("id") or ""), shown)

    async def say(self, view: str, message: Message, channel: str) -> bool:
        """Says a message in a modal that is open, its buttons about the chat in ``channel``; False when it is gone."""
        return await self._update(view, self._forms(message.language).said("modal.answer", message, channel))

    async def _result(self, body: Body) -> dict[str, Any] | None:
        try:
            return await self._done(body)
        except Exception:
            # Whoever looks at a form reads that something went wrong, and not three seconds of nothing.
            log.exception("slack.form_failed")
            language = _language(body.get("view") or {})
            return self._forms(language).said("modal.answer", self._sentence(language, "trouble_here.defect"))

    async def _done(self, body: Body) -> dict[str, Any] | None:
        """What a form that was sent in turns into; None when it was sent before."""
        view = body.get("view") or {}
        name = str(view.get("callback_id") or "").removeprefix(FORM_PREFIX)
        request = await self._askers.own(_user(body), update=f"slack:{body.get('trigger_id') or view.get('hash')}")
        if request is None:
            log.warning("slack.nowhere_to_answer", user=_user(body))
            return None
        values = (view.get("state") or {}).get("values") or {}
        if name != SETTINGS:
            return await self._watch(request, values, view)
        return await self._set(await self._at(request, noted(view)[CHANNEL]), values, _language(view))

    async def _filled(self, name: str, request: Request, form: WatchForm | None, language: Language) -> dict[str, Any]:
        """The form for the request's chat. ``language``: of the command it was opened by; the chat's where that says none."""
        found = await self._overview(replace(request, language=language) if self._speaks(language) else request)
        if isinstance(found, Message):
            return self._forms(found.language).said(f"modal.{name}", found)
        forms = self._forms(language if self._speaks(language) else found.chat.language)
        private = request.kind is ChatKind.PRIVATE
        if name == SETTINGS:
            chosen = choices.choices_of(found.chat)
            return forms.settings(chosen, request.address.channel, said=self._place(request, forms.language))
        return forms.watch(form or WatchForm(where="" if private else request.address.channel))

    async def _watch(self, request: Request, values: Body, view: Body) -> dict[str, Any] | None:
        severity = choices.written(values, SEVERITY)
        term = choices.written(values, TERM).strip() or choices.written(values, FOUND)
        form = WatchForm(term, Severity(severity or "normal"), choices.written(values, WHERE))
        about, language = await self._about(request, form.where), _language(view)
        if about is None:
            return self._forms(language).watch(form, said=self._sentence(language, "modal.not_in_channel"))
        said = await self._answer(self._saying(about, "watch", form.term, language))
        if said is None:
            return None
        forms = self._forms(said.language)
        watched = await self._watched(about, form.term)
        if watched is not None:
            if form.severity is not watched.severity:
                said = await self._raised(self._saying(about, "severity", f"{watched.id} {form.severity}", language), said)
            return forms.said("modal.watch", self._in_channel(about, said), about.address.channel)
        # The bot may have asked something in return, by buttons: they work here as well.
        return forms.watch(form, said=said) if not said.buttons else forms.said("modal.watch", said, about.address.channel)

    async def _raised(self, raising: Request, said: Message) -> Message:
        more = await self._answer(replace(raising, update=f"{raising.update}:severity"))
        return said if more is None else _joined([said, replace(more, buttons=())])

    async def _watched(self, about: Request, term: str) -> Watch | None:
        found = await self._overview(about)
        return named_watch(term, found.watches) if isinstance(found, Overview) else None

    async def _about(self, request: Request, where: str) -> Request | None:
        """The request, about the conversation chosen; None when the bot cannot see that one."""
        if not where or where == request.address.channel:
            return request
        return None if await self._askers.workspace.room(where) is None else await self._at(request, where)

    async def _at(self, request: Request, where: str) -> Request:
        """The request of somebody's own chat, made about a channel."""
        if not where or where == request.address.channel:
            return request
        asked = Asked(where, request.person.id, "", request.update)
        return replace(await self._askers.request(asked, where, menu=True), address=Address(Platform.SLACK, where))

    async def _set(self, request: Request, values: Body, language: Language) -> dict[str, Any]:
        found = await self._overview(request)
        if isinstance(found, Message):
            return self._forms(found.language).said("modal.settings", found)
        now = choices.choices_of(found.chat)
        wanted = choices.choices_in(values, now)
        answers = []
        for number, (name, value) in enumerate(choices.commands(wanted, now)):
            asking = self._saying(request, name, value, language)
            said = await self._answer(replace(asking, update=f"{request.update}:{number}"))
            # A refusal is the same, however much was asked for.
            answers += [] if said is None or said in answers else [said]
        after = await self._overview(request)
        channel = request.address.channel
        if isinstance(after, Message):
            return self._forms(after.language).said("modal.settings", after)
        if not answers:
            unchanged = self._sentence(language, "modal.unchanged")
            return self._forms(language).said("modal.settings", self._in_channel(request, unchanged))
        said = self._in_channel(request, _joined(answers))
        if choices.is_refused(wanted, now, choices.choices_of(after.chat)):
            # Something was not taken: what was written stands there, to be set right.
            return self._forms(language).settings(wanted, channel, said=replace(said, buttons=()))
        return self._forms(said.language).said("modal.settings", said, channel)

    def _saying(self, request: Request, name: str, rest: str, language: Language) -> Request:
        """The request that gives a command in the form's language, as somebody would type it there."""
        word = self._phrases.words(language, f"commands.{name}.words")[0]
        return replace(request, text=f"{word} {rest}".strip(), menu=False)

    async def _update(self, view: str, shown: Mapping[str, Any]) -> bool:
        done = await self._api.call("views.update", view_id=view, view=dict(shown))
        if isinstance(done, Failure):
            log.info("slack.modal_not_shown", because=done.because)
        return not isinstance(done, Failure)

    def _sentence(self, language: Language, key: str) -> Message:
        return say(language, self._phrases.line(language, key, name=self._title(language)))

    def _in_channel(self, about: Request, said: Message) -> Message:
        """What was said of a channel, its name before it: a form stands beside all of them."""
        named = self._place(about, said.language)
        return said if named is None else replace(said, blocks=(*named.blocks, *said.blocks))

    def _place(self, about: Request, language: Language) -> Message | None:
        """Which channel a request is about; None for somebody's own chat."""
        if about.kind is ChatKind.PRIVATE or not about.title:
            return None
        return say(language, self._phrases.line(language, "modal.in_channel", channel=f"#{about.title}"))

    def _speaks(self, language: Language) -> bool:
        return language in self._phrases.languages

    def _name_for(self, user: str, language: Language) -> str:
        """What the bot calls itself to somebody of whom it may know nothing yet: then in every language."""
        member = self._askers.workspace.known(user)
        for spoken in (language, member.language if member is not None else Language.OTHER):
            if self._speaks(spoken):
                return self._title(spoken)
        return " · ".join(dict.fromkeys(map(self._title, reversed(self._phrases.languages))))

    def _forms(self, language: Language) -> Forms:
        return Forms(self._phrases, language, self._title(language))

    def _title(self, language: Language) -> str:
        return self._name or self._phrases.text(language, "bot.name")


def _joined(messages: list[Message]) -> Message:
    """Several answers as one, in the language of the last."""
    blocks = tuple(
        replace(block, language=block.language or message.language) for message in messages for block in message.blocks
    )
    buttons = tuple(row for message in messages for row in message.buttons)
    return replace(messages[-1], blocks=blocks, buttons=buttons)


def _language(view: Body) -> Language:
    return Language.of(noted(view)[LANGUAGE])


def _user(body: Body) -> str:
    return str((body.get("user") or {}).get("id") or "")
