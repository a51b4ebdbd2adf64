"""Who else has a story: the list of further outlets under an alert, with copies of one text counted instead of named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.model.alert import Report
from bot.model.chat import Chat
from bot.model.message import Line, Piece
from bot.text.folding import folded
from bot.text.phrases import Phrases

NAMED = 10
"""How many outlets are named; the rest are counted."""

_COPIES = frozenset({"copy", "exact"})


def also(lead: Report, reports: Sequence[Report], chat: Chat, phrases: Phrases) -> Line:
    """The further outlets in order of arrival, each once, then the copies; empty when there are none.

    A report of the lead's own outlet is none. A time has its date where it lies on another day than the lead's ``seen``.
    """
    language = chat.language
    others = _outlets(lead, reports)
    originals = [report for report in others if report.how not in _COPIES]
    items: list[Line] = [_outlet(report, lead, chat, phrases) for report in originals[:NAMED]]
    tail: list[Line] = []
    if len(originals) > NAMED:
        tail.append(phrases.line(language, "alert.more", count=len(originals) - NAMED))
    tail.extend(_copies(lead, originals, [report for report in others if report.how in _COPIES], chat, phrases))
    for item in tail:
        items.append(phrases.line(language, "alert.last", item=item) if items else item)
    return phrases.joined(language, items)


def _outlets(lead: Report, reports: Sequence[Report]) -> list[Report]:
    """The first report of each outlet but the lead's; one of an outlet's own text goes before a copy."""
    firsts: dict[str, Report] = {}
    for report in reports:
        if report.article_id == lead.article_id or report.outlet == lead.outlet:
            continue
        first = firsts.setdefault(report.outlet, report)
        if first.how in _COPIES and report.how not in _COPIES:
            firsts[report.outlet] = report
    return list(firsts.values())


def _outlet(report: Report, lead: Report, chat: Chat, phrases: Phrases) -> Line:
    language = chat.language
    when = report.published if report.published is not None and report.published <= report.seen else report.seen
    time = Piece(phrases.moment(language, when, chat.time_zone, lead.seen))
    if report.language is chat.language:
        return phrases.line(language, "alert.report", outlet=report.outlet, time=time)
    foreign = phrases.line(language, f"alert.foreign_{report.language}")
    return phrases.line(language, "alert.report_foreign", outlet=report.outlet, time=time, language=foreign)


def _copies(lead: Report, originals: Sequence[Report], copies: Sequence[Report], chat: Chat, phrases: Phrases) -> list[Line]:
    """How many copies of whose text: told by the title, or by there being only one text to copy; else just how many."""
    by_title = {folded(report.title): report.outlet for report in (*reversed(originals), lead)}
    default = "" if originals else lead.outlet
    counts = Counter(by_title.get(folded(report.title), default) for report in copies)
    lines = [
        phrases.line(chat.language, "alert.copies", count=count, outlet=outlet) for outlet, count in counts.items() if outlet
    ]
    if counts[""]:
        lines.append(phrases.line(chat.language, "alert.copies_plain", count=counts[""]))
    return lines
