"""Taking back one's own latest change by a word, by the very action that the undo button of its answer carries.

Nothing is undone here: the action goes through the same door as the button's press, and its role is checked there. A change
that nothing takes back stands before all older ones: the word says so, and touches none of them. What somebody else has changed
after that is not overwritten by a word, but by a button that says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.chat.command import Call, Caller, Desk, Misread, Request, parse
from bot.chat.paging import numbered
from bot.chat.saying import example, line, pressed, say, small, typed
from bot.model.message import Line, Message, Undo

# For what cannot be taken back, the command that comes nearest to it: its example, or with the number of what was changed.
_INSTEAD: Final = {"invite_revoke": "invite", "feed_release": "mute", "claim": "role_revoke", "join": "role_revoke"}
_NUMBERED: Final = {"retry": "drop"}
_LONGEST: Final = 60
# What commands change: a setting each, or a thing that has a number or an id.
_SETTINGS: Final = frozenset(
    {"setting", "language", "timezone", "quiet", "digest", "style", "previews", "digits", "pause", "resume", "access"}
)
_ALERTS: Final = {"pause": "alerts", "resume": "alerts"}
_THINGS: Final = {
    **dict.fromkeys(("unwatch", "edit", "severity", "switch", "route", "off"), "watch"),
    **dict.fromkeys(("feed_add", "feed_remove", "feed_pause", "feed_resume", "feed_text", "feed_assign"), "feed"),
    **dict.fromkeys(("role_grant", "role_revoke"), "role"),
    **dict.fromkeys(("chat_close", "chat_open"), "chat"),
    "quota": "quota",
    "name_remove": "name",
}
_HERE: Final = {"channel": "use"}


async def nothing(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says that there is nothing to undo, that the latest change cannot be undone, or that somebody has changed it again."""
    if mine := await _overtaken(call, caller, desk):
        again = replace(pressed(call, caller, desk, "undo", mine), undoes=False)
        return say(call.language, line(call, desk, "undo.overtaken"), buttons=[again], private=True)
    latest = await desk.undos.recall(caller.chat.id, call.request.person, desk.clock.now())
    if latest is not None and latest.final:
        return _lasting(call, desk, latest)
    return say(call.language, line(call, desk, "undo.nothing", command=typed(call, desk, "help")), private=True)


async def taken_back(call: Call, caller: Caller, desk: Desk) -> Call | Misread | None:
    """The command that takes back the caller's latest change here; None when nothing does, or there is none."""
    if await _overtaken(call, caller, desk):
        return None
    latest = await desk.undos.recall(caller.chat.id, call.request.person, desk.clock.now())
    if latest is None or latest.final:
        return None
    read = parse(replace(call.request, text=latest.action, button=True), desk.phrases)
    return replace(read, language=call.language)


async def remember(message: Message, call: Call, caller: Caller, desk: Desk) -> None:
    """Keeps how what has just been done is taken back. The press of an undo button itself is not kept, and ends its entry.

    That of an older change is one itself: what came after that change still stands.
    """
    ended = await desk.undos.done(caller.chat.id, _bare(call.request)) if call.request.button else None
    if ended:
        return
    undo = message.undo or _offered(message)
    if undo is None and ended is False:
        undo = Undo(_bare(call.request), final=True)
    where = undo.chat_id or caller.chat.id if undo is not None else 0
    # A private chat that this very change has opened had nothing before.
    if undo is not None and where:
        await desk.undos.remember(where, call.request.person, undo, desk.clock.now())


def _offered(message: Message) -> Undo | None:
    """What takes back what a message tells of, by the button that does; None when none does."""
    found = (button.action for row in message.buttons for button in row if button.undoes)
    return next((Undo(action.partition(" @")[0]) for action in found), None)


def _lasting(call: Call, desk: Desk, latest: Undo) -> Message:
    """That a change cannot be taken back, by its command, with the way to come nearest to that."""
    done = parse(replace(call.request, text=latest.action, button=True), desk.phrases)
    if isinstance(done, Misread):
        return say(call.language, line(call, desk, "undo.final", command=latest.action[:_LONGEST]), private=True)
    # What buttons say behind a command is no word of anybody's.
    shown = done.argument if numbered(done.argument) is not None else ""
    said = line(call, desk, "undo.final", command=typed(call, desk, done.name, shown))
    return say(call.language, said, *_instead(call, desk, done), private=True)


def _instead(call: Call, desk: Desk, done: Call) -> list[Line]:
    key = f"undo.instead_{done.name}"
    if not desk.phrases.has(call.language, key):
        return []
    if done.name in _NUMBERED:
        command = typed(call, desk, _NUMBERED[done.name], done.argument)
    elif done.name in _HERE:
        command = typed(call, desk, _HERE[done.name], desk.phrases.words(call.language, "chats.here")[0])
    else:
        command = example(call, desk, _INSTEAD.get(done.name, done.name))
    return list(small(line(call, desk, key, command=command)).lines)


async def _overtaken(call: Call, caller: Caller, desk: Desk) -> str:
    """The action that takes the caller's latest change here back, if somebody else has changed the same since; "" if not."""
    mine, *theirs = await desk.undos.since(caller.chat.id, call.request.person, desk.clock.now()) or [""]
    about = _about(mine, call, desk)
    return mine if about and any(_about(each, call, desk) == about for each in theirs) else ""


def _about(action: str, call: Call, desk: Desk) -> tuple[str, ...]:
    """What an action changes, as far as two of them can be compared: a watch, a feed, a setting, a role; else nothing."""
    read = parse(replace(call.request, text=action, button=True, attached=None), desk.phrases)
    if isinstance(read, Misread):
        return ()
    words = read.argument.split()
    if read.name in _SETTINGS:
        name = words[0] if read.name == "setting" and words else read.name
        return ("setting", _ALERTS.get(name, name))
    numbers = [word for word in words if numbered(word) is not None or ":" in word]
    return (_THINGS[read.name], numbers[0]) if read.name in _THINGS and numbers else ()


def _bare(request: Request) -> str:
    return request.text.partition(" @")[0]
