"""Roles and admission of a whole channel, whatever the topic; chats closed by an owner; and roles lost while out of reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

from sqlalchemy import update

from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Platform, Role
from bot.model.news import Language
from bot.model.register import Appointed, Standing
from bot.store.register import StoredRegister
from bot.store.schema import audit, chats
from tests.store.house import House

RANA, OMAR = Person(Platform.TELEGRAM, "1", "Rana"), Person(Platform.TELEGRAM, "2", "Omar")
DAY = timedelta(days=1)


def register(house: House) -> StoredRegister:
    return StoredRegister(house.database)


async def appoint(house: House, person: Person, role: Role, chat: int | None = None) -> Appointed:
    done = await register(house).appoint(person, role, chat, RANA, None, house.clock.now(), spare=True)
    return done.outcome


async def topic(house: House, thread: str, channel: str = "-1") -> Chat:
    address = Address(Platform.TELEGRAM, channel, thread)
    return await house.chats.open_chat(address, ChatKind.GROUP, "", Language.ENGLISH)


async def again(house: House, chat: Chat) -> Chat:
    kept = await house.chats.chat(chat.id)
    assert kept is not None
    return kept


# -- topics --


async def test_a_role_of_one_topic_is_one_of_the_group(house: House) -> None:
    general, other = await house.open("-1", kind=ChatKind.GROUP), await topic(house, "55")
    elsewhere = await topic(house, "", "-2")
    await appoint(house, OMAR, Role.EDITOR, general.id)
    assert await register(house).standing(OMAR, other.address) == Standing(Role.NOBODY, Role.EDITOR)
    assert await register(house).standing(OMAR, elsewhere.address) == Standing()
    assert [grant.person for grant in await register(house).grants(other.id)] == [OMAR]
    assert await appoint(house, OMAR, Role.EDITOR, other.id) is Appointed.SAME
    await appoint(house, OMAR, Role.READER, other.id)
    assert await register(house).standing(OMAR, general.address) == Standing(Role.NOBODY, Role.READER)
    assert [grant.role for grant in await register(house).grants(general.id)] == [Role.READER]
    await appoint(house, OMAR, Role.NOBODY, general.id)
    assert await register(house).standing(OMAR, other.address) == Standing()


async def test_a_group_is_open_in_all_its_topics_those_to_come_included(house: House) -> None:
    before, other = await topic(house, "7"), await topic(house, "", "-2")
    general = await house.open("-1", kind=ChatKind.GROUP)
    assert (await again(house, before)).admitted
    assert (await topic(house, "55")).admitted
    assert not (await again(house, other)).admitted
    assert general.admitted


async def test_an_invitation_opens_every_topic(house: House) -> None:
    general, other = await topic(house, ""), await topic(house, "55")
    _, word = await register(house).invite(Role.EDITOR, RANA, None, house.clock.now(), DAY)
    assert await register(house).redeem(word, OMAR, other.id, house.clock.now()) is Role.EDITOR
    assert (await again(house, general)).admitted
    assert await register(house).standing(OMAR, general.address) == Standing(Role.NOBODY, Role.EDITOR)


async def test_roles_and_admission_of_topics_follow_their_group(house: House) -> None:
    general, other = await house.open("-1", kind=ChatKind.GROUP), await topic(house, "55")
    await appoint(house, OMAR, Role.EDITOR, other.id)
    new = await topic(house, "77", "-9")
    await house.chats.move(general.address, Address(Platform.TELEGRAM, "-9"))
    assert await register(house).standing(OMAR, new.address) == Standing(Role.NOBODY, Role.EDITOR)
    assert all(chat.admitted for chat in await house.chats.chats())


async def test_a_role_outlives_the_topic_that_it_was_given_in(house: House) -> None:
    general, other = await house.open("-1", kind=ChatKind.GROUP), await topic(house, "55")
    await appoint(house, OMAR, Role.EDITOR, other.id)
    await house.chats.forget(other.id)
    assert await register(house).standing(OMAR, general.address) == Standing(Role.NOBODY, Role.EDITOR)


# -- out of reach --


async def test_a_role_taken_from_whoever_is_out_of_reach_stays_taken(house: House) -> None:
    await appoint(house, OMAR, Role.EDITOR)
    private = replace(await house.open("2"), person="2")
    await house.chats.save(private)
    await house.chats.suspend(private.address, "blocked")
    await appoint(house, OMAR, Role.NOBODY)
    await house.chats.restore(private.address)
    assert ((await again(house, private)).state, (await again(house, private)).because) == (ChatState.PAUSED, "revoked")
    await appoint(house, OMAR, Role.READER)
    assert await again(house, private) == private


async def test_a_role_given_back_to_whoever_is_out_of_reach_counts_when_they_return(house: House) -> None:
    await appoint(house, OMAR, Role.EDITOR)
    private = replace(await house.open("2"), person="2")
    await house.chats.save(private)
    await appoint(house, OMAR, Role.NOBODY)
    await house.chats.suspend(private.address, "blocked")
    assert (await again(house, private)).state is ChatState.SUSPENDED
    await appoint(house, OMAR, Role.READER)
    assert (await again(house, private)).state is ChatState.SUSPENDED
    await house.chats.restore(private.address)
    assert await again(house, private) == private


async def test_what_its_person_had_paused_stays_paused(house: House) -> None:
    await appoint(house, OMAR, Role.EDITOR)
    private = replace(await house.open("2"), person="2", state=ChatState.PAUSED)
    await house.chats.save(private)
    await house.chats.suspend(private.address, "blocked")
    for role in (Role.NOBODY, Role.EDITOR):
        await appoint(house, OMAR, role)
    await house.chats.restore(private.address)
    assert await again(house, private) == private


async def test_coming_in_again_lets_go_what_was_kept_back(house: House) -> None:
    private = replace(await house.open("2"), person="2")
    await house.chats.save(private)
    await appoint(house, OMAR, Role.EDITOR, private.id)
    await appoint(house, OMAR, Role.NOBODY, private.id)
    assert (await again(house, private)).state is ChatState.PAUSED
    _, word = await register(house).invite(Role.READER, RANA, None, house.clock.now(), DAY)
    await register(house).redeem(word, OMAR, private.id, house.clock.now())
    assert (await again(house, private)).state is ChatState.ACTIVE
    await appoint(house, OMAR, Role.NOBODY, private.id)
    assert await house.chats.redeem_claim(await house.chats.new_claim(DAY), OMAR, house.clock.now())
    assert (await again(house, private)).state is ChatState.ACTIVE


# -- closed by an owner --


async def test_roles_in_private_chats_are_listed(house: House) -> None:
    group, private = await house.open("-1", kind=ChatKind.GROUP), await house.open("2")
    await appoint(house, RANA, Role.EDITOR, group.id)
    await appoint(house, OMAR, Role.ADMIN, private.id)
    (granted,) = await register(house).private_grants()
    assert (granted.person, granted.role, granted.chat_id) == (OMAR, Role.ADMIN, private.id)


async def test_a_closed_chat_is_told_nothing_until_it_is_open_again(house: House) -> None:
    private = await house.open("2")
    watch = await house.watch(private, "CENTCOM")
    await house.tell(private, "CENTCOM says", watch)
    await house.tell(private, "CENTCOM speaks", watch)
    now = house.clock.now()
    assert await register(house).close(private.id, RANA, None, now, closed=True)
    assert not await register(house).close(private.id, RANA, None, now, closed=True)
    assert ((await again(house, private)).admitted, (await again(house, private)).closed) == (False, True)
    assert await house.claim() == ()
    assert await house.outbox.next_due() is None
    await house.chats.save(replace(await again(house, private), title="new"))
    assert (await again(house, private)).closed
    assert await register(house).close(private.id, RANA, None, now, closed=False)
    assert (await again(house, private)).admitted
    listed = await house.claim_one()
    assert (len(listed.alerts), listed.notice and listed.notice.key) == (2, "closed")
    assert [row.action for row in await house.rows(audit)][-3:] == ["close", "settings", "reopen"]


async def test_a_group_is_closed_in_all_its_topics_and_stays_so_at_a_new_address(house: House) -> None:
    general, other = await house.open("-1", kind=ChatKind.GROUP), await topic(house, "55")
    await register(house).close(other.id, RANA, None, house.clock.now(), closed=True)
    assert (await again(house, general)).closed
    assert (await topic(house, "66")).closed
    new = await house.open("-9", kind=ChatKind.GROUP)
    await house.chats.move(general.address, new.address)
    assert {(chat.closed, chat.admitted) for chat in await house.chats.chats()} == {(True, False)}


async def test_what_is_not_there_cannot_be_closed(house: House) -> None:
    assert not await register(house).close(99, RANA, None, house.clock.now(), closed=True)


async def test_a_chat_that_is_saved_as_it_was_before_is_not_opened_by_that(house: House) -> None:
    private = await house.open("2")
    await register(house).close(private.id, RANA, None, house.clock.now(), closed=True)
    await house.chats.save(replace(private, title="new"))
    assert not (await again(house, private)).admitted


async def test_old_topics_are_opened_by_the_migration(house: House) -> None:
    """What stood there before: one topic open, another not."""
    general, other = await house.open("-1", kind=ChatKind.GROUP), await topic(house, "55")
    await house.database.write(lambda c: c.execute(update(chats).where(chats.c.id == other.id).values(admitted=False)))
    shared = import_module("bot.store.migrations.versions.0017_closed_chats").shared
    await house.database.write(lambda c: c.execute(shared()))
    assert (await again(house, other)).admitted
    assert general.admitted
