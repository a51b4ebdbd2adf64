"""What a file is for that comes without any words."""

from __future__ import annotations

from bot.model.message import Attachment, Unread


def taking(attached: Attachment | Unread) -> str:
    """The command that takes in such a file: a list of feeds, or else what the bot itself has given out."""
    if isinstance(attached, Unread):
        return "import"
    begins = attached.content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    is_list = attached.name.lower().endswith((".opml", ".xml")) or begins.startswith(b"<")
    return "feed_import" if is_list else "import"
