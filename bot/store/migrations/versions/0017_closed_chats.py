"""Chats that an owner has closed; and groups are open in all their topics.

Follows what the operator's file has asked for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column that says of no chat that it is closed, and opens the topics beside those that are open."""
    op.add_column("chats", sa.Column("closed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute(shared())


def shared() -> sa.Update:
    """Opens every chat of a channel of which one is open."""
    place = (sa.column("platform", sa.String()), sa.column("channel", sa.Text()))
    chats = sa.table("chats", *place, sa.column("admitted", sa.Boolean()))
    other = chats.alias()
    same = sa.and_(other.c.platform == chats.c.platform, other.c.channel == chats.c.channel, other.c.admitted)
    return sa.update(chats).where(sa.not_(chats.c.admitted), sa.exists().where(same)).values(admitted=True)
