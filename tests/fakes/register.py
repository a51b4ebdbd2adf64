"""The registers of a desk in memory: roles, rules, invitations and the audit; the queue, and what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.model.alert import Delivery, Reason
from bot.model.chat import Address, ChatKind, Person, Platform, Role
from bot.model.quotas import Allowance
from bot.model.register import (
    Appointed,
    Appointment,
    AuditEntry,
    Backlog,
    Grant,
    Invitation,
    Letter,
    Mailbag,
    Silence,
    Standing,
)

if TYPE_CHECKING:
    from tests.fakes.desk import FakeChats

_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeRegister:
    """The roles over the whole bot are those of the chats' store; ``here`` holds those of one chat."""

    def __init__(self, chats: FakeChats) -> None:
        self._chats = chats
        self.here: dict[tuple[int, str], Role] = {}
        self.names: dict[str, str] = {}
        self.rules: dict[str, str] = {}
        self.tokens: dict[str, Invitation] = {}
        self.log: list[AuditEntry] = []
        self.asked = 0

    async def standing(self, person: Person, address: Address) -> Standing:
        self.asked += 1
        whole = await self._chats.role(person)
        beside = [
            each.id for each in self._chats.rows.values() if replace(each.address, thread="") == replace(address, thread="")
        ]
        return Standing(Role(whole), max((self.here.get((at, str(person)), Role.NOBODY) for at in beside), default=Role.NOBODY))

    def _beside(self, chat_id: int) -> set[int]:
        """The chats of one channel."""
        if chat_id not in self._chats.rows:
            return {chat_id}
        channel = replace(self._chats.rows[chat_id].address, thread="")
        return {each.id for each in self._chats.rows.values() if replace(each.address, thread="") == channel}

    async def grants(self, chat_id: int | None) -> Sequence[Grant]:
        beside = self._beside(chat_id) if chat_id is not None else set()
        held = self._chats.roles if chat_id is None else {who: r for (at, who), r in self.here.items() if at in beside}
        given = [
            Grant(_person(who, self.names.get(who, "")), Role(role), chat_id, "telegram:111", self._at())
            for who, role in held.items()
            if role
        ]
        return sorted(given, key=lambda grant: -grant.role)

    async def private_grants(self) -> Sequence[Grant]:
        private = {each.id for each in self._chats.rows.values() if each.kind is ChatKind.PRIVATE}
        given = [
            Grant(_person(who, self.names.get(who, "")), Role(role), at, "telegram:111", self._at())
            for (at, who), role in self.here.items()
            if role and at in private
        ]
        return sorted(given, key=lambda grant: -grant.role)

    async def close(self, chat_id: int, by: Person, place: int | None, now: datetime, *, closed: bool) -> bool:
        beside = [self._chats.rows[at] for at in self._beside(chat_id) if at in self._chats.rows]
        changed = [chat for chat in beside if chat.closed is not closed]
        for chat in changed:
            self._chats.rows[chat.id] = replace(chat, closed=closed, admitted=not closed)
        return bool(changed)

    async def appoint(
        self, person: Person, role: Role, chat_id: int | None, by: Person, place: int | None, now: datetime, *, spare: bool
    ) -> Appointment:
        who = str(person)
        beside = self._beside(chat_id) if chat_id is not None else set()
        here = max((self.here.get((at, who), Role.NOBODY) for at in beside), default=Role.NOBODY)
        before = Role(self._chats.roles.get(who, 0) if chat_id is None else here)
        if before is role:
            return Appointment(Appointed.SAME, before)
        owners = sum(each is Role.OWNER for each in map(Role, self._chats.roles.values()))
        if chat_id is None and before is Role.OWNER and owners <= 1 and not spare:
            return Appointment(Appointed.LAST_OWNER, before)
        if person.name:
            self.names[who] = person.name
        if chat_id is None:
            self._chats.roles[who] = role
        else:
            self.here = {(at, each): held for (at, each), held in self.here.items() if at not in beside or each != who}
            self.here[chat_id, who] = role
        return Appointment(Appointed.DONE, before)

    async def rule(self, name: str) -> str:
        return self.rules.get(name, "")

    async def set_rule(self, name: str, value: str, by: Person, place: int | None, now: datetime) -> str:
        before = self.rules.get(name, "")
        self.rules[name] = value
        return before

    async def allow(self, chat_id: int, allowance: Allowance, by: Person, place: int | None, now: datetime) -> Allowance | None:
        chat = self._chats.rows.get(chat_id)
        if chat is None:
            return None
        self._chats.rows[chat_id] = replace(chat, allowance=allowance)
        return chat.allowance

    async def invite(
        self, role: Role, by: Person, place: int | None, now: datetime, lifetime: timedelta
    ) -> tuple[Invitation, str]:
        number = len(self.tokens) + 1
        token = f"w0rd-{number}"
        self.tokens[token] = Invitation(number, role, str(by), now, now + lifetime)
        return self.tokens[token], token

    async def invitations(self, now: datetime) -> Sequence[Invitation]:
        return [each for each in reversed(self.tokens.values()) if each.expires > now]

    async def withdraw(self, number: int, by: Person, place: int | None, now: datetime) -> Invitation | None:
        for token, each in self.tokens.items():
            if each.number == number and each.expires > now:
                self.tokens[token] = replace(each, expires=now)
                return each
        return None

    async def invited(self, token: str, now: datetime) -> bool:
        return token in self.tokens and self.tokens[token].expires > now

    async def redeem(self, token: str, person: Person, chat_id: int, now: datetime) -> Role | None:
        if not await self.invited(token, now):
            return None
        invitation = self.tokens[token]
        self.tokens[token] = replace(invitation, expires=now)
        role = max(invitation.role, self.here.get((chat_id, str(person)), Role.NOBODY))
        self.here[chat_id, str(person)] = role
        self._chats.admit(chat_id)
        return role

    async def entries(
        self, *, chat_id: int | None = None, who: str = "", limit: int = 10, offset: int = 0
    ) -> tuple[Sequence[AuditEntry], int]:
        found = [
            entry
            for entry in reversed(self.log)
            if (chat_id is None or chat_id in {place.id for place in (entry.chat, entry.place) if place is not None})
            and (not who or who in {entry.who, entry.name})
        ]
        return found[offset : offset + limit], len(found)

    def _at(self) -> datetime:
        return _NOON - timedelta(days=3)


@dataclass
class FakeLogbook:
    """``queue``: the messages that are not out; ``full``: what some of them say."""

    queue: list[Letter] = field(default_factory=list)
    full: dict[int, Delivery] = field(default_factory=dict)
    dropped: list[Letter] = field(default_factory=list)
    told_of: dict[int, dict[int, datetime]] = field(default_factory=dict)
    muted: dict[int, list[Silence]] = field(default_factory=dict)
    behind: Backlog = field(default_factory=lambda: Backlog(None, 4_300_000, "3.45.1"))

    def _of(self, chat_id: int | None) -> list[Letter]:
        return [each for each in self.queue if chat_id in {None, each.chat.id}]

    async def mail(self, chat_id: int | None, limit: int, offset: int = 0) -> Mailbag:
        found = self._of(chat_id)
        counts = {state: sum(each.state == state for each in found) for state in {each.state for each in found}}
        return Mailbag(counts, tuple(found[offset : offset + limit]))

    async def letter(self, number: int, chat_id: int | None) -> Delivery | None:
        known = any(each.number == number for each in self._of(chat_id))
        return self.full.get(number) if known else None

    async def listed(self, number: int, chat_id: int | None) -> Letter | None:
        return next((each for each in self._of(chat_id) if each.number == number), None)

    async def drop(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        found = next((each for each in self._of(chat_id) if each.number == number and each.state != "inflight"), None)
        if found is not None:
            self.queue.remove(found)
            self.dropped.append(found)
        return found

    async def restore(self, number: int, by: Person, chat_id: int | None, now: datetime) -> Letter | None:
        found = next((each for each in self.dropped if each.number == number and chat_id in {None, each.chat.id}), None)
        if found is None:
            return None
        self.dropped.remove(found)
        if found.state not in {"doubt", "dead"}:
            found = replace(found, state="pending", because=Reason("due"))
        self.queue.append(found)
        return found

    async def told(self, chat_id: int, since: datetime) -> Mapping[int, datetime]:
        return {story: at for story, at in self.told_of.get(chat_id, {}).items() if at >= since}

    async def silences(self, chat_id: int, now: datetime) -> Sequence[Silence]:
        return [each for each in self.muted.get(chat_id, []) if each.until is None or each.until > now]

    async def backlog(self, now: datetime) -> Backlog:
        return self.behind


def _person(who: str, name: str) -> Person:
    platform, _, identity = who.partition(":")
    return Person(Platform(platform), identity, name)
