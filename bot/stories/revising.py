"""What an article says that it did not say before its feed edited it.

What lives here: whether an edit is news, and the place in its story of an article that has been edited so. What does not: what
one report says that others do not (``gates``), whom that is told (``bot.alerts``).

New figures for the same thing, a word that says the opposite, a denial and another place are news. Another spelling, a longer
text, "UPDATE:", the time of day and a figure that falls back are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model.alert import Placement, PlacementKind, Reason
from bot.model.news import Article, Former
from bot.stories.fingerprint import Fingerprint, toll
from bot.stories.gates import News, elsewhere, news_in
from bot.stories.headline import headline
from bot.stories.recent import Kept, Recent

READ = 1000
"""Code points of an article's text that are kept to compare it with later."""


def is_news(article: Article, former: Former) -> bool:
    """Whether an article says more than it did before."""
    if article.title == former.title and article.text[:READ] == former.text[:READ]:
        return False
    dead, wounded = toll(article)
    before = _before(article, former)
    return _news(article, Fingerprint(dead=dead, wounded=wounded), before, [before]) is not None


def place_again(article: Article, known: Fingerprint, former: Former, recent: Recent) -> Placement:
    """The place of an edited article in the story it is in: an UPDATE if it says what none of the story's reports does."""
    before = _before(article, former)
    others = [kept for kept in recent.of_story(former.story) if kept.article_id != article.id]
    news = _news(article, known, before, [*others, before])
    if news is None:
        return Placement(PlacementKind.REPEAT, former.story, Reason("same-link"), article.id, "exact", 100.0)
    return Placement(PlacementKind.UPDATE, former.story, news.because, article.id, "exact", 100.0, news.change)


def _news(article: Article, known: Fingerprint, before: Kept, members: Sequence[Kept]) -> News | None:
    if headline(article.title).template:
        return None
    apart = elsewhere(article, before)
    if apart is not None and apart.code == "different-place":
        return News(Reason("story_changed"))
    news = news_in(article, known, before, members)
    return None if news is None or news.repeats else news


def _before(article: Article, former: Former) -> Kept:
    """The article as a member of its story, as it was."""
    dead, wounded = toll(replace(article, title=former.title, text=former.text))
    return Kept(
        article_id=article.id,
        story=former.story,
        source=article.source,
        title=former.title,
        language=article.language,
        time=article.time,
        names=frozenset(),
        exact=b"",
        link=b"",
        words=0,
        shingles=0,
        dead=dead,
        wounded=wounded,
        lead=(),
    )
