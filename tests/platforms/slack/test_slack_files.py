"""Pictures and documents out by three steps, documents in, through the real client libraries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.message import LARGEST_FILE, Attachment, Button, Message, Unread
from bot.platforms.slack import SlackConnection
from tests.fakes.slack_files import Held
from tests.fakes.slack_server import FakeSlack
from tests.platforms.slack.conftest import Bot, until
from tests.platforms.slack.samples import words

PICTURE = Attachment("trend.png", "image/png", b"\x89PNG picture", "3 on Monday", "The picture could not be sent.")
EXPORT = Attachment("rasid.json", "application/json", b'{"a": 1}', missed="The file could not be sent.")


def said(attachment: Attachment, text: str = "here", **more: object) -> Message:
    return replace(words(text), attachment=attachment, **more)


def files(slack: FakeSlack, channel: str, thread: str = "") -> list[Held]:
    shown = slack.world.visible(channel, thread=thread)
    return [slack.world.files[each] for message in shown for each in message.files if message.user.startswith("U0")]


async def test_a_picture_follows_its_words_with_its_alternative_text(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _: said(PICTURE, buttons=((Button("Again", "trend 1"),),))
    await slack.slash("trend x")
    await until(lambda: files(slack, "C1"))
    (held,) = files(slack, "C1")
    assert (held.content, held.alt, held.title) == (PICTURE.content, "3 on Monday", "trend.png")
    assert [bool(message.files) for message in slack.world.visible("C1")] == [False, True]
    assert slack.refusals == []
    assert len(bot.pace.asked) == 2, "the file takes its turn as well"


async def test_in_a_thread_the_file_is_shared_there(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _: said(EXPORT)
    root = slack.world.messages[0] if slack.world.messages else None
    await slack.mention("export")
    await until(lambda: files(slack, "C1"))
    root = slack.world.messages[0]
    await slack.mention("export", thread=root.ts)
    await until(lambda: files(slack, "C1", root.ts))
    assert files(slack, "C1", root.ts)[0].content == EXPORT.content


async def test_what_one_person_may_see_goes_to_their_own_chat(slack: FakeSlack, bot: Bot) -> None:
    bot.desk.reply = lambda _: said(EXPORT, private=True)
    await slack.slash("export")
    await until(lambda: files(slack, "D1"))
    assert files(slack, "C1") == []


@pytest.mark.parametrize("scope", ["files:write", ""])
async def test_a_file_that_is_refused_is_said_to_be_missing(slack: FakeSlack, bot: Bot, scope: str) -> None:
    bot.desk.reply = lambda _: said(EXPORT, "Your settings")
    if scope:
        slack.world.scopes.discard(scope)
        await slack.slash("export")
    else:
        slack.world.add_channel("C7", member=False)
        await slack.slash("export", channel="C7")
    channel = "C1" if scope else "C7"
    await until(lambda: slack.world.said(channel)[-1:] == ["The file could not be sent."])
    assert slack.world.said(channel)[0] == "Your settings"


@pytest.mark.parametrize("lost", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_an_upload_without_an_answer_is_not_repeated(slack: FakeSlack, bot: Bot, lost: str) -> None:
    bot.desk.reply = lambda _: said(PICTURE)
    slack.faults.add(kind="lose", method=lost)
    await slack.slash("trend x")
    await until(lambda: "The picture could not be sent." in slack.world.said("C1"))
    assert len(slack.called(lost)) == 1


@pytest.mark.parametrize("text", ["", "import", "استيراد"])
async def test_a_document_in_a_direct_message_comes_with_what_is_said_of_it(slack: FakeSlack, bot: Bot, text: str) -> None:
    await slack.hand(Held("rasid.json", b'{"a": 1}', "application/json"), text)
    await until(lambda: bot.desk.requests)
    (request,) = bot.desk.requests
    assert request.text == text
    assert request.attached == Attachment("rasid.json", "application/json", b'{"a": 1}')


async def test_a_document_with_a_mention_is_taken_in_a_channel(slack: FakeSlack, bot: Bot) -> None:
    await slack.hand(Held("feeds.opml", b"<opml/>"), "feeds import", channel="C1")
    await until(lambda: bot.desk.requests)
    assert bot.desk.requests[0].text == "feeds import"
    assert isinstance(bot.desk.requests[0].attached, Attachment)


async def test_a_file_that_slack_names_by_its_id_alone_is_asked_for(slack: FakeSlack, bot: Bot) -> None:
    await slack.hand(Held("rasid.json", b"{}", hidden=True))
    await until(lambda: bot.desk.requests)
    assert bot.desk.requests[0].attached == Attachment("rasid.json", "", b"{}")


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (Held("a.json", b"{}", size=LARGEST_FILE + 1), Unread.TOO_LARGE),
        (Held("b.json", b"x" * (LARGEST_FILE + 1), size=5), Unread.TOO_LARGE),
        (Held("c.json", b"{}", external=True), Unread.LOST),
        (Held("d.json", None, size=5), Unread.LOST),
    ],
    ids=["said to be large", "is large", "elsewhere", "gone"],
)
async def test_a_file_that_cannot_be_had_says_why(slack: FakeSlack, bot: Bot, held: Held, why: Unread) -> None:
    await slack.hand(held)
    await until(lambda: bot.desk.requests)
    assert bot.desk.requests[0].attached is why


async def test_a_file_as_large_as_allowed_is_taken(slack: FakeSlack, bot: Bot) -> None:
    await slack.hand(Held("a.json", b"x" * LARGEST_FILE))
    await until(lambda: bot.desk.requests)
    attached = bot.desk.requests[0].attached
    assert isinstance(attached, Attachment)
    assert len(attached.content) == LARGEST_FILE


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.json", True),
        ("http://files.slack.com/files-pri/T1-F1/a.json", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://files.slack.com:8443/a", False),
        ("https://me@evil.example/files.slack.com", False),
        ("https://evil.example/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slack_alone(connection: SlackConnection, url: str, trusted: bool) -> None:
    assert connection.courier._api.is_slacks(url) is trusted


async def test_a_token_that_may_not_read_files_follows_no_page_to_log_in_at(slack: FakeSlack, bot: Bot) -> None:
    slack.bot_token = "xoxb-another"
    bot.connection.courier._api._token = "xoxb-not-this"
    found = await bot.connection.courier._api.download(f"{slack.world.files_base}files/F1", 10)
    assert getattr(found, "status", 0) == 302
