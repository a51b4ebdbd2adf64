"""What triage found out, committed: stories, matches, alerts, and the deliveries that carry them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, NewAlert, Triage, Triaged
from bot.model.news import Article
from bot.ports import Fenced
from bot.store import lanes as lane
from bot.store import lists
from bot.store.carrying import Filed, Ledger, Pair, Row, entitle, file_one
from bot.store.database import Database
from bot.store.flooding import Bearable, flood
from bot.store.records import change_record, reason_record
from bot.store.schema import (
    alert_watches,
    alerts,
    articles,
    deliveries,
    delivery_alerts,
    delivery_parts,
    is_untriaged,
    lanes,
    leases,
    matches,
    stories,
    story_articles,
    watches,
)
from bot.store.splits import followed
from bot.store.telling import died_unsent
from bot.store.waiting import mark, take_back

TRIAGE: Final = "triage"
"""The role whose lease a commit needs."""

ANY: Final = Bearable()
"""However much comes is told one by one."""


async def commit_triage(
    database: Database, connection: AsyncConnection, triage: Triage, queue_limit: int, bearable: Bearable = ANY
) -> int:
    """Stores a batch; returns how many new deliveries are due. Items triaged before (a commit of unknown end) are left out.

    ``bearable``: how much a chat is told one by one.
    """
    held = select(leases.c.fence).where(leases.c.role == TRIAGE).with_for_update()
    if (await connection.execute(held)).scalar() != triage.fence:
        raise Fenced(f"triage is done under another lease than {triage.fence}")
    now = await database.moment(connection)
    waiting = select(articles.c.id).where(articles.c.id.in_([item.article.id for item in triage.items]), is_untriaged)
    ids = set((await connection.execute(waiting)).scalars())
    items = [item for item in triage.items if item.article.id in ids]
    if not items:
        return 0
    await take_back(connection, items)
    await _store_stories(database, connection, items, now)
    await mark(connection, items, now)
    reports = {item.article.id: item.article for item in items}
    return await file_alerts(connection, await followed(connection, items, now), reports, now, queue_limit, bearable)


async def _store_stories(database: Database, connection: AsyncConnection, items: Sequence[Triaged], now: datetime) -> None:
    opened = [{"id": story, "created": now} for story in sorted({item.placement.story for item in items})]
    await connection.execute(database.insert(stories).on_conflict_do_nothing(), opened)
    await connection.execute(story_articles.insert(), [_member(item) for item in items])
    found = [_match(item, ordinal) for item in items for ordinal in range(len(item.matches))]
    if found:
        await connection.execute(matches.insert(), found)
    done = update(articles).where(articles.c.id == bindparam("article")).values(triaged=True, held=False)
    await connection.execute(done, [{"article": item.article.id} for item in items])


def _member(item: Triaged) -> Row:
    placement = item.placement
    return {
        "article_id": item.article.id,
        "story_id": placement.story,
        "kind": placement.kind.value,
        "how": placement.how,
        "score": placement.score,
        "with_article": placement.with_article,
        "because": reason_record(placement.because),
        "change": change_record(placement.change),
        "names": sorted(item.names),
        "signature": item.signature,
    }


def _match(item: Triaged, ordinal: int) -> Row:
    match = item.matches[ordinal]
    return {
        "article_id": item.article.id,
        "ordinal": ordinal,
        "term": match.term,
        "form": match.form,
        "field": match.field,
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "how": match.how.value,
        "score": match.score,
        "off": match.off,
    }


async def file_alerts(
    connection: AsyncConnection,
    news: Sequence[NewAlert],
    reports: Mapping[int, Article],
    now: datetime,
    queue_limit: int,
    bearable: Bearable = ANY,
) -> int:
    """Stores alerts and what carries them; returns how many of the new deliveries are due. ``reports``: their articles."""
    if not news:
        return 0
    late = any(reports[alert.article_id].away_since for alert in news if alert.article_id in reports)
    complete = not late or await lists.is_complete(connection, now)
    ledger = await _ledger(connection, news, now, queue_limit, bearable, complete=complete)
    filed = Filed()
    for alert in news:
        if alert.chat_id in ledger.last_seq and (not alert.watch_ids or ledger.live.intersection(alert.watch_ids)):
            file_one(ledger, filed, alert, lists.title_of(alert, reports.get(alert.article_id)))
    if not filed.alerts:
        return 0
    for row in filed.alerts:
        # Its feed may edit the headline later; what was told stays as it was.
        if row["article_id"] in reports:
            report = reports[row["article_id"]]
            row["summary"] |= {"lead": {"title": report.title, "url": report.url}}
    entitle(ledger, filed)
    await _insert(connection, filed)
    await lists.store(connection, ledger.digests, filed.relisted)
    await _move(connection, filed.moves)
    touched = {row["chat_id"] for row in filed.deliveries} | {chat for chat, _ in filed.relisted}
    if touched:
        numbered = update(lanes).where(lanes.c.chat_id == bindparam("chat")).values(last_seq=bindparam("seq"))
        await connection.execute(numbered, [{"chat": chat, "seq": ledger.last_seq[chat]} for chat in sorted(touched)])
        await lane.rewake(connection, touched)
    return sum(row["due"] <= now for row in filed.deliveries)


async def _move(connection: AsyncConnection, moves: Iterable[tuple[Pair, int, int]]) -> None:
    """Hands what lists were to tell of some stories over to messages of their own."""
    for (chat, story), before, after in moves:
        of_story = select(alerts.c.id).where(alerts.c.chat_id == chat, alerts.c.story_id == story)
        carriers = [
            select(deliveries.c.id).where(deliveries.c.chat_id == chat, deliveries.c.seq == seq).scalar_subquery()
            for seq in (before, after)
        ]
        carried = and_(delivery_alerts.c.delivery_id == carriers[0], delivery_alerts.c.alert_id.in_(of_story))
        await connection.execute(update(delivery_alerts).where(carried).values(delivery_id=carriers[1]))


async def _insert(connection: AsyncConnection, filed: Filed) -> None:
    named = (alerts.c.id, alerts.c.chat_id, alerts.c.story_id, alerts.c.revision)
    stored = await connection.execute(alerts.insert().returning(*named), filed.alerts)
    alert_ids = {(row.chat_id, row.story_id, row.revision): row.id for row in stored}
    if filed.deliveries:
        await connection.execute(deliveries.insert(), filed.deliveries)
    chat_ids = {chat for _, (chat, _) in filed.links}
    seqs = {seq for _, (_, seq) in filed.links}
    found = select(deliveries.c.id, deliveries.c.chat_id, deliveries.c.seq).where(
        deliveries.c.chat_id.in_(chat_ids), deliveries.c.seq.in_(seqs)
    )
    delivery_ids = {(row.chat_id, row.seq): row.id for row in await connection.execute(found)}
    links = [{"alert_id": alert_ids[key], "delivery_id": delivery_ids[at]} for key, at in filed.links]
    await connection.execute(delivery_alerts.insert(), links)
    watched = [row for key, alert in filed.watches for row in _watch_rows(alert_ids[key], alert)]
    if watched:
        await connection.execute(alert_watches.insert(), watched)


def _watch_rows(alert_id: int, alert: NewAlert) -> Iterable[Row]:
    """A row for each watch with its term, and one for each term beyond them."""
    for ordinal in range(max(len(alert.watch_ids), len(alert.terms))):
        watch = alert.watch_ids[ordinal] if ordinal < len(alert.watch_ids) else None
        term = alert.terms[ordinal] if ordinal < len(alert.terms) else ""
        yield {"alert_id": alert_id, "ordinal": ordinal, "watch_id": watch, "term": term}


async def _ledger(
    connection: AsyncConnection,
    news: Sequence[NewAlert],
    now: datetime,
    queue_limit: int,
    bearable: Bearable,
    *,
    complete: bool,
) -> Ledger:
    chat_ids = {alert.chat_id for alert in news}
    story_ids = {alert.story for alert in news}
    last_seq = dict(await lane.lock(connection, chat_ids))
    about = and_(alerts.c.chat_id.in_(chat_ids), alerts.c.story_id.in_(story_ids))
    revisions: dict[Pair, int] = {}
    known: set[Pair] = set()
    for row in await connection.execute(
        select(alerts.c.chat_id, alerts.c.story_id, alerts.c.revision, alerts.c.cancelled).where(about)
    ):
        pair = (row.chat_id, row.story_id)
        revisions[pair] = max(revisions.get(pair, 0), row.revision + 1)
        if not row.cancelled:
            known.add(pair)
    lost = set(await died_unsent(connection, about))
    unsent = {}
    carrying = (
        select(alerts.c.chat_id, alerts.c.story_id, deliveries.c.kind, deliveries.c.seq)
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(about, alerts.c.cancelled.is_(False), is_unsent())
        .order_by(deliveries.c.seq)
    )
    for row in await connection.execute(carrying):
        unsent[row.chat_id, row.story_id, DeliveryKind(row.kind)] = row.seq
    sends, digests = await _waiting(connection, chat_ids), await lists.unsent(connection, chat_ids, is_unsent())
    high = await flood(connection, chat_ids, bearable, now)
    watch_ids = {watch for alert in news for watch in alert.watch_ids}
    live = select(watches.c.id).where(watches.c.id.in_(watch_ids), watches.c.removed_at.is_(None))
    alive = frozenset((await connection.execute(live)).scalars())
    return Ledger(last_seq, revisions, known - lost, lost, unsent, sends, digests, alive, now, queue_limit, complete, high)


async def _waiting(connection: AsyncConnection, chat_ids: Iterable[int]) -> dict[int, int]:
    """For each chat, how many first messages wait."""
    firsts = (
        select(deliveries.c.chat_id, func.count().label("many"))
        .where(deliveries.c.chat_id.in_(chat_ids), deliveries.c.kind == DeliveryKind.SEND.value, is_unsent())
        .group_by(deliveries.c.chat_id)
    )
    return {row.chat_id: row.many for row in await connection.execute(firsts)}


def is_unsent() -> Any:
    """The condition that nothing of a delivery can be in the chat yet, so that it may still say more."""
    return and_(
        deliveries.c.state.in_(("pending", "held")),
        deliveries.c.doubtful.is_(False),
        ~exists().where(delivery_parts.c.delivery_id == deliveries.c.id),
    )
