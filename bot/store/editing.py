"""What becomes of a stored article when its feed says it otherwise: an edit, another key, or only that it is still listed.

An edit that is news has the article triaged again, as an update of its own story; what it said when it was last triaged is kept
until then. What is news is judged in ``bot.stories.revising``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.news import Article, Entry, Former
from bot.store.recognising import Recognised
from bot.store.schema import articles
from bot.store.search import searchable
from bot.store.vocabulary import learn
from bot.stories.headline import figures
from bot.stories.recognition import head
from bot.stories.revising import READ, is_news

LISTED_ANEW: Final = timedelta(days=1)
"""A listed article's date is renewed at most this often."""

REVISIONS: Final = 5
"""How often a change of one article is told as news."""

# Edits of an article's text alone that are followed.
_TEXT_EDITS: Final = 20
_DIGITS: Final = re.compile(r"\d+")
# A change of an older article is no news.
_NEWS: Final = timedelta(hours=48)
_PLAIN: Final = ("key", "listed", "head")
_TOLD: Final = ("title", "text", "url", "language", "folded", "digest", "edits", "former", "triaged")


@dataclass(frozen=True, slots=True)
class _Edit:
    """A known entry, its article's row and its key from now on; ``told``: it says something else than before."""

    entry: Entry
    row: Row[Any]
    key: str
    retold: bool

    @property
    def told(self) -> bool:
        if self.entry.as_before:
            return False
        return self.retold or self.row.url != self.entry.url or _is_retitled(self.row, self.entry)


async def edit(connection: AsyncConnection, recognised: Recognised, now: datetime) -> None:
    """Writes what a document changes in the articles that are known; those whose edit is news are to be triaged again."""
    edits = [_edit(entry, row, recognised.renamed(entry, row)) for entry, row in recognised.known()]
    told = [one for one in edits if one.told]
    plain = [one for one in edits if not one.told and (one.key != one.row.key or now - one.row.listed >= LISTED_ANEW)]
    texts = await _texts(connection, told)
    await _write(connection, _PLAIN, [_plain(one, now) for one in plain])
    changes = [_changes(one, texts, now) for one in told]
    await _write(connection, (*_PLAIN, *_TOLD), changes)
    await learn(connection, [each["new_folded"] for each in changes])


def digest_of(entry: Entry) -> str:
    """What tells whether a feed says something else of an entry than before."""
    parts = f"{entry.title}\0{entry.text}\0{entry.url}\0{entry.language.value}"
    return hashlib.blake2b(parts.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _is_retitled(row: Row[Any], entry: Entry) -> bool:
    """Whether the title is another; a title that has been edited often only when more of it is than the time it shows."""
    if row.title == entry.title or row.edits < _TEXT_EDITS:
        return bool(row.title != entry.title)
    if _DIGITS.sub("", row.title) != _DIGITS.sub("", entry.title):
        return True
    counted = ({(each.about, each.value) for each in figures(title, entry.language)} for title in (row.title, entry.title))
    return next(counted) != next(counted)


def _edit(entry: Entry, row: Row[Any], key: str) -> _Edit:
    # Its text alone is followed so many times, and that of its page is better than the feed's.
    retold = row.digest != digest_of(entry) and row.edits < _TEXT_EDITS and not row.from_page
    return _Edit(entry, row, key, retold)


async def _texts(connection: AsyncConnection, edits: Sequence[_Edit]) -> Mapping[int, str]:
    """The stored texts of edited articles: their beginnings, or all of it where it is that of a page and stays."""
    whole = {one.row.id for one in edits if one.row.from_page}
    texts: dict[int, str] = {}
    for ids, text in ((whole, articles.c.text), ({one.row.id for one in edits} - whole, func.substr(articles.c.text, 1, READ))):
        if ids:
            found = select(articles.c.id, text.label("text")).where(articles.c.id.in_(ids))
            texts |= {row.id: row.text for row in await connection.execute(found)}
    return texts


def _plain(one: _Edit, now: datetime) -> dict[str, Any]:
    return {"article": one.row.id, "new_key": one.key, "new_listed": now, "new_head": head(one.entry.title)}


def _changes(one: _Edit, texts: Mapping[int, str], now: datetime) -> dict[str, Any]:
    row = one.row
    entry = replace(one.entry, text=texts[row.id]) if row.from_page else one.entry
    former, triaged = _judged(row, entry, texts[row.id], now)
    return _plain(one, now) | {
        "new_title": entry.title,
        "new_text": entry.text,
        "new_url": entry.url,
        "new_language": entry.language.value,
        "new_folded": searchable(entry.title, entry.text),
        "new_digest": digest_of(one.entry),
        "new_edits": row.edits + one.retold,
        "new_former": former,
        "new_triaged": triaged,
    }


def _judged(row: Row[Any], entry: Entry, stored: str, now: datetime) -> tuple[dict[str, str] | None, bool]:
    """What the article said when it was last triaged, and whether it stays triaged."""
    if row.former is None and not row.triaged:
        # Nobody has read it yet.
        return None, False
    if row.baseline or row.held or row.revisions >= REVISIONS or now - row.time > _NEWS:
        return row.former, row.triaged
    if (row.title, stored[:READ]) == (entry.title, entry.text[:READ]):
        return row.former, row.triaged
    former = row.former or {"title": row.title, "text": stored[:READ]}
    article = Article(row.id, "", "", row.key, entry.title, entry.text, entry.url, entry.language, None, now)
    return former, not is_news(article, Former(0, former["title"], former["text"]))


async def _write(connection: AsyncConnection, columns: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    """Writes these columns of the rows; texts, and what is found by them, only where an article says something else."""
    if rows:
        changed = update(articles).where(articles.c.id == bindparam("article"))
        await connection.execute(changed.values({name: bindparam(f"new_{name}") for name in columns}), rows)
