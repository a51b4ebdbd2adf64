from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.alert import AlertKind, Delivered, Reason
from bot.model.chat import Address, ChatKind, ChatState, Person, Platform, Role
from bot.model.news import Language, Source
from bot.store.schema import alerts, audit, claims, deliveries
from tests.store.house import SOMEBODY, House, alert, placed


async def test_a_chat_is_opened_once_and_keeps_its_settings(house: House) -> None:
    address = Address(Platform.TELEGRAM, "-100", "7")
    chat = await house.chats.open_chat(address, ChatKind.GROUP, "أخبار", Language.ARABIC)
    assert (chat.address, chat.kind, chat.title, chat.language) == (address, ChatKind.GROUP, "أخبار", Language.ARABIC)
    assert (chat.state, chat.admitted, chat.time_zone) == (ChatState.ACTIVE, False, "UTC")
    assert await house.chats.open_chat(address, ChatKind.GROUP, "", Language.ENGLISH) == chat
    renamed = await house.chats.open_chat(address, ChatKind.GROUP, "News", Language.ENGLISH)
    assert renamed == replace(chat, title="News")
    changed = replace(renamed, time_zone="Africa/Cairo", language=Language.ENGLISH, admitted=True)
    await house.chats.save(changed)
    assert await house.chats.chat(chat.id) == changed
    assert await house.chats.chats() == (changed,)
    assert await house.chats.chat(999) is None


async def test_the_kind_that_a_request_showed_outlasts_the_operators_file(house: House) -> None:
    address = Address(Platform.SLACK, "C1")
    await house.chats.open_chat(address, ChatKind.PRIVATE, "", Language.ARABIC)
    chat = await house.chats.open_chat(address, ChatKind.GROUP, "news", Language.ENGLISH)
    shown = replace(chat, kind=ChatKind.GROUP, admitted=True)
    await house.chats.save(shown)
    assert (shown.title, shown.language) == ("news", Language.ARABIC)
    assert await house.chats.open_chat(address, ChatKind.PRIVATE, "", Language.ARABIC) == shown


async def test_whose_chat_it_is_was_decided_by_nobody(house: House) -> None:
    chat = await house.open("10")
    before = await house.rows(audit)
    await house.chats.save(replace(chat, person="7"))
    assert await house.rows(audit) == before
    await house.chats.save(replace(chat, person="8", time_zone="Africa/Cairo"))
    (entry,) = (await house.rows(audit))[len(before) :]
    assert [change[0] for change in entry.changes] == ["time_zone"]


async def test_leaving_a_pause_makes_what_was_held_due(house: House) -> None:
    chat = await house.open("10")
    await house.tell(chat, "held")
    await house.outbox.hold(await house.claim_one(), house.clock.now() + timedelta(hours=9), Reason("paused"))
    await house.chats.save(replace(chat, state=ChatState.PAUSED))
    assert await house.claim() == ()
    await house.chats.save(replace(chat, state=ChatState.ACTIVE))
    assert len(await house.claim()) == 1


async def test_a_channel_out_of_reach_takes_all_its_threads_and_comes_back_as_it_was(house: House) -> None:
    chat, thread = await house.open("-10"), await house.open("-10", thread="5")
    other = await house.open("-11")
    await house.chats.save(replace(thread, state=ChatState.PAUSED))
    for _ in range(2):
        await house.chats.suspend(chat.address, "kicked")
    states = [(one.state, one.because) for one in await house.chats.chats()]
    assert states == [(ChatState.SUSPENDED, "kicked")] * 2 + [(ChatState.ACTIVE, "")]
    await house.chats.restore(chat.address)
    assert [one.state for one in await house.chats.chats()] == [ChatState.ACTIVE, ChatState.PAUSED, ChatState.ACTIVE]
    assert await house.chats.chat(other.id) == other


async def test_a_channel_that_moved_takes_its_threads_with_it(house: House) -> None:
    chat, thread = await house.open("-10"), await house.open("-10", thread="5")
    await house.chats.suspend(chat.address, "upgraded")
    await house.chats.move(Address(Platform.TELEGRAM, "-10"), Address(Platform.TELEGRAM, "-100"))
    moved = await house.chats.chats()
    assert [(one.id, str(one.address), one.state) for one in moved] == [
        (chat.id, "telegram:-100", ChatState.ACTIVE),
        (thread.id, "telegram:-100:5", ChatState.ACTIVE),
    ]


async def test_a_chat_that_is_at_the_new_address_already_is_merged(house: House) -> None:
    old, new = await house.open("-10"), await house.open("-100")
    both = [await house.watch(old, "quake"), await house.watch(new, "Quake")]
    kept, moving = await house.watch(old, "oil"), await house.watch(new, "gold")
    story = await house.tell(old, "told in both", both[0])
    (report,) = await house.publish("again")
    await house.triage(placed(report, alert(new, report, AlertKind.NEW, story=story.id, watch=both[1]), story=story.id))
    await house.tell(new, "only new", moving)
    await house.tell(old, "only old", kept)
    revision = (await house.chats.watch_edits(0)).revision
    await house.chats.move(old.address, new.address)
    (merged,) = await house.chats.chats()
    assert (merged.id, merged.address) == (old.id, new.address)
    assert [one.term for one in await house.chats.watches(old.id)] == ["quake", "oil", "gold"]
    edits = await house.chats.watch_edits(revision)
    assert [one.term for one in edits.added] == ["gold"]
    assert {one.id for one in edits.removed} == {both[1].id, moving.id}
    told = [(await house.deliver(f"m{number}")).alerts[0].lead.title for number in range(4)]
    assert told == ["told in both", "only old", "again", "only new"]
    assert {one.watch_ids for one in (await house.articles.told([story.id]))[story.id]} == {frozenset({both[0].id})}
    assert await house.number_of(alerts) == 4
    await house.tell(merged, "afterwards", kept)
    assert (await house.claim_one()).seq == 5


async def test_the_admitted_chat_stays_when_two_are_merged(house: House) -> None:
    old = await house.chats.open_chat(Address(Platform.TELEGRAM, "-10"), ChatKind.GROUP, "", Language.ARABIC)
    new = await house.open("-100")
    await house.tell(old, "queued")
    await house.chats.move(old.address, new.address)
    assert await house.chats.chats() == (new,)
    assert (await house.deliver()).chat == new


async def test_a_send_under_way_survives_the_merging_of_its_chat(house: House) -> None:
    old, new = await house.open("-10"), await house.open("-100")
    await house.tell(new, "under way")
    delivery = await house.claim_one()
    await house.tell(old, "next")
    await house.chats.move(old.address, new.address)
    assert await house.claim() == ()
    await house.outbox.settle(delivery, Delivered("m1"))
    assert await house.state(delivery) == "sent"
    house.clock.advance(31)
    assert (await house.deliver("m2")).alerts[0].lead.title == "next"
    assert await house.claim() == ()


async def test_watches_are_numbered_edits(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    start = (await house.chats.watch_edits(0)).revision
    first, is_new = await house.chats.add_watch(chat.id, "زابوريجيا", SOMEBODY, house.clock.now())
    assert (is_new, first.chat_id, first.term, first.added) == (True, chat.id, "زابوريجيا", house.clock.now())
    again, is_new = await house.chats.add_watch(chat.id, "زابوريجيا ", SOMEBODY, house.clock.now())
    assert (again, is_new) == (first, False)
    second = await house.watch(other, "زابوريجيا")
    edits = await house.chats.watch_edits(start)
    assert (edits.added, edits.removed) == ((first, second), ())
    assert await house.chats.remove_watch(other.id, first.id, SOMEBODY, house.clock.now()) is None
    assert await house.chats.remove_watch(chat.id, first.id, SOMEBODY, house.clock.now()) == first
    assert await house.chats.remove_watch(chat.id, first.id, SOMEBODY, house.clock.now()) is None
    later = await house.chats.watch_edits(edits.revision)
    assert (later.added, later.removed) == ((), (first,))
    assert (await house.chats.watch_edits(start)).added == (second,)
    assert (await house.chats.watch_edits(0)).added == (second,)
    assert await house.chats.watch_edits(later.revision) == replace(later, removed=())
    third = await house.watch(chat, "زابوريجيا")
    assert third.id not in {first.id, second.id}


async def test_unwatching_cancels_what_waits_because_of_it_alone(house: House) -> None:
    chat = await house.open("10")
    quake, city = await house.watch(chat, "quake"), await house.watch(chat, "city")
    article = await house.tell(chat, "quake only", quake)
    (both,) = await house.publish("quake in the city")
    told = replace(alert(chat, both, AlertKind.NEW), watch_ids=(quake.id, city.id), terms=("quake", "city"))
    await house.triage(placed(both, told))
    await house.chats.remove_watch(chat.id, quake.id, SOMEBODY, house.clock.now())
    delivery = await house.deliver()
    assert (delivery.alerts[0].lead.article_id, delivery.alerts[0].terms) == (both.id, ("city",))
    assert await house.claim() == ()
    assert await house.articles.told([article.id]) == {}
    await house.watch(chat, "quake")
    (again,) = await house.publish("quake once more")
    assert await house.triage(placed(again, alert(chat, again, AlertKind.NEW, story=article.id), story=article.id)) == 1
    assert (await house.deliver()).alerts[0].lead.article_id == again.id


async def test_unwatching_leaves_what_is_out_or_under_way(house: House) -> None:
    chat = await house.open("10")
    quake = await house.watch(chat, "quake")
    await house.tell(chat, "quake", quake)
    delivery = await house.claim_one()
    await house.chats.remove_watch(chat.id, quake.id, SOMEBODY, house.clock.now())
    assert await house.state(delivery) == "inflight"
    await house.outbox.settle(delivery, Delivered("m1"))
    assert [row.state for row in await house.rows(deliveries)] == ["sent"]


async def test_an_alert_for_a_watch_that_is_gone_is_not_committed(house: House) -> None:
    chat = await house.open("10")
    quake = await house.watch(chat, "quake")
    (article,) = await house.publish("quake")
    await house.chats.remove_watch(chat.id, quake.id, SOMEBODY, house.clock.now())
    assert await house.triage(placed(article, alert(chat, article, AlertKind.NEW, watch=quake))) == 0
    assert await house.articles.untriaged(5) == ()


async def test_sources_of_the_operator_are_shared_and_each_chat_decides_for_itself(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    now = house.clock.now()
    (state,) = await house.chats.sources(chat.id)
    assert (state.source.id, state.paused, state.health, state.articles) == ("one", False, "", 0)
    paused = await house.chats.pause_source(chat.id, state.number, SOMEBODY, now, paused=True)
    assert paused is not None
    assert paused.paused
    assert (await house.articles.audience(["one"]))["one"] == frozenset({other.id})
    await house.chats.seed_sources([Source("one", "https://one.example/feed", "Renamed")])
    assert [(one.source.name, one.paused) for one in await house.chats.sources(chat.id)] == [("Renamed", True)]
    await house.chats.pause_source(chat.id, state.number, SOMEBODY, now, paused=False)
    assert (await house.articles.audience(["one"]))["one"] is None
    assert (await house.chats.remove_source(chat.id, state.number, SOMEBODY, now)) is not None
    assert await house.chats.remove_source(chat.id, state.number, SOMEBODY, now) is None
    assert await house.chats.pause_source(chat.id, 999, SOMEBODY, now, paused=True) is None
    assert await house.chats.sources(chat.id) == ()
    await house.chats.seed_sources([Source("one", "https://one.example/feed", "Renamed")])
    assert await house.chats.sources(chat.id) == ()
    assert len(await house.chats.sources(other.id)) == 1
    back, is_new = await house.chats.add_source(chat.id, "https://one.example/feed", "", Language.ENGLISH, SOMEBODY, now)
    assert (back.source.id, back.number, is_new) == ("one", state.number, True)


async def test_a_feed_that_a_chat_adds_is_its_own(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    now = house.clock.now()
    added, is_new = await house.chats.add_source(chat.id, "https://own.example", "", Language.ARABIC, SOMEBODY, now)
    assert is_new
    assert (added.source.owner_chat, added.source.language) == (chat.id, Language.ARABIC)
    assert (await house.chats.add_source(chat.id, "https://own.example", "", Language.ARABIC, SOMEBODY, now))[1] is False
    assert [one.source.id for one in await house.chats.sources(other.id)] == ["one"]
    theirs, is_new = await house.chats.add_source(other.id, "https://own.example", "", Language.ARABIC, SOMEBODY, now)
    assert is_new
    assert theirs.number != added.number
    await house.chats.pause_source(chat.id, added.number, SOMEBODY, now, paused=True)
    due = [one.source.id for one in await house.articles.due_sources(9)]
    assert (added.source.id in due, theirs.source.id in due) == (False, True)
    await house.chats.pause_source(chat.id, added.number, SOMEBODY, now, paused=False)
    (due_again,) = await house.articles.due_sources(9)
    assert (due_again.source.id, due_again.polls) == (added.source.id, 0)
    await house.chats.remove_source(chat.id, added.number, SOMEBODY, now)
    again, is_new = await house.chats.add_source(chat.id, "https://own.example", "", Language.ARABIC, SOMEBODY, now)
    assert (again.number, is_new) == (added.number, True)


async def test_a_source_no_longer_listed_keeps_its_articles(house: House) -> None:
    chat = await house.open("10")
    await house.publish("still here")
    await house.chats.seed_sources([Source("two", "https://two.example", "Two")])
    assert [one.source.id for one in await house.chats.sources(chat.id)] == ["two"]
    assert [one.title for one in await house.articles.untriaged(5)] == ["still here"]
    assert len(await house.find(chat.id, ["still"], house.clock.now(), 5)) == 1
    back = Source("one", "https://elsewhere.example", "One")
    await house.chats.seed_sources([back, Source("two", "https://two.example", "Two")])
    (one, _) = await house.chats.sources(chat.id)
    assert (one.source.url, one.articles) == ("https://elsewhere.example", 1)


async def test_a_claim_token_makes_one_owner_once(house: House) -> None:
    now = house.clock.now()
    assert not await house.chats.has_owner()
    old = await house.chats.new_claim(timedelta(hours=1))
    token = await house.chats.new_claim(timedelta(hours=1))
    (row,) = await house.rows(claims)
    assert token not in row.hash
    assert not await house.chats.redeem_claim(old, SOMEBODY, now)
    assert not await house.chats.redeem_claim("guess é", SOMEBODY, now)
    assert await house.chats.redeem_claim(token, SOMEBODY, now)
    assert not await house.chats.redeem_claim(token, Person(Platform.SLACK, "U2"), now)
    assert (await house.chats.role(SOMEBODY), await house.chats.has_owner()) == (Role.OWNER, True)


async def test_a_claim_token_runs_out(house: House) -> None:
    token = await house.chats.new_claim(timedelta(hours=1))
    house.clock.advance(hours=1)
    assert not await house.chats.redeem_claim(token, SOMEBODY, house.clock.now())
    assert await house.chats.role(SOMEBODY) is Role.NOBODY


async def test_roles_are_given_and_taken_per_platform(house: House) -> None:
    namesake = Person(Platform.SLACK, SOMEBODY.id)
    await house.chats.grant(SOMEBODY, Role.EDITOR, "telegram:1", house.clock.now())
    assert (await house.chats.role(SOMEBODY), await house.chats.role(namesake)) == (Role.EDITOR, Role.NOBODY)
    await house.chats.grant(SOMEBODY, Role.NOBODY, "telegram:1", house.clock.now())
    assert await house.chats.role(SOMEBODY) is Role.NOBODY


async def test_every_change_is_noted_with_who_did_it(house: House) -> None:
    chat = await house.open("10")
    now = house.clock.now()
    watch = await house.watch(chat, "quake")
    await house.chats.remove_watch(chat.id, watch.id, SOMEBODY, now)
    await house.chats.add_source(chat.id, "https://own.example", "", Language.ARABIC, SOMEBODY, now)
    await house.chats.pause_source(chat.id, 1, SOMEBODY, now, paused=True)
    await house.chats.remove_source(chat.id, 1, SOMEBODY, now)
    await house.chats.suspend(chat.address, "kicked")
    await house.chats.restore(chat.address)
    await house.chats.move(chat.address, Address(Platform.TELEGRAM, "99"))
    await house.chats.grant(SOMEBODY, Role.ADMIN, "telegram:1", now)
    token = await house.chats.new_claim(timedelta(hours=1))
    rows = await house.rows(audit)
    assert [row.action for row in rows] == [
        *("open", "settings", "watch", "unwatch", "feed add", "feed paused", "feed removed"),
        *("suspend", "restore", "move", "grant", "claim token"),
    ]
    assert {row.who for row in rows if row.action in {"watch", "unwatch", "feed add"}} == {"telegram:7"}
    assert token not in " ".join(row.detail for row in rows)


async def test_the_condition_counts_the_whole_store(house: House) -> None:
    chat = await house.open("10")
    await house.watch(chat, "quake")
    await house.tell(chat, "one")
    await house.tell(chat, "two")
    await house.deliver()
    seen = await house.chats.condition()
    assert (seen.articles, seen.sources, seen.failing, seen.chats, seen.watches) == (2, 1, 0, 1, 1)
    assert (seen.pending, seen.doubts, seen.dead) == (1, 0, 0)
    assert seen.last_poll == seen.last_delivery == house.clock.now()
    assert seen.database == house.database.dialect


async def test_a_role_of_the_process_is_held_by_one_at_a_time(house: House) -> None:
    acquire = house.leases.acquire
    first = await acquire("polling", "a", 30)
    assert first is not None
    assert await acquire("polling", "b", 30) is None
    house.clock.advance(29)
    assert await acquire("polling", "a", 30) == first
    house.clock.advance(29)
    assert await acquire("polling", "b", 30) is None
    house.clock.advance(1)
    assert await acquire("polling", "b", 30) == first + 1
    assert await acquire("polling", "a", 30) is None
    await house.leases.release("polling", "a")
    assert await acquire("polling", "a", 30) is None
    await house.leases.release("polling", "b")
    assert await acquire("polling", "a", 30) == first + 2
    assert await acquire("triage-of-another", "b", 30) is not None


async def test_a_new_chat_takes_the_zone_it_comes_with(house: House) -> None:
    address = Address(Platform.SLACK, "D9")
    chat = await house.chats.open_chat(address, ChatKind.PRIVATE, "", Language.ENGLISH, "Asia/Riyadh")
    assert chat.time_zone == "Asia/Riyadh"
    again = await house.chats.open_chat(address, ChatKind.PRIVATE, "", Language.ENGLISH, "Europe/London")
    assert again.time_zone == "Asia/Riyadh", "it is the chat's own from then on"
