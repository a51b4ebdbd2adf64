"""Adding a feed to a chat: its address is tried first, and nothing is saved when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.chat.admission import refusal
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.feed_finding import behind, choice, dead_end_said, is_offer, no_offer, offered, only_one
from bot.chat.feeds import host_of, named
from bot.chat.saying import example, line, pressed, say
from bot.model.chat import Role
from bot.model.listing import Candidate
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.news import Broken, Fresh, Source, Trouble, Validators, spoken
from bot.text.addresses import has_credentials
from bot.text.sites import dead_end

_LONGEST_ADDRESS = 2000
_TRIAL = "trial"
# What is to be done follows from the trouble itself, or is said of feeds alone that are read already.
_NO_ADVICE = frozenset({Trouble.BAD_URL, Trouble.NOT_A_FEED, Trouble.RATE_LIMITED})


async def add_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Reads the feed once; when that goes well this chat has it from then on, otherwise nothing is saved.

    Of a page the feeds are looked for: the only one is taken at once, several are a choice.
    """
    if not call.argument:
        return say(call.language, line(call, desk, "feed_add.empty", command=example(call, desk, "feed_add")))
    if is_offer(call.argument):
        url = await offered(call.argument, caller, desk)
        if url is None:
            return no_offer(call, desk)
    else:
        url = address_in(call.argument)
    if url is None:
        return not_read(call, desk, "feed_add", Broken(Trouble.BAD_URL))
    if not may_carry(url, caller):
        return refusal(call, caller, Role.OWNER, desk)
    return await _tried(call, caller, desk, url)


async def _tried(call: Call, caller: Caller, desk: Desk, url: str) -> Message:
    site = dead_end(url)
    if site is not None:
        return dead_end_said(call, desk, site)
    reading = await desk.reader.read(Source(_TRIAL, url, name="", owner_chat=caller.chat.id), Validators())
    if isinstance(reading, Broken):
        if reading.trouble is Trouble.NOT_A_FEED:
            return await _behind(call, caller, desk, url, reading)
        return not_read(call, desk, "feed_add", reading, *advice(call, desk, reading))
    if isinstance(reading, Fresh):
        name, language = reading.title.strip() or host_of(url), spoken(reading.language, reading.entries)
        feed = Candidate(reading.moved_to or url, name, entries=len(reading.entries), language=language)
    else:
        feed = Candidate(url, host_of(url))
    return await _added(call, caller, desk, feed)


async def _behind(call: Call, caller: Caller, desk: Desk, url: str, page: Broken) -> Message:
    """What the page at an address leads to."""
    found = await desk.discovery.find(url, credentials=has_credentials(url), page=page.page)
    only = only_one(found.candidates)
    if only is not None:
        return await _added(call, caller, desk, only, () if found.itself else (behind(call, desk, url, only),))
    if found.candidates:
        return await choice(call, caller, desk, url, found.candidates)
    if found.broken is not None and found.broken.trouble is not Trouble.NOT_A_FEED:
        return not_read(call, desk, "feed_add", found.broken, *advice(call, desk, found.broken))
    return not_read(call, desk, "feed_add", page, line(call, desk, "discovery.nothing"))


async def _added(call: Call, caller: Caller, desk: Desk, feed: Candidate, before: Sequence[Line] = ()) -> Message:
    name, now = " ".join(feed.title.split())[:100] or host_of(feed.url), desk.clock.now()
    state, new = await desk.chats.add_source(caller.chat.id, feed.url, name, feed.language, call.request.person, now)
    if not new:
        number = Piece(str(state.number))
        return say(call.language, *before, line(call, desk, "feed_add.again", name=named(state), number=number))
    held = line(call, desk, "feed_add.entries", count=feed.entries)
    undo = pressed(call, caller, desk, "undo", f"feed remove {state.number}")
    return say(call.language, *before, line(call, desk, "feed_add.done", name=named(state), entries=held), buttons=[undo])


def not_read(call: Call, desk: Desk, name: str, broken: Broken, *more: Line) -> Message:
    """Says that the command of this name changed nothing, because an address could not be read."""
    trouble = line(call, desk, f"trouble.{broken.trouble}")
    if not broken.detail:
        return say(call.language, line(call, desk, f"{name}.failed", trouble=trouble), *more)
    detail = Piece(broken.detail, Isolate.LTR)
    return say(call.language, line(call, desk, f"{name}.failed_detail", trouble=trouble, detail=detail), *more)


def advice(call: Call, desk: Desk, broken: Broken) -> tuple[Line, ...]:
    """What can be done about an address that cannot be read, where that is more than giving another one."""
    return () if broken.trouble in _NO_ADVICE else (line(call, desk, f"advice.{broken.trouble}"),)


def may_carry(url: str, caller: Caller) -> bool:
    """Whether the caller may have this address read: one with a name and password in it is for owners.

    These are kept with the address, where whoever runs the bot reads them.
    """
    return caller.role >= Role.OWNER or not (has_credentials(url) or "@" in urlsplit(url).netloc)


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
