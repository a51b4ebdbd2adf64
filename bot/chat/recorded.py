"""What an entry of the audit says was done, in words: an action with what it was done to, or settings with what stood before.

Entries of old are understood as well, and those of a chat that is forgotten, which say no more than that something was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from bot.alerts.timing import zone_of
from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import line, moment, plain
from bot.chat.showing import shown
from bot.model.chat import Chat
from bot.model.message import Isolate, Line, Piece
from bot.model.preferences import WEEKDAYS, Digest, Preferences, QuietHours
from bot.model.register import AuditEntry

_LONGEST: Final = 80
_SET: Final = frozenset({"settings", "quota", "rule"})
_QUOTAS: Final = frozenset({"watches", "feeds", "commands"})
_ROLES: Final = frozenset({"nobody", "reader", "editor", "admin", "owner"})
_TIME: Final = re.compile(r"(\d\d):(\d\d)")
_DAY: Final = re.compile(r"day-(\d)")
_WRITTEN: Final = "%Y-%m-%d %H:%M UTC"


def what(call: Call, caller: Caller, desk: Desk, entry: AuditEntry) -> Line:
    """What was done."""
    action = _action(entry)
    if not (entry.detail or entry.changes):
        return _bare(call, desk, entry, action)
    if entry.action in _SET:
        return desk.phrases.joined(call.language, [_change(call, caller, desk, *change) for change in entry.changes])
    key = f"audit_did.{action}"
    if not desk.phrases.has(call.language, key):
        return line(call, desk, "audit.other", action=Piece(entry.action, Isolate.LTR), detail=_piece(entry.detail))
    before, after = _changed(entry, "role")
    old, new = _terms(entry)
    detail, to = _parted(entry)
    return line(
        call,
        desk,
        key,
        detail=_piece(detail),
        to=Piece(to, Isolate.LTR),
        role=_role(call, desk, after or to),
        before=_role(call, desk, before or "nobody"),
        old=_piece(old),
        new=_piece(new),
    )


def _action(entry: AuditEntry) -> str:
    """The key of an entry's action."""
    key = entry.action.replace(" ", "_").replace("-", "_")
    return "route_back" if key == "route" and _parted(entry)[1] == "here" else key


def _parted(entry: AuditEntry) -> tuple[str, str]:
    """What something was done to, and where it went: the chat that alerts go to, or a role that stands there alone."""
    if entry.action == "route":
        term, _, where = entry.detail.rpartition(": ")
        return term or where, where if term else ""
    head, _, last = entry.detail.rpartition(" ")
    if entry.action == "grant" and not entry.changes and last in _ROLES:
        return head, last
    return entry.detail, ""


def _terms(entry: AuditEntry) -> tuple[str, str]:
    """The term of a watch before and after; entries of old have both as one text."""
    old, new = _changed(entry, "term")
    if entry.action == "edit" and not new:
        old, _, new = entry.detail.partition(": ")
    return old, new


def _changed(entry: AuditEntry, wanted: str) -> tuple[str, str]:
    return next(((before, after) for name, before, after in entry.changes if name == wanted), ("", ""))


def _bare(call: Call, desk: Desk, entry: AuditEntry, action: str) -> Line:
    """That something was done, where nobody knows any more to what."""
    for key in (f"audit_bare.{action}", f"audit_did.{action}"):
        if desk.phrases.has(call.language, key):
            empty = dict.fromkeys(("detail", "to", "role", "before", "old", "new"), Piece(""))
            text = plain(line(call, desk, key, **empty))
            return (Piece(" ".join(text.split()).rstrip(" :")),)
    return (Piece(entry.action, Isolate.LTR),)


def _change(call: Call, caller: Caller, desk: Desk, name: str, before: str, after: str) -> Line:
    """One setting: what it is now, and what it was before."""
    sentence = f"audit_set.{name}_{after if name == 'admitted' else 'on' if after else 'off'}"
    if desk.phrases.has(call.language, sentence):
        return line(call, desk, sentence, value=Piece(after, Isolate.LTR))
    key = f"audit_field.{name}"
    field = Piece(desk.phrases.text(call.language, key)) if desk.phrases.has(call.language, key) else Piece(name, Isolate.LTR)
    was, now = (_value(call, caller, desk, name, code) for code in (before, after))
    return line(call, desk, "audit.changed", field=field, before=was, after=now)


def _value(call: Call, caller: Caller, desk: Desk, name: str, code: str) -> Line:
    """A value in words."""
    if name in _READ:
        return _READ[name](call, caller, desk, code)
    if not code:
        code = "usual" if name in _QUOTAS else "invited" if name == "access" else "none"
    own = {"language": f"language.{code}", "because": f"unreachable.{code.removeprefix('slack: ')}"}.get(name, "")
    known = next((key for key in (own, f"audit_value.{code}") if desk.phrases.has(call.language, key)), "")
    return line(call, desk, known) if known else (_piece(code),)


def _role(call: Call, desk: Desk, code: str) -> Line:
    if not code:
        return (Piece(""),)
    key = "audit_value.nobody" if code == "nobody" else f"role.{code}"
    return line(call, desk, key) if desk.phrases.has(call.language, key) else (_piece(code),)


def _zone(call: Call, caller: Caller, desk: Desk, code: str) -> Line:
    del caller
    return (Piece(desk.phrases.place(call.language, str(zone_of(code)))),)


def _quiet(call: Call, caller: Caller, desk: Desk, code: str) -> Line:
    times = _times(code)
    quiet = QuietHours(times[0], times[1]) if len(times) > 1 else None
    return _chosen(call, caller, desk, "quiet", Preferences(quiet=quiet), code)


def _digest(call: Call, caller: Caller, desk: Desk, code: str) -> Line:
    old = _DAY.search(code)
    named = next((place for place, day in enumerate(WEEKDAYS) if day[:3] in code.split()), None)
    digest = Digest(_times(code), int(old[1]) if old else named, hourly=code == "hourly") if code else None
    return _chosen(call, caller, desk, "digest", Preferences(digest=digest), code)


def _moment(call: Call, caller: Caller, desk: Desk, code: str) -> Line:
    try:
        when = datetime.strptime(code, _WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return line(call, desk, "audit_value.none") if not code else (_piece(code),)
    return (moment(call, caller, desk, when),)


def _chosen(call: Call, caller: Caller, desk: Desk, name: str, preferences: Preferences, code: str) -> Line:
    """A choice as the settings say it; one that cannot be read stands as it is written."""
    known = not code or code == "hourly" or _times(code)
    chat = Chat(0, caller.chat.address, caller.chat.kind, preferences=preferences)
    return shown(name, chat, call.language, desk) if known else (_piece(code),)


def _times(code: str) -> tuple[int, ...]:
    return tuple(int(hour) * 60 + int(minute) for hour, minute in _TIME.findall(code))


def _piece(text: str) -> Piece:
    return Piece(text[:_LONGEST], Isolate.AUTO)


_READ: Final[Mapping[str, Callable[[Call, Caller, Desk, str], Line]]] = {
    "time_zone": _zone,
    "quiet": _quiet,
    "digest": _digest,
    "paused_until": _moment,
}
