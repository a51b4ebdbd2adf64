"""The distinct words of all stored articles, each under the keys of how it sounds.

Follows what administering needs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.vocabulary import keyed

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LONGEST = 40
_ARTICLES, _ROWS = 1000, 5000


def upgrade() -> None:
    """Adds the table, with the words of the articles that are there already."""
    op.create_table(
        "vocabulary",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name="pk_vocabulary"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vocabulary_word", "vocabulary", ["word"])
    vocabulary = sa.table("vocabulary", sa.column("key"), sa.column("word"))
    rows = keyed(_words())
    for start in range(0, len(rows), _ROWS):
        op.bulk_insert(vocabulary, rows[start : start + _ROWS])


def _words() -> set[str]:
    """The words of all stored articles."""
    articles = sa.table("articles", sa.column("id", sa.BigInteger), sa.column("folded", sa.Text))
    found: set[str] = set()
    last = 0
    while True:
        batch = sa.select(articles.c.id, articles.c.folded).where(articles.c.id > last).order_by(articles.c.id).limit(_ARTICLES)
        rows = op.get_bind().execute(batch).all()
        if not rows:
            return found
        last = rows[-1].id
        found.update(word for row in rows for word in row.folded.split() if len(word) <= _LONGEST)
