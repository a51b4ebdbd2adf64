"""How much a watch matters: said, or set. What follows from it is decided where alerts are made and sent."""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.referring import leading_watch, meant_watch, named_watch
from bot.chat.saying import example, line, pressed, say, small, typed
from bot.model.message import Button, Isolate, Line, Message, Piece
from bot.model.watch import Severity, Watch
from bot.text.folding import folded

OFFERED = (Severity.CRITICAL, Severity.NORMAL, Severity.QUIET)
"""The severities that a chat may give a watch."""


async def severity(call: Call, caller: Caller, desk: Desk) -> Message:
    """How much a watch, named by its number or its term, matters; with a word for it behind, it is set to that."""
    if not call.argument:
        return say(call.language, line(call, desk, "severity.empty", command=example(call, desk, "severity")))
    watched = await desk.chats.watches(caller.chat.id)
    asked, wanted = _stated(call.argument, desk)
    whole = named_watch(call.argument, watched)
    # A term may itself end in such a word.
    watch, wanted = (whole, None) if whole is not None else (meant_watch(asked, watched, desk), wanted)
    other = ""
    if watch is None:
        watch, other = leading_watch(call.argument, watched)
    if watch is None:
        none = line(call, desk, "severity.none", term=asked, command=typed(call, desk, "watches"))
        return say(call.language, none)
    if wanted is None or other:
        unknown = [line(call, desk, "severity.unknown", word=other[:60])] if other else []
        return _current(call, caller, desk, watch, *unknown)
    if wanted is watch.severity:
        return say(call.language, _said(call, desk, "again", watch, wanted), replaces=call.request.button)
    person, now = call.request.person, desk.clock.now()
    changed = await desk.chats.set_severity(caller.chat.id, watch.id, wanted, person, now)
    if changed is None:
        none = line(call, desk, "severity.none", term=watch.term, command=typed(call, desk, "watches"))
        return say(call.language, none)
    undo = pressed(call, caller, desk, "undo", f"severity {watch.id} {watch.severity}")
    means = small(line(call, desk, f"severity.means_{wanted}"))
    return say(call.language, _said(call, desk, "done", watch, wanted), means, buttons=[undo], replaces=call.request.button)


def _current(call: Call, caller: Caller, desk: Desk, watch: Watch, *above: Line) -> Message:
    return say(
        call.language,
        *above,
        _said(call, desk, "current", watch, watch.severity),
        small(line(call, desk, f"severity.means_{watch.severity}")),
        buttons=[_button(call, caller, desk, watch, each) for each in OFFERED if each is not watch.severity],
    )


def _said(call: Call, desk: Desk, key: str, watch: Watch, severity: Severity) -> Line:
    named = Piece(watch.term, Isolate.AUTO, bold=True)
    return line(call, desk, f"severity.{key}", term=named, severity=line(call, desk, f"severity.{severity}"))


def _button(call: Call, caller: Caller, desk: Desk, watch: Watch, severity: Severity) -> Button:
    return pressed(call, caller, desk, severity.value, f"severity {watch.id} {severity.value}")


def _stated(argument: str, desk: Desk) -> tuple[str, Severity | None]:
    """The argument without the word for a severity that may end it, and the severity."""
    head, _, last = argument.rpartition(" ")
    for language in desk.phrases.languages:
        for severity in OFFERED:
            if head and folded(last) in {folded(word) for word in desk.phrases.words(language, f"severity.words_{severity}")}:
                return head, severity
    return argument, None
