"""``rasid check --feeds`` against servers on loopback: what it counts, what it names, how it ends."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from pathlib import Path

import pytest

from bot.app.cli import main
from tests.fakes.feed_server import FeedServer
from tests.fakes.world import rss

ENTRIES = tuple((f"g{number}", f"Piece of news {number}", "Its text.") for number in range(3))
PAGE = "<!doctype html><html><head><title>Gulf Wire</title></head><body><p>No feed here.</p></body></html>"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("RASID_"):
            monkeypatch.delenv(name)


@pytest.fixture
def dead_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 1))
    return 1


async def checked(folder: Path, urls: dict[str, str], *arguments: str) -> int:
    """Writes a configuration of these feeds by id and checks it in a thread; returns the exit code."""
    rows = "".join(f'[[feed]]\nid = "{id_}"\nname = "{id_}"\nurl = "{url}"\n' for id_, url in urls.items())
    (folder / "feeds.toml").write_text(rows, encoding="utf-8")
    return await asyncio.to_thread(main, ["check", "--config", str(folder), *arguments])


async def test_bad_feeds_are_named_with_their_reason(
    tmp_path: Path, dead_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FeedServer() as feeds:
        monkeypatch.setenv("RASID_FETCH__ALLOW_HOSTS", f"{feeds.host},127.0.0.1:{dead_port}")
        urls = {
            "wire": feeds.publish("/wire.xml", rss("Gulf Wire", ENTRIES)),
            "post": feeds.publish("/post.xml", rss("Harbour Post", ENTRIES[:1])),
            "lost": feeds.url("/nowhere.xml"),
            "page": feeds.serve("/page", PAGE, content_type="text/html; charset=utf-8"),
            "dead": f"http://127.0.0.1:{dead_port}/feed",
        }
        assert await checked(tmp_path, urls, "--feeds") == 1
    said = capsys.readouterr().out
    lines = dict(re.findall(r"^\[\d/5\] (\w+): (.*)$", said, re.MULTILINE))
    assert lines.keys() == urls.keys()
    assert lines["wire"] == "3 entries"
    assert re.match(r"1 entr(y|ies)$", lines["post"])
    for id_, trouble in (("lost", "not_found: HTTP 404"), ("page", "not_a_feed"), ("dead", "connect")):
        assert lines[id_].startswith(trouble), said
        assert lines[id_].endswith(f"({urls[id_]})")
    assert "2 of 5 feeds answered with entries" in said


async def test_good_feeds_end_with_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FeedServer() as feeds:
        monkeypatch.setenv("RASID_FETCH__ALLOW_HOSTS", feeds.host)
        urls = {name: feeds.publish(f"/{name}.xml", rss(name, ENTRIES)) for name in ("wire", "post")}
        assert await checked(tmp_path, urls, "--feeds") == 0
        assert {request.path for request in feeds.requests} == {"/wire.xml", "/post.xml"}
    assert "2 of 2 feeds answered with entries" in capsys.readouterr().out


async def test_a_feed_without_entries_is_not_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with FeedServer() as feeds:
        monkeypatch.setenv("RASID_FETCH__ALLOW_HOSTS", feeds.host)
        assert await checked(tmp_path, {"wire": feeds.publish("/wire.xml", rss("Gulf Wire", ()))}, "--feeds") == 1


async def test_a_loopback_address_that_is_not_allowed_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with FeedServer() as feeds:
        assert await checked(tmp_path, {"wire": feeds.publish("/wire.xml", rss("Gulf Wire", ENTRIES))}, "--feeds") == 1
        assert feeds.requests == []
    assert "wire: forbidden_address" in capsys.readouterr().out


async def test_nothing_is_fetched_unless_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FeedServer() as feeds:
        monkeypatch.setenv("RASID_FETCH__ALLOW_HOSTS", feeds.host)
        assert await checked(tmp_path, {"wire": feeds.publish("/wire.xml", rss("Gulf Wire", ENTRIES))}) == 0
        assert feeds.requests == []
    assert "1 feeds" in capsys.readouterr().out


SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"BOT_TOKEN": "xoxb-1111111111", "APP_TOKEN": "xapp-1111111111"}, ""),
        ({"BOT_TOKEN": "xoxb-1111111111", "SIGNING_SECRET": SECRET, "LISTEN": "127.0.0.1:3000"}, ""),
        ({"BOT_TOKEN": "xoxb-1111111111"}, "RASID_SLACK__APP_TOKEN"),
        ({"BOT_TOKEN": "xoxb-1111111111", "LISTEN": "127.0.0.1:3000"}, "RASID_SLACK__SIGNING_SECRET"),
        ({"BOT_TOKEN": "xoxb-1111111111", "SIGNING_SECRET": SECRET}, "RASID_SLACK__LISTEN"),
        ({"SIGNING_SECRET": SECRET, "LISTEN": "127.0.0.1:3000"}, "RASID_SLACK__BOT_TOKEN"),
        (
            {"BOT_TOKEN": "xoxb-1111111111", "SIGNING_SECRET": "short", "LISTEN": "::1:3000"},
            "RASID_SLACK__SIGNING_SECRET",
        ),
    ],
)
async def test_what_slack_still_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str], missing: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"RASID_SLACK__{name}", value)
    assert await checked(tmp_path, {}) == (2 if missing else 0)
    assert missing in capsys.readouterr().err
