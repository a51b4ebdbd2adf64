"""The list that grows: what a chat is told when more comes than it can read one by one.

One message takes the stories beyond the first few and is edited as more come; once it is full, or after an hour, another one
does. That a chat is told too much, and that it has calmed down, follows from the alerts of the last minutes, so that nothing
else is to be kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alerts.policy import GROWS_TO, OVERLOAD
from bot.model.alert import AlertKind, DeliveryKind, Notice
from bot.store.records import as_notice, notice_record
from bot.store.schema import alerts, deliveries, delivery_alerts, delivery_parts

EDITED: Final = timedelta(seconds=30)
"""The least time between two edits of the list."""

RENEWED: Final = timedelta(hours=1)
"""How long one message goes on growing."""

_AGAIN: Final = "again"
_LIST: Final = "list"
# What counts as a message of its own, unless it is told in a list.
_LOUD: Final = (AlertKind.NEW.value, AlertKind.UPDATE.value)


@dataclass(frozen=True, slots=True)
class Bearable:
    """How much a chat is told one by one: ``many`` first words and updates ``within`` a span; 0 for as many as come."""

    many: int = 0
    within: timedelta = timedelta(minutes=10)


@dataclass(slots=True)
class Growing:
    """The growing list of a chat. ``delivery``: its row, None while it is new; ``unsent``: it may still say more by itself.

    ``edit``: the ``seq`` of a change of it that waits; ``stories``: how many it takes with what waits.
    """

    title: Notice
    opened: datetime
    delivery: int | None = None
    unsent: bool = True
    edit: int | None = None
    stories: int = 0

    def takes_more(self, now: datetime) -> bool:
        """Whether another story can go into it."""
        return self.stories < GROWS_TO and self.opened > now - RENEWED

    def next(self, now: datetime) -> Growing:
        """The list that comes after it. Its number tells it from one of the same moment."""
        number = int(dict(self.title.values).get(_AGAIN, "0")) + 1
        return Growing(Notice(OVERLOAD, (("since", now.isoformat()), (_AGAIN, str(number)))), now)

    def change(self) -> Notice:
        """What a change of it bears, so that it is known whose change it is."""
        return Notice(OVERLOAD, (*self.title.values, (_LIST, str(self.delivery))))


@dataclass(slots=True)
class Flood:
    """How much chats are told just now: messages of the last minutes, and growing lists; kept up while a batch is filed.

    ``limit``: how many messages a chat may get in those minutes; 0 for as many as come.
    """

    limit: int
    recent: dict[int, int]
    growing: dict[int, Growing]

    def counts(self, chat_id: int) -> None:
        """Takes note of one more message."""
        self.recent[chat_id] = self.recent.get(chat_id, 0) + 1

    def is_high(self, chat_id: int) -> bool:
        """Whether a chat is told too much: more than the limit, or still more than half of it after that."""
        recent = self.recent.get(chat_id, 0)
        return bool(self.limit) and recent >= (self.limit / 2 if chat_id in self.growing else self.limit)

    def list_of(self, chat_id: int, now: datetime) -> Growing:
        """The list that takes one more story now; a new one when there is none, it is full, or has grown for long enough."""
        known = self.growing.get(chat_id)
        if known is None:
            known = self.growing[chat_id] = Growing(Notice(OVERLOAD, (("since", now.isoformat()),)), now)
        elif not known.takes_more(now):
            known = self.growing[chat_id] = known.next(now)
        known.stories += 1
        return known


async def flood(connection: AsyncConnection, chat_ids: Collection[int], bearable: Bearable, now: datetime) -> Flood:
    """How much these chats, whose lanes are locked, are told just now."""
    limit = bearable.many
    if not limit:
        return Flood(0, {}, {})
    told = (
        select(alerts.c.chat_id, deliveries.c.id, func.count(distinct(alerts.c.story_id)).label("many"))
        .join(delivery_alerts, delivery_alerts.c.alert_id == alerts.c.id)
        .join(deliveries, deliveries.c.id == delivery_alerts.c.delivery_id)
        .where(alerts.c.chat_id.in_(chat_ids), alerts.c.created > now - bearable.within, alerts.c.kind.in_(_LOUD))
        .group_by(alerts.c.chat_id, deliveries.c.id)
    )
    rows = (await connection.execute(told)).all()
    single = await _single(connection, [row.id for row in rows])
    recent: Counter[int] = Counter()
    for row in rows:
        recent[row.chat_id] += row.many if row.id in single else 0
    busy = [chat for chat, many in recent.items() if many >= limit / 2]
    return Flood(limit, dict(recent), await _growing(connection, busy, now - RENEWED - bearable.within) if busy else {})


async def _single(connection: AsyncConnection, ids: Collection[int]) -> frozenset[int]:
    """Those of the deliveries that tell of stories as they come; a list of what was away or held back is not one."""
    columns = (deliveries.c.id, deliveries.c.kind, deliveries.c.notice)
    rows = await connection.execute(select(*columns).where(deliveries.c.id.in_(ids)))
    return frozenset(row.id for row in rows if row.kind != DeliveryKind.DIGEST.value or _is_growing(row))


async def _growing(connection: AsyncConnection, chat_ids: Collection[int], since: datetime) -> dict[int, Growing]:
    """The growing lists of these chats, begun since then: not too old to tell that they were told too much."""
    found = (
        select(deliveries, delivery_parts.c.message)
        .outerjoin(delivery_parts, (delivery_parts.c.delivery_id == deliveries.c.id) & (delivery_parts.c.ordinal == 0))
        .where(
            deliveries.c.chat_id.in_(chat_ids),
            deliveries.c.kind.in_((DeliveryKind.DIGEST.value, DeliveryKind.EDIT.value)),
            deliveries.c.story_id.is_(None),
            deliveries.c.created > since,
            deliveries.c.state.not_in(("dropped", "dead", "doubt")),
        )
        .order_by(deliveries.c.seq)
    )
    growing: dict[int, Growing] = {}
    changes: list[tuple[Any, bool]] = []
    for row in await connection.execute(found):
        title = as_notice(row.notice)
        if title is None or title.key != OVERLOAD:
            continue
        waits = row.state in {"pending", "held"} and not row.doubtful and row.message is None
        if row.kind == DeliveryKind.DIGEST.value:
            growing[row.chat_id] = Growing(title, row.created, row.id, waits)
        else:
            changes.append((row, waits))
    parts = {known.delivery: known for known in growing.values()}
    for row, waits in changes:
        known = growing.get(row.chat_id)
        if known is not None and known.delivery == list_changed(row):
            parts[row.id] = known
            known.edit = row.seq if waits else known.edit
    for delivery, many in (await _stories(connection, parts)).items():
        parts[delivery].stories += many
    return growing


async def _stories(connection: AsyncConnection, ids: Collection[int | None]) -> Mapping[int, int]:
    """How many stories each of these deliveries tells of."""
    found = (
        select(delivery_alerts.c.delivery_id, func.count(distinct(alerts.c.story_id)).label("many"))
        .join(alerts, alerts.c.id == delivery_alerts.c.alert_id)
        .where(delivery_alerts.c.delivery_id.in_(ids), alerts.c.cancelled.is_(False))
        .group_by(delivery_alerts.c.delivery_id)
    )
    return {row.delivery_id: row.many for row in await connection.execute(found)}


def _is_growing(row: Any) -> bool:
    title = as_notice(row.notice)
    return title is None or title.key == OVERLOAD


def list_changed(row: Row[Any]) -> int | None:
    """The delivery of the list that an edit changes; None for an edit of something else."""
    if row.kind != DeliveryKind.EDIT.value or row.story_id is not None or row.notice is None:
        return None
    number = dict(row.notice["values"]).get(_LIST)
    return None if number is None else int(number)


async def as_list(connection: AsyncConnection, row: Row[Any], now: datetime) -> None:
    """Makes a change whose list is not there any more a list of its own, due now: what it tells was told nowhere."""
    title = as_notice(row.notice)
    values = () if title is None else tuple(value for value in title.values if value[0] != _LIST)
    record = notice_record(Notice(OVERLOAD, values))
    becomes = {"kind": DeliveryKind.DIGEST.value, "notice": record, "state": "pending", "due": now, "settled": None}
    await connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(**becomes))


async def grown(connection: AsyncConnection, change: Row[Any], rendered: str) -> None:
    """Hands what a change has told over to its list, which shows it now."""
    listed = list_changed(change)
    if listed is None:
        return
    known = select(delivery_alerts.c.alert_id).where(delivery_alerts.c.delivery_id == listed)
    mine = delivery_alerts.c.delivery_id == change.id
    await connection.execute(delete(delivery_alerts).where(mine, delivery_alerts.c.alert_id.in_(known)))
    await connection.execute(update(delivery_alerts).where(mine).values(delivery_id=listed))
    await connection.execute(update(deliveries).where(deliveries.c.id == listed).values(rendered=rendered))


async def lists_of(connection: AsyncConnection, rows: Iterable[Row[Any]]) -> Mapping[int, Row[Any]]:
    """For each change of a growing list the list's row, with the ``message`` it is."""
    changed = {listed: row.id for row in rows if (listed := list_changed(row)) is not None}
    if not changed:
        return {}
    found = (
        select(deliveries, delivery_parts.c.message)
        .outerjoin(delivery_parts, (delivery_parts.c.delivery_id == deliveries.c.id) & (delivery_parts.c.ordinal == 0))
        .where(deliveries.c.id.in_(changed))
    )
    return {changed[row.id]: row for row in await connection.execute(found)}
