"""Terms that would flood a chat: how much of what was read lately they match, and what is asked before they are watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.chat.command import Call, Caller, Desk
from bot.chat.lookup import wanted_by
from bot.chat.saying import line, pressed, say, small, stories, typed
from bot.chat.wording import means
from bot.matching.query import Query, parse
from bot.model.message import Isolate, Line, Message, Piece
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


Anyway = Callable[[int], str]
"""What a press does that says yes all the same, by the number under which the term waits."""


async def question(
    call: Call, caller: Caller, desk: Desk, term: str, anyway: Anyway = lambda number: f"confirm {number}"
) -> Message | None:
    """What is asked before a term is watched that matches too much; None when it may be watched at once.

    The term waits in the store under a number, which the answer's button carries. Where too little is stored to tell, a term
    is asked about that is made of the commonest words alone.
    """
    since = desk.clock.now() - timedelta(days=desk.retention_days)
    articles = await desk.articles.recent(caller.chat.id, since, SAMPLE)
    if len(articles) < FEWEST:
        return await _common(call, caller, desk, term, anyway)
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
    action = anyway(await desk.chats.propose(caller.chat.id, term, desk.clock.now()))
    return _asked(call, caller, desk, term, caught, len(articles), action)


async def _common(call: Call, caller: Caller, desk: Desk, term: str, anyway: Anyway) -> Message | None:
    if not _is_everywhere(term, desk):
        return None
    action = anyway(await desk.chats.propose(caller.chat.id, term, desk.clock.now()))
    said = line(call, desk, "broad.common", term=Piece(term, Isolate.AUTO, bold=True))
    foot = small(*_ways_out(call, desk, term, action))
    return say(call.language, said, foot, buttons=[pressed(call, caller, desk, "anyway", action)])


def _is_everywhere(term: str, desk: Desk) -> bool:
    """Whether a term is a single letter, or words alone that nearly every text holds."""
    words = _narrower(term).split()
    return bool(words) and all(len(word) == 1 or means(word, "broad.words_everywhere", desk) for word in words)


async def _caught(desk: Desk, watch: Watch, articles: Sequence[Article], wanted: Wanted) -> list[Article]:
    found = await desk.watchlist.matches(watch, articles, wanted)
    return [article for article, matches in zip(articles, found, strict=True) if matches]


def _asked(call: Call, caller: Caller, desk: Desk, term: str, caught: Sequence[Article], count: int, action: str) -> Message:
    share = Piece(f"{100 * len(caught) / count:.0f}%", Isolate.LTR)
    named = Piece(term, Isolate.AUTO, bold=True)
    said = line(call, desk, "broad.share", term=named, caught=len(caught), count=count, share=share)
    examples = stories(call, caller, desk, [StoryHit(each.id, (each,)) for each in caught[:_HEADLINES]])
    foot = small(*_ways_out(call, desk, term, action))
    return say(call.language, said, examples, foot, buttons=[pressed(call, caller, desk, "anyway", action)])


def _ways_out(call: Call, desk: Desk, term: str, action: str) -> list[Line]:
    """A narrower term, and that it may be watched all the same."""
    name, _, rest = action.partition(" ")
    ways = [line(call, desk, "broad.anyway", command=typed(call, desk, name, rest))] if name == "confirm" else []
    narrower = _narrower(term)
    if narrower:
        field = desk.phrases.text(call.language, "broad.title")
        head = "watch" if name == "confirm" else "edit"
        number = "" if name == "confirm" else f"{rest.split()[0]} "
        ways.insert(0, line(call, desk, "broad.narrower", command=typed(call, desk, head, f"{number}{field}{narrower}")))
    return ways


def _narrower(term: str) -> str:
    """The term as it may stand behind the name of a field; "" if it says more than one phrase."""
    query = parse(term)
    return term if isinstance(query, Query) and query.plain is not None else ""
