from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.matching.matcher import find_matches, find_names
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import Name, Spelling
from tests.matching.conftest import NAMES, write_article

Write = Callable[..., Article]


def test_the_term_comes_first_and_off_spellings_are_marked(names: tuple[Name, ...]) -> None:
    preview = Watchlist(names).preview("CENTCOM")
    assert preview[0] == Spelling("CENTCOM")
    assert Spelling("سنتكوم", "centcom") in preview
    assert Spelling("القيادة المركزية", "centcom", off=True) in preview
    assert len({spelling.text for spelling in preview}) == len(preview)


@pytest.mark.parametrize("term", ["بيتكوين", "البيتكوين", "bitcoin", "BTC", "btc", "بتكوين"])
def test_any_spelling_of_a_name_brings_in_the_others(term: str, names: tuple[Name, ...]) -> None:
    texts = {spelling.text for spelling in Watchlist(names).preview(term)} | {term}
    assert texts >= {"Bitcoin", "BTC"} - {term.title(), term.upper()}
    assert any("تكوين" in text for text in texts)


def test_a_near_spelling_brings_in_the_name(names: tuple[Name, ...]) -> None:
    assert "Netanyahu" in {spelling.text for spelling in Watchlist(names).preview("نتانياهو")}


@pytest.mark.parametrize("term", ["القيادة المركزية", "near", "who", '"Bitcoin"', "المالي", "الجزيره العربية", "جزيرة", "Bit"])
def test_what_is_no_spelling_brings_in_nothing(term: str, names: tuple[Name, ...]) -> None:
    assert Watchlist(names).preview(term) == (Spelling(term),)


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ('""', "empty"),
        ("« »", "empty"),
        ("!؟…", "no_letters"),
        ("🚀", "no_letters"),
        ("ـــ", "no_letters"),
        ("\u064b", "no_letters"),
        ("x" * 201, "too_long"),
        ("x" * 200, None),
        ("ع", None),
        ("5", None),
        ("بيتكوين Bitcoin", None),
        ("\ud800a\x00", None),
    ],
)
def test_terms_that_cannot_be_watched(term: str, reason: str | None) -> None:
    watchlist = Watchlist()
    assert watchlist.reject(term) == reason
    if reason is None:
        watchlist.add(term)
        assert term in watchlist
    else:
        with pytest.raises(ValueError, match=reason):
            watchlist.add(term)
        assert len(watchlist) == 0


def test_a_term_added_twice_goes_with_the_second_removal(names: tuple[Name, ...], article: Write) -> None:
    watchlist = Watchlist(names)
    watchlist.add("CENTCOM")
    watchlist.add("CENTCOM")
    watchlist.remove("CENTCOM")
    assert find_matches(article("سنتكوم"), watchlist)
    watchlist.remove("CENTCOM")
    assert find_matches(article("سنتكوم"), watchlist) == ()
    with pytest.raises(KeyError):
        watchlist.remove("CENTCOM")


def test_every_edit_raises_the_generation_and_is_seen_at_once(article: Write) -> None:
    watchlist = Watchlist()
    story = article("Mayfield and مايفيلد")
    seen = [watchlist.generation]
    for edit, hits in (
        (watchlist.add, 2),
        (watchlist.add, 2),
        (watchlist.remove, 2),
        (watchlist.remove, 0),
        (watchlist.add, 2),
    ):
        edit("Mayfield")
        assert len(find_matches(story, watchlist)) == hits
        seen.append(watchlist.generation)
    assert seen == sorted(set(seen))


_TERMS = st.sampled_from(
    [
        "بيتكوين",
        "BTC",
        "Bitcoin",
        "CENTCOM",
        "القيادة المركزية",
        "F-35",
        "على",
        "علي",
        "وليد",
        "Mayfield",
        "مايفيلد",
        '"Bitcoin"',
        "bit coin",
    ]
)
_STORY = write_article(
    "البيتكوين BTC وسنتكوم على القيادة المركزية الأمريكية",
    "Bitcoin and bit coin and bitcoin; F35 F-35, Mayfield مايفيلد ميفيلد علي وعلي وليد U.S. Central Command",
)


class LiveEdits(RuleBasedStateMachine):
    """A watchlist edited live finds what one built afresh finds."""

    def __init__(self) -> None:
        super().__init__()
        self.live = Watchlist(NAMES)
        self.terms: list[str] = []

    @rule(term=_TERMS)
    def add(self, term: str) -> None:
        self.live.add(term)
        self.terms.append(term)

    @precondition(lambda self: self.terms)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        term = data.draw(st.sampled_from(sorted(set(self.terms))))
        self.live.remove(term)
        self.terms.remove(term)

    @invariant()
    def same_as_fresh(self) -> None:
        fresh = Watchlist(NAMES)
        for term in self.terms:
            fresh.add(term)
        assert set(find_matches(_STORY, self.live)) == set(find_matches(_STORY, fresh))
        assert find_names(_STORY, self.live) == find_names(_STORY, fresh)


TestLiveEdits = LiveEdits.TestCase
TestLiveEdits.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
