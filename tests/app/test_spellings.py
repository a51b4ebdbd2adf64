"""What the chats ask of the real index: what a term brings in, what it would match, and what is left of the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from bot.app.spellings import Spellings
from bot.model.news import Article, Language
from bot.model.watch import Name, Watch

HAMAS = Name("hamas", "group", en=("Hamas",), ar=("حماس", "حركة حماس"))
OMAN = Name("oman", "country", en=("Oman",), ar=("سلطنة عمان",), off=("عمان",))


@pytest.fixture
def spellings() -> Iterator[Spellings]:
    made = Spellings((HAMAS, OMAN))
    yield made
    made.close()


def articles(*titles: str, text: str = "") -> list[Article]:
    seen = datetime(2026, 11, 21, tzinfo=UTC)
    return [
        Article(number, "one", "One", str(number), title, text, "", Language.ENGLISH, None, seen)
        for number, title in enumerate(titles)
    ]


async def matching(spellings: Spellings, term: str, given: Sequence[Article]) -> list[Article]:
    found = await spellings.matches(Watch(0, 0, term), given)
    return [each for each, matches in zip(given, found, strict=True) if matches]


async def caught(spellings: Spellings, term: str, *titles: str) -> list[str]:
    return [each.title for each in await matching(spellings, term, articles(*titles))]


async def test_articles_are_matched_as_a_watch_of_the_term_would(spellings: Spellings) -> None:
    titles = ("Hamas says", "وقالت حماس", "A word on Hama", "Oil rises")
    assert await caught(spellings, "Hamas", *titles) == ["Hamas says", "وقالت حماس"]
    assert await caught(spellings, "Hamas | oil", *titles) == ["Hamas says", "وقالت حماس", "Oil rises"]
    assert await caught(spellings, "title:Hamas -says", *titles) == ["وقالت حماس"]


async def test_spellings_that_are_off_do_not_count(spellings: Spellings) -> None:
    assert await caught(spellings, "Oman", "سلطنة عمان", "العاصمة عمان") == ["سلطنة عمان"]


async def test_a_question_leaves_nothing_behind(spellings: Spellings) -> None:
    before = spellings.preview("Hamas")
    for _ in range(2):
        assert await caught(spellings, "oil", "Oil rises") == ["Oil rises"]
    assert spellings.preview("Hamas") == before
    assert await caught(spellings, "gas", "Oil rises") == []


async def test_a_very_long_article_is_looked_through_from_its_beginning(spellings: Spellings) -> None:
    (begins,) = articles("x", text="Hamas " + "word " * 200_000)
    (ends,) = articles("x", text="word " * 200_000 + "Hamas")
    assert await matching(spellings, "Hamas", [begins, ends]) == [begins]


def test_the_known_names_come_first_among_what_a_term_in_the_chat_alphabet_may_mean(spellings: Spellings) -> None:
    assert spellings.meant("7amas")[0] == "حماس"
    assert spellings.meant("T-72") == ()


def test_a_fault_comes_with_its_place(spellings: Spellings) -> None:
    fault = spellings.fault('oil "gas')
    assert fault is not None
    assert (fault.key, fault.at) == ("quote_open", 5)
    assert spellings.fault("oil") is None
