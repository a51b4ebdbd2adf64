"""Feeds that change everything about their entries but what they tell, each in its own way, and know what is really new."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from bot.model.news import Entry
from bot.sources.items import Item, entries_of
from bot.text.links import canonical

LISTED = 8
"""How many stories a feed lists."""

_WORDS = {
    "en": (
        "minister harbour storm council budget river strike bridge hospital election pipeline museum border factory school "
        "court airline wheat protest rescue satellite railway tunnel market vaccine drought cabinet stadium refinery ferry"
    ),
    "ar": (
        "وزير ميناء عاصفة مجلس موازنة نهر إضراب جسر مستشفى انتخابات أنبوب متحف حدود مصنع مدرسة محكمة طيران قمح احتجاج إنقاذ "
        "قمر قطار نفق سوق لقاح جفاف حكومة ملعب مصفاة عبارة"
    ),
}


@dataclass(frozen=True)
class Story:
    """One story as its feed gives it now; ``number`` is what it is in truth."""

    number: int
    guid: str
    link: str
    title: str
    text: str
    published: datetime | None


View = Callable[["Feed", list[Story]], list[Story]]


@dataclass
class Feed:
    """A feed with its habits: each changes how the listed stories are given at one poll.

    ``rate``: the share of polls that find more. ``shown``: the numbers of the stories that a poll has found so far.
    """

    name: str
    language: str = "en"
    habits: Sequence[View] = ()
    rate: float = 0.5
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    day: float = 0.0
    stories: list[Story] = field(default_factory=list)
    shown: set[int] = field(default_factory=set)
    make: Callable[[Feed, Story], Story] = lambda _feed, story: story

    def words(self, count: int) -> str:
        return " ".join(self.dice.choices(_WORDS[self.language].split(), k=count))

    def publish(self, now: datetime) -> Story:
        number = len(self.stories)
        title = f"{self.words(7)}".capitalize()
        slug = quote(f"{title.lower().replace(' ', '-')}-{number}")
        link = f"https://www.{self.name}.example/news/{slug}"
        text = f"{self.words(40)}. {self.words(30)}."
        story = self.make(self, Story(number, f"{self.name}-{number}", link, title, text, now - timedelta(minutes=5)))
        self.stories.append(story)
        return story

    def read(self, now: datetime, new: int) -> tuple[Entry, ...]:
        """What a poll finds after ``new`` more stories."""
        for _ in range(new):
            self.publish(now)
        seen = list(reversed(self.stories[-LISTED:]))
        for habit in self.habits:
            seen = habit(self, seen)
        self.shown |= {story.number for story in seen}
        return entries_of(Item(story.guid, canonical(story.link), story.title, story.text, story.published) for story in seen)


def each(change: Callable[[Feed, Story], Story]) -> View:
    """A habit that gives every story otherwise."""
    return lambda feed, seen: [change(feed, story) for story in seen]


def some(share: float, change: Callable[[Feed, Story], Story]) -> View:
    """A habit that changes some stories for good, as an editor does."""

    def view(feed: Feed, seen: list[Story]) -> list[Story]:
        for story in seen:
            if feed.dice.random() < share:
                feed.stories[story.number] = change(feed, feed.stories[story.number])
        now = {story.number for story in seen}
        return [story for story in reversed(feed.stories) if story.number in now]

    return view


def from_day(day: float, habit: View) -> View:
    """A habit that begins on a day."""
    return lambda feed, seen: habit(feed, seen) if feed.day >= day else seen


def random_guid(feed: Feed, story: Story) -> Story:
    return replace(story, guid=f"{feed.dice.getrandbits(64):x}")


def no_guid(_feed: Feed, story: Story) -> Story:
    return replace(story, guid="")


def other_guid(_feed: Feed, story: Story) -> Story:
    return replace(story, guid=f"urn:uuid:{story.number:032x}")


def redated(feed: Feed, story: Story) -> Story:
    when = story.published and story.published + timedelta(minutes=feed.dice.randint(-600, 600))
    return replace(story, published=when)


def typo(feed: Feed, story: Story) -> Story:
    words = story.title.split()
    at = feed.dice.randrange(1, len(words))
    words[at] = words[at][:1] + words[at][2:] if len(words[at]) > 3 else words[at] + "s"
    return replace(story, title=" ".join(words))


def longer(feed: Feed, story: Story) -> Story:
    return replace(story, text=f"{story.text} {feed.words(3)}.")


def bare(_feed: Feed, story: Story) -> Story:
    return replace(story, text="")


def undated(_feed: Feed, story: Story) -> Story:
    return replace(story, published=None)


def linkless(_feed: Feed, story: Story) -> Story:
    return replace(story, link="")


def front_page(feed: Feed, story: Story) -> Story:
    return replace(story, link=f"https://{feed.name}.example/")


def dressed(feed: Feed, story: Story) -> Story:
    """The same page under another form of its link."""
    parts = urlsplit(story.link)
    host, path = parts.netloc, parts.path
    dress = feed.dice.randrange(9)
    forms = (
        f"http://{host}{path}",
        f"https://{host.upper()}{path}",
        f"https://{host}{path}/",
        f"https://{host}{path}?utm_source=rss&utm_medium=feed",
        f"https://m.{host.removeprefix('www.')}{path}",
        f"https://{host}{path}/amp/",
        f"https://www.google.com/url?url={quote(story.link, safe='')}",
        f"https://{host}{path.replace('%D8', '%d8').replace('-', '%2D')}#comments",
        story.link,
    )
    return replace(story, link=forms[dress])


def permalink(feed: Feed, story: Story) -> Story:
    """The link, as it is given, is the id as well."""
    return replace(dressed(feed, story), guid=(worn := dressed(feed, story)).link, link=worn.link)


def other_domain(feed: Feed, story: Story) -> Story:
    link = story.link.replace(f"www.{feed.name}.example", f"{feed.name}-news.example")
    return replace(story, link=link, guid=link)


def other_system(feed: Feed, story: Story) -> Story:
    """A new content system: other ids, other links, the same titles."""
    slug = quote("-".join(story.title.lower().split()))
    return replace(story, guid=f"tag:{feed.name},2026:{story.number}", link=f"https://{feed.name}.example/2026/11/{slug}")


def old_system(feed: Feed, story: Story) -> Story:
    link = f"https://{feed.name}.example/?p={story.number + 100}"
    return replace(story, guid=link, link=link)


def shared_guid(feed: Feed, story: Story) -> Story:
    """Two stories after each other have one id."""
    return replace(story, guid=f"{feed.name}-{story.number // 2}")


def slot(_feed: Feed, seen: list[Story]) -> list[Story]:
    """The id is the place in the list."""
    return [replace(story, guid=f"item-{at}") for at, story in enumerate(seen)]


def column(feed: Feed, story: Story) -> Story:
    """A daily column: always the same title."""
    return replace(story, title="Five things to know this morning in the region")


def shuffled(feed: Feed, seen: list[Story]) -> list[Story]:
    return feed.dice.sample(seen, len(seen))


def gaps(feed: Feed, seen: list[Story]) -> list[Story]:
    """Some stories are gone at this poll, and back at another."""
    return [story for story in seen if feed.dice.random() < 0.7] or seen


def revenants(feed: Feed, seen: list[Story]) -> list[Story]:
    """Now and then what was listed days ago is listed again."""
    listed = {story.number for story in seen}
    past = [story for story in feed.stories if story.number not in listed]
    back = feed.dice.sample(past, min(len(past), feed.dice.choice((0, 0, 0, 2, 4))))
    return [*seen, *back]


def repeats(feed: Feed, seen: list[Story]) -> list[Story]:
    """One story stands in the document twice."""
    return [*seen, feed.dice.choice(seen)]


def a_dozen() -> tuple[Feed, ...]:
    """Feeds with every habit that was met in the wild, and some of them together."""
    return (
        Feed("plain", habits=(some(0.02, redated), some(0.02, typo), some(0.05, longer), shuffled, gaps, revenants)),
        Feed("churning", habits=(each(random_guid), some(0.02, redated), some(0.05, longer), revenants, repeats)),
        Feed("dressing", "ar", habits=(each(no_guid), each(dressed), some(0.01, typo), gaps, revenants)),
        Feed("permalinks", "ar", habits=(each(permalink), some(0.02, longer), shuffled, revenants)),
        Feed("moving", habits=(from_day(15, each(other_domain)), some(0.02, longer), gaps, revenants)),
        Feed("rebuilt", "ar", make=old_system, habits=(from_day(15, each(other_system)), some(0.02, redated), revenants)),
        Feed("headlines", make=old_system, habits=(each(bare), each(undated), from_day(12, each(other_system)), gaps)),
        Feed("renamed", habits=(from_day(9, each(other_guid)), each(dressed), some(0.02, typo), revenants)),
        Feed("twins", make=shared_guid, habits=(gaps, some(0.02, longer), some(0.02, redated), shuffled, revenants)),
        Feed("slots", habits=(slot, some(0.02, longer), some(0.02, redated))),
        Feed("bare", "ar", habits=(each(no_guid), each(linkless), some(0.05, longer), gaps, shuffled, revenants)),
        Feed("home", habits=(each(no_guid), each(front_page), some(0.05, longer), gaps, shuffled, revenants)),
        Feed("columns", make=column, rate=0.15, habits=(some(0.05, longer), gaps, revenants)),
    )
