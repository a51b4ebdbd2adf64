"""Finding articles by words: FTS5 on SQLite, ``tsvector`` on PostgreSQL, over folded words.

Both see ``articles.folded``: the article's words, folded, with single spaces between them. Which stored words are forms of one
that is looked for is matching's business (``bot.matching.seeking``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, column, exists, func, literal, literal_column, select, table

from bot.model.seeking import Wanted
from bot.store.schema import articles
from bot.text.folding import tokens

# Code points of an article that can be searched; PostgreSQL indexes at most a megabyte.
_SEARCHED = 50_000

SQLITE = (
    """
    CREATE VIRTUAL TABLE article_words USING fts5
        (folded, content='articles', content_rowid='id', tokenize='unicode61 remove_diacritics 0')
    """,
    """
    CREATE TRIGGER article_words_new AFTER INSERT ON articles BEGIN
        INSERT INTO article_words(rowid, folded) VALUES (new.id, new.folded);
    END
    """,
    """
    CREATE TRIGGER article_words_gone AFTER DELETE ON articles BEGIN
        INSERT INTO article_words(article_words, rowid, folded) VALUES ('delete', old.id, old.folded);
    END
    """,
    """
    CREATE TRIGGER article_words_changed AFTER UPDATE OF folded ON articles WHEN old.folded <> new.folded BEGIN
        INSERT INTO article_words(article_words, rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO article_words(rowid, folded) VALUES (new.id, new.folded);
    END
    """,
)
POSTGRESQL = ("CREATE INDEX ix_articles_words ON articles USING gin (to_tsvector('simple', folded))",)


def searchable(title: str, text: str) -> str:
    """The words of an article as they are searched: folded, a space between them."""
    return " ".join(token.text for token in tokens(f"{title}\n{text}"[:_SEARCHED]))[:_SEARCHED]


def sighted(dialect: str, wanted: Wanted) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The id of an article, and the condition that it holds what is wanted; in the index's own order on SQLite."""
    if dialect == "sqlite":
        query = literal(_written(wanted, *_FTS5))
        return table("article_words", column("rowid")).c.rowid, literal_column("article_words").op("MATCH", is_comparison=True)(
            query
        )
    held = articles.alias()
    matching = _matching(held.c.folded, literal(_written(wanted, *_TSQUERY)))
    return articles.c.id, articles.c.id.in_(_apart(select(held.c.id).where(matching)))


def sighted_within(wanted: Wanted, since: datetime, first: int, last: int) -> Subquery:
    """The id and the time of those of some articles of PostgreSQL's that hold what is wanted, from a time on."""
    within = (articles.c.id.between(first, last), articles.c.time >= since)
    held = _matching(articles.c.folded, literal(_written(wanted, *_TSQUERY)))
    return _apart(select(articles.c.id, articles.c.time).where(held, *within)).subquery()


def _apart(found: Select[Any]) -> Select[Any]:
    """A query of its own behind OFFSET, so that its index is used and not one of the conditions or the order around it."""
    return found.offset(literal_column("0"))


def _matching(words: ColumnElement[str], query: ColumnElement[str]) -> ColumnElement[bool]:
    config: ColumnElement[Any] = literal_column("'simple'")
    return func.to_tsvector(config, words).op("@@", is_comparison=True)(func.to_tsquery(config, query))


def holds(dialect: str, word: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that some article holds a stored word."""
    if dialect == "sqlite":
        query = literal('"').concat(word).concat('"')
        words = table("article_words", column("rowid"))
        return exists(select(words.c.rowid).where(literal_column("article_words").op("MATCH", is_comparison=True)(query)))
    query = literal("'").concat(word).concat("'")
    return exists(select(articles.c.id).where(_matching(articles.c.folded, query)))


_FTS5 = (" AND ", " OR ", '"{}"')
_TSQUERY = (" & ", " | ", "'{}'")


def _written(wanted: Wanted, both: str, either: str, quoted: str) -> str:
    """What is wanted, in a database's own words. Stored words hold letters and digits alone, and so no quotes."""

    def any_of(parts: Iterable[str]) -> str:
        return f"({either.join(parts)})"

    ways = []
    for way in wanted.ways:
        phrases = []
        for phrase in way:
            spellings = (
                both.join(any_of(quoted.format(word) for word in sorted(words)) for words in spelling) for spelling in phrase
            )
            phrases.append(any_of(f"({each})" for each in dict.fromkeys(spellings)))
        ways.append(f"({both.join(phrases)})")
    return either.join(ways)
