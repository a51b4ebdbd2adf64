from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.alert import AlertKind, PlacementKind, Reason
from bot.model.news import Broken, DueSource, Entry, Fresh, Language, Source, Trouble, Unchanged, Validators
from bot.ports import Poll
from bot.store.schema import articles, matches, sources, stories, story_articles
from tests.store.house import SOMEBODY, House, alert, placed


async def due_again(house: House) -> DueSource:
    house.clock.advance(300)
    (due,) = await house.articles.due_sources(5)
    return due


async def test_a_due_source_is_claimed_once_until_its_lease_runs_out(house: House) -> None:
    assert [due.source.id for due in await house.articles.due_sources(5)] == ["one"]
    assert await house.articles.due_sources(5) == ()
    assert await house.articles.next_due() is None
    house.clock.advance(120)
    assert len(await house.articles.due_sources(5)) == 1


async def test_the_poll_says_when_to_come_back(house: House) -> None:
    due = await due_again(house)
    await house.read(due, wait=timedelta(minutes=7))
    assert await house.articles.next_due() == house.clock.now() + timedelta(minutes=7)
    assert await house.articles.due_sources(5) == ()


async def test_no_more_sources_are_claimed_than_asked_for(house: House) -> None:
    await house.chats.seed_sources([Source(name, f"https://{name}.example", name) for name in ("a", "b", "c")])
    claimed = [due.source.id for _ in range(2) for due in await house.articles.due_sources(2)]
    assert sorted(claimed) == ["a", "b", "c"]


async def test_the_first_good_reading_is_a_baseline(house: House) -> None:
    await house.chats.seed_sources([Source("new", "https://new.example", "New")])
    (due,) = await house.articles.due_sources(5)
    broken = await house.articles.keep(due, Broken(Trouble.TIMEOUT), Poll(house.clock.now(), Reason("x")), house.clock.now())
    assert broken == ()
    (due,) = await house.articles.due_sources(5)
    assert (due.polls, due.failures) == (0, 1)
    old = await house.read(due, house.entry("old"))
    assert [one.baseline for one in old] == [True]
    assert await house.articles.untriaged(10) == ()
    due = await due_again(house)
    assert due.polls == 1
    new = await house.read(due, house.entry("newest"), house.entry("newer"))
    assert [(one.title, one.baseline, one.outlet) for one in new] == [("newer", False, "New"), ("newest", False, "New")]
    assert await house.articles.untriaged(10) == new
    assert await house.articles.untriaged(1) == new[:1]


async def test_a_known_key_or_the_same_link_and_title_is_not_new(house: House) -> None:
    first = house.entry("A quake")
    (article,) = await house.read(await due_again(house), first)
    churned = replace(first, key="another", published=house.clock.now())
    assert await house.read(await due_again(house), first) == ()
    assert await house.read(await due_again(house), churned) == ()
    retitled = replace(churned, title="A strong quake")
    assert await house.read(await due_again(house), retitled) == ()
    assert [one.title for one in await house.articles.untriaged(5)] == ["A strong quake"]
    assert [one.id for one in await house.articles.untriaged(5)] == [article.id]
    elsewhere = replace(first, key="third", url="https://news.example/other")
    assert len(await house.read(await due_again(house), elsewhere)) == 1


async def test_what_a_document_repeats_is_kept_once(house: House) -> None:
    entry = house.entry("A quake")
    again = replace(entry, key="copy")
    assert len(await house.read(await due_again(house), entry, entry, again)) == 1
    assert await house.read(await due_again(house), entry, again) == ()
    assert [row.key for row in await house.rows(articles)] == [entry.key]
    linkless = [Entry(f"k{number}", "same title", "", "") for number in range(2)]
    assert len(await house.read(await due_again(house), *linkless)) == 2


async def test_edits_change_the_article_silently_but_not_for_ever(house: House) -> None:
    entry = house.entry("A quake", "at dawn")
    (article,) = await house.read(await due_again(house), entry)
    for number in range(30):
        assert await house.read(await due_again(house), replace(entry, text=f"read {number} times")) == ()
    (stored,) = await house.articles.untriaged(5)
    assert (stored.id, stored.text, stored.seen) == (article.id, "read 19 times", article.seen)
    await house.read(await due_again(house), replace(entry, title="A strong quake", text="at last"))
    assert [(one.title, one.text) for one in await house.articles.untriaged(5)] == [("A strong quake", "at last")]


async def test_an_article_of_the_future_counts_from_when_it_was_seen(house: House) -> None:
    entry = replace(house.entry("tomorrow"), published=house.clock.now() + timedelta(days=1))
    (article,) = await house.read(await due_again(house), entry)
    await house.triage(placed(article))
    assert [one.time for one in await house.articles.window(house.clock.now())] == [article.seen]


async def test_a_reading_of_a_thousand_entries_is_kept_whole_and_in_order(house: House) -> None:
    entries = [house.entry(f"خبر {number}") for number in range(1000)]
    new = await house.read(await due_again(house), *entries)
    assert [one.title for one in new] == [f"خبر {number}" for number in reversed(range(1000))]
    assert [one.id for one in new] == sorted(one.id for one in new)


async def test_what_no_database_takes_is_left_out_of_texts(house: House) -> None:
    (article,) = await house.read(await due_again(house), house.entry("nul\0 and half\ud800 a pair"))
    assert (await house.articles.untriaged(1))[0].title == article.title == "nul and half? a pair"


async def test_validators_health_and_redirects_are_remembered(house: House) -> None:
    due = await due_again(house)
    now, poll = house.clock.now(), Poll(house.clock.now(), Reason("x"))
    await house.articles.keep(due, Fresh((), Validators('W/"é"', "Sat", "h"), moved_to="https://new.example"), poll, now)
    due = await due_again(house)
    assert due.validators == Validators('W/"é"', "Sat", "h")
    await house.articles.keep(due, Unchanged(), poll, now)
    due = await due_again(house)
    assert (due.validators.etag, due.polls, due.source.url) == ('W/"é"', 3, "https://one.example/feed")
    for _ in range(3):
        await house.articles.keep(due, Fresh((), moved_to="https://new.example"), poll, now)
        due = await due_again(house)
    assert (due.source.url, due.validators) == ("https://new.example", Validators())
    chat = await house.open("10")
    await house.articles.keep(due, Broken(Trouble.CLIENT_ERROR, "HTTP 404"), poll, now)
    (state,) = await house.chats.sources(chat.id)
    assert (state.health, state.detail, state.failures) == ("client_error", "HTTP 404", 1)


async def test_a_feed_that_has_moved_and_says_nothing_new_is_followed(house: House) -> None:
    poll = Poll(house.clock.now(), Reason("x"))
    for reading in (Fresh(()), *[Unchanged(moved_to="https://new.example")] * 3):
        due = await due_again(house)
        assert due.source.url == "https://one.example/feed"
        await house.articles.keep(due, reading, poll, house.clock.now())
    assert (await due_again(house)).source.url == "https://new.example"


async def test_the_window_gives_back_what_was_committed(house: House) -> None:
    first, second = await house.publish("one", "two")
    await house.triage(placed(first), placed(second, story=first.id, how="copy"))
    members = await house.articles.window(house.clock.now())
    assert [(one.article_id, one.story, one.source, one.title) for one in members] == [
        (first.id, first.id, "one", "one"),
        (second.id, first.id, "one", "two"),
    ]
    assert members[0].names == {"name"}
    assert members[0].signature == b"\x01\x00\xff"
    assert await house.articles.window(house.clock.now() + timedelta(seconds=1)) == ()
    assert await house.number_of(matches) == 2
    assert [row.how for row in await house.rows(story_articles)] == ["none", "copy"]


async def test_told_lists_what_each_chat_heard_of_a_story(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    watch = await house.watch(chat, "x")
    story = await house.tell(chat, "3 killed", watch)
    later = house.clock.now() + timedelta(minutes=5)
    (report,) = await house.publish("30 killed")
    update = alert(chat, report, AlertKind.UPDATE, story=story.id, due=later)
    await house.deliver()
    await house.triage(placed(report, update, alert(other, report, AlertKind.NEW, story=story.id), story=story.id))
    told = {one.chat_id: one for one in (await house.articles.told([story.id, 999]))[story.id]}
    assert told[chat.id].watch_ids == {watch.id}
    assert told[chat.id].articles == (story.id, report.id)
    assert told[chat.id].last_update == later
    assert (told[other.id].articles, told[other.id].last_update) == ((report.id,), None)
    assert 999 not in await house.articles.told([story.id, 999])


async def test_a_second_first_word_of_a_story_joins_the_first(house: House) -> None:
    chat = await house.open("10")
    first, second = await house.publish("one", "two")
    again = alert(chat, second, AlertKind.NEW, story=first.id)
    await house.triage(placed(first, alert(chat, first, AlertKind.NEW)), placed(second, again, story=first.id))
    delivery = await house.deliver()
    assert [one.article_id for one in delivery.alerts[0].reports] == [first.id, second.id]
    assert await house.claim() == ()


async def test_edits_and_forgetting_reach_the_search(house: House) -> None:
    chat = await house.open("10")
    entry = house.entry("A quake")
    await house.read(await due_again(house), entry)
    await house.read(await due_again(house), replace(entry, title="A storm"))
    start = house.clock.now() - timedelta(days=1)
    assert await house.find(chat.id, ["quake"], start, 5) == ()
    assert len(await house.find(chat.id, ["storm"], start, 5)) == 1


async def test_a_query_shows_only_what_the_chat_may_see(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    now = house.clock.now()
    own, _ = await house.chats.add_source(chat.id, "https://own.example", "Own", Language.ENGLISH, SOMEBODY, now)
    (shared,) = await house.publish("quake here")
    for due in await house.articles.due_sources(5):
        await house.read(due, house.entry("held before"))
    (private,) = await house.publish("quake there", source=own.source.id)
    await house.triage(placed(shared), placed(private, story=shared.id))
    mine = await house.find(chat.id, ["quake"], now, 5)
    assert [[one.id for one in hit.reports] for hit in mine] == [[private.id, shared.id]]
    theirs = await house.find(other.id, ["quake"], now, 5)
    assert [[one.id for one in hit.reports] for hit in theirs] == [[shared.id]]
    assert await house.articles.audience(["one", own.source.id, "nothing"]) == {
        "one": None,
        own.source.id: frozenset({chat.id}),
        "nothing": frozenset(),
    }
    number = (await house.chats.sources(other.id))[0].number
    await house.chats.remove_source(other.id, number, SOMEBODY, now)
    assert await house.find(other.id, ["quake"], now, 5) == ()
    assert (await house.articles.audience(["one"]))["one"] == frozenset({chat.id})


async def test_the_stories_a_chat_was_alerted_to_come_newest_first(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    first, second = await house.tell(chat, "one"), await house.tell(chat, "two")
    await house.tell(other, "elsewhere")
    (report,) = await house.publish("one again")
    await house.triage(placed(report, alert(chat, report, AlertKind.ALSO, story=first.id), story=first.id))
    hits = await house.articles.alerted(chat.id, 5)
    assert [(hit.story, len(hit.reports)) for hit in hits] == [(first.id, 2), (second.id, 1)]
    assert len(await house.articles.alerted(chat.id, 1)) == 1


async def test_old_articles_are_forgotten_unless_something_needs_them(house: House) -> None:
    chat = await house.open("10")
    sent = await house.tell(chat, "sent")
    await house.deliver()
    waiting = await house.tell(chat, "waiting")
    (unread,) = await house.publish("not triaged")
    house.clock.advance(days=40)
    listed = house.entry("listed still")
    (kept,) = await house.read(DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1), listed)
    await house.triage(placed(kept))
    house.clock.advance(days=40)
    assert await house.articles.prune(house.clock.now() - timedelta(days=30)) == 1
    assert [row.id for row in await house.rows(articles)] == [waiting.id, unread.id, kept.id]
    assert sent.id not in {row.id for row in await house.rows(stories)}
    assert (await house.deliver()).alerts[0].lead.title == "waiting"
    assert await house.read(DueSource(Source("one", "https://one.example/feed", ""), Validators(), 1), listed) == ()


async def test_an_update_is_stored_with_its_reasons(house: House) -> None:
    first, second = await house.publish("one", "two")
    await house.triage(placed(first), placed(second, story=first.id, kind=PlacementKind.UPDATE, how="headline"))
    row = (await house.rows(story_articles))[1]
    assert (row.kind, row.how, row.score, row.with_article) == ("update", "headline", 90.0, first.id)
    assert row.because == {"code": "first_match", "facts": [["terms", "x"]]}


async def test_a_source_that_nobody_wants_is_not_polled(house: House) -> None:
    await house.chats.seed_sources([])
    assert await house.articles.due_sources(5) == ()
    assert await house.articles.next_due() is None
    assert [row.listed for row in await house.rows(sources)] == [False]
