"""What ``rasid parse`` says of a feed's server, over a loopback server."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.parsing import WHY
from bot.model.news import Broken, DueSource, Fresh, PollAdvice, Source, Trouble, Unchanged, Validators
from bot.pipeline.cadence import next_poll
from tests.fakes.desk import NOON
from tests.fakes.feed_server import FeedServer, Page

ROOT = Path(__file__).parents[2]
FEED = (
    "<rss version='2.0'><channel><title>صدى</title><ttl>20</ttl>"
    "<item><guid>1</guid><title>زابوروجيا</title><link>/a</link></item></channel></rss>"
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


async def parsed(server: FeedServer, path: str) -> subprocess.CompletedProcess[str]:
    allowed = {**os.environ, "RASID_FETCH__ALLOW_HOSTS": server.host}
    command = [sys.executable, "-m", "bot", "parse", server.url(path)]
    return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False, cwd=ROOT, env=allowed)


async def test_the_answer_of_a_server_is_reported_and_the_lines_stay_lines(server: FeedServer) -> None:
    server.serve("/rss", Page(FEED.encode(), etag='"abc"'))
    done = await parsed(server, "/rss")
    assert done.returncode == 0, done.stderr
    assert [json.loads(row)["title"] for row in done.stdout.splitlines()] == ["زابوروجيا"]
    assert "answer: HTTP 200" in done.stderr
    assert 'ETag: "abc"' in done.stderr
    assert "Last-Modified: none" in done.stderr
    assert "server-asks" in done.stderr


async def test_a_refusal_is_reported_with_its_status_and_the_next_try(server: FeedServer) -> None:
    done = await parsed(server, "/nothing")
    assert done.returncode == 1
    assert "answer: HTTP 404" in done.stderr
    assert "back-off" in done.stderr


def test_every_reason_of_the_planner_has_its_words() -> None:
    source = Source("a", "https://a.example/", "A")
    asks = PollAdvice(wait=NOON - NOON.replace(hour=6), retry_after=None)
    later = PollAdvice(retry_after=NOON - NOON.replace(hour=6))
    cases = (
        (Unchanged(), 0.0), (Unchanged(), 1000.0), (Fresh((), advice=asks), 0.0), (Fresh((), advice=later), 0.0),
        (Broken(Trouble.DNS), 0.0), (Broken(Trouble.GONE), 0.0),
        (Unchanged(advice=PollAdvice(skip_hours=frozenset({12}))), 0.0),
    )  # fmt: skip
    codes = {next_poll(DueSource(source, Validators(), pace=pace), reading, NOON, 0).because.code for reading, pace in cases}
    assert codes == set(WHY)
