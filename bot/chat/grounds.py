"""The grounds on which a term counts in an article, or does not, in words. What was found is the matching floor's."""

from __future__ import annotations

from bot.chat.command import Call, Desk
from bot.chat.saying import line
from bot.matching.explaining import Found, Origin, Refusal
from bot.model.message import Isolate, Line, Piece
from bot.model.watch import How
from bot.text.phrases import Value

_LANGUAGES = frozenset({"language", "not_language"})
_LONGEST = 80
# How a spelling is found that stands in the list of a name just so.
_AS_LISTED = frozenset({How.EXACT, How.ALIAS})


def found_line(call: Call, desk: Desk, found: Found) -> Line:
    """Whose spelling was found, and how."""
    match = found.match
    how = line(call, desk, f"explain_how.{match.how}")
    if found.threshold is not None:
        measured: dict[str, Value] = {
            "score": Piece(str(round(match.score))),
            "threshold": Piece(str(round(found.threshold))),
        }
        how = line(call, desk, "explain_found.measured", how=how, **measured)
    values: dict[str, Value] = {"text": _shown(match.text), "form": match.form, "how": how}
    if found.origin is Origin.NAME and match.how in _AS_LISTED and match.form == match.text:
        return line(call, desk, "explain_found.known", **values)
    return line(call, desk, f"explain_found.{found.origin}", **values)


def is_near(refusal: Refusal) -> bool:
    """Whether it is of something like what is looked for: a word with less than half of the score it needs is not."""
    if refusal.because == "score" and refusal.score is not None and refusal.threshold is not None:
        return refusal.score >= refusal.threshold / 2
    return refusal.because != "nothing"


def refusal_line(call: Call, desk: Desk, refusal: Refusal) -> Line:
    """Why a part of a term kept an article out."""
    values: dict[str, Value] = {
        "text": _shown(refusal.text),
        "form": _shown(refusal.form),
        "word": refusal.word,
        "phrase": refusal.phrase,
        "detail": refusal.detail,
    }
    if refusal.score is not None:
        values["score"] = Piece(str(round(refusal.score)))
    if refusal.threshold is not None:
        values["threshold"] = Piece(str(round(refusal.threshold)))
    if refusal.because == "off":
        values["why"] = line(call, desk, f"spelling_off.{refusal.detail or 'homograph'}")
    if refusal.because in _LANGUAGES:
        values["text"] = _named(call, desk, refusal.text)
        codes = [_named(call, desk, code.strip()) for code in refusal.detail.split(",")]
        values["detail"] = desk.phrases.joined(call.language, codes)
    return line(call, desk, f"explain.{refusal.because}", **values)


def _named(call: Call, desk: Desk, code: str) -> Piece:
    key = f"language.{code}"
    return Piece(desk.phrases.text(call.language, key) if desk.phrases.has(call.language, key) else code)


def _shown(text: str) -> Piece:
    return Piece(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", Isolate.AUTO)
