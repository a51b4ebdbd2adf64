"""What is shown of one message that is not out: how it stands, why, and only the buttons that work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.alert import Delivery, DeliveryKind, Notice, Reason
from bot.model.message import Message
from bot.model.register import Letter
from tests.fakes.desk import NOON, Front, as_text

REFUSED = Reason("rejected", (("because", "message_too_strange"),))
QUIET = Reason("quiet", (("until", "07:00"),))


async def front(state: str, because: Reason, due: timedelta = timedelta()) -> Front:
    made = Front()
    await made.ask("help")
    own = made.only_chat()
    letter = Letter(31, own, DeliveryKind.NOTICE, state, "", NOON - timedelta(hours=1), NOON + due, because)
    made.logbook.queue = [letter]
    made.logbook.full[31] = Delivery(31, own, 1, DeliveryKind.NOTICE, 0, NOON, NOON, notice=Notice("topic_closed"))
    return made


async def shown(made: Front, text: str = "delivery show 31") -> Message:
    message = await made.ask(text)
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("state", "because", "words", "actions"),
    [
        ("dead", REFUSED, "given up (the platform refuses this message", ["retry 31", "drop 31"]),
        ("doubt", Reason("doubt", (("because", "answer lost"),)), "in doubt", ["retry 31", "drop 31"]),
        ("held", QUIET, "held (quiet hours here, until 07:00)", ["drop 31"]),
        ("pending", Reason("due"), "waits for its turn", ["drop 31"]),
        ("inflight", Reason("due"), "is being sent", []),
    ],
)
async def test_a_message_is_shown_with_its_state_its_reason_and_what_can_be_done(
    state: str, because: Reason, words: str, actions: list[str]
) -> None:
    made = await front(state, because)
    message = await shown(made)
    assert words in as_text(message)
    assert [button.action for row in message.buttons for button in row] == actions
    made.logbook.full[31] = Delivery(31, made.only_chat(), 1, DeliveryKind.SEND, 0, NOON, NOON)
    bare = await shown(made)
    assert words in as_text(bare)
    assert [button.action for row in bare.buttons for button in row] == actions


async def test_what_is_being_sent_cannot_be_dropped_and_that_is_said() -> None:
    made = await front("inflight", Reason("due"))
    assert "is being sent" in as_text(await shown(made, "drop 31"))


@pytest.mark.parametrize("text", ["retry", "retry 7", "retry x"])
async def test_whoever_asks_for_the_wrong_number_is_shown_the_whole_list(text: str) -> None:
    made = await front("dead", REFUSED)
    assert "/deliveries" in await made.say(text)
