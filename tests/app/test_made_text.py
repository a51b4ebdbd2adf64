from __future__ import annotations

from collections import Counter

import pytest

from bot.app.made_text import MadeText
from bot.matching.watchlist import Watchlist
from bot.model.watch import Name
from bot.text.arabic import is_arabic
from bot.text.folding import words

NAMES = tuple(Name(str(number), "", en=(f"Known {number}",), ar=(f"معروف {number}",)) for number in range(20))


@pytest.fixture(scope="module")
def made() -> MadeText:
    return MadeText(NAMES)


def test_the_same_seed_makes_the_same_news(made: MadeText) -> None:
    again = MadeText(NAMES)
    assert list(made.articles(4)) == list(again.articles(4))
    assert made.terms(500) == again.terms(500)
    assert list(MadeText(NAMES, seed=8).articles(4)) != list(made.articles(4))


def test_articles_are_of_the_length_and_languages_asked_for(made: MadeText) -> None:
    articles = list(made.articles(60))
    lengths = [len(words(f"{article.title} {article.text}")) for article in articles]
    assert 290 < sum(lengths) / len(lengths) < 390
    assert [is_arabic(article.title) for article in articles] == [True, False] * 30


def test_words_go_on_being_new_as_in_newspapers(made: MadeText) -> None:
    """Shares of words that 500 articles before did not hold: 18 % in Arabic newspapers, 6 % in English ones."""
    articles = list(made.articles(1200))
    for language, least, most in ((0, 0.12, 0.20), (1, 0.04, 0.09)):
        texts = [words(f"{article.title} {article.text}") for article in articles[language::2]]
        known = Counter(word for text in texts[:500] for word in text)
        later = [word for text in texts[500:] for word in text]
        assert least < sum(word not in known for word in later) / len(later) < most
        # And few are most of the text.
        assert sum(count for _, count in known.most_common(1000)) > 0.4 * known.total()


def test_terms_are_different_and_can_be_watched(made: MadeText) -> None:
    terms = made.terms(102_000)
    assert len(set(terms)) == len(terms) == 102_000
    assert all(Watchlist.reject(term) is None for term in terms[:2000])
    assert 0.25 < sum(" " in term for term in terms) / len(terms) < 0.35
    assert 0.4 < sum(is_arabic(term) for term in terms) / len(terms) < 0.6


def test_some_of_the_names_watched_occur(made: MadeText) -> None:
    found = {word for article in made.articles(200) for word in words(article.text)}
    assert len(found.intersection(made.terms(20_000))) > 50
