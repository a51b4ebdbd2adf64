"""Pictures and documents out, documents in, through the real client library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.chat.command import Request
from bot.model.alert import Delivered, Gone, Rejected
from bot.model.chat import Address, Platform
from bot.model.message import LARGEST_FILE, Attachment, Button, Message, Unread
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection, connect_telegram
from bot.platforms.telegram import files as files_of
from bot.platforms.telegram.uploads import Uploads
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_files import hand_over
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples
from tests.platforms.telegram.test_telegram_intake import Bench, started

GROUP = -1001
HERE = Address(Platform.TELEGRAM, "7")


def png(wide: int = 4, high: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\xff" * wide for _ in range(high)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)) + chunk(b"IDAT", rows)


PICTURE = Attachment("trend.png", "image/png", png(), "3 on Monday", "The picture could not be sent.")
DOCUMENT = Attachment("rasid.json", "application/json", b'{"a": 1}', missed="The file could not be sent.")


@asynccontextmanager
async def running(telegram: TelegramServer) -> AsyncIterator[Bench]:
    connection = connect_telegram(telegram.token, base_url=telegram.base_url, read_seconds=2.0)
    bench = Bench(telegram, connection)
    async with started(bench):
        yield bench
    await connection.close()


def said(text: str = "تم", attachment: Attachment = PICTURE, **more: object) -> Message:
    return replace(samples.text(text, language=Language.ENGLISH), attachment=attachment, **more)


async def sent(connection: TelegramConnection, message: Message, target: str = "") -> list[object]:
    return [await connection.courier.post(HERE, part, target) for part in connection.courier.split(message)]


async def test_a_picture_has_its_words_as_a_caption_and_buttons_under_it(
    telegram: TelegramServer, connection: TelegramConnection
) -> None:
    telegram.world.add_chat(7)
    message = said("<b>3 & 4", buttons=((Button("Again", "trend 1"),),), silent=True)
    (outcome,) = await sent(connection, message)
    (shown,) = telegram.shown(7)
    assert outcome == Delivered(str(shown.id))
    assert (shown.file, shown.picture, shown.text, shown.silent) == ("trend.png", True, "<b>3 & 4", True)
    assert shown.buttons == [[("Again", "trend 1")]]
    assert telegram.world.uploads[7, shown.id].content == PICTURE.content


@pytest.mark.parametrize("attachment", [PICTURE, DOCUMENT])
async def test_the_same_file_is_uploaded_once(
    telegram: TelegramServer, connection: TelegramConnection, attachment: Attachment
) -> None:
    for chat in (7, 8):
        telegram.world.add_chat(chat)
        address = replace(HERE, channel=str(chat))
        assert isinstance(await connection.courier.post(address, said(attachment=attachment)), Delivered)
    assert isinstance(await connection.courier.post(HERE, said(attachment=replace(attachment, name="b"))), Delivered)
    calls = telegram.called("sendPhoto" if attachment is PICTURE else "sendDocument")
    given = [call.params["photo" if attachment is PICTURE else "document"] for call in calls]
    assert [isinstance(each, str) for each in given] == [False, True, False]
    assert [shown.file for shown in telegram.shown(8)] == [attachment.name]


async def test_a_file_that_telegram_knows_no_longer_is_uploaded_again(
    telegram: TelegramServer, connection: TelegramConnection
) -> None:
    telegram.world.add_chat(7)
    await sent(connection, said())
    telegram.world.uploads.clear()
    assert isinstance((await sent(connection, said()))[0], Delivered)
    assert isinstance((await sent(connection, said()))[0], Delivered)
    given = [call.params["photo"] for call in telegram.called("sendPhoto")]
    assert [isinstance(each, str) for each in given] == [False, True, False, True]


def test_only_the_latest_files_are_remembered() -> None:
    uploads = Uploads(most=2)
    files = [replace(DOCUMENT, name=str(number)) for number in range(3)]
    for number, file in enumerate(files[:2]):
        uploads.keep(file, f"f{number}")
    assert uploads.known(files[0]) == "f0"
    uploads.keep(files[2], "f2")
    assert [uploads.known(file) for file in files] == ["f0", "", "f2"]


async def test_a_document_keeps_its_name_and_its_bytes(telegram: TelegramServer, connection: TelegramConnection) -> None:
    telegram.world.add_chat(7)
    asked = telegram.world.new_message(7, "export", by_bot=False)
    await sent(connection, said("All of it", DOCUMENT), str(asked.id))
    (shown,) = telegram.shown(7)
    assert (shown.file, shown.picture, shown.text, shown.reply_to) == ("rasid.json", False, "All of it", asked.id)
    assert telegram.world.uploads[7, shown.id].content == DOCUMENT.content


@pytest.mark.parametrize(("length", "messages"), [(1024, 1), (1025, 2), (5000, 3)])
async def test_words_that_fit_no_caption_follow_the_picture(
    telegram: TelegramServer, connection: TelegramConnection, length: int, messages: int
) -> None:
    telegram.world.add_chat(7)
    text = ("word " * 2000)[: length - 1] + "."
    await sent(connection, said(text))
    shown = telegram.shown(7)
    assert len(shown) == messages
    assert [bool(each.file) for each in shown] == [True] + [False] * (messages - 1)
    assert "".join("".join(each.text.split()) for each in shown) == "".join(text.split())


async def test_markup_that_is_refused_goes_as_plain_text_with_the_file(
    telegram: TelegramServer, connection: TelegramConnection
) -> None:
    telegram.world.add_chat(7)
    telegram.fault(replace(faults.bad_entities(), method="sendPhoto"))
    await sent(connection, said("words"))
    (shown,) = telegram.shown(7)
    assert (shown.text, shown.html, shown.file) == ("words", "", "trend.png")


async def test_a_pressed_button_under_a_picture_is_answered_beside_it(
    telegram: TelegramServer, connection: TelegramConnection
) -> None:
    telegram.world.add_chat(7)
    await sent(connection, said("first"))
    (shown,) = telegram.shown(7)
    outcome = await connection.courier.rewrite(HERE, str(shown.id), samples.text("second"))
    assert isinstance(outcome, Rejected)
    assert outcome.target_lost


async def test_a_refused_file_leaves_its_words_and_says_so(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        bench.reply = _replying(said("Figures: 3, 4", replace(PICTURE, content=png(9000, 9000))))
        telegram.world.say(7, "/trend x")
        (shown,) = await telegram.until(lambda: telegram.shown(7))
        assert shown.text == "Figures: 3, 4\nThe picture could not be sent."
        assert shown.file == ""


@pytest.mark.parametrize(("attachment", "forbidden"), [(PICTURE, "photos"), (DOCUMENT, "documents")])
async def test_a_group_that_forbids_files_gets_the_words_and_is_not_silenced(
    telegram: TelegramServer, attachment: Attachment, forbidden: str
) -> None:
    async with running(telegram) as bench:
        telegram.world.add_chat(GROUP).forbids.add(forbidden)
        bench.reply = _replying(said("Figures: 3, 4", attachment))
        telegram.world.say(GROUP, "/status", user=7)
        (shown,) = await telegram.until(lambda: telegram.shown(GROUP))
        assert shown.text == f"Figures: 3, 4\n{attachment.missed}"
    assert bench.chats.log == []


async def test_a_long_answer_whose_file_is_forbidden_keeps_its_words(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        telegram.world.add_chat(GROUP).forbids.add("photos")
        bench.reply = _replying(said("word " * 300))
        telegram.world.say(GROUP, "/status", user=7)
        await telegram.until(lambda: len(telegram.shown(GROUP)) == 2)
        assert telegram.shown(GROUP)[0].text == PICTURE.missed
        bench.reply = _replying(said("word " * 300, replace(PICTURE, missed="")))
        telegram.world.say(GROUP, "/status", user=7)
        await telegram.until(lambda: len(telegram.shown(GROUP)) == 3)


async def test_a_group_that_forbids_words_too_cannot_be_reached(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        telegram.world.add_chat(GROUP).forbids |= {"photos", "text messages"}
        bench.reply = _replying(said("Figures: 3, 4"))
        telegram.world.say(GROUP, "/status", user=7)
        await telegram.until(lambda: bench.chats.log)
    assert bench.chats.log == [("suspend", f"telegram:{GROUP}", "no_rights")]


@pytest.mark.parametrize(
    "description", ["CHAT_SEND_PHOTOS_FORBIDDEN", "CHAT_WRITE_FORBIDDEN", "have no rights to send a message"]
)
@pytest.mark.parametrize("code", [400, 403])
async def test_what_is_said_of_a_file_says_nothing_of_the_chat(
    telegram: TelegramServer, connection: TelegramConnection, code: int, description: str
) -> None:
    telegram.world.add_chat(7)
    telegram.fault(faults.error(code, f"Bad Request: {description}").on("sendPhoto"))
    (outcome,) = await sent(connection, said())
    assert isinstance(outcome, Rejected)


async def test_a_file_to_somebody_who_blocked_the_bot_says_so(telegram: TelegramServer, connection: TelegramConnection) -> None:
    telegram.world.add_chat(7).gone = "bot was blocked by the user"
    assert await sent(connection, said()) == [Gone("blocked")]


@pytest.mark.parametrize("caption", ["", "/import", "import", "استيراد"])
async def test_a_document_in_private_comes_with_what_is_said_of_it(telegram: TelegramServer, caption: str) -> None:
    async with running(telegram) as bench:
        hand_over(telegram.world, 7, "rasid.json", b'{"a": 1}', caption, media_type="application/json")
        await telegram.until(lambda: bench.asked)
        (request,) = bench.asked
        assert request.attached == Attachment("rasid.json", "application/json", b'{"a": 1}')
        assert request.text == caption.removeprefix("/")
        assert telegram.called("sendChatAction"), "something is seen to happen"


async def test_in_a_group_a_document_counts_when_it_is_meant_for_the_bot(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        telegram.world.add_chat(GROUP)
        hand_over(telegram.world, GROUP, "a.opml", b"<opml/>", user=7)
        hand_over(telegram.world, GROUP, "b.opml", b"<opml/>", "/feeds@RasidBot import", user=7)
        await telegram.until(lambda: telegram.shown(GROUP))
        (question,) = telegram.shown(GROUP)
        hand_over(telegram.world, GROUP, "c.opml", b"<opml/>", user=7, reply_to=question.id)
        await telegram.until(lambda: len(bench.asked) == 2)
        names = [request.attached.name for request in bench.asked if isinstance(request.attached, Attachment)]
        assert names == ["b.opml", "c.opml"]
        assert [request.text for request in bench.asked] == ["feeds import", ""]


async def test_a_document_from_a_closed_topic_is_read_and_answered(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        room = telegram.world.add_chat(GROUP, forum=True)
        room.topics.add(55)
        room.closed_topics.add(55)
        hand_over(telegram.world, GROUP, "b.opml", b"<opml/>", "/feeds@RasidBot import", user=7, thread=55)
        (shown,) = await telegram.until(lambda: telegram.shown(GROUP))
        assert (shown.thread, bench.asked[0].attached) == (None, Attachment("b.opml", "", b"<opml/>"))
    assert telegram.called("sendChatAction")


async def test_showing_that_something_is_done_holds_nothing_up(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        telegram.fault(faults.delay(1.5).on("sendChatAction"))
        hand_over(telegram.world, 7, "a.opml", b"<opml/>")
        await telegram.until(lambda: bench.asked, 1.2)


async def test_a_document_that_is_too_large_is_not_fetched(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        hand_over(telegram.world, 7, "a.json", b"{}", size=LARGEST_FILE + 1)
        hand_over(telegram.world, 7, "b.json", b"x" * (LARGEST_FILE + 1), size=5)
        await telegram.until(lambda: len(bench.asked) == 2)
        assert [request.attached for request in bench.asked] == [Unread.TOO_LARGE, Unread.TOO_LARGE]
        assert len(telegram.called("getFile")) == 1


async def test_a_document_that_is_not_handed_over_is_said_to_be_lost(
    telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(telegram) as bench:
        telegram.fault(replace(faults.error(400, "Bad Request: wrong file_id"), method="getFile"))
        hand_over(telegram.world, 7, "a.json", b"{}")
        await telegram.until(lambda: bench.asked)
        assert bench.asked[0].attached is Unread.LOST
        update = hand_over(telegram.world, 7, "gone.json", b"{}")
        del telegram.world.documents[f"doc{update}"]
        await telegram.until(lambda: len(bench.asked) == 2)
        assert bench.asked[1].attached is Unread.LOST
        assert telegram.token not in caplog.text


async def test_pictures_and_edits_that_people_send_are_let_be(telegram: TelegramServer) -> None:
    async with running(telegram) as bench:
        telegram.world.say(7, "watch x")
        message = telegram.world.updates[-1]["message"]
        del message["text"]
        message["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        update = hand_over(telegram.world, 7, "a.json", b"{}")
        edited = telegram.world.updates[-1]
        edited["edited_message"] = edited.pop("message") | {"edit_date": 1}
        assert edited["update_id"] == update
        telegram.world.say(7, "end")
        await telegram.until(lambda: bench.asked)
        assert [request.text for request in bench.asked] == ["end"]


async def test_files_come_from_the_servers_own_address() -> None:
    connection = connect_telegram("123:abc", base_url="http://127.0.0.1:9/bot")
    assert connection.bot.base_file_url == "http://127.0.0.1:9/file/bot123:abc"
    await connection.close()


def test_a_message_that_takes_anothers_place_is_followed_by_its_file() -> None:
    parts = files_of.parts(said("new", replaces=True))
    assert [part.replaces for part in parts] == [True, False]
    assert [part.attachment is not None for part in parts] == [False, True]


def _replying(message: Message):  # noqa: ANN202
    async def reply(_request: Request) -> Message:
        return message

    return reply
