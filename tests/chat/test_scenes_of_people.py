"""Who may come in and who may do what, other chats and the bot's own affairs: answers that take a scene to bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.app.wiring import _safely
from bot.chat.command import Request
from bot.chat.engine import Engine
from bot.model.alert import DeliveryKind, Reason
from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Place, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.model.quotas import Quotas
from bot.model.register import Access, Backlog
from bot.ports import Mishap
from tests.fakes.desk import NOON, PHRASES
from tests.fakes.office import office
from tests.fakes.scenes import GROUP, Scenes, Stage

STRANGER = {"person": "9", "channel": "9"}
HOME = Address(Platform.TELEGRAM, "111")
RIGHTS = Scenes("rights")
ROLES = Scenes("roles")
OFFICE = Scenes("office", office)
CHANNELS = Scenes("channels")


@RIGHTS
async def a_stranger_in_private(stage: Stage) -> Message:
    return await stage.ask("help", "مساعدة", **STRANGER)


@RIGHTS
async def a_group_that_is_not_open(stage: Stage) -> Message:
    return await stage.ask("help", "مساعدة", person="9", **GROUP)


@RIGHTS
async def a_reader_who_would_watch(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.READER
    return await stage.ask("watch CENTCOM", "رصد سنتكوم", **STRANGER)


@RIGHTS
async def a_reader_in_a_group_who_would_watch(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    return await stage.ask("watch CENTCOM", "رصد سنتكوم", person="9", **GROUP)


@RIGHTS
async def a_hidden_name_in_a_group_who_would_watch(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    return await stage.ask("watch CENTCOM", "رصد سنتكوم", person="channel:-200", **GROUP)


@RIGHTS
async def a_hidden_admin_of_a_group_that_is_not_open(stage: Stage) -> Message:
    return await stage.ask("help", "مساعدة", person="anonymous:-100", **GROUP)


@RIGHTS
async def a_group_that_an_owner_has_closed(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    await stage.ask("chats close 1", "محادثات إغلاق 1")
    return await stage.ask("help", "مساعدة", person="9", **GROUP)


@RIGHTS
async def what_is_for_owners_in_private_alone(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    return await stage.ask("chats", "محادثات", **GROUP)


@RIGHTS
async def an_owner_opens_a_group(stage: Stage) -> Message:
    return await stage.ask("start", "بدء", **GROUP)


@RIGHTS
async def a_group_whose_platform_hides_what_is_not_addressed(stage: Stage) -> Message:
    return await stage.ask("start", "بدء", addressed_only=True, **GROUP)


@RIGHTS
async def a_start_where_something_is_watched(stage: Stage) -> Message:
    await stage.ask("watch CENTCOM", "رصد سنتكوم")
    return await stage.ask("start", "بدء")


@RIGHTS
async def a_token_for_owners(stage: Stage) -> Message:
    stage.made.chats.claim = "t0ken"
    return await stage.ask("claim t0ken", "ملكية t0ken", **STRANGER)


@RIGHTS
async def no_token(stage: Stage) -> Message:
    return await stage.ask("claim", "ملكية")


@RIGHTS
async def an_invitation_without_its_word(stage: Stage) -> Message:
    return await stage.ask("join", "انضمام")


@RIGHTS
async def nothing_said_at_all(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    return await stage.ask("", "")


@RIGHTS
async def a_database_that_is_down(stage: Stage) -> Message:
    stage.made.chats.down = True
    return await stage.ask("watches", "القائمة")


@RIGHTS
async def a_defect(stage: Stage) -> Message:
    stage.made.chats.rows = None  # type: ignore[assignment]
    person = Person(Platform.TELEGRAM, "111")
    PHRASES.forget()
    asked = Request(HOME, ChatKind.PRIVATE, person, "latest", "telegram:1", language=stage.language)
    with structlog.testing.capture_logs() as logged:
        message = await _safely(stage.made.desk)(asked)
    assert [each["event"] for each in logged] == ["command.failed"]
    assert message is not None
    return message


@RIGHTS
async def a_chat_out_of_reach(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    chat = stage.made.only_chat()
    stage.made.chats.rows[chat.id] = replace(chat, state=ChatState.SUSPENDED, because="kicked")
    return await stage.ask("status", "حالة")


@RIGHTS
async def a_bot_that_has_done_nothing_yet(stage: Stage) -> Message:
    stage.made.chats.state = replace(stage.made.chats.state, last_poll=None, last_delivery=None)
    return await stage.ask("status", "حالة")


@RIGHTS
async def a_language_chosen(stage: Stage) -> Message:
    return await stage.ask("language en", "لغة العربية")


@RIGHTS
async def too_many_commands(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, quotas=Quotas(commands=2))
    for _ in range(3):
        message = await stage.made.ask("القائمة" if stage.language is Language.ARABIC else "watches", language=stage.language)
    assert message is not None
    return message


async def _let_in(stage: Stage) -> None:
    """Somebody who reads in private alone."""
    await stage.ask("invite reader", "دعوة قراءة")
    await stage.ask("join w0rd-1", "انضمام w0rd-1", **STRANGER)


@ROLES
async def an_admins_list_in_a_group(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    stage.made.register.names = {"telegram:7": "رنا", "telegram:8": "Omar"}
    stage.made.register.here = {(1, "telegram:7"): Role.EDITOR, (1, "telegram:8"): Role.ADMIN, (1, "telegram:6"): Role.READER}
    stage.made.directory.left = {("-100", "7")}
    return await stage.ask("roles", "صلاحيات", **GROUP)


@ROLES
async def ones_own_role(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.READER
    return await stage.ask("roles", "صلاحيات", **STRANGER)


@ROLES
async def given_in_a_group(stage: Stage) -> Message:
    return await stage.ask("role grant 7 editor", "صلاحية منح 7 تحرير", **GROUP)


@ROLES
async def given_again_in_a_group(stage: Stage) -> Message:
    await stage.ask("role grant 7 editor", "صلاحية منح 7 تحرير", **GROUP)
    return await stage.ask("role grant 7 editor", "صلاحية منح 7 تحرير", **GROUP)


@ROLES
async def taken_in_a_group(stage: Stage) -> Message:
    await stage.ask("role grant 7 editor", "صلاحية منح 7 تحرير", **GROUP)
    return await stage.ask("role revoke 7", "صلاحية سحب 7", **GROUP)


@ROLES
async def given_in_a_private_chat(stage: Stage) -> Message:
    await _let_in(stage)
    return await stage.ask("role grant 9 editor private", "صلاحية منح 9 تحرير خاصة")


@ROLES
async def given_again_in_a_private_chat(stage: Stage) -> Message:
    await _let_in(stage)
    return await stage.ask("role grant 9 reader private", "صلاحية منح 9 قراءة خاصة")


@ROLES
async def an_owners_list_with_private_chats(stage: Stage) -> Message:
    await _let_in(stage)
    stage.made.register.names = {"telegram:7": "رنا"}
    stage.made.chats.roles["telegram:7"] = Role.EDITOR
    await stage.ask("chats close 2", "محادثات إغلاق 2")
    return await stage.ask("roles", "صلاحيات")


@ROLES
async def taken_in_a_private_chat(stage: Stage) -> Message:
    await _let_in(stage)
    return await stage.ask("role revoke 9", "صلاحية سحب 9")


@ROLES
async def taken_in_a_private_chat_while_the_bot_is_open(stage: Stage) -> Message:
    await _let_in(stage)
    await stage.ask("access open", "دخول مفتوح")
    return await stage.ask("role revoke 9", "صلاحية سحب 9")


@ROLES
async def taken_over_the_whole_bot_and_kept_in_private(stage: Stage) -> Message:
    await _let_in(stage)
    await stage.ask("role grant 9 editor all", "صلاحية منح 9 تحرير الكل")
    return await stage.ask("role revoke 9 everywhere", "صلاحية سحب 9 الكل")


@ROLES
async def taken_from_an_admin_by_the_platform(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    stage.made.directory.admins.add(("-100", "7"))
    return await stage.ask("role revoke 7", "صلاحية سحب 7", **GROUP)


@ROLES
async def ones_own_role_under_a_hidden_name(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    return await stage.ask("roles", "صلاحيات", person="channel:-200", **GROUP)


@ROLES
async def over_the_whole_bot_by_an_admin(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.ADMIN
    return await stage.ask("role grant 7 reader", "صلاحية منح 7 قراءة", **STRANGER)


@ROLES
async def given_in_private_to_somebody_with_a_private_chat(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.READER
    await stage.ask("help", "مساعدة", **STRANGER)
    return await stage.ask("role grant 9 editor", "صلاحية منح 9 تحرير")


@ROLES
async def the_last_owner(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, owners=frozenset())
    stage.made.chats.roles["telegram:9"] = Role.OWNER
    return await stage.ask("role revoke 9", "صلاحية سحب 9", **STRANGER)


@ROLES
async def access_closed(stage: Stage) -> Message:
    return await stage.ask("access closed", "دخول مغلق")


@ROLES
async def access_that_is_so_already(stage: Stage) -> Message:
    return await stage.ask("access invited", "دخول بدعوة")


@ROLES
async def access_with_other_choices(stage: Stage) -> Message:
    await stage.made.register.set_rule("access", Access.OPEN, Person(Platform.TELEGRAM, "111"), None, NOON)
    return await stage.ask("access", "دخول")


@OFFICE
async def all_kinds_of_chats(stage: Stage) -> Message:
    rows = stage.made.chats.rows
    channel = Chat(3, Address(Platform.TELEGRAM, "-200"), ChatKind.CHANNEL, "أخبار المرفأ", admitted=True)
    slack = Chat(4, Address(Platform.SLACK, "C7"), ChatKind.GROUP, "desk", admitted=True, state=ChatState.SUSPENDED)
    console = Chat(5, Address(Platform.CONSOLE, "local"), ChatKind.PRIVATE, admitted=True, state=ChatState.PAUSED)
    closed = Chat(6, Address(Platform.TELEGRAM, "-300"), ChatKind.GROUP, "غرفة أخرى")
    rows.update({each.id: each for each in (channel, slack, console, closed)})
    return await stage.ask("chats", "محادثات")


@OFFICE
async def no_message_waits(stage: Stage) -> Message:
    stage.made.logbook.queue = []
    return await stage.ask("deliveries", "رسائل")


@OFFICE
async def the_second_page_of_messages(stage: Stage) -> Message:
    queue = stage.made.logbook.queue
    queue[:] = [replace(queue[-1], number=number, due=NOON, headline="") for number in range(41, 48)]
    return await stage.ask("deliveries 2", "رسائل 2")


@OFFICE
async def a_message_that_says_nothing_any_more(stage: Stage) -> Message:
    full = stage.made.logbook.full
    full[31] = replace(full[31], alerts=())
    return await stage.ask("delivery show 31", "رسالة عرض 31")


@OFFICE
async def a_message_given_up_that_was_dropped_and_is_back(stage: Stage) -> Message:
    return await stage.press(await stage.ask("drop 31", "رسالة إسقاط 31"), "drop 31 back")


@OFFICE
async def a_message_that_was_dropped_and_waits_again(stage: Stage) -> Message:
    return await stage.press(await stage.ask("drop 34", "رسالة إسقاط 34"), "drop 34 back")


@OFFICE
async def a_message_that_is_under_way(stage: Stage) -> Message:
    return await stage.ask("drop 35", "رسالة إسقاط 35")


@OFFICE
async def an_alert_whose_story_is_gone(stage: Stage) -> Message:
    stage.made.logbook.queue[0] = replace(stage.made.logbook.queue[0], headline="")
    return await stage.ask("drop 31", "رسالة إسقاط 31")


@OFFICE
async def a_quiet_shift(stage: Stage) -> Message:
    stage.made.articles.told, stage.made.logbook.muted, stage.made.logbook.queue = {}, {}, []
    stage.made.chats.health, stage.made.chats.facts, stage.made.register.log = {}, {}, []
    return await stage.ask("handover", "تسليم")


@OFFICE
async def a_shift_with_more_than_can_be_told(stage: Stage) -> Message:
    stage.made.logbook.muted[1] *= 4
    stage.made.chats.facts = {}
    return await stage.ask("handover", "تسليم")


@OFFICE
async def a_bot_that_is_well(stage: Stage) -> Message:
    states = {"telegram": "standby", "slack": "starting", "console": "up"}
    stage.made.desk = replace(stage.made.desk, engine=Engine(NOON, {}, lambda: states))
    stage.made.logbook.behind = Backlog(None, 900, "3.45.1")
    return await stage.ask("health", "صحة")


@OFFICE
async def a_bot_that_is_not(stage: Stage) -> Message:
    states = {"telegram": "refused", "slack": "failed"}
    stage.made.desk = replace(stage.made.desk, engine=Engine(None, {}, lambda: states))
    stage.made.articles.due = NOON - timedelta(minutes=40)
    return await stage.ask("health", "صحة")


@OFFICE
async def a_bot_with_much_to_look_at(stage: Stage) -> Message:
    chats = stage.made.chats
    chats.state = replace(chats.state, failing=2)
    dead = Mishap(12, chats.rows[1], DeliveryKind.SEND, "Oil", NOON, Reason("gave_up"), doubt=False)
    chats.mishaps = [dead, replace(dead, number=13, doubt=True)]
    stage.made.logbook.behind = Backlog(None, 7_300, "3.45.1")
    stage.made.articles.due = NOON - timedelta(minutes=40)
    return await stage.ask("health", "صحة")


@OFFICE
async def a_large_database(stage: Stage) -> Message:
    stage.made.logbook.behind = Backlog(None, 7_300_000_000, "3.45.1")
    return await stage.ask("health", "صحة")


@OFFICE
async def a_huge_database(stage: Stage) -> Message:
    stage.made.logbook.behind = Backlog(None, 7_300_000_000_000, "3.45.1")
    return await stage.ask("health", "صحة")


@OFFICE
async def a_feed_given_to_several_chats_one_of_them_unknown(stage: Stage) -> Message:
    return await stage.ask("feed assign 2 2 99", "مصدر إسناد 2 2 99")


@OFFICE
async def a_feed_given_and_taken_back(stage: Stage) -> Message:
    stage.made.chats.feeds[4] = replace(stage.made.chats.feeds[1], id="own", url="https://own.example/rss", owner_chat=1)
    return await stage.press(await stage.ask("feed assign 4 2", "مصدر إسناد 4 2"), "feed assign ~")


@OFFICE
async def a_page_of_the_audit_that_there_is_not(stage: Stage) -> Message:
    return await stage.ask("audit 99", "سجل 99")


@OFFICE
async def a_backup_in_a_group(stage: Stage) -> Message:
    return await stage.ask("backup", "نسخة احتياطية", **GROUP)


@OFFICE
async def a_backup_that_cannot_be_made(stage: Stage) -> Message:
    return await stage.ask("backup", "نسخة احتياطية")


@OFFICE
async def feeds_of_its_own_in_full(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, quotas=Quotas(feeds=1, commands=10**9))
    stage.made.chats.feeds[4] = replace(stage.made.chats.feeds[1], id="own", url="https://own.example/rss", owner_chat=1)
    return await stage.ask("feed add https://new.example/rss", "مصدر إضافة https://new.example/rss")


@CHANNELS
async def set_up_from_a_group(stage: Stage) -> Message:
    await stage.ask("start", "بدء", **GROUP)
    return await stage.ask("channel @good", "قناة @good", **GROUP)


@CHANNELS
async def set_up_where_nothing_is_to_be_set_up(stage: Stage) -> Message:
    stage.made.chats.roles["slack:U1"] = Role.OWNER
    return await stage.ask("channel x", "قناة x", person="U1", channel="D1", platform=Platform.SLACK)


@CHANNELS
async def chosen_in_a_group(stage: Stage) -> Message:
    await stage.ask("start", "بدء", **GROUP)
    return await stage.ask("use here", "انتقال هنا", **GROUP)


GOOD = Place(Address(Platform.TELEGRAM, "-200"), ChatKind.CHANNEL, "غرفة الأخبار", theirs=True, present=True, writable=True)


@CHANNELS
async def ready_but_not_open_to_the_bot(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.EDITOR
    stage.made.places.answers = {"@good": GOOD}
    stage.made.directory.admins = {("-200", "9")}
    return await stage.ask("channel @good", "قناة @good", **STRANGER)


@CHANNELS
async def a_channel_that_is_out_of_reach_now(stage: Stage) -> Message:
    stage.made.chats.roles["telegram:9"] = Role.READER
    stage.made.places.answers = {"@good": GOOD}
    stage.made.directory.admins = {("-200", "111"), ("-200", "9")}
    await stage.ask("channel @good", "قناة @good")
    await stage.ask("channel @good", "قناة @good", **STRANGER)
    stage.made.directory.admins = {("-200", "111")}
    return await stage.ask("watches", "القائمة", **STRANGER)


@CHANNELS
async def about_a_channel_that_takes_nothing(stage: Stage) -> Message:
    stage.made.places.answers = {"@good": GOOD}
    stage.made.directory.admins = {("-200", "111")}
    await stage.ask("channel @good", "قناة @good")
    rows = stage.made.chats.rows
    rows[2] = replace(rows[2], state=ChatState.SUSPENDED, because="no_rights")
    return await stage.ask("watches", "القائمة")


@CHANNELS
async def in_a_group_that_takes_nothing(stage: Stage) -> Message:
    await stage.ask("start", "بدء", **GROUP)
    rows = stage.made.chats.rows
    rows[1] = replace(rows[1], state=ChatState.SUSPENDED, because="kicked")
    return await stage.ask("watches", "القائمة", **GROUP)


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
@pytest.mark.parametrize("scenes", [RIGHTS, ROLES, OFFICE, CHANNELS], ids=lambda each: each.name)
async def test_scenes_read_as_they_should(scenes: Scenes, language: Language) -> None:
    await scenes.check(language)
