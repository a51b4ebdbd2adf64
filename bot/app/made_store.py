"""A database filled with made-up news and watches, for measuring what chats ask of a bot that has run for a month.

What lives here: how it is filled, through the tables the bot itself uses. What does not: what is measured (``bench_chat``).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bot.app.made_text import MadeText
from bot.model.alert import AlertKind, NewAlert, Placement, PlacementKind, Reason, Summary, Triage, Triaged
from bot.model.chat import Address, Chat, ChatKind
from bot.model.news import Language, Source
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.leases import RoleLeases
from bot.store.pacing import Pacing
from bot.store.records import reason_record
from bot.store.schema import articles, stories, story_articles, watches
from bot.store.search import searchable
from bot.store.vocabulary import learn
from bot.text.folding import folded

SPAN = timedelta(days=30)
"""How far back the news goes."""

_SOURCES = 50
_IN_A_STORY = 3
_TOLD = 50
_WORDS = 24
_TITLE = 8
_BATCH = 5001


async def fill(database: Database, made: MadeText, count: int, now: datetime) -> None:
    """Stores so many short articles of the last 30 days, Arabic and English in turn, three to a story."""
    feeds = [
        Source(f"made-{number}", f"https://{number}.example/feed", f"Outlet {number}", _language(number))
        for number in range(_SOURCES)
    ]
    await Chats(database).seed_sources(feeds)
    start, step = now - SPAN, SPAN / count
    texts = _texts(made, count)
    for first in range(0, count, _BATCH):
        rows = [
            _article(feeds[number % _SOURCES], number, title, text, start + number * step)
            for number, (title, text) in enumerate(islice(texts, _BATCH), first)
        ]

        async def work(connection: Any, rows: Sequence[dict[str, Any]] = rows) -> None:
            await _store(connection, rows)

        await database.write(work)


async def is_filled(database: Database) -> bool:
    """Whether articles are stored already."""
    return (await Chats(database).condition()).first_article is not None


async def fill_watches(database: Database, places: Sequence[Address], terms: Sequence[str], now: datetime) -> None:
    """Stores these terms as watches of private chats, as many to each, each of which was told of a few of the stories."""
    chats, store, leases = Chats(database), Articles(database, Pacing(overload=0)), RoleLeases(database)
    fence = await leases.acquire("triage", "made", 3600.0) or 0
    each = -(-len(terms) // len(places))
    rows = []
    for number, place in enumerate(places):
        chat = await chats.open_chat(place, ChatKind.PRIVATE, "", Language.ENGLISH)
        keys: dict[str, str] = {}
        for term in terms[number * each : (number + 1) * each]:
            keys.setdefault(" ".join(folded(term).split()) or term, term)
        rows += [
            {"chat_id": chat.id, "term": term, "folded": key, "switched": [], "added": now, "added_at": 0}
            for key, term in keys.items()
        ]
        await _tell(store, chat, told_to(int(place.channel)), fence)

    async def work(connection: Any) -> None:
        await connection.execute(watches.insert(), rows)

    await database.write(work)
    await leases.release("triage", "made")


def told_to(number: int) -> int:
    """The story that the chat of this number was told of last."""
    return 1 + _IN_A_STORY * (number % _TOLD)


async def _tell(store: Articles, chat: Chat, story: int, fence: int) -> None:
    """Tells a chat of a story by its first report, as if that had just been triaged."""
    (report,) = await store.read(chat.id, [story])
    because = Reason("first_match", (("terms", report.title),))
    summary = Summary(report.title)
    alert = NewAlert(chat.id, story, AlertKind.NEW, story, (), (report.title,), report.seen, because, summary=summary)
    placement = Placement(PlacementKind.NEW, story, because)
    await store.commit(Triage((Triaged(report, placement, frozenset(), (), (alert,)),), fence))


def _texts(made: MadeText, count: int) -> Iterator[tuple[str, str]]:
    """Titles and texts of single sentences, their words as frequent as in running text."""
    dice = random.Random(11)  # noqa: S311 (no secret)
    vocabularies = made.vocabularies
    for number in range(count):
        known = vocabularies[number % len(vocabularies)]
        written = dice.choices(known.words, cum_weights=known.totals, k=_TITLE + _WORDS)
        yield " ".join(written[:_TITLE]), " ".join(written[_TITLE:])


def _language(number: int) -> Language:
    return Language.ARABIC if number % 2 == 0 else Language.ENGLISH


def _article(source: Source, number: int, title: str, text: str, seen: datetime) -> dict[str, Any]:
    return {
        "id": number + 1,
        "source_id": source.id,
        "outlet": source.name,
        "key": str(number),
        "title": title,
        "text": text,
        "url": f"{source.url}/{number}",
        "language": source.language.value,
        "published": seen,
        "seen": seen,
        "time": seen,
        "listed": seen,
        "triaged": True,
        "folded": searchable(title, text),
    }


async def _store(connection: Any, rows: Sequence[dict[str, Any]]) -> None:
    await learn(connection, [row["folded"] for row in rows])
    await connection.execute(articles.insert(), rows)
    opened = [row for row in rows if row["id"] % _IN_A_STORY == 1]
    await connection.execute(stories.insert(), [{"id": row["id"], "created": row["seen"]} for row in opened])
    await connection.execute(story_articles.insert(), [_member(row["id"]) for row in rows])


def _member(number: int) -> dict[str, Any]:
    story = number - (number - 1) % _IN_A_STORY
    return {
        "article_id": number,
        "story_id": story,
        "kind": "new" if story == number else "repeat",
        "how": "none",
        "score": 0.0,
        "because": reason_record(Reason("first-report")),
        "names": [],
        "signature": b"",
    }
