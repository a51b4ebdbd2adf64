"""How the bot's own notices read: a sentence, what to do about it, and buttons for that.

Which notices there are is decided where they are queued; a notice's values are texts, and the names of their places tell what
they stand for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.model.alert import Notice
from bot.model.chat import Chat
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Trouble
from bot.text.phrases import Phrases, Value

MOMENTS: Final = frozenset({"since", "until"})
"""Places that hold a moment, written in ISO 8601 and said in the chat's time zone."""

COUNTS: Final = frozenset({"count", "total", "usual"})
"""Places that hold a number; ``count`` chooses the plural form."""

# What can be done about a notice: the button's words and its action, in which {places} stand for values.
_BUTTONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "feed_failing": (("feeds", "feeds"), ("pause", "feed pause {number}")),
    "feed_held": (("release", "feed release {number}"), ("drop", "feed drop {number}")),
    "feed_gone": (("try_again", "feed resume {number}"), ("remove", "feed remove {number}")),
    "feed_moved": (("feeds", "feeds"),),
    "feed_silent": (("feeds", "feeds"),),
    "feeds_unreachable": (("feeds", "feeds"),),
    "host_failing": (("feeds", "feeds"),),
}


def announce(notice: Notice, chat: Chat, phrases: Phrases, today: datetime | None = None) -> Message:
    """A notice as a message; moments of the same day as ``today`` are said without their date.

    What the catalogue has no sentence for is said as it stands, so that no notice is ever stuck.
    """
    language = chat.language
    name = notice.key.removeprefix("notice.")
    try:
        lines = _lines(name, _values(notice, chat, phrases, today), dict(notice.values), chat, phrases)
    except (KeyError, ValueError):
        text = " ".join((notice.key, *(value for _, value in notice.values)))
        lines = (phrases.line(language, "notice.plain", text=text),)
    said = "".join(piece.text for piece in lines[0])
    return Message(language, (Block(BlockKind.TEXT, lines),), said, _buttons(name, notice, chat, phrases))


def _lines(name: str, values: Mapping[str, Value], given: Mapping[str, str], chat: Chat, phrases: Phrases) -> tuple[Line, ...]:
    """The notice's own sentence, then what to do about its trouble, and what else is to be said with it."""
    keys = [f"notice.{name}", f"advice.{given.get('trouble', '')}", f"notice_then.{name}"]
    said = keys[:1] + [key for key in keys[1:] if phrases.has(chat.language, key)]
    return tuple(phrases.line(chat.language, key, **values) for key in said)


def _values(notice: Notice, chat: Chat, phrases: Phrases, today: datetime | None) -> dict[str, Value]:
    given = dict(notice.values)
    values: dict[str, Value] = {}
    for name, value in given.items():
        if name in MOMENTS:
            values[name] = Piece(phrases.moment(chat.language, datetime.fromisoformat(value), chat.time_zone, today))
        elif name in COUNTS:
            values[name] = int(value)
        elif name == "name":
            values[name] = Piece(value, Isolate.AUTO, bold=True)
        elif name == "times":
            values[name] = Piece(f"×{value}", Isolate.LTR)
        elif name == "platform":
            values[name] = Piece(phrases.text(chat.language, f"chats.{value}"))
        elif name in {"address", "host", "because"}:
            values[name] = Piece(value, Isolate.LTR)
        elif name == "trouble":
            values[name] = _trouble(value, given.get("detail", ""), chat, phrases)
        elif name == "pace":
            values[name] = phrases.line(chat.language, "feeds.a_day", count=int(value))
        else:
            values[name] = value
    return values


def _trouble(value: str, detail: str, chat: Chat, phrases: Phrases) -> Line:
    said = phrases.line(chat.language, f"trouble.{Trouble(value)}")
    if not detail:
        return said
    return phrases.line(chat.language, "feeds.failing", trouble=said, detail=Piece(detail, Isolate.LTR))


def _buttons(name: str, notice: Notice, chat: Chat, phrases: Phrases) -> tuple[tuple[Button, ...], ...]:
    values = dict(notice.values)
    row = tuple(
        Button(phrases.text(chat.language, f"button.{label}"), action.format_map(values))
        for label, action in _BUTTONS.get(name, ())
        if "{" not in action or "number" in values
    )
    return (row,) if row else ()
