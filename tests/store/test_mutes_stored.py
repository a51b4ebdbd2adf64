"""Mutes at the time of sending: what is silent, what still comes, what is written down; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.alerts.policy import PLAN
from bot.model.alert import AlertKind, Delivered, DeliveryKind, Notice, PlacementKind, Reason
from bot.model.chat import Chat, ChatKind, Person, Platform
from bot.model.message import Undo
from bot.model.mute import Mute, Muted
from bot.model.news import Article
from bot.model.watch import Watch
from bot.store.mutes import StoredMutes
from bot.store.register import StoredLogbook
from bot.store.schema import alerts, audit, deliveries, delivery_alerts
from bot.store.traces import StoredTraces
from bot.store.undoing import StoredUndos
from tests.store.house import SOMEBODY, House, alert, placed

HOUR = timedelta(hours=1)


class Quiet:
    """A chat of a furnished house that watches something, and what it mutes."""

    def __init__(self, house: House, chat: Chat, watch: Watch) -> None:
        self.house, self.chat, self.watch = house, chat, watch
        self.store = StoredMutes(house.database)

    async def mute(self, hours: float | None = None, **what: object) -> Mute:
        until = None if hours is None else self.house.clock.now() + hours * HOUR
        made = await self.store.mute(self.chat.id, Muted(**what), until, SOMEBODY, self.house.clock.now())  # type: ignore[arg-type]
        assert made is not None
        return made

    async def more(self, story: Article, title: str, kind: AlertKind = AlertKind.ALSO, source: str = "two") -> Article:
        """A further report of a story for this chat."""
        (article,) = await self.house.publish(title, source=source)
        moved = PlacementKind.UPDATE if kind is AlertKind.UPDATE else None
        told = alert(self.chat, article, kind, story.id, watch=self.watch)
        await self.house.triage(placed(article, told, story=story.id, kind=moved, how="headline"))
        return article

    async def dropped(self) -> list[tuple[str, str]]:
        """What was dropped: the codes of the reasons, and who is to blame."""
        rows = [row for row in await self.house.rows(deliveries) if row.state == "dropped"]
        return [(row.because["code"], dict(row.because["facts"]).get("who", "")) for row in rows]


@pytest.fixture
async def quiet(house: House) -> Quiet:
    await house.furnish("one", "two", "three")
    chat = await house.open("10")
    return Quiet(house, chat, await house.watch(chat, "x"))


async def test_a_muted_watch_says_nothing_and_who_muted_it_is_noted(quiet: Quiet) -> None:
    await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.mute(watch_id=quiet.watch.id)
    assert await quiet.house.claim() == ()
    assert await quiet.dropped() == [("muted", "Somebody")]


async def test_a_mute_that_has_run_out_lets_later_news_of_the_story_through(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.mute(1 / 60, watch_id=quiet.watch.id)
    assert await quiet.house.claim() == ()
    quiet.house.clock.advance(60)
    told = await quiet.house.articles.told([storm.id])
    assert not told.get(storm.id), "what was never sent counts as never told"
    await quiet.more(storm, "The storm again", AlertKind.NEW)
    (delivery,) = await quiet.house.claim()
    assert [report.title for report in delivery.alerts[0].reports][-1] == "The storm again"
    assert delivery.kind is DeliveryKind.SEND


async def test_a_muted_story_gets_neither_additions_nor_updates_and_others_come(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.house.deliver("m1")
    await quiet.mute(story=storm.id)
    await quiet.more(storm, "The storm, by two")
    await quiet.more(storm, "The storm grows", AlertKind.UPDATE)
    assert await quiet.house.claim() == ()
    assert await quiet.dropped() == [("muted", "Somebody")] * 2
    await quiet.house.tell(quiet.chat, "A quake", quiet.watch)
    assert (await quiet.house.claim_one()).alerts[0].lead.title == "A quake"


async def test_another_chat_hears_of_the_story_all_the_same(quiet: Quiet) -> None:
    other = await quiet.house.open("20")
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.house.triage()
    await quiet.mute(story=storm.id)
    (late,) = await quiet.house.publish("The storm, by two", source="two")
    theirs = alert(other, late, AlertKind.NEW, storm.id)
    await quiet.house.triage(placed(late, theirs, story=storm.id, how="headline"))
    assert [each.chat.id for each in await quiet.house.claim()] == [other.id]


async def test_a_muted_source_is_passed_over_and_the_story_comes_with_anothers_report(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch, source="one")
    await quiet.mute(watch_id=quiet.watch.id, source="one")
    await quiet.more(storm, "The storm, by two", source="two")
    quiet.house.clock.advance(60)
    delivery = await quiet.house.claim_one()
    assert delivery.kind is DeliveryKind.SEND
    assert [report.title for report in delivery.alerts[0].reports] == ["The storm, by two"]
    assert await quiet.dropped() == [("muted", "Somebody")]
    await quiet.house.outbox.settle(delivery, Delivered("m1"), "")
    await quiet.more(storm, "The storm, by one again", source="one")
    quiet.house.clock.advance(60)
    assert await quiet.house.claim() == ()


async def test_what_follows_a_muted_first_message_that_was_being_claimed_becomes_the_first(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch, source="one")
    claimed = await quiet.house.claim_one()
    await quiet.more(storm, "The storm, by two", source="two")
    await quiet.mute(watch_id=quiet.watch.id, source="one")
    await quiet.house.outbox.hold(claimed, quiet.house.clock.now(), claimed.alerts[0].because)
    quiet.house.clock.advance(60)
    first = await quiet.house.claim_one()
    assert (first.kind, first.alerts[0].lead.title) == (DeliveryKind.SEND, "The storm, by two")


async def test_an_alert_that_another_watch_asks_for_comes_for_that_one(quiet: Quiet) -> None:
    other = await quiet.house.watch(quiet.chat, "y")
    (article,) = await quiet.house.publish("A storm")
    told = alert(quiet.chat, article, AlertKind.NEW, watch=quiet.watch)
    both = type(told)(**{name: getattr(told, name) for name in told.__slots__} | {"watch_ids": (quiet.watch.id, other.id)})
    await quiet.house.triage(placed(article, both))
    await quiet.mute(watch_id=quiet.watch.id)
    assert len(await quiet.house.claim()) == 1


async def test_what_may_be_out_already_is_left_alone(quiet: Quiet) -> None:
    await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.house.claim_one()
    await quiet.mute(watch_id=quiet.watch.id)
    quiet.house.clock.advance(3600)
    again = await quiet.house.claim_one()
    assert again.doubtful
    assert await quiet.dropped() == []


async def test_every_alert_stands_on_exactly_one_delivery_whatever_was_muted(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch, source="one")
    await quiet.mute(watch_id=quiet.watch.id, source="one")
    await quiet.more(storm, "The storm, by two", source="two")
    quiet.house.clock.advance(60)
    await quiet.house.claim_one()
    carried = await quiet.house.rows(delivery_alerts)
    assert sorted(row.alert_id for row in carried) == [row.id for row in await quiet.house.rows(alerts)]


async def test_a_list_leaves_out_what_was_muted_while_it_waited(quiet: Quiet) -> None:
    until, title = quiet.house.clock.now() + HOUR, Notice(PLAN, (("until", "2026-11-21T19:00:00+00:00"),))
    for headline in ("A storm", "A quake"):
        await quiet.house.tell(quiet.chat, headline, quiet.watch)
        await quiet.house.outbox.hold(await quiet.house.claim_one(), until, Reason("digest", (("until", "19:00"),)), title)
    storm = (await quiet.house.rows(alerts))[0].story_id
    await quiet.mute(story=storm)
    quiet.house.clock.advance(3600)
    listed = await quiet.house.claim_one()
    assert listed.kind is DeliveryKind.DIGEST
    assert [each.lead.title for each in listed.alerts] == ["A quake"]
    assert ("muted", "Somebody") in await quiet.dropped()


async def test_why_can_tell_that_a_story_was_muted(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.mute(watch_id=quiet.watch.id)
    await quiet.house.claim()
    trace = await StoredTraces(quiet.house.database).story(quiet.chat.id, storm.id)
    assert trace is not None
    assert [(each.state, each.because.code) for each in trace.sendings] == [("dropped", "muted")]


async def test_mutes_are_listed_with_what_they_are_of_and_end_by_themselves(quiet: Quiet) -> None:
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    await quiet.mute(1, watch_id=quiet.watch.id)
    await quiet.mute(2, story=storm.id)
    await quiet.mute(watch_id=quiet.watch.id, source="two")
    now = quiet.house.clock.now()
    listed = await quiet.store.of_chat(quiet.chat.id, now)
    assert [(each.outlet, each.term, each.headline) for each in listed] == [
        ("Two", "x", ""),
        ("", "", "A storm"),
        ("", "x", ""),
    ]
    assert {(each.who, each.name) for each in listed} == {("telegram:7", "Somebody")}
    assert len(await quiet.store.of_chat(quiet.chat.id, now + HOUR)) == 2
    said = await StoredLogbook(quiet.house.database).silences(quiet.chat.id, now)
    assert [each.what for each in said] == ["Two · x", "A storm", "x"]
    await quiet.house.chats.remove_watch(quiet.chat.id, quiet.watch.id, SOMEBODY, now)
    assert [each.headline for each in await quiet.store.of_chat(quiet.chat.id, now)] == ["A storm"]


async def test_a_story_is_named_by_what_the_chat_was_told_of_it_alone(quiet: Quiet) -> None:
    other = await quiet.house.open("20")
    secret = await quiet.house.tell(other, "Canary of another chat")
    (late,) = await quiet.house.publish("The storm, by two", source="two")
    mine = alert(quiet.chat, late, AlertKind.NEW, secret.id, watch=quiet.watch)
    await quiet.house.triage(placed(late, mine, story=secret.id, how="headline"))
    assert (await quiet.mute(story=secret.id)).headline == "The storm, by two"


async def test_a_later_mute_of_the_same_takes_the_place_of_the_earlier_and_its_undo_gives_it_back(quiet: Quiet) -> None:
    first = await quiet.mute(8, watch_id=quiet.watch.id)
    quiet.house.clock.advance(60)
    second = await quiet.mute(watch_id=quiet.watch.id)
    now = quiet.house.clock.now()
    assert [each.number for each in await quiet.store.of_chat(quiet.chat.id, now)] == [second.number]
    assert await quiet.store.withdraw(quiet.chat.id, second.number, SOMEBODY, now)
    assert [(each.number, each.until) for each in await quiet.store.of_chat(quiet.chat.id, now)] == [
        (first.number, first.until)
    ]


async def test_an_ended_mute_can_be_put_back_as_it_was(quiet: Quiet) -> None:
    made = await quiet.mute(8, watch_id=quiet.watch.id)
    now = quiet.house.clock.now()
    before = await quiet.store.of_chat(quiet.chat.id, now)
    assert await quiet.store.unmute(quiet.chat.id, made.number, SOMEBODY, now)
    assert await quiet.store.unmute(quiet.chat.id, made.number, SOMEBODY, now) is None
    assert await quiet.store.of_chat(quiet.chat.id, now) == ()
    assert await quiet.store.restore(quiet.chat.id, made.number, SOMEBODY, now)
    assert await quiet.store.of_chat(quiet.chat.id, now) == before
    actions = [row.action for row in await quiet.house.rows(audit) if row.who == "telegram:7"]
    assert actions[-3:] == ["mute", "unmute", "mute"]


async def test_no_chat_mutes_or_unmutes_for_another(quiet: Quiet) -> None:
    other = await quiet.house.open("20")
    now = quiet.house.clock.now()
    storm = await quiet.house.tell(quiet.chat, "A storm", quiet.watch)
    made = await quiet.mute(watch_id=quiet.watch.id)
    stranger = Person(Platform.TELEGRAM, "8")
    for what in (Muted(watch_id=quiet.watch.id), Muted(story=storm.id), Muted(watch_id=quiet.watch.id, source="one")):
        assert await quiet.store.mute(other.id, what, None, stranger, now) is None
    assert await quiet.store.unmute(other.id, made.number, stranger, now) is None
    assert await quiet.store.withdraw(other.id, made.number, stranger, now) is None
    assert await quiet.store.restore(other.id, made.number, stranger, now) is None
    assert len(await quiet.store.of_chat(quiet.chat.id, now)) == 1


async def test_a_group_that_has_moved_takes_its_mutes_along(quiet: Quiet) -> None:
    old = await quiet.house.open("-1", kind=ChatKind.GROUP)
    watch = await quiet.house.watch(old, "y")
    new = await quiet.house.open("-2", kind=ChatKind.GROUP)
    theirs = await quiet.house.watch(new, "y")
    now = quiet.house.clock.now()
    await quiet.store.mute(new.id, Muted(watch_id=theirs.id), None, SOMEBODY, now)
    await StoredUndos(quiet.house.database).remember(new.id, SOMEBODY, Undo("unwatch 1"), now)
    await quiet.house.chats.move(old.address, new.address)
    merged = next(chat for chat in await quiet.house.chats.chats() if chat.address == new.address)
    (kept,) = await quiet.store.of_chat(merged.id, now)
    assert (kept.what.watch_id, kept.term) == (watch.id if merged.id == old.id else theirs.id, "y")


async def test_a_watch_comes_back_as_it_was_and_matching_hears_of_it(quiet: Quiet) -> None:
    chats, now, chat = quiet.house.chats, quiet.house.clock.now(), quiet.chat
    await chats.switch(chat.id, quiet.watch.id, ["z"], SOMEBODY, now, switched=True)
    before = await chats.watches(chat.id)
    await quiet.mute(watch_id=quiet.watch.id)
    await chats.remove_watch(chat.id, quiet.watch.id, SOMEBODY, now)
    seen = (await chats.watch_edits(0)).revision
    assert await chats.restore_watch(chat.id + 1, quiet.watch.id, SOMEBODY, now) is None
    assert await chats.restore_watch(chat.id, quiet.watch.id, SOMEBODY, now)
    assert await chats.watches(chat.id) == before
    assert [each.term for each in (await chats.watch_edits(seen)).added] == ["x"]
    assert await chats.restore_watch(chat.id, quiet.watch.id, SOMEBODY, now) is None
    assert len(await quiet.store.of_chat(chat.id, now)) == 1
    await chats.remove_watch(chat.id, quiet.watch.id, SOMEBODY, now)
    again = await quiet.house.watch(chat, "X")
    back = await chats.restore_watch(chat.id, quiet.watch.id, SOMEBODY, now)
    assert back is not None
    assert back.id == again.id, "one watch of a term"


async def test_a_change_can_be_taken_back_for_half_an_hour_the_latest_first_by_its_own_person(quiet: Quiet) -> None:
    kept, clock = StoredUndos(quiet.house.database), quiet.house.clock
    other = Person(Platform.TELEGRAM, "8")
    for action in ("unwatch 1", "unwatch 2"):
        await kept.remember(quiet.chat.id, SOMEBODY, Undo(action), clock.now())
    await kept.remember(quiet.chat.id, other, Undo("unwatch 3"), clock.now())
    assert await kept.recall(quiet.chat.id + 1, SOMEBODY, clock.now()) is None
    assert await kept.recall(quiet.chat.id, SOMEBODY, clock.now()) == Undo("unwatch 2")
    assert await kept.done(quiet.chat.id, "unwatch 1")
    assert await kept.done(quiet.chat.id, "unwatch 1") is None
    assert await kept.recall(quiet.chat.id, SOMEBODY, clock.now()) is None
    clock.advance(1801)
    assert await kept.recall(quiet.chat.id, other, clock.now()) is None


async def test_what_is_final_stays_before_what_is_older_until_both_are_too_old(quiet: Quiet) -> None:
    kept, clock = StoredUndos(quiet.house.database), quiet.house.clock
    await kept.remember(quiet.chat.id, SOMEBODY, Undo("unwatch 1"), clock.now())
    await kept.remember(quiet.chat.id, SOMEBODY, Undo("retry 7", final=True), clock.now())
    for _ in range(2):
        assert await kept.recall(quiet.chat.id, SOMEBODY, clock.now()) == Undo("retry 7", final=True)
    assert await kept.done(quiet.chat.id, "unwatch 1") is False, "the button of an older change ends nothing"
    assert await kept.done(quiet.chat.id, "retry 7") is None
    clock.advance(1801)
    assert await kept.recall(quiet.chat.id, SOMEBODY, clock.now()) is None
