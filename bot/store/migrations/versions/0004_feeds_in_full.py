"""What reading feeds for years needs: their pace, health and identity, and what became of each entry.

Follows the names that chats teach.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds columns whose defaults say what was so far: nothing is held, nothing was told, every text is its feed's."""
    of_sources: tuple[sa.Column[Any], ...] = (
        sa.Column("identity", sa.Text(), server_default="", nullable=False),
        sa.Column("full_text", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pace", sa.Float(), server_default="0", nullable=False),
        sa.Column("hints", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("last_new", TIME, nullable=True),
        sa.Column("failing_since", TIME, nullable=True),
        sa.Column("told", sa.Text(), server_default="", nullable=False),
        sa.Column("stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("held_since", TIME, nullable=True),
    )
    of_articles: tuple[sa.Column[Any], ...] = (
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("from_page", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("away_since", TIME, nullable=True),
        sa.Column("revisions", sa.Integer(), server_default="0", nullable=False),
    )
    for table, columns in (("sources", of_sources), ("articles", of_articles)):
        for column in columns:
            op.add_column(table, column)
    op.add_column("watches", sa.Column("severity", sa.String(16), server_default="normal", nullable=False))
    op.add_column("chats", sa.Column("person", sa.Text(), server_default="", nullable=False))
    held = sa.text("held")
    op.create_index("ix_articles_held", "articles", ["source_id"], sqlite_where=held, postgresql_where=held)
