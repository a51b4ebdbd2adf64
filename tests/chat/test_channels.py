"""Channels set up from a private chat, and private chats whose commands are about another chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.model.chat import Address, Chat, ChatKind, Person, Place, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.model.register import Access
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
NEWS = Address(Platform.TELEGRAM, "-200")
GOOD = Place(NEWS, ChatKind.CHANNEL, "غرفة الأخبار", theirs=True, present=True, writable=True)
MISSING = {
    "bot": replace(GOOD, theirs=None, present=False, writable=False),
    "post": replace(GOOD, writable=False),
    "you": replace(GOOD, theirs=False),
    "group": replace(GOOD, kind=ChatKind.GROUP, theirs=None, present=False, writable=False),
}
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "steps": (("channel", "قناة"),),
    "unknown": (("channel @nowhere", "قناة @nowhere"),),
    "ready": (("channel @good", "قناة @good"),),
    "missing-bot": (("channel @bot", "قناة @bot"),),
    "missing-post": (("channel @post", "قناة @post"),),
    "missing-you": (("channel @you", "قناة @you"),),
    "missing-group": (("channel @group", "قناة @group"),),
    "acting": (("channel @good", "قناة @good"), ("watch CENTCOM", "رصد CENTCOM")),
    "acting-choice": (("channel @good", "قناة @good"), ("use", "انتقال")),
    "acting-ended": (("channel @good", "قناة @good"), ("use here", "انتقال هنا")),
    "use-choice": (("channel @good", "قناة @good"), ("use here", "انتقال هنا"), ("use", "انتقال")),
    "use-none": (("use", "انتقال"),),
    "use-unknown": (("use the moon", "انتقال القمر"),),
}


@pytest.fixture
def front() -> Front:
    made = Front()
    made.places.answers = {"@good": GOOD, "-200": GOOD, **{f"@{name}": place for name, place in MISSING.items()}}
    made.directory.admins = {("-200", "111"), ("-200", "222")}
    return made


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", WAYS)
async def test_each_answer_reads_well_in_both_languages(front: Front, name: str, language: Language) -> None:
    message: Message | None = None
    for pair in WAYS[name]:
        message = await front.ask(pair[language is AR], language=language)
    assert message is not None
    assert message.language is language
    three_platforms.check(f"channel-{name}.{language}", message)


def news(front: Front) -> Chat:
    return next(chat for chat in front.chats.rows.values() if chat.address == NEWS)


def home(front: Front) -> Chat:
    return next(chat for chat in front.chats.rows.values() if chat.address.channel == "111")


async def actions(message: Message | None) -> Sequence[str]:
    assert message is not None
    return [button.action for row in message.buttons for button in row]


async def test_a_channel_set_up_from_here_is_what_commands_here_are_about(front: Front) -> None:
    await front.say("channel @good")
    assert (news(front).admitted, news(front).kind, news(front).title) == (True, ChatKind.CHANNEL, "غرفة الأخبار")
    assert home(front).acts_for == news(front).id
    await front.say("watch CENTCOM")
    assert [watch.chat_id for watch in front.chats.terms.values()] == [news(front).id]
    await front.say("use here")
    await front.say("watch Beirut")
    assert {watch.chat_id for watch in front.chats.terms.values()} == {news(front).id, home(front).id}


async def test_a_forwarded_post_shows_the_channel(front: Front) -> None:
    told = await front.say("channel", forwarded="-200")
    assert "is set up" in told
    assert front.places.asked == [("-200", "111")]


@pytest.mark.parametrize("name", MISSING)
async def test_nothing_is_opened_while_anything_is_missing(front: Front, name: str) -> None:
    message = await front.ask(f"channel @{name}")
    assert [chat.address.channel for chat in front.chats.rows.values()] == ["111"]
    again = (await actions(message))[0]
    assert again == "channel -200"
    front.places.answers["-200"] = GOOD
    assert "is set up" in await front.say(again, button=True)


async def test_opening_a_channel_is_for_those_who_may_open_chats(front: Front) -> None:
    front.chats.roles["telegram:222"] = Role.EDITOR
    assert "has not been opened" in await front.say("channel @good", "222", "222")
    assert not news(front).admitted
    await front.register.set_rule("access", Access.OPEN, Person(Platform.TELEGRAM, "111"), None, front.clock.now())
    assert "is set up" in await front.say("channel @good", "222", "222")


async def test_an_admin_of_an_open_channel_needs_nobody_to_open_it(front: Front) -> None:
    await front.say("channel @good")
    front.chats.roles["telegram:222"] = Role.READER
    assert "is set up" in await front.say("channel @good", "222", "222")
    told = await front.say("watch Beirut", "222", "222")
    assert told.startswith("For غرفة الأخبار")


async def test_whoever_lost_the_channel_acts_for_it_no_more(front: Front) -> None:
    front.chats.roles["telegram:222"] = Role.READER
    await front.say("channel @good")
    await front.say("channel @good", "222", "222")
    front.directory.admins = {("-200", "111")}
    assert "not within this account's reach" in await front.say("watch Beirut", "222", "222")
    assert front.chats.terms == {}
    assert "current role is" in await front.say("watch Beirut", "222", "222"), "a reader at home again"


async def test_buttons_stay_with_the_chat_they_were_made_for(front: Front) -> None:
    await front.say("channel @good")
    watched = await front.ask("watch CENTCOM")
    (undo,) = [action for action in await actions(watched) if action.startswith("unwatch")]
    assert undo.endswith(f" #{news(front).id}")
    await front.say("use here")
    await front.say("watch CENTCOM")
    assert len(front.chats.terms) == 2
    told = await front.say(undo, button=True)
    assert told.startswith("For غرفة الأخبار")
    assert [watch.chat_id for watch in front.chats.terms.values()] == [home(front).id]


async def test_buttons_of_this_chat_are_about_it_whatever_is_chosen(front: Front) -> None:
    watched = await front.ask("watch CENTCOM")
    (undo,) = [action for action in await actions(watched) if action.startswith("unwatch")]
    await front.say("channel @good")
    await front.say(undo, button=True)
    assert front.chats.terms == {}


async def test_a_button_cannot_be_made_for_a_chat_that_is_not_ones_own(front: Front) -> None:
    await front.say("channel @good")
    await front.say("watch CENTCOM")
    (watch,) = front.chats.terms
    front.chats.roles["telegram:333"] = Role.ADMIN
    front.directory.admins.clear()
    front.chats.roles["telegram:333"] = Role.EDITOR
    told = await front.say(f"unwatch {watch} #{news(front).id}", "333", "333", button=True)
    assert "not within this account's reach" in told
    assert list(front.chats.terms) == [watch]


async def test_in_a_group_the_mark_of_another_chat_means_nothing(front: Front) -> None:
    await front.say("channel @good")
    await front.say("watch CENTCOM")
    (watch,) = front.chats.terms
    await front.say("start", channel="-100", kind=ChatKind.GROUP)
    await front.say(f"unwatch {watch} #{news(front).id}", channel="-100", kind=ChatKind.GROUP, button=True)
    assert list(front.chats.terms) == [watch]


async def test_an_alert_of_this_chat_that_is_answered_is_about_this_chat(front: Front) -> None:
    await front.say("channel @good")
    front.traces.messages[home(front).id, "9"] = (5,)
    assert not (await front.say("why", reply_to="9")).startswith("For")
    front.traces.messages[news(front).id, "9"] = (5,)
    front.traces.messages.pop((home(front).id, "9"))
    assert "For غرفة الأخبار" in await front.say("why", reply_to="9")


async def test_undo_takes_back_what_was_done_for_the_other_chat(front: Front) -> None:
    await front.say("channel @good")
    await front.say("watch CENTCOM")
    told = await front.say("undo")
    assert told.count("For غرفة الأخبار") == 1
    assert front.chats.terms == {}


async def test_chats_are_chosen_by_number_title_handle_and_button(front: Front) -> None:
    await front.say("channel @good")
    number = news(front).id
    for named in (str(number), "غرفة الأخبار", "-200", "telegram:-200", "@good"):
        await front.say("use here")
        assert home(front).acts_for is None
        assert "is now about غرفة الأخبار" in await front.say(f"use {named}")
        assert home(front).acts_for == number
    await front.say("use here")
    (offered,) = await actions(await front.ask("use"))
    await front.say(offered, button=True)
    assert home(front).acts_for == number


async def test_nobody_acts_for_somebody_elses_private_chat(front: Front) -> None:
    front.chats.roles["telegram:222"] = Role.EDITOR
    await front.say("start", "222", "222")
    other = next(chat for chat in front.chats.rows.values() if chat.address.channel == "222")
    assert "goes by" in await front.say(f"use {other.id}")
    assert home(front).acts_for is None


async def test_a_stranger_learns_nothing_of_channels(front: Front) -> None:
    await front.say("channel @good")
    for said in ("channel @good", "use -200", "use", f"watches #{news(front).id}"):
        told = await front.say(said, "999", "999", button="#" in said)
        assert "غرفة" not in told
    assert front.places.asked == [("@good", "111")]


async def test_elsewhere_channels_need_no_setting_up(front: Front) -> None:
    front.chats.roles["slack:U1"] = Role.OWNER
    assert "needs no setting up" in await front.say("channel x", "U1", "D1", platform=Platform.SLACK)
    await front.say("start", channel="-100", kind=ChatKind.GROUP)
    assert "in a private chat" in await front.say("channel @good", channel="-100", kind=ChatKind.GROUP)
    assert "always about this chat" in await front.say("use here", channel="-100", kind=ChatKind.GROUP)


@pytest.mark.parametrize(("hidden", "said"), [(True, True), (False, False)])
async def test_a_group_hears_once_that_only_what_is_addressed_arrives(front: Front, hidden: bool, said: bool) -> None:
    first = await front.say("watches", channel="-100", kind=ChatKind.GROUP, addressed_only=hidden)
    assert ("only what is addressed to it" in first) is said
    again = await front.say("watches", channel="-100", kind=ChatKind.GROUP, addressed_only=hidden)
    assert "only what is addressed to it" not in again


async def test_a_group_that_the_link_adds_the_bot_to_is_greeted(front: Front) -> None:
    assert "open to the bot" in await front.say("start here", channel="-100", kind=ChatKind.GROUP)


@pytest.mark.parametrize(
    ("platform", "listed"), [(Platform.TELEGRAM, True), (Platform.SLACK, False), (Platform.CONSOLE, False)]
)
async def test_help_lists_the_setting_up_of_channels_where_they_need_it(
    front: Front, platform: Platform, *, listed: bool
) -> None:
    front.desk = replace(front.desk, owners=frozenset({"telegram:111", "slack:111"}))
    said = await front.say("help", platform=platform)
    assert ("set a channel up" in said) is listed
    assert ("which chat the commands given here are about" in said) is not listed, "what goes with it stands in its place"


# -- links out of the chat --


def links(message: Message | None) -> list[tuple[str, str]]:
    assert message is not None
    return [(button.label, button.url) for row in message.buttons for button in row if button.url]


ADDING = [
    ("Add to a group", "https://t.me/RasidBot?startgroup=here"),
    ("Add to a channel", "https://t.me/RasidBot?startchannel=here"),
]


@pytest.mark.parametrize("command", ["start", "channel"])
async def test_the_bot_can_be_added_elsewhere_by_a_button(front: Front, command: str) -> None:
    assert links(await front.ask(command)) == ADDING
    front.chats.roles["slack:U1"] = Role.OWNER
    assert links(await front.ask(command, "U1", "D1", platform=Platform.SLACK)) == []


async def test_in_a_group_nothing_else_is_to_be_added_to(front: Front) -> None:
    assert links(await front.ask("start", channel="-100", kind=ChatKind.GROUP)) == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [("channel", "channel"), ("channel @good", "channel-good"), ("channel -200", "channel--200"), ("channel a b", "channel")],
)
async def test_a_channel_command_in_a_group_leads_to_the_private_chat_and_opens_nothing(
    front: Front, typed: str, word: str
) -> None:
    front.desk = replace(front.desk, links={Platform.TELEGRAM: lambda word: f"https://t.me/RasidBot?start={word}"})
    message = await front.ask(typed, channel="-100", kind=ChatKind.GROUP)
    assert links(message) == [("Set it up in private", f"https://t.me/RasidBot?start={word}")]
    assert message is not None
    assert "open to the bot" not in as_text(message)
    assert not front.only_chat().admitted
    assert "open to the bot" in await front.say("watches", channel="-100", kind=ChatKind.GROUP)


async def test_a_stranger_is_led_nowhere_from_a_closed_group(front: Front) -> None:
    told = await front.ask("channel @good", "999", "-100", ChatKind.GROUP)
    assert links(told) == []
    assert not front.only_chat().admitted
