"""What docs/deploy/proxy.md says of proxies: who goes through which, and what the guard still refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.app.health import beat
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Block, BlockKind, Message, Piece
from bot.model.news import Language, Trouble
from bot.platforms.slack import connect_slack
from bot.platforms.telegram import connect_telegram
from bot.sources.fetching import Fetcher, FetchFailed, FetchRules

TOKEN = "123456:AAFakeTokenOfTheLoopbackTelegram0000"
HELLO = Message(Language.ENGLISH, (Block(BlockKind.TEXT, ((Piece("hello"),),)),))
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass
class Proxy:
    """A proxy that lets nobody through and keeps what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split("\r\n")[0].rpartition(" ")[0])
        self.credentials += [line.split(" ", 1)[1] for line in head.split("\r\n") if line.lower().startswith("proxy-auth")]
        writer.write(b"HTTP/1.1 502 No way\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    proxy = Proxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield proxy
    server.close()
    await server.wait_closed()


async def send_by_telegram(proxy: str, base_url: str = "https://telegram.invalid/bot") -> None:
    connection = connect_telegram(TOKEN, base_url=base_url, proxy=proxy, read_seconds=2.0)
    try:
        await connection.courier.send(Chat(1, Address(Platform.TELEGRAM, "5"), ChatKind.PRIVATE, ""), HELLO, "1.0")
    finally:
        await connection.close()


async def send_by_slack(proxy: str = "") -> None:
    connection = connect_slack("xoxb-1", "xapp-1", base_url="https://slack.invalid/api/", seconds=2.0, proxy=proxy)
    try:
        await connection.courier.send(Chat(1, Address(Platform.SLACK, "C1"), ChatKind.GROUP, ""), HELLO, "1.0")
    finally:
        await connection.close()


async def fetch(proxy: str, url: str) -> Trouble | None:
    async with Fetcher(FetchRules("rasid", proxy=proxy, total=5)) as fetcher:
        try:
            await fetcher.fetch(url)
        except FetchFailed as failed:
            return failed.trouble
    return None


async def test_feeds_go_through_their_proxy_with_its_password(proxy: Proxy) -> None:
    await fetch(proxy.url, "http://feeds.invalid.example/a")
    await fetch(proxy.url.replace("//", "//me:secret@"), "https://feeds.invalid.example/b")
    assert proxy.asked == ["GET http://feeds.invalid.example/a", "CONNECT feeds.invalid.example:443"]
    assert proxy.credentials == ["Basic bWU6c2VjcmV0"]


async def test_the_heartbeat_goes_through_the_proxy_of_feeds(proxy: Proxy) -> None:
    async def well() -> dict[str, bool]:
        return {"ok": True}

    await beat("https://watcher.invalid/ping", well, proxy.url)
    assert proxy.asked == ["CONNECT watcher.invalid:443"]


async def test_feeds_do_not_look_at_the_environment(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES[:3]:
        monkeypatch.setenv(name, proxy.url)
    async with Fetcher(FetchRules("rasid", total=5, allow=("127.0.0.1",))) as fetcher:
        await fetcher.fetch(f"{proxy.url}/feed")
    # A proxy would be asked for the whole address.
    assert proxy.asked == ["GET /feed"]


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://0x0a000001/",
        "http://012.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://localhost/",
        "http://printer/",
        "http://nas.local/",
        "http://feeds.internal/",
        "http://router.lan/",
        "http://news.example:22/",
    ],
)
async def test_what_is_refused_before_the_proxy_hears_of_it(proxy: Proxy, url: str) -> None:
    assert await fetch(proxy.url, url) is Trouble.FORBIDDEN_ADDRESS
    assert proxy.asked == []


async def test_a_public_name_is_the_proxys_to_refuse(proxy: Proxy) -> None:
    """Whatever address the name has: nobody here asks."""
    await fetch(proxy.url, "http://resolves-to-10-0-0-1.example/")
    assert proxy.asked == ["GET http://resolves-to-10-0-0-1.example/"]


async def test_telegram_goes_through_its_own_proxy(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    await send_by_telegram(proxy.url)
    assert proxy.asked == ["CONNECT telegram.invalid:443"]


async def test_telegram_without_one_takes_that_of_the_environment(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    await send_by_telegram("")
    assert proxy.asked == ["CONNECT telegram.invalid:443"]


async def test_telegram_heeds_the_hosts_that_need_no_proxy(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    await send_by_telegram("", f"{proxy.url}/bot")
    assert proxy.asked == [f"POST /bot{TOKEN}/sendMessage"]


async def test_slack_goes_through_its_own_proxy(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    await send_by_slack(proxy.url)
    assert set(proxy.asked) == {"CONNECT slack.invalid:443"}


async def test_slack_takes_the_proxy_of_the_environment_whatever_no_proxy_says(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", "slack.invalid")
    await send_by_slack()
    assert proxy.asked
    assert set(proxy.asked) == {"CONNECT slack.invalid:443"}
