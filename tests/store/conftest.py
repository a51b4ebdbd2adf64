from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.fakes.clock import FakeClock
from tests.store.house import House


@pytest.fixture
async def house(database: Database, clock: FakeClock) -> House:
    """The stores over a fresh database, with one shared source that has been read once."""
    opened = House(database, clock)
    await opened.furnish()
    return opened
