"""Whether an entry of a feed is an article of it that is stored already, under whatever key and link.

What lives here: the judgement on one entry and one article that may be the same. What does not: the keys (``identity``) and
finding the articles (``bot.store``).

Feeds change ids, links, headlines, texts and dates, each for reasons of its own, and use ids and links again for other news.
What stays the same decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from bot.model.news import Entry
from bot.stories.headline import alike, headline, wording
from bot.text.folding import folded_words
from bot.text.links import link_key

READ = 1500
"""Code points of a text that are compared."""

_ALIKE = 50.0
_NEAR, _UNLIKE = 80.0, 60.0
# Fewer code points say nothing, and so many that are the same are no standing phrase of a feed.
_LEAST, _TELLING = 20, 200
_FEW_WORDS, _MANY_WORDS = 3, 5
_SAME_MOMENT = timedelta(minutes=1)
_SAME_DAY = timedelta(days=1)
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article that an entry may be; ``text`` is the beginning of what its feed said ("" when that is not known)."""

    url: str
    title: str
    text: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Tie:
    """What brings an entry and an article together.

    ``keyed``: a key that is telling enough in this feed; ``own_link``: their link is of no other entry or article;
    ``own_title``: their title is.
    """

    keyed: bool = False
    own_link: bool = False
    own_title: bool = False


@lru_cache(1 << 12)
def head(title: str) -> str:
    """What titles that differ in case, punctuation or spelling have in common; "" for one without a word."""
    words = folded_words(title)
    return blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=10).hexdigest() if words else ""


def same_article(entry: Entry, stored: Stored, tie: Tie) -> bool:
    """Whether an entry is this article, edited, moved or renamed perhaps."""
    in_place = not entry.url or not stored.url or same_place(entry.url, stored.url)
    if tie.keyed:
        return _kept_its_key(entry, stored, in_place=in_place)
    if in_place and entry.url and stored.url and tie.own_link:
        return likely_retitled(entry.title, stored.title) or near(entry.text, stored.text) is True
    return bool(head(entry.title)) and head(entry.title) == head(stored.title) and _same_under_title(entry, stored, tie)


def same_place(one: str, other: str) -> bool:
    """Whether two links lead to one page."""
    return one == other or link_key(one) == link_key(other)


def likely_retitled(title: str, before: str) -> bool:
    """Whether one title may be the other, edited."""
    return title == before or head(title) == head(before) or alike(wording(title), wording(before)) >= _ALIKE


def near(one: str, other: str) -> bool | None:
    """Whether two texts are about the same (one may go on where the other ends); None when they do not tell."""
    length = min(len(one), len(other), READ)
    if length < _LEAST:
        return None
    score = fuzz.ratio(one[:length], other[:length])
    return True if score >= _NEAR else False if score < _UNLIKE else None


def _kept_its_key(entry: Entry, stored: Stored, *, in_place: bool) -> bool:
    """An id that is given to other news brings another title, and another link or another text and a later date."""
    if likely_retitled(entry.title, stored.title):
        return True
    text = near(entry.text, stored.text)
    if in_place:
        return text is not False or not _later(entry.published, stored.published)
    return text is True or _same_path(entry.url, stored.url)


def _same_under_title(entry: Entry, stored: Stored, tie: Tie) -> bool:
    """Whether the same title is the same news: not that of a daily column, whose text or date is another."""
    apart = _apart(entry.published, stored.published)
    if (apart is not None and apart <= _SAME_MOMENT) or _same_path(entry.url, stored.url):
        return True
    if headline(entry.title).template or len(folded_words(entry.title)) < _FEW_WORDS:
        return False
    one, other = entry.text[:READ], stored.text[:READ]
    if one and one == other:
        return apart is None or len(one) >= _TELLING
    if apart is not None and apart > _SAME_DAY:
        return False
    if near(one, other) is True:
        return _figures(one, other)
    # Nothing but the title is there to compare, which a column would have used before.
    alone = tie.own_title and len(folded_words(entry.title)) >= _MANY_WORDS
    return alone and apart is None and not one and not other


def _figures(one: str, other: str) -> bool:
    """Whether two texts hold the same figures, as far as both go."""
    length = min(len(one), len(other))
    return set(_FIGURES.findall(one[:length])) == set(_FIGURES.findall(other[:length]))


def _same_path(one: str, other: str) -> bool:
    """Whether two links differ in their hosts alone, and lead to more than a front page."""
    here, there = urlsplit(link_key(one)), urlsplit(link_key(other))
    path = here.path.partition("/")[2], here.query
    return any(path) and path == (there.path.partition("/")[2], there.query)


def _apart(one: datetime | None, other: datetime | None) -> timedelta | None:
    return None if one is None or other is None else abs(one - other)


def _later(now: datetime | None, before: datetime | None) -> bool:
    return now is not None and before is not None and now - before > _SAME_MOMENT
