"""How much room something takes, in words: bytes in the units that people know, of a thousand each."""

from __future__ import annotations

from typing import Final

from bot.chat.command import Call, Desk
from bot.chat.saying import line
from bot.model.message import Line, Piece

_UNITS: Final = ("bytes", "kilobytes", "megabytes", "gigabytes", "terabytes")
_NEXT: Final = 1000
# From here on a tenth of the unit says something.
_TENTHS: Final = 2


def size_in_words(call: Call, desk: Desk, size: int) -> Line:
    """A number of bytes with its unit in the call's language; megabytes and more to a tenth."""
    number, unit = float(size), 0
    while number >= _NEXT and unit < len(_UNITS) - 1:
        number, unit = number / _NEXT, unit + 1
    shown = f"{number:.1f}" if unit >= _TENTHS else f"{number:.0f}"
    return line(call, desk, f"size.{_UNITS[unit]}", size=Piece(shown))
