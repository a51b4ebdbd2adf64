"""Reading: the latest alerts of a chat or the latest on a term, and a search through what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.saying import STORIES, example, line, say, small, stories, title, typed
from bot.model.message import Isolate, Line, Message, Piece
from bot.ports import StoryHit

_LONGEST = 200
_WORDS = 8
_SIFTED = 100


async def latest(call: Call, caller: Caller, desk: Desk) -> Message:
    """The newest stories that this chat was alerted to; with a term, the newest stored ones it may see on it."""
    if call.argument:
        return await _latest_on(call, caller, desk, call.argument[:_LONGEST])
    hits = await desk.articles.alerted(caller.chat.id, STORIES)
    if not hits:
        first = small(line(call, desk, "start.first", command=example(call, desk, "watch")))
        return say(call.language, line(call, desk, "latest.none"), first)
    return say(call.language, title(line(call, desk, "latest.title")), stories(call, caller, desk, hits))


async def search(call: Call, caller: Caller, desk: Desk) -> Message:
    """Stored stories with these words: as one phrase in any spelling of it, or else with each of the words."""
    words = unquoted(call.argument)[:_LONGEST]
    if not words:
        return say(call.language, line(call, desk, "search.empty", command=example(call, desk, "search")))
    hits = await _with_phrase(words, caller, desk) or await _with_each(words.split()[:_WORDS], caller, desk)
    quoted = line(call, desk, "form.quoted", text=words)
    if not hits:
        return say(call.language, line(call, desk, "search.none", words=quoted, days=_kept(call, desk)))
    head = title(line(call, desk, "search.title", words=quoted))
    return say(call.language, head, stories(call, caller, desk, hits))


async def _latest_on(call: Call, caller: Caller, desk: Desk, term: str) -> Message:
    hits = await _with_phrase(term, caller, desk)
    watch = small(line(call, desk, "latest.watch", command=typed(call, desk, "watch", term)))
    shown = Piece(term, Isolate.AUTO, bold=True)
    if not hits:
        return say(call.language, line(call, desk, "latest.none_term", term=shown, days=_kept(call, desk)), watch)
    return say(call.language, title(line(call, desk, "latest.term", term=shown)), stories(call, caller, desk, hits), watch)


async def _with_phrase(words: str, caller: Caller, desk: Desk) -> Sequence[StoryHit]:
    return await desk.articles.find(caller.chat.id, _spellings(words, desk), _horizon(desk), STORIES)


async def _with_each(words: Sequence[str], caller: Caller, desk: Desk) -> Sequence[StoryHit]:
    """Stories that have every one of the words, in some report or other."""
    if len(words) == 1:
        return ()
    found: dict[int, StoryHit] | None = None
    for word in dict.fromkeys(words):
        hits = await desk.articles.find(caller.chat.id, _spellings(word, desk), _horizon(desk), _SIFTED)
        stories_with = {hit.story: hit for hit in hits}
        found = stories_with if found is None else {story: hit for story, hit in found.items() if story in stories_with}
    return tuple((found or {}).values())[:STORIES]


def _spellings(words: str, desk: Desk) -> tuple[str, ...]:
    """The words themselves and, where they are a known name, its spellings that are on."""
    return tuple(dict.fromkeys((words, *(spelling.text for spelling in desk.watchlist.preview(words) if not spelling.off))))


def _horizon(desk: Desk) -> datetime:
    return desk.clock.now() - timedelta(days=desk.retention_days)


def _kept(call: Call, desk: Desk) -> Line:
    return line(call, desk, "days.span", count=desk.retention_days)
