"""Chats never see each other's watches, alerts, mutes, settings, feeds or buttons, and never change each other's rows.

Three chats share one story and one feed, and a watch of the group is told in another chat; each has things of its own that bear
its mark. Random commands of all kinds, typed, pressed and sent in reply, with numbers that belong to other chats, are given by
admins, by a reader, by strangers and by a person who is in two of them. No answer about one chat may bear another's mark, and
no row of another chat may change.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.chat.reception import COMMANDS
from bot.model.news import Language
from tests.fakes.desk import PHRASES
from tests.fakes.real_desk import RealFront
from tests.fakes.three_chats import (
    ACTING,
    ADMIN_OF_TWO,
    ADMINS,
    EDITOR_OF_TWO,
    GROUP,
    MARKS_OF_THE_ROUTE,
    PLACES,
    PRIVATE,
    READER,
    ROUTED,
    ROUTED_NEWS,
    SPEAKERS,
    STRANGERS,
    TARGET,
    Speaker,
    a_front,
    furnish,
    rows_of,
    seen_of_the_route,
    shown,
)

REPLIES = ("", "m-routed", *(f"m-{place.mark}-{number}" for place in PLACES for number in (1, 2)))
OTHER_WORDS = ("all", "8h", "always", "on", "off", "ar", "here", "critical", "storm", "why", "https://one.example/feed", "2 x")
# What removes a watch comes last, so that the others find one.
WORDS = [
    PHRASES.words(Language.ENGLISH, f"commands.{command.name}.words")[0]
    for command in sorted(COMMANDS, key=lambda each: each.name == "unwatch")
]
# What is given to choose between one's chats names the other one.
NAMES_THE_OTHER = ("route", "use", "feed assign", "channel")
ARGUMENTS = st.lists(
    st.integers(1, 30).map(str)
    | st.sampled_from(OTHER_WORDS)
    | st.sampled_from(("back", "undone", "again", "undo", "together", "when")),
    max_size=3,
).map(" ".join)
COMMANDS_GIVEN = st.tuples(st.sampled_from(WORDS), ARGUMENTS, st.booleans(), st.sampled_from(REPLIES))
RUNS = st.tuples(st.sampled_from(SPEAKERS), st.lists(COMMANDS_GIVEN, min_size=3, max_size=8))
MANY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

Given = tuple[str, str, bool, str]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A furnished SQLite file, to copy from."""
    path = tmp_path_factory.mktemp("chats") / "rasid.db"
    shutil.copy(sqlite_template, path)
    furnish(path)
    return path


def may_be_given(speaker: Speaker, word: str) -> bool:
    """Whether a command is about the chat whose things the speaker is held to: some show people of two chats the other one."""
    return not (speaker.in_both or speaker == EDITOR_OF_TWO) or not word.startswith(NAMES_THE_OTHER)


async def play(front: RealFront, speaker: Speaker, commands: Sequence[Given]) -> None:
    """Gives commands, looks at each answer for what is not the speaker's, and in the end at the rows of the other chats."""
    await stand(front, speaker)
    before = await rows_of(front)
    hidden = [place.mark for place in PLACES if place is not speaker.about]
    hidden += set(MARKS_OF_THE_ROUTE) - set(seen_of_the_route(speaker.about))
    for word, argument, button, reply in commands:
        if not may_be_given(speaker, word):
            continue
        said = await told(front, speaker, f"{word} {argument}".strip(), button=button, reply_to=reply)
        assert not [mark for mark in hidden if mark in said.replace(head(speaker), "")], (speaker, word, argument, reply, said)
        if word == "undo":
            # It may have taken back the choice of the chat.
            await stand(front, speaker)
    after = await rows_of(front)
    for place in PLACES:
        if place is not speaker.about:
            assert after[place.channel] == before[place.channel], (speaker, place.mark, commands)
        elif not speaker.changes:
            assert without_questions(after[place.channel]) == without_questions(before[place.channel]), (speaker, commands)


def without_questions(rows: list[Any]) -> list[Any]:
    """The rows but for what is kept of an answer so that its buttons know what they are about: a reader gets those too."""
    return [row for row in rows if row[0] != "proposals"]


async def stand(front: RealFront, speaker: Speaker) -> None:
    """What the platform says of the speaker, and which chat their words are about."""
    front.directory.admins = {(GROUP.channel, speaker.person)} if speaker.in_both else set()
    if speaker.person == ACTING.person and speaker.kind is ACTING.kind:
        await told(front, speaker, "use here" if not speaker.acts else f"use {GROUP.channel}")


async def told(front: RealFront, speaker: Speaker, text: str, *, button: bool = False, reply_to: str = "") -> str:
    """All that an answer shows and carries.

    Of somebody who acts for another chat the buttons are that one's, while a reply to an alert of their own is about their own.
    """
    if speaker.acts and button:
        numbers = {chat.address.channel: chat.id for chat in await front.house.chats.chats()}
        text = f"{text} #{numbers[GROUP.channel]}"
    reply_to = "" if speaker.acts and PRIVATE.mark in reply_to else reply_to
    where: dict[str, Any] = {"platform": speaker.platform, "button": button, "reply_to": reply_to}
    message = await front.ask(text, speaker.person, speaker.channel, speaker.kind, **where)
    return shown(message) if message is not None else ""


def head(speaker: Speaker) -> str:
    """What may stand above an answer that is about another chat."""
    return f"for {GROUP.mark} desk" if speaker.acts else "\0"


# Whole databases take minutes to shrink, which would end at the limit on a test without a word of what failed.
@settings(max_examples=10, suppress_health_check=MANY, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(RUNS, min_size=2, max_size=4))
async def test_chats_never_see_or_change_each_others_things(template: Path, tmp_path: Path, runs: list[Any]) -> None:
    async with a_front(template, tmp_path) as front:
        for speaker, commands in runs:
            await play(front, speaker, commands)


async def guess(template: Path, tmp_path: Path, speaker: Speaker, numbers: Sequence[str], each: int = 1) -> None:
    """Gives every command with these numbers behind it, or with every so many of them in turn."""
    guessed = [(word, number) for word in WORDS for number in numbers][::each]
    async with a_front(template, tmp_path) as front:
        commands = [(*words, bool(at % 2), REPLIES[at % len(REPLIES)]) for at, words in enumerate(guessed)]
        await play(front, speaker, commands)


@pytest.mark.parametrize("part", range(3))
async def test_every_command_with_guessed_numbers_keeps_to_its_chat(template: Path, tmp_path: Path, part: int) -> None:
    # 3 and 4 are watches of this chat, all others are numbers of things of other chats.
    numbers = ("", "1", "3", "5 8h", "7", "4 1", "back 1", "again 1", "story 7 8h")
    await guess(template, tmp_path, ADMINS[1], numbers[part::3])


@pytest.mark.parametrize(
    "speaker",
    [
        pytest.param(ADMINS[2], id="an admin to whom another chat's watch is told"),
        pytest.param(READER, id="a reader"),
        pytest.param(STRANGERS[0], id="a stranger"),
        pytest.param(STRANGERS[1], id="a stranger in a group of their own"),
        pytest.param(STRANGERS[2], id="a stranger on the other platform"),
        pytest.param(EDITOR_OF_TWO, id="an editor there, an admin elsewhere"),
        pytest.param(ADMIN_OF_TWO, id="an admin of two"),
        pytest.param(ACTING, id="an admin of two who acts for the other"),
    ],
)
async def test_every_command_keeps_to_the_chat_of_whoever_gives_it(template: Path, tmp_path: Path, speaker: Speaker) -> None:
    await guess(template, tmp_path, speaker, ("", "3 8h", "5", "story 7 8h", "3", "storm"), each=5)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=400, suppress_health_check=MANY)
@given(st.lists(RUNS, min_size=3, max_size=8))
async def test_chats_keep_apart_for_long(template: Path, tmp_path: Path, runs: list[Any]) -> None:
    async with a_front(template, tmp_path) as front:
        for speaker, commands in runs:
            await play(front, speaker, commands)


async def test_the_marks_are_really_there_to_be_seen(template: Path, tmp_path: Path) -> None:
    async with a_front(template, tmp_path) as front:
        for speaker in (*ADMINS, ADMIN_OF_TWO, ACTING):
            await stand(front, speaker)
            for text in ("watches", "feeds", "names", "mutes", "latest", "story", "deliveries", "audit"):
                assert speaker.about is not None
                said = await told(front, speaker, text)
                assert speaker.about.mark in said.replace(head(speaker), ""), (speaker, text, said)
        for text in ("watches", "latest", "feeds"):
            assert GROUP.mark in await told(front, READER, text), text
            assert GROUP.mark in await told(front, EDITOR_OF_TWO, text), text


async def test_an_alert_of_a_routed_watch_is_seen_where_it_is_told_and_the_watch_where_it_is_kept(
    template: Path, tmp_path: Path
) -> None:
    async with a_front(template, tmp_path) as front:
        admin, target = ADMINS[1], ADMINS[2]
        assert ROUTED in await told(front, admin, "watches")
        assert TARGET in await told(front, admin, "watches")
        assert ROUTED_NEWS in await told(front, target, "latest")
        assert ROUTED in await told(front, target, "why", reply_to="m-routed")
        assert ROUTED not in await told(front, target, "watches")
        assert ROUTED_NEWS not in await told(front, admin, "latest")
        assert ROUTED_NEWS not in await told(front, admin, "deliveries")
