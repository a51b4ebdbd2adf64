"""What the courier makes of everything that Telegram and the network do, with the real client library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.alert import Delivered, Doubt, Gone, Moved, Outcome, Rejected, Retry, Unknowable
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Button, Message
from bot.model.news import Language
from bot.platforms.telegram import TelegramConnection, connect_telegram
from bot.platforms.telegram.courier import TelegramCourier
from bot.platforms.telegram.markup import to_html, to_plain
from bot.ports import Courier
from tests.fakes import telegram_faults as faults
from tests.fakes.telegram_faults import Fault
from tests.fakes.telegram_server import TelegramServer
from tests.platforms.telegram import samples

LAYLA = Chat(1, Address(Platform.TELEGRAM, "7"), ChatKind.PRIVATE)
GROUP = Chat(2, Address(Platform.TELEGRAM, "-100", "55"), ChatKind.GROUP)
HELLO = samples.text("مرحباً", samples.ltr("+3%"))


@pytest.fixture
def courier(telegram: TelegramServer, connection: TelegramConnection) -> TelegramCourier:
    telegram.world.add_chat(7)
    telegram.world.add_chat(-100, "Desk", forum=True).topics.add(55)
    return connection.courier


async def test_an_alert_arrives_as_rendered_with_its_buttons_and_without_a_preview(
    telegram: TelegramServer, courier: TelegramCourier
) -> None:
    port: Courier = courier
    outcome = await port.send(LAYLA, samples.ARABIC_ALERT, "1.0")
    (shown,) = telegram.shown(7)
    assert outcome == Delivered(str(shown.id))
    assert shown.html == to_html(samples.ARABIC_ALERT)
    assert shown.text == to_plain(samples.ARABIC_ALERT)
    assert shown.buttons == [
        [("لماذا؟", "why 7"), ("ليس الخبر نفسه", "apart 7")],
        [("كتم", "mute 42"), ("خارج الموضوع", "off 7")],
    ]
    assert (shown.preview, shown.silent, shown.thread) == (False, False, None)
    length = len("سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر")
    assert {"type": "text_link", "offset": 1, "length": length, "url": samples.URL} in shown.entities
    assert {"type": "bold", "offset": 1, "length": length} in shown.entities


async def test_a_button_may_lead_somewhere(telegram: TelegramServer, courier: TelegramCourier) -> None:
    link = Button("Add to a group", "", url="https://t.me/RasidBot?startgroup=here")
    part = replace(HELLO, buttons=((link, Button("Why?", "why 7")),))
    assert isinstance(await courier.send(LAYLA, part, "1.0"), Delivered)
    (shown,) = telegram.shown(7)
    assert shown.buttons == [[("Add to a group", link.url), ("Why?", "why 7")]]


async def test_silence_and_topics_are_passed_on(telegram: TelegramServer, courier: TelegramCourier) -> None:
    await courier.send(GROUP, Message(Language.ARABIC, HELLO.blocks, silent=True), "1.0")
    (shown,) = telegram.shown(-100)
    assert (shown.silent, shown.thread) == (True, 55)


async def test_previews_are_shown_where_a_chat_wants_them(telegram: TelegramServer, courier: TelegramCourier) -> None:
    await courier.send(LAYLA, replace(samples.ARABIC_ALERT, previews=True), "1.0")
    (shown,) = telegram.shown(7)
    assert shown.preview


async def test_general_is_never_named_by_its_number(telegram: TelegramServer, courier: TelegramCourier) -> None:
    general = Chat(2, Address(Platform.TELEGRAM, "-100", "1"), ChatKind.GROUP)
    assert isinstance(await courier.send(general, HELLO, "1.0"), Delivered)
    assert "message_thread_id" not in telegram.called("sendMessage")[0].params


async def test_an_edit_changes_text_and_buttons_in_place(telegram: TelegramServer, courier: TelegramCourier) -> None:
    sent = await courier.send(LAYLA, samples.ARABIC_ALERT, "1.0")
    assert isinstance(sent, Delivered)
    assert await courier.edit(LAYLA, sent.message, HELLO, "2.0") == Delivered(sent.message)
    (shown,) = telegram.shown(7)
    assert (shown.text, shown.buttons, shown.preview) == (to_plain(HELLO), [], False)
    assert shown.edits == [to_plain(samples.ARABIC_ALERT)]


async def test_an_edit_that_changes_nothing_is_delivered(telegram: TelegramServer, courier: TelegramCourier) -> None:
    sent = await courier.send(LAYLA, HELLO, "1.0")
    assert isinstance(sent, Delivered)
    assert await courier.edit(LAYLA, sent.message, HELLO, "2.0") == sent
    assert telegram.shown(7)[0].edits == []


@pytest.mark.parametrize("target", ["999", "", "not a number"])
async def test_an_edit_of_what_is_not_there_has_lost_its_target(courier: TelegramCourier, target: str) -> None:
    outcome = await courier.edit(LAYLA, target, HELLO, "2.0")
    assert isinstance(outcome, Rejected)
    assert outcome.target_lost


async def test_an_edit_of_a_deleted_message_has_lost_its_target(telegram: TelegramServer, courier: TelegramCourier) -> None:
    sent = await courier.send(LAYLA, HELLO, "1.0")
    telegram.shown(7)[0].deleted = True
    assert isinstance(sent, Delivered)
    outcome = await courier.edit(LAYLA, sent.message, samples.ARABIC_ALERT, "2.0")
    assert isinstance(outcome, Rejected)
    assert outcome.target_lost


async def test_a_reply_hangs_on_its_message_or_stands_alone_when_that_is_gone(
    telegram: TelegramServer, courier: TelegramCourier
) -> None:
    first = await courier.send(GROUP, HELLO, "1.0")
    assert isinstance(first, Delivered)
    assert isinstance(await courier.reply(GROUP, first.message, HELLO, "2.0"), Delivered)
    assert isinstance(await courier.reply(GROUP, "999", HELLO, "3.0"), Delivered)
    assert [shown.reply_to for shown in telegram.shown(-100)] == [None, int(first.message), None]


OUTCOMES: list[tuple[str, Fault, Outcome, int]] = [
    ("flood", faults.too_many(7), Retry(timedelta(seconds=7), "flood control", counted=False), 0),
    (
        "flood without a number",
        faults.error(429, "Too Many Requests: retry later"),
        Retry(timedelta(seconds=5), "flood control", counted=False),
        0,
    ),
    ("blocked", faults.blocked(), Gone("blocked"), 0),
    ("kicked", faults.kicked(), Gone("kicked"), 0),
    ("deactivated", faults.deactivated(), Gone("deactivated"), 0),
    ("deleted", faults.error(403, "Forbidden: the group chat was deleted"), Gone("deleted"), 0),
    ("no member", faults.error(403, "Forbidden: bot is not a member of the channel chat"), Gone("not_member"), 0),
    ("another 403", faults.error(403, "Forbidden: something new"), Gone("forbidden"), 0),
    ("no chat", faults.error(400, "Bad Request: chat not found"), Gone("not_found"), 0),
    ("muted", faults.error(400, "Bad Request: not enough rights to send text messages to the chat"), Gone("no_rights"), 0),
    ("no words", faults.error(400, "Bad Request: have no rights to send a message"), Gone("no_rights"), 0),
    ("forbidden words", faults.error(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Gone("no_rights"), 0),
    (
        "another right",
        faults.error(400, "Bad Request: not enough rights to pin a message"),
        Rejected("Not enough rights to pin a message"),
        0,
    ),
    ("migrated", faults.migrated(-1001), Moved(Address(Platform.TELEGRAM, "-1001")), 0),
    ("nonsense", faults.error(400, "Bad Request: BUTTON_DATA_INVALID"), Rejected("Button_data_invalid"), 0),
    (
        "token",
        faults.error(401, "Unauthorized"),
        Retry(timedelta(minutes=5), "Telegram refuses the token", counted=False),
        0,
    ),
    ("a proxy's page", faults.html(502), Doubt("no proper answer"), 0),
    ("a proxy's page after the fact", faults.html(504, applies=True), Doubt("no proper answer"), 1),
    ("500", faults.error(500, "Internal Server Error"), Doubt("no proper answer"), 0),
    ("half an answer", faults.truncated(), Doubt("no proper answer"), 1),
    ("too slow", faults.delay(1.5), Doubt("ReadTimeout"), 1),
]


@pytest.mark.parametrize(("fault", "outcome", "copies"), [case[1:] for case in OUTCOMES], ids=[case[0] for case in OUTCOMES])
async def test_what_telegram_does_is_told_as_it_is_and_nothing_is_sent_twice(
    telegram: TelegramServer, courier: TelegramCourier, fault: Fault, outcome: Outcome, copies: int
) -> None:
    telegram.fault(fault.on("sendMessage"))
    assert await courier.send(LAYLA, HELLO, "1.0") == outcome
    await telegram.until(lambda: len(telegram.shown(7)) == copies)
    assert len(telegram.called("sendMessage")) == 1


@pytest.mark.parametrize(("fault", "copies"), [(faults.dropped(), 0), (faults.applied_then_dropped(), 1)])
async def test_a_connection_that_breaks_after_the_call_was_written_leaves_a_doubt(
    telegram: TelegramServer, courier: TelegramCourier, fault: Fault, copies: int
) -> None:
    telegram.fault(fault.on("sendMessage"))
    assert isinstance(await courier.send(LAYLA, HELLO, "1.0"), Doubt)
    assert len(telegram.shown(7)) == copies
    assert len(telegram.called("sendMessage")) == 1


async def test_a_server_that_is_not_there_has_not_got_it(telegram: TelegramServer, courier: TelegramCourier) -> None:
    await telegram.stop()
    unreached = Retry(timedelta(seconds=5), "not reached: ConnectError", counted=False)
    assert await courier.send(LAYLA, HELLO, "1.0") == unreached
    await telegram.start()
    assert isinstance(await courier.send(LAYLA, HELLO, "1.0"), Delivered)


async def test_a_closed_connection_has_not_sent_it(telegram: TelegramServer) -> None:
    telegram.world.add_chat(7)
    connected = connect_telegram(telegram.token, base_url=telegram.url)
    assert isinstance(await connected.courier.send(LAYLA, HELLO, "1.0"), Delivered)
    await connected.close()
    assert isinstance(await connected.courier.send(LAYLA, HELLO, "1.0"), Retry)
    assert len(telegram.shown(7)) == 1


async def test_refused_markup_is_sent_once_as_plain_text_with_its_links(
    telegram: TelegramServer, courier: TelegramCourier
) -> None:
    telegram.fault(faults.bad_entities().on("sendMessage"))
    assert isinstance(await courier.send(LAYLA, samples.ARABIC_ALERT, "1.0"), Delivered)
    (shown,) = telegram.shown(7)
    assert shown.html == ""
    assert shown.text.startswith(to_plain(samples.ARABIC_ALERT))
    assert shown.text.split("\n")[-3:] == [samples.URL, "https://ar.example/1", "https://en.example/%3C2%3E"]
    assert shown.buttons


async def test_plain_text_that_is_refused_too_ends_there(telegram: TelegramServer, courier: TelegramCourier) -> None:
    telegram.fault(faults.bad_entities().on("sendMessage", times=2))
    assert isinstance(await courier.send(LAYLA, HELLO, "1.0"), Rejected)
    assert len(telegram.called("sendMessage")) == 2


async def test_an_edit_falls_back_to_plain_text_too(telegram: TelegramServer, courier: TelegramCourier) -> None:
    sent = await courier.send(LAYLA, HELLO, "1.0")
    assert isinstance(sent, Delivered)
    telegram.fault(faults.bad_entities().on("editMessageText"))
    assert await courier.edit(LAYLA, sent.message, samples.ENGLISH_ALERT, "2.0") == sent
    assert telegram.shown(7)[0].text.startswith("CENTCOM says")


async def test_a_closed_general_too_is_an_end(telegram: TelegramServer, courier: TelegramCourier) -> None:
    telegram.fault(faults.topic_closed().on("sendMessage", times=2))
    assert isinstance(await courier.send(GROUP, HELLO, "1.0"), Rejected)
    assert len(telegram.called("sendMessage")) == 2


async def test_a_migrated_group_keeps_its_topic(telegram: TelegramServer, courier: TelegramCourier) -> None:
    telegram.fault(faults.migrated(-1001).on("sendMessage"))
    assert await courier.send(GROUP, HELLO, "1.0") == Moved(Address(Platform.TELEGRAM, "-1001", "55"))


async def test_text_that_no_wire_can_carry_is_made_fit(telegram: TelegramServer, courier: TelegramCourier) -> None:
    assert isinstance(await courier.send(LAYLA, samples.text("a\ud800b\x00c\nd", language=Language.ENGLISH), "1.0"), Delivered)
    assert telegram.shown(7)[0].text == "a\ufffdbc d"


async def test_every_part_of_a_long_message_is_taken(telegram: TelegramServer, courier: TelegramCourier) -> None:
    message = samples.text("خبر " * 3000)
    for number, part in enumerate(courier.split(message)):
        assert isinstance(await courier.send(LAYLA, part, f"1.{number}"), Delivered)
    assert "".join(shown.text for shown in telegram.shown(7)).count("خبر") == 3000


async def test_a_bot_cannot_look_into_history(courier: TelegramCourier) -> None:
    assert await courier.find(LAYLA, "1.0", datetime(2026, 11, 21, tzinfo=UTC)) == Unknowable()


async def test_one_part_has_one_deadline_over_all_its_forms(telegram: TelegramServer, courier: TelegramCourier) -> None:
    hasty = TelegramCourier(courier._bot, seconds=0.3)
    telegram.fault(faults.delay(1.0).on("sendMessage"))
    assert await hasty.send(LAYLA, HELLO, "1.0") == Doubt("no answer in time")
    assert await TelegramCourier(courier._bot, seconds=0).send(LAYLA, HELLO, "2.0") == Retry(
        timedelta(seconds=5), "no time left for another form", counted=False
    )
    assert len(telegram.called("sendMessage")) == 1
