"""Roles, rules, invitations and limits, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.model.chat import Address, ChatKind, ChatState, Person, Platform, Role
from bot.model.news import Language
from bot.model.preferences import Preferences, QuietHours, Style
from bot.model.quotas import Allowance, Quotas
from bot.model.register import Appointed, Standing
from bot.store.register import StoredRegister
from bot.store.schema import audit, chat_roles, chats, invites
from tests.store.house import House

FIRST, SECOND = Person(Platform.TELEGRAM, "1", "Rana"), Person(Platform.TELEGRAM, "2", "Omar")
DAY = timedelta(days=1)


def register(house: House) -> StoredRegister:
    return StoredRegister(house.database)


async def appoint(house: House, person: Person, role: Role, chat: int | None = None, *, spare: bool = False) -> Appointed:
    done = await register(house).appoint(person, role, chat, FIRST, None, house.clock.now(), spare=spare)
    return done.outcome


async def test_a_role_holds_over_the_whole_bot_or_in_one_chat(house: House) -> None:
    here, there = await house.open("-1", kind=ChatKind.GROUP), await house.open("-2", kind=ChatKind.GROUP)
    await appoint(house, SECOND, Role.EDITOR, here.id)
    assert await register(house).standing(SECOND, here.address) == Standing(Role.NOBODY, Role.EDITOR)
    assert await register(house).standing(SECOND, there.address) == Standing()
    assert await register(house).standing(replace(SECOND, platform=Platform.SLACK), here.address) == Standing()
    await appoint(house, SECOND, Role.READER)
    assert await register(house).standing(SECOND, there.address) == Standing(Role.READER, Role.NOBODY)
    (granted,) = await register(house).grants(here.id)
    assert (granted.person, granted.person.name, granted.role, granted.by) == (SECOND, "Omar", Role.EDITOR, "telegram:1")
    assert await appoint(house, SECOND, Role.EDITOR, here.id) is Appointed.SAME
    assert await appoint(house, SECOND, Role.NOBODY, here.id) is Appointed.DONE
    assert await register(house).grants(here.id) == ()


async def test_the_last_owner_stays(house: House) -> None:
    await appoint(house, FIRST, Role.OWNER)
    for less in (Role.NOBODY, Role.READER, Role.ADMIN):
        assert await appoint(house, FIRST, less) is Appointed.LAST_OWNER
    assert await appoint(house, SECOND, Role.OWNER) is Appointed.DONE
    assert await appoint(house, FIRST, Role.ADMIN) is Appointed.DONE
    assert await appoint(house, SECOND, Role.NOBODY) is Appointed.LAST_OWNER
    assert await appoint(house, SECOND, Role.NOBODY, spare=True) is Appointed.DONE


async def test_two_owners_who_revoke_each_other_at_once_leave_one(house: House) -> None:
    for _ in range(5):
        for person in (FIRST, SECOND):
            await appoint(house, person, Role.OWNER)
        outcomes = await asyncio.gather(*(appoint(house, person, Role.NOBODY) for person in (FIRST, SECOND)))
        assert sorted(outcomes) == [Appointed.DONE, Appointed.LAST_OWNER]


async def test_a_person_without_any_role_is_told_no_more_until_they_have_one_again(house: House) -> None:
    await appoint(house, SECOND, Role.EDITOR)
    private = replace(await house.open("2"), person="2")
    await house.chats.save(private)
    watch = await house.watch(private, "CENTCOM")
    await appoint(house, SECOND, Role.NOBODY)
    kept = await house.chats.chat(private.id)
    assert kept is not None
    assert (kept.state, kept.because) == (ChatState.PAUSED, "revoked")
    await house.tell(private, "CENTCOM says", watch)
    await appoint(house, SECOND, Role.READER)
    assert (await house.chats.chat(private.id)) == private
    assert len(await house.claim()) == 1


async def test_a_chat_that_its_people_paused_stays_so(house: House) -> None:
    await appoint(house, SECOND, Role.EDITOR)
    private = replace(await house.open("2"), person="2", state=ChatState.PAUSED)
    await house.chats.save(private)
    for role in (Role.NOBODY, Role.EDITOR):
        await appoint(house, SECOND, role)
        assert await house.chats.chat(private.id) == private


async def test_an_invitation_works_once_and_only_its_hash_is_stored(house: House) -> None:
    now = house.clock.now()
    made, word = await register(house).invite(Role.EDITOR, FIRST, None, now, DAY)
    assert len(word) >= 20
    assert word not in repr(await house.rows(invites)) + repr(await house.rows(audit))
    assert [each.number for each in await register(house).invitations(now)] == [made.number]
    chat = await house.chats.open_chat(Address(Platform.TELEGRAM, "2"), ChatKind.PRIVATE, "", Language.ARABIC)
    assert await register(house).redeem(f"{word}x", SECOND, chat.id, now) is None
    assert await register(house).invited(word, now)
    assert await register(house).redeem(word, SECOND, chat.id, now) is Role.EDITOR
    assert (await house.chats.chat(chat.id)) == replace(chat, admitted=True)
    assert await register(house).standing(SECOND, chat.address) == Standing(Role.NOBODY, Role.EDITOR)
    assert await register(house).redeem(word, FIRST, chat.id, now) is None
    assert await register(house).invitations(now) == ()


async def test_of_many_who_redeem_one_word_at_once_one_gets_in(house: House) -> None:
    now = house.clock.now()
    _, word = await register(house).invite(Role.ADMIN, FIRST, None, now, DAY)
    places = [await house.open(str(number)) for number in range(4)]
    people = [Person(Platform.TELEGRAM, str(number)) for number in range(4)]
    got = await asyncio.gather(
        *(register(house).redeem(word, each, place.id, now) for each, place in zip(people, places, strict=True))
    )
    assert [role for role in got if role is not None] == [Role.ADMIN]
    assert await house.number_of(chat_roles) == 1


async def test_an_invitation_ends_by_time_and_by_hand(house: House) -> None:
    now = house.clock.now()
    chat = await house.open("2")
    _, late = await register(house).invite(Role.READER, FIRST, None, now, DAY)
    assert await register(house).redeem(late, SECOND, chat.id, now + DAY) is None
    made, taken = await register(house).invite(Role.READER, FIRST, None, now, DAY)
    assert await register(house).withdraw(made.number, FIRST, None, now) is not None
    assert await register(house).withdraw(made.number, FIRST, None, now) is None
    assert await register(house).redeem(taken, SECOND, chat.id, now) is None


async def test_nobody_loses_a_role_by_an_invitation(house: House) -> None:
    chat, now = await house.open("-1", kind=ChatKind.GROUP), house.clock.now()
    await appoint(house, SECOND, Role.ADMIN, chat.id)
    _, word = await register(house).invite(Role.READER, FIRST, None, now, DAY)
    assert await register(house).redeem(word, SECOND, chat.id, now) is Role.ADMIN


async def test_limits_of_one_chat_come_back_with_it(house: House) -> None:
    chat, other = await house.open("1"), await house.open("2")
    before = await register(house).allow(chat.id, Allowance(watches=1000), FIRST, None, house.clock.now())
    assert before == Allowance()
    kept = await house.chats.chat(chat.id)
    assert kept is not None
    assert kept.allowance.over(Quotas(500, 200, 60)) == Quotas(1000, 200, 60)
    assert await house.chats.chat(other.id) == other
    await house.chats.save(replace(chat, title="new"))
    assert (await house.chats.chat(chat.id)) == replace(chat, title="new", allowance=Allowance(watches=1000))
    assert await register(house).allow(chat.id, Allowance(), FIRST, None, house.clock.now()) == Allowance(watches=1000)
    assert [row.quotas for row in await house.rows(chats)] == [None, None]
    assert await register(house).allow(99, Allowance(), FIRST, None, house.clock.now()) is None


async def test_the_audit_knows_who_where_and_what_stood_before(house: House) -> None:
    group, office = await house.open("-1", kind=ChatKind.GROUP), await house.open("1")
    now = house.clock.now()
    await house.chats.save(replace(group, language=Language.ARABIC, state=ChatState.PAUSED), SECOND)
    chosen = Preferences(quiet=QuietHours(22 * 60, 7 * 60), style=Style.HEADLINE)
    await house.chats.save(replace(group, language=Language.ARABIC, state=ChatState.PAUSED, preferences=chosen), SECOND)
    await register(house).set_rule("access", "open", FIRST, office.id, now)
    await register(house).allow(group.id, Allowance(feeds=5), FIRST, office.id, now)
    entries, count = await register(house).entries(limit=4)
    quota, rule, choices, settings = entries
    assert (settings.who, settings.name, settings.chat) == ("telegram:2", "Omar", await house.chats.chat(group.id))
    assert set(settings.changes) == {("language", "en", "ar"), ("state", "active", "paused")}
    assert set(choices.changes) == {("quiet", "", "22:00-07:00"), ("style", "short", "headline")}
    assert (rule.changes, rule.chat, rule.place) == ((("access", "", "open"),), None, await house.chats.chat(office.id))
    assert quota.changes == (("feeds", "", "5"),)
    assert quota.place is not None
    assert count == await house.number_of(audit)
    mine, number = await register(house).entries(chat_id=office.id)
    assert [entry.action for entry in mine] == ["quota", "rule", "settings", "open"]
    assert number == 4
    assert {entry.action for entry in (await register(house).entries(who="telegram:2"))[0]} == {"settings"}
    assert await register(house).entries(who="telegram:9") == ((), 0)


async def test_feeds_stand_in_the_audit_by_their_names(house: House) -> None:
    chat = await house.open("1")
    (state,) = await house.chats.sources(chat.id)
    await house.chats.pause_source(chat.id, state.number, FIRST, house.clock.now(), paused=True)
    (entry,), _ = await register(house).entries(limit=1)
    assert (entry.action, entry.detail) == ("feed paused", "One")


async def test_roles_follow_a_group_to_its_new_address(house: House) -> None:
    old, new = await house.open("-1", kind=ChatKind.GROUP), await house.open("-2", kind=ChatKind.GROUP)
    await appoint(house, FIRST, Role.ADMIN, old.id)
    await appoint(house, SECOND, Role.ADMIN, old.id)
    await appoint(house, SECOND, Role.EDITOR, new.id)
    await house.chats.move(old.address, new.address)
    held = {
        grant.person.id: grant.role
        for (chat,) in [await house.chats.chats()]
        for grant in await register(house).grants(chat.id)
    }
    assert held.keys() == {"1", "2"}
    assert held["1"] is Role.ADMIN
