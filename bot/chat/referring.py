"""Which watch or feed is meant: by its number, its name or a spelling of it, alone or before what is to be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.command import Desk, unquoted
from bot.chat.paging import numbered
from bot.model.watch import Watch
from bot.ports import SourceState
from bot.text.folding import folded


def named_watch(argument: str, watched: Sequence[Watch]) -> Watch | None:
    """The watch with this number, or else of this term; what folding removes, and quotes, make no difference if need be."""
    by_number = {str(each.id): each for each in watched}
    asked = folded(argument)
    if asked.strip(".#") in by_number:
        return by_number[asked.strip(".#")]
    exact = [each for each in watched if each.term == argument]
    alike = [each for each in watched if folded(each.term) == asked]
    bare = [each for each in watched if folded(unquoted(each.term)) == folded(unquoted(argument))]
    return next(iter(exact + alike + bare), None)


def meant_watch(argument: str, watched: Sequence[Watch], desk: Desk) -> Watch | None:
    """The watch named so, or else the only one whose term is another spelling of this."""
    named = named_watch(argument, watched)
    if named is not None or not watched or not argument:
        return named
    spellings = {folded(each.text) for each in desk.watchlist.preview(unquoted(argument)) if not each.off}
    alike = [each for each in watched if folded(unquoted(each.term)) in spellings]
    return alike[0] if len(alike) == 1 else None


def leading_watch(argument: str, watched: Sequence[Watch], *, alone: bool = True) -> tuple[Watch | None, str]:
    """The watch that an argument begins with, by its number or as many words of its term as may be, and what stands behind.

    ``alone``: nothing need stand behind it; else a shorter name is looked for that leaves something.
    """
    words = argument.split()
    for count in range(len(words) if alone else len(words) - 1, 0, -1):
        watch = named_watch(" ".join(words[:count]), watched)
        if watch is not None:
            return watch, " ".join(words[count:])
    return None, argument


def named_feed(argument: str, states: Sequence[SourceState]) -> SourceState | None:
    """The feed of this number, or else the only one of this name."""
    number = numbered(argument)
    if number is not None:
        return next((state for state in states if state.number == number), None)
    asked = folded(unquoted(argument))
    alike = [state for state in states if asked and folded(state.source.name) == asked]
    return alike[0] if len(alike) == 1 else None
