"""How Telegram counts what a message takes: 4,096 UTF-16 units of visible text and 100 entities in each.

Where a message is cut stands in ``bot.text.cutting``; never inside a tag or an entity, for those are written afterwards.

Source: https://core.telegram.org/bots/api#sendmessage; https://core.telegram.org/api/entities#entity-length.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.message import Block, Message, Piece
from bot.platforms.telegram.markup import is_spaced, tags
from bot.text.cutting import Size, parts, utf16_length
from bot.text.direction import isolates, opening

TEXT_LIMIT = 4096
ENTITY_LIMIT = 100
_WHOLE = Size(TEXT_LIMIT, ENTITY_LIMIT)


@dataclass(frozen=True, slots=True)
class _Scale:
    """UTF-16 units of what is seen, direction marks included, and entities."""

    message: Message
    part: Size = _WHOLE
    line: Size = _WHOLE

    def text(self, text: str) -> int:
        return utf16_length(text)

    def frame(self, piece: Piece, block: Block, *, isolated: bool) -> Size:
        return Size(sum(map(utf16_length, isolates(piece, needed=isolated))), len(tags(piece, block.kind)))

    def opening(self, block: Block) -> Size:
        return Size(utf16_length(opening(block, self.message)))

    def gap(self, block: Block, *, first: bool, joins: bool) -> Size:
        return Size() if first else Size(2 if is_spaced(block) and not joins else 1)


def split(message: Message) -> tuple[Message, ...]:
    """The message as parts that each fit, at least one; buttons stand under the last, ``replaces`` holds for the first."""
    return parts(message, _Scale(message))
