"""One workspace's Web API: a client whose own retries are off, and calls that give values instead of exceptions.

A send that brought no answer may have arrived; slack_sdk's retries would then post it twice, so it is given none.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.discretion import library_log
from bot.platforms.slack.outcomes import Failure, failure_of, is_refusal_of_token

SLACK = "https://slack.com/api/"
_FILES = "https://files.slack.com"
_SECONDS = 30.0
_CONNECT_SECONDS = 10.0


class SlackApi:
    """The Web API under one bot token. Holds the HTTP session, opened at the first call in the running loop.

    ``proxy``: an HTTP proxy for all of it, "" for none (or the one of the environment). ``refusal``: Slack's code for refusing
    the bot token, "" while it takes it, None before the first answer.
    """

    def __init__(
        self,
        bot_token: str,
        *,
        base_url: str = SLACK,
        seconds: float = _SECONDS,
        app_token: str = "",
        proxy: str = "",
        signing_secret: str = "",
    ) -> None:
        self._token = bot_token
        self._seconds = seconds
        self.app_token = app_token
        self.proxy = proxy
        self.log = library_log(bot_token, app_token, signing_secret, proxy)
        self.base_url = base_url or SLACK
        self.refusal: str | None = None
        self._client = self._client_of(bot_token)

    def client(self, *, token: str | None = None) -> AsyncWebClient:
        """A client of its own for slack-bolt, on the same session."""
        return self._client_of(token, self._open())

    def _client_of(self, token: str | None, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token,
            base_url=self.base_url,
            session=session,
            proxy=self.proxy or None,
            retry_handlers=[],
            logger=self.log,
        )

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any] | Failure:
        """Calls a method with JSON arguments; its answer when ``ok``, else a ``Failure``."""
        return self._noted(await self._request(method, json=_given(arguments)))

    async def ask(self, method: str, **arguments: Any) -> Mapping[str, Any] | Failure:
        """Calls a method that only reads, with query arguments, as some of them take no JSON."""
        return self._noted(await self._request(method, params=_given(arguments)))

    def _noted(self, answer: Mapping[str, Any] | Failure) -> Mapping[str, Any] | Failure:
        """The answer, of which is kept whether Slack takes the token. No answer says nothing of that."""
        if not isinstance(answer, Failure):
            self.refusal = ""
        elif answer.code:
            self.refusal = answer.code if is_refusal_of_token(answer) else ""
        return answer

    async def _request(
        self, method: str, *, json: dict[str, Any] | None = None, params: dict[str, Any] | None = None
    ) -> Mapping[str, Any] | Failure:
        self._open()
        try:
            answer = await self._client.api_call(method, json=json, params=params)
        except SlackApiError as error:
            return _refusal(error)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
            # AttributeError: slack_sdk expects a mapping where a proxy answered in plain text.
            return failure_of(error)
        data = answer.data
        return data if isinstance(data, dict) else Failure(detail="not JSON")

    async def socket_address(self) -> str | Failure:
        """A fresh WebSocket address for Socket Mode, asked for with the app-level token."""
        answer = await self._request("apps.connections.open", params={"token": self.app_token})
        return answer if isinstance(answer, Failure) else str(answer.get("url", ""))

    async def respond(self, response_url: str, body: Mapping[str, Any]) -> Failure | None:
        """Posts to a ``response_url`` (at most five times within thirty minutes); None when Slack took it."""
        session = self._open()
        try:
            async with session.post(response_url, json=dict(body), proxy=self._client.proxy or None) as answer:
                words = (await answer.text())[:100].strip()
                if answer.status == HTTPStatus.OK and words.replace(" ", "") in {"ok", '{"ok":true}'}:
                    return None
                return Failure(status=answer.status, detail="refused")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return failure_of(error)

    def is_slacks(self, url: str) -> bool:
        """Whether an address is of the server whose methods are called, or of one of Slack's own for files."""
        parsed, base = urlsplit(url), urlsplit(self.base_url)
        if (parsed.scheme, parsed.netloc) == (base.scheme, base.netloc):
            return True
        return f"{parsed.scheme}://{parsed.netloc}" == _FILES

    async def download(self, url: str, limit: int) -> bytes | Failure | None:
        """What lies at one of Slack's addresses, asked for with the bot token; None when that is more than ``limit`` bytes."""
        headers = {"Authorization": f"Bearer {self._token}"}
        session = self._open()
        try:
            # Whoever may not see a file is sent to a page to log in at.
            async with session.get(url, headers=headers, proxy=self._client.proxy or None, allow_redirects=False) as answer:
                if answer.status != HTTPStatus.OK:
                    return Failure(status=answer.status, detail="refused")
                content = await answer.content.readexactly(limit + 1)
        except asyncio.IncompleteReadError as whole:
            return whole.partial
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return failure_of(error)
        return None if len(content) > limit else content

    async def upload(self, url: str, content: bytes) -> Failure | None:
        """Posts bytes to an address that Slack has given for them; None when it took them."""
        session = self._open()
        try:
            async with session.post(url, data=io.BytesIO(content), proxy=self._client.proxy or None) as answer:
                return None if answer.status == HTTPStatus.OK else Failure(status=answer.status, detail="refused")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return failure_of(error)

    async def close(self) -> None:
        """Ends the HTTP session; a later call opens another."""
        session, self._client.session = self._client.session, None
        if session is not None:
            await session.close()
            # aiohttp closes TLS transports one turn of the loop later.
            await asyncio.sleep(0)

    def _open(self) -> aiohttp.ClientSession:
        session = self._client.session
        if session is None or session.closed:
            # A connection left idle may be dead, and a send on it would end as a doubt: each call gets a new one.
            connector = aiohttp.TCPConnector(force_close=True, limit=20)
            timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=min(_CONNECT_SECONDS, self._seconds))
            session = aiohttp.ClientSession(timeout=timeout, connector=connector)
            self._client.session = session
        return session


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _refusal(error: SlackApiError) -> Failure:
    """What slack_sdk's error says. Its response is a mapping, or the raw HTTP response when the body was no JSON."""
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data = getattr(response, "data", None)
    code = data.get("error", "") if isinstance(data, dict) else ""
    return Failure(code=str(code), status=int(status), wait=_seconds(getattr(response, "headers", {}).get("Retry-After")))


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None
