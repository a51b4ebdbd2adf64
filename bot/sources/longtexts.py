"""The long texts of a feed, set aside while its structure is parsed and put back afterwards.

Most of a document is articles, and a parser written in Python handles each of them several times: without them parsing costs a
fraction, and nothing inside an article can be taken for structure. A mark of noncharacters stands in a text's place meanwhile.
What is parsed, and how HTML becomes text, is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from bot.sources.markup import by_cdata, mended

_LONG = 120
# Elsewhere the parser may want to know what a text says: coordinates, say.
_IN = r"<(?:\w{1,20}:)?(?:description|summary|encoded|content|title|body|div|p)(?:\s[^<>]{0,400})?>"
_RUN = re.compile(rf"({_IN})([^<>]{{120,}})(?=<)")
_OPENED = re.compile(rf"{_IN}\s{{0,40}}\Z")
_MARK = re.compile("\ufdd0([0-9]{1,8})\ufdd1")
_RESERVED = re.compile("[\ufdd0-\ufdef]")
_C1 = re.compile("[\x80-\x9f]")
_AS_WINDOWS: dict[int, str] = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


@dataclass(frozen=True, slots=True)
class LongTexts:
    """Texts by the number in their mark, each with whether it was a CDATA section, in which nothing is escaped."""

    texts: tuple[tuple[str, bool], ...] = ()

    def restored(self, value: str, *, as_markup: bool = False) -> str:
        """The value with its texts in place; ``as_markup``: it is XHTML, in which text stays escaped. Unknown marks go."""
        if "\ufdd0" not in value:
            return value
        return _MARK.sub(lambda mark: self._text(int(mark[1]), as_markup=as_markup), value)

    def _text(self, number: int, *, as_markup: bool) -> str:
        if number >= len(self.texts):
            return ""
        text, literal = self.texts[number]
        if literal:
            return escape(text, quote=False) if as_markup else _readable(text)
        return mended(text) if as_markup else _readable(unescaped(mended(text)))


def set_aside(text: str) -> tuple[str, LongTexts]:
    """The document with a mark in the place of each long text, and the texts. Unchanged when it has entities of its own."""
    text = _RESERVED.sub("", text)
    if "<!ENTITY" in text or "base64" in text:
        return text, LongTexts()
    texts: list[tuple[str, bool]] = []

    def kept(piece: str, *, literal: bool) -> str:
        texts.append((piece, literal))
        return f"\ufdd0{len(texts) - 1}\ufdd1"

    pieces: list[str] = []
    for piece, is_cdata in by_cdata(text):
        if not is_cdata:
            pieces.append(_RUN.sub(_run(kept), piece))
        elif len(piece) >= _LONG and _is_prose(piece[9:-3]) and _OPENED.search(pieces[-1][-500:]):
            pieces.append(kept(piece[9:-3], literal=True))
        else:
            pieces.append(piece)
    return "".join(pieces), LongTexts(tuple(texts))


def _run(kept: Callable[..., str]) -> Callable[[re.Match[str]], str]:
    return lambda run: f"{run[1]}{kept(run[2], literal=False)}" if _is_prose(run[2]) else run[0]


def _is_prose(text: str) -> bool:
    """Whether there is a blank in it: without one it may be an address, which the parser has to see."""
    stripped = text.strip()
    return any(blank in stripped for blank in " \n\t")


def unescaped(text: str) -> str:
    """Escaped XML text as it is read: its five names and its numbers, each decoded once."""
    if "&" not in text:
        return text
    if "&#" in text:
        text = _NUMBER.sub(_by_number, text)
    for name, letter in _NAMED:
        text = text.replace(name, letter)
    return text


def _by_number(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code > 0x10FFFF:  # noqa: PLR2004 - the last code point
        return "\ufffd"
    return escape(chr(code), quote=False)


def _readable(text: str) -> str:
    """Codes that mean something on Windows alone are taken for that, as browsers do."""
    return text.translate(_AS_WINDOWS) if _C1.search(text) else text
