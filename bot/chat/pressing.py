"""What counts as the press of a button."""

from __future__ import annotations

from bot.chat.command import Call
from bot.model.chat import Platform


def is_press(call: Call) -> bool:
    """Whether a button was pressed; on the console its action is typed."""
    return call.request.button or call.request.address.platform is Platform.CONSOLE
