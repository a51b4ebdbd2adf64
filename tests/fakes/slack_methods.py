"""Slack's Web API methods as far as the bot uses them, acting on a ``World``; each returns its answer or raises ``Refused``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.slack_blocks import UPDATE_TEXT, Refused, check_message, is_rich
from tests.fakes.slack_files import complete_upload, file_info, upload_address
from tests.fakes.slack_views import open_view, publish_view, update_view
from tests.fakes.slack_world import APP, BOT, BOT_USER, TEAM, Message, World

Arguments = dict[str, Any]
Method = Callable[[World, Arguments], dict[str, Any]]
METADATA = 8_000


def auth_test(_world: World, _arguments: Arguments) -> dict[str, Any]:
    return {
        "url": "https://news.slack.com/",
        "team": "News",
        "team_id": TEAM,
        "user": "rasid",
        "user_id": BOT_USER,
        "bot_id": BOT,
    }


def post_message(world: World, arguments: Arguments) -> dict[str, Any]:
    _check_manners(arguments, unfurl=True)
    channel = world.may_post(_text(arguments, "channel"))
    blocks, text = arguments.get("blocks") or [], _text(arguments, "text")
    check_message(blocks, text)
    thread, broadcast = _text(arguments, "thread_ts"), bool(arguments.get("reply_broadcast"))
    if thread:
        _root(world, channel.id, thread)
    message = world.post(
        Message(channel.id, world.stamp(), BOT_USER, text, blocks, thread, broadcast, _metadata(arguments.get("metadata")))
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(metadata=True)}


def update(world: World, arguments: Arguments) -> dict[str, Any]:
    _check_manners(arguments, unfurl=False)
    channel = world.may_post(_text(arguments, "channel"))
    message = world.message(channel.id, _text(arguments, "ts"))
    if message.user != BOT_USER:
        raise Refused("cant_update_message")
    blocks, text = arguments.get("blocks") or [], _text(arguments, "text")
    check_message(blocks, text, limit=UPDATE_TEXT)
    if message.blocks and is_rich(message.blocks) != is_rich(blocks):
        raise Refused("block_mismatch")
    message.edits.append(message.plain)
    message.blocks, message.text = blocks, text
    if "metadata" in arguments:
        message.metadata = _metadata(arguments["metadata"])
    return {"channel": channel.id, "ts": message.ts, "text": text}


def post_ephemeral(world: World, arguments: Arguments) -> dict[str, Any]:
    _check_manners(arguments, unfurl=False)
    channel = world.may_post(_text(arguments, "channel"))
    user = _text(arguments, "user")
    if user not in world.users:
        raise Refused("user_not_in_channel")
    blocks, text = arguments.get("blocks") or [], _text(arguments, "text")
    check_message(blocks, text)
    thread = _text(arguments, "thread_ts")
    message = world.post(Message(channel.id, world.stamp(), BOT_USER, text, blocks, thread, only_for=user))
    return {"message_ts": message.ts}


def history(world: World, arguments: Arguments) -> dict[str, Any]:
    channel = world.may_read(_text(arguments, "channel"))
    newest_first = [m for m in reversed(world.visible(channel.id)) if not m.only_for]
    return _page(newest_first, arguments, 100)


def replies(world: World, arguments: Arguments) -> dict[str, Any]:
    channel = world.may_read(_text(arguments, "channel"))
    try:
        root = world.message(channel.id, _text(arguments, "ts"))
    except Refused:
        raise Refused("thread_not_found") from None
    members = [m for m in world.visible(channel.id, thread=root.ts) if m.thread_ts == root.ts]
    return _page([root, *members], arguments, 1_000, keep=root)


def channel_info(world: World, arguments: Arguments) -> dict[str, Any]:
    channel = world.channel(_text(arguments, "channel"))
    world.need("im:read" if channel.partner else "groups:read" if channel.private else "channels:read")
    if channel.private and not channel.member:
        raise Refused("channel_not_found")
    return {"channel": channel.as_json()}


def channel_members(world: World, arguments: Arguments) -> dict[str, Any]:
    people = world.inside(_text(arguments, "channel"))
    limit, start = int(arguments.get("limit") or 100), int(str(arguments.get("cursor") or "from:0").removeprefix("from:"))
    if not 0 < limit < 1_000:
        raise Refused("invalid_limit")
    # Slack may give fewer than were asked for, though more follow.
    end = start + min(limit, world.members_page)
    return {"members": people[start:end], "response_metadata": {"next_cursor": f"from:{end}" if len(people) > end else ""}}


def open_direct(world: World, arguments: Arguments) -> dict[str, Any]:
    world.need("im:write")
    user = _text(arguments, "users")
    if user not in world.users:
        raise Refused("user_not_found")
    if world.users[user].deleted:
        raise Refused("user_disabled")
    for channel in world.channels.values():
        if channel.partner == user:
            return {"channel": {"id": channel.id}, "already_open": True}
    return {"channel": {"id": world.add_channel(f"D{world.number():04d}{user}", partner=user).id}}


def user_info(world: World, arguments: Arguments) -> dict[str, Any]:
    world.need("users:read")
    user = world.users.get(_text(arguments, "user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.as_json(locale=_is_true(arguments.get("include_locale")))}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": channel_info,
    "conversations.members": channel_members,
    "conversations.open": open_direct,
    "users.info": user_info,
    "files.getUploadURLExternal": upload_address,
    "files.completeUploadExternal": complete_upload,
    "files.info": file_info,
    "views.open": open_view,
    "views.publish": publish_view,
    "views.update": update_view,
}
FORM_ONLY = frozenset({
    "users.info", "conversations.history", "conversations.replies", "conversations.info", "conversations.members",
    "files.info", "files.getUploadURLExternal",
})  # fmt: skip


def respond(world: World, asked: dict[str, Any], body: Arguments) -> None:
    """A post to a response_url that was given for ``asked`` (channel, user, message_ts, uses left)."""
    if asked["uses"] <= 0:
        raise Refused("used_url")
    asked["uses"] -= 1
    blocks, text = body.get("blocks") or [], str(body.get("text") or "")
    check_message(blocks, text)
    if body.get("replace_original") and asked.get("message_ts"):
        for message in world.messages:
            if message.channel == asked["channel"] and message.ts == asked["message_ts"]:
                message.edits.append(message.plain)
                message.blocks, message.text = blocks, text
                return
        raise Refused("message_not_found")
    only_for = "" if body.get("response_type") == "in_channel" else asked["user"]
    thread = str(body.get("thread_ts") or "")
    world.post(Message(asked["channel"], world.stamp(), BOT_USER, text, blocks, thread, only_for=only_for))


def _page(messages: list[Message], arguments: Arguments, default: int, keep: Message | None = None) -> dict[str, Any]:
    oldest = float(arguments.get("oldest") or 0)
    limit = min(int(arguments.get("limit") or default), 999)
    start = int(str(arguments.get("cursor") or "from:0").removeprefix("from:"))
    found = [m for m in messages if m is keep or float(m.ts) >= oldest]
    page = found[start : start + limit]
    more = len(found) > start + limit
    told = [message.as_json(metadata=_is_true(arguments.get("include_all_metadata"))) for message in page]
    cursor = f"from:{start + limit}" if more else ""
    return {"messages": told, "has_more": more, "response_metadata": {"next_cursor": cursor}}


def _root(world: World, channel: str, ts: str) -> None:
    try:
        world.message(channel, ts)
    except Refused:
        raise Refused("thread_not_found") from None


def _check_manners(arguments: Arguments, *, unfurl: bool) -> None:
    """What this house always says: whether to unfurl, and no names turned into mentions."""
    if unfurl and not all(isinstance(arguments.get(name), bool) for name in ("unfurl_links", "unfurl_media")):
        raise Refused("invalid_arguments", "whether to unfurl was not said")
    if arguments.get("link_names") is not False:
        raise Refused("invalid_arguments", "link_names was not switched off")


def _metadata(metadata: Any) -> dict[str, Any] | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not re.fullmatch(r"\w+", str(metadata.get("event_type", ""))):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA:
        raise Refused("metadata_too_large")
    return metadata or None


def _text(arguments: Arguments, name: str) -> str:
    return str(arguments.get(name) or "")


def _is_true(value: Any) -> bool:
    return value in {True, "1", "true", "True"}


__all__ = ["APP", "FORM_ONLY", "METHODS", "Refused", "respond"]
