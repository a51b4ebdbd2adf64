"""What people read in answer to the commands of administration, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.engine import Engine
from bot.model.alert import Alert, AlertKind, Delivery, DeliveryKind, Notice, Reason, Report, Summary
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.model.quotas import Quotas
from bot.model.register import AuditEntry, Backlog, Letter, Silence
from bot.ports import StoryHit
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, Front, article

AR, EN = Language.ARABIC, Language.ENGLISH
RANA = Person(Platform.TELEGRAM, "7", "رنا")
HOUR = timedelta(hours=1)

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "roles": (("roles", "صلاحيات"),),
    "role-grant": (("role grant 7 editor", "صلاحية منح 7 تحرير"),),
    "role-grant-again": (("role grant 7 editor", "صلاحية منح 7 تحرير"), ("role grant 7 editor", "صلاحية منح 7 تحرير")),
    "role-grant-which": (("role grant 7", "صلاحية منح 7"),),
    "role-grant-whom": (("role grant editor", "صلاحية منح تحرير"),),
    "role-grant-unknown": (("role grant @somebody editor", "صلاحية منح @somebody تحرير"),),
    "role-grant-configured": (("role grant 111 reader", "صلاحية منح 111 قراءة"),),
    "role-revoke": (("role grant 7 editor", "صلاحية منح 7 تحرير"), ("role revoke 7", "صلاحية سحب 7")),
    "role-revoke-none": (("role revoke 7", "صلاحية سحب 7"),),
    "access": (("access", "دخول"),),
    "access-open": (("access open", "دخول مفتوح"),),
    "access-closed": (("access closed", "دخول مغلق"), ("invite", "دعوة")),
    "access-which": (("access perhaps", "دخول ربما"),),
    "invite": (("invite editor 48h", "دعوة تحرير 48 ساعة"),),
    "invite-how": (("invite editor soon", "دعوة تحرير قريباً"),),
    "invites": (("invite editor", "دعوة تحرير"), ("invite", "دعوة"), ("invites", "دعوات")),
    "invites-none": (("invites", "دعوات"),),
    "invite-revoke": (("invite", "دعوة"), ("invite revoke 1", "دعوة سحب 1")),
    "invite-revoke-none": (("invite revoke 9", "دعوة سحب 9"),),
    "join-wrong": (("join nothing", "انضمام شيء"),),
    "chats": (("chats", "محادثات"),),
    "quota": (("quota 2", "حصة 2"),),
    "quota-set": (("quota 2 watches 1000", "حصة 2 رصد 1000"),),
    "quota-how": (("quota 2 watches many", "حصة 2 رصد كثير"),),
    "quota-unknown": (("quota 99 watches 3", "حصة 99 رصد 3"),),
    "quota-full": (("watch one", "رصد واحد"), ("watch two", "رصد اثنان"), ("watch three", "رصد ثلاثة")),
    "deliveries": (("deliveries", "رسائل"),),
    "delivery-show": (("delivery show 31", "رسالة عرض 31"),),
    "drop": (("drop 31", "رسالة إسقاط 31"),),
    "drop-none": (("drop 99", "رسالة إسقاط 99"),),
    "audit": (("audit", "سجل"),),
    "audit-none": (("audit nobody", "سجل nobody"),),
    "health": (("health", "صحة"),),
    "handover": (("handover 8h", "تسليم 8 ساعات"),),
    "handover-how": (("handover soon", "تسليم قريب"),),
    "feed-assign": (("feed assign 2 2", "مصدر إسناد 2 2"),),
    "feed-assign-unknown": (("feed assign 2 nowhere", "مصدر إسناد 2 nowhere"),),
    "feed-assign-how": (("feed assign 2", "مصدر إسناد 2"),),
}


async def office() -> Front:
    """An owner's private chat, a desk's group beside it, and something of everything to be seen."""
    made = Front()
    made.desk = replace(
        made.desk,
        links={Platform.TELEGRAM: lambda word: f"https://t.me/RasidBot?start={word}"},
        engine=Engine(NOON - 5 * HOUR, {"Rasid": "0.4.0", "Python": "3.11.9"}, lambda: {"telegram": "up", "slack": "down"}),
        quotas=Quotas(watches=2, commands=10**9),
    )
    await made.ask("help")
    await made.ask("help", channel="-100", kind=ChatKind.GROUP)
    own, group = (
        replace(chat, title=title) for chat, title in zip(made.chats.rows.values(), ("", "غرفة الأخبار"), strict=True)
    )
    made.chats.rows = {own.id: own, group.id: group}
    made.chats.roles = {"telegram:8": Role.ADMIN}
    made.register.names = {"telegram:8": "Omar"}
    _queue(made, own, group)
    _shift(made, own)
    _log(made, own, group)
    made.chats.health[3] = ("timeout", "")
    made.chats.facts[3] = {"failing_since": NOON - 2 * HOUR}
    made.chats.facts[1] = {"held_since": NOON - 3 * HOUR}
    return made


def _queue(made: Front, own: Chat, group: Chat) -> None:
    made.logbook.queue = [
        Letter(
            31,
            own,
            DeliveryKind.SEND,
            "dead",
            "CENTCOM downs drones",
            NOON - HOUR,
            NOON,
            Reason("rejected", (("because", "too long"),)),
        ),
        Letter(32, group, DeliveryKind.DIGEST, "doubt", "", NOON - HOUR, NOON, Reason("doubt")),
        Letter(33, group, DeliveryKind.SEND, "held", "سعر بيتكوين", NOON - 20 * HOUR, NOON + HOUR, Reason("paused")),
        Letter(34, own, DeliveryKind.EDIT, "pending", "CENTCOM", NOON, NOON + HOUR, Reason("due")),
        Letter(35, own, DeliveryKind.NOTICE, "inflight", "", NOON, NOON, Reason("due")),
        Letter(36, own, DeliveryKind.REPLY, "pending", "CENTCOM", NOON, NOON, Reason("due")),
    ]
    report = Report(1, "Reuters", EN, "CENTCOM downs drones", "https://reuters.example/1", NOON - HOUR, NOON - HOUR)
    alert = Alert(5, own.id, 1, AlertKind.NEW, report, (report,), ("CENTCOM",), Summary(""), Reason("first_match"), NOON)
    made.logbook.full[31] = Delivery(31, own, 1, DeliveryKind.SEND, 0, NOON - HOUR, NOON, (alert,))


def _shift(made: Front, own: Chat) -> None:
    hits = [
        StoryHit(1, (article(1, "CENTCOM says it downed two drones"), article(2, "US downs drones", "BBC", ago=90))),
        StoryHit(3, (article(3, "سنتكوم تعلن إسقاط مسيّرتين", "الجزيرة", ago=120, url="https://jazeera.example/3"),)),
    ]
    made.articles.told = {own.id: hits}
    made.logbook.told_of = {own.id: {1: NOON - HOUR, 3: NOON - 2 * HOUR}}
    made.logbook.muted = {own.id: [Silence("CENTCOM", "رنا", NOON + 8 * HOUR), Silence("BBC", "Omar", None)]}
    made.logbook.behind = Backlog(NOON - HOUR, 4_300_000, "3.45.1")


def _log(made: Front, own: Chat, group: Chat) -> None:
    def entry(action: str, detail: str = "", who: str = "telegram:7", name: str = "رنا", **more: object) -> AuditEntry:
        number = len(made.register.log) + 1
        return AuditEntry(number, NOON - HOUR, who, name, action, detail, chat=more.pop("chat", own), **more)  # type: ignore[arg-type]

    made.register.log = []
    for each in (
        lambda: entry("open", who=str(own.address), name=""),
        lambda: entry("watch", "بيتكوين"),
        lambda: entry("settings", changes=(("language", "en", "ar"), ("state", "active", "paused"))),
        lambda: entry("settings", name="", changes=(("quiet", "", "22:00-07:00"), ("digest", "hourly", ""))),
        lambda: entry("feed paused", "BBC", chat=group),
        lambda: entry("grant", "telegram:8 Omar", changes=(("role", "reader", "admin"),), chat=None, place=own),
        lambda: entry("quota", changes=(("watches", "", "1000"),), chat=group, place=own),
        lambda: entry("feed hold over", "BBC", who="rasid", name="", chat=None),
    ):
        made.register.log.append(each())


async def played(name: str, language: Language) -> Message:
    return await (await office()).play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_office_reads_as_it_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    three_platforms.check(f"office/{name}.{language}", message)
    for button in (button for row in message.buttons for button in row):
        assert button.action.isascii()
        assert len(button.action.encode()) <= 64
        assert button.label
    for line in (line for block in message.blocks for line in block.lines):
        assert not set("".join(piece.text for piece in line)) & set("\n\u200e\u200f\u2066\u2068\u2069")


@pytest.mark.parametrize("language", [AR, EN])
async def test_coming_in_by_invitation_reads_as_it_should(language: Language) -> None:
    made = await office()
    await made.ask("invite editor")
    message = await made.ask("انضمام w0rd-1" if language is AR else "join w0rd-1", "9", "9", language=language)
    assert message is not None
    three_platforms.check(f"office/join.{language}", message)


async def test_a_list_of_the_bots_own_words_is_shown_too() -> None:
    made = await office()
    own = made.chats.rows[1]
    made.logbook.full[35] = Delivery(35, own, 1, DeliveryKind.NOTICE, 0, NOON, NOON, notice=Notice("topic_lost"))
    assert "Message 35" in await made.say("delivery show 35")


def test_the_address_of_a_chat_without_a_title_names_it() -> None:
    assert str(Address(Platform.TELEGRAM, "-100")) == "telegram:-100"
