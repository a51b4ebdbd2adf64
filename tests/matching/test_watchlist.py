from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from bot.matching.matcher import find_matches, find_names
from bot.matching.watchlist import Watchlist
from bot.model.news import Article
from bot.model.watch import How, Match, Name, Spelling, Watch
from tests.matching.conftest import EVIDENCE

Write = Callable[..., Article]

JENIN = Name("jenin", "city", en=("Jenin", "Janin camp"), ar=("مدينة جنين",), off=("جنين",))
AMMAN = Name("amman", "city", en=("Amman",), off=("عمان",))
OMAN = Name("oman", "country", en=("Oman",), ar=("سلطنة عمان",), off=("عمان",), adjectives=("عماني",))
SHENZHEN = Name("city-1", "city", en=("Shenzhen",), ar=("شنجن", "شينزين"))
ATHENS, ATHENA = (
    Name("athens", "city", en=("Athens",), ar=("أثينا",)),
    Name("c2", "city", en=("Athens", "Athena"), ar=("أثينس",)),
)
FERGUSON = Name("city-3", "city", ar=("فيرغسون",), off=("Ferguson",))


def test_the_term_comes_first_and_off_spellings_are_marked(names: tuple[Name, ...]) -> None:
    preview = Watchlist(names).preview("CENTCOM")
    assert preview[0] == Spelling("CENTCOM")
    assert Spelling("سنتكوم", "centcom") in preview
    assert Spelling("القيادة المركزية", "centcom", off=True, reason="homograph") in preview
    assert len({spelling.text for spelling in preview}) == len(preview)


@pytest.mark.parametrize("term", ["بيتكوين", "البيتكوين", "bitcoin", "BTC", "btc", "بتكوين"])
def test_any_spelling_of_a_name_brings_in_the_others(term: str, names: tuple[Name, ...]) -> None:
    texts = {spelling.text for spelling in Watchlist(names).preview(term)} | {term}
    assert texts >= {"Bitcoin", "BTC"} - {term.title(), term.upper()}
    assert any("تكوين" in text for text in texts)


def test_a_near_spelling_brings_in_the_name(names: tuple[Name, ...]) -> None:
    assert "Netanyahu" in {spelling.text for spelling in Watchlist(names).preview("نتانياهو")}


def test_adjectives_of_a_country_are_off_and_said_to_be(article: Write) -> None:
    adjectives = ("Iranian", "إيراني", "إيرانية", "إيرانيون")
    watchlist = Watchlist([Name("iran", "country", en=("Iran",), ar=("إيران",), adjectives=adjectives)])
    assert watchlist.preview("Iran")[2:] == tuple(Spelling(text, "iran", off=True, reason="adjective") for text in adjectives)
    watchlist.add("إيران")
    found = find_matches(article("القوات الإيرانية", "Iranians, وإيراني, Iranyan; Iran"), watchlist)
    assert [match.text for match in found if not match.off] == ["Iran"]
    assert {match.text for match in found if match.off} == {"الإيرانية", "Iranians", "وإيراني"}
    watch = Watch(1, 1, "إيران", frozenset({"إيرانية"}))
    assert {match.text for match in found if watch.accepts(match)} == {"الإيرانية", "Iran"}
    assert find_names(article("الإيرانية"), watchlist) == frozenset()


@pytest.mark.parametrize("term", ["near", "who", '"Bitcoin"', "المالي", "الجزيره العربية", "جزيرة", "Bit"])
def test_what_is_no_spelling_brings_in_nothing(term: str, names: tuple[Name, ...]) -> None:
    assert Watchlist(names).preview(term) == (Spelling(term),)


def _on(spellings: Iterable[Spelling]) -> dict[str, bool]:
    return {spelling.text: not spelling.off for spelling in spellings}


def test_a_spelling_that_is_off_everywhere_brings_in_what_it_is_itself_written_like() -> None:
    preview = Watchlist([JENIN], EVIDENCE).preview("جنين")
    assert _on(preview) == {"جنين": True, "Jenin": True, "مدينة جنين": False, "Janin camp": False}
    assert {spelling.reason for spelling in preview if spelling.off} == {"doubtful"}


def test_what_is_in_doubt_between_names_is_off_until_it_is_switched_on(article: Write) -> None:
    watchlist = Watchlist([AMMAN, OMAN], EVIDENCE)
    assert _on(watchlist.preview("عمان")) == {
        "عمان": True,
        "Amman": False,
        "Oman": False,
        "سلطنة عمان": False,
        "عماني": False,
    }
    watchlist.add("عمان")
    found = find_matches(article("From Oman to Amman and عمان"), watchlist)
    accepted = {switched: _accepted("عمان", switched, found) for switched in ("", "Oman")}
    assert accepted == {"": {"عمان"}, "Oman": {"عمان", "Oman"}}


def _accepted(term: str, switched: str, found: Iterable[Match]) -> set[str]:
    watch = Watch(1, 1, term, frozenset({switched}))
    return {match.text for match in found if watch.accepts(match)}


def test_why_a_spelling_is_off_is_told_apart() -> None:
    preview = {spelling.text: spelling.reason for spelling in Watchlist([AMMAN, OMAN], EVIDENCE).preview("عمان")}
    assert preview == {"عمان": "", "Amman": "doubtful", "Oman": "doubtful", "سلطنة عمان": "doubtful", "عماني": "adjective"}


_PEOPLES = (
    Name("iran", "country", en=("Iran",), ar=("إيران",), adjectives=("Iranian", "Iranians", "إيراني")),
    Name("drc", "country", en=("DR Congo",), adjectives=("Congolese", "كونغولي", "زائيري")),
    Name("congo", "country", en=("Congo Republic",), adjectives=("Congolese", "كونغولي")),
)


@pytest.mark.parametrize(
    ("term", "brought_in"),
    [
        ("Iranian", ["إيراني"]),
        ("iranians", ["إيراني"]),
        ("إيراني", ["Iranian", "Iranians"]),
        ("الإيراني", ["Iranian", "Iranians"]),
        ("Congolese", ["كونغولي"]),
        ('"Iranian"', []),
    ],
)
def test_an_adjective_brings_in_what_it_is_in_the_other_script(term: str, brought_in: list[str]) -> None:
    own, *others = Watchlist(_PEOPLES).preview(term)
    assert own == Spelling(term)
    assert [spelling.text for spelling in others if not spelling.off and not spelling.reason] == brought_in
    assert len(others) == len(brought_in)


def test_an_adjective_is_found_as_its_counterpart(article: Write) -> None:
    watchlist = Watchlist(_PEOPLES)
    watchlist.add("Iranian")
    found = find_matches(article("الصواريخ الإيرانية تصل إيران"), watchlist)
    assert [(match.text, match.off) for match in found] == [("الإيرانية", False)]


def test_a_spelling_that_is_off_keeps_the_form_of_a_name(article: Write) -> None:
    watchlist = Watchlist([JENIN], EVIDENCE)
    watchlist.add("جنين")
    assert [match.text for match in find_matches(article("الجنين في شهره السابع، وفي جنين"), watchlist)] == ["جنين"]


def test_cities_lend_their_spellings_to_terms_and_are_not_looked_for(article: Write) -> None:
    watchlist = Watchlist([], EVIDENCE, cities=[SHENZHEN])
    story = article("مصنع في شنجن")
    assert find_names(story, watchlist) == frozenset()
    assert find_matches(story, watchlist) == ()
    watchlist.add("Shenzhen")
    assert [match.text for match in find_matches(story, watchlist)] == ["شنجن"]
    assert find_names(story, watchlist) == frozenset()


def test_a_city_known_better_takes_only_the_other_script_from_its_namesake() -> None:
    watchlist = Watchlist([ATHENS], EVIDENCE, cities=[ATHENA])
    assert _on(watchlist.preview("Athens")) == {"Athens": True, "أثينا": True, "أثينس": True}


def test_an_arabic_term_brings_in_a_citys_english_name_even_if_people_bear_it() -> None:
    watchlist = Watchlist([], EVIDENCE, cities=[FERGUSON])
    assert _on(watchlist.preview("فيرغسون")) == {"فيرغسون": True, "Ferguson": True}


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
        ('"Bitcoin', "quote_open"),
        ("-Bitcoin", "nothing_wanted"),
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
    watchlist = Watchlist((), EVIDENCE)
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


def test_thousands_of_chats_watching_one_word_cost_one_unit() -> None:
    once, often = Watchlist(), Watchlist()
    once.add("Mayfield")
    for number in range(3000):
        often.add("Mayfield")
        often.add(f"Mayfield -word{number}")
    (alone,), (shared,) = once.hits(["Mayfield"])[0], often.hits(["Mayfield"])[0]
    # One form for the watches of the word itself, and one meaning more for all the longer terms together.
    assert (alone.unit.holders, len(alone.unit.anchored)) == (shared.unit.holders, len(shared.unit.anchored)) == (1, 1)
    assert (len(alone.unit.anchored[0].meanings), len(shared.unit.anchored[0].meanings)) == (1, 2)


def test_a_taught_spelling_counts_for_those_who_were_taught(names: tuple[Name, ...], article: Write) -> None:
    watchlist = Watchlist(names)
    watchlist.add("CENTCOM")
    watchlist.add("CENTCOM", ["قيادة تامبا", "قيادة تامبا"])
    (match,) = find_matches(article("في قيادة تامبا"), watchlist)
    assert (match.form, match.text, match.off, match.how) == ("قيادة تامبا", "قيادة تامبا", True, How.ALIAS)
    told = Watch(1, 1, "CENTCOM", taught=frozenset({"قيادة تامبا"}))
    assert told.accepts(match)
    assert not Watch(2, 2, "CENTCOM").accepts(match)
    assert not replace(told, switched=frozenset({"قيادة تامبا"})).accepts(match)
    assert "قيادة تامبا" not in {spelling.text for spelling in watchlist.preview("CENTCOM")}


def test_what_was_taught_goes_with_the_last_who_was_taught_it(article: Write) -> None:
    watchlist = Watchlist()
    story = article("قيادة تامبا")
    for taught in (["قيادة تامبا"], ["قيادة تامبا", "Tampa"], []):
        watchlist.add("CENTCOM", taught)
    watchlist.remove("CENTCOM", ["قيادة تامبا"])
    assert find_matches(story, watchlist)
    watchlist.remove("CENTCOM", ["قيادة تامبا", "Tampa"])
    assert not find_matches(story, watchlist)
    assert "CENTCOM" in watchlist


def test_a_taught_spelling_that_the_term_has_already(names: tuple[Name, ...], article: Write) -> None:
    watchlist = Watchlist(names)
    watchlist.add("CENTCOM", ["سنتكوم"])
    watch = Watch(1, 1, "CENTCOM", taught=frozenset({"سنتكوم"}))
    assert [match.text for match in find_matches(article("سنتكوم"), watchlist) if not match.off and watch.accepts(match)]
    watchlist.remove("CENTCOM", ["سنتكوم"])
    assert not find_matches(article("سنتكوم"), watchlist)


@pytest.mark.parametrize(
    ("taught", "text", "found"),
    [
        ("NEAR", "near", False),
        ("NEAR", "NEAR", True),
        ('"قيادة تامبا"', "قيادة كبرى تامبا", False),
        ("قيادة تامبا", "وقيادة تامبا", True),
        ("tampa command", "Tampa Command", True),
        ("🚀", "🚀", False),
    ],
)
def test_how_taught_spellings_are_looked_for(taught: str, text: str, found: bool, article: Write) -> None:
    watchlist = Watchlist()
    watchlist.add("CENTCOM", [taught])
    assert bool(find_matches(article(text), watchlist)) == found


def test_the_first_phrase_of_a_longer_term_is_what_chats_were_taught(article: Write) -> None:
    term = "CENTCOM +Iran -drill"
    watchlist = Watchlist()
    watchlist.add(term, ["سنتكوم"])
    watch = Watch(1, 1, term, taught=frozenset({"سنتكوم"}))
    found = find_matches(article("سنتكوم and Iran"), watchlist)
    assert {match.text for match in found if watch.accepts(match)} == {"سنتكوم", "Iran"}
    assert not any(map(Watch(2, 2, term).accepts, found))
    assert not find_matches(article("سنتكوم alone"), watchlist)
    watchlist.remove(term, ["سنتكوم"])
    assert not find_matches(article("سنتكوم and Iran"), watchlist)


@pytest.mark.parametrize("term", ['"Bitcoin', "Bitcoin |", "(Bitcoin) -", "Bitcoin lang:fr", "lang:ar"])
def test_a_kept_term_that_breaks_a_younger_rule_is_a_phrase(term: str, article: Write) -> None:
    watchlist = Watchlist()
    watchlist.add(term, kept=True)
    assert term in watchlist
    words = term.replace("|", "").replace("-", "")
    assert {match.term for match in find_matches(article(words), watchlist)} == {term}
    watchlist.remove(term)
    assert not find_matches(article(words), watchlist)


def test_a_kept_term_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no_letters"):
        Watchlist().add("🚀", kept=True)


def test_what_one_chat_was_taught_hides_no_word_from_the_terms_of_others(article: Write) -> None:
    watchlist = Watchlist((), EVIDENCE)
    watchlist.add("مايفيلد")
    story = article("Mayfield spoke")
    alone = find_matches(story, watchlist)
    assert [match.text for match in alone] == ["Mayfield"]
    watchlist.add("Tampa", ["Mayfield"])
    assert {match for match in find_matches(story, watchlist) if match.term == "مايفيلد"} == set(alone)


def test_a_small_word_that_comes_to_be_watched_is_found_at_once(article: Write) -> None:
    watchlist = Watchlist()
    watchlist.add("علي")
    story = article("على ذلك")
    assert not find_matches(story, watchlist)
    watchlist.add('"على"')
    assert [match.text for match in find_matches(story, watchlist)] == ["على"]
    watchlist.remove('"على"')
    assert not find_matches(story, watchlist)
