"""Off topic: which changes are offered, what each would have left out; one press makes it, and another takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.news import Article, Language
from bot.ports import StoryHit
from tests.fakes import three_platforms
from tests.fakes.desk import Front, article, as_text
from tests.fakes.told import LEAD, STORY, front, story

AR, EN = Language.ARABIC, Language.ENGLISH
FILM = article(1, "Bitcoin heist film tops festival", text="The festival gave its prize to a film on a Bitcoin heist.", ago=60)
OTHERS = (
    article(31, "Bitcoin rises again", ago=90),
    article(32, "Bitcoin falls at a film studio", ago=100),
    article(33, "بيتكوين عند مستوى جديد", "الجزيرة", ago=110),
    article(34, "Bitcoin festival opens in Riyadh", "BBC", ago=120),
    article(35, "Long ago in Bitcoin", ago=60 * 24 * 9),
)


async def about(lead: Article, *others: Article, term: str = "Bitcoin") -> Front:
    """A desk whose first chat watches a term and was told of this report; the others were caught as well."""
    made = await front()
    await made.ask("unwatch CENTCOM")
    await made.ask(f"watch {term}")
    whole = story()
    opening = replace(whole.reports[0], article=lead)
    words = tuple(replace(word, terms=(term,)) for word in whole.words if word.article_id == LEAD.id)
    made.traces.stories[1, STORY] = replace(whole, reports=(opening,), words=words)
    made.articles.stories = [StoryHit(each.id, (each,)) for each in (lead, *others)]
    return made


async def asked(made: Front, text: str, language: Language = EN, **more: object) -> Message:
    message = await made.ask(text, language=language, **more)  # type: ignore[arg-type]
    assert message is not None
    return message


def actions(message: Message) -> list[str]:
    return [button.action for row in message.buttons for button in row]


def only_term(made: Front) -> str:
    ((_, watch),) = made.chats.terms.items()
    return watch.term


@pytest.mark.parametrize("language", [AR, EN])
async def test_the_offer_reads_as_it_should(language: Language) -> None:
    made = await about(FILM, *OTHERS)
    message = await asked(made, ("off 1", "خارج الموضوع 1")[language is AR], language)
    three_platforms.check(f"off.{language}", message)


@pytest.mark.parametrize("language", [AR, EN])
async def test_what_is_done_and_undone_reads_as_it_should(language: Language) -> None:
    made = await about(FILM, *OTHERS)
    await made.ask(f"language {language}")
    shown = await asked(made, "off 1", language, button=True)
    word = next(action for action in actions(shown) if " w" in action)
    done = await asked(made, word, language, button=True)
    three_platforms.check(f"off-done.{language}", done)
    three_platforms.check(f"off-undone.{language}", await asked(made, actions(done)[0], language, button=True))


@pytest.mark.parametrize("language", [AR, EN])
async def test_help_shows_how(language: Language) -> None:
    message = await asked(await front(), ("help off", "مساعدة خارج الموضوع")[language is AR], language)
    three_platforms.check(f"help-off.{language}", message)


async def test_a_word_is_left_out_on_one_press_and_taken_back_on_another() -> None:
    made = await about(FILM, *OTHERS)
    shown = await asked(made, "off 1", button=True)
    assert (shown.private, shown.replaces) == (True, False)
    assert "Bitcoin without reports that hold heist: 1 of 5" in as_text(shown)
    (press,) = [action for action in actions(shown) if " w" in action]
    done = await asked(made, press, button=True)
    assert done.replaces
    assert only_term(made) == "Bitcoin -heist"
    (undo,) = actions(done)
    await made.ask(undo, button=True)
    assert only_term(made) == "Bitcoin"
    assert "is as it was" in await made.say(undo, button=True), "again changes nothing more"


async def test_what_a_change_would_have_left_out_is_counted_in_stories_of_the_last_seven_days() -> None:
    second = article(36, "Heist of Bitcoin in court", ago=80)
    made = await about(FILM, *OTHERS, second)
    made.articles.stories.append(StoryHit(37, (article(37, "Bitcoin heist", ago=70), article(38, "Bitcoin is up", ago=60))))
    text = as_text(await asked(made, "off 1"))
    assert "of 7" in text, "what is older than seven days does not count"
    made.articles.hidden.add((1, "bbc"))
    assert "of 6" in as_text(await asked(made, "off 1")), "nor what this chat does not read"


async def test_a_spelling_that_alone_caught_the_report_can_be_switched_off() -> None:
    made = await about(article(1, "بيتكوين فيلم جديد في المهرجان", "الجزيرة", ago=60), *OTHERS)
    shown = await asked(made, "off 1")
    assert "Bitcoin without the spelling بيتكوين: 2 of 5" in as_text(shown)
    (press,) = [action for action in actions(shown) if " x" in action]
    done = await asked(made, press, button=True)
    assert "Bitcoin no longer counts the spelling بيتكوين" in as_text(done)
    assert made.chats.terms[44].switched == {"بيتكوين"}
    await made.ask(actions(done)[0], button=True)
    assert made.chats.terms[44].switched == frozenset()


async def test_a_likeness_can_be_raised_to_exact() -> None:
    made = await about(article(1, "Elephants walk", ago=60), article(31, "An elephant", ago=90), term="elephant")
    shown = await asked(made, "off 1")
    assert "elephant exactly as written: 1 of 2" in as_text(shown)
    (press,) = [action for action in actions(shown) if action.endswith("exact")]
    await made.ask(press, button=True)
    assert only_term(made) == '"elephant"'


async def test_what_leaves_out_most_of_what_is_caught_is_not_offered() -> None:
    others = [
        article(40 + number, f"بيتكوين {word}", "الجزيرة", ago=90) for number, word in enumerate(("يرتفع", "يهبط", "يعود"))
    ]
    made = await about(article(1, "بيتكوين فيلم جديد", "الجزيرة", ago=60), *others)
    assert not [action for action in actions(await asked(made, "off 1")) if " x" in action]


async def test_each_side_of_a_term_leaves_the_word_out() -> None:
    made = await about(FILM, term="Bitcoin | heist +prize")
    shown = await asked(made, "off 1")
    (press,) = [action for action in actions(shown) if " w" in action]
    await made.ask(press, button=True)
    word = only_term(made).rpartition("-")[2]
    assert only_term(made) == f"Bitcoin -{word} | heist +prize -{word}"


async def test_no_change_is_offered_that_would_not_keep_the_report_away() -> None:
    made = await about(article(1, "Bitcoin", ago=60), *OTHERS)
    assert "No small change" in await made.say("off 1")


async def test_a_report_that_no_watch_matches_any_more_offers_nothing() -> None:
    made = await about(FILM, *OTHERS)
    await made.ask("unwatch Bitcoin")
    assert "sent here from another chat" in await made.say("off 1")
    for language, text in ((AR, "خارج الموضوع 1"), (EN, "off 1")):
        three_platforms.check(f"off-none-here.{language}", await asked(made, text, language))


@pytest.mark.parametrize(
    "argument", ["1 44 w00000000", "1 44", "1 99 exact", "1 x exact", "undo", "undo 44", "undo 44 99", "undo 99 1", "99", "x"]
)
async def test_an_old_or_a_made_up_press_changes_nothing(argument: str) -> None:
    made = await about(FILM, *OTHERS)
    assert await made.say(f"off {argument}", button=True)
    assert only_term(made) == "Bitcoin"


async def test_only_editors_narrow_and_no_other_chat_can() -> None:
    made = await about(FILM, *OTHERS)
    made.chats.roles["telegram:23"] = Role.READER
    assert "needs the role" in await made.say("off 1 44 exact", "23", "23", button=True)
    assert "was told here" in await made.say("off 1 44 exact", "111", "-100", ChatKind.GROUP, button=True)
    assert only_term(made) == "Bitcoin"
