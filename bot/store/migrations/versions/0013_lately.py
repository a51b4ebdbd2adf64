"""What chats were told lately, and how often a term was met, without looking through all there is.

Follows what commands of one chat say of another.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two indexes."""
    op.create_index("ix_alerts_lately", "alerts", ["chat_id", "created"])
    op.create_index("ix_matches_term", "matches", ["term", "article_id"])
