"""Teaching names by chat: what is said, who may, what a taught name reaches, and how it is taken away and back."""

from __future__ import annotations

import pytest

from bot.chat.naming import LONGEST, MOST
from bot.model.chat import ChatKind, Role
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
TAUGHT = ("name Acme = أكمي", "اسم Acme = أكمي")

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "name": (TAUGHT,),
    "name-reaches": (("watch Acme", "رصد Acme"), ("watch أكمي", "رصد أكمي"), TAUGHT),
    "name-known": (("name CENTCOM = سنتكوم", "اسم CENTCOM = سنتكوم"),),
    "name-again": (TAUGHT, ("name أكمى = ACME", "اسم أكمى = ACME")),
    "name-one-side": (("name Acme", "اسم Acme"),),
    "name-no-letters": (("name Acme = !!!", "اسم Acme = !!!"),),
    "name-too-long": ((f"name Acme = {'x' * 80}", f"اسم Acme = {'س' * 80}"),),
    "name-same": (("name إيران = ايران", "اسم إيران = ايران"),),
    "name-too-many": ((f"name {' = '.join('abcdefghijklm')}", f"اسم {' = '.join('abcdefghijklm')}"),),
    "names": (TAUGHT, ("name IRNA = إرنا = ارنا للأنباء", "اسم IRNA = إرنا = ارنا للأنباء"), ("names", "الأسماء")),
    "names-none": (("names", "الأسماء"),),
    "name-removed": (TAUGHT, ("name remove 1", "اسم حذف 1")),
    "name-remove-none": (("name remove 9", "اسم حذف 9"),),
    "name-remove-which": (("name remove", "اسم حذف"),),
}


async def played(name: str, language: Language) -> Message:
    return await Front().play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_about_names_read_as_they_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    assert all(button.action.isascii() and len(button.action) <= 64 for row in message.buttons for button in row)
    three_platforms.check(f"{name}.{language}", message)


@pytest.mark.parametrize(
    "text",
    [
        "name Acme = أكمي",
        "name Acme=أكمي",
        "name Acme ＝ أكمي",
        "name Acme => أكمي",
        "name Acme == أكمي",
        "name Acme -> أكمي",
        "name Acme → أكمي",
        "name «Acme» = “أكمي”",
        "name Acme = acme = أكمي",
        "اسم أكمي = Acme",
        "teach Acme = أكمي",
        "إضافة اسم Acme = أكمي",
    ],
)
async def test_the_equals_sign_is_understood_as_phones_type_it(text: str) -> None:
    made = Front()
    await made.ask(text)
    ((_, name),) = made.chats.lessons.values()
    assert set(name.spellings) == {"Acme", "أكمي"}


async def test_a_hyphen_within_a_word_parts_nothing() -> None:
    made = Front()
    await made.ask("name F-35 = إف-35 = Lightning II")
    ((_, name),) = made.chats.lessons.values()
    assert name.spellings == ("F-35", "إف-35", "Lightning II")


async def test_a_taught_name_counts_for_watches_of_every_known_spelling_of_either_side() -> None:
    made = Front()
    for term in ("سنتكوم", "U.S. Central Command", "CENTCOM -oil", "oil"):
        await made.ask(f"watch {term}")
    said = await made.say("name CENTCOM = القيادة الوسطى")
    assert "3 watches" in said
    taught = {watch.term: watch.taught for watch in await made.chats.watches(1)}
    assert taught["سنتكوم"] == {"CENTCOM", "القيادة الوسطى"}
    assert taught["CENTCOM -oil"] == {"القيادة الوسطى"}
    assert taught["oil"] == frozenset()
    assert "القيادة الوسطى" in await made.say("watch سنتكوم")


async def test_a_spelling_that_is_off_by_default_makes_no_kin() -> None:
    made = Front()
    await made.ask("name CENTCOM = سنتكم")
    ((_, name),) = made.chats.lessons.values()
    assert "سنتكوم" in name.kin
    assert "القيادة المركزية" not in name.kin


async def test_what_is_wrong_is_not_saved() -> None:
    made = Front()
    for name in ("name-one-side", "name-no-letters", "name-too-long", "name-same", "name-too-many"):
        await made.ask(SCRIPTS[name][0][0])
    for text in ("name =", "name = =", "name = Acme", "name Acme =", "name ="):
        assert "needs two spellings" in await made.say(text), text
    assert made.chats.lessons == {}


async def test_a_spelling_may_be_as_long_as_is_said() -> None:
    made = Front()
    await made.ask(f"name {'x' * LONGEST} = y")
    assert len(made.chats.lessons) == 1


async def test_there_is_an_end_to_what_a_chat_can_teach() -> None:
    made = Front()
    for number in range(MOST):
        await made.ask(f"name left{number} = right{number}")
    assert f"{MOST} names are taught here, which is the most" in await made.say("name one more = وآخر")
    assert len(made.chats.lessons) == MOST
    listed = await made.ask("names 2")
    assert listed is not None
    assert "left10 = right10" in as_text(listed)
    assert [button.action for button in listed.buttons[0]] == ["names 1", "names 3"]


async def test_undo_takes_a_name_away_and_back_again() -> None:
    made = Front()
    await made.ask("watch Acme")
    message = await made.ask("name Acme = أكمي")
    assert message is not None
    undone = await made.ask(message.buttons[0][0].action, button=True)
    assert undone is not None
    assert undone.replaces
    assert made.chats.lessons == {}
    back = await made.ask(undone.buttons[0][0].action, button=True)
    assert back is not None
    assert "1 watch catches it too now: Acme" in as_text(back)
    assert len(made.chats.lessons) == 1
    assert "taught here already" in await made.say(undone.buttons[0][0].action, button=True)
    assert "not among the names" in await made.say("name 99")


@pytest.mark.parametrize("which", ["1", "١", "#1", "أكمي", "acme = أكمى"])
async def test_a_name_is_taken_away_by_its_number_or_a_spelling(which: str) -> None:
    made = Front()
    await made.ask("name Acme = أكمي")
    await made.ask(f"name remove {which}")
    assert made.chats.lessons == {}


async def test_only_an_admin_teaches_and_everybody_reads() -> None:
    made = Front()
    await made.ask("help", channel="-100", kind=ChatKind.GROUP)
    made.directory.admins.add(("-100", "8"))
    made.chats.roles["telegram:9"] = Role.EDITOR
    for person in ("7", "9"):
        assert "needs the role" in await made.say("name Acme = أكمي", person, "-100", ChatKind.GROUP)
    assert made.chats.lessons == {}
    assert "One name here" in await made.say("name Acme = أكمي", "8", "-100", ChatKind.GROUP)
    assert "Acme = أكمي" in await made.say("names", "7", "-100", ChatKind.GROUP)
    assert "needs the role" in await made.say("name remove 1", "7", "-100", ChatKind.GROUP)


async def test_a_name_is_the_chats_own() -> None:
    made = Front()
    await made.ask("name Acme = أكمي", channel="-100", kind=ChatKind.GROUP)
    assert "No name is taught" in await made.say("names")
    assert "not among" in await made.say("name remove 1")
    assert "not among" in await made.say("name 1")
    assert len(made.chats.lessons) == 1
