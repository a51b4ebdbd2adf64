"""Roles in one chat alone, limits of one chat, and an audit that knows names, places and what stood before.

Follows the stories that chats keep apart.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Adds an empty table, and columns that are empty for what happened before."""
    op.create_table(
        "chat_roles",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_chat_roles_chat_id"),
        sa.PrimaryKeyConstraint("chat_id", "platform", "person", name="pk_chat_roles"),
    )
    op.add_column("chats", sa.Column("quotas", JSON, nullable=True))
    op.add_column("audit", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("audit", sa.Column("place", BIG, nullable=True))
    op.add_column("audit", sa.Column("changes", JSON, nullable=True))
    op.create_index("ix_audit_chat", "audit", ["chat_id"])
