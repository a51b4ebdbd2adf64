"""What triage found out, committed: stories, matches, alerts, and the deliveries that carry them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import AlertKind, DeliveryKind, NewAlert, Triage, Triaged
from bot.model.news import Article
from bot.ports import Fenced
from bot.store import lanes as lane
from bot.store.database import Database
from bot.store.records import change_record, reason_record, summary_record
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
from bot.store.telling import died_unsent
from bot.store.waiting import mark, take_back

TRIAGE: Final = "triage"
"""The role whose lease a commit needs."""

Pair = tuple[int, int]
Row = dict[str, Any]

# What a further alert of a story joins while it is unsent, the best first, and what it becomes otherwise.
_JOINS: Final[Mapping[AlertKind, tuple[DeliveryKind, ...]]] = {
    AlertKind.ALSO: (DeliveryKind.EDIT, DeliveryKind.SEND, DeliveryKind.DIGEST, DeliveryKind.REPLY),
    AlertKind.UPDATE: (DeliveryKind.REPLY, DeliveryKind.SEND, DeliveryKind.DIGEST),
}
_BECOMES: Final = {AlertKind.ALSO: DeliveryKind.EDIT, AlertKind.UPDATE: DeliveryKind.REPLY}


async def commit_triage(database: Database, connection: AsyncConnection, triage: Triage, queue_limit: int) -> int:
    """Stores a batch; returns how many new deliveries are due. Items triaged before (a commit of unknown end) are left out."""
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
    return await _file(connection, [alert for item in items for alert in item.alerts], reports, now, queue_limit)


async def _store_stories(database: Database, connection: AsyncConnection, items: Sequence[Triaged], now: datetime) -> None:
    opened = [{"id": story, "created": now} for story in sorted({item.placement.story for item in items})]
    await connection.execute(database.insert(stories).on_conflict_do_nothing(), opened)
    await connection.execute(story_articles.insert(), [_member(item) for item in items])
    found = [_match(item, ordinal) for item in items for ordinal in range(len(item.matches))]
    if found:
        await connection.execute(matches.insert(), found)
    done = update(articles).where(articles.c.id == bindparam("article")).values(triaged=True)
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


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What the chats concerned have in hand; kept up while the batch is filed. Deliveries go by their ``seq``."""

    last_seq: dict[int, int]
    revisions: dict[Pair, int]
    known: set[Pair]
    lost: set[Pair]
    unsent: dict[tuple[int, int, DeliveryKind], int]
    sends: dict[int, int]
    digests: dict[int, int]
    live: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Filed:
    """The rows to insert; ``links`` pairs an alert (chat, story, revision) with a delivery (chat, seq)."""

    alerts: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)
    links: list[tuple[tuple[int, int, int], Pair]] = field(default_factory=list)
    watches: list[tuple[tuple[int, int, int], NewAlert]] = field(default_factory=list)


async def _file(
    connection: AsyncConnection, news: Sequence[NewAlert], reports: Mapping[int, Article], now: datetime, queue_limit: int
) -> int:
    if not news:
        return 0
    ledger = await _ledger(connection, news)
    filed = _Filed()
    for alert in news:
        if alert.chat_id in ledger.last_seq and (not alert.watch_ids or ledger.live.intersection(alert.watch_ids)):
            _file_one(ledger, filed, alert, now, queue_limit)
    if not filed.alerts:
        return 0
    for row in filed.alerts:
        # Its feed may edit the headline later; what was told stays as it was.
        if row["article_id"] in reports:
            report = reports[row["article_id"]]
            row["summary"] |= {"lead": {"title": report.title, "url": report.url}}
    await _insert(connection, filed)
    touched = {row["chat_id"] for row in filed.deliveries}
    if touched:
        numbered = update(lanes).where(lanes.c.chat_id == bindparam("chat")).values(last_seq=bindparam("seq"))
        await connection.execute(numbered, [{"chat": chat, "seq": ledger.last_seq[chat]} for chat in sorted(touched)])
        await lane.rewake(connection, touched)
    return sum(row["due"] <= now for row in filed.deliveries)


def _file_one(ledger: _Ledger, filed: _Filed, alert: NewAlert, now: datetime, queue_limit: int) -> None:
    pair = (alert.chat_id, alert.story)
    # A second first word of one story would be a second message; after one that died the next word is the first.
    kind = AlertKind.ALSO if alert.kind is AlertKind.NEW and pair in ledger.known else alert.kind
    kind = AlertKind.NEW if pair in ledger.lost else kind
    revision = ledger.revisions.get(pair, 0)
    ledger.revisions[pair] = revision + 1
    ledger.known.add(pair)
    ledger.lost.discard(pair)
    key = (*pair, revision)
    filed.alerts.append(_alert_row(alert, kind, revision, now))
    filed.watches.append((key, alert))
    filed.links.append((key, (alert.chat_id, _delivery_for(ledger, filed, alert, kind, now, queue_limit))))


def _delivery_for(ledger: _Ledger, filed: _Filed, alert: NewAlert, kind: AlertKind, now: datetime, queue_limit: int) -> int:
    """The ``seq`` of the delivery that carries the alert: one it joins, or a new one."""
    for joined in _JOINS.get(kind, ()):
        seq = ledger.unsent.get((alert.chat_id, alert.story, joined))
        if seq is not None:
            return seq
    becomes = _BECOMES.get(kind, DeliveryKind.SEND)
    if becomes is DeliveryKind.SEND:
        if ledger.sends.get(alert.chat_id, 0) >= queue_limit:
            becomes = DeliveryKind.DIGEST
        else:
            ledger.sends[alert.chat_id] = ledger.sends.get(alert.chat_id, 0) + 1
    if becomes is DeliveryKind.DIGEST and alert.chat_id in ledger.digests:
        seq = ledger.digests[alert.chat_id]
    else:
        seq = ledger.last_seq[alert.chat_id] = ledger.last_seq[alert.chat_id] + 1
        filed.deliveries.append(_delivery_row(alert, becomes, seq, now))
    if becomes is DeliveryKind.DIGEST:
        ledger.digests[alert.chat_id] = seq
    ledger.unsent[alert.chat_id, alert.story, becomes] = seq
    return seq


def _alert_row(alert: NewAlert, kind: AlertKind, revision: int, now: datetime) -> Row:
    return {
        "chat_id": alert.chat_id,
        "story_id": alert.story,
        "revision": revision,
        "kind": kind.value,
        "article_id": alert.article_id,
        "summary": summary_record(alert.summary),
        "because": reason_record(alert.because),
        "change": change_record(alert.change),
        "created": now,
    }


def _delivery_row(alert: NewAlert, kind: DeliveryKind, seq: int, now: datetime) -> Row:
    return {
        "chat_id": alert.chat_id,
        "seq": seq,
        "kind": kind.value,
        "story_id": None if kind is DeliveryKind.DIGEST else alert.story,
        "state": "pending",
        "due": alert.due,
        "because": reason_record(alert.because),
        "created": now,
    }


async def _insert(connection: AsyncConnection, filed: _Filed) -> None:
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


async def _ledger(connection: AsyncConnection, news: Sequence[NewAlert]) -> _Ledger:
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
    sends, digests = await _queues(connection, chat_ids)
    watch_ids = {watch for alert in news for watch in alert.watch_ids}
    live = select(watches.c.id).where(watches.c.id.in_(watch_ids), watches.c.removed_at.is_(None))
    alive = frozenset((await connection.execute(live)).scalars())
    return _Ledger(last_seq, revisions, known - lost, lost, unsent, sends, digests, alive)


async def _queues(connection: AsyncConnection, chat_ids: Iterable[int]) -> tuple[dict[int, int], dict[int, int]]:
    """For each chat, how many first messages wait, and the ``seq`` of its unsent digest."""
    waiting = (
        select(deliveries.c.chat_id, deliveries.c.kind, func.count().label("many"), func.max(deliveries.c.seq).label("last"))
        .where(deliveries.c.chat_id.in_(chat_ids), deliveries.c.kind.in_(("send", "digest")), is_unsent())
        .group_by(deliveries.c.chat_id, deliveries.c.kind)
    )
    rows = (await connection.execute(waiting)).all()
    sends = {row.chat_id: row.many for row in rows if row.kind == "send"}
    return sends, {row.chat_id: row.last for row in rows if row.kind == "digest"}


def is_unsent() -> Any:
    """The condition that nothing of a delivery can be in the chat yet, so that it may still say more."""
    return and_(
        deliveries.c.state.in_(("pending", "held")),
        deliveries.c.doubtful.is_(False),
        ~exists().where(delivery_parts.c.delivery_id == deliveries.c.id),
    )
