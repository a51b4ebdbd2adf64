"""Which chat the commands given in another one are about.

Follows how changes are taken back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds a column whose emptiness says that every chat's commands are about itself."""
    op.add_column("chats", sa.Column("acts_for", BIG, nullable=True))
