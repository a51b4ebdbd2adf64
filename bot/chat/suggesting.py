"""What a message may be watched for: proposed to whoever wants to watch what they have just read.

A whole sentence hardly ever comes again, so what is proposed are terms: those of the watches that an alert of the bot's own is
for, then the names that a text speaks of; its first words only where there is nothing better. Nothing is watched here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.command import Desk
from bot.model.chat import Address
from bot.ports import StoreUnavailable

MOST_TERMS = 10
MOST_WORDS, MOST_LETTERS = 4, 80

_READ = 3_000
_URL = re.compile(r"(?:https?://|www\.)\S+")
_CLAUSE_ENDS = frozenset('.,:;!?…،؛؟&|=/—–-"“”«»()[]')
_AROUND = "".join(_CLAUSE_ENDS - {"."}) + "*_~`'’‘<>#"
_OPEN_ENDED = frozenset(("في", "من", "على", "إلى", "عن", "مع", "أن", "إن", "بعد", "قبل", "ثم", "أو", "و"))
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Terms that a message may be watched for, the likeliest first, and a phrase to begin with where there are none."""

    terms: tuple[str, ...] = ()
    words: str = ""


Suggest = Callable[[Address, str, str], Awaitable[Suggestion]]


async def suggested(place: Address, message: str, text: str, desk: Desk) -> Suggestion:
    """What to watch for in a message that somebody sees at ``place``.

    ``message``: the platform's id of it; ``text``: its words, without the platform's syntax.
    """
    told = await _told_for(place, message, desk)
    named = await desk.watchlist.mentioned(_URL.sub(" ", text[:_READ]))
    terms = tuple(dict.fromkeys((*told, *named)))[:MOST_TERMS]
    return Suggestion(terms, "" if terms else first_words(text))


def first_words(text: str) -> str:
    """The first words of a text that can stand as a phrase: no address, nothing that dangles, no more than four and 80 letters.

    "" where there is none.
    """
    for line in text.splitlines():
        words = _phrase(_URL.sub(" | ", line))
        while len(words) > 1 and (len(" ".join(words)) > MOST_LETTERS or _leads_on(words[-1])):
            words.pop()
        if words:
            return " ".join(words)[:MOST_LETTERS]
    return ""


async def _told_for(place: Address, message: str, desk: Desk) -> list[str]:
    """The terms of the watches that this message is an alert for. It says them itself, to everybody who sees it."""
    try:
        chat = next((each for each in await desk.chats.chats() if each.address == place and each.admitted), None)
        if chat is None or not message:
            return []
        traces = [await desk.traces.story(chat.id, number) for number in await desk.traces.told_by(chat.id, message)]
    except StoreUnavailable:
        return []
    return [term for trace in traces if trace is not None for word in trace.words for term in word.terms]


def _phrase(line: str) -> list[str]:
    """The first words that belong together, bare of what stands around them."""
    words: list[str] = []
    for written in line.split():
        word = _bare(written)
        if word and not written.startswith("@"):
            if words and written[0] in _CLAUSE_ENDS:
                break
            words.append(word)
        if words and (len(words) == MOST_WORDS or not word or written[-1] in _CLAUSE_ENDS):
            break
    return words


def _bare(word: str) -> str:
    """A word without the punctuation around it, but for that of names such as C++ and .NET."""
    inner = word.strip(_AROUND)
    inner = inner if inner.startswith(".") else inner.rstrip(".")
    return inner if any(unicodedata.category(letter)[0] in "LN" for letter in inner) else ""


def _leads_on(word: str) -> bool:
    """Whether a word asks for another one: English small words are short and in small letters."""
    return word in _OPEN_ENDED or (word.isascii() and word.islower() and word.isalpha() and len(word) <= _SHORT)
