"""What helps at a terminal: what may stand behind a command, and what to type for a button that cannot be pressed there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.command import Desk, meaning
from bot.chat.vocabulary import command_words
from bot.model.chat import Address
from bot.model.news import Language
from bot.text.folding import folded
from bot.text.phrases import Phrases

_OFFERED = 20
_OF_WATCHES = frozenset(
    {"unwatch", "severity", "spellings", "switch", "examples", "edit", "route", "mute", "latest", "search", "test", "trend"}
)
_OF_FEEDS = frozenset(
    {"feed_check", "feed_remove", "feed_pause", "feed_resume", "feed_text", "feed_release", "feed_drop", "feed_assign"}
)


async def offered(typed: str, address: Address, desk: Desk) -> Sequence[tuple[str, str]]:
    """Whole lines that what somebody types may become, by what their chat has, each with a note; a few at most."""
    words = typed.split()
    count, name = _command(words, desk.phrases)
    if name is None or (count == len(words) and not typed.endswith(" ")):
        return ()
    begun = folded(" ".join(words[count:]))
    known = _of_language(name, desk.phrases) or await _of_chat(name, address, desk)
    found = [(f"{' '.join(words[:count])} {each}", note) for each, note in known if folded(each).startswith(begun)]
    return found[:_OFFERED]


def spoken(action: str, phrases: Phrases) -> str:
    """What to type for a button's action in the language that it carries: its command by that language's own word."""
    head, mark, code = action.rpartition(" @")
    words = (head if mark else action).split()
    count, name = _command(words, phrases)
    if name is None or not mark:
        return " ".join(words)
    return " ".join((phrases.words(Language.of(code), f"commands.{name}.words")[0], *words[count:]))


def _command(words: Sequence[str], phrases: Phrases) -> tuple[int, str | None]:
    """How many of these words name a command, and which."""
    for count in range(min(3, len(words)), 0, -1):
        name = meaning(" ".join(words[:count]), phrases)
        if name is not None:
            return count, name
    return 0, None


def _of_language(name: str, phrases: Phrases) -> Sequence[tuple[str, str]]:
    """What may stand behind a command whatever a chat has."""
    if name == "help":
        return [(word, "") for word in command_words(phrases)]
    keys = [f"language.words_{language}" for language in phrases.languages] if name == "language" else []
    return [(word, "") for within in phrases.languages for key in keys for word in phrases.words(within, key)[:1]]


async def _of_chat(name: str, address: Address, desk: Desk) -> Sequence[tuple[str, str]]:
    """What may stand behind a command of what a chat has, and what that is."""
    chat = next((each for each in await desk.chats.chats() if each.address == address), None)
    if chat is None:
        return ()
    if name in _OF_WATCHES:
        return [(watch.term, str(watch.id)) for watch in await desk.chats.watches(chat.id)]
    if name in _OF_FEEDS:
        return [(str(state.number), state.source.name) for state in await desk.chats.sources(chat.id)]
    if name == "unmute":
        known = await desk.mutes.of_chat(chat.id, desk.clock.now())
        return [(str(mute.number), mute.term or mute.headline) for mute in known]
    return ()
