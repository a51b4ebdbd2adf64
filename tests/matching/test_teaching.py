from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.teaching import alike, taught_for
from bot.model.watch import TaughtName

CENTCOM = TaughtName(1, ("CENTCOM", "سنتكم"), ("U.S. Central Command", "سنتكوم"))
FORCE = TaughtName(2, ("سنتكم", "القيادة"))
OTHER = TaughtName(3, ("Acme", "أكمي", "Acme Corp"))


def test_a_term_gets_the_other_spellings_of_its_name() -> None:
    assert taught_for("CENTCOM", [CENTCOM, OTHER]) == {"سنتكم"}
    assert taught_for("سنتكم", [CENTCOM, OTHER]) == {"CENTCOM"}
    assert taught_for("Acme", [CENTCOM, OTHER]) == {"أكمي", "Acme Corp"}


def test_folding_makes_no_difference_to_what_is_meant() -> None:
    assert taught_for("centcom", [CENTCOM]) == {"سنتكم"}
    assert taught_for("اكمى", [OTHER]) == {"Acme", "Acme Corp"}


def test_a_spelling_of_the_known_name_that_one_side_belongs_to_gets_them_too() -> None:
    assert taught_for("سنتكوم", [CENTCOM]) == {"CENTCOM", "سنتكم"}


def test_names_that_share_a_spelling_are_one_in_whatever_order_they_were_taught() -> None:
    for names in ([CENTCOM, FORCE], [FORCE, CENTCOM], [FORCE, OTHER, CENTCOM]):
        assert taught_for("CENTCOM", names) == {"سنتكم", "القيادة"}
        assert taught_for("القيادة", names) == {"سنتكم", "CENTCOM"}


def test_a_longer_term_gets_them_for_the_first_phrase_of_each_alternative() -> None:
    assert taught_for("CENTCOM -drill", [CENTCOM]) == {"سنتكم"}
    assert taught_for("lang:ar CENTCOM +oil", [CENTCOM]) == {"سنتكم"}
    assert taught_for("oil +CENTCOM", [CENTCOM]) == frozenset()
    assert taught_for("oil | centcom", [CENTCOM]) == {"سنتكم"}
    assert taught_for("CENTCOM أو سنتكم", [CENTCOM]) == frozenset()
    assert taught_for("oil -CENTCOM", [CENTCOM]) == frozenset()


def test_what_is_quoted_is_meant_as_written() -> None:
    assert taught_for('"CENTCOM"', [CENTCOM]) == frozenset()
    assert taught_for('"CENTCOM" | Acme', [CENTCOM, OTHER]) == {"أكمي", "Acme Corp"}


def test_a_stored_term_that_is_not_understood_any_more_means_its_words() -> None:
    assert taught_for('"CENTCOM', [CENTCOM]) == {"سنتكم"}


def test_other_terms_get_nothing() -> None:
    assert taught_for("CENTCOM exercise", [CENTCOM, OTHER]) == frozenset()
    assert taught_for("CENTCOM", []) == frozenset()
    assert taught_for("!!!", [OTHER]) == frozenset()


def test_spellings_that_folding_makes_one_are_alike() -> None:
    assert alike(["إيران", "ايران"])
    assert alike(["CENTCOM", "centcom"])
    assert not alike(["CENTCOM", "سنتكوم"])


_SPELLING = st.sampled_from(["a", "B", "b", "ج", "جـ", "د", "e f", "E  F", "g"])
_NAMES = st.lists(st.tuples(st.lists(_SPELLING, min_size=2, max_size=3), st.lists(_SPELLING, max_size=2)), max_size=6)


@given(_NAMES, _SPELLING)
def test_meaning_one_thing_goes_both_ways(taught: list, term: str) -> None:
    names = [TaughtName(number, tuple(spellings), tuple(kin)) for number, (spellings, kin) in enumerate(taught)]
    given_ = taught_for(term, names)
    assert given_ <= {spelling for name in names for spelling in name.spellings}
    assert not any(alike([term, spelling]) for spelling in given_)
    for spelling in given_:
        back = {*taught_for(spelling, names), spelling}
        assert all(any(alike([other, one]) for one in back) for other in given_)
