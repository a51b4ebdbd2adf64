import asyncio

import aiohttp

from bot.app.newsstand import Newsstand, load_script
from bot.model.news import Language
from bot.sources.document import parse_document
from bot.sources.items import ParsedFeed


async def fetch(stand: Newsstand, path: str, etag: str = "") -> tuple[int, bytes, str]:
    headers = {"If-None-Match": etag} if etag else {}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{stand.address}{path}", headers=headers) as response,
    ):
        return response.status, await response.read(), response.headers["ETag"]


async def test_every_outlet_is_a_feed_that_we_read_with_its_entries_in_time() -> None:
    script = load_script()
    stand = Newsstand(script, pace=1e6)
    await stand.open()
    try:
        before: dict[str, int] = {}
        for outlet in script.outlets:
            status, body, etag = await fetch(stand, outlet.path)
            feed = parse_document(body, "", "https://x.example/")
            assert isinstance(feed, ParsedFeed), outlet
            assert feed.language is Language.of(outlet.language)
            before[outlet.id] = len(feed.entries)
            assert (await fetch(stand, outlet.path, etag))[0] == 304
            assert status == 200
        assert stand.all_asked
        stand.begin()
        await asyncio.sleep(0.01)
        for outlet in script.outlets:
            _, body, _ = await fetch(stand, outlet.path)
            feed = parse_document(body, "", "https://x.example/")
            assert isinstance(feed, ParsedFeed)
            written = [entry for entry in script.entries if entry.outlet == outlet.id]
            assert len(feed.entries) == len({entry.edit_of or entry.guid for entry in written})
            assert {entry.title for entry in feed.entries} <= {entry.title for entry in written}
            assert len(feed.entries) >= before[outlet.id]
    finally:
        await stand.close()


async def test_nothing_of_the_script_is_out_before_it_begins() -> None:
    script = load_script()
    stand = Newsstand(script)
    await stand.open()
    try:
        late = next(entry for entry in script.entries if entry.at > 0)
        outlet = next(outlet for outlet in script.outlets if outlet.id == late.outlet)
        _, body, _ = await fetch(stand, outlet.path)
        assert late.title.encode(outlet.encoding) not in body
    finally:
        await stand.close()
