"""Off topic: the narrowest changes that would keep a story away, with what else each would have left out; made on one press.

A change is one of a watch: one or two words more that it leaves out, one spelling less, or its words exactly as written. None
is offered that leaves any report of the story in. What a watch lets go of then is decided in the store's ``narrowing``.
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
from bot.model.message import Button, Isolate, Line, Message, Piece
from bot.model.news import Article
from bot.model.trace import StoryTrace
from bot.model.watch import Match, Watch
from bot.text.arabic import is_arabic, without_article
from bot.text.folding import folded_words, tokens
from bot.text.phrases import Value

LOOKED_BACK: Final = timedelta(days=7)
"""How far back it is shown what a change would have left out."""

OFFERED: Final = 3
"""How many changes are offered."""

UNDO: Final = "undo"
"""Stands in a button before the number of a watch and that under which it is kept what was changed."""

_EXACT, _SPELLING, _WORD, _WORDS = "exact", "spelling", "word", "words"
_LETTERS = 4
_TRIED = 4
_WATCHES = 3
_LABEL = 24
# Words that more of what else was caught holds are what the watch is about.
_SHARED = 0.3
# What leaves out more than half of all that is caught is no small change, unless little is.
_MOST, _FEW = 0.5, 4
# Parts what is kept of a change: a term holds none.
_PART = "\t"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One way to make a watch narrower: ``kind`` is word, words, spelling or exact, ``about`` what it is about.

    ``key``: how a button names it; ``missed``: how many of ``total`` stories it would have left out.
    """

    kind: str
    watch: Watch
    narrowed: Watch
    about: tuple[str, ...]
    key: str
    missed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Caught:
    """The reports of a story that a watch matches, each with how; never empty."""

    watch: Watch
    reports: tuple[Article, ...]
    found: tuple[tuple[Match, ...], ...]


async def off(call: Call, caller: Caller, desk: Desk) -> Message:
    """Offers at most three changes that would have kept a story away; with a watch and a key behind, makes one of them."""
    head, _, rest = call.argument.partition(" ")
    if head == UNDO:
        return await _undo(call, caller, desk, rest)
    found = await meant(replace(call, argument=head), caller, desk)
    if isinstance(found, Message):
        return found
    if found.opening is None:
        return say(call.language, line(call, desk, "recount.reply_none"), private=call.request.button)
    if rest:
        return await _narrow(call, caller, desk, found, rest)
    return await _offer(call, caller, desk, found, found.opening.article)


async def _offer(call: Call, caller: Caller, desk: Desk, trace: StoryTrace, article: Article) -> Message:
    terms = {term for word in trace.words for term in word.terms}
    watched = [watch for watch in await desk.chats.watches(caller.chat.id) if watch.term in terms]
    if not watched:
        return say(call.language, line(call, desk, "off.none_here"), private=call.request.button)
    by_watch = [await _narrowings(desk, caller, trace, watch) for watch in watched[:_WATCHES]]
    # The best of each watch before the second best of any.
    ranked = [each[rank] for rank in range(OFFERED) for each in by_watch if rank < len(each)]
    offered = ranked[:OFFERED]
    if not offered:
        listing = typed(call, desk, "watches")
        return say(call.language, line(call, desk, "off.nothing", command=listing), private=call.request.button)
    rows = [[_button(call, caller, desk, trace.story, each)] for each in offered]
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
    values: dict[str, Value] = {"term": each.watch.term, "what": each.about[0], "other": each.about[-1]}
    return line(call, desk, f"off.{each.kind}", effect=_effect(call, desk, each), **values)


def _effect(call: Call, desk: Desk, each: Narrowing) -> Line:
    """How much a change would have left out; that it is all there was is said in words."""
    if not each.total:
        return line(call, desk, "off.effect_none")
    if each.missed == each.total == 1:
        return line(call, desk, "off.effect_only")
    key = "off.effect_all" if each.missed == each.total else "off.effect"
    return line(call, desk, key, missed=Piece(str(each.missed)), total=Piece(str(each.total)))


def _button(call: Call, caller: Caller, desk: Desk, story: int, each: Narrowing) -> Button:
    named = ", ".join(each.about)
    label = named if len(named) <= _LABEL else f"{named[: _LABEL - 1]}…"
    kind = _WORD if each.kind == _WORDS else each.kind
    return pressed(call, caller, desk, f"off_{kind}", f"off {story} {each.watch.id} {each.key}", what=label)


async def _caught(desk: Desk, trace: StoryTrace, watch: Watch) -> Caught | None:
    """What of a story a watch matches as it is now; None when that is nothing."""
    reports = [each.article for each in trace.reports]
    matches = await desk.watchlist.matches(watch, reports)
    found = [(report, tuple(each)) for report, each in zip(reports, matches, strict=True) if each]
    return Caught(watch, tuple(each[0] for each in found), tuple(each[1] for each in found)) if found else None


async def _left_in(desk: Desk, caught: Caught, narrowed: Watch) -> list[Article]:
    """The reports of the story that a watch made narrower still matches."""
    still = await desk.watchlist.matches(narrowed, caught.reports)
    return [report for report, found in zip(caught.reports, still, strict=True) if found]


async def _narrowings(desk: Desk, caller: Caller, trace: StoryTrace, watch: Watch) -> list[Narrowing]:
    """The changes of one watch that keep all of the story away, that which leaves out least first."""
    caught = await _caught(desk, trace, watch)
    if caught is None:
        return []
    seen = await look(desk, caller.chat.id, watch, desk.clock.now() - LOOKED_BACK)
    candidates = [*_without_spelling(desk, caught), *_exactly(desk, watch)]
    made = [each for each in candidates if not await _left_in(desk, caught, each.narrowed)]
    made += await _without_words(desk, caught, _words(caught, trace, seen))
    measured = [await _measured(desk, each, seen) for each in made]
    small_ones = [each for each in measured if each.total < _FEW or each.missed <= each.total * _MOST]
    kinds = dict.fromkeys(each.kind for each in small_ones)
    return sorted((min((each for each in small_ones if each.kind == kind), key=_missed) for kind in kinds), key=_missed)


def _missed(each: Narrowing) -> int:
    return each.missed


async def _measured(desk: Desk, each: Narrowing, seen: Look) -> Narrowing:
    """A change with what it would have left out of what was caught: stories none of whose reports count any more."""
    articles = [catch.article for catch in seen.catches]
    kept = await desk.watchlist.matches(each.narrowed, articles)
    staying = {catch.story for catch, left in zip(seen.catches, kept, strict=True) if left}
    return replace(each, missed=len(set(seen.stories) - staying), total=len(seen.stories))


def _without_spelling(desk: Desk, caught: Caught) -> Iterator[Narrowing]:
    """The watch without the one spelling that the story was caught by; none when there were several, or it is the term."""
    known = choices(caught.watch, desk.watchlist.preview(caught.watch.term))
    forms = {match.form for found in caught.found for match in found}
    used = [choice for choice in known if choice.on and forms & {*choice.texts}]
    if len(used) == 1:
        yield from _switched_off(caught.watch, known, used[0])


def _switched_off(watch: Watch, known: Sequence[Choice], choice: Choice) -> Iterator[Narrowing]:
    """The watch without a spelling, unless that is the term itself or the last that is on."""
    if choice != known[0] and choice.on and any(other.on for other in known if other != choice):
        texts = set(choice.texts)
        switched = watch.switched | texts if choice.default else watch.switched - texts
        yield Narrowing(_SPELLING, watch, replace(watch, switched=switched), (choice.shown,), choice.key)


def _exactly(desk: Desk, watch: Watch) -> Iterator[Narrowing]:
    """The watch with its one phrase as it is written and no other way."""
    query = parse(watch.term)
    phrase = query.plain if isinstance(query, Query) else None
    if phrase is None or phrase.exact:
        return
    term = str(replace(phrase, exact=True))
    if desk.watchlist.fault(term) is None:
        yield Narrowing(_EXACT, watch, replace(watch, term=term), (phrase.text,), _EXACT)


async def _without_words(desk: Desk, caught: Caught, words: Sequence[str]) -> list[Narrowing]:
    """The watch that leaves out what holds a word, for each that keeps the story away; or else what holds either of two.

    The reports of one story need not share a word, least of all in two languages.
    """
    left: dict[str, list[Article]] = {}
    single = []
    for word in words[:_TRIED]:
        for each in _without(desk, caught.watch, (word,)):
            left[word] = await _left_in(desk, caught, each.narrowed)
            single += [] if left[word] else [each]
    if single:
        return single
    for word, reports in left.items():
        titles = [{token.raw for token in tokens(report.title)} for report in reports]
        other = next((each for each in words if each != word and any(each in title for title in titles)), None)
        for each in _without(desk, caught.watch, (word, other)) if other else ():
            if not await _left_in(desk, caught, each.narrowed):
                return [each]
    return []


def _without(desk: Desk, watch: Watch, words: tuple[str, ...]) -> Iterator[Narrowing]:
    """The watch that leaves out what holds any of these words."""
    query = parse(watch.term)
    if not isinstance(query, Query):
        return
    unwanted = tuple(Phrase(word) for word in words)
    term = str(Query(tuple(replace(side, unwanted=(*side.unwanted, *unwanted)) for side in query.alternatives)))
    if desk.watchlist.fault(term) is None:
        kind = _WORD if len(words) == 1 else _WORDS
        yield Narrowing(kind, watch, replace(watch, term=term), words, " ".join(map(_key, words)))


def _key(word: str) -> str:
    return f"w{crc32(word.encode('utf-8', 'replace')):08x}"


def _words(caught: Caught, trace: StoryTrace, seen: Look) -> list[str]:
    """The words of the headlines that tell this story from the others that were caught, the most telling first.

    Those that more of its reports hold, that stand in the text as well, or in other reports that were caught, say more of what
    it is about than chance ones.
    """
    others = [_held(catch.article) for catch in seen.catches if catch.story != trace.story]
    many = Counter(word for words in others for word in words)
    holding = Counter(word for report in caught.reports for word in _held(report))
    matched = {
        word for found in caught.found for match in found for word in (*folded_words(match.text), *folded_words(match.form))
    }
    telling: dict[str, tuple[float, ...]] = {}
    for report in caught.reports:
        text = Counter(folded_words(report.text))
        for token in tokens(report.title):
            if _is_telling(token.text) and token.text not in matched and many[token.text] <= max(1, _SHARED * len(others)):
                order = (-holding[token.text], -min(text[token.text], 2), many[token.text], -len(_bare(token.text)))
                telling.setdefault(token.raw, order)
    return sorted(telling, key=telling.__getitem__)


def _held(report: Article) -> frozenset[str]:
    return frozenset(folded_words(f"{report.title} {report.text}"))


def _is_telling(word: str) -> bool:
    bare = _bare(word)
    return len(bare) >= _LETTERS and bare not in COMMON and word not in COMMON and word.isalpha()


def _bare(word: str) -> str:
    return without_article(word).stem if is_arabic(word) else word


async def _narrow(call: Call, caller: Caller, desk: Desk, trace: StoryTrace, which: str) -> Message:
    """Makes the change that a button names: the number of a watch, and what is done to it."""
    number, _, key = which.partition(" ")
    watch = await _watch_of(caller, desk, number)
    caught = None if watch is None else await _caught(desk, trace, watch)
    made = None if caught is None else next(iter(_named(desk, trace, caught, key)), None)
    changed, kept = None, 0
    if caught is not None and made is not None and not await _left_in(desk, caught, made.narrowed):
        person, now = call.request.person, desk.clock.now()
        # Kept before it is done, so that nothing is done that cannot be taken back.
        kept = await desk.chats.propose(caller.chat.id, _kept(trace.story, made), now)
        changed = await desk.traces.narrow(caller.chat.id, trace.story, made.watch, made.narrowed, person, now)
    if made is None or changed is None or trace.opening is None:
        return _gone(call, desk)
    undo = pressed(call, caller, desk, "undo", f"off {UNDO} {changed.id} {kept}")
    new = Piece(changed.term, Isolate.AUTO, code=True)
    key = "off.done_spelling" if made.kind == _SPELLING else "off.done"
    done = line(call, desk, key, term=made.watch.term, new=new, what=made.about[0])
    stays = line(call, desk, "off.stays", headline=headline(call, desk, trace.opening.article))
    return say(call.language, done, stays, buttons=[undo], replaces=call.request.button, private=call.request.button)


def _named(desk: Desk, trace: StoryTrace, caught: Caught, key: str) -> Iterator[Narrowing]:
    """The change of a watch that a key stands for."""
    if key == _EXACT:
        yield from _exactly(desk, caught.watch)
    known = choices(caught.watch, desk.watchlist.preview(caught.watch.term))
    for choice in known:
        if choice.key == key:
            yield from _switched_off(caught.watch, known, choice)
    titles = dict.fromkeys(token.raw for each in trace.reports for token in tokens(each.article.title))
    words = {_key(word): word for word in titles}
    asked = key.split()
    if asked and all(each in words for each in asked):
        yield from _without(desk, caught.watch, tuple(words[each] for each in asked))


def _kept(story: int, made: Narrowing) -> str:
    """What is kept of a change that was made: its story, the term before and after, and each spelling turned on or off."""
    turned = sorted(made.watch.switched ^ made.narrowed.switched)
    signs = [f"{'+' if text in made.narrowed.switched else '-'}{text}" for text in turned]
    return _PART.join((str(story), made.watch.term, made.narrowed.term, *signs))


async def _undo(call: Call, caller: Caller, desk: Desk, which: str) -> Message:
    """Takes a change back, unless the watch was changed otherwise since then."""
    number, _, kept = which.partition(" ")
    watch, proposal = await _watch_of(caller, desk, number), numbered(kept)
    text = None if proposal is None else await desk.chats.proposed(caller.chat.id, proposal)
    parts = (text or "").split(_PART)
    if watch is None or len(parts) <= len(("story", "former")):
        return _gone(call, desk)
    story, former, made_term, *signs = parts
    as_made = watch.term == made_term and all((sign[1:] in watch.switched) == (sign[0] == "+") for sign in signs)
    as_before = watch.term == former and all((sign[1:] in watch.switched) != (sign[0] == "+") for sign in signs)
    if as_made:
        back = replace(watch, term=former, switched=watch.switched ^ {sign[1:] for sign in signs})
        person, now = call.request.person, desk.clock.now()
        as_before = await desk.traces.widen(caller.chat.id, int(story), watch, back, person, now) is not None
    if not as_before:
        again = typed(call, desk, "edit", f"{watch.id} {former}")
        return say(call.language, line(call, desk, "off.changed", term=watch.term, command=again), private=call.request.button)
    said = line(call, desk, "off.undone", term=Piece(former, Isolate.AUTO, code=True))
    return say(call.language, said, replaces=call.request.button, private=call.request.button)


async def _watch_of(caller: Caller, desk: Desk, number: str) -> Watch | None:
    return next((each for each in await desk.chats.watches(caller.chat.id) if each.id == numbered(number)), None)


def _gone(call: Call, desk: Desk) -> Message:
    listing = typed(call, desk, "watches")
    return say(call.language, line(call, desk, "off.gone", command=listing), private=call.request.button)
