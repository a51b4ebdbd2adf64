"""HTTP mode: payloads as Slack posts them to an app's request URL, signed over their very bytes."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack_sockets import ACK_SECONDS, Envelope

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"


@dataclass
class Requests:
    """Where payloads are posted to, and how they were taken. ``skew``: seconds that Slack's clock is off."""

    url: str = ""
    secret: str = SIGNING_SECRET
    skew: float = 0.0
    envelopes: list[Envelope] = field(default_factory=list)

    async def push(self, kind: str, payload: dict[str, Any], *, attempt: int = 0) -> Envelope:
        """Posts a payload as Slack does: events as JSON, commands as a form, the rest as JSON inside a form."""
        if kind == "events_api":
            body, content_type = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form).encode(), "application/x-www-form-urlencoded"
        more = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"} if attempt else {}
        envelope = Envelope(f"http-{len(self.envelopes)}", kind, payload)
        self.envelopes.append(envelope)
        status, text = await self.post(body, content_type, self.signed(body), **more)
        envelope.acked = status == 200
        envelope.answer = json.loads(text) if text.startswith("{") else None
        return envelope

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers of a request with this body."""
        stamp = str(int(time.time() + self.skew))
        digest = hmac.new(self.secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def post(self, body: bytes, content_type: str, headers: dict[str, str], **more: str) -> tuple[int, str]:
        """The status and text of the answer; status 0 when there was none within three seconds."""
        timeout = aiohttp.ClientTimeout(total=ACK_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    self.url, data=io.BytesIO(body), headers={"Content-Type": content_type, **headers, **more}
                ) as answer,
            ):
                return answer.status, await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            return 0, ""
