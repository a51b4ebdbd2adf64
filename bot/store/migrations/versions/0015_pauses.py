"""When a chat's pause ends by itself.

Follows the numbers of watches whose chat is forgotten.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column whose emptiness says that a pause lasts until somebody resumes."""
    op.add_column("chats", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    ends = sa.text("paused_until IS NOT NULL")
    op.create_index("ix_chats_paused_until", "chats", ["paused_until"], sqlite_where=ends, postgresql_where=ends)
