"""Switching spellings by chat: what is listed and why it is off, by button and by words, and what it changes."""

from __future__ import annotations

import pytest

from bot.chat.spelling import choices
from bot.model.chat import ChatKind
from bot.model.message import Message
from bot.model.news import Language
from bot.model.watch import How, Match, Spelling, Watch
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
CENTCOM = ("watch CENTCOM", "رصد CENTCOM")
OMAN = ("watch عمان", "رصد عمان")
IRAN = ("watch Iran", "رصد إيران")

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "spellings": (CENTCOM, ("spellings 42", "صيغ 42")),
    "spellings-taught": (CENTCOM, ("name CENTCOM = سنتكم", "اسم CENTCOM = سنتكم"), ("spellings 42", "صيغ 42")),
    "watch-doubtful": (OMAN,),
    "spellings-doubtful": (OMAN, ("spellings 42", "صيغ 42")),
    "switch-off": (CENTCOM, ("switch 42 3", "تبديل 42 3")),
    "switch-on": (CENTCOM, ("switch 42 5 on", "تبديل 42 5 تفعيل")),
    "switch-none": (CENTCOM, ("switch 42 oil", "تبديل 42 نفط")),
    "switch-which": (("switch 9 1", "تبديل 9 1"),),
    "switch-last": (("watch oil", "رصد نفط"), ("switch 42 1", "تبديل 42 1")),
    "watch-adjectives": (IRAN,),
    "watch-adjectives-on": (IRAN, ("switch 42 adjectives on", "تبديل 42 الصفات تفعيل"), IRAN),
    "switch-adjectives": (IRAN, ("switch 42 adjectives on", "تبديل 42 الصفات تفعيل")),
    "watch-switched-off": (CENTCOM, ("switch 42 سنتكوم off", "تبديل 42 سنتكوم تعطيل"), CENTCOM),
}


async def played(name: str, language: Language) -> Message:
    return await Front().play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_about_spellings_read_as_they_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    assert all(button.action.isascii() and len(button.action) <= 64 for row in message.buttons for button in row)
    three_platforms.check(f"{name}.{language}", message)


async def shown(made: Front, text: str, *, button: bool = False) -> Message:
    message = await made.ask(text, button=button)
    assert message is not None
    return message


async def test_every_spelling_has_a_button_that_turns_it_over_and_an_undo() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    listed = await shown(made, "spellings 42", button=True)
    assert listed.replaces
    buttons = [button for row in listed.buttons for button in row]
    assert [button.label.split()[1] for button in buttons] == ["off", "off", "off", "off", "on"]
    for button in buttons[1:]:
        turned = await shown(made, button.action, button=True)
        assert turned.replaces
        assert [each.label for each in turned.buttons[0]] == ["Undo"]
        await made.ask(turned.buttons[0][0].action, button=True)
        assert made.chats.terms[42].switched == frozenset()


async def test_pressing_a_button_twice_does_nothing_more() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    listed = await shown(made, "spellings 42", button=True)
    action = listed.buttons[-1][-1].action
    for _ in range(2):
        await made.ask(action, button=True)
        assert made.chats.terms[42].switched == {"القيادة المركزية"}


@pytest.mark.parametrize(
    "text",
    [
        "switch 42 3",
        "switch 42 3 off",
        "switch 42 سنتكوم",
        "switch #42 سنتكوم off",
        "switch CENTCOM 3",
        "تبديل ٤٢ ٣",
        "تبديل 42 3 تعطيل",
        "بدّل 42 سنتكوم",
    ],
)
async def test_a_spelling_is_named_by_its_number_or_by_itself(text: str) -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    await made.ask(text)
    assert made.chats.terms[42].switched == {"سنتكوم"}


@pytest.mark.parametrize("text", ["switch 42 U.S. Central Command", "switch 42 u.s. central command off", "switch 42 2"])
async def test_a_spelling_may_be_several_words(text: str) -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    await made.ask(text)
    assert made.chats.terms[42].switched == {"U.S. Central Command"}


@pytest.mark.parametrize("text", ["switch", "switch 42", "switch 42 ", "switch 42 off", "switch CENTCOM"])
async def test_a_watch_alone_lists_its_spellings_or_says_what_is_missing(text: str) -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    said = await made.say(text)
    assert "Spellings of CENTCOM, watch 42" in said or "Which watch?" in said
    assert made.chats.terms[42].switched == frozenset()


async def test_the_last_spelling_stays_on() -> None:
    made = Front()
    await made.ask("watch Bitcoin")
    await made.ask("switch 42 1 off")
    assert "has to stay on" in await made.say("switch 42 2 off")
    assert made.chats.terms[42].switched == {"Bitcoin"}


async def test_all_adjectives_are_one_option() -> None:
    made = Front()
    message = await shown(made, "watch Iran")
    turn = message.buttons[1][0]
    assert (turn.label, turn.action) == ("Count adjectives", "switch 42 adjectives on")
    turned = await shown(made, turn.action, button=True)
    assert made.chats.terms[42].switched == {"Iranian", "Iranians", "إيراني", "إيرانية"}
    await made.ask(turned.buttons[0][0].action, button=True)
    assert made.chats.terms[42].switched == frozenset()


async def test_another_chats_watch_is_not_known_here() -> None:
    made = Front()
    await made.ask("watch CENTCOM", channel="-100", kind=ChatKind.GROUP)
    assert "Which watch?" in await made.say("spellings 42")
    assert "Which watch?" in await made.say("switch 42 1")


async def test_readers_see_the_list_and_only_editors_switch() -> None:
    made = Front()
    await made.ask("watch CENTCOM", channel="-100", kind=ChatKind.GROUP)
    assert "Spellings of CENTCOM" in await made.say("spellings 42", "7", "-100", ChatKind.GROUP)
    assert "needs the role" in await made.say("switch 42 1", "7", "-100", ChatKind.GROUP)


async def test_long_lists_of_spellings_are_paged_and_stay_on_the_page_of_what_was_switched() -> None:
    made = Front()
    await made.ask("watch Acme")
    names = " = ".join(f"way{number}" for number in range(11))
    await made.ask(f"name Acme = {names}")
    await made.ask("name Acme = last = zz")
    first = await shown(made, "spellings 42")
    assert "Page 1 of 2" in as_text(first)
    assert [button.action for button in first.buttons[-1]] == ["spellings 42 2"]
    second = await shown(made, "spellings 42 2")
    assert "14. zz" in as_text(second)
    turned = await shown(made, "switch 42 14")
    assert "14. zz: switched off here" in as_text(turned)
    assert "Page 2 of 2" in as_text(turned)


async def test_buttons_say_whole_short_spellings_and_cut_long_ones() -> None:
    made = Front()
    await made.ask("watch Acme")
    await made.ask(f"name Acme = {'long ' * 10}")
    listed = await shown(made, "spellings 42")
    labels = [button.label for row in listed.buttons for button in row]
    assert labels[0] == "Turn off Acme"
    assert len(labels[1]) <= 40
    assert labels[1].endswith("…")


def _match(form: str, *, off: bool) -> Match:
    return Match("Acme", form, "title", 0, 1, "x", How.EXACT, 100.0, off)


def test_what_is_listed_as_on_is_what_the_watch_accepts() -> None:
    previewed = (Spelling("Acme"), Spelling("Acme Corp", "acme"), Spelling("Summit", "acme", off=True, reason="homograph"))
    for switched in (frozenset[str](), frozenset({"Acme Corp", "Summit"}), frozenset({"أكمي"})):
        watch = Watch(1, 1, "Acme", switched, taught=frozenset({"أكمي", "acme corp"}))
        for choice in choices(watch, previewed):
            off = {spelling.text: spelling.off for spelling in previewed}
            accepted = any(watch.accepts(_match(text, off=off.get(text, True))) for text in choice.texts)
            assert accepted == choice.on, (switched, choice)


def test_a_taught_spelling_that_is_known_anyway_is_listed_once() -> None:
    watch = Watch(1, 1, "CENTCOM", taught=frozenset({"سنتكوم", "Centcom"}))
    listed = choices(watch, (Spelling("CENTCOM"), Spelling("سنتكوم", "centcom")))
    assert [(choice.texts, choice.reason, choice.on) for choice in listed] == [
        (("CENTCOM", "Centcom"), "", True),
        (("سنتكوم",), "", True),
    ]
