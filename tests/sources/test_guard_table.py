"""The whole way through ``Fetcher.fetch``: what must not be reached is not, and what may be is tried at its very address.

The fence comes first and sees each connect. A form that passes the guard shows as a connect that the fence refuses.
"""

# ruff: noqa: E501, S104 - a table reads better wide; nothing is bound here

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.model.news import Trouble
from bot.sources.fetching import Fetcher, FetchFailed, FetchRules
from tests.fakes.feed_server import FeedServer, redirect
from tests.fakes.fence import Fence, fenced

PUBLIC = "93.184.216.34"
NAMES = {
    "example.com": [PUBLIC],
    "www.example.com": [PUBLIC],
    "6.example.com": ["2606:4700::1111"],
    "both.example.com": ["2606:4700::1111", PUBLIC],
    "xn--mgbh0fb.xn--kgbechtv": [PUBLIC],
    "xn--mnchen-3ya.example.com": [PUBLIC],
    "localhost.example.com": [PUBLIC],
    "127.0.0.1.example.com": [PUBLIC],
    "0x7f.example.com": [PUBLIC],
    "1e100.net": [PUBLIC],
    "loopback.example.com": ["127.0.0.1"],
    "loopback6.example.com": ["::1"],
    "mapped.example.com": ["::ffff:127.0.0.1"],
    "nat64.example.com": ["64:ff9b::7f00:1"],
    "sixtofour.example.com": ["2002:7f00:1::"],
    "nowhere.example.com": ["0.0.0.0"],
    "metadata.example.com": ["169.254.169.254"],
    "private.example.com": ["10.0.0.1", "192.168.1.1", "fd00::1"],
    "linklocal.example.com": ["fe80::1"],
    "mixed.example.com": ["127.0.0.1", PUBLIC],
    "10.0.0.1.nip.example.com": ["10.0.0.1"],
}


@pytest.fixture(autouse=True)
def fence() -> Iterator[Fence]:
    with fenced(NAMES) as fence:
        yield fence


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        server.serve("/", "inside")
        server.serve("/secret", "inside")
        yield server


async def failure(url: str, *allow: str, proxy: str = "") -> FetchFailed:
    async with Fetcher(FetchRules("test", total=20, allow=allow, proxy=proxy)) as fetcher:
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch(url)
    return failed.value


FORBIDDEN, BAD = Trouble.FORBIDDEN_ADDRESS, Trouble.BAD_URL

HOSTS = [
    # plain addresses
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    # as the C library reads them
    "0177.0.0.1", "017700000001", "0x7f.0.0.1", "0x7f.1", "0x7f000001", "0X7F000001", "2130706433", "127.1", "127.0.1", "0", "3232235777", "0xa9fea9fe",
    "0251.0376.0251.0376", "127.0x0.00.1",
    # of version 6, and those inside which another one hides
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[2001:4860::5efe:127.0.0.1]", "[2001:4860::200:5efe:10.0.0.1]", "[fe80::1%25eth0]", "[fe80::1%251]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]",
    "[ff02::1]", "[2001:db8::1]", "[100::1]", "[5f00::1]",
    # in other letters
    "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "①②⑦.⓪.⓪.①", "⑯⑨。②⑤④。⑯⑨｡②⑤④", "ｌｏｃａｌｈｏｓｔ", "localhost。", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "０ｘ７ｆ.1", "١٢٧.٠.٠.١",
    # percent-encoded
    "127%2e0%2e0%2e1", "%31%32%37.0.0.1", "%6cocalhost", "127.0.0.1%2f.example.com", "127.0.0.1%00.example.com",
    # with dots at the end
    "localhost.", "127.0.0.1.", "127.0.0.1..", "127.1.",
    # names that are local
    "localhost", "LOCALHOST", "a.localhost", "db.internal", "metadata.google.internal", "printer.local", "router.lan", "intranet", "ip6-localhost",
    "x.home.arpa", "kubernetes.default.svc.cluster.local",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
async def test_a_host_that_is_never_reached(host: str, fence: Fence, server: FeedServer) -> None:
    for url in (f"http://{host}/", f"https://{host}/", f"http://{host}:8080/", f"http://{host}:{server.port}/secret"):
        assert (await failure(url)).trouble in {FORBIDDEN, BAD}, url
        assert (await failure(url, proxy=server.url("/"))).trouble in {FORBIDDEN, BAD}, url
    assert (fence.escapes, fence.reached, fence.questions, server.requests) == ([], [], [], [])


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("file:///etc/passwd", BAD), ("gopher://127.0.0.1:70/_x", BAD), ("ftp://example.com/feed", BAD), ("dict://127.0.0.1:11211/", BAD),
        ("feed://example.com/", BAD), ("javascript:alert(1)", BAD), ("data:text/xml,<rss/>", BAD), ("view-source:http://example.com/", BAD),
        ("jar:http://127.0.0.1!/", BAD), ("", BAD), (" ", BAD), ("feed.xml", BAD), ("/feed", BAD), ("//127.0.0.1/", BAD), ("http:", BAD), ("http://", BAD),
        ("http:///127.0.0.1/", BAD), ("http:/127.0.0.1/", BAD), ("http:127.0.0.1", BAD), ("http://:80/", BAD), ("http://[::1", BAD), ("http://[zz]/", BAD),
        ("http://example.com:22/", FORBIDDEN), ("http://example.com:25/", FORBIDDEN), ("http://example.com:6379/", FORBIDDEN),
        ("http://example.com:0/", FORBIDDEN), ("http://example.com:65536/", BAD), ("http://example.com:-80/", BAD), ("http://example.com:８０８１/", None),
        ("http://someone@example.com/", BAD), ("http://someone:secret@example.com/", BAD), ("http://127.0.0.1@example.com/", BAD),
        ("http://example.com@127.0.0.1/", BAD), ("http://example.com:80@127.0.0.1/", BAD), ("http://@127.0.0.1/", None), ("http://:@127.0.0.1/", None),
        ("http://example.com\\@127.0.0.1/", BAD), ("http://127.0.0.1\\@example.com/", BAD), ("http://127.0.0.1\\.example.com/", None),
        ("http:\\\\127.0.0.1\\", BAD), ("http://127.0.0.1:80\\@example.com:80/", BAD), ("http://127.0.0.1#@example.com/", FORBIDDEN),
        ("http://127.0.0.1?@example.com/", FORBIDDEN), ("http://127.0.0.1\t/", FORBIDDEN), ("\nhttp://127.0.0.1/", FORBIDDEN),
        ("http://127.0.\n0.1/", None), ("http://134744072/", BAD), ("http://8.8.2056/", BAD), ("http://exa mple.com/", BAD), ("http://127.0.0.1\x00.example.com/", BAD), ("http://1\u00ad27.0.0.1/", None),
        ("http://example.com/" + "x" * 5000, BAD), ("http://" + "a" * 300 + ".com/", None), ("HTTP://LOCALHOST/", FORBIDDEN),
    ],
)  # fmt: skip
async def test_an_address_that_is_refused_before_anything_is_asked(url: str, trouble: Trouble | None, fence: Fence) -> None:
    failed = await failure(url)
    assert failed.trouble in ({trouble} if trouble else {FORBIDDEN, BAD, Trouble.DNS})
    assert "secret" not in str(failed)
    assert (fence.escapes, fence.reached) == ([], [])


@pytest.mark.parametrize("name", [name for name in NAMES if not {PUBLIC, "2606:4700::1111"} & set(NAMES[name])])
async def test_a_name_for_a_forbidden_address_is_not_connected_to(name: str, fence: Fence, server: FeedServer) -> None:
    for url in (f"http://{name}/", f"https://{name}:8443/"):
        assert (await failure(url)).trouble is FORBIDDEN
    assert (fence.escapes, fence.reached) == ([], [])
    assert fence.questions


@pytest.mark.parametrize(
    ("url", "places"),
    [
        ("http://example.com/", [(PUBLIC, 80)]), ("https://example.com/feed", [(PUBLIC, 443)]), ("http://example.com:8080/", [(PUBLIC, 8080)]),
        ("https://example.com:8443/", [(PUBLIC, 8443)]), ("HTTP://EXAMPLE.COM/", [(PUBLIC, 80)]), ("http://example.com./", None),
        ("http://www.example.com/a%20b?q=1&x=http://127.0.0.1/", [(PUBLIC, 80)]), ("http://example.com/#@127.0.0.1/", [(PUBLIC, 80)]),
        ("http://example.com/@127.0.0.1", [(PUBLIC, 80)]), ("http://example.com?@127.0.0.1/", [(PUBLIC, 80)]), (" http://example.com/ ", [(PUBLIC, 80)]),
        ("http://مثال.إختبار/", [(PUBLIC, 80)]), ("http://xn--mgbh0fb.xn--kgbechtv/", [(PUBLIC, 80)]), ("http://MÜNCHEN.example.com/", [(PUBLIC, 80)]),
        ("http://ｅｘａｍｐｌｅ.com/", [(PUBLIC, 80)]), ("http://example。com/", [(PUBLIC, 80)]), ("http://localhost.example.com/", [(PUBLIC, 80)]),
        ("http://127.0.0.1.example.com/", [(PUBLIC, 80)]), ("http://0x7f.example.com/", [(PUBLIC, 80)]), ("http://1e100.net/", [(PUBLIC, 80)]),
        ("http://6.example.com/", [("2606:4700::1111", 80)]), ("https://both.example.com/", [("2606:4700::1111", 443), (PUBLIC, 443)]),
        ("http://8.8.8.8/", [("8.8.8.8", 80)]), ("http://1.1.1.1:8080/", [("1.1.1.1", 8080)]), ("https://9.9.9.9/", [("9.9.9.9", 443)]),
        ("http://172.15.255.255/", [("172.15.255.255", 80)]), ("http://172.32.0.1/", [("172.32.0.1", 80)]), ("http://11.0.0.1/", [("11.0.0.1", 80)]),
        ("http://100.63.255.255/", [("100.63.255.255", 80)]), ("http://100.128.0.1/", [("100.128.0.1", 80)]), ("http://192.167.1.1/", [("192.167.1.1", 80)]),
        ("http://169.253.1.1/", [("169.253.1.1", 80)]), ("http://126.255.255.255/", [("126.255.255.255", 80)]), ("http://128.0.0.1/", [("128.0.0.1", 80)]),
        ("http://198.17.255.255/", [("198.17.255.255", 80)]), ("http://198.20.0.1/", [("198.20.0.1", 80)]), ("http://223.255.255.254/", [("223.255.255.254", 80)]),
        ("http://[2606:4700::1111]/", [("2606:4700::1111", 80)]), ("https://[2a00:1450:4001::200e]:8443/", [("2a00:1450:4001::200e", 8443)]),
        ("http://[::ffff:8.8.8.8]/", [("::ffff:808:808", 80)]), ("http://[64:ff9b::808:808]/", [("64:ff9b::808:808", 80)]),
        ("http://[2001:4860:4860::8888]/", [("2001:4860:4860::8888", 80)]), ("http://٨.٨.٨.٨.example.com/", [(PUBLIC, 80)]),
    ],
)  # fmt: skip
async def test_an_address_that_may_be_read_is_tried(url: str, places: list[tuple[str, int]] | None, fence: Fence) -> None:
    fence.names["example.com."] = fence.names["xn--hib.xn--hib.xn--hib.xn--hib.example.com"] = [[PUBLIC]]
    failed = await failure(url)
    assert failed.trouble is Trouble.CONNECT, failed
    assert sorted(fence.escapes) == sorted(places) if places else len(fence.escapes) == 1


async def test_of_mixed_answers_only_the_public_one_is_tried(fence: Fence) -> None:
    await failure("http://mixed.example.com/")
    assert (set(fence.escapes), fence.reached) == ({(PUBLIC, 80)}, [])


async def test_a_name_that_changes_its_mind_is_looked_at_each_time(fence: Fence) -> None:
    fence.names["rebinding.example.com"] = [[PUBLIC], ["127.0.0.1"]]
    assert (await failure("http://rebinding.example.com/")).trouble is Trouble.CONNECT
    assert (await failure("http://rebinding.example.com/")).trouble is FORBIDDEN
    assert (fence.escapes, fence.reached) == ([(PUBLIC, 80)], [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_inside(status: int, fence: Fence, server: FeedServer) -> None:
    async with FeedServer() as inside:
        inside.serve("/secret", "inside")
        targets = [
            inside.url("/secret"), f"http://localhost:{inside.port}/secret", f"http://0x7f.1:{inside.port}/", f"//127.1:{inside.port}/",
            "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://169.254.169.254/latest/meta-data/", "http://127。0。0。1/",
            "https://10.0.0.1/", "http://loopback.example.com/", "http://private.example.com/", "http://example.com:6379/", "file:///etc/passwd",
            "gopher://127.0.0.1:70/", "ftp://example.com/", "http://user:pass@example.com/", "http://example.com@127.0.0.1/",
        ]  # fmt: skip
        for target in targets:
            server.serve("/go", redirect(target, status))
            assert (await failure(server.url("/go"), server.host)).trouble in {FORBIDDEN, Trouble.REDIRECTS}, target
        assert inside.requests == []
    assert fence.escapes == []
    assert set(fence.reached) == {("127.0.0.1", server.port)}


async def test_a_redirect_out_of_an_allowed_host_is_looked_at_like_any_other(fence: Fence, server: FeedServer) -> None:
    server.serve("/go", redirect("http://example.com/feed"))
    assert (await failure(server.url("/go"), server.host)).trouble is Trouble.CONNECT
    assert fence.escapes == [(PUBLIC, 80)]


async def test_a_kept_connection_is_not_lent_to_another_name(fence: Fence, server: FeedServer) -> None:
    fence.names["friend.example.com"] = [["127.0.0.1"]]
    async with Fetcher(FetchRules("test", total=20, allow=(server.host,))) as fetcher:
        assert (await fetcher.fetch(server.url("/secret"))).body == b"inside"
        for name in ("friend.example.com", "localhost"):
            with pytest.raises(FetchFailed) as failed:
                await fetcher.fetch(f"http://{name}:8080/secret")
            assert failed.value.trouble is FORBIDDEN
    assert len(server.requests) == 1


async def test_through_a_proxy_names_are_the_proxys_and_addresses_still_ours(fence: Fence, server: FeedServer) -> None:
    server.serve("/go", redirect("http://169.254.169.254/"))
    server.serve("/feed", b"by proxy")
    async with Fetcher(FetchRules("test", proxy=server.url("/"))) as fetcher:
        assert (await fetcher.fetch("http://feeds.example.org/feed")).status == 200
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch("http://feeds.example.org/go")
    assert failed.value.trouble is FORBIDDEN
    assert len(server.requests) == 2
    assert fence.questions == []
    assert set(fence.reached) == {("127.0.0.1", server.port)}


async def test_a_name_in_other_letters_is_reached_by_its_ascii_form(fence: Fence, server: FeedServer) -> None:
    fence.names["xn--mgbh0fb.xn--kgbechtv"] = [["127.0.0.1"]]
    for allowed in (f"مثال.إختبار:{server.port}", f"xn--mgbh0fb.xn--kgbechtv:{server.port}", "مثال.إختبار"):
        async with Fetcher(FetchRules("test", total=20, allow=(allowed,))) as fetcher:
            assert (await fetcher.fetch(f"http://مثال.إختبار:{server.port}/secret")).body == b"inside"
    assert {request.headers["Host"] for request in server.requests} == {f"xn--mgbh0fb.xn--kgbechtv:{server.port}"}
    assert (await failure(f"http://مثال2.إختبار:{server.port}/", f"مثال.إختبار:{server.port}")).trouble is FORBIDDEN


async def test_what_the_operator_names_is_reached_and_its_neighbours_are_not(fence: Fence, server: FeedServer) -> None:
    fence.names["news.internal"] = [["127.0.0.1"]]
    allow = (f"news.internal:{server.port}", "10.9.8.7")
    async with Fetcher(FetchRules("test", total=20, allow=allow)) as fetcher:
        assert (await fetcher.fetch(f"http://news.internal:{server.port}/secret")).body == b"inside"
    for url in ("http://news.internal/", f"http://x.news.internal:{server.port}/", server.url("/secret"), "http://10.9.8.8/"):
        assert (await failure(url, *allow)).trouble is FORBIDDEN
    assert fence.escapes == []
    assert (await failure("http://10.9.8.7:1234/", *allow)).trouble is Trouble.CONNECT
    assert fence.escapes == [("10.9.8.7", 1234)]
