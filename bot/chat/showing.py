"""A choice of a chat in words, as it stands in answers, in the panel of settings and on buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.alerts.timing import zone_of
from bot.chat.command import Desk
from bot.model.chat import Chat, ChatState
from bot.model.message import Line, Piece
from bot.model.news import Language
from bot.model.preferences import WEEKDAYS, clock


def shown(name: str, chat: Chat, language: Language, desk: Desk) -> Line:
    """What the chat has chosen, in this language."""
    return _SHOWN[name](chat, language, desk)


def on_button(name: str, chat: Chat, language: Language, desk: Desk) -> Piece:
    """The same for the label of a button; digits to choose from are a sample, and stay as they are."""
    return Piece("".join(piece.text for piece in shown(name, chat, language, desk)), code=name == "digits")


def _language(chat: Chat, language: Language, desk: Desk) -> Line:
    return (Piece(desk.phrases.text(language, f"language.{chat.language}")),)


def _zone(chat: Chat, language: Language, desk: Desk) -> Line:
    return (Piece(desk.phrases.place(language, str(zone_of(chat.time_zone)))),)


def _quiet(chat: Chat, language: Language, desk: Desk) -> Line:
    quiet = chat.preferences.quiet
    if quiet is None:
        return desk.phrases.line(language, "quiet.off")
    return desk.phrases.line(language, "quiet.span", start=Piece(clock(quiet.start)), end=Piece(clock(quiet.end)))


def _style(chat: Chat, language: Language, desk: Desk) -> Line:
    return desk.phrases.line(language, f"style.{chat.preferences.style}")


def _previews(chat: Chat, language: Language, desk: Desk) -> Line:
    return desk.phrases.line(language, "choice.on" if chat.preferences.previews else "choice.off")


def _digits(chat: Chat, language: Language, desk: Desk) -> Line:
    del language, desk
    return (Piece("١٢٣" if chat.preferences.arabic_digits else "123"),)


def _alerts(chat: Chat, language: Language, desk: Desk) -> Line:
    if chat.state is ChatState.PAUSED and chat.paused_until is not None:
        until = desk.phrases.moment(language, chat.paused_until, chat.time_zone, desk.clock.now())
        return desk.phrases.line(language, "alerts.off_until", time=Piece(until))
    return desk.phrases.line(language, "alerts.on" if chat.state is ChatState.ACTIVE else "alerts.off")


def _digest(chat: Chat, language: Language, desk: Desk) -> Line:
    phrases, digest = desk.phrases, chat.preferences.digest
    if digest is None:
        return phrases.line(language, "digest.off")
    if digest.hourly:
        return phrases.line(language, "digest.hourly")
    times = _listed([Piece(clock(each)) for each in digest.times], language, desk)
    if digest.weekday is None:
        return phrases.line(language, "digest.daily", times=times)
    day = Piece(phrases.text(language, f"weekday.{WEEKDAYS[digest.weekday]}"))
    return phrases.line(language, "digest.weekly", day=day, times=times)


def _listed(times: Sequence[Piece], language: Language, desk: Desk) -> Line:
    """Times of day as one list whose last two are joined by "and"."""
    comma, last = (Piece(desk.phrases.text(language, f"digest.{each}")) for each in ("comma", "and"))
    pieces: list[Piece] = []
    for place, time in enumerate(times):
        if place:
            pieces.append(last if place == len(times) - 1 else comma)
        pieces.append(time)
    return tuple(pieces)


_SHOWN: Final[Mapping[str, Callable[[Chat, Language, Desk], Line]]] = {
    "language": _language,
    "timezone": _zone,
    "quiet": _quiet,
    "digest": _digest,
    "style": _style,
    "previews": _previews,
    "digits": _digits,
    "alerts": _alerts,
}
