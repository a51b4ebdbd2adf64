"""Payloads as Slack sends them through Socket Mode."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack_world import APP, BOT_USER, TEAM, Channel, Message


def slash(command: str, text: str, channel: Channel, user: str, trigger: str, response_url: str) -> dict[str, Any]:
    name = "directmessage" if channel.id.startswith("D") else "privategroup" if channel.private else channel.name
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "news",
        "channel_id": channel.id,
        "channel_name": name,
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def event(inner: dict[str, Any], event_id: str) -> dict[str, Any]:
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_700_000_000,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }


def press(
    message: Message, action: dict[str, Any], channel: Channel, user: str, trigger: str, response_url: str
) -> dict[str, Any]:
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "legacy",
        "container": container,
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "news"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": "directmessage" if channel.partner else channel.name},
        "response_url": response_url,
        "actions": [{"block_id": "b", "action_ts": message.ts, **action}],
    }
    if not message.only_for:
        body["message"] = message.as_json(metadata=True)
    return body


def press_in_view(view: dict[str, Any], action: dict[str, Any], user: str, trigger: str) -> dict[str, Any]:
    """A button of a Home or a modal: no channel, no message, no response_url."""
    return {
        **_interactive("block_actions", user, trigger),
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [{"block_id": "b", "action_ts": "1.1", **action}],
    }


def submission(view: dict[str, Any], values: dict[str, Any], user: str, trigger: str) -> dict[str, Any]:
    """A form that was sent in; ``values`` as Slack nests them: block, action, what stands there."""
    sent = {**view, "state": {"values": values}}
    return {**_interactive("view_submission", user, trigger), "view": sent, "response_urls": []}


def shortcut(callback: str, user: str, trigger: str) -> dict[str, Any]:
    """A global shortcut."""
    return {**_interactive("shortcut", user, trigger), "callback_id": callback, "action_ts": "1.1"}


def message_shortcut(
    callback: str, message: Message, channel: Channel, user: str, trigger: str, response_url: str
) -> dict[str, Any]:
    """A shortcut of one message."""
    return {
        **_interactive("message_action", user, trigger),
        "callback_id": callback,
        "channel": {"id": channel.id, "name": "directmessage" if channel.partner else channel.name},
        "message": message.as_json(metadata=True),
        "message_ts": message.ts,
        "response_url": response_url,
    }


def _interactive(kind: str, user: str, trigger: str) -> dict[str, Any]:
    return {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "legacy",
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "news"},
        "enterprise": None,
        "is_enterprise_install": False,
    }
