"""How what an update changes is said: figures from their first state to the last, in the chat's language.

What changed is found by ``bot.stories``, which names the thing counted in the article's language; the words stand in the
catalogues.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.alert import Alert, AlertKind, Change
from bot.model.message import Line, Piece
from bot.model.news import Language
from bot.text.folding import folded
from bot.text.phrases import Phrases, Value

COUNTED = ("dead", "wounded", "casualties", "missing", "arrested", "displaced", "rescued", "hostages")
"""The classes of people whose count has a name in every catalogue (``counted.<class>``)."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A change, the class of what is counted ("" for none known), and the language its words are in."""

    change: Change
    counted: str
    language: Language


def changes(alerts: Sequence[Alert], language: Language, phrases: Phrases) -> tuple[Line, ...]:
    """A line for each thing that the updates among ``alerts`` changed; one plain line when none of it can be said."""
    updates = [alert for alert in alerts if alert.kind is AlertKind.UPDATE]
    told: dict[str, _Told] = {}
    for alert in updates:
        if alert.change is None:
            continue
        counted = _class(alert.change.about, phrases)
        thing = counted or folded(alert.change.about)
        before = told[thing].change.before if thing in told else alert.change.before
        last = Change(before, alert.change.after, alert.change.about)
        told[thing] = _Told(last, counted, alert.lead.language)
    lines = [line for each in told.values() if (line := _said(each, language, phrases))]
    if updates and not lines:
        return (phrases.line(language, "alert.updated"),)
    return tuple(lines)


def said(change: Change | None, written: Language, language: Language, phrases: Phrases) -> Line:
    """One change as a line; ``written``: the language of the report that brought it. Without words, just that there is one."""
    if change is not None:
        line = _said(_Told(change, _class(change.about, phrases), written), language, phrases)
        if line:
            return line
    return phrases.line(language, "alert.updated")


def _class(about: str, phrases: Phrases) -> str:
    """The class that a word of any language names, or ""."""
    word = folded(about)
    for language in phrases.languages:
        for counted in COUNTED:
            if word in {folded(each) for each in phrases.words(language, f"counted.{counted}.words")}:
                return counted
    return ""


def _said(told: _Told, language: Language, phrases: Phrases) -> Line:
    """The change as a sentence; empty when only the article's own language has words for it."""
    about, own = told.change.about, told.language is language
    values: dict[str, Value] = {"before": told.change.before, "after": told.change.after}
    if not _is_figure(told.change):
        # Words that stand alone ("from fall to rise") say less than the headline above them.
        return phrases.line(language, "alert.update_about", about=about, **values) if own and about else ()
    if told.counted:
        label = Piece(phrases.text(language, f"counted.{told.counted}.said"))
        return phrases.line(language, "alert.update_about", about=label, **values)
    if own and about:
        return phrases.line(language, "alert.update_things", things=about, **values)
    return phrases.line(language, "alert.update", **values)


def _is_figure(change: Change) -> bool:
    return all(any(letter.isdecimal() for letter in said) for said in (change.before, change.after))
