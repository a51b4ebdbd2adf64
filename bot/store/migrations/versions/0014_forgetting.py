"""The numbers of watches whose chat is forgotten.

Follows what chats were told lately.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds an empty table."""
    op.create_table(
        "ended_watches",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("removed_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ended_watches"),
    )
    op.create_index("ix_ended_watches_removed", "ended_watches", ["removed_at"])
