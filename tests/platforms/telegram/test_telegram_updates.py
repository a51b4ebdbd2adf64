"""What counts as a request, and how its words are read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from telegram import Update

from bot.app.telegram_app import offered
from bot.chat.command import Call, Request, parse
from bot.chat.vocabulary import command_words
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.news import Language
from bot.platforms.telegram.updates import Ours, asked
from tests.fakes.desk import PHRASES
from tests.fakes.telegram_world import BOT_ID, CHANNEL_BOT, World

OURS = Ours(BOT_ID, "RasidBot", "rasid", frozenset({"watch", "watches"}))


@pytest.fixture
def world() -> World:
    world = World("RasidBot")
    world.add_chat(7)
    world.add_chat(-100, "Desk", forum=True).topics.add(55)
    world.add_chat(-200, "News", kind="channel")
    return world


def update(world: World, number: int) -> Update:
    read = Update.de_json(world.history[number], None)
    assert read is not None
    return read


def words(world: World, chat: int, text: str, **how: Any) -> str | None:
    found = asked(update(world, world.say(chat, text, **how)), OURS)
    return found.request.text if found else None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/watch الرياض", "watch الرياض"),
        ("/watch@RasidBot الرياض", "watch الرياض"),
        ("/watch@rasidbot  الرياض ", "watch الرياض"),
        ("/rasid رصد الرياض", "رصد الرياض"),
        ("/rasid@RasidBot watch Riyadh", "watch Riyadh"),
        ("/RASID رصد الرياض", "رصد الرياض"),
        ("/rasid", "help"),
        ("رصد الرياض", "رصد الرياض"),
        ("/رصد الرياض", "رصد الرياض"),
        ("\u200f/watch الرياض", "watch الرياض"),
        ("/start claim-AbC_123", "start claim-AbC_123"),
        ("/start channel", "channel"),
        ("/start channel-desk_news", "channel @desk_news"),
        ("/start channel--1001234", "channel -1001234"),
        ("/start channels", "start channels"),
        ("/watch", "watch"),
        ("/watch\nالرياض", "watch الرياض"),
        ("/unknown x", "unknown x"),
        ("@RasidBot رصد الرياض", "رصد الرياض"),
        ("/watch@OtherBot الرياض", None),
    ],
)
def test_in_a_private_chat_everything_said_is_a_request(world: World, typed: str, read: str | None) -> None:
    assert words(world, 7, typed) == read


@pytest.mark.parametrize(
    ("typed", "menu"),
    [
        ("/watches", True),
        ("/watch@RasidBot الرياض", True),
        ("\u200f/watches", True),
        ("/rasid", True),
        ("/rasid@RasidBot ", True),
        ("/rasid watches", False),
        ("/rasid رصد الرياض", False),
        ("/رصد الرياض", False),
        ("watches", False),
    ],
)
def test_only_words_right_behind_a_slash_are_the_menus(world: World, typed: str, menu: bool) -> None:
    found = asked(update(world, world.say(7, typed)), OURS)
    assert found is not None
    assert found.request.menu is menu


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/watch الرياض", "watch الرياض"),
        ("/rasid رصد الرياض", "رصد الرياض"),
        ("/ban@RasidBot x", "ban x"),
        ("/start", "start"),
        ("/رصد الرياض", "رصد الرياض"),
        ("@RasidBot رصد الرياض", "رصد الرياض"),
        ("رصد الرياض @rasidbot", "رصد الرياض"),
        ("@RasidBot: watch Riyadh", "watch Riyadh"),
        ("/ban somebody", None),
        ("رصد الرياض", None),
        ("@RasidBotX رصد", None),
        ("mail me@RasidBot", None),
        ("@RasidBot", None),
    ],
)
def test_in_a_group_only_what_is_meant_for_us_is_one(world: World, typed: str, read: str | None) -> None:
    assert words(world, -100, typed, user=9) == read


def test_every_word_that_help_lists_is_one_in_a_group(world: World) -> None:
    ours = replace(OURS, commands=offered(PHRASES))
    passed_over = []
    for word in command_words(PHRASES):
        found = asked(update(world, world.say(-100, f"/{word} 3", user=9)), ours)
        if found is None or not isinstance(parse(found.request, PHRASES), Call):
            passed_over.append(word)
    assert passed_over == []


@pytest.mark.parametrize("typed", ["/add Heron", "/do it", "/full stop", "/ban Heron", "/addfeed"])
def test_in_a_group_what_merely_begins_like_a_phrase_is_left_to_others(world: World, typed: str) -> None:
    ours = replace(OURS, commands=offered(PHRASES))
    assert asked(update(world, world.say(-100, typed, user=9)), ours) is None


def test_in_a_group_a_reply_to_us_is_meant_for_us(world: World) -> None:
    ours = world.new_message(-100, "بدأ رصد CENTCOM")
    theirs = world.new_message(-100, "hello", by_bot=False)
    assert words(world, -100, "لماذا", user=9, reply_to=ours.id) == "لماذا"
    assert words(world, -100, "لماذا", user=9, reply_to=theirs.id) is None


def test_a_message_of_a_topic_that_we_opened_is_no_reply(world: World) -> None:
    opening = {"message_id": 55, "date": 1, "chat": world.rooms[-100].as_json(), "from": world.bot_user()}
    opening["forum_topic_created"] = {"name": "News", "icon_color": 1}
    assert words(world, -100, "لماذا", user=9, thread=55, reply_to_message=opening) is None


def test_the_request_says_who_where_and_in_what_language(world: World) -> None:
    found = asked(update(world, world.say(-100, "/watch x", user=9, name="Omar", language="ar-LB", thread=55)), OURS)
    assert found is not None
    request = found.request
    assert request.address == Address(Platform.TELEGRAM, "-100", "55")
    assert request.kind is ChatKind.GROUP
    assert request.person == Person(Platform.TELEGRAM, "9", "Omar")
    assert (request.update, request.title, request.language) == ("telegram:5001", "Desk", Language.ARABIC)
    assert not request.button


def test_a_thread_that_is_no_topic_is_not_kept(world: World) -> None:
    number = world.say(-100, "/watch x", user=9)
    world.history[number]["message"]["message_thread_id"] = 77
    found = asked(update(world, number), OURS)
    assert found is not None
    assert found.request.address.thread == ""


def test_a_hidden_administrator_and_a_channel_speak_without_a_person(world: World) -> None:
    hidden = asked(update(world, world.say(-100, "/watch x", anonymous=True)), OURS)
    posted = asked(update(world, world.say(-200, "/watch x")), OURS)
    guest_chat = {"id": -300, "type": "channel", "title": "Guest"}
    channel_bot = {"id": CHANNEL_BOT, "is_bot": True, "first_name": "Channel"}
    guest = asked(update(world, world.say(-100, "/watch x", sender_chat=guest_chat, **{"from": channel_bot})), OURS)
    assert [found.request.person.id for found in (hidden, posted, guest) if found] == [
        "anonymous:-100",
        "channel:-200",
        "channel:-300",
    ]
    assert posted is not None
    assert posted.request.kind is ChatKind.CHANNEL


def test_a_channels_ordinary_post_is_no_request(world: World) -> None:
    assert words(world, -200, "خبر عاجل") is None


def test_other_bots_and_posts_carried_over_from_a_channel_are_passed_over(world: World) -> None:
    robot = {"id": 99, "is_bot": True, "first_name": "Robot"}
    assert words(world, -100, "/watch x", **{"from": robot}) is None
    assert words(world, -100, "/watch x", is_automatic_forward=True) is None


def test_a_press_is_a_request_with_its_action(world: World) -> None:
    shown = world.new_message(-100, "alert", thread=55)
    found = asked(update(world, world.press(shown, "mute 42", user=9, language="en")), OURS)
    assert found is not None
    assert (found.request.text, found.request.button, found.message) == ("mute 42", True, str(shown.id))
    assert found.request.address.thread == "55"


def test_a_press_of_a_message_too_old_to_see_still_counts(world: World) -> None:
    number = world.press(world.new_message(7, "alert"), "mute 42")
    world.history[number]["callback_query"]["message"] = {"chat": {"id": 7, "type": "private"}, "message_id": 3, "date": 0}
    found = asked(update(world, number), OURS)
    assert found is not None
    assert (found.request.address.channel, found.message) == ("7", "3")


def test_an_edited_message_is_no_request(world: World) -> None:
    assert asked(update(world, world.edit_by_user(7, "/watch x")), OURS) is None


# -- replies, mentions, forwarded posts --


def request(world: World, chat: int, text: str, ours: Ours = OURS, **how: Any) -> Request:
    found = asked(update(world, world.say(chat, text, **how)), ours)
    assert found is not None
    return found.request


def test_a_reply_to_us_says_to_which_message(world: World) -> None:
    alert = world.new_message(-100, "CENTCOM says")
    assert request(world, -100, "لماذا", user=9, reply_to=alert.id).reply_to == str(alert.id)
    theirs = world.new_message(-100, "hello", by_bot=False)
    assert request(world, -100, "/watch x", user=9, reply_to=theirs.id).reply_to == ""


def test_a_reply_says_who_is_answered_unless_that_is_a_bot(world: World) -> None:
    said = world.message_json(world.new_message(-100, "hello", by_bot=False))
    by_omar = said | {"from": {"id": 8, "is_bot": False, "first_name": "Omar"}}
    granted = request(world, -100, "/watch x", user=9, reply_to_message=by_omar)
    assert granted.replied == Person(Platform.TELEGRAM, "8", "Omar")
    alert = world.new_message(-100, "CENTCOM says")
    assert request(world, -100, "why", user=9, reply_to=alert.id).replied is None


def test_a_message_of_a_topic_answers_nothing(world: World) -> None:
    opening = {"message_id": 55, "date": 1, "chat": world.rooms[-100].as_json(), "from": world.bot_user()}
    opening["forum_topic_created"] = {"name": "News", "icon_color": 1}
    found = request(world, -100, "/watch x", user=9, thread=55, reply_to_message=opening)
    assert (found.reply_to, found.replied) == ("", None)


def test_in_a_channel_any_post_answered_may_be_ours(world: World) -> None:
    alert = world.new_message(-200, "CENTCOM says")
    assert request(world, -200, "/watch x", reply_to=alert.id).reply_to == str(alert.id)


def test_people_without_a_user_name_are_named_by_their_account(world: World) -> None:
    omar = {"type": "text_mention", "offset": 7, "length": 4, "user": {"id": 8, "is_bot": False, "first_name": "Omar"}}
    assert request(world, -100, "/watch Omar", user=9, entities=[omar]).mentioned == (Person(Platform.TELEGRAM, "8", "Omar"),)
    assert request(world, -100, "/watch x", user=9).mentioned == ()


def from_channel(channel: int) -> dict[str, Any]:
    chat = {"id": channel, "type": "channel", "title": "News"}
    return {"forward_origin": {"type": "channel", "date": 1, "chat": chat, "message_id": 4}}


def test_a_post_forwarded_from_a_channel_shows_that_channel(world: World) -> None:
    shown = request(world, 7, "خبر عاجل من القناة", **from_channel(-200))
    assert (shown.text, shown.forwarded, shown.menu) == ("channel", "-200", True)
    picture = world.say(7, "", photo=[], **from_channel(-200))
    found = asked(update(world, picture), OURS)
    assert found is not None
    assert (found.request.text, found.request.forwarded) == ("channel", "-200")


def test_a_command_may_answer_a_forwarded_post(world: World) -> None:
    post = world.message_json(world.new_message(7, "خبر", by_bot=False)) | from_channel(-200)
    asked_for = request(world, 7, "قناة", reply_to_message=post)
    assert (asked_for.text, asked_for.forwarded) == ("قناة", "-200")


def test_in_a_group_a_forwarded_post_is_just_a_message(world: World) -> None:
    assert words(world, -100, "خبر عاجل", user=9, **from_channel(-200)) is None


def test_only_groups_under_privacy_mode_hide_messages(world: World) -> None:
    private = Ours(BOT_ID, "RasidBot", "rasid", sees_all=False)
    assert request(world, -100, "/watch x", private, user=9).addressed_only
    assert not request(world, -100, "/watch x", user=9).addressed_only
    assert not request(world, 7, "/watch x", private).addressed_only
    assert not request(world, -200, "/watch x", private).addressed_only
