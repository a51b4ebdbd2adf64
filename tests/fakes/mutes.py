"""What chats have muted, and how changes are taken back, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.model.chat import Person
from bot.model.message import Undo
from bot.model.mute import Mute, Muted

if TYPE_CHECKING:
    from tests.fakes.desk import FakeChats


class FakeMutes:
    """``headlines``: what stories are called. Only what a chat watches can be muted there; stories are not checked."""

    def __init__(self, chats: FakeChats) -> None:
        self._chats = chats
        self.headlines: dict[int, str] = {}
        self.rows: dict[int, Mute] = {}
        self.ended: dict[int, datetime] = {}

    async def mute(self, chat_id: int, what: Muted, until: datetime | None, person: Person, now: datetime) -> Mute | None:
        watch = self._chats.terms.get(what.watch_id) if what.watch_id is not None else None
        if what.watch_id is not None and (watch is None or watch.chat_id != chat_id):
            return None
        for each in await self.of_chat(chat_id, now):
            if each.what == what:
                self.ended[each.number] = now
        source = next((feed.name for feed in self._chats.feeds.values() if feed.id == what.source), "")
        headline = self.headlines.get(what.story, "") if what.story is not None else ""
        made = Mute(len(self.rows) + 1, chat_id, what, str(person), person.name, now, until)
        self.rows[made.number] = replace(made, term=watch.term if watch else "", headline=headline, outlet=source)
        return self.rows[made.number]

    async def unmute(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        found = next((each for each in await self.of_chat(chat_id, now) if each.number == number), None)
        if found is not None:
            self.ended[number] = now
        return found

    async def withdraw(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        gone = await self.unmute(chat_id, number, person, now)
        if gone is not None:
            for former in self.rows.values():
                if former.what == gone.what and former.number != number and self.ended.get(former.number) == gone.at:
                    del self.ended[former.number]
        return gone

    async def restore(self, chat_id: int, number: int, person: Person, now: datetime) -> Mute | None:
        found = self.rows.get(number)
        if found is None or found.chat_id != chat_id or self.ended.pop(number, None) is None:
            return None
        return found

    async def of_chat(self, chat_id: int, now: datetime) -> Sequence[Mute]:
        on = [each for each in self.rows.values() if each.number not in self.ended and (each.until is None or each.until > now)]
        return [each for each in reversed(on) if each.chat_id == chat_id]


@dataclass
class FakeUndos:
    """How changes are taken back, the latest last."""

    kept: list[tuple[int, str, Undo, datetime]] = field(default_factory=list)

    async def remember(self, chat_id: int, person: Person, undo: Undo, now: datetime) -> None:
        assert undo.action.isascii()
        self.kept.append((chat_id, str(person), undo, now))

    async def recall(self, chat_id: int, person: Person, now: datetime) -> Undo | None:
        for each in reversed(self.kept):
            if each[:2] == (chat_id, str(person)) and each[3] >= now - timedelta(minutes=30):
                if not each[2].final:
                    self.kept.remove(each)
                return each[2]
        return None

    async def since(self, chat_id: int, person: Person, now: datetime) -> Sequence[str]:
        here = [each for each in self.kept if each[0] == chat_id and each[3] >= now - timedelta(minutes=30)]
        mine = [place for place, each in enumerate(here) if each[1] == str(person)]
        return [each[2].action for each in here[mine[-1] :]] if mine else []

    async def done(self, chat_id: int, action: str) -> bool | None:
        latest = {each[1]: each for each in self.kept if each[0] == chat_id}
        same = [each for each in latest.values() if (each[2].action, each[2].final) == (action, False)]
        self.kept = [each for each in self.kept if each not in same]
        known = any((each[0], each[2].action, each[2].final) == (chat_id, action, False) for each in self.kept)
        return True if same else False if known else None
