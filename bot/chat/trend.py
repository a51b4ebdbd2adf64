"""How often a term was mentioned lately: as a picture, and the same figures in words.

What is counted stands in ``lookup``; how it is drawn is behind the port ``Pictures``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat.command import Call, Caller, Desk, unquoted
from bot.chat.lookup import counted
from bot.chat.paging import numbered
from bot.chat.pressing import is_press
from bot.chat.referring import meant_watch
from bot.chat.saying import example, line, pressed, say, small, title, typed
from bot.chat.spans import readings
from bot.chat.watching import rejected
from bot.chat.wording import span_in
from bot.matching.marks import Fault
from bot.model.message import Attachment, Button, Isolate, Line, Message, Piece
from bot.model.news import Language
from bot.model.plot import Plot, Series
from bot.model.seeking import Tally
from bot.model.watch import Watch
from bot.text.digits import in_arabic_digits

USUAL = timedelta(days=7)
BY_HOUR = timedelta(hours=48)
"""Spans up to this long are shown hour by hour, longer ones day by day."""

_SPANS = (timedelta(hours=24), timedelta(days=7), timedelta(days=30))
_LONGEST = 200
_HOUR = timedelta(hours=1)
_HOURS_SAID = 24


@dataclass(frozen=True, slots=True)
class _Trend:
    """What was counted: the span, where its columns begin (with where the last one ends), the counts of each language."""

    term: str
    span: timedelta
    bounds: tuple[datetime, ...]
    tallies: Sequence[Tally]
    exact: bool

    @property
    def hourly(self) -> bool:
        return self.span <= BY_HOUR

    def series(self, language: Language) -> tuple[int, ...]:
        """The counts of one language, a column each; OTHER: of all that are neither Arabic nor English."""
        known = {Language.ARABIC, Language.ENGLISH}
        counts = [0] * (len(self.bounds) - 1)
        for tally in self.tallies:
            if tally.language is language or (language is Language.OTHER and tally.language not in known):
                counts[tally.span] += tally.count
        return tuple(counts)

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(
            sum(counts) for counts in zip(*map(self.series, (Language.ARABIC, Language.ENGLISH, Language.OTHER)), strict=True)
        )


async def trend(call: Call, caller: Caller, desk: Desk) -> Message:
    """Mentions of a term in the stored articles that this chat may see, by day or hour and by language."""
    watches = await desk.chats.watches(caller.chat.id)
    found: _Trend | None = None
    for term, span in await _asked(call, caller, desk):
        watched = meant_watch(term, watches, desk)
        watch = watched or Watch(0, caller.chat.id, term)
        fault = desk.watchlist.fault(watch.term)
        if isinstance(fault, Fault):
            return rejected(call, desk, term, fault)
        other = await _counted(caller, desk, watch, span)
        found = other if found is None or any(other.totals) else found
        if any(found.totals):
            break
    if found is None:
        return say(call.language, line(call, desk, "trend.empty", command=example(call, desk, "trend")))
    return await _shown(call, caller, desk, found, watched=any(each.term == found.term for each in watches))


async def _shown(call: Call, caller: Caller, desk: Desk, found: _Trend, *, watched: bool) -> Message:
    buttons = await _others(call, caller, desk, found)
    foot = () if watched else (small(line(call, desk, "latest.watch", command=typed(call, desk, "watch", found.term))),)
    if not any(found.totals):
        named = Piece(found.term, Isolate.AUTO, bold=True)
        none = line(call, desk, "trend.none", term=named, span=_span(call, desk, found.span))
        return say(call.language, none, *foot, buttons=buttons)
    figures = _said(call, caller, desk, found)
    picture = await _picture(call, caller, desk, found, figures)
    message = say(call.language, title(_head(call, desk, found)), *figures, *foot, buttons=buttons)
    return Message(message.language, message.blocks, message.notification, message.buttons, attachment=picture)


async def _counted(caller: Caller, desk: Desk, watch: Watch, span: timedelta) -> _Trend:
    span = min(span, timedelta(days=desk.retention_days))
    bounds = _bounds(desk.clock.now(), span, _zone(caller.chat.time_zone))
    tallies, exact = await counted(desk, caller.chat.id, watch, bounds)
    return _Trend(watch.term, span, bounds, tallies, exact)


async def _asked(call: Call, caller: Caller, desk: Desk) -> Sequence[tuple[str, timedelta]]:
    """What may be asked for, the likeliest first: terms and their spans; a button names the term by a number."""
    words = call.argument.split()
    if not words:
        return ()
    if is_press(call) and words[0].startswith("~"):
        number = numbered(words[0][1:])
        term = None if number is None else await desk.chats.proposed(caller.chat.id, number)
        return ((term, span_in(" ".join(words[1:]), desk) or USUAL),) if term else ()
    return [(unquoted(term)[:_LONGEST], span or USUAL) for term, span in readings(call.argument, desk)]


def _bounds(now: datetime, span: timedelta, zone: tzinfo) -> tuple[datetime, ...]:
    """Where the columns begin, and now: full local hours, or local midnights, however long clocks make a day."""
    # On the stroke of an hour or a day the next one has not begun to fill.
    local = (now - timedelta(microseconds=1)).astimezone(zone)
    if span <= BY_HOUR:
        # Hours are counted in UTC, where each is as long as the others; some zones are half an hour off.
        first = local.replace(minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
        hours = max(round(span / _HOUR), 1)
        return (*(first - _HOUR * back for back in range(hours - 1, -1, -1)), now)
    today = local.date()
    days = [today - timedelta(days=back) for back in range(span.days - 1, -1, -1)]
    return (*(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(now.tzinfo) for day in days), now)


def _said(call: Call, caller: Caller, desk: Desk, found: _Trend) -> tuple[Line, ...]:
    """The figures in words: how many in each language, when most, and all of them."""
    totals = found.totals
    articles = line(call, desk, "trend.articles", count=sum(totals))
    whole = line(
        call, desk, "trend.whole" if found.exact else "trend.about", articles=articles, **_from_to(call, caller, desk, found)
    )
    by_language = {
        "arabic": sum(found.series(Language.ARABIC)),
        "english": sum(found.series(Language.ENGLISH)),
        "other": sum(found.series(Language.OTHER)),
    }
    key = "trend.languages_other" if by_language["other"] else "trend.languages"
    top = max(range(len(totals)), key=lambda place: totals[place])
    when = Piece(_column(call, caller, desk, found, top, whole=True))
    most = line(call, desk, "trend.most", when=when, number=totals[top])
    return whole, line(call, desk, key, **by_language), most, _figures(call, caller, desk, found)


def _figures(call: Call, caller: Caller, desk: Desk, found: _Trend) -> Line:
    """Every column that is not empty, with its count; the month or the day only where another one begins."""
    items: list[Line] = []
    before = ""
    for place, total in enumerate(found.totals):
        if total:
            turn = _turn(call, caller, desk, found, place)
            shown = _column(call, caller, desk, found, place, whole=turn != before)
            before = turn
            items.append(line(call, desk, "trend.figure", when=Piece(shown), number=total))
    key = "trend.by_hour" if found.hourly else "trend.by_day"
    rest = "" if all(found.totals) else "_rest"
    return line(call, desk, f"{key}{rest}", figures=desk.phrases.joined(call.language, items))


def _column(call: Call, caller: Caller, desk: Desk, found: _Trend, place: int, *, whole: bool = False) -> str:
    """The name of a column: the hour or the day of the month, ``whole`` with the day or the month."""
    start = found.bounds[place]
    local = start.astimezone(_zone(caller.chat.time_zone))
    if not found.hourly:
        return desk.phrases.day(call.language, start, caller.chat.time_zone, desk.clock.now()) if whole else str(local.day)
    clock = f"{local:%H:%M}"
    if not whole:
        return clock
    day = desk.phrases.day(call.language, start, caller.chat.time_zone, desk.clock.now())
    return desk.phrases.text(call.language, "form.moment", day=Piece(day), clock=Piece(clock))


def _turn(call: Call, caller: Caller, desk: Desk, found: _Trend, place: int) -> str:
    """What is the same for neighbouring columns: the day of an hour, the month of a day."""
    start = found.bounds[place]
    if found.hourly:
        return desk.phrases.day(call.language, start, caller.chat.time_zone, desk.clock.now())
    local = start.astimezone(_zone(caller.chat.time_zone))
    named = desk.phrases.day(call.language, start, caller.chat.time_zone, desk.clock.now())
    return named.replace(str(local.day), "", 1).strip()


def _from_to(call: Call, caller: Caller, desk: Desk, found: _Trend) -> dict[str, Piece]:
    zone, now = caller.chat.time_zone, desk.clock.now()
    if found.hourly:
        first, last = (_column(call, caller, desk, found, 0, whole=True), desk.phrases.moment(call.language, now, zone))
    else:
        first, last = (desk.phrases.day(call.language, each, zone, now) for each in (found.bounds[0], now))
    return {"first": Piece(first), "last": Piece(last), "place": Piece(desk.phrases.place(call.language, zone))}


def _head(call: Call, desk: Desk, found: _Trend) -> Line:
    return line(call, desk, "trend.title", term=Piece(found.term, Isolate.AUTO), span=_span(call, desk, found.span))


def _span(call: Call, desk: Desk, span: timedelta) -> Line:
    hours = max(1, round(span / _HOUR))
    if hours % 24 or hours <= _HOURS_SAID:
        return line(call, desk, "hours.span", count=hours)
    return line(call, desk, "days.span", count=hours // 24)


async def _others(call: Call, caller: Caller, desk: Desk, found: _Trend) -> list[Button]:
    """The same term over other spans, as far as anything is kept."""
    kept = timedelta(days=desk.retention_days)
    spans = [span for span in _SPANS if span != found.span and span <= kept]
    number = await desk.chats.propose(caller.chat.id, found.term, desk.clock.now()) if spans else 0
    hours = [round(span / _HOUR) for span in spans]
    return [
        pressed(call, caller, desk, "span", f"trend ~{number} {each}h", span=_span(call, desk, span))
        for span, each in zip(spans, hours, strict=True)
    ]


async def _picture(call: Call, caller: Caller, desk: Desk, found: _Trend, figures: Sequence[Line]) -> Attachment | None:
    if desk.pictures is None:
        return None
    arabic_digits = call.language is Language.ARABIC and caller.chat.preferences.arabic_digits

    def words(said: Line) -> str:
        shown = in_arabic_digits(say(call.language, said)).blocks[0].lines[0] if arabic_digits else said
        return "".join(map(_isolated, shown))

    names = ((Language.ARABIC, "language.only_ar"), (Language.ENGLISH, "language.only_en"), (Language.OTHER, "trend.others"))
    series = [(words(line(call, desk, key)), found.series(language)) for language, key in names]
    columns = [
        (_column(call, caller, desk, found, place), _turn(call, caller, desk, found, place))
        for place in range(len(found.bounds) - 1)
    ]
    plot = Plot(
        language=call.language,
        title=words(_head(call, desk, found)),
        subtitle=words(figures[0]),
        columns=tuple("\n".join(words((Piece(each),)) for each in parts) for parts in columns),
        series=tuple(Series(name, counts) for name, counts in series if any(counts) or name != series[-1][0]),
        digits="٠١٢٣٤٥٦٧٨٩" if arabic_digits else "0123456789",
    )
    said = [_head(call, desk, found), *figures]
    alt = "\n".join("".join(piece.text for piece in each) for each in said)
    missed = desk.phrases.text(call.language, "trend.missed")
    return Attachment("trend.png", "image/png", await desk.pictures.plotted(plot), alt, missed)


def _isolated(piece: Piece) -> str:
    """A piece's text with the marks that keep it together inside a line of the other direction."""
    opening = {Isolate.AUTO: "\u2068", Isolate.LTR: "\u2066"}.get(piece.isolate, "")
    return f"{opening}{piece.text}\u2069" if opening else piece.text


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
