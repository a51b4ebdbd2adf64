"""Off topic: the narrowest changes that would keep a report away, with what else each would have left out; made on one press.

A change is one of a watch: a word more that it leaves out, one spelling less, or its words exactly as written. Switching a
spelling itself is done by ``spelling``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from zlib import crc32

from bot.chat.command import Call, Caller, Desk
from bot.chat.lookup import Look, look
from bot.chat.paging import numbered
from bot.chat.recounting import heading, headline, meant
from bot.chat.saying import bullets, line, pressed, say, small, typed
from bot.chat.spelling import Choice, choices
from bot.matching.common import COMMON
from bot.matching.query import Phrase, Query, parse
from bot.model.message import Block, Button, Isolate, Line, Message, Piece
from bot.model.news import Article
from bot.model.trace import StoryTrace
from bot.model.watch import Match, Watch
from bot.text.arabic import is_arabic, without_article
from bot.text.folding import folded_words, tokens

LOOKED_BACK: Final = timedelta(days=7)
"""How far back it is shown what a change would have left out."""

OFFERED: Final = 3
"""How many changes are offered."""

UNDO: Final = "undo"
"""Stands in a button before the number of a watch and that of the term that it had."""

_EXACT = "exact"
_LETTERS = 4
_TRIED = 3
_WATCHES = 3
_LABEL = 24
# Words that more of what was caught holds are what the watch is about.
_SHARED = 0.3
# What leaves out more than half of all that is caught is no small change, unless little is.
_MOST, _FEW = 0.5, 4


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One way to make a watch narrower: ``kind`` is word, spelling or exact, ``what`` the word, spelling or term it is about.

    ``action``: what makes it; ``missed``: how many of ``total`` stories it would have left out.
    """

    kind: str
    watch: Watch
    narrowed: Watch
    what: str
    action: str
    missed: int = 0
    total: int = 0


async def off(call: Call, caller: Caller, desk: Desk) -> Message:
    """Offers at most three changes that would have kept a report away; with a watch and a key behind, makes one of them."""
    head, _, rest = call.argument.partition(" ")
    if head == UNDO:
        return await _undo(call, caller, desk, rest)
    found = await meant(replace(call, argument=head), caller, desk)
    if isinstance(found, Message):
        return found
    if found.opening is None:
        return say(call.language, line(call, desk, "recount.reply_none"), private=call.request.button)
    if rest:
        return await _narrow(call, caller, desk, found.opening.article, rest)
    return await _offer(call, caller, desk, found, found.opening.article)


async def _offer(call: Call, caller: Caller, desk: Desk, trace: StoryTrace, article: Article) -> Message:
    terms = {term for word in trace.words for term in word.terms}
    watched = [watch for watch in await desk.chats.watches(caller.chat.id) if watch.term in terms]
    by_watch = [await _narrowings(desk, caller, trace.story, watch, article) for watch in watched[:_WATCHES]]
    # The best of each watch before the second best of any.
    ranked = [each[rank] for rank in range(OFFERED) for each in by_watch if rank < len(each)]
    offered = ranked[:OFFERED]
    if not offered:
        listing = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "off.nothing", command=listing), private=call.request.button)
    rows = [[_button(call, caller, desk, each)] for each in offered]
    return say(
        call.language,
        heading(call, desk, article),
        line(call, desk, "off.ask"),
        bullets([_offered(call, desk, each) for each in offered]),
        small(line(call, desk, "off.span")),
        rows=rows,
        private=call.request.button,
    )


def _offered(call: Call, desk: Desk, each: Narrowing) -> Line:
    effect = line(call, desk, "off.effect", missed=Piece(str(each.missed)), total=Piece(str(each.total)))
    return line(call, desk, f"off.{each.kind}", term=each.watch.term, what=each.what, effect=effect)


def _button(call: Call, caller: Caller, desk: Desk, each: Narrowing) -> Button:
    label = each.what if len(each.what) <= _LABEL else f"{each.what[: _LABEL - 1]}…"
    return pressed(call, caller, desk, f"off_{each.kind}", each.action, what=label)


async def _narrowings(desk: Desk, caller: Caller, story: int, watch: Watch, article: Article) -> list[Narrowing]:
    """The changes of one watch that keep the article away, that which leaves out least first."""
    (found,) = await desk.watchlist.matches(watch, [article])
    if not found:
        return []
    caught = await look(desk, caller.chat.id, watch, desk.clock.now() - LOOKED_BACK)
    candidates = [*_without_spelling(desk, watch, found), *_exactly(desk, story, watch)]
    for word in _words(article, found, caught)[:_TRIED]:
        candidates += _without_word(desk, story, watch, word)
    made = []
    for each in candidates:
        (still,) = await desk.watchlist.matches(each.narrowed, [article])
        if not still:
            made.append(await _measured(desk, each, caught))
    made = [each for each in made if each.total < _FEW or each.missed <= each.total * _MOST]
    best = {kind: min((each for each in made if each.kind == kind), key=_missed) for kind in {each.kind for each in made}}
    return sorted(best.values(), key=_missed)


def _missed(each: Narrowing) -> int:
    return each.missed


async def _measured(desk: Desk, each: Narrowing, caught: Look) -> Narrowing:
    """A change with what it would have left out of what was caught: stories none of whose reports count any more."""
    articles = [catch.article for catch in caught.catches]
    kept = await desk.watchlist.matches(each.narrowed, articles)
    staying = {catch.story for catch, left in zip(caught.catches, kept, strict=True) if left}
    return replace(each, missed=len(set(caught.stories) - staying), total=len(caught.stories))


def _without_spelling(desk: Desk, watch: Watch, found: Sequence[Match]) -> Iterator[Narrowing]:
    """The watch without the one spelling that the article was caught by; none when there were several, or it is the term."""
    known = choices(watch, desk.watchlist.preview(watch.term))
    forms = {match.form for match in found}
    used = [choice for choice in known if choice.on and forms & {*choice.texts}]
    if len(used) != 1 or used[0] == known[0] or all(choice in used or not choice.on for choice in known):
        return
    (choice,) = used
    yield Narrowing(
        "spelling",
        watch,
        replace(watch, switched=_turned_off(watch, choice)),
        choice.shown,
        f"switch {watch.id} {choice.key} off",
    )


def _turned_off(watch: Watch, choice: Choice) -> frozenset[str]:
    return watch.switched | set(choice.texts) if choice.default else watch.switched - set(choice.texts)


def _exactly(desk: Desk, story: int, watch: Watch) -> Iterator[Narrowing]:
    """The watch with its one phrase as it is written and no other way."""
    query = parse(watch.term)
    phrase = query.plain if isinstance(query, Query) else None
    if phrase is None or phrase.exact:
        return
    term = str(replace(phrase, exact=True))
    if desk.watchlist.fault(term) is None:
        yield Narrowing(_EXACT, watch, replace(watch, term=term), phrase.text, f"off {story} {watch.id} {_EXACT}")


def _without_word(desk: Desk, story: int, watch: Watch, word: str) -> Iterator[Narrowing]:
    """The watch that leaves out what holds a word."""
    query = parse(watch.term)
    if not isinstance(query, Query):
        return
    unwanted = Phrase(word)
    sides = tuple(replace(side, unwanted=(*side.unwanted, unwanted)) for side in query.alternatives)
    term = str(Query(sides))
    if desk.watchlist.fault(term) is None:
        yield Narrowing("word", watch, replace(watch, term=term), word, f"off {story} {watch.id} {_key(word)}")


def _key(word: str) -> str:
    return f"w{crc32(word.encode('utf-8', 'replace')):08x}"


def _words(article: Article, found: Sequence[Match], caught: Look) -> list[str]:
    """The words of the headline that tell this report from the others, the most telling first.

    Those that stand in the text as well, or in other reports that were caught, say more of what it is about than chance ones.
    """
    holding = [frozenset(folded_words(f"{catch.article.title} {catch.article.text}")) for catch in caught.catches]
    many = Counter(word for words in holding for word in words)
    text = Counter(folded_words(article.text))
    matched = {word for match in found for word in (*folded_words(match.text), *folded_words(match.form))}
    telling: dict[str, tuple[float, ...]] = {}
    for token in tokens(article.title):
        bare = _bare(token.text)
        if len(bare) < _LETTERS or bare in COMMON or token.text in COMMON or token.text in matched or not token.text.isalpha():
            continue
        if many[token.text] > max(1, _SHARED * len(holding)):
            continue
        telling.setdefault(token.raw, (-min(text[token.text], 2), many[token.text], -len(bare)))
    return sorted(telling, key=telling.__getitem__)


def _bare(word: str) -> str:
    return without_article(word).stem if is_arabic(word) else word


async def _narrow(call: Call, caller: Caller, desk: Desk, article: Article, which: str) -> Message:
    """Makes the change that a button names: the number of a watch, and what is done to it."""
    number, _, key = which.partition(" ")
    watch = next((each for each in await desk.chats.watches(caller.chat.id) if each.id == numbered(number)), None)
    made = None if watch is None else next(iter(_named(desk, watch, article, key)), None)
    changed = None
    if watch is not None and made is not None:
        person, now = call.request.person, desk.clock.now()
        changed = await desk.chats.edit_watch(caller.chat.id, watch.id, made.narrowed.term, watch.switched, person, now)
    if watch is None or changed is None:
        listing = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "off.gone", command=listing), private=call.request.button)
    former = await desk.chats.propose(caller.chat.id, watch.term, desk.clock.now())
    undo = pressed(call, caller, desk, "undo", f"off {UNDO} {watch.id} {former}")
    done = line(call, desk, "off.done", term=watch.term, new=Piece(changed.term, Isolate.AUTO, code=True))
    stays = line(call, desk, "off.stays", headline=headline(call, desk, article))
    return say(call.language, done, stays, buttons=[undo], replaces=call.request.button, private=call.request.button)


def _named(desk: Desk, watch: Watch, article: Article, key: str) -> Iterator[Narrowing]:
    """The change of a watch that a key stands for."""
    if key == _EXACT:
        yield from _exactly(desk, 0, watch)
    for token in tokens(article.title):
        if _key(token.raw) == key:
            yield from _without_word(desk, 0, watch, token.raw)


async def _undo(call: Call, caller: Caller, desk: Desk, which: str) -> Message:
    number, _, former = which.partition(" ")
    watch = next((each for each in await desk.chats.watches(caller.chat.id) if each.id == numbered(number)), None)
    proposal = numbered(former)
    term = None if proposal is None else await desk.chats.proposed(caller.chat.id, proposal)
    changed = None
    if watch is not None and term is not None:
        person, now = call.request.person, desk.clock.now()
        changed = await desk.chats.edit_watch(caller.chat.id, watch.id, term, watch.switched, person, now)
    if changed is None:
        listing = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "off.gone", command=listing), private=call.request.button)
    back: Block | Line = line(call, desk, "off.undone", term=Piece(changed.term, Isolate.AUTO, code=True))
    return say(call.language, back, replaces=call.request.button, private=call.request.button)
