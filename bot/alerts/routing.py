"""Whom to tell: from an article's place in a story and the chats that watch it, the alerts to be committed.

When an alert may really go out is ``policy``'s, how it reads ``briefing``'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.alert import AlertKind, NewAlert, Placement, PlacementKind, Reason, Summary, Told
from bot.model.news import Article
from bot.model.watch import Match, Severity, Watch

ALSO_WAIT = timedelta(seconds=30)
"""How long a further outlet waits, so that several of them make one edit."""

UPDATE_PAUSE = timedelta(minutes=10)
"""The least time between two updates of one story in one chat."""

Summarize = Callable[[tuple[Match, ...]], Summary]


@dataclass(slots=True)
class _Interest:
    """What one chat's watches make of an article: those that accept a match, and those it was told of the story for."""

    watches: dict[int, Watch] = field(default_factory=dict)
    matches: dict[Match, None] = field(default_factory=dict)
    matching: bool = False


def route(
    article: Article,
    placement: Placement,
    matches: Sequence[Match],
    watches: Sequence[Watch],
    told: Sequence[Told],
    audience: frozenset[int] | None,
    now: datetime,
    summarize: Summarize,
) -> tuple[NewAlert, ...]:
    """The alerts of one article, at most one per chat, ordered by chat.

    ``watches``: every live watch that a match may be for or that ``told`` names, of any chat. ``told``: what each chat has been
    told of this story. ``audience``: the chats that see the article's source (None: all); a watch whose alerts go to another
    chat looks with the eyes of its own. A chat that was told of nothing yet
    and has an accepting watch is told now, whatever the placement; one that was told, and still watches, hears of another
    outlet or of an update. Nobody is told twice of one article, unless its feed edits it and that is news, or of a baseline.
    """
    if article.baseline:
        return ()
    known = {row.chat_id: row for row in told}
    seeing = [watch for watch in watches if audience is None or watch.chat_id in audience]
    alerts = []
    for chat_id, interest in sorted(_interests(matches, seeing, known).items()):
        alert = _alert(article, placement, chat_id, interest, known.get(chat_id), now, summarize)
        if alert is not None:
            alerts.append(alert)
    return tuple(alerts)


def _interests(matches: Sequence[Match], watches: Sequence[Watch], known: dict[int, Told]) -> dict[int, _Interest]:
    by_term: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_term[match.term].append(match)
    interests: dict[int, _Interest] = defaultdict(_Interest)
    for watch in watches:
        accepted = [match for match in by_term.get(watch.term, ()) if watch.accepts(match)]
        told = known.get(watch.told_in)
        if not accepted and (told is None or watch.id not in told.watch_ids):
            continue
        interest = interests[watch.told_in]
        interest.watches[watch.id] = watch
        interest.matches.update(dict.fromkeys(accepted))
        interest.matching |= bool(accepted)
    return interests


def _alert(
    article: Article,
    placement: Placement,
    chat_id: int,
    interest: _Interest,
    told: Told | None,
    now: datetime,
    summarize: Summarize,
) -> NewAlert | None:
    kind = _kind(article, placement, interest, told)
    if kind is None:
        return None
    terms = tuple(dict.fromkeys(watch.term for watch in interest.watches.values()))
    return NewAlert(
        chat_id=chat_id,
        story=placement.story,
        kind=kind,
        article_id=article.id,
        watch_ids=tuple(sorted(interest.watches)),
        terms=terms,
        due=_due(kind, told, now),
        because=_because(kind, article, placement, terms),
        change=placement.change if kind is AlertKind.UPDATE else None,
        summary=summarize(tuple(interest.matches)),
        severity=_most(watch.severity for watch in interest.watches.values()),
    )


def _most(severities: Iterable[Severity]) -> Severity:
    rank = tuple(Severity)
    return max(severities, key=rank.index)


def _kind(article: Article, placement: Placement, interest: _Interest, told: Told | None) -> AlertKind | None:
    """What this article is to a chat; None when it is nothing new there."""
    if told is None:
        return AlertKind.NEW if interest.matching else None
    if article.id in told.articles and article.former is None:
        return None
    if placement.kind is PlacementKind.UPDATE:
        return AlertKind.UPDATE
    if placement.kind is PlacementKind.REPEAT and article.source not in told.sources:
        return AlertKind.ALSO
    return None


def _due(kind: AlertKind, told: Told | None, now: datetime) -> datetime:
    if kind is AlertKind.ALSO:
        return now + ALSO_WAIT
    if kind is AlertKind.UPDATE and told is not None and told.last_update is not None:
        return max(now, told.last_update + UPDATE_PAUSE)
    return now


def _because(kind: AlertKind, article: Article, placement: Placement, terms: tuple[str, ...]) -> Reason:
    if kind is AlertKind.NEW:
        return Reason("first_match", (("terms", ", ".join(terms)),))
    if kind is AlertKind.ALSO:
        return Reason("also_reported", (("outlet", article.outlet),))
    if placement.change is None:
        return Reason("story_changed")
    return Reason("story_moved", (("before", placement.change.before), ("after", placement.change.after)))
