"""A small world for scenarios: feeds, both platforms, a configuration folder, and the bot as a process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.fakes.feed_server import FeedServer
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.fakes.telegram_server import TOKEN, TelegramServer

ROOT = Path(__file__).parent.parent.parent
GROUP = -1001
CHANNEL = "C1"


def rss(title: str, entries: Sequence[tuple[str, str, str]], language: str = "en") -> str:
    """A feed of (guid, title, text) entries, newest last in the list and first in the feed."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{escape(guid)}</guid><title>{escape(headline)}</title>"
        f"<link>https://news.example/{escape(guid)}</link><description>{escape(text)}</description></item>"
        for guid, headline, text in reversed(entries)
    )
    head = f"<title>{escape(title)}</title><link>https://news.example/</link><language>{language}</language>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


@dataclass
class World:
    """Everything outside the bot. ``feeds``: path -> (name, language)."""

    folder: Path
    feeds: FeedServer
    telegram: TelegramServer
    slack: FakeSlack
    database: str
    outlets: dict[str, tuple[str, str]] = field(default_factory=dict)
    entries: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    def outlet(self, path: str, name: str, language: str = "en") -> None:
        """An outlet whose feed holds one old entry, so that its first reading is a baseline."""
        self.outlets[path] = (name, language)
        self.entries[path] = []
        self.publish(path, ("before", f"What {name} wrote before", "Old news."))

    def publish(self, path: str, *entries: tuple[str, str, str]) -> None:
        """Adds (guid, title, text) entries to an outlet's feed; a known guid is replaced."""
        known = {entry[0]: entry for entry in (*self.entries[path], *entries)}
        self.entries[path] = list(known.values())
        name, language = self.outlets[path]
        self.feeds.publish(path, rss(name, self.entries[path], language))

    def configure(self, watches: Sequence[tuple[str, str]], settings: str = "") -> None:
        """Writes the configuration folder: the outlets, and (chat, term) watches."""
        feeds = "".join(
            f'[[feed]]\nid = "{path.strip("/")}"\nname = "{name}"\nurl = "{self.feeds.url(path)}"\n'
            f'language = "{language}"\ninterval = 1\n'
            for path, (name, language) in self.outlets.items()
        )
        (self.folder / "feeds.toml").write_text(feeds, encoding="utf-8")
        rows = "".join(f'[[watch]]\nchat = "{chat}"\nterm = "{term}"\n' for chat, term in watches)
        (self.folder / "watchlist.toml").write_text(rows, encoding="utf-8")
        (self.folder / "names.toml").write_text((ROOT / "config" / "names.toml").read_text("utf-8"), encoding="utf-8")
        (self.folder / "bot.toml").write_text(f"[health]\nport = 0\n{settings}", encoding="utf-8")

    def environment(self, **more: str) -> dict[str, str]:
        """What the bot's process is given."""
        base = {name: value for name, value in os.environ.items() if not name.startswith(("RASID_", "TEST_"))}
        return base | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
            "RASID_TELEGRAM__TOKEN": TOKEN,
            "RASID_TELEGRAM__BASE_URL": self.telegram.base_url,
            "RASID_SLACK__BOT_TOKEN": BOT_TOKEN,
            "RASID_SLACK__APP_TOKEN": APP_TOKEN,
            "RASID_SLACK__BASE_URL": self.slack.base_url,
            "RASID_DATABASE__URL": self.database,
            "RASID_OWNERS": "telegram:111,slack:U1",
            "RASID_FETCH__ALLOW_HOSTS": self.feeds.host,
            **more,
        }

    async def start(self, environment: Mapping[str, str] | None = None, module: str = "tests.fakes.bot_process") -> Process:
        """Starts the bot as a process."""
        arguments = (str(self.folder),) if module.startswith("tests.") else ("run", "--config", str(self.folder))
        log = (self.folder / "log").open("ab")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *arguments, stdout=log, stderr=log, cwd=ROOT, env=environment or self.environment()
        )
        log.close()
        self.started.append(process)
        return Process(process, self.folder / "log")

    async def read_once(self, *paths: str) -> None:
        """Waits until each of these feeds has been read, so that what it held is its baseline."""
        await until(lambda: all(len(self.feeds.asked(path)) >= 2 for path in paths))


@dataclass
class Process:
    """A running bot and its log."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()

    async def ended(self, seconds: float = 60.0) -> int:
        """Waits for the end; returns the exit code (negative: the signal)."""
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        return await self.ended()

    def words(self) -> str:
        """All that it has logged."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


@asynccontextmanager
async def a_world(folder: Path, database: str) -> AsyncIterator[World]:
    """Feeds and both platforms on loopback, with a group on the one and a channel on the other."""
    async with FeedServer() as feeds, TelegramServer() as telegram, FakeSlack() as slack:
        telegram.world.add_chat(GROUP, "Desk", admins={111})
        if CHANNEL not in slack.world.channels:
            slack.world.add_channel(CHANNEL)
        world = World(folder, feeds, telegram, slack, database)
        try:
            yield world
        finally:
            for process in world.started:
                if process.returncode is None:
                    process.kill()
                    await process.wait()


async def until(true: Callable[[], Any], seconds: float = 40.0) -> Any:
    """Waits until something holds; returns what it gives."""
    # What comes at once is not waited for, and what takes long is not asked for all the time.
    pause = 0.002
    async with asyncio.timeout(seconds):
        while not (found := true()):
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        return found


async def settled(count: Callable[[], int], seconds: float = 3.0) -> int:
    """The count once it has stood still for ``seconds``."""
    last, since = count(), 0.0
    while since < seconds:
        await asyncio.sleep(0.1)
        now = count()
        since = since + 0.1 if now == last else 0.0
        last = now
    return last
