"""That a platform refuses the bot is told once to whoever looks after it, elsewhere, and so is its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.alert import Notice
from bot.model.chat import Chat, ChatKind, Platform, Role
from bot.store.articles import Articles
from bot.store.database import Database
from bot.store.records import as_notice
from bot.store.schema import deliveries
from tests.fakes.clock import FakeClock
from tests.store.house import AT_ONCE, SOMEBODY, House


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> House:
    opened = House(database, clock)
    opened.articles = Articles(database, AT_ONCE, owners={"telegram:111", "slack:U1"})
    return opened


async def told(house: House, chat: Chat) -> list[Notice]:
    rows = sorted(await house.rows(deliveries), key=lambda row: row.seq)
    return [as_notice(row.notice) or Notice("") for row in rows if row.chat_id == chat.id]


async def refuse(house: House, because: str) -> bool:
    return await house.articles.tell_refusal(Platform.SLACK, because, house.clock.now())


async def test_the_owner_is_told_once_where_another_platform_reaches_them(house: House) -> None:
    own, group = await house.open("111"), await house.open("-100", kind=ChatKind.GROUP)
    here = await house.open("D1", Platform.SLACK)
    began = house.clock.now()
    assert not await refuse(house, ""), "nobody knew of any refusal"
    assert await refuse(house, "token_revoked")
    house.clock.advance(hours=2)
    assert not await refuse(house, "account_inactive"), "whatever the code is now, and whichever process looks"
    assert await refuse(house, "")
    assert not await refuse(house, "")
    since = ("since", began.isoformat())
    refused = Notice("platform_refused", (("platform", "slack"), ("because", "token_revoked"), since))
    until = ("until", (began + timedelta(hours=2)).isoformat())
    assert await told(house, own) == [refused, Notice("platform_accepted", (("platform", "slack"), since, until))]
    assert await told(house, group) == await told(house, here) == []
    assert await refuse(house, "token_revoked"), "another time is news again"


async def test_admins_are_told_as_well(house: House) -> None:
    await house.chats.grant(SOMEBODY, Role.ADMIN, "telegram:111", house.clock.now())
    own = await house.open(SOMEBODY.id)
    await refuse(house, "invalid_auth")
    assert [notice.key for notice in await told(house, own)] == ["platform_refused"]


async def test_where_nobody_can_be_reached_nobody_is_told(house: House) -> None:
    await house.open("D1", Platform.SLACK)
    assert not await refuse(house, "token_revoked")
    assert await house.rows(deliveries) == []
