"""The words that platforms offer to be typed or tapped, for menus and completion, and with which the bot introduces itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.chat.command import ORDER, OWN_NAME, Desk, Request
from bot.chat.helping import LISTED_ELSEWHERE
from bot.chat.reception import COMMANDS
from bot.model.chat import ChatKind, Platform, Role
from bot.model.news import Language
from bot.ports import StoreUnavailable
from bot.text.phrases import Phrases


class MenuItem(NamedTuple):
    """A command in a menu: its Latin name, what it does, and the least role that may give it."""

    name: str
    about: str
    needs: Role


@dataclass(frozen=True, slots=True)
class Introduction:
    """How the bot shows itself in one language: its menu, and what it is for in one line and in a paragraph.

    ``stale``: what it says of a button whose message is too old to tell where it stands, with a place for ``{command}``.
    """

    menu: tuple[MenuItem, ...]
    short: str = ""
    long: str = ""
    stale: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a person meets the bot in a chat: the chat's language, and what the person may do there."""

    language: Language
    role: Role


SettingOf = Callable[[Request], Awaitable[Setting | None]]


def command_words(phrases: Phrases) -> tuple[str, ...]:
    """Every word that a command is called by, in all languages, for completion."""
    keys = [f"commands.{name}.words" for name in ORDER]
    return tuple(word for language in phrases.languages for key in keys for word in phrases.words(language, key))


def introductions(phrases: Phrases, name: str = OWN_NAME) -> dict[Language, Introduction]:
    """How the bot, by the name that the operator gives it, introduces itself in each language.

    The menus hold what help lists, not what belongs to another command; nobody is offered what takes a secret word.
    """
    return {language: _introduction(phrases, language, name) for language in phrases.languages}


async def setting_of(request: Request, desk: Desk) -> Setting | None:
    """How the request's person meets the bot in its chat now; None for strangers, in closed chats, and when nobody can say.

    Nothing is opened or stored by this.
    """
    person, address = request.person, request.address
    try:
        held = await desk.register.standing(person, address)
        owner = person.platform is Platform.CONSOLE or str(person) in desk.owners
        role = Role.OWNER if owner else max(held.whole, held.here)
        if request.kind is ChatKind.PRIVATE and role is Role.NOBODY:
            return None
        # Whoever has a role, or is in a group, has been answered there before: the chat exists.
        chat = await desk.chats.open_chat(address, request.kind, "", desk.language)
    except StoreUnavailable:
        return None
    return Setting(chat.language, max(role, Role.READER)) if chat.admitted else None


def _introduction(phrases: Phrases, language: Language, name: str) -> Introduction:
    needs = {command.name: command.needs for command in COMMANDS}
    listed = [each for each in ORDER if each not in LISTED_ELSEWHERE and needs[each] is not Role.NOBODY]
    called = phrases.text(language, "bot.name") if name == OWN_NAME else name
    return Introduction(
        tuple(MenuItem(each, phrases.text(language, f"commands.{each}.about"), needs[each]) for each in listed),
        phrases.text(language, "bot.short", name=called),
        phrases.text(language, "bot.long", name=called),
        phrases.text(language, "bot.stale", command="{command}"),
    )
