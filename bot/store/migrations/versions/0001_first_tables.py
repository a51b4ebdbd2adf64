"""The first tables: chats and rights, sources and articles, stories and alerts, lanes and deliveries.

Follows nothing.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from bot.store.search import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes them on an empty database."""
    for create in (
        _audit,
        _buckets,
        _chats,
        _claims,
        _leases,
        _revisions,
        _roles,
        _seen_updates,
        _stories,
        _alerts,
        _deliveries,
        _lanes,
        _sources,
        _watches,
        _alert_watches,
        _articles,
        _delivery_alerts,
        _delivery_parts,
        _subscriptions,
        _matches,
        _story_articles,
    ):
        create()
    op.execute("INSERT INTO revisions (subject, revision) VALUES ('watches', 0)")
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _word(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, autoincrement=True, nullable=False)


def _partial(name: str, table: str, columns: list[str], where: str, sqlite: str = "", *, unique: bool = False) -> None:
    """An index over some rows; ``sqlite`` is the condition as queries there put it, when it differs."""
    here, there = sa.text(sqlite or where), sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=here, postgresql_where=there)


def _refers(column: str, target: str, name: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete="CASCADE" if cascade else None)


def _audit() -> None:
    op.create_table(
        "audit",
        _id("id"),
        _time("at"),
        _text("who"),
        sa.Column("chat_id", BIG, nullable=True),
        _word("action", 32),
        _text("detail"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )


def _buckets() -> None:
    op.create_table(
        "buckets",
        sa.Column("name", sa.Text(), nullable=False),
        _time("full_at"),
        sa.PrimaryKeyConstraint("name", name="pk_buckets"),
    )


def _chats() -> None:
    op.create_table(
        "chats",
        _id("id"),
        _word("platform", 16),
        _text("channel"),
        _text("thread"),
        _word("kind", 16),
        _text("title"),
        _word("language", 8),
        _text("time_zone"),
        _word("state", 16),
        _word("resumes_to", 16),
        _text("because"),
        sa.Column("admitted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("platform", "channel", "thread", name="uq_chats_platform_channel_thread"),
        sqlite_autoincrement=True,
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("hash", sa.Text(), nullable=False),
        _time("expires"),
        sa.PrimaryKeyConstraint("hash", name="pk_claims"),
    )


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("role", sa.Text(), nullable=False),
        _text("holder"),
        _time("until"),
        sa.Column("fence", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_leases"),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        _word("subject", 16),
        sa.Column("revision", BIG, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_revisions"),
    )


def _roles() -> None:
    op.create_table(
        "roles",
        _word("platform", 16),
        sa.Column("person", sa.Text(), nullable=False),
        _text("name"),
        sa.Column("role", sa.Integer(), nullable=False),
        _text("by"),
        _time("at"),
        sa.PrimaryKeyConstraint("platform", "person", name="pk_roles"),
    )


def _seen_updates() -> None:
    op.create_table(
        "seen_updates",
        sa.Column("id", sa.Text(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_seen_updates"),
    )
    op.create_index("ix_seen_updates_at", "seen_updates", ["at"])


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        _time("created"),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        _id("id"),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("story_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _word("kind", 16),
        sa.Column("article_id", BIG, nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("because", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("change", sa.JSON(none_as_null=True), nullable=True),
        _time("created"),
        sa.Column("cancelled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _refers("chat_id", "chats.id", "fk_alerts_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("chat_id", "story_id", "revision", name="uq_alerts_chat_id_story_id_revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alerts_story", "alerts", ["story_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        _id("id"),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        _word("kind", 16),
        sa.Column("story_id", BIG, nullable=True),
        sa.Column("notice", sa.JSON(none_as_null=True), nullable=True),
        _word("state", 16),
        _time("due"),
        sa.Column("because", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubtful", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("fence", BIG, server_default="0", nullable=False),
        _time("created"),
        _time("intent_at", nullable=True),
        _time("settled", nullable=True),
        _text("rendered"),
        _refers("chat_id", "chats.id", "fk_deliveries_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("chat_id", "seq", name="uq_deliveries_chat_id_seq"),
        sqlite_autoincrement=True,
    )
    _partial("ix_deliveries_open", "deliveries", ["chat_id", "due"], "settled IS NULL")
    op.create_index("ix_deliveries_state", "deliveries", ["state", "settled"])
    op.create_index("ix_deliveries_story", "deliveries", ["chat_id", "story_id"])


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("last_seq", BIG, server_default="0", nullable=False),
        _time("wake_at", nullable=True),
        _time("next_at"),
        _time("lease_until", nullable=True),
        sa.Column("fence", BIG, server_default="0", nullable=False),
        _refers("chat_id", "chats.id", "fk_lanes_chat_id"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_lanes"),
    )
    _partial("ix_lanes_awake", "lanes", ["wake_at"], "wake_at IS NOT NULL")


def _sources() -> None:
    op.create_table(
        "sources",
        _id("number"),
        sa.Column("id", sa.Text(), nullable=False),
        _text("url"),
        _text("seed_url"),
        _text("moved_to"),
        sa.Column("moved_hits", sa.Integer(), server_default="0", nullable=False),
        _text("name"),
        _word("language", 8),
        _text("region"),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("owner_chat", BIG, nullable=True),
        sa.Column("paused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _text("etag"),
        _text("last_modified"),
        _text("body_hash"),
        sa.Column("polls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        _text("health"),
        _text("detail"),
        _time("last_success", nullable=True),
        _time("listed_from", nullable=True),
        _time("next_due"),
        sa.Column("because", sa.JSON(none_as_null=True), nullable=True),
        _time("lease_until", nullable=True),
        _refers("owner_chat", "chats.id", "fk_sources_owner_chat"),
        sa.PrimaryKeyConstraint("number", name="pk_sources"),
        sa.UniqueConstraint("id", name="uq_sources_id"),
        sqlite_autoincrement=True,
    )
    _partial("ix_sources_due", "sources", ["next_due"], "listed", "listed = 1")
    op.create_index("ix_sources_url", "sources", ["url"])


def _watches() -> None:
    op.create_table(
        "watches",
        _id("id"),
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        _text("term"),
        _text("folded"),
        sa.Column("switched", sa.JSON(none_as_null=True), nullable=False),
        _time("added"),
        sa.Column("added_at", BIG, nullable=False),
        sa.Column("removed_at", BIG, nullable=True),
        _refers("chat_id", "chats.id", "fk_watches_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watches_added", "watches", ["added_at"])
    _partial("ix_watches_live", "watches", ["chat_id", "folded"], "removed_at IS NULL", unique=True)
    op.create_index("ix_watches_removed", "watches", ["removed_at"])


def _alert_watches() -> None:
    op.create_table(
        "alert_watches",
        sa.Column("alert_id", BIG, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("watch_id", BIG, nullable=True),
        _text("term"),
        _refers("alert_id", "alerts.id", "fk_alert_watches_alert_id", cascade=True),
        sa.PrimaryKeyConstraint("alert_id", "ordinal", name="pk_alert_watches"),
    )
    op.create_index("ix_alert_watches_watch", "alert_watches", ["watch_id"])


def _articles() -> None:
    op.create_table(
        "articles",
        _id("id"),
        sa.Column("source_id", sa.Text(), nullable=False),
        _text("outlet"),
        _text("key"),
        _text("title"),
        _text("text"),
        _text("url"),
        _word("language", 8),
        _time("published", nullable=True),
        _time("seen"),
        _time("time"),
        _time("listed"),
        sa.Column("edits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("baseline", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("triaged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _text("folded"),
        _refers("source_id", "sources.id", "fk_articles_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("source_id", "key", name="uq_articles_source_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_articles_seen", "articles", ["seen"])
    op.create_index("ix_articles_time", "articles", ["time"])
    op.create_index("ix_articles_url", "articles", ["source_id", "url"])
    _partial("ix_articles_waiting", "articles", ["id"], "NOT triaged", "triaged = 0")


def _delivery_alerts() -> None:
    op.create_table(
        "delivery_alerts",
        sa.Column("delivery_id", BIG, autoincrement=False, nullable=False),
        sa.Column("alert_id", BIG, autoincrement=False, nullable=False),
        _refers("alert_id", "alerts.id", "fk_delivery_alerts_alert_id", cascade=True),
        _refers("delivery_id", "deliveries.id", "fk_delivery_alerts_delivery_id", cascade=True),
        sa.PrimaryKeyConstraint("delivery_id", "alert_id", name="pk_delivery_alerts"),
    )
    op.create_index("ix_delivery_alerts_alert", "delivery_alerts", ["alert_id"])


def _delivery_parts() -> None:
    op.create_table(
        "delivery_parts",
        sa.Column("delivery_id", BIG, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        _word("state", 16),
        _text("message"),
        _time("at"),
        _refers("delivery_id", "deliveries.id", "fk_delivery_parts_delivery_id", cascade=True),
        sa.PrimaryKeyConstraint("delivery_id", "ordinal", name="pk_delivery_parts"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("chat_id", BIG, autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        _word("state", 16),
        _refers("chat_id", "chats.id", "fk_subscriptions_chat_id"),
        _refers("source_id", "sources.id", "fk_subscriptions_source_id"),
        sa.PrimaryKeyConstraint("chat_id", "source_id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_source", "subscriptions", ["source_id"])


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("article_id", BIG, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        _text("term"),
        _text("form"),
        _word("field", 8),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        _text("text"),
        _word("how", 16),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("off", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _refers("article_id", "articles.id", "fk_matches_article_id", cascade=True),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name="pk_matches"),
    )


def _story_articles() -> None:
    op.create_table(
        "story_articles",
        sa.Column("article_id", BIG, autoincrement=False, nullable=False),
        sa.Column("story_id", BIG, nullable=False),
        _word("kind", 16),
        _word("how", 16),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("with_article", BIG, nullable=True),
        sa.Column("because", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("change", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        _refers("article_id", "articles.id", "fk_story_articles_article_id", cascade=True),
        _refers("story_id", "stories.id", "fk_story_articles_story_id"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_articles"),
    )
    op.create_index("ix_story_articles_story", "story_articles", ["story_id"])
