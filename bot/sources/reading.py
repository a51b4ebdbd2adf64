"""The port ``SourceReader``: one source read once, and everything that can be wrong with it as a value.

Fetching, guarding, decoding and parsing are done by the other files of this folder; when to come back is the planner's affair.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urljoin, urlsplit

from bot import __version__
from bot.model.news import Broken, Fresh, Inspection, Note, Page, PollAdvice, Reading, Source, Trouble, Unchanged, Validators
from bot.sources.advice import from_headers
from bot.sources.fetching import Fetched, Fetcher, FetchFailed, FetchRules
from bot.sources.items import ParsedFeed, dated
from bot.sources.parsing import Parser
from bot.sources.recalling import CHANGES_BY_ITSELF, Recollection, marks_of

_OK, _REDIRECT, _NOT_MODIFIED, _BAD, _SERVER, _UNAVAILABLE = 200, 300, 304, 400, 500, 503
_TROUBLES = {
    401: Trouble.LOGIN_NEEDED,
    403: Trouble.REFUSED,
    404: Trouble.NOT_FOUND,
    410: Trouble.GONE,
    429: Trouble.RATE_LIMITED,
}
_CHALLENGE_MARKS = (b"cf-chl", b"cf_chl", b"challenge-platform", b"<title>Just a moment")
_BIG = 65_536
_PAGE_HEAD = 262_144

_LOGIN_PATH = re.compile(r"(?:^|[/._-])(?:log-?in|log-?on|sign-?in|sign-?on|sso|saml2?|oauth2?)(?:[/._;-]|$)", re.IGNORECASE)
_LOGIN_WORDS = re.compile(r"\b(?:log|sign)[\s-]?(?:in|on)\b|\blogin\b|تسجيل\s+ال?دخول", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input\b[^<>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_TITLE = re.compile(rb"<title\b[^<>]{0,100}>([^<]{0,300})", re.IGNORECASE)

_FIRST_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _user_agent(contact: str) -> str:
    """Who reads, and where to complain: servers that know neither tend to refuse."""
    about = f"news feed reader; +{contact}" if contact else "news feed reader"
    return f"rasid/{__version__} ({about})"


class FeedReader:
    """Reads sources over the network; owns the HTTP client and the parsing process until ``close``.

    ``allow_hosts``: private hosts the operator allows, as ``host`` or ``host:port``; ``proxy``: an HTTP proxy's address;
    ``contact``: an address or page that tells a server's owner who reads; ``timeout``: seconds for one fetch; ``max_bytes``:
    of a body after decompression; ``concurrency``: requests under way at once; ``authorities``: PEM files of certificate
    authorities beside the system's. Opened inside a running loop. Raises ``OSError`` for a PEM file that cannot be used.
    """

    def __init__(
        self,
        *,
        allow_hosts: Sequence[str] = (),
        proxy: str = "",
        contact: str = "",
        timeout: float = 30.0,
        max_bytes: int = 15 * 1024 * 1024,
        concurrency: int = 50,
        authorities: Sequence[str] = (),
        parser: Parser | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        rules = FetchRules(
            _user_agent(contact),
            timeout,
            max_bytes,
            at_once=concurrency,
            allow=tuple(allow_hosts),
            proxy=proxy,
            authorities=tuple(authorities),
        )
        self._fetcher = Fetcher(rules)
        self._parser = parser or Parser()
        self._recollection = Recollection()
        self._clock = clock

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def fetcher(self) -> Fetcher:
        """The HTTP client, for what else is read of the same sites; it closes with this."""
        return self._fetcher

    @property
    def parser(self) -> Parser:
        """What reads its documents."""
        return self._parser

    async def close(self) -> None:
        """Closes the connections and ends the parsing process. Idempotent."""
        await self._fetcher.close()
        await self._parser.close()

    async def read(self, source: Source, since: Validators) -> Reading:
        """What the source says now; see ``bot.ports.SourceReader``.

        A feed of one chat alone may carry a user name and password in its address.
        """
        try:
            answer = await self._fetcher.fetch(source.url, since, credentials=source.owner_chat is not None)
        except FetchFailed as failed:
            return Broken(failed.trouble, str(failed))
        now = self._clock()
        asked = from_headers(answer.headers, now)
        refusal = refused(answer.status, answer.headers, answer.body, conditional=since != Validators())
        if refusal is not None:
            return Broken(refusal.trouble, refusal.detail, asked)
        return await self._understood(source, answer, since, asked, now)

    async def inspect(self, source: Source) -> Inspection:
        """What the source says now, whatever it said before, and what there is to know of the answer. Never raises for it."""
        try:
            answer = await self._fetcher.fetch(source.url, credentials=source.owner_chat is not None)
        except FetchFailed as failed:
            return Inspection(Broken(failed.trouble, str(failed)))
        now = self._clock()
        asked = from_headers(answer.headers, now)
        found = refused(answer.status, answer.headers, answer.body, conditional=False)
        parsed = found or await self._parsed(answer)
        seen = Inspection(Unchanged(), answer.status, answer.url, len(answer.body))
        if isinstance(parsed, Broken):
            return replace(seen, reading=replace(parsed, advice=asked))
        offered = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        reading = _fresh(dated(parsed, now), offered, asked, answer.moved_to)
        notes = (*parsed.notes, Note.BROKEN_OFF) if answer.cut_off else parsed.notes
        return replace(seen, reading=reading, format=parsed.format, notes=notes)

    async def _understood(
        self, source: Source, answer: Fetched, since: Validators, asked: PollAdvice, now: datetime
    ) -> Reading:
        offered = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), since.body_hash)
        if answer.status == _NOT_MODIFIED:
            kept = (offered.etag or since.etag, offered.last_modified or since.last_modified, since.body_hash)
            return Unchanged(Validators(*kept), asked, answer.moved_to)
        if since.etag and offered.etag == since.etag and since.body_hash and not answer.cut_off:
            return Unchanged(offered, asked, answer.moved_to)
        digest = await _hashed(answer.body)
        if digest == since.body_hash:
            return Unchanged(offered, asked, answer.moved_to)
        parsed = await self._parsed_anew(source.id, answer, since.body_hash, digest)
        if isinstance(parsed, Broken):
            # What a poll finds is no page that anybody looks at.
            looked_at = parsed.trouble is Trouble.NOT_A_FEED and since == Validators()
            page = Page(answer.url, answer.headers.get("Content-Type", ""), answer.body) if looked_at else None
            return Broken(parsed.trouble, parsed.detail, asked, page)
        # A body that broke off is read for what it has and asked for again in full.
        again = Validators() if answer.cut_off else Validators(offered.etag, offered.last_modified, digest)
        return _fresh(dated(parsed, now), again, asked, answer.moved_to)

    async def _parsed_anew(self, source_id: str, answer: Fetched, before: str, digest: str) -> ParsedFeed | Broken:
        """The document; only what is new is parsed when the source's last one, of the hash ``before``, is remembered."""
        if answer.cut_off:
            return await self._parsed(answer)
        place = source_id, _base(answer)
        recalled = await asyncio.to_thread(self._recollection.recall, place, before, answer.body)
        if recalled is not None:
            part = await self._parsed(replace(answer, body=recalled.body))
            whole = recalled.completed(part) if isinstance(part, ParsedFeed) else None
            if whole is not None:
                await asyncio.to_thread(self._recollection.remember, place, digest, recalled.marks, whole)
                return whole
        parsed = await self._parsed(answer)
        if isinstance(parsed, ParsedFeed):
            marks = await asyncio.to_thread(marks_of, answer.body)
            await asyncio.to_thread(self._recollection.remember, place, digest, marks, parsed)
        return parsed

    async def _parsed(self, answer: Fetched) -> ParsedFeed | Broken:
        parsed = await self._parser.parse(answer.body, answer.headers.get("Content-Type", ""), _base(answer))
        if isinstance(parsed, Broken) and parsed.trouble is Trouble.NOT_A_FEED and is_login_page(answer.url, answer.body):
            return Broken(Trouble.LOGIN_PAGE, parsed.detail)
        return parsed


def _fresh(feed: ParsedFeed, validators: Validators, asked: PollAdvice, moved_to: str) -> Fresh:
    return Fresh(
        entries=feed.entries,
        validators=validators,
        advice=asked.with_hints(feed.hints),
        title=feed.title,
        moved_to=moved_to,
        language=feed.language,
        hints=feed.hints,
    )


def refused(status: int, headers: Mapping[str, str], body: bytes, *, conditional: bool) -> Broken | None:
    """What an answer that brings no feed means; None for one that may bring one. ``body``: as much of it as was read."""
    if headers.get("cf-mitigated") or (status >= _BAD and any(mark in body for mark in _CHALLENGE_MARKS)):
        return Broken(Trouble.CHALLENGE, f"HTTP {status}, a check for browsers")
    if _OK <= status < _REDIRECT:
        return None if body else Broken(Trouble.NOT_A_FEED, "empty body")
    if status == _NOT_MODIFIED:
        return None if conditional else Broken(Trouble.SERVER_ERROR, "HTTP 304 without being asked")
    if status == _UNAVAILABLE and headers.get("Retry-After", "").strip():
        return Broken(Trouble.RATE_LIMITED, f"HTTP {status}")
    return Broken(_TROUBLES.get(status) or _trouble(status), f"HTTP {status}")


def _trouble(status: int) -> Trouble:
    if status < _BAD:
        return Trouble.REDIRECTS if status >= _REDIRECT else Trouble.SERVER_ERROR
    return Trouble.CLIENT_ERROR if status < _SERVER else Trouble.SERVER_ERROR


def is_login_page(url: str, body: bytes) -> bool:
    """Whether a page that is no feed asks people to log in: by its address, or by its title and a field for a password."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    if _LOGIN_PATH.search(path):
        return True
    head = body[:_PAGE_HEAD]
    title = _TITLE.search(head)
    words = title[1].decode("utf-8", "replace") if title else ""
    return _PASSWORD.search(head) is not None and _LOGIN_WORDS.search(words) is not None


def _base(answer: Fetched) -> str:
    """What relative links are resolved against: Content-Location when it stays on the same host, else the address read."""
    located = answer.headers.get("Content-Location", "")
    if not located:
        return answer.url
    try:
        base = urljoin(answer.url, located)
        return base if urlsplit(base).netloc == urlsplit(answer.url).netloc else answer.url
    except ValueError:
        return answer.url


async def _hashed(body: bytes) -> str:
    return await asyncio.to_thread(body_hash, body) if len(body) > _BIG else body_hash(body)


def body_hash(body: bytes) -> str:
    """A digest of a document without what changes at every request: the feed's own dates and comments outside its entries."""
    first = _FIRST_ENTRY.search(body)
    start = first.start() if first else len(body)
    last = max(body.rfind(b"</item"), body.rfind(b"</entry"), start)
    digest = hashlib.blake2b(digest_size=16)
    for part, volatile in ((body[:start], True), (body[start:last], False), (body[last:], True)):
        digest.update(CHANGES_BY_ITSELF.sub(b"", part) if volatile else part)
    return digest.hexdigest()
