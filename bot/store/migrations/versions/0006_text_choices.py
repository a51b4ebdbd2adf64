"""What a chat has chosen about reading a feed's pages, beside what the operator's file says.

Follows what tells articles apart.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column that is empty where nobody has chosen."""
    op.add_column("sources", sa.Column("text_choice", sa.Text(), server_default="", nullable=False))
