"""What tells an article that comes back under another name, and what it said before its feed edited it.

Follows what reading feeds for years needs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns that are empty for what is stored already: such articles are known by key and link alone."""
    op.add_column("articles", sa.Column("head", sa.Text(), server_default="", nullable=False))
    op.add_column("articles", sa.Column("former", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("articles", sa.Column("revised", sa.DateTime(timezone=True), nullable=True))
    named = sa.text("head <> ''")
    op.create_index("ix_articles_head", "articles", ["source_id", "head"], sqlite_where=named, postgresql_where=named)
