"""Buttons that lead somewhere: shown as such, and nothing is answered to a press of theirs."""

from __future__ import annotations

from dataclasses import replace

from bot.model.message import Button
from bot.platforms.slack.markup import to_blocks
from bot.platforms.slack.payloads import from_actions
from tests.fakes.slack_blocks import buttons, check_message
from tests.platforms.slack.samples import words

LINK = Button("Add to a group", "", url="https://t.me/RasidBot?startgroup=here")


def test_a_link_is_a_button_and_never_in_a_menu() -> None:
    others = tuple(Button(f"B{number}", f"why {number}") for number in range(9))
    blocks, text = to_blocks(replace(words("hello"), buttons=((LINK,), others)))
    check_message(blocks, text)
    elements = blocks[-1]["elements"]
    (link,) = [element for element in elements if "url" in element]
    assert (link["url"], link["text"]["text"]) == (LINK.url, LINK.label)
    assert len({element["action_id"] for element in elements}) == len(elements)


def test_a_press_of_a_link_asks_for_nothing() -> None:
    blocks, _ = to_blocks(replace(words("hello"), buttons=((LINK,),)))
    pressed = [button["action"] for button in buttons(blocks)]
    assert len(pressed) == 1
    assert from_actions({"actions": pressed, "channel": {"id": "C1"}, "user": {"id": "U1"}}) == ()
