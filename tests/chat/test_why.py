"""Why an alert came and why a report did not: how it reads, and what it is taken from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import ChatKind, ChatState
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text
from tests.fakes.told import LEAD, PAGE, STORY, front, sending, story

AR, EN = Language.ARABIC, Language.ENGLISH
NOT_COME = (
    *("came", "queued", "quiet", "dead", "doubt", "merged", "copied", "baseline", "held", "dropped", "waiting", "paused"),
    *("near", "unlike", "late", "spelling", "never"),
)


async def asked(made: Front, words: tuple[str, str], language: Language, **more: str) -> Message:
    message = await made.ask(words[language is AR], language=language, **more)
    assert message is not None
    assert not message.replaces
    return message


@pytest.mark.parametrize("language", [AR, EN])
async def test_why_an_alert_came(language: Language) -> None:
    message = await asked(await front(), ("why 1", "لماذا 1"), language)
    three_platforms.check(f"why.{language}", message)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", NOT_COME)
async def test_why_a_report_did_not_come(name: str, language: Language) -> None:
    url = PAGE.format(number=name)
    message = await asked(await front(), (f"why {url}", f"ليش {url}"), language)
    three_platforms.check(f"why-{name}.{language}", message)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", ["strange", "alike"])
async def test_a_feed_that_is_not_read_here_is_named_as_such(name: str, language: Language) -> None:
    url = {"strange": "https://qux.test/a/1", "alike": "https://www.reuter.example/a/1"}[name]
    message = await asked(await front(), (f"why {url}", f"لماذا {url}"), language)
    three_platforms.check(f"why-no-feed-{name}.{language}", message)


async def test_a_reply_asks_about_the_message_it_answers() -> None:
    made = await front()
    by_number = await asked(made, ("why 1", ""), EN)
    assert await asked(made, ("why", ""), EN, reply_to="m1") == by_number
    assert "tells of no story" in await made.say("why", reply_to="m9")
    which = await asked(made, ("why", ""), EN, reply_to="m2")
    assert [button.action for row in which.buttons for button in row] == ["why 1", "why 7"]


@pytest.mark.parametrize("language", [AR, EN])
async def test_a_reply_to_a_message_of_several_stories_asks_which(language: Language) -> None:
    three_platforms.check(f"why-which.{language}", await asked(await front(), ("why", "لماذا"), language, reply_to="m2"))


async def test_without_a_number_it_is_the_latest_story() -> None:
    made = await front()
    assert "new commander" in await made.say("why")
    made.traces.stories.clear()
    assert "No alert has been sent here yet" in await made.say("why")


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "99999999999999999999", "1 2", "why"])
async def test_what_was_not_told_here_is_not_found(number: str) -> None:
    made = await front()
    assert "was told here" in await made.say(f"why {number}")
    assert "was told here" in await made.say("why 1", "111", "-100", ChatKind.GROUP)


async def test_a_watch_that_has_ended_or_changed_is_said_to_have() -> None:
    made = await front()
    await made.ask("unwatch CENTCOM")
    assert "CENTCOM is not watched here now" in await made.say("why 1")
    made = await front()
    made.chats.terms[42] = replace(made.chats.terms[42], switched=frozenset({"CENTCOM"}))
    assert "it would not count now: CENTCOM is there, but the spelling CENTCOM is switched off here" in await made.say("why 1")


async def test_the_sentence_with_the_match_is_quoted() -> None:
    made = await front()
    lead = replace(LEAD, title="Two drones downed")
    trace = story()
    made.traces.stories[1, STORY] = replace(trace, reports=(replace(trace.reports[0], article=lead), *trace.reports[1:]))
    message = await asked(made, ("why 1", ""), EN)
    assert "In the text:\nCENTCOM said a ship downed both of them at dawn.\n" in as_text(message)
    assert [piece.text for block in message.blocks for line in block.lines for piece in line if piece.bold] == ["CENTCOM"]


async def test_a_press_is_answered_to_the_presser_and_the_alert_stays() -> None:
    made = await front()
    for action in ("why 1", "apart 1"):
        answer = await made.ask(action, button=True)
        assert answer is not None
        assert (answer.private, answer.replaces) == (True, False)


async def test_an_alert_that_waits_says_what_for() -> None:
    made = await front()
    made.traces.stories[1, STORY] = story(sending(LEAD, state="pending"))
    assert "It waits for its turn" in await made.say("why 1")
    made.chats.rows[1] = replace(made.chats.rows[1], state=ChatState.PAUSED)
    assert "It is kept for later: alerts to this chat are paused." in await made.say("why 1")


async def test_a_feed_that_fails_or_is_left_out_is_the_reason_it_was_not_seen() -> None:
    made = await front()
    made.chats.facts[3] = {}
    url = PAGE.format(number="never")
    assert "Reuters has not been read yet" in await made.say(f"why {url}")
    made.chats.health[3] = ("not_found", "HTTP 404")
    assert "Reuters cannot be read at present: there is nothing at this address" in await made.say(f"why {url}")
    made.chats.paused.add((1, 3))
    assert "Reuters is left out" in await made.say(f"why {url}")
    made.chats.hidden.add((1, 3))
    made.traces.brought = {}
    assert "No such feed here" in await made.say(f"why {url}")


async def test_of_the_nearest_feed_only_the_host_is_named_since_its_address_may_hold_a_key() -> None:
    made = await front()
    made.chats.feeds[3] = replace(made.chats.feeds[3], url="https://me:s3cret@reuters.example/rss?key=s3cret")
    said = await made.say("why https://www.reuter.example/a/1")
    assert "The feed most like it: Reuters, reuters.example" in said
    assert "s3cret" not in said
