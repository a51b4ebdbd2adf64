"""The newsroom's index follows the edits of watches, whatever their terms are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model.news import Article, Language
from bot.model.watch import Name, Watch
from bot.pipeline.newsroom import Newsroom
from bot.ports import WatchEdits

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
CENTCOM = Name("centcom", "command", en=("CENTCOM",), ar=("سنتكوم",))


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    room = Newsroom((CENTCOM,))
    yield room
    room.close()


class _Desk:
    """Hands edits to a newsroom and asks which watches an article is for."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._revision = 0

    async def edit(self, added: tuple[Watch, ...] = (), removed: tuple[Watch, ...] = ()) -> None:
        self._revision += 1
        await self._newsroom.apply(WatchEdits(self._revision, added, removed))

    async def told(self, title: str) -> set[int]:
        self._revision += 1
        article = Article(self._revision, "wire", "Wire", title, title, "", "", Language.OTHER, NOW, NOW)
        (finding,) = await self._newsroom.read([article], NOW)
        assert finding.defect is None
        watches = self._newsroom.watching(finding.matches, ())
        return {watch.id for watch in watches if any(map(watch.accepts, finding.matches))}


async def test_what_a_chat_is_taught_reaches_its_watches_alone(newsroom: Newsroom) -> None:
    desk = _Desk(newsroom)
    first, second = Watch(1, 1, "CENTCOM"), Watch(2, 2, "CENTCOM")
    await desk.edit((first, second))
    assert await desk.told("قيادة تامبا") == set()
    taught = replace(first, taught=frozenset({"قيادة تامبا"}))
    await desk.edit((taught,))
    assert await desk.told("قيادة تامبا") == {1}
    assert await desk.told("سنتكوم") == {1, 2}
    await desk.edit((first,))
    assert await desk.told("قيادة تامبا") == set()
    await desk.edit(removed=(first,))
    assert await desk.told("سنتكوم") == {2}


async def test_a_switch_needs_no_new_index(newsroom: Newsroom) -> None:
    desk = _Desk(newsroom)
    watch = Watch(1, 1, "CENTCOM +Iran")
    await desk.edit((watch, Watch(2, 2, "Iran")))
    assert await desk.told("سنتكوم Iran") == {1, 2}
    await desk.edit((replace(watch, switched=frozenset({"سنتكوم"})),))
    assert await desk.told("سنتكوم Iran") == {2}
    assert await desk.told("CENTCOM Iran") == {1, 2}


async def test_a_kept_watch_that_says_nothing_any_more_holds_nothing_up(newsroom: Newsroom) -> None:
    desk = _Desk(newsroom)
    broken, older = Watch(1, 1, "🚀"), Watch(2, 1, '"Iran lang:fr')
    await desk.edit((broken, older, Watch(3, 1, "oil")))
    assert await desk.told("Iran lang fr, oil") == {2, 3}
    await desk.edit((replace(broken, switched=frozenset({"x"})),))
    await desk.edit(removed=(broken, older))
    assert await desk.told("Iran lang fr, oil 🚀") == {3}
