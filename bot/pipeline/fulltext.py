"""The pages of entries whose feed gives little more than a headline, read before the entries are kept.

Only for sources that ask for it, and only for entries that are news. How a page is read stands behind ``PageReader``.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.model.news import DueSource, Entry, Fresh, Language, Reading
from bot.ports import ArticleStore, PageReader
from bot.text.languages import language_of

ENOUGH = 400
"""An entry with a text of so many code points, and more than its headline, speaks for itself."""

MOST_PAGES = 10
"""Pages read after one poll; entries beyond keep what their feed says."""

DEADLINE = 60.0
"""Seconds for all of them; a poll's claim on its source lasts two minutes."""

_AT_ONCE = 4


async def with_full_text(due: DueSource, reading: Reading, store: ArticleStore, pages: PageReader) -> Reading:
    """The reading with the texts of the pages of its new entries, as far as there was time and anything to be had.

    The newest come first. What a source holds when it is first read is history, and its pages are left alone.
    """
    if not isinstance(reading, Fresh) or not due.source.full_text:
        return reading
    # A link that several entries have is no article of one.
    links = Counter(entry.url for entry in reading.entries)
    thin = [entry for entry in reading.entries if links[entry.url] == 1 and _says_little(entry) and _is_news(entry, due)]
    if not thin:
        return reading
    unknown = await store.unknown(due.source, thin)
    texts = await _texts([entry for entry in thin if entry.key in unknown][:MOST_PAGES], pages)
    return replace(reading, entries=tuple(_with_page(entry, texts.get(entry.key, "")) for entry in reading.entries))


def _says_little(entry: Entry) -> bool:
    return bool(entry.url) and not entry.as_before and (len(entry.text) < ENOUGH or len(entry.text) <= len(entry.title))


def _is_news(entry: Entry, due: DueSource) -> bool:
    """Whether the entry will be more than part of a baseline: a feed that was empty at first may have had news since."""
    if due.polls:
        return True
    return due.last_success is not None and entry.published is not None and entry.published > due.last_success


async def _texts(entries: Sequence[Entry], pages: PageReader) -> dict[str, str]:
    """The texts of the entries' pages by key; those missing that had none, or not in time."""
    texts: dict[str, str] = {}
    room = asyncio.Semaphore(_AT_ONCE)

    async def read(entry: Entry) -> None:
        async with room:
            found = await pages.text_of(entry.url)
        if isinstance(found, str):
            texts[entry.key] = found

    try:
        async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
            for entry in entries:
                group.create_task(read(entry))
    except TimeoutError:
        # What is there by now counts; the rest keep what their feed says.
        pass
    return texts


def _with_page(entry: Entry, text: str) -> Entry:
    headline, _, rest = text.partition("\n\n")
    body = rest if headline.strip().casefold() == entry.title.strip().casefold() else text
    if len(body) <= len(entry.text):
        return entry
    language = language_of(body) if entry.language is Language.OTHER else entry.language
    return replace(entry, page=body, language=language)
