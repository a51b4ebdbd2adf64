"""Brings the fake Telegram's updates to the webhook that a bot has set, one after the other, again until each is taken."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Self

import aiohttp

from tests.fakes.telegram_world import World

AGAIN_SECONDS = 0.02


class Bringing:
    """While it is open, updates go to ``world.webhook``; ``answers`` are the statuses that came back."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.answers: list[int] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._bring())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _bring(self) -> None:
        async with aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                wanted = self._wanted()
                if wanted is None or not await self._taken(session, wanted):
                    await asyncio.sleep(AGAIN_SECONDS)

    def _wanted(self) -> dict[str, Any] | None:
        kinds = self._world.webhook_kinds
        ready = [update for update in self._world.updates if not kinds or any(kind in update for kind in kinds)]
        return ready[0] if ready and self._world.webhook else None

    async def _taken(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        secret = self._world.webhook_secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with session.post(self._world.webhook, json=update, headers=headers) as answer:
                self.answers.append(answer.status)
        except aiohttp.ClientError as error:
            self._world.webhook_error = f"Connection failed: {type(error).__name__}"
            return False
        if not 200 <= self.answers[-1] < 300:
            self._world.webhook_error = f"Wrong response from the webhook: {self.answers[-1]}"
            return False
        self._world.updates.remove(update)
        return True
