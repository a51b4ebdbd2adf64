"""The words of help: what there is to say to the bot, and everything on one command."""

from __future__ import annotations

from bot.chat.command import ORDER, Call, Caller, Desk, meaning, unquoted
from bot.chat.saying import bullets, example, line, say, small, title, typed, usage
from bot.model.message import Block, Isolate, Line, Message, Piece

WAYS = {
    "watch": ("word", "phrase", "exact", "without", "also", "either", "title", "lang", "from"),
    "mute": ("story", "source", "until", "always"),
}
"""The ways to say what is meant that help on a command shows, in this order."""

FAMILIES = {
    "watch": ("confirm",),
    "watches": ("severity", "edit", "route"),
    "spellings": ("switch", "examples", "names"),
    "settings": ("setting", "timezone", "quiet", "digest", "style", "previews", "digits"),
    "names": ("name", "name_remove"),
    "why": ("apart", "off"),
    "mute": ("mutes", "unmute"),
    "feeds": (
        "feed_add",
        "feed_check",
        "feed_remove",
        "feed_pause",
        "feed_resume",
        "feed_text",
        "feed_import",
        "feed_export",
        "feed_release",
        "feed_drop",
        "feed_assign",
    ),
    "deliveries": ("delivery_show", "drop", "retry"),
    "roles": ("role_grant", "role_revoke", "access", "claim"),
    "channel": ("use",),
    "export": ("import", "forget"),
    "status": ("health", "deliveries", "audit", "handover"),
    "pause": ("resume",),
    "latest": ("story",),
    "health": ("backup",),
    "access": ("invite", "invites", "invite_revoke", "join", "chats", "chat_close", "chat_open", "quota"),
}
"""The commands that are listed under another one, so that the list of all fits one message on every platform."""

_OF_PLACES = frozenset({"channel"})
"""The commands for platforms on which channels have to be set up."""

LISTED_ELSEWHERE = frozenset(name for family in FAMILIES.values() for name in family)
"""The commands that the list of all leaves to another one's."""


async def show_help(call: Call, caller: Caller, desk: Desk) -> Message:
    """The commands with what they do and where the others are listed, or everything on the one that is named."""
    del caller
    if call.argument:
        return _help_on(call, desk)
    items = [
        line(call, desk, "help.item", command=example(call, desk, name), about=_about(call, desk, name))
        for name in _shown(call, desk)
    ]
    more = line(call, desk, "help.more", command=example(call, desk, "help"))
    return say(call.language, title(line(call, desk, "help.title")), bullets(items), _further(call, desk), small(more))


def _further(call: Call, desk: Desk) -> Line:
    """Under which of the listed commands the others stand."""
    listed = _shown(call, desk)
    further = len(ORDER) - len(listed) - len(_needless(call, desk))
    heads = [name for name in listed if name in FAMILIES]
    words = [Piece(desk.phrases.words(call.language, f"commands.{name}.words")[0], Isolate.AUTO) for name in heads]
    shown = typed(call, desk, "help", desk.phrases.words(call.language, "commands.settings.words")[0])
    heading = desk.phrases.joined(call.language, words)
    return line(call, desk, "help.further", count=further, heads=heading, command=shown)


def _shown(call: Call, desk: Desk) -> list[str]:
    """The commands that the list of all names itself; what goes with one that has no use on this platform, in its place."""
    needless = _needless(call, desk)
    followers = {each for name in needless for each in FAMILIES.get(name, ())}
    return [name for name in ORDER if name not in needless and (name not in LISTED_ELSEWHERE or name in followers)]


def _needless(call: Call, desk: Desk) -> frozenset[str]:
    return frozenset() if call.request.address.platform in desk.places else _OF_PLACES


def _help_on(call: Call, desk: Desk) -> Message:
    name = meaning(unquoted(call.argument), desk.phrases)
    if name is None:
        none = line(call, desk, "help.none", word=call.argument[:60])
        return say(call.language, none, line(call, desk, "misread.help", help=typed(call, desk, "help")))
    return say(
        call.language,
        title(line(call, desk, "help.item", command=usage(call, desk, name), about=_about(call, desk, name))),
        line(call, desk, "help.example", command=example(call, desk, name)),
        line(call, desk, "help.words", words=desk.phrases.joined(call.language, _words(name, desk))),
        *_family(call, desk, name),
        *_ways(call, desk, name),
    )


def _family(call: Call, desk: Desk, name: str) -> tuple[Block, ...]:
    """The commands that belong to this one."""
    if name not in FAMILIES:
        return ()
    members = [
        line(call, desk, "help.item", command=usage(call, desk, each), about=_about(call, desk, each))
        for each in FAMILIES[name]
    ]
    return title(line(call, desk, "help.family")), bullets(members)


def _ways(call: Call, desk: Desk, name: str) -> tuple[Block, ...]:
    """What may be said behind a command's word, each way with an example that can be sent as it is."""
    ways = []
    for way in WAYS.get(name, ()):
        key = f"{name}_language.{way}"
        sample = typed(call, desk, name, desk.phrases.text(call.language, f"{key}.example"))
        ways.append(line(call, desk, "help.item", command=sample, about=line(call, desk, f"{key}.says")))
    return (title(line(call, desk, f"{name}_language.head")), bullets(ways)) if ways else ()


def _words(name: str, desk: Desk) -> list[Piece]:
    key = f"commands.{name}.words"
    return [Piece(word, Isolate.AUTO) for each in desk.phrases.languages for word in desk.phrases.words(each, key)[:5]]


def _about(call: Call, desk: Desk, name: str) -> Line:
    return line(call, desk, f"commands.{name}.about")
