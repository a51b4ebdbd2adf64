"""Messages that are not out, or not surely: which they are and why, what each would say, and leaving one unsent.

Sending one again is ``troubles.retry``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.alerts.briefing import brief
from bot.chat.addressing import title_of
from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered, paged, turning
from bot.chat.pressing import is_press
from bot.chat.reasons import reasoned
from bot.chat.saying import bullets, line, moment, pressed, say, small, title, typed
from bot.model.chat import ChatKind, Role
from bot.model.message import Button, Isolate, Line, Message, Piece
from bot.model.register import Letter
from bot.text.phrases import Value

PAGE = 5
"""How many messages a page lists: each has a row of buttons."""

BACK = "back"
"""Stands in a button behind the number of a message that was left unsent, to take that back."""

_STATES = ("dead", "doubt", "held", "pending", "inflight")
_OVER = frozenset({"dead", "doubt"})
_UNDER_WAY = "inflight"
_LONGEST = 100


def reach(caller: Caller) -> int | None:
    """The chat whose messages somebody may look at; None, all, for an owner in private: a group need not read of others."""
    whole = caller.role is Role.OWNER and caller.chat.kind is ChatKind.PRIVATE
    return None if whole else caller.chat.id


async def deliveries(call: Call, caller: Caller, desk: Desk) -> Message:
    """The messages that wait, are held, in doubt or given up, a page at a time, with buttons for each."""
    bag = await desk.logbook.mail(reach(caller), 0)
    count = sum(bag.counts.values())
    if not count:
        return say(call.language, line(call, desk, "deliveries.none"), replaces=call.request.button)
    page, pages = paged(call.argument, count, PAGE)
    shown = (await desk.logbook.mail(reach(caller), PAGE, (page - 1) * PAGE)).letters
    counts = [line(call, desk, f"deliveries.{state}", count=bag.counts[state]) for state in _STATES if bag.counts.get(state)]
    place = Piece(desk.phrases.place(call.language, caller.chat.time_zone))
    foot = [line(call, desk, "feeds.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "feeds.place", place=place))
    return say(
        call.language,
        title(line(call, desk, "deliveries.title", count=count)),
        desk.phrases.joined(call.language, counts),
        bullets([_item(call, caller, desk, letter) for letter in shown]),
        small(*foot),
        rows=[_buttons(call, caller, desk, letter) for letter in shown],
        buttons=turning(call, caller, desk, "deliveries", page, pages),
        replaces=call.request.button,
    )


async def show(call: Call, caller: Caller, desk: Desk) -> Message:
    """A message as it would look, with its own buttons left off; how it stands, and what can be done with it."""
    number = numbered(call.argument)
    letter = None if number is None else await desk.logbook.listed(number, reach(caller))
    found = None if letter is None else await desk.logbook.letter(letter.number, reach(caller))
    if letter is None or found is None:
        return _none(call, desk)
    message = brief(found, desk.phrases)
    named = Piece(str(letter.number))
    stands = line(call, desk, "delivery_show.state", state=_state(call, caller, desk, letter))
    acts = _acts(call, caller, desk, letter)
    if not message.blocks:
        return say(call.language, line(call, desk, "delivery_show.empty", number=named), stands, buttons=acts)
    head = small(line(call, desk, "delivery_show.head", number=named, chat=title_of(found.chat)))
    # It is in its chat's language, whichever this one is answered in.
    blocks = [replace(block, language=block.language or message.language) for block in message.blocks]
    return say(call.language, head, *blocks, small(stands), buttons=acts)


async def drop(call: Call, caller: Caller, desk: Desk) -> Message:
    """Leaves a message unsent; a button takes that back."""
    asked, _, rest = call.argument.partition(" ")
    back = is_press(call) and rest == BACK
    number = numbered(asked if back else call.argument)
    person, now = call.request.person, desk.clock.now()
    if number is None:
        return _none(call, desk)
    if back:
        again = await desk.logbook.restore(number, person, reach(caller), now)
        if again is None:
            return _none(call, desk)
        key = "back_over" if again.state in _OVER else "back"
        return say(call.language, line(call, desk, f"drop.{key}", number=Piece(str(number))), replaces=True)
    dropped = await desk.logbook.drop(number, person, reach(caller), now)
    if dropped is None:
        letter = await desk.logbook.listed(number, reach(caller))
        if letter is not None and letter.state == _UNDER_WAY:
            return say(call.language, line(call, desk, "drop.under_way", number=Piece(str(number))), private=True)
        return _none(call, desk)
    undo = pressed(call, caller, desk, "undo", f"drop {number} {BACK}")
    done = line(call, desk, "drop.done", number=Piece(str(number)), what=_what(call, desk, dropped))
    return say(call.language, done, buttons=[undo], replaces=call.request.button)


def _none(call: Call, desk: Desk) -> Message:
    listing = typed(call, desk, "deliveries")
    if not call.argument:
        return say(call.language, line(call, desk, "retry.empty", command=listing))
    return say(call.language, line(call, desk, "drop.none", number=call.argument[:60], command=listing))


def _item(call: Call, caller: Caller, desk: Desk, letter: Letter) -> Line:
    values: dict[str, Value] = {
        "number": Piece(str(letter.number)),
        "what": _what(call, desk, letter),
        "state": _state(call, caller, desk, letter),
        "since": moment(call, caller, desk, letter.since),
    }
    if letter.chat.id == caller.chat.id:
        return line(call, desk, "deliveries.item", **values)
    return line(call, desk, "deliveries.item_elsewhere", chat=title_of(letter.chat), **values)


def _what(call: Call, desk: Desk, letter: Letter) -> Piece:
    if letter.headline.strip():
        return Piece(letter.headline[:_LONGEST], Isolate.AUTO)
    return Piece(desk.phrases.text(call.language, f"kind.{letter.kind}"))


def _state(call: Call, caller: Caller, desk: Desk, letter: Letter) -> Line:
    """How a message stands, and why where that says more."""
    reason = letter.because
    if letter.state == _UNDER_WAY or reason.code in {"", "due"}:
        if letter.state == "pending" and letter.due > desk.clock.now():
            return line(call, desk, "delivery.later", due=moment(call, caller, desk, letter.due))
        return line(call, desk, f"delivery.{letter.state}")
    state = line(call, desk, f"delivery.{letter.state}")
    return line(call, desk, "delivery.because", state=state, reason=reasoned(call, desk, reason))


def _buttons(call: Call, caller: Caller, desk: Desk, letter: Letter) -> list[Button]:
    look = pressed(call, caller, desk, "show_number", f"delivery show {letter.number}", number=Piece(str(letter.number)))
    return [look, *_acts(call, caller, desk, letter)]


def _acts(call: Call, caller: Caller, desk: Desk, letter: Letter) -> list[Button]:
    """What can be done with a message; nothing while it is being sent."""
    if letter.state == _UNDER_WAY:
        return []
    again = [pressed(call, caller, desk, "send_again", f"retry {letter.number}")] if letter.state in _OVER else []
    return [*again, pressed(call, caller, desk, "leave_unsent", f"drop {letter.number}")]
