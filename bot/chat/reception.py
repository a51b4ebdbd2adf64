"""Reception: the only door to the commands. A request is read, its giver's role looked up, the command run.

What each command does stands beside this file; who may do what is answered by ``admission``.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat import (
    access,
    addressing,
    administration,
    assigning,
    audit,
    backing_up,
    channels,
    closing,
    deliveries,
    editing,
    exporting,
    feed_adding,
    feed_checking,
    feed_lists,
    feed_options,
    feed_removing,
    feeds,
    forgetting,
    handover,
    health,
    helping,
    holding,
    importing,
    lookback,
    muting,
    naming,
    offtopic,
    pausing,
    preferences,
    quotas,
    reading,
    rerouting,
    roles,
    settings,
    severity,
    spelling,
    story,
    testing,
    trend,
    troubles,
    undoing,
    watching,
    why,
)
from bot.chat.admission import admit, allows, refusal
from bot.chat.command import Call, Caller, Command, Desk, Misread, Request, parse, tidied
from bot.chat.elsewhere import bound, shown_for, stand_in
from bot.chat.quotas import allowed, counts, enough, full
from bot.chat.reach import with_way_back
from bot.chat.saying import example, line, say, typed
from bot.chat.turnstile import Passage
from bot.model.chat import Role
from bot.model.message import Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.ports import StoreUnavailable
from bot.text.addresses import without_credentials
from bot.text.digits import in_arabic_digits

COMMANDS: tuple[Command, ...] = (
    Command("start", Role.READER, preferences.start),
    Command("help", Role.READER, helping.show_help),
    Command("watch", Role.EDITOR, watching.watch),
    Command("unwatch", Role.EDITOR, watching.unwatch),
    Command("watches", Role.READER, watching.watches),
    Command("edit", Role.EDITOR, editing.edit),
    Command("route", Role.EDITOR, rerouting.route),
    Command("severity", Role.EDITOR, severity.severity),
    Command("spellings", Role.READER, spelling.spellings),
    Command("switch", Role.EDITOR, spelling.switch),
    Command("confirm", Role.EDITOR, watching.confirm),
    Command("names", Role.READER, naming.names),
    Command("name", Role.ADMIN, naming.name),
    Command("name_remove", Role.ADMIN, naming.remove),
    Command("latest", Role.READER, reading.latest),
    Command("search", Role.READER, reading.search),
    Command("test", Role.READER, testing.test),
    Command("trend", Role.READER, trend.trend),
    Command("examples", Role.READER, lookback.examples),
    Command("why", Role.READER, why.why),
    Command("story", Role.READER, story.story),
    Command("apart", Role.EDITOR, story.apart),
    Command("off", Role.EDITOR, offtopic.off),
    Command("mute", Role.EDITOR, muting.mute),
    Command("mutes", Role.READER, muting.mutes),
    Command("unmute", Role.EDITOR, muting.unmute),
    # What it takes back needs its own role.
    Command("undo", Role.READER, undoing.nothing),
    Command("feeds", Role.READER, feeds.feeds),
    Command("feed_add", Role.ADMIN, feed_adding.add_feed),
    Command("feed_check", Role.ADMIN, feed_checking.check_feed),
    Command("feed_remove", Role.ADMIN, feed_removing.remove_feed),
    Command("feed_pause", Role.ADMIN, feeds.pause_feed),
    Command("feed_resume", Role.ADMIN, feeds.resume_feed),
    Command("feed_text", Role.ADMIN, feed_options.read_in_full),
    Command("feed_import", Role.ADMIN, feed_lists.import_feeds),
    # Addresses may hold keys, so the list is for those who may change it.
    Command("feed_export", Role.ADMIN, feed_lists.export_feeds),
    Command("feed_release", Role.ADMIN, holding.release_feed),
    Command("feed_drop", Role.ADMIN, holding.drop_feed),
    Command("feed_assign", Role.ADMIN, assigning.assign),
    Command("language", Role.ADMIN, preferences.language),
    Command("settings", Role.READER, settings.settings),
    Command("setting", Role.ADMIN, settings.setting),
    Command("timezone", Role.ADMIN, preferences.timezone),
    Command("quiet", Role.ADMIN, preferences.quiet),
    Command("digest", Role.ADMIN, preferences.digest),
    Command("style", Role.ADMIN, preferences.style),
    Command("previews", Role.ADMIN, preferences.previews),
    Command("digits", Role.ADMIN, preferences.digits),
    Command("pause", Role.ADMIN, pausing.pause),
    Command("resume", Role.ADMIN, pausing.resume),
    Command("backup", Role.OWNER, backing_up.backup),
    Command("export", Role.ADMIN, exporting.export),
    Command("import", Role.ADMIN, importing.import_),
    Command("forget", Role.ADMIN, forgetting.forget),
    Command("status", Role.READER, administration.status),
    Command("retry", Role.ADMIN, troubles.retry),
    Command("roles", Role.READER, roles.roles),
    Command("role_grant", Role.ADMIN, roles.grant),
    Command("role_revoke", Role.ADMIN, roles.revoke),
    Command("access", Role.OWNER, access.set_access),
    Command("invite", Role.OWNER, access.invite),
    Command("invites", Role.OWNER, access.invites),
    Command("invite_revoke", Role.OWNER, access.withdraw),
    Command("chats", Role.OWNER, addressing.chats),
    Command("chat_close", Role.OWNER, closing.close),
    Command("chat_open", Role.OWNER, closing.reopen),
    Command("quota", Role.OWNER, quotas.quota),
    Command("channel", Role.READER, channels.channel),
    Command("use", Role.READER, channels.use),
    Command("deliveries", Role.ADMIN, deliveries.deliveries),
    Command("delivery_show", Role.ADMIN, deliveries.show),
    Command("drop", Role.ADMIN, deliveries.drop),
    Command("audit", Role.ADMIN, audit.audit),
    Command("health", Role.ADMIN, health.health),
    Command("handover", Role.EDITOR, handover.handover),
    # Whoever holds the token or the invitation may redeem it: that is what it is for.
    Command("claim", Role.NOBODY, administration.claim),
    Command("join", Role.NOBODY, access.join),
)
"""Every command of the chats, with the least role it needs."""

_BY_NAME = {command.name: command for command in COMMANDS}
_READ_ADDRESSES = frozenset({"feed_add", "feed_check"})
"""The commands that are given the user name and password in an address; no other can repeat what it never saw."""
# Of what was not understood so much is repeated in the command that may be meant; so few words may be a term.
_REPEATED, _TERM_WORDS = 80, 3


async def answer(request: Request, desk: Desk) -> Message | None:
    """The answer to a request, in the language of its command word or else the chat's; None when it was answered before.

    None as well for whoever has been told already that they may not, or that it is too much.
    When the database cannot be reached the answer says so. What else goes wrong is a defect and raised.
    """
    request = bound(request)
    read = _discreet(parse(request, desk.phrases))
    if _is_shut(request, desk):
        return None
    known = True
    try:
        if not await desk.chats.first_time(request.update):
            return None
    except StoreUnavailable:
        known = False
    passage = _passage(request, desk)
    if passage is not Passage.OPEN:
        return enough(read, desk) if passage is Passage.TOLD else None
    try:
        return await _answer(read, desk) if known else _no_store(read, desk)
    except StoreUnavailable:
        return _no_store(read, desk)


def _is_shut(request: Request, desk: Desk) -> bool:
    """Whether the chat has been told that it is too much; then nothing is looked up for it."""
    now, address = desk.clock.now(), request.address
    return counts(address.platform) and desk.turnstile.is_shut(str(address), now, desk.quotas.commands)


def _passage(request: Request, desk: Desk) -> Passage:
    """Counts a command that has come for the first time."""
    if not counts(request.address.platform):
        return Passage.OPEN
    return desk.turnstile.enter(str(request.address), desk.clock.now(), desk.quotas.commands)


def _no_store(read: Call | Misread, desk: Desk) -> Message:
    language = _first_language(read, desk)
    return say(language, desk.phrases.line(language, "trouble_here.store"), private=True)


async def _answer(read: Call | Misread, desk: Desk, *, undoes: bool = False) -> Message | None:
    read = settings.as_setting(read, desk.phrases) if isinstance(read, Call) else read
    command = _BY_NAME[read.name] if isinstance(read, Call) else None
    needs = command.needs if command is not None else Role.READER
    caller = await admit(read, needs, _opening_language(read, desk), desk)
    if read.language is Language.OTHER:
        read = replace(read, language=caller.chat.language)
    if caller.role is Role.NOBODY:
        if not desk.turnstile.refuse(f"{read.request.person} {needs is Role.NOBODY}", desk.clock.now()):
            return None
    elif counts(read.request.address.platform):
        desk.turnstile.allow(str(caller.chat.address), allowed(caller.chat, desk).commands, desk.quotas.commands)
    if isinstance(read, Misread):
        return _unknown(read, desk) if caller.role >= needs else refusal(read, caller, needs, desk)
    if command is None:
        return refusal(read, caller, needs, desk)
    stood = await stand_in(read, caller, needs, desk) if caller.role is not Role.NOBODY else (read, caller)
    if isinstance(stood, Message):
        return stood
    call, acting = stood
    message = await _run(command, call, acting, desk, undoes=undoes)
    if message is not None and acting.chat.id != caller.chat.id and not undoes:
        message = shown_for(message, call, acting, desk)
    if message is not None and not undoes:
        message = with_way_back(message, call, caller, acting, desk)
    return message and await _in_its_digits(message, read, caller, desk)


async def _run(command: Command, call: Call, caller: Caller, desk: Desk, *, undoes: bool) -> Message | None:
    """What the command answers to somebody in the chat that it is about."""
    if not allows(caller, command):
        return refusal(call, caller, command.needs, desk)
    back = await undoing.taken_back(call, caller, desk) if command.name == "undo" else None
    if back is not None:
        undone = await _answer(replace(back, request=replace(back.request, about=caller.chat.id)), desk, undoes=True)
        return undone and replace(undone, replaces=call.request.button)
    message = await full(call, caller, desk) or await command.run(call, caller, desk)
    if not undoes:
        await undoing.remember(message, call, caller, desk)
    if caller.opened:
        lines = [line(call, desk, "start.opened")]
        if call.request.addressed_only:
            lines.append(line(call, desk, "start.addressed_only", command=example(call, desk, "watch")))
        message = replace(message, blocks=(*message.blocks, *say(message.language, *lines).blocks))
    return message


async def _in_its_digits(message: Message, call: Call, caller: Caller, desk: Desk) -> Message:
    """The answer with its numbers as the chat wants them, from the very answer on that says so."""
    chosen = call.name in {"digits", "setting"} and await desk.chats.chat(caller.chat.id)
    return in_arabic_digits(message) if (chosen or caller.chat).preferences.arabic_digits else message


def _discreet(read: Call | Misread) -> Call | Misread:
    if isinstance(read, Misread):
        return replace(read, word=without_credentials(read.word))
    if read.name in _READ_ADDRESSES:
        return read
    return replace(read, argument=without_credentials(read.argument))


def _unknown(read: Misread, desk: Desk) -> Message:
    """Names the word, what may be meant by it, and where all commands stand."""
    call = Call("", "", read.language, read.request)
    if not read.word:
        return say(read.language, line(call, desk, "misread.empty"), _all_commands(call, desk), private=True)
    lines = [line(call, desk, "misread.unknown", word=Piece(read.word[:60], Isolate.AUTO, bold=True))]
    lines += _perhaps(read, call, desk)
    return say(read.language, *lines, _all_commands(call, desk), private=True)


def _perhaps(read: Misread, call: Call, desk: Desk) -> list[Line]:
    """The command most like the word, with what stood behind it; else, of a few words, the watch or the feed they may be."""
    said = [] if read.request.button else without_credentials(tidied(read.request.text)).split()
    rest = " ".join(said[1:])
    behind = parse(replace(read.request, text=rest), desk.phrases)
    if isinstance(behind, Call) and rest and read.nearest in {"", behind.name}:
        # "Please watch Bitcoin": the command stands behind a word that is none.
        return [line(call, desk, "misread.nearest", command=typed(call, desk, behind.name, behind.argument[:_REPEATED]))]
    if read.nearest:
        meant = typed(call, desk, read.nearest, rest if len(rest) <= _REPEATED else "")
        return [line(call, desk, "misread.nearest", command=meant)]
    words = " ".join(said)
    if not 0 < len(said) <= _TERM_WORDS or words.startswith("/") or len(words) > _REPEATED:
        return []
    if "://" in words:
        return [line(call, desk, "misread.nearest", command=typed(call, desk, "feed_add", words))] if len(said) == 1 else []
    if desk.watchlist.fault(words) is not None:
        return []
    return [line(call, desk, "misread.term", command=typed(call, desk, "watch", words))]


def _all_commands(call: Call, desk: Desk) -> Line:
    return line(call, desk, "misread.help", help=typed(call, desk, "help"))


def _opening_language(read: Call | Misread, desk: Desk) -> Language:
    """The language that a new chat begins in: Arabic when its first command is, else its client's, else the command's."""
    if read.language is Language.ARABIC or read.request.language not in desk.phrases.languages:
        return _first_language(read, desk)
    return read.request.language


def _first_language(read: Call | Misread, desk: Desk) -> Language:
    """The language to answer in when no chat says."""
    for stated in (read.language, read.request.language):
        if stated in desk.phrases.languages:
            return stated
    return desk.language
