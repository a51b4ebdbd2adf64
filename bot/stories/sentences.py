"""A text as its sentences, with their places in it.

What lives here: where a sentence ends in Arabic and English. What does not: which sentences are worth telling (``summary``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``text == whole[start:end]`` in code points, blanks around it left out."""

    text: str
    start: int
    end: int


_CLOSING = "\"'”’»)\\]"
# An end mark with the quotes and brackets that close after it, or a line's end.
_END = regex.compile(
    rf"(?:[.!?؟؛…]+[{_CLOSING}]*)(?=\s|$|(?<=[!?؟؛…][{_CLOSING}]*)\p{{Arabic}}|(?<=\p{{Arabic}}{{4}}\.)\p{{Arabic}})|[\n\r\u2028\u2029]+"
)
_ABBREVIATION = regex.compile(
    r"(?:(?<![\p{L}.])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Brig|Sen|Rep|Gov|Pres|Hon|Rev|St|Jr|Sr|Inc|Ltd|Co|Corp|Bros|vs|etc|No|Nos|Fig|al|Mt|Ft|approx|dept|est"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|a\.m|p\.m|e\.g|i\.e|د|أ|م|ص|ج|هـ|ق\.م|ب|ت|س|ع|ن|الخ)"
    r"|(?<!\p{L})\p{Lu}|(?:\p{Lu}\.)+\p{Lu})\.$"
)
_ENDS_ANYWAY = frozenset({"etc", "Inc", "Ltd", "Co", "Corp", "Jr", "Sr", "الخ", "هـ"})


def sentences(text: str) -> tuple[Sentence, ...]:
    """A text's sentences in order: they end at . ! ? ؟ ؛ … and line ends, not at the dots of abbreviations and decimals."""
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if not _ends(text, start, match):
            continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def _ends(text: str, start: int, match: regex.Match[str]) -> bool:
    """Whether an end mark ends a sentence here."""
    mark = match.group()
    if mark[0] != "." or mark.startswith(".."):
        return not mark.startswith("..") or _next_is_capital(text, match.end())
    if not mark.rstrip().endswith("."):
        return True
    short = _ABBREVIATION.search(text, max(start, match.start() - len("approx") - 1), match.start() + 1)
    if short is None:
        return not text[match.end() :].lstrip(" ")[:1].islower()
    return short.group()[:-1] in _ENDS_ANYWAY and _next_is_capital(text, match.end())


def _next_is_capital(text: str, at: int) -> bool:
    """Whether what follows can begin a sentence: no lower-case letter does."""
    return not text[at : at + 8].lstrip(" \"'“«(")[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        yield Sentence(text[left:right], left, right)
