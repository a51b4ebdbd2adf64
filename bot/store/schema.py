"""The tables, as both databases know them. How they came about stands in ``migrations``; what they mean, in the stores.

Those about people stand in ``persons``, and are had from here as well.

Every time is UTC. States are stored by the values of the model's enumerations.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, not_, text

from bot.store.columns import Big, Json, chat_id, count, flag, identity, metadata, moment, table, words
from bot.store.persons import audit, chat_roles, claims, invites, roles, rules

__all__ = ["audit", "chat_roles", "claims", "invites", "metadata", "roles", "rules"]

chats = table(
    "chats",
    identity(),
    Column("platform", String(16), nullable=False),
    words("channel"),
    words("thread"),
    Column("kind", String(16), nullable=False),
    words("title"),
    Column("language", String(8), nullable=False),
    words("time_zone"),
    Column("state", String(16), nullable=False),
    # What a suspended chat goes back to.
    Column("resumes_to", String(16), nullable=False),
    words("because"),
    # What it chooses about how it is told; null for the defaults.
    Column("preferences", Json),
    # Whose private chat it is.
    words("person"),
    # How much it may have, where that is not what every chat may.
    Column("quotas", Json),
    flag("admitted"),
    # An owner has closed it: only owners open it again.
    flag("closed"),
    # The chat that commands given in this one are about; null for itself.
    Column("acts_for", Big),
    # When a pause ends by itself; null for one that lasts until somebody resumes, and outside of pauses.
    moment("paused_until", nullable=True),
    # Until when its messages go to General, since its topic was found closed or deleted.
    moment("general_until", nullable=True),
    UniqueConstraint("platform", "channel", "thread"),
)
_ends = chats.c.paused_until.is_not(None)
Index("ix_chats_paused_until", chats.c.paused_until, sqlite_where=_ends, postgresql_where=_ends)

# What the operator's file has asked for, by digests: of a chat's address, and of the terms.
seedings = table("seedings", Column("chat", Text, primary_key=True), words("asked"), flag("forgotten"))

sources = table(
    "sources",
    identity("number"),
    Column("id", Text, nullable=False, unique=True),
    words("url"),
    # The operator's own address: a redirect followed for good lasts until the operator writes another.
    words("seed_url"),
    words("moved_to"),
    count("moved_hits"),
    words("name"),
    Column("language", String(8), nullable=False),
    words("region"),
    Column("interval", Float, nullable=False),
    Column("owner_chat", Big, ForeignKey("chats.id")),
    flag("paused"),
    flag("listed"),
    # Its server has said that it is gone for good: not polled until somebody resumes it.
    flag("stopped"),
    # The pages of its entries are read for their text: as chosen in a chat (on, off), or else as the operator's file says.
    flag("full_text"),
    words("text_choice"),
    # How its entries are told apart, settled by what it has shown so far; empty until then.
    words("identity"),
    # New entries a day, of late.
    Column("pace", Float, nullable=False, server_default="0"),
    moment("last_new", nullable=True),
    # What its last document asked of pollers.
    Column("hints", Json),
    words("etag"),
    words("last_modified"),
    words("body_hash"),
    count("polls"),
    count("failures"),
    words("health"),
    words("detail"),
    moment("failing_since", nullable=True),
    # What people were told last of its health; empty when it is well as far as they know.
    words("told"),
    # Since when entries of it are held back, because too many were new at once.
    moment("held_since", nullable=True),
    moment("last_success", nullable=True),
    # Articles listed since then stood in the feed when it was last read.
    moment("listed_from", nullable=True),
    moment("next_due"),
    Column("because", Json),
    moment("lease_until", nullable=True),
)
Index("ix_sources_due", sources.c.next_due, sqlite_where=sources.c.listed, postgresql_where=sources.c.listed)
Index("ix_sources_url", sources.c.url)

subscriptions = table(
    "subscriptions",
    chat_id(primary_key=True),
    Column("source_id", Text, ForeignKey("sources.id"), primary_key=True),
    # on, paused or removed; a shared source without a row is on.
    Column("state", String(16), nullable=False),
)
Index("ix_subscriptions_source", subscriptions.c.source_id)

articles = table(
    "articles",
    identity(),
    Column("source_id", Text, ForeignKey("sources.id"), nullable=False),
    words("outlet"),
    words("key"),
    words("title"),
    words("text"),
    words("url"),
    Column("language", String(8), nullable=False),
    moment("published", nullable=True),
    moment("seen"),
    moment("time"),
    # The last day on which the feed still listed it.
    moment("listed"),
    # How often its text alone was edited; a feed that prints the time edits every entry at every poll.
    count("edits"),
    # Of what its feed said last: tells whether that has changed, also where the text is from elsewhere.
    words("digest"),
    # The text is that of its page and not its feed's.
    flag("from_page"),
    # Of its title: tells that it has come again under another key and link.
    words("head"),
    # What it said when it was last triaged, if its feed has edited it since.
    Column("former", Json),
    # How often a change of it was told as news, and when last.
    count("revisions"),
    moment("revised", nullable=True),
    flag("baseline"),
    flag("triaged"),
    # Held back, because too much of its feed was new at once: released when it is not triaged, dropped when it is a baseline.
    flag("held"),
    # It came while the bot was away, which had been so since then.
    moment("away_since", nullable=True),
    words("folded"),
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

stories = table(
    "stories",
    Column("id", Big, primary_key=True, autoincrement=False),
    moment("created"),
)

story_articles = table(
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

# Reports that a chat has said tell of something else than the story they were placed in.
story_splits = table(
    "story_splits",
    chat_id(primary_key=True),
    Column("article_id", Big, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("story_id", Big, nullable=False),
    # The story that they are in there, numbered after the report that was parted first.
    Column("apart_id", Big, nullable=False),
    moment("at"),
)
Index("ix_story_splits_article_id", story_splits.c.article_id)

matches = table(
    "matches",
    Column("article_id", Big, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    words("term"),
    words("form"),
    Column("field", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    words("text"),
    Column("how", String(16), nullable=False),
    Column("score", Float, nullable=False),
    flag("off"),
)

Index("ix_matches_term", matches.c.term, matches.c.article_id)

watches = table(
    "watches",
    identity(),
    chat_id(),
    words("term"),
    # The folded term: one live watch of it in a chat.
    words("folded"),
    Column("switched", Json, nullable=False),
    # quiet, normal or critical.
    Column("severity", String(16), nullable=False, server_default="normal"),
    # The chat that its alerts go to instead of its own.
    Column("route_to", Big),
    moment("added"),
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

# The numbers of watches whose chat is forgotten, for whoever still has them in an index.
ended_watches = table(
    "ended_watches",
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("removed_at", Big, nullable=False),
    moment("at", nullable=True),
)
Index("ix_ended_watches_removed", ended_watches.c.removed_at)

taught_names = table(
    "taught_names",
    identity(),
    chat_id(),
    Column("spellings", Json, nullable=False),
    # The spellings of the known names that they belonged to when they were taught.
    Column("kin", Json, nullable=False),
    moment("taught"),
    # Kept for a while, so that it can be taken back.
    moment("removed", nullable=True),
)
Index("ix_taught_names_chat", taught_names.c.chat_id)

# What a chat does not want to hear of for a while or for good: a watch, a story, or a source's news on a watch.
mutes = table(
    "mutes",
    identity(),
    chat_id(),
    Column("watch_id", Big),
    Column("story_id", Big),
    Column("source_id", Text),
    # Who muted it, and the name people know them by.
    words("who"),
    words("name"),
    moment("at"),
    # Null: for good.
    moment("until", nullable=True),
    moment("ended", nullable=True),
)
Index("ix_mutes_chat", mutes.c.chat_id)

# What takes the latest changes of a person in a chat back: the actions of their answers' undo buttons.
undos = table("undos", identity(), chat_id(), words("person"), words("action"), moment("at"))
Index("ix_undos_chat", undos.c.chat_id)

# Terms that a chat was asked about, or offered, before they are watched: a button names one by its id.
proposals = table("proposals", identity(), chat_id(), words("term"), moment("at"))
Index("ix_proposals_chat", proposals.c.chat_id)

# One row: the number of the last edit of any watch, so that edits are numbered in the order of their commits.
revisions = table("revisions", Column("subject", String(16), primary_key=True), Column("revision", Big, nullable=False))

alerts = table(
    "alerts",
    identity(),
    chat_id(),
    Column("story_id", Big, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("article_id", Big, nullable=False),
    Column("summary", Json, nullable=False),
    Column("because", Json, nullable=False),
    Column("change", Json),
    moment("created"),
    # Its chat unwatched all of its terms before it went out: as if it had never been.
    flag("cancelled"),
    UniqueConstraint("chat_id", "story_id", "revision"),
)
Index("ix_alerts_story", alerts.c.story_id)
Index("ix_alerts_lately", alerts.c.chat_id, alerts.c.created)

alert_watches = table(
    "alert_watches",
    Column("alert_id", Big, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("watch_id", Big),
    words("term"),
)
Index("ix_alert_watches_watch", alert_watches.c.watch_id)

deliveries = table(
    "deliveries",
    identity(),
    chat_id(),
    Column("seq", Big, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("story_id", Big),
    Column("notice", Json),
    Column("state", String(16), nullable=False),
    moment("due"),
    Column("because", Json),
    # What counts towards giving it up: doubts, interruptions, its own failures.
    count("attempts"),
    # Tries that surely were in vain, whoever was to blame: its pauses grow by them.
    count("tries"),
    flag("doubtful"),
    Column("fence", Big, nullable=False, server_default="0"),
    moment("created"),
    moment("intent_at", nullable=True),
    moment("settled", nullable=True),
    words("rendered"),
    UniqueConstraint("chat_id", "seq"),
)
# Pending, held or under way; the other states are ends.
is_open = deliveries.c.settled.is_(None)
Index("ix_deliveries_open", deliveries.c.chat_id, deliveries.c.due, sqlite_where=is_open, postgresql_where=is_open)
Index("ix_deliveries_story", deliveries.c.chat_id, deliveries.c.story_id)
Index("ix_deliveries_state", deliveries.c.state, deliveries.c.settled)

delivery_alerts = table(
    "delivery_alerts",
    Column("delivery_id", Big, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("alert_id", Big, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
)
Index("ix_delivery_alerts_alert", delivery_alerts.c.alert_id)

delivery_parts = table(
    "delivery_parts",
    Column("delivery_id", Big, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    words("message"),
    moment("at"),
)

lanes = table(
    "lanes",
    chat_id(primary_key=True),
    Column("last_seq", Big, nullable=False, server_default="0"),
    # When the earliest open delivery is due; null when there is none.
    moment("wake_at", nullable=True),
    # Not before this, whatever is due: a platform's delay or its pace.
    moment("next_at"),
    moment("lease_until", nullable=True),
    Column("fence", Big, nullable=False, server_default="0"),
)
_awake = lanes.c.wake_at.is_not(None)
Index("ix_lanes_awake", lanes.c.wake_at, sqlite_where=_awake, postgresql_where=_awake)

buckets = table("buckets", Column("name", Text, primary_key=True), moment("full_at"))

leases = table(
    "leases",
    Column("role", Text, primary_key=True),
    words("holder"),
    moment("until"),
    Column("fence", Big, nullable=False, server_default="0"),
)

seen_updates = table("seen_updates", Column("id", Text, primary_key=True), moment("at"))
Index("ix_seen_updates_at", seen_updates.c.at)
