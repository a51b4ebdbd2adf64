"""Trying a term or a text: what would count, what nearly did, and nothing saved."""

from __future__ import annotations

import pytest

from bot.ports import StoryHit
from tests.fakes.desk import Front, article, as_text

STORIES = [
    StoryHit(1, (article(1, "CENTCOM says it downed two drones"), article(2, "US downs drones", "BBC", ago=90))),
    StoryHit(3, (article(3, "سنتكوم تعلن", "الجزيرة", ago=60 * 40),)),
    StoryHit(4, (article(4, "القيادة المركزية في مكان آخر"),)),
    StoryHit(5, (article(5, "Long ago CENTCOM spoke", ago=60 * 24 * 9),)),
]


def front() -> Front:
    made = Front()
    made.articles.stories = list(STORIES)
    return made


async def test_a_term_is_tried_on_seven_days_and_nothing_is_saved() -> None:
    made = front()
    message = await made.ask("test CENTCOM")
    assert message is not None
    said = await made.say("test CENTCOM")
    assert "In the last 7 days: 2 stories" in said
    assert "By day: 21 Nov (1), 19 Nov (1)" in said
    assert "Long ago" not in said
    assert made.chats.terms == {}
    ((watch_it,),) = message.buttons
    await made.ask(watch_it.action, button=True)
    assert [each.term for each in made.chats.terms.values()] == ["CENTCOM"]


async def test_what_came_near_is_named_with_why_it_was_refused() -> None:
    made = front()
    made.articles.stories = [
        StoryHit(1, (article(1, "The storm passes; front lines hold"),)),
        StoryHit(2, (article(2, "A storm front nears the coast"),)),
    ]
    said = await made.say("test storm front")
    assert "1 story" in said
    assert "Nearly, but refused:" in said
    assert "The storm passes; front lines hold: " in said


async def test_a_text_names_the_watches_that_it_meets_and_where() -> None:
    made = front()
    for term in ("CENTCOM", "Bitcoin", "drones -tanks"):
        await made.ask(f"watch {term}")
    said = await made.say("test Two lines:\nCENTCOM says that drones were downed")
    assert "2 watches of this chat are met by this text" in said
    assert "42. CENTCOM: CENTCOM" in said
    assert "46. drones -tanks: drones" in said
    assert "Bitcoin" not in said
    said = await made.say("test https://x.example/1 CENTCOM says that drones and tanks were downed")
    assert "1 watch of this chat" in said


async def test_of_a_text_that_meets_nothing_the_nearest_is_named() -> None:
    made = front()
    await made.ask("watch storm front")
    said = await made.say("test A text:\nthe storm passes; front lines hold")
    assert "No watch of this chat is met by this text." in said
    assert "42. storm front: " in said


async def test_a_text_is_tried_on_nothing_where_nothing_is_watched() -> None:
    assert "Nothing is watched here yet" in await front().say("test one\ntwo")


async def test_another_chats_watches_are_not_tried() -> None:
    made = front()
    await made.ask("watch CENTCOM")
    made.chats.roles["telegram:7"] = 1  # type: ignore[assignment]
    assert "Nothing is watched here yet" in await made.say("test CENTCOM\nsays", "7", "7")


async def test_a_term_that_cannot_be_read_is_refused_as_watch_refuses_it() -> None:
    assert await front().say("test title:") == await front().say("watch title:")


@pytest.mark.parametrize("command", ["test CENTCOM", "watch CENTCOM"])
async def test_what_is_too_much_to_be_looked_at_is_estimated_whatever_one_old_report_says(command: str) -> None:
    made = front()
    reports = [article(10 + number, "CENTCOM again", ago=number) for number in range(1200)]
    # It came last, and is dated long before all others.
    reports.append(article(9999, "CENTCOM of old", ago=60 * 24 * 6))
    made.articles.stories = [StoryHit(each.id, (each,)) for each in reports]
    assert "about 1,200 stories" in await made.say(command)


@pytest.mark.parametrize(
    "text",
    [
        "test Amazon opens a new warehouse in Texas",
        "test “Amazon opens warehouse in Texas”",
        "تجربة شركة Amazon تفتح مستودعاً في تكساس",
    ],
)
async def test_a_headline_is_tried_as_a_text_and_can_be_tried_as_a_term(text: str) -> None:
    made = front()
    await made.ask("watch Amazon")
    tried = await made.ask(text)
    assert tried is not None
    assert "42. Amazon: Amazon" in as_text(tried)
    ((as_term,),) = tried.buttons
    term = await made.ask(as_term.action, button=True)
    assert term is not None
    assert term.replaces
    assert [button.action.split(" @")[0] for row in term.buttons for button in row] == ["confirm 1 new"]
    assert "42. Amazon" not in as_text(term)


@pytest.mark.parametrize(
    "text", ["test central bank of Syria", "test Amazon -rainforest -river -forest -basin", "test a | b | c | d | e"]
)
async def test_a_term_is_tried_as_one_at_once(text: str) -> None:
    made = front()
    await made.ask("watch Amazon")
    tried = await made.ask(text)
    assert tried is not None
    assert [button.action for row in tried.buttons for button in row] == ["confirm 1 new"]


async def test_a_press_for_a_term_that_is_kept_no_more_asks_for_one() -> None:
    assert "Example" in await front().say("test ~77", button=True)
