"""One polite GET after another: deadline, size, redirects, turns, and what went wrong in one word.

The answer's bytes are not looked at here; the addresses are the guard's.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from base64 import b64encode
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Self

import aiohttp
from yarl import URL

from bot.model.news import Trouble, Validators
from bot.sources.guard import Guard, Hop, Refused, socket_for
from bot.sources.names import Names

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_HEADER_BYTES = 32_768
_CHALLENGE_BYTES = 32_768
_GZIP = b"\x1f\x8b\x08"
_OK, _REDIRECT_FLOOR, _NOT_MODIFIED, _FIRST_ERROR = 200, 300, 304, 400


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How the bot fetches.

    ``user_agent`` names the bot and says how to reach its operator. ``total``: seconds for one fetch, redirects included,
    waiting for a turn not. ``largest``: bytes of a body after decompression. ``per_host`` and ``at_once``: requests under
    way. ``allow``: hosts beyond the guard's rules. ``proxy``: the address of an HTTP proxy, or "". ``authorities``: PEM files
    of certificate authorities that are trusted beside the system's.
    """

    user_agent: str
    total: float = 30.0
    largest: int = 15 * 1024 * 1024
    redirects: int = 5
    per_host: int = 2
    at_once: int = 64
    allow: tuple[str, ...] = ()
    proxy: str = ""
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``url``: where the body is from; ``moved_to``: where permanent redirects at the start of the way led, or "".

    ``cut_off``: the connection broke off inside the body, which is what came before. Header names do not mind case.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    moved_to: str = ""
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``accept``: as the header says it. ``kinds``: media types; no body of another is read (none: any).

    ``largest``: bytes of the body, where the rules allow more. ``part``: of a longer one the beginning will do.
    """

    accept: str = _ACCEPT
    kinds: frozenset[str] = frozenset()
    largest: int | None = None
    part: bool = False

    def likes(self, content_type: str) -> bool:
        """Whether a body of this type is worth reading."""
        return not self.kinds or content_type.partition(";")[0].strip().lower() in self.kinds


_FEED: Final = Wanted()


class FetchFailed(Exception):
    """No answer; ``trouble`` is the kind, the text the technical reason without secrets."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble


class Fetcher:
    """Holds the HTTP client of the process; opened at the first fetch."""

    def __init__(self, rules: FetchRules) -> None:
        self._rules = rules
        self._guard = Guard(rules.allow)
        self._trust = trusting(rules.authorities)
        self._session: aiohttp.ClientSession | None = None
        self._names: Names | None = None
        self._turns = asyncio.Semaphore(rules.at_once)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(rules.per_host))
        self._waiting: defaultdict[str, int] = defaultdict(int)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes all connections. Idempotent."""
        session, self._session = self._session, None
        names, self._names = self._names, None
        if session is not None:
            await session.close()
        if names is not None:
            await names.close()

    async def fetch(
        self, url: str, since: Validators | None = None, *, credentials: bool = False, wanted: Wanted = _FEED
    ) -> Fetched:
        """The answer to a GET, its body read when the status is 2xx (and the head of one that may be a challenge).

        ``since`` makes it conditional. ``credentials``: the address may hold a user name and password, which are sent to its
        own scheme, host and port alone; such an address is never said to have moved. Raises ``FetchFailed``.
        """
        at, moved_to, permanent, left = _address(url), "", True, self._rules.total
        keys = Keys.of(at) if credentials else None
        loop = asyncio.get_running_loop()
        for followed in range(self._rules.redirects + 1):
            self._check(at, keys, followed=followed > 0)
            async with self._turn(at):
                started = loop.time()
                answer = await self._hop(at, since or Validators(), left, keys, wanted)
                left -= loop.time() - started
            if answer.status not in _REDIRECTS or not answer.headers.get("Location"):
                moved_to = "" if keys else moved_to
                return Fetched(answer.status, str(at.with_user(None)), answer.headers, answer.body, moved_to, answer.cut_off)
            at = _next(at, answer.headers["Location"])
            permanent = permanent and answer.status in _PERMANENT
            moved_to = str(at) if permanent else moved_to
        raise FetchFailed(Trouble.REDIRECTS, f"more than {self._rules.redirects} redirects")

    @asynccontextmanager
    async def _turn(self, url: URL) -> AsyncIterator[None]:
        """Waits until the host and the process have room; hosts nobody waits for are forgotten."""
        host = url.host or ""
        self._waiting[host] += 1
        try:
            async with self._hosts[host], self._turns:
                yield
        finally:
            self._waiting[host] -= 1
            if not self._waiting[host]:
                del self._waiting[host], self._hosts[host]

    def _check(self, url: URL, keys: Keys | None, *, followed: bool) -> None:
        """Raises ``FetchFailed`` for what the guard refuses; ``followed``: a redirect leads there."""
        try:
            self._guard.check(url, credentials=keys is not None and keys.held_by(url))
        except Refused as refused:
            astray = followed and refused.trouble is Trouble.BAD_URL
            raise FetchFailed(Trouble.REDIRECTS if astray else refused.trouble, str(refused)) from None

    async def _hop(self, url: URL, since: Validators, left: float, keys: Keys | None, wanted: Wanted) -> Fetched:
        with self._guard.hop(url, by_proxy=bool(self._rules.proxy)) as hop:
            try:
                async with asyncio.timeout(max(left, 0.001)):
                    return await self._get(url, since, keys, wanted)
            except (aiohttp.ClientError, OSError, ssl.SSLError, ValueError) as failure:
                raise _failed(failure, hop, self._rules.total) from None

    async def _get(self, url: URL, since: Validators, keys: Keys | None, wanted: Wanted) -> Fetched:
        headers = {"Accept": wanted.accept, **_conditions(since)}
        if keys is not None and keys.fit(url):
            headers["Authorization"] = keys.header
        async with self._opened().get(
            url.with_user(None), headers=headers, allow_redirects=False, proxy=self._rules.proxy or None
        ) as response:
            said, status = response.headers, response.status
            if _OK <= status < _REDIRECT_FLOOR and wanted.likes(said.get("Content-Type", "")):
                body, cut_off = await self._body(response, wanted)
                return Fetched(status, "", said, body, cut_off=cut_off)
            challenging = status >= _FIRST_ERROR and "cloudflare" in said.get("Server", "").lower()
            head = await response.content.read(_CHALLENGE_BYTES) if challenging else b""
            # What is left of the body is not worth reading: the connection goes.
            if status != _NOT_MODIFIED and status not in _REDIRECTS:
                response.close()
            return Fetched(status, "", said, head)

    async def _body(self, response: aiohttp.ClientResponse, wanted: Wanted) -> tuple[bytes, bool]:
        """The body and whether it broke off. Counts what decompression gives, piece by piece."""
        largest = min(self._rules.largest, wanted.largest or self._rules.largest)
        if not wanted.part:
            _refuse_announced(response.headers, largest)
        pieces: list[bytes] = []
        size = 0
        try:
            async for piece in response.content.iter_any():
                size += len(piece)
                pieces.append(piece)
                if size > largest:
                    response.close()
                    if wanted.part:
                        return b"".join(pieces)[:largest], False
                    raise FetchFailed(Trouble.TOO_LARGE, f"more than {largest} bytes")
        except aiohttp.ClientPayloadError:
            if not pieces:
                raise
            return b"".join(pieces), True
        body = b"".join(pieces)
        if body.startswith(_GZIP) and not wanted.part:
            return await asyncio.to_thread(_unpacked, body, largest)
        return body, False

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._names = Names()
            connector = aiohttp.TCPConnector(
                resolver=self._names,
                limit=self._rules.at_once,
                limit_per_host=self._rules.per_host,
                socket_factory=socket_for,
                keepalive_timeout=10,
                ssl=self._trust,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self._rules.user_agent},
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(),
                trust_env=False,
                max_line_size=_HEADER_BYTES,
                max_field_size=_HEADER_BYTES,
            )
        return self._session


@dataclass(frozen=True, slots=True)
class Keys:
    """A user name and password and the one origin (scheme, host, port) that may get them. Has no text of its own to show."""

    origin: URL
    header: str = field(repr=False)

    @classmethod
    def of(cls, url: URL) -> Keys | None:
        """Those in an address; None when there are none, or nowhere to send them."""
        if (url.user is None and url.password is None) or not url.host or not url.scheme:
            return None
        pair = f"{url.user or ''}:{url.password or ''}".encode()
        return cls(url.origin(), f"Basic {b64encode(pair).decode()}")

    def held_by(self, url: URL) -> bool:
        """Whether the address is the one they came in: a redirect that writes a user name itself is not."""
        return self.fit(url) and Keys.of(url) == self

    def fit(self, url: URL) -> bool:
        """Whether this address may get them."""
        return bool(url.scheme and url.host) and url.origin() == self.origin


def trusting(authorities: Iterable[str]) -> ssl.SSLContext | bool:
    """What certificates are checked against: the system's authorities, and those of these PEM files. Never nothing at all.

    Raises ``OSError`` (``ssl.SSLError`` is one) for a file that cannot be read or holds no certificate.
    """
    files = tuple(authorities)
    if not files:
        return True
    context = ssl.create_default_context()
    for each in files:
        context.load_verify_locations(cafile=each)
    return context


def _refuse_announced(headers: Mapping[str, str], largest: int) -> None:
    announced = headers.get("Content-Length", "")
    if announced.isdigit() and int(announced[:12]) > largest:
        raise FetchFailed(Trouble.TOO_LARGE, f"{announced[:12]} bytes announced")


def _address(url: str) -> URL:
    try:
        return URL(url.strip())
    except ValueError:
        raise FetchFailed(Trouble.BAD_URL, "not an address") from None


def _next(at: URL, location: str) -> URL:
    """Where a redirect leads. Raises ``FetchFailed`` for nonsense and for a step down from https."""
    try:
        target = at.with_user(None).join(URL(location.strip())).with_fragment(None)
    except ValueError:
        raise FetchFailed(Trouble.REDIRECTS, "a redirect to no address") from None
    if at.scheme == "https" and target.scheme == "http":
        raise FetchFailed(Trouble.REDIRECTS, "a redirect from https to http")
    return target


def _unpacked(packed: bytes, largest: int) -> tuple[bytes, bool]:
    """What a gzip file holds that was not announced as packed, and whether it breaks off; other bytes as they are."""
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        body = unpacking.decompress(packed, largest + 1)
    except zlib.error:
        return packed, False
    if len(body) > largest:
        raise FetchFailed(Trouble.TOO_LARGE, f"more than {largest} bytes")
    return body, not unpacking.eof


def _conditions(since: Validators) -> dict[str, str]:
    """The validators byte for byte as they came; a line end inside one would be a header of its own."""
    asked = {"If-None-Match": since.etag, "If-Modified-Since": since.last_modified}
    return {name: value for name, value in asked.items() if value and not set(value) & {"\r", "\n", "\0"}}


# The first that fits counts.
_KINDS: tuple[tuple[type[Exception], Trouble, str], ...] = (
    (aiohttp.ClientSSLError, Trouble.TLS, ""),
    (ssl.SSLError, Trouble.TLS, ""),
    (aiohttp.ClientConnectorDNSError, Trouble.DNS, ""),
    (aiohttp.ClientProxyConnectionError, Trouble.CONNECT, "the proxy cannot be reached"),
    (aiohttp.ClientHttpProxyError, Trouble.CONNECT, "the proxy refused"),
    (aiohttp.ClientResponseError, Trouble.SERVER_ERROR, "not a proper HTTP answer"),
    (aiohttp.ClientPayloadError, Trouble.SERVER_ERROR, "not a proper HTTP answer"),
    (aiohttp.InvalidURL, Trouble.BAD_URL, "not an address"),
    (ValueError, Trouble.BAD_URL, "not an address"),
)

# What OpenSSL found wrong with a certificate. Source: openssl/x509_vfy.h.
_CERTIFICATES = {
    10: Trouble.CERTIFICATE_EXPIRED,
    **dict.fromkeys((18, 19, 20, 21), Trouble.CERTIFICATE_UNKNOWN),
    **dict.fromkeys((62, 64), Trouble.CERTIFICATE_HOST),
}


def _failed(failure: Exception, hop: Hop, total: float) -> FetchFailed:
    """The failure in one word, and why, without the address (which may hold a secret)."""
    if hop.refused:
        return FetchFailed(Trouble.FORBIDDEN_ADDRESS, hop.refused[0])
    if isinstance(failure, TimeoutError):
        return FetchFailed(Trouble.TIMEOUT, f"no complete answer in {total:g} s")
    if isinstance(failure, aiohttp.ClientConnectorCertificateError):
        return _untrusted(failure.certificate_error)
    for kind, trouble, detail in _KINDS:
        if isinstance(failure, kind):
            return FetchFailed(trouble, detail)
    return FetchFailed(Trouble.CONNECT, _os_reason(failure))


def _untrusted(error: Exception) -> FetchFailed:
    reason = str(getattr(error, "verify_message", "") or "the certificate is not valid")
    return FetchFailed(_CERTIFICATES.get(getattr(error, "verify_code", 0), Trouble.TLS), reason[:120])


def _os_reason(failure: Exception) -> str:
    cause = failure.os_error if isinstance(failure, aiohttp.ClientConnectorError) else failure
    reason = getattr(cause, "strerror", None)
    return str(reason).partition("(")[0].strip()[:80] if reason and "Connect call" not in str(reason) else ""
