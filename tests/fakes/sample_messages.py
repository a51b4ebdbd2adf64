"""One message of every kind in both languages, to be rendered on every platform: ``SAMPLES`` maps names to alert messages.

Names end in the chat's language. They are made by the real briefing, so that they change with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.alerts.briefing import brief
from bot.model.alert import Alert, AlertKind, Change, Delivery, DeliveryKind, Notice, Reason, Report, Summary
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.model.preferences import Preferences, Style
from tests.fakes.desk import PHRASES

SEEN = datetime(2026, 11, 19, 0, 15, tzinfo=UTC)
AR, EN = Language.ARABIC, Language.ENGLISH

ARABIC_TEXT = "قالت القيادة المركزية الأميركية إن سفينة أسقطتهما فجراً، ولا إصابات."
ENGLISH_TEXT = "A ship downed both at dawn; no injuries, CENTCOM said."


def chat(language: Language, zone: str = "Asia/Beirut") -> Chat:
    return Chat(1, Address(Platform.CONSOLE, "local"), ChatKind.GROUP, "desk", language, zone, admitted=True)


def report(number: int, outlet: str, language: Language, title: str, minute: int, how: str = "none") -> Report:
    seen = SEEN + timedelta(minutes=minute)
    return Report(number, outlet, language, title, f"https://example.org/{number}", seen - timedelta(minutes=1), seen, how)


ARABIC_LEAD = report(1, "رويترز", AR, "سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر", 0)
ENGLISH_LEAD = report(11, "Reuters", EN, "CENTCOM says it downed two drones over Red Sea", 0)
ARABIC_OTHERS = (
    report(2, "الجزيرة", AR, "إسقاط مسيّرتين فوق البحر الأحمر", 5, "headline"),
    report(3, "BBC", EN, "US downs two drones", 8, "headline"),
    report(4, "النهار", AR, ARABIC_LEAD.title, 9, "copy"),
    report(5, "الوكالة", AR, ARABIC_LEAD.title, 11, "exact"),
)
ENGLISH_OTHERS = (
    report(12, "BBC", EN, "US downs two drones", 8, "headline"),
    report(13, "الجزيرة", AR, "إسقاط مسيّرتين فوق البحر الأحمر", 5, "headline"),
    report(14, "Daily Star", EN, ENGLISH_LEAD.title, 9, "copy"),
    report(15, "The Wire", EN, ENGLISH_LEAD.title, 11, "exact"),
)


def summary(text: str, *words: str) -> Summary:
    spans = tuple((text.index(word), text.index(word) + len(word)) for word in words)
    return Summary(text, (text,), spans)


def alert(lead: Report, text: Summary, *others: Report, kind: AlertKind = AlertKind.NEW, change: Change | None = None) -> Alert:
    return Alert(1, 1, 1, kind, lead, (lead, *others), ("CENTCOM",), text, Reason("first_match"), lead.seen, change)


def delivery(kind: DeliveryKind, to: Chat, *alerts: Alert, notice: Notice | None = None) -> Delivery:
    return Delivery(7, to, 3, kind, 1, SEEN, SEEN, alerts, notice, "55" if kind is not DeliveryKind.SEND else "")


def told_as(kind: DeliveryKind, to: Chat, *alerts: Alert, notice: Notice | None = None) -> Message:
    """The message of such a delivery, with the sentences that it is made of."""
    PHRASES.forget()
    return PHRASES.keep(brief(delivery(kind, to, *alerts, notice=notice), PHRASES))


ARABIC_ALERT = alert(ARABIC_LEAD, summary(ARABIC_TEXT, "القيادة المركزية الأميركية"))
ENGLISH_ALERT = alert(ENGLISH_LEAD, summary(ENGLISH_TEXT, "CENTCOM"))
ARABIC_FULL = replace(ARABIC_ALERT, kind=AlertKind.ALSO, reports=(ARABIC_LEAD, *ARABIC_OTHERS))
ENGLISH_FULL = replace(ENGLISH_ALERT, kind=AlertKind.ALSO, reports=(ENGLISH_LEAD, *ENGLISH_OTHERS))

_UPDATES = {
    AR: alert(
        report(6, "الجزيرة", AR, "ارتفاع حصيلة انفجار المرفأ إلى 30 قتيلاً", 40, "headline"),
        summary("أعلنت وزارة الصحة ارتفاع الحصيلة إلى 30 قتيلاً.", "وزارة الصحة"),
        kind=AlertKind.UPDATE,
        change=Change("3", "30", "قتلى"),
    ),
    EN: alert(
        report(16, "BBC", EN, "Port blast toll rises to 30", 40, "headline"),
        summary("The health ministry raised the toll to 30.", "health ministry"),
        kind=AlertKind.UPDATE,
        change=Change("3", "30", "dead"),
    ),
}
_THINGS = {
    AR: alert(
        report(7, "الجزيرة", AR, "إطلاق 12 صاروخاً على المدينة", 40, "headline"),
        summary("أُطلقت الصواريخ على دفعتين.", "الصواريخ"),
        kind=AlertKind.UPDATE,
        change=Change("3", "12", "صاروخاً"),
    ),
    EN: alert(
        report(17, "BBC", EN, "12 missiles fired at the city", 40, "headline"),
        summary("The missiles came in two waves.", "missiles"),
        kind=AlertKind.UPDATE,
        change=Change("3", "12", "missiles"),
    ),
}
_UNDATED = replace(ENGLISH_LEAD, title="", published=None)
_LOST = Notice("topic_closed")
_SINCE = SEEN - timedelta(hours=6)
_AWAY = Notice("away", (("since", _SINCE.isoformat()), ("until", SEEN.isoformat())))
_HELD = Notice("feed_held", (("count", "200"), ("name", "Gulf Wire"), ("number", "7")))


def _late(told: Alert, **more: datetime | None) -> Alert:
    lead = replace(told.lead, away_since=_SINCE, **more)
    return replace(told, lead=lead, reports=(lead,))


def _released(name: str) -> Notice:
    return Notice("released", (("name", name), ("source", "wire")))


_NIGHT = Notice("quiet", (("since", _SINCE.isoformat()), ("until", SEEN.isoformat())))
_PLAN = Notice("plan", (("until", SEEN.isoformat()),))
_GROWING = Notice("overload", (("since", _SINCE.isoformat()),))
_SURGES = {
    "surge": Notice("surge", (("term", "CENTCOM"), ("times", "11"), ("count", "20"), ("usual", "2"))),
    "surge-rare": Notice("surge_rare", (("term", "زابوريجيا"), ("times", "12"), ("count", "12"), ("usual", "0"))),
}
_LONG = {
    AR: f"{ARABIC_TEXT} وأضافت أن السفينة كانت ترافق ثلاث ناقلات متجهة إلى قناة السويس. ولم تُعرف الجهة المسؤولة.",
    EN: f"{ENGLISH_TEXT} The ship was escorting three tankers bound for Suez, it added. Nobody claimed them.",
}


def _choosing(language: Language, **choices: Any) -> Chat:
    return replace(chat(language), preferences=Preferences(**choices))


def _fuller(told: Alert, language: Language) -> Alert:
    return replace(told, summary=replace(told.summary, fuller=Summary(_LONG[language])))


def _chosen() -> dict[str, Message]:
    """What follows from a chat's own choices."""
    made: dict[str, Message] = {}
    for language, told in ((AR, ARABIC_FULL), (EN, ENGLISH_FULL)):
        here = chat(language)
        gathered = (("quiet", _NIGHT), ("plan", _PLAN), ("overload", _GROWING), ("pause", Notice("pause")))
        away = (("unreached", Notice("unreached")), ("closed", Notice("closed")))
        for name, notice in (*gathered, *away):
            made[f"{name}.{language}"] = told_as(DeliveryKind.DIGEST, here, ARABIC_ALERT, ENGLISH_ALERT, notice=notice)
        for name, notice in _SURGES.items():
            made[f"{name}.{language}"] = told_as(DeliveryKind.NOTICE, here, notice=notice)
        made[f"headline.{language}"] = told_as(DeliveryKind.SEND, _choosing(language, style=Style.HEADLINE), told)
        made[f"full.{language}"] = told_as(DeliveryKind.SEND, _choosing(language, style=Style.FULL), _fuller(told, language))
        digits = _choosing(language, arabic_digits=True)
        made[f"digits.{language}"] = told_as(DeliveryKind.SEND, digits, told)
        made[f"digits-update.{language}"] = told_as(DeliveryKind.REPLY, digits, _UPDATES[language])
        made[f"digits-quiet.{language}"] = told_as(DeliveryKind.DIGEST, digits, ARABIC_ALERT, ENGLISH_ALERT, notice=_NIGHT)
    return made


SAMPLES: dict[str, Message] = {
    **_chosen(),
    "new.ar": told_as(DeliveryKind.SEND, chat(AR), ARABIC_ALERT),
    "new.en": told_as(DeliveryKind.SEND, chat(EN), ENGLISH_ALERT),
    "foreign.ar": told_as(DeliveryKind.SEND, chat(AR, "Africa/Cairo"), ENGLISH_ALERT),
    "foreign.en": told_as(DeliveryKind.SEND, chat(EN, "UTC"), ARABIC_ALERT),
    "also.ar": told_as(DeliveryKind.EDIT, chat(AR), ARABIC_FULL),
    "also.en": told_as(DeliveryKind.EDIT, chat(EN), ENGLISH_FULL),
    "update.ar": told_as(DeliveryKind.REPLY, chat(AR), _UPDATES[AR]),
    "update.en": told_as(DeliveryKind.REPLY, chat(EN), _UPDATES[EN]),
    "update-foreign.ar": told_as(DeliveryKind.REPLY, chat(AR), _UPDATES[EN]),
    "update-foreign.en": told_as(DeliveryKind.REPLY, chat(EN), _UPDATES[AR]),
    "update-things.ar": told_as(DeliveryKind.REPLY, chat(AR), _THINGS[AR]),
    "update-things.en": told_as(DeliveryKind.REPLY, chat(EN), _THINGS[EN]),
    "update-things-foreign.ar": told_as(DeliveryKind.REPLY, chat(AR), _THINGS[EN]),
    "update-things-foreign.en": told_as(DeliveryKind.REPLY, chat(EN), _THINGS[AR]),
    "undated.ar": told_as(DeliveryKind.SEND, chat(AR), replace(ENGLISH_ALERT, lead=_UNDATED, reports=(_UNDATED,))),
    "undated.en": told_as(DeliveryKind.SEND, chat(EN), replace(ENGLISH_ALERT, lead=_UNDATED, reports=(_UNDATED,))),
    "digest.ar": told_as(DeliveryKind.DIGEST, chat(AR), ARABIC_ALERT, ENGLISH_ALERT, _UPDATES[AR]),
    "digest.en": told_as(DeliveryKind.DIGEST, chat(EN), ARABIC_ALERT, ENGLISH_ALERT),
    "late.ar": told_as(DeliveryKind.SEND, chat(AR), _late(ARABIC_ALERT, published=SEEN - timedelta(hours=4))),
    "late.en": told_as(DeliveryKind.SEND, chat(EN), _late(ENGLISH_ALERT, published=SEEN - timedelta(hours=4))),
    "late-undated.ar": told_as(DeliveryKind.SEND, chat(AR), _late(ARABIC_ALERT, published=None)),
    "late-undated.en": told_as(DeliveryKind.SEND, chat(EN), _late(ENGLISH_ALERT, published=None)),
    "away.ar": told_as(DeliveryKind.DIGEST, chat(AR), ARABIC_ALERT, ENGLISH_ALERT, _UPDATES[AR], notice=_AWAY),
    "away.en": told_as(DeliveryKind.DIGEST, chat(EN), ENGLISH_ALERT, notice=_AWAY),
    "released.ar": told_as(DeliveryKind.DIGEST, chat(AR), ARABIC_ALERT, ENGLISH_ALERT, notice=_released("الجزيرة")),
    "released.en": told_as(DeliveryKind.DIGEST, chat(EN), ARABIC_ALERT, ENGLISH_ALERT, notice=_released("Gulf Wire")),
    "held.ar": told_as(DeliveryKind.NOTICE, chat(AR), notice=_HELD),
    "held.en": told_as(DeliveryKind.NOTICE, chat(EN), notice=_HELD),
    "notice.ar": told_as(DeliveryKind.NOTICE, chat(AR), notice=_LOST),
    "notice.en": told_as(DeliveryKind.NOTICE, chat(EN), notice=_LOST),
}
