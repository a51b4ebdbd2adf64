from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.command import ORDER
from bot.chat.reception import COMMANDS
from bot.model.chat import Address, ChatKind, Platform, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes.desk import PHRASES, Front, as_text, feed

EN = Language.ENGLISH
URL = "https://nahar.example/rss"

LEAST = {
    "start": Role.READER,
    "help": Role.READER,
    "help watch": Role.READER,
    "watches": Role.READER,
    "latest": Role.READER,
    "latest CENTCOM": Role.READER,
    "search drones": Role.READER,
    "feeds": Role.READER,
    "status": Role.READER,
    "nonsense": Role.READER,
    "watch Bitcoin": Role.EDITOR,
    "unwatch CENTCOM": Role.EDITOR,
    f"feed add {URL}": Role.ADMIN,
    "feed remove 1": Role.ADMIN,
    "feed pause 1": Role.ADMIN,
    "feed resume 1": Role.ADMIN,
    "language ar": Role.ADMIN,
    "pause": Role.ADMIN,
    "resume": Role.ADMIN,
    "retry 12": Role.ADMIN,
}

# The least role of every command, typed alone.
NEEDED = {
    Role.NOBODY: ("claim", "join"),
    Role.READER: (
        *("start", "help", "watches", "spellings", "names", "latest", "search", "test", "trend", "examples", "why", "story"),
        *("mutes", "undo", "feeds", "settings", "status", "roles", "channel", "use"),
    ),
    Role.EDITOR: (
        *("watch", "unwatch", "edit", "route", "severity", "switch", "confirm", "apart", "off", "mute", "unmute", "handover"),
    ),
    Role.ADMIN: (
        *("name", "name_remove", "feed_add", "feed_check", "feed_remove", "feed_pause", "feed_resume", "feed_text"),
        *("feed_import", "feed_export", "feed_release", "feed_drop", "feed_assign", "language", "setting", "timezone", "quiet"),
        *("digest", "style", "previews", "digits", "pause", "resume", "export", "import", "forget", "retry", "role_grant"),
        *("role_revoke", "deliveries", "delivery_show", "drop", "audit", "health"),
    ),
    Role.OWNER: ("access", "invite", "invites", "invite_revoke", "chats", "chat_close", "chat_open", "quota", "backup"),
}

# person id -> the role stored or configured over the whole bot
PEOPLE = {"7": Role.NOBODY, "21": Role.READER, "22": Role.EDITOR, "23": Role.ADMIN, "24": Role.OWNER, "111": Role.OWNER}
GROUP_ADMIN = "8"


async def front() -> Front:
    made = Front()
    made.reader.answers[URL] = feed()
    for person, role in PEOPLE.items():
        if role and person != "111":
            made.chats.roles[f"telegram:{person}"] = role
    made.directory.admins.add(("-100", GROUP_ADMIN))
    return made


def refused(message: Message | None) -> bool:
    assert message is not None
    starts = {
        PHRASES.text(EN, key, id="|", needed="|", own="|").partition("|")[0] for key in ("refused.private", "refused.group")
    }
    starts.add(PHRASES.text(EN, "refused.role", id="", needed="|", own="").partition("|")[0])
    return as_text(message).startswith(tuple(starts))


def state(made: Front) -> tuple[object, ...]:
    chats = made.chats
    return (dict(chats.terms), dict(chats.feeds), set(chats.hidden), set(chats.paused), dict(chats.roles), dict(chats.rows))


@pytest.mark.parametrize("text", LEAST)
@pytest.mark.parametrize("person", PEOPLE)
async def test_in_a_private_chat_the_role_over_the_whole_bot_decides(person: str, text: str) -> None:
    made = await front()
    before = state(made)
    message = await made.ask(text, person, channel=person)
    allowed = PEOPLE[person] >= LEAST[text] and PEOPLE[person] > Role.NOBODY
    assert refused(message) is not allowed
    if not allowed:
        assert message is not None
        assert message.private
        assert f"telegram:{person}" in as_text(message)
        assert state(made)[:5] == before[:5]


@pytest.mark.parametrize("text", LEAST)
@pytest.mark.parametrize("person", [*PEOPLE, GROUP_ADMIN])
async def test_in_an_open_group_everybody_reads_and_its_admins_change(person: str, text: str) -> None:
    made = await front()
    await made.ask("status", "111", "-100", ChatKind.GROUP)
    role = Role.ADMIN if person == GROUP_ADMIN else max(PEOPLE[person], Role.READER)
    before = state(made)
    message = await made.ask(text, person, "-100", ChatKind.GROUP)
    assert refused(message) is not (role >= LEAST[text])
    if role < LEAST[text]:
        assert state(made) == before


@pytest.mark.parametrize("text", [text for text in LEAST if text != "nonsense"])
@pytest.mark.parametrize("person", [*PEOPLE, GROUP_ADMIN])
@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_a_closed_group_is_opened_by_an_owner_or_admin_of_the_bot_alone(person: str, text: str, kind: ChatKind) -> None:
    made = await front()
    message = await made.ask(text, person, "-100", kind)
    may = PEOPLE.get(person, Role.NOBODY) >= Role.ADMIN
    assert refused(message) is not may
    assert made.only_chat().admitted is may
    assert ("This chat is open to the bot" in as_text(message)) is may if message else False


@pytest.mark.parametrize(
    ("guess", "kind", "allowed"),
    [
        (ChatKind.PRIVATE, ChatKind.GROUP, True),
        (ChatKind.PRIVATE, ChatKind.CHANNEL, True),
        (ChatKind.GROUP, ChatKind.PRIVATE, False),
    ],
)
async def test_the_first_request_of_a_chat_from_a_file_sets_its_kind(guess: ChatKind, kind: ChatKind, *, allowed: bool) -> None:
    made = await front()
    seeded = await made.chats.open_chat(Address(Platform.TELEGRAM, "-100"), guess, "", EN)
    await made.chats.save(replace(seeded, admitted=True))
    assert refused(await made.ask("watches", "7", "-100", kind)) is not allowed
    await made.ask("watches", "111", "-100", kind)
    person = "111" if kind is ChatKind.PRIVATE else ""
    assert made.only_chat() == replace(seeded, kind=kind, admitted=True, person=person)
    assert refused(await made.ask("watches", "7", "-100", kind)) is not allowed


async def test_words_that_are_no_command_open_nothing() -> None:
    made = await front()
    assert refused(await made.ask("nonsense", "111", "-100", ChatKind.GROUP))
    assert not made.only_chat().admitted


async def test_a_group_that_was_opened_stays_open_and_says_so_once() -> None:
    made = await front()
    assert "open to the bot from now on" in await made.say("help", "111", channel="-100", kind=ChatKind.GROUP)
    assert "open to the bot from now on" not in await made.say("help", "111", channel="-100", kind=ChatKind.GROUP)
    assert "open to the bot" not in await made.say("help", "111")


async def test_a_groups_admin_has_no_rights_elsewhere_and_loses_them_with_the_post() -> None:
    made = await front()
    for channel in ("-100", "-200"):
        await made.ask("help", "111", channel, ChatKind.GROUP)
    assert refused(await made.ask("watch x", GROUP_ADMIN, "-200", ChatKind.GROUP))
    assert refused(await made.ask("watch x", GROUP_ADMIN, GROUP_ADMIN))
    assert not refused(await made.ask("watch x", GROUP_ADMIN, "-100", ChatKind.GROUP))
    made.directory.admins.clear()
    assert refused(await made.ask("watch y", GROUP_ADMIN, "-100", ChatKind.GROUP))


async def test_the_directory_is_asked_only_where_it_matters() -> None:
    made = await front()
    await made.ask("help", "111", "-100", ChatKind.GROUP)
    for text in ("watches", "latest", "feeds", "status"):
        await made.ask(text, "7", "-100", ChatKind.GROUP)
    await made.ask("watch x", "111", "-100", ChatKind.GROUP)
    assert made.directory.asked == 0


async def test_a_role_taken_away_counts_at_once() -> None:
    made = await front()
    assert not refused(await made.ask("watch x", "22", "22"))
    del made.chats.roles["telegram:22"]
    assert refused(await made.ask("watch y", "22", "22"))
    assert refused(await made.ask("unwatch 42", "22", "22", button=True)), "buttons are no way round"


async def test_a_stranger_leaves_no_trace() -> None:
    made = await front()
    await made.ask("watch x", "7", "7")
    assert made.chats.rows == {}


async def test_an_id_of_one_platform_is_nobody_on_another() -> None:
    made = await front()
    assert refused(await made.ask("help", "111", "111", platform=Platform.SLACK))


async def test_whoever_sits_at_the_console_owns_the_bot() -> None:
    made = await front()
    assert not refused(await made.ask("feed pause 1", "local", "local", platform=Platform.CONSOLE))


async def test_refusals_name_the_needed_and_the_present_role_in_the_language_of_the_command() -> None:
    made = await front()
    assert 'role "admin" or a higher one here; the current role is "reader"' in await made.say("pause", "21", channel="21")
    assert "لا يقلّ عن «إدارة»، والدور الحالي «قراءة»" in await made.say("إيقاف", "21", channel="21")
    assert "telegram:7" in await made.say("مساعدة", "7", channel="7")


@pytest.mark.parametrize("text", ["claim t0ken", "claim claim-t0ken", "start claim-t0ken", "/start claim-t0ken", "ملكية t0ken"])
async def test_a_claim_makes_a_stranger_an_owner_once(text: str) -> None:
    made = await front()
    made.chats.claim = "t0ken"
    assert not refused(await made.ask(text, "7", "7"))
    assert made.chats.roles["telegram:7"] is Role.OWNER
    assert made.only_chat().admitted
    assert not refused(await made.ask("watch x", "7", "7"))
    assert "not valid" in await made.say("claim t0ken", "9", channel="9")
    assert "telegram:9" not in made.chats.roles


async def test_a_wrong_or_missing_token_gives_nothing() -> None:
    made = await front()
    made.chats.claim = "t0ken"
    assert "not valid" in await made.say("claim wrong", "7", channel="7")
    assert "missing" in await made.say("claim", "7", channel="7")
    assert refused(await made.ask("start", "7", "7"))
    assert made.chats.claim == "t0ken"
    assert not made.chats.rows or not made.only_chat().admitted


async def test_a_claim_in_a_closed_group_opens_it() -> None:
    made = await front()
    made.chats.claim = "t0ken"
    await made.ask("claim t0ken", "7", "-100", ChatKind.GROUP)
    assert made.only_chat().admitted


@pytest.mark.parametrize("platform", [Platform.TELEGRAM, Platform.SLACK])
@pytest.mark.parametrize("kind", ChatKind)
@pytest.mark.parametrize("role", Role)
async def test_each_command_asks_for_its_role_on_each_platform_in_each_kind_of_chat(
    role: Role, kind: ChatKind, platform: Platform
) -> None:
    made = await front()
    owner, person = ("111", "31") if platform is Platform.TELEGRAM else ("U111", "U31")
    channel = person if kind is ChatKind.PRIVATE else "-900"
    made.chats.roles |= {f"{platform}:{owner}": Role.OWNER, f"{platform}:{person}": role}
    if kind is not ChatKind.PRIVATE:
        await made.ask("help", owner, channel, kind, platform=platform)
    held = role if kind is ChatKind.PRIVATE else max(role, Role.READER)
    for needed, names in NEEDED.items():
        for name in names:
            word = PHRASES.words(EN, f"commands.{name}.words")[0]
            message = await made.ask(word, person, channel, kind, platform=platform)
            assert refused(message) is (held < needed), name


async def test_no_command_is_kept_from_whoever_sits_at_the_console() -> None:
    made = await front()
    for name in ORDER:
        word = PHRASES.words(EN, f"commands.{name}.words")[0]
        assert not refused(await made.ask(word, "local", "local", platform=Platform.CONSOLE)), name


def test_the_table_of_rights_is_complete() -> None:
    needs = {command.name: command.needs for command in COMMANDS}
    assert {name: role for role, names in NEEDED.items() for name in names} == needs


def test_the_table_of_commands_is_complete() -> None:
    names = {key.split(".")[1] for key in PHRASES.keys(EN) if key.startswith("commands.")}
    assert {command.name for command in COMMANDS} == names == set(ORDER)
    assert len(ORDER) == len(COMMANDS)


async def test_two_chats_never_see_each_others_watches_or_feeds() -> None:
    made = await front()
    await made.ask("watch secret", "111", "-100", ChatKind.GROUP)
    await made.ask(f"feed add {URL}", "111", "-100", ChatKind.GROUP)
    await made.ask("help", "111", "-200", ChatKind.GROUP)
    made.directory.admins.add(("-200", "9"))
    (watch,) = made.chats.terms
    for text in ("watches", f"unwatch {watch}", "unwatch secret", "feeds", "feed remove 4", "feed pause 4"):
        said = await made.say(text, "9", channel="-200", kind=ChatKind.GROUP)
        assert "Al-Nahar" not in said
        assert text == "unwatch secret" or "secret" not in said
    assert list(made.chats.terms) == [watch]
    assert (Address(Platform.TELEGRAM, "-100")) in {chat.address for chat in made.chats.rows.values()}
