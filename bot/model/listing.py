"""Feeds that are not read yet: those an address leads to, and those a list of subscriptions names.

Nothing here has been fetched or parsed; whoever finds or reads them makes these values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.news import Broken, Language, Trouble


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed that an address leads to, read once.

    ``format`` is the parser's name for its kind (``rss20``, ``atom10``, ``json``); ``entries``: how many it holds now;
    ``comments``: it holds what readers write below the articles.
    """

    url: str
    title: str
    format: str = ""
    entries: int = 0
    language: Language = Language.OTHER
    comments: bool = False


class Dead(StrEnum):
    """A site that offers no feeds, by its name in the catalogues (``discovery.site_<value>``)."""

    TELEGRAM = "telegram"
    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    THREADS = "threads"
    TIKTOK = "tiktok"
    WHATSAPP = "whatsapp"
    LINKEDIN = "linkedin"


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to: the feeds, the best first, or why there is none.

    ``itself``: the address is that of the only candidate. Without candidates ``dead`` is the site that offers none, or
    ``broken`` says why the address could not be read; neither: it can be read, but leads to no feed.
    """

    candidates: tuple[Candidate, ...] = ()
    itself: bool = False
    dead: Dead | None = None
    broken: Broken | None = None


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed in a list of subscriptions: its address as written there, its title ("" for none), and its page if it names one.

    ``categories``: the groups it stands in, from the outermost inwards, joined by " / ".
    """

    url: str
    title: str = ""
    categories: tuple[str, ...] = ()
    page: str = ""
    language: Language = Language.OTHER


class OpmlTrouble(StrEnum):
    """Why a document is no list of feeds; each has a sentence in every catalogue (``opml.<value>``)."""

    EMPTY = "empty"
    NOT_OPML = "not_opml"
    ENTITIES = "entities"
    TOO_LARGE = "too_large"
    NO_FEEDS = "no_feeds"


@dataclass(frozen=True, slots=True)
class OpmlFault:
    """A document that could not be read as a list; ``detail`` is technical and English."""

    trouble: OpmlTrouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A list of subscriptions as read.

    ``left_out``: lines beyond the most that are read. ``damaged``: it is not well-formed, and lines of it may be lost.
    """

    title: str
    feeds: tuple[ListedFeed, ...]
    left_out: int = 0
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class RefusedFeed:
    """A line of a list whose address the bot does not read, and why. ``detail`` is free of secrets."""

    title: str
    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FeedList:
    """A list whose addresses were looked at: the feeds that may be read, each once, and those that may not."""

    title: str
    feeds: tuple[ListedFeed, ...]
    refused: tuple[RefusedFeed, ...] = ()
    left_out: int = 0
    damaged: bool = False
