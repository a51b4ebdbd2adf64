"""The way of a report in words: why it stands in its story, when it was published, seen and sent, and what keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.command import Call, Caller, Desk
from bot.chat.reasons import reasoned
from bot.chat.recounting import headline
from bot.chat.saying import line, moment
from bot.model.alert import DeliveryKind, PlacementKind, Reason
from bot.model.chat import ChatState
from bot.model.message import Line, Piece
from bot.model.news import Article
from bot.model.trace import Placed, Sending, StoryTrace
from bot.text.phrases import Value

_SAYS_WHY = frozenset({"retry", "doubt", "moved", "suspended"})
_WHOLE = 100.0
_OVER = frozenset({"doubt", "dead", "dropped"})


def placed_line(call: Call, desk: Desk, trace: StoryTrace, report: Placed, opening: Placed | None = None) -> Line:
    """Why a report stands in its story: with which other one, unless that is ``opening``, and for what reason."""
    reason = reasoned(call, desk, report.placement.because)
    if 0 < report.placement.score < _WHOLE:
        reason = line(call, desk, "why.likeness", reason=reason, score=Piece(str(round(report.placement.score))))
    near = trace.report(report.placement.with_article) if report.placement.with_article is not None else None
    number = Piece(str(trace.story))
    if near is None or near == opening or report.placement.kind is PlacementKind.NEW:
        return line(call, desk, "why.placed", number=number, reason=reason)
    values: dict[str, Value] = {
        "number": number,
        "reason": reason,
        "outlet": near.article.outlet,
        "headline": headline(call, desk, near.article),
    }
    return line(call, desk, "why.placed_with", **values)


def gone(call: Call, caller: Caller, desk: Desk, trace: StoryTrace, opening: Placed) -> list[Line]:
    """The way from publishing to sending, and where it stands if it is not at its end."""
    sending = carrier(trace, opening.article.id)
    sent = sending.settled if sending is not None and sending.state == "sent" else None
    lines = [trail(call, caller, desk, opening.article, sent)]
    if sending is not None and sending.state != "sent":
        lines.append(standing(call, caller, desk, sending))
    return lines


def carrier(trace: StoryTrace, article_id: int) -> Sending | None:
    """The message that brought a report, or is to: a first message or list before what only edits one."""
    own = [each for each in trace.sendings if article_id in each.articles]
    first = [each for each in own if each.kind is not DeliveryKind.EDIT]
    best = first or own
    return next((each for each in best if each.state == "sent"), best[-1] if best else None)


def trail(call: Call, caller: Caller, desk: Desk, article: Article, sent: datetime | None) -> Line:
    """When a report was published, seen and sent, as far as that is known."""
    steps: Sequence[tuple[str, datetime | None]] = (("published", article.published), ("seen", article.seen), ("sent", sent))
    known = [line(call, desk, f"why.{step}", time=moment(call, caller, desk, at)) for step, at in steps if at is not None]
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    return line(call, desk, "why.trail", steps=desk.phrases.joined(call.language, known), place=place)


def standing(call: Call, caller: Caller, desk: Desk, sending: Sending) -> Line:
    """What becomes of a message that is not sent."""
    if sending.state in _OVER:
        return line(call, desk, f"why.{sending.state}", reason=reasoned(call, desk, sending.because))
    if sending.state == "inflight":
        return line(call, desk, "why.inflight")
    until = moment(call, caller, desk, sending.due)
    stopped = stopped_line(call, desk, caller)
    if stopped is not None:
        return line(call, desk, "why.kept", reason=stopped)
    if sending.state == "held" or sending.because.code in _SAYS_WHY:
        return line(call, desk, "why.held", until=until, reason=reasoned(call, desk, sending.because))
    return line(call, desk, "why.pending", until=until)


def stopped_line(call: Call, desk: Desk, caller: Caller) -> Line | None:
    """Why nothing at all is sent to the chat now; None when messages go."""
    if caller.chat.state is ChatState.PAUSED:
        return reasoned(call, desk, Reason("paused"))
    if caller.chat.state is ChatState.SUSPENDED:
        return reasoned(call, desk, Reason("suspended", (("because", caller.chat.because),)))
    return None
