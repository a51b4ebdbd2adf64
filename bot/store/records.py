"""Rows as the model's values, and values as what a row holds. No SQL is run here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.matching.teaching import taught_for
from bot.model.alert import Change, Notice, Reason, Summary
from bot.model.chat import Address, Chat, ChatKind, ChatState, Platform
from bot.model.news import Article, DueSource, Language, PollAdvice, Source, Validators
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.model.quotas import Allowance
from bot.model.watch import How, Match, Severity, TaughtName, Watch

Json = dict[str, Any]


def reason_record(reason: Reason) -> Json:
    """What a row holds of a reason."""
    return {"code": reason.code, "facts": [list(fact) for fact in reason.facts]}


def as_reason(record: Json | None) -> Reason:
    """The reason of a record; one of no code when there is none."""
    if not record:
        return Reason("")
    return Reason(record["code"], tuple((name, value) for name, value in record["facts"]))


def change_record(change: Change | None) -> Json | None:
    """What a row holds of a change."""
    return None if change is None else {"before": change.before, "after": change.after, "about": change.about}


def as_change(record: Json | None) -> Change | None:
    """The change of a record."""
    return None if record is None else Change(record["before"], record["after"], record["about"])


def summary_record(summary: Summary) -> Json:
    """What a row holds of a summary."""
    record = {"text": summary.text, "sentences": list(summary.sentences), "spans": [list(span) for span in summary.spans]}
    return record if summary.fuller is None else record | {"fuller": summary_record(summary.fuller)}


def as_summary(record: Json) -> Summary:
    """The summary of a record."""
    fuller = None if record.get("fuller") is None else as_summary(record["fuller"])
    return Summary(record["text"], tuple(record["sentences"]), tuple((start, end) for start, end in record["spans"]), fuller)


def notice_record(notice: Notice) -> Json:
    """What a row holds of a notice."""
    return {"key": notice.key, "values": [list(value) for value in notice.values]}


def as_notice(record: Json | None) -> Notice | None:
    """The notice of a record."""
    return None if record is None else Notice(record["key"], tuple((name, value) for name, value in record["values"]))


def preferences_record(preferences: Preferences) -> Json | None:
    """What a row holds of a chat's choices; None for the defaults."""
    if preferences == Preferences():
        return None
    quiet, digest = preferences.quiet, preferences.digest
    return {
        "quiet": None if quiet is None else [quiet.start, quiet.end],
        "digest": None if digest is None else {"times": digest.times, "weekday": digest.weekday, "hourly": digest.hourly},
        "style": preferences.style.value,
        "previews": preferences.previews,
        "arabic_digits": preferences.arabic_digits,
    }


def as_preferences(record: Json | None) -> Preferences:
    """The choices of a record; what it does not name is as for a new chat."""
    if not record:
        return Preferences()
    quiet, digest = record.get("quiet"), record.get("digest")
    return Preferences(
        quiet=None if quiet is None else QuietHours(*quiet),
        digest=None if digest is None else Digest(tuple(digest["times"]), digest["weekday"], digest["hourly"]),
        style=Style(record.get("style", Style.SHORT)),
        previews=record.get("previews", False),
        arabic_digits=record.get("arabic_digits", False),
    )


def as_chat(row: Row[Any]) -> Chat:
    """The chat of a row of ``chats``."""
    return Chat(
        id=row.id,
        address=Address(Platform(row.platform), row.channel, row.thread),
        kind=ChatKind(row.kind),
        title=row.title,
        language=Language(row.language),
        time_zone=row.time_zone,
        state=ChatState(row.state),
        because=row.because,
        admitted=row.admitted,
        closed=row.closed,
        person=row.person,
        preferences=as_preferences(row.preferences),
        allowance=Allowance(**(row.quotas or {})),
        acts_for=row.acts_for,
        paused_until=row.paused_until,
        general_until=row.general_until,
    )


def as_source(row: Row[Any]) -> Source:
    """The source of a row of ``sources``."""
    return Source(
        id=row.id,
        url=row.url,
        name=row.name,
        language=Language(row.language),
        region=row.region,
        interval=timedelta(seconds=row.interval),
        owner_chat=row.owner_chat,
        paused=row.paused,
        full_text=row.full_text,
    )


def hints_record(hints: PollAdvice) -> Json | None:
    """What a row holds of what a document asks of pollers; None when it asks nothing."""
    if hints == PollAdvice():
        return None
    wait = None if hints.wait is None else hints.wait.total_seconds()
    return {"wait": wait, "hours": sorted(hints.skip_hours), "days": sorted(hints.skip_days)}


def as_hints(record: Json | None) -> PollAdvice:
    """What the document of a record asks of pollers."""
    if not record:
        return PollAdvice()
    wait = None if record["wait"] is None else timedelta(seconds=record["wait"])
    return PollAdvice(wait, None, frozenset(record["hours"]), frozenset(record["days"]))


def as_due_source(row: Row[Any]) -> DueSource:
    """The claimed source of a row of ``sources``."""
    validators = Validators(row.etag, row.last_modified, row.body_hash)
    return DueSource(
        source=as_source(row),
        validators=validators,
        polls=row.polls,
        failures=row.failures,
        due=row.next_due,
        pace=row.pace,
        last_new=row.last_new,
        last_success=row.last_success,
        failing_since=row.failing_since,
        told=row.told,
        identity=row.identity,
        hints=as_hints(row.hints),
    )


def as_article(row: Row[Any]) -> Article:
    """The article of a row of ``articles``."""
    return Article(
        id=row.id,
        source=row.source_id,
        outlet=row.outlet,
        key=row.key,
        title=row.title,
        text=row.text,
        url=row.url,
        language=Language(row.language),
        published=row.published,
        seen=row.seen,
        baseline=row.baseline,
        away_since=row.away_since,
        revisions=row.revisions,
        released=row.held and not row.triaged,
    )


def as_match(row: Row[Any]) -> Match:
    """The match of a row of ``matches``; what the other phrases of its term were found by is not kept."""
    return Match(row.term, row.form, row.field, row.start, row.end, row.text, How(row.how), row.score, row.off)


def as_name(row: Row[Any]) -> TaughtName:
    """The name of a row of ``taught_names``."""
    return TaughtName(row.id, tuple(row.spellings), tuple(row.kin))


def as_watch(row: Row[Any], names: Sequence[TaughtName]) -> Watch:
    """The watch of a row of ``watches``, with what the names taught to its chat give it."""
    taught = taught_for(row.term, names)
    severity, switched = Severity(row.severity), frozenset(row.switched)
    return Watch(row.id, row.chat_id, row.term, switched, row.added, taught, severity, row.route_to)
