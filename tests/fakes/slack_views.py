"""Slack's views: what it lets through as a Home or a modal, trigger ids that live three seconds and once, and hashes."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from tests.fakes.slack_blocks import HOME_BLOCKS, Refused, check_blocks, check_input
from tests.fakes.slack_world import World

VIEW_BYTES = 250_000
TITLE = 24
METADATA = 3_000
CALLBACK = 255
TRIGGER_SECONDS = 3.0

Arguments = dict[str, Any]


def publish_view(world: World, arguments: Arguments) -> dict[str, Any]:
    user = str(arguments.get("user_id") or "")
    if user not in world.users:
        raise Refused("user_not_found")
    view = _checked(arguments, "home")
    held = world.homes.get(user)
    version = str(arguments.get("hash") or "")
    if version and held is not None and version != held["hash"]:
        raise Refused("hash_conflict")
    world.homes[user] = _stored(world, view, id=held["id"] if held else f"V{world.number()}")
    return {"view": world.homes[user]}


def open_view(world: World, arguments: Arguments) -> dict[str, Any]:
    user = _spent(world, str(arguments.get("trigger_id") or ""))
    view = _stored(world, _checked(arguments, "modal"), id=f"V{world.number()}")
    world.modals[view["id"]] = {**view, "user": user}
    return {"view": view}


def update_view(world: World, arguments: Arguments) -> dict[str, Any]:
    held = world.modals.get(str(arguments.get("view_id") or ""))
    if held is None:
        raise Refused("not_found", "no such view, or it was closed")
    if arguments.get("hash") and arguments["hash"] != held["hash"]:
        raise Refused("hash_conflict")
    world.modals[held["id"]] = {**_stored(world, _checked(arguments, "modal"), id=held["id"]), "user": held["user"]}
    return {"view": world.modals[held["id"]]}


def answered(world: World, view_id: str, answer: Any) -> None:
    """What the answer to a form does to it: closed, replaced, or shown with errors."""
    held = world.modals[view_id]
    action = (answer or {}).get("response_action") if isinstance(answer, dict) else None
    if action == "errors":
        known = {block.get("block_id") for block in held["blocks"] if block["type"] == "input"}
        if not answer["errors"] or not set(answer["errors"]) <= known:
            raise Refused("invalid_arguments", "errors for fields that are not there")
        held["errors"] = answer["errors"]
    elif action == "update":
        view = _checked({"view": answer["view"]}, "modal")
        world.modals[view_id] = {**_stored(world, view, id=view_id), "user": held["user"]}
    else:
        del world.modals[view_id]


def _checked(arguments: Arguments, kind: str) -> dict[str, Any]:
    view = arguments.get("view") or {}
    if view.get("type") != kind or len(json.dumps(view).encode()) > VIEW_BYTES:
        raise Refused("invalid_arguments", "the view's type or size")
    if len(view.get("private_metadata", "")) > METADATA or len(view.get("callback_id", "")) > CALLBACK:
        raise Refused("invalid_arguments", "too much for the bot itself")
    blocks = view.get("blocks") or []
    inputs = [block for block in blocks if block.get("type") == "input"]
    if kind == "modal":
        for name in ("title", "submit", "close"):
            _check_title(view.get(name), needed=name == "title" or (name == "submit" and bool(inputs)))
    elif set(view) - {"type", "blocks", "private_metadata", "callback_id", "external_id"}:
        raise Refused("invalid_arguments", "keys that a Home has not")
    if not blocks:
        raise Refused("invalid_arguments", "no blocks")
    for block in inputs:
        check_input(block)
    check_blocks([block for block in blocks if block not in inputs], most=HOME_BLOCKS - len(inputs), total=VIEW_BYTES)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        raise Refused("invalid_blocks", "a block_id twice")
    return dict(view)


def _check_title(text: Any, *, needed: bool) -> None:
    if text is None and not needed:
        return
    if not isinstance(text, dict) or text.get("type") != "plain_text" or not 0 < len(text.get("text", "")) <= TITLE:
        raise Refused("invalid_arguments", "a title or button of a modal")


def _stored(world: World, view: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**view, "hash": f"{world.number()}.hash", "state": {"values": {}}, **more}


def _spent(world: World, trigger: str) -> str:
    """Whose trigger it was; it is good once, and for three seconds."""
    if not re.fullmatch(r"[\d.a-z]+", trigger):
        raise Refused("invalid_trigger_id")
    given = world.triggers.pop(trigger, None)
    if given is None:
        raise Refused("exchanged_trigger_id")
    user, at = given
    if time.monotonic() - at > TRIGGER_SECONDS:
        raise Refused("expired_trigger_id")
    return user


def shown(view: dict[str, Any]) -> list[str]:
    """Every text of a view, in order: titles, labels, hints, options, what stands in fields."""
    return list(_texts(view))


def _texts(thing: Any) -> Any:
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str) and thing.get("type") in {"plain_text", "mrkdwn", "text", "link"}:
            yield thing["text"]
            return
        for key, value in thing.items():
            if key.startswith("initial_") and isinstance(value, str):
                yield value
            yield from _texts(value)
    elif isinstance(thing, list):
        for item in thing:
            yield from _texts(item)
