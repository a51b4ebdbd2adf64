"""The spellings of a watch: listed with why some are off, and switched on or off one by one.

Which spellings a term brings in is the matching floor's; what a chat has switched is stored with the watch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from bot.chat.command import Call, Caller, Desk
from bot.chat.paging import numbered, paged, turning
from bot.chat.saying import example, line, pressed, say, small, title, typed
from bot.matching.teaching import words_of
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.watch import Spelling, Watch
from bot.text.folding import folded

PAGE = 10
"""How many spellings a page lists."""

ADJECTIVE = "adjective"
"""Why the words made from a country's name are off: they say of something that it is the country's, not the country."""

HOMOGRAPH = "homograph"
"""Why a spelling is off that other things share."""

DOUBTFUL = "doubtful"
"""Why the spellings of a name are off that the term may not mean."""

TAUGHT = "taught"
"""Why a spelling counts that no known name has: the chat was taught it."""

ADJECTIVES = "adjectives"
"""Stands in a button for all adjectives of a watch at once."""

_KEY = "x"
_IN_A_ROW = 2
_LABEL = 28


@dataclass(frozen=True, slots=True)
class Choice:
    """Spellings of a watch that are found as one, the one shown first; ``on``: they count for the watch.

    ``reason``: why they are off by default, or ``taught``; "" for the others.
    """

    texts: tuple[str, ...]
    reason: str
    on: bool
    default: bool

    @property
    def shown(self) -> str:
        """The spelling as it is shown."""
        return self.texts[0]

    @property
    def key(self) -> str:
        """A short ASCII id that stays the same whatever else the watch brings in."""
        return f"{_KEY}{crc32(' '.join(words_of(self.shown)).encode('utf-8', 'replace')):08x}"


def choices(watch: Watch, previewed: Sequence[Spelling]) -> tuple[Choice, ...]:
    """All spellings of a watch in the order of the preview, those taught to its chat behind them."""
    found: dict[tuple[str, ...], Choice] = {}
    taught = (Spelling(text, off=True, reason=TAUGHT) for text in sorted(watch.taught))
    for spelling in (*previewed, *taught):
        words = words_of(spelling.text)
        default = not spelling.off or spelling.text in watch.taught
        reason = spelling.reason or (HOMOGRAPH if spelling.off else "")
        one = Choice((spelling.text,), reason, default != (spelling.text in watch.switched), default)
        found[words] = _joined(found[words], one) if words in found else one
    return tuple(found.values())


async def spellings(call: Call, caller: Caller, desk: Desk) -> Message:
    """All spellings of a watch, a page at a time, each with a button that switches it."""
    head, _, page = call.argument.rpartition(" ")
    watched = await desk.chats.watches(caller.chat.id)
    watch = _watch_of(call.argument, watched)
    if watch is None and page.isdecimal():
        watch = _watch_of(head, watched)
    else:
        page = ""
    if watch is None:
        return _unknown(call, desk)
    return _listed(call, caller, desk, watch, page)


async def switch(call: Call, caller: Caller, desk: Desk) -> Message:
    """Switches a spelling of a watch: over, or as a second word says; shows the list as it is then."""
    asked, wanted = stated(call.argument, desk)
    head, _, which = asked.rpartition(" ")
    watched = await desk.chats.watches(caller.chat.id)
    watch, which = _parted(asked, watched) or (_watch_of(head, watched), which)
    if watch is None:
        whole = _watch_of(asked, watched)
        return _unknown(call, desk) if whole is None else _listed(call, caller, desk, whole, "")
    known = choices(watch, desk.watchlist.preview(watch.term))
    chosen = _chosen(which, known, desk)
    if not chosen:
        where = typed(call, desk, "spellings", str(watch.id))
        return say(call.language, line(call, desk, "switch.none", spelling=which[:_LABEL], term=watch.term, command=where))
    on = not chosen[0].on if wanted is None else wanted
    if not on and all(choice in chosen or not choice.on for choice in known):
        return _last(call, desk, watch)
    changed = await _switched(call, caller, desk, watch, chosen, on=on)
    if changed is None:
        return _unknown(call, desk)
    return _told(call, caller, desk, changed, chosen, known.index(chosen[0]), on=on)


def adjectives(
    call: Call, caller: Caller, desk: Desk, watch: Watch, known: Sequence[Choice]
) -> tuple[list[Line], list[Button]]:
    """What is said of the adjectives of a country's name when it is watched, and the button that switches all of them."""
    made = [choice for choice in known if choice.reason == ADJECTIVE]
    if not made:
        return [], []
    on = all(choice.on for choice in made)
    state = "on" if on else "off"
    quoted = [line(call, desk, "form.quoted", text=choice.shown) for choice in _one_of_each_script(made)]
    said = line(call, desk, f"watch.adjectives_{state}", spellings=desk.phrases.joined(call.language, quoted))
    turn = pressed(call, caller, desk, f"adjectives_{state}", f"switch {watch.id} {ADJECTIVES} {'off' if on else 'on'}")
    return [said], [turn]


def _joined(one: Choice, other: Choice) -> Choice:
    """Two spellings that are found as one: on if either is."""
    texts = one.texts if other.shown in one.texts else (*one.texts, *other.texts)
    return replace(one, texts=texts, on=one.on or other.on, default=one.default or other.default)


def _one_of_each_script(made: Sequence[Choice]) -> list[Choice]:
    ascii_first: dict[bool, Choice] = {}
    for choice in made:
        ascii_first.setdefault(choice.shown.isascii(), choice)
    return list(ascii_first.values())


def _watch_of(asked: str, watched: Sequence[Watch]) -> Watch | None:
    """The watch of this number, or of this term."""
    number = numbered(asked)
    by_number = next((watch for watch in watched if watch.id == number), None)
    return by_number or next((watch for watch in watched if folded(watch.term) == folded(asked)), None)


def _parted(asked: str, watched: Sequence[Watch]) -> tuple[Watch, str] | None:
    """A watch named by its number, with all behind that as the spelling meant: it may be several words."""
    head, _, rest = asked.partition(" ")
    watch = next((watch for watch in watched if watch.id == numbered(head)), None)
    return (watch, rest) if watch is not None and rest else None


def stated(argument: str, desk: Desk) -> tuple[str, bool | None]:
    """The argument without the word for on or off that may end it, and which of them it was."""
    head, _, last = argument.rpartition(" ")
    for language in desk.phrases.languages:
        for state, on in (("on", True), ("off", False)):
            if head and folded(last) in {folded(word) for word in desk.phrases.words(language, f"switch.words_{state}")}:
                return head, on
    return argument, None


def _chosen(which: str, known: Sequence[Choice], desk: Desk) -> list[Choice]:
    """The spellings meant: by the number or the key of one, by its own words, or all adjectives."""
    number = numbered(which)
    if number is not None and 1 <= number <= len(known):
        return [known[number - 1]]
    words = {folded(word) for language in desk.phrases.languages for word in desk.phrases.words(language, "switch.adjectives")}
    if folded(which) in words | {ADJECTIVES}:
        return [choice for choice in known if choice.reason == ADJECTIVE]
    meant = words_of(which)
    return [choice for choice in known if which == choice.key or (meant and meant == words_of(choice.shown))][:1]


async def _switched(
    call: Call, caller: Caller, desk: Desk, watch: Watch, chosen: Sequence[Choice], *, on: bool
) -> Watch | None:
    """The watch with these spellings on or off."""
    changed: Watch | None = watch
    now = desk.clock.now()
    for switched in (True, False):
        texts = [text for choice in chosen if (choice.default != on) is switched for text in choice.texts]
        if texts and changed is not None:
            changed = await desk.chats.switch(caller.chat.id, watch.id, texts, call.request.person, now, switched=switched)
    return changed


def _told(call: Call, caller: Caller, desk: Desk, watch: Watch, chosen: Sequence[Choice], place: int, *, on: bool) -> Message:
    state = "on" if on else "off"
    if len(chosen) == 1:
        what, shown = chosen[0].key, Piece(chosen[0].shown, Isolate.AUTO, bold=True)
        said = line(call, desk, f"switch.{state}", spelling=shown, term=watch.term)
    else:
        what, said = ADJECTIVES, line(call, desk, f"switch.adjectives_{state}", term=watch.term)
    undo = pressed(call, caller, desk, "undo", f"switch {watch.id} {what} {'off' if on else 'on'}")
    listed = _listed(call, caller, desk, watch, str(place // PAGE + 1))
    blocks = (*say(call.language, said).blocks, *listed.blocks)
    notification = "".join(piece.text for piece in said)
    return replace(listed, blocks=blocks, notification=notification, buttons=((undo,), *listed.buttons))


def _listed(call: Call, caller: Caller, desk: Desk, watch: Watch, page_asked: str) -> Message:
    known = choices(watch, desk.watchlist.preview(watch.term))
    page, pages = paged(page_asked, len(known), PAGE)
    shown = list(enumerate(known, 1))[(page - 1) * PAGE : page * PAGE]
    foot = [line(call, desk, "watches.page", page=page, pages=pages)] if pages > 1 else []
    foot.append(line(call, desk, "spellings.switch", command=typed(call, desk, "switch", f"{watch.id} {shown[-1][0]}")))
    head = title(line(call, desk, "spellings.title", term=watch.term, number=Piece(str(watch.id))))
    listed = Block(BlockKind.TEXT, tuple(_item(call, desk, number, choice) for number, choice in shown))
    turns = turning(call, caller, desk, f"spellings {watch.id}", page, pages)
    rows = [*_rows([_turn(call, caller, desk, watch, choice) for _, choice in shown]), *([tuple(turns)] if turns else [])]
    return say(call.language, head, listed, small(*foot), rows=rows, replaces=call.request.button)


def _item(call: Call, desk: Desk, number: int, choice: Choice) -> Line:
    values = {"number": Piece(str(number)), "spelling": Piece(choice.shown, Isolate.AUTO, bold=choice.on)}
    if choice.on != choice.default:
        return line(call, desk, "spellings.switched_on" if choice.on else "spellings.switched_off", **values)
    if not choice.on:
        return line(call, desk, "spellings.off", why=line(call, desk, f"spelling_off.{choice.reason}"), **values)
    return line(call, desk, "spellings.taught" if choice.reason == TAUGHT else "spellings.item", **values)


def _turn(call: Call, caller: Caller, desk: Desk, watch: Watch, choice: Choice) -> Button:
    label = choice.shown if len(choice.shown) <= _LABEL else f"{choice.shown[: _LABEL - 1]}…"
    name, state = ("turn_off", "off") if choice.on else ("turn_on", "on")
    return pressed(call, caller, desk, name, f"switch {watch.id} {choice.key} {state}", spelling=label)


def _rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW)]


def _last(call: Call, desk: Desk, watch: Watch) -> Message:
    end = typed(call, desk, "unwatch", str(watch.id))
    return say(call.language, line(call, desk, "switch.last", term=watch.term, command=end))


def _unknown(call: Call, desk: Desk) -> Message:
    shown, where = example(call, desk, call.name), typed(call, desk, "watches")
    return say(call.language, line(call, desk, "switch.which", example=shown, command=where))
