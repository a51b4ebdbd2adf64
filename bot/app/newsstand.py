"""The loopback server behind ``rasid demo``: feeds written for it, published over time from one script.

Serves what the script says is out by now; knows nothing of the bot.
"""

from __future__ import annotations

import asyncio
import hashlib
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import resources
from xml.sax.saxutils import escape

from aiohttp import web

from bot.model.news import Language, Source


@dataclass(frozen=True, slots=True)
class Outlet:
    """One feed of the demo."""

    id: str
    name: str
    language: str
    path: str
    format: str
    encoding: str


@dataclass(frozen=True, slots=True)
class ScriptedEntry:
    """An entry that appears ``at`` seconds after the start (0: it was there before)."""

    outlet: str
    at: float
    guid: str
    title: str
    text: str
    edit_of: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """All that happens in the demo. ``commands`` are (seconds, text) to type; ``length`` is its end in seconds."""

    outlets: tuple[Outlet, ...]
    entries: tuple[ScriptedEntry, ...]
    commands: tuple[tuple[float, str], ...]
    watches: tuple[str, ...]

    @property
    def length(self) -> float:
        """When the last entry is out and the last command typed."""
        return max([entry.at for entry in self.entries] + [at for at, _ in self.commands])


def load_script() -> Script:
    """The script that ships with the package."""
    text = (resources.files("bot.app") / "demo_feeds" / "script.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    outlets = tuple(Outlet(**{key: row[key] for key in Outlet.__slots__}) for row in rows["outlet"])
    entries = tuple(ScriptedEntry(**{key: row[key] for key in ScriptedEntry.__slots__ if key in row}) for row in rows["entry"])
    commands = tuple((float(row["at"]), row["text"]) for row in rows.get("command", ()))
    return Script(outlets, entries, commands, tuple(rows["watches"]))


class Newsstand:
    """Serves the script's feeds on a free port of 127.0.0.1; time begins with ``begin``, ``pace`` times as fast."""

    def __init__(self, script: Script, pace: float = 1.0) -> None:
        self.script = script
        self._pace = pace
        self._opened = datetime.now(UTC)
        self._begun: float | None = None
        self._asked: set[str] = set()
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def open(self) -> None:
        """Listens; ``address`` is then ``host:port``."""
        app = web.Application()
        for outlet in self.script.outlets:
            app.router.add_get(outlet.path, self._serve)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"{host}:{port}"

    async def close(self) -> None:
        """Ends the server."""
        if self._runner is not None:
            await self._runner.cleanup()

    def sources(self, interval: timedelta) -> tuple[Source, ...]:
        """The outlets as sources to poll."""
        return tuple(
            Source(
                f"demo-{outlet.id}",
                f"http://{self.address}{outlet.path}",
                outlet.name,
                Language.of(outlet.language),
                "demo",
                interval,
            )
            for outlet in self.script.outlets
        )

    def begin(self) -> None:
        """Starts the script's clock."""
        self._begun = asyncio.get_running_loop().time()

    @property
    def elapsed(self) -> float:
        """Seconds of the script that have passed."""
        return 0.0 if self._begun is None else (asyncio.get_running_loop().time() - self._begun) * self._pace

    @property
    def all_asked(self) -> bool:
        """Whether every outlet has been fetched at least once (so that what was there before is a baseline)."""
        return len(self._asked) == len(self.script.outlets)

    async def _serve(self, request: web.Request) -> web.Response:
        outlet = next(outlet for outlet in self.script.outlets if outlet.path == request.path)
        body = _render(outlet, self._out(outlet), self._opened).encode(outlet.encoding, "xmlcharrefreplace")
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self._asked.add(outlet.id)
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        kind = "application/atom+xml" if outlet.format == "atom" else "application/rss+xml"
        return web.Response(body=body, content_type=kind, headers={"ETag": etag})

    def _out(self, outlet: Outlet) -> list[ScriptedEntry]:
        """The outlet's entries so far, newest first, with edits in the place of what they edit."""
        shown: dict[str, ScriptedEntry] = {}
        for entry in self.script.entries:
            if entry.outlet == outlet.id and (entry.at == 0 or (self._begun is not None and entry.at <= self.elapsed)):
                shown[entry.edit_of or entry.guid] = entry
        return list(reversed(shown.values()))


def _render(outlet: Outlet, entries: list[ScriptedEntry], opened: datetime) -> str:
    return _atom(outlet, entries, opened) if outlet.format == "atom" else _rss(outlet, entries, opened)


def _published(entry: ScriptedEntry, opened: datetime) -> datetime:
    return opened + timedelta(seconds=entry.at) if entry.at else opened - timedelta(hours=3)


def _rss(outlet: Outlet, entries: list[ScriptedEntry], opened: datetime) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{escape(entry.edit_of or entry.guid)}</guid>"
        f"<title>{escape(entry.title)}</title><link>{_link(outlet, entry)}</link>"
        f"<pubDate>{format_datetime(_published(entry, opened))}</pubDate>"
        f"<description>{escape(entry.text)}</description></item>"
        for entry in entries
    )
    head = f"<title>{escape(outlet.name)}</title><link>{_home(outlet)}</link><language>{outlet.language}</language>"
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>'
        f'<rss version="2.0"><channel>{head}<description/>{items}</channel></rss>'
    )


def _atom(outlet: Outlet, entries: list[ScriptedEntry], opened: datetime) -> str:
    items = "".join(
        f"<entry><id>{escape(entry.edit_of or entry.guid)}</id><title>{escape(entry.title)}</title>"
        f"<link href='{_link(outlet, entry)}'/><published>{_published(entry, opened).isoformat()}</published>"
        f"<updated>{_published(entry, opened).isoformat()}</updated>"
        f"<content type='text'>{escape(entry.text)}</content></entry>"
        for entry in entries
    )
    return (
        f'<?xml version="1.0" encoding="{outlet.encoding}"?>'
        f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='{outlet.language}'><title>{escape(outlet.name)}</title>"
        f"<id>{_home(outlet)}</id><updated>{opened.isoformat()}</updated>{items}</feed>"
    )


def _home(outlet: Outlet) -> str:
    return f"https://{outlet.id}.example"


def _link(outlet: Outlet, entry: ScriptedEntry) -> str:
    return f"{_home(outlet)}/{escape(entry.edit_of or entry.guid)}"
