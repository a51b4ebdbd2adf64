"""``rasid demo``: the whole job on embedded defaults, with feeds from a loopback server and alerts on the terminal."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.app.catalogue import Seed, load_names, load_phrases
from bot.app.logs import configure_logging
from bot.app.newsstand import Newsstand, load_script
from bot.app.running import print_line, run, stop_on_signals
from bot.app.settings import DatabaseSettings, FetchSettings, HealthSettings, Settings, default_config
from bot.app.wiring import Bot, Tables, assemble_console
from bot.model.chat import Address, Platform
from bot.model.news import Language

HERE = Address(Platform.CONSOLE, "local")
_AFTERWARDS = 4.0
_PATIENCE = 30.0


def run_demo(language: Language, *, pace: float, tour: bool) -> int:
    """Plays the demo; without a terminal (``tour``) it types its own commands and ends by itself. Returns the exit code."""
    configure_logging("text", "error", ())
    return run(_demo(language, pace, tour=tour, write=print_line))


async def _demo(language: Language, pace: float, *, tour: bool, write: Callable[[str], None]) -> None:
    stop = stop_on_signals()
    script = load_script()
    newsstand = Newsstand(script, pace)
    await newsstand.open()
    try:
        with tempfile.TemporaryDirectory(prefix="rasid-demo-") as folder:
            settings = Settings.model_construct(
                **{
                    **Settings().model_dump(),
                    "language": language.value,
                    "database": DatabaseSettings(url=f"sqlite:///{Path(folder) / 'demo.db'}"),
                    "fetch": FetchSettings(allow_hosts=(newsstand.address,)),
                    "health": HealthSettings(port=0),
                }
            )
            seeds = tuple(Seed(HERE, term) for term in script.watches)
            sources = newsstand.sources(timedelta(seconds=1 / pace))
            tables = Tables(sources, load_names(default_config()), seeds, load_phrases())
            write(_welcome(len(sources), script.watches, tour=tour))
            async with assemble_console(settings, tables, write, stop.set, silent=tour) as bot:
                await bot.start()
                try:
                    await _play(bot, newsstand, stop, tour=tour, write=write)
                finally:
                    await bot.stop()
    finally:
        await newsstand.close()


async def _play(bot: Bot, newsstand: Newsstand, stop: asyncio.Event, *, tour: bool, write: Callable[[str], None]) -> None:
    script = load_script()
    async with asyncio.timeout(_PATIENCE):
        while not newsstand.all_asked and not stop.is_set():
            await asyncio.sleep(0.05)
    newsstand.begin()
    if not tour:
        await stop.wait()
        return
    for at, text in sorted(script.commands):
        await _until(newsstand, at, stop)
        if not stop.is_set():
            write(f"\n> {text}")
            await bot.type(text)
    await _until(newsstand, script.length + _AFTERWARDS, stop)
    if not stop.is_set():
        write("\nThat was the tour. With a terminal, rasid demo lets you type; README says how to connect Telegram and Slack.")


async def _until(newsstand: Newsstand, at: float, stop: asyncio.Event) -> None:
    while newsstand.elapsed < at and not stop.is_set():
        await asyncio.sleep(0.05)


def _welcome(outlets: int, watches: tuple[str, ...], *, tour: bool) -> str:
    typing = "" if tour else " Type help, or مساعدة; quit ends."
    return (
        f"Rasid reads {outlets} invented outlets in Arabic and English from a server on this machine, and watches: "
        f"{', '.join(watches)}.{typing}\n"
    )
