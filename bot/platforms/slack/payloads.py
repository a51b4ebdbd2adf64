"""What Slack's payloads ask of the bot: slash commands, mentions, direct messages and pressed buttons as one form.

Source: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/messaging/retrieving-messages (how
mentions and links are written in the text of messages).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.chat import ChatKind
from bot.platforms.slack.files import SentFile, first_file

CHANNEL, LANGUAGE = "channel", "language"
"""What a modal keeps for the bot: the channel it is about, and the language it is written in."""

_LINK = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|\s][^<>|]*)(?:\|(?P<label>[^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing somebody asked for, and where its answer may go.

    ``thread``: the thread it was asked in; ``pressed``: the ts of the message whose button was pressed, ``fleeting`` when only
    that person sees it; ``response_url``: takes five answers within thirty minutes; ``reply_to``: the message of the bot that
    it may be about. ``home``: pressed in the App Home; ``view``: the id of the modal that it was pressed in; ``alone``: asked
    where nobody else sees that it was, and answered so. ``file``: what came with it, to be fetched.
    """

    channel: str
    user: str
    text: str
    update: str
    title: str = ""
    thread: str = ""
    response_url: str = ""
    pressed: str = ""
    fleeting: bool = False
    button: bool = False
    reply_to: str = ""
    home: bool = False
    view: str = ""
    alone: bool = False
    file: SentFile | None = None

    @property
    def direct(self) -> bool:
        """Whether it was asked in a direct message of two."""
        return self.channel.startswith("D")

    @property
    def kind(self) -> ChatKind:
        """A direct message is private; people talk in everything else."""
        return ChatKind.PRIVATE if self.direct else ChatKind.GROUP


def from_command(body: Mapping[str, Any]) -> Asked:
    """A slash command. Slack names direct messages and private channels only by their kind."""
    name = str(body.get("channel_name") or "")
    return Asked(
        channel=str(body.get("channel_id") or ""),
        user=str(body.get("user_id") or ""),
        text=bare(str(body.get("text") or "")),
        update=f"slack:{body.get('trigger_id') or ''}",
        title="" if name in {"directmessage", "privategroup"} else name,
        response_url=str(body.get("response_url") or ""),
    )


def from_event(body: Mapping[str, Any], me: str) -> Asked | None:
    """A mention or a direct message to the bot; None for edits, joins, and what bots or the bot itself say."""
    event = body.get("event") or {}
    mention = event.get("type") == "app_mention"
    if not mention and not (event.get("type") == "message" and event.get("channel_type") == "im"):
        return None
    if event.get("subtype") not in {None, "file_share", "thread_broadcast"} or event.get("bot_id") or event.get("user") == me:
        return None
    if event.get("edited") or not event.get("user"):
        return None
    return Asked(
        channel=str(event.get("channel") or ""),
        user=str(event["user"]),
        text=bare(str(event.get("text") or ""), me),
        update=f"slack:{body.get('event_id') or event.get('ts')}",
        thread=str(event.get("thread_ts") or ""),
        # The first message of a thread is what everything in it is about.
        reply_to=str(event.get("thread_ts") or ""),
        file=first_file(event),
    )


def from_actions(body: Mapping[str, Any]) -> tuple[Asked, ...]:
    """Pressed buttons and chosen menu entries; of the App Home with no channel, of a modal with the one that it is about."""
    container = body.get("container") or {}
    view = body.get("view") or {}
    modal = view.get("type") == "modal"
    channel = body.get("channel") or {}
    update = f"slack:{body.get('trigger_id') or ''}"
    name = str(channel.get("name") or "")
    return tuple(
        Asked(
            channel=noted(view)[CHANNEL] if modal else str(container.get("channel_id") or channel.get("id") or ""),
            user=str((body.get("user") or {}).get("id") or ""),
            text=_chosen(action),
            update=update if number == 0 else f"{update}:{number}",
            title="" if name in {"directmessage", "privategroup"} else name,
            thread=str(container.get("thread_ts") or ""),
            response_url=str(body.get("response_url") or ""),
            pressed=str(container.get("message_ts") or ""),
            fleeting=bool(container.get("is_ephemeral")),
            button=True,
            home=view.get("type") == "home",
            view=str(view.get("id") or "") if modal else "",
        )
        for number, action in enumerate(body.get("actions") or [])
        if _chosen(action)
    )


def from_shortcut(body: Mapping[str, Any], text: str) -> Asked:
    """A shortcut of a message, as the command ``text`` about that message; its answer is for the asker's eyes."""
    message, channel = body.get("message") or {}, body.get("channel") or {}
    name = str(channel.get("name") or "")
    return Asked(
        channel=str(channel.get("id") or ""),
        user=str((body.get("user") or {}).get("id") or ""),
        text=text,
        update=f"slack:{body.get('trigger_id') or ''}",
        title="" if name in {"directmessage", "privategroup"} else name,
        thread=str(message.get("thread_ts") or ""),
        response_url=str(body.get("response_url") or ""),
        reply_to=str(message.get("ts") or body.get("message_ts") or ""),
        alone=True,
    )


def noted(view: Mapping[str, Any]) -> dict[str, str]:
    """What the bot wrote into a modal for itself; every key is there, "" for what it left out."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        kept = {}
    return (
        {name: str(kept.get(name) or "") for name in (CHANNEL, LANGUAGE)}
        if isinstance(kept, dict)
        else {CHANNEL: "", LANGUAGE: ""}
    )


def bare(text: str, me: str = "") -> str:
    """The words as they were typed: links and mentions in plain form, entities resolved, the bot's own mention left out."""

    def plain(match: re.Match[str]) -> str:
        sign, target, label = match["sign"], match["target"], match["label"]
        if sign == "@":
            return "" if target == me else f"@{label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return f"@{target.split('^')[0]}"
        return label or target.removeprefix("mailto:") if target.startswith("mailto:") else target

    return " ".join(html.unescape(_ONLY_ENTITIES.sub(_keep, _LINK.sub(plain, text))).split())


_ONLY_ENTITIES = re.compile(r"&(?!(?:amp|lt|gt);)")


def _keep(_match: re.Match[str]) -> str:
    return "&amp;"


def _chosen(action: Mapping[str, Any]) -> str:
    return str((action.get("selected_option") or {}).get("value") or action.get("value") or "")
