"""Runs the assembled bot until it is told to stop: signals, first words, and the commands that touch a live store."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot.app.catalogue import load_names, load_phrases, load_seeds, load_sources
from bot.app.health import ask_health
from bot.app.logs import configure_logging
from bot.app.settings import ConfigProblem, Settings, load_settings
from bot.app.wiring import CLAIM_LIFETIME, Bot, SystemClock, Tables, Terminal, assemble
from bot.model.backup import Backup, BackupByHand
from bot.ports import StoreUnavailable
from bot.store.backups import Backups
from bot.store.chats import Chats
from bot.store.database import open_database
from bot.text.phrases import Phrases

if TYPE_CHECKING:
    from bot.platforms.console import ConsoleCourier

log = structlog.get_logger()


def run_bot(folder: Path) -> int:
    """``rasid run``: until SIGTERM or SIGINT; returns the exit code."""
    settings, tables = load(folder)
    configure_logging(settings.log.format, settings.log.level, settings.secrets())
    if settings.telegram.token is None and settings.slack.bot_token is None:
        raise ConfigProblem(
            "environment",
            "RASID_TELEGRAM__TOKEN",
            "no platform has a token; set it, or RASID_SLACK__BOT_TOKEN with RASID_SLACK__APP_TOKEN, or try: rasid console",
        )
    return run(_serve(settings, tables))


def run_console(folder: Path) -> int:
    """``rasid console``: until ``quit``, the end of input or a signal; returns the exit code."""
    settings, tables = load(folder)
    configure_logging(settings.log.format, "warning", settings.secrets())
    return run(_converse(settings, tables))


def print_claim(folder: Path) -> int:
    """``rasid claim``: a new one-time token on standard output."""
    settings = load_settings(folder)
    token = run_value(_claim(settings))
    minutes = round(CLAIM_LIFETIME.total_seconds() / 60)
    print(f"Send this to the bot in a private chat within {minutes} minutes; it works once:\n\n  claim {token}\n")
    print(f"It is for the bot whose database is {shown_database(settings)}")
    return 0


def shown_database(settings: Settings) -> str:
    """Where the data is, without a password: a file's whole path, or the server's address."""
    url = settings.database.url.get_secret_value()
    scheme, _, rest = url.partition("://")
    if scheme.startswith("sqlite"):
        return str(Path(rest[1:]).absolute())
    return f"{scheme}://{rest.rpartition('@')[2]}"


def data_folder(settings: Settings) -> Path:
    """Where files belong that the bot makes: beside its database if that is a file, else where it was started."""
    url = settings.database.url.get_secret_value()
    return Path(shown_database(settings)).parent if url.startswith("sqlite") else Path.cwd()


def make_backup(folder: Path) -> int:
    """``rasid backup``: a copy of the database, its path on standard output; 1 when it has to be made by hand."""
    settings = load_settings(folder)
    made = asyncio.run(_backup(settings))
    if isinstance(made, BackupByHand):
        print(f"rasid: PostgreSQL's own tool makes it:\n  {made.command}\nand restores it:\n  {made.restore}", file=sys.stderr)
        return 1
    print(made.path)
    return 0


async def _backup(settings: Settings) -> Backup | BackupByHand:
    database = await open_database(settings.database.url.get_secret_value())
    try:
        return await Backups(database, settings.backup.keep).make(SystemClock().now())
    finally:
        await database.close()


def print_health(folder: Path) -> int:
    """``rasid health``: what the running bot says of itself; 1 when it is not well or not there."""
    settings = load_settings(folder)
    try:
        well, vitals = ask_health(settings.health.host, settings.health.port)
    except OSError as error:
        print(f"rasid: no answer at {settings.health.host}:{settings.health.port}: {error}", file=sys.stderr)
        return 1
    print(json.dumps(vitals, ensure_ascii=False, indent=2))
    return 0 if well else 1


def load(folder: Path) -> tuple[Settings, Tables]:
    """The settings and tables of a configuration folder; raises ConfigProblem."""
    settings = load_settings(folder)
    sources = load_sources(folder, timedelta(seconds=settings.fetch.interval))
    return settings, Tables(sources, load_names(folder), load_seeds(folder), load_phrases())


def run(work: Coroutine[Any, Any, None]) -> int:
    """Runs ``work`` to its end; 1 when the store cannot be opened or kept."""
    try:
        asyncio.run(work)
    except StoreUnavailable as error:
        print(f"rasid: {error}", file=sys.stderr)
        return 1
    return 0


def run_value(work: Coroutine[Any, Any, str]) -> str:
    """Runs ``work`` and returns what it returns; a store that cannot be opened is a ConfigProblem."""
    try:
        return asyncio.run(work)
    except StoreUnavailable as error:
        raise ConfigProblem("database.url", "", str(error)) from None


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def keep_running(bot: Bot, stop: asyncio.Event) -> None:
    """Starts ``bot``, waits for ``stop``, and stops it."""
    await bot.start()
    try:
        await stop.wait()
        log.info("bot.stopping")
    finally:
        await bot.stop()
    log.info("bot.stopped")


async def _serve(settings: Settings, tables: Tables) -> None:
    stop = stop_on_signals()
    async with assemble(settings, tables) as bot:
        await _invite_owner(bot, settings)
        await keep_running(bot, stop)


async def _converse(settings: Settings, tables: Tables) -> None:
    stop = stop_on_signals()
    here = Terminal(terminal(data_folder(settings), tables.phrases, settings.console.direction), stop.set, typed=True)
    async with assemble(settings, tables, here, remote=False) as bot:
        await keep_running(bot, stop)


async def _claim(settings: Settings) -> str:
    database = await open_database(settings.database.url.get_secret_value())
    try:
        return await Chats(database).new_claim(CLAIM_LIFETIME)
    finally:
        await database.close()


async def _invite_owner(bot: Bot, settings: Settings) -> None:
    """At the first start nobody owns the bot: says how to, on the terminal alone and not in the log."""
    if settings.owners or await bot.desk.chats.has_owner():
        return
    token = await bot.desk.chats.new_claim(CLAIM_LIFETIME)
    minutes = round(CLAIM_LIFETIME.total_seconds() / 60)
    print(
        f"Nobody owns this bot yet. Send it this in a private chat within {minutes} minutes; it works once:\n\n"
        f"  claim {token}\n\nA new one: rasid claim",
        flush=True,
    )


def terminal(folder: Path | None = None, phrases: Phrases | None = None, direction: str = "auto") -> ConsoleCourier:
    """A courier to this terminal, as wide as it is, that saves files in ``folder`` and says buttons in words.

    ``direction``: as the setting of this name has it.
    """
    from bot.app.console_app import typed_for
    from bot.app.terminals import Direction, direction_of, keep_order
    from bot.platforms.console import ConsoleCourier

    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    screen = sys.stdout.isatty()
    laid_out = direction_of(direction)
    visual = laid_out is Direction.VISUAL
    if visual and screen:
        keep_order(_write)
    return ConsoleCourier(
        print_line,
        width,
        colour=screen and "NO_COLOR" not in os.environ,
        marks=laid_out is Direction.TERMINAL,
        visual=visual,
        folder=folder,
        spoken=None if phrases is None else typed_for(phrases),
    )


def _write(text: str) -> None:
    print(text, end="", flush=True)


def print_line(text: str) -> None:
    """Writes a message of the console."""
    print(text, flush=True)
