"""A watch made narrower lets go of its story, on both databases: what waits of it is not sent, what follows is not told."""

from __future__ import annotations

from dataclasses import replace

from bot.model.alert import AlertKind
from bot.store.schema import audit
from bot.store.traces import StoredTraces
from tests.store.house import AT_ONCE, SOMEBODY, House, alert, placed


async def test_what_waits_of_the_story_is_dropped_and_what_the_chat_was_told_is_no_reason_any_more(house: House) -> None:
    await house.furnish("one", "two")
    chat, traces = await house.open("10"), StoredTraces(house.database, AT_ONCE)
    watch = await house.watch(chat, "Amazon")
    await house.watch(chat, "storm")
    fires = await house.tell(chat, "Amazon fires", watch)
    await house.deliver("m1")
    depot = await house.tell(chat, "Amazon depot", watch)
    (also,) = await house.publish("Fires in Amazon", source="two")
    await house.triage(placed(also, alert(chat, also, AlertKind.ALSO, fires.id, watch), story=fires.id))
    now = house.clock.now()
    narrowed = replace(watch, term="Amazon -fires")
    changed = await traces.narrow(chat.id, fires.id, watch, narrowed, SOMEBODY, now)
    assert changed is not None
    assert changed.term == "Amazon -fires"
    (left,) = await house.claim()
    assert [told.lead.title for told in left.alerts] == ["Amazon depot"], "another story of the watch is told"
    told = await house.articles.told([fires.id, depot.id])
    assert (told[fires.id][0].watch_ids, told[depot.id][0].watch_ids) == (frozenset(), {watch.id})
    assert await traces.narrow(chat.id, fires.id, watch, narrowed, SOMEBODY, now) is None, "it is another watch by now"
    assert await traces.widen(chat.id, fires.id, changed, replace(changed, term="storm"), SOMEBODY, now) is None
    back = await traces.widen(chat.id, fires.id, changed, replace(changed, term="Amazon"), SOMEBODY, now)
    assert back is not None
    assert (await house.articles.told([fires.id]))[fires.id][0].watch_ids == {watch.id}
    noted = [(row.action, row.changes) for row in await house.rows(audit) if row.action.startswith("off")]
    assert noted == [
        ("off", [["term", "Amazon", "Amazon -fires"]]),
        ("off undone", [["term", "Amazon -fires", "Amazon"]]),
    ]


async def test_a_spelling_less_is_told_as_such(house: House) -> None:
    await house.furnish()
    chat, traces = await house.open("10"), StoredTraces(house.database, AT_ONCE)
    watch = await house.watch(chat, "Bitcoin")
    storm = await house.tell(chat, "بيتكوين", watch)
    changed = await traces.narrow(
        chat.id, storm.id, watch, replace(watch, switched=frozenset({"بيتكوين"})), SOMEBODY, house.clock.now()
    )
    assert changed is not None
    assert changed.switched == {"بيتكوين"}
    noted = [(row.action, row.detail) for row in await house.rows(audit) if row.action.startswith("off")]
    assert noted == [("off spelling", "Bitcoin: بيتكوين")]
    assert [delivery.kind for delivery in await house.claim()] == [], "the story was not told yet: it never is"
