"""When a chat was forgotten whose watches have ended.

Follows the topics that were lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Dates the ends there are as of now, later than they were: they are kept a little longer."""
    op.add_column("ended_watches", sa.Column("at", sa.DateTime(timezone=True), nullable=True))
    now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if op.get_bind().dialect.name == "sqlite" else "clock_timestamp()"
    op.execute(sa.text(f"UPDATE ended_watches SET at = {now}"))  # noqa: S608 (one of two fixed words)
