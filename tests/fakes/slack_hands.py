"""What people do in a fake Slack's Homes, modals and shortcuts."""

from __future__ import annotations

from typing import Any

from tests.fakes import slack_payloads as payloads
from tests.fakes.slack_blocks import buttons
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_sockets import Envelope
from tests.fakes.slack_views import answered
from tests.fakes.slack_world import Message


async def open_home(slack: FakeSlack, *, user: str = "U1", channel: str = "D1") -> Envelope:
    """Opens the App Home; Slack tells which view it shows, if there is one."""
    inner: dict[str, Any] = {"type": "app_home_opened", "user": user, "channel": channel, "tab": "home", "event_ts": "1.1"}
    view = slack.world.homes.get(user)
    return await slack.event({**inner, "view": view} if view else inner)


async def press_in(slack: FakeSlack, view: dict[str, Any], label: str, *, user: str = "U1") -> Envelope:
    """Presses the button with this label in a Home or a modal."""
    action = next(button["action"] for button in buttons(view["blocks"]) if button["label"] == label)
    body = payloads.press_in_view(view, action, user, slack.world.trigger(user))
    return await slack.push("interactive", body)


async def send_form(
    slack: FakeSlack, view: dict[str, Any], fields: dict[str, Any] | None = None, *, user: str = "U1"
) -> Envelope:
    """Sends a form in as it stands, but for ``fields``; Slack then does to it what the answer says."""
    changed = dict(fields or {})
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {element["action_id"]: _held(element, changed.pop(block["block_id"], _AS_IT_IS))}
    assert not changed, f"no such fields: {changed}"
    envelope = await slack.push("interactive", payloads.submission(view, values, user, slack.world.trigger(user)))
    if envelope.acked:
        answered(slack.world, view["id"], envelope.answer)
    return envelope


async def shortcut(slack: FakeSlack, callback: str, *, user: str = "U1") -> Envelope:
    """Chooses a global shortcut."""
    return await slack.push("interactive", payloads.shortcut(callback, user, slack.world.trigger(user)))


async def message_shortcut(slack: FakeSlack, callback: str, message: Message, *, user: str = "U1") -> Envelope:
    """Chooses a shortcut in the menu of a message."""
    place = slack.world.channel(message.channel)
    url = slack.response_url(message.channel, user)
    body = payloads.message_shortcut(callback, message, place, user, slack.world.trigger(user), url)
    return await slack.push("interactive", body)


def modals(slack: FakeSlack, user: str = "U1") -> list[dict[str, Any]]:
    """The modals that somebody has open, oldest first."""
    return [view for view in slack.world.modals.values() if view["user"] == user]


_AS_IT_IS = object()


def _held(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """What a field holds when it is sent, as Slack writes it for its kind."""
    kind = element["type"]
    as_it_is = value is _AS_IT_IS
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value") if as_it_is else value}
    if kind == "timepicker":
        return {"type": kind, "selected_time": element.get("initial_time") if as_it_is else value}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": element.get("initial_conversation") if as_it_is else value}
    chosen = element.get("initial_option") if as_it_is else next(o for o in element["options"] if o["value"] == value)
    return {"type": kind, "selected_option": chosen}
