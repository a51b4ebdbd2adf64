"""The tables, as both databases know them. How they came about stands in ``migrations``; what they mean, in the stores.

Every time is UTC. States are stored by the values of the model's enumerations.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    not_,
    text,
)
from sqlalchemy.engine import Dialect


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as the database takes it; a moment without a zone is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (the library's signature)
        """The moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text without what PostgreSQL refuses to store: NUL and halves of surrogate pairs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the library's signature)
        """The text as both databases take it."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Big = BigInteger().with_variant(Integer(), "sqlite")
# JSON null is no use to us: None is SQL's NULL.
Json = JSON(none_as_null=True)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Any) -> Table:
    # Ids are never used again, even after the newest row is gone.
    return Table(name, metadata, *parts, sqlite_autoincrement=any(_counts(part) for part in parts))


def _counts(part: Any) -> bool:
    return isinstance(part, Column) and part.primary_key and part.autoincrement is True


def _id(name: str = "id") -> Column[int]:
    return Column(name, Big, primary_key=True, autoincrement=True)


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False, server_default="")


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def _time(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, Utc, nullable=nullable)


def _chat(*, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column("chat_id", Big, ForeignKey("chats.id"), primary_key=primary_key, nullable=nullable, autoincrement=False)


chats = _table(
    "chats",
    _id(),
    Column("platform", String(16), nullable=False),
    _text("channel"),
    _text("thread"),
    Column("kind", String(16), nullable=False),
    _text("title"),
    Column("language", String(8), nullable=False),
    _text("time_zone"),
    Column("state", String(16), nullable=False),
    # What a suspended chat goes back to.
    Column("resumes_to", String(16), nullable=False),
    _text("because"),
    # Whose private chat it is.
    _text("person"),
    _flag("admitted"),
    UniqueConstraint("platform", "channel", "thread"),
)

sources = _table(
    "sources",
    _id("number"),
    Column("id", Text, nullable=False, unique=True),
    _text("url"),
    # The operator's own address: a redirect followed for good lasts until the operator writes another.
    _text("seed_url"),
    _text("moved_to"),
    _count("moved_hits"),
    _text("name"),
    Column("language", String(8), nullable=False),
    _text("region"),
    Column("interval", Float, nullable=False),
    Column("owner_chat", Big, ForeignKey("chats.id")),
    _flag("paused"),
    _flag("listed"),
    # Its server has said that it is gone for good: not polled until somebody resumes it.
    _flag("stopped"),
    # The pages of its entries are read for their text: as chosen in a chat (on, off), or else as the operator's file says.
    _flag("full_text"),
    _text("text_choice"),
    # How its entries are told apart, settled by what it has shown so far; empty until then.
    _text("identity"),
    # New entries a day, of late.
    Column("pace", Float, nullable=False, server_default="0"),
    _time("last_new", nullable=True),
    # What its last document asked of pollers.
    Column("hints", Json),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    _count("polls"),
    _count("failures"),
    _text("health"),
    _text("detail"),
    _time("failing_since", nullable=True),
    # What people were told last of its health; empty when it is well as far as they know.
    _text("told"),
    # Since when entries of it are held back, because too many were new at once.
    _time("held_since", nullable=True),
    _time("last_success", nullable=True),
    # Articles listed since then stood in the feed when it was last read.
    _time("listed_from", nullable=True),
    _time("next_due"),
    Column("because", Json),
    _time("lease_until", nullable=True),
)
Index("ix_sources_due", sources.c.next_due, sqlite_where=sources.c.listed, postgresql_where=sources.c.listed)
Index("ix_sources_url", sources.c.url)

subscriptions = _table(
    "subscriptions",
    _chat(primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), primary_key=True),
    # on, paused or removed; a shared source without a row is on.
    Column("state", String(16), nullable=False),
)
Index("ix_subscriptions_source", subscriptions.c.source_id)

articles = _table(
    "articles",
    _id(),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False),
    _text("outlet"),
    _text("key"),
    _text("title"),
    _text("text"),
    _text("url"),
    Column("language", String(8), nullable=False),
    _time("published", nullable=True),
    _time("seen"),
    _time("time"),
    # The last day on which the feed still listed it.
    _time("listed"),
    # How often its text alone was edited; a feed that prints the time edits every entry at every poll.
    _count("edits"),
    # Of what its feed said last: tells whether that has changed, also where the text is from elsewhere.
    _text("digest"),
    # The text is that of its page and not its feed's.
    _flag("from_page"),
    # Of its title: tells that it has come again under another key and link.
    _text("head"),
    # What it said when it was last triaged, if its feed has edited it since.
    Column("former", Json),
    # How often a change of it was told as news, and when last.
    _count("revisions"),
    _time("revised", nullable=True),
    _flag("baseline"),
    _flag("triaged"),
    # Held back, because too much of its feed was new at once: released when it is not triaged, dropped when it is a baseline.
    _flag("held"),
    # It came while the bot was away, which had been so since then.
    _time("away_since", nullable=True),
    _text("folded"),
    UniqueConstraint("source_id", "key"),
)
Index("ix_articles_url", articles.c.source_id, articles.c.url)
has_head = articles.c.head != text("''")
Index("ix_articles_head", articles.c.source_id, articles.c.head, sqlite_where=has_head, postgresql_where=has_head)
Index("ix_articles_time", articles.c.time)
Index("ix_articles_seen", articles.c.seen)
# Written as the databases compare conditions when they choose an index.
is_untriaged = not_(articles.c.triaged)
_is_held = articles.c.held
Index("ix_articles_held", articles.c.source_id, sqlite_where=_is_held, postgresql_where=_is_held)
Index("ix_articles_waiting", articles.c.id, sqlite_where=is_untriaged, postgresql_where=is_untriaged)

stories = _table(
    "stories",
    Column("id", Big, primary_key=True, autoincrement=False),
    _time("created"),
)

story_articles = _table(
    "story_articles",
    Column("article_id", Big, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story_id", Big, ForeignKey("stories.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("how", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("with_article", Big),
    Column("because", Json, nullable=False),
    Column("change", Json),
    Column("names", Json, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
Index("ix_story_articles_story", story_articles.c.story_id)

matches = _table(
    "matches",
    Column("article_id", Big, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    _text("term"),
    _text("form"),
    Column("field", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _text("text"),
    Column("how", String(16), nullable=False),
    Column("score", Float, nullable=False),
    _flag("off"),
)

watches = _table(
    "watches",
    _id(),
    _chat(),
    _text("term"),
    # The folded term: one live watch of it in a chat.
    _text("folded"),
    Column("switched", Json, nullable=False),
    # quiet, normal or critical.
    Column("severity", String(16), nullable=False, server_default="normal"),
    _time("added"),
    Column("added_at", Big, nullable=False),
    # The last edit of it while it lived: of its spellings, or of the names taught to its chat.
    Column("changed_at", Big, nullable=False, server_default="0"),
    Column("removed_at", Big),
)
_live = watches.c.removed_at.is_(None)
Index("ix_watches_live", watches.c.chat_id, watches.c.folded, unique=True, sqlite_where=_live, postgresql_where=_live)
Index("ix_watches_added", watches.c.added_at)
Index("ix_watches_changed", watches.c.changed_at)
Index("ix_watches_removed", watches.c.removed_at)

taught_names = _table(
    "taught_names",
    _id(),
    _chat(),
    Column("spellings", Json, nullable=False),
    # The spellings of the known names that they belonged to when they were taught.
    Column("kin", Json, nullable=False),
    _time("taught"),
    # Kept for a while, so that it can be taken back.
    _time("removed", nullable=True),
)
Index("ix_taught_names_chat", taught_names.c.chat_id)

# Terms that a chat was asked about, or offered, before they are watched: a button names one by its id.
proposals = _table("proposals", _id(), _chat(), _text("term"), _time("at"))
Index("ix_proposals_chat", proposals.c.chat_id)

# One row: the number of the last edit of any watch, so that edits are numbered in the order of their commits.
revisions = _table("revisions", Column("subject", String(16), primary_key=True), Column("revision", Big, nullable=False))

alerts = _table(
    "alerts",
    _id(),
    _chat(),
    Column("story_id", Big, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("article_id", Big, nullable=False),
    Column("summary", Json, nullable=False),
    Column("because", Json, nullable=False),
    Column("change", Json),
    _time("created"),
    # Its chat unwatched all of its terms before it went out: as if it had never been.
    _flag("cancelled"),
    UniqueConstraint("chat_id", "story_id", "revision"),
)
Index("ix_alerts_story", alerts.c.story_id)

alert_watches = _table(
    "alert_watches",
    Column("alert_id", Big, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("watch_id", Big),
    _text("term"),
)
Index("ix_alert_watches_watch", alert_watches.c.watch_id)

deliveries = _table(
    "deliveries",
    _id(),
    _chat(),
    Column("seq", Big, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("story_id", Big),
    Column("notice", Json),
    Column("state", String(16), nullable=False),
    _time("due"),
    Column("because", Json),
    # What counts towards giving it up: doubts, interruptions, its own failures.
    _count("attempts"),
    # Tries that surely were in vain, whoever was to blame: its pauses grow by them.
    _count("tries"),
    _flag("doubtful"),
    Column("fence", Big, nullable=False, server_default="0"),
    _time("created"),
    _time("intent_at", nullable=True),
    _time("settled", nullable=True),
    _text("rendered"),
    UniqueConstraint("chat_id", "seq"),
)
# Pending, held or under way; the other states are ends.
is_open = deliveries.c.settled.is_(None)
Index("ix_deliveries_open", deliveries.c.chat_id, deliveries.c.due, sqlite_where=is_open, postgresql_where=is_open)
Index("ix_deliveries_story", deliveries.c.chat_id, deliveries.c.story_id)
Index("ix_deliveries_state", deliveries.c.state, deliveries.c.settled)

delivery_alerts = _table(
    "delivery_alerts",
    Column("delivery_id", Big, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("alert_id", Big, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
)
Index("ix_delivery_alerts_alert", delivery_alerts.c.alert_id)

delivery_parts = _table(
    "delivery_parts",
    Column("delivery_id", Big, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    _text("message"),
    _time("at"),
)

lanes = _table(
    "lanes",
    _chat(primary_key=True),
    Column("last_seq", Big, nullable=False, server_default="0"),
    # When the earliest open delivery is due; null when there is none.
    _time("wake_at", nullable=True),
    # Not before this, whatever is due: a platform's delay or its pace.
    _time("next_at"),
    _time("lease_until", nullable=True),
    Column("fence", Big, nullable=False, server_default="0"),
)
_awake = lanes.c.wake_at.is_not(None)
Index("ix_lanes_awake", lanes.c.wake_at, sqlite_where=_awake, postgresql_where=_awake)

buckets = _table("buckets", Column("name", Text, primary_key=True), _time("full_at"))

leases = _table(
    "leases",
    Column("role", Text, primary_key=True),
    _text("holder"),
    _time("until"),
    Column("fence", Big, nullable=False, server_default="0"),
)

roles = _table(
    "roles",
    Column("platform", String(16), primary_key=True),
    Column("person", Text, primary_key=True),
    _text("name"),
    Column("role", Integer, nullable=False),
    _text("by"),
    _time("at"),
)

claims = _table("claims", Column("hash", Text, primary_key=True), _time("expires"))

seen_updates = _table("seen_updates", Column("id", Text, primary_key=True), _time("at"))
Index("ix_seen_updates_at", seen_updates.c.at)

audit = _table(
    "audit",
    _id(),
    _time("at"),
    _text("who"),
    Column("chat_id", Big),
    Column("action", String(32), nullable=False),
    _text("detail"),
)
