"""A chat parts a report from its story, or takes that back: what is sent then, and what is edited.

Which reports follow a parted one stands in ``splits``. Only the chat that asks is concerned.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, DeliveryKind, NewAlert, Reason
from bot.model.chat import Person
from bot.model.news import Article
from bot.model.trace import Placed, StoryTrace
from bot.store.filing import file_alerts, is_unsent
from bot.store.lanes import lock, next_seq, rewake
from bot.store.records import as_match, reason_record
from bot.store.revising import note
from bot.store.schema import (
    alert_watches,
    alerts,
    deliveries,
    delivery_alerts,
    delivery_parts,
    matches,
    story_articles,
    story_splits,
    watches,
)
from bot.store.splits import members
from bot.store.tracing import traced
from bot.stories.summary import summarize

# The number of a story that is made by the very report that the one it leaves is numbered by is that much higher.
_HIGHER: Final = 900_000_000
_HEADLINE: Final = 80
_of_split: Final = story_articles.c.article_id == story_splits.c.article_id


async def part(
    connection: AsyncConnection, chat_id: int, story: int, article_id: int, person: Person, now: datetime, queue_limit: int
) -> StoryTrace | None:
    """Parts a report, and those placed with it, from a story of the chat; returns the story that they make there.

    It is told at once, and the story's first message loses it. None when it is no such report, or the one that was told first.
    """
    await lock(connection, [chat_id])
    trace = await traced(connection, chat_id, story)
    if trace is None or not trace.words or trace.opening is None:
        return None
    chosen = trace.report(article_id)
    if chosen is None or chosen == trace.opening:
        return None
    leaving = _following(trace, chosen)
    ids = [each.article.id for each in leaving]
    await connection.execute(delete(story_splits).where(story_splits.c.chat_id == chat_id, story_splits.c.article_id.in_(ids)))
    made = article_id if article_id != chosen.placement.story else _HIGHER + article_id
    rows = [{"chat_id": chat_id, "article_id": id_, "story_id": story, "apart_id": made, "at": now} for id_ in ids]
    await connection.execute(story_splits.insert(), rows)
    alert = await _alert(connection, chat_id, story, made, chosen, now)
    await file_alerts(connection, [alert], {article_id: chosen.article}, now, queue_limit)
    await _bring_up_to_date(connection, chat_id, story, now, Reason("parted"))
    await note(connection, now, person, "apart", chat_id, _named(chosen.article))
    return await traced(connection, chat_id, made)


async def rejoin(connection: AsyncConnection, chat_id: int, story: int, person: Person, now: datetime) -> StoryTrace | None:
    """Puts a parted report back, with those that followed it; returns the story it belongs to. None when it is not parted."""
    await lock(connection, [chat_id])
    apart = and_(story_splits.c.chat_id == chat_id, story_splits.c.apart_id == story)
    known = select(story_splits.c.story_id, story_articles.c.story_id.label("placed")).where(apart).limit(1)
    row = (await connection.execute(known.join_from(story_splits, story_articles, _of_split))).one_or_none()
    parted = await traced(connection, chat_id, story)
    if row is None or parted is None or parted.opening is None:
        return None
    origin = row.story_id
    if row.placed == origin:
        await connection.execute(delete(story_splits).where(apart))
    else:
        # It was parted from what was parted before.
        usual = select(story_articles.c.story_id).where(story_articles.c.article_id == story_splits.c.article_id)
        await connection.execute(update(story_splits).where(apart).values(apart_id=origin, story_id=usual.scalar_subquery()))
    unsent = and_(deliveries.c.chat_id == chat_id, deliveries.c.story_id == story, is_unsent())
    because = reason_record(Reason("rejoined"))
    await connection.execute(update(deliveries).where(unsent).values(state="dropped", because=because, settled=now))
    await _bring_up_to_date(connection, chat_id, origin, now, Reason("rejoined"))
    await rewake(connection, [chat_id])
    await note(connection, now, person, "together", chat_id, _named(parted.opening.article))
    return await traced(connection, chat_id, origin)


def _following(trace: StoryTrace, chosen: Placed) -> list[Placed]:
    """The report and those that came to the story through it, in arrival order; what the story opens with stays."""
    leaving = {chosen.article.id}
    for each in trace.reports:
        if each.placement.with_article in leaving and each != trace.opening:
            leaving.add(each.article.id)
    return [each for each in trace.reports if each.article.id in leaving]


def _named(report: Article) -> str:
    """What the audit calls a report: its headline, or else the beginning of its text."""
    return (report.title.strip() or " ".join(report.text.split()) or report.url)[:_HEADLINE]


async def _alert(connection: AsyncConnection, chat_id: int, story: int, made: int, chosen: Placed, now: datetime) -> NewAlert:
    """The first word of the parted story ``made``, for the watches that the story it left was told for."""
    named = (
        select(alert_watches.c.watch_id, alert_watches.c.term)
        .join(alerts, alerts.c.id == alert_watches.c.alert_id)
        .join(watches, watches.c.id == alert_watches.c.watch_id)
        .where(alerts.c.chat_id == chat_id, alerts.c.story_id == story, watches.c.removed_at.is_(None))
        .order_by(alerts.c.id, alert_watches.c.ordinal)
    )
    terms = {row.watch_id: row.term for row in await connection.execute(named)}
    found = select(matches).where(matches.c.article_id == chosen.article.id, matches.c.term.in_(set(terms.values())))
    hits = [as_match(row) for row in await connection.execute(found.order_by(matches.c.ordinal))]
    return NewAlert(
        chat_id=chat_id,
        story=made,
        kind=AlertKind.NEW,
        article_id=chosen.article.id,
        watch_ids=tuple(terms),
        terms=tuple(dict.fromkeys(terms.values())),
        due=now,
        because=Reason("parted"),
        summary=summarize(chosen.article, hits),
    )


async def _bring_up_to_date(connection: AsyncConnection, chat_id: int, story: int, now: datetime, because: Reason) -> None:
    """Has a story's first message, if it is out, say what the chat knows of the story now."""
    of_story = and_(deliveries.c.chat_id == chat_id, deliveries.c.story_id == story)
    out = (
        select(deliveries.c.id)
        .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
        .where(of_story, deliveries.c.kind == DeliveryKind.SEND.value)
        .limit(1)
    )
    first = select(alerts.c.id).where(
        alerts.c.chat_id == chat_id,
        alerts.c.story_id == story,
        alerts.c.cancelled.is_(False),
        alerts.c.article_id.in_(members(chat_id, story)),
    )
    alert_id = (await connection.execute(first.order_by(alerts.c.id).limit(1))).scalar()
    if alert_id is None or (await connection.execute(out)).scalar() is None:
        return
    row = {
        "chat_id": chat_id,
        "seq": await next_seq(connection, chat_id),
        "kind": DeliveryKind.EDIT.value,
        "story_id": story,
        "state": "pending",
        "due": now,
        "because": reason_record(because),
        "created": now,
    }
    edit = (await connection.execute(deliveries.insert().values(**row).returning(deliveries.c.id))).scalar_one()
    await connection.execute(delivery_alerts.insert().values(delivery_id=edit, alert_id=alert_id))
    await rewake(connection, [chat_id])
