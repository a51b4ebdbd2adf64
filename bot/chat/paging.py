"""Long lists a page at a time, and the numbers by which people name what stands in them."""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.saying import pressed
from bot.model.message import Button
from bot.text.folding import folded

_PAGE_DIGITS = 5


def paged(argument: str, count: int, size: int) -> tuple[int, int]:
    """The page asked for, kept within what there is, and the number of pages; both count from 1."""
    pages = max(1, -(-count // size))
    asked = int(argument[:_PAGE_DIGITS]) if argument.isdecimal() else 1
    return min(max(asked, 1), pages), pages


def numbered(argument: str) -> int | None:
    """The number that an argument is, in either digits, with or without a sign before it and a dot behind."""
    text = folded(argument).strip(".#")
    return int(text) if text.isdecimal() and len(text) <= len("999999999") else None


def turning(call: Call, caller: Caller, desk: Desk, name: str, page: int, pages: int) -> list[Button]:
    """Buttons to the pages before and after."""
    buttons = []
    if page > 1:
        buttons.append(pressed(call, caller, desk, "previous", f"{name} {page - 1}"))
    if page < pages:
        buttons.append(pressed(call, caller, desk, "next", f"{name} {page + 1}"))
    return buttons
