"""What is stored, asked for: by pages, within a span, in both languages, and by no chat that may not see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.chat import Platform
from bot.model.message import Message
from bot.ports import StoryHit
from tests.fakes.desk import Front, article, as_text


def front(count: int = 12) -> Front:
    """So many stories on one term, a quarter of an hour apart, the first one the newest."""
    made = Front()
    made.articles.stories = [
        StoryHit(number, (article(number, f"CENTCOM report {number}", ago=15 * (count - number)),)) for number in range(count)
    ]
    made.articles.told = {1: list(made.articles.stories)}
    return made


def headlines(message: Message | None) -> list[int]:
    assert message is not None
    return [int(line.split("report ")[1].split(" ")[0]) for line in as_text(message).splitlines() if "CENTCOM report " in line]


def pages(message: Message | None) -> list[str]:
    assert message is not None
    return [button.action for row in message.buttons for button in row]


@pytest.mark.parametrize("command", ["search CENTCOM", "latest CENTCOM", "latest", "search سنتكوم", "search CENTCOM 30 days"])
async def test_stories_come_newest_first_a_page_at_a_time_and_back(command: str) -> None:
    made = front()
    first = await made.ask(command)
    assert headlines(first) == [11, 10, 9, 8, 7]
    (onwards,) = pages(first)
    second = await made.ask(onwards, button=True)
    assert second is not None
    assert second.replaces
    assert headlines(second) == [6, 5, 4, 3, 2]
    back, onwards = pages(second)
    third = await made.ask(onwards, button=True)
    assert headlines(third) == [1, 0]
    assert len(pages(third)) == 1
    assert headlines(await made.ask(back, button=True)) == [11, 10, 9, 8, 7]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("search CENTCOM 1h", [11, 10, 9]),
        ("search CENTCOM ١ساعة", [11, 10, 9]),
        ("بحث سنتكوم ساعة", [11, 10, 9]),
        ("search CENTCOM hour", [11, 10, 9]),
        ("search CENTCOM in the last hour", [11, 10, 9]),
        ("search CENTCOM last 1 hour", [11, 10, 9]),
        ("بحث CENTCOM آخر ساعة", [11, 10, 9]),
        ("بحث CENTCOM خلال ساعتين", [11, 10, 9, 8, 7]),
        ("بحث CENTCOM ساعتين", [11, 10, 9, 8, 7]),
        ("بحث CENTCOM أسبوع", [11, 10, 9, 8, 7]),
        ("search last hour", []),
        ("search CENTCOM 60 minutes", [11, 10, 9]),
        ("بحث CENTCOM 24س", [11, 10, 9, 8, 7]),
        ("search CENTCOM 9999 weeks", [11, 10, 9, 8, 7]),
        ("search report 7", [7]),
        ("search 7", [7]),
    ],
)
async def test_a_span_behind_the_words_says_how_far_back(text: str, found: list[int]) -> None:
    assert headlines(await front().ask(text)) == found


async def test_a_unit_of_time_that_is_part_of_a_name_is_no_span() -> None:
    made = Front()
    made.articles.stories = [
        StoryHit(1, (article(1, "Fashion week opens in Beirut", ago=60 * 24 * 20),)),
        StoryHit(2, (article(2, "Fashion in winter", ago=60),)),
    ]
    said = await made.say("search fashion week")
    assert "Fashion week opens" in said
    assert "Fashion in winter" not in said


async def test_the_pages_of_a_search_can_be_typed_where_there_are_no_buttons() -> None:
    made = front(12)
    first = await made.ask("search CENTCOM", channel="console", platform=Platform.CONSOLE)
    assert first is not None
    action = pages(first)[-1].rsplit(" @", 1)[0]
    second = await made.ask(action, channel="console", platform=Platform.CONSOLE)
    assert headlines(second) == [6, 5, 4, 3, 2]


async def test_the_span_holds_on_the_next_page() -> None:
    made = front(40)
    message = await made.ask("search CENTCOM 2h")
    seen = headlines(message)
    for _ in range(5):
        onwards = [action for action in pages(message) if action.endswith("2h") and int(action.split()[2]) > 1]
        if not onwards or len(seen) >= 7:
            break
        message = await made.ask(onwards[-1], button=True)
        seen += headlines(message)
    assert seen == list(range(39, 32, -1))


async def test_words_that_are_no_phrase_anywhere_are_each_looked_for() -> None:
    made = front(0)
    made.articles.stories = [StoryHit(1, (article(1, "Drones were downed, says CENTCOM report 1"),))]
    assert headlines(await made.ask("search CENTCOM drones")) == [1]
    assert "No stored story" in await made.say("search CENTCOM elephants")


async def test_a_chat_finds_nothing_in_sources_it_does_not_see() -> None:
    made = front()
    made.articles.hidden = {(1, "reuters")}
    assert "No stored story" in await made.say("search CENTCOM")
    assert "no story yet" in await made.say("watch CENTCOM")


@pytest.mark.parametrize("text", ["search ~1 2", "search ~99999999999 1", "search !!!", "latest ~5 5", "search x\0y"])
async def test_what_is_typed_like_a_button_or_makes_no_sense_is_only_words(text: str) -> None:
    assert await front().say(text)


async def test_a_button_of_another_chat_shows_nothing_of_its_words() -> None:
    made = front()
    (onwards,) = pages(await made.ask("search CENTCOM"))
    made.chats.roles["telegram:7"] = 1  # type: ignore[assignment]
    said = await made.say(onwards, "7", "7", button=True)
    assert "CENTCOM" not in said


async def test_what_is_beyond_the_stored_span_is_not_found() -> None:
    made = front(0)
    made.articles.stories = [StoryHit(1, (article(1, "CENTCOM report 1", ago=60 * 24 * 31),))]
    assert "kept for 30 days" in await made.say("search CENTCOM")
    made.clock.time -= timedelta(days=3)
    assert headlines(await made.ask("search CENTCOM")) == [1]
