"""Webhook mode: updates are brought to the bot, by Telegram alone, and none is lost."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from bot.platforms.telegram import TelegramConnection, connect_telegram
from bot.platforms.telegram.webhook import SECRET_HEADER, Webhook, WebhookInlet, secret_of
from bot.ports import PlatformDown, PlatformRefused
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_bringing import Bringing
from tests.fakes.telegram_server import TOKEN, TelegramServer
from tests.platforms.telegram.intake_bench import Bench, started

PUBLIC = Webhook("https://rasid.example/telegram", "127.0.0.1", 0)


@pytest.fixture
async def connection(telegram: TelegramServer) -> AsyncIterator[TelegramConnection]:
    connected = connect_telegram(telegram.token, base_url=telegram.base_url, read_seconds=1.0, webhook=PUBLIC)
    yield connected
    await connected.close()


@pytest.fixture
def bench(telegram: TelegramServer, connection: TelegramConnection) -> Bench:
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", admins={9})
    return Bench(telegram, connection)


@asynccontextmanager
async def reached(bench: Bench) -> AsyncIterator[str]:
    """The address of a listening bot, to which a proxy would pass what Telegram brings to the public one."""
    async with started(bench) as intake:
        inlet = intake._inlet
        assert isinstance(inlet, WebhookInlet)
        yield f"http://127.0.0.1:{inlet.port}/telegram"


async def test_updates_are_brought_answered_and_not_polled_for(bench: Bench) -> None:
    world = bench.telegram.world
    world.say(7, "/status")
    async with reached(bench) as url:
        (call,) = bench.telegram.called("setWebhook")
        assert call.params["url"] == PUBLIC.url
        assert call.params.get("drop_pending_updates") in (None, "False", "false")
        assert "edited_message" not in call.params["allowed_updates"]
        world.webhook = url
        async with Bringing(world) as bringing:
            assert await bench.texts(7) == ["تم: status"]
            world.press(bench.telegram.shown(7)[0], "why 7")
            assert await bench.texts(7, 2) == ["تم: status", "تم: why 7"]
        assert bringing.answers == [200, 200]
    assert bench.telegram.polls == 0
    assert world.updates == []


async def test_stopping_leaves_the_webhook_to_other_processes_and_polling_takes_it_away(bench: Bench) -> None:
    world = bench.telegram.world
    async with started(bench):
        pass
    assert world.webhook == PUBLIC.url
    world.say(7, "/status")
    polling = connect_telegram(bench.telegram.token, base_url=bench.telegram.base_url, read_seconds=1.0)
    async with started(replace(bench, connection=polling)):
        assert await bench.texts(7) == ["تم: status"]
    assert world.webhook == ""
    await polling.close()


async def post(url: str, *, secret: str = secret_of(TOKEN, PUBLIC.url), body: bytes = b"{}") -> tuple[int, str]:
    headers = {SECRET_HEADER: secret} if secret else {}
    async with aiohttp.ClientSession() as session, session.post(url, data=io.BytesIO(body), headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("secret", ["", "wrong", secret_of("1:other", PUBLIC.url), secret_of(TOKEN, PUBLIC.url)[:-1], "é"])
async def test_whoever_does_not_know_the_secret_is_told_nothing(bench: Bench, secret: str) -> None:
    update = b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "/x"}}'
    async with reached(bench) as url:
        assert await post(url, secret=secret, body=update) == (403, "")
    assert bench.asked == []


async def test_the_secret_says_nothing_of_the_token_and_changes_with_it() -> None:
    assert TOKEN.partition(":")[2] not in secret_of(TOKEN, PUBLIC.url)
    assert secret_of(TOKEN, PUBLIC.url) != secret_of("1:other", PUBLIC.url)
    assert secret_of(TOKEN, PUBLIC.url) == secret_of(TOKEN, PUBLIC.url)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"x" * (1024 * 1024 + 1), 413),
        (b"{}", 200),
        (b"[]", 200),
        (b'"text"', 200),
        (b'{"update_id": 1, "message": {"text": 5}}', 200),
        (b'{"update_id": 1, "message": 5}', 200),
    ],
)
async def test_a_body_that_is_no_update_harms_nothing(bench: Bench, body: bytes, status: int) -> None:
    async with reached(bench) as url:
        assert (await post(url, body=body))[0] == status
        bench.telegram.world.say(7, "/status")
        bench.telegram.world.webhook = url
        async with Bringing(bench.telegram.world):
            assert await bench.texts(7) == ["تم: status"]


async def test_what_comes_while_the_bot_closes_is_brought_again(bench: Bench) -> None:
    async with reached(bench) as url:
        intake_closed = bench.intakes[0]._inlet
        assert isinstance(intake_closed, WebhookInlet)
        intake_closed._take = None
        assert (await post(url))[0] == 503


async def test_a_taken_port_is_said_and_nothing_is_left_behind(bench: Bench) -> None:
    async with reached(bench) as url:
        port = int(url.split(":")[2].split("/")[0])
        second = connect_telegram(
            bench.telegram.token, base_url=bench.telegram.base_url, webhook=Webhook(PUBLIC.url, "127.0.0.1", port)
        )
        with pytest.raises(PlatformDown, match="cannot be listened at"):
            await replace(bench, connection=second).intake().start()
        await second.close()
    assert len(bench.telegram.called("setWebhook")) == 1


async def test_a_refused_token_is_told_and_the_port_is_free_again(bench: Bench) -> None:
    bench.telegram.fault(faults.error(401, "Unauthorized").on("setWebhook"))
    intake = bench.intake()
    with pytest.raises(PlatformRefused):
        await intake.start()
    assert isinstance(intake._inlet, WebhookInlet)
    assert intake._inlet._runner is None


async def test_a_token_withdrawn_and_a_webhook_taken_away_are_noticed(bench: Bench) -> None:
    inlet = WebhookInlet(bench.connection.bot, PUBLIC, look_seconds=0)
    await inlet.open(lambda _update: None)
    world = bench.telegram.world
    await inlet.check()
    assert len(bench.telegram.called("setWebhook")) == 1
    world.webhook = "https://elsewhere.example/"
    await inlet.check()
    assert world.webhook == PUBLIC.url
    bench.telegram.fault(faults.html(502).on("getWebhookInfo"))
    await inlet.check()
    bench.telegram.fault(faults.error(401, "Unauthorized").on("getWebhookInfo"))
    with pytest.raises(PlatformRefused) as refused:
        await inlet.check()
    assert TOKEN not in repr(refused.value.__context__)
    await inlet.close()


async def test_telegram_is_not_asked_at_each_look(bench: Bench) -> None:
    inlet = WebhookInlet(bench.connection.bot, PUBLIC)
    await inlet.open(lambda _update: None)
    for _ in range(5):
        await inlet.check()
        await asyncio.sleep(0)
    assert bench.telegram.called("getWebhookInfo") == []
    await inlet.close()
