from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from babel import Locale

from bot.model.message import Isolate, Piece
from bot.model.news import Language, Trouble
from bot.platforms.slack import channel_events
from bot.platforms.slack import outcomes as slack_outcomes
from bot.platforms.telegram import outcomes as telegram_outcomes
from bot.text.phrases import Phrases, places
from tests.fakes.desk import PHRASES, load_catalogues

AR, EN = Language.ARABIC, Language.ENGLISH
FORMS = {"zero", "one", "two", "few", "many", "other"}


def entries(table: Mapping, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, Mapping) and not ("other" in value and value.keys() <= FORMS):
            yield from entries(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


CATALOGUES = {language: dict(entries(table)) for language, table in load_catalogues().items()}


def test_each_catalogue_has_every_key_of_the_other() -> None:
    assert CATALOGUES[AR].keys() ^ CATALOGUES[EN].keys() == set()


@pytest.mark.parametrize("key", sorted(CATALOGUES[EN]))
def test_both_languages_take_the_same_values_in_the_same_kind_of_entry(key: str) -> None:
    ours, theirs = CATALOGUES[AR][key], CATALOGUES[EN][key]
    assert type(ours) is type(theirs)
    if isinstance(ours, list):
        assert ours
        assert theirs
        return
    assert places(ours) == places(theirs)


@pytest.mark.parametrize("language", [AR, EN])
def test_plural_entries_have_exactly_the_forms_of_their_language(language: Language) -> None:
    wanted = set(Locale.parse(language.value).plural_form.tags) | {"other"}
    for key, entry in CATALOGUES[language].items():
        if isinstance(entry, Mapping):
            assert set(entry) == wanted, key


@pytest.mark.parametrize("language", [AR, EN])
def test_no_sentence_shouts_or_holds_emoji_arrows_or_invisible_marks(language: Language) -> None:
    for key, entry in CATALOGUES[language].items():
        for text in entry.values() if isinstance(entry, Mapping) else entry if isinstance(entry, list) else [entry]:
            assert not re.search("[!→←⇐⇒\u200b-\u200f\u202a-\u202e\u2066-\u2069\U0001f000-\U0001ffff]", text), key
            assert text == text.strip() or key.endswith((".comma", ".and")), key


def test_every_trouble_has_a_sentence_in_every_language() -> None:
    for language in (AR, EN):
        assert {f"trouble.{trouble}" for trouble in Trouble} <= PHRASES.keys(language)


@pytest.mark.parametrize("language", [AR, EN])
def test_every_way_in_which_a_chat_cannot_be_reached_has_a_sentence(language: Language) -> None:
    telegram = {word for _, word in telegram_outcomes._GONE} | {"forbidden"}
    slack = {*slack_outcomes._GONE, *channel_events._LEFT.values(), channel_events.REMOVED}
    assert {f"unreachable.{word}" for word in telegram | slack} - PHRASES.keys(language) == set()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا أحداث"),
        (1, "حدث واحد"),
        (2, "حدثان"),
        (3, "3 أحداث"),
        (10, "10 أحداث"),
        (11, "11 حدثاً"),
        (99, "99 حدثاً"),
        (100, "100 حدث"),
        (103, "103 أحداث"),
        (1111, "1,111 حدثاً"),
    ],
)
def test_arabic_counts_in_six_forms(count: int, words: str) -> None:
    assert PHRASES.text(AR, "watch.stories", count=count) == words


def test_a_text_is_isolated_and_numbers_and_pieces_are_not() -> None:
    phrases = Phrases({EN: {"form": {"digits": "0123456789"}, "said": "{who} said {number} of {what}"}})
    line = phrases.line(EN, "said", who="سعيد", number=3, what=Piece("x", bold=True))
    assert line == (
        Piece("سعيد", Isolate.AUTO),
        Piece(" said "),
        Piece("3"),
        Piece(" of "),
        Piece("x", bold=True),
    )


def test_digits_are_those_of_the_language() -> None:
    phrases = Phrases({EN: {"form": {"digits": "٠١٢٣٤٥٦٧٨٩"}, "n": {"one": "one", "other": "{count} of them"}}})
    assert phrases.text(EN, "n", count=205) == "٢٠٥ of them"
    assert phrases.text(EN, "n", count=1) == "one"


def test_the_number_called_count_chooses_the_form() -> None:
    phrases = Phrases({EN: {"form": {"digits": "0123456789"}, "n": {"one": "one of {all}", "other": "{count} of {all}"}}})
    assert phrases.text(EN, "n", count=1, all=9) == "one of 9"
    with pytest.raises(KeyError):
        phrases.text(EN, "n", some=1, all=9)


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        PHRASES.line(EN, "no.such_key")
    with pytest.raises(KeyError):
        PHRASES.line(EN, "watches.item", number="1")


def test_values_may_be_called_language_and_key() -> None:
    assert "fr" in PHRASES.text(EN, "language.which", language="fr", example="x", key="y")


def test_a_language_without_a_catalogue_is_answered_for_by_english() -> None:
    assert PHRASES.text(Language.OTHER, "button.undo") == "Undo"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Beirut", "19 تشرين الثاني"),
        ("Asia/Baghdad", "19 تشرين الثاني"),
        ("Asia/Gaza", "19 تشرين الثاني"),
        ("Africa/Cairo", "19 نوفمبر"),
        ("Asia/Riyadh", "19 نوفمبر"),
        ("UTC", "19 نوفمبر"),
        ("Africa/Casablanca", "19 نونبر"),
    ],
)
def test_arabic_months_have_the_names_of_the_region(zone: str, day: str) -> None:
    assert PHRASES.day(AR, datetime(2026, 11, 19, 12, tzinfo=UTC), zone) == day


def test_moments_are_local_and_dated_only_when_it_is_not_today() -> None:
    when = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
    noon = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
    assert PHRASES.moment(EN, when, "Asia/Beirut", noon) == "00:30"
    assert PHRASES.moment(EN, when, "UTC", noon) == "18 Nov 22:30"
    assert PHRASES.moment(AR, when, "UTC") == "18 نوفمبر 22:30"
    assert PHRASES.moment(EN, when, "UTC", datetime(2027, 1, 2, tzinfo=UTC)) == "18 Nov 2026 22:30"
    assert PHRASES.since(EN, when, "Asia/Beirut", noon) == "00:30"
    assert PHRASES.since(AR, when, "UTC", noon) == "18 نوفمبر"


def test_places_are_named_in_the_language_and_an_unknown_zone_is_utc() -> None:
    assert PHRASES.place(AR, "Asia/Beirut") == "بيروت"
    assert PHRASES.place(EN, "America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert PHRASES.place(EN, "Mars/Olympus") == "UTC"
    assert PHRASES.moment(EN, datetime(2026, 11, 18, 22, 30, tzinfo=UTC), "../etc/passwd") == "18 Nov 22:30"


def test_lists_take_the_comma_of_the_language() -> None:
    line = PHRASES.joined(AR, ["أ", "B"])
    assert "".join(piece.text for piece in line) == "أ، B"
    assert [piece.isolate for piece in line] == [Isolate.AUTO, Isolate.NONE, Isolate.AUTO]
    assert PHRASES.joined(EN, []) == ()
