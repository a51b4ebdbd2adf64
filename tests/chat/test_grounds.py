"""The grounds on which a term counts or does not, in words, and what is near enough to a term to be worth a word."""

from __future__ import annotations

import pytest

from bot.chat.command import Call, Request
from bot.chat.grounds import found_line, is_near
from bot.chat.saying import say
from bot.matching.explaining import Found, Origin, Refusal
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.message import Line
from bot.model.news import Language
from bot.model.watch import How, Match
from tests.fakes import three_platforms
from tests.fakes.desk import Front


def worded(found: Found, language: Language = Language.ENGLISH) -> Line:
    request = Request(
        Address(Platform.TELEGRAM, "111"), ChatKind.PRIVATE, Person(Platform.TELEGRAM, "111"), "why", "telegram:1"
    )
    return found_line(Call("why", "", language, request), Front().desk, found)


def said(found: Found) -> str:
    return "".join(piece.text for piece in worded(found))


def found(form: str, text: str, how: How) -> Found:
    return Found(Match("CENTCOM", form, "title", 0, len(text), text, how, 95.0), Origin.NAME, "centcom")


def test_a_spelling_that_stands_as_it_is_known_is_named_once() -> None:
    assert said(found("سنتكوم", "سنتكوم", How.ALIAS)) == "سنتكوم is a known spelling of the same name."
    assert said(found("سنتكوم", "وسنتكوم", How.CLITIC)).startswith("وسنتكوم is a spelling of the same name, سنتكوم, with an")


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_a_known_spelling_on_three_platforms(language: Language) -> None:
    line = worded(found("سنتكوم", "سنتكوم", How.ALIAS), language)
    three_platforms.check(f"why-known.{language}", say(language, line))


@pytest.mark.parametrize(
    ("refusal", "near"),
    [
        (Refusal("nothing"), False),
        (Refusal("score", score=0.0, threshold=70.0), False),
        (Refusal("score", score=34.9, threshold=70.0), False),
        (Refusal("score", score=64.0, threshold=70.0), True),
        (Refusal("known_name"), True),
    ],
)
def test_a_word_that_hardly_scores_is_not_near(refusal: Refusal, near: bool) -> None:
    assert is_near(refusal) is near
