"""What is wrong with a term, in English, for standard error and the operator's files. The chats have catalogues for it."""

from __future__ import annotations

from bot.matching.query import Fault

_SAID = {
    "empty": "it is empty",
    "no_letters": "it has no letter or digit",
    "too_long": "it is too long",
    "no_word": "{piece} has no letter or digit",
    "quote_open": "the quote is not closed",
    "quote_empty": "there is nothing between the quotes",
    "nothing_wanted": "this only excludes or filters; a term to look for is missing",
    "empty_alternative": "there is no term beside {piece}",
    "nothing_behind": "there is no term behind {piece}",
    "brackets": "brackets do not group terms; each side of | stands by itself",
    "unknown_field": "there is no field {piece}; there are title:, lang: and from:",
    "unknown_language": "there is no language {piece}; there are ar and en",
}


def said(fault: Fault) -> str:
    """The fault with its place in code points from 1, as in ``at 12: the quote is not closed``."""
    return f"at {fault.at}: {_SAID[fault.key].format(piece=repr(fault.piece))}"
