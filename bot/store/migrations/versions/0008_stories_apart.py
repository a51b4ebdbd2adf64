"""Reports that a chat has said belong to another story.

Follows what chats choose, mute and route.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds an empty table: nobody has parted anything yet."""
    op.create_table(
        "story_splits",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("article_id", BIG, autoincrement=False, nullable=False),
        sa.Column("story_id", BIG, nullable=False),
        sa.Column("apart_id", BIG, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_story_splits_chat_id"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_story_splits_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "article_id", name="pk_story_splits"),
    )
    op.create_index("ix_story_splits_article_id", "story_splits", ["article_id"])
