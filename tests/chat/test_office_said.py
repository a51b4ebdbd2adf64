"""What people read in answer to the commands of administration, in both languages."""

from __future__ import annotations

import pytest

from bot.model.alert import Delivery, DeliveryKind, Notice
from bot.model.chat import Address, Platform
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import NOON
from tests.fakes.office import office

AR, EN = Language.ARABIC, Language.ENGLISH

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "roles": (("roles", "صلاحيات"),),
    "role-grant": (("role grant 7 editor everywhere", "صلاحية منح 7 تحرير الكل"),),
    "role-grant-again": (("role grant 7 editor all", "منح 7 تحرير الكل"), ("role grant 7 editor all", "منح 7 تحرير الكل")),
    "role-grant-where": (("role grant 7 editor", "صلاحية منح 7 تحرير"),),
    "role-grant-not-here": (("role grant 7 editor here", "صلاحية منح 7 تحرير هنا"),),
    "role-grant-no-private": (("role grant 7 editor private", "صلاحية منح 7 تحرير خاصة"),),
    "role-grant-which": (("role grant 7", "صلاحية منح 7"),),
    "role-grant-whom": (("role grant editor", "صلاحية منح تحرير"),),
    "role-grant-unknown": (("role grant @somebody editor", "صلاحية منح @somebody تحرير"),),
    "role-grant-configured": (("role grant 111 reader", "صلاحية منح 111 قراءة"),),
    "role-revoke": (("role grant 7 editor all", "صلاحية منح 7 تحرير الكل"), ("role revoke 7", "صلاحية سحب 7")),
    "chats-close": (("chats close 2", "محادثات إغلاق 2"),),
    "chats-close-again": (("chats close 2", "محادثات إغلاق 2"), ("chats close 2", "محادثات إغلاق 2")),
    "chats-close-which": (("chats close", "محادثات إغلاق"),),
    "chats-close-owner": (("chats close here", "محادثات إغلاق هنا"),),
    "chats-closed": (("chats close 2", "محادثات إغلاق 2"), ("chats", "محادثات")),
    "chats-open": (("chats close 2", "محادثات إغلاق 2"), ("chats open 2", "محادثات فتح 2")),
    "chats-open-again": (("chats open 2", "محادثات فتح 2"),),
    "invites-none-closed": (("access closed", "دخول مغلق"), ("invites", "دعوات")),
    "invites-closed": (("invite", "دعوة"), ("access closed", "دخول مغلق"), ("invites", "دعوات")),
    "invite-revoke-closed": (("invite", "دعوة"), ("access closed", "دخول مغلق"), ("invite revoke 1", "دعوة سحب 1")),
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
    "handover-most": (("handover 3 weeks", "تسليم 3 أسابيع"),),
    "handover-how": (("handover soon", "تسليم قريب"),),
    "feed-assign": (("feed assign 2 2", "مصدر إسناد 2 2"),),
    "feed-assign-unknown": (("feed assign 2 nowhere", "مصدر إسناد 2 nowhere"),),
    "feed-assign-how": (("feed assign 2", "مصدر إسناد 2"),),
}


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
    made.logbook.full[35] = Delivery(35, own, 1, DeliveryKind.NOTICE, 0, NOON, NOON, notice=Notice("topic_closed"))
    assert "Message 35" in await made.say("delivery show 35")


def test_the_address_of_a_chat_without_a_title_names_it() -> None:
    assert str(Address(Platform.TELEGRAM, "-100")) == "telegram:-100"


async def test_a_person_without_a_name_is_listed_once() -> None:
    made = await office()
    await made.ask("role grant 6 editor everywhere")
    said = await made.say("roles")
    assert [line for line in said.splitlines() if "telegram:6" in line] == ["telegram:6: editor"]
