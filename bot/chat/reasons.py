"""Why something was or was not sent, in words of the chat's language, with the platforms' own codes behind them in brackets."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.command import Call, Desk
from bot.chat.saying import line
from bot.model.alert import Reason
from bot.model.message import Isolate, Line, Piece
from bot.text.phrases import Value

# What platforms and networks say of themselves, by its beginning; "" begins all.
_MEANS = {
    "flood control": "slower",
    "ratelimited": "slower",
    "rate_limited": "slower",
    "message_limit_exceeded": "slower",
    "accesslimited": "slower",
    "HTTP 429": "slower",
    "Telegram refuses the token": "token",
    "invalid_auth": "token",
    "not_authed": "token",
    "token_": "token",
    "account_inactive": "token",
    "missing_scope": "token",
    "not_allowed_token_type": "token",
    "no_permission": "token",
    "access_denied": "token",
    "conflict": "conflict",
    "not reached": "unreached",
    "not tried": "unreached",
    "interrupted": "interrupted",
    "no answer": "unanswered",
    "no proper answer": "unanswered",
    "no time left": "unanswered",
    "internal_error": "unanswered",
    "fatal_error": "unanswered",
    "request_timeout": "unanswered",
    "service_unavailable": "unanswered",
    "HTTP 5": "unanswered",
    "ReadTimeout": "unanswered",
    "WriteTimeout": "unanswered",
    "ReadError": "unanswered",
    "WriteError": "unanswered",
    "RemoteProtocolError": "unanswered",
    "msg_too_long": "too_long",
    "msg_blocks_too_long": "too_long",
    "Message is too long": "too_long",
    "message_not_found": "target_lost",
    "no such message": "target_lost",
    "Message to edit not found": "target_lost",
    "": "other",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def reasoned(call: Call, desk: Desk, reason: Reason) -> Line:
    """A reason as a sentence; of one that the catalogue does not know the code is shown."""
    facts: dict[str, Value] = {name: Piece(value, Isolate.AUTO) for name, value in reason.facts}
    told = dict(reason.facts)
    if "because" in told:
        facts["because"] = failing(call, desk, told["because"])
    if "seconds" in told:
        del facts["seconds"]
        facts["span"] = span(call, desk, timedelta(seconds=int(told["seconds"])))
    try:
        return line(call, desk, f"reason.{reason.code}", **facts)
    except KeyError:
        return line(call, desk, "failing.unknown", code=Piece(reason.code, Isolate.LTR))


def failing(call: Call, desk: Desk, because: str) -> Line:
    """What a platform or the network says went wrong: a sentence, with the code that it used in brackets."""
    code = because.removeprefix("slack: ").partition(" (")[0]
    if desk.phrases.has(call.language, f"unreachable.{code}"):
        return line(call, desk, f"unreachable.{code}")
    means = next(key for begins, key in _MEANS.items() if code.casefold().startswith(begins.casefold()))
    shown = code.partition(": ")[2] or code if means == "unreached" else code
    return line(call, desk, f"failing.{means}", code=Piece(shown, Isolate.LTR))


def span(call: Call, desk: Desk, lasting: timedelta) -> Line:
    """A span of time, rounded to the largest unit of which it has two or more: 5 minutes, 2 hours, 24 hours."""
    for unit, length in (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE)):
        if lasting >= 2 * length or lasting == length == _MINUTE:
            return line(call, desk, f"{unit}.span", count=round(lasting / length))
    return line(call, desk, "seconds.span", count=round(lasting.total_seconds()))
