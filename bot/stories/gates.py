"""The gates: what keeps a report that looks like a story from being its repeat.

What lives here: whether a report is about something else (``elsewhere``), and whether it says something new (``news_in``). What
does not: which story it looks like (``grouping``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.model.alert import Change, Reason
from bot.model.news import Article, Language
from bot.stories.counted import DEAD, GROWING, WOUNDED, label
from bot.stories.fingerprint import Fingerprint
from bot.stories.headline import Headline, headline
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


@dataclass(frozen=True, slots=True)
class News:
    """What a report does to what a story says. ``repeats``: nothing new in it (an older figure)."""

    because: Reason
    change: Change | None = None
    repeats: bool = False


def elsewhere(article: Article, kept: Kept) -> Reason | None:
    """Why an article is not about the event of this member however alike their titles are, or None."""
    one, other = headline(article.title, article.language), headline(kept.title, kept.language)
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
    one, other = headline(article.title, article.language), headline(kept.title, kept.language)
    told = [headline(member.title, member.language) for member in members[-_MEMBERS_READ:]]
    toll = _toll(article, one, known, told, members)
    if toll is not None and not toll.repeats:
        return toll
    return _figure(one, told) or _ordinal(one, other, told) or _denied(one, other, told) or _turned(one, other, told) or toll


def _toll(article: Article, one: Headline, known: Fingerprint, told: Sequence[Headline], members: Sequence[Kept]) -> News | None:
    """The dead and wounded, which only grow: more is news, fewer is an outlet that is late."""
    older: News | None = None
    for kind, now in ((DEAD, known.dead), (WOUNDED, known.wounded)):
        before = [figure for member in members if (figure := member.dead if kind == DEAD else member.wounded) is not None]
        if now is None:
            continue
        named = label(kind, article.language)
        if not before:
            if now and any(quantity.about == kind for quantity in one.quantities) and told:
                return News(Reason("first-figure", (("after", f"{now:,}"), ("about", named))))
            continue
        reached = max(before)
        if now > reached and not _rounded(now, reached):
            return _new_figure(f"{reached:,}", f"{now:,}", named)
        if now < reached and not _rounded(now, reached):
            older = News(Reason("older-figure", (("before", f"{reached:,}"), ("after", f"{now:,}"), ("about", named))), repeats=True)
    return older


def _figure(one: Headline, told: Sequence[Headline]) -> News | None:
    """Any other count of the headline that the story's headlines put otherwise."""
    older: News | None = None
    for quantity in one.quantities:
        if quantity.ordinal or quantity.about in (DEAD, WOUNDED):
            continue
        others = [other for headline_ in told for other in headline_.quantities if _comparable(quantity, other)]
        if not others or any(_rounded(quantity.value, other.value) for other in others):
            continue
        if _shared_value(one, told):
            # The titles agree on another figure of the same kind, so this one is one more and not a new one.
            continue
        if quantity.about in GROWING and quantity.value < max(other.value for other in others):
            most = max(others, key=lambda other: other.value)
            facts = (("before", most.said), ("after", quantity.said), ("about", quantity.noun))
            older = News(Reason("older-figure", facts), repeats=True)
            continue
        return _new_figure(others[-1].said, quantity.said, quantity.noun or others[-1].noun)
    return older


def _shared_value(one: Headline, told: Sequence[Headline]) -> bool:
    values = {(quantity.about, quantity.value) for quantity in one.quantities if quantity.about}
    return any((other.about, other.value) in values for headline_ in told for other in headline_.quantities)


def _comparable(one: Quantity, other: Quantity) -> bool:
    return not other.ordinal and other.about == one.about


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
    return News(Reason("new-figure", (("before", before), ("after", after), ("about", about))), Change(before, after, about))


def _ordinal(one: Headline, other: Headline, told: Sequence[Headline]) -> News | None:
    """A place in a row that the story's headlines put otherwise: the fourth plane, the sixth."""
    for quantity in _ordinals(one):
        said = [against for headline_ in told for against in _ordinals(headline_)]
        if any(quantity.value == against.value for against in said):
            continue
        rivals = [against for against in _ordinals(other) if not quantity.about or not against.about or quantity.about == against.about]
        if rivals:
            before, after = rivals[-1].said, quantity.said
            about = quantity.noun or rivals[-1].noun
            return News(Reason("new-ordinal", (("before", before), ("after", after), ("about", about))), Change(before, after, about))
    return None


def _ordinals(one: Headline) -> Iterator[Quantity]:
    return (quantity for quantity in one.quantities if quantity.ordinal)


def _denied(one: Headline, other: Headline, told: Sequence[Headline]) -> News | None:
    """One headline denies, the other does not, and none of the story has done as this one does."""
    if bool(one.negation) == bool(other.negation) or any(bool(headline_.negation) == bool(one.negation) for headline_ in told):
        return None
    return News(Reason("negation", (("word", one.negation or other.negation),)))


def _turned(one: Headline, other: Headline, told: Sequence[Headline]) -> News | None:
    """The headlines stand on opposite sides (rise and fall), and no headline of the story stood where this one does."""
    found = opposite(one.sides, other.sides)
    if found is None or any(opposite(one.sides, headline_.sides) is None and headline_.sides.keys() & one.sides.keys() for headline_ in told):
        return None
    after, before = found
    return News(Reason("opposite", (("before", before), ("after", after))), Change(before, after))


def language_of(article: Article) -> Language:
    """The language that an article is compared in."""
    return article.language
