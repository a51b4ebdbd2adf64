"""Which delivery carries an alert: one that waits already, a list, or one of its own. No SQL is run here.

What the chats have in hand is looked up, and what comes of it stored, by ``filing``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.alerts.policy import OVERLOAD
from bot.model.alert import AlertKind, DeliveryKind, NewAlert, Notice, Reason
from bot.model.watch import Severity
from bot.store import lists
from bot.store.flooding import EDITED, Flood
from bot.store.records import change_record, notice_record, reason_record, summary_record

Pair = tuple[int, int]
Row = dict[str, Any]

# What a further alert of a story joins while it is unsent, the best first, and what it becomes otherwise.
_JOINS: Final[Mapping[AlertKind, tuple[DeliveryKind, ...]]] = {
    AlertKind.ALSO: (DeliveryKind.EDIT, DeliveryKind.SEND, DeliveryKind.DIGEST, DeliveryKind.REPLY),
    AlertKind.UPDATE: (DeliveryKind.REPLY, DeliveryKind.SEND, DeliveryKind.DIGEST),
}
_BECOMES: Final = {AlertKind.ALSO: DeliveryKind.EDIT, AlertKind.UPDATE: DeliveryKind.REPLY}
# What would be a message, so that too many of them are gathered.
_LOUD: Final = frozenset({AlertKind.NEW, AlertKind.UPDATE})


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the chats concerned have in hand; kept up while the batch is filed. Deliveries go by their ``seq``.

    ``digests``: the lists that may still say more. ``now``, ``queue_limit``: how many first messages may wait in a chat.
    ``complete``: no more is to come from the time the bot was away. ``flood``: who is told too much.
    """

    last_seq: dict[int, int]
    revisions: dict[Pair, int]
    known: set[Pair]
    lost: set[Pair]
    unsent: dict[tuple[int, int, DeliveryKind], int]
    sends: dict[int, int]
    digests: dict[int, list[lists.Listed]]
    live: frozenset[int]
    now: datetime
    queue_limit: int
    complete: bool
    flood: Flood


@dataclass(frozen=True, slots=True)
class Filed:
    """The rows to insert; ``links`` pairs an alert (chat, story, revision) with a delivery (chat, seq).

    ``relisted``: the lists that took something. ``moves``: a chat's story that goes from one delivery to another.
    """

    alerts: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)
    links: list[tuple[tuple[int, int, int], Pair]] = field(default_factory=list)
    watches: list[tuple[tuple[int, int, int], NewAlert]] = field(default_factory=list)
    relisted: set[Pair] = field(default_factory=set)
    moves: list[tuple[Pair, int, int]] = field(default_factory=list)


def file_one(ledger: Ledger, filed: Filed, alert: NewAlert, title: Notice | None) -> None:
    """Files an alert; ``title``: of the list that it belongs in, if it is not to come by itself."""
    pair = (alert.chat_id, alert.story)
    # A second first word of one story would be a second message; after one that died the next word is the first.
    kind = AlertKind.ALSO if alert.kind is AlertKind.NEW and pair in ledger.known else alert.kind
    kind = AlertKind.NEW if pair in ledger.lost else kind
    revision = ledger.revisions.get(pair, 0)
    ledger.revisions[pair] = revision + 1
    ledger.known.add(pair)
    ledger.lost.discard(pair)
    key = (*pair, revision)
    filed.alerts.append(_alert_row(alert, kind, revision, ledger.now))
    filed.watches.append((key, alert))
    filed.links.append((key, (alert.chat_id, _delivery_for(ledger, filed, alert, kind, title))))


def _delivery_for(ledger: Ledger, filed: Filed, alert: NewAlert, kind: AlertKind, title: Notice | None) -> int:
    """The ``seq`` of the delivery that carries the alert: one it joins, or a new one."""
    for joined in _JOINS.get(kind, ()):
        seq = ledger.unsent.get((alert.chat_id, alert.story, joined))
        if seq is not None and joined is DeliveryKind.DIGEST and _is_urgent(ledger, alert, seq):
            return _taken_out(ledger, filed, alert, seq)
        if seq is not None:
            return seq
    if title is None and kind in _LOUD:
        high = ledger.flood.is_high(alert.chat_id)
        ledger.flood.counts(alert.chat_id)
        if high and alert.severity is not Severity.CRITICAL:
            return _grow(ledger, filed, alert)
    becomes = _becomes(ledger, alert, kind, title)
    listed = becomes is DeliveryKind.DIGEST
    seq = _list_for(ledger, filed, alert, title) if listed else _begin(ledger, filed, alert, becomes)
    ledger.unsent[alert.chat_id, alert.story, becomes] = seq
    return seq


def _becomes(ledger: Ledger, alert: NewAlert, kind: AlertKind, title: Notice | None) -> DeliveryKind:
    """What an alert becomes that joins nothing: one with a title goes into its list, unless it only edits a message."""
    becomes = _BECOMES.get(kind, DeliveryKind.SEND)
    if becomes is DeliveryKind.EDIT:
        return becomes
    if title is not None:
        return DeliveryKind.DIGEST
    if becomes is DeliveryKind.SEND:
        if ledger.sends.get(alert.chat_id, 0) >= ledger.queue_limit and alert.severity is not Severity.CRITICAL:
            return DeliveryKind.DIGEST
        ledger.sends[alert.chat_id] = ledger.sends.get(alert.chat_id, 0) + 1
    return becomes


def _begin(ledger: Ledger, filed: Filed, alert: NewAlert, kind: DeliveryKind) -> int:
    seq = ledger.last_seq[alert.chat_id] = ledger.last_seq[alert.chat_id] + 1
    filed.deliveries.append(_delivery_row(alert, kind, seq, ledger.now))
    return seq


def _list_for(ledger: Ledger, filed: Filed, alert: NewAlert, title: Notice | None) -> int:
    """The list that a story goes into: the one of its title that is not sent yet, or a new one."""
    open_lists = ledger.digests.setdefault(alert.chat_id, [])
    chosen = next((each for each in reversed(open_lists) if each.takes(title)), None)
    if chosen is None:
        seq = _begin(ledger, filed, alert, DeliveryKind.DIGEST)
        chosen = lists.Listed(seq, title, alert.due, ledger.now, new=True)
        open_lists.append(chosen)
    chosen.add(title, ledger.now, complete=ledger.complete)
    filed.relisted.add((alert.chat_id, chosen.seq))
    return chosen.seq


def _grow(ledger: Ledger, filed: Filed, alert: NewAlert) -> int:
    """The list of what is too much takes the story: before it is sent, or in a change of it a while later."""
    growing = ledger.flood.list_of(alert.chat_id, ledger.now)
    if growing.unsent:
        seq = _list_for(ledger, filed, alert, growing.title)
        ledger.unsent[alert.chat_id, alert.story, DeliveryKind.DIGEST] = seq
        return seq
    if growing.edit is None:
        growing.edit = _begin(ledger, filed, alert, DeliveryKind.EDIT)
        due, notice = ledger.now + EDITED, notice_record(growing.change())
        filed.deliveries[-1] |= {"story_id": None, "due": due, "notice": notice, "because": reason_record(Reason("overload"))}
    ledger.unsent[alert.chat_id, alert.story, DeliveryKind.EDIT] = growing.edit
    return growing.edit


def _is_urgent(ledger: Ledger, alert: NewAlert, seq: int) -> bool:
    """Whether an alert cannot wait for the list that its story is in."""
    titled = any(each.seq == seq and each.title is not None for each in ledger.digests.get(alert.chat_id, ()))
    return titled and alert.severity is Severity.CRITICAL


def _taken_out(ledger: Ledger, filed: Filed, alert: NewAlert, listed: int) -> int:
    """A message of its own for a story that was to be told in a list, and no longer is."""
    seq = _begin(ledger, filed, alert, DeliveryKind.SEND)
    filed.moves.append(((alert.chat_id, alert.story), listed, seq))
    del ledger.unsent[alert.chat_id, alert.story, DeliveryKind.DIGEST]
    ledger.unsent[alert.chat_id, alert.story, DeliveryKind.SEND] = seq
    return seq


def entitle(ledger: Ledger, filed: Filed) -> None:
    """Gives the new lists their titles and times."""
    begun = {(chat, each.seq): each for chat, open_lists in ledger.digests.items() for each in open_lists if each.new}
    for row in filed.deliveries:
        listed = begun.get((row["chat_id"], row["seq"]))
        row.setdefault("notice", None)
        if listed is not None and listed.title is not None:
            because = reason_record(_because(listed.title))
            row |= {"notice": notice_record(listed.title), "due": listed.due, "because": because}


def _because(title: Notice) -> Reason:
    if title.key == OVERLOAD:
        return Reason("overload")
    return Reason("caught_up" if title.key == lists.AWAY else "released")


def _alert_row(alert: NewAlert, kind: AlertKind, revision: int, now: datetime) -> Row:
    return {
        "chat_id": alert.chat_id,
        "story_id": alert.story,
        "revision": revision,
        "kind": kind.value,
        "article_id": alert.article_id,
        "summary": summary_record(alert.summary),
        "because": reason_record(alert.because),
        "change": change_record(alert.change),
        "created": now,
    }


def _delivery_row(alert: NewAlert, kind: DeliveryKind, seq: int, now: datetime) -> Row:
    return {
        "chat_id": alert.chat_id,
        "seq": seq,
        "kind": kind.value,
        "story_id": None if kind is DeliveryKind.DIGEST else alert.story,
        "state": "pending",
        "due": alert.due,
        "because": reason_record(alert.because),
        "created": now,
    }
