"""Loads the operator's tables and the package's own data, and hands them down as values.

``feeds.toml``, ``watchlist.toml``, ``names.toml`` of the configuration folder; the phrase catalogues of the package.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.app.settings import ConfigProblem, line_of, parse_toml
from bot.model.chat import Address, Platform
from bot.model.news import Language, Source
from bot.model.watch import Name
from bot.text.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Seed:
    """A watch that the operator's file asks for."""

    address: Address
    term: str


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of one ``[[kind]]`` of a file, with the means to say where a fault stands."""

    path: Path
    text: str
    kind: str
    rows: tuple[dict[str, Any], ...]

    def fault(self, index: int, key: str, reason: str) -> ConfigProblem:
        return ConfigProblem(str(self.path), f"{self.kind}.{key}", reason, line_of(self.text, key, self.kind, index))

    def word(self, index: int, key: str, *, default: str | None = None) -> str:
        value = self.rows[index].get(key, default)
        if value is None:
            raise self.fault(index, key, "is missing")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(index, key, "must be a text in quotes")
        return value.strip()

    def words(self, index: int, key: str) -> tuple[str, ...]:
        value = self.rows[index].get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(index, key, 'must be a list of texts: ["one", "two"]')
        return tuple(dict.fromkeys(item.strip() for item in value))

    def known(self, keys: frozenset[str]) -> None:
        for index, row in enumerate(self.rows):
            for key in row.keys() - keys:
                raise self.fault(index, key, f"no such key; known are {', '.join(sorted(keys))}")


def load_sources(folder: Path, interval: timedelta) -> tuple[Source, ...]:
    """The feeds of ``feeds.toml``; raises ConfigProblem."""
    table = _read(folder / "feeds.toml", "feed")
    table.known(frozenset({"id", "name", "url", "language", "region", "interval", "lists"}))
    sources: dict[str, Source] = {}
    for index, row in enumerate(table.rows):
        source_id, url = table.word(index, "id"), table.word(index, "url")
        if source_id in sources:
            raise table.fault(index, "id", f"{source_id!r} stands there twice")
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise table.fault(index, "url", f"{url!r} is no web address; one begins with https://")
        seconds = row.get("interval", interval.total_seconds())
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 1:
            raise table.fault(index, "interval", "must be a number of seconds, 1 or more")
        language = Language.of(table.word(index, "language", default="und"))
        region = table.word(index, "region", default="")
        sources[source_id] = Source(source_id, url, table.word(index, "name"), language, region, timedelta(seconds=seconds))
    return tuple(sources.values())


def load_names(folder: Path) -> tuple[Name, ...]:
    """The names of ``names.toml``; raises ConfigProblem."""
    table = _read(folder / "names.toml", "name")
    table.known(frozenset({"id", "kind", "en", "ar", "off", "cased", "note"}))
    names: dict[str, Name] = {}
    for index in range(len(table.rows)):
        name_id = table.word(index, "id")
        if name_id in names:
            raise table.fault(index, "id", f"{name_id!r} stands there twice")
        lists = {key: table.words(index, key) for key in ("en", "ar", "off", "cased")}
        if not any(lists.values()):
            raise table.fault(index, "en", "a name needs at least one spelling in en, ar or cased")
        names[name_id] = Name(name_id, table.word(index, "kind", default=""), **lists)
    return tuple(names.values())


def load_seeds(folder: Path) -> tuple[Seed, ...]:
    """The watches of ``watchlist.toml``; raises ConfigProblem."""
    table = _read(folder / "watchlist.toml", "watch")
    table.known(frozenset({"chat", "term", "id"}))
    return tuple(
        Seed(_address(table, index, table.word(index, "chat")), table.word(index, "term")) for index in range(len(table.rows))
    )


def load_phrases() -> Phrases:
    """The bot's own words in every language it speaks."""
    folder = resources.files("bot.text") / "catalogues"
    catalogues = {
        language: tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        for language in (Language.ARABIC, Language.ENGLISH)
    }
    return Phrases(catalogues)


def _read(path: Path, kind: str) -> _Table:
    if not path.exists():
        return _Table(path, "", kind, ())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem(str(path), "", f"cannot be read as UTF-8 text: {error}") from None
    values = parse_toml(path, text)
    for key in values.keys() - {kind}:
        raise ConfigProblem(str(path), key, f"no such table; this file holds [[{kind}]]", line_of(text, key))
    rows = values.get(kind, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigProblem(str(path), kind, f"each {kind} begins with a line [[{kind}]]", line_of(text, kind))
    return _Table(path, text, kind, tuple(rows))


def _address(table: _Table, index: int, chat: str) -> Address:
    platform, _, rest = chat.partition(":")
    channel, _, thread = rest.partition(":")
    if platform not in set(Platform) or not channel:
        raise table.fault(index, "chat", f"{chat!r} is not of the form telegram:-100123, slack:C0123 or console:local")
    return Address(Platform(platform), channel, thread)
