"""Families of sentences, each whole in one golden file: every reason, every refusal of a term, every command's help.

They are said by the code that says them in answers, with values of the kind that they always come with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.announcing import announce
from bot.chat.audit import entry_line
from bot.chat.command import ORDER, Call, Caller, Request
from bot.chat.feed_finding import dead_end_said
from bot.chat.grounds import found_line, refusal_line
from bot.chat.helping import FAMILIES
from bot.chat.reasons import failing, reasoned, span
from bot.chat.saying import bullets, line, say, typed
from bot.matching.explaining import REFUSALS, Found, Origin, Refusal
from bot.model.alert import Notice, Reason
from bot.model.chat import Address, Chat, ChatKind, Person, Platform, Role
from bot.model.listing import Dead, OpmlTrouble
from bot.model.message import Line, Message, Piece
from bot.model.news import Language, Trouble
from bot.model.register import AuditEntry
from bot.model.watch import How, Match
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, PHRASES, Front

AR, EN = Language.ARABIC, Language.ENGLISH
HOME = Address(Platform.TELEGRAM, "111")
FACTS = (
    ("terms", "CENTCOM، بيتكوين"),
    ("outlet", "الجزيرة"),
    ("before", "3"),
    ("after", "30"),
    ("hours", "48"),
    ("who", "Omar"),
    ("until", "07:00"),
    ("because", "HTTP 403: bot was blocked"),
    ("seconds", "1200"),
)
DETAILS = {
    "swallowed": "القيادة المركزية للشرطة",
    "missing": "command",
    "language": "ar, en",
    "source": "Reuters",
    "not_source": "BBC",
    "off": "adjective",
}
TEXTS = {"language": "en", "not_language": "ar", "source": "BBC", "not_source": "BBC"}

ALIKE = {"unreachable", "audited"}
"""Families in which some say the same in the same words."""

Spoken = Callable[[Call, Front], Iterable[Line]]


def call(language: Language) -> Call:
    return Call("why", "", language, Request(HOME, ChatKind.PRIVATE, Person(Platform.TELEGRAM, "111"), "why", "telegram:1"))


def keys(family: str) -> list[str]:
    """The keys of a family, without its name."""
    return [key.removeprefix(f"{family}.") for key in sorted(PHRASES.keys(EN)) if key.startswith(f"{family}.")]


def reasons(asked: Call, made: Front) -> Iterable[Line]:
    return (reasoned(asked, made.desk, Reason(code, FACTS)) for code in keys("reason"))


FAILING = {
    "slower": "flood control",
    "token": "slack: invalid_auth",
    "conflict": "conflict",
    "unreached": "not reached: ConnectError",
    "interrupted": "interrupted every time",
    "unanswered": "HTTP 503",
    "too_long": "msg_too_long",
    "target_lost": "message_not_found",
    "other": "HTTP 418",
}


def failures(asked: Call, made: Front) -> Iterable[Line]:
    """What platforms say went wrong, each kind once, and a reason that only a later version knows."""
    for kind in keys("failing"):
        later = reasoned(asked, made.desk, Reason("unheard_of"))
        yield later if kind == "unknown" else failing(asked, made.desk, FAILING[kind])


def spans(asked: Call, made: Front) -> Iterable[Line]:
    return (span(asked, made.desk, timedelta(seconds=seconds)) for seconds in (1, 2, 5, 45, 300, 7_200, 172_800, 864_000))


def unreachable(asked: Call, made: Front) -> Iterable[Line]:
    return (reasoned(asked, made.desk, Reason("suspended", (("because", code),))) for code in keys("unreachable"))


def refusals(asked: Call, made: Front) -> Iterable[Line]:
    for because in sorted(REFUSALS):
        text, detail = TEXTS.get(because, "Centrom"), DETAILS.get(because, "")
        yield refusal_line(
            asked, made.desk, Refusal(because, "CENTCOM", "سنتكوم", "command", "text", 0, 7, text, 71, 88, detail)
        )
    yield refusal_line(asked, made.desk, Refusal("language", text=Language.OTHER, detail="en"))


def findings(asked: Call, made: Front) -> Iterable[Line]:
    for origin in Origin:
        match = Match("CENTCOM", "CENTCOM", "title", 0, 7, "سنتكوم", How.EXACT, 100)
        yield found_line(asked, made.desk, Found(match, origin))
    yield found_line(asked, made.desk, Found(replace(match, form=match.text), Origin.NAME))
    for how in How:
        match = Match("CENTCOM", "CENTCOM", "title", 0, 7, "سنتكوم", how, 91)
        yield found_line(asked, made.desk, Found(match, Origin.NAME, threshold=88))


def lists_refused(asked: Call, made: Front) -> Iterable[Line]:
    for trouble in OpmlTrouble:
        yield line(asked, made.desk, "feed_import.failed", trouble=line(asked, made.desk, f"opml.{trouble}"))


def dead_ends(asked: Call, made: Front) -> Iterable[Line]:
    return (dead_end_said(asked, made.desk, site).blocks[0].lines[0] for site in Dead)


def forms_answered(asked: Call, made: Front) -> Iterable[Line]:
    values = {"name": PHRASES.text(asked.language, "bot.name"), "channel": "#newsroom", "time": Piece("18:00")}
    yield from (line(asked, made.desk, f"home.{key}", **values) for key in keys("home") if key.startswith("paused"))
    for key in ("empty", "in_channel", "late", "not_in_channel", "unchanged"):
        yield line(asked, made.desk, f"modal.{key}", **values)


def profile(asked: Call, made: Front) -> Iterable[Line]:
    """What Telegram shows of the bot itself, and to a button of a message that it hands over without its topic."""
    values = {"name": PHRASES.text(asked.language, "bot.name"), "command": typed(asked, made.desk, "watches")}
    for key in ("short", "long", "stale"):
        said = line(asked, made.desk, f"bot.{key}", **values)
        text = "".join(piece.text for piece in said)
        yield from (said,) if "\n" not in text else ((Piece(part),) for part in text.split("\n"))


def audited(asked: Call, made: Front) -> Iterable[Line]:
    """Every kind of change, one by nobody that is named and one that the catalogues do not know."""
    at = NOON - timedelta(hours=1)
    own = Chat(1, HOME, ChatKind.PRIVATE, time_zone="Asia/Beirut", admitted=True)
    caller = Caller(own, Role.OWNER)
    changes = (("role", "reader", "admin"), ("term", "Bitcoin", "Bitcoin -heist"))
    entry = AuditEntry(1, at, "telegram:7", "رنا", "", "CENTCOM", changes, chat=own)
    entries = [replace(entry, action=action) for action in keys("audit_did")]
    entries.append(replace(entry, action="settings", changes=(("style", "short", "full"),)))
    entries.append(replace(entry, action="grant", changes=(("role", "nobody", "admin"),)))
    entries += [replace(entry, action="watch", who="", name=""), replace(entry, action="unheard-of")]
    return (entry_line(asked, caller, made.desk, each) for each in entries)


SPOKEN: dict[str, Spoken] = {
    "reasons": reasons,
    "unreachable": unreachable,
    "refusals": refusals,
    "findings": findings,
    "lists-refused": lists_refused,
    "dead-ends": dead_ends,
    "slack-forms": forms_answered,
    "profile": profile,
    "audited": audited,
    "failures": failures,
    "spans": spans,
}


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SPOKEN)
def test_each_of_a_family_reads_as_it_should(name: str, language: Language) -> None:
    PHRASES.forget()
    lines = list(SPOKEN[name](call(language), Front()))
    assert len({*lines}) == len(lines) or name in ALIKE, "each says something of its own"
    three_platforms.check(f"families/{name}.{language}", say(language, bullets(lines)))


@pytest.mark.parametrize("language", [AR, EN])
def test_every_trouble_of_a_feed_reads_as_it_should(language: Language) -> None:
    chat = Chat(1, HOME, ChatKind.PRIVATE, language=language, time_zone="Asia/Beirut", admitted=True)
    told: dict[str, Message] = {}
    PHRASES.forget()
    for trouble in Trouble:
        facts = (
            ("name", "Gulf Wire"),
            ("number", "7"),
            ("since", NOON.isoformat()),
            ("trouble", trouble.value),
            ("detail", ""),
        )
        told[trouble.value] = PHRASES.keep(announce(Notice("feed_failing", facts), chat, PHRASES, NOON))
    three_platforms.check_all(f"families/troubles.{language}", told)


def _heads() -> dict[str, tuple[str, ...]]:
    """The commands that are listed by themselves, each with those that are listed under it."""
    under = {name for family in FAMILIES.values() for name in family}
    return {name: FAMILIES.get(name, ()) for name in ORDER if name not in under or name in FAMILIES}


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("group", ["single", *(name for name, family in _heads().items() if family)])
async def test_the_help_on_every_command_reads_as_it_should(group: str, language: Language) -> None:
    heads = _heads()
    alone = tuple(name for name, family in heads.items() if not family)
    names = alone if group == "single" else (group, *(name for name in heads[group] if name not in heads))
    made = Front()
    shown: dict[str, Message] = {}
    for name in names:
        word = PHRASES.words(language, f"commands.{name}.words")[0]
        message = await made.ask(f"{'مساعدة' if language is AR else 'help'} {word}", language=language)
        assert message is not None
        shown[word] = message
    three_platforms.check_all(f"help/{group}.{language}", shown)


def test_the_groups_of_help_leave_no_command_out() -> None:
    heads = _heads()
    assert {*heads, *(name for family in heads.values() for name in family)} == set(ORDER)
