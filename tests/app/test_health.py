import asyncio
from typing import Any

from aiohttp import web

from bot.app.health import HealthServer, ask_health, beat


async def free_port() -> int:
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_health_is_200_when_well_and_503_when_not() -> None:
    state: dict[str, Any] = {"ok": True, "pending": 0}

    async def vitals() -> dict[str, Any]:
        return dict(state)

    port = await free_port()
    server = HealthServer("127.0.0.1", port, vitals)
    await server.start()
    try:
        assert await asyncio.to_thread(ask_health, "127.0.0.1", port) == (True, {"ok": True, "pending": 0})
        state["ok"] = False
        assert await asyncio.to_thread(ask_health, "127.0.0.1", port) == (False, {"ok": False, "pending": 0})
    finally:
        await server.stop()


async def test_a_taken_port_costs_nothing_else() -> None:
    async def vitals() -> dict[str, Any]:
        return {"ok": True}

    port = await free_port()
    first, second = (HealthServer("127.0.0.1", port, vitals) for _ in range(2))
    await first.start()
    await second.start()
    await second.stop()
    await first.stop()


async def test_the_heartbeat_is_fetched_while_well_and_only_then() -> None:
    beats: list[str] = []

    async def take(request: web.Request) -> web.Response:
        beats.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_get("/beat", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/beat"

    async def well() -> dict[str, Any]:
        return {"ok": True}

    async def ill() -> dict[str, Any]:
        return {"ok": False}

    await beat(url, well, "")
    await beat(url, ill, "")
    await beat("", well, "")
    await runner.cleanup()
    assert beats == ["/beat"]
    assert await beat(url, well, "") == 0
