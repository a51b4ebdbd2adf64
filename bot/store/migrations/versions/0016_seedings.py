"""What the operator's file has asked for in each chat, by digests.

Follows the ends of pauses.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds an empty table: the next start fills it."""
    op.create_table(
        "seedings",
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("forgotten", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_seedings"),
    )
