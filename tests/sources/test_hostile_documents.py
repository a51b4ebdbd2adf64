"""Documents made to hurt whoever reads them, through the very parser of the bot: read or refused in bounded time and memory.

The loop that waits for the parser goes on meanwhile, and an ordinary document is read right afterwards.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.model.news import Broken
from bot.sources.items import ParsedFeed
from bot.sources.parsing import Parser

BASE = "https://news.example.com/feed"
WORD = "كلمة "
LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
NOISE = random.Random(7).randbytes(300_000)
LONGEST_GAP = 5.0
MOST_MEGABYTES = 200


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def item(number: int, text: str = "") -> str:
    return f"<item><title>خبر {number}</title><link>/{number}</link><description>{text}</description></item>"


def told(text: str) -> str:
    return rss(f"<item><title>t</title><link>/a</link><description>{text}</description></item>")


def titled(title: str) -> str:
    return rss(f"<item><title>{title}</title><link>/a</link></item>")


DOCUMENTS: dict[str, str | bytes] = {
    "entities that multiply": rss("<item><title>&e9;</title></item>", f'<!DOCTYPE rss [<!ENTITY e0 "boom">{LEVELS}]>'),
    "one large entity often": rss(
        "<item><title>" + "&e;" * 9_000 + "</title></item>", f'<!DOCTYPE rss [<!ENTITY e "{"x" * 50_000}">]>'
    ),
    "an external entity": rss("<item><title>[&x;]</title></item>", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "a DTD elsewhere": rss(
        item(1), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>'
    ),
    "deep elements": rss("<item>" + "<a>" * 100_000 + "</a>" * 100_000 + "</item>"),
    "deep elements never closed": rss("<item><title>x</title>" + "<a>" * 100_000),
    "ten megabytes": rss("".join(item(n, WORD * 500) for n in range(300)) + "<!--" + "x" * 8_000_000 + "-->"),
    "NUL between everything": rss("".join(map(item, range(20)))).replace("<", "\0<\0"),
    "nothing but NUL": "\0" * 3_000_000,
    "cut off": rss("".join(item(n, WORD * 50) for n in range(300)))[:-4_000],
    "comments": told("<!--" * 100_000),
    "escaped comments": told("&lt;!--" * 60_000),
    "comments and nothing else": "<!--" * 100_000,
    "a title of five megabytes": titled(WORD * 550_000),
    "a title without a blank": titled("ك" * 1_500_000),
    "an address of megabytes": rss("<item><title>t</title><link>http://a.example/" + "a" * 3_000_000 + "</link></item>"),
    "a date of megabytes": rss("<item><title>t</title><pubDate>" + "1" * 3_000_000 + "</pubDate></item>"),
    "200,000 entries": rss("".join(f"<item><title>{n}</title></item>" for n in range(200_000))),
    "entries that never end": rss("<item><title>x</title>" * 4_000),
    "deep JSON": '{"items":' * 100_000,
    "deep JSON lists": "[" * 100_000,
    "a JSON number": '{"items": [{"id": ' + "9" * 300_000 + "}]}",
    "deep HTML": told("<![CDATA[" + "<div>" * 60_000 + "x]]>"),
    "deep escaped HTML": told("&lt;div&gt;" * 40_000),
    "quotes never closed": told("<![CDATA[" + "<a b='\"c" * 50_000 + "]]>"),
    "CDATA never closed": told("<![CDATA[" * 100_000),
    "closing marks": told("]]>" * 100_000),
    "ampersands": titled("&a" * 100_000),
    "character references": titled("&#65;" * 100_000 + "&#" + "1" * 100_000 + ";"),
    "angle brackets": titled("<" * 200_000),
    "instructions": "<?" * 200_000 + rss(""),
    "a document type of brackets": "<!DOCTYPE " + "[" * 100_000 + rss(""),
    "colons": "<" + "a:" * 200_000,
    "a root of quotes": '<rss a="' + 'b="' * 100_000 + ">",
    "elements that are left out": rss("<item><title>x</title>" + ("<category" + " " * 390 + "x") * 2_000 + "</item>"),
    "white space": told("<![CDATA[" + "a \n " * 150_000 + "]]>"),
    "invitations to read on": told("<![CDATA[" + "<br>\n read more" * 30_000 + "]]>"),
    "invitations in one line": told("<![CDATA[" + "a. Continue reading " * 20_000 + "]]>"),
    "authors that search for their @": rss("<item><title>x</title>" + f"<author>{'a' * 300_000}</author>" * 2 + "</item>"),
    "noise": NOISE,
    "noise in a title": b"<rss><channel><item><title>" + NOISE,
    "UTF-16": rss(item(1, "x" * 1_500_000)).encode("utf-16"),
    "windows-1256": rss("".join(item(n, WORD * 100) for n in range(300))).encode("cp1256"),
    "text encoded twice": rss("".join(item(n, "Ø§Ù„" * 200) for n in range(200))),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[Parser]:
    async with Parser() as held:
        yield held


def peak_megabytes(process: int | None) -> float:
    """The most memory a process has had resident; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)


class Ticker:
    """Counts on beside a parse; ``gap`` is the longest time in seconds in which the loop did not get to it."""

    def __init__(self) -> None:
        self.gap = 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.01)
            self.gap = max(self.gap, loop.time() - before)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", DOCUMENTS)
async def test_hostile_documents(name: str, parser: Parser, record_property: Callable[[str, object], None]) -> None:
    document = DOCUMENTS[name]
    body = document if isinstance(document, bytes) else document.encode("utf-8", "replace")
    ticker = Ticker()
    ticking = asyncio.create_task(ticker.run())
    outcome = await parser.parse(body, "", BASE)
    ticking.cancel()
    assert isinstance(outcome, ParsedFeed | Broken)
    assert ticker.gap < LONGEST_GAP
    peak = peak_megabytes(parser.process_id)
    record_property("peak_megabytes", round(peak))
    assert peak < MOST_MEGABYTES
    if isinstance(outcome, ParsedFeed):
        assert len(outcome.entries) <= 1000
        assert not any("root:" in entry.title for entry in outcome.entries)
    ordinary = await parser.parse(rss(item(1)).encode(), "", BASE)
    assert isinstance(ordinary, ParsedFeed)
