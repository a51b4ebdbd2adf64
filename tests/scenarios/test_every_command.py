"""Every command on all three platforms in both languages, as the catalogues' examples have it, through the real intakes.

Whoever gives them owns the bot and writes in a private chat, where every command can be given. What a command does is not
tested here.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.command import ORDER
from bot.model.news import Language
from tests.fakes.desk import PHRASES, load_catalogues
from tests.fakes.running import Running, a_running_bot, plain
from tests.fakes.slack_hands import modals
from tests.fakes.slack_world import Channel
from tests.fakes.world import a_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

LANGUAGES = ("en", "ar")
OTHER = {"en": "ar", "ar": "en"}
# In each language somebody of their own: on Telegram the person and the private chat, on Slack the person and the channel.
TELEGRAM = {"en": 111, "ar": 112}
SLACK = {"en": ("U31", "D31"), "ar": ("U32", "D32")}
# By these a command is not answered: that there is no such command, that it may not be given, that something went wrong.
REFUSALS = ("misread", "refused", "trouble_here")
NO_REFUSALS = {"help", "nearest", "term"}
# What is typed is written as it is in any language; these tables hold little else.
NO_SENTENCES = ("commands", "language")
# So many letters of a sentence tell that its language is spoken, and so many that it is and should not be.
SOME, MANY = 5, 12
# They show words of both languages.
NAMES_BOTH = {"help", "language"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One bot for all commands, owned by everybody who writes to it, in whose chats each language is chosen."""
    folder = tmp_path_factory.mktemp("every")
    owners = ",".join([*(f"telegram:{user}" for user in TELEGRAM.values()), *(f"slack:{user}" for user, _ in SLACK.values())])
    async with a_world(folder, f"sqlite:///{folder / 'rasid.db'}") as world:
        world.outlet("/wire.xml", "Gulf Wire")
        world.configure([])
        for language, (user, channel) in SLACK.items():
            world.slack.world.add_user(user, name=user, locale={"en": "en-US", "ar": "ar-SA"}[language])
            world.slack.world.channels[channel] = Channel(channel, partner=user)
        async with a_running_bot(world, RASID_OWNERS=owners, RASID_QUOTAS__COMMANDS="1000") as running:
            await choose_languages(running)
            yield running


def words(language: str, command: str) -> str:
    """What a command is called by first in a language."""
    return PHRASES.words(Language(language), f"commands.{command}.words")[0]


def sample(language: str, command: str) -> tuple[str, str]:
    """The example that the catalogue of a language has for a command: its words, and what stands behind them."""
    example = PHRASES.text(Language(language), f"commands.{command}.example")
    assert example.startswith(words(language, command)), example
    return words(language, command), example.removeprefix(words(language, command)).strip()


async def answered(running: Running, platform: str, command: str, language: str, argument: str) -> str:
    """What a person sees after they have given a command as their platform has it."""
    said = f"{words(language, command)} {argument}".strip()
    if platform == "console":
        return await running.type(said)
    if platform == "telegram":
        user = TELEGRAM[language]
        return await running.ask(f"/{said}" if language == "en" else said, user, user=user, language=language)
    user, channel = SLACK[language]
    return await slack_answer(running, said, channel, user)


async def slack_answer(running: Running, said: str, channel: str, user: str) -> str:
    """A message, or the form that opens instead of one."""
    slack = running.world.slack
    before, opened = len(slack.world.visible(channel, user=user)), len(modals(slack, user))
    await slack.slash(said, channel=channel, user=user)
    async with asyncio.timeout(20):
        while True:
            # A file comes in a message of its own, which says nothing.
            if said_there := [text for each in slack.world.visible(channel, user=user)[before:] if (text := plain(each.plain))]:
                return said_there[0]
            # A form opens before it is filled.
            if (new := modals(slack, user)[opened:]) and "…" not in (written := list(texts(new[0]))):
                return plain("\n".join(written))
            await asyncio.sleep(0.005)


def texts(view: Any) -> Iterator[str]:
    """All texts of a form."""
    if isinstance(view, Mapping):
        if isinstance(view.get("text"), str):
            yield view["text"]
        for each in view.values():
            yield from texts(each)
    elif isinstance(view, list):
        for each in view:
            yield from texts(each)


@lru_cache
def sentences(language: str, least: int) -> tuple[str, ...]:
    """What a language's catalogue says between the places of its sentences, where that has so many letters."""
    letter = {"en": r"[A-Za-z]", "ar": r"[ء-ي]"}[language]
    tables = {key: table for key, table in load_catalogues()[Language(language)].items() if key not in NO_SENTENCES}
    pieces = {piece.strip() for sentence in strings(tables) for piece in re.split(r"\{\w+\}", plain(sentence))}
    return tuple(piece for piece in pieces if len(re.findall(letter, piece)) >= least)


def speaks(answer: str, language: str, least: int) -> list[str]:
    """What of a language's sentences stands in an answer."""
    return [piece for piece in sentences(language, least) if piece in answer]


def strings(table: Any) -> Iterator[str]:
    """All strings of a catalogue's table."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, Mapping):
        for each in table.values():
            yield from strings(each)


def refusals(answer: str) -> list[str]:
    """The sentences in an answer by which a command is not answered, of either language."""
    return [sentence for sentence in refusing() if sentence in answer]


@lru_cache
def refusing() -> tuple[str, ...]:
    """The longest piece between the places of each sentence by which a command is not answered."""
    tables = [load_catalogues()[Language(language)][name] for language in LANGUAGES for name in REFUSALS]
    told = [sentence for table in tables for key, sentence in table.items() if key not in NO_REFUSALS]
    return tuple(max(re.split(r"\{\w+\}", plain(sentence)), key=len) for sentence in told)


@pytest.mark.parametrize("command", ORDER)
async def test_a_command_is_answered_on_every_platform_in_its_language(running: Running, command: str) -> None:
    for (platform, language), answer in await given(running, command):
        # Of the language that is chosen the answer speaks at once.
        spoken = OTHER[language] if command == "language" else language
        assert answer.strip(), (platform, language)
        assert refusals(answer) == [], (platform, language, answer)
        assert speaks(answer, spoken, SOME), (platform, language, answer)
        if command not in NAMES_BOTH:
            assert speaks(answer, OTHER[spoken], MANY) == [], (platform, language, answer)
    if command == "language":
        await choose_languages(running)


async def given(running: Running, command: str) -> list[tuple[tuple[str, str], str]]:
    """The answers to a command's examples, by platform and language; those of the one console one after the other."""

    async def asked(platform: str, language: str) -> tuple[tuple[str, str], str]:
        if platform == "console" and command == "start":
            # Its English word is what platforms send for everybody, so the chat's language is spoken.
            await answered(running, platform, "language", language, language)
        return (platform, language), await answered(running, platform, command, language, sample(language, command)[1])

    async def typed() -> list[tuple[tuple[str, str], str]]:
        return [await asked("console", language) for language in LANGUAGES]

    remote = [asked(platform, language) for platform in ("telegram", "slack") for language in LANGUAGES]
    console, *others = await asyncio.gather(typed(), *remote)
    return [*others, *console]


async def choose_languages(running: Running) -> None:
    """Each chat's messages are in the language that is written there."""
    chats = [(platform, language) for platform in ("telegram", "slack") for language in LANGUAGES]
    await asyncio.gather(*(answered(running, platform, "language", language, language) for platform, language in chats))
