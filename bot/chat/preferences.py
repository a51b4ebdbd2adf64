"""What a chat decides for itself: its language, and whether alerts come or wait; with the words of welcome and help."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.command import ORDER, Call, Caller, Desk, meaning, unquoted
from bot.chat.saying import bullets, example, line, pressed, say, small, title, typed, usage
from bot.model.chat import ChatState
from bot.model.message import Block, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.text.folding import folded

WAYS = ("word", "phrase", "exact", "without", "also", "either", "title", "lang", "from")
"""The ways to say what is wanted that ``help watch`` shows, in this order."""

# The answers that these belong to name them; without them the list fits one message on every platform.
_ELSEWHERE = frozenset({"confirm", "switch", "name_remove"})


async def start(call: Call, caller: Caller, desk: Desk) -> Message:
    """What the bot is for, and the next step."""
    count = len(await desk.chats.watches(caller.chat.id))
    lines = [line(call, desk, "start.about", name=desk.called(call.language))]
    if count:
        lines.append(line(call, desk, "start.some", count=count, command=typed(call, desk, "watches")))
    else:
        lines.append(line(call, desk, "start.first", command=example(call, desk, "watch")))
    lines.append(line(call, desk, "start.help", command=typed(call, desk, "help")))
    return say(call.language, *lines)


async def show_help(call: Call, caller: Caller, desk: Desk) -> Message:
    """All commands with what they do, or everything on the one that is named."""
    del caller
    if call.argument:
        return _help_on(call, desk)
    items = [
        line(call, desk, "help.item", command=example(call, desk, name), about=_about(call, desk, name))
        for name in ORDER
        if name not in _ELSEWHERE
    ]
    more = line(call, desk, "help.more", command=example(call, desk, "help"))
    return say(call.language, title(line(call, desk, "help.title")), bullets(items), small(more))


async def language(call: Call, caller: Caller, desk: Desk) -> Message:
    """The language of this chat: said, or set to the one named; the answer comes in the new one."""
    if not call.argument:
        now = line(call, desk, f"language.only_{caller.chat.language}")
        others = [each for each in desk.phrases.languages if each is not caller.chat.language]
        buttons = [Button(desk.phrases.text(each, f"button.{each}"), f"language {each}") for each in others]
        return say(call.language, line(call, desk, "language.current", language=now), buttons=buttons)
    chosen = _language(call.argument, desk)
    if chosen is None:
        choice = example(call, desk, "language")
        return say(call.language, line(call, desk, "language.which", language=call.argument[:60], example=choice))
    await desk.chats.save(replace(caller.chat, language=chosen))
    return say(chosen, desk.phrases.line(chosen, "language.changed"), replaces=call.request.button)


async def pause(call: Call, caller: Caller, desk: Desk) -> Message:
    """Keeps this chat's alerts back until it is resumed."""
    resume_it = typed(call, desk, "resume")
    button = pressed(call, caller, desk, "resume", "resume")
    if caller.chat.state is ChatState.PAUSED:
        return say(call.language, line(call, desk, "pause.again", command=resume_it), buttons=[button])
    await desk.chats.save(replace(caller.chat, state=ChatState.PAUSED))
    done = line(call, desk, "pause.done", command=resume_it)
    return say(call.language, done, buttons=[button], replaces=call.request.button)


async def resume(call: Call, caller: Caller, desk: Desk) -> Message:
    """Lets this chat's alerts go out again, those kept back first."""
    if caller.chat.state is ChatState.ACTIVE:
        return say(call.language, line(call, desk, "resume.again"), replaces=call.request.button)
    await desk.chats.save(replace(caller.chat, state=ChatState.ACTIVE, because=""))
    button = pressed(call, caller, desk, "pause", "pause")
    return say(call.language, line(call, desk, "resume.done"), buttons=[button], replaces=call.request.button)


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
        *(_watch_language(call, desk) if name == "watch" else ()),
    )


def _watch_language(call: Call, desk: Desk) -> tuple[Block, ...]:
    """What a term may say, each way with an example that can be sent as it is."""
    ways = []
    for way in WAYS:
        sample = typed(call, desk, "watch", desk.phrases.text(call.language, f"watch_language.{way}.example"))
        ways.append(line(call, desk, "help.item", command=sample, about=line(call, desk, f"watch_language.{way}.says")))
    return title(line(call, desk, "watch_language.head")), bullets(ways)


def _words(name: str, desk: Desk) -> list[Piece]:
    key = f"commands.{name}.words"
    return [Piece(word, Isolate.AUTO) for each in desk.phrases.languages for word in desk.phrases.words(each, key)[:5]]


def _about(call: Call, desk: Desk, name: str) -> Line:
    return line(call, desk, f"commands.{name}.about")


def _language(argument: str, desk: Desk) -> Language | None:
    """The language of a code or of a language's name in any language."""
    asked = folded(unquoted(argument).strip("."))
    for within in desk.phrases.languages:
        for each in desk.phrases.languages:
            if asked in {folded(word) for word in desk.phrases.words(within, f"language.words_{each}")}:
                return each
    return None
