"""How the audit reads: every kind of change in both languages, entries of old, those of forgotten chats, and of whom it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.audit import entry_line
from bot.chat.command import Call, Caller, Request
from bot.chat.saying import bullets, plain, say
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.news import Language
from bot.model.register import AuditEntry
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, PHRASES, Front

AR, EN = Language.ARABIC, Language.ENGLISH
HOME = Address(Platform.TELEGRAM, "111")
CHAT = Chat(1, HOME, ChatKind.PRIVATE, time_zone="Asia/Beirut", admitted=True)
ENTRY = AuditEntry(1, NOON - timedelta(hours=1), "telegram:7", "رنا", "settings", "", chat=CHAT)
SET = (
    ("quiet", "", "22:00-07:00"),
    ("quiet", "22:00-07:00", ""),
    ("digest", "", "hourly"),
    ("digest", "hourly", "daily 08:00 18:00"),
    ("digest", "daily 08:00 18:00", "fri 09:00"),
    # As they were written once.
    ("digest", "08:00 18:00", "09:00 day-4"),
    ("digest", "09:00 day-4", "someday"),
    ("time_zone", "Asia/Beirut", "America/New_York"),
    ("language", "en", "ar"),
    ("style", "short", "headline"),
    ("previews", "off", "on"),
    ("arabic_digits", "on", "off"),
    ("state", "active", "paused"),
    ("state", "paused", "suspended"),
    ("because", "", "revoked"),
    ("because", "slack: is_archived", ""),
    ("paused_until", "", "2026-11-21 20:30 UTC"),
    ("paused_until", "2026-11-21 20:30 UTC", ""),
    ("kind", "private", "group"),
    ("kind", "group", "channel"),
    ("title", "Newsroom", "غرفة الأخبار"),
    ("person", "7", "8"),
    ("admitted", "off", "on"),
    ("admitted", "on", "off"),
    ("acts_for", "", "12"),
    ("acts_for", "12", ""),
    ("access", "", "closed"),
    ("access", "closed", "open"),
    ("access", "open", "invited"),
    ("watches", "", "9"),
    ("feeds", "9", ""),
    ("commands", "30", "60"),
    ("term", "Bitcoin", "Bitcoin -heist"),
    ("unheard of", "1", "2"),
)


def told(language: Language, *entries: AuditEntry) -> list[str]:
    return [plain(each) for each in lines(language, *entries)]


def lines(language: Language, *entries: AuditEntry) -> list[tuple]:
    PHRASES.forget()
    call = Call("audit", "", language, Request(HOME, ChatKind.PRIVATE, Person(Platform.TELEGRAM, "111"), "", ""))
    caller, desk = Caller(CHAT, Role.OWNER), Front().desk
    return [entry_line(call, caller, desk, each) for each in entries]


def actions() -> list[str]:
    """Every action that the catalogues know, and those that set something."""
    prefix = "audit_did."
    known = (key.removeprefix(prefix) for key in PHRASES.keys(EN) if key.startswith(prefix))
    return [*sorted({each.split(".")[0] for each in known}), "settings", "quota", "rule"]


@pytest.mark.parametrize("language", [AR, EN])
def test_every_setting_reads_as_it_should(language: Language) -> None:
    entries = [replace(ENTRY, changes=(change,)) for change in SET]
    three_platforms.check(f"office/audit-set.{language}", say(language, bullets(lines(language, *entries))))


@pytest.mark.parametrize("language", [AR, EN])
def test_of_a_forgotten_chat_it_says_that_something_was_done_and_no_more(language: Language) -> None:
    entries = [replace(ENTRY, action=action, who="", name="", chat=None) for action in actions()]
    three_platforms.check(f"office/audit-bare.{language}", say(language, bullets(lines(language, *entries))))
    for text in told(language, *entries):
        assert text.rstrip(" :()") == text
        assert "  " not in text
        assert "()" not in text


@pytest.mark.parametrize("language", [AR, EN])
def test_entries_of_old_are_understood(language: Language) -> None:
    claimed = replace(ENTRY, action="grant", who="claim token", name="", detail="telegram:9 owner", chat=None)
    routes = [replace(ENTRY, action="route", detail=f"CENTCOM: {where}") for where in ("12", "here")]
    entries = (claimed, *routes, replace(ENTRY, action="claim", changes=(("role", "nobody", "owner"),)))
    three_platforms.check(f"office/audit-old.{language}", say(language, bullets(lines(language, *entries))))


async def three_people() -> Front:
    made = Front()
    await made.ask("help")
    chat = made.only_chat()
    made.register.log = [
        replace(
            ENTRY,
            number=number,
            who=f"telegram:{100 + number % 3}",
            name="",
            action="watch",
            detail=f"term {number}",
            chat=chat,
        )
        for number in range(25)
    ]
    return made


async def test_a_bare_number_beyond_the_pages_is_a_person() -> None:
    made = await three_people()
    assert "Page 2 of 3" in await made.say("audit 2")
    of_one = await made.say("audit 101")
    assert of_one.count("telegram:101") == 8
    assert "telegram:100" not in of_one


async def test_a_number_that_is_neither_a_page_nor_anybody_is_said_to_be_so() -> None:
    made = await three_people()
    for text in ("audit 7", "audit 9999"):
        assert "There is no page" in await made.say(text)
    assert "3 pages" in await made.say("audit 7")
    assert "لا صفحة" in await made.say("سجل 7")


async def test_the_button_of_a_page_that_is_gone_shows_the_last_one() -> None:
    made = await three_people()
    assert "Page 3 of 3" in await made.say("audit 7", button=True)
