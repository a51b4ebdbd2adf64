from __future__ import annotations

from datetime import timedelta

from bot.model.chat import Platform
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text


async def test_everything_goes_on_the_second_press_and_not_before() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    asked = await made.ask("forget")
    assert asked is not None
    assert len(made.chats.terms) == 1
    ((sure,),) = asked.buttons
    made.clock.time += timedelta(minutes=9)
    done = await made.ask(sure.action, button=True)
    assert done is not None
    assert done.replaces
    assert "Everything of this chat is deleted" in as_text(done)
    assert (made.chats.terms, made.chats.rows) == ({}, {})


async def test_a_press_that_comes_late_asks_again() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    asked = await made.ask("forget")
    assert asked is not None
    made.clock.time += timedelta(minutes=10, seconds=1)
    again = await made.ask(asked.buttons[0][0].action, button=True)
    assert again is not None
    assert "more than ten minutes ago" in as_text(again)
    assert len(made.chats.terms) == 1
    await made.ask(again.buttons[0][0].action, button=True)
    assert made.chats.terms == {}


async def test_words_alone_delete_nothing() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    asked = await made.ask("forget")
    assert asked is not None
    for text in (asked.buttons[0][0].action, "forget yes", "forget yes 99999999999999999999", "forget yes -1", "محو yes 0"):
        await made.ask(text)
    for action in ("forget yes 99999999999999999999", "forget yes 1e9", "forget yes", "forget yes ٣"):
        await made.ask(action, button=True)
    assert len(made.chats.terms) == 1


async def test_the_press_needs_the_role_as_the_question_did() -> None:
    made = Front()
    await made.ask("watch CENTCOM", channel="-100")
    asked = await made.ask("forget", channel="-100")
    assert asked is not None
    refused = await made.say(asked.buttons[0][0].action, "7", "-100", button=True)
    assert "Everything of this chat is deleted" not in refused
    assert len(made.chats.terms) == 1


async def test_how_it_reads_on_every_platform() -> None:
    for language, words in (("en", "forget"), ("ar", "محو")):
        made = Front()
        asked = await made.ask(words)
        assert asked is not None
        three_platforms.check(f"forget-asked.{language}", asked)
        done = await made.ask(asked.buttons[0][0].action, button=True)
        assert done is not None
        three_platforms.check(f"forget-done.{language}", done)


async def test_on_the_console_the_buttons_words_are_typed() -> None:
    made = Front()
    await made.ask("watch CENTCOM", "local", "local", platform=Platform.CONSOLE)
    asked = await made.ask("forget", "local", "local", platform=Platform.CONSOLE)
    assert asked is not None
    await made.ask(asked.buttons[0][0].action, "local", "local", platform=Platform.CONSOLE)
    assert made.chats.terms == {}
