"""The middle stage: new articles -> matches -> stories -> alerts, one commit a batch.

One process at a time does this, under the lease ``triage``; its fencing number is checked in the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.alerts.routing import route
from bot.model.alert import AlertKind, NewAlert, Summary, Told, Triage, Triaged
from bot.model.news import Article
from bot.model.watch import Match
from bot.pipeline.newsroom import WINDOW, Finding, Newsroom
from bot.ports import ArticleStore, ChatStore, Clock
from bot.stories.summary import summarize_twice

Ledger = dict[int, dict[int, Told]]
"""Story id -> chat id -> what that chat has been told."""


class Triagist:
    """Keeps the newsroom in step with the store under one lease after another.

    ``failed`` is told of each article that a defect kept from being read or told; it counts as triaged, without alerts.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        articles: ArticleStore,
        chats: ChatStore,
        clock: Clock,
        failed: Callable[[Article, Exception], None] = lambda _article, _error: None,
    ) -> None:
        self._newsroom = newsroom
        self._failed = failed
        self._articles = articles
        self._chats = chats
        self._clock = clock
        self._fence = 0

    async def triage(self, fence: int, limit: int = 100) -> int:
        """Triages up to ``limit`` waiting articles under lease ``fence``; returns how many there were.

        Raises Fenced or StoreUnavailable with nothing committed; the next call starts from the stored window again.
        """
        now = self._clock.now()
        if fence != self._fence:
            await self._newsroom.reload(await self._articles.window(now - WINDOW))
            self._fence = fence
        batch = await self._articles.untriaged(limit)
        if not batch:
            return 0
        await self._newsroom.apply(await self._chats.watch_edits(self._newsroom.revision))
        self._fence, held = 0, self._fence
        findings = await self._newsroom.read(batch, now)
        items = await self._route(findings, now)
        await self._articles.commit(Triage(items, held))
        self._fence = held
        return len(batch)

    async def _route(self, findings: list[Finding], now: datetime) -> tuple[Triaged, ...]:
        stories = sorted({finding.placement.story for finding in findings})
        ledger: Ledger = defaultdict(dict)
        for story, rows in (await self._articles.told(stories)).items():
            ledger[story] = {told.chat_id: told for told in rows}
        audience = await self._articles.audience(sorted({finding.article.source for finding in findings}))
        return tuple(self._route_safely(finding, ledger, audience, now) for finding in findings)

    def _route_safely(
        self, finding: Finding, ledger: Ledger, audience: Mapping[str, frozenset[int] | None], now: datetime
    ) -> Triaged:
        defect = finding.defect
        if defect is None:
            try:
                return self._route_one(finding, ledger, audience, now)
            except Exception as error:  # noqa: BLE001 (one article that cannot be told must not hold up all the others)
                defect = error
        self._failed(finding.article, defect)
        return Triaged(finding.article, finding.placement, finding.names, (), (), finding.signature)

    def _route_one(
        self, finding: Finding, ledger: Ledger, audience: Mapping[str, frozenset[int] | None], now: datetime
    ) -> Triaged:
        told = ledger[finding.placement.story]
        watches = self._newsroom.watching(finding.matches, (i for row in told.values() for i in row.watch_ids))
        alerts = route(
            finding.article,
            finding.placement,
            finding.matches,
            watches,
            tuple(told.values()),
            audience.get(finding.article.source),
            now,
            _Summaries(finding),
        )
        for alert in alerts:
            told[alert.chat_id] = _after(told.get(alert.chat_id), alert, finding.article.source)
        return Triaged(finding.article, finding.placement, finding.names, finding.matches, tuple(alerts), finding.signature)


class _Summaries:
    """Summaries of one article, each made once however many chats want it."""

    def __init__(self, finding: Finding) -> None:
        self._article = finding.article
        self._made: dict[tuple[Match, ...], Summary] = {}

    def __call__(self, matches: tuple[Match, ...]) -> Summary:
        if matches not in self._made:
            self._made[matches] = summarize_twice(self._article, matches)
        return self._made[matches]


def _after(told: Told | None, alert: NewAlert, source: str) -> Told:
    """What a chat has been told once ``alert`` is committed."""
    known = told or Told(alert.chat_id, frozenset(), ())
    return replace(
        known,
        watch_ids=known.watch_ids | frozenset(alert.watch_ids),
        articles=(*known.articles, alert.article_id),
        sources=known.sources | {source},
        last_update=alert.due if alert.kind is AlertKind.UPDATE else known.last_update,
    )
