"""Topics that were found closed or deleted.

Follows chats that an owner has closed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column that is empty for every chat."""
    op.add_column("chats", sa.Column("general_until", sa.DateTime(timezone=True), nullable=True))
