"""Watches, their stories and what became of them: answers that take a scene to bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.model.alert import DeliveryKind, Reason
from bot.model.backup import Backup
from bot.model.chat import Address, ChatKind, ChatState, Person, Place, Platform
from bot.model.message import Message, Unread
from bot.model.news import Article, Language
from bot.model.register import Silence
from bot.model.trace import Spotted
from bot.ports import Mishap, StoryHit
from tests.fakes import told
from tests.fakes.desk import NOON, Front, article
from tests.fakes.scenes import GROUP, Scenes, Stage, empty

AR, EN = Language.ARABIC, Language.ENGLISH


async def with_stories() -> Front:
    made = await empty()
    made.articles.stories = [
        StoryHit(1, (article(1, "CENTCOM says it downed two drones"),)),
        StoryHit(2, (article(2, "Centrom shares fall in London", "BBC", text="The maker of drones fell.", ago=90),)),
    ]
    return made


class _Copying:
    """Copies of a database that there are."""

    async def make(self, now: datetime, person: Person | None = None) -> Backup:
        return Backup("/srv/rasid/backups/rasid-20261121.db", 5_300_000, 2)

    async def copies(self) -> tuple[str, ...]:
        return ("rasid-20261121.db", "rasid-20261114.db")


async def _forgets_nothing(chat_id: int) -> bool:
    return False


WATCHES = Scenes("watches", with_stories)
REJECTED = Scenes("rejected")
TRIED = Scenes("tried", with_stories)
CHOICES = Scenes("choices")
STORIES = Scenes("stories", told.front)
UNSEEN = Scenes("unseen", told.front)
TRENDS = Scenes("trends")
UNDOING = Scenes("undoing")
FORGETTING = Scenes("forgetting")


async def centcom(stage: Stage) -> Message:
    return await stage.ask("watch CENTCOM", "رصد CENTCOM")


@WATCHES
async def without_any_feed(stage: Stage) -> Message:
    stage.made.chats.feeds = {}
    return await centcom(stage)


async def in_one_language(stage: Stage, language: Language) -> Message:
    feeds = stage.made.chats.feeds
    stage.made.chats.feeds = {number: replace(feed, language=language) for number, feed in feeds.items()}
    return await centcom(stage)


@WATCHES
async def in_arabic_alone(stage: Stage) -> Message:
    return await in_one_language(stage, AR)


@WATCHES
async def in_english_alone(stage: Stage) -> Message:
    return await in_one_language(stage, EN)


@WATCHES
async def with_very_many_stories(stage: Stage) -> Message:
    stage.made.articles.stories = [StoryHit(n, (article(n, "CENTCOM again", ago=700 - n),)) for n in range(700)]
    return await centcom(stage)


@WATCHES
async def a_list_with_marks(stage: Stage) -> Message:
    await centcom(stage)
    await stage.ask("watch بيتكوين", "رصد بيتكوين")
    await stage.ask("severity 44 critical", "أولوية 44 قصوى")
    await stage.ask("help", "مساعدة", **GROUP)
    rows = stage.made.chats.rows
    rows[2] = replace(rows[2], title="غرفة الأخبار")
    stage.made.chats.terms[42] = replace(stage.made.chats.terms[42], route_to=2)
    stage.made.logbook.muted = {1: [Silence("بيتكوين", "Omar", None)]}
    return await stage.ask("watches", "القائمة")


@WATCHES
async def ended_and_back(stage: Stage) -> Message:
    await centcom(stage)
    return await stage.press(await stage.ask("unwatch 42", "حذف 42"), "unwatch back")


@WATCHES
async def the_same_term_again(stage: Stage) -> Message:
    await centcom(stage)
    return await stage.ask("edit 42 CENTCOM", "تعديل 42 CENTCOM")


@WATCHES
async def no_example(stage: Stage) -> Message:
    await stage.ask("watch Zaporizhzhia", "رصد زابوريجيا")
    return await stage.ask("examples 42", "أمثلة 42")


@WATCHES
async def a_report_without_a_title(stage: Stage) -> Message:
    stage.made.articles.told = {1: [StoryHit(9, (article(9, ""),))]}
    return await stage.ask("latest", "جديد")


@WATCHES
async def nothing_told_yet(stage: Stage) -> Message:
    return await stage.ask("latest", "جديد")


@WATCHES
async def adjectives_left_out(stage: Stage) -> Message:
    await stage.ask("watch Iran", "رصد إيران")
    await stage.ask("switch 42 adjectives on", "تبديل 42 صفات تشغيل")
    return await stage.ask("switch 42 adjectives off", "تبديل 42 صفات إيقاف")


@WATCHES
async def sent_to_a_chat_that_is_out_of_reach(stage: Stage) -> Message:
    await centcom(stage)
    await stage.ask("help", "مساعدة", **GROUP)
    rows, feeds = stage.made.chats.rows, stage.made.chats.feeds
    rows[2] = replace(rows[2], title="غرفة الأخبار", state=ChatState.SUSPENDED)
    feeds[4] = replace(feeds[1], id="own", url="https://own.example/rss", owner_chat=1)
    return await stage.ask("route 42 2", "توجيه 42 2")


@WATCHES
async def where_alerts_go_that_go_elsewhere(stage: Stage) -> Message:
    await sent_to_a_chat_that_is_out_of_reach(stage)
    return await stage.ask("route 42", "توجيه 42")


@WATCHES
async def too_many_names(stage: Stage) -> Message:
    for number in range(100):
        await stage.ask(f"name Zed{number} = زد{number}", f"اسم Zed{number} = زد{number}")
    return await stage.ask("name Zeta = زيتا", "اسم Zeta = زيتا")


@REJECTED
async def a_word_without_letters(stage: Stage) -> Message:
    return await stage.ask('watch oil "!!!"', 'رصد نفط "!!!"')


@REJECTED
async def nothing_between_quotes(stage: Stage) -> Message:
    return await stage.ask('watch oil +""', 'رصد نفط +""')


@REJECTED
async def nothing_behind_a_field(stage: Stage) -> Message:
    return await stage.ask("watch oil title:", "رصد نفط عنوان:")


@TRIED
async def a_term_with_near_misses(stage: Stage) -> Message:
    stage.made.articles.stored = []
    stage.made.articles.stories += [
        StoryHit(5, (article(5, "القيادة المركزية تجتمع", "الجزيرة", ago=100, url="https://jazeera.example/5"),)),
        StoryHit(6, (article(6, "Bit coin and bitcoins", ago=110),)),
    ]
    return await stage.ask("test CENTCOM", "تجربة CENTCOM")


@TRIED
async def a_text_where_nothing_is_watched(stage: Stage) -> Message:
    return await stage.ask("test https://news.example/1 Oil rises", "تجربة https://news.example/1 النفط يرتفع")


@TRIED
async def a_text_that_comes_near(stage: Stage) -> Message:
    await centcom(stage)
    return await stage.ask("test https://news.example/1 Centrom shares fall", "تجربة https://news.example/1 Centrom يتراجع")


@TRIED
async def a_text_that_meets_many(stage: Stage) -> Message:
    letters = "abcdefghijkl"
    for one, other in pairwise(letters):
        await stage.made.ask(f"watch gold{one}{other}", language=stage.language)
    text = " ".join(f"gold{one}{other}" for one, other in pairwise(letters))
    return await stage.ask(f"test https://news.example/1 {text}", f"تجربة https://news.example/1 {text}")


@CHOICES
async def digits(stage: Stage) -> Message:
    return await stage.ask("digits", "أرقام")


@CHOICES
async def previews(stage: Stage) -> Message:
    return await stage.ask("previews", "معاينة")


@CHOICES
async def previews_wrong(stage: Stage) -> Message:
    return await stage.ask("previews perhaps", "معاينة ربما")


@CHOICES
async def alerts_wrong(stage: Stage) -> Message:
    return await stage.ask("setting alerts perhaps", "إعداد alerts ربما")


@CHOICES
async def no_such_time_zone(stage: Stage) -> Message:
    return await stage.ask("timezone Xyzzyq", "توقيت ككككك")


@CHOICES
async def a_priority_that_there_is_not(stage: Stage) -> Message:
    await centcom(stage)
    return await stage.ask("severity 42 purple", "أولوية 42 بنفسجية")


@CHOICES
async def a_pause_of_two_hours(stage: Stage) -> Message:
    return await stage.ask("pause 2h", "إيقاف ساعتين")


@CHOICES
async def the_same_pause_again(stage: Stage) -> Message:
    await stage.ask("pause 2h", "إيقاف ساعتين")
    return await stage.ask("pause 2h", "إيقاف ساعتين")


@CHOICES
async def a_pause_that_is_not_understood(stage: Stage) -> Message:
    return await stage.ask("pause a bit", "إيقاف قليلاً")


@CHOICES
async def the_settings_of_a_paused_chat(stage: Stage) -> Message:
    await stage.ask("pause 2h", "إيقاف ساعتين")
    return await stage.ask("settings", "إعدادات")


@CHOICES
async def the_status_of_a_paused_chat(stage: Stage) -> Message:
    await stage.ask("pause 2h", "إيقاف ساعتين")
    return await stage.ask("status", "حالة")


async def on_a_day(stage: Stage, day: tuple[str, str]) -> Message:
    english, arabic = day
    return await stage.ask(f"digest weekly {english} 9:00", f"موجز أسبوعي {arabic} 9:00")


@CHOICES
async def on_mondays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Monday", "الإثنين"))


@CHOICES
async def on_tuesdays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Tuesday", "الثلاثاء"))


@CHOICES
async def on_wednesdays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Wednesday", "الأربعاء"))


@CHOICES
async def on_thursdays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Thursday", "الخميس"))


@CHOICES
async def on_saturdays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Saturday", "السبت"))


@CHOICES
async def on_sundays(stage: Stage) -> Message:
    return await on_a_day(stage, ("Sunday", "الأحد"))


@STORIES
async def a_report_taken_out_and_back(stage: Stage) -> Message:
    return await stage.press(await stage.ask("apart 1 5", "فصل 1 5"), "apart together")


@STORIES
async def an_answer_to_a_message_that_tells_of_none(stage: Stage) -> Message:
    return await stage.ask("why", "لماذا", reply_to="m9")


@STORIES
async def a_watch_that_has_ended(stage: Stage) -> Message:
    await stage.ask("unwatch CENTCOM", "حذف CENTCOM")
    return await stage.ask("why 1", "لماذا 1")


@STORIES
async def a_watch_that_has_changed(stage: Stage) -> Message:
    terms = stage.made.chats.terms
    terms[42] = replace(terms[42], switched=frozenset({"CENTCOM"}))
    return await stage.ask("why 1", "لماذا 1")


@STORIES
async def a_match_in_the_text(stage: Stage) -> Message:
    trace = told.story()
    opening = replace(trace.reports[0], article=replace(told.LEAD, title="A strike at night"))
    stage.made.traces.stories[1, told.STORY] = replace(trace, reports=(opening, *trace.reports[1:]))
    return await stage.ask("why 1", "لماذا 1")


async def on_its_way(stage: Stage, state: str, because: str = "due") -> Message:
    stage.made.traces.stories[1, told.STORY] = told.story(told.sending(told.LEAD, DeliveryKind.SEND, state, because))
    return await stage.ask("why 1", "لماذا 1")


@STORIES
async def a_message_that_is_being_sent(stage: Stage) -> Message:
    return await on_its_way(stage, "inflight")


@STORIES
async def a_message_that_was_dropped(stage: Stage) -> Message:
    return await on_its_way(stage, "dropped", "dropped_by_hand")


@STORIES
async def a_message_that_is_kept_while_the_chat_is_paused(stage: Stage) -> Message:
    await stage.ask("pause", "إيقاف")
    return await on_its_way(stage, "pending")


@UNSEEN
async def a_feed_that_is_left_out(stage: Stage) -> Message:
    await stage.ask("feed pause 3", "مصدر إيقاف 3")
    return await unseen(stage)


@UNSEEN
async def a_feed_that_fails(stage: Stage) -> Message:
    stage.made.chats.health[3] = ("timeout", "")
    return await unseen(stage)


@UNSEEN
async def a_feed_that_has_brought_nothing(stage: Stage) -> Message:
    stage.made.chats.facts[3] = {"last_success": NOON - timedelta(minutes=3)}
    return await unseen(stage)


@UNSEEN
async def a_feed_that_was_not_read_yet(stage: Stage) -> Message:
    stage.made.chats.facts.pop(3)
    return await unseen(stage)


@UNSEEN
async def nothing_watched(stage: Stage) -> Message:
    await stage.ask("unwatch CENTCOM", "حذف CENTCOM")
    return await unseen(stage, "near")


@UNSEEN
async def a_watch_that_would_match_now(stage: Stage) -> Message:
    terms = stage.made.chats.terms
    terms[42] = replace(terms[42], added=NOON - timedelta(days=9))
    stage.made.traces.seen[told.PAGE.format(number="now")] = [Spotted(told.LATER, 3)]
    return await unseen(stage, "now")


@UNSEEN
async def a_report_beside_another_than_the_first(stage: Stage) -> Message:
    trace = told.story()
    beside = replace(trace.reports[2], placement=replace(trace.reports[2].placement, with_article=told.OTHER.id, score=84.0))
    whole = replace(trace, reports=(*trace.reports[:2], beside, *trace.reports[3:]))
    stage.made.traces.seen[told.PAGE.format(number="beside")] = [Spotted(told.COPY, 1, story=whole)]
    return await unseen(stage, "beside")


async def unseen(stage: Stage, number: str = "never") -> Message:
    page = told.PAGE.format(number=number)
    return await stage.ask(f"why {page}", f"لماذا {page}")


@TRENDS
async def on_every_day_and_in_other_languages(stage: Stage) -> Message:
    others = (AR, EN, Language.OTHER)
    hits = [replace(article(n, f"CENTCOM {n}", ago=60 * 24 * n + 5), language=others[n % 3]) for n in range(7)]
    stage.made.articles.stories = [StoryHit(each.id, (each,)) for each in hits]
    return await stage.ask("trend CENTCOM 7d", "اتجاه CENTCOM 7 أيام")


@TRENDS
async def as_a_picture_with_other_languages(stage: Stage) -> Message:
    french = replace(article(1, "CENTCOM", ago=30), language=Language.OTHER)
    stage.made.articles.stories = [StoryHit(1, (french,))]
    message = await stage.ask("trend CENTCOM 24h", "اتجاه CENTCOM 24 ساعة")
    assert "{" not in "".join(each.name for plot in stage.made.pictures.plots for each in plot.series)
    return message


@TRENDS
async def in_every_hour(stage: Stage) -> Message:
    stage.made.articles.stories = [StoryHit(n, (article(n, "CENTCOM", ago=60 * n + 5),)) for n in range(3)]
    return await stage.ask("trend CENTCOM 3h", "اتجاه CENTCOM 3 ساعات")


@TRENDS
async def of_very_much(stage: Stage) -> Message:
    stage.made.articles.stories = [StoryHit(n, (article(n, "CENTCOM again", ago=700 - n),)) for n in range(700)]
    return await stage.ask("trend CENTCOM 7d", "اتجاه CENTCOM 7 أيام")


async def undone(stage: Stage, **more: Any) -> Message:
    return await stage.ask("undo", "تراجع", **more)


@UNDOING
async def a_withdrawn_invitation(stage: Stage) -> Message:
    await stage.ask("invite", "دعوة")
    await stage.ask("invite revoke 1", "دعوة سحب 1")
    return await undone(stage)


@UNDOING
async def a_feed_that_was_released(stage: Stage) -> Message:
    stage.made.chats.held[2] = 7
    await stage.ask("feed release 2", "مصدر إطلاق 2")
    return await undone(stage)


@UNDOING
async def a_token_that_was_used(stage: Stage) -> Message:
    stage.made.chats.claim = "t0ken"
    await stage.ask("claim t0ken", "ملكية t0ken")
    return await undone(stage)


@UNDOING
async def a_message_sent_again(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة")
    stage.made.chats.mishaps = [Mishap(12, stage.made.only_chat(), DeliveryKind.SEND, "Oil", NOON, Reason("doubt"), doubt=True)]
    await stage.ask("retry 12", "إعادة 12")
    return await undone(stage)


@UNDOING
async def a_channel_that_was_set_up(stage: Stage) -> Message:
    place = Place(
        Address(Platform.TELEGRAM, "-200"), ChatKind.CHANNEL, "غرفة الأخبار", theirs=True, present=True, writable=True
    )
    stage.made.places.answers = {"@good": place}
    stage.made.directory.admins = {("-200", "111")}
    await stage.ask("channel @good", "قناة @good")
    return await undone(stage)


@UNDOING
async def a_backup_that_was_made(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, backups=_Copying())
    await stage.ask("backup", "نسخة احتياطية")
    return await undone(stage)


@UNDOING
async def an_invitation_that_was_used(stage: Stage) -> Message:
    await stage.ask("invite editor", "دعوة تحرير")
    await stage.ask("help", "مساعدة", person="9", **GROUP)
    await stage.ask("join w0rd-1", "انضمام w0rd-1", person="9", **GROUP)
    return await undone(stage, person="9", **GROUP)


@UNDOING
async def muted_in_a_group(stage: Stage) -> Message:
    await stage.ask("watch CENTCOM", "رصد CENTCOM", **GROUP)
    return await stage.ask("mute CENTCOM 8h", "كتم CENTCOM 8س", **GROUP)


@FORGETTING
async def pressed_too_late(stage: Stage) -> Message:
    asked = await stage.ask("forget", "محو")
    stage.made.clock.time += timedelta(minutes=11)
    return await stage.press(asked, "forget")


@FORGETTING
async def in_a_group(stage: Stage) -> Message:
    return await stage.press(await stage.ask("forget", "محو", **GROUP), "forget", **GROUP)


@FORGETTING
async def asked_by_somebody_with_a_role_here_alone(stage: Stage) -> Message:
    await stage.ask("invite admin", "دعوة إدارة")
    await stage.ask("join w0rd-1", "انضمام w0rd-1", person="9", channel="9")
    return await stage.ask("forget", "محو", person="9", channel="9")


@FORGETTING
async def asked_in_a_group_by_its_admin(stage: Stage) -> Message:
    await stage.ask("help", "مساعدة", **GROUP)
    stage.made.directory.admins = {("-100", "9")}
    return await stage.ask("forget", "محو", person="9", **GROUP)


@FORGETTING
async def with_copies_of_the_database(stage: Stage) -> Message:
    stage.made.desk = replace(stage.made.desk, backups=_Copying())
    return await stage.press(await stage.ask("forget", "محو"), "forget")


@FORGETTING
async def pressed_when_it_is_gone(stage: Stage) -> Message:
    asked = await stage.ask("forget", "محو")
    stage.made.chats.forget = _forgets_nothing  # type: ignore[method-assign]
    return await stage.press(asked, "forget")


@FORGETTING
async def a_file_that_is_too_large(stage: Stage) -> Message:
    return await stage.ask("import", "استيراد", attached=Unread.TOO_LARGE)


@FORGETTING
async def a_file_that_was_lost(stage: Stage) -> Message:
    return await stage.ask("import", "استيراد", attached=Unread.LOST)


NARROWED = Scenes("narrowed", told.front)
FILM = article(1, "Bitcoin heist film tops festival", text="The festival gave its prize to a film on a Bitcoin heist.", ago=60)


async def about(stage: Stage, *reports: Article, term: str = "Bitcoin") -> Message:
    """What keeps the first of these reports away, told here for a watch of this term that caught the others as well."""
    made, lead = stage.made, reports[0]
    await made.ask("unwatch CENTCOM")
    await made.ask(f"watch {term}")
    await made.ask(f"language {stage.language}")
    whole = told.story()
    words = tuple(replace(word, terms=(term,)) for word in whole.words if word.article_id == told.LEAD.id)
    opening = replace(whole.reports[0], article=lead)
    made.traces.stories[1, told.STORY] = replace(whole, reports=(opening,), words=words)
    made.articles.stories = [StoryHit(each.id, (each,)) for each in reports]
    return await stage.ask("off 1", "خارج الموضوع 1")


@NARROWED
async def a_spelling_may_be_left_out(stage: Stage) -> Message:
    arabic = article(1, "بيتكوين فيلم جديد في المهرجان", "الجزيرة", ago=60)
    return await about(stage, arabic, article(31, "Bitcoin rises again", ago=90), article(32, "Bitcoin falls", ago=100))


@NARROWED
async def a_spelling_was_left_out(stage: Stage) -> Message:
    return await stage.press(await a_spelling_may_be_left_out(stage), "off 1 44 x")


@NARROWED
async def only_as_written(stage: Stage) -> Message:
    return await about(stage, article(1, "Elephants walk", ago=60), article(31, "An elephant", ago=90), term="elephant")


@NARROWED
async def no_change_that_would_help(stage: Stage) -> Message:
    return await about(stage, article(1, "Bitcoin", ago=60))


@NARROWED
async def a_watch_that_is_not_as_it_was(stage: Stage) -> Message:
    await about(stage, FILM, article(31, "Bitcoin rises again", ago=90))
    return await stage.ask("off 1 99 exact", button=True)


ALL = (NARROWED, WATCHES, REJECTED, TRIED, CHOICES, STORIES, UNSEEN, TRENDS, UNDOING, FORGETTING)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("scenes", ALL, ids=lambda each: each.name)
async def test_scenes_read_as_they_should(scenes: Scenes, language: Language) -> None:
    await scenes.check(language)
