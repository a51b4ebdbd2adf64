"""Terms that would flood a chat: how much of what was read lately they match, and what is asked before they are watched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.command import Call, Caller, Desk
from bot.chat.lookup import wanted_by
from bot.chat.saying import line, pressed, say, small, stories, typed
from bot.chat.wording import means
from bot.matching.query import Query, parse
from bot.model.message import Block, Isolate, Line, Message, Piece
from bot.model.news import Article
from bot.model.seeking import Wanted
from bot.model.watch import Watch
from bot.ports import StoryHit

MOST = 0.05
"""The share of recent articles that a term may match without a question."""

SAMPLE = 300
"""How many of the newest articles are looked through."""

FEWEST = 40
"""With fewer articles stored than this, a share says nothing."""

_HEADLINES = 3
# Most terms match next to nothing, which the first hundred articles show.
_FIRST_LOOK = 100
_CLEARLY_FEW = 2


ASKED = "="
"""Stands before the number under which a term waits that an edited watch may be given."""


async def question(call: Call, caller: Caller, desk: Desk, term: str, edited: int | None = None) -> Message | None:
    """What is asked before a term is watched, or a watch edited to it, that matches too much; None when it may be at once.

    The term waits in the store under a number, which the answer's button carries. Where too little is stored to tell, a term
    is asked about that is made of the commonest words alone.
    """
    since = desk.clock.now() - timedelta(days=desk.retention_days)
    articles = await desk.articles.recent(caller.chat.id, since, SAMPLE)
    if len(articles) < FEWEST:
        return await _common(call, caller, desk, term, edited)
    watch = Watch(0, caller.chat.id, term)
    wanted = await wanted_by(desk, watch)
    if not wanted:
        return None
    caught = await _caught(desk, watch, articles[:_FIRST_LOOK], wanted)
    if len(caught) <= _CLEARLY_FEW:
        return None
    caught += await _caught(desk, watch, articles[_FIRST_LOOK:], wanted)
    if len(caught) <= MOST * len(articles):
        return None
    share = Piece(f"{100 * len(caught) / len(articles):.0f}%", Isolate.LTR)
    named = Piece(term, Isolate.AUTO, bold=True)
    said = line(call, desk, "broad.share", term=named, caught=len(caught), count=len(articles), share=share)
    examples = stories(call, caller, desk, [StoryHit(each.id, (each,)) for each in caught[:_HEADLINES]])
    return await _asked(call, caller, desk, term, edited, said, examples)


async def _common(call: Call, caller: Caller, desk: Desk, term: str, edited: int | None) -> Message | None:
    if not _is_everywhere(term, desk):
        return None
    said = line(call, desk, "broad.common", term=Piece(term, Isolate.AUTO, bold=True))
    return await _asked(call, caller, desk, term, edited, said)


def _is_everywhere(term: str, desk: Desk) -> bool:
    """Whether a term is a single letter, or words alone that nearly every text holds."""
    words = _narrower(term).split()
    return bool(words) and all(len(word) == 1 or means(word, "broad.words_everywhere", desk) for word in words)


async def _caught(desk: Desk, watch: Watch, articles: Sequence[Article], wanted: Wanted) -> list[Article]:
    found = await desk.watchlist.matches(watch, articles, wanted)
    return [article for article, matches in zip(articles, found, strict=True) if matches]


async def _asked(call: Call, caller: Caller, desk: Desk, term: str, edited: int | None, *said: Line | Block) -> Message:
    """The question, with a narrower term and the button that says yes all the same."""
    number = await desk.chats.propose(caller.chat.id, term, desk.clock.now())
    ways = [] if edited is not None else [line(call, desk, "broad.anyway", command=typed(call, desk, "confirm", str(number)))]
    narrower = _narrower(term)
    if narrower:
        narrower = f"{desk.phrases.text(call.language, 'broad.title')}{narrower}"
        way = typed(call, desk, "watch", narrower) if edited is None else typed(call, desk, "edit", f"{edited} {narrower}")
        ways.insert(0, line(call, desk, "broad.narrower", command=way))
    anyway = f"confirm {number}" if edited is None else f"edit {edited} {ASKED}{number}"
    return say(call.language, *said, small(*ways), buttons=[pressed(call, caller, desk, "anyway", anyway)])


def _narrower(term: str) -> str:
    """The term as it may stand behind the name of a field; "" if it says more than one phrase."""
    query = parse(term)
    return term if isinstance(query, Query) and query.plain is not None else ""
