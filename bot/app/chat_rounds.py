"""The commands that ``rasid bench chat`` gives: a round asks for everything that a chat can be asked, once.

What lives here: the lines. What does not: who gives them, and how long the answers take (``bench_chat``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ELSEWHERE: Final = {
    "feed_add": "waits for a server",
    "feed_check": "waits for a server",
    "feed_import": "waits for a server",
    "backup": "copies the whole database",
    "apart": "acts on a report that is parted once",
    "channel": "asks the platform",
    "use": "moves the private chat's commands elsewhere",
}
"""The commands that no round gives, and why."""

PICTURE: Final = "trend"
"""The command that draws, and is told apart."""


def a_round(terms: Sequence[str], story: int) -> Sequence[tuple[str, str]]:
    """The lines of a round, each with its command's name. ``terms``: four; ``story``: one that the chat was told of."""
    first, second, third, fourth = terms
    return (
        ("start", "start"),
        ("watch", f"watch {first}"),
        ("watch", f"رصد {third}"),
        ("watches", "watches"),
        ("severity", f"severity {first} critical"),
        ("spellings", f"spellings {first}"),
        ("switch", f"switch {first} {first} off"),
        ("examples", f"examples {first}"),
        ("edit", f"edit {first} {fourth} -{second}"),
        ("undo", "undo"),
        ("route", f"route {first}"),
        ("confirm", "confirm 1"),
        ("names", "names"),
        ("name", f"name {second} = {fourth}"),
        ("name_remove", f"name remove {second}"),
        ("latest", "latest"),
        ("latest", f"latest {fourth}"),
        ("search", f"search {second}"),
        ("search", f"بحث {third} 7ي"),
        ("test", f"test {second}"),
        ("test", f"test {first}\n{second} {third} {fourth}"),
        (PICTURE, f"trend {second} 7d"),
        ("why", f"why {story}"),
        ("why", "why https://1.example/feed/1"),
        ("story", f"story {story}"),
        ("off", f"off {story}"),
        ("mute", f"mute {first} 8h"),
        ("mutes", "mutes"),
        ("unmute", f"unmute {first}"),
        ("feeds", "feeds"),
        ("feed_pause", "feed pause 1"),
        ("feed_resume", "feed resume 1"),
        ("feed_text", "feed text 1"),
        ("feed_export", "feed export"),
        ("feed_release", "feed release 1"),
        ("feed_drop", "feed drop 1"),
        ("feed_assign", "feed assign 1"),
        ("feed_remove", "feed remove 999"),
        ("settings", "settings"),
        ("setting", "setting style full"),
        ("timezone", "timezone Amman"),
        ("quiet", "quiet 23-7"),
        ("quiet", "هدوء بلا"),
        ("digest", "digest"),
        ("style", "style short"),
        ("previews", "previews off"),
        ("digits", "digits"),
        ("language", "language en"),
        ("pause", "pause"),
        ("resume", "resume"),
        ("export", "export"),
        ("import", "import"),
        ("forget", "forget"),
        ("status", "status"),
        ("retry", "retry 999999"),
        ("roles", "roles"),
        ("role_grant", "role grant 77 editor everywhere"),
        ("role_revoke", "role revoke 77 everywhere"),
        ("access", "access"),
        ("invite", "invite editor"),
        ("invites", "invites"),
        ("invite_revoke", "invite revoke 999999"),
        ("chats", "chats"),
        ("chat_close", "chats close 999999"),
        ("chat_open", "chats open 999999"),
        ("quota", "quota 1"),
        ("deliveries", "deliveries"),
        ("delivery_show", "delivery show 1"),
        ("drop", "drop 999999"),
        ("audit", "audit"),
        ("health", "health"),
        ("handover", "handover 8h"),
        ("help", "help"),
        ("claim", "claim wrong"),
        ("join", "join wrong"),
        ("unwatch", f"unwatch {first}"),
        ("unwatch", f"حذف {third}"),
    )
