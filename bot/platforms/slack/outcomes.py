"""What came of a call to Slack, as the house's values: refused, unsent, unknown, or never to be.

The calls themselves stand in ``api``. Nothing here carries a token: an exception is told by its type, an answer by its code.

Source: the error tables of https://docs.slack.dev/reference/methods/chat.postMessage and chat.update.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from http import HTTPStatus

import aiohttp

from bot.model.alert import Doubt, Gone, Outcome, Rejected, Retry
from bot.ports import PlatformDown, PlatformRefused

SOON = timedelta(seconds=5)
LATER = timedelta(minutes=1)
MUCH_LATER = timedelta(minutes=10)
MOST_WAIT = timedelta(hours=1)


class Stage(Enum):
    """How far a call that brought no answer had come."""

    UNSENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that did not succeed: Slack's error code ("" for none), HTTP status (0 for none), seconds to wait if told."""

    code: str = ""
    status: int = 0
    wait: float | None = None
    stage: Stage = Stage.UNKNOWN
    detail: str = ""

    @property
    def because(self) -> str:
        """The failure in a few technical English words, free of secrets."""
        return self.code or (f"HTTP {self.status}" if self.status not in {0, 200} else self.detail) or "no answer"


_GONE = frozenset({
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled",
})  # fmt: skip
_WORKSPACE = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "org_login_required", "missing_scope",
    "not_allowed_token_type", "no_permission", "access_denied", "two_factor_setup_required", "team_added_to_org",
    "enterprise_is_restricted", "ekm_access_denied", "team_access_not_granted",
})  # fmt: skip
_TOKEN = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "org_login_required",
    "two_factor_setup_required", "team_added_to_org", "enterprise_is_restricted", "team_access_not_granted",
})  # fmt: skip
_DOUBTED = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "update_failed"})
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "accesslimited"})
_TOO_MUCH = frozenset({
    "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "block_mismatch", "metadata_too_large",
    "invalid_metadata_format", "invalid_metadata_schema", "invalid_arguments",
})  # fmt: skip
_TARGET_LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
_THREAD_LOST = frozenset({
    "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked", "invalid_thread_ts",
    "restricted_action_non_threadable_channel",
})  # fmt: skip
_ABOUT_THE_MESSAGE = frozenset({
    HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
})  # fmt: skip


def is_refusal_of_us(failure: Failure) -> bool:
    """Whether Slack refuses the app itself (its token, its scopes), whatever the chat."""
    return failure.code in _WORKSPACE


def is_refusal_of_token(failure: Failure) -> bool:
    """Whether Slack refuses whatever the app asks for, and not this method alone."""
    return failure.code in _TOKEN


def is_about_blocks(failure: Failure) -> bool:
    """Whether the message's form was refused, so that plain words may still pass."""
    return failure.code in _TOO_MUCH


def is_about_thread(failure: Failure) -> bool:
    """Whether a reply was refused because its target cannot be replied to."""
    return failure.code in _THREAD_LOST


def is_passing(failure: Failure) -> bool:
    """Whether the same question may be answered when asked again."""
    return not failure.code or failure.code in _DOUBTED or failure.code in _LIMITED


def outcome_of(failure: Failure) -> Outcome:
    """What a failed send or edit means for its delivery."""
    because = f"slack: {failure.because}"
    if failure.status == HTTPStatus.TOO_MANY_REQUESTS or failure.code in _LIMITED:
        wait = timedelta(seconds=failure.wait if failure.wait is not None else 30.0)
        return Retry(min(wait, MOST_WAIT), because, counted=False)
    if failure.code in _DOUBTED:
        return Doubt(because)
    if not failure.code:
        return _unanswered(failure, because)
    if failure.code in _WORKSPACE:
        return Retry(MUCH_LATER, f"{because} (the app's own rights in the workspace)", counted=False)
    if failure.code in _GONE:
        return Gone(because)
    return Rejected(because, target_lost=failure.code in _TARGET_LOST)


def _unanswered(failure: Failure, because: str) -> Outcome:
    """No answer of Slack's own: a proxy's refusal or a lost connection. A proxy may refuse the message for what it holds."""
    if failure.stage is Stage.UNSENT:
        return Retry(SOON, because, counted=False)
    if HTTPStatus.BAD_REQUEST <= failure.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Retry(LATER, because, counted=failure.status in _ABOUT_THE_MESSAGE)
    return Doubt(because)


def failure_of(error: BaseException) -> Failure:
    """What an exception of the HTTP client says about a call: whether anything can have reached Slack."""
    unsent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL)
    return Failure(stage=Stage.UNSENT if unsent else Stage.UNKNOWN, detail=type(error).__name__)


def trouble_of(failure: Failure, what: str) -> PlatformRefused | PlatformDown:
    """Why the intake cannot start: ``what`` is refused, or Slack does not answer."""
    if is_refusal_of_us(failure):
        return PlatformRefused(f"Slack refuses {what}: {failure.because}")
    return PlatformDown(f"Slack does not answer: {failure.because}")
