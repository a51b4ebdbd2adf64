"""Loads the operator's tables and the package's own data, and hands them down as values.

``feeds.toml``, ``watchlist.toml``, ``names.toml`` of the configuration folder; the names, cities and phrase catalogues of the
package. How names are read, and how the operator's change the package's, stands in ``gazetteer``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from bot.app.evidence.tables import load_evidence
from bot.app.gazetteer.cities import load_cities
from bot.app.gazetteer.known import load_names
from bot.app.refusals import said
from bot.app.tables import Table, read_table
from bot.matching.watchlist import Watchlist
from bot.model.chat import Address, Platform
from bot.model.news import Language, Source
from bot.model.watch import Name
from bot.text.phrases import Phrases

__all__ = ["Seed", "load_cities", "load_names", "load_phrases", "load_seeds", "load_sources", "new_watchlist"]


@dataclass(frozen=True, slots=True)
class Seed:
    """A watch that the operator's file asks for."""

    address: Address
    term: str


def load_sources(folder: Path, interval: timedelta) -> tuple[Source, ...]:
    """The feeds of ``feeds.toml``; raises ConfigProblem."""
    table = read_table(folder / "feeds.toml", "feed")
    table.known(frozenset({"id", "name", "url", "language", "region", "interval", "full_text", "lists"}))
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
        full_text = row.get("full_text", False)
        if not isinstance(full_text, bool):
            raise table.fault(index, "full_text", "must be true or false")
        sources[source_id] = Source(
            id=source_id,
            url=url,
            name=table.word(index, "name"),
            language=Language.of(table.word(index, "language", default="und")),
            region=table.word(index, "region", default=""),
            interval=timedelta(seconds=seconds),
            full_text=full_text,
        )
    return tuple(sources.values())


def load_seeds(folder: Path) -> tuple[Seed, ...]:
    """The watches of ``watchlist.toml``; raises ConfigProblem."""
    table = read_table(folder / "watchlist.toml", "watch")
    table.known(frozenset({"chat", "term", "id"}))
    return tuple(
        Seed(_address(table, index, table.word(index, "chat")), _term(table, index, table.word(index, "term")))
        for index in range(len(table.rows))
    )


def new_watchlist(names: Iterable[Name]) -> Watchlist:
    """A watchlist without terms that knows these names and all else that ships with the package."""
    return Watchlist(names, load_evidence(), cities=load_cities())


def load_phrases() -> Phrases:
    """The bot's own words in every language it speaks."""
    folder = resources.files("bot.text") / "catalogues"
    catalogues = {
        language: tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        for language in (Language.ARABIC, Language.ENGLISH)
    }
    return Phrases(catalogues)


def _term(table: Table, index: int, term: str) -> str:
    fault = Watchlist.fault(term)
    if fault is not None:
        raise table.fault(index, "term", f"{term!r} cannot be watched, {said(fault)}")
    return term


def address_of(text: str) -> Address:
    """The address of a chat as the operator writes it; raises ValueError, whose text says what it should look like."""
    platform, _, rest = text.partition(":")
    channel, _, thread = rest.partition(":")
    if platform not in set(Platform) or not channel:
        raise ValueError(f"{text!r} is not of the form telegram:-100123, slack:C0123 or console:local")
    return Address(Platform(platform), channel, thread)


def _address(table: Table, index: int, chat: str) -> Address:
    try:
        return address_of(chat)
    except ValueError as error:
        raise table.fault(index, "chat", str(error)) from None
