"""Why the report at an address did not come: no such feed here, not seen, nothing watched in it, told with another, held back.

Nothing is said of what other chats watch, read or were told.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from bot.chat.command import Call, Caller, Desk
from bot.chat.feeds import named
from bot.chat.grounds import is_near, refusal_line
from bot.chat.recounting import heading, item
from bot.chat.saying import line, moment, pressed, say, small, typed
from bot.chat.trails import carrier, placed_line, standing, trail
from bot.matching.explaining import Explanation
from bot.model.message import Block, Button, Isolate, Line, Message, Piece
from bot.model.trace import Placed, Spotted, StoryTrace
from bot.model.watch import Watch
from bot.ports import SourceState
from bot.text.links import canonical
from bot.text.sites import host_of

_WATCHES = 40
_REFUSALS = 3
_CARRIERS = 3
_NEAR = 60.0
# Labels that a site has at least.
_NAMED = 2
# What stands before a site's own name in the hosts of its feeds and pages.
_DOORS = frozenset({"www", "m", "mobile", "amp", "feeds", "feed", "rss", "news"})
# What says most about a report that did not come, in this order; what was measured comes after it.
_TELLING = ("switched_off", "off", "excluded", "title", "language", "not_language", "source", "not_source")


def web_address(argument: str) -> str:
    """The address that an argument is, in the form in which links are kept; "" when it is none."""
    if " " in argument or "." not in argument or not ("://" in argument or "/" in argument):
        return ""
    return canonical(argument if "://" in argument else f"https://{argument}")


async def not_come(call: Call, caller: Caller, desk: Desk, url: str) -> Message:
    """What became of the report at an address, for this chat."""
    seen = await desk.traces.spotted(caller.chat.id, url)
    if not seen:
        return await _not_seen(call, caller, desk, url)
    spotted = max(seen, key=lambda each: (_is_told(each), bool(each.story and each.story.words), not each.article.baseline))
    said, buttons = await _verdict(call, caller, desk, spotted)
    trace, told = spotted.story, None
    if trace is not None and _is_told(spotted):
        sending = carrier(trace, spotted.article.id)
        told = sending.settled if sending is not None and sending.state == "sent" else None
    return say(
        call.language,
        heading(call, desk, spotted.article),
        *said,
        small(trail(call, caller, desk, spotted.article, told)),
        buttons=buttons,
        private=call.request.button,
    )


def _is_told(spotted: Spotted) -> bool:
    """Whether the chat has an alert on this very report."""
    return spotted.story is not None and any(word.article_id == spotted.article.id for word in spotted.story.words)


async def _verdict(call: Call, caller: Caller, desk: Desk, spotted: Spotted) -> tuple[Sequence[Block | Line], Sequence[Button]]:
    article, outlet = spotted.article, Piece(spotted.article.outlet, Isolate.AUTO)
    if spotted.held:
        return [line(call, desk, "unseen.dropped" if article.baseline else "unseen.held", outlet=outlet)], ()
    if article.baseline:
        return [line(call, desk, "unseen.baseline", outlet=outlet)], ()
    if spotted.waiting:
        return [line(call, desk, "unseen.waiting")], ()
    if spotted.story is not None and spotted.story.words:
        report = spotted.story.report(article.id)
        if report is not None:
            return _of_a_story(call, caller, desk, spotted.story, report)
    if spotted.paused:
        return [line(call, desk, "unseen.left_out", outlet=outlet)], ()
    return await _unmatched(call, caller, desk, spotted), ()


def _of_a_story(
    call: Call, caller: Caller, desk: Desk, trace: StoryTrace, report: Placed
) -> tuple[Sequence[Block | Line], Sequence[Button]]:
    """A report of a story that the chat was told of: it came, or was put to another one."""
    whole = pressed(call, caller, desk, "all_reports", f"story {trace.story}")
    sending = carrier(trace, report.article.id)
    opening = trace.opening
    if opening is None or opening == report:
        lines: list[Block | Line] = [line(call, desk, "unseen.came", number=Piece(str(trace.story)))]
        if sending is not None and sending.state != "sent":
            lines = [standing(call, caller, desk, sending)]
        return lines, [pressed(call, caller, desk, "why", f"why {trace.story}"), whole]
    lines = [
        line(call, desk, "unseen.merged", number=Piece(str(trace.story)), item=item(call, caller, desk, opening.article)),
        placed_line(call, desk, trace, report, opening),
    ]
    if sending is None:
        lines.append(line(call, desk, "unseen.unmentioned"))
    elif sending.state != "sent":
        lines.append(standing(call, caller, desk, sending))
    parting = pressed(call, caller, desk, "apart", f"apart {trace.story} {report.article.id}")
    return lines, [parting, whole]


async def _unmatched(call: Call, caller: Caller, desk: Desk, spotted: Spotted) -> list[Block | Line]:
    """What the chat's watches make of a report that nothing was told of."""
    watched = (await desk.chats.watches(caller.chat.id))[-_WATCHES:]
    if not watched:
        return [line(call, desk, "unseen.no_watch")]
    looked = [(watch, (await desk.watchlist.explained(watch, [spotted.article]))[0]) for watch in watched]
    counting = [watch for watch, explanation in looked if explanation.counts]
    if counting:
        return [_counts_now(call, caller, desk, spotted, watch) for watch in counting[:_REFUSALS]]
    nearest = sorted((pair for pair in looked if _closeness(pair[1]) > (0, 0.0)), key=lambda pair: _closeness(pair[1]))
    if not nearest:
        return [line(call, desk, "unseen.nothing", count=len(watched))]
    lines: list[Block | Line] = [line(call, desk, "unseen.refused")]
    for watch, explanation in nearest[: -_REFUSALS - 1 : -1]:
        reason = refusal_line(call, desk, explanation.refused[0])
        lines.append(line(call, desk, "unseen.watch", term=watch.term, reason=reason))
    return lines


def _counts_now(call: Call, caller: Caller, desk: Desk, spotted: Spotted, watch: Watch) -> Line:
    """Why nothing was told of a report that a watch matches as it is now."""
    if watch.added is not None and watch.added > spotted.article.seen:
        return line(call, desk, "unseen.too_late", term=watch.term, since=moment(call, caller, desk, watch.added))
    return line(call, desk, "unseen.changed", term=watch.term)


def _closeness(explanation: Explanation) -> tuple[int, float]:
    """How near a watch came to matching: something there but not counted, before something merely like it."""
    refusal = explanation.refused[0]
    if not is_near(refusal):
        return 0, 0.0
    if refusal.because in _TELLING:
        met = bool(explanation.met) or refusal.because not in {"language", "not_language", "source", "not_source"}
        return (2, 100.0 - _TELLING.index(refusal.because)) if met else (0, 0.0)
    return 1, refusal.score or 1.0


async def _not_seen(call: Call, caller: Caller, desk: Desk, url: str) -> Message:
    """Which feed would have brought it, and how that is; or that none of the chat's does."""
    states = await desk.chats.sources(caller.chat.id)
    numbers = set(await desk.traces.carriers(caller.chat.id, url))
    site = _site(url)
    near = [state for state in states if state.number in numbers or _site(state.source.url) == site]
    address = Piece(url, Isolate.LTR)
    if not near:
        return _no_feed(call, desk, url, states)
    lines = [line(call, desk, "unseen.not_seen", address=address)]
    lines += [_carrying(call, caller, desk, state) for state in near[:_CARRIERS]]
    button = pressed(call, caller, desk, "feeds", "feeds")
    return say(call.language, *lines, buttons=[button], private=call.request.button)


def _no_feed(call: Call, desk: Desk, url: str, states: Sequence[SourceState]) -> Message:
    host = host_of(url)
    lines = [line(call, desk, "unseen.no_feed", host=Piece(host, Isolate.LTR))]
    sites = {state.number: _site(state.source.url) for state in states}
    best = process.extractOne(_site(url), sites, scorer=fuzz.ratio, score_cutoff=_NEAR)
    nearest = next((state for state in states if best is not None and state.number == best[2]), None)
    if nearest is not None:
        # Of the address no more: what follows the host may hold a key.
        place = Piece(host_of(nearest.source.url), Isolate.LTR)
        lines.append(line(call, desk, "unseen.nearest", name=named(nearest), address=place))
    adding = line(call, desk, "unseen.add", command=typed(call, desk, "feed_add", f"https://{urlsplit(url).netloc}/"))
    return say(call.language, *lines, small(adding), private=call.request.button)


def _carrying(call: Call, caller: Caller, desk: Desk, state: SourceState) -> Line:
    """How a feed is that might have brought a report."""
    name = named(state)
    if state.paused:
        return line(call, desk, "unseen.feed_paused", name=name)
    if state.health:
        return line(call, desk, "unseen.feed_fails", name=name, trouble=line(call, desk, f"trouble.{state.health}"))
    if state.last_success is None:
        return line(call, desk, "unseen.feed_unread", name=name)
    read = moment(call, caller, desk, state.last_success)
    if state.last_new is None:
        return line(call, desk, "unseen.feed_read", name=name, time=read)
    return line(call, desk, "unseen.feed_until", name=name, time=read, newest=moment(call, caller, desk, state.last_new))


def _site(url: str) -> str:
    """What names a site among its hosts: without www, and without what says that it is a feed."""
    labels = host_of(url).split(".")
    while len(labels) > _NAMED and labels[0] in _DOORS:
        labels = labels[1:]
    return ".".join(labels)
