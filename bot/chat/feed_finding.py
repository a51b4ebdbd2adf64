"""The feeds behind an address that is none itself: the only one, a choice of several, or why there is none.

How they are found is the port ``Discovery``'s affair; adding one stands in ``feed_adding``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered
from bot.chat.saying import bullets, example, line, pressed, say
from bot.model.listing import Candidate, Dead
from bot.model.message import Isolate, Line, Message, Piece
from bot.text.addresses import without_credentials

# Stands before an address that was offered, so that it is never taken for a term: no term holds a tab.
_OFFERED = "feed\t"
# Not the #, behind which buttons name the chat that they were made for.
_SIGN = "~"
_LONGEST_NAME = 60
_LONGEST_LABEL = 40
_LONGEST_SHOWN = 70


def is_offer(argument: str) -> bool:
    """Whether an argument names a feed by the number under which it was offered: ``~12``."""
    return argument.startswith(_SIGN) and numbered(argument.removeprefix(_SIGN)) is not None


async def offered(argument: str, caller: Caller, desk: Desk) -> str | None:
    """The address that was offered to the chat under this number; None when none was, or too long ago."""
    number = numbered(argument.removeprefix(_SIGN))
    kept = None if number is None else await desk.chats.proposed(caller.chat.id, number)
    return kept.removeprefix(_OFFERED) if kept is not None and kept.startswith(_OFFERED) else None


def no_offer(call: Call, desk: Desk) -> Message:
    """Says that nothing was offered under this number, or too long ago."""
    number = call.argument.removeprefix(_SIGN)[:20]
    none = line(call, desk, "feed_add.no_offer", number=number, command=example(call, desk, "feed_add"))
    return say(call.language, none)


def dead_end_said(call: Call, desk: Desk, site: Dead) -> Message:
    """Says that a site offers no feeds, and what to give instead."""
    if site is Dead.TELEGRAM:
        return say(call.language, line(call, desk, "discovery.telegram"))
    name = desk.phrases.text(call.language, f"discovery.site_{site}")
    return say(call.language, line(call, desk, "discovery.closed", site=name))


def only_one(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The feed that is meant where there is no choice: the only one, or the only one that is not of comments."""
    articles = [each for each in candidates if not each.comments] or list(candidates)
    return articles[0] if len(articles) == 1 else None


def behind(call: Call, desk: Desk, page: str, candidate: Candidate) -> Line:
    """Says that an address was a page, and which feed it led to."""
    return line(call, desk, "feed_add.behind", page=_address(page), address=_address(candidate.url))


async def choice(call: Call, caller: Caller, desk: Desk, page: str, candidates: tuple[Candidate, ...]) -> Message:
    """The feeds that a page leads to, with a button for each, so that several of them can be taken."""
    now = desk.clock.now()
    rows = []
    for each in candidates:
        number = await desk.chats.propose(caller.chat.id, f"{_OFFERED}{each.url}", now)
        label = _cut(each.title, _LONGEST_LABEL)
        rows.append([pressed(call, caller, desk, "feed", f"feed add {_SIGN}{number}", name=label)])
    head = line(call, desk, "feed_add.choose", page=_address(page), count=len(candidates))
    return say(call.language, head, bullets([_item(call, desk, each) for each in candidates]), rows=rows)


def _item(call: Call, desk: Desk, candidate: Candidate) -> Line:
    name = Piece(_cut(candidate.title, _LONGEST_NAME), Isolate.AUTO, bold=True)
    held = line(call, desk, "feed_add.entries", count=candidate.entries)
    key = "feed_add.candidate_comments" if candidate.comments else "feed_add.candidate"
    return line(call, desk, key, name=name, entries=held, address=_address(candidate.url))


def _address(url: str) -> Piece:
    """An address as people know it: without its scheme, a user name, and what is too long of it."""
    parts = urlsplit(without_credentials(url))
    shown = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")
    return Piece(_cut(shown, _LONGEST_SHOWN), Isolate.LTR)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
