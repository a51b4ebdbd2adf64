import asyncio
import socket
import threading

import pytest

from bot.sources.names import Names
from tests.fakes.fence import fenced


async def test_a_name_has_the_systems_addresses() -> None:
    with fenced({"feeds.example.com": ["93.184.216.34", "2606:4700::1111"]}) as fence:
        names = Names()
        found = await names.resolve("feeds.example.com", 443)
        assert [(each["host"], each["port"], each["family"]) for each in found] == [
            ("93.184.216.34", 443, socket.AF_INET),
            ("2606:4700::1111", 443, socket.AF_INET6),
        ]
        assert [each["host"] for each in await names.resolve("feeds.example.com", 443, socket.AF_INET6)] == ["2606:4700::1111"]
        with pytest.raises(OSError):
            await names.resolve("nowhere.example.com", 80)
        await names.close()
    assert fence.escapes == []


async def test_names_that_nobody_answers_for_hold_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    silence = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: silence.wait() and [])
    names = Names(threads=2)
    waiting = [asyncio.create_task(names.resolve(f"dead{number}.example.com", 80)) for number in range(40)]
    # The loop's common threads are as free as before, and a deadline ends the wait for a name.
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 20) == "free"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await waiting[0]
    await names.close()
    silence.set()
    await asyncio.gather(*waiting, return_exceptions=True)
