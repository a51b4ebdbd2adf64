"""The security checks of chats and platforms, each by its number: who may, what is escaped, what is limited, what is deleted.

Feeds and addresses have theirs beside the guard and the parser; each rule's finer cases stand with the code that keeps it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app.settings import ConfigProblem, load_settings
from bot.chat.turnstile import Turnstile
from bot.model.alert import Delivered, DeliveryKind
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.message import Block, BlockKind, Isolate, Message, Piece
from bot.model.news import Language
from bot.model.quotas import Quotas
from bot.platforms.console import to_text
from bot.platforms.slack import connect_slack
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.request_urls import Signatures
from bot.platforms.telegram import connect_telegram
from bot.platforms.telegram.markup import to_html
from bot.platforms.telegram.webhook import SECRET_HEADER, Webhook, WebhookInlet, secret_of
from bot.store.database import open_database
from bot.store.register import StoredRegister
from bot.store.schema import claims
from bot.text.links import canonical
from tests.fakes.clock import FakeClock
from tests.fakes.desk import Front, as_text
from tests.fakes.real_desk import RealFront
from tests.fakes.sample_messages import ENGLISH_LEAD, ENGLISH_TEXT, alert, chat, summary, told_as
from tests.fakes.slack_blocks import check_message
from tests.fakes.slack_server import FakeSlack
from tests.fakes.telegram_markup import parse_html
from tests.fakes.telegram_server import TOKEN, TelegramServer
from tests.store.house import House

GROUP = ("-100", ChatKind.GROUP)
DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.fixture
async def front(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores that nobody owns yet."""
    path = Path(shutil.copy(sqlite_template, tmp_path / "rasid.db"))
    clock = FakeClock()
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = RealFront(House(database, clock))
    made.desk = replace(made.desk, owners=frozenset())
    await made.house.furnish()
    yield made
    await database.close()


def hostile(*texts: str, url: str = "") -> Message:
    """A message whose every block shows these texts, as headlines, values and code."""
    lines = tuple((Piece(text, Isolate.AUTO, url=url), Piece(text, code=True), Piece(text, bold=True)) for text in texts)
    return Message(Language.ENGLISH, tuple(Block(kind, lines) for kind in BlockKind), texts[0])


async def test_s01_an_owner_is_made_by_configuration_or_a_one_time_word_alone(front: RealFront) -> None:
    chats, clock = front.house.chats, front.house.clock
    for text in ("start", "watch Bitcoin", "role grant 7 owner"):
        refused = await front.say(text, "7", "7")
        assert "This bot answers only" in refused, text
        assert "telegram:7" in refused, "whoever comes first learns the id to name to an owner"
    assert not await chats.has_owner(), "whoever comes first is nobody"
    word = await chats.new_claim(timedelta(hours=1))
    (stored,) = await front.house.rows(claims)
    assert word not in repr(stored)
    await front.ask("claim wrong", "7", "7")
    assert not await chats.has_owner()
    await front.ask(f"claim {word}", "7", "7")
    await front.ask(f"claim {word}", "8", "8")
    assert await chats.role(Person(Platform.TELEGRAM, "7")) is Role.OWNER
    assert await chats.role(Person(Platform.TELEGRAM, "8")) is Role.NOBODY
    late = await chats.new_claim(timedelta(hours=1))
    clock.advance(3601)
    await front.ask(f"claim {late}", "8", "8")
    assert await chats.role(Person(Platform.TELEGRAM, "8")) is Role.NOBODY


async def test_s02_a_role_is_looked_up_when_it_is_used_and_a_button_belongs_to_its_chat(front: RealFront) -> None:
    register, now = StoredRegister(front.house.database), front.house.clock.now()
    owner, editor = Person(Platform.TELEGRAM, "1"), Person(Platform.TELEGRAM, "22")
    await front.house.chats.grant(owner, Role.OWNER, "test", now)
    await front.ask("start", "1", *GROUP)
    group = next(chat for chat in await front.house.chats.chats() if chat.address.channel == "-100")
    await register.appoint(editor, Role.EDITOR, group.id, owner, None, now, spare=True)
    watched = await front.ask("watch Bitcoin", "22", *GROUP)
    assert watched is not None
    undo = watched.buttons[0][-1].action
    assert undo.startswith("unwatch ")
    await front.ask("start", "1", "1")
    await front.ask(undo, "1", "1", button=True)
    assert len(await front.house.chats.watches(group.id)) == 1, "in another chat the same button names nothing"
    await register.appoint(editor, Role.NOBODY, group.id, owner, None, now, spare=True)
    refused = await front.ask(undo, "22", *GROUP, button=True)
    assert refused is not None
    assert "telegram:22" in as_text(refused), "a refusal names the id"
    back = await front.ask("undo", "22", *GROUP)
    assert back is not None
    assert len(await front.house.chats.watches(group.id)) == 1, "undo is no way round either"
    await register.appoint(editor, Role.EDITOR, group.id, owner, None, now, spare=True)
    front.directory.left.add(("-100", "22"))
    await front.ask(undo, "22", *GROUP, button=True)
    assert len(await front.house.chats.watches(group.id)) == 1, "what was granted lapses with leaving"
    front.directory.left.clear()
    await front.ask(undo, "22", *GROUP, button=True)
    assert await front.house.chats.watches(group.id) == ()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "tg://user?id=1", "file:///etc/passwd", "https://"])
def test_s06_telegram_shows_foreign_html_as_text_and_links_to_the_web_alone(url: str) -> None:
    html = to_html(hostile("<b>x</b>", '</a><a href="https://evil.example">', "&lt;i&gt; & <script>", url=url))
    text, entities = parse_html(html)
    assert "<script>" in text
    assert "<b>x</b>" in text
    assert {entity.type for entity in entities} <= {"bold", "code"}


async def test_s07_slack_shows_foreign_markup_as_text_and_calls_nobody() -> None:
    texts = ("<!everyone>", "<!here|x>", "<@U1>", "<https://evil.example|click>", "*b* _i_ `c` &lt;", "@here @channel")
    message = hostile(*texts)
    blocks, text = to_blocks(message)
    check_message(blocks, text)
    assert "<!everyone>" not in text
    for written in _mrkdwn(blocks):
        assert not any(mark in written for mark in ("<!", "<@", "<https://evil.example|"))
    async with FakeSlack() as slack:
        if "C1" not in slack.world.channels:
            slack.world.add_channel("C1")
        connection = connect_slack(slack.bot_token, base_url=slack.base_url)
        sent = await connection.courier.send(Chat(1, Address(Platform.SLACK, "C1"), ChatKind.GROUP), message, "1.0")
        await connection.close()
        (call,) = slack.called("chat.postMessage")
    assert isinstance(sent, Delivered)
    asked = {name: call.arguments[name] for name in ("link_names", "unfurl_links", "unfurl_media", "parse")}
    assert asked == {"link_names": False, "unfurl_links": False, "unfurl_media": False, "parse": "none"}


def _mrkdwn(found: object) -> list[str]:
    """All text in blocks that Slack reads as markup."""
    if isinstance(found, dict):
        own = [str(found["text"])] if found.get("type") == "mrkdwn" else []
        return own + [text for value in found.values() for text in _mrkdwn(value)]
    return [text for value in found for text in _mrkdwn(value)] if isinstance(found, list) else []


def test_s08_direction_marks_of_others_are_taken_out_and_look_alike_hosts_shown_as_they_are() -> None:
    message = hostile(f"annual{DIRECTION}txt.exe", f"safe{DIRECTION}")
    shown = (
        to_text(message),
        to_html(message),
        json.dumps(to_blocks(message), ensure_ascii=False),
        to_text(message, marks=True),
    )
    for text in shown:
        assert "annualtxt.exe" in text
        assert not any(mark in text for mark in "\u202a\u202b\u202d\u202e\u061c")


def test_s08_a_look_alike_host_is_shown_as_what_it_is_wherever_an_alert_links_to_it() -> None:
    link = canonical("https://аррӏе.example/a")
    assert link == "https://xn--80ak6aa92e.example/a"
    told = alert(replace(ENGLISH_LEAD, url=link), summary(ENGLISH_TEXT))
    message = told_as(DeliveryKind.SEND, chat(Language.ENGLISH), told)
    for shown in (to_text(message), to_html(message), json.dumps(to_blocks(message), ensure_ascii=False)):
        assert "https://xn--80ak6aa92e.example/a" in shown
        assert "аррӏе" not in shown


async def test_s10_a_webhook_is_for_whoever_knows_its_secret_compared_in_constant_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return same(one, other)

    same = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    public = Webhook("https://rasid.example/telegram", "127.0.0.1", 0)
    update = b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "/x"}}'
    taken: list[object] = []

    async with TelegramServer() as telegram:
        connection = connect_telegram(telegram.token, base_url=telegram.base_url, read_seconds=1.0, webhook=public)
        inlet = WebhookInlet(connection.courier._bot, public)
        await inlet.open(taken.append)
        statuses = []
        async with aiohttp.ClientSession() as session:
            for secret in ("", "wrong", secret_of("1:other", public.url), secret_of(TOKEN, public.url)):
                url = f"http://127.0.0.1:{inlet.port}/telegram"
                async with session.post(url, data=update, headers={SECRET_HEADER: secret}) as answer:
                    statuses.append(answer.status)
        await inlet.close()
        await connection.close()
    assert (statuses, len(taken)) == ([403, 403, 403, 200], 1)
    assert [one for one, _ in compared] == [b"", b"wrong", secret_of("1:other", public.url).encode(), compared[-1][1]]


async def test_s11_a_slack_request_holds_for_five_minutes_and_its_event_is_answered_once(front: RealFront) -> None:
    clock = FakeClock()
    stamp = str(int(clock.now().timestamp()))
    digest = hmac.new(b"secret", f"v0:{stamp}:body".encode(), hashlib.sha256).hexdigest()
    signatures = Signatures("secret", clock)
    assert signatures.hold(b"body", stamp, f"v0={digest}")
    assert not signatures.hold(b"another", stamp, f"v0={digest}")
    assert not Signatures("other", clock).hold(b"body", stamp, f"v0={digest}")
    clock.advance(301)
    assert not signatures.hold(b"body", stamp, f"v0={digest}")
    await front.house.chats.grant(Person(Platform.SLACK, "U1"), Role.OWNER, "test", clock.now())
    for _ in range(3):
        await front.ask("watch Bitcoin", "U1", "D1", platform=Platform.SLACK, update="slack:Ev1")
    assert len(await front.house.chats.watches(1)) == 1
    assert await front.ask("watches", "U1", "D1", platform=Platform.SLACK, update="slack:Ev1") is None


async def test_s12_a_chat_that_asks_too_much_is_slowed_and_others_are_not() -> None:
    made = Front()
    made.desk = replace(made.desk, quotas=Quotas(watches=3, commands=5), turnstile=Turnstile())
    answers = [await made.ask("help") for _ in range(9)]
    assert all(answers[:5])
    assert sum(message is None for message in answers) >= 2, "told once, then silence"
    assert "CENTCOM" in await made.say("watch CENTCOM", channel="-100", kind=ChatKind.GROUP)
    made.clock.time += timedelta(minutes=1)
    for term in ("one", "two", "three", "four"):
        await made.ask(f"watch {term}")
    assert len([watch for watch in made.chats.terms.values() if watch.chat_id == 1]) == 3


def test_s13_secrets_come_from_the_environment_or_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:canary", encoding="utf-8")
    monkeypatch.setenv("RASID_TELEGRAM__TOKEN_FILE", str(secret))
    for mode in (0o644, 0o604):
        secret.chmod(mode)
        with pytest.raises(ConfigProblem):
            load_settings(tmp_path)
    secret.chmod(0o600)
    settings = load_settings(tmp_path)
    assert settings.telegram.token is not None
    assert "canary" not in repr(settings)
    monkeypatch.delenv("RASID_TELEGRAM__TOKEN_FILE")
    (tmp_path / "bot.toml").write_text('[telegram]\ntoken = "123:canary"\n', encoding="utf-8")
    with pytest.raises(ConfigProblem) as caught:
        load_settings(tmp_path)
    assert "canary" not in str(caught.value)


async def test_s18_forget_leaves_nothing_of_a_chat_in_the_file(front: RealFront, tmp_path: Path) -> None:
    await front.house.chats.grant(Person(Platform.TELEGRAM, "1"), Role.OWNER, "test", front.house.clock.now())
    for text in (
        "watch zebracorn",
        "name zebracorn = quaggamint",
        "mute zebracorn 8h",
        "edit 1 zebracorn news",
        "unwatch zebracorn news",
        "undo",
        "language ar",
    ):
        await front.ask(text, "1", "777")
    asked = await front.ask("forget", "1", "777")
    assert asked is not None
    assert b"zebracorn" in _bytes_of(tmp_path)
    await front.ask(asked.buttons[0][0].action, "1", "777", button=True)
    assert [chat.address.channel for chat in await front.house.chats.chats()] == []
    for word in (b"zebracorn", b"quaggamint"):
        assert word not in _bytes_of(tmp_path), "the file or its journal still holds what was deleted"
    with closing(sqlite3.connect(tmp_path / "rasid.db")) as rows:
        left = "\n".join(rows.iterdump())
    assert "'777'" not in left, [line for line in left.splitlines() if "'777'" in line]


def _bytes_of(folder: Path) -> bytes:
    """All that the database's file and its journal hold, also where nothing points to it."""
    return b"".join(file.read_bytes() for file in folder.glob("rasid.db*"))
