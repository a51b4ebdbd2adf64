"""Who was let in, and how they are shut out again: roles in private chats, closed chats, hidden admins, topics."""

from __future__ import annotations

import pytest

from bot.model.chat import ChatKind, Place, Platform, Role
from bot.model.message import Message
from tests.fakes.desk import Front, as_text

GROUP, ADMIN, OWNER = "-100", "8", "111"


async def desk() -> Front:
    """A group that is open, with an admin whom the platform names, and an owner in private."""
    made = Front()
    await made.ask("help")
    await made.ask("help", channel=GROUP, kind=ChatKind.GROUP)
    made.directory.admins.add((GROUP, ADMIN))
    return made


async def in_group(made: Front, text: str, person: str = OWNER, **more: object) -> str:
    return await made.say(text, person, GROUP, ChatKind.GROUP, **more)


async def in_private(made: Front, text: str, person: str = OWNER, **more: object) -> str:
    return await made.say(text, person, person, **more)


async def let_in(made: Front, person: str = "5", role: str = "admin") -> None:
    """Somebody who has come in privately by an invitation."""
    await in_private(made, f"invite {role}")
    word = list(made.register.tokens)[-1]
    assert "Welcome" in await in_private(made, f"join {word}", person)


def undo(message: Message | None) -> str:
    assert message is not None
    (action,) = (button.action for row in message.buttons for button in row if button.undoes)
    return action


# -- roles in private chats --


async def test_an_owner_sees_whom_an_invitation_let_in_and_takes_their_role() -> None:
    made = await desk()
    await let_in(made)
    assert "telegram:5: admin (chat 3)" in await in_private(made, "roles")
    taken = await made.ask("role revoke telegram:5")
    assert taken is not None
    assert "no longer has a role of their own in their private chat" in as_text(taken)
    assert "kept back" in as_text(taken)
    assert "answers only people" in await in_private(made, "watch one", "5")
    assert "telegram:5" not in await in_private(made, "roles")
    await in_private(made, undo(taken), button=True)
    assert made.register.here == {(3, "telegram:5"): Role.ADMIN}
    assert "Watching" in await in_private(made, "watch one", "5")


async def test_who_is_in_private_is_no_groups_nor_admins_business() -> None:
    made = await desk()
    await let_in(made)
    made.chats.roles["telegram:23"] = Role.ADMIN
    assert "telegram:5" not in await in_group(made, "roles")
    assert "telegram:5" not in await in_private(made, "roles", "23")
    assert "owners alone" in await in_private(made, "role revoke 5", "23")
    assert "owners alone" in await in_group(made, "role grant 5 reader private", ADMIN)
    assert made.register.here == {(3, "telegram:5"): Role.ADMIN}


async def test_whoever_has_a_role_in_both_loses_both_and_gets_both_back() -> None:
    made = await desk()
    await let_in(made)
    await in_private(made, "role grant 5 editor everywhere")
    taken = await made.ask("role revoke 5")
    assert (made.chats.roles["telegram:5"], made.register.here[3, "telegram:5"]) == (Role.NOBODY, Role.NOBODY)
    assert taken is not None
    assert "over the whole bot" in as_text(taken)
    assert len(undo(taken).replace("telegram:5", "slack:U12345678901").encode()) + len(" @ar") <= 64
    await in_private(made, undo(taken), button=True)
    assert (made.chats.roles["telegram:5"], made.register.here[3, "telegram:5"]) == (Role.EDITOR, Role.ADMIN)
    assert 'still have the role "admin"' in await in_private(made, "role revoke 5 everywhere")
    assert made.register.here[3, "telegram:5"] is Role.ADMIN


async def test_a_role_is_given_in_a_private_chat_alone_where_there_is_one() -> None:
    made = await desk()
    await let_in(made, role="reader")
    given = await made.ask("role grant 5 editor private")
    assert made.register.here[3, "telegram:5"] is Role.EDITOR
    assert "5" not in made.chats.roles
    await in_private(made, undo(given), button=True)
    assert made.register.here[3, "telegram:5"] is Role.READER
    assert "already" in await in_private(made, "صلاحية منح 5 قراءة خاصة") or made.register.here[3, "telegram:5"] is Role.READER
    assert "no private chat with the bot yet" in await in_private(made, "role grant 6 editor private")


async def test_while_the_bot_is_open_a_revoked_stranger_may_begin_anew_and_the_owner_is_told() -> None:
    made = await desk()
    await in_private(made, "access open")
    await in_private(made, "watch one", "5")
    taken = await in_private(made, "role revoke 5")
    assert "/chats close 3" in taken
    await in_private(made, "access invited")
    assert "answers only people" in await in_private(made, "watch two", "5")


# -- closed chats --


async def test_a_private_chat_is_closed_for_good_and_opened_by_undo() -> None:
    made = await desk()
    await in_private(made, "access open")
    assert "Watching" in await in_private(made, "watch one", "5")
    assert "/chats close 7" in await in_private(made, "access closed")
    assert "Watching" in await in_private(made, "watch two", "5")
    closed = await made.ask("chats close 3")
    await in_private(made, "access open")
    for text in ("watch three", "start", "join w0rd"):
        assert "closed" in await in_private(made, text, "5") or text == "join w0rd"
    assert len(made.chats.terms) == 2
    assert "closed by an owner" in await in_private(made, "chats")
    assert "closed already" in await in_private(made, "chats close 3")
    await in_private(made, undo(closed), button=True)
    assert "Watching" in await in_private(made, "watch three", "5")


async def test_a_closed_group_is_opened_by_no_command_in_it() -> None:
    made = await desk()
    await in_private(made, "invite admin")
    await in_private(made, "access open")
    closed = await in_private(made, "chats close -100")
    assert "topics" in closed
    for person in (OWNER, ADMIN, "7"):
        assert "/chats open 2" in await in_group(made, "help", person)
    assert "/chats open 2" in await in_group(made, f"join {list(made.register.tokens)[-1]}", "7")
    assert "/chats open 3" in await in_group(made, "help", "7", thread="55")
    assert not made.chats.rows[2].admitted
    assert "not closed" in await in_private(made, "chats open 1")
    assert "open to the bot again" in await in_private(made, "محادثات فتح 2") or made.chats.rows[2].admitted
    assert "Watching" in await in_group(made, "watch one", ADMIN)


async def test_an_owners_own_chat_is_not_closed() -> None:
    made = await desk()
    made.chats.roles["telegram:9"] = Role.OWNER
    await in_private(made, "help", "9")
    for named in ("here", "1", "3"):
        assert "private chat of an owner" in await in_private(made, f"chats close {named}")
    assert "No chat goes by" in await in_private(made, "chats close 99")
    assert "Which chat" in await in_private(made, "chats close")
    assert not any(chat.closed for chat in made.chats.rows.values())


async def test_a_closed_channel_is_not_set_up_again() -> None:
    made = await desk()
    await in_private(made, "access open")
    await in_private(made, "chats close 2")
    address = made.chats.rows[2].address
    made.places.answers["@news"] = Place(address, ChatKind.CHANNEL, "News", theirs=True, present=True, writable=True)
    assert "/chats open 2" in await in_private(made, "channel @news", ADMIN)
    assert not made.chats.rows[2].admitted


# -- where a role holds --


@pytest.mark.parametrize("text", ["role grant 12 admin here", "role revoke 12 here", "صلاحية منح 12 إدارة هنا"])
async def test_here_means_nothing_in_a_private_chat(text: str) -> None:
    made = await desk()
    said = await in_private(made, text)
    assert "/use" in said or "انتقال" in said
    assert "everywhere" in said or "الكل" in said
    assert made.chats.roles == {}
    assert made.register.here == {}


async def test_in_private_a_role_over_the_whole_bot_is_given_by_its_word_alone() -> None:
    made = await desk()
    asked = await made.ask("role grant 9 editor")
    assert asked is not None
    assert "Over the whole bot it counts in every chat" in as_text(asked)
    assert made.chats.roles == {}
    ((button,),) = asked.buttons
    assert button.action == "role grant telegram:9 editor everywhere"
    assert "over the whole bot from now on" in await in_private(made, button.action, button=True)
    assert made.chats.roles == {"telegram:9": Role.EDITOR}


async def test_in_private_the_persons_own_chat_is_offered_too() -> None:
    made = await desk()
    await let_in(made, role="reader")
    asked = await made.ask("role grant 5 editor")
    assert asked is not None
    actions = [button.action for row in asked.buttons for button in row]
    assert actions == ["role grant telegram:5 editor everywhere", "role grant telegram:5 editor private"]


async def test_for_a_group_that_is_acted_for_here_is_that_group() -> None:
    made = await desk()
    await in_private(made, "use 2")
    await in_private(made, "role grant 9 editor here")
    await in_private(made, "role grant 10 reader")
    assert made.register.here == {(2, "telegram:9"): Role.EDITOR, (2, "telegram:10"): Role.READER}
    assert made.chats.roles == {}


# -- topics --


async def test_a_group_that_is_open_is_open_in_every_topic() -> None:
    made = await desk()
    assert "Watching" in await in_group(made, "watch one", ADMIN, thread="55")
    made.directory.admins.add((GROUP, f"anonymous:{GROUP}"))
    assert "Watching" in await in_group(made, "watch two", f"anonymous:{GROUP}", thread="56")


async def test_an_editor_of_the_group_is_one_in_every_topic_and_settings_stay_the_topics_own() -> None:
    made = await desk()
    await in_group(made, "role grant 7 editor", ADMIN)
    assert "Watching" in await in_group(made, "watch one", "7", thread="55")
    assert "telegram:7" in await in_group(made, "roles", ADMIN, thread="55")
    await in_group(made, "style full", ADMIN, thread="55")
    styles = {chat.address.thread: chat.preferences.style for chat in made.chats.rows.values()}
    assert styles[""] != styles["55"]
    assert {watch.chat_id for watch in made.chats.terms.values()} == {3}
    assert "no longer" in await in_group(made, "role revoke 7", ADMIN, thread="55")
    assert "needs the role" in await in_group(made, "watch two", "7")


# -- hidden admins, and admins by the platform --


@pytest.mark.parametrize("hidden", ["anonymous:-300", "channel:-400"])
async def test_a_hidden_admin_of_a_closed_group_is_told_how_it_opens_and_no_useless_id(hidden: str) -> None:
    made = await desk()
    said = await made.say("help", hidden, "-300", ChatKind.GROUP)
    assert hidden not in said
    assert "as themselves" in said
    assert "/join" in said
    await in_private(made, "invite admin")
    word = list(made.register.tokens)[-1]
    assert "Welcome" in await made.say(f"join {word}", hidden, "-300", ChatKind.GROUP)


async def test_a_hidden_name_is_told_no_id_that_nobody_can_use() -> None:
    made = await desk()
    hidden = "channel:-400"
    for text in ("watch one", "pause", "backup", "roles"):
        said = await in_group(made, text, hidden)
        assert hidden not in said
        assert "does not say who writes" in said


async def test_a_role_of_a_hidden_name_can_be_taken() -> None:
    made = await desk()
    made.register.here[2, "telegram:channel:-400"] = Role.EDITOR
    assert "no longer" in await in_group(made, "role revoke telegram:channel:-400", ADMIN)


async def test_an_admin_by_the_platform_is_one_until_the_platform_says_otherwise() -> None:
    made = await desk()
    made.directory.admins.add((GROUP, "7"))
    for text in ("role revoke 7", "role revoke telegram:7 here"):
        said = await in_group(made, text, ADMIN)
        assert "administers this chat on Telegram" in said
        assert "no such role" not in said
    await in_group(made, "role grant 7 editor", ADMIN)
    assert "administers this chat on Telegram" in await in_group(made, "role revoke 7", ADMIN)
    assert "no such role" in await in_group(made, "role revoke 6", ADMIN)


async def test_whoever_lacks_a_role_is_sent_to_whoever_can_give_it() -> None:
    made = await desk()
    assert "An admin here" in await in_group(made, "watch one", "7")
    assert "An admin here" in await in_group(made, "pause", "7")
    assert "asks an owner" in await in_group(made, "access", "7")
    made.chats.roles["telegram:7"] = Role.READER
    assert "asks an owner" in await in_private(made, "watch one", "7")


# -- what is for owners alone --


@pytest.mark.parametrize("text", ["invite", "invites", "chats", "chats close 1", "chats open 1", "دعوات", "محادثات"])
async def test_what_tells_of_all_chats_is_answered_in_private_alone(text: str) -> None:
    made = await desk()
    await in_private(made, "invite")
    before = len(made.register.tokens)
    message = await made.ask(text, OWNER, GROUP, ChatKind.GROUP)
    assert message is not None
    assert message.private
    assert "private chat with the bot" in as_text(message) or "محادثة خاصة مع البوت" in as_text(message)
    assert not message.buttons
    assert len(made.register.tokens) == before


async def test_while_the_bot_is_closed_nobody_is_offered_to_invite() -> None:
    made = await desk()
    await in_private(made, "invite")
    await in_private(made, "access closed")
    for text in ("invites", "invite revoke 1", "invites"):
        said = await in_private(made, text)
        assert "/invite " not in f"{said} ".replace("\n", " ")
        assert "/access invited" in said or text == "invite revoke 1"


async def test_the_console_is_an_owners_private_chat() -> None:
    made = await desk()
    for text in ("invites", "chats"):
        assert "private chat with the bot" not in await made.say(text, "local", "local", platform=Platform.CONSOLE)
