"""Off topic keeps a whole story away: which words are chosen, what is said of their effect, and when there is no way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.message import Message
from bot.model.news import Article, Language
from bot.model.trace import Placed
from bot.ports import StoryHit
from tests.fakes import three_platforms
from tests.fakes.desk import Front, article, as_text
from tests.fakes.told import LEAD, STORY, front, story

AR, EN = Language.ARABIC, Language.ENGLISH
ONE = article(1, "Amazon rainforest fires spread", text="Fires in the rainforest.", ago=60)
TWO = article(2, "Fires in Amazon rainforest seen from space", "BBC", ago=50)
ARABIC = article(3, "حرائق غابات Amazon تتسع", "الجزيرة", ago=45)
SHOPS = tuple(
    article(30 + number, f"Amazon {word}", ago=100 + number)
    for number, word in enumerate(("opens a depot", "hires drivers", "raises its fees", "shares spread gains", "ships more"))
)


async def told_of(*reports: Article, others: tuple[Article, ...] = SHOPS, term: str = "Amazon") -> Front:
    """A chat that watches a term and was told of these reports as one story; the others were caught as well."""
    made = await front()
    await made.ask("unwatch CENTCOM")
    await made.ask(f"watch {term}")
    whole = story()
    placed = tuple(Placed(report, whole.reports[0].placement) for report in reports)
    words = tuple(replace(word, article_id=reports[0].id, terms=(term,)) for word in whole.words if word.article_id == LEAD.id)
    made.traces.stories = {(1, STORY): replace(whole, reports=placed, words=words)}
    made.articles.stories = [StoryHit(STORY, reports), *(StoryHit(each.id, (each,)) for each in others)]
    return made


async def asked(made: Front, text: str, language: Language = EN) -> Message:
    mark = " @ar" if language is AR and "@" not in text else ""
    message = await made.ask(f"{text}{mark}", button=True)
    assert message is not None
    return message


def actions(message: Message) -> list[str]:
    return [button.action for row in message.buttons for button in row]


def only_term(made: Front) -> str:
    ((_, watch),) = made.chats.terms.items()
    return watch.term


async def test_a_word_that_only_the_first_report_holds_is_not_offered() -> None:
    made = await told_of(ONE, TWO)
    shown = await asked(made, "off 1")
    assert "that hold spread" not in as_text(shown)
    await asked(made, actions(shown)[0])
    left = await made.desk.watchlist.matches(next(iter(made.chats.terms.values())), [ONE, TWO])
    assert not any(left), only_term(made)


async def test_the_storys_own_reports_do_not_make_its_words_common() -> None:
    many = [article(70 + number, f"Amazon rainforest fires, day {number}", ago=40 - number) for number in range(9)]
    made = await told_of(ONE, TWO, *many)
    assert "reports that hold rainforest" in as_text(await asked(made, "off 1"))


async def test_no_change_is_offered_that_leaves_a_report_of_the_story_in() -> None:
    made = await told_of(ONE, article(4, "Amazon", "BBC", ago=30))
    assert "No small change" in as_text(await asked(made, "off 1"))


@pytest.mark.parametrize("language", [AR, EN])
async def test_reports_in_two_languages_are_kept_away_by_a_word_of_each(language: Language) -> None:
    made = await told_of(ONE, ARABIC)
    shown = await asked(made, "off 1", language)
    three_platforms.check(f"off-words.{language}", shown)
    (press,) = actions(shown)
    assert len(press) <= len("off 1 44 w00000000 w00000000 @ar")
    await asked(made, press, language)
    assert only_term(made).count(" -") == 2
    assert not any(await made.desk.watchlist.matches(next(iter(made.chats.terms.values())), [ONE, ARABIC]))


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize(
    ("name", "lead", "others"),
    [
        ("all", ONE, (article(5, "Amazon rainforest fires spread again", ago=90),)),
        ("only", ONE, ()),
        ("half", ONE, SHOPS[:1]),
        ("none", article(1, ONE.title, ago=60 * 24 * 8), ()),
    ],
)
async def test_what_a_change_leaves_out_is_said_in_words_where_it_is_all(
    language: Language, name: str, lead: Article, others: tuple[Article, ...]
) -> None:
    three_platforms.check(f"off-{name}.{language}", await asked(await told_of(lead, others=others), "off 1", language))


async def test_a_story_let_go_of_is_taken_up_again_by_the_undo() -> None:
    made = await told_of(ONE)
    done = await asked(made, actions(await asked(made, "off 1"))[0])
    assert made.traces.let_go == {(1, 44, STORY)}
    await asked(made, actions(done)[0])
    assert (made.traces.let_go, only_term(made)) == (set(), "Amazon")


@pytest.mark.parametrize("language", [AR, EN])
async def test_work_done_since_is_not_undone(language: Language) -> None:
    made = await told_of(ONE)
    done = await asked(made, actions(await asked(made, "off 1", language))[0], language)
    await made.ask("edit 44 Amazon -drone")
    answer = await asked(made, actions(done)[0], language)
    three_platforms.check(f"off-changed.{language}", answer)
    assert only_term(made) == "Amazon -drone"


async def told_by_a_spelling() -> Front:
    """A chat that watches bitcoin, and was told of a story that only its Arabic spelling caught."""
    made = await told_of(article(1, "بيتكوين فيلم جديد في المهرجان", "الجزيرة", ago=60), term="Bitcoin")
    made.articles.stories += [StoryHit(30 + n, (article(30 + n, f"Bitcoin at {n}", ago=90),)) for n in range(4)]
    return made


@pytest.mark.parametrize("language", [AR, EN])
async def test_a_spelling_less_reads_as_it_should(language: Language) -> None:
    made = await told_by_a_spelling()
    (press,) = [action for action in actions(await asked(made, "off 1", language)) if " x" in action]
    three_platforms.check(f"off-spelling.{language}", await asked(made, press, language))


async def test_a_spelling_switched_since_then_stays_switched() -> None:
    made = await told_by_a_spelling()
    (press,) = [action for action in actions(await asked(made, "off 1")) if " x" in action]
    done = await asked(made, press)
    await made.ask("switch 44 بيتكوين on")
    await asked(made, actions(done)[0])
    assert made.chats.terms[44].switched == frozenset(), "it is on, as the person has put it"


async def test_the_same_button_twice_narrows_once() -> None:
    made = await told_of(ONE)
    press = actions(await asked(made, "off 1"))[0]
    await asked(made, press)
    once = only_term(made)
    assert "not as it was then" in as_text(await asked(made, press))
    assert only_term(made) == once


async def test_buttons_under_a_story_that_is_stored_no_more_are_answered() -> None:
    made = await told_of(ONE, TWO)
    press = actions(await asked(made, "off 1"))[0]
    made.traces.stories.clear()
    for action in ("off 1", press, "apart 1", "apart 1 2", "apart together 2"):
        assert "was told here" in as_text(await asked(made, action)), action
    assert only_term(made) == "Amazon"
