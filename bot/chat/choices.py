"""What a chat can choose about how it is told: how each choice is read, written down and taken into the chat.

Each is named as its command is. The answers stand in ``preferences``, the panel of all of them in ``settings``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.chat.command import unquoted
from bot.chat.times import said
from bot.model.chat import Chat, ChatState
from bot.model.news import Language
from bot.model.preferences import WEEKDAYS, Digest, QuietHours, Style
from bot.text.folding import folded
from bot.text.phrases import Phrases
from bot.text.zones import zones_called

NAMES: Final = ("language", "timezone", "quiet", "digest", "style", "previews", "digits", "alerts")
"""The choices in the order in which people see them."""

OFF: Final = "off"
"""How no quiet hours, no digest and what is switched off are written down."""

USUAL_TIMES: Final = (8 * 60,)
USUAL_DAY: Final = 6
MOST_TIMES: Final = 6
"""How many times of day a digest may have, so that a button can say them all."""

_SWITCHED: Final[Mapping[str, str]] = {"on": "choice.on", OFF: "choice.off"}
_SAMPLES: Final = {"123": False, "١٢٣": True}
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_DAYS: Final = tuple(f"weekday.words_{day}" for day in WEEKDAYS)
_PLANS: Final = ("digest.words_hourly", "digest.words_daily", "digest.words_weekly")


def written(name: str, chat: Chat) -> str:
    """A choice as buttons and the audit write it: ASCII, and understood by ``chosen``."""
    return _WRITTEN[name](chat)


async def chosen(name: str, argument: str, chat: Chat, phrases: Phrases) -> Chat | None:
    """The chat with another choice; None for what is not understood."""
    asked = unquoted(argument.strip()).strip()
    if name == "timezone":
        # The names of the zones of the world take a moment to be put in order, the first time.
        zones = await asyncio.to_thread(zones_called, asked)
        return replace(chat, time_zone=zones[0]) if len(zones) == 1 else None
    return _READ[name](asked, chat, phrases)


def _read_language(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    found = _named(asked, phrases, {f"language.words_{each}": each for each in phrases.languages})
    return None if found is None else replace(chat, language=Language(found))


def _read_quiet(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    found = said(asked, phrases, "choice.words_off")
    if found is None:
        return None
    if found.words and not found.times:
        return _with(chat, quiet=None)
    if len(found.times) != len(("start", "end")) or found.words:
        return None
    start, end = found.times
    return _with(chat, quiet=None if start == end else QuietHours(start, end))


def _read_digest(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    found = said(asked, phrases, "choice.words_off", *_PLANS, *_DAYS)
    if found is None or len(found.times) > MOST_TIMES or not (found.times or found.words):
        return None
    if "choice.words_off" in found.words:
        return _with(chat, digest=None) if len(found.words) == 1 and not found.times else None
    days = [_DAYS.index(word) for word in found.words if word in _DAYS]
    plans = {word for word in found.words if word in _PLANS}
    if len(days) > 1 or len(plans) > 1:
        return None
    times = tuple(sorted(set(found.times))) or USUAL_TIMES
    if plans == {_PLANS[0]}:
        return None if days or found.times else _with(chat, digest=Digest(hourly=True))
    if plans == {_PLANS[1]}:
        return None if days else _with(chat, digest=Digest(times))
    weekly = bool(days) or plans == {_PLANS[2]}
    return _with(chat, digest=Digest(times, (days[0] if days else USUAL_DAY) if weekly else None))


def _read_style(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    found = _named(asked, phrases, {f"style.words_{each}": each for each in Style}, {each: f"style.{each}" for each in Style})
    return None if found is None else _with(chat, style=Style(found))


def _read_previews(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    on = _on(asked, phrases)
    return None if on is None else _with(chat, previews=on)


def _read_digits(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    if asked in _SAMPLES:
        # Folding would make the two alike.
        return _with(chat, arabic_digits=_SAMPLES[asked])
    found = _named(asked, phrases, {f"digits.words_{each}": each for each in ("arabic", "western")})
    return None if found is None else _with(chat, arabic_digits=found == "arabic")


def _read_alerts(asked: str, chat: Chat, phrases: Phrases) -> Chat | None:
    switch, _, end = asked.partition(" ")
    until = stamped(end) if switch == OFF else None
    on = _on(asked if until is None else switch, phrases, {"on": "alerts.on", OFF: "alerts.off"})
    if on is None:
        return None
    return replace(chat, state=ChatState.ACTIVE if on else ChatState.PAUSED, because="", paused_until=until)


def stamp(moment: datetime) -> str:
    """A moment as buttons write it: UTC, to the second, understood by ``stamped``."""
    return moment.astimezone(UTC).strftime(_STAMP)


def stamped(text: str) -> datetime | None:
    """The moment of a ``stamp``; None for anything else."""
    try:
        return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _written_alerts(chat: Chat) -> str:
    if chat.state is ChatState.PAUSED and chat.paused_until is not None:
        return f"{OFF} {stamp(chat.paused_until)}"
    return _switch(chat.state is ChatState.ACTIVE)


def _on(asked: str, phrases: Phrases, shown: Mapping[str, str] = _SWITCHED) -> bool | None:
    found = _named(asked, phrases, {"choice.words_on": "on", "choice.words_off": OFF}, shown)
    return None if found is None else found == "on"


def _named(asked: str, phrases: Phrases, keys: Mapping[str, str], shown: Mapping[str, str] | None = None) -> str | None:
    """What is called so in any language; a code is its own name, and so is what the panel shows of it (by ``shown``'s keys)."""
    word = folded(asked.strip("."))
    for key, name in keys.items():
        called = {name, *(each for known in phrases.languages for each in phrases.words(known, key))}
        if shown is not None:
            called.update(phrases.text(known, shown[name]) for known in phrases.languages)
        if word in {folded(each) for each in called}:
            return name
    return None


def _with(chat: Chat, **choices: object) -> Chat:
    return replace(chat, preferences=replace(chat.preferences, **choices))  # type: ignore[arg-type]


def _switch(on: bool) -> str:  # noqa: FBT001 (it writes down just that)
    return "on" if on else OFF


_READ: Final[Mapping[str, Callable[[str, Chat, Phrases], Chat | None]]] = {
    "language": _read_language,
    "quiet": _read_quiet,
    "digest": _read_digest,
    "style": _read_style,
    "previews": _read_previews,
    "digits": _read_digits,
    "alerts": _read_alerts,
}
_WRITTEN: Final[Mapping[str, Callable[[Chat], str]]] = {
    "language": lambda chat: chat.language.value,
    "timezone": lambda chat: chat.time_zone,
    "quiet": lambda chat: str(chat.preferences.quiet or OFF),
    "digest": lambda chat: str(chat.preferences.digest or OFF),
    "style": lambda chat: chat.preferences.style.value,
    "previews": lambda chat: _switch(chat.preferences.previews),
    "digits": lambda chat: "arabic" if chat.preferences.arabic_digits else "western",
    "alerts": _written_alerts,
}
