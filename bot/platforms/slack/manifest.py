"""The manifest of the Slack app: what the bot needs of a workspace, as Slack takes it when an app is made.

Source: https://docs.slack.dev/reference/app-manifest; the scopes that a method or event needs stand on its own page there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.platforms.slack.request_urls import PATH

WATCH_SHORTCUT, WHY_SHORTCUT, SETTINGS_SHORTCUT = "rasid_watch_this", "rasid_why_this", "rasid_settings"
"""The callback ids of the shortcuts."""

_SHORT = 15
"""As much of a name as leaves the shortcut's within 24 characters."""

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "mentions in channels",
    "channels:history": "to look whether an alert has arrived before it is sent again",
    "channels:read": "names and creators of channels",
    "chat:write": "answers and alerts",
    "chat:write.public": "public channels without an invitation",
    "commands": "the slash command and the shortcuts",
    "files:read": "files that people send: lists of feeds, saved settings",
    "files:write": "charts, and lists to keep",
    "groups:history": "as channels:history, in private channels",
    "groups:read": "as channels:read, of private channels",
    "im:history": "what people write to the bot directly",
    "im:write": "the direct message of a person",
    "users:read": "who administers the workspace; everybody's language and time zone",
}
"""Every scope of the bot token, and what for."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
)
"""The events that the bot listens to.

That it was taken out of a channel comes as ``channel_left`` or ``group_left``; ``member_left_channel`` tells of others.
"""


def manifest(*, name: str = "Rasid", command: str = "/rasid", url: str = "") -> dict[str, Any]:
    """The manifest of an app with this slash command. ``url``: where Slack reaches the bot over HTTP, "" for Socket Mode."""
    where = f"{url.rstrip('/')}{PATH}" if url else ""
    slash: dict[str, Any] = {
        "command": command,
        "description": "Watch the news for a name, or ask what is known of it",
        "usage_hint": "watch CENTCOM | رصد الرياض | help | مساعدة",
        "should_escape": False,
    }
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if where:
        slash["url"] = where
        events = {"request_url": where, **events}
        interactivity["request_url"] = where
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Watches Arabic and English news feeds and tells each channel once per event.",
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name.lower(), "always_online": True},
            "shortcuts": _shortcuts(name),
            "slash_commands": [slash],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not where,
            "token_rotation_enabled": False,
        },
    }


def as_json(written: Mapping[str, Any]) -> str:
    """A manifest as JSON."""
    return json.dumps(written, ensure_ascii=False, indent=2)


def as_yaml(written: Mapping[str, Any]) -> str:
    """A manifest as YAML, each scope with what it is for."""
    return "\n".join(_lines(written, 0))


def _shortcuts(name: str) -> list[dict[str, str]]:
    return [
        _shortcut("message", WATCH_SHORTCUT, "Watch this", "Watch the news for what this says · رصد ما تقوله الرسالة"),
        _shortcut("message", WHY_SHORTCUT, "Why this alert", "Why this alert came · لماذا جاء هذا التنبيه"),
        _shortcut(
            "global", SETTINGS_SHORTCUT, f"{name[:_SHORT]} settings", "Language, quiet hours, digests · اللغة والهدوء والموجز"
        ),
    ]


def _shortcut(kind: str, callback: str, name: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "callback_id": callback, "description": description}


def _lines(value: Mapping[str, Any] | Sequence[Any], depth: int) -> Iterator[str]:
    """YAML in its plainest form: every text as JSON writes it is a text of YAML as well."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping | list):
                yield f"{indent}{key}:"
                yield from _lines(inner, depth + 1)
            else:
                yield f"{indent}{key}: {_scalar(inner)}"
        return
    for item in value:
        if isinstance(item, Mapping):
            first, *rest = _lines(item, depth + 1)
            yield f"{indent}- {first.strip()}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(item)}{_comment(item)}"


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _comment(item: Any) -> str:
    return f" # {SCOPES[item]}" if item in SCOPES else ""
