"""How people's latest changes are taken back.

Follows the distinct words of stored articles.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds an empty table."""
    op.create_table(
        "undos",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_undos_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_undos_chat", "undos", ["chat_id"])
