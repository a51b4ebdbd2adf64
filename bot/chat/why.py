"""Why an alert came: which watch, by which spelling and where, why it stands in its story, and how it went out.

Why a report did not come stands in ``unseen``; which story is meant, in ``recounting``.
"""

from __future__ import annotations

from bot.chat.command import Call, Caller, Desk
from bot.chat.grounds import found_line, refusal_line
from bot.chat.reasons import reasoned
from bot.chat.recounting import heading, headline, meant
from bot.chat.saying import line, moment, pressed, say, small, typed
from bot.chat.trails import gone, placed_line
from bot.chat.unseen import not_come, web_address
from bot.model.alert import AlertKind
from bot.model.message import Block, BlockKind, Line, Message, Piece
from bot.model.news import Article
from bot.model.trace import StoryTrace
from bot.model.watch import Match, Watch
from bot.stories.sentences import sentences
from bot.text.phrases import Value

_WATCHES = 3
_UPDATES = 2
_SENTENCE = 240


async def why(call: Call, caller: Caller, desk: Desk) -> Message:
    """Why an alert came here, or why the report at an address did not."""
    address = web_address(call.argument)
    if address:
        return await not_come(call, caller, desk, address)
    found = await meant(call, caller, desk)
    return found if isinstance(found, Message) else await _came(call, caller, desk, found)


async def _came(call: Call, caller: Caller, desk: Desk, trace: StoryTrace) -> Message:
    opening = trace.opening
    if opening is None:
        return say(call.language, line(call, desk, "recount.reply_none"), private=call.request.button)
    terms = tuple(dict.fromkeys(term for word in trace.words for term in word.terms))
    watched = [watch for watch in await desk.chats.watches(caller.chat.id) if watch.term in terms]
    blocks: list[Block | Line] = [heading(call, desk, opening.article)]
    for watch in watched[:_WATCHES]:
        blocks += await _caught(call, desk, watch, opening.article)
    ended = [term for term in terms if term not in {watch.term for watch in watched}]
    blocks += [line(call, desk, "why.gone", term=term) for term in ended[:_WATCHES]]
    blocks += [placed_line(call, desk, trace, opening), *gone(call, caller, desk, trace, opening)]
    blocks += _updates(call, caller, desk, trace)
    buttons = []
    if len(trace.reports) > 1:
        more = typed(call, desk, "story", str(trace.story))
        blocks.append(small(line(call, desk, "why.reports", count=len(trace.reports), command=more)))
        buttons = [
            pressed(call, caller, desk, "all_reports", f"story {trace.story}"),
            pressed(call, caller, desk, "apart", f"apart {trace.story}"),
        ]
    return say(call.language, *blocks, buttons=buttons, private=call.request.button)


def _updates(call: Call, caller: Caller, desk: Desk, trace: StoryTrace) -> list[Line]:
    """What the latest updates of the story were told for."""
    lines = []
    for word in [word for word in trace.words if word.kind is AlertKind.UPDATE and not word.cancelled][-_UPDATES:]:
        report = trace.report(word.article_id)
        if report is not None and report != trace.opening:
            values: dict[str, Value] = {
                "time": moment(call, caller, desk, word.created),
                "headline": headline(call, desk, report.article),
                "outlet": report.article.outlet,
                "reason": reasoned(call, desk, word.because),
            }
            lines.append(line(call, desk, "why.updated", **values))
    return lines


async def _caught(call: Call, desk: Desk, watch: Watch, article: Article) -> list[Block | Line]:
    """How a watch comes to match a report, and the sentence where it does."""
    (explanation,) = await desk.watchlist.explained(watch, [article])
    if not explanation.counts:
        reason = refusal_line(call, desk, explanation.refused[0])
        return [line(call, desk, "why.changed", term=watch.term, reason=reason)]
    best = max(explanation.found, key=lambda each: (each.match.score, each.match.field == "title"))
    said = line(call, desk, "why.watch", term=watch.term, found=found_line(call, desk, best))
    where = "why.in_title" if best.match.field == "title" else "why.in_text"
    quoted = Block(BlockKind.TEXT, (_sentence(article, best.match),), article.language)
    return [said, line(call, desk, where), quoted]


def _sentence(article: Article, match: Match) -> Line:
    """The sentence in which a match stands, with the match in bold, cut to a few lines around it."""
    whole = article.title if match.field == "title" else article.text
    spans = [(each.start, each.end) for each in sentences(whole)] if match.field != "title" else [(0, len(whole))]
    start, end = next(((a, b) for a, b in spans if a <= match.start and match.end <= b), (match.start, match.end))
    left, right = max(start, match.start - _SENTENCE // 2), min(end, match.end + _SENTENCE // 2)
    before = ("…" if left > start else "") + whole[left : match.start]
    after = whole[match.end : right] + ("…" if right < end else "")
    pieces = (Piece(before), Piece(whole[match.start : match.end], bold=True), Piece(after))
    return tuple(Piece(" ".join(piece.text.splitlines()), bold=piece.bold) for piece in pieces if piece.text)
