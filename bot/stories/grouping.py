"""Which story an article belongs to: a new one, an update of one, or a repeat.

What lives here: the signals in the order of their cost (same text, copied text, rewritten headline), and the decision. What
does not: the window (``recent``), what keeps alike reports apart (``gates``), how a chat is told (``bot.alerts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

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
# No headlines below NEARLY_ALIKE do, whatever else they share.
ALIKE, NEARLY_ALIKE = 56.0, 45.0
_SHARED_STEMS = 3
# Where both texts are known their first sentences weigh more than the titles. From SAME_LEAD on (the share of stems in
# common, 0-1) a lower score is enough, below OTHER_LEAD hardly any is: one unlike pair in a thousand shares a quarter.
SAME_LEAD, OTHER_LEAD = 0.3, 0.15
WITH_LEAD, AGAINST_LEAD = 45.0, 80.0
# Below SAME_LEAD the score asked for rises from 48 to 72 at OTHER_LEAD, and on to AGAINST_LEAD.
_LEAD_LEAST, _LEAD_RANGE = 48.0, 24.0
_LINKED = 5
_NEAREST = 40
_SAME_LINK = 50.0
_LEAST_STEMS = 2


@dataclass(frozen=True, slots=True)
class _Report:
    """An article that looks for its story, with all that is known of it."""

    article: Article
    known: Fingerprint
    names: frozenset[str]
    wording: Wording
    stems: frozenset[str]
    lead: frozenset[int]


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
    worded = wording(article.title)
    report = _Report(article, fingerprint, names, worded, frozenset(worded.stems), frozenset(fingerprint.lead))
    apart: Reason | None = None
    for tie in islice(_ties(report, recent), _MOST_TIES):
        reason = _kept_apart(article, tie)
        if reason is None:
            return _joined(report, tie, recent)
        apart = apart or reason
    return Placement(PlacementKind.NEW, article.id, apart or Reason("first-report"))


def _ties(report: _Report, recent: Recent) -> Iterator[_Tie]:
    """The members an article may belong with, the surest signal first."""
    if report.known.exact:
        for kept in recent.same(report.known.exact):
            if _comparable(report, kept):
                yield _Tie(kept, "exact", _because("same-text", kept), 100.0)
    if report.known.link:
        yield from _by_link(report, recent)
    yield from _by_copy(report, recent)
    yield from _by_headline(report, recent)


def _comparable(report: _Report, kept: Kept) -> bool:
    """The one condition on languages: a story is told in one language only."""
    return report.article.language == kept.language and report.article.id != kept.article_id


def _because(code: str, kept: Kept, **facts: str) -> Reason:
    return Reason(code, (("with", str(kept.article_id)), *facts.items()))


def _by_link(report: _Report, recent: Recent) -> Iterator[_Tie]:
    for kept in recent.same(report.known.link):
        # A feed may give one address to all its entries, so the titles must be near as well.
        if _comparable(report, kept) and (score := alike(report.wording, wording(kept.title))) >= _SAME_LINK:
            yield _Tie(kept, "exact", _because("same-link", kept), score)


def _by_copy(report: _Report, recent: Recent) -> Iterator[_Tie]:
    known = report.known
    for same, kept in recent.copies(known.signature, int(_LEAST_LIKENESS * PERMUTATIONS)):
        estimate = likeness(same)
        copied = estimate >= COPIED or containment(estimate, known.shingles, kept.shingles) >= CONTAINED
        if copied and _comparable(report, kept):
            yield _Tie(kept, "copy", _because("copied-text", kept, estimate=f"{estimate:.2f}"), 100 * estimate)


def _by_headline(report: _Report, recent: Recent) -> Iterator[_Tie]:
    stems = report.wording.stems
    if len(stems) < _LEAST_STEMS:
        return
    near: dict[int, list[Kept]] = {}
    for kept in recent.near(stems, report.names, _NEAREST):
        if _comparable(report, kept):
            near.setdefault(kept.story, []).append(kept)
    ties = [tie for story, found in near.items() if (tie := _to_story(report, _linked(report, found, recent.latest(story))))]
    yield from sorted(ties, key=lambda tie: (-tie.score, tie.kept.story))


def _linked(report: _Report, near: Sequence[Kept], latest: Iterator[Kept]) -> list[Kept]:
    """Up to five members with different titles to compare with: the nearest one and the latest.

    Without a timely member the nearest old one stands for the story, so that the reason can say so.
    """
    time = report.article.time
    linked: dict[str, Kept] = {}
    for kept in chain(near[:1], latest):
        if kept.title not in linked and abs(time - kept.time) <= WINDOW and _comparable(report, kept):
            linked[kept.title] = kept
            if len(linked) == _LINKED:
                break
    return list(linked.values()) or [near[0]]


def _to_story(report: _Report, members: Sequence[Kept]) -> _Tie | None:
    """The tie to a story: halfway between its nearest headline and the average link over up to five of them.

    The average alone leaves a late report out once a story has moved on; the nearest alone chains one event to the next.
    """
    scores = [alike(report.wording, wording(kept.title)) for kept in members]
    nearest = max(scores)
    score = (nearest + sum(scores) / len(scores)) / 2
    if not _is_one_event(report, score, members):
        return None
    best = members[scores.index(nearest)]
    return _Tie(best, "headline", _because("same-headline", best, score=f"{score:.0f}"), score)


def _is_one_event(report: _Report, score: float, members: Sequence[Kept]) -> bool:
    """Whether titles of this score tell one event, given how much of their texts' first sentences is shared."""
    if score < NEARLY_ALIKE:
        return False
    lead = max((overlap(report.lead, kept.lead) for kept in members if kept.lead), default=None)
    if lead is None or not report.lead:
        return score >= ALIKE or (score >= NEARLY_ALIKE and _much_shared(report, members, _SHARED_STEMS))
    if lead >= SAME_LEAD:
        return score >= WITH_LEAD and _much_shared(report, members, _SHARED_STEMS - 1)
    return score >= min(AGAINST_LEAD, _LEAD_LEAST + _LEAD_RANGE * (SAME_LEAD - lead) / (SAME_LEAD - OTHER_LEAD))


def _much_shared(report: _Report, members: Sequence[Kept], least: int) -> bool:
    """Whether one of the members has enough words in common with a headline.

    A shared watched name does not count beside them: its own word is among them wherever both spell it alike.
    """
    return any(len(report.stems.intersection(wording(kept.title).stems)) >= least for kept in members)


def _kept_apart(article: Article, tie: _Tie) -> Reason | None:
    """Why a tie does not hold, or None. A copied text may carry a daily template's title, within one edition."""
    reason = elsewhere(article, tie.kept)
    if reason is None or (reason.code == "template" and tie.how != "headline" and same_edition(article, tie.kept)):
        return None
    if reason.code == "different-place" and (tie.how == "exact" or (tie.how == "copy" and tie.score >= _SURE_COPY)):
        return None
    return reason


def _joined(report: _Report, tie: _Tie, recent: Recent) -> Placement:
    kept, because = tie.kept, tie.because
    news = None if because.code == "same-text" else news_in(report.article, report.known, kept, recent.of_story(kept.story))
    score = round(tie.score, 1)
    if news is None:
        return Placement(PlacementKind.REPEAT, kept.story, because, kept.article_id, tie.how, score)
    kind = PlacementKind.REPEAT if news.repeats else PlacementKind.UPDATE
    said = Reason(news.because.code, (*because.facts, *news.because.facts))
    return Placement(kind, kept.story, said, kept.article_id, tie.how, score, news.change)
