"""Names that chats teach, terms that they are asked about before these are watched, and when a watch was last changed.

Follows the tries in vain.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds two empty tables and the column; watches that are there have not been changed."""
    op.create_table(
        "taught_names",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("spellings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kin", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("taught", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_taught_names_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_taught_names"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_taught_names_chat", "taught_names", ["chat_id"])
    op.create_table(
        "proposals",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("term", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_proposals_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposals_chat", "proposals", ["chat_id"])
    op.add_column("watches", sa.Column("changed_at", BIG, server_default="0", nullable=False))
    op.create_index("ix_watches_changed", "watches", ["changed_at"])
