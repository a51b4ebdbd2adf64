"""The chats, people and messages of the fake Telegram, and the updates that they cause.

What the Bot API's methods check and answer stands in ``telegram_methods``, the server in ``telegram_server``.
"""

from __future__ import annotations

import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.fakes.telegram_markup import utf16

BOT_ID = 123456
ANONYMOUS_ADMIN = 1087968824
CHANNEL_BOT = 136817688
REACH_SECONDS = 48 * 3600
MEMBER_FLAGS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "is_member",
    "can_pin_messages",
    "can_send_messages",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_manage_topics",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_edit_tag",
    "can_react_to_messages",
)


@dataclass
class Shown:
    """A message as its chat shows it now. ``edits`` are the earlier texts, oldest first; ``buttons`` rows of (label, data).

    ``file``: the name of the file that it shows, its text then the caption; ``picture``: that is a photo; ``at``: when it was
    sent, seconds since 1970.
    """

    chat: int
    id: int
    text: str
    html: str = ""
    buttons: list[list[tuple[str, str]]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    reply_to: int | None = None
    thread: int | None = None
    silent: bool = False
    preview: bool = True
    by_bot: bool = True
    deleted: bool = False
    edits: list[str] = field(default_factory=list)
    file: str = ""
    picture: bool = False
    at: float = field(default_factory=time.time)

    @property
    def old(self) -> bool:
        """Whether it is out of a bot's reach: older than 48 hours."""
        return time.time() - self.at > REACH_SECONDS

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Room:
    """A chat. ``gone``: the description of the 403 that every call to it gets; ``members``: statuses by user id.

    ``bot``: the bot's own status ("" for an ordinary member); ``rights``: what somebody may or may not, by user id.
    ``forbids``: what ordinary members may not send: ``photos``, ``documents``, ``text messages``.
    """

    id: int
    type: str
    title: str
    forum: bool = False
    admins: set[int] = field(default_factory=set)
    members: dict[int, str] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    closed_topics: set[int] = field(default_factory=set)
    gone: str = ""
    moved_to: int | None = None
    username: str = ""
    bot: str = ""
    rights: dict[int, dict[str, bool]] = field(default_factory=dict)
    forbids: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title} | ({"is_forum": True} if self.forum else {})


class World:
    """Everything that the fake server knows; tests move it, the bot sees it through the API."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.rooms: dict[int, Room] = {}
        self.messages: dict[tuple[int, int], Shown] = {}
        self.updates: list[dict[str, Any]] = []
        self.repeated: list[dict[str, Any]] = []
        self.history: dict[int, dict[str, Any]] = {}
        self.queries: dict[str, str | None] = {}
        self.commands: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.descriptions: dict[str, str] = {}
        self.webhook = ""
        self.webhook_secret = ""
        self.webhook_kinds: tuple[str, ...] = ()
        self.webhook_error = ""
        self.sees_all = False
        # What the bot has sent, by chat and message, and what people have, by file id.
        self.uploads: dict[tuple[int, int], Any] = {}
        self.documents: dict[str, Any] = {}
        self.last_message = 100
        self.last_update = 5000

    # -- chats --

    def add_chat(
        self, chat: int, title: str = "Layla", *, kind: str = "", forum: bool = False, admins: set[int] | None = None
    ) -> Room:
        """A chat with the bot in it; the type follows from the id unless given (negative: a supergroup)."""
        room = Room(chat, kind or ("private" if chat > 0 else "supergroup"), title, forum=forum, admins=set(admins or ()))
        return self.rooms.setdefault(chat, room)

    def shown(self, chat: int, *, everyone: bool = False) -> list[Shown]:
        """What the chat shows now, oldest first: the bot's messages, or those of everyone."""
        found = [message for message in self.messages.values() if message.chat == chat and not message.deleted]
        return [message for message in found if everyone or message.by_bot]

    def new_message(self, chat: int, text: str, **what: Any) -> Shown:
        self.last_message += 1
        message = Shown(chat, self.last_message, text, **what)
        self.messages[chat, message.id] = message
        return message

    def message_json(self, message: Shown) -> dict[str, Any]:
        """The message as the API describes it."""
        room = self.rooms[message.chat]
        described: dict[str, Any] = {"message_id": message.id, "date": int(message.at), "chat": room.as_json()}
        if message.by_bot:
            described["from"] = self.bot_user()
        described |= self._said(message)
        if message.thread is not None:
            described |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.edits:
            described["edit_date"] = int(time.time())
        return described

    def _said(self, message: Shown) -> dict[str, Any]:
        marked = {"entities": message.entities} if message.entities else {}
        if not message.file:
            return {"text": message.text} | marked
        file = {"file_id": f"f{message.id}", "file_unique_id": f"f{message.id}"}
        shown: dict[str, Any] = {"document": file | {"file_name": message.file}}
        if message.picture:
            shown = {"photo": [file | {"width": 1200, "height": 675}]}
        return shown | ({"caption": message.text} if message.text else {}) | {f"caption_{key}": marked[key] for key in marked}

    def bot_user(self) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Rasid", "username": self.username}

    # -- updates --

    def push(self, **update: Any) -> int:
        """Queues a raw update (``message={…}``); returns its id."""
        self.last_update += 1
        whole = {"update_id": self.last_update, **update}
        self.updates.append(whole)
        self.history[self.last_update] = whole
        return self.last_update

    def repeat(self, update_id: int) -> None:
        """Delivers an update again, as after a stop in which its confirmation was lost."""
        self.repeated.append(self.history[update_id])

    def say(
        self,
        chat: int,
        text: str,
        *,
        user: int = 0,
        name: str = "Layla",
        language: str = "en",
        thread: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
        **more: Any,
    ) -> int:
        """Somebody writes; in a private chat the person is the chat. ``anonymous``: as a group's hidden administrator."""
        room = self.add_chat(chat)
        message = self.new_message(chat, text, thread=thread, reply_to=reply_to, by_bot=False, entities=self._entities(text))
        described = self.message_json(message)
        if room.type != "channel":
            described["from"] = person(user or abs(chat), name, language)
        if anonymous:
            described["from"] = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
            described["sender_chat"] = room.as_json()
        if room.type == "channel":
            described["sender_chat"] = room.as_json()
        replied = self.messages.get((chat, reply_to)) if reply_to else None
        if replied:
            described["reply_to_message"] = self.message_json(replied)
        return self.push(**{"channel_post" if room.type == "channel" else "message": described | more})

    def press(self, message: Shown, data: str, *, user: int = 0, name: str = "Layla", language: str = "en") -> int:
        """Somebody presses a button of a message; of an old one the bot is shown no more than where it stands."""
        query = f"q{self.last_update + 1}"
        self.queries[query] = None
        described = self.message_json(message)
        if message.old:
            described = {"message_id": message.id, "date": 0, "chat": described["chat"]}
        who = person(user or abs(message.chat), name, language)
        return self.push(callback_query={"id": query, "from": who, "chat_instance": "1", "data": data, "message": described})

    def edit_by_user(self, chat: int, text: str, user: int = 0) -> int:
        """Somebody edits a message of theirs."""
        message = self.new_message(chat, text, by_bot=False)
        described = self.message_json(message) | {
            "from": person(user or abs(chat), "Layla", "en"),
            "edit_date": int(time.time()),
        }
        return self.push(edited_message=described)

    def membership(self, chat: int, status: str, *, user: int = 0, was: str = "", **rights: Any) -> int:
        """The bot's own standing in a chat changes: member, administrator, restricted, left or kicked; ``was``: so far."""
        room = self.add_chat(chat)
        before = was or room.bot or ("member" if status in ("left", "kicked") else "left")
        old = self.member_json(room, BOT_ID, before)
        room.bot, room.rights[BOT_ID] = status, rights
        new = self.member_json(room, BOT_ID, status)
        change = {"chat": room.as_json(), "from": person(user or abs(chat), "Layla", "en"), "date": int(time.time())}
        return self.push(my_chat_member=change | {"old_chat_member": old, "new_chat_member": new})

    def migrate(self, old: int, new: int) -> int:
        """A group becomes a supergroup with another id: the old one says so, and answers no more."""
        room = self.add_chat(old, kind="group")
        room.moved_to = new
        self.add_chat(new, room.title, kind="supergroup", admins=room.admins)
        described = {"message_id": 1, "date": int(time.time()), "chat": {"id": old, "type": "group", "title": room.title}}
        return self.push(message=described | {"from": person(1, "Layla", "en"), "migrate_to_chat_id": new})

    def member_json(self, room: Room, user: int, status: str = "") -> dict[str, Any]:
        known = status or ("administrator" if user in room.admins else room.members.get(user, "left"))
        rights = room.rights.get(user, {})
        who = self.bot_user() if user == BOT_ID else person(user, "Layla", "en")
        return (
            {"status": known, "user": who, "until_date": 0}
            | dict.fromkeys(MEMBER_FLAGS, True)
            | {"is_anonymous": False}
            | rights
        )

    def _entities(self, text: str) -> list[dict[str, Any]]:
        patterns = ((r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?", "bot_command"), (r"(?<![\w/])@\w{4,32}", "mention"))
        return [
            {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
            for pattern, kind in patterns
            for match in re.finditer(pattern, text)
        ]


def person(user: int, name: str, language: str) -> dict[str, Any]:
    """A user as the API describes one."""
    return {"id": user, "is_bot": False, "first_name": name, "language_code": language}
