"""The Bot API's methods as the fake carries them out: checks, effects and answers on a ``World``; no HTTP.

Source of the descriptions of errors: core.telegram.org/bots/api and what the API server is known to answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes import telegram_files as files
from tests.fakes import telegram_markup as markup
from tests.fakes.telegram_world import BOT_ID, Room, Shown, World

Params = Mapping[str, Any]


class ApiError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def carry_out(world: World, method: str, params: Params) -> Any:
    """The result of a method; raises ApiError."""
    known = METHODS.get(method.lower())
    if known is None:
        raise ApiError(404, "Not Found: method not found")
    return known(world, params)


def chat_id(params: Params) -> int | None:
    """The chat that a call is about, if any."""
    given = str(params.get("chat_id", ""))
    return int(given) if re.fullmatch(r"-?\d+", given) else None


def decoded(params: Params, name: str) -> Any:
    """A parameter that may come as JSON text."""
    given = params.get(name)
    return json.loads(given) if isinstance(given, str) and given else given


def _flag(params: Params, name: str) -> bool:
    return str(params.get(name, "")).lower() in ("true", "1")


def _room(world: World, params: Params) -> Room:
    handle = str(params.get("chat_id", "")).removeprefix("@").lower()
    room = world.rooms.get(chat_id(params) or 0) or next(
        (room for room in world.rooms.values() if handle and room.username.lower() == handle), None
    )
    if room is None:
        raise bad("chat not found")
    if room.moved_to is not None:
        parameters = {"migrate_to_chat_id": room.moved_to}
        raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", parameters)
    if room.gone:
        raise ApiError(403, f"Forbidden: {room.gone}")
    return room


def _text(params: Params, *, needed: bool = True) -> tuple[str, list[dict[str, Any]]]:
    source = str(params.get("text", ""))
    if not source and not needed:
        return "", []
    if not source:
        raise bad("message text is empty")
    entities: tuple[markup.Entity, ...] = ()
    text = source
    if params.get("parse_mode"):
        if str(params["parse_mode"]).upper() != "HTML":
            raise bad("unsupported parse_mode")
        try:
            text, entities = markup.parse_html(source)
        except markup.MarkupError as trouble:
            raise bad(f"can't parse entities: {trouble}") from trouble
    text = markup.clean(text)
    if markup.is_blank(text):
        raise bad("text must be non-empty")
    if markup.utf16(text) > markup.TEXT_LIMIT:
        raise bad("message is too long")
    if len(entities) > markup.ENTITY_LIMIT:
        raise bad("ENTITIES_TOO_LONG")
    return text.rstrip(), [entity.as_json() for entity in entities]


def _buttons(params: Params) -> list[list[tuple[str, str]]]:
    rows = (decoded(params, "reply_markup") or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad("can't parse inline keyboard button: text must be non-empty")
        if ("url" in button) == ("callback_data" in button):
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if "url" in button and not re.match(r"(?:https?|tg)://[^\s]+\Z", button["url"]):
            raise bad("BUTTON_URL_INVALID")
        if "url" not in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    return [[(button["text"], button.get("url") or button["callback_data"]) for button in row] for row in rows]


def _thread(room: Room, params: Params) -> int | None:
    given = params.get("message_thread_id")
    if given is None:
        return None
    thread = int(given)
    if thread in room.closed_topics:
        raise bad("TOPIC_CLOSED")
    if not room.forum or thread not in room.topics:
        raise bad("message thread not found")
    return thread


def _replied(world: World, room: Room, params: Params) -> int | None:
    reply = decoded(params, "reply_parameters")
    if not reply:
        return None
    target = world.messages.get((room.id, int(reply["message_id"])))
    if target is not None and not target.deleted:
        return target.id
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def _preview(params: Params) -> bool:
    return not (decoded(params, "link_preview_options") or {}).get("is_disabled", False)


def _allowed(world: World, params: Params, what: str) -> None:
    """Raises unless the bot may send ``what`` there: the group forbids it to members, or the bot itself is held back."""
    room = _room(world, params)
    right = {"photos": "can_send_photos", "documents": "can_send_documents"}.get(what, "can_send_messages")
    held_back = room.bot == "restricted" and not room.rights.get(BOT_ID, {}).get(right, True)
    if held_back or (what in room.forbids and room.bot != "administrator"):
        raise bad(f"not enough rights to send {what} to the chat")


def send_message(world: World, params: Params) -> Any:
    _allowed(world, params, "text messages")
    return world.message_json(_post(world, params))


def send_photo(world: World, params: Params) -> Any:
    _allowed(world, params, "photos")
    return world.message_json(files.send(world, params, "photo", _captioned(world, params), bad))


def send_document(world: World, params: Params) -> Any:
    _allowed(world, params, "documents")
    return world.message_json(files.send(world, params, "document", _captioned(world, params), bad))


def get_file(world: World, params: Params) -> Any:
    return files.get_file(world, params, bad)


def _captioned(world: World, params: Params) -> Callable[[str], Shown]:
    return lambda caption: _post(world, {**params, "text": caption}, needed=False)


def _post(world: World, params: Params, *, needed: bool = True) -> Shown:
    room = _room(world, params)
    text, entities = _text(params, needed=needed)
    return world.new_message(
        room.id,
        text,
        html=str(params["text"]) if params.get("parse_mode") else "",
        entities=entities,
        buttons=_buttons(params),
        thread=_thread(room, params),
        reply_to=_replied(world, room, params),
        silent=_flag(params, "disable_notification"),
        preview=_preview(params),
    )


def _target(world: World, params: Params, doing: str) -> Shown:
    room = _room(world, params)
    message = world.messages.get((room.id, int(params.get("message_id", 0))))
    if message is None or message.deleted:
        raise bad(f"message to {doing} not found")
    return message


def edit_message_text(world: World, params: Params) -> Any:
    message = _target(world, params, "edit")
    if not message.by_bot or message.old:
        raise bad("message can't be edited")
    if message.file:
        raise bad("there is no text in the message to edit")
    text, entities = _text(params)
    buttons = _buttons(params)
    if (text, entities, buttons) == (message.text, message.entities, message.buttons):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content "
            "and reply markup of the message"
        )
    message.edits.append(message.text)
    message.text, message.entities, message.buttons = text, entities, buttons
    message.html = str(params["text"]) if params.get("parse_mode") else ""
    message.preview = _preview(params)
    return world.message_json(message)


def delete_message(world: World, params: Params) -> bool:
    message = _target(world, params, "delete")
    if message.old:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    query = str(params.get("callback_query_id", ""))
    if query not in world.queries:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if world.queries[query] is not None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(str(params.get("text") or "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    world.queries[query] = str(params.get("text") or "")
    return True


def get_chat(world: World, params: Params) -> Any:
    accepted = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return _room(world, params).as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": accepted,
    }


def get_chat_member(world: World, params: Params) -> Any:
    room = _room(world, params)
    user = int(params.get("user_id", 0))
    if room.type == "channel" and room.bot not in ("", "administrator"):
        raise bad("member list is inaccessible")
    if user not in room.admins and user not in room.members and user != BOT_ID:
        raise bad("user not found")
    return world.member_json(room, user, (room.bot or "member") if user == BOT_ID else "")


def get_chat_administrators(world: World, params: Params) -> Any:
    room = _room(world, params)
    if room.type == "private":
        raise bad("there are no administrators in the private chat")
    return [world.member_json(room, user) for user in sorted(room.admins)]


def send_chat_action(world: World, params: Params) -> bool:
    _thread(_room(world, params), params)
    return True


def get_me(world: World, _params: Params) -> Any:
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.sees_all,
        "supports_inline_queries": False,
    }


METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "getfile": get_file,
    "editmessagetext": edit_message_text,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "sendchataction": send_chat_action,
}
