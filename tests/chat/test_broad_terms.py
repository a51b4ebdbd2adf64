"""Terms that would flood a chat are asked about; faulty ones are explained; those in the chat alphabet get a suggestion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.broadness import FEWEST, SAMPLE
from bot.matching.query import Query, parse
from bot.model.chat import ChatKind
from bot.model.message import Message
from bot.model.news import Language
from bot.ports import StoryHit
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES, Front, article, as_text

AR, EN = Language.ARABIC, Language.ENGLISH

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "broad": (("watch oil", "رصد oil"),),
    "broad-compound": (("watch oil -gas", "رصد oil بدون gas"),),
    "broad-confirmed": (("watch oil", "رصد oil"), ("confirm 1", "تأكيد 1")),
    "broad-common": (("watch the", "رصد في"),),
    "broad-edit": (("watch CENTCOM", "رصد CENTCOM"), ("edit 42 oil", "تعديل 42 oil")),
    "confirm-none": (("confirm 9", "تأكيد 9"),),
    "confirm-empty": (("confirm", "تأكيد"),),
    "watch-chat-alphabet": (("watch 7amas", "رصد 7amas"),),
    "reject-quote": (('watch oil "central bank', "رصد نفط «البنك المركزي"),),
    "reject-field": (("watch oil author:gas", "رصد نفط كاتب:غاز"),),
    "reject-only-without": (("watch -gas", "رصد -غاز"),),
    "reject-alternative": (("watch oil |", "رصد نفط |"),),
    "reject-language": (("watch oil lang:fr", "رصد نفط لغة:فرنسي"),),
    "reject-brackets": (("watch (oil | gas) -price", "رصد (نفط | غاز) -سعر"),),
}


def front(*, about_oil: int = 6, stored: int = 100) -> Front:
    made = Front()
    titles = [f"Report {number} on {'oil' if number < about_oil else 'weather'}" for number in range(stored)]
    made.articles.stored = [article(number, title, ago=number + 1) for number, title in enumerate(titles)]
    return made


async def played(name: str, language: Language) -> Message:
    # A new bot has too little stored to tell how broad a term is.
    return await front(stored=10 if name == "broad-common" else 100).play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_these_answers_read_as_they_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    assert all(button.action.isascii() and len(button.action) <= 64 for row in message.buttons for button in row)
    three_platforms.check(f"{name}.{language}", message)


async def test_a_term_that_matches_too_much_is_not_watched_until_somebody_says_so() -> None:
    made = front()
    asked = await made.ask("watch oil")
    assert asked is not None
    assert "6 of the last 100 articles read here (6%)" in as_text(asked)
    assert as_text(asked).count("Reuters") == 3
    assert made.chats.terms == {}
    ((anyway,),) = asked.buttons
    done = await made.ask(anyway.action, button=True)
    assert done is not None
    assert done.replaces
    assert [watch.term for watch in made.chats.terms.values()] == ["oil"]
    assert "already being watched" in await made.say(anyway.action, button=True)
    assert len(made.chats.terms) == 1


async def test_another_term_for_a_watch_is_asked_about_and_keeps_its_number() -> None:
    made = front()
    await made.ask("watch CENTCOM")
    asked = await made.ask("edit 42 oil")
    assert asked is not None
    assert "6 of the last 100" in as_text(asked)
    assert made.chats.terms[42].term == "CENTCOM"
    ((anyway,),) = asked.buttons
    done = await made.ask(anyway.action, button=True)
    assert done is not None
    assert done.replaces
    assert made.chats.terms[42].term == "oil"
    await made.ask(done.buttons[-1][-1].action, button=True)
    assert made.chats.terms[42].term == "CENTCOM"


@pytest.mark.parametrize("term", ["the", "a", "of the", "في", "ا", "قال", "said"])
async def test_words_that_nearly_every_text_holds_are_asked_about_on_a_new_bot_too(term: str) -> None:
    made = Front()
    asked = await made.ask(f"watch {term}")
    assert asked is not None
    assert made.chats.terms == {}
    await made.ask(asked.buttons[0][0].action, button=True)
    assert [watch.term for watch in made.chats.terms.values()] == [term]


@pytest.mark.parametrize("term", ["oil", "The Hague", "قطر", "حرب", "new york"])
async def test_others_are_watched_at_once_on_a_new_bot(term: str) -> None:
    made = Front()
    await made.ask(f"watch {term}")
    assert len(made.chats.terms) == 1


@pytest.mark.parametrize(
    ("about_oil", "stored", "asks"), [(5, 100, False), (6, 100, True), (39, 39, False), (3, 40, True), (2, 40, False)]
)
async def test_it_takes_more_than_five_in_a_hundred_of_enough_articles(about_oil: int, stored: int, asks: bool) -> None:
    assert FEWEST == 40
    made = front(about_oil=about_oil, stored=stored)
    await made.ask("watch oil")
    assert (made.chats.terms == {}) is asks


async def test_only_the_newest_articles_are_looked_through() -> None:
    made = front(about_oil=0, stored=SAMPLE)
    made.articles.stored += [article(1000 + number, "oil", ago=2000) for number in range(500)]
    await made.ask("watch oil")
    assert len(made.chats.terms) == 1


async def test_a_term_rare_in_the_first_hundred_is_not_looked_for_any_further() -> None:
    made = front(about_oil=2, stored=100)
    made.articles.stored += [article(1000 + number, "oil", ago=2000) for number in range(100)]
    await made.ask("watch oil")
    assert len(made.chats.terms) == 1
    made = front(about_oil=3, stored=100)
    made.articles.stored += [article(1000 + number, "oil", ago=2000) for number in range(100)]
    assert "103 of the last 200" in await made.say("watch oil")


async def test_articles_older_than_the_stored_span_do_not_count() -> None:
    made = front(about_oil=50)
    made.desk = replace(made.desk, retention_days=0)
    await made.ask("watch oil")
    assert len(made.chats.terms) == 1


async def test_a_term_that_is_watched_is_not_asked_about_again() -> None:
    made = front(about_oil=0)
    await made.ask("watch oil")
    made.articles.stored = front(about_oil=90).articles.stored
    assert "already being watched" in await made.say("watch Oil")


async def test_a_question_belongs_to_its_chat() -> None:
    made = front()
    await made.ask("watch oil")
    assert "no open question" in await made.say("confirm 1", channel="-100", kind=ChatKind.GROUP)
    assert made.chats.terms == {}


async def test_readers_cannot_answer_the_question() -> None:
    made = front()
    await made.ask("watch oil", channel="-100", kind=ChatKind.GROUP)
    assert "needs the role" in await made.say("confirm 1", "7", "-100", ChatKind.GROUP)
    assert made.chats.terms == {}


@pytest.mark.parametrize("text", ["confirm x", "confirm 0", "confirm -1", "confirm 99999999999999999999", "confirm 2 new"])
async def test_a_wrong_number_of_a_question_changes_nothing(text: str) -> None:
    made = front()
    await made.ask("watch oil")
    assert "no open question" in await made.say(text)
    assert made.chats.terms == {}


async def test_a_term_in_the_chat_alphabet_is_watched_as_typed_and_what_it_may_mean_is_offered() -> None:
    made = front()
    message = await made.ask("watch 7amas")
    assert message is not None
    assert [watch.term for watch in made.chats.terms.values()] == ["7amas"]
    (offer,) = [button for row in message.buttons for button in row if button.label == "حماس?"]
    added = await made.ask(offer.action, button=True)
    assert added is not None
    assert not added.replaces
    assert [watch.term for watch in made.chats.terms.values()] == ["7amas", "حماس"]


async def test_what_is_offered_is_asked_about_like_what_is_typed() -> None:
    made = front()
    made.articles.stored = [article(number, "حماس", ago=number + 1) for number in range(100)]
    message = await made.ask("watch 7amas")
    assert message is not None
    offer = message.buttons[-1][-1]
    assert "would match 100 of the last 100" in await made.say(offer.action, button=True)
    assert len(made.chats.terms) == 1


async def test_a_fault_is_named_with_its_place_and_nothing_is_saved() -> None:
    made = front()
    assert "At 5: the quote is not closed" in await made.say('watch oil "central bank')
    assert made.chats.terms == {}


@pytest.mark.parametrize("language", [AR, EN])
def test_every_example_of_the_watch_language_says_what_it_claims(language: Language) -> None:
    def example(way: str) -> Query:
        query = parse(PHRASES.text(language, f"watch_language.{way}.example"))
        assert isinstance(query, Query), way
        return query

    plain = {way: example(way).plain for way in ("word", "phrase", "exact")}
    assert plain["word"] is not None
    assert " " not in plain["word"].text
    assert plain["phrase"] is not None
    assert " " in plain["phrase"].text
    assert plain["exact"] is not None
    assert plain["exact"].exact
    (without,), (also,), (titled,) = (example(way).alternatives for way in ("without", "also", "title"))
    assert (len(without.wanted), len(without.unwanted)) == (1, 1)
    assert len(also.wanted) == 2
    assert titled.wanted[0].title
    assert len(example("either").alternatives) == 2
    assert example("lang").alternatives[0].languages == (AR,)
    assert len(example("from").alternatives[0].sources) == 1


async def test_stories_of_a_longer_term_are_counted_as_it_is_meant() -> None:
    made = Front()
    made.articles.stories = [
        StoryHit(number, (article(number, title),))
        for number, title in enumerate(["Oil rises", "Oil and gas rise", "Gas rises", "Oil falls"], 1)
    ]
    assert ": 3 stories" in await made.say("watch oil")
    assert ": 2 stories" in await made.say("watch oil -gas")
    assert ": 1 story" in await made.say("watch oil +gas")
    assert ": 4 stories" in await made.say("watch oil | gas")
