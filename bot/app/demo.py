"""``rasid demo``: the whole job on embedded defaults, with feeds from a loopback server and alerts on the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError

from bot.app.catalogue import Seed, load_names, load_phrases
from bot.app.logs import configure_logging
from bot.app.newsstand import Newsstand, Script, load_script
from bot.app.running import print_line, run, stop_on_signals, terminal
from bot.app.settings import ConsoleSettings, DatabaseSettings, FetchSettings, HealthSettings, Settings, default_config
from bot.app.wiring import Bot, Tables, Terminal, assemble
from bot.model.message import Block, BlockKind, Isolate, Message, Piece
from bot.model.news import Language
from bot.platforms.console import HERE, ConsoleCourier, ConsoleIntake

# Long enough for the last report to join its message.
_AFTERWARDS = 14.0


def run_demo(language: Language, *, pace: float, tour: bool) -> int:
    """Plays the demo; as a tour it types its own commands and ends by itself. Returns the exit code."""
    configure_logging("text", "error", ())
    return run(_demo(language, pace, tour=tour))


async def _demo(language: Language, pace: float, *, tour: bool) -> None:
    stop = stop_on_signals()
    script = load_script()
    newsstand = Newsstand(script, pace)
    await newsstand.open()
    courier = terminal(direction=_direction())
    try:
        with tempfile.TemporaryDirectory(prefix="rasid-demo-") as folder:
            tables = Tables(
                newsstand.sources(timedelta(seconds=max(1 / pace, 0.2))),
                load_names(default_config()),
                tuple(Seed(HERE, term) for term in script.watches),
                load_phrases(),
            )
            courier.show(_welcome(script, tour=tour))
            settings = _settings(newsstand, Path(folder), language)
            async with assemble(settings, tables, Terminal(courier, stop.set, typed=not tour), remote=False) as bot:
                await bot.start()
                try:
                    await _play(bot, newsstand, courier, stop, tour=tour)
                finally:
                    await bot.stop()
    finally:
        await newsstand.close()


def _direction() -> str:
    """The one setting that belongs to the terminal and not to the bot, from the environment."""
    try:
        return ConsoleSettings.model_validate({"direction": os.environ.get("RASID_CONSOLE__DIRECTION") or "auto"}).direction
    except ValidationError:
        return "auto"


def _settings(newsstand: Newsstand, folder: Path, language: Language) -> Settings:
    """Everything at its default, whatever the environment says, but for what the demo needs."""
    return Settings.model_construct(
        language=language.value,
        database=DatabaseSettings.model_validate({"url": f"sqlite:///{folder / 'demo.db'}"}),
        fetch=FetchSettings(allow_hosts=(newsstand.address,)),
        health=HealthSettings(port=0),
    )


async def _play(bot: Bot, newsstand: Newsstand, courier: ConsoleCourier, stop: asyncio.Event, *, tour: bool) -> None:
    script = newsstand.script
    while not newsstand.all_asked and not stop.is_set():
        await _pause(stop)
    newsstand.begin()
    if not tour:
        await stop.wait()
        return
    typist = ConsoleIntake(bot.answer, courier)
    for at, text in sorted(script.commands):
        await _until(newsstand, at, stop)
        if not stop.is_set():
            print_line(f"> {text}")
            await typist.take(text)
    await _until(newsstand, script.length + _AFTERWARDS, stop)
    if not stop.is_set():
        print_line("That was the tour. In a terminal rasid demo lets you type; README says how to connect Telegram and Slack.")


async def _until(newsstand: Newsstand, at: float, stop: asyncio.Event) -> None:
    while newsstand.elapsed < at and not stop.is_set():
        await _pause(stop)


async def _pause(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), 0.05)


def _welcome(script: Script, *, tour: bool) -> Message:
    reads = (
        f"Rasid reads {len(script.outlets)} invented outlets, Arabic and English, from a server on this machine, and watches:"
    )
    terms = [part for term in script.watches for part in (Piece(", "), Piece(term, Isolate.AUTO))][1:]
    typing = (Piece("Type help, or "), Piece("مساعدة", Isolate.AUTO), Piece("; quit ends."))
    lines = ((Piece(reads),), tuple(terms), *(() if tour else (typing,)))
    return Message(Language.ENGLISH, (Block(BlockKind.TEXT, lines),))
