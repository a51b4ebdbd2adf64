"""What an exception of the client library means for a message: not sent, perhaps sent, never to be sent, elsewhere, gone.

Only reads exceptions; what is done about them is ``courier``'s affair. The library's HTTP layer is httpx; its exception is
the ``__cause__`` of the library's own.

Source: https://core.telegram.org/bots/api#making-requests; descriptions as the API server words them.
"""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.model.alert import Doubt, Gone, Moved, Outcome, Rejected, Retry
from bot.model.chat import Address, Platform

UNREACHED = timedelta(seconds=5)
"""How long to wait before the next try when Telegram could not be reached at all."""
REFUSED = timedelta(minutes=5)
"""How long to wait when the token is refused: only a person can mend that."""

_NEVER_WRITTEN = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    RuntimeError,
)
# Not written either, but for what the message holds: it will be no better next time.
_UNWRITABLE = (httpx.LocalProtocolError, UnicodeError)

# Parts of descriptions (lower case) and the word for them that a chat's state keeps; the first that fits counts.
_GONE = (
    ("blocked by the user", "blocked"),
    ("user_is_blocked", "blocked"),
    ("deactivated", "deactivated"),
    ("kicked", "kicked"),
    ("was deleted", "deleted"),
    ("not a member", "not_member"),
    ("initiate conversation", "not_started"),
    ("chat not found", "not_found"),
    ("peer_id_invalid", "not_found"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_restricted", "no_rights"),
    ("not enough rights to send text messages", "no_rights"),
    ("have no rights to send", "no_rights"),
    ("need administrator rights", "no_rights"),
)
_TOPIC_LOST = ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")
_TARGET_LOST = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not",
    # It is a picture or a file.
    "there is no text in the message to edit",
)


def outcome_of(error: TelegramError, address: Address, *, with_file: bool = False) -> Outcome:
    """What became of a message to ``address`` whose call ended in ``error``.

    A chat that takes no file may still take words: about missing rights, a call ``with_file`` is Rejected, never Gone.
    ``because`` is short English without secrets; for Gone it is one of blocked, deactivated, kicked, deleted, not_member,
    not_started, not_found, no_rights, forbidden.
    """
    if isinstance(error, RetryAfter):
        return Retry(asked_wait(error), "flood control", counted=False)
    if isinstance(error, ChatMigrated):
        return Moved(Address(Platform.TELEGRAM, str(error.new_chat_id), address.thread))
    if isinstance(error, InvalidToken):
        return Retry(REFUSED, "Telegram refuses the token", counted=False)
    if isinstance(error, (Forbidden, BadRequest)):
        return _refusal(error, with_file=with_file)
    if isinstance(error, Conflict):
        return Retry(UNREACHED, "conflict", counted=False)
    return _lost(error)


def is_unparsable(error: TelegramError) -> bool:
    """Whether Telegram could not read our markup, so that the plain text may still go through."""
    return isinstance(error, BadRequest) and "can't parse entities" in error.message.lower()


def is_topic_lost(error: TelegramError) -> bool:
    """Whether the topic is closed or no longer there."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _TOPIC_LOST)


def is_unchanged(error: TelegramError) -> bool:
    """Whether an edit changed nothing, which is as good as done."""
    return isinstance(error, BadRequest) and "message is not modified" in error.message.lower()


def is_target_lost(error: TelegramError) -> bool:
    """Whether the message to edit is not there, or not ours to edit."""
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in _TARGET_LOST)


def gone_word(description: str) -> str:
    """The word for why a chat cannot be reached, or "" when the description says nothing of the kind."""
    lowered = description.lower()
    return next((word for words, word in _GONE if words in lowered), "")


def _refusal(error: TelegramError, *, with_file: bool) -> Outcome:
    gone = gone_word(error.message)
    if with_file and gone in {"", "no_rights"}:
        return Rejected(error.message)
    if gone or isinstance(error, Forbidden):
        return Gone(gone or "forbidden")
    return Rejected(error.message, target_lost=is_target_lost(error))


def _lost(error: TelegramError) -> Outcome:
    """Whether a call that ended without a proper answer can have had its effect."""
    if "too many requests" in error.message.lower():
        return Retry(UNREACHED, "flood control", counted=False)
    cause = error.__cause__
    if isinstance(cause, (*_NEVER_WRITTEN, *_UNWRITABLE)):
        ours = isinstance(cause, _UNWRITABLE)
        return Retry(UNREACHED, f"not reached: {type(cause).__name__}", counted=ours)
    return Doubt(type(cause).__name__ if isinstance(cause, httpx.HTTPError) else "no proper answer")


def asked_wait(error: TelegramError) -> timedelta:
    """How long Telegram asks to wait before the next try; nothing when it does not say."""
    # The library gives a number or a timedelta, by its PTB_TIMEDELTA switch.
    after = error.retry_after if isinstance(error, RetryAfter) else timedelta()
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
