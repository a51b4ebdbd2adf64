"""An owner's private chat with something of everything that administration looks after, and a desk's group beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat.engine import Engine
from bot.model.alert import Alert, AlertKind, Delivery, DeliveryKind, Reason, Report, Summary
from bot.model.chat import Chat, ChatKind, Platform, Role
from bot.model.news import Language
from bot.model.quotas import Quotas
from bot.model.register import AuditEntry, Backlog, Letter, Silence
from bot.ports import StoryHit
from tests.fakes.desk import NOON, Front, article

EN = Language.ENGLISH
HOUR = timedelta(hours=1)


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
