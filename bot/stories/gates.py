"""The gates: what keeps a report that looks like a story from being its repeat.

What lives here: whether a report is about something else (``elsewhere``), and whether it says something new (``news_in``). What
does not: which story it looks like (``grouping``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.model.alert import Change, Reason
from bot.model.news import Article
from bot.stories.counted import DEAD, GROWING, WOUNDED, label
from bot.stories.fingerprint import Fingerprint
from bot.stories.headline import Headline, figures, headline
from bot.stories.numbers import Quantity
from bot.stories.opposites import opposite
from bot.stories.places import apart
from bot.stories.recent import Kept

WINDOW = timedelta(hours=48)
_SAME_EDITION = timedelta(hours=12)
# From here on outlets round: 37,000 and 36,994 are one figure.
_ROUNDED_FROM = 1_000
_FEW_DIGITS = 2
# Members of a story whose figures count as what it has reached, the latest ones.
_MEMBERS_READ = 40


Figures = tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a report does to what a story says. ``repeats``: nothing new in it (an older figure)."""

    because: Reason
    change: Change | None = None
    repeats: bool = False


def elsewhere(article: Article, kept: Kept) -> Reason | None:
    """Why an article is not about the event of this member however alike their titles are, or None."""
    one, other = headline(article.title), headline(kept.title)
    if abs(article.time - kept.time) > WINDOW:
        return _because("too-old", kept, hours=f"{WINDOW.total_seconds() / 3600:.0f}")
    if one.template or other.template:
        return _because("template", kept)
    if apart(one.places, other.places):
        return _because("different-place", kept)
    return None


def same_edition(article: Article, kept: Kept) -> bool:
    """Whether two texts may be one edition of a daily template."""
    return abs(article.time - kept.time) <= _SAME_EDITION


def _because(code: str, kept: Kept, **facts: str) -> Reason:
    return Reason(code, (("with", str(kept.article_id)), *facts.items()))


def news_in(article: Article, known: Fingerprint, kept: Kept, members: Sequence[Kept]) -> News | None:
    """What an article says that its story's members do not: ``kept`` is the one it is most like. None: nothing new."""
    read = members[-_MEMBERS_READ:]
    counts = figures(article.title, article.language)
    told = tuple(figures(member.title, member.language) for member in read)
    found = _toll(article, counts, known, members) or _figure(counts, told)
    if found is not None and not found.repeats:
        return found
    one, other = headline(article.title), headline(kept.title)
    said = [headline(member.title) for member in read]
    return (
        _ordinal(counts, figures(kept.title, kept.language), told)
        or _denied(one, other, said)
        or _turned(one, other, said)
        or found
    )


def _toll(article: Article, counts: Figures, known: Fingerprint, members: Sequence[Kept]) -> News | None:
    """The dead and wounded, which only grow: more is news, fewer is an outlet that is late."""
    older: News | None = None
    for kind, now in ((DEAD, known.dead), (WOUNDED, known.wounded)):
        reached = max((figure for member in members if (figure := _reached(member, kind)) is not None), default=None)
        if now is None or now == reached or (reached is not None and _rounded(now, reached)):
            continue
        named = label(kind, article.language)
        if reached is None:
            if now and any(quantity.about == kind for quantity in counts):
                return News(Reason("first-figure", (("after", f"{now:,}"), ("about", named))))
        elif now > reached:
            return _new_figure(f"{reached:,}", f"{now:,}", named)
        else:
            older = _older_figure(f"{reached:,}", f"{now:,}", named)
    return older


def _reached(member: Kept, kind: str) -> int | None:
    return member.dead if kind == DEAD else member.wounded


def _figure(counts: Figures, told: Sequence[Figures]) -> News | None:
    """Any other count of the headline that the story's headlines put otherwise."""
    # Where the titles agree on one figure, another of its kind is one more and not a new one.
    agreed = {quantity.about for quantity in counts for said in told for other in said if _same(quantity, other)}
    older: News | None = None
    for quantity in counts:
        others = [other for said in told for other in said if other.about == quantity.about and not other.ordinal]
        if quantity.ordinal or quantity.about in (DEAD, WOUNDED) or quantity.about in agreed or not others:
            continue
        most = max(others, key=lambda other: other.value)
        if quantity.about in GROWING and quantity.value < most.value:
            older = _older_figure(most.said, quantity.said, quantity.noun)
        else:
            return _new_figure(others[-1].said, quantity.said, quantity.noun or others[-1].noun)
    return older


def _same(one: Quantity, other: Quantity) -> bool:
    return one.about == other.about and one.ordinal == other.ordinal and _rounded(one.value, other.value)


def _rounded(one: float, other: float) -> bool:
    """Whether two figures are one: equal, or large and one of them the other one rounded to one or two digits."""
    if one == other:
        return True
    if min(one, other) < _ROUNDED_FROM:
        return False
    return any(_to_digits(one, digits) == _to_digits(other, digits) in (one, other) for digits in (1, _FEW_DIGITS, 3))


def _to_digits(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _new_figure(before: str, after: str, about: str) -> News:
    return News(Reason("new-figure", _facts(before, after, about)), Change(before, after, about))


def _older_figure(before: str, after: str, about: str) -> News:
    return News(Reason("older-figure", _facts(before, after, about)), repeats=True)


def _facts(before: str, after: str, about: str) -> tuple[tuple[str, str], ...]:
    return (("before", before), ("after", after), ("about", about))


def _ordinal(counts: Figures, other: Figures, told: Sequence[Figures]) -> News | None:
    """A place in a row that the story's headlines put otherwise: the fourth plane, the sixth."""
    said = {against.value for each in told for against in each if against.ordinal}
    for quantity in counts:
        if not quantity.ordinal or quantity.value in said:
            continue
        rivals = [against for against in other if against.ordinal and "" in (quantity.about, against.about)]
        rivals += [against for against in other if against.ordinal and quantity.about == against.about]
        if rivals:
            before, after, about = rivals[-1].said, quantity.said, quantity.noun or rivals[-1].noun
            return News(Reason("new-ordinal", _facts(before, after, about)), Change(before, after, about))
    return None


def _denied(one: Headline, other: Headline, told: Sequence[Headline]) -> News | None:
    """One headline denies, the other does not, and none of the story has done as this one does."""
    if bool(one.negation) == bool(other.negation) or any(bool(each.negation) == bool(one.negation) for each in told):
        return None
    return News(Reason("negation", (("word", one.negation or other.negation),)))


def _turned(one: Headline, other: Headline, told: Sequence[Headline]) -> News | None:
    """The headlines stand on opposite sides (rise and fall), and no headline of the story stood where this one does."""
    found = opposite(one.sides, other.sides)
    if found is None or any(opposite(one.sides, each.sides) is None and each.sides.keys() & one.sides.keys() for each in told):
        return None
    after, before = found
    return News(Reason("opposite", (("before", before), ("after", after))), Change(before, after))
