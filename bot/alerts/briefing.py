"""How alerts read: from a delivery's alerts to a message, headline first, its frame in the chat's language.

Headlines and summaries stay in the language they were written in. What a platform can show, and the words themselves, stand
elsewhere (``platforms``, ``text.phrases``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate, chain, groupby, takewhile

from bot.alerts.announcing import MOMENTS, announce
from bot.alerts.changes import changes
from bot.alerts.policy import GROWS_TO, OVERLOAD, PLAN, QUIET
from bot.alerts.roundup import also
from bot.model.alert import Alert, AlertKind, Delivery, DeliveryKind, Notice, Report, Summary
from bot.model.chat import Chat
from bot.model.message import Block, BlockKind, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.model.preferences import Style
from bot.model.watch import Severity
from bot.text.cutting import letters, utf16_length
from bot.text.digits import in_arabic_digits
from bot.text.phrases import Phrases, Value

_FIRST_WORDS = 12
# The buttons under an alert: their words and what a press asks for.
_ACTIONS = ((("why", "why"), ("apart", "apart")), (("mute_story", "mute story"), ("off_topic", "off")))
# Stories that a list names, the newest; the rest are counted.
_LISTED = 20
# In the list that grows, so that one message of any platform holds all of it: the longest headline, outlet and link, in UTF-16
# units.
_HEADLINE, _OUTLET, _LINK = 110, 40, 240


def brief(delivery: Delivery, phrases: Phrases) -> Message:
    """What a delivery says. The same delivery always reads the same, so that a repeated attempt changes nothing.

    Without alerts and without a notice the message has no blocks. It makes no sound when no watch behind it is to make one,
    and is in the form that the chat has chosen.
    """
    choices = delivery.chat.preferences
    message = _said(delivery, phrases)
    if choices.arabic_digits:
        message = in_arabic_digits(message)
    unheard = bool(delivery.alerts) and all(alert.severity is Severity.QUIET for alert in delivery.alerts)
    return replace(message, previews=choices.previews, silent=message.silent or unheard)


def _said(delivery: Delivery, phrases: Phrases) -> Message:
    listed = delivery.kind is DeliveryKind.DIGEST or delivery.notice is not None
    if listed and delivery.alerts:
        return _digest(delivery.alerts, delivery.notice, delivery.chat, phrases)
    if delivery.notice is not None:
        return announce(delivery.notice, delivery.chat, phrases, delivery.created)
    if not delivery.alerts:
        return Message(delivery.chat.language, ())
    return tell(delivery.alerts, delivery.kind, delivery.chat, phrases)


def tell(alerts: Sequence[Alert], kind: DeliveryKind, chat: Chat, phrases: Phrases) -> Message:
    """One or more alerts as one message: of one story (SEND, EDIT, REPLY), or as a list (DIGEST)."""
    if kind is DeliveryKind.DIGEST:
        return _digest(alerts, None, chat, phrases)
    lead_alert = _opening(alerts, kind)
    lead = lead_alert.lead
    reports = alerts[-1].reports
    if kind is DeliveryKind.REPLY:
        # The first message already names whoever came before.
        reports = tuple(report for report in reports if report.article_id > lead.article_id)
    headline = headline_of(lead, lead_alert.summary, chat.language, phrases)
    blocks = [Block(BlockKind.HEADLINE, ((Piece(headline, bold=True, url=lead.url),),), lead.language)]
    late = _late(lead, kind, chat, phrases)
    if late:
        blocks.append(Block(BlockKind.TEXT, (late,)))
    changed = changes(alerts, chat.language, phrases)
    if changed:
        blocks.append(Block(BlockKind.TEXT, changed))
    summary = _summary(lead_alert.summary, chat.preferences.style)
    if summary.text.strip() not in {"", headline}:
        blocks.append(Block(BlockKind.TEXT, (highlighted(summary),), lead.language))
    blocks.append(Block(BlockKind.CONTEXT, _context(alerts, lead, reports, chat, phrases)))
    notification = phrases.text(chat.language, "alert.headline_outlet", headline=headline, outlet=lead.outlet)
    if late:
        notification = phrases.text(chat.language, "alert.late_headline", headline=Piece(notification))
    rows = buttons(lead_alert.story, chat.language, phrases)
    return Message(chat.language, tuple(blocks), notification, rows, story=lead_alert.story)


def buttons(story: int, language: Language, phrases: Phrases) -> tuple[tuple[Button, ...], ...]:
    """What can be done about an alert, in rows of two that fit a phone; a platform may put the second row into a menu.

    A story's number means something in the chat alone that was told of it.
    """
    return tuple(
        tuple(Button(phrases.text(language, f"button.{label}"), f"{action} {story}") for label, action in row)
        for row in _ACTIONS
    )


def headline_of(report: Report, summary: Summary, language: Language, phrases: Phrases) -> str:
    """A report's title; without one the first words of its summary; without either a few words in ``language``."""
    if report.title.strip():
        return report.title.strip()
    words = summary.text.split()
    if not words:
        return phrases.text(language, "alert.untitled", outlet=report.outlet)
    return " ".join(words[:_FIRST_WORDS]) + ("…" if len(words) > _FIRST_WORDS else "")


def _summary(summary: Summary, style: Style) -> Summary:
    """As much of an article as the style wants."""
    if style is Style.HEADLINE:
        return Summary("")
    return summary.fuller or summary if style is Style.FULL else summary


def highlighted(summary: Summary) -> Line:
    """The summary with its spans in bold; spans that overlap, or lie outside the text, are cut to what is left."""
    pieces: list[Piece] = []
    at = 0
    for opens, closes in sorted(summary.spans):
        start, end = max(opens, at), min(closes, len(summary.text))
        if start >= end:
            continue
        pieces += [Piece(summary.text[at:start]), Piece(summary.text[start:end], bold=True)]
        at = end
    pieces.append(Piece(summary.text[at:]))
    return tuple(piece for piece in pieces if piece.text)


def _opening(alerts: Sequence[Alert], kind: DeliveryKind) -> Alert:
    """The alert to open with: the latest update where the message is new, the first one where it stands already."""
    updates = [alert for alert in alerts if alert.kind is AlertKind.UPDATE]
    return updates[-1] if updates and kind is not DeliveryKind.EDIT else alerts[0]


def _context(
    alerts: Sequence[Alert], lead: Report, reports: Sequence[Report], chat: Chat, phrases: Phrases
) -> tuple[Line, ...]:
    lines = [_times(lead, chat, phrases)]
    if chat.preferences.style is Style.HEADLINE:
        return tuple(lines)
    others = also(lead, reports, chat, phrases)
    if others:
        lines.append(phrases.line(chat.language, "alert.also", reports=others))
    terms = dict.fromkeys(term for alert in alerts for term in alert.terms)
    if terms:
        lines.append(phrases.line(chat.language, "alert.watch", terms=phrases.joined(chat.language, terms)))
    return tuple(lines)


def _times(lead: Report, chat: Chat, phrases: Phrases) -> Line:
    """Who had it, when it was published and when it was seen, in the chat's time zone; a date only where the days differ."""
    language, zone = chat.language, chat.time_zone
    seen = Piece(phrases.moment(language, lead.seen, zone, lead.seen))
    place = Piece(phrases.place(language, zone))
    if lead.published is None:
        return phrases.line(language, "alert.undated", outlet=lead.outlet, seen=seen, place=place)
    published = Piece(phrases.moment(language, lead.published, zone, lead.seen))
    return phrases.line(language, "alert.times", outlet=lead.outlet, published=published, seen=seen, place=place)


def _late(lead: Report, kind: DeliveryKind, chat: Chat, phrases: Phrases) -> Line:
    """That a story comes late, because the bot was away; empty for one that does not, and for what answers a message."""
    if lead.away_since is None or kind is DeliveryKind.REPLY:
        return ()
    language, zone = chat.language, chat.time_zone
    span = {
        "since": Piece(phrases.moment(language, lead.away_since, zone, lead.seen)),
        "until": Piece(phrases.moment(language, lead.seen, zone, lead.seen)),
    }
    if lead.published is None:
        return phrases.line(language, "alert.late_undated", **span)
    published = Piece(phrases.moment(language, lead.published, zone, lead.seen))
    return phrases.line(language, "alert.late", published=published, **span)


def _title(count: int, notice: Notice | None, chat: Chat, phrases: Phrases) -> Line:
    """What stands over a list: how many stories, and where they come from all at once."""
    if notice is None:
        return phrases.line(chat.language, "alert.digest", count=count)
    facts = dict(notice.values)
    values: dict[str, Value] = {name: facts[name] for name in facts if name not in MOMENTS}
    moments = {name: datetime.fromisoformat(facts[name]) for name in facts if name in MOMENTS}
    for name, moment in moments.items():
        # A list that a chat has asked for itself need not say of which day it is.
        today = moment if notice.key in {QUIET, PLAN} else moments.get("until")
        values[name] = Piece(phrases.moment(chat.language, moment, chat.time_zone, today))
    return phrases.line(chat.language, f"alert.{notice.key}", count=count, **values)


def _digest(alerts: Sequence[Alert], notice: Notice | None, chat: Chat, phrases: Phrases) -> Message:
    title = _title(len(alerts), notice, chat, phrases)
    growing = notice is not None and notice.key == OVERLOAD
    # What is edited in place has to stay one message.
    shown = GROWS_TO if growing else _LISTED
    bullets = tuple(_bullet(alert, chat, phrases, short=growing) for alert in alerts[-shown:])
    heading = tuple(Piece(piece.text, piece.isolate, bold=True) for piece in title)
    blocks = [Block(BlockKind.HEADLINE, (heading,)), Block(BlockKind.BULLETS, bullets)]
    if len(alerts) > shown:
        rest = phrases.line(chat.language, "alert.digest_more", count=len(alerts) - shown)
        blocks.append(Block(BlockKind.CONTEXT, (rest,)))
    if notice is not None and growing and "again" not in dict(notice.values):
        blocks.append(Block(BlockKind.CONTEXT, (phrases.line(chat.language, "alert.overload_means"),)))
    return Message(chat.language, tuple(blocks), "".join(piece.text for piece in title))


def _bullet(alert: Alert, chat: Chat, phrases: Phrases, *, short: bool) -> Line:
    lead = alert.lead
    headline = headline_of(lead, alert.summary, chat.language, phrases)
    outlet, url = lead.outlet, lead.url
    if short:
        headline, outlet, url = _cut(headline, _HEADLINE), _cut(outlet, _OUTLET), url if utf16_length(url) <= _LINK else ""
    item = phrases.line(
        chat.language,
        "story.item",
        headline=Piece(headline, Isolate.AUTO, url=url),
        outlet=outlet,
        time=Piece(phrases.moment(chat.language, lead.published or lead.seen, chat.time_zone)),
    )
    return _merged(item) if short else item


def _merged(line: Line) -> Line:
    """The line in as few pieces as it takes: platforms count each."""
    plain = groupby(line, key=lambda piece: piece == Piece(piece.text))
    return tuple(chain.from_iterable([Piece("".join(each.text for each in some))] if same else some for same, some in plain))


def _cut(text: str, longest: int) -> str:
    """The text, or as many letters of it as have room before an ellipsis."""
    if utf16_length(text) <= longest:
        return text
    ends = accumulate(utf16_length(letter) for letter in letters(text))
    kept = takewhile(lambda each: each[1] < longest, zip(letters(text), ends, strict=True))
    return f"{''.join(letter for letter, _ in kept).rstrip()}…"
