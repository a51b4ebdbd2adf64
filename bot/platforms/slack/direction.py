"""Arabic and Latin in one line: which invisible marks a line gets so that every client lays it out alike.

Blocks and limits stand in ``markup``. Offsets and lengths here are code points.
"""

from __future__ import annotations

import re
import unicodedata

from bot.model.message import Isolate, Line, Piece

RLM = "\u200f"
LRI = "\u2066"
FSI = "\u2068"
PDI = "\u2069"

_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_UNSAFE_IN_URL = re.compile(
    '[\\s\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff\\ud800-\\udfff<>|"\\\\^`{}]'
)
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
MAX_URL = 2_000


def clean(text: str) -> str:
    """Foreign text made fit to stand inside a line: no direction controls, no line breaks, no control characters."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", _BIDI_CONTROLS.sub("", text)))


def safe_url(url: str) -> str:
    """The link if it is an http(s) one that can be shown (unsafe characters percent-encoded), else ""."""
    found = _UNSAFE_IN_URL.sub(_percent, url.strip())
    if not re.match(r"https?://[^/?#\s]", found, re.IGNORECASE) or len(found) > MAX_URL:
        return ""
    return found


def _percent(match: re.Match[str]) -> str:
    if match[0].isspace() and match[0] != " ":
        return ""
    if unicodedata.category(match[0]) in {"Cf", "Cc", "Cs"}:
        return ""
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def runs_right_to_left(text: str) -> bool:
    """Whether any character of the text is laid out from the right (Arabic letters, Arabic-Indic digits, Hebrew …)."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def tidy(line: Line) -> Line:
    """The line with every piece cleaned and every link checked; empty pieces are left out."""
    pieces = (
        Piece(clean(piece.text), piece.isolate, bold=piece.bold, code=piece.code, url=safe_url(piece.url) if piece.url else "")
        for piece in line
    )
    return tuple(piece for piece in pieces if piece.text)


def marks(piece: Piece, *, needed: bool) -> tuple[str, str]:
    """What opens and closes the piece's isolate; two empty strings where none is ``needed`` or asked for."""
    if not needed or (piece.isolate is Isolate.NONE and not piece.code):
        return "", ""
    return (LRI if piece.isolate is Isolate.LTR else FSI), PDI


def isolates_needed(line: Line, *, right_to_left: bool) -> bool:
    """Whether a line's isolates do anything: always from the right; from the left only beside right-to-left letters."""
    return right_to_left or any(runs_right_to_left(piece.text) for piece in line)
