"""What people, feeds and platforms may do wrong: each is answered in the reader's language, and disturbs nothing else."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import pytest_asyncio

from bot.model.chat import Person, Platform, Role
from tests.fakes import telegram_faults as faults
from tests.fakes.running import OWNER, Running, a_running_bot, plain, says
from tests.fakes.telegram_server import Call
from tests.fakes.world import a_world, settled, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

STRANGER = 999
PAGE = "<!doctype html><html><head><title>Gulf Wire</title></head><body><h1>News</h1><p>No feed here.</p></body></html>"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One bot for all of these tests; each has chats and terms of its own."""
    folder = tmp_path_factory.mktemp("bad_input")
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        allowed = f"{world.feeds.host},127.0.0.1:{dead_port()}"
        async with a_running_bot(world, RASID_FETCH__ALLOW_HOSTS=allowed, RASID_FETCH__INTERVAL="1") as running:
            await world.read_once("/wire.xml")
            await running.ask_slack("start")
            yield running


def dead_port() -> int:
    """A port of the loopback on which nobody listens: 1 is for root alone, and for a service nobody runs."""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 1))
    return 1


# -- what people type --


async def test_an_unknown_command_is_named_and_the_nearest_offered(running: Running) -> None:
    for text, language, nearest in (("wach Riyadh", "en", "watch Riyadh"), ("رصص الرياض", "ar", "رصد الرياض")):
        for answer in (
            await running.ask(text, language=language),
            await running.ask_slack(text),
            await running.type(text),
        ):
            assert says(answer, language, "misread.unknown", word=text.split()[0])
            assert says(answer, language, "misread.nearest")
            assert answer.splitlines()[1].endswith(nearest)
            assert says(answer, language, "misread.help")
    assert says(await running.type("xyzzyplugh"), "en", "misread.unknown", word="xyzzyplugh")


async def test_a_term_must_be_there_and_be_a_term(running: Running) -> None:
    for word, language in (("watch", "en"), ("رصد", "ar")):
        assert says(await running.ask(word), language, "reject.empty")
        for ask in (running.ask, running.ask_slack):
            assert says(await ask(f"{word} {'a' * 500}"), language, "reject.too_long")
            assert says(await ask(f"{word} {'الرياض ' * 72}"), language, "reject.too_long")
            assert says(await ask(f"{word} ؟…"), language, "reject.no_letters", term="؟…")
    assert says(await running.ask("/watches"), "en", "watches.none")


async def test_a_second_watch_of_a_term_is_the_first_one(running: Running) -> None:
    chat = running.group()
    assert says(await running.ask("/watch Khartoum", chat), "en", "watch.saved", term="Khartoum")
    assert says(await running.ask("/watch khartoum", chat), "en", "watch.again", term="Khartoum")
    assert says(await running.ask("/rasid رصد Khartoum", chat), "ar", "watch.again", term="Khartoum")
    assert says((await running.ask("/watches", chat)).splitlines()[0], "en", "watches.title", count="1")


async def test_a_number_that_is_no_watch_is_said_to_be_none(running: Running) -> None:
    assert says(await running.ask("/unwatch 99"), "en", "unwatch.none", term="99")
    assert says(await running.ask("حذف ٩٩"), "ar", "unwatch.none", term="٩٩")
    assert says(await running.ask("/feeds remove 99"), "en", "feeds.number", number="99")
    assert says(await running.ask("مصدر حذف ٩٩"), "ar", "feeds.number", number="٩٩")


# -- feeds that are none --


@pytest.mark.parametrize(
    ("address", "trouble", "detail"),
    [
        ("/page", "not_a_feed", ""),
        ("/nowhere", "not_found", "HTTP 404"),
        ("http://10.0.0.1/", "forbidden_address", "10.0.0.1"),
        ("http://169.254.169.254/latest/meta-data", "forbidden_address", "169.254.169.254"),
        ("http://0x7f000001/", "forbidden_address", ""),
        ("http://127.0.0.1:1/feed", "connect", ""),
        ("ftp://feeds.example/rss", "bad_url", ""),
    ],
)
async def test_a_feed_that_cannot_be_read_is_not_added(running: Running, address: str, trouble: str, detail: str) -> None:
    running.world.feeds.serve("/page", PAGE, content_type="text/html; charset=utf-8")
    url = running.world.feeds.url(address) if address.startswith("/") else address
    for command, language in (("/feeds add", "en"), ("مصدر إضافة", "ar")):
        answer = await running.ask(f"{command} {url}")
        assert says(answer, language, "feed_add.failed")
        assert says(answer, language, f"trouble.{trouble}")
        assert detail in answer
    assert says(await running.ask("/feeds"), "en", "feeds.title", count="1")


# -- articles that lack something --


def entry(guid: str, title: str = "", text: str = "", *, dated: bool = False) -> str:
    """An entry of a feed with just these parts."""
    parts = f"<guid isPermaLink='false'>{guid}</guid>"
    parts += f"<title>{title}</title>" if title else ""
    parts += f"<description>{text}</description>" if text else ""
    parts += f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate>" if dated else ""
    return f"<item>{parts}</item>"


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_an_article_without_title_or_date_is_alerted_readably(running: Running, language: str) -> None:
    chat = running.group()
    path, term = f"/bare-{language}.xml", {"en": "Zanzibar", "ar": "زنجبار"}[language]
    feed = f'<rss version="2.0"><channel><title>Bare</title><language>{language}</language>%s</channel></rss>'
    running.world.feeds.publish(path, feed % entry("b0", "Nothing yet"))
    add, watch = {"en": ("/feeds add", "/watch"), "ar": ("/rasid مصدر إضافة", "/rasid رصد")}[language]
    await running.ask(f"{add} {running.world.feeds.url(path)}", chat)
    await running.ask(f"{watch} {term}", chat)
    untitled, undated, bare = {
        "en": (
            "Fishermen of Zanzibar mend their nets before the monsoon arrives this week",
            "Clove harvest in Zanzibar is the best for years",
            "Teachers in Zanzibar begin a course on old manuscripts",
        ),
        "ar": (
            "صيادو زنجبار يصلحون شباكهم قبل وصول الرياح الموسمية إلى الساحل هذا الأسبوع",
            "موسم القرنفل في زنجبار هو الأفضل منذ سنوات",
            "معلّمون في زنجبار يبدأون دورة عن المخطوطات القديمة",
        ),
    }[language]
    entries = (entry("b1", text=untitled, dated=True), entry("b2", title=undated), entry("b3", text=bare))
    await until(lambda: len(running.world.feeds.asked(path)) >= 3)
    running.world.feeds.publish(path, feed % "".join(entries))
    first = (await running.alerted(untitled.split(maxsplit=1)[1][:20], chat)).text
    second = (await running.alerted(undated, chat)).text
    third = (await running.alerted(bare, chat)).text
    published, seen, watched = {"en": ("published", "seen", "Watch: "), "ar": ("نُشر", "وصل", "الرصد: ")}[language]
    for text in (first, second, third):
        assert re.search(rf"{seen} .*\d:\d\d", text)
        assert watched in text
        assert "None" not in text
    assert published in first
    assert published not in second + third
    # What stands in for a title is not said twice.
    assert third.count(bare.split()[-1]) == 1


# -- platforms that refuse --


async def test_markup_that_a_platform_refuses_arrives_as_plain_text_once(running: Running) -> None:
    chat = running.group()
    await running.ask("/watch Maldives", chat)
    running.world.telegram.fault(faults.bad_entities().on("sendMessage", chat))
    running.world.publish(
        "/wire.xml", ("m1", "Coral nursery opens in Maldives & <Seychelles>", "Divers planted the first <b>reef</b>.")
    )
    shown = await running.alerted("Coral nursery", chat)
    assert "Coral nursery opens in Maldives" in shown.text
    assert shown.html == ""
    assert "https://news.example/m1" in shown.text
    await settled(lambda: len(running.told(chat)), 1)
    assert sum("Coral nursery" in text for text in running.told(chat)) == 1


async def test_a_chat_that_blocked_the_bot_is_left_alone_and_told_when_it_is_back(running: Running) -> None:
    chat, other = 2222, running.group()
    await running.bot.desk.chats.grant(Person(Platform.TELEGRAM, str(chat)), Role.OWNER, "test", datetime.now(UTC))
    await running.ask("رصد Bhutan", chat, user=chat, language="ar")
    await running.ask("/watch Bhutan", other)
    room = running.world.telegram.world.rooms[chat]
    room.gone = "bot was blocked by the user"
    running.world.publish("/wire.xml", ("b1", "Bhutan counts its snow leopards", "There are more than last time."))
    await running.alerted("Bhutan counts", other)
    await until(lambda: sends(running, chat, "Bhutan counts"))
    running.world.publish("/wire.xml", ("b2", "Archers of Bhutan win a cup abroad", "It is their first."))
    await running.alerted("Archers of Bhutan", other)
    assert len(sends(running, chat, "Bhutan counts")) == 1
    assert sends(running, chat, "Archers of Bhutan") == []
    room.gone = ""
    running.world.telegram.world.membership(chat, "member", user=chat)
    await running.alerted("Bhutan counts", chat)
    await running.alerted("Archers of Bhutan", chat)
    assert sum("Bhutan counts" in text for text in running.told(chat)) == 1
    assert "Bhutan" in await running.ask("القائمة", chat, user=chat)


async def test_a_group_that_became_a_supergroup_keeps_its_watches_and_its_queue(running: Running) -> None:
    old = running.group(kind="group")
    new = old - 1_000_000
    await running.ask("/watch Nauru", old)
    running.world.telegram.world.add_chat(new, "Desk", kind="supergroup", admins={OWNER})
    # Telegram's service message may come after the next alert, or never.
    running.world.telegram.world.rooms[old].moved_to = new
    running.world.publish("/wire.xml", ("n1", "Nauru opens a library of voices", "Elders read to the young."))
    await running.alerted("Nauru opens", new)
    assert "Nauru" in await running.ask("/watches", new)
    running.world.publish("/wire.xml", ("n2", "Frigate birds of Nauru are counted by drone", "It took two days."))
    await running.alerted("Frigate birds", new)
    assert sum("Nauru opens" in text for text in running.told(new)) == 1


async def test_a_group_that_says_that_it_moved_is_found_at_once(running: Running) -> None:
    old = running.group(kind="group")
    await running.ask("/rasid رصد Palau", old, language="ar")
    running.world.telegram.world.migrate(old, old - 1_000_000)
    assert "Palau" in await running.ask("/rasid القائمة", old - 1_000_000)


async def test_a_chat_that_is_told_to_wait_waits_alone(running: Running) -> None:
    slow, other = running.group(), running.group()
    for chat in (slow, other):
        await running.ask("/watch Tuvalu", chat)
    running.world.telegram.fault(faults.too_many(3).on("sendMessage", slow))
    running.world.publish("/wire.xml", ("t1", "Tuvalu plants a thousand palms", "The seedlings came by boat."))
    await running.alerted("Tuvalu plants", other)
    assert not any("Tuvalu plants" in text for text in running.told(slow))
    await running.alerted("Tuvalu plants", slow)
    refused, sent = sends(running, slow, "Tuvalu plants")
    assert sent.at - refused.at >= 3


def sends(running: Running, chat: int, words: str) -> list[Call]:
    """The attempts to send a message with these words to a chat."""
    return [call for call in running.world.telegram.called("sendMessage") if call.chat == chat and words in str(call.params)]


# -- strangers --


async def test_a_stranger_is_told_their_id_and_nothing_else(running: Running) -> None:
    for user, text, language in ((STRANGER, "/watch Riyadh", "en"), (STRANGER + 1, "رصد الرياض", "ar")):
        answer = await running.ask(text, user, user=user, language=language)
        assert says(answer, language, "refused.private", id=f"telegram:{user}")
        assert "\n" not in answer
    running.world.slack.world.add_user("U9", name="Somebody")
    running.world.slack.world.add_channel("C9")
    whispered = await running.asked_slack("watch Riyadh", "C9", user="U9")
    assert whispered.only_for == "U9"
    assert says(plain(whispered.plain), "en", "refused.group", id="slack:U9")
    assert running.world.slack.world.visible("C9") == []
    for chat in await running.bot.desk.chats.chats():
        assert chat.admitted or not await running.bot.desk.chats.watches(chat.id)
        assert chat.address.channel not in {str(STRANGER), str(STRANGER + 1)}


async def test_a_member_of_a_group_without_rights_is_refused_with_their_role(running: Running) -> None:
    chat = running.group()
    await running.ask("/watches", chat)
    for text, language in (("/watch Riyadh", "en"), ("/rasid رصد الرياض", "ar")):
        refused = await running.ask(text, chat, user=STRANGER)
        assert says(refused, language, "refused.role_here", id=f"telegram:{STRANGER}")
    assert says(await running.ask("/watches", chat, user=STRANGER), "en", "watches.none")
