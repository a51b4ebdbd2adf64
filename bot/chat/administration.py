"""Administration by chat: the feeds read for a chat, how the bot is, and becoming an owner by a one-time token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from bot.chat.admission import open_to, refusal
from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.paging import numbered, paged, turning
from bot.chat.saying import example, line, moment, pressed, say, small, title, typed, usage
from bot.chat.troubles import mishaps
from bot.model.chat import ChatState, Role
from bot.model.message import Block, BlockKind, Isolate, Line, Message, Piece
from bot.model.news import Broken, Entry, Fresh, Language, Source, Trouble, Validators
from bot.ports import Condition, SourceState

PAGE = 15
"""How many feeds a page lists."""

_LONGEST_ADDRESS = 2000
_TRIAL = "trial"
_CLAIM_LINE = "rasid claim"


async def feeds(call: Call, caller: Caller, desk: Desk) -> Message:
    """The feeds read for this chat with their numbers and what is wrong with them, a page at a time."""
    states = await desk.chats.sources(caller.chat.id)
    if not states:
        return say(call.language, line(call, desk, "feeds.none", command=example(call, desk, "feed_add")))
    page, pages = paged(call.argument, len(states), PAGE)
    shown = states[(page - 1) * PAGE : page * PAGE]
    foot = [line(call, desk, "feeds.page", page=page, pages=pages)] if pages > 1 else []
    changes = {name: usage(call, desk, f"feed_{name}") for name in ("add", "pause", "remove")}
    foot.append(line(call, desk, "feeds.commands", **changes))
    return say(
        call.language,
        title(line(call, desk, "feeds.title", count=sum(not state.paused for state in states))),
        Block(BlockKind.TEXT, tuple(_feed(call, desk, state) for state in shown)),
        small(*foot),
        buttons=turning(call, caller, desk, "feeds", page, pages),
        replaces=call.request.button,
    )


async def add_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Reads the feed once; when that goes well this chat has it from then on, otherwise nothing is saved."""
    if not call.argument:
        return say(call.language, line(call, desk, "feed_add.empty", command=example(call, desk, "feed_add")))
    url = _address(call.argument)
    if url is None:
        return _not_added(call, desk, Broken(Trouble.BAD_URL))
    if "@" in urlsplit(url).netloc and caller.role < Role.OWNER:
        # A name and password are kept with the address, where whoever runs the bot reads them.
        return refusal(call, caller, Role.OWNER, desk)
    reading = await desk.reader.read(Source(_TRIAL, url, name=""), Validators())
    if isinstance(reading, Broken):
        return _not_added(call, desk, reading)
    entries: tuple[Entry, ...] = ()
    name, language = _host(url), Language.OTHER
    if isinstance(reading, Fresh):
        url, name = reading.moved_to or url, " ".join(reading.title.split())[:100] or name
        entries, language = reading.entries, _spoken(reading)
    now = desk.clock.now()
    state, new = await desk.chats.add_source(caller.chat.id, url, name, language, call.request.person, now)
    named = _named(state)
    if not new:
        number = Piece(str(state.number))
        return say(call.language, line(call, desk, "feed_add.again", name=named, number=number))
    held = line(call, desk, "feed_add.entries", count=len(entries))
    undo = pressed(call, caller, desk, "undo", f"feed remove {state.number}")
    return say(call.language, line(call, desk, "feed_add.done", name=named, entries=held), buttons=[undo])


async def remove_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a feed from this chat; other chats keep it."""
    number = numbered(call.argument)
    gone = None
    if number is not None:
        gone = await desk.chats.remove_source(caller.chat.id, number, call.request.person, desk.clock.now())
    if gone is None:
        return _no_such_feed(call, desk)
    done = line(call, desk, "feed_remove.done", name=_named(gone))
    again = line(call, desk, "feed_remove.again", command=typed(call, desk, "feed_add", _shown(gone.source.url)))
    return say(call.language, done, small(again), replaces=call.request.button)


async def pause_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Leaves a feed out for this chat alone."""
    return await _set_paused(call, caller, desk, paused=True)


async def resume_feed(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes a paused feed in again for this chat."""
    return await _set_paused(call, caller, desk, paused=False)


async def status(call: Call, caller: Caller, desk: Desk) -> Message:
    """How the bot is, for this chat; whoever administers the bot or the chat also sees the whole."""
    condition = await desk.chats.condition()
    states = await desk.chats.sources(caller.chat.id)
    failing = sum(bool(state.health) and not state.paused for state in states)
    watched = line(call, desk, "status.watches", count=len(await desk.chats.watches(caller.chat.id)))
    read = line(call, desk, "status.feeds", count=sum(not state.paused for state in states))
    lines = [line(call, desk, "status.here", watches=watched, feeds=read)]
    if failing:
        lines.append(line(call, desk, "status.failing", count=failing, command=typed(call, desk, "feeds")))
    lines += _times(call, caller, desk, condition)
    stored = line(call, desk, "status.articles", count=condition.articles)
    kept = line(call, desk, "days.span", count=desk.retention_days)
    lines.append(line(call, desk, "status.stored", articles=stored, days=kept))
    blocks = [title(_running(call, caller, desk)), Block(BlockKind.TEXT, tuple(lines))]
    if caller.role >= Role.ADMIN:
        blocks.append(small(*_whole(call, desk, condition)))
    if condition.doubts or condition.dead:
        blocks += await mishaps(call, caller, desk)
    return say(call.language, *blocks)


async def claim(call: Call, caller: Caller, desk: Desk) -> Message:
    """Makes whoever holds the live token an owner, and opens the chat they send it from."""
    command = Piece(_CLAIM_LINE, Isolate.LTR, code=True)
    token = call.argument.removeprefix("claim-")
    if not token:
        return say(call.language, line(call, desk, "claim.empty", command=command), private=True)
    if not await desk.chats.redeem_claim(token, call.request.person, desk.clock.now()):
        return say(call.language, line(call, desk, "claim.wrong", command=command), private=True)
    await open_to(replace(caller, role=Role.OWNER), desk)
    first = line(call, desk, "start.first", command=example(call, desk, "watch"))
    return say(call.language, line(call, desk, "claim.done"), first)


async def _set_paused(call: Call, caller: Caller, desk: Desk, *, paused: bool) -> Message:
    number = numbered(call.argument)
    before = next((state for state in await desk.chats.sources(caller.chat.id) if state.number == number), None)
    if number is None or before is None:
        return _no_such_feed(call, desk)
    key = "feed_pause" if paused else "feed_resume"
    if before.paused is paused:
        return say(call.language, line(call, desk, f"{key}.again", name=_named(before)))
    now = desk.clock.now()
    state = await desk.chats.pause_source(caller.chat.id, number, call.request.person, now, paused=paused)
    if state is None:
        return _no_such_feed(call, desk)
    back = "feed resume" if paused else "feed pause"
    undo = pressed(call, caller, desk, "undo", f"{back} {number}")
    return say(call.language, line(call, desk, f"{key}.done", name=_named(state)), buttons=[undo], replaces=call.request.button)


def _not_added(call: Call, desk: Desk, broken: Broken) -> Message:
    trouble = line(call, desk, f"trouble.{broken.trouble}")
    if not broken.detail:
        return say(call.language, line(call, desk, "feed_add.failed", trouble=trouble))
    detail = Piece(broken.detail, Isolate.LTR)
    return say(call.language, line(call, desk, "feed_add.failed_detail", trouble=trouble, detail=detail))


def _no_such_feed(call: Call, desk: Desk) -> Message:
    listing = typed(call, desk, "feeds")
    if not call.argument:
        return say(call.language, line(call, desk, "feeds.which", command=listing))
    return say(call.language, line(call, desk, "feeds.number", number=call.argument[:60], command=listing))


def _feed(call: Call, desk: Desk, state: SourceState) -> Line:
    number = Piece(str(state.number))
    if state.paused:
        return line(call, desk, "feeds.item_state", number=number, name=_named(state), state=line(call, desk, "feeds.paused"))
    if state.health not in set(Trouble):
        return line(call, desk, "feeds.item", number=number, name=_named(state))
    trouble = line(call, desk, f"trouble.{state.health}")
    if state.detail:
        trouble = line(call, desk, "feeds.failing", trouble=trouble, detail=Piece(state.detail, Isolate.LTR))
    return line(call, desk, "feeds.item_state", number=number, name=_named(state), state=trouble)


def _running(call: Call, caller: Caller, desk: Desk) -> Line:
    chat = caller.chat
    if chat.state is ChatState.PAUSED:
        return line(call, desk, "status.paused", name=desk.called(call.language), command=typed(call, desk, "resume"))
    if chat.state is ChatState.SUSPENDED:
        because = _unreachable(call, desk, chat.because)
        return line(call, desk, "status.suspended", name=desk.called(call.language), because=because)
    return line(call, desk, "status.active", name=desk.called(call.language))


def _unreachable(call: Call, desk: Desk, because: str) -> Line:
    """Why a chat cannot be reached, in words where the catalogue has any for the platform's own."""
    key = f"unreachable.{because.removeprefix('slack: ')}"
    return line(call, desk, key) if desk.phrases.has(call.language, key) else (Piece(because, Isolate.LTR),)


def _times(call: Call, caller: Caller, desk: Desk, condition: Condition) -> list[Line]:
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    lines = []
    for key, when in (("polled", condition.last_poll), ("sent", condition.last_delivery)):
        if when is None:
            lines.append(line(call, desk, f"status.{key}_never"))
        else:
            lines.append(line(call, desk, f"status.{key}", time=moment(call, caller, desk, when), place=place))
    return lines


def _whole(call: Call, desk: Desk, condition: Condition) -> Sequence[Line]:
    chats = line(call, desk, "status.chats", count=condition.chats)
    watches = line(call, desk, "status.watches", count=condition.watches)
    read = line(call, desk, "status.feeds", count=condition.sources)
    return (
        line(call, desk, "status.whole", chats=chats, watches=watches, feeds=read),
        line(call, desk, "status.queue", pending=condition.pending, doubts=condition.doubts, dead=condition.dead),
        line(call, desk, "status.database", database=condition.database),
    )


def _address(argument: str) -> str | None:
    """The address as given, with https:// put before a bare one; None for what cannot be one."""
    text = unquoted(argument).strip("<>")
    if not text or len(text) > _LONGEST_ADDRESS or any(letter.isspace() for letter in text):
        return None
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        known = parts.scheme.lower() in {"http", "https"} and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return text if known else None


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _shown(url: str) -> str:
    """An address without the name and password that may stand in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _named(state: SourceState) -> Piece:
    return Piece(state.source.name or _host(state.source.url), Isolate.AUTO, bold=True)


def _spoken(reading: Fresh) -> Language:
    """The language of a feed: the one it states, or else that of most of its entries."""
    if reading.language is not Language.OTHER or not reading.entries:
        return reading.language
    languages = [entry.language for entry in reading.entries]
    return max(dict.fromkeys(languages), key=languages.count)
