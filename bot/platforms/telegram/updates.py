"""Reads Telegram's updates: which are requests, who gives them, and what the words are. Pure; nothing is answered here."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Document,
    Message,
    MessageEntity,
    MessageOriginChannel,
    Update,
    User,
)
from telegram.constants import ChatID, ChatType

from bot.chat.command import Request
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.news import Language
from bot.platforms.telegram.directory import anonymous_admin, channel_author

ALLOWED = (Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""The kinds of update we ask for; edits are not among them."""

_KINDS: dict[str, ChatKind] = {ChatType.PRIVATE: ChatKind.PRIVATE, ChatType.CHANNEL: ChatKind.CHANNEL}
CHANNEL_COMMAND = "channel"
"""What a forwarded post of a channel asks for by itself."""
# What a link of ours has handed over: to set up a channel, perhaps the one of this handle or id.
_LINKED = re.compile(r"channel(?:-(?P<name>-?\w+))?", re.ASCII)
_ALWAYS_KNOWN = frozenset({"start", "help"})
_LONGEST = 3
"""Words of the longest command."""
_COMMAND = re.compile(r"/(?P<word>[^\s/@]+)(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?\Z", re.DOTALL)
# Keyboards for Arabic put a mark before a slash, so that it stands on the right side.
_EDGE_MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u202a\u202b\u202c\ufeff"


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours in a chat: the bot's id and user name, the generic command (``rasid``) and the words of all commands.

    Commands may be of several words.

    ``sees_all``: privacy mode is off, so that in groups the bot is shown every message.
    """

    id: int
    username: str
    generic: str
    commands: Collection[str] = ()
    sees_all: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and the message it came with: to reply to (a command) or to rewrite (a button).

    ``document``: what came with it, to be fetched. ``adrift``: the button's message is too old for Telegram to say which topic
    it stands in.
    """

    request: Request
    message: str
    document: Document | None = None
    adrift: bool = False


def asked(update: Update, ours: Ours) -> Asked | None:
    """The request in an update; None when it holds none for us."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, update.update_id)
    message = update.message or update.channel_post
    if message is None or message.is_automatic_forward:
        return None
    person = _author(message)
    words = CHANNEL_COMMAND if _shows_a_channel(message) else _words(message, ours)
    if person is None or words is None:
        return None
    language = message.from_user.language_code if message.from_user else None
    replied = message.reply_to_message if _is_reply(message) else None
    kind = kind_of(message.chat)
    request = Request(
        address=address_of(message),
        kind=kind,
        person=person,
        text=words,
        update=f"telegram:{update.update_id}",
        title=title_of(message.chat),
        language=Language.of(language or ""),
        menu=words is CHANNEL_COMMAND or _is_menu_word(message, ours),
        reply_to=_target(message, ours),
        replied=_author(replied) if replied is not None else None,
        mentioned=_mentioned(message),
        forwarded=_channel_behind(message) or (_channel_behind(replied) if replied is not None else ""),
        addressed_only=kind is ChatKind.GROUP and not ours.sees_all,
    )
    return Asked(request, str(message.message_id), message.document)


def _shows_a_channel(message: Message) -> bool:
    """Whether somebody forwards a channel's post in private, which is how channels are shown to bots."""
    return message.chat.type == ChatType.PRIVATE and message.document is None and bool(_channel_behind(message))


def _channel_behind(message: Message) -> str:
    """The id of the channel that a message was forwarded from; "" for none."""
    origin = message.forward_origin
    return str(origin.chat.id) if isinstance(origin, MessageOriginChannel) else ""


def _mentioned(message: Message) -> tuple[Person, ...]:
    """The people named without a user name; who a user name belongs to, bots cannot ask.

    Source: https://core.telegram.org/bots/api#messageentity (text_mention)
    """
    found = (*message.entities, *message.caption_entities)
    users = (each.user for each in found if each.type == MessageEntity.TEXT_MENTION and each.user is not None)
    return tuple(dict.fromkeys(_person(user) for user in users))


def address_of(message: Message) -> Address:
    """Where a message stands; the topic only where Telegram says that it is one."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Address(Platform.TELEGRAM, str(message.chat.id), "" if thread is None else str(thread))


def kind_of(chat: Chat) -> ChatKind:
    """Private, channel, or any kind of group."""
    return _KINDS.get(chat.type, ChatKind.GROUP)


def title_of(chat: Chat) -> str:
    """The chat's title, or the name of the person it is with."""
    return chat.title or chat.full_name or ""


def moved(message: Message) -> tuple[str, str] | None:
    """The old and new ids of a group that a service message says has become a supergroup."""
    if message.migrate_to_chat_id:
        return str(message.chat.id), str(message.migrate_to_chat_id)
    if message.migrate_from_chat_id:
        return str(message.migrate_from_chat_id), str(message.chat.id)
    return None


def reopened(message: Message) -> Address | None:
    """The topic that a service message says is open again."""
    return address_of(message) if message.forum_topic_reopened is not None else None


def shut_out(change: ChatMemberUpdated) -> str:
    """Why we cannot write to a chat after a change of our own standing there ("" when we can): see ``outcomes``' words."""
    member = change.new_chat_member
    private = change.chat.type == ChatType.PRIVATE
    if member.status in {ChatMember.BANNED, ChatMember.LEFT}:
        return "blocked" if private else "kicked" if member.status == ChatMember.BANNED else "not_member"
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return "no_rights"
    if change.chat.type == ChatType.CHANNEL and member.status == ChatMember.MEMBER:
        return "no_rights"
    return ""


def put_in_charge(change: ChatMemberUpdated, update_id: int) -> Asked | None:
    """Whoever made us an admin of a channel asks us to start there: posts in a channel show nobody who could open it to us."""
    rights = {ChatMember.ADMINISTRATOR}
    if change.chat.type != ChatType.CHANNEL or change.new_chat_member.status not in rights:
        return None
    if change.old_chat_member.status in rights:
        return None
    return _start(change, update_id)


def let_in(change: ChatMemberUpdated, update_id: int, *, sees_all: bool) -> Asked | None:
    """Whoever has added us to a group asks us to start there."""
    if kind_of(change.chat) is not ChatKind.GROUP or _inside(change.old_chat_member) or not _inside(change.new_chat_member):
        return None
    if shut_out(change):
        return None
    addressed_only = not sees_all and change.new_chat_member.status != ChatMember.ADMINISTRATOR
    return _start(change, update_id, addressed_only=addressed_only)


def _start(change: ChatMemberUpdated, update_id: int, *, addressed_only: bool = False) -> Asked:
    """Whoever has changed what we may do in a chat asks us to start there."""
    request = Request(
        address=Address(Platform.TELEGRAM, str(change.chat.id)),
        kind=kind_of(change.chat),
        person=_person(change.from_user),
        text="start",
        update=f"telegram:{update_id}",
        title=title_of(change.chat),
        language=Language.of(change.from_user.language_code or ""),
        addressed_only=addressed_only,
    )
    return Asked(request, "")


def _inside(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}


def _pressed(query: CallbackQuery, update_id: int) -> Asked | None:
    message = query.message
    if message is None or not query.data:
        return None
    # The library gives a message that Telegram shows no more of as one that was sent in 1970.
    seen = isinstance(message, Message) and message.date.timestamp() > 0
    request = Request(
        address=address_of(message) if isinstance(message, Message) else Address(Platform.TELEGRAM, str(message.chat.id)),
        kind=kind_of(message.chat),
        person=_person(query.from_user),
        text=query.data,
        update=f"telegram:{update_id}",
        title=title_of(message.chat),
        language=Language.of(query.from_user.language_code or ""),
        button=True,
    )
    return Asked(request, str(message.message_id), adrift=not seen and bool(message.chat.is_forum))


def _person(user: User) -> Person:
    return Person(Platform.TELEGRAM, str(user.id), user.full_name)


def _author(message: Message) -> Person | None:
    """Who wrote a message; None for other bots. A chat speaking in its own name has no person behind it to be seen."""
    channel = str(message.chat.id)
    if message.sender_chat is not None:
        title = title_of(message.sender_chat)
        if message.chat.type == ChatType.CHANNEL or message.sender_chat.id != message.chat.id:
            return Person(Platform.TELEGRAM, channel_author(str(message.sender_chat.id)), title)
        return Person(Platform.TELEGRAM, anonymous_admin(channel), title)
    user = message.from_user
    if user is None:
        return Person(Platform.TELEGRAM, channel_author(channel)) if message.chat.type == ChatType.CHANNEL else None
    if user.id == ChatID.ANONYMOUS_ADMIN:
        return Person(Platform.TELEGRAM, anonymous_admin(channel), user.full_name)
    return None if user.is_bot else _person(user)


def _words(message: Message, ours: Ours) -> str | None:
    """The command in a message's text; None when it is not for us."""
    if not message.text and message.document is None:
        return None
    text = _typed(message)
    command = _COMMAND.match(text)
    if command:
        return _command_words(command, message, ours)
    mention = re.compile(rf"(?<![\w/])@{re.escape(ours.username)}\b[:,،]?", re.IGNORECASE)
    if message.chat.type == ChatType.PRIVATE or mention.search(text) or _replies_to_us(message, ours):
        words = " ".join(mention.sub(" ", text, count=1).split(" ")).strip()
        # A document may stand for itself.
        return words if words or message.document is not None else None
    return None


def _is_menu_word(message: Message, ours: Ours) -> bool:
    """Whether the word of a command stands right behind the slash, where Telegram knows Latin letters only.

    Behind the generic command every language has its own words; alone it stands for help in none of them.
    Source: https://core.telegram.org/bots/api#botcommand
    """
    command = _COMMAND.match(_typed(message))
    if command is None or not command["word"].isascii():
        return False
    return command["word"].lower() != ours.generic or not (command["rest"] or "").strip()


def _typed(message: Message) -> str:
    return (message.text or message.caption or "").strip().strip(_EDGE_MARKS).strip()


def _command_words(command: re.Match[str], message: Message, ours: Ours) -> str | None:
    word, bot, rest = command["word"], command["bot"], (command["rest"] or "").strip()
    linked = _LINKED.fullmatch(rest) if word.lower() == "start" and message.chat.type == ChatType.PRIVATE else None
    if linked is not None:
        named = linked["name"] or ""
        return f"{CHANNEL_COMMAND} {named if named.startswith('-') else f'@{named}' if named else ''}".strip()
    if bot and bot.lower() != ours.username.lower():
        return None
    if word.lower() == ours.generic:
        return rest or "help"
    elsewhere = message.chat.type != ChatType.PRIVATE and not bot
    if elsewhere and word.isascii() and ours.commands and not _is_known(f"{word} {rest}", ours):
        # Likely another bot's command.
        return None
    return f"{word} {rest}".strip()


def _is_known(text: str, ours: Ours) -> bool:
    """Whether a text begins with the word or words of a command."""
    words = text.lower().split()
    heads = {" ".join(words[:count]) for count in range(1, _LONGEST + 1)}
    return not heads.isdisjoint(ours.commands) or not heads.isdisjoint(_ALWAYS_KNOWN)


def _replies_to_us(message: Message, ours: Ours) -> bool:
    replied = message.reply_to_message
    if replied is None or not _is_reply(message):
        return False
    return replied.from_user is not None and replied.from_user.id == ours.id


def _target(message: Message, ours: Ours) -> str:
    """The id of the message of ours that this one answers; "" for none. In a channel ours are the channel's, like all."""
    replied = message.reply_to_message
    answered = replied is not None and (message.chat.type == ChatType.CHANNEL or _replies_to_us(message, ours))
    return str(replied.message_id) if replied is not None and answered else ""


def _is_reply(message: Message) -> bool:
    """Whether it answers a message: every message of a topic counts as a reply to the one that opened it."""
    return message.reply_to_message is not None and message.reply_to_message.forum_topic_created is None
