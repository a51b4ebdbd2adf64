"""How often in vain a delivery was tried: its pauses grow by it, while only its own failures count towards giving it up.

Follows the first tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; deliveries that wait begin with none."""
    op.add_column("deliveries", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
