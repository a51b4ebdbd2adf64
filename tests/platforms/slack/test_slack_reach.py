"""Channels that are taken for out of reach: an answer that is posted there brings them back, any other says what would."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.message import Message
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import Bot, until
from tests.platforms.slack.samples import line, words

WATCHING = replace(words("Watching Kestrel"), unless_posted=line("but nothing arrives"))


def answering(bot: Bot, message: Message) -> None:
    bot.desk.reply = lambda _request: message


async def said(slack: FakeSlack, bot: Bot, message: Message) -> str:
    answering(bot, message)
    await slack.slash("watch Kestrel", channel="C1", user="U1")
    await until(lambda: slack.world.visible("C1", user="U1"))
    (shown,) = slack.world.visible("C1", user="U1")
    return shown.plain


async def test_an_answer_posted_in_a_suspended_channel_restores_it(slack: FakeSlack, bot: Bot) -> None:
    assert "nothing arrives" not in await said(slack, bot, WATCHING)
    await until(lambda: bot.chats.log)
    assert bot.chats.log == [("restore", "C1", "")]


async def test_an_answer_that_only_the_asker_sees_restores_nothing_and_says_what_would(slack: FakeSlack, bot: Bot) -> None:
    assert "nothing arrives" in await said(slack, bot, replace(WATCHING, private=True))
    assert bot.chats.log == []


@pytest.mark.parametrize("trouble", ["is_archived", "restricted_action"])
async def test_an_answer_that_cannot_be_posted_says_so_too(slack: FakeSlack, bot: Bot, trouble: str) -> None:
    slack.faults.add(kind="error", method="chat.postMessage", code=trouble)
    assert "nothing arrives" in await said(slack, bot, WATCHING)
    assert bot.chats.log == []
