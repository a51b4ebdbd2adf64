"""A fake Telegram and a bot connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.telegram import TelegramConnection, connect_telegram
from tests.fakes.telegram_server import TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def connection(telegram: TelegramServer) -> AsyncIterator[TelegramConnection]:
    connected = connect_telegram(telegram.token, base_url=telegram.base_url, read_seconds=1.0)
    yield connected
    await connected.close()
