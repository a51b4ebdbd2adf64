"""Which story an article belongs to: a new one, an update of one, or a repeat.

What lives here: the signals in the order of their cost (same text, copied text, rewritten headline), and the decision. What does
not: the window (``recent``), what keeps alike reports apart (``gates``), how a chat is told (``bot.alerts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.model.alert import Placement, PlacementKind, Reason
from bot.model.news import Article
from bot.stories.fingerprint import PERMUTATIONS, Fingerprint, containment, fingerprint, likeness, overlap
from bot.stories.gates import WINDOW, elsewhere, news_in, same_edition
from bot.stories.headline import Wording, alike, wording
from bot.stories.recent import Kept, Recent

__all__ = ["Recent", "fingerprint", "place"]

# Estimated likeness (0-1) from which a text is a copy; below it one that keeps half of the shorter text.
COPIED = 0.3
CONTAINED = 0.5
# From this score on (0-100) a copied text outweighs what its title names.
_SURE_COPY = 50.0
# Ties looked at; beyond them the same article has already been refused often enough.
_MOST_TIES = 60
_LEAST_LIKENESS = 0.12
# Scores (0-100) from which headlines tell one event, by what else they share.
# A high score needs no more; a lower one needs words in common, and one word less where a watched name is shared.
ALIKE, NEARLY_ALIKE = 62.0, 48.0
_SHARED_STEMS = 3
# Where both texts are known their first sentences weigh more than the titles. From SAME_LEAD on (the share of stems in common, 0-1)
# a lower score is enough, below OTHER_LEAD hardly any is: of unlike reports one pair in a thousand shares a quarter.
SAME_LEAD, OTHER_LEAD = 0.3, 0.15
WITH_LEAD, AGAINST_LEAD = 40.0, 80.0
_LINKED = 5
_NEAREST = 40
_SAME_LINK = 50.0
_LEAST_STEMS = 2


@dataclass(frozen=True, slots=True)
class _Tie:
    """A member that an article may belong with, by which signal, and how strongly."""

    kept: Kept
    how: str
    because: Reason
    score: float


def place(article: Article, fingerprint: Fingerprint, names: frozenset[str], recent: Recent) -> Placement:
    """Where an article belongs, given what the window holds; the window itself stays as it is.

    ``score`` is 0-100. The caller then calls ``recent.remember(article, fingerprint, names, placement)``.
    """
    apart: Reason | None = None
    for tie in islice(_ties(article, fingerprint, names, recent), _MOST_TIES):
        reason = _kept_apart(article, tie)
        if reason is None:
            return _joined(article, fingerprint, tie, recent)
        apart = apart or reason
    return Placement(PlacementKind.NEW, article.id, apart or Reason("first-report"))


def _ties(article: Article, known: Fingerprint, names: frozenset[str], recent: Recent) -> Iterator[_Tie]:
    """The members an article may belong with, the surest signal first."""
    if known.exact:
        for kept in recent.same(known.exact):
            if _comparable(article, kept):
                yield _Tie(kept, "exact", Reason("same-text", (("with", str(kept.article_id)),)), 100.0)
    yield from _by_link(article, known, recent)
    yield from _by_copy(article, known, recent)
    yield from _by_headline(article, known, names, recent)


def _comparable(article: Article, kept: Kept) -> bool:
    """The one condition on languages: a story is told in one language only."""
    return article.language == kept.language and article.id != kept.article_id


def _by_link(article: Article, known: Fingerprint, recent: Recent) -> Iterator[_Tie]:
    if not known.link:
        return
    one = wording(article.title)
    for kept in recent.same(known.link):
        # A feed may give one address to all its entries, so the titles must be near as well.
        if _comparable(article, kept) and (score := alike(one, wording(kept.title))) >= _SAME_LINK:
            yield _Tie(kept, "exact", Reason("same-link", (("with", str(kept.article_id)),)), score)


def _by_copy(article: Article, known: Fingerprint, recent: Recent) -> Iterator[_Tie]:
    for same, kept in recent.copies(known.signature, int(_LEAST_LIKENESS * PERMUTATIONS)):
        estimate = likeness(same)
        if not _comparable(article, kept):
            continue
        if estimate >= COPIED or containment(estimate, known.shingles, kept.shingles) >= CONTAINED:
            facts = (("with", str(kept.article_id)), ("estimate", f"{estimate:.2f}"))
            yield _Tie(kept, "copy", Reason("copied-text", facts), 100 * estimate)


def _by_headline(article: Article, known: Fingerprint, names: frozenset[str], recent: Recent) -> Iterator[_Tie]:
    one = wording(article.title)
    if len(one.stems) < _LEAST_STEMS:
        return
    near = [kept for kept in recent.near(one.stems, names, _NEAREST) if _comparable(article, kept)]
    ties = [
        tie
        for story in dict.fromkeys(kept.story for kept in near)
        if (tie := _to_story(article, known, one, names, recent.of_story(story), near))
    ]
    yield from sorted(ties, key=lambda tie: (-tie.score, tie.kept.story))


def _to_story(
    article: Article, one: Wording, names: frozenset[str], members: Sequence[Kept], near: Sequence[Kept]
) -> _Tie | None:
    """The tie to a story: halfway between its nearest headline and the average link over up to five of them.

    The average alone leaves a late report out once a story has moved on; the nearest alone chains one event to the next.
    """
    scored = _linked(article, one, members, near)
    if not scored:
        return None
    nearest, best = max(scored, key=lambda pair: (pair[0], -pair[1].article_id))
    score = (nearest + sum(score for score, _ in scored) / len(scored)) / 2
    members_linked = [kept for _, kept in scored]
    lead = max((overlap(known.lead, kept.lead) for kept in members_linked if kept.lead), default=None) if known.lead else None
    if not _is_one_event(score, lead, one, names, members_linked):
        return None
    return _Tie(best, "headline", Reason("same-headline", (("with", str(best.article_id)), ("score", f"{score:.0f}"))), score)


def _is_one_event(score: float, lead: float | None, one: Wording, names: frozenset[str], members: Sequence[Kept]) -> bool:
    """Whether titles of this score tell one event, given how much of their texts' first sentences is shared (None: unknown)."""
    if lead is None:
        return score >= ALIKE or (score >= NEARLY_ALIKE and _much_shared(one, names, members, _SHARED_STEMS))
    if lead >= SAME_LEAD:
        return score >= WITH_LEAD and _much_shared(one, names, members, _SHARED_STEMS - 1)
    return score >= (ALIKE if lead >= OTHER_LEAD else AGAINST_LEAD)


def _much_shared(one: Wording, names: frozenset[str], members: Sequence[Kept], least: int) -> bool:
    """Whether one of the members has enough words in common with a headline, a shared watched name counting as one."""
    stems = set(one.stems)
    return any(len(stems.intersection(wording(kept.title).stems)) + bool(names & kept.names) >= least for kept in members)


def _linked(article: Article, one: Wording, members: Sequence[Kept], near: Sequence[Kept]) -> list[tuple[float, Kept]]:
    scored: dict[str, tuple[float, Kept]] = {}
    found = [kept for kept in near if kept.story == members[0].story]
    timely = [kept for kept in (*found[:1], *reversed(members)) if abs(article.time - kept.time) <= WINDOW]
    # Without a timely member the nearest old one stands for the story, so that the reason can say so.
    for kept in timely or found[:1]:
        if len(scored) == _LINKED:
            break
        if kept.title not in scored and _comparable(article, kept):
            scored[kept.title] = (alike(one, wording(kept.title)), kept)
    return list(scored.values())


def _kept_apart(article: Article, tie: _Tie) -> Reason | None:
    """Why a tie does not hold, or None. A copied text may carry a daily template's title, within one edition."""
    reason = elsewhere(article, tie.kept)
    if reason is None or (reason.code == "template" and tie.how != "headline" and same_edition(article, tie.kept)):
        return None
    if reason.code == "different-place" and (tie.how == "exact" or (tie.how == "copy" and tie.score >= _SURE_COPY)):
        return None
    return reason


def _joined(article: Article, known: Fingerprint, tie: _Tie, recent: Recent) -> Placement:
    kept = tie.kept
    kind, because, change = PlacementKind.REPEAT, tie.because, None
    news = (
        None
        if tie.how == "exact" and tie.because.code == "same-text"
        else news_in(article, known, kept, recent.of_story(kept.story))
    )
    if news is not None:
        kind = PlacementKind.REPEAT if news.repeats else PlacementKind.UPDATE
        because, change = Reason(news.because.code, (*tie.because.facts, *news.because.facts)), news.change
    return Placement(kind, kept.story, because, kept.article_id, tie.how, round(tie.score, 1), change)
