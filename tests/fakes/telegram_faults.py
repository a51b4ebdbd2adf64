"""What can go wrong between a bot and Telegram, as values that a test queues in the fake server."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

Way = Literal["error", "html", "delay", "drop", "truncated"]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    ``applies``: whether the call has its effect all the same. ``method`` and ``chat`` narrow it down ("" and None: any),
    ``times`` says for how many calls it holds. ``seconds`` is the length of a delay, after which the call goes on.
    """

    way: Way
    applies: bool = False
    code: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    method: str = ""
    chat: int | None = None
    times: int = 1

    def on(self, method: str = "", chat: int | None = None, times: int = 1) -> Fault:
        """The same fault, narrowed to a method or a chat."""
        return replace(self, method=method, chat=chat, times=times)

    def fits(self, method: str, chat: int | None) -> bool:
        return self.method.lower() in ("", method.lower()) and self.chat in (None, chat)


class FaultQueue:
    """Faults waiting to happen, first in first out for the calls that they fit."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        self.waiting.extend(faults)

    def take(self, method: str, chat: int | None) -> Fault | None:
        for place, fault in enumerate(self.waiting):
            if fault.fits(method, chat):
                if fault.times > 1:
                    self.waiting[place] = replace(fault, times=fault.times - 1)
                else:
                    del self.waiting[place]
                return fault
        return None


def error(code: int, description: str, **parameters: Any) -> Fault:
    """An answer of the API that says no."""
    return Fault("error", code=code, description=description, parameters=parameters)


def too_many(seconds: int) -> Fault:
    return error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> Fault:
    return error(403, "Forbidden: bot was blocked by the user")


def kicked() -> Fault:
    return error(403, "Forbidden: bot was kicked from the supergroup chat")


def deactivated() -> Fault:
    return error(403, "Forbidden: user is deactivated")


def migrated(new_chat: int) -> Fault:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return error(400, description, migrate_to_chat_id=new_chat)


def topic_closed() -> Fault:
    return error(400, "Bad Request: TOPIC_CLOSED")


def thread_not_found() -> Fault:
    return error(400, "Bad Request: message thread not found")


def bad_entities() -> Fault:
    return error(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')


def html(code: int = 502, *, applies: bool = False) -> Fault:
    """A proxy's error page instead of the API's answer."""
    return Fault("html", code=code, applies=applies)


def delay(seconds: float) -> Fault:
    """The server thinks for a while, then does as told."""
    return Fault("delay", seconds=seconds)


def dropped() -> Fault:
    """The connection goes down before the call has any effect."""
    return Fault("drop")


def applied_then_dropped() -> Fault:
    """The call has its effect, and the connection goes down before the answer."""
    return Fault("drop", applies=True)


def truncated() -> Fault:
    """The call has its effect, and half of the answer arrives."""
    return Fault("truncated", applies=True)
