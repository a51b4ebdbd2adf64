"""What the Bot API lets a bot say of itself: menus, descriptions, webhooks; the further methods of the fake.

``carry_out`` knows all methods, these and those of ``telegram_methods``.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram_methods import METHODS, ApiError, Params, bad, carry_out, chat_id, decoded
from tests.fakes.telegram_world import World

__all__ = ["ApiError", "carry_out", "chat_id", "decoded"]

PORTS = (443, 80, 88, 8443)
LANGUAGES = ("", "ar", "en")
WHOLE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
ONE_CHAT = ("chat", "chat_administrators", "chat_member")
KINDS = ("message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member", "chat_member")


def _scope(world: World, params: Params) -> tuple[str, str]:
    """The scope that is meant, with its chat if it has one, and the language."""
    scope = decoded(params, "scope") or {"type": "default"}
    language = str(params.get("language_code") or "")
    if language not in LANGUAGES:
        raise bad("LANG_CODE_INVALID")
    if scope["type"] in WHOLE:
        return scope["type"], language
    if scope["type"] not in ONE_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    room = world.rooms.get(chat_id(scope) or 0)
    if room is None:
        raise bad("chat not found")
    if scope["type"] != "chat" and room.type == "private":
        raise bad("can't use specified scope in private chats")
    if room.type == "channel":
        raise bad("can't change commands in channel chats")
    return f"{scope['type']} {room.id}", language


def set_my_commands(world: World, params: Params) -> bool:
    given = decoded(params, "commands") or []
    if len(given) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in given:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, params)] = [(command["command"], command["description"]) for command in given]
    return True


def get_my_commands(world: World, params: Params) -> Any:
    return [{"command": name, "description": words} for name, words in world.commands.get(_scope(world, params), [])]


def delete_my_commands(world: World, params: Params) -> bool:
    world.commands.pop(_scope(world, params), None)
    return True


def _describe(kind: str, limit: int) -> Any:
    def describe(world: World, params: Params) -> bool:
        words, language = str(params.get(kind, "")), str(params.get("language_code") or "")
        if len(words) > limit:
            raise bad(f"BOT_{kind.upper()}_TOO_LONG")
        if language not in LANGUAGES:
            raise bad("LANG_CODE_INVALID")
        world.descriptions[f"{kind} {language}".strip()] = words
        return True

    return describe


def set_webhook(world: World, params: Params) -> bool:
    url, secret = str(params.get("url", "")), str(params.get("secret_token") or "")
    parts = urlsplit(url)
    if url and parts.scheme != "https" and parts.hostname != "127.0.0.1":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    kinds = decoded(params, "allowed_updates") or []
    if set(kinds) - set(KINDS):
        raise bad("can't parse allowed updates")
    world.webhook, world.webhook_secret, world.webhook_kinds = url, secret, tuple(kinds)
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = ""
    if str(params.get("drop_pending_updates", "")).lower() in ("true", "1"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _params: Params) -> Any:
    waiting = {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": len(world.updates)}
    return waiting | ({"last_error_message": world.webhook_error} if world.webhook_error else {})


METHODS.update(
    {
        "setmycommands": set_my_commands,
        "getmycommands": get_my_commands,
        "deletemycommands": delete_my_commands,
        "setmydescription": _describe("description", 512),
        "setmyshortdescription": _describe("short_description", 120),
        "setwebhook": set_webhook,
        "deletewebhook": delete_webhook,
        "getwebhookinfo": get_webhook_info,
    }
)
