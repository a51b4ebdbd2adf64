"""All reports of a story, and one of them taken out of it and put back: how it reads, and that it is done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms, told
from tests.fakes.desk import NOON, Front, article, as_text
from tests.fakes.told import COPY, OTHER, STORY, story

AR, EN = Language.ARABIC, Language.ENGLISH


async def front() -> Front:
    """The desk of ``told``, where the term was watched before the story came."""
    made = await told.front()
    made.chats.terms = {id_: replace(watch, added=NOON - timedelta(days=9)) for id_, watch in made.chats.terms.items()}
    return made


async def asked(made: Front, words: tuple[str, str], language: Language, **more: object) -> Message:
    message = await made.ask(words[language is AR], language=language, **more)  # type: ignore[arg-type]
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("story", ("story 1", "تغطية 1")),
        ("apart", ("apart 1", "فصل 1")),
        ("apart-done", ("apart 1 5", "فصل 1 5")),
        ("apart-first", ("apart 1 1", "فصل 1 1")),
        ("apart-alone", ("apart 7", "فصل 7")),
        ("story-none", ("story 99", "تغطية 99")),
    ],
)
async def test_answers_read_as_they_should(name: str, words: tuple[str, str], language: Language) -> None:
    three_platforms.check(f"{name}.{language}", await asked(await front(), words, language))


@pytest.mark.parametrize("name", ["why", "story", "apart"])
@pytest.mark.parametrize("language", [AR, EN])
async def test_help_shows_how(name: str, language: Language) -> None:
    words = {"why": "لماذا", "story": "تغطية", "apart": "فصل"}
    message = await asked(await front(), (f"help {name}", f"مساعدة {words[name]}"), language)
    three_platforms.check(f"help-{name}.{language}", message)


async def test_long_stories_are_paged_and_pages_turn_in_place() -> None:
    made = await front()
    more = tuple(replace(story().reports[1], article=article(100 + n, f"Report {n}")) for n in range(23))
    made.traces.stories[1, STORY] = replace(story(), reports=(*story().reports, *more))
    first = await asked(made, ("story 1", ""), EN)
    assert [button.action for row in first.buttons for button in row] == ["story 1 2"]
    second = await asked(made, ("story 1 2", ""), EN, button=True)
    assert second.replaces
    assert not first.replaces
    assert "Page 2 of 3" in as_text(second)
    assert "Page 3 of 3" in await made.say("story 1 99")


async def test_at_most_five_reports_are_offered_the_newest_first() -> None:
    made = await front()
    more = tuple(replace(story().reports[1], article=article(100 + n, f"Report {n}")) for n in range(9))
    made.traces.stories[1, STORY] = replace(story(), reports=(*story().reports, *more))
    shown = await asked(made, ("apart 1", ""), EN, button=True)
    assert [row[0].action for row in shown.buttons] == [f"apart 1 {100 + n}" for n in range(8, 3, -1)]
    assert (shown.private, shown.replaces) == (True, False), "the alert itself stays as it is"


async def test_one_press_parts_a_report_and_the_undo_puts_it_back() -> None:
    made = await front()
    done = await asked(made, (f"apart {STORY} {COPY.id}", ""), EN, button=True)
    assert done.replaces
    assert len(made.traces.stories[1, STORY].reports) == 3
    assert "no report 5 that can leave it" in await made.say(f"apart {STORY} {COPY.id}", button=True)
    ((undo,),) = done.buttons
    assert undo.action == f"apart together {COPY.id}"
    assert "is back in the story" in await made.say(undo.action, button=True)
    assert len(made.traces.stories[1, STORY].reports) == 4
    assert "was told here" in await made.say(undo.action, button=True)


async def test_only_editors_may_part_and_other_chats_know_no_such_story() -> None:
    made = await front()
    made.chats.roles["telegram:23"] = Role.READER
    assert "needs the role" in await made.say(f"apart {STORY} {OTHER.id}", "23", "23")
    assert "was told here" in await made.say(f"apart {STORY} {OTHER.id}", "111", "-100", ChatKind.GROUP)
    assert "was told here" in await made.say(f"story {STORY}", "111", "-100", ChatKind.GROUP)
    assert len(made.traces.stories[1, STORY].reports) == 4


@pytest.mark.parametrize("argument", ["together", "together x", "together 99", "1 x", "1 99999999999999999999", "x 1", "- -"])
async def test_nonsense_changes_nothing(argument: str) -> None:
    made = await front()
    assert await made.say(f"apart {argument}", button=True)
    assert len(made.traces.stories[1, STORY].reports) == 4


async def test_what_came_before_the_watch_is_not_offered() -> None:
    made = await front()
    made.chats.terms = {id_: replace(watch, added=OTHER.seen) for id_, watch in made.chats.terms.items()}
    baseline = replace(story().reports[1], article=replace(article(90, "In the feed all along"), baseline=True))
    early = replace(story().reports[1], article=article(91, "Hours before", ago=300))
    made.traces.stories[1, STORY] = replace(story(), reports=(early, *story().reports, baseline))
    shown = await asked(made, ("apart 1", ""), EN, button=True)
    assert [row[0].action for row in shown.buttons] == ["apart 1 6", "apart 1 5", "apart 1 2"]


@pytest.mark.parametrize("language", [AR, EN])
async def test_that_all_others_are_older_is_said(language: Language) -> None:
    made = await front()
    made.chats.terms = {id_: replace(watch, added=NOON) for id_, watch in made.chats.terms.items()}
    three_platforms.check(f"apart-older.{language}", await asked(made, ("apart 1", "فصل 1"), language))


async def test_the_only_other_report_leaves_at_one_press() -> None:
    made = await front()
    made.traces.stories[1, STORY] = replace(story(), reports=story().reports[:2])
    done = await asked(made, ("apart 1", ""), EN, button=True)
    assert "is a story of its own here now" in as_text(done)
    assert (done.private, done.replaces) == (True, False), "the alert itself stays as it is"
    ((undo,),) = done.buttons
    assert "is back in the story" in await made.say(undo.action, button=True)
    assert len(made.traces.stories[1, STORY].reports) == 2
