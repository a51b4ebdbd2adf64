"""Keeps each person's App Home as things are: shown when it is opened, and again after what may have changed it.

What stands in it is ``home_view``'s.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.chat.command import Request
from bot.chat.overview import ShowOverview
from bot.model.message import Message
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.home_view import home_view
from bot.platforms.slack.outcomes import Failure
from bot.text.phrases import Phrases

log = structlog.get_logger()

PEOPLE = 1_000
"""Whose Home is kept up to date: those who opened it last."""

_BREATH = 0.2

Own = Callable[[str], Awaitable[Request | None]]


@dataclass(frozen=True, slots=True)
class _Published:
    """What Slack knows of a Home. ``version``: its hash, by which it refuses to let an older view replace a newer one."""

    version: str = ""
    page: int = 1


class HomeTab:
    """The Homes of one workspace. ``own`` gives a request about a person's own chat."""

    def __init__(self, api: SlackApi, own: Own, overview: ShowOverview, phrases: Phrases) -> None:
        self._api = api
        self._own = own
        self._overview = overview
        self._phrases = phrases
        self._published: OrderedDict[str, _Published] = OrderedDict()
        self._stale: set[str] = set()

    def opened(self, user: str, version: str) -> None:
        """Somebody looks at their Home, of which Slack holds this version ("" for none)."""
        self._keep(user, _Published(version))

    async def show(self, user: str, *, notice: Message | None = None, page: int | None = None) -> bool:
        """Publishes somebody's Home as things are now; False when it could not be.

        A view that another process has published meanwhile is replaced by a new one, once.
        """
        known = self._published.get(user, _Published())
        page = known.page if page is None else page
        shown = await self._publish(user, notice, page, known.version)
        if isinstance(shown, Failure) and shown.code == "hash_conflict":
            shown = await self._publish(user, notice, page, "")
        if isinstance(shown, Failure):
            log.info("slack.home_not_shown", because=shown.because)
            return False
        self._keep(user, _Published(shown, page))
        return True

    async def changed(self, user: str) -> None:
        """Something of a person's own chat may have changed: their Home follows, if they have opened it of late.

        What changes while it is on its way is shown by one more view, however often.
        """
        if user not in self._published or user in self._stale:
            return
        self._stale.add(user)
        try:
            # What was asked in one breath is shown at once.
            await asyncio.sleep(_BREATH)
        finally:
            self._stale.discard(user)
        await self.show(user)

    async def _publish(self, user: str, notice: Message | None, page: int, version: str) -> str | Failure:
        request = await self._own(user)
        if request is None:
            return Failure(detail="no direct message with this person")
        view = home_view(await self._overview(request), self._phrases, notice=notice, page=page)
        answer = await self._api.call("views.publish", user_id=user, view=view, hash=version or None)
        if isinstance(answer, Failure):
            return answer
        return str((answer.get("view") or {}).get("hash") or "")

    def _keep(self, user: str, published: _Published) -> None:
        self._published[user] = published
        self._published.move_to_end(user)
        while len(self._published) > PEOPLE:
            self._published.popitem(last=False)
