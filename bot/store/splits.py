"""Reports that a chat has parted from their story: which story each is in there, and what follows them into it.

How a report is parted, and what is sent then, stands in ``parting``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import NewAlert, Triaged
from bot.store.schema import story_articles, story_splits


@dataclass(frozen=True, slots=True)
class Splits:
    """What some chats have parted: by chat and article, the story that the article is in there.

    ``origins``: the story that each of those is a part of for everybody else.
    """

    homes: Mapping[tuple[int, int], int] = field(default_factory=dict)
    origins: Mapping[int, int] = field(default_factory=dict)

    def story(self, chat_id: int, article_id: int, usual: int) -> int:
        """The story that a chat knows an article in; ``usual``: the one it is in for everybody else."""
        return self.homes.get((chat_id, article_id), usual)

    def origin(self, story: int) -> int:
        """The story that a parted one is a part of; any other is its own."""
        return self.origins.get(story, story)


async def of_chats(connection: AsyncConnection, chat_ids: Iterable[int]) -> Splits:
    """All that these chats have parted."""
    placed = story_articles.c.article_id == story_splits.c.article_id
    found = (
        select(story_splits, story_articles.c.story_id.label("placed"))
        .join(story_articles, placed)
        .where(story_splits.c.chat_id.in_(sorted(set(chat_ids))))
    )
    rows = (await connection.execute(found)).all()
    homes = {(row.chat_id, row.article_id): row.apart_id for row in rows}
    return Splits(homes, {row.apart_id: row.placed for row in rows})


def members(chat_id: int, story: int) -> Any:
    """The ids of the articles that a chat knows in a story, as a subquery."""
    own = story_splits.c.chat_id == chat_id
    parted = select(story_splits.c.article_id).where(own, story_splits.c.apart_id == story)
    elsewhere = select(story_splits.c.article_id).where(own)
    placed = select(story_articles.c.article_id).where(
        story_articles.c.story_id == story, story_articles.c.article_id.not_in(elsewhere)
    )
    return parted.union_all(placed).scalar_subquery()


async def followed(connection: AsyncConnection, items: Sequence[Triaged], now: datetime) -> Sequence[NewAlert]:
    """The alerts of a batch; what was placed with a parted report is noted to be in that report's story, and told there."""
    alerts = [alert for item in items for alert in item.alerts]
    near = {item.placement.with_article for item in items} | {item.article.id for item in items}
    found = select(story_splits).where(story_splits.c.article_id.in_([id_ for id_ in near if id_ is not None]))
    rows = (await connection.execute(found)).all()
    if not rows:
        return alerts
    homes = {(row.chat_id, row.article_id): (row.story_id, row.apart_id) for row in rows}
    new = []
    for item in items:
        for (chat, article), (story, apart) in tuple(homes.items()):
            key = (chat, item.article.id)
            if article == item.placement.with_article and key not in homes:
                homes[key] = (story, apart)
                new.append({"chat_id": chat, "article_id": item.article.id, "story_id": story, "apart_id": apart, "at": now})
    if new:
        await connection.execute(story_splits.insert(), new)
    return [_at_home(alert, homes) for alert in alerts]


def _at_home(alert: NewAlert, homes: Mapping[tuple[int, int], tuple[int, int]]) -> NewAlert:
    home = homes.get((alert.chat_id, alert.article_id))
    return alert if home is None else replace(alert, story=home[1])
