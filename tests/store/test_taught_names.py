"""Names that chats teach, spellings that they switch, terms that they are asked about: what stays, and what goes live."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.model.watch import Watch
from bot.store.schema import audit, proposals, taught_names
from tests.store.house import SOMEBODY, House


async def revision(house: House) -> int:
    return (await house.chats.watch_edits(0)).revision


async def changed_since(house: House, since: int) -> dict[int, Watch]:
    edits = await house.chats.watch_edits(since)
    assert edits.removed == ()
    return {watch.id: watch for watch in edits.added}


async def test_a_taught_name_reaches_the_chats_watches_with_the_next_edits(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    mine, theirs = await house.watch(chat, "CENTCOM"), await house.watch(other, "CENTCOM")
    kin, apart = await house.watch(chat, "سنتكوم"), await house.watch(chat, "oil")
    before = await revision(house)
    name = await house.chats.teach(chat.id, ["CENTCOM", "سنتكم"], ["سنتكوم"], SOMEBODY, house.clock.now())
    assert name.spellings == ("CENTCOM", "سنتكم")
    changed = await changed_since(house, before)
    assert {watch: set(each.taught) for watch, each in changed.items()} == {
        mine.id: {"سنتكم"},
        kin.id: {"CENTCOM", "سنتكم"},
    }
    assert {watch.id: watch.taught for watch in await house.chats.watches(chat.id)}[apart.id] == frozenset()
    assert [watch.taught for watch in await house.chats.watches(other.id)] == [frozenset()]
    everything = {watch.id: watch.taught for watch in (await house.chats.watch_edits(0)).added}
    assert (everything[mine.id], everything[theirs.id]) == ({"سنتكم"}, frozenset())
    later, _ = await house.chats.add_watch(chat.id, "سنتكم", SOMEBODY, house.clock.now())
    assert later.taught == {"CENTCOM"}


async def test_a_name_taken_away_takes_its_spellings_along_and_can_be_taken_back(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    watch, now = await house.watch(chat, "Acme"), house.clock.now()
    name = await house.chats.teach(chat.id, ["Acme", "أكمي"], [], SOMEBODY, now)
    assert await house.chats.forget_name(other.id, name.number, SOMEBODY, now) is None
    assert await house.chats.recall_name(chat.id, name.number, SOMEBODY, now) is None
    before = await revision(house)
    assert await house.chats.forget_name(chat.id, name.number, SOMEBODY, now) == name
    assert await house.chats.forget_name(chat.id, name.number, SOMEBODY, now) is None
    assert (await changed_since(house, before))[watch.id].taught == frozenset()
    assert await house.chats.taught_names(chat.id) == ()
    assert await house.chats.recall_name(other.id, name.number, SOMEBODY, now) is None
    before = await revision(house)
    assert await house.chats.recall_name(chat.id, name.number, SOMEBODY, now) == name
    assert (await changed_since(house, before))[watch.id].taught == {"أكمي"}
    assert await house.chats.taught_names(chat.id) == (name,)


async def test_what_was_taken_away_long_ago_is_forgotten(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    old = await house.chats.teach(chat.id, ["Acme", "أكمي"], [], SOMEBODY, now)
    await house.chats.forget_name(chat.id, old.number, SOMEBODY, now)
    await house.chats.teach(chat.id, ["Beta", "بيتا"], [], SOMEBODY, now + timedelta(days=31))
    assert await house.number_of(taught_names) == 1
    assert await house.chats.recall_name(chat.id, old.number, SOMEBODY, now) is None


async def test_a_spelling_is_switched_and_the_watch_goes_live_again(house: House) -> None:
    chat, other = await house.open("10"), await house.open("11")
    watch, now = await house.watch(chat, "CENTCOM"), house.clock.now()
    before = await revision(house)
    switched = await house.chats.switch(chat.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=True)
    assert switched is not None
    assert switched.switched == {"سنتكوم"}
    assert await changed_since(house, before) == {watch.id: switched}
    before = await revision(house)
    assert await house.chats.switch(chat.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=True) == switched
    assert await changed_since(house, before) == {}
    back = await house.chats.switch(chat.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=False)
    assert back == watch
    assert await changed_since(house, before) == {watch.id: watch}
    assert await house.chats.switch(other.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=True) is None
    await house.chats.remove_watch(chat.id, watch.id, SOMEBODY, now)
    assert await house.chats.switch(chat.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=True) is None


async def test_a_watch_that_changed_and_was_then_removed_is_removed_for_whoever_knew_it(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    watch = await house.watch(chat, "CENTCOM")
    known = await revision(house)
    await house.chats.switch(chat.id, watch.id, ["سنتكوم"], SOMEBODY, now, switched=True)
    await house.chats.remove_watch(chat.id, watch.id, SOMEBODY, now)
    edits = await house.chats.watch_edits(known)
    assert ([one.id for one in edits.removed], edits.added) == ([watch.id], ())
    assert (await house.chats.watch_edits(0)).removed == ()


async def test_switches_at_once_are_all_kept(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    watch = await house.watch(chat, "CENTCOM")
    spellings = [f"spelling {number}" for number in range(8)]
    await asyncio.gather(*(house.chats.switch(chat.id, watch.id, [each], SOMEBODY, now, switched=True) for each in spellings))
    (stored,) = await house.chats.watches(chat.id)
    assert stored.switched == set(spellings)


async def test_what_is_taught_and_switched_is_noted(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    watch = await house.watch(chat, "Acme")
    name = await house.chats.teach(chat.id, ["Acme", "أكمي"], [], SOMEBODY, now)
    await house.chats.switch(chat.id, watch.id, ["أكمي"], SOMEBODY, now, switched=True)
    await house.chats.switch(chat.id, watch.id, ["أكمي"], SOMEBODY, now, switched=False)
    await house.chats.forget_name(chat.id, name.number, SOMEBODY, now)
    await house.chats.recall_name(chat.id, name.number, SOMEBODY, now)
    rows = [row for row in await house.rows(audit) if row.who == str(SOMEBODY)]
    assert [(row.action, row.detail) for row in rows] == [
        ("watch", "Acme"),
        ("name taught", "Acme = أكمي"),
        ("spelling switched", "Acme: أكمي"),
        ("spelling as usual", "Acme: أكمي"),
        ("name removed", "Acme = أكمي"),
        ("name restored", "Acme = أكمي"),
    ]


async def test_a_term_that_a_chat_is_asked_about_is_kept_for_it_alone(house: House) -> None:
    chat, other, now = await house.open("10"), await house.open("11"), house.clock.now()
    number = await house.chats.propose(chat.id, "من\x00", now)
    assert await house.chats.proposed(chat.id, number) == "من"
    assert await house.chats.proposed(other.id, number) is None
    assert await house.chats.proposed(chat.id, number + 1) is None
    assert await house.chats.propose(chat.id, "the", now) != number
    assert await house.chats.propose(chat.id, "the", now) == number + 1
    assert await house.chats.propose(other.id, "the", now) not in {number, number + 1}
    assert await house.chats.watches(chat.id) == ()


async def test_questions_that_nobody_answered_are_forgotten(house: House) -> None:
    chat, now = await house.open("10"), house.clock.now()
    number = await house.chats.propose(chat.id, "the", now)
    assert await house.chats.propose(chat.id, "the", now + timedelta(days=6)) == number
    await house.chats.propose(chat.id, "a", now + timedelta(days=12))
    assert await house.chats.proposed(chat.id, number) == "the"
    await house.chats.propose(chat.id, "a", now + timedelta(days=14))
    assert await house.chats.proposed(chat.id, number) is None
    assert await house.number_of(proposals) == 1


async def test_two_chats_that_become_one_share_what_either_was_taught(house: House) -> None:
    old, new = await house.open("-10"), await house.open("-100")
    stays, now = await house.watch(old, "Acme"), house.clock.now()
    await house.watch(new, "أكمي")
    name = await house.chats.teach(new.id, ["Acme", "أكمي"], [], SOMEBODY, now)
    asked = await house.chats.propose(new.id, "the", now)
    before = await revision(house)
    await house.chats.move(old.address, new.address)
    (merged,) = await house.chats.chats()
    assert await house.chats.taught_names(merged.id) == (name,)
    assert await house.chats.proposed(merged.id, asked) == "the"
    edits = await house.chats.watch_edits(before)
    assert {watch.term: set(watch.taught) for watch in edits.added} == {"Acme": {"أكمي"}, "أكمي": {"Acme"}}
    assert stays.id in {watch.id for watch in edits.added}


async def test_the_newest_articles_that_a_chat_may_see_come_first(house: House) -> None:
    chat = await house.open("10")
    await house.publish("first", "second")
    house.clock.advance(60)
    await house.publish("third")
    since = house.clock.now() - timedelta(minutes=10)
    assert [one.title for one in await house.articles.recent(chat.id, since, 9)] == ["third", "second", "first"]
    assert [one.title for one in await house.articles.recent(chat.id, since, 1)] == ["third"]
    assert [one.title for one in await house.articles.recent(chat.id, house.clock.now(), 9)] == ["third"]
    await house.chats.remove_source(chat.id, 1, SOMEBODY, house.clock.now())
    assert await house.articles.recent(chat.id, since, 9) == ()
