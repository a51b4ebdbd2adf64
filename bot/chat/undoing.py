"""Taking back one's own latest change by a word, by the very action that the undo button of its answer carries.

Nothing is undone here: the action goes through the same door as the button's press, and its role is checked there. A change
that nothing takes back stands before all older ones: the word says so, and touches none of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.chat.command import Call, Caller, Desk, Misread, Request, parse
from bot.chat.paging import numbered
from bot.chat.saying import example, line, say, small, typed
from bot.model.message import Line, Message, Undo

# For what cannot be taken back, the command that comes nearest to it: its example, or with the number of what was changed.
_INSTEAD: Final = {"invite_revoke": "invite", "feed_release": "mute", "claim": "role_revoke", "join": "role_revoke"}
_NUMBERED: Final = {"retry": "drop"}
_LONGEST: Final = 60
_HERE: Final = {"channel": "use"}


async def nothing(call: Call, caller: Caller, desk: Desk) -> Message:
    """Says that there is nothing to undo, or that the latest change cannot be undone, and what can be done instead."""
    latest = await desk.undos.recall(caller.chat.id, call.request.person, desk.clock.now())
    if latest is not None and latest.final:
        return _lasting(call, desk, latest)
    return say(call.language, line(call, desk, "undo.nothing", command=typed(call, desk, "help")), private=True)


async def taken_back(call: Call, caller: Caller, desk: Desk) -> Call | Misread | None:
    """The command that takes back the caller's latest change here; None when nothing does, or there is none."""
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


def _bare(request: Request) -> str:
    return request.text.partition(" @")[0]
