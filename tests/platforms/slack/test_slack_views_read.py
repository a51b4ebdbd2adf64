"""How the Home and the forms read in both languages, as golden files hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from bot.chat.overview import Overview
from bot.model.chat import Address, Chat, ChatKind, ChatState, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.model.watch import Severity, Watch
from bot.platforms.slack.choices import choices_of
from bot.platforms.slack.home_view import home_view
from bot.platforms.slack.modal_views import Forms, WatchForm
from tests.fakes import golden, three_platforms
from tests.fakes.desk import PHRASES
from tests.fakes.screen import UNSEEN
from tests.fakes.slack_views import open_view, publish_view
from tests.fakes.slack_world import World
from tests.platforms.slack.samples import words

AR, EN = Language.ARABIC, Language.ENGLISH
MARKS = {"\u200f": "{RLM}", "\u2066": "{LRI}", "\u2068": "{FSI}", "\u2069": "{PDI}"}
CHAT = Chat(
    7,
    Address(Platform.SLACK, "D1"),
    ChatKind.PRIVATE,
    time_zone="Asia/Beirut",
    preferences=Preferences(QuietHours(23 * 60, 7 * 60), Digest((9 * 60,), 6), Style.FULL),
)
WATCHES = (Watch(3, 7, "CENTCOM", severity=Severity.CRITICAL), Watch(4, 7, "بيتكوين"), Watch(9, 7, '"central bank" -C++'))


def strings(found: object) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(found, str):
        yield UNSEEN.sub("", found)
    elif isinstance(found, Mapping):
        yield from strings(list(found.values()))
    elif isinstance(found, Sequence):
        for each in found:
            yield from strings(each)


def check(name: str, view: dict[str, object]) -> None:
    text = json.dumps(view, ensure_ascii=False, indent=1)
    text += f"\n{three_platforms.sentences(PHRASES.heard_in(chr(10).join(strings(view))))}"
    for mark, word in MARKS.items():
        text = text.replace(mark, word)
    golden.check(f"slack-views/{name}", text)


def overview(language: Language) -> Overview:
    name = PHRASES.text(language, "bot.name")
    watched = PHRASES.line(language, "status.watches", count=3)
    read = PHRASES.line(language, "status.feeds", count=51)
    lines = (
        PHRASES.line(language, "home.active", name=name),
        PHRASES.line(language, "status.here", watches=watched, feeds=read),
        PHRASES.line(language, "home.failing", count=2),
    )
    severity = PHRASES.line(language, "severity.critical")
    marks = (PHRASES.line(language, "watches.priority", severity=severity), PHRASES.line(language, "watches.muted"))
    special = {WATCHES[0].id: PHRASES.joined(language, marks)}
    return Overview(replace(CHAT, language=language), Role.OWNER, WATCHES, lines, special)


def said(language: Language) -> Message:
    return words("بدأ رصد CENTCOM هنا." if language is AR else "Watching CENTCOM here.", language)


@pytest.mark.parametrize("language", [AR, EN])
def test_the_home(language: Language) -> None:
    PHRASES.forget()
    view = home_view(overview(language), PHRASES, notice=said(language))
    publish_view(World(), {"user_id": "U1", "view": view})
    check(f"home.{language}", view)


@pytest.mark.parametrize("language", [AR, EN])
def test_the_home_of_a_paused_chat_that_watches_nothing(language: Language) -> None:
    PHRASES.forget()
    chat = replace(CHAT, language=language, state=ChatState.PAUSED)
    line = PHRASES.line(language, "home.paused", name=PHRASES.text(language, "bot.name"))
    check(f"home-empty.{language}", home_view(Overview(chat, Role.OWNER, (), (line,)), PHRASES))


@pytest.mark.parametrize("language", [AR, EN])
def test_a_page_in_the_middle_of_the_home(language: Language) -> None:
    PHRASES.forget()
    many = tuple(replace(WATCHES[0], id=number, term=f"word{number}") for number in range(60))
    check(f"home-page.{language}", home_view(replace(overview(language), watches=many), PHRASES, page=2))


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", ["watch", "watch-offers", "settings", "said", "answer"])
def test_the_forms(language: Language, name: str) -> None:
    forms = Forms(PHRASES, language, PHRASES.text(language, "bot.name"))
    PHRASES.forget()
    views = {
        "watch": forms.watch(WatchForm("CENTCOM", Severity.CRITICAL, "C1")),
        "watch-offers": forms.watch(WatchForm(offers=("CENTCOM", "بيتكوين"))),
        "settings": forms.settings(choices_of(replace(CHAT, language=language)), "D1"),
        "said": forms.said("modal.watch", said(language), "C1"),
        "answer": forms.said("modal.answer", said(language), "C1"),
    }
    world = World()
    open_view(world, {"trigger_id": world.trigger("U1"), "view": views[name]})
    check(f"{name}.{language}", views[name])
