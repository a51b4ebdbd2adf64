"""A watchlist that is edited while it is in use: it finds what one built afresh finds, and keeps nothing that has gone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.matching.hits import Unit
from bot.matching.matcher import find_matches, find_names
from bot.matching.patterns import Pattern
from bot.matching.renderings import Shape
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How, Name
from tests.matching.conftest import EVIDENCE, NAMES, write_article

_CITIES = (
    Name("city-1", "city", en=("Shenzhen",), ar=("شنجن", "شينزين")),
    Name("city-2", "city", en=("Perth",), ar=("بيرث",)),
    Name("city-3", "city", ar=("فيرغسون",), off=("Ferguson",)),
)
_NAMED = ["بيتكوين", "BTC", "btc", "Bitcoin", "CENTCOM", "القيادة المركزية", "زابوريجيا", "NEAR", "who", "Shenzhen", "فيرغسون"]
_PLAIN = ["F-35", "على", '"على"', "علي", "وليد", '"Bitcoin"', "«البيتكوين»", "bit coin", "title:Bitcoin", "airstrike", "حوثيون"]
# Words that the letters render (Mayfield), that are listed with their renderings (Abbas), and look-alikes of them.
_RENDERED = [
    "Mayfield",
    "مايفيلد",
    "ميفيلد",
    "Rasmussen",
    "Rasmusen",
    "راسموسن",
    "Abbas",
    "عباس",
    "العبادي",
    "Petrosyan",
    "Petrosian",
    "بتروسيان",
    "بطرسيان",
    "Al-Farouqi",
    "الفاروقي",
    "حاكم مايفيلد",
    "Mayor Rasmussen",
    '"مايفيلد"',
]
_LONG = [
    "Bitcoin +CENTCOM",
    "Bitcoin -Mayfield",
    "مايفيلد -بيتكوين | F-35 -lang:en",
    "Mayfield +BTC -NEAR | CENTCOM from:wire",
    "from:other Bitcoin | Bitcoin -على",
    '"Bitcoin" +"bit coin"',
    "Petrosyan | راسموسن +عباس",
]
_ALL = [*_NAMED, *_PLAIN, *_RENDERED, *_LONG]
_TERMS = st.one_of(st.sampled_from(_RENDERED), st.sampled_from(_ALL))
_SPELLINGS = ["قيادة تامبا", "NEAR", "Mayfield", "سنتكوم", "F-35", "Rasmussen", "عباس"]
_TAUGHT = st.sets(st.sampled_from(_SPELLINGS), max_size=2).map(lambda taught: tuple(sorted(taught)))
_ARABIC = (
    "البيتكوين وسنتكوم على علي وعلي وليد القيادة المركزية الأمريكية مايفيلد ميفيلد لمايفيلد زاباروجيا قيادة تامبا راسموسن "
    "وراسموسين راسميسن عباس العبادي بتروسيان بيتروسيان بطروسيان الفاروقي حاكم شنجن فيرغسون الحوثيين غارات"
)
_LATIN = (
    "BTC btc Bitcoin bitcoin bit coin F35 F-35 Mayfield Mayfeld May field NEAR near WHO who U.S. Central Command . , and "
    "Rasmussen Rasmusen Rassmussen's Abbas Abbass Petrosyan Petrosian Petrossian Farouqi Faruqi Mayor Shenzhen Ferguson "
    "air strikes airstrikes"
)
_PARTS = st.sampled_from([*_ARABIC.split(" "), *_LATIN.split(" ")])
_STORIES = st.builds(
    lambda title, text: write_article(" ".join(title), " ".join(text)),
    st.lists(_PARTS, max_size=8),
    st.lists(_PARTS, max_size=25),
)
_FULL = write_article(_ARABIC, _LATIN)
# What stands in these attributes depends on the order of edits, or on what was read; all else does not.
_OF_THE_ORDER = frozenset({"anchor", "anchored", "_remembered", "_older", "generation", "place"})
_ITEMS = (Unit, Shape, Pattern)
_LIVE = ("units", "stems", "soundalikes", "renderings", "tables", "patterns", "compounds", "watchlist")


def _built(terms: Iterable[tuple[str, tuple[str, ...]]] = ()) -> Watchlist:
    watchlist = Watchlist(NAMES, EVIDENCE, cities=_CITIES)
    for term, taught in terms:
        watchlist.add(term, taught)
    return watchlist


def _held(thing: object) -> object:
    """All that the tables of a part of a watchlist hold, however they came to hold it, as plain values to compare."""
    if isinstance(thing, Unit | Shape | Pattern):
        return repr({name: _held_of_item(value) for name, value in _attributes(thing).items()})
    if isinstance(thing, dict):
        return {key: _held([value] if isinstance(value, str) else value) for key, value in thing.items()}
    if type(thing) in {tuple, list}:
        return sorted(repr(_held(each)) for each in thing)
    if type(thing).__module__.removeprefix("bot.matching.") in _LIVE:
        return {name: _held(value) for name, value in _attributes(thing).items()}
    return thing if isinstance(thing, str | int | bool) else repr(type(thing))


def _held_of_item(value: object) -> object:
    """The same of what an item holds: of the items that it refers to, their words or texts alone."""
    if isinstance(value, Unit):
        return value.word
    if isinstance(value, tuple | list):
        return sorted(each.word if isinstance(each, Unit) else repr(each) for each in value)
    return value


def _attributes(thing: object) -> dict[str, object]:
    slots = [name for each in type(thing).__mro__ for name in getattr(each, "__slots__", ())]
    found = {name: getattr(thing, name) for name in slots} | getattr(thing, "__dict__", {})
    return {name: value for name, value in found.items() if name not in _OF_THE_ORDER}


class LiveEdits(RuleBasedStateMachine):
    """A watchlist edited live finds, on articles it has seen before and on new ones, what one built afresh finds."""

    def __init__(self) -> None:
        super().__init__()
        self.live = _built()
        self.added: list[tuple[str, tuple[str, ...]]] = []
        self.stories = [_FULL]

    @rule(term=_TERMS, taught=_TAUGHT)
    def add(self, term: str, taught: tuple[str, ...]) -> None:
        self.live.add(term, taught)
        self.added.append((term, taught))

    @precondition(lambda self: self.added)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        chosen = self.added.pop(data.draw(st.integers(0, len(self.added) - 1)))
        self.live.remove(*chosen)

    @rule(story=_STORIES)
    def read(self, story: Article) -> None:
        self.stories = [*self.stories[-2:], story]
        find_matches(story, self.live)

    @invariant()
    def same_as_fresh(self) -> None:
        fresh = _built(self.added)
        assert len(fresh) == len(self.live)
        for story in self.stories:
            found = find_matches(story, self.live)
            assert set(found) == set(find_matches(story, fresh))
            assert find_names(story, self.live) == find_names(story, fresh)
        assert _held(self.live._patterns) == _held(fresh._patterns)


TestLiveEdits = LiveEdits.TestCase
TestLiveEdits.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)


def test_the_terms_and_the_text_meet_in_every_way() -> None:
    watchlist = _built((term, ()) for term in _ALL)
    found = {(match.how, match.term.isascii(), match.text.isascii()) for match in find_matches(_FULL, watchlist)}
    assert found >= {
        (How.TRANSLITERATED, True, False),
        (How.TRANSLITERATED, False, True),
        (How.FUZZY, True, True),
        (How.FUZZY, False, False),
        (How.INFLECTED, True, True),
        (How.ALIAS, True, False),
    }
    assert {how for how, *_ in found} == set(How)


def test_nothing_is_left_of_terms_that_have_gone() -> None:
    new, used = _built(), _built()
    for watchlist in (new, used):
        find_names(_FULL, watchlist)
    for term in _ALL:
        used.add(term, _SPELLINGS)
        find_matches(_FULL, used)
    assert _held(used) != _held(new)
    for term in reversed(_ALL[::2] + _ALL[1::2]):
        used.remove(term, _SPELLINGS)
    assert _held(used) == _held(new)
    assert set(find_matches(_FULL, used)) == set(find_matches(_FULL, new)) == set()


@pytest.mark.parametrize("term", _ALL)
def test_a_term_that_comes_and_goes_leaves_the_others_as_they_were(term: str) -> None:
    others = [(each, ()) for each in _ALL if each != term]
    watchlist = _built(others)
    before, found = _held(watchlist._patterns), set(find_matches(_FULL, watchlist))
    watchlist.add(term)
    assert set(find_matches(_FULL, watchlist)) >= {match for match in found if match.term != term}
    watchlist.remove(term)
    assert set(find_matches(_FULL, watchlist)) == found
    assert _held(watchlist._patterns) == before


def test_the_words_remembered_are_few_however_many_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = 30
    monkeypatch.setattr("bot.matching.units._REMEMBERED", bound)
    watchlist = _built((term, ()) for term in _ALL)
    words = [
        *_ARABIC.split(),
        *_LATIN.split(),
        *(f"كلمة{number}" for number in range(60)),
        *(f"Word{number}" for number in range(60)),
    ]
    first = [watchlist.hits([word])[0] for word in words]
    for _ in range(3):
        again = [watchlist.hits([word, words[0]])[0] for word in words]
        assert again == first
        assert 0 < len(watchlist.index._remembered) <= bound
        assert 0 < len(watchlist.index._older) <= bound
        # What is met again and again stays.
        assert words[0] in watchlist.index._remembered
    assert watchlist.hits(words) == first


def test_noise_is_not_remembered() -> None:
    watchlist = _built([("Mayfield", ())])
    noise = ["x" * 201, "ا" * 500, "Mayfield" * 100]
    assert watchlist.hits(noise) == [()] * 3
    assert watchlist.index._remembered.keys().isdisjoint(noise)
