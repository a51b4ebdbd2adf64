"""What people read in answer to each command, in both languages; and what stands behind the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import Reason
from bot.model.chat import Chat, ChatKind, ChatState, Platform, Role
from bot.model.message import BlockKind, Isolate, Message
from bot.model.news import Broken, Inspection, Language, Source, Trouble, Unchanged, Validators
from bot.ports import Checked, Poll, StoryHit
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, PHRASES, Front, article, as_text, feed

AR, EN = Language.ARABIC, Language.ENGLISH
URL = "https://nahar.example/rss"
STORIES = [
    StoryHit(1, (article(1, "CENTCOM says it downed two drones"), article(2, "US downs drones", "BBC", ago=90))),
    StoryHit(3, (article(3, "سنتكوم تعلن إسقاط مسيّرتين", "الجزيرة", ago=60 * 40, url="https://jazeera.example/3"),)),
    StoryHit(
        4, (article(4, "", "BBC", text="Bitcoin fell below a level it had held since spring and then rose again later on"),)
    ),
]

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "start": (("start", "بدء"),),
    "help": (("help", "مساعدة"),),
    "help-one": (("help watch", "مساعدة رصد"),),
    "help-unknown": (("help frobnicate", "مساعدة كلام"),),
    "watch": (("watch CENTCOM", "رصد CENTCOM"),),
    "watch-again": (("watch CENTCOM", "رصد CENTCOM"), ("watch centcom", "رصد centcom")),
    "watch-either": (("watch Riyadh or Dubai", "رصد Riyadh or Dubai"),),
    "watch-both": (("watch Riyadh and Dubai Marina", "رصد Riyadh and Dubai Marina"),),
    "watch-empty": (("watch", "رصد"),),
    "watch-too-long": (("watch " + "x" * 500, "رصد " + "س" * 500),),
    "watch-no-letters": (("watch !!!", "رصد !!!"),),
    "watches": (("watch CENTCOM", "رصد CENTCOM"), ("watch بيتكوين", "رصد بيتكوين"), ("watches", "القائمة")),
    "watches-none": (("watches", "القائمة"),),
    "unwatch": (("watch CENTCOM", "رصد CENTCOM"), ("unwatch 42", "حذف 42")),
    "unwatch-none": (("unwatch CENTCOM", "حذف CENTCOM"),),
    "unwatch-empty": (("unwatch", "حذف"),),
    "latest": (("latest", "جديد"),),
    "latest-term": (("latest CENTCOM", "جديد CENTCOM"),),
    "latest-none": (("latest Zaporizhzhia", "جديد زابوريجيا"),),
    "why-untold": (("why", "لماذا"),),
    "story-untold": (("story", "تغطية"),),
    "apart-untold": (("apart", "فصل"),),
    "mute-untold": (("mute", "كتم"),),
    "off-untold": (("off", "خارج الموضوع"),),
    "search": (("search downed drones", "بحث إسقاط مسيّرتين"),),
    "search-none": (("search elephants", "بحث الفيلة"),),
    "search-empty": (("search", "بحث"),),
    "forget": (("forget", "محو"),),
    "trend": (("trend CENTCOM", "اتجاه CENTCOM"),),
    "trend-hours": (("watch CENTCOM", "رصد CENTCOM"), ("trend CENTCOM 24h", "اتجاه CENTCOM ٢٤ ساعة")),
    "trend-none": (("trend Zaporizhzhia 30d", "اتجاه زابوريجيا 30 يوماً"),),
    "trend-empty": (("trend", "اتجاه"),),
    "examples": (("watch CENTCOM", "رصد CENTCOM"), ("examples 42", "أمثلة 42")),
    "examples-none": (("examples 42", "أمثلة 42"),),
    "edit": (("watch CENTCOM", "رصد CENTCOM"), ("edit 42 Bitcoin", "تعديل 42 بيتكوين")),
    "edit-empty": (("edit 42", "تعديل 42"),),
    "edit-taken": (
        ("watch CENTCOM", "رصد CENTCOM"),
        ("watch Bitcoin", "رصد بيتكوين"),
        ("edit 42 bitcoin", "تعديل 42 بيتكوين"),
    ),
    "route": (("watch CENTCOM", "رصد CENTCOM"), ("route 42", "توجيه 42")),
    "route-empty": (("route", "توجيه"),),
    "route-refused": (("watch CENTCOM", "رصد CENTCOM"), ("route 42 Newsroom", "توجيه 42 غرفة الأخبار")),
    "test": (("test CENTCOM", "تجربة CENTCOM"),),
    "test-nothing": (("test Zaporizhzhia", "تجربة زابوريجيا"),),
    "test-headline": (
        ("watch CENTCOM", "رصد CENTCOM"),
        ("test CENTCOM says a ship went down today", "تجربة CENTCOM تعلن غرق سفينة في البحر الأحمر"),
    ),
    "test-text": (
        ("watch CENTCOM", "رصد CENTCOM"),
        ("test https://news.example/1 CENTCOM says it downed drones", "تجربة https://news.example/1 سنتكوم تعلن"),
    ),
    "test-text-none": (
        ("watch CENTCOM", "رصد CENTCOM"),
        ("test https://news.example/1 Oil rises", "تجربة https://news.example/1 النفط يرتفع"),
    ),
    "test-empty": (("test", "تجربة"),),
    "search-span": (("search drones 24h", "بحث مسيّرتين ٧ أيام"),),
    "search-span-none": (("search elephants 24h", "بحث الفيلة 24س"),),
    "feeds": (("feed pause 2", "مصدر إيقاف 2"), ("feeds", "مصادر")),
    "feed-add": ((f"feed add {URL}", f"مصدر إضافة {URL}"),),
    "feed-add-again": (("feed add https://bbc.example/rss", "مصدر إضافة https://bbc.example/rss"),),
    "feed-add-empty": (("feed add", "مصدر إضافة"),),
    "feed-add-page": (("feed add https://page.example/", "مصدر إضافة https://page.example/"),),
    "feed-add-missing": (("feed add https://gone.example/rss", "مصدر إضافة https://gone.example/rss"),),
    "feed-check": ((f"feed check {URL}", f"مصدر فحص {URL}"),),
    "feed-check-broken": (("feed check 2", "مصدر فحص 2"),),
    "feed-check-empty": (("feed check", "مصدر فحص"),),
    "feed-check-nothing": (("feed check the news", "مصدر فحص الأخبار"),),
    "feed-remove": (("feed remove 2", "مصدر حذف 2"),),
    "feed-pause": (("feed pause 2", "مصدر إيقاف 2"),),
    "feed-resume": (("feed pause 2", "مصدر إيقاف 2"), ("feed resume 2", "مصدر استئناف 2")),
    "feed-number": (("feed remove 99", "مصدر حذف 99"),),
    "language": (("language", "لغة"),),
    "language-unknown": (("language Klingon", "لغة الكلنغون"),),
    "settings": (("settings", "إعدادات"),),
    "settings-chosen": (
        ("quiet 23:00-07:00", "هدوء 23:00-07:00"),
        ("digest weekly Friday 9am 6pm", "موجز أسبوعي الجمعة 9 صباحاً 6 مساءً"),
        ("digits ١٢٣", "أرقام ١٢٣"),
        ("settings", "إعدادات"),
    ),
    "setting": (("setting style full", "إعداد style full"),),
    "setting-unknown": (("setting colour blue", "إعداد اللون أزرق"),),
    "timezone": (("timezone", "توقيت"),),
    "timezone-set": (("timezone New York", "توقيت نيويورك"),),
    "timezone-several": (("timezone Palestine", "توقيت فلسطين"),),
    "timezone-perhaps": (("timezone Beyrut", "توقيت بيروة"),),
    "timezone-at": (("timezone UTC+3", "توقيت UTC+3"),),
    "timezone-none": (("timezone Atlantis", "توقيت أطلانتس"),),
    "quiet": (("quiet", "هدوء"),),
    "quiet-set": (("quiet 11pm-7am", "هدوء من ١١ مساءً إلى ٧ صباحاً"),),
    "quiet-off": (("quiet 23:00-07:00", "هدوء ٢٣:٠٠-٠٧:٠٠"), ("quiet off", "هدوء إيقاف")),
    "quiet-wrong": (("quiet at some point", "هدوء أحياناً"),),
    "digest": (("digest", "موجز"),),
    "digest-set": (("digest daily 08:00 18:00", "موجز يومي ٠٨:٠٠ و١٨:٠٠"),),
    "digest-wrong": (("digest sometimes", "موجز أحياناً"),),
    "style": (("style", "أسلوب"),),
    "style-set": (("style headline", "أسلوب عنوان"),),
    "style-wrong": (("style baroque", "أسلوب باروكي"),),
    "previews": (("previews on", "معاينة تشغيل"),),
    "digits": (("digits ١٢٣", "أرقام ١٢٣"),),
    "digits-wrong": (("digits Roman", "أرقام رومانية"),),
    "pause": (("pause", "إيقاف"),),
    "pause-until": (("pause 2h", "إيقاف ساعتين"),),
    "pause-until-again": (("pause 2h", "إيقاف ساعتين"), ("pause 2h", "إيقاف ساعتين")),
    "pause-which": (("pause a bit", "إيقاف قليلاً"),),
    "pause-again": (("pause", "إيقاف"), ("pause", "إيقاف")),
    "resume": (("pause", "إيقاف"), ("resume", "استئناف")),
    "resume-again": (("resume", "استئناف"),),
    "status": (("status", "حالة"),),
    "status-paused": (("pause", "إيقاف"), ("status", "حالة")),
    "status-paused-until": (("pause until tomorrow", "إيقاف حتى الغد"), ("status", "حالة")),
    "unknown": (("wach CENTCOM", "راصد بيتكوين"),),
    "unknown-term": (("Zaporizhzhia", "زابوريجيا"),),
    "unknown-before": (("kindly watch Zaporizhzhia", "أريد رصد زابوريجيا"),),
    "unknown-address": (("https://name:word@nahar.example/rss", "https://name:word@nahar.example/rss"),),
    "claim-wrong": (("claim t0ken", "ملكية t0ken"),),
}


CHECKED = Checked(
    Inspection(
        replace(feed(entries=2), validators=Validators('"a1"', ""), moved_to="https://user:secret@new.example/rss"),
        status=200,
        url="https://user:secret@new.example/rss",
        size=45_000,
        format="rss20",
        notes=("not well-formed; its broken entries were read field by field",),
    ),
    Poll(NOON + timedelta(minutes=20), Reason("server-asks", (("seconds", "1200"),))),
)


def front() -> Front:
    made = Front()
    made.articles.stories = list(STORIES)
    made.articles.told = {1: STORIES[:2]}
    made.reader.answers = {
        URL: feed(),
        "https://page.example/": Broken(Trouble.NOT_A_FEED, "text/html"),
        "https://gone.example/rss": Broken(Trouble.NOT_FOUND, "HTTP 404"),
        "https://bbc.example/rss": feed("BBC", EN),
    }
    made.checks.answers = {URL: CHECKED}
    made.chats.health[3] = ("timeout", "")
    made.chats.health[1] = ("not_found", "HTTP 404")
    made.chats.state = replace(made.chats.state, first_article=NOON - timedelta(days=2))
    return made


async def played(name: str, language: Language) -> Message:
    return await front().play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    three_platforms.check(f"{name}.{language}", message)


@pytest.mark.parametrize("name", SCRIPTS)
async def test_every_answer_fits_buttons_and_lock_screens(name: str) -> None:
    for language in (AR, EN):
        message = await played(name, language)
        assert message.notification.strip()
        assert "\n" not in message.notification
        for row in message.buttons:
            for button in row:
                assert button.action.isascii()
                assert len(button.action.encode()) <= 64
                assert button.label
        for block in message.blocks:
            assert block.lines
            for line in block.lines:
                assert not set("".join(piece.text for piece in line)) & set("\n\u200e\u200f\u2066\u2068\u2069")


async def test_a_watch_is_saved_at_once_and_its_undo_ends_it() -> None:
    made = front()
    message = await made.ask("watch CENTCOM")
    assert message is not None
    assert [watch.term for watch in made.chats.terms.values()] == ["CENTCOM"]
    ((*_, undo),) = message.buttons
    undone = await made.ask(undo.action, button=True)
    assert undone is not None
    assert undone.replaces
    assert made.chats.terms == {}
    assert "not watched here" in await made.say(undo.action, button=True), "pressing it twice does nothing more"


async def test_a_button_answers_in_the_language_of_its_message() -> None:
    made = front()
    await made.ask("help", language=EN)
    arabic = await made.ask("رصد CENTCOM")
    assert arabic is not None
    ((*_, undo),) = arabic.buttons
    assert undo.action == "unwatch 42 @ar"
    assert "توقّف رصد" in await made.say(undo.action, button=True)
    english = await made.ask("watch CENTCOM")
    assert english is not None
    assert english.buttons[0][-1].action == "unwatch 44"


async def test_only_spellings_that_are_on_are_counted_and_none_twice() -> None:
    made = front()
    made.articles.stories.append(StoryHit(8, (article(8, "القيادة المركزية في مكان آخر"),)))
    text = await made.say("watch CENTCOM")
    assert 'Off: "القيادة المركزية" alone' in text
    assert "Since 19 Nov: 2 stories" in text


async def test_a_new_bot_says_the_span_it_really_has() -> None:
    made = front()
    made.chats.state = replace(made.chats.state, first_article=NOON - timedelta(minutes=55))
    assert "Since 13:05: 2 stories" in await made.say("watch CENTCOM")
    made.chats.state = replace(made.chats.state, first_article=None)
    made.articles.stories = []
    assert "Since 14:00: no story yet" in await made.say("watch Bitcoin")


async def test_what_is_older_than_the_stored_span_does_not_count() -> None:
    made = front()
    made.articles.stories = [StoryHit(9, (article(9, "CENTCOM long ago", ago=60 * 24 * 40),))]
    assert "no story yet" in await made.say("watch CENTCOM")


async def test_very_many_stories_are_not_counted_to_the_end() -> None:
    made = front()
    made.articles.stories = [StoryHit(number, (article(number, "CENTCOM again", ago=700 - number),)) for number in range(700)]
    assert "Since 19 Nov: about 700 stories" in await made.say("watch CENTCOM")


@pytest.mark.parametrize(
    ("languages", "words"),
    [
        ((AR, EN), "in Arabic and English"),
        ((AR,), "in Arabic, across"),
        ((EN, EN), "in English, across 2 feeds"),
        ((Language.OTHER,), "in Arabic and English"),
        ((), "no feed to read yet"),
    ],
)
async def test_the_answer_names_the_languages_that_are_really_read(languages: tuple[Language, ...], words: str) -> None:
    made = front()
    made.chats.feeds = {
        number: Source(str(number), f"https://{number}.example", "x", each) for number, each in enumerate(languages)
    }
    assert words in await made.say("watch CENTCOM")


async def test_unwatch_takes_a_number_of_either_digits_a_term_or_another_spelling_of_it() -> None:
    for way in ("42", "٤٢", "الإمارات", "الامارات"):
        made = front()
        await made.ask("رصد الإمارات")
        await made.ask(f"حذف {way}")
        assert made.chats.terms == {}, way


async def test_quotes_belong_to_the_term_and_need_not_be_typed_to_end_it() -> None:
    made = front()
    await made.ask("watch “central bank”")
    await made.ask("watch central bank")
    assert [watch.term for watch in made.chats.terms.values()] == ["“central bank”", "central bank"]
    await made.ask("unwatch central bank")
    assert [watch.term for watch in made.chats.terms.values()] == ["“central bank”"]
    await made.ask("unwatch central bank")
    assert made.chats.terms == {}
    assert "CENTCOM says" in await made.say("search «downed two»")


async def test_long_lists_are_paged_and_pages_turn_in_place() -> None:
    made = front()
    for number in range(23):
        await made.ask(f"watch term{number}")
    first = await made.ask("watches")
    assert first is not None
    assert "Page 1 of 3" in as_text(first)
    assert [button.action for button in first.buttons[0]] == ["watches 2"]
    second = await made.ask("watches 2", button=True)
    assert second is not None
    assert second.replaces
    assert [button.action for button in second.buttons[0]] == ["watches 1", "watches 3"]
    assert "term10" in as_text(second)
    assert "Page 3 of 3" in await made.say("watches 999")
    assert "Page 1 of 3" in await made.say("watches nonsense")


async def test_search_finds_a_known_name_in_its_other_spellings_and_words_apart() -> None:
    made = front()
    assert "سنتكوم" in await made.say("search CENTCOM")
    assert "CENTCOM says" in await made.say("search drones centcom")
    assert "No stored story" in await made.say("search drones elephants")


async def test_a_story_without_a_title_is_listed_by_its_first_words() -> None:
    assert "Bitcoin fell below a level it had held since spring and then (BBC" in await front().say("latest Bitcoin")


async def test_headlines_in_lists_are_isolated_links() -> None:
    message = await front().ask("latest CENTCOM")
    assert message is not None
    (block,) = [block for block in message.blocks if block.kind is BlockKind.BULLETS]
    assert all(line[0].isolate is Isolate.AUTO and line[0].url.startswith("https://") for line in block.lines)


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("word", ["feed add", "مصدر إضافة"])
async def test_a_feed_that_cannot_be_read_is_not_saved_and_the_reason_is_said(trouble: Trouble, word: str) -> None:
    made = front()
    made.reader.answers[URL] = Broken(trouble, "HTTP 418")
    before = dict(made.chats.feeds)
    text = await made.say(f"{word} {URL}")
    language = EN if word == "feed add" else AR
    assert PHRASES.text(language, f"trouble.{trouble}") in text
    assert "HTTP 418" in text
    assert made.chats.feeds == before


@pytest.mark.parametrize(
    "bad", ["ftp://x.example", "javascript:alert(1)", "https://", "https://x:port/", "two words", "x" * 3000, "<>"]
)
async def test_what_is_no_address_is_not_even_tried(bad: str) -> None:
    made = front()
    assert "not a web address" in await made.say(f"feed add {bad}")
    assert made.reader.read_urls == []


async def test_an_address_without_a_scheme_is_tried_over_https() -> None:
    made = front()
    await made.ask("feed add nahar.example/rss")
    assert made.reader.read_urls == [URL]


async def test_an_added_feed_belongs_to_the_chat_under_its_own_name_and_can_be_undone() -> None:
    made = front()
    message = await made.ask(f"feed add {URL}")
    assert message is not None
    source = made.chats.feeds[4]
    assert (source.name, source.language, source.owner_chat) == ("Al-Nahar", AR, 1)
    await made.ask(message.buttons[0][0].action, button=True)
    assert "Al-Nahar" not in await made.say("feeds")


async def test_a_feed_that_moved_for_good_is_added_at_its_new_address() -> None:
    made = front()
    made.reader.answers[URL] = replace(feed(title=""), moved_to="https://new.example/rss", language=Language.OTHER)
    await made.ask(f"feed add {URL}")
    source = made.chats.feeds[4]
    assert (source.url, source.name, source.language) == ("https://new.example/rss", "nahar.example", AR)


async def test_a_feed_that_says_nothing_new_can_still_be_added() -> None:
    made = front()
    made.reader.answers[URL] = Unchanged()
    assert "nahar.example is read for this chat" in await made.say(f"feed add {URL}")


async def test_secrets_in_a_feeds_address_are_not_repeated() -> None:
    made = front()
    made.reader.answers["https://me:s3cret@nahar.example/rss"] = feed(title="")
    said = await made.say("feed add https://me:s3cret@nahar.example/rss")
    said += await made.say("feeds") + await made.say("feed remove 4")
    assert "s3cret" not in said


@pytest.mark.parametrize(
    "address", ["https://me:s3cret@nahar.example/rss", "me:s3cret@nahar.example/rss", "https://me@nahar.example/rss"]
)
async def test_an_address_with_a_name_or_password_in_it_is_added_for_owners_alone(address: str) -> None:
    made = front()
    made.reader.answers[address if "://" in address else f"https://{address}"] = feed()
    made.chats.roles["telegram:23"] = Role.ADMIN
    before = dict(made.chats.feeds)
    refused = await made.ask(f"feed add {address}", "23", "23")
    assert refused is not None
    assert refused.private
    assert 'needs the role "owner"' in as_text(refused)
    assert "s3cret" not in as_text(refused)
    assert (made.reader.read_urls, made.chats.feeds) == ([], before)
    assert "is read for this chat from now on" in await made.say(f"feed add {address}")
    assert "is read for this chat" in await made.say(f"feed add {URL}", "23", "23")


@pytest.mark.parametrize(("word", "language"), [("feeds", EN), ("مصادر", AR)])
async def test_a_feed_that_is_gone_for_good_says_so(word: str, language: Language) -> None:
    made = front()
    made.chats.health[3] = (Trouble.GONE.value, "HTTP 410")
    listed = await made.say(word)
    (line,) = [line for line in listed.splitlines() if line.startswith("3. ")]
    assert line == f"3. Reuters: {PHRASES.text(language, 'trouble.gone')} (HTTP 410)"


async def test_a_removed_shared_feed_stays_for_other_chats() -> None:
    made = front()
    await made.ask("feed remove 2")
    assert "الجزيرة" not in await made.say("feeds")
    assert "الجزيرة" in await made.say("feeds", channel="-100", kind=ChatKind.GROUP)


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "99999999999999999999", "2 3"])
async def test_a_wrong_feed_number_points_to_the_list(number: str) -> None:
    made = front()
    for verb in ("remove", "pause", "resume"):
        assert "/feeds" in await made.say(f"feed {verb} {number}")
    assert made.chats.hidden == set() == made.chats.paused


@pytest.mark.parametrize("word", ["ar", "AR", "العربية", "عربي", "Arabic"])
async def test_the_language_is_set_by_any_name_of_it_and_answered_in_it(word: str) -> None:
    made = front()
    message = await made.ask(f"language {word}", language=EN)
    assert message is not None
    assert message.language is AR
    assert made.only_chat().language is AR
    assert "in English from now on" in await made.say("لغة إنجليزي")
    assert made.only_chat().language is EN


@pytest.mark.parametrize(
    ("text", "client", "wanted"),
    [
        ("start", AR, AR),
        ("start", EN, EN),
        ("start", Language.OTHER, EN),
        ("رصد x", EN, AR),
        ("رصد x", Language.OTHER, AR),
        ("watch x", AR, AR),
    ],
)
async def test_a_new_chat_begins_in_its_clients_language_or_that_of_its_first_words(
    text: str, client: Language, wanted: Language
) -> None:
    made = front()
    await made.ask(text, language=client)
    assert made.only_chat().language is wanted


async def test_the_answer_comes_in_the_language_of_the_word_whatever_the_chats() -> None:
    made = front()
    await made.ask("language ar")
    english, arabic = await made.ask("watches"), await made.ask("القائمة")
    assert english is not None
    assert arabic is not None
    assert (english.language, arabic.language) == (EN, AR)
    start = await made.ask("start")
    assert start is not None
    assert start.language is AR


@pytest.mark.parametrize("text", ["watches", "watch CENTCOM", "watch الرياض", "help", "pause"])
async def test_a_tap_on_the_platforms_menu_is_answered_in_the_chats_language(text: str) -> None:
    made = front()
    for language in (AR, EN):
        await made.ask(f"language {language}")
        tapped = await made.ask(text, menu=True)
        typed = await made.ask(text)
        assert tapped is not None
        assert typed is not None
        assert (tapped.language, typed.language) == (language, EN)


async def test_pause_and_resume_change_the_chat() -> None:
    made = front()
    await made.ask("pause")
    assert made.only_chat().state is ChatState.PAUSED
    await made.ask("استئناف")
    assert made.only_chat().state is ChatState.ACTIVE


async def test_resume_also_ends_a_suspension() -> None:
    made = front()
    await made.ask("help")
    chat: Chat = made.only_chat()
    made.chats.rows[chat.id] = replace(chat, state=ChatState.SUSPENDED, because="blocked")
    assert "could not be reached: the bot was blocked" in await made.say("status")
    assert "تعذّر الوصول إلى هذه المحادثة: حُظر البوت" in await made.say("حالة")
    made.chats.rows[chat.id] = replace(chat, state=ChatState.SUSPENDED, because="slack: not heard of")
    assert "could not be reached: a reason of the platform's own (not heard of)" in await made.say("status")
    await made.ask("resume")
    assert (made.only_chat().state, made.only_chat().because) == (ChatState.ACTIVE, "")


async def test_the_whole_bots_figures_are_for_those_who_run_it() -> None:
    made = front()
    await made.ask("help", channel="-100", kind=ChatKind.GROUP)
    assert "All chats" not in await made.say("status", "7", "-100", ChatKind.GROUP)
    assert "All chats" in await made.say("status", "111", "-100", ChatKind.GROUP)


async def test_a_request_is_answered_once() -> None:
    made = front()
    assert await made.ask("watch one", update="telegram:5") is not None
    assert await made.ask("watch one", update="telegram:5") is None
    assert len(made.chats.terms) == 1


@pytest.mark.parametrize(("text", "words"), [("watch x", "Nothing is lost"), ("رصد x", "لم يُفقد شيء")])
async def test_a_database_that_is_down_gets_a_sentence(text: str, words: str) -> None:
    made = front()
    made.chats.down = True
    assert words in await made.say(text)
    assert made.chats.updates == set(), "the same request may come again"


async def test_a_database_that_fails_half_way_gets_the_same_sentence() -> None:
    made = front()
    made.articles.down = True
    assert "Nothing is lost" in await made.say("search x")


async def test_examples_are_typed_as_the_platform_wants_them() -> None:
    made = front()
    made.chats.roles["slack:U1"] = made.chats.roles["telegram:111"] = 4
    assert "/watch CENTCOM" in await made.say("start")
    assert "/feeds add https" in await made.say("help feed add")
    assert "/rasid رصد بيتكوين" in await made.say("بدء")
    assert "/rasid watch CENTCOM" in await made.say("start", "U1", "D1", platform=Platform.SLACK)
    assert "To begin: watch CENTCOM" in await made.say("start", "local", "local", platform=Platform.CONSOLE)
