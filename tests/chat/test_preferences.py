"""What a chat chooses about how it is told: how it is read in both languages, taken back, and shown in one panel."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.choices import NAMES, chosen, written
from bot.chat.times import said
from bot.model.chat import Address, Chat, ChatKind, ChatState, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.text.zones import zones_called, zones_like
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES, Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
NIGHT = QuietHours(23 * 60, 7 * 60)
PLACE = Chat(1, Address(Platform.CONSOLE, "x"), ChatKind.PRIVATE)

minutes = st.integers(0, 1439)
quiets = st.none() | st.builds(QuietHours, minutes, minutes).filter(lambda quiet: quiet.start != quiet.end)
times = st.sets(minutes, min_size=1, max_size=6).map(lambda each: tuple(sorted(each)))
digests = st.none() | st.just(Digest(hourly=True)) | st.builds(Digest, times, st.none() | st.integers(0, 6))
preferences = st.builds(Preferences, quiets, digests, st.sampled_from(Style), st.booleans(), st.booleans())
chats = st.builds(
    lambda choices, language, zone, state: replace(PLACE, preferences=choices, language=language, time_zone=zone, state=state),
    preferences,
    st.sampled_from((AR, EN)),
    st.sampled_from(("Asia/Beirut", "Africa/Cairo", "America/New_York", "UTC", "America/Argentina/Buenos_Aires")),
    st.sampled_from((ChatState.ACTIVE, ChatState.PAUSED)),
)


async def asked(made: Front, text: str, **options: object) -> Message:
    message = await made.ask(text, **options)  # type: ignore[arg-type]
    assert message is not None
    return message


@given(chats, chats)
def test_every_choice_is_read_as_it_is_written(chat: Chat, other: Chat) -> None:
    for name in NAMES:
        action = written(name, chat)
        assert action.isascii()
        assert len(f"setting {name} {action} @ar") <= 64
        there = asyncio.run(chosen(name, action, other, PHRASES))
        assert there is not None
        assert written(name, there) == action


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23:00-07:00", (1380, 420)),
        ("٢٣:٠٠-٠٧:٠٠", (1380, 420)),
        ("23.00 – 7.00", (1380, 420)),
        ("2300 0700", (1380, 420)),
        ("11pm-7am", (1380, 420)),
        ("11 p.m. to 7 a.m.", (1380, 420)),
        ("from 23 until 7", (1380, 420)),
        ("11:30pm to midnight", (1410, 0)),
        ("midnight-noon", (0, 720)),
        ("12am 12pm", (0, 720)),
        ("24:00 6:00", (0, 360)),
        ("من ١١ مساءً إلى ٧ صباحاً", (1380, 420)),
        ("من الساعة 11 ليلاً حتى 7 صباحا", (1380, 420)),
        ("١٢ ليلا ٢ ليلا", (0, 120)),
        ("منتصف الليل إلى ٦ فجراً", (0, 360)),
        ("٧ مساء", (1140,)),
        ("7pm", (1140,)),
        ("١ ظهراً", (780,)),
        ("١٢ ظهراً", (720,)),
        ("٣ بعد الظهر", (900,)),
        ("19:00 مساءً", (1140,)),
        ("8 و18", (480, 1080)),
        ("٨، ١٨:٣٠", (480, 1110)),
        ("", ()),
    ],
)
def test_times_are_read_as_people_type_them(text: str, expected: tuple[int, ...]) -> None:
    found = said(text, PHRASES)
    assert found is not None
    assert found.times == expected


@pytest.mark.parametrize(
    "text", ["25:00", "24:01", "12:60", "14am", "7 o", "pm", "late", "1:2", "7:00:00pm?", "123456", "حين أنام", "۝", "-7h!"]
)
def test_what_is_no_time_is_not_guessed_at(text: str) -> None:
    assert said(text, PHRASES) is None


@given(st.text())
def test_no_text_makes_reading_times_fail(text: str) -> None:
    found = said(text, PHRASES, "choice.words_off")
    assert found is None or all(0 <= minute < 1440 for minute in found.times)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("digest hourly", Digest(hourly=True)),
        ("موجز كل ساعة", Digest(hourly=True)),
        ("digest daily", Digest((480,))),
        ("digest 18:00 8am", Digest((480, 1080))),
        ("digest every day at 8 and 18", Digest((480, 1080))),
        ("موجز يومياً ٨ صباحاً و٦ مساءً", Digest((480, 1080))),
        ("digest weekly Sunday 09:00", Digest((540,), 6)),
        ("digest Fridays 9", Digest((540,), 4)),
        ("موجز أسبوعي الأحد ٠٩:٠٠", Digest((540,), 6)),
        ("موجز كل يوم جمعة", Digest((480,), 4)),
        ("digest off", None),
        ("موجز إيقاف", None),
    ],
)
async def test_digests_are_read_in_both_languages(text: str, expected: Digest | None) -> None:
    made = Front()
    await made.ask("digest daily 05:00")
    await made.ask(text)
    assert made.only_chat().preferences.digest == expected


@pytest.mark.parametrize(
    "text", ["digest hourly 08:00", "digest daily Sunday 8", "digest Sunday Monday", "digest off hourly", "digest 25:00"]
)
async def test_a_plan_that_contradicts_itself_is_not_taken(text: str) -> None:
    made = Front()
    assert "not clear" in await made.say(text)
    assert made.only_chat().preferences.digest is None


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Asia/Beirut", "Asia/Beirut"),
        ("asia/beirut", "Asia/Beirut"),
        ("Beirut", "Asia/Beirut"),
        ("بيروت", "Asia/Beirut"),
        ("القاهره", "Africa/Cairo"),
        ("Lebanon", "Asia/Beirut"),
        ("السعودية", "Asia/Riyadh"),
        ("Jeddah", "Asia/Riyadh"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("US/Eastern", "America/New_York"),
        ("utc", "UTC"),
        ("غزة", "Asia/Gaza"),
    ],
)
def test_zones_go_by_cities_countries_and_keys(name: str, zone: str) -> None:
    assert zones_called(name) == (zone,)


def test_a_country_of_several_zones_leaves_a_choice_and_a_slip_a_suggestion() -> None:
    assert {"Asia/Gaza", "Asia/Hebron"} == set(zones_called("فلسطين"))
    assert "America/Chicago" in zones_called("الولايات المتحدة")
    assert zones_like("Beyrut", 3)[0] == "Asia/Beirut"
    assert zones_called("../../etc/passwd") == () == zones_like("ۦ", 3)


async def test_a_choice_among_zones_is_made_by_button() -> None:
    made = Front()
    message = await asked(made, "timezone Palestine")
    actions = [button.action for row in message.buttons for button in row]
    assert actions == ["timezone Asia/Gaza", "timezone Asia/Hebron"]
    await made.ask(actions[0], button=True)
    assert made.only_chat().time_zone == "Asia/Gaza"


@pytest.mark.parametrize(
    ("command", "again"),
    [
        ("timezone Cairo", "timezone Asia/Beirut"),
        ("quiet 23:00-07:00", "quiet off"),
        ("هدوء ٢٣:٠٠-٠٧:٠٠", "quiet off @ar"),
        ("digest daily 08:00 18:00", "digest off"),
        ("style full", "style short"),
        ("previews on", "previews off"),
        ("digits ١٢٣", "digits western"),
        ("language Arabic", "language en"),
    ],
)
async def test_every_change_can_be_taken_back(command: str, again: str) -> None:
    made = Front()
    await made.ask("start", language=EN)
    before = made.only_chat()
    message = await asked(made, command)
    assert made.only_chat() != before
    ((undo,),) = message.buttons
    assert undo.action == again
    undone = await asked(made, undo.action, button=True)
    assert undone.replaces
    assert made.only_chat() == before


async def test_saying_the_same_again_changes_nothing_and_offers_no_undo() -> None:
    made = Front()
    await made.ask("quiet 23:00-07:00")
    message = await asked(made, "quiet 11pm to 7am")
    assert message.buttons == ()


async def test_equal_ends_are_no_quiet_hours() -> None:
    made = Front()
    await made.ask("quiet 23:00-07:00")
    await made.ask("quiet 00:00-24:00")
    assert made.only_chat().preferences.quiet is None


async def test_each_button_of_the_panel_goes_one_step_on_in_its_place_and_comes_round() -> None:
    made = Front()
    panel = await asked(made, "settings", language=EN)
    assert len([button for row in panel.buttons for button in row]) == len(NAMES)
    for number, name in enumerate(NAMES):
        before = written(name, made.only_chat())
        seen = []
        while before not in seen and len(seen) < 20:
            steps = [button for row in panel.buttons for button in row]
            panel = await asked(made, steps[number].action, button=True)
            assert panel.replaces
            seen.append(written(name, made.only_chat()))
            undo = panel.buttons[-1][-1]
            assert undo.action.startswith(f"setting {name} ")
        assert before in seen, f"{name} never comes back to {before}: {seen}"


async def test_a_panel_shows_what_was_chosen_in_words_and_undoes_it() -> None:
    made = Front()
    await made.ask("quiet 1am-5am", language=EN)
    panel = await asked(made, "setting quiet off", button=True)
    assert "Quiet hours: none" in as_text(panel)
    undo = panel.buttons[-1][-1]
    panel = await asked(made, undo.action, button=True)
    assert "Quiet hours: 01:00 to 05:00" in as_text(panel)


@pytest.mark.parametrize("text", ["setting", "setting quiet", "setting mood good", "setting quiet soon", "setting timezone X"])
async def test_a_setting_that_is_none_is_answered_and_changes_nothing(text: str) -> None:
    made = Front()
    await made.ask("start", language=EN)
    before = made.only_chat()
    assert await made.say(text)
    assert made.only_chat() == before


async def test_readers_see_the_panel_and_admins_press_its_buttons() -> None:
    made = Front()
    await made.ask("start", channel="-100", kind=ChatKind.GROUP)
    assert "Quiet hours" in await made.say("settings", "7", "-100", ChatKind.GROUP)
    refused = await made.say("setting previews on", "7", "-100", ChatKind.GROUP, button=True)
    assert "admin" in refused
    made.directory.admins.add(("-100", "7"))
    await made.ask("setting previews on", "7", "-100", ChatKind.GROUP, button=True)
    (chat,) = made.chats.rows.values()
    assert chat.preferences.previews


async def test_arabic_digits_are_for_arabic_answers_alone_and_from_the_very_answer_on() -> None:
    made = Front()
    assert "١٢٣" in await made.say("أرقام ١٢٣")
    assert "من ٢٣:٠٠ إلى ٠٧:٠٠" in await made.say("هدوء 23:00-07:00")
    assert "23:00 to 07:00" in await made.say("quiet")
    assert "/rasid هدوء من 23:00 إلى 07:00" in await made.say("هدوء حيناً"), "what is to be typed stays as it is typed"
    assert "من 23:00 إلى 07:00" in await made.say("إعداد digits western")


@pytest.mark.parametrize("language", [AR, EN])
async def test_the_panel_looks_right_on_every_platform(language: Language) -> None:
    made = Front()
    arabic = language is AR
    await made.ask("لغة العربية" if arabic else "language English")
    await made.ask("هدوء 23:00-07:00" if arabic else "quiet 23:00-07:00")
    three_platforms.check(f"settings-panel.{language}", await asked(made, "إعدادات" if arabic else "settings"))


def test_nothing_is_quiet_by_default() -> None:
    assert PLACE.preferences == Preferences()
    assert (str(NIGHT), str(Digest((480, 1080))), str(Digest((540,), 6))) == (
        "23:00-07:00",
        "daily 08:00 18:00",
        "sun 09:00",
    )


@pytest.mark.parametrize("text", ["timezone UTC+3", "timezone +03:00", "توقيت GMT+3"])
async def test_a_difference_to_utc_offers_the_places_that_live_by_it(text: str) -> None:
    made = Front()
    await made.ask("timezone Cairo")
    message = await asked(made, text)
    actions = [button.action.partition(" @")[0] for row in message.buttons for button in row]
    assert actions[0] == "timezone Asia/Riyadh"
    assert "timezone UTC" not in actions
    assert made.only_chat().time_zone == "Africa/Cairo"
    await made.ask(actions[0], button=True)
    assert made.only_chat().time_zone == "Asia/Riyadh"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("من العاشرة مساء حتى السابعة صباحا", (1320, 420)),
        ("من العاشرة والنصف ليلاً إلى السادسة والربع", (1350, 375)),
        ("عشرة مساء إلى سبعة صباحا", (1320, 420)),
        ("الحادية عشرة ليلا حتى الثانية عشرة ظهرا", (1380, 720)),
        ("ten in the evening to seven", (1320, 420)),
        ("الثامنة صباحا والسادسة مساء", (480, 1080)),
        ("من الواحدة إلى الثالثة فجرا", (60, 180)),
    ],
)
def test_hours_are_read_in_words(text: str, expected: tuple[int, ...]) -> None:
    found = said(text, PHRASES)
    assert found is not None
    assert found.times == expected


@pytest.mark.parametrize("text", ["النصف", "والنصف صباحا", "السابعة عشرة والنصف والنصف والنصف والنصف", "ten ten pm pm"])
def test_hours_in_words_that_make_no_time_are_none(text: str) -> None:
    assert said(text, PHRASES) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("digest daily 08:00 18:00", "every day at 08:00 and 18:00"),
        ("digest daily 08:00 13:00 18:00", "every day at 08:00, 13:00 and 18:00"),
        ("digest daily 08:00", "every day at 08:00"),
        ("موجز يومي 08:00 18:00", "كل يوم في الساعة 08:00 و18:00"),
        ("موجز أسبوعي الأحد 08:00 13:00 18:00", "كل أسبوع يوم الأحد في الساعة 08:00 و13:00 و18:00"),
    ],
)
async def test_times_are_listed_as_people_do(text: str, words: str) -> None:
    assert words in await Front().say(text)


async def test_the_next_digest_is_told_with_its_zone() -> None:
    assert "The next one: 18:00 (Beirut)." in await Front().say("digest daily 18:00")
    assert "الموجز التالي: 18:00 (بيروت)." in await Front().say("موجز يومي 18:00")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("أسلوب العنوان فقط", Style.HEADLINE),
        ("أسلوب العنوان وحده", Style.HEADLINE),
        ("style the headline alone", Style.HEADLINE),
        ("أسلوب العنوان مع ملخّص أطول", Style.FULL),
        ("style headline and longer summary", Style.FULL),
        ("style headline only", Style.HEADLINE),
    ],
)
async def test_a_style_is_called_as_it_is_shown(text: str, style: Style) -> None:
    made = Front()
    await made.ask("style short")
    await made.ask(text)
    assert made.only_chat().preferences.style is style


@pytest.mark.parametrize("text", ["digits 99", "digits 1234", "أرقام ٩٩", "digits ١2٣"])
async def test_numbers_that_are_no_digits_to_choose_from_are_refused(text: str) -> None:
    made = Front()
    await made.ask("start")
    assert "١٢٣" in await made.say(text)
    assert made.only_chat().preferences == Preferences()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("إعداد الأسلوب مطول", "style", "full"),
        ("إعداد الموجز يومي 8:00", "digest", "daily 08:00"),
        ("إعداد ساعات الهدوء من العاشرة مساء إلى السابعة", "quiet", "22:00-07:00"),
        ("إعداد ساعات الهدوء بلا ساعات هدوء", "quiet", "off"),
        ("إعداد معاينة الروابط مفعّلة", "previews", "on"),
        ("إعداد التوقيت القاهرة", "timezone", "Africa/Cairo"),
        ("إعداد اللغة الإنكليزية", "language", "en"),
        ("إعداد الأرقام ١٢٣", "digits", "arabic"),
        ("إعداد التنبيهات محفوظة من دون إرسال", "alerts", "off"),
        ("إعداد الموجز على رأس كل ساعة", "digest", "hourly"),
        ("إعداد الموجز كل يوم في الساعة 08:00 و18:00", "digest", "daily 08:00 18:00"),
        ("إعدادات الهدوء من 23:00 إلى 07:00", "quiet", "23:00-07:00"),
        ("الإعدادات الأسلوب مطول", "style", "full"),
        ("settings quiet 22:00-06:00", "quiet", "22:00-06:00"),
        ("set time zone Cairo", "timezone", "Africa/Cairo"),
        ("setting Link previews on", "previews", "on"),
        ("setting quiet hours 11pm-7am", "quiet", "23:00-07:00"),
        ("setting digest every full hour", "digest", "hourly"),
        ("setting style: full", "style", "full"),
    ],
)
async def test_settings_go_by_the_names_and_values_that_the_panel_shows(text: str, name: str, value: str) -> None:
    made = Front()
    await made.ask("لغة العربية")
    await made.ask(text)
    assert written(name, made.only_chat()) == value


async def test_a_zone_of_several_is_asked_about_in_the_panel_too() -> None:
    message = await asked(Front(), "setting timezone Palestine")
    assert [button.action.partition(" @")[0] for row in message.buttons for button in row] == [
        "timezone Asia/Gaza",
        "timezone Asia/Hebron",
    ]


async def test_the_panel_names_what_is_typed_and_goes_on_from_a_zone_nearby() -> None:
    made = Front()
    await made.ask("timezone Tokyo", language=EN)
    panel = await asked(made, "settings")
    said_ = as_text(panel)
    for command in ("/timezone Beirut", "/quiet 23:00-07:00", "/digest daily 08:00 18:00"):
        assert command in said_
    (button,) = [button for row in panel.buttons for button in row if button.action.startswith("setting timezone")]
    assert button.action == "setting timezone Asia/Dubai"
    assert "Dubai" in button.label
    assert "هدوء من 23:00 إلى 07:00" in await made.say("إعدادات")


async def test_a_choice_of_ones_own_comes_back_after_a_press_too_many() -> None:
    made = Front()
    for text, name in (("quiet 1am-5am", "quiet"), ("digest Friday 09:30", "digest")):
        await made.ask(text, language=EN)
        before = written(name, made.only_chat())
        panel = await asked(made, "settings")
        (button,) = [button for row in panel.buttons for button in row if button.action.startswith(f"setting {name}")]
        panel = await asked(made, button.action, button=True)
        assert written(name, made.only_chat()) in button.action
        await made.ask(panel.buttons[-1][-1].action, button=True)
        assert written(name, made.only_chat()) == before


async def test_labels_are_in_the_chats_digits_and_samples_stay() -> None:
    made = Front()
    await made.ask("لغة العربية")
    await made.ask("أرقام ١٢٣")
    panel = await asked(made, "إعدادات")
    labels = [button.label for row in panel.buttons for button in row]
    assert "الأرقام: 123" in labels
    assert "ساعات الهدوء: من ٢٢:٠٠ إلى ٠٧:٠٠" in labels
    watched = await asked(made, "رصد G20")
    assert all("٢٠" not in button.label for row in watched.buttons for button in row)
    await made.ask("كتم G20 8س")
    mutes = await asked(made, "المكتوم")
    assert mutes.buttons[0][0].label.endswith("١")
