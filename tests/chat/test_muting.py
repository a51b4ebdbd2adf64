"""Muting by chat: how it reads on three platforms, what is understood, who may, and that each step can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.helping import WAYS
from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.mute import Muted
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, PHRASES, Front, as_text
from tests.fakes.told import LEAD, STORY
from tests.fakes.told import front as told_front

AR, EN = Language.ARABIC, Language.ENGLISH
ALERT = (f"mute story {STORY}", True)

# Each a conversation: (English, Arabic) as typed, or (action, True) for a button.
SCRIPTS: dict[str, tuple[tuple[str, str | bool], ...]] = {
    "mute-alert": (ALERT,),
    "mute-story-when": (ALERT, (f"mute story {STORY} when", True)),
    "mute-story": ((f"mute story {STORY} 8h", True),),
    "mute-term": (("mute CENTCOM 8h", "كتم CENTCOM 8س"),),
    "mute-term-when": (("mute CENTCOM", "كتم CENTCOM"),),
    "mute-always": (("mute CENTCOM always", "كتم CENTCOM دائماً"),),
    "mute-tomorrow": (("mute CENTCOM until tomorrow", "كتم CENTCOM حتى الغد"),),
    "mute-source": (("mute source Reuters for CENTCOM 1h", "كتم مصدر Reuters عن CENTCOM ساعة"),),
    "mute-source-none": (("mute source Nobody for CENTCOM", "كتم مصدر Nobody عن CENTCOM"),),
    "mute-source-unwatched": (("mute source Reuters for Paris", "كتم مصدر Reuters عن باريس"),),
    "mute-source-how": (("mute source", "كتم مصدر"),),
    "mute-no-span": (("mute CENTCOM banana", "كتم CENTCOM بندورة"),),
    "mute-help": (("help mute", "مساعدة كتم"),),
    "mute-none": (("mute Bitcoin 8h", "كتم بيتكوين 8س"),),
    "mutes": (
        ("mute CENTCOM 8h", "كتم CENTCOM 8س"),
        (f"mute story {STORY} always", True),
        ("mute source 3 for 42 1h", "كتم مصدر 3 عن 42 ساعة"),
        ("mutes", "المكتوم"),
    ),
    "mutes-none": (("mutes", "المكتوم"),),
    "unmute": (("mute CENTCOM 8h", "كتم CENTCOM 8س"), ("unmute 1", "رفع الكتم 1")),
    "unmute-none": (("unmute 9", "رفع الكتم 9"),),
    "unmute-empty": (("unmute", "رفع الكتم"),),
    "undo-nothing": (("undo", "تراجع"),),
    "undo": (("mute CENTCOM 8h", "كتم CENTCOM 8س"), ("undo", "تراجع")),
}


async def desk_with_story() -> Front:
    made = await told_front()
    made.mutes.headlines[STORY] = LEAD.title
    made.undos.kept.clear()
    return made


async def asked(made: Front, text: str, **more: object) -> Message:
    message = await made.ask(text, **more)  # type: ignore[arg-type]
    assert message is not None
    return message


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    made = await desk_with_story()
    for english, other in SCRIPTS[name]:
        if other is True:
            message = await asked(made, f"{english} @{language}", button=True)
        else:
            message = await asked(made, english if language is EN else str(other), language=language)
    assert message.language is language
    three_platforms.check(f"{name}.{language}", message)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("mute CENTCOM 1h", NOON + timedelta(hours=1)),
        ("mute centcom 8 hours", NOON + timedelta(hours=8)),
        ("mute 42 8h", NOON + timedelta(hours=8)),
        ("كتم CENTCOM ساعتين", NOON + timedelta(hours=2)),
        ("كتم CENTCOM ٣ ساعات", NOON + timedelta(hours=3)),
        ("اكتم CENTCOM لمدة 3 أيام", NOON + timedelta(days=3)),
        # Seven in Beirut, at UTC+2.
        ("mute CENTCOM tomorrow", datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("كتم CENTCOM للغد", datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("mute CENTCOM for good", None),
        ("كتم CENTCOM أبدا", None),
        ("mute CENTCOM 9999 weeks", NOON + timedelta(days=365)),
        ("mute CENTCOM for half an hour", NOON + timedelta(minutes=30)),
        ("كتم CENTCOM نصف ساعة", NOON + timedelta(minutes=30)),
        ("mute CENTCOM one hour", NOON + timedelta(hours=1)),
        ("كتم CENTCOM ساعة واحدة", NOON + timedelta(hours=1)),
        ("كتم CENTCOM لساعتين", NOON + timedelta(hours=2)),
        ("كتم CENTCOM ل3 ساعات", NOON + timedelta(hours=3)),
        ("كتم CENTCOM ثلاث ساعات", NOON + timedelta(hours=3)),
        ("كتم CENTCOM لعشرة أيام", NOON + timedelta(days=10)),
        ("mute CENTCOM three hours", NOON + timedelta(hours=3)),
        ("كتم CENTCOM لغاية الغد", datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("كتم CENTCOM للأبد", None),
        ("كتم CENTCOM حتى الصباح", datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("كتم سنتكوم ساعة", NOON + timedelta(hours=1)),
    ],
)
async def test_how_long_a_mute_lasts(text: str, until: datetime | None) -> None:
    made = await desk_with_story()
    await asked(made, text)
    (mute,) = made.mutes.rows.values()
    assert (mute.what, mute.until) == (Muted(watch_id=42), until)


@pytest.mark.parametrize("language", [AR, EN])
async def test_every_example_of_what_can_be_muted_mutes_it(language: Language) -> None:
    muted = {
        "story": (Muted(story=STORY), NOON + timedelta(hours=8)),
        "source": (Muted(42, None, "reuters"), NOON + timedelta(hours=8)),
        "until": (Muted(42), datetime(2026, 11, 22, 5, tzinfo=UTC)),
        "always": (Muted(42), None),
    }
    assert tuple(muted) == WAYS["mute"]
    word = PHRASES.words(language, "commands.mute.words")[0]
    for way, expected in muted.items():
        made = await desk_with_story()
        example = PHRASES.text(language, f"mute_language.{way}.example").replace("42", str(STORY))
        await asked(made, f"{word} {example}")
        assert [(mute.what, mute.until) for mute in made.mutes.rows.values()] == [expected], way


async def test_who_names_a_watch_and_no_span_is_asked_how_long() -> None:
    made = await desk_with_story()
    message = await asked(made, "mute CENTCOM banana")
    assert "“banana” is no span of time." in as_text(message)
    assert [button.action for row in message.buttons for button in row] == [
        f"mute 42 {each}" for each in ("1h", "8h", "tomorrow", "always")
    ]
    assert made.mutes.rows == {}


async def test_a_term_that_ends_like_a_span_is_a_term() -> None:
    made = await desk_with_story()
    await asked(made, "watch tomorrow")
    await asked(made, "watch Vision 8h")
    assert "for how long" in await made.say("mute tomorrow")
    await asked(made, "mute Vision 8h always")
    assert [mute.term for mute in made.mutes.rows.values()] == ["Vision 8h"]


async def test_the_button_of_an_alert_asks_what_then_how_long_then_mutes() -> None:
    made = await desk_with_story()
    what = await asked(made, ALERT[0], button=True)
    actions = [button.action for row in what.buttons for button in row]
    assert actions == [f"mute story {STORY} when", "mute 42", "mute source 3 for 42"]
    assert not what.replaces, "the alert itself stays"
    for action, muted in zip(actions, (Muted(story=STORY), Muted(42), Muted(42, None, "reuters")), strict=True):
        long = await asked(made, action, button=True)
        assert long.replaces
        ends = [button.action for row in long.buttons for button in row]
        assert [each.rsplit(" ", 1)[1] for each in ends] == ["1h", "8h", "tomorrow", "always"]
        done = await asked(made, ends[1], button=True)
        assert "Muted until 22:00" in as_text(done)
        assert list(made.mutes.rows.values())[-1].what == muted


async def test_a_reply_to_an_alert_needs_no_number() -> None:
    made = await desk_with_story()
    made.traces.messages[1, "m7"] = (STORY,)
    assert "What is to be muted?" in await made.say("mute", reply_to="m7")
    assert "Muted until 22:00" in await made.say("mute 8h", reply_to="m7")
    assert [each.what for each in made.mutes.rows.values()] == [Muted(story=STORY)]


async def test_in_groups_editors_mute_and_everybody_sees_who() -> None:
    made = await desk_with_story()
    await made.ask("watch Bitcoin", channel="-100", kind=ChatKind.GROUP)
    reader = await asked(made, "mute Bitcoin 8h", person="7", channel="-100", kind=ChatKind.GROUP)
    assert 'needs the role "editor"' in as_text(reader)
    assert made.mutes.rows == {}
    made.register.here[2, "telegram:7"] = Role.EDITOR
    done = await asked(made, "mute Bitcoin 8h", person="7", channel="-100", kind=ChatKind.GROUP)
    assert "Muted by: telegram:7" in as_text(done)
    assert not done.private


@pytest.mark.parametrize("which", ["1", "CENTCOM", "centcom"])
async def test_unmute_takes_a_number_or_a_term_and_can_be_undone(which: str) -> None:
    made = await desk_with_story()
    await asked(made, "mute CENTCOM 8h")
    gone = await asked(made, f"unmute {which}")
    assert await made.mutes.of_chat(1, NOON) == []
    (undo,) = gone.buttons[0]
    back = await asked(made, undo.action, button=True)
    assert back.replaces
    assert [mute.number for mute in await made.mutes.of_chat(1, NOON)] == [1]


async def test_the_undo_of_a_mute_gives_back_the_one_it_took_the_place_of() -> None:
    made = await desk_with_story()
    await asked(made, "mute CENTCOM 8h")
    made.clock.time += timedelta(minutes=1)
    later = await asked(made, "mute CENTCOM always")
    await asked(made, later.buttons[0][0].action, button=True)
    assert [mute.number for mute in await made.mutes.of_chat(1, NOON)] == [1]


async def test_pages_of_mutes_turn_in_place() -> None:
    made = await desk_with_story()
    for number in range(12):
        await asked(made, f"watch term{number}")
        await asked(made, f"mute term{number} 8h")
    first = await asked(made, "mutes")
    assert "Page 1 of 3" in as_text(first)
    assert len(first.buttons[0]) == 5
    assert "term0" in as_text(await asked(made, "mutes 3", button=True))
