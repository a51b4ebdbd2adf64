"""That a platform refuses the bot itself, told once to whoever looks after it, where another platform still reaches them.

Whether it does is the platform's to know; what waits for it stays queued. That people know of it already is seen by the notices
themselves, whichever process queued them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, Notice
from bot.model.chat import Platform
from bot.store.database import Database
from bot.store.noticing import alone_with_admins, queue
from bot.store.records import as_notice
from bot.store.schema import chats, deliveries

REFUSED, ACCEPTED = "platform_refused", "platform_accepted"
_LATELY = 20


async def tell_refusal(database: Database, platform: Platform, because: str, now: datetime, owners: Collection[str]) -> bool:
    """Tells that a platform refuses the bot, ``because`` of its own code, or ("") takes it again; whether that was news.

    ``owners``: people such as ``telegram:111`` who own the bot by configuration.
    """
    return await database.write(lambda c: _tell(c, platform, because, now, owners))


async def _tell(connection: AsyncConnection, platform: Platform, because: str, now: datetime, owners: Collection[str]) -> bool:
    found = await connection.execute(alone_with_admins(owners))
    elsewhere = sorted(row.id for row in found if row.platform != platform)
    # Whoever tells it first holds these until it is told.
    await connection.execute(select(chats.c.id).where(chats.c.id.in_(elsewhere)).order_by(chats.c.id).with_for_update())
    since = await _refused_since(connection, platform, elsewhere)
    if bool(because) is (since is not None) or not elsewhere:
        return False
    if because:
        notice = Notice("platform_refused", (("platform", platform.value), ("because", because), ("since", now.isoformat())))
    else:
        notice = Notice("platform_accepted", (("platform", platform.value), ("since", since or ""), ("until", now.isoformat())))
    await queue(connection, elsewhere, notice, now)
    return True


async def _refused_since(connection: AsyncConnection, platform: Platform, told: Collection[int]) -> str | None:
    """Since when the platform refuses the bot, as these chats know; None when it does not."""
    latest = (
        select(deliveries.c.notice)
        .where(
            deliveries.c.chat_id.in_(told),
            deliveries.c.kind == DeliveryKind.NOTICE.value,
            deliveries.c.notice["key"].as_string().in_((REFUSED, ACCEPTED)),
        )
        .order_by(deliveries.c.id.desc())
        .limit(_LATELY * max(len(told), 1))
    )
    for record in (await connection.execute(latest)).scalars():
        notice = as_notice(record)
        facts = dict(notice.values) if notice is not None else {}
        if notice is not None and facts.get("platform") == platform:
            return facts["since"] if notice.key == REFUSED else None
    return None
