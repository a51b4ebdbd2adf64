"""What became of reports, as one chat may know it: stories, messages, addresses; never another chat's feeds or alerts."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from bot.model.alert import AlertKind, Delivered, DeliveryKind, PlacementKind, Reason, Rejected
from bot.model.news import DueSource, Entry, Language, Source, Validators
from bot.model.watch import How
from bot.store.schema import articles
from bot.store.traces import StoredTraces
from tests.store.house import BECAUSE, SOMEBODY, House, alert, placed


def traces(house: House) -> StoredTraces:
    return StoredTraces(house.database)


async def test_a_story_is_traced_from_its_reports_to_its_messages(house: House) -> None:
    await house.furnish("one", "two")
    chat = await house.open("10")
    watch = await house.watch(chat, "x")
    storm = await house.tell(chat, "A storm", watch)
    first = await house.deliver("m1")
    (quake,) = await house.publish("A quake", source="two")
    also = alert(chat, quake, AlertKind.ALSO, storm.id, watch)
    await house.triage(placed(quake, also, story=storm.id, how="headline"))
    trace = await traces(house).story(chat.id, storm.id)
    assert trace is not None
    assert [each.article.title for each in trace.reports] == ["A storm", "A quake"]
    assert trace.opening == trace.reports[0]
    joined = trace.reports[1].placement
    assert (joined.kind, joined.with_article, joined.how, joined.score) == (PlacementKind.REPEAT, storm.id, "headline", 90.0)
    assert (joined.because, trace.reports[1].parted) == (BECAUSE, False)
    assert [(word.kind, word.article_id, word.terms) for word in trace.words] == [
        (AlertKind.NEW, storm.id, ("x",)),
        (AlertKind.ALSO, quake.id, ("x",)),
    ]
    sent, waiting = trace.sendings
    assert (sent.number, sent.kind, sent.state, sent.articles) == (first.id, DeliveryKind.SEND, "sent", (storm.id,))
    assert (waiting.kind, waiting.state, waiting.articles, waiting.settled) == (DeliveryKind.EDIT, "pending", (quake.id,), None)
    assert await traces(house).told_last(chat.id) == storm.id


async def test_a_message_leads_to_the_stories_it_tells_of_in_its_own_chat(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    storm = await house.tell(chat, "A storm")
    await house.deliver("m1")
    quake = await house.tell(other, "A quake")
    await house.deliver("m1")
    assert await traces(house).told_by(chat.id, "m1") == (storm.id,)
    assert await traces(house).told_by(other.id, "m1") == (quake.id,)
    assert await traces(house).told_by(chat.id, "m2") == ()
    assert await traces(house).told_last(chat.id) == storm.id
    assert await traces(house).told_last((await house.open("12")).id) is None


async def test_why_a_message_did_not_go_is_kept(house: House) -> None:
    chat = await house.open("10")
    storm = await house.tell(chat, "A storm")
    await house.outbox.settle(await house.claim_one(), Rejected("too strange"))
    trace = await traces(house).story(chat.id, storm.id)
    assert trace is not None
    (dead,) = trace.sendings
    assert (dead.state, dead.because) == ("dead", Reason("rejected", (("because", "too strange"),)))


WRITTEN = (
    "https://news.example/key-1",
    "http://www.news.example/key-1/",
    "https://news.example/key-1?utm_source=x#top",
    "HTTPS://NEWS.example:443/key-1",
)
OTHERS = ("https://news.example/key-9", "https://other.example/key-1", "", "no address", "https://")


async def test_an_address_is_found_however_it_is_written_and_no_other(house: House) -> None:
    chat = await house.open("10")
    await house.publish("A storm")
    for url in WRITTEN:
        (seen,) = await traces(house).spotted(chat.id, url)
        assert (seen.article.title, seen.waiting, seen.held, seen.story) == ("A storm", True, False, None), url
    for url in OTHERS:
        assert await traces(house).spotted(chat.id, url) == [], url


async def test_what_was_found_comes_with_its_story_its_matches_and_its_state(house: House) -> None:
    chat = await house.open("10")
    storm = await house.tell(chat, "A storm")
    (seen,) = await traces(house).spotted(chat.id, storm.url)
    assert seen.story is not None
    assert (seen.story.story, len(seen.story.words), seen.waiting) == (storm.id, 1, False)
    assert [(match.term, match.how, match.text) for match in seen.matches] == [("x", How.EXACT, "A")]
    await house.chats.pause_source(chat.id, seen.number, SOMEBODY, house.clock.now(), paused=True)
    (paused,) = await traces(house).spotted(chat.id, storm.url)
    assert paused.paused
    for held, baseline in ((True, False), (True, True), (False, True)):
        await house.database.write(
            lambda c, held=held, old=baseline: c.execute(update(articles).values(held=held, baseline=old))
        )
        (kept,) = await traces(house).spotted(chat.id, storm.url)
        assert (kept.held, kept.article.baseline) == (held, baseline)


async def test_nothing_is_known_here_of_another_chats_feed(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    state, _ = await house.chats.add_source(
        other.id, "https://own.example/rss", "Own", Language.ENGLISH, SOMEBODY, house.clock.now()
    )
    own = DueSource(Source(state.source.id, state.source.url, "Own"), Validators(), 1)
    (secret,) = await house.read(own, Entry("k", "A secret", "", "https://own.example/1", house.clock.now(), Language.ENGLISH))
    await house.triage(placed(secret, alert(other, secret, AlertKind.NEW)))
    known = traces(house)
    assert len(await known.spotted(other.id, secret.url)) == 1
    assert await known.carriers(other.id, secret.url) == (state.number,)
    assert await known.spotted(chat.id, secret.url) == []
    assert await known.carriers(chat.id, secret.url) == ()
    assert await known.story(chat.id, secret.id) is None
    (public,) = await house.publish("The same in public")
    await house.triage(placed(public, alert(chat, public, AlertKind.NEW, secret.id), story=secret.id))
    trace = await known.story(chat.id, secret.id)
    assert trace is not None
    assert [each.article.title for each in trace.reports] == ["The same in public"]
    assert [word.article_id for word in trace.words] == [public.id], "the other chat's alert is its own"
    assert all(sending.articles == (public.id,) for sending in trace.sendings)


async def test_a_removed_feed_is_none_of_the_chats_but_what_it_was_told_stays(house: House) -> None:
    chat = await house.open("10")
    storm = await house.tell(chat, "A storm")
    (state,) = await house.chats.sources(chat.id)
    assert await traces(house).carriers(chat.id, "https://www.news.example/whatever") == (state.number,)
    await house.chats.remove_source(chat.id, state.number, SOMEBODY, house.clock.now())
    assert await traces(house).spotted(chat.id, storm.url) == []
    assert await traces(house).carriers(chat.id, storm.url) == ()
    trace = await traces(house).story(chat.id, storm.id)
    assert trace is not None
    assert [each.article.title for each in trace.reports] == ["A storm"]


async def test_a_parted_report_is_found_in_the_story_it_makes(house: House) -> None:
    await house.furnish("one", "two")
    chat = await house.open("10")
    storm = await house.tell(chat, "A storm")
    await house.deliver("m1")
    (quake,) = await house.publish("A quake", source="two")
    await house.triage(placed(quake, alert(chat, quake, AlertKind.ALSO, storm.id), story=storm.id))
    await house.outbox.settle(await house.claim_one(), Delivered("m1"))
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    (seen,) = await traces(house).spotted(chat.id, quake.url)
    assert seen.story is not None
    assert (seen.story.story, seen.story.reports[0].parted) == (quake.id, True)
    assert await traces(house).told_last(chat.id) == quake.id
    latest = await house.articles.alerted(chat.id, 5)
    assert [(hit.story, [report.title for report in hit.reports]) for hit in latest] == [
        (quake.id, ["A quake"]),
        (storm.id, ["A storm"]),
    ]
    found = await house.find(chat.id, ["quake"], replace(quake).time, 5)
    assert [hit.story for hit in found] == [quake.id]
