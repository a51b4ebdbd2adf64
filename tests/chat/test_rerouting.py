"""Sending a watch's alerts to another chat: only where the person administers it now, said in words, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import Chat, ChatKind, ChatState, Platform, Role
from bot.model.message import Message
from bot.model.news import Language, Source
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES, Front


async def front() -> Front:
    """Somebody's private chat with a watch, a group that they own the bot in, and one of others."""
    made = Front()
    await made.ask("watch CENTCOM")
    for channel, title in (("-100", "Desk"), ("-200", "Others"), ("-300", "")):
        await made.ask("help", channel=channel, kind=ChatKind.GROUP)
        chat = titled(made, channel, title)
        assert chat.admitted
    return made


def titled(made: Front, channel: str, title: str) -> Chat:
    chat = next(each for each in made.chats.rows.values() if each.address.channel == channel)
    made.chats.rows[chat.id] = replace(chat, title=title)
    return made.chats.rows[chat.id]


def actions(message: Message | None) -> list[str]:
    assert message is not None
    return [button.action for row in message.buttons for button in row]


async def test_the_chats_that_somebody_administers_are_offered_and_a_press_sends_alerts_there() -> None:
    made = await front()
    offered = await made.ask("route 42")
    assert actions(offered) == ["route 42 2", "route 42 3", "route 42 4"]
    done = await made.ask("route 42 2", button=True)
    assert done is not None
    assert done.replaces
    assert made.chats.terms[42].route_to == 2
    assert actions(done) == ["route 42 1"]
    await made.ask("route 42 1", button=True)
    assert made.chats.terms[42].route_to is None


@pytest.mark.parametrize(
    "way",
    ["route 42 2", "route 42 Desk", "route 42 desk", "توجيه ٤٢ Desk", "route CENTCOM desk", "route CENTCOM 2", "route CENTCOM"],
)
async def test_a_chat_is_named_by_its_number_or_its_title(way: str) -> None:
    made = await front()
    await made.ask(way)
    assert made.chats.terms[42].route_to == (None if way == "route CENTCOM" else 2)


@pytest.mark.parametrize("back", ["route 42 here", "توجيه 42 هنا", "route 42 1", "route CENTCOM here", "توجيه CENTCOM هنا"])
async def test_here_brings_the_alerts_back(back: str) -> None:
    made = await front()
    await made.ask("route 42 2")
    await made.ask(back)
    assert made.chats.terms[42].route_to is None


async def test_who_administers_one_group_alone_can_send_nothing_to_another() -> None:
    made = await front()
    made.chats.roles["telegram:7"] = Role.EDITOR
    made.directory.admins = {("-100", "7")}
    await made.ask("watch Bitcoin", "7", "7")
    (number,) = [each.id for each in made.chats.terms.values() if each.term == "Bitcoin"]
    assert actions(await made.ask(f"route {number}", "7", "7")) == [f"route {number} 2"]
    for where in ("3", "Others", "1", "99"):
        assert "is no chat that the bot knows and you administer" in await made.say(f"route {number} {where}", "7", "7")
    assert made.chats.terms[number].route_to is None
    await made.ask(f"route {number} 2", "7", "7")
    assert made.chats.terms[number].route_to == 2
    # The right is asked for now: who has lost it cannot use it.
    made.directory.admins = set()
    made.directory.remembered = {("-100", "7")}
    await made.ask(f"route {number} here", "7", "7")
    await made.ask(f"route {number} 2", "7", "7", button=True)
    assert made.chats.terms[number].route_to is None


async def test_another_chats_watch_cannot_be_sent_anywhere() -> None:
    made = await front()
    await made.ask("route 42 2", channel="-200", kind=ChatKind.GROUP)
    assert made.chats.terms[42].route_to is None


async def test_it_is_said_that_what_private_feeds_bring_is_shown_there_and_that_a_chat_is_out_of_reach() -> None:
    made = await front()
    assert "alone" not in await made.say("route 42 2")
    await made.ask("route 42 here")
    made.chats.rows[2] = replace(made.chats.rows[2], state=ChatState.SUSPENDED)
    made.chats.seed(Source("mine", "https://mine.example/rss", "Mine", owner_chat=1))
    said = await made.say("route 42 2")
    assert "What the feeds of this chat alone bring is shown there too." in said
    assert "Desk cannot be reached at the moment" in said


async def test_the_list_names_where_alerts_go() -> None:
    made = await front()
    await made.ask("route 42 2")
    await made.ask("severity 42 critical")
    assert "42. CENTCOM (critical, alerts go to Desk)" in await made.say("watches")
    assert "42. CENTCOM (الأولوية قصوى، تنبيهاته إلى Desk)" in await made.say("القائمة")


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
@pytest.mark.parametrize("name", ["route-offered", "route-done", "route-back"])
async def test_these_answers_read_as_they_should(name: str, language: Language) -> None:
    made = await front()
    word = PHRASES.words(language, "commands.route.words")[0]
    here = PHRASES.words(language, "route.words_here")[0]
    texts = {"route-offered": [""], "route-done": ["2"], "route-back": ["2", here]}[name]
    message = None
    for text in texts:
        message = await made.ask(f"{word} 42 {text}".strip(), platform=Platform.TELEGRAM)
    assert message is not None
    three_platforms.check(f"{name}.{language}", message)
