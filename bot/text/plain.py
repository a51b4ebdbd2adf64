"""HTML to plain text, and text free of characters that are not for reading.

One pass, no regular expression that can go back over what it has read, so hostile markup costs no more than its length.
What a text means (its language, its sentences) is not known here.

Source: https://html.spec.whatwg.org/multipage/parsing.html for where tags and comments end.
"""

from __future__ import annotations

import re
from html import unescape

# Bidi controls, soft hyphen, zero-width space, word joiner, BOM, interlinear annotations and tags: all invisible.
_MARKS = (0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, 0xFEFF)
_UNSEEN = (*_MARKS, *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070))
_CONTROLS = (*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
_SPECIALS = (*range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, *range(0xE0000, 0xE0080))
_CLEAN: dict[int, str | None] = (
    dict.fromkeys((*_UNSEEN, *_CONTROLS, *_SPECIALS))
    | dict.fromkeys((0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)

# Every character of _CLEAN, in ranges: a class of single characters is searched thirty times slower.
_DIRTY = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)

_HIDDEN_NAMES = "script style template head title noscript iframe object svg math select textarea"
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_PARAGRAPH_NAMES = """
    address article aside blockquote body center details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr main nav ol p pre section table ul
"""
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())
# Tags that part nothing, most of those in an article: they are taken out all at once. None stands behind another ``<``.
_INLINE = re.compile(
    r"(?<!<)</?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|img|ins|mark|q|s|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>\"']*(?:\"[^\"<>]*\"[^<>\"']*|'[^'<>]*'[^<>\"']*)*)?/?>",
    re.IGNORECASE,
)
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "caption", "option", "summary"})
_CELLS = frozenset({"td", "th"})

_NAME = re.compile(r"/?([a-zA-Z][^\s/>]{0,64})")
_TAG_EDGE = re.compile("[>\"']")
_LONG_REFERENCE = re.compile(r"&#(?:0*([0-9]{8})[0-9]*|[xX]0*([0-9a-fA-F]{7})[0-9a-fA-F]*);?")
_ZEROS = re.compile(r"&#([xX]?)0{8,}")
# A single space is left alone: replacing each by itself is most of the work on ordinary text.
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_GAPS = re.compile(r"\n{3,}")
_MARKUP = re.compile(
    r"</(?:a|b|i|p|em|strong|span|div|li|ul|ol|td|h[1-6]|blockquote|figure)\s*>"
    r"|<(?:br|p|img|hr)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """The text without control, bidi and other unseen characters; all line ends are line feeds, lone surrogates U+FFFD."""
    # Most text is clean, and looking is much cheaper than translating.
    return text.replace("\r\n", "\n").translate(_CLEAN) if _DIRTY.search(text) else text


def one_line(text: str) -> str:
    """The cleaned text on one line, each run of white space one space."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> str:
    """Cleaned text that is not markup: lines kept, blanks joined, at most one empty line in a row."""
    # Splitting and joining is several times faster than replacing.
    lined = "\n".join([" ".join(line.split()) for line in clean(text).split("\n")])
    return _GAPS.sub("\n\n", lined).strip()


def looks_like_markup(text: str) -> bool:
    """Whether the text holds tags that only HTML has, so that reading it as HTML is the better guess."""
    return "<" in text and _MARKUP.search(text) is not None


def plain_text(html: str) -> str:
    """The text a reader sees of a piece of HTML.

    Paragraphs are parted by an empty line, ``br``, list items and table rows by a line end. Character references are decoded
    once, so ``&amp;lt;`` comes out as ``&lt;``. Scripts, styles and comments are left out. Text without any tag keeps
    its lines.
    """
    if "<" not in html:
        return paragraphs(_decoded(html))
    return paragraphs(_Stripper(_INLINE.sub("", html)).text())


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    # int() refuses very long numbers, which unescape does not expect.
    return unescape(_LONG_REFERENCE.sub("\ufffd", _ZEROS.sub(r"&#\g<1>0", text)))


class _Stripper:
    """One walk over one piece of HTML."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._end = len(html)
        self._out: list[str] = []
        self._quotes_count = True
        self._no_close = False
        self._in_pre = 0
        self._never_closed: set[str] = set()

    def text(self) -> str:
        at = 0
        while at < self._end:
            opening = self._html.find("<", at)
            if opening < 0:
                opening = self._end
            self._data(at, opening)
            at = self._markup(opening) if opening < self._end else self._end
        return "".join(self._out)

    def _data(self, start: int, end: int) -> None:
        if start < end:
            text = _decoded(self._html[start:end])
            self._out.append(text if self._in_pre else _SPACES.sub(" ", text))

    def _markup(self, at: int) -> int:
        """Reads what begins at ``<``; returns where the text goes on."""
        following = self._html[at + 1 : at + 3]
        if following[:1] == "!":
            return self._declaration(at)
        if following[:1] == "?" or (following[:1] == "/" and not following[1:].isalpha()):
            return self._after(">", at + 1)
        name = _NAME.match(self._html, at + 1)
        if name is None:
            self._out.append("<")
            return at + 1
        return self._tag(at, name)

    def _declaration(self, at: int) -> int:
        html = self._html
        if html.startswith("<!--", at):
            for short in ("<!-->", "<!--->"):
                if html.startswith(short, at):
                    return at + len(short)
            return self._after("-->", at + 4)
        if html.startswith("<![CDATA[", at):
            close = html.find("]]>", at)
            inside = close if close >= 0 else self._end
            self._data(at + 9, inside)
            return inside + 3
        return self._after(">", at + 1)

    def _after(self, mark: str, start: int) -> int:
        """Behind the next mark; without one the rest is not text, as browsers have it."""
        found = self._html.find(mark, start)
        return self._end if found < 0 else found + len(mark)

    def _tag(self, at: int, name: re.Match[str]) -> int:
        end = self._tag_end(name.end())
        if end < 0:
            self._out.append("<")
            return at + 1
        tag, closing = name[1].lower(), self._html[at + 1] == "/"
        self._break_for(tag, closing=closing)
        if tag in _HIDDEN and not closing and self._html[end - 2] != "/":
            return self._skip(tag, end)
        return end

    def _tag_end(self, start: int) -> int:
        """Behind the ``>`` that ends the tag, quoted ones left aside; -1 when the tag never ends."""
        if self._no_close:
            return -1
        at = start
        while self._quotes_count:
            edge = _TAG_EDGE.search(self._html, at)
            if edge is None:
                break
            if edge[0] == ">":
                return edge.end()
            close = self._html.find(edge[0], edge.end())
            if close < 0:
                break
            at = close + 1
        # A quote is never closed: from here on quotes mean nothing, or each tag would search to the end again.
        self._quotes_count = False
        found = self._html.find(">", start)
        self._no_close = found < 0
        return found + 1 if found >= 0 else -1

    def _break_for(self, tag: str, *, closing: bool) -> None:
        if tag in _PARAGRAPHS:
            self._out.append("\n\n")
            if tag == "pre":
                self._in_pre = max(0, self._in_pre + (-1 if closing else 1))
        elif tag in _LINES:
            if tag == "br" or not closing:
                self._out.append("\n")
        elif tag in _CELLS and not closing:
            self._out.append(" ")

    def _skip(self, tag: str, start: int) -> int:
        """Behind the end tag of an element that is not shown. An unclosed one of those that hold markup hides nothing."""
        if tag in self._never_closed:
            return start
        close = re.compile(f"</{tag}(?=[\\s/>])", re.IGNORECASE).search(self._html, start)
        if close is None:
            self._never_closed.add(tag)
            return self._end if tag in {"script", "style"} else start
        return self._after(">", close.end())
