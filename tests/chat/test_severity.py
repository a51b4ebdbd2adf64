"""How much a watch matters: saying it, setting it, and how that reads."""

from __future__ import annotations

import pytest

from bot.model.chat import ChatKind
from bot.model.message import Message
from bot.model.news import Language
from bot.model.watch import Severity
from tests.fakes import three_platforms
from tests.fakes.desk import Front

AR, EN = Language.ARABIC, Language.ENGLISH
WATCH = ("watch CENTCOM", "رصد CENTCOM")

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "severity": (WATCH, ("severity CENTCOM", "أولوية CENTCOM")),
    "severity-set": (WATCH, ("severity 42 critical", "أولوية 42 قصوى")),
    "severity-quiet": (WATCH, ("severity 42 quiet", "أولوية 42 صامتة")),
    "severity-again": (WATCH, ("severity 42 normal", "أولوية 42 عادية")),
    "severity-back": (WATCH, ("severity 42 critical", "أولوية 42 قصوى"), ("severity 42 normal", "الأهمية 42 عادي")),
    "severity-none": (("severity Bitcoin critical", "أولوية بيتكوين قصوى"),),
    "severity-unknown": (WATCH, ("severity CENTCOM loud", "أولوية CENTCOM مرتفعة جدا")),
    "severity-empty": (("severity", "أولوية"),),
    "severity-help": (("help severity", "مساعدة أولوية"),),
    "watches-severity": (WATCH, ("severity 42 critical", "أولوية 42 قصوى"), ("watches", "القائمة")),
}


async def answered(made: Front, text: str, **options: object) -> Message:
    message = await made.ask(text, **options)  # type: ignore[arg-type]
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    made = Front()
    for pair in SCRIPTS[name]:
        message = await answered(made, pair[language is AR], language=language)
    three_platforms.check(f"{name}.{language}", message)


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("severity CENTCOM critical", Severity.CRITICAL),
        ("priority centcom Urgent", Severity.CRITICAL),
        ("severity CENTCOM silent", Severity.QUIET),
        ("أولوية CENTCOM هادئة", Severity.QUIET),
        ("أولويه CENTCOM القصوى", Severity.CRITICAL),
        ("severity 42 عاجلة", Severity.CRITICAL),
        ("severity ٤٢ critical", Severity.CRITICAL),
        ("severity CENTCOM", Severity.NORMAL),
        ("severity CENTCOM whatever", Severity.NORMAL),
        ("severity critical", Severity.NORMAL),
    ],
)
async def test_what_is_understood(words: str, severity: Severity) -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    await made.ask(words)
    assert made.chats.terms[42].severity is severity


async def test_a_term_that_ends_in_a_word_for_a_severity_is_shown_and_can_be_set() -> None:
    made = Front()
    await made.ask("watch mass critical")
    assert "mass critical is normal here." in await made.say("severity mass critical")
    assert "mass critical is critical here from now on." in await made.say("severity mass critical critical")


async def test_who_names_a_watch_and_no_priority_is_shown_the_priorities() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    message = await answered(made, "severity CENTCOM loud")
    assert [button.action for row in message.buttons for button in row] == ["severity 42 critical", "severity 42 quiet"]


async def test_buttons_set_it_and_take_it_back() -> None:
    made = Front()
    await made.ask("watch CENTCOM", language=EN)
    shown = await answered(made, "أولوية CENTCOM")
    ((critical, _),) = shown.buttons
    assert critical.action == "severity 42 critical @ar"
    done = await answered(made, critical.action, button=True)
    assert made.chats.terms[42].severity is Severity.CRITICAL
    ((undo,),) = done.buttons
    undone = await answered(made, undo.action, button=True)
    assert (undone.language, undone.replaces) == (AR, True)
    assert made.chats.terms[42].severity is Severity.NORMAL


async def test_readers_may_not_and_other_chats_watches_stay() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    group = {"channel": "-100", "kind": ChatKind.GROUP}
    await made.ask("watches", **group)
    assert "is not watched here" in await made.say("severity 42 critical", "111", **group)
    assert "role" in await made.say("severity 42 critical", "9", **group)
    assert made.chats.terms[42].severity is Severity.NORMAL
