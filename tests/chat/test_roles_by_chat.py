"""Giving roles, deciding who may start, inviting and limiting: what stands behind the words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.turnstile import Passage, Turnstile
from bot.model.chat import ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.quotas import Quotas
from tests.fakes.desk import NOON, Front, as_text, feed

GROUP, OTHER = "-100", "-200"
ADMIN = "8"


async def desk(**limits: int) -> Front:
    """A group that is open, with an admin whom the platform names; and another one."""
    made = Front()
    for channel in (GROUP, OTHER):
        await made.ask("help", channel=channel, kind=ChatKind.GROUP)
    made.directory.admins.add((GROUP, ADMIN))
    made.desk = replace(made.desk, quotas=Quotas(**{"commands": 10**9, **limits}))
    return made


async def said(made: Front, text: str, person: str, channel: str = GROUP, **more: object) -> str:
    kind = ChatKind.GROUP if channel.startswith("-") else ChatKind.PRIVATE
    return await made.say(text, person, channel, kind, **more)


def undo(message: Message | None) -> str:
    assert message is not None
    return message.buttons[0][0].action


# -- roles --


async def test_a_name_means_somebody_of_this_platform_first_and_with_an_at_sign_nobody_else() -> None:
    made = await desk()
    made.register.here = {(1, "slack:U7"): Role.READER}
    made.register.names = {"slack:U7": "Layla"}
    assert "from now on" not in await said(made, "role grant @Layla admin", ADMIN)
    assert made.register.here == {(1, "slack:U7"): Role.READER}
    made.register.here[1, "telegram:8"] = Role.READER
    made.register.names["telegram:8"] = "Layla"
    assert "from now on" in await said(made, "role grant Layla editor", ADMIN)
    assert made.register.here == {(1, "slack:U7"): Role.READER, (1, "telegram:8"): Role.EDITOR}


async def test_a_groups_admin_gives_roles_that_hold_there_alone() -> None:
    made = await desk()
    assert "from now on" in await said(made, "role grant 7 editor", ADMIN)
    assert made.register.here == {(1, "telegram:7"): Role.EDITOR}
    assert "Watching" in await said(made, "watch one", "7")
    assert "needs the role" in await said(made, "watch one", "7", OTHER)
    assert "answers only people" in await said(made, "watch one", "7", "7")


async def test_over_the_whole_bot_only_owners_give_roles() -> None:
    made = await desk()
    made.chats.roles["telegram:23"] = Role.ADMIN
    for text, person, channel in (
        ("role grant 7 editor", "23", "23"),
        ("role grant 7 editor everywhere", ADMIN, GROUP),
        ("role grant 7 owner", ADMIN, GROUP),
        ("صلاحية منح 7 تحرير الكل", ADMIN, GROUP),
    ):
        assert re.search("owners alone|الملكية وحدهم", await said(made, text, person, channel))
    assert made.chats.roles == {"telegram:23": Role.ADMIN}
    assert made.register.here == {}
    await said(made, "role grant 7 owner", "111")
    assert made.chats.roles["telegram:7"] is Role.OWNER


async def test_a_role_is_taken_back_by_its_undo() -> None:
    made = await desk()
    await said(made, "role grant 7 reader", ADMIN)
    message = await made.ask("role grant 7 admin", ADMIN, GROUP, ChatKind.GROUP)
    assert undo(message) == "role grant telegram:7 reader here"
    await said(made, undo(message), ADMIN, button=True)
    assert made.register.here[1, "telegram:7"] is Role.READER
    message = await made.ask("role revoke 7", ADMIN, GROUP, ChatKind.GROUP)
    await said(made, undo(message), ADMIN, button=True)
    assert made.register.here[1, "telegram:7"] is Role.READER


async def test_the_last_owner_cannot_be_revoked_by_anybody_nor_step_down() -> None:
    made = await desk()
    made.desk = replace(made.desk, owners=frozenset())
    made.chats.roles["telegram:7"] = Role.OWNER
    for text in ("role revoke 7", "role grant 7 admin everywhere", "role grant telegram:7 reader everywhere"):
        assert "last owner" in await said(made, text, "7", "7")
    await said(made, "role grant 9 owner", "7", "7")
    assert "no longer" in await said(made, "role revoke 7", "7", "7")
    assert "last owner" in await said(made, "role revoke 9", "9", "9")


async def test_owners_by_configuration_stay_so() -> None:
    made = await desk()
    made.chats.roles["telegram:7"] = Role.OWNER
    assert "configuration" in await said(made, "role revoke 111", "7", "7")
    assert "no longer" in await said(made, "role revoke 7", "7", "7")


@pytest.mark.parametrize("text", ["role grant 7 editor", "role grant telegram:7 editor", "role grant @7 editor", "منح 7 تحرير"])
async def test_a_person_is_named_by_an_id(text: str) -> None:
    made = await desk()
    await said(made, text, ADMIN)
    assert made.register.here == {(1, "telegram:7"): Role.EDITOR}


async def test_a_person_is_named_by_a_mention_a_reply_or_a_known_name() -> None:
    made = await desk()
    rana, omar = Person(Platform.TELEGRAM, "7", "Rana"), Person(Platform.TELEGRAM, "9", "Omar")
    assert "Rana" in await said(made, "role grant Rana editor", ADMIN, mentioned=(rana,))
    await said(made, "role grant editor", ADMIN, replied=omar)
    assert made.register.here == {(1, "telegram:7"): Role.EDITOR, (1, "telegram:9"): Role.EDITOR}
    assert "no longer" in await said(made, "role revoke @rana", ADMIN)
    assert "Whose role" in await said(made, "role grant editor", ADMIN)
    assert "not known" in await said(made, "role grant @nobody editor", ADMIN)


@pytest.mark.parametrize(
    "text", ["role grant slack:u1 editor", "role grant irc:7 editor", "role grant 7a editor", "role grant : editor"]
)
async def test_what_can_be_no_id_is_nobody(text: str) -> None:
    made = await desk()
    assert "not known" in await said(made, text, ADMIN)
    assert made.register.here == {}


async def test_a_role_in_a_group_lapses_when_its_holder_leaves_and_comes_back_with_them() -> None:
    made = await desk()
    await said(made, "role grant 7 editor", ADMIN)
    made.directory.left.add((GROUP, "7"))
    assert "needs the role" in await said(made, "watch one", "7")
    assert "has left" in await said(made, "roles", ADMIN)
    made.directory.left.clear()
    assert "Watching" in await said(made, "watch one", "7")
    assert "has left" not in await said(made, "roles", ADMIN)


async def test_a_hidden_admin_of_a_group_administers_it() -> None:
    made = await desk()
    hidden = f"anonymous:{GROUP}"
    made.directory.admins.add((GROUP, hidden))
    assert "from now on" in await said(made, "role grant 7 editor", hidden)
    assert "needs the role" in await said(made, "role grant 7 editor", hidden, OTHER)


async def test_everybody_is_told_their_own_role_and_id_and_only_admins_the_others() -> None:
    made = await desk()
    await said(made, "role grant 7 editor", ADMIN)
    made.chats.roles["telegram:23"] = Role.ADMIN
    own = await said(made, "roles", "5")
    assert "reader" in own
    assert "telegram:5" in own
    assert "telegram:7" not in own
    here = await said(made, "roles", ADMIN)
    assert "telegram:7" in here
    assert "telegram:23" not in here, "who runs the bot is no group's business"
    assert "telegram:23" in await said(made, "roles", "111")


# -- access --


async def test_by_default_a_stranger_needs_an_invitation_and_leaves_no_trace() -> None:
    made = await desk()
    assert "telegram:7" in await said(made, "start", "7", "7")
    assert "not good" in await said(made, "join w0rd", "7", "7")
    assert "not good" in await said(made, "start invite-w0rd", "7", "7")
    assert len(made.chats.rows) == 3 - 1


async def test_an_invitation_lets_one_person_in_once_with_its_role() -> None:
    made = await desk()
    assert "w0rd-1" in await said(made, "invite editor 2 days", "111", "111")
    (invitation,) = made.register.tokens.values()
    assert invitation.expires == NOON + timedelta(days=2)
    assert "Welcome" in await said(made, "start invite-w0rd-1", "7", "7")
    assert "Watching" in await said(made, "watch one", "7", "7")
    assert "needs the role" in await said(made, "pause", "7", "7")
    assert "not good" in await said(made, "join w0rd-1", "9", "9")
    assert "needs the role" in await said(made, "watch one", "7", GROUP), "it holds where it was used"


async def test_an_invitation_opens_a_closed_group() -> None:
    made = await desk()
    await said(made, "invite admin", "111", "111")
    assert "Welcome" in await said(made, "join w0rd-1", "7", "-300")
    assert "Paused" in await said(made, "pause", "7", "-300") or made.chats.rows[4].state == "paused"


async def test_a_closed_bot_takes_no_invitation() -> None:
    made = await desk()
    await said(made, "invite", "111", "111")
    await said(made, "access closed", "111", "111")
    assert "closed" in await said(made, "invite", "111", "111")
    assert "not good" in await said(made, "join w0rd-1", "7", "7")
    await said(made, "access invited", "111", "111")
    assert "Welcome" in await said(made, "join w0rd-1", "7", "7")


async def test_a_withdrawn_or_late_invitation_is_worth_nothing() -> None:
    made = await desk()
    message = await made.ask("invite")
    await said(made, undo(message), "111", "111", button=True)
    assert "not good" in await said(made, "join w0rd-1", "7", "7")
    await said(made, "invite 1h", "111", "111")
    made.clock.time += timedelta(hours=1)
    assert "not good" in await said(made, "join w0rd-2", "7", "7")


async def test_an_open_bot_is_everybodys_in_private_and_stays_theirs() -> None:
    made = await desk()
    await said(made, "access open", "111", "111")
    assert "Watching" in await said(made, "watch one", "7", "7")
    assert "admin" in await said(made, "roles", "7", "7")
    assert "needs the role" in await said(made, "watch one", "7", GROUP), "in groups nothing changes for those who are in"
    await said(made, "access closed", "111", "111")
    assert "Watching" in await said(made, "watch two", "7", "7")
    assert "telegram:9" in await said(made, "watch two", "9", "9")


async def test_a_group_is_opened_by_its_own_admin_where_the_bot_is_open() -> None:
    made = await desk()
    made.directory.admins.add(("-300", "9"))
    assert "not been opened" in await said(made, "help", "9", "-300")
    await said(made, "access open", "111", "111")
    assert "not been opened" in await said(made, "help", "7", "-300"), "members open nothing"
    assert "open to the bot from now on" in await said(made, "help", "9", "-300")


# -- limits --


async def test_a_chat_gets_no_more_watches_than_it_may_have_and_an_owner_allows_more() -> None:
    made = await desk(watches=2)
    for text in ("one", "two"):
        assert "Watching" in await said(made, f"watch {text}", "111")
    refused = await said(made, "watch three", "111")
    assert "2 watches" in refused
    assert "/quota 1 watches 4" in refused
    assert len(made.chats.terms) == 2
    assert "Watching" in await said(made, "watch three", "111", OTHER), "other chats have limits of their own"
    message = await made.ask("quota 1 watches 3")
    assert "Watching" in await said(made, "watch three", "111")
    await said(made, undo(message), "111", "111", button=True)
    assert "2 watches" in await said(made, "watch four", "111")
    assert "2 watches" in await said(made, "watch", "111") or "missing" in await said(made, "watch", "111")


async def test_a_chat_gets_no_more_feeds_of_its_own_than_it_may_have() -> None:
    made = await desk(feeds=1)
    for name in ("a", "b"):
        made.reader.answers[f"https://{name}.example/rss"] = feed(name)
    await said(made, "feed add https://a.example/rss", "111")
    assert "1 feed of its own" in await said(made, "feed add https://b.example/rss", "111")
    assert made.reader.read_urls == ["https://a.example/rss"]
    await said(made, "quota here feeds usual", "111")
    await said(made, f"quota {GROUP} feeds 2", "111")
    assert "b" in await said(made, "feed add https://b.example/rss", "111")


@pytest.mark.parametrize(
    "text", ["quota 1 watches 0", "quota 1 watches -3", "quota 1 watches 999999999", "quota 1 feeds many", "quota 1 feeds"]
)
async def test_a_limit_is_a_number_that_makes_sense(text: str) -> None:
    made = await desk()
    assert "A number from 1" in await said(made, text, "111")
    assert made.chats.rows[1].allowance.watches is None


async def test_a_chat_that_asks_too_much_is_told_once_and_others_notice_nothing() -> None:
    made = await desk(commands=3)
    made.clock.time += timedelta(minutes=1)
    answers = [await said(made, "watches", "7") for _ in range(6)]
    assert [bool(answer) for answer in answers] == [True, True, True, True, False, False]
    assert "3 commands a minute" in answers[3]
    assert "12:02" in answers[3]
    assert await said(made, "watches", "7", OTHER)
    made.clock.time += timedelta(minutes=1)
    assert "commands a minute" not in await said(made, "watches", "7")
    await said(made, "quota 1 commands 5", "111", "111")
    assert [bool(await said(made, "watches", "7")) for _ in range(6)][:4] == [True] * 4


async def test_a_chat_that_is_slowed_costs_the_database_nothing() -> None:
    made = await desk(commands=3)
    for _ in range(4):
        await said(made, "watches", "7")
    before = len(made.chats.updates), made.register.asked
    for _ in range(1000):
        assert await said(made, "watches", "7") == ""
    assert (len(made.chats.updates), made.register.asked) == before


async def test_a_command_that_comes_twice_counts_once() -> None:
    made = await desk(commands=3)
    made.clock.time += timedelta(minutes=1)
    for _ in range(5):
        await said(made, "watches", "7", update="telegram:once")
    answers = [await said(made, "watches", "7") for _ in range(3)]
    assert ["commands a minute" in answer for answer in answers] == [False, False, True]


async def test_what_is_too_much_is_counted_without_a_database_too() -> None:
    made = await desk(commands=2)
    made.clock.time += timedelta(minutes=1)
    made.chats.down = True
    answers = [await said(made, "watches", "7") for _ in range(4)]
    assert ["does not answer" in answers[0], "does not answer" in answers[1]] == [True, True]
    assert "commands a minute" in answers[2]
    assert answers[3] == ""


async def test_the_console_is_not_counted() -> None:
    made = await desk(commands=1)
    for _ in range(5):
        assert await made.say("help", "local", "local", platform=Platform.CONSOLE)


async def test_strangers_are_told_and_then_left_without_an_answer() -> None:
    made = await desk()
    made.desk = replace(made.desk, turnstile=Turnstile(strangers=2))
    answers = [await said(made, "help", "7", "7") for _ in range(4)]
    assert [bool(answer) for answer in answers] == [True, True, False, False]
    assert "telegram:7" in answers[0]
    assert await said(made, "help", "9", "9")
    made.chats.claim = "t0ken"
    assert "owner" in await said(made, "claim t0ken", "7", "7"), "being silent to a stranger keeps no owner out"


def test_the_turnstile_forgets_whom_it_has_not_seen_for_long() -> None:
    turnstile = Turnstile()
    for number in range(25_000):
        turnstile.enter(str(number), NOON, 5)
    assert len(turnstile._counts) <= 10_000
    assert turnstile.enter("24999", NOON, 1) is Passage.TOLD


# -- naming chats --


@pytest.mark.parametrize("name", ["1", "#1", "telegram:-100", "-100", "Newsroom", "«newsroom»", "here"])
async def test_a_chat_is_named_by_number_address_title_or_here(name: str) -> None:
    made = await desk()
    made.chats.rows[1] = replace(made.chats.rows[1], title="Newsroom")
    assert "7 watches" in await said(made, f"quota {name} watches 7", "111")
    assert made.chats.rows[1].allowance.watches == 7


async def test_a_title_that_two_chats_have_names_neither() -> None:
    made = await desk()
    for number in (1, 2):
        made.chats.rows[number] = replace(made.chats.rows[number], title="Newsroom")
    assert "No chat goes by" in await said(made, "quota Newsroom watches 7", "111")


# -- feeds for other chats --


async def test_an_admin_gives_a_chats_own_feed_to_a_chat_they_administer_too() -> None:
    made = await desk()
    made.reader.answers["https://a.example/rss"] = feed("Wire")
    await said(made, "feed add https://a.example/rss", ADMIN)
    (number,) = [number for number, source in made.chats.feeds.items() if source.owner_chat == 1]
    assert "No chat goes by" in await said(made, f"feed assign {number} 2", ADMIN)
    assert len(made.chats.feeds) == number
    made.directory.admins.add((OTHER, ADMIN))
    message = await made.ask(f"feed assign {number} 2", ADMIN, GROUP, ChatKind.GROUP)
    assert [source.owner_chat for source in made.chats.feeds.values()][-2:] == [1, 2]
    assert message is not None
    assert "Wire is read from now on in" in as_text(message)
    await said(made, undo(message), ADMIN, button=True)
    assert "Wire" not in await said(made, "feeds", "111", OTHER)
    assert "Wire" in await said(made, "feeds", "111")


async def test_a_feed_goes_to_several_chats_at_once_within_their_limits() -> None:
    made = await desk(feeds=1)
    for name in ("a", "b"):
        made.reader.answers[f"https://{name}.example/rss"] = feed(name.upper())
    await said(made, "feed add https://a.example/rss", "111")
    await said(made, "feed add https://b.example/rss", "111", OTHER)
    await made.ask("help", channel="-300", kind=ChatKind.GROUP)
    answer = await said(made, "feed assign 4 2 3 99", "111")
    assert "1 feed of its own at most" in answer
    assert "A is read from now on in" in answer
    assert "No chat of yours goes by 99" in answer


async def test_a_feed_with_a_password_is_given_by_owners_alone() -> None:
    made = await desk()
    source = made.chats.feeds[1]
    made.chats.feeds[1] = replace(source, url="https://user:secret@a.example/rss", owner_chat=1)
    made.directory.admins.add((OTHER, ADMIN))
    refused = await said(made, "feed assign 1 2", ADMIN)
    assert 'role "owner"' in refused
    assert "secret" not in refused
    assert "from now on" in await said(made, "feed assign 1 2", "111")
