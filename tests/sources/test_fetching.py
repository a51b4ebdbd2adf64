"""Fetching from a loopback server that behaves well, badly, or not at all."""

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest

from bot.model.news import Trouble, Validators
from bot.sources.fetching import Fetched, Fetcher, FetchFailed, FetchRules
from tests.fakes.feed_server import FeedServer, Page, gzip_bomb, redirect


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


async def fetch(server: FeedServer, path: str, since: Validators | None = None, **rules: object) -> Fetched:
    async with Fetcher(FetchRules("Watcher/1 (+mailto:desk@example.com)", allow=(server.host,), **rules)) as fetcher:
        return await fetcher.fetch(server.url(path), since)


async def failure(server: FeedServer, path: str, **rules: object) -> tuple[Trouble, str]:
    with pytest.raises(FetchFailed) as failed:
        await fetch(server, path, **rules)
    return failed.value.trouble, str(failed.value)


async def test_says_who_it_is_and_nothing_more(server: FeedServer) -> None:
    server.serve("/feed", Page(b"body", headers={"Set-Cookie": "id=1"}))
    async with Fetcher(FetchRules("Watcher/1 (+mailto:desk@example.com)", allow=(server.host,))) as fetcher:
        for _ in range(2):
            assert (await fetcher.fetch(server.url("/feed"))).body == b"body"
    for request in server.requests:
        assert request.headers["User-Agent"] == "Watcher/1 (+mailto:desk@example.com)"
        assert "application/rss+xml" in request.headers["Accept"]
        assert not {"Cookie", "Referer", "Authorization", "If-None-Match", "If-Modified-Since"} & set(request.headers)


async def test_validators_go_back_byte_for_byte(server: FeedServer) -> None:
    since = Validators(etag='W/"a b;ü"', last_modified="Sat, 21 Nov 2026 10:00:00 +0000 odd")
    server.serve("/feed", Page(b"body", etag=since.etag))
    assert (await fetch(server, "/feed", since)).status == 304
    assert server.requests[0].headers["If-None-Match"] == since.etag
    assert server.requests[0].headers["If-Modified-Since"] == since.last_modified


async def test_a_validator_with_a_line_end_is_not_sent(server: FeedServer) -> None:
    server.serve("/feed", b"x")
    await fetch(server, "/feed", Validators(etag='"a"\r\nX-Evil: 1'))
    assert "If-None-Match" not in server.requests[0].headers


async def test_a_gzip_bomb_is_stopped_while_it_unpacks(server: FeedServer) -> None:
    server.serve("/bomb", gzip_bomb(200))
    tracemalloc.start()
    try:
        assert (await failure(server, "/bomb", largest=1024 * 1024))[0] is Trouble.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 24 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"words " * 1000, mtime=0)),
        ("x-gzip", gzip.compress(b"words " * 1000, mtime=0)),
        ("deflate", zlib.compress(b"words " * 1000)),
        ("deflate", zlib.compress(b"words " * 1000)[2:-4]),
        ("identity", b"words " * 1000),
        ("identity", gzip.compress(b"words " * 1000, mtime=0)),
    ],
    ids=["gzip", "x-gzip", "deflate", "raw deflate", "as it is", "a gzip file"],
)
async def test_compressed_bodies_are_read(server: FeedServer, encoding: str, packed: bytes) -> None:
    server.serve("/feed", Page(packed, headers={"Content-Encoding": encoding}))
    assert (await fetch(server, "/feed")).body == b"words " * 1000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_many_bombs_in_pieces_are_stopped(server: FeedServer, encoding: str) -> None:
    packed = (gzip.compress if encoding == "gzip" else zlib.compress)(bytes(8 * 1024 * 1024))
    server.serve("/bomb", Page(packed, headers={"Content-Encoding": encoding}, endless=encoding == "gzip"))
    assert (await failure(server, "/bomb", largest=1024 * 1024, total=20))[0] is Trouble.TOO_LARGE


async def test_a_gzip_file_is_measured_unpacked_and_may_be_none(server: FeedServer) -> None:
    server.serve("/bomb", gzip.compress(bytes(8 * 1024 * 1024), mtime=0))
    assert await failure(server, "/bomb", largest=1024 * 1024) == (Trouble.TOO_LARGE, "more than 1048576 bytes")
    server.serve("/half", gzip.compress(b"words " * 1000, mtime=0)[:-12])
    assert (await fetch(server, "/half")).cut_off
    server.serve("/none", b"\x1f\x8b\x08 and no gzip after all")
    assert (await fetch(server, "/none")).body == b"\x1f\x8b\x08 and no gzip after all"


async def test_only_what_can_be_unpacked_is_asked_for(server: FeedServer) -> None:
    server.serve("/feed", b"x")
    await fetch(server, "/feed")
    asked = {each.strip() for each in server.requests[0].headers["Accept-Encoding"].split(",")}
    assert {"gzip", "deflate"} <= asked
    for encoding in {"br", "zstd"} - asked:
        server.serve("/feed", Page(b"\x0b\x02\x80words\x03", headers={"Content-Encoding": encoding}))
        assert await failure(server, "/feed") == (Trouble.SERVER_ERROR, "not a proper HTTP answer")


async def test_an_endless_body_and_an_announced_one_are_too_large(server: FeedServer) -> None:
    server.serve("/endless", Page(b"x" * 70_000, endless=True))
    assert await failure(server, "/endless", largest=500_000) == (Trouble.TOO_LARGE, "more than 500000 bytes")
    server.serve("/large", b"x" * 600_000)
    assert await failure(server, "/large", largest=500_000) == (Trouble.TOO_LARGE, "600000 bytes announced")


async def test_one_deadline_for_everything(server: FeedServer) -> None:
    server.serve("/slow-loris", Page(b"<rss>" * 1000, trickle=0.05))
    server.serve("/silent", Page(b"x", delay=60))
    server.serve("/chain", Page(status=302, headers={"Location": "/silent"}, delay=0.2))
    for path in ("/slow-loris", "/silent", "/chain"):
        assert await failure(server, path, total=0.5) == (Trouble.TIMEOUT, "no complete answer in 0.5 s")


async def test_waiting_for_a_turn_is_not_held_against_a_feed(server: FeedServer) -> None:
    server.serve("/feed", Page(b"x", delay=0.3))
    async with Fetcher(FetchRules("w", allow=(server.host,), total=0.9, per_host=1)) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(server.url("/feed")) for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
    assert server.most_under_way == 1


@pytest.mark.parametrize(("rules", "most"), [({"per_host": 2}, 2), ({"per_host": 9, "at_once": 3}, 3)])
async def test_a_host_and_the_process_have_room_for_so_many(server: FeedServer, rules: dict[str, int], most: int) -> None:
    server.serve("/feed", Page(b"x", delay=0.05))
    async with Fetcher(FetchRules("w", allow=(server.host,), **rules)) as fetcher:
        await asyncio.gather(*(fetcher.fetch(server.url("/feed")) for _ in range(8)))
        assert not fetcher._hosts
    assert server.most_under_way == most


async def test_where_permanent_redirects_lead(server: FeedServer) -> None:
    server.serve("/feed", b"here")
    server.serve("/moved", redirect("/feed", 301))
    server.serve("/moved-twice", redirect("/moved", 308))
    server.serve("/today", redirect("/feed", 302))
    server.serve("/moved-then-today", redirect("/today", 301))
    server.serve("/today-then-moved", redirect("/moved", 307))
    moved = {path: (await fetch(server, path)).moved_to for path in ("/feed", *list(server.pages))}
    assert moved == {
        "/feed": "",
        "/moved": server.url("/feed"),
        "/moved-twice": server.url("/feed"),
        "/today": "",
        "/moved-then-today": server.url("/today"),
        "/today-then-moved": "",
    }
    assert (await fetch(server, "/moved-twice")).url == server.url("/feed")


async def test_redirects_end(server: FeedServer) -> None:
    server.serve("/a", redirect("/b"))
    server.serve("/b", redirect("/a"))
    assert await failure(server, "/a") == (Trouble.REDIRECTS, "more than 5 redirects")
    assert len(server.requests) == 6
    server.serve("/nowhere", redirect("http://[broken"))
    assert (await failure(server, "/nowhere"))[0] is Trouble.REDIRECTS


async def test_a_body_that_breaks_off_is_what_came(server: FeedServer) -> None:
    server.serve("/cut", Page(b"0123456789" * 100, breaks_after=500))
    answer = await fetch(server, "/cut")
    assert answer.cut_off
    assert answer.body == (b"0123456789" * 100)[:500]


async def test_credentials_go_to_their_own_host_alone_and_are_shown_nowhere(server: FeedServer) -> None:
    async with FeedServer() as other, Fetcher(FetchRules("w", allow=(server.host, other.host))) as fetcher:
        server.serve("/private", redirect("/inside", 301))
        server.serve("/inside", redirect(other.url("/away")))
        other.serve("/away", b"x")
        address = f"http://reader:s3c%C3%A9ret@{server.host}/private"
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch(address)
        answer = await fetcher.fetch(address, credentials=True)
        assert failed.value.trouble is Trouble.BAD_URL
        assert "s3c" not in f"{failed.value} {answer}"
        assert answer.moved_to == ""
        for path in ("/private", "/inside"):
            given = server.asked(path)[0].headers["Authorization"]
            assert given == f"Basic {b64encode('reader:s3céret'.encode()).decode()}"
        assert "Authorization" not in other.asked("/away")[0].headers


async def test_a_redirect_may_not_bring_credentials_of_its_own(server: FeedServer) -> None:
    server.serve("/feed", redirect(f"http://someone:else@{server.host}/other"))
    async with Fetcher(FetchRules("w", allow=(server.host,))) as fetcher:
        for address in (server.url("/feed"), f"http://reader:s3cret@{server.host}/feed"):
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(address, credentials=True)
            assert failed.value.trouble is Trouble.REDIRECTS
    assert server.asked("/other") == []


async def raw_server(answer: bytes) -> asyncio.Server:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    return await asyncio.start_server(speak, "127.0.0.1", 0)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"", Trouble.CONNECT),
        (b"SSH-2.0-OpenSSH\r\n\r\n", Trouble.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_048_576 + b"\r\n\r\n", Trouble.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n", Trouble.SERVER_ERROR),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", Trouble.SERVER_ERROR),
        (b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe://\r\n\r\n", Trouble.REDIRECTS),
    ],
    ids=["nothing", "ssh", "1 MiB header", "5000 headers", "no gzip", "bytes as address"],
)
async def test_answers_that_are_no_http(answer: bytes, trouble: Trouble) -> None:
    async with await raw_server(answer) as server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with Fetcher(FetchRules("w", allow=(host,), total=10)) as fetcher:
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(f"http://{host}/")
    assert failed.value.trouble is trouble


async def test_a_host_that_does_not_answer_or_exist(server: FeedServer) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{bound.getsockname()[1]}"
        async with Fetcher(FetchRules("w", allow=(host, "no-such-host.invalid"), total=20)) as fetcher:
            with pytest.raises(FetchFailed) as refused:
                await fetcher.fetch(f"http://{host}/")
            with pytest.raises(FetchFailed) as unknown:
                await fetcher.fetch("http://no-such-host.invalid/")
            with pytest.raises(FetchFailed) as secure:
                await fetcher.fetch(server.url("/").replace("http:", "https:"))
    assert refused.value.trouble is Trouble.CONNECT
    assert unknown.value.trouble is Trouble.DNS
    assert secure.value.trouble is Trouble.FORBIDDEN_ADDRESS


async def test_https_spoken_to_plain_http_is_a_tls_trouble(server: FeedServer) -> None:
    async with Fetcher(FetchRules("w", allow=(server.host,), total=10)) as fetcher:
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch(server.url("/").replace("http:", "https:"))
    assert failed.value.trouble is Trouble.TLS


async def test_a_proxy_gets_what_the_guard_lets_through(server: FeedServer) -> None:
    server.pages["http://feeds.example.com/news"] = Page(b"by proxy")
    async with Fetcher(FetchRules("w", proxy=server.url("/"))) as fetcher:
        await fetcher.fetch("http://feeds.example.com/news")
        for forbidden in (
            "http://10.0.0.1/",
            "http://localhost/",
            "http://0x7f.1/",
            "http://feeds.example.com:22/",
            server.url("/"),
        ):
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(forbidden)
            assert failed.value.trouble is Trouble.FORBIDDEN_ADDRESS
    assert [request.headers["Host"] for request in server.requests] == ["feeds.example.com"]


async def test_proxies_of_the_environment_are_not_used(server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.serve("/feed", b"direct")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert (await fetch(server, "/feed")).body == b"direct"
