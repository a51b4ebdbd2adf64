"""Giving a watch another term: all else stays, and the way back restores it whole."""

from __future__ import annotations

import pytest

from bot.model.chat import Platform
from bot.model.watch import Severity
from tests.fakes.desk import Front


async def front(*commands: str) -> Front:
    made = Front()
    for command in commands:
        await made.ask(command)
    return made


async def test_a_watch_keeps_its_number_and_priority_and_can_be_given_back_its_term() -> None:
    made = await front("watch CENTCOM", "severity 42 critical", "switch 42 القيادة المركزية on")
    before = made.chats.terms[42]
    assert before.switched
    done = await made.ask("edit 42 Bitcoin")
    assert done is not None
    now = made.chats.terms[42]
    assert (now.term, now.severity, now.switched) == ("Bitcoin", Severity.CRITICAL, frozenset())
    undo = done.buttons[-1][-1]
    assert undo.action.startswith("edit 42 ~")
    undone = await made.ask(undo.action, button=True)
    assert undone is not None
    assert undone.replaces
    assert made.chats.terms[42] == before


async def test_switches_of_spellings_that_the_new_term_has_as_well_stay() -> None:
    made = await front("watch CENTCOM", "switch 42 U.S. Central Command off", "edit 42 سنتكوم")
    assert made.chats.terms[42].switched == {"U.S. Central Command"}
    assert "Switched off here: U.S. Central Command" in await made.say("edit 42 CENTCOM")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("edit", "Example: /edit 3 Bitcoin"),
        ("edit 42", "Example: /edit 3 Bitcoin"),
        ("edit 99 Oil", "99 is not watched here"),
        ("edit 42 CENTCOM", "looks for CENTCOM already"),
        ("edit 42 bitcoin", "bitcoin is watched here already, under the number 44"),
        ("edit 42 !!!", "letter"),
        ("edit 42 ~1", "Watch 42 now looks for ~1"),
        ("edit CENTCOM Oil prices", "Watch 42 now looks for Oil prices, no longer for CENTCOM"),
        ("edit Bitcoin cash", "Watch 44 now looks for cash"),
        ("edit CENTCOM", "Example: /edit 3 Bitcoin"),
    ],
)
async def test_what_cannot_be_done_is_said(text: str, said: str) -> None:
    made = await front("watch CENTCOM", "watch Bitcoin")
    assert said in await made.say(text)


async def test_the_longest_name_that_leaves_a_term_is_meant() -> None:
    made = await front("watch Bitcoin", "watch Bitcoin cash")
    assert "no longer for Bitcoin cash" in await made.say("edit Bitcoin cash Oil")
    assert "no longer for Bitcoin." in await made.say("edit Bitcoin cash")


async def test_the_way_back_can_be_typed_where_there_are_no_buttons() -> None:
    made = Front()
    there = {"channel": "console", "platform": Platform.CONSOLE}
    await made.ask("watch CENTCOM", **there)
    done = await made.ask("edit 42 Oil", **there)
    assert done is not None
    await made.ask(done.buttons[-1][-1].action.split(" @")[0], **there)
    assert made.chats.terms[42].term == "CENTCOM"


async def test_a_button_that_was_made_up_or_is_too_old_changes_nothing() -> None:
    made = await front("watch CENTCOM")
    assert "Example" in await made.say("edit 42 ~77", button=True)
    assert made.chats.terms[42].term == "CENTCOM"


async def test_a_kept_term_with_its_switches_is_no_offer_to_watch() -> None:
    made = await front("watch CENTCOM", "switch 42 القيادة المركزية on", "edit 42 Bitcoin")
    assert "no open question" in await made.say("confirm 1", button=True)
