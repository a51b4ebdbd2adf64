"""A canary for a token: it shows in no log, at any level, and in no exception, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback

import pytest

from bot.model.chat import Address, Person, Platform
from bot.platforms.telegram import connect_telegram
from bot.platforms.telegram.secrecy import MASK
from bot.ports import PlatformDown, PlatformRefused
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples

CANARY = "987654:AAcanaryCANARYcanaryCANARYcanary000"
CHAT = Address(Platform.TELEGRAM, "7")


async def unanswered(_request: object) -> None:
    return None


async def test_the_token_shows_nowhere(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    told = ""
    async with TelegramServer(CANARY) as telegram:
        telegram.world.add_chat(7)
        connection = connect_telegram(CANARY, base_url=telegram.base_url, read_seconds=0.5)
        # As loud as somebody hunting a fault would make it.
        for name in ("httpx", "httpcore", "telegram"):
            caplog.set_level(logging.DEBUG, name)
        intake = connection.intake(answer=unanswered, chats=None, outbox=None, introductions={})  # type: ignore[arg-type]
        for fault in (faults.error(401, "Unauthorized"), faults.html(502), faults.dropped(), faults.error(404, "Not Found")):
            telegram.fault(fault.on("getMe"))
            try:
                await intake.start()
            except (PlatformDown, PlatformRefused) as error:
                told += "".join(traceback.format_exception(error)) + repr(error.__context__) + repr(error.__cause__)
        await intake.start()
        for fault in (
            faults.truncated(),
            faults.html(500),
            faults.delay(1),
            faults.dropped(),
            faults.error(401, "Unauthorized"),
        ):
            telegram.fault(fault.on("sendMessage"))
            told += repr(await connection.courier.post(CHAT, samples.ARABIC_ALERT))
        telegram.fault(faults.error(401, "Unauthorized").on("getChatMember"))
        await connection.directory.is_admin(Address(Platform.TELEGRAM, "-7"), Person(Platform.TELEGRAM, "7"))
        await telegram.stop()
        told += repr(await connection.courier.post(CHAT, samples.ARABIC_ALERT))
        await intake.stop()
        await connection.close()
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert MASK in logged
    assert "HTTP Request" in logged
    shown = capsys.readouterr()
    for text in (told, logged, shown.out, shown.err):
        assert CANARY not in text
        assert "canaryCANARY" not in text


async def test_the_mask_is_taken_off_with_the_connection() -> None:
    before = list(logging.getLogger("httpx").filters)
    connection = connect_telegram(CANARY)
    assert len(logging.getLogger("httpx").filters) == len(before) + 1
    await connection.close()
    assert logging.getLogger("httpx").filters == before
