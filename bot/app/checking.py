"""``rasid check``: is the configuration usable, have the tokens the right shape, and do the feeds answer."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path

from bot.app.gazetteer.known import clashes
from bot.app.running import load
from bot.app.settings import ConfigProblem, Settings, SlackSettings, unknown_variables
from bot.app.wiring import Tables, feed_reader
from bot.model.news import Broken, Fresh, Source, Validators
from bot.ports import SourceReader
from bot.text.addresses import without_credentials

_SHAPES = {
    "RASID_TELEGRAM__TOKEN": (r"\d{5,}:[\w-]{30,}", "123456789: and 35 letters, as BotFather gives it"),
    "RASID_SLACK__BOT_TOKEN": (r"xoxb-[\w-]{10,}", "xoxb-…, from OAuth & Permissions"),
    "RASID_SLACK__APP_TOKEN": (r"xapp-[\w-]{10,}", "xapp-…, from Basic Information, App-Level Tokens"),
    "RASID_SLACK__SIGNING_SECRET": (r"[0-9a-f]{32}", "32 letters and digits, from Basic Information, App Credentials"),
}


def check(folder: Path, *, feeds: bool) -> int:
    """Prints what was found; returns 0 when all is well, 1 when a feed does not answer, 2 for the configuration."""
    settings, tables = load(folder)
    problems = _token_problems(settings)
    problems += [ConfigProblem("environment", name, "no such setting") for name in unknown_variables()]
    problems += clashes(folder)
    for problem in problems:
        print(f"rasid: {problem}", file=sys.stderr)
    spellings = sum(len(name.spellings) for name in tables.names)
    names = f"{len(tables.names)} names with {spellings} spellings"
    print(f"{folder}: {len(tables.sources)} feeds, {names}, {len(tables.seeds)} watches")
    for line in _platforms(settings, {problem.key for problem in problems}):
        print(line)
    if problems:
        return 2
    return asyncio.run(_try_feeds(settings, tables)) if feeds else 0


def _token_problems(settings: Settings) -> list[ConfigProblem]:
    tokens = {
        "RASID_TELEGRAM__TOKEN": settings.telegram.token,
        "RASID_SLACK__BOT_TOKEN": settings.slack.bot_token,
        "RASID_SLACK__APP_TOKEN": settings.slack.app_token,
        "RASID_SLACK__SIGNING_SECRET": settings.slack.signing_secret,
    }
    problems = [
        ConfigProblem("environment", name, f"has not the shape of such a token ({_SHAPES[name][1]})")
        for name, token in tokens.items()
        if token is not None and not re.fullmatch(_SHAPES[name][0], token.get_secret_value())
    ]
    return problems + _slack_problems(settings.slack)


def _slack_problems(slack: SlackSettings) -> list[ConfigProblem]:
    """What is missing of Slack's settings, once any of them is there."""
    if bool(slack.listen) != (slack.signing_secret is not None):
        missing = "RASID_SLACK__SIGNING_SECRET" if slack.listen else "RASID_SLACK__LISTEN"
        return [ConfigProblem("environment", missing, "is missing; HTTP mode needs the secret and where to listen")]
    if slack.over_http:
        alone = ConfigProblem("environment", "RASID_SLACK__BOT_TOKEN", "is missing; Slack needs it in either mode")
        return [] if slack.bot_token is not None else [alone]
    if (slack.bot_token is None) != (slack.app_token is None):
        missing = "RASID_SLACK__APP_TOKEN" if slack.app_token is None else "RASID_SLACK__BOT_TOKEN"
        return [ConfigProblem("environment", missing, "is missing; Slack needs both tokens")]
    return []


def _platforms(settings: Settings, wrong: AbstractSet[str]) -> list[str]:
    """Whether each platform is on, and who owns the bot; ``wrong``: the settings that cannot be used."""
    telegram = "on" if settings.telegram.token is not None else "off (RASID_TELEGRAM__TOKEN is not set)"
    mode = f"on, over HTTP at {settings.slack.listen}" if settings.slack.over_http else "on"
    slack = mode if settings.slack.bot_token is not None else "off (RASID_SLACK__BOT_TOKEN is not set)"
    platforms = {"Telegram": telegram, "Slack": slack}
    for name in platforms:
        if any(key.startswith(f"RASID_{name.upper()}__") for key in wrong):
            platforms[name] = "not usable as it is set"
    owners = ", ".join(settings.owners) or "none yet; the first start prints a one-time token"
    return [*(f"{name}: {said}" for name, said in platforms.items()), f"owners: {owners}"]


async def _try_feeds(settings: Settings, tables: Tables) -> int:
    reader = feed_reader(settings)
    failed = 0
    try:
        total = len(tables.sources)
        for number, result in enumerate(asyncio.as_completed([_try(reader, source) for source in tables.sources]), 1):
            well, line = await result
            failed += not well
            print(f"[{number}/{total}] {line}", flush=True)
    finally:
        await reader.close()
    print(f"{len(tables.sources) - failed} of {len(tables.sources)} feeds answered with entries")
    return 1 if failed else 0


async def _try(reader: SourceReader, source: Source) -> tuple[bool, str]:
    reading = await reader.read(source, Validators())
    if isinstance(reading, Fresh):
        return bool(reading.entries), f"{source.id}: {len(reading.entries)} entries"
    detail = ": ".join(filter(None, (reading.trouble, reading.detail))) if isinstance(reading, Broken) else "unchanged"
    return False, f"{source.id}: {detail} ({without_credentials(source.url)})"
