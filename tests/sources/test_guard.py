"""Which addresses may be reached. The fence comes first: no connect beyond the loopback can happen here at all."""

# ruff: noqa: E501, S104 - tables read better wide; no server is bound here

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.model.news import Trouble
from bot.sources import fetching
from bot.sources.fetching import Fetcher, FetchFailed, FetchRules
from bot.sources.guard import ForbiddenConnect, Guard, Refused, forbidden, literal, socket_for
from tests.fakes.feed_server import FeedServer, redirect
from tests.fakes.fence import Fence, fenced


@pytest.fixture(autouse=True)
def fence() -> Iterator[Fence]:
    with fenced({"innocent.example.com": []}) as fence:
        yield fence
    assert fence.escapes == []


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        server.serve("/secret", "<rss><channel><title>inside</title></channel></rss>")
        yield server


FORBIDDEN = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.0.170", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "192.88.99.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:1::1", "2001:db8::1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%2", "fec0::1", "ff02::1", "100::1", "3fff::1", "2001:4860::5efe:127.0.0.1", "5f00::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_private_and_reserved_addresses_are_forbidden(address: str) -> None:
    assert forbidden(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not(address: str) -> None:
    assert forbidden(ip_address(address)) == ""


@pytest.mark.parametrize(
    "host",
    ["0177.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "127.1", "[::1]", "127.0.0.1.", "017700000001", "[::ffff:127.0.0.1]"],
)
def test_every_notation_of_an_address_is_recognised(host: str) -> None:
    address = literal(host)
    assert address is not None
    assert forbidden(address)


@pytest.mark.parametrize("host", ["example.com", "1e100.net", "3com.com", "a.b", "1.2.3.4.5.com"])
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("ftp://example.com/", Trouble.BAD_URL), ("file:///etc/passwd", Trouble.BAD_URL), ("gopher://example.com:70/", Trouble.BAD_URL),
        ("http:///x", Trouble.BAD_URL), ("feed.xml", Trouble.BAD_URL), ("http://user@example.com/", Trouble.BAD_URL),
        ("http://user:pass@example.com/", Trouble.BAD_URL), ("http://127.0.0.1@example.com/", Trouble.BAD_URL),
        ("http://example.com:22/", Trouble.FORBIDDEN_ADDRESS), ("http://example.com:6379/", Trouble.FORBIDDEN_ADDRESS),
        ("http://localhost/", Trouble.FORBIDDEN_ADDRESS), ("http://localhost./", Trouble.FORBIDDEN_ADDRESS),
        ("http://LOCALHOST:8080/", Trouble.FORBIDDEN_ADDRESS), ("http://db.internal/", Trouble.FORBIDDEN_ADDRESS),
        ("http://printer.local/", Trouble.FORBIDDEN_ADDRESS), ("http://intranet/", Trouble.FORBIDDEN_ADDRESS),
        ("http://a.localhost/", Trouble.FORBIDDEN_ADDRESS), ("http://0177.0.0.1/", Trouble.FORBIDDEN_ADDRESS),
        ("http://2130706433/", Trouble.FORBIDDEN_ADDRESS), ("http://0x7f.1/", Trouble.FORBIDDEN_ADDRESS), ("http://[::1]/", Trouble.FORBIDDEN_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Trouble.FORBIDDEN_ADDRESS), ("http://①②⑦.⓪.⓪.①/", Trouble.FORBIDDEN_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Trouble.FORBIDDEN_ADDRESS), ("http://[64:ff9b::a9fe:a9fe]/", Trouble.FORBIDDEN_ADDRESS),
    ],
)  # fmt: skip
def test_urls_refused_before_any_connect(url: str, trouble: Trouble) -> None:
    with pytest.raises(Refused) as refused:
        Guard().check(URL(url))
    assert refused.value.trouble is trouble
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://example.com/feed", "https://example.com:8443/", "http://8.8.8.8:8080/", "https://مثال.إختبار/"]
)
def test_ordinary_urls_pass(url: str) -> None:
    Guard().check(URL(url))


def test_the_operator_may_allow_a_host_or_one_port_of_it() -> None:
    guard = Guard(["127.0.0.1:8000", "feeds.lan", "[::1]:9000"])
    for allowed in ("http://127.0.0.1:8000/x", "http://feeds.lan:1234/", "https://FEEDS.LAN./", "http://[::1]:9000/"):
        guard.check(URL(allowed))
    for refused in ("http://127.0.0.1:8001/", "http://127.0.0.1/", "http://other.lan/", "http://[::1]/", "http://x.feeds.lan/"):
        with pytest.raises(Refused):
            guard.check(URL(refused))
    guard.check(URL("https://user:pass@example.com/"), credentials=True)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_socket_is_made_for_a_forbidden_address(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(ForbiddenConnect):
        socket_for((family, socket.SOCK_STREAM, 6, "", (address, 443)))


class Rebinding(AbstractResolver):
    """Answers with a private address for every name, as a hostile DNS server would."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=_family(address), proto=6, flags=0)
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Holds nothing."""


def _family(address: str) -> int:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1", "192.168.0.1"],
        ["::1"],
        ["fd00::1", "127.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["0.0.0.0"],
    ],
)
async def test_a_name_that_resolves_to_a_private_address_is_stopped(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "Names", lambda: Rebinding(*addresses))
    async with Fetcher(FetchRules("test", total=5)) as fetcher:
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch("http://innocent.example.com:8080/feed")
    assert failed.value.trouble is Trouble.FORBIDDEN_ADDRESS


async def test_another_name_for_an_allowed_address_is_stopped(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "Names", lambda: Rebinding("127.0.0.1"))
    async with Fetcher(FetchRules("test", total=5, allow=(server.host,))) as fetcher:
        assert (await fetcher.fetch(server.url("/secret"))).status == 200
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch("http://innocent.example.com:8080/secret")
    assert failed.value.trouble is Trouble.FORBIDDEN_ADDRESS
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://0x7f.1:{port}/",
        "//[::1]:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://u:p@example.com/",
    ],
)
async def test_a_redirect_to_a_private_address_is_stopped(to: str, server: FeedServer) -> None:
    async with FeedServer() as other:
        other.serve("/secret", "inside")
        server.serve("/go", redirect(to.format(port=other.port)))
        async with Fetcher(FetchRules("test", total=5, allow=(server.host,))) as fetcher:
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(server.url("/go"))
        assert failed.value.trouble in {Trouble.FORBIDDEN_ADDRESS, Trouble.REDIRECTS}
        assert other.requests == []


async def test_the_loopback_is_closed_unless_allowed(server: FeedServer) -> None:
    async with Fetcher(FetchRules("test", total=5)) as fetcher:
        for host in ("127.0.0.1", "localhost", "0", "127.1", "[::ffff:127.0.0.1]"):
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(f"http://{host}:{server.port}/secret")
            assert failed.value.trouble is Trouble.FORBIDDEN_ADDRESS
    assert server.requests == []


async def test_the_fence_holds_for_sockets_and_for_the_loop(fence: Fence) -> None:
    loop = asyncio.get_running_loop()
    for place in (("192.0.2.1", 80), ("0.0.0.0", 80)):
        with socket.socket() as out, pytest.raises(ConnectionRefusedError):
            out.connect(place)
        with socket.socket() as out:
            assert out.connect_ex(place) == errno.ECONNREFUSED
        with socket.socket() as out:
            out.setblocking(False)
            with pytest.raises(ConnectionRefusedError):
                await loop.sock_connect(out, place)
        with pytest.raises(OSError):
            await asyncio.open_connection(*place)
        assert fence.escapes == [place] * 4
        fence.escapes.clear()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(ConnectionRefusedError):
        out.sendto(b"?", ("192.0.2.53", 53))
    assert fence.escapes == [("192.0.2.53", 53)]
    fence.escapes.clear()


async def test_the_fence_asks_no_name_server_and_lets_the_loopback_through(fence: Fence, server: FeedServer) -> None:
    with pytest.raises(socket.gaierror):
        await asyncio.get_running_loop().getaddrinfo("example.com", 80)
    assert fence.questions == ["example.com"]
    _, writer = await asyncio.open_connection("localhost", server.port)
    writer.close()
    await writer.wait_closed()
    assert fence.reached == [("127.0.0.1", server.port)]
