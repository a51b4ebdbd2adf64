"""Who hears of a feed's health: told once, in the poll's own transaction, to its chat or to those who look after the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.model.alert import Delivered, Notice
from bot.model.chat import Chat, ChatKind, ChatState, Person, Platform, Role
from bot.model.news import Broken, DueSource, Fresh, Language, Reading, Source, Trouble, Unchanged, Validators
from bot.ports import Poll
from bot.store.articles import Articles
from bot.store.database import Database
from bot.store.records import as_notice
from bot.store.schema import chats, deliveries, sources
from tests.fakes.clock import FakeClock
from tests.store.house import AT_ONCE, BECAUSE, SOMEBODY, House

MISSING, GONE = Broken(Trouble.NOT_FOUND, "HTTP 404"), Broken(Trouble.GONE, "HTTP 410")
HOURS = timedelta(hours=1)


@pytest.fixture
async def house(house: House) -> House:
    """The furnished house, in which no poll waits for others to be written with."""
    house.articles = Articles(house.database, AT_ONCE, gather=0.0)
    return house


async def poll(house: House, reading: Reading, source: str = "one") -> None:
    """Polls a source, whatever it is due, and keeps what it says."""
    await house.database.write(lambda c: c.execute(update(sources).values(next_due=house.clock.now(), lease_until=None)))
    due = next(due for due in await house.articles.due_sources(99) if due.source.id == source)
    await keep(house, due, reading)


async def keep(house: House, due: DueSource, reading: Reading) -> None:
    await house.articles.keep(due, reading, Poll(house.clock.now() + HOURS, BECAUSE), house.clock.now())


async def fails_for_long(house: House, reading: Reading = MISSING, source: str = "one") -> None:
    """One more try of a source that has failed for seven hours."""
    since = house.clock.now() - 7 * HOURS
    failing = update(sources).where(sources.c.id == source).values(failures=9, failing_since=since)
    await house.database.write(lambda c: c.execute(failing))
    await poll(house, reading, source)


async def told(house: House, chat: Chat | None = None) -> Sequence[Notice]:
    """What was queued, for one chat or for all, in order."""
    rows = sorted(await house.rows(deliveries), key=lambda row: (row.chat_id, row.seq))
    return [as_notice(row.notice) or Notice("") for row in rows if chat is None or row.chat_id == chat.id]


def keys(notices: Sequence[Notice]) -> list[str]:
    return [notice.key for notice in notices]


async def an_admin(house: House, channel: str = "42", role: Role = Role.ADMIN, **more: Any) -> Chat:
    chat = replace(await house.open(channel, **more), person=channel)
    await house.chats.save(chat)
    await house.chats.grant(Person(chat.address.platform, channel), role, "tests", house.clock.now())
    return chat


async def a_feed_of(house: House, chat: Chat, url: str = "https://own.example/rss") -> str:
    """A feed that a chat added for itself and that has been read; its id."""
    state, _ = await house.chats.add_source(chat.id, url, "Own", Language.ENGLISH, SOMEBODY, house.clock.now())
    await poll(house, Fresh((house.entry("old"),)), state.source.id)
    return state.source.id


async def test_a_feed_that_fails_for_long_is_told_once_and_its_recovery_once(house: House) -> None:
    admin = await an_admin(house)
    began = house.clock.now()
    for _ in range(12):
        await poll(house, MISSING)
        house.clock.advance(hours=1)
    assert keys(await told(house)) == ["feed_failing"]
    ended = house.clock.now()
    await poll(house, Unchanged())
    await poll(house, Fresh((house.entry("new"),)))
    failing, recovered = await told(house, admin)
    assert dict(failing.values) == {
        "name": "One",
        "number": "1",
        "since": began.isoformat(),
        "trouble": "not_found",
        "detail": "HTTP 404",
    }
    assert recovered.key == "feed_recovered"
    assert dict(recovered.values) == {"name": "One", "number": "1", "since": began.isoformat(), "until": ended.isoformat()}


async def test_short_troubles_are_told_to_nobody(house: House) -> None:
    await an_admin(house)
    for _ in range(5):
        await poll(house, MISSING)
        house.clock.advance(hours=1)
    await poll(house, Unchanged())
    assert await told(house) == []


async def test_a_notice_and_the_outcome_it_tells_of_are_stored_together_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_admin(house)
    (due,) = await due_now(house)

    async def cut_off(*_: object) -> None:
        raise RuntimeError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.noticing.rewake", cut_off)
        with pytest.raises(RuntimeError, match="cut off"):
            await keep(house, due, GONE)
    (row,) = await house.rows(sources)
    assert (row.told, row.stopped, await told(house)) == ("", False, [])
    await keep(house, due, GONE)
    await keep(house, due, GONE)
    assert keys(await told(house)) == ["feed_gone"]


async def due_now(house: House) -> Sequence[DueSource]:
    await house.database.write(lambda c: c.execute(update(sources).values(next_due=house.clock.now(), lease_until=None)))
    return await house.articles.due_sources(99)


async def test_a_shared_feed_is_told_to_those_who_look_after_the_bot_where_they_are_alone_with_it(house: House) -> None:
    reader = await an_admin(house, "43", Role.EDITOR)
    group = await house.open("-5", kind=ChatKind.GROUP)
    await house.watch(group, "x")
    closed = await house.chats.open_chat(replace(reader.address, channel="44"), ChatKind.PRIVATE, "", Language.ENGLISH)
    await house.chats.grant(Person(Platform.TELEGRAM, "44"), Role.OWNER, "tests", house.clock.now())
    admins = [await an_admin(house, "42"), await an_admin(house, "D7", platform=Platform.SLACK)]
    out_of_reach = await an_admin(house, "45")
    await house.chats.suspend(out_of_reach.address, "blocked")
    await fails_for_long(house)
    for chat in admins:
        assert keys(await told(house, chat)) == ["feed_failing"]
    for chat in (reader, group, closed, out_of_reach):
        assert await told(house, chat) == []


async def test_owners_by_configuration_and_whoever_sits_at_the_console_look_after_the_bot(
    database: Database, clock: FakeClock
) -> None:
    house = House(database, clock)
    house.articles = Articles(database, AT_ONCE, owners={"telegram:111", "slack:U7"})
    await house.furnish()
    # Seeded from a file, and not yet written from.
    telegram = await house.open("111")
    slack = await house.open("D9", Platform.SLACK)
    await house.chats.save(replace(slack, person="U7"))
    console = await house.open("local", Platform.CONSOLE)
    nobody = await house.open("112")
    await fails_for_long(house)
    for chat in (telegram, slack, console):
        assert keys(await told(house, chat)) == ["feed_failing"]
    assert await told(house, nobody) == []


async def test_a_topic_of_an_admins_chat_hears_nothing_twice(house: House) -> None:
    first = await an_admin(house)
    await house.chats.save(replace(await house.open("42", thread="9"), person="42"))
    await fails_for_long(house)
    assert keys(await told(house)) == ["feed_failing"] == keys(await told(house, first))


async def test_without_admins_the_chats_that_watch_and_get_the_feed_are_told(house: House) -> None:
    watching, other, paused, idle = [await house.open(name, kind=ChatKind.GROUP) for name in ("-1", "-2", "-3", "-4")]
    for chat in (watching, other, paused):
        await house.watch(chat, "x")
    await house.chats.pause_source(other.id, 1, SOMEBODY, house.clock.now(), paused=True)
    await house.chats.save(replace(paused, state=ChatState.PAUSED))
    await fails_for_long(house)
    assert keys(await told(house, watching)) == ["feed_failing"]
    for chat in (other, paused, idle):
        assert await told(house, chat) == []


async def test_a_terminal_that_may_be_closed_is_never_the_only_one_told(house: House) -> None:
    console, group = await house.open("local", Platform.CONSOLE), await house.open("-1", kind=ChatKind.GROUP)
    await house.watch(group, "x")
    await fails_for_long(house)
    assert keys(await told(house, console)) == ["feed_failing"] == keys(await told(house, group))


async def test_a_chats_own_feed_is_told_to_that_chat_alone(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    source = await a_feed_of(house, group)
    await fails_for_long(house, Broken(Trouble.LOGIN_NEEDED, "HTTP 401"), source)
    assert keys(await told(house, group)) == ["feed_failing"]
    assert await told(house, admin) == []


async def test_a_feed_that_was_never_read_is_told_to_its_own_chat_after_a_day_and_to_nobody_else(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    address = "https://own.example/rss"
    state, _ = await house.chats.add_source(group.id, address, "Own", Language.ENGLISH, SOMEBODY, house.clock.now())
    await house.database.write(lambda c: c.execute(update(sources).values(last_success=None, polls=0)))
    for source in ("one", state.source.id):
        await fails_for_long(house, MISSING, source)
    assert await told(house) == []
    house.clock.advance(hours=24)
    for source in ("one", state.source.id):
        await poll(house, MISSING, source)
    assert keys(await told(house, group)) == ["feed_failing"]
    assert await told(house, admin) == []


async def test_feeds_of_one_host_that_fail_together_are_one_notice_and_so_is_their_return(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    own = await a_feed_of(house, group, "https://wire.example/own")
    at = "https://wire.example/"
    names = ("north", "south", "east", "west", "else")
    await house.chats.seed_sources([Source(name, f"{at}{name}", name.title()) for name in names])
    await house.database.write(lambda c: c.execute(update(sources).values(last_success=house.clock.now(), polls=9)))
    since = house.clock.now() - 7 * HOURS
    down = update(sources).values(failures=9, failing_since=since, health="server_error")
    await house.database.write(lambda c: c.execute(down.where(sources.c.id != "else")))
    for name in (*names[:4], own):
        await poll(house, Broken(Trouble.SERVER_ERROR, "HTTP 503"), name)
    (notice,) = await told(house, admin)
    facts = {"count": "4", "host": "wire.example", "since": since.isoformat(), "trouble": "server_error", "detail": "HTTP 503"}
    assert (notice.key, dict(notice.values)) == ("host_failing", facts)
    assert keys(await told(house, group)) == ["feed_failing"], "a chat's own feed is its own affair"
    await poll(house, Unchanged(), "south")
    await poll(house, Unchanged(), "west")
    assert keys(await told(house, admin)) == ["host_failing", "host_recovered"]
    await poll(house, Broken(Trouble.SERVER_ERROR, "HTTP 503"), "north")
    assert keys(await told(house, admin))[2:] == ["feed_failing"], "what stays away is told by itself"


async def test_410_stops_a_feed_and_tells_its_subscribers_who_can_take_it_up_again(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    await house.chats.add_source(group.id, "https://one.example/feed", "", Language.ENGLISH, SOMEBODY, house.clock.now())
    await poll(house, GONE)
    assert keys(await told(house, admin)) == ["feed_gone"] == keys(await told(house, group))
    assert await due_now(house) == ()
    (state,) = await house.chats.sources(group.id)
    assert (state.stopped, state.paused, state.health) == (True, False, "gone")
    await house.chats.pause_source(group.id, 1, SOMEBODY, house.clock.now(), paused=False)
    (due,) = await due_now(house)
    assert (due.polls, due.failures, due.told) == (0, 0, "")
    kept = await house.articles.keep(
        due, Fresh((house.entry("since then"),)), Poll(house.clock.now(), BECAUSE), house.clock.now()
    )
    assert [article.baseline for article in kept] == [True], "what it holds by now is no news"
    await poll(house, GONE)
    assert keys(await told(house, admin)) == ["feed_gone", "feed_gone"], "it was asked for again"


async def test_a_permanent_redirect_is_told_when_it_is_followed_for_good_without_what_is_secret_in_it(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    await house.chats.add_source(group.id, "https://one.example/feed", "", Language.ENGLISH, SOMEBODY, house.clock.now())
    there = Fresh((house.entry("x"),), moved_to="https://me:s3cret@new.example/feed?key=s3cret")
    for _ in range(2):
        await poll(house, there)
    assert await told(house) == []
    for _ in range(3):
        await poll(house, there)
    (row,) = await house.rows(sources)
    assert (row.url, row.told) == (there.moved_to, "")
    for chat in (admin, group):
        (notice,) = await told(house, chat)
        assert notice == Notice("feed_moved", (("name", "One"), ("number", "1"), ("address", "https://new.example/feed")))


async def test_a_busy_feed_that_falls_silent_raises_one_alarm_to_admins_and_one_line_when_it_speaks(house: House) -> None:
    admin, group = await an_admin(house), await house.open("-1", kind=ChatKind.GROUP)
    await house.watch(group, "x")
    await poll(house, Fresh((house.entry("the last for long"),), Validators("tag")))
    last = house.clock.now()
    busy = update(sources).values(pace=60.0, polls=9000)
    await house.database.write(lambda c: c.execute(busy))
    for _ in range(4):
        house.clock.advance(hours=5)
        await poll(house, Unchanged())
    (state,) = await house.chats.sources(admin.id)
    assert state.silent
    await poll(house, Fresh((house.entry("here again"),)))
    silent, speaking = await told(house, admin)
    assert (silent.key, dict(silent.values)["since"]) == ("feed_silent", last.isoformat())
    assert 50 <= int(dict(silent.values)["pace"]) <= 60
    assert (speaking.key, dict(speaking.values)["since"]) == ("feed_speaking", last.isoformat())
    assert await told(house, group) == []
    assert not (await house.chats.sources(admin.id))[0].silent


async def test_a_feed_taken_up_again_after_a_pause_is_neither_silent_nor_failing(house: House) -> None:
    group = await house.open("-1", kind=ChatKind.GROUP)
    source = await a_feed_of(house, group)
    await fails_for_long(house, MISSING, source)
    number = next(row.number for row in await house.rows(sources) if row.id == source)
    await house.database.write(lambda c: c.execute(update(sources).values(pace=60.0)))
    await house.chats.pause_source(group.id, number, SOMEBODY, house.clock.now(), paused=True)
    house.clock.advance(days=9)
    await house.chats.pause_source(group.id, number, SOMEBODY, house.clock.now(), paused=False)
    await poll(house, Fresh((house.entry("meanwhile"),)), source)
    await poll(house, Unchanged(), source)
    assert keys(await told(house)) == ["feed_failing"]


async def test_notices_keep_their_place_behind_what_is_queued_and_paused_chats_get_them_later(house: House) -> None:
    admin = await an_admin(house)
    watch = await house.watch(admin, "x")
    await house.tell(admin, "A story", watch)
    await poll(house, GONE)
    first = await house.claim_one()
    assert first.notice is None
    await house.outbox.settle(first, Delivered("m1"), "digest")
    second = await house.claim_one()
    assert second.notice is not None
    assert second.notice.key == "feed_gone"


async def test_a_private_chats_person_is_kept(house: House) -> None:
    chat = replace(await house.open("D1", Platform.SLACK), person="U1")
    await house.chats.save(chat)
    assert await house.chats.chat(chat.id) == chat
    assert {row.person for row in await house.rows(chats)} == {"U1"}
