"""The tables about people: what they may do, what lets them in, what they decide for the whole bot, and what they changed.

Every time is UTC. All other tables stand in ``schema``, from where these are had as well.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Text

from bot.store.columns import Big, Json, chat_id, identity, moment, table, words

roles = table(
    "roles",
    Column("platform", String(16), primary_key=True),
    Column("person", Text, primary_key=True),
    words("name"),
    Column("role", Integer, nullable=False),
    words("by"),
    moment("at"),
)

# What people may do in one chat alone, beside what they may over the whole bot.
chat_roles = table(
    "chat_roles",
    chat_id(primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("person", Text, primary_key=True),
    words("name"),
    Column("role", Integer, nullable=False),
    words("by"),
    moment("at"),
)

claims = table("claims", Column("hash", Text, primary_key=True), moment("expires"))

# One-time links that let their holder in.
invites = table(
    "invites",
    identity(),
    Column("hash", Text, nullable=False, unique=True),
    Column("role", Integer, nullable=False),
    words("who"),
    moment("at"),
    moment("expires"),
    moment("used", nullable=True),
    words("used_by"),
)

# What the owners decide for the whole bot: who may come in, how much a chat may have.
rules = table("rules", Column("name", String(32), primary_key=True), Column("value", Json, nullable=False))

audit = table(
    "audit",
    identity(),
    moment("at"),
    # A person or a part of the bot, and the name people know them by.
    words("who"),
    words("name"),
    # The chat that was changed, and the one it was ordered from where that is another.
    Column("chat_id", Big),
    Column("place", Big),
    Column("action", String(32), nullable=False),
    words("detail"),
    # What was set: its name, and what stood before and after.
    Column("changes", Json),
)
Index("ix_audit_chat", audit.c.chat_id)
