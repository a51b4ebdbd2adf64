"""A message before any platform has a say: lines of pieces in blocks, and buttons.

Nothing here knows a platform's limits or markup; direction is stated (``Isolate``), never written as a control character.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.model.news import Language


class Isolate(StrEnum):
    """How a piece stands inside a line of the other direction.

    NONE: part of the sentence. AUTO: an inserted value of either direction (a headline, outlet, term, name).
    LTR: always left to right (signed numbers, percents, ISO dates, tickers, commands).
    """

    NONE = "none"
    AUTO = "auto"
    LTR = "ltr"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style. ``url`` makes it a link; ``code`` a literal to be typed or copied."""

    text: str
    isolate: Isolate = Isolate.NONE
    bold: bool = False
    code: bool = False
    url: str = ""


Line = tuple[Piece, ...]

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a file that is taken in."""


class BlockKind(StrEnum):
    """HEADLINE: what the lock screen shows. TEXT: sentences. CONTEXT: small print. BULLETS: one line per point."""

    HEADLINE = "headline"
    TEXT = "text"
    CONTEXT = "context"
    BULLETS = "bullets"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together. ``language`` sets the base direction of its lines (None: the message's)."""

    kind: BlockKind
    lines: tuple[Line, ...]
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button; ``action`` is what its press sends back: a short ASCII command such as ``unwatch 42`` (at most 64 bytes).

    ``undoes``: its press takes back what its message tells of. ``shown``: what the label is made of, so that it is known which
    of it is quoted; empty where it is all the bot's own and holds no number. ``url``: where it leads instead; nothing is then
    sent back, and ``action`` is empty.
    """

    label: str
    action: str
    undoes: bool = False
    shown: Line = field(default=(), compare=False, repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """How a change is taken back: ``action`` as a button would carry it.

    ``final``: nothing takes it back, and ``action`` names the change itself (``retry 7``). ``chat_id``: the chat in which the
    word for it is understood from now on, where that is not the one that was changed.
    """

    action: str
    final: bool = False
    chat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a message: a picture to be shown, or a document to be kept.

    ``media_type`` is its MIME type; ``alt`` says in words what a picture shows, for whoever cannot see it; ``missed``, in the
    message's language, that the file could not be brought.
    """

    name: str
    media_type: str
    content: bytes
    alt: str = ""
    missed: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether platforms show it in place."""
        return self.media_type.startswith("image/")


class Unread(StrEnum):
    """Why a file that somebody sent was not read: TOO_LARGE, or LOST, since the platform did not hand it over."""

    TOO_LARGE = "too_large"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat, in one base language.

    ``notification``: one line of plain text for lock screens and for clients without blocks. ``silent``: no sound.
    ``replaces``: the answer to a button press that takes the place of the pressed message.
    ``private``: on platforms that can, only the person who asked sees it. ``attachment``: a file that comes with it.
    ``previews``: the platform may show what its links lead to. ``undo``: how the change it tells of is taken back, where no
    button of its own says so. ``unless_posted``: what it says besides where it is not posted in the chat that asked, which
    is out of reach as far as is known; empty for any other. ``story``: the number of the one story that it tells of.
    """

    language: Language
    blocks: tuple[Block, ...]
    notification: str = ""
    buttons: tuple[tuple[Button, ...], ...] = field(default=())
    silent: bool = False
    replaces: bool = False
    private: bool = False
    attachment: Attachment | None = None
    previews: bool = False
    undo: Undo | None = None
    unless_posted: Line = ()

    def said_aside(self) -> Message:
        """The message as it reads where it is not posted in the chat that asked."""
        if not self.unless_posted:
            return self
        blocks = (*self.blocks, Block(BlockKind.CONTEXT, (self.unless_posted,)))
        return replace(self, blocks=blocks, unless_posted=())

    story: int | None = None
