"""What a command is: the request as a platform took it in, and the desk that answers it.

How a request is read and run stands in ``reception``; no platform is known here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.model.chat import Address, ChatKind, Person
from bot.model.message import Message
from bot.model.news import Language


@dataclass(frozen=True, slots=True)
class Request:
    """One command as somebody gave it.

    ``text`` is the command word and its arguments, free of the platform's own syntax: ``/watch الرياض``, ``/rasid watch
    الرياض`` and ``@rasid watch الرياض`` all come as ``watch الرياض``; a button press as its action, ``unwatch 42``.
    ``update`` identifies it for ever (``telegram:123``). ``language`` is the person's client's, when the platform says.
    """

    address: Address
    kind: ChatKind
    person: Person
    text: str
    update: str
    title: str = ""
    language: Language = Language.OTHER
    button: bool = False


Answer = Callable[[Request], Awaitable[Message | None]]
"""Answers a request; None when it was answered before or calls for silence. Never raises."""
