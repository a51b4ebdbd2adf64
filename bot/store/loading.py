"""Claimed deliveries as the courier's floor sees them: each with its chat, and its alerts as the rows are at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import Alert, AlertKind, Change, Delivery, DeliveryKind, Report
from bot.model.news import Language
from bot.model.watch import Severity
from bot.store.flooding import list_changed
from bot.store.muting import hushed_for
from bot.store.records import as_change, as_chat, as_notice, as_reason, as_summary
from bot.store.schema import (
    alert_watches,
    alerts,
    articles,
    chats,
    deliveries,
    delivery_alerts,
    delivery_parts,
    story_articles,
    watches,
)
from bot.store.splits import Splits, of_chats
from bot.store.telling import audience

Row = Any

AT_ONCE: Final = 5000
"""How many ids one statement asks for: both databases take some 32,000 parameters."""


@dataclass(frozen=True, slots=True)
class Target:
    """A story's first message in a chat: the delivery that brought it, its id on the platform and the text it shows."""

    delivery: int
    message: str
    rendered: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a batch of deliveries is put together from."""

    parts: Mapping[int, Sequence[Row]]
    alerts: Mapping[int, Sequence[Row]]
    terms: Mapping[int, Sequence[str]]
    severities: Mapping[int, Severity]
    reports: Mapping[int, Sequence[tuple[str, Report]]]
    audience: Mapping[str, frozenset[int] | None]
    splits: Splits = field(default_factory=Splits)
    hushed: Mapping[int, frozenset[str]] = field(default_factory=dict)


async def load(
    connection: AsyncConnection, ids: Sequence[int], targets: Mapping[int, Target], now: datetime | None = None
) -> Sequence[Delivery]:
    """These deliveries in the order of ``ids``; ``targets`` holds the first message of each edit and reply that has one.

    ``now``: they do not name further reports of sources that are muted then.
    """
    if not ids:
        return ()
    rows = {row.id: row for row in await connection.execute(select(deliveries).where(deliveries.c.id.in_(ids)))}
    chat_ids = {row.chat_id for row in rows.values()}
    places = {row.id: as_chat(row) for row in await connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))}
    shelf = await _shelf(connection, [*ids, *(target.delivery for target in targets.values())], now)
    return tuple(_delivery(rows[id_], places[rows[id_].chat_id], shelf, targets.get(id_)) for id_ in ids)


def _delivery(row: Row, chat: Any, shelf: Shelf, target: Target | None) -> Delivery:
    kind = DeliveryKind(row.kind)
    return Delivery(
        id=row.id,
        chat=chat,
        seq=row.seq,
        kind=kind,
        fence=row.fence,
        created=row.created,
        intent_at=row.intent_at,
        alerts=_alerts(row, kind, shelf, target),
        notice=as_notice(row.notice),
        target=target.message if target else "",
        attempts=row.attempts,
        doubtful=row.doubtful,
        sent=tuple(part.message for part in shelf.parts.get(row.id, ())),
        rendered=target.rendered if target and kind is DeliveryKind.EDIT else row.rendered,
    )


def _alerts(row: Row, kind: DeliveryKind, shelf: Shelf, target: Target | None) -> tuple[Alert, ...]:
    groups: dict[int, list[Row]] = defaultdict(list)
    carried = _carried(row.id, shelf)
    if target and list_changed(row) is not None:
        # The list as it will be: what it shows and what is new.
        carried, target, kind = [*_carried(target.delivery, shelf), *carried], None, DeliveryKind.DIGEST
    for alert in carried:
        groups[alert.story_id].append(alert)
    base = _carried(target.delivery, shelf) if target and kind is DeliveryKind.EDIT else ()
    told = (_one(group, kind, base, shelf) for group in groups.values())
    return tuple(alert for alert in told if alert is not None)


def _carried(delivery: int, shelf: Shelf) -> Sequence[Row]:
    """The alerts that a delivery carries, but for those of reports that its chat has parted from their story since."""
    return [
        alert
        for alert in shelf.alerts.get(delivery, ())
        if shelf.splits.story(alert.chat_id, alert.article_id, alert.story_id) == alert.story_id
    ]


def _one(group: Sequence[Row], kind: DeliveryKind, base: Sequence[Row], shelf: Shelf) -> Alert | None:
    """All that a delivery says of one story as one alert; None when its reports are forgotten.

    A first message opens with its newest update, an edit with what the message opened with, a reply with its newest update.
    """
    said = [*base, *group]
    updates = [alert for alert in (base or group) if alert.kind == AlertKind.UPDATE]
    opening = updates[-1] if updates else said[0]
    seen = tuple(_as_told(report, opening) for report in _reports(opening, shelf, {alert.article_id for alert in said}))
    if not seen:
        return None
    spoken = {DeliveryKind.EDIT: AlertKind.ALSO, DeliveryKind.REPLY: AlertKind(opening.kind)}.get(kind, AlertKind.NEW)
    newest = group[-1] if kind is DeliveryKind.EDIT else opening
    return Alert(
        id=newest.id,
        chat_id=opening.chat_id,
        story=opening.story_id,
        kind=spoken,
        lead=next((report for report in seen if report.article_id == opening.article_id), seen[0]),
        reports=seen,
        terms=tuple(dict.fromkeys(term for alert in said for term in shelf.terms.get(alert.id, ()))),
        summary=as_summary(opening.summary),
        because=as_reason(newest.because),
        created=group[0].created,
        change=_change(updates) if spoken is AlertKind.UPDATE else None,
        severity=_most(shelf.severities[alert.id] for alert in group if alert.id in shelf.severities),
    )


def _most(severities: Iterable[Severity]) -> Severity:
    """The one that matters most; NORMAL for none."""
    return max(severities, key=tuple(Severity).index, default=Severity.NORMAL)


def _as_told(report: Report, opening: Row) -> Report:
    """The report with the title and link it had when the alert was made, if the alert opens with it: its feed may edit them."""
    lead = opening.summary.get("lead")
    if lead is None or report.article_id != opening.article_id:
        return report
    return replace(report, title=lead["title"], url=lead["url"])


def _change(updates: Sequence[Row]) -> Change | None:
    """The change over several updates that joined: from the first's before to the last's after, if they count one thing."""
    changes = [change for update in updates if (change := as_change(update.change)) is not None]
    if not changes:
        return None
    first, last = changes[0], changes[-1]
    return replace(last, before=first.before) if first.about == last.about else last


def _reports(alert: Row, shelf: Shelf, own: set[int]) -> tuple[Report, ...]:
    seen = []
    origin = shelf.splits.origin(alert.story_id)
    for source, report in shelf.reports.get(origin, ()):
        if shelf.splits.story(alert.chat_id, report.article_id, origin) != alert.story_id:
            continue
        allowed = shelf.audience.get(source)
        if source in shelf.hushed.get(alert.id, ()) and report.article_id not in own:
            continue
        if allowed is None or alert.chat_id in allowed or report.article_id in own:
            seen.append(report)
    return tuple(seen)


async def _shelf(connection: AsyncConnection, ids: Sequence[int], now: datetime | None) -> Shelf:
    parts: dict[int, list[Row]] = defaultdict(list)
    found = select(delivery_parts).where(delivery_parts.c.delivery_id.in_(ids)).order_by(delivery_parts.c.ordinal)
    for row in await connection.execute(found):
        parts[row.delivery_id].append(row)
    carried: dict[int, list[Row]] = defaultdict(list)
    carrying = (
        select(delivery_alerts.c.delivery_id, alerts)
        .join(alerts, alerts.c.id == delivery_alerts.c.alert_id)
        .where(delivery_alerts.c.delivery_id.in_(ids), alerts.c.cancelled.is_(False))
        .order_by(alerts.c.id)
    )
    for row in await connection.execute(carrying):
        carried[row.delivery_id].append(row)
    told = [row for group in carried.values() for row in group]
    if not told:
        return Shelf(parts, {}, {}, {}, {}, {})
    splits = await of_chats(connection, {row.chat_id for row in told})
    reports = await _stored_reports(connection, {splits.origin(row.story_id) for row in told})
    visible = await audience(connection, sorted({source for group in reports.values() for source, _ in group}))
    ids_told = {row.id for row in told}
    terms, severities = await _terms(connection, ids_told), await _severities(connection, ids_told)
    hushed = {} if now is None else await hushed_for(connection, ids_told, now)
    return Shelf(parts, carried, terms, severities, reports, visible, splits, hushed)


def _batches(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(ids)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


async def _terms(connection: AsyncConnection, ids: set[int]) -> Mapping[int, Sequence[str]]:
    terms: dict[int, list[str]] = defaultdict(list)
    for batch in _batches(ids):
        found = (
            select(alert_watches)
            .where(alert_watches.c.alert_id.in_(batch))
            .order_by(alert_watches.c.alert_id, alert_watches.c.ordinal)
        )
        for row in await connection.execute(found):
            if row.term:
                terms[row.alert_id].append(row.term)
    return terms


async def _severities(connection: AsyncConnection, ids: set[int]) -> Mapping[int, Severity]:
    """How much the live watches that each alert is for matter now, the one that matters most; absent without any."""
    severities: dict[int, list[Severity]] = defaultdict(list)
    for batch in _batches(ids):
        found = (
            select(alert_watches.c.alert_id, watches.c.severity)
            .join(watches, watches.c.id == alert_watches.c.watch_id)
            .where(alert_watches.c.alert_id.in_(batch), watches.c.removed_at.is_(None))
        )
        for row in await connection.execute(found):
            severities[row.alert_id].append(Severity(row.severity))
    return {alert: _most(each) for alert, each in severities.items()}


async def _stored_reports(connection: AsyncConnection, story_ids: set[int]) -> Mapping[int, Sequence[tuple[str, Report]]]:
    """The reports of each story with their sources, in arrival order."""
    names = ("id", "source_id", "outlet", "language", "title", "url", "published", "seen", "away_since")
    columns = [articles.c[name] for name in names]
    reports: dict[int, list[tuple[str, Report]]] = defaultdict(list)
    for batch in _batches(story_ids):
        found = (
            select(story_articles.c.story_id, story_articles.c.how, *columns)
            .join(articles, articles.c.id == story_articles.c.article_id)
            .where(story_articles.c.story_id.in_(batch))
            .order_by(articles.c.id)
        )
        for row in await connection.execute(found):
            how = (row.how, row.away_since)
            report = Report(row.id, row.outlet, Language(row.language), row.title, row.url, row.published, row.seen, *how)
            reports[row.story_id].append((row.source_id, report))
    return reports
