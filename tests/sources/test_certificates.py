"""Certificates over loopback HTTPS: each that is wrong is refused in words of its own, and none is taken unchecked."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from bot.model.news import Broken, Fresh, Source, Trouble, Validators
from bot.sources.fetching import Fetcher, FetchFailed, FetchRules
from bot.sources.reading import FeedReader
from tests.fakes.feed_server import FeedServer, redirect

NOW = datetime.now(UTC)
FEED = "<rss><channel><title>Wire</title><item><title>A headline</title><guid>1</guid></item></channel></rss>"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@asynccontextmanager
async def serving(leaf: trustme.LeafCert) -> AsyncIterator[FeedServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    leaf.configure_cert(context)
    async with FeedServer(context) as server:
        server.serve("/feed", FEED)
        yield server


async def failure(server: FeedServer, *authorities: str) -> FetchFailed:
    async with Fetcher(FetchRules("w", allow=(server.host,), authorities=authorities, total=20)) as fetcher:
        with pytest.raises(FetchFailed) as failed:
            await fetcher.fetch(server.url("/feed"))
    assert server.requests == []
    return failed.value


async def test_a_certificate_of_a_trusted_authority_is_good(authority: trustme.CA, trusted: str) -> None:
    async with serving(authority.issue_cert("127.0.0.1")) as server:
        async with FeedReader(allow_hosts=[server.host], authorities=[trusted]) as reader:
            reading = await reader.read(Source("s", server.url("/feed"), "S"), Validators())
        assert isinstance(reading, Fresh), reading


async def test_an_authority_nobody_named_is_unknown(authority: trustme.CA) -> None:
    async with serving(authority.issue_cert("127.0.0.1")) as server:
        failed = await failure(server)
    assert failed.trouble is Trouble.CERTIFICATE_UNKNOWN
    assert "issuer" in str(failed)


async def test_to_trust_one_authority_is_not_to_trust_another(trusted: str) -> None:
    async with serving(trustme.CA().issue_cert("127.0.0.1")) as server:
        assert (await failure(server, trusted)).trouble is Trouble.CERTIFICATE_UNKNOWN


async def test_an_expired_certificate_says_so(authority: trustme.CA, trusted: str) -> None:
    old = authority.issue_cert("127.0.0.1", not_before=NOW - timedelta(days=60), not_after=NOW - timedelta(days=1))
    async with serving(old) as server:
        failed = await failure(server, trusted)
    assert (failed.trouble, str(failed)) == (Trouble.CERTIFICATE_EXPIRED, "certificate has expired")


async def test_a_certificate_of_tomorrow_is_not_good_today(authority: trustme.CA, trusted: str) -> None:
    early = authority.issue_cert("127.0.0.1", not_before=NOW + timedelta(days=1), not_after=NOW + timedelta(days=9))
    async with serving(early) as server:
        failed = await failure(server, trusted)
    assert (failed.trouble, str(failed)) == (Trouble.TLS, "certificate is not yet valid")


async def test_a_certificate_for_another_name_says_so(authority: trustme.CA, trusted: str) -> None:
    async with serving(authority.issue_cert("feeds.example.com")) as server:
        failed = await failure(server, trusted)
    assert failed.trouble is Trouble.CERTIFICATE_HOST
    assert "not valid for '127.0.0.1'" in str(failed)


async def test_a_self_signed_certificate_says_so(authority: trustme.CA, tmp_path: Path) -> None:
    alone = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    key = tmp_path / "alone.pem"
    alone.private_key_pem.write_to_path(str(key))
    alone.cert_pem.write_to_path(str(key), append=True)
    context.load_cert_chain(str(key))
    async with FeedServer(context) as server:
        failed = await failure(server)
    assert (failed.trouble, str(failed)) == (Trouble.CERTIFICATE_UNKNOWN, "self-signed certificate")


async def test_there_is_no_step_down_to_plain_http(authority: trustme.CA, trusted: str) -> None:
    async with FeedServer() as plain, serving(authority.issue_cert("127.0.0.1")) as server:
        plain.serve("/feed", FEED)
        server.serve("/down", redirect(plain.url("/feed")))
        async with FeedReader(allow_hosts=[server.host, plain.host], authorities=[trusted]) as reader:
            reading = await reader.read(Source("s", server.url("/down"), "S"), Validators())
        assert reading == Broken(Trouble.REDIRECTS, "a redirect from https to http")
        assert plain.requests == []


async def test_a_redirect_leads_to_a_certificate_that_is_checked_too(authority: trustme.CA, trusted: str) -> None:
    async with serving(authority.issue_cert("other.example")) as bad, FeedServer() as plain:
        plain.serve("/feed", redirect(bad.url("/feed")))
        async with FeedReader(allow_hosts=[bad.host, plain.host], authorities=[trusted]) as reader:
            reading = await reader.read(Source("s", plain.url("/feed"), "S"), Validators())
        assert isinstance(reading, Broken)
        assert reading.trouble is Trouble.CERTIFICATE_HOST
        assert bad.requests == []


@pytest.mark.parametrize("text", [None, "no certificate at all"])
def test_a_file_that_holds_no_authority_is_no_reason_to_trust_everybody(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "authority.pem"
    if text is not None:
        path.write_text(text)
    with pytest.raises(OSError):
        Fetcher(FetchRules("w", authorities=(str(path),)))
