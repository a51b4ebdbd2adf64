"""Alerts that come about seldom, in both languages: ``RARE`` maps names to messages, as ``SAMPLES`` does the usual ones."""

from __future__ import annotations

from dataclasses import replace

from bot.model.alert import Alert, AlertKind, Change, DeliveryKind, Notice, Report, Summary
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes.sample_messages import (
    AR,
    ARABIC_ALERT,
    ARABIC_LEAD,
    EN,
    ENGLISH_ALERT,
    ENGLISH_LEAD,
    alert,
    chat,
    report,
    told_as,
)

LEADS = {AR: ARABIC_LEAD, EN: ENGLISH_LEAD}
COUNTED = {
    "dead": "قتلى",
    "wounded": "جرحى",
    "casualties": "ضحايا",
    "missing": "مفقودون",
    "arrested": "موقوفون",
    "displaced": "نازحون",
    "rescued": "ناجون",
    "hostages": "رهائن",
}
_PAUSE, _UNREACHED = Notice("pause"), Notice("unreached")


def _others(language: Language) -> tuple[Report, ...]:
    """More outlets than an alert names, one of them in neither language, and a copy of something that is not known."""
    named = tuple(report(100 + n, f"Outlet {n}", EN, f"Title {n}", 1, "headline") for n in range(2, 15))
    french = report(130, "Le Port", Language.OTHER, "Deux drones abattus", 2, "headline")
    first, second = report(131, "Star", EN, "Own words", 3, "headline"), report(132, "Sun", EN, "OWN words", 4, "copy")
    return (french, first, report(133, "Post", EN, "Third", 4, "copy"), second, *named)


def _update(language: Language, change: Change | None) -> Alert:
    lead = report(16, "BBC", language, LEADS[language].title, 40, "headline")
    return alert(lead, Summary(""), kind=AlertKind.UPDATE, change=change)


def _rare() -> dict[str, Message]:
    made: dict[str, Message] = {}
    for language in (AR, EN):
        here, lead = chat(language), LEADS[language]
        bare = replace(lead, title="", url="")
        many = [alert(report(n, lead.outlet, language, f"{lead.title} {n}", 5), Summary("")) for n in range(23)]
        crowded = alert(lead, Summary(""), *_others(language), kind=AlertKind.ALSO)
        made |= {
            f"untitled.{language}": told_as(DeliveryKind.SEND, here, alert(bare, Summary(""))),
            f"many-outlets.{language}": told_as(DeliveryKind.EDIT, here, crowded),
            f"digest-long.{language}": told_as(DeliveryKind.DIGEST, here, *many),
            f"pause.{language}": told_as(DeliveryKind.DIGEST, here, ARABIC_ALERT, ENGLISH_ALERT, notice=_PAUSE),
            f"unreached.{language}": told_as(DeliveryKind.DIGEST, here, ARABIC_ALERT, ENGLISH_ALERT, notice=_UNREACHED),
            f"updated.{language}": told_as(DeliveryKind.REPLY, here, _update(language, None)),
        }
        for kind, arabic in COUNTED.items():
            told = Change("3", "30", arabic if language is AR else kind)
            made[f"counted-{kind}.{language}"] = told_as(DeliveryKind.REPLY, here, _update(language, told))
    return made


RARE = _rare()
