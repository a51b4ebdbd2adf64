"""The lists that chats are sent in place of single messages: which one a story goes into, and how long it gathers.

A list without a title takes what a chat's queue has no room for; one with a title tells what came while the bot was away, or
what was held back and let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.alert import DeliveryKind, NewAlert, Notice
from bot.model.news import Article
from bot.model.watch import Severity
from bot.pipeline.absence import NOTICED
from bot.store.polling import polled
from bot.store.records import as_notice, notice_record
from bot.store.schema import articles, deliveries, sources

AWAY: Final = "away"
RELEASED: Final = "released"

# A list whose stories are all there waits for its triage to end.
_LAST_CALL: Final = timedelta(seconds=5)
# One that still has feeds to wait for, when it is begun, and from then on.
_GATHERS: Final = timedelta(minutes=3)
_AT_MOST: Final = timedelta(minutes=10)


@dataclass(slots=True)
class Listed:
    """A list that a chat has not been sent yet. ``opened``: when it was begun; ``new``: it is not stored yet."""

    seq: int
    title: Notice | None
    due: datetime
    opened: datetime
    new: bool = False

    def takes(self, title: Notice | None) -> bool:
        """Whether a story that belongs under ``title`` goes into this list."""
        if title is None or self.title is None or title.key != self.title.key:
            return title is self.title
        if title.key == AWAY:
            # One absence has one list, though each feed was missed from its own time on.
            return _moment(title, "since") <= _moment(self.title, "until")
        return title == self.title

    def add(self, title: Notice | None, now: datetime, *, complete: bool) -> None:
        """Makes room for one story more; ``complete``: no other is expected."""
        if title is None or self.title is None:
            return
        if title.key == AWAY:
            since = min(_moment(title, "since"), _moment(self.title, "since"))
            until = min(_moment(title, "until"), _moment(self.title, "until"))
            self.title = _away(since, until)
        self.due = gathered(self.title, now, self.opened, complete=complete)


def title_of(alert: NewAlert, article: Article | None) -> Notice | None:
    """The title of the list that an alert goes into; None for one that is told by itself."""
    if article is None or article.former is not None:
        return None
    if article.released:
        return Notice(RELEASED, (("name", article.outlet), ("source", article.source)))
    if article.away_since is not None and alert.severity is not Severity.CRITICAL:
        return _away(article.away_since, article.seen)
    return None


def gathered(title: Notice, now: datetime, opened: datetime, *, complete: bool) -> datetime:
    """Until when a list with a title gathers."""
    if complete or title.key != AWAY:
        return now + _LAST_CALL
    return max(opened + _GATHERS, min(now + _GATHERS / 3, opened + _AT_MOST))


async def unsent(connection: AsyncConnection, chat_ids: Iterable[int], is_unsent: Any) -> dict[int, list[Listed]]:
    """The lists of these chats that may still say more, the oldest first."""
    columns = [deliveries.c[name] for name in ("chat_id", "seq", "notice", "due", "created")]
    kind = deliveries.c.kind == DeliveryKind.DIGEST.value
    found = select(*columns).where(deliveries.c.chat_id.in_(chat_ids), kind, is_unsent).order_by(deliveries.c.seq)
    lists: dict[int, list[Listed]] = {}
    for row in await connection.execute(found):
        lists.setdefault(row.chat_id, []).append(Listed(row.seq, as_notice(row.notice), row.due, row.created))
    return lists


async def store(connection: AsyncConnection, chat_lists: Mapping[int, Sequence[Listed]], touched: set[tuple[int, int]]) -> None:
    """Writes the titles and times of those lists among ``touched`` (chat, seq) that were there before."""
    rows = [
        {"chat": chat, "number": each.seq, "new_notice": notice_record(each.title), "new_due": each.due}
        for chat, lists in chat_lists.items()
        for each in lists
        if (chat, each.seq) in touched and not each.new and each.title is not None
    ]
    if rows:
        one = update(deliveries).where(deliveries.c.chat_id == bindparam("chat"), deliveries.c.seq == bindparam("number"))
        await connection.execute(one.values(notice=bindparam("new_notice"), due=bindparam("new_due")), rows)


async def is_complete(connection: AsyncConnection, now: datetime) -> bool:
    """Whether every feed has been read since an absence, and all that was met then is triaged."""
    overdue = exists().where(polled(), sources.c.next_due <= now - NOTICED)
    waiting = exists().where(articles.c.triaged.is_(False), articles.c.away_since.is_not(None))
    return not (await connection.execute(select(overdue | waiting))).scalar_one()


def _away(since: datetime, until: datetime) -> Notice:
    return Notice(AWAY, (("since", since.isoformat()), ("until", until.isoformat())))


def _moment(title: Notice, name: str) -> datetime:
    return datetime.fromisoformat(dict(title.values)[name])
