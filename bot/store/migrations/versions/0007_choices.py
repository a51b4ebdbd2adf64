"""What chats choose, mute and route, who is invited, and the rules of the house.

Follows what chats choose about pages.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Adds empty tables, and columns whose emptiness says that nobody has chosen anything."""
    op.add_column("chats", sa.Column("preferences", JSON, nullable=True))
    op.add_column("watches", sa.Column("route_to", BIG, nullable=True))
    op.create_table(
        "mutes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("watch_id", BIG, nullable=True),
        sa.Column("story_id", BIG, nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("ended", TIME, nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_mutes_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mutes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mutes_chat", "mutes", ["chat_id"])
    op.create_table(
        "invites",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("used", TIME, nullable=True),
        sa.Column("used_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("hash", name="uq_invites_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rules",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rules"),
    )
