"""What a watch would have told of all that is stored: how many stories, and a few of their headlines.

How stored articles are looked through stands in ``lookup``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.command import Call, Caller, Desk
from bot.chat.lookup import Catch, Look, look
from bot.chat.referring import meant_watch
from bot.chat.saying import example, line, moment, pressed, say, small, title
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.watch import Watch

EXAMPLES, MORE = 3, 10
"""How many headlines show what a watch catches, at first and when more are asked for."""

_LONGEST = 160
_WORDS = 12


async def looked_back(call: Call, caller: Caller, desk: Desk, watch: Watch) -> tuple[list[Line | Block], list[Button]]:
    """How many stored stories a watch meets since anything is stored, with a few headlines; and a button to more of them."""
    found, since = await _stored(caller, desk, watch)
    shown = Piece(desk.phrases.since(call.language, since, caller.chat.time_zone, desk.clock.now()))
    counted = line(call, desk, "watch.since", since=shown, stories=story_count(call, desk, found))
    more = [pressed(call, caller, desk, "examples", f"examples {watch.id}")] if len(found.stories) > EXAMPLES else []
    return [counted, *headlines(call, caller, desk, found.catches)], more


async def examples(call: Call, caller: Caller, desk: Desk) -> Message:
    """The newest stored headlines that a watch catches, with the words that it catches in bold."""
    watched = meant_watch(call.argument, await desk.chats.watches(caller.chat.id), desk)
    if watched is None:
        return say(call.language, line(call, desk, "examples.empty", command=example(call, desk, "examples")))
    since = desk.clock.now() - timedelta(days=desk.retention_days)
    found = await look(desk, caller.chat.id, watched, since, stories=MORE)
    named = Piece(watched.term, Isolate.AUTO, bold=True)
    if not found.catches:
        return say(call.language, line(call, desk, "examples.none", term=named))
    spellings = pressed(call, caller, desk, "spellings", f"spellings {watched.id}")
    head = title(line(call, desk, "examples.title", term=named))
    return say(call.language, head, *headlines(call, caller, desk, found.catches, MORE), buttons=[spellings])


def headlines(call: Call, caller: Caller, desk: Desk, catches: Sequence[Catch], most: int = EXAMPLES) -> list[Block]:
    """The newest report of each story, in its own direction, what counts in its headline in bold."""
    newest: dict[int, Catch] = {}
    for catch in catches:
        newest.setdefault(catch.story, catch)
    return [block for catch in list(newest.values())[:most] for block in _headline(call, caller, desk, catch)]


def story_count(call: Call, desk: Desk, found: Look) -> Line:
    """How many stories were found, or about how many there are."""
    count = found.about
    if not count:
        return line(call, desk, "watch.stories_none")
    stories = line(call, desk, "watch.stories", count=count)
    return stories if found.whole else line(call, desk, "watch.about", stories=stories)


async def _stored(caller: Caller, desk: Desk, watch: Watch) -> tuple[Look, datetime]:
    """What a watch meets in all that is stored, and since when that is."""
    now = desk.clock.now()
    horizon = now - timedelta(days=desk.retention_days)
    first = (await desk.chats.condition()).first_article or now
    # What was seen lately may be dated earlier.
    since = max(min(first, now), horizon)
    found = await look(desk, caller.chat.id, watch, horizon)
    return replace(found, since=since), since


def _headline(call: Call, caller: Caller, desk: Desk, catch: Catch) -> list[Block]:
    """A headline in its own direction, and under it, in the chat's words, where it stood and when."""
    article = catch.article
    if article.title.strip():
        spans = sorted({(match.start, match.end) for match in catch.matches if match.field == "title"})
        pieces = _marked(article.title, spans)
    else:
        text = " ".join(article.text.split()[:_WORDS]) or desk.phrases.text(call.language, "story.untitled")
        pieces = (Piece(text),)
    # A headline in pieces keeps its own direction only in a line of that.
    language = article.language if article.language in desk.phrases.languages else call.language
    outlet = Piece(article.outlet, Isolate.AUTO, url=article.url)
    where = line(call, desk, "story.where", outlet=outlet, time=moment(call, caller, desk, article.time))
    return [Block(BlockKind.BULLETS, (pieces,), language), small(where)]


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> Line:
    """The text with these spans in bold."""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if at <= start < end <= len(text):
            pieces += [Piece(text[at:start]), Piece(text[start:end], bold=True)]
            at = end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)
