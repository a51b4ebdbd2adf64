"""A feed of headlines and the pages behind them, over loopback, into the store: by the real reader, pages and collecting."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from bot.model.news import Language, Source
from bot.pipeline.collect import Newsstand, poll
from bot.sources.pages import WebPages
from bot.sources.reading import FeedReader
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.database import open_database
from tests.fakes.articles import ARABIC, ARABIC_TITLE, ENGLISH, ENGLISH_TITLE, arabic_page, english_page
from tests.fakes.clock import FakeClock
from tests.fakes.feed_server import FeedServer, Page

HTML = "text/html"


def rss(server: FeedServer, *items: tuple[str, str]) -> str:
    inside = "".join(
        f"<item><guid>{path}</guid><title>{title}</title><link>{server.url(path)}</link></item>" for path, title in items
    )
    return f'<rss version="2.0"><channel><title>Headlines</title>{inside}</channel></rss>'


async def test_two_feeds_of_headlines_are_kept_with_their_articles_and_each_page_is_read_once(
    tmp_path: Path, clock: FakeClock, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{tmp_path / 'rasid.db'}", clock=clock)
    async with FeedServer() as server, FeedReader(allow_hosts=(server.host,), clock=clock.now) as reader:
        articles, chats = Articles(database), Chats(database)
        names = ("one", "two")
        sources = [Source(name, server.url(f"/{name}.xml"), name, full_text=True) for name in names]
        await chats.seed_sources(sources)
        async with WebPages(reader.fetcher, clock, pace=0.0) as pages:
            stand = Newsstand(reader, articles, clock, lambda: 0.0, lambda: None, pages)

            async def polled(*items: tuple[str, str]) -> None:
                for name in names:
                    server.publish(f"/{name}.xml", rss(server, *items))
                clock.advance(timedelta(hours=1).total_seconds())
                for due in await articles.due_sources(9):
                    await poll(due, stand)

            old = ("/old", "What stood there before")
            server.serve("/robots.txt", b"User-agent: *\nDisallow: /private")
            server.serve("/ar", Page(arabic_page().encode("cp1256"), content_type=HTML))
            server.serve("/en", Page(english_page().encode(), content_type=HTML))
            server.serve("/private", Page(english_page().encode(), content_type=HTML))
            await polled(old)
            await polled(("/ar", ARABIC_TITLE), ("/en", ENGLISH_TITLE), ("/private", "Not for robots"), ("/gone", "Gone"), old)
            await polled(("/ar", ARABIC_TITLE), ("/en", ENGLISH_TITLE), old)
            kept = {(article.source, article.title): article for article in await articles.untriaged(20)}
    await database.close()
    for name in names:
        assert kept[name, ARABIC_TITLE].text == "\n\n".join(ARABIC)
        assert kept[name, ARABIC_TITLE].language is Language.ARABIC
        assert kept[name, ENGLISH_TITLE].text == "\n\n".join(ENGLISH)
        assert kept[name, "Not for robots"].text == kept[name, "Gone"].text == ""
    asked = [request.path for request in server.requests if not request.path.endswith(".xml")]
    assert sorted(asked) == ["/ar", "/en", "/gone", "/robots.txt"]
