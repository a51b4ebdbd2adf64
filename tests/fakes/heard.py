"""The catalogues, and which of their sentences a message is made of: so a golden file can name them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any

from bot.model.message import Line, Message
from bot.model.news import Language
from bot.text.phrases import Phrases, Value

_ANSWERS = 200
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


class HeardPhrases(Phrases):
    """Remembers every sentence that was asked for since ``forget``. ``keep`` holds those of one message for later."""

    def __init__(self, catalogues: Mapping[Language, Mapping[str, Any]]) -> None:
        super().__init__(catalogues)
        self._said: set[tuple[str, str]] = set()
        self._answered: OrderedDict[int, tuple[Message, set[tuple[str, str]]]] = OrderedDict()
        self._kept: dict[int, tuple[Message, set[tuple[str, str]]]] = {}

    def forget(self) -> None:
        """Begins a new message."""
        self._said = set()

    def keep(self, message: Message) -> Message:
        """The message; what was said since ``forget`` belongs to it."""
        self._kept[id(message)] = (message, self._said)
        self._said = set()
        return message

    def answered(self, message: Message) -> None:
        """As ``keep``, for one of the latest answers: what a test has asked and looks at together."""
        self._answered[id(message)] = (message, set(self._said))
        if len(self._answered) > _ANSWERS:
            self._answered.popitem(last=False)

    def line(self, language: Language, key: str, /, **values: Value) -> Line:
        """As in ``Phrases``."""
        line = super().line(language, key, **values)
        self._said.add((key, "".join(piece.text for piece in line)))
        return line

    def heard(self, message: Message) -> tuple[str, ...]:
        """The keys of the sentences that stand in the message, in alphabetical order.

        What is to be typed is written as each platform wants it, so that of a command's usage and example all that were asked
        for count.
        """
        _, said = self._kept.get(id(message)) or self._answered.get(id(message)) or (message, self._said)
        return _standing_in(words(message), said)

    def heard_in(self, text: str) -> tuple[str, ...]:
        """The same of a text, for what was said since ``forget``."""
        return _standing_in(text, self._said)


def _standing_in(text: str, said: Collection[tuple[str, str]]) -> tuple[str, ...]:
    plain = text.translate(_DIGITS)
    typed = (".usage", ".example")
    return tuple(sorted({key for key, each in said if each and (key.endswith(typed) or each.translate(_DIGITS) in plain)}))


def words(message: Message) -> str:
    """All that a message says, its buttons and what stands for a picture included."""
    said = [*(line for block in message.blocks for line in block.lines), message.unless_posted]
    lines = ["".join(piece.text for piece in line) for line in said]
    labels = [button.label for row in message.buttons for button in row]
    attached = message.attachment
    return "\n".join([message.notification, *lines, *labels, *((attached.alt, attached.missed) if attached else ())])
