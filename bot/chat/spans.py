"""A span of time that stands behind other words: ``bitcoin 24h``, «بيتكوين آخر أسبوع»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.command import Desk
from bot.chat.wording import DUAL, means, span_in

Reading = tuple[str, timedelta | None]
"""Words, and the span that was asked for with them."""

# "7 days", "last week", «آخر أسبوع».
_MOST = 2


def readings(argument: str, desk: Desk) -> Sequence[Reading]:
    """What an argument may mean, the likeliest first: words with the span behind them, or no more than words.

    A number with its unit, a dual and a word such as "last" before either say that a span is meant. A unit alone may be part
    of a name (Fashion Week), so that the words as they are come first.
    """
    words = argument.split()
    for count in range(min(_MOST, len(words) - 1), 0, -1):
        head, tail = words[:-count], " ".join(words[-count:])
        # "War of 1967" asks for no span: a number that is one has a word with it.
        span = None if tail.isdecimal() else span_in(tail, desk)
        if span is None:
            continue
        sure = tail[0].isdecimal() or DUAL.search(tail) is not None
        while len(head) > 1 and means(head[-1], "span.words_last", desk):
            head, sure = head[:-1], True
        named = (" ".join(head), span)
        return (named,) if sure else ((argument, None), named)
    return ((argument, None),)
