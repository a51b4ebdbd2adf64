"""How the modals look: the form that adds a watch, the form of the settings, and what is said in their place.

What their fields hold when they are sent in is read by ``choices``.

Source: https://docs.slack.dev/reference/views (titles and buttons of 24 characters, ``private_metadata`` of 3,000).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names

from bot.chat.severity import OFFERED
from bot.model.message import Isolate, Message, Piece
from bot.model.news import Language
from bot.model.preferences import Style
from bot.model.watch import Severity
from bot.platforms.slack import choices
from bot.platforms.slack.choices import Choices
from bot.platforms.slack.home_view import SETTINGS, WATCH
from bot.platforms.slack.markup import plain_text, shorten, to_blocks, words_of
from bot.platforms.slack.payloads import CHANNEL, LANGUAGE
from bot.platforms.slack.splitting import split
from bot.text.direction import inline
from bot.text.phrases import Phrases

FORM_PREFIX = "rasid-form:"
"""Begins the callback id of a form; what follows names it (``watch``, ``settings``)."""

SAID = "rasid-said"
"""The callback id of a view that only says something."""

TERM, FOUND, SEVERITY, WHERE = "term", "found", "severity", "where"
TITLE = 24
MOST_TERM = 400
_TIMES, _ZONE = Piece("08:00 18:00", Isolate.LTR), Piece("Asia/Beirut", Isolate.LTR)
_LABEL, _VALUE = 75, "value"
_MOST_VALUE = 150

Json = dict[str, Any]
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WatchForm:
    """What the form that adds a watch holds. ``where``: the conversation, "" for the person's own chat.

    ``offers``: terms to choose one of; what is written into the field for the term counts before it.
    """

    term: str = ""
    severity: Severity = Severity.NORMAL
    where: str = ""
    offers: tuple[str, ...] = ()


class Forms:
    """The forms in one language; ``name`` is what the bot calls itself in it."""

    def __init__(self, phrases: Phrases, language: Language, name: str) -> None:
        self._phrases = phrases
        self._language = self.language = language
        self._name = name

    def watch(self, form: WatchForm = WatchForm(), *, said: Message | None = None) -> Json:
        """The form that adds a watch, holding ``form``; ``said``: why it is shown again."""
        severities = [(severity.value, self._say(f"button.{severity}")) for severity in reversed(OFFERED)]
        term: Json = {"type": "plain_text_input", "max_length": MOST_TERM, "placeholder": self._text("modal.term_sample")}
        where: Json = {
            "type": "conversations_select",
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            "placeholder": self._text("modal.where_sample"),
        }
        if form.term:
            term["initial_value"] = form.term[:MOST_TERM]
        if form.where:
            where["initial_conversation"] = form.where
        found = [(offer, offer) for offer in form.offers if len(offer) <= _MOST_VALUE]
        label = "modal.other_term" if found else "modal.term"
        fields = [
            *([self._field(FOUND, "modal.found", _select(found, found[0][0]))] if found else []),
            self._field(TERM, label, term, optional=bool(found), hint="modal.term_hint"),
            self._field(SEVERITY, "modal.severity", _select(severities, form.severity.value)),
            self._field(WHERE, "modal.where", where, optional=True, hint="modal.where_hint"),
        ]
        return self._form(WATCH, fields, said, submit="modal.watch_it")

    def settings(self, chosen: Choices, channel: str, *, said: Message | None = None) -> Json:
        """The form of a chat's settings, holding ``chosen``."""
        names = [(code.value, self._phrases.text(code, f"button.{code}")) for code in self._phrases.languages]
        styles = [(style.value, self._say(f"modal.style_{style}")) for style in Style]
        digests = [(kind, self._say(f"modal.digest_{kind}")) for kind in choices.DIGESTS]
        spoken = get_day_names("wide", locale=self._language.value)
        days = [(day, spoken[number].capitalize()) for number, day in enumerate(choices.DAYS)]
        zone: Json = {"type": "plain_text_input", "initial_value": chosen.zone, "max_length": 100}
        at: Json = {"type": "plain_text_input", "max_length": 100, "placeholder": plain_text(_TIMES.text)}
        if chosen.digest_at:
            at["initial_value"] = chosen.digest_at
        fields = [
            self._field(choices.LANGUAGE, "modal.language", _select(names, chosen.language)),
            self._field(choices.ZONE, "modal.zone", zone, hint="modal.zone_hint"),
            self._field(choices.QUIET_FROM, "modal.quiet_from", _time(chosen.quiet_from), optional=True),
            self._field(choices.QUIET_TO, "modal.quiet_to", _time(chosen.quiet_to), optional=True, hint="modal.quiet_hint"),
            self._field(choices.DIGEST, "modal.digest", _select(digests, chosen.digest)),
            self._field(choices.DIGEST_AT, "modal.digest_at", at, optional=True, hint="modal.digest_hint"),
            self._field(choices.DIGEST_DAY, "modal.digest_day", _select(days, chosen.digest_day), optional=True),
            self._field(choices.STYLE, "modal.style", _select(styles, chosen.style)),
            self._either(choices.PREVIEWS, (choices.ON, choices.OFF), chosen.previews),
            self._either(choices.DIGITS, (choices.WESTERN, choices.ARABIC), chosen.digits),
            self._either(choices.ALERTS, (choices.ON, choices.OFF), chosen.alerts),
        ]
        return self._form(SETTINGS, fields, said, submit="modal.save", channel=channel)

    def _either(self, name: str, options: Sequence[str], chosen: str) -> Json:
        """A field with a few options, called in the catalogue as it is here."""
        named = [(option, self._say(f"modal.{name}_{option}")) for option in options]
        return self._field(name, f"modal.{name}", _select(named, chosen))

    def said(self, title: str, message: Message, channel: str = "") -> Json:
        """A view that says a message, its buttons working on the chat in ``channel``. ``title``: a catalogue key."""
        return self._frame(title, [*to_blocks(split(message)[0])[0]], SAID, channel, close="modal.done")

    def _form(self, name: str, fields: list[Json], said: Message | None, *, submit: str, channel: str = "") -> Json:
        above = [] if said is None else [*to_blocks(split(said)[0])[0], {"type": "divider"}]
        view = self._frame(f"modal.{name}", [*above, *fields], f"{FORM_PREFIX}{name}", channel, close="modal.cancel")
        return {**view, "submit": self._text(submit)}

    def _frame(self, title: str, blocks: list[Json], callback: str, channel: str, *, close: str) -> Json:
        kept = {CHANNEL: channel, LANGUAGE: self._language.value}
        return {
            "type": "modal",
            "callback_id": callback,
            "title": self._text(title),
            "close": self._text(close),
            "blocks": blocks,
            "private_metadata": json.dumps(kept),
        }

    def _field(self, name: str, label: str, element: Json, *, optional: bool = False, hint: str = "") -> Json:
        block: Json = {"type": "input", "block_id": name, "optional": optional, "label": self._text(label)}
        if hint:
            block["hint"] = self._text(hint)
        return {**block, "element": {"action_id": _VALUE, **element}}

    def _text(self, key: str) -> Json:
        line = self._phrases.line(self._language, key, name=self._name, times=_TIMES, zone=_ZONE)
        return plain_text(words_of(line, from_right=self._language is Language.ARABIC))

    def _say(self, key: str) -> str:
        return self._phrases.text(self._language, key)


def waiting(name: str) -> Json:
    """A view that stands while what it will show is looked up: a modal must be opened within three seconds.

    ``name``: what the bot calls itself.
    """
    return {
        "type": "modal",
        "callback_id": SAID,
        "title": plain_text(shorten(inline(name), TITLE)),
        "blocks": [{"type": "section", "text": plain_text("…")}],
    }


def _select(options: Sequence[Option], chosen: str) -> Json:
    made = [{"text": plain_text(shorten(label, _LABEL)), "value": value} for value, label in options]
    element: Json = {"type": "static_select", "options": made}
    first = next((option for option in made if option["value"] == chosen), None)
    return element if first is None else {**element, "initial_option": first}


def _time(clock: str) -> Json:
    return {"type": "timepicker", **({"initial_time": clock} if clock else {})}
