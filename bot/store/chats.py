"""``ChatStore`` over the database: chats and their settings here; watches, feeds and rights in their own files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.bundle import Adoption, BundledSettings, Reversal
from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Role
from bot.model.news import Language
from bot.model.watch import Severity, TaughtName, Watch
from bot.ports import Condition, Mishap, WatchEdits
from bot.store import (
    admitting,
    adopting,
    auditing,
    conditions,
    forgetting,
    moving,
    pausing,
    rerouting,
    rights,
    seedings,
    teaching,
    troubles,
    watching,
)
from bot.store.chat_feeds import ChatFeeds
from bot.store.database import Database
from bot.store.records import as_chat, preferences_record
from bot.store.revising import note
from bot.store.schema import chats, lanes, seen_updates

# Platforms repeat an update within minutes, after an outage within a day.
_REMEMBERED: Final = timedelta(days=2)
_INTERVAL: Final = timedelta(minutes=5)
_SETTINGS: Final = (
    *("kind", "title", "language", "time_zone", "state", "because", "admitted", "person", "acts_for"),
    "paused_until",
)
# What may make due at once what is held.
_TIMING: Final = frozenset({"time_zone", "quiet", "digest"})


class Chats(ChatFeeds):
    """Chats, their settings, watches, sources and the rights of people.

    ``time_zone``: that of chats to come; ``interval``: how often the feeds are polled that chats add.
    """

    def __init__(self, database: Database, *, time_zone: str = "UTC", interval: timedelta = _INTERVAL) -> None:
        super().__init__(database, interval)
        self._time_zone = time_zone

    async def first_time(self, update: str) -> bool:
        """Records an update id; False when it was recorded before."""

        async def work(connection: AsyncConnection) -> bool:
            now = await self._database.moment(connection)
            await connection.execute(delete(seen_updates).where(seen_updates.c.at < now - _REMEMBERED))
            seen = self._database.insert(seen_updates).values(id=update, at=now).on_conflict_do_nothing()
            return (await connection.execute(seen.returning(seen_updates.c.id))).scalar() is not None

        return await self._database.write(work)

    async def open_chat(self, address: Address, kind: ChatKind, title: str, language: Language, time_zone: str = "") -> Chat:
        """The chat at this address, created if there is none (admitted if its channel is); a changed title is stored."""
        known = await self._database.read(lambda c: _at(c, address))
        if known is not None and title in {"", known.title}:
            return known
        zone = time_zone or self._time_zone
        return await self._database.write(lambda c: _open(self._database, c, address, kind, title, language, zone))

    async def chat(self, chat_id: int) -> Chat | None:
        """The chat with this id."""
        found = await self._database.read(lambda c: _chats(c, chats.c.id == chat_id))
        return found[0] if found else None

    async def chats(self) -> Sequence[Chat]:
        """All chats, oldest first."""
        return await self._database.read(_chats)

    async def save(self, chat: Chat, person: Person | None = None) -> None:
        """Stores a chat's settings and state, as this person wants them; what is held may become due."""
        await self._database.write(lambda c: _save(self._database, c, chat, person))

    async def adopt(self, chat_id: int, adoption: Adoption, person: Person, now: datetime) -> Reversal:
        """Takes a set-up over, in one transaction; returns what takes that back."""

        async def work(connection: AsyncConnection) -> Reversal:
            mine = (self._database, connection, chat_id, person, now, self._interval)
            reversal = await adopting.Adopting(*mine).adopt(adoption)
            before = await _choose(self._database, connection, chat_id, adoption.settings, person)
            return replace(reversal, settings_before=before)

        return await self._database.write(work)

    async def revert(self, chat_id: int, reversal: Reversal, person: Person, now: datetime) -> None:
        """Takes an adoption back, in one transaction."""

        async def work(connection: AsyncConnection) -> None:
            mine = (self._database, connection, chat_id, person, now, self._interval)
            await adopting.Adopting(*mine).revert(reversal)
            await _choose(self._database, connection, chat_id, reversal.settings_before, person)

        await self._database.write(work)

    async def forget(self, chat_id: int) -> bool:
        """Deletes a chat and everything of it; False when there is none."""
        gone = await self._database.write(lambda c: forgetting.forget(self._database, c, chat_id))
        await self._database.wipe()
        return gone

    async def suspend(self, address: Address, because: str) -> None:
        """Marks every chat at this channel as unreachable; settings and queue stay."""

        async def work(connection: AsyncConnection) -> None:
            now = await self._database.moment(connection)
            gone = await moving.suspend(connection, address, because)
            await rerouting.out_of_reach(connection, gone, now)
            for chat_id in gone:
                await note(connection, now, address, "suspend", chat_id, because)

        await self._database.write(work)

    async def restore(self, address: Address) -> None:
        """Undoes ``suspend`` for every chat at this channel."""

        async def work(connection: AsyncConnection) -> None:
            now = await self._database.moment(connection)
            back = await moving.restore(connection, address, now)
            await pausing.catch_up(connection, back, now)
            for chat_id in back:
                await note(connection, now, address, "restore", chat_id)

        await self._database.write(work)

    async def move(self, old: Address, new: Address) -> None:
        """A channel has a new address: chats of all its threads and their queued deliveries follow."""

        async def work(connection: AsyncConnection) -> None:
            await moving.move(connection, old, new)
            await admitting.agree(connection, new)
            await note(connection, await self._database.moment(connection), old, "move", detail=str(new))

        await self._database.write(work)

    async def add_watch(self, chat_id: int, term: str, person: Person, now: datetime) -> tuple[Watch, bool]:
        """The chat's watch for this term, and whether it is new."""
        return await self._database.write(lambda c: watching.add(c, chat_id, term, person, now))

    async def wants_seeds(self, address: Address, terms: Sequence[str]) -> bool:
        """Whether a chat is to be given the watches of the operator's file: not if it was forgotten since it had just them."""
        return await self._database.write(lambda c: seedings.wanted(self._database, c, address, terms))

    async def seed_watch(self, chat_id: int, term: str, now: datetime) -> None:
        """Adds a watch that the operator's file asks for, unless this chat has or ever had it."""
        await self._database.write(lambda c: watching.seed(c, chat_id, term, now))

    async def remove_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        """Removes a watch and cancels its pending deliveries; None when this chat has no such watch."""
        return await self._database.write(lambda c: watching.remove(c, chat_id, watch_id, person, now))

    async def restore_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        """Gives the chat a watch back that it has removed, as it was; None when it never had such a watch."""
        return await self._database.write(lambda c: watching.restore(c, chat_id, watch_id, person, now))

    async def switch(
        self, chat_id: int, watch_id: int, spellings: Sequence[str], person: Person, now: datetime, *, switched: bool
    ) -> Watch | None:
        """Turns the default of spellings of a watch over, or back; None when this chat has no such watch."""
        return await self._database.write(
            lambda c: watching.switch(c, chat_id, watch_id, spellings, person, now, switched=switched)
        )

    async def set_severity(
        self, chat_id: int, watch_id: int, severity: Severity, person: Person, now: datetime
    ) -> Watch | None:
        """How much a watch matters from now on; None when this chat has no such watch."""
        return await self._database.write(lambda c: watching.set_severity(c, chat_id, watch_id, severity, person, now))

    async def edit_watch(
        self, chat_id: int, watch_id: int, term: str, switched: Collection[str], person: Person, now: datetime
    ) -> Watch | None:
        """Gives a watch another term and these switches; None when this chat has no such watch, or one of that term."""
        return await self._database.write(lambda c: watching.edit(c, chat_id, watch_id, term, switched, person, now))

    async def route_watch(self, chat_id: int, watch_id: int, target: int | None, person: Person, now: datetime) -> Watch | None:
        """Has a watch's alerts go to another chat, or with None to its own; None when this chat has no such watch."""
        return await self._database.write(lambda c: watching.route(c, chat_id, watch_id, target, person, now))

    async def watches(self, chat_id: int) -> Sequence[Watch]:
        """The chat's watches, oldest first."""
        return await self._database.read(lambda c: watching.of_chat(c, chat_id))

    async def watch_edits(self, since: int) -> WatchEdits:
        """All edits after revision ``since`` (0: every live watch)."""
        return await self._database.read(lambda c: watching.edits(c, since))

    async def teach(
        self, chat_id: int, spellings: Sequence[str], kin: Sequence[str], person: Person, now: datetime
    ) -> TaughtName:
        """Stores a new name of the chat."""
        return await self._database.write(lambda c: teaching.teach(c, chat_id, spellings, kin, person, now))

    async def forget_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        """Takes a name away from the chat; None when it has none of this number."""
        return await self._database.write(lambda c: teaching.forget(c, chat_id, number, person, now))

    async def recall_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        """Gives the chat a name back that was taken away in the last 30 days; None when there is none of this number."""
        return await self._database.write(lambda c: teaching.recall(c, chat_id, number, person, now))

    async def taught_names(self, chat_id: int) -> Sequence[TaughtName]:
        """The names that the chat has taught, oldest first."""
        return await self._database.read(lambda c: teaching.of_chat(c, chat_id))

    async def propose(self, chat_id: int, term: str, now: datetime) -> int:
        """Keeps a term for seven days, until the chat says whether to watch it; returns its number."""
        return await self._database.write(lambda c: teaching.propose(c, chat_id, term, now))

    async def proposed(self, chat_id: int, number: int) -> str | None:
        """The term that the chat was asked about under this number; None when it was not, or too long ago."""
        return await self._database.read(lambda c: teaching.proposed(c, chat_id, number))

    async def role(self, person: Person) -> Role:
        """The role stored for this person over the whole bot."""
        return await self._database.read(lambda c: rights.role(c, person))

    async def grant(self, person: Person, role: Role, by: str, now: datetime) -> None:
        """Stores a person's role."""
        await self._database.write(lambda c: rights.grant(self._database, c, person, role, by, now))

    async def has_owner(self) -> bool:
        """Whether anybody holds the OWNER role."""
        return await self._database.read(rights.has_owner)

    async def new_claim(self, lifetime: timedelta) -> str:
        """A new one-time token that makes whoever redeems it an owner."""
        return await self._database.write(lambda c: rights.new_claim(self._database, c, lifetime))

    async def redeem_claim(self, token: str, person: Person, now: datetime) -> bool:
        """Makes the person an owner if the token is the live one."""
        return await self._database.write(lambda c: rights.redeem(self._database, c, token, person, now))

    async def condition(self) -> Condition:
        """Counts for /status and /health."""
        return await self._database.read(lambda c: conditions.condition(c, self._database.dialect))

    async def troubles(self, limit: int, chat_id: int | None = None) -> Sequence[Mishap]:
        """The latest messages given up or in doubt, of one chat or of all, the newest first."""
        return await self._database.read(lambda c: troubles.latest(c, limit, chat_id))

    async def retry(self, number: int, person: Person, chat_id: int | None = None) -> Mishap | None:
        """Makes such a message, of this chat or of any, due again; None when there is none of this number."""
        return await self._database.write(lambda c: troubles.retry(self._database, c, number, person, chat_id))


async def _chats(connection: AsyncConnection, only: ColumnElement[bool] | None = None) -> Sequence[Chat]:
    found = select(chats).order_by(chats.c.id)
    return tuple(as_chat(row) for row in await connection.execute(found if only is None else found.where(only)))


async def _at(connection: AsyncConnection, address: Address) -> Chat | None:
    found = await _chats(connection, moving.at_channel(address) & (chats.c.thread == address.thread))
    return found[0] if found else None


async def _open(
    database: Database,
    connection: AsyncConnection,
    address: Address,
    kind: ChatKind,
    title: str,
    language: Language,
    time_zone: str,
) -> Chat:
    place = {"platform": address.platform.value, "channel": address.channel, "thread": address.thread}
    row = {
        **place,
        **await admitting.openness(connection, address),
        "kind": kind.value,
        "title": title,
        "language": language.value,
        "time_zone": time_zone,
        **dict.fromkeys(("state", "resumes_to"), ChatState.ACTIVE.value),
    }
    added = database.insert(chats).values(row).on_conflict_do_nothing().returning(chats.c.id)
    chat_id = (await connection.execute(added)).scalar()
    now = await database.moment(connection)
    if chat_id is not None:
        await connection.execute(lanes.insert().values(chat_id=chat_id, next_at=now))
        await note(connection, now, address, "open", chat_id, title)
    elif title:
        same = moving.at_channel(address) & (chats.c.thread == address.thread)
        await connection.execute(update(chats).where(same).values(title=title))
    chat = await _at(connection, address)
    if chat is None:
        raise RuntimeError(f"the chat at {address} was opened and is not there")
    return chat


async def _choose(
    database: Database, connection: AsyncConnection, chat_id: int, settings: BundledSettings | None, person: Person
) -> BundledSettings | None:
    """Gives a chat these settings; returns those before, None when none were given."""
    found = await _chats(connection, chats.c.id == chat_id)
    if settings is None or not found:
        return None
    chat = found[0]
    chosen = replace(chat, language=settings.language, time_zone=settings.time_zone, preferences=settings.preferences)
    await _save(database, connection, chosen, person)
    return BundledSettings(chat.language, chat.time_zone, chat.preferences)


async def _save(database: Database, connection: AsyncConnection, chat: Chat, person: Person | None) -> None:
    old = (await connection.execute(select(chats).where(chats.c.id == chat.id).with_for_update())).one_or_none()
    if old is None:
        return
    values: dict[str, Any] = {name: getattr(chat, name) for name in _SETTINGS}
    values["preferences"] = preferences_record(chat.preferences)
    values.update(kind=chat.kind.value, language=chat.language.value, state=chat.state.value)
    values["admitted"] = chat.admitted and not old.closed
    resumes = old.resumes_to if chat.state is ChatState.SUSPENDED else chat.state.value
    if old.state == ChatState.SUSPENDED.value:
        # Nobody's word brings it within reach: what is decided holds from when it is there again.
        values |= {"state": old.state, "because": old.because}
    changes = auditing.changed(old, chat, values)
    if old.state == ChatState.SUSPENDED.value != resumes != old.resumes_to:
        changes.append(("state", old.resumes_to, resumes))
    if not changes:
        return
    await connection.execute(update(chats).where(chats.c.id == chat.id).values(**values, resumes_to=resumes))
    if values["admitted"] and not old.admitted:
        await admitting.admit(connection, chat.id)
    now = await database.moment(connection)
    if chat.state is ChatState.ACTIVE and old.state == ChatState.PAUSED.value:
        await pausing.let_go(connection, [chat.id], now)
    elif {name for name, *_ in changes} & _TIMING:
        # Whoever holds them looks again, with the new choice.
        await moving.make_due(connection, [chat.id], now)
    # Whose private chat it is was not decided by anybody.
    decided = [change for change in changes if change[0] != "person"]
    if decided:
        await note(connection, now, person or chat.address, "settings", chat.id, changes=decided)
