"""What a chat decides for itself: its language, and whether alerts come or wait; with the words of welcome."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.saying import example, line, pressed, say, typed
from bot.model.chat import ChatState
from bot.model.message import Button, Message
from bot.model.news import Language
from bot.text.folding import folded


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
    await desk.chats.save(replace(caller.chat, language=chosen), call.request.person)
    return say(chosen, desk.phrases.line(chosen, "language.changed"), replaces=call.request.button)


async def pause(call: Call, caller: Caller, desk: Desk) -> Message:
    """Keeps this chat's alerts back until it is resumed."""
    resume_it = typed(call, desk, "resume")
    button = pressed(call, caller, desk, "resume", "resume")
    if caller.chat.state is ChatState.PAUSED:
        return say(call.language, line(call, desk, "pause.again", command=resume_it), buttons=[button])
    await desk.chats.save(replace(caller.chat, state=ChatState.PAUSED), call.request.person)
    done = line(call, desk, "pause.done", command=resume_it)
    return say(call.language, done, buttons=[button], replaces=call.request.button)


async def resume(call: Call, caller: Caller, desk: Desk) -> Message:
    """Lets this chat's alerts go out again, those kept back first."""
    if caller.chat.state is ChatState.ACTIVE:
        return say(call.language, line(call, desk, "resume.again"), replaces=call.request.button)
    await desk.chats.save(replace(caller.chat, state=ChatState.ACTIVE, because=""), call.request.person)
    button = pressed(call, caller, desk, "pause", "pause")
    return say(call.language, line(call, desk, "resume.done"), buttons=[button], replaces=call.request.button)


def _language(argument: str, desk: Desk) -> Language | None:
    """The language of a code or of a language's name in any language."""
    asked = folded(unquoted(argument).strip("."))
    for within in desk.phrases.languages:
        for each in desk.phrases.languages:
            if asked in {folded(word) for word in desk.phrases.words(within, f"language.words_{each}")}:
                return each
    return None
