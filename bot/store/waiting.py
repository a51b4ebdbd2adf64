"""Articles that wait for triage, for the first time or because their feed has edited them, and what triage leaves in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import PlacementKind, Triaged
from bot.model.news import Article, Former
from bot.store.database import Database
from bot.store.records import as_article
from bot.store.schema import articles, is_untriaged, matches, story_articles
from bot.stories.revising import READ

REVISED_AGAIN: Final = timedelta(minutes=10)
"""The least time between two changes of one article that are told as news."""


async def untriaged(database: Database, connection: AsyncConnection, limit: int) -> Sequence[Article]:
    """Up to ``limit`` articles waiting for triage, in arrival order; one edited again soon after it was told waits longer."""
    now = await database.moment(connection)
    waiting = (
        select(articles, story_articles.c.story_id)
        .outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
        .where(is_untriaged, or_(articles.c.revised.is_(None), articles.c.revised <= now - REVISED_AGAIN))
        .order_by(articles.c.id)
        .limit(limit)
    )
    return tuple(_with_former(row) for row in await connection.execute(waiting))


def _with_former(row: Row[Any]) -> Article:
    article = as_article(row)
    if row.former is None or row.story_id is None:
        return article
    return replace(article, former=Former(row.story_id, row.former["title"], row.former["text"]))


async def take_back(connection: AsyncConnection, items: Sequence[Triaged]) -> None:
    """Removes what triage stored of articles before, for those that are triaged again."""
    again = [item.article.id for item in items if item.article.former is not None]
    if again:
        await connection.execute(delete(matches).where(matches.c.article_id.in_(again)))
        await connection.execute(delete(story_articles).where(story_articles.c.article_id.in_(again)))


async def mark(connection: AsyncConnection, items: Sequence[Triaged], now: datetime) -> None:
    """Writes into triaged articles which of them were told as revised.

    One that its feed has edited since it was read for triage goes on waiting, with what it said then.
    """
    names = ("id", "title", "former", "revised")
    columns = (*(articles.c[name] for name in names), func.substr(articles.c.text, 1, READ).label("beginning"))
    stored = select(*columns).where(articles.c.id.in_([item.article.id for item in items]))
    rows = {row.id: row for row in await connection.execute(stored)}
    marks = [mark for item in items if (mark := _mark(item, rows[item.article.id], now))]
    if marks:
        change = update(articles).where(articles.c.id == bindparam("article"))
        named = ("triaged", "former", "revisions", "revised")
        await connection.execute(change.values({name: bindparam(f"new_{name}") for name in named}), marks)


def _mark(item: Triaged, row: Row[Any], now: datetime) -> dict[str, Any] | None:
    """What is to be written into a triaged article beside that it is; None for nothing."""
    article = item.article
    title, text = article.title, article.text[:READ]
    edited = (row.title, row.beginning) != (title, text)
    if not edited and row.former is None:
        return None
    told = article.former is not None and item.placement.kind is PlacementKind.UPDATE
    return {
        "article": article.id,
        "new_triaged": not edited,
        "new_former": {"title": title, "text": text} if edited else None,
        "new_revisions": article.revisions + told,
        "new_revised": now if told else row.revised,
    }
