from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.command import ORDER, Call, Misread, Request, parse, tidied, unquoted
from bot.chat.vocabulary import command_words
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.news import Language
from tests.fakes.desk import PHRASES

AR, EN, OTHER = Language.ARABIC, Language.ENGLISH, Language.OTHER


def read(text: str, *, button: bool = False, menu: bool = False) -> Call | Misread:
    here, person = Address(Platform.TELEGRAM, "1"), Person(Platform.TELEGRAM, "1")
    return parse(Request(here, ChatKind.PRIVATE, person, text, "telegram:1", button=button, menu=menu), PHRASES)


def called(text: str, *, button: bool = False, menu: bool = False) -> tuple[str, str, Language]:
    call = read(text, button=button, menu=menu)
    assert isinstance(call, Call), call
    return call.name, call.argument, call.language


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", ORDER)
def test_every_word_of_every_command_calls_it_in_its_language(language: Language, name: str) -> None:
    for word in PHRASES.words(language, f"commands.{name}.words"):
        wanted = OTHER if (name, language) == ("start", EN) else language
        assert called(f"{word} 3") == (name, "3", wanted)


def test_no_word_stands_for_two_commands() -> None:
    words = command_words(PHRASES)
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", ORDER)
def test_examples_and_usages_begin_with_the_commands_first_word(name: str) -> None:
    for language in (AR, EN):
        first = PHRASES.words(language, f"commands.{name}.words")[0]
        assert PHRASES.text(language, f"commands.{name}.example").startswith(first)
        assert PHRASES.text(language, f"commands.{name}.usage").startswith(first)
        if name != "start":
            assert called(PHRASES.text(language, f"commands.{name}.example"))[::2] == (name, language)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("watch CENTCOM", ("watch", "CENTCOM", EN)),
        ("/Watch  CENTCOM", ("watch", "CENTCOM", EN)),
        ("WATCH: البنك المركزي", ("watch", "البنك المركزي", EN)),
        ("رصد بيتكوين", ("watch", "بيتكوين", AR)),
        ("أرصدي بيتكوين", ("watch", "بيتكوين", AR)),
        ("رَصْد بيتكوين", ("watch", "بيتكوين", AR)),
        ("لماذا؟", ("why", "", AR)),
        ("جديد؟", ("latest", "", AR)),
        ("why?", ("why", "", EN)),
        ("القائمة…", ("watches", "", AR)),
        ("ايقاف", ("pause", "", AR)),
        ("إيقاف", ("pause", "", AR)),
        ("استئناف", ("resume", "", AR)),
        ("القائمه", ("watches", "", AR)),
        ("مساعده رصد", ("help", "رصد", AR)),
        ("feed add https://x.example/A_b", ("feed_add", "https://x.example/A_b", EN)),
        ("/feed_add https://x.example/A_b", ("feed_add", "https://x.example/A_b", EN)),
        ("feeds  add x", ("feed_add", "x", EN)),
        ("feeds", ("feeds", "", EN)),
        ("feeds 2", ("feeds", "2", EN)),
        ("اضافة مصدر https://x.example", ("feed_add", "https://x.example", AR)),
        ("مصدر ايقاف 3", ("feed_pause", "3", AR)),
        ("حذف مصدر 3", ("feed_remove", "3", AR)),
        ("حذف 3", ("unwatch", "3", AR)),
        ("pause feed 3", ("feed_pause", "3", EN)),
        ("watch «القيادة المركزية»", ("watch", "«القيادة المركزية»", EN)),
        ("watch “Central Command”", ("watch", "“Central Command”", EN)),
        ('watch "a" "b"', ("watch", '"a" "b"', EN)),
        ("\u200fرصد\u200e بيت\u202eكوين", ("watch", "بيتكوين", AR)),
        ("watch a\nb\tc", ("watch", "a b c", EN)),
        ("غير 3 بيتكوين", ("edit", "3 بيتكوين", AR)),
        ("غيّر ٣ بيتكوين", ("edit", "٣ بيتكوين", AR)),
        ("تغيير بيتكوين إيثيريوم", ("edit", "بيتكوين إيثيريوم", AR)),
        ("start", ("start", "", OTHER)),
        ("بدء", ("start", "", AR)),
        ("start claim-abc", ("claim", "abc", OTHER)),
        ("watch watch", ("watch", "watch", EN)),
    ],
)
def test_commands_are_read_as_people_type_them(text: str, wanted: tuple[str, str, Language]) -> None:
    assert called(text) == wanted


def test_a_buttons_action_says_nothing_of_the_language_unless_it_carries_one() -> None:
    assert called("unwatch 42", button=True) == ("unwatch", "42", OTHER)
    assert called("unwatch 42 @ar", button=True) == ("unwatch", "42", AR)
    assert called("watch 42 @ar") == ("watch", "42 @ar", EN), "only buttons carry one"


def test_a_word_of_the_platforms_own_menu_says_nothing_of_the_language() -> None:
    assert called("watches", menu=True) == ("watches", "", OTHER)
    assert called("watch الرياض", menu=True) == ("watch", "الرياض", OTHER)
    assert called("رصد Riyadh", menu=True) == ("watch", "Riyadh", AR), "no menu has such a word"


@pytest.mark.parametrize(
    ("text", "word", "nearest", "language"),
    [
        ("wach CENTCOM", "wach", "watch", OTHER),
        ("unwach 3", "unwach", "unwatch", OTHER),
        ("راصد بيتكوين", "راصد", "watch", AR),
        ("مساعة", "مساعة", "help", AR),
        ("xyzzy", "xyzzy", "", OTHER),
        ("غير معروف", "غير", "edit", AR),
        ("غير", "غير", "edit", AR),
        ("", "", "", OTHER),
        ("/", "", "", OTHER),
        ("\u200f\u200e", "", "", OTHER),
    ],
)
def test_what_is_no_command_names_the_nearest(text: str, word: str, nearest: str, language: Language) -> None:
    misread = read(text)
    assert isinstance(misread, Misread)
    assert (misread.word, misread.nearest, misread.language) == (word, nearest, language)


@given(st.text(max_size=300), st.booleans())
def test_any_text_can_be_read(text: str, button: bool) -> None:
    reading = read(text, button=button)
    assert isinstance(reading, Call | Misread)


@given(st.text())
def test_tidied_text_is_one_visible_line_and_stays_so(text: str) -> None:
    once = tidied(text)
    assert once == tidied(once) == once.strip()
    assert not set(once) & set("\n\r\t\x00\x1b\u200f\u202e\u2068")


def test_one_pair_of_quotes_around_all_is_taken_off() -> None:
    assert unquoted("«a b»") == "a b"
    assert unquoted('"') == '"'
    assert unquoted("“a” or “b”") == "“a” or “b”"
