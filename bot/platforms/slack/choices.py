"""What the settings form holds: a chat's choices as its fields, and the commands that make other choices of them.

Nothing is set from here: a form that is sent in turns into the commands that somebody would have typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.model.chat import Chat, ChatState
from bot.model.preferences import Digest, Style

ON, OFF, HOURLY, DAILY, WEEKLY = "on", "off", "hourly", "daily", "weekly"
WESTERN, ARABIC = "western", "arabic"
DIGESTS = (OFF, HOURLY, DAILY, WEEKLY)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
USUAL_TIME, USUAL_DAY = "08:00", "Sunday"

LANGUAGE, ZONE, QUIET_FROM, QUIET_TO = "language", "zone", "quiet_from", "quiet_to"
DIGEST, DIGEST_AT, DIGEST_DAY, STYLE = "digest", "digest_at", "digest_day", "style"
PREVIEWS, DIGITS, ALERTS = "previews", "digits", "alerts"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "language": (LANGUAGE,),
    "timezone": (ZONE,),
    "quiet": (QUIET_FROM, QUIET_TO),
    "digest": (DIGEST, DIGEST_AT, DIGEST_DAY),
    "style": (STYLE,),
    "previews": (PREVIEWS,),
    "digits": (DIGITS,),
    "alerts": (ALERTS,),
}
"""For each choice that a chat has its fields, in the order of the form."""

_HOUR, _DAY = 60, 24 * 60
_SWITCHED = {ON: "resume", OFF: "pause"}


@dataclass(frozen=True, slots=True)
class Choices:
    """The fields of the form, as they are written there. Times of day are ``23:00``, of quiet "" for none.

    ``digest_at`` are times with blanks between, ``digest_day`` a day's English name; they count as far as ``digest`` asks.
    """

    language: str
    zone: str
    quiet_from: str = ""
    quiet_to: str = ""
    digest: str = OFF
    digest_at: str = ""
    digest_day: str = ""
    style: str = Style.SHORT.value
    previews: str = OFF
    digits: str = WESTERN
    alerts: str = ON

    @property
    def quiet(self) -> str:
        """What is said of quiet hours: ``23:00-07:00``, or ``off``."""
        quiet = self.quiet_from and self.quiet_to and self.quiet_from != self.quiet_to
        return f"{self.quiet_from}-{self.quiet_to}" if quiet else OFF

    @property
    def digests(self) -> str:
        """What is said of digests: ``daily 08:00 18:00``."""
        times = " ".join(self.digest_at.split()) or USUAL_TIME
        if self.digest == DAILY:
            return f"{DAILY} {times}"
        return f"{WEEKLY} {self.digest_day or USUAL_DAY} {times}" if self.digest == WEEKLY else self.digest


def choices_of(chat: Chat) -> Choices:
    """What a chat has chosen."""
    wanted = chat.preferences
    made = Choices(
        chat.language.value,
        chat.time_zone,
        style=wanted.style.value,
        previews=ON if wanted.previews else OFF,
        digits=ARABIC if wanted.arabic_digits else WESTERN,
        alerts=ON if chat.state is ChatState.ACTIVE else OFF,
    )
    if wanted.quiet is not None and wanted.quiet.start != wanted.quiet.end:
        made = replace(made, quiet_from=_clock(wanted.quiet.start), quiet_to=_clock(wanted.quiet.end))
    return made if wanted.digest is None else _with_digest(made, wanted.digest)


def choices_in(values: Mapping[str, Any], before: Choices) -> Choices:
    """What a form holds that was sent in; a field it does not have is as it was ``before``.

    ``values``: the ``state.values`` of the view.
    """
    found = {name: written(values, name) for name in Choices.__slots__ if name in values}
    return replace(before, **found)


def commands(wanted: Choices, now: Choices) -> tuple[tuple[str, str], ...]:
    """The commands that make ``wanted`` of ``now``, each its name and what it is told.

    The language's is the last, so that all answers but its own are in one.
    """
    before = _said(now)
    asked = [(name, value) for name, value in _said(wanted).items() if value and value != before[name]]
    return tuple((_SWITCHED[value], "") if name == ALERTS else (name, value) for name, value in asked)


def is_refused(wanted: Choices, now: Choices, after: Choices) -> bool:
    """Whether something that ``commands`` asked for is ``after`` them as it was; what is set may be written otherwise."""
    asked, before, since = _said(wanted), _said(now), _said(after)
    return any(asked[name] != before[name] == since[name] for name in asked)


def _said(chosen: Choices) -> dict[str, str]:
    """What each command is told, in the order in which they are given."""
    return {
        "timezone": chosen.zone.strip(),
        "quiet": chosen.quiet,
        "digest": chosen.digests,
        "style": chosen.style,
        "previews": chosen.previews,
        "digits": chosen.digits,
        ALERTS: chosen.alerts,
        "language": chosen.language,
    }


def written(values: Mapping[str, Any], name: str) -> str:
    """What one field of a view holds, "" for nothing. Source: https://docs.slack.dev/reference/views (``state.values``)."""
    element = next(iter((values.get(name) or {}).values()), None) or {}
    option = element.get("selected_option") or {}
    keys = ("value", "selected_time", "selected_conversation")
    return str(option.get("value") or next((element[key] for key in keys if element.get(key)), "") or "")


def _with_digest(made: Choices, digest: Digest) -> Choices:
    if digest.hourly:
        return replace(made, digest=HOURLY)
    if not digest.times:
        return made
    at = " ".join(map(_clock, digest.times))
    if digest.weekday is None:
        return replace(made, digest=DAILY, digest_at=at)
    return replace(made, digest=WEEKLY, digest_at=at, digest_day=DAYS[digest.weekday])


def _clock(minutes: int) -> str:
    return f"{minutes % _DAY // _HOUR:02}:{minutes % _HOUR:02}"
