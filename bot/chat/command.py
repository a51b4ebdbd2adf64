"""What a command is: the request as a platform took it in, the call it is read as, and the desk that answers it.

Who may do what stands in ``admission``, how a call is run in ``reception``; no platform is known here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from rapidfuzz import fuzz, process

from bot.chat.engine import Engine
from bot.chat.taking import taking
from bot.chat.turnstile import Turnstile
from bot.matching.explaining import Explanation
from bot.matching.marks import Fault
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.message import Attachment, Message, Unread
from bot.model.news import Article, Language
from bot.model.quotas import Quotas
from bot.model.seeking import Wanted
from bot.model.watch import Match, Spelling, Watch
from bot.ports import (
    ArticleStore,
    Backups,
    ChatStore,
    Checks,
    Clock,
    Directory,
    Discovery,
    Logbook,
    Mutes,
    Outbox,
    Pictures,
    Places,
    Register,
    SourceReader,
    SubscriptionLists,
    Traces,
    Undos,
)
from bot.text.folding import folded
from bot.text.languages import language_of
from bot.text.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Request:
    """One command as somebody gave it.

    ``text`` is the command word and its arguments, free of the platform's own syntax: ``/watch الرياض``, ``/rasid watch
    الرياض`` and ``@rasid watch الرياض`` all come as ``watch الرياض``; a button press as its action, ``unwatch 42``.
    ``update`` identifies it for ever (``telegram:123``). ``language`` is the person's client's, when the platform says.
    ``menu``: the platform allows its word in Latin letters only, or put it there itself. ``reply_to``: the platform's id of
    the message that it answers, "" for none; ``attached``: a document that came with it, or why it could not be read.
    ``time_zone``: the person's, an IANA key, when the platform says. ``replied``: who wrote the message that it answers;
    ``mentioned``: the people it names. ``forwarded``: the id of the channel that it, or the message it answers, comes from.
    ``addressed_only``: of this group the platform shows the bot only what is addressed to it. ``about``: the chat that a
    button was made for, where that is not the one it stands in.
    """

    address: Address
    kind: ChatKind
    person: Person
    text: str
    update: str
    title: str = ""
    language: Language = Language.OTHER
    button: bool = False
    menu: bool = False
    reply_to: str = ""
    attached: Attachment | Unread | None = None
    time_zone: str = ""
    replied: Person | None = None
    mentioned: tuple[Person, ...] = ()
    forwarded: str = ""
    addressed_only: bool = False
    about: int | None = None


Answer = Callable[[Request], Awaitable[Message | None]]
"""Answers a request; None when it was answered before or calls for silence. Never raises."""


class Watchlist(Protocol):
    """What the chat floor asks of the matching floor."""

    def preview(self, term: str) -> tuple[Spelling, ...]:
        """The spellings that watching this term would catch, the term itself first; those off by default are marked.

        Of one that has a fault, the term alone.
        """
        ...

    def fault(self, term: str) -> Fault | None:
        """Why and where this term cannot be understood; None when it can be watched."""
        ...

    def meant(self, term: str) -> tuple[str, ...]:
        """Arabic words that a term typed in Latin letters and digits (7amas) may stand for, the likeliest first."""
        ...

    async def mentioned(self, text: str) -> Sequence[str]:
        """The known names that a text speaks of, as they are spelled there, each once."""
        ...

    async def sounds(self, watch: Watch) -> Collection[str]:
        """The keys under which all stored words stand that may count for a watch."""
        ...

    async def wanted(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        """What an article must hold to count for a watch, in terms of stored words, each with its key."""
        ...

    async def nearly(self, watch: Watch, keyed: Collection[tuple[str, str]]) -> Wanted:
        """What an article holds that comes near to a watch, whether or not it counts."""
        ...

    async def met(self, watches: Sequence[Watch], article: Article) -> Sequence[Sequence[Match]]:
        """For each watch what of an article counts for it."""
        ...

    async def matches(self, watch: Watch, articles: Sequence[Article], near: Wanted | None = None) -> Sequence[Sequence[Match]]:
        """For each article what of it counts for a watch, the best first.

        ``near``: of the texts no more is looked at than what stands around these words; the spans in them are then not theirs.
        """
        ...

    async def explained(self, watch: Watch, articles: Sequence[Article]) -> Sequence[Explanation]:
        """For each article what counts for a watch, or what came nearest and why it was refused."""
        ...


_PREFIXES = {
    (Platform.TELEGRAM, Language.ENGLISH): "/",
    (Platform.TELEGRAM, Language.ARABIC): "/rasid ",
    (Platform.SLACK, Language.ENGLISH): "/rasid ",
    (Platform.SLACK, Language.ARABIC): "/rasid ",
}


OWN_NAME = "Rasid"
"""The bot's name where nobody has given it another; each language writes it its own way."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a command may touch.

    ``owners``: people such as ``telegram:111`` who own the bot by configuration. ``language``: of a new chat when neither its
    client nor the command says. ``prefixes``: what people type before a command word, for the examples in answers.
    ``quotas``: what every chat may have; ``links``: for a platform, the link that begins a chat with a word ("" for none).
    ``places``: on the platforms where channels are set up from a private chat, how they are looked up.
    """

    articles: ArticleStore
    chats: ChatStore
    outbox: Outbox
    reader: SourceReader
    checks: Checks
    discovery: Discovery
    lists: SubscriptionLists
    directories: Mapping[Platform, Directory]
    watchlist: Watchlist
    phrases: Phrases
    clock: Clock
    traces: Traces
    register: Register
    logbook: Logbook
    mutes: Mutes
    undos: Undos
    owners: frozenset[str] = frozenset()
    name: str = OWN_NAME
    retention_days: int = 30
    language: Language = Language.ENGLISH
    prefixes: Mapping[tuple[Platform, Language], str] = field(default_factory=lambda: _PREFIXES)
    quotas: Quotas = field(default_factory=Quotas)
    turnstile: Turnstile = field(default_factory=Turnstile)
    engine: Engine = field(default_factory=Engine)
    links: Mapping[Platform, Callable[[str], str]] = field(default_factory=dict)
    pictures: Pictures | None = None
    backups: Backups | None = None
    places: Mapping[Platform, Places] = field(default_factory=dict)

    def called(self, language: Language) -> str:
        """What the bot calls itself: the operator's name for it, or its own in this language."""
        return self.phrases.text(language, "bot.name") if self.name == OWN_NAME else self.name


@dataclass(frozen=True, slots=True)
class Call:
    """A request understood. ``language`` is that of its word; OTHER where that says nothing of it (buttons, menus, start)."""

    name: str
    argument: str
    language: Language
    request: Request


@dataclass(frozen=True, slots=True)
class Misread:
    """A request not understood: its first word ("" for none), and the command word most like it ("" for none)."""

    word: str
    nearest: str
    language: Language
    request: Request


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, in the chat they call from. ``opened``: this very call has opened the chat to the bot."""

    chat: Chat
    role: Role
    opened: bool = False


Run = Callable[[Call, Caller, Desk], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name in the catalogues, the least role that may give it, and what runs it."""

    name: str
    needs: Role
    run: Run


ORDER = (
    "watch",
    "unwatch",
    "watches",
    "severity",
    "spellings",
    "switch",
    "examples",
    "edit",
    "route",
    "confirm",
    "names",
    "name",
    "name_remove",
    "latest",
    "search",
    "test",
    "trend",
    "why",
    "story",
    "apart",
    "off",
    "mute",
    "mutes",
    "unmute",
    "undo",
    "feeds",
    "feed_add",
    "feed_check",
    "feed_remove",
    "feed_pause",
    "feed_resume",
    "feed_text",
    "feed_import",
    "feed_export",
    "feed_release",
    "feed_drop",
    "feed_assign",
    "settings",
    "setting",
    "timezone",
    "quiet",
    "digest",
    "style",
    "previews",
    "digits",
    "language",
    "pause",
    "resume",
    "export",
    "import",
    "forget",
    "status",
    "retry",
    "roles",
    "role_grant",
    "role_revoke",
    "access",
    "invite",
    "invites",
    "invite_revoke",
    "chats",
    "chat_close",
    "chat_open",
    "quota",
    "channel",
    "use",
    "deliveries",
    "delivery_show",
    "drop",
    "audit",
    "health",
    "handover",
    "backup",
    "help",
    "start",
    "claim",
    "join",
)
"""The names of all commands in the order in which help lists them."""

CLAIM_PREFIX, INVITE_PREFIX = "claim-", "invite-"
"""What a one-time owner link and an invitation put after ``start``."""

_LONGEST, _ALIKE = 3, 65.0
_BEFORE_NUMBERS = frozenset({"غير"})  # "Change", and in front of all else "not".
_QUOTES = (("«", "»"), ("“", "”"), ('"', '"'), ("„", "“"), ("‘", "’"), ("'", "'"))


def parse(request: Request, phrases: Phrases) -> Call | Misread:
    """What a request asks for: its first one to three words name a command in either language, the rest is its argument.

    Hamzas, both forms of alef, case, marks and a leading slash make no difference. Quotes stay: around a term they mean that it
    is to be found exactly so.
    """
    text, stated = _stated(tidied(request.text), button=request.button)
    words = text.removeprefix("/").split()
    if not words and request.attached is not None:
        return Call(taking(request.attached), "", Language.OTHER, request)
    vocabulary = _vocabulary(phrases)
    for count in range(min(_LONGEST, len(words)), 0, -1):
        found = vocabulary.get(_key(words[:count]))
        if found is not None and (_key(words[:count]) not in _BEFORE_NUMBERS or "".join(words[count : count + 1]).isdecimal()):
            name, language = found
            argument = " ".join(words[count:])
            if name == "start" and argument.startswith((CLAIM_PREFIX, INVITE_PREFIX)):
                kind, _, word = argument.partition("-")
                return Call("claim" if kind == "claim" else "join", word, Language.OTHER, request)
            if request.button or (language is Language.ENGLISH and (request.menu or name == "start")):
                # Platforms send these words by themselves, or know no others, whatever the person speaks.
                language = stated
            return Call(name, argument, language, request)
    return _misread(words, request, vocabulary)


def tidied(text: str) -> str:
    """The text on one line, without control characters and invisible marks."""
    shown = (" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    return " ".join("".join(letter for letter in shown if unicodedata.category(letter) not in {"Cf", "Cs"}).split())


def unquoted(text: str) -> str:
    """The text without one pair of quotation marks around all of it."""
    for opening, closing in _QUOTES:
        inner = text[len(opening) : -len(closing)]
        if len(text) > len(opening) and text.startswith(opening) and text.endswith(closing) and opening not in inner:
            return inner.strip()
    return text


def _stated(text: str, *, button: bool) -> tuple[str, Language]:
    """A button's action and the language that it carries, as in ``unwatch 42 @ar``; other texts as they are."""
    head, mark, code = text.rpartition(" @")
    return (head, Language.of(code)) if button and mark else (text, Language.OTHER)


def _key(words: list[str]) -> str:
    return folded(" ".join(word.strip(".:،,؛;!؟?…") for word in words).replace("_", " "))


def _misread(words: list[str], request: Request, vocabulary: Mapping[str, tuple[str, Language]]) -> Misread:
    word = words[0] if words else ""
    language = language_of(word)
    best = process.extractOne(_key([word]), vocabulary.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    nearest = vocabulary[best[0]][0] if best else ""
    if best and language is Language.OTHER:
        language = vocabulary[best[0]][1]
    return Misread(word, nearest, language if language is Language.ARABIC else Language.OTHER, request)


@lru_cache(maxsize=8)
def _vocabulary(phrases: Phrases) -> Mapping[str, tuple[str, Language]]:
    """Every folded command word, and the command and language it stands for."""
    return {
        _key([word]): (name, language)
        for language in phrases.languages
        for name in ORDER
        for word in phrases.words(language, f"commands.{name}.words")
    }


def meaning(words: str, phrases: Phrases) -> str | None:
    """The name of the command that these words of either language stand for."""
    found = _vocabulary(phrases).get(_key([words.removeprefix("/")]))
    return found[0] if found else None
