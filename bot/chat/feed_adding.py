"""Adding a feed to a chat: its address is tried first, and nothing is saved when that fails."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.admission import refusal
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.feeds import host_of, named
from bot.chat.saying import example, line, pressed, say
from bot.model.chat import Role
from bot.model.message import Isolate, Message, Piece
from bot.model.news import Broken, Entry, Fresh, Language, Source, Trouble, Validators
from bot.text.addresses import has_credentials

_LONGEST_ADDRESS = 2000
_TRIAL = "trial"


async def add_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Reads the feed once; when that goes well this chat has it from then on, otherwise nothing is saved."""
    if not call.argument:
        return say(call.language, line(call, desk, "feed_add.empty", command=example(call, desk, "feed_add")))
    url = address_in(call.argument)
    if url is None:
        return _not_added(call, desk, Broken(Trouble.BAD_URL))
    if has_credentials(url) and caller.role < Role.OWNER:
        # A name and password are kept with the address, where whoever runs the bot reads them.
        return refusal(call, caller, Role.OWNER, desk)
    reading = await desk.reader.read(Source(_TRIAL, url, name="", owner_chat=caller.chat.id), Validators())
    if isinstance(reading, Broken):
        return _not_added(call, desk, reading)
    entries: tuple[Entry, ...] = ()
    name, language = host_of(url), Language.OTHER
    if isinstance(reading, Fresh):
        url, name = reading.moved_to or url, " ".join(reading.title.split())[:100] or name
        entries, language = reading.entries, spoken(reading)
    now = desk.clock.now()
    state, new = await desk.chats.add_source(caller.chat.id, url, name, language, call.request.person, now)
    if not new:
        number = Piece(str(state.number))
        return say(call.language, line(call, desk, "feed_add.again", name=named(state), number=number))
    held = line(call, desk, "feed_add.entries", count=len(entries))
    undo = pressed(call, caller, desk, "undo", f"feed remove {state.number}")
    return say(call.language, line(call, desk, "feed_add.done", name=named(state), entries=held), buttons=[undo])


def _not_added(call: Call, desk: Desk, broken: Broken) -> Message:
    trouble = line(call, desk, f"trouble.{broken.trouble}")
    if not broken.detail:
        return say(call.language, line(call, desk, "feed_add.failed", trouble=trouble))
    detail = Piece(broken.detail, Isolate.LTR)
    return say(call.language, line(call, desk, "feed_add.failed_detail", trouble=trouble, detail=detail))


def may_carry(url: str, caller: Caller) -> bool:
    """Whether the caller may have this address read: one with a name and password in it is for owners.

    These are kept with the address, where whoever runs the bot reads them.
    """
    return "@" not in urlsplit(url).netloc or caller.role >= Role.OWNER


def address_in(argument: str) -> str | None:
    """The address as given, with https:// put before a bare one; None for what cannot be one."""
    text = unquoted(argument).strip("<>")
    if not text or len(text) > _LONGEST_ADDRESS or any(letter.isspace() for letter in text):
        return None
    if "://" not in text:
        if "." not in text.partition("/")[0]:
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        known = parts.scheme.lower() in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return text if known else None


def spoken(reading: Fresh) -> Language:
    """The language of a feed: the one it states, or else that of most of its entries."""
    if reading.language is not Language.OTHER or not reading.entries:
        return reading.language
    languages = [entry.language for entry in reading.entries]
    return max(dict.fromkeys(languages), key=languages.count)
