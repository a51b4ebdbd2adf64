"""What is said when the latest change cannot be undone, and a removed feed that comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.listing import FeedList, ListedFeed
from bot.model.message import Attachment, Message, Undo
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import FEEDS, Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
FINAL = ("retry 17", "feed release 2", "invite revoke 3", "backup", "channel", "claim", "join", "feed remove ~7", "gone")
SECRET = "https://me:s3cret@own.example/rss"
LIST = Attachment("feeds.opml", "text/x-opml", b"<opml/>")


async def told(made: Front, text: str, **more: object) -> Message:
    message = await made.ask(text, **more)  # type: ignore[arg-type]
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_cannot_be_undone_is_named_with_what_can_be_done_instead(language: Language) -> None:
    answers = {}
    for action in FINAL:
        made = Front()
        await made.ask("watch Greenland")
        chat = made.only_chat()
        person = next(iter(made.undos.kept))[1]
        kept = made.undos.kept[-1]
        made.undos.kept.append((chat.id, person, Undo(action, final=True), kept[3]))
        answers[action] = await told(made, "تراجع" if language is AR else "undo", language=language)
        assert len(await made.chats.watches(chat.id)) == 1
    three_platforms.check_all(f"office/undo-final.{language}", answers)


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_somebody_else_has_changed_since_is_said_with_a_button(language: Language) -> None:
    made = Front()
    await made.ask("quiet 23:00-07:00")
    await made.ask("quiet 22:00-06:00", "5")
    (mine,) = made.undos.kept
    made.undos.kept.append((mine[0], "telegram:5", Undo("quiet 23:00-07:00"), mine[3]))
    answer = await told(made, "تراجع" if language is AR else "undo", language=language)
    three_platforms.check_all(f"office/undo-overtaken.{language}", {"overtaken": answer})


def with_secret() -> Front:
    made = Front()
    made.chats.feeds[4] = replace(FEEDS[0], id="own", url=SECRET, name="Paid", owner_chat=1, full_text=True)
    return made


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("by_word", [False, True])
async def test_a_feed_with_a_password_comes_back_as_it_was(paused: bool, by_word: bool) -> None:
    made = with_secret()
    if paused:
        await made.ask("feed pause 4")
    await made.ask("help")
    before = await made.chats.sources(1)
    gone = await told(made, "feed remove 4")
    assert "s3cret" not in as_text(gone)
    assert "feed add" not in as_text(gone), "an address without its password would be another feed"
    assert len(await made.chats.sources(1)) == 3
    await told(made, *(["undo"] if by_word else [gone.buttons[0][0].action]), button=not by_word)
    assert await made.chats.sources(1) == before


async def test_the_word_behind_a_number_gives_nothing_back_unless_a_button_says_it() -> None:
    made = with_secret()
    await made.ask("help")
    await made.ask("feed remove 4")
    assert "No feed here" in await made.say("feed remove 4 back")
    assert "No feed here" in await made.say("feed remove 3 back", button=True), "it was never removed"
    assert len(await made.chats.sources(1)) == 3


async def test_a_feed_comes_back_only_where_there_is_room() -> None:
    made = with_secret()
    await made.ask("help")
    made.desk = replace(made.desk, quotas=replace(made.desk.quotas, feeds=1))
    gone = await told(made, "feed remove 4")
    made.chats.feeds[5] = replace(FEEDS[0], id="more", url="https://more.example/rss", owner_chat=1)
    assert "1 feed" in as_text(await told(made, gone.buttons[0][0].action, button=True))
    assert [state.number for state in await made.chats.sources(1)] == [1, 2, 3, 5]


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_comes_back_reads_as_it_should(language: Language) -> None:
    said = {"remove": "مصدر حذف 4" if language is AR else "feed remove 4"}
    made, answers = with_secret(), {}
    for name in ("back", "back, paused"):
        gone = await told(made, said["remove"], language=language)
        answers[f"removed before {name}"] = gone
        answers[name] = await told(made, gone.buttons[0][0].action, button=True)
        await made.ask("feed pause 4")
    for number in (1, 2, 3, 11):
        feeds = tuple(ListedFeed(f"https://{number}-{each}.example/rss") for each in range(number))
        made.lists.answers["<opml/>"] = FeedList("mine", feeds)
        added = await told(made, "مصدر استيراد" if language is AR else "feed import", attached=LIST)
        answers[f"out again, {number}"] = await told(made, added.buttons[0][0].action, button=True)
        assert len(await made.chats.sources(1)) == 4
    again = await told(made, added.buttons[0][0].action, button=True)
    answers["out already"] = again
    answers["no longer known"] = await told(made, f"feed remove ~99 @{language}", button=True)
    three_platforms.check_all(f"office/feeds-back.{language}", answers)
